/* SPDX-License-Identifier: MIT */
#include "base/parameter.h"

#include "tests/lib/suite.h"

#include <string.h>

typedef struct spec {
    double share;
    uint32_t count;
    uint64_t amount;
    uint32_t length;
    const double *list;
} spec;

static const cst_parameter share = {.key = "a.share",
                                    .offset = offsetof(spec, share),
                                    .range = CST_RANGE_ABOVE(0.0, 1.0, "a share above 0"),
                                    .initial = 0.25};
static const cst_parameter count = {.key = "a.b.count",
                                    .kind = CST_PARAMETER_WHOLE,
                                    .offset = offsetof(spec, count),
                                    .range = CST_RANGE(1, 9, "1 to 9"),
                                    .initial = 3};
static const cst_parameter amount = {.key = "a.amount",
                                     .kind = CST_PARAMETER_WHOLE64,
                                     .offset = offsetof(spec, amount),
                                     .range = CST_COUNT64,
                                     .initial = 1e12};
static const cst_parameter list = {.key = "a.list",
                                   .kind = CST_PARAMETER_LIST,
                                   .offset = offsetof(spec, list),
                                   .length = offsetof(spec, length),
                                   .most = 3,
                                   .range = CST_SHARE};
static const cst_parameter *const rows[] = {&share, &count, &amount, &list, NULL};

static spec initial(void)
{
    spec made;
    memset(&made, 0, sizeof made);
    cst_parameters_default(rows, &made);
    return made;
}

static void test_parameter_values(void)
{
    spec made = initial();
    CU_ASSERT(made.share == 0.25 && made.count == 3 && made.amount == UINT64_C(1000000000000));
    CU_ASSERT_EQUAL(made.length, 0);
    CU_ASSERT_EQUAL(cst_parameter_value(&count, &made), 3.0);
    CU_ASSERT_EQUAL(cst_parameter_value(&amount, &made), 1e12);
    cst_parameter_set(&share, &made, 0.75);
    cst_parameter_set(&count, &made, 8.0);
    CU_ASSERT(made.share == 0.75 && made.count == 8);
    CU_ASSERT_STRING_EQUAL(cst_parameter_word(count.key), "count");
    CU_ASSERT_STRING_EQUAL(cst_parameter_word("count"), "count");
}

static void test_parameter_rows(void)
{
    static const cst_parameter *const others[] = {&count, NULL};
    static const cst_parameter *const none[] = {NULL};
    spec made = initial();
    CU_ASSERT_TRUE(cst_parameters_have(rows, &list));
    CU_ASSERT_FALSE(cst_parameters_have(others, &list));
    CU_ASSERT_FALSE(cst_parameters_have(none, &list));
    CU_ASSERT_EQUAL(cst_parameters_check(none, &made, CST_ERR_LAW, NULL), 0);
}

static void refused(const spec *made, const char *key, const char *text)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_parameters_check(rows, made, CST_ERR_LAW, &error), CST_ERR_LAW);
    CU_ASSERT_STRING_EQUAL(error.key, key);
    CU_ASSERT_STRING_EQUAL(error.text, text);
}

static void test_parameter_errors(void)
{
    spec made = initial();
    CU_ASSERT_EQUAL(cst_parameters_check(rows, &made, CST_ERR_LAW, NULL), 0);
    made.share = 0.0;
    refused(&made, "a.share", "expected a share above 0, found 0");
    made = initial();
    made.count = 10;
    refused(&made, "a.b.count", "expected 1 to 9, found 10");
    made = initial();
    made.amount = UINT64_C(1000000000000001);
    refused(&made, "a.amount", "expected a whole number from 0 to 1e15, found 1000000000000001");
    made = initial();
    made.list = (const double[]){0.5, 0.5, 2.0};
    made.length = 2;
    CU_ASSERT_EQUAL(cst_parameters_check(rows, &made, CST_ERR_LAW, NULL), 0);
    made.length = 3;
    refused(&made, "a.list", "expected a share from 0 to 1, found 2");
    made.length = 4;
    refused(&made, "a.list", "expected at most 3 numbers, found 4");
}

static void test_range_ends(void)
{
    static const cst_range closed = CST_RANGE(0.0, 1.0, "");
    static const cst_range above = CST_RANGE_ABOVE(0.0, 1.0, "");
    static const cst_range below = CST_RANGE_BELOW(0.0, 1.0, "");
    static const double values[] = {-1e-300, 0.0, 1e-300, 0.5, 1.0, 1.0 + 1e-15};
    static const bool inside[3][6] = {{false, true, true, true, true, false},
                                      {false, false, true, true, true, false},
                                      {false, true, true, true, false, false}};
    for (int i = 0; i < 6; i++) {
        CU_ASSERT_EQUAL(cst_range_has(&closed, values[i]), inside[0][i]);
        CU_ASSERT_EQUAL(cst_range_has(&above, values[i]), inside[1][i]);
        CU_ASSERT_EQUAL(cst_range_has(&below, values[i]), inside[2][i]);
    }
}

/* A range without an upper end has no infinite number either. */
static void test_range_finite(void)
{
    static const cst_range any = CST_NUMBER;
    static const cst_range positive = CST_POSITIVE;
    CU_ASSERT(cst_range_has(&any, -1e300) && cst_range_has(&positive, 1e300));
    CU_ASSERT_FALSE(cst_range_has(&any, NAN));
    CU_ASSERT_FALSE(cst_range_has(&any, -INFINITY));
    CU_ASSERT_FALSE(cst_range_has(&positive, INFINITY));
    CU_ASSERT_FALSE(cst_range_has(&positive, 0.0));
}

CST_SUITE("parameter", CST_TEST(test_parameter_values), CST_TEST(test_parameter_rows),
          CST_TEST(test_parameter_errors), CST_TEST(test_range_ends), CST_TEST(test_range_finite))
