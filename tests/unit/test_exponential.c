/* SPDX-License-Identifier: MIT */
#include "base/exponential.h"
#include "tests/lib/suite.h"

#include <math.h>

static void test_exponential_values(void)
{
    for (double x = -45.0; x < -1e-300; x *= 0.87) {
        CU_ASSERT(cst_test_relative(cst_expm1(x), expm1(x)) < 1e-13);
    }
    CU_ASSERT_EQUAL(cst_expm1(0.0), 0.0);
    CU_ASSERT_EQUAL(cst_expm1(-1e9), -1.0);
    CU_ASSERT(cst_expm1(-37.0) > -1.0);
}

CST_SUITE("exponential", CST_TEST(test_exponential_values))
