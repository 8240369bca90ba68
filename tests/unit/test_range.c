/* SPDX-License-Identifier: MIT */
#include "base/range.h"

#include "tests/lib/suite.h"

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

CST_SUITE("range", CST_TEST(test_range_ends), CST_TEST(test_range_finite))
