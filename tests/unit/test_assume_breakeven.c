/* SPDX-License-Identifier: MIT
 * Differences whose roots are known. */
#include "estimate/ask/assume.h"
#include "tests/lib/suite.h"

#include <math.h>

/* c0 + c1 x + c2 x^2 + c3 x^3 */
static double polynomial(const void *self, double x)
{
    const double *c = self;
    return c[0] + x * (c[1] + x * (c[2] + x * c[3]));
}

static double root_of_nothing(const void *self, double x)
{
    (void)self;
    return x > 0.7 ? NAN : x;
}

static cst_break_even find(double c0, double c1, double c2, double c3)
{
    const double c[] = {c0, c1, c2, c3};
    return cst_break_even_find(polynomial, c, 0.0, 1.0);
}

static void test_assume_breakeven_one(void)
{
    static const double roots[] = {1e-9, 0.1, 0.25, 0.3141592653589793, 0.5, 1.0 - 1e-9};
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        for (int way = -1; way <= 1; way += 2) {
            const cst_break_even found = find(-way * roots[i], way, 0.0, 0.0);
            CU_ASSERT_EQUAL(found.kind, CST_BREAK_EVEN_FOUND);
            CU_ASSERT_EQUAL(found.crossings, 1);
            CU_ASSERT_EQUAL(found.rising, way > 0);
            CU_ASSERT_DOUBLE_EQUAL(found.at, roots[i], 1e-12);
        }
    }
    const cst_break_even cubic = find(-0.008, 0.0, 0.0, 1.0);
    CU_ASSERT_DOUBLE_EQUAL(cubic.at, 0.2, 1e-12);
}

/* A difference that only touches 0, at an end or between, does not cross it. */
static void test_assume_breakeven_none(void)
{
    CU_ASSERT_EQUAL(find(0.0, 0.0, 0.0, 0.0).kind, CST_BREAK_EVEN_EQUAL);
    CU_ASSERT_EQUAL(find(-1e-300, 0.0, 0.0, 0.0).kind, CST_BREAK_EVEN_NEVER);
    CU_ASSERT_EQUAL(find(0.0, 1.0, 0.0, 0.0).kind, CST_BREAK_EVEN_ALWAYS);
    CU_ASSERT_EQUAL(find(-1.0, 1.0, 0.0, 0.0).kind, CST_BREAK_EVEN_NEVER);
    CU_ASSERT_EQUAL(find(0.25, -1.0, 1.0, 0.0).kind, CST_BREAK_EVEN_ALWAYS);
    CU_ASSERT_TRUE(isnan(find(0.25, -1.0, 1.0, 0.0).at));
    CU_ASSERT_EQUAL(cst_break_even_find(root_of_nothing, NULL, 0.0, 1.0).kind,
                    CST_BREAK_EVEN_UNKNOWN);
}

/* (x - .2)(x - .5)(x - .9) */
static void test_assume_breakeven_several(void)
{
    const cst_break_even found = find(-0.09, 0.73, -1.6, 1.0);
    CU_ASSERT_EQUAL(found.kind, CST_BREAK_EVEN_SEVERAL);
    CU_ASSERT_EQUAL(found.crossings, 3);
    CU_ASSERT_TRUE(found.rising);
    CU_ASSERT_DOUBLE_EQUAL(found.at, 0.2, 1e-12);
}

CST_SUITE("assume_breakeven", CST_TEST(test_assume_breakeven_one),
          CST_TEST(test_assume_breakeven_none), CST_TEST(test_assume_breakeven_several))
