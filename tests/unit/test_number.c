/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include "base/random.h"
#include "tests/lib/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const cst_random seeded = {.seed = 20250117, .stream = 2};

static void test_number_text(void)
{
    static const struct {
        double x;
        const char *text;
    } known[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {1.0, "1"},
        {-1.5, "-1.5"},
        {0.05, "0.05"},
        {100000.0, "100000"},
        {1e-4, "0.0001"},
        {1e-5, "1e-5"},
        {1e-6, "1e-6"},
        {2.5e-10, "2.5e-10"},
        {-1e-6, "-1e-6"},
        {1e-12, "1e-12"},
        {1e-300, "1e-300"},
        {1e11, "100000000000"},
        {1e12, "1e12"},
        {1e15, "1e15"},
        {-1.25e100, "-1.25e100"},
        {1.0 / 3, "0.333333333333"},
        {2.0 / 3, "0.666666666667"},
        {0.1 + 0.2, "0.3"},
        {999999999999.4, "999999999999"},
        {999999999999.6, "1e12"},
        {0.99999999999999, "1"},
        {DBL_MAX, "1.79769313486e308"},
        {-DBL_MAX, "-1.79769313486e308"},
        {DBL_TRUE_MIN, "4.94065645841e-324"},
        {NAN, "null"},
        {INFINITY, "null"},
        {-INFINITY, "null"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char text[CST_NUMBER_TEXT_MAX];
        memset(text, '#', sizeof text);
        cst_number_text(known[i].x, text);
        CU_ASSERT_STRING_EQUAL(text, known[i].text);
    }
}

/* A number of the JSON grammar, without a zero that says nothing. */
static bool well_formed(const char *c)
{
    size_t significant = 0;
    c += *c == '-';
    const char *whole = c;
    const size_t whole_digits = strspn(c, "0123456789");
    c += whole_digits;
    bool fine = whole_digits > 0 && (whole_digits == 1 || whole[0] != '0');
    significant += whole[0] == '0' ? 0 : whole_digits;
    if (*c == '.') {
        const size_t digits = strspn(++c, "0123456789");
        significant += digits - (significant == 0 ? strspn(c, "0") : 0);
        c += digits;
        fine = fine && digits > 0 && c[-1] != '0';
    }
    if (*c == 'e') {
        c++;
        c += *c == '-';
        const size_t digits = strspn(c, "0123456789");
        fine = fine && digits > 0 && c[0] != '0';
        c += digits;
    }
    return fine && *c == '\0' && significant <= 12;
}

/* Doubles of all magnitudes: any bits, but those of no number. */
static double any_double(cst_draws *draws)
{
    for (;;) {
        const uint64_t bits = cst_draws_next(draws);
        double x;
        memcpy(&x, &bits, sizeof x);
        if (isfinite(x)) {
            return x;
        }
    }
}

static void judge(double x)
{
    char text[CST_NUMBER_TEXT_MAX];
    char again[CST_NUMBER_TEXT_MAX];
    char wide[64];
    const double rounded = cst_number_round(x);
    cst_number_text(x, text);
    cst_number_text(rounded, again);
    (void)snprintf(wide, sizeof wide, "%.11e", x); /* 12 digits in the other notation */
    if (!well_formed(text) || strcmp(text, again) != 0 || cst_number_round(rounded) != rounded ||
        strtod(text, NULL) != rounded || strtod(wide, NULL) != rounded) {
        (void)printf("\n    %a: '%s', '%s', %s\n", x, text, again, wide);
        CU_FAIL("a number changes on its way through text");
    }
}

static void test_number_round_trip(void)
{
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    for (int i = 0; i < 40000; i++) {
        judge(any_double(&draws));
        judge(cst_draws_unit(&draws));
        judge((double)cst_draws_uniform(&draws, 1000000));
        /* Near the middle between two neighbours of 12 digits, where rounding is decided. */
        judge(((double)cst_draws_uniform(&draws, UINT64_C(999999999999)) + 0.5) * 1e-12);
        judge(((double)cst_draws_uniform(&draws, UINT64_C(999999999999)) + 0.5) *
              pow(10.0, 8.0 - (double)cst_draws_uniform(&draws, 20)));
    }
    for (int power = -30; power <= 30; power++) { /* where a number has a digit more */
        double below = pow(10.0, power);
        double above = below;
        for (int i = 0; i < 4; i++) {
            judge(-below);
            judge(above);
            below = nextafter(below, 0.0);
            above = nextafter(above, INFINITY);
        }
    }
}

static void test_number_round(void)
{
    CU_ASSERT_EQUAL(cst_number_round(0.1 + 0.2), 0.3);
    CU_ASSERT_EQUAL(cst_number_round(1.0 + 4e-12), 1.0);
    CU_ASSERT_EQUAL(cst_number_round(1.0 + 6e-12), 1.00000000001);
    CU_ASSERT_EQUAL(cst_number_round(123456789012.0), 123456789012.0);
    CU_ASSERT_EQUAL(cst_number_round(1234567890123.0), 1234567890120.0);
    CU_ASSERT_EQUAL(cst_number_round(1e-3), 1e-3);
    CU_ASSERT_EQUAL(cst_number_round(0.0), 0.0);
    CU_ASSERT_EQUAL(cst_number_round_to(0.0123456, 3), 0.0123);
    CU_ASSERT_EQUAL(cst_number_round_to(-98765.0, 2), -99000.0);
    CU_ASSERT_EQUAL(cst_number_round_to(INFINITY, 3), INFINITY);
    CU_ASSERT(isnan(cst_number_round(NAN)));
    CU_ASSERT_EQUAL(cst_number_round(INFINITY), INFINITY);
    CU_ASSERT_EQUAL(cst_number_round(-INFINITY), -INFINITY);
}

/* Of levels as they are stated; other numbers keep what doubles have. */
static void test_number_complement(void)
{
    CU_ASSERT_EQUAL(cst_number_complement(0.95), 0.05);
    CU_ASSERT_EQUAL(cst_number_complement(0.9999999999), 1e-10);
    CU_ASSERT_EQUAL(cst_number_complement(0.999999999999), 1e-12);
    CU_ASSERT_EQUAL(cst_number_complement(0.0), 1.0);
    CU_ASSERT_EQUAL(cst_number_complement(1.0), 0.0);
    CU_ASSERT_EQUAL(cst_number_complement(1e-300), 1.0);
    CU_ASSERT_EQUAL(cst_number_complement(1.0 - 0x1p-53), 0x1p-53);
    CU_ASSERT_EQUAL(cst_number_complement(1.0 - 0x1p-40), 0x1p-40);
    CU_ASSERT_EQUAL(cst_number_complement(1.0 / 3.0), 1.0 - 1.0 / 3.0);
}

CST_SUITE("number", CST_TEST(test_number_text), CST_TEST(test_number_round_trip),
          CST_TEST(test_number_round), CST_TEST(test_number_complement))
