/* SPDX-License-Identifier: MIT */
#include "bus/clock.h"
#include "tests/lib/suite.h"

#include <math.h>

static void test_clock_never_goes_back(void)
{
    double before = cst_clock_seconds();
    CU_ASSERT(isfinite(before));
    for (int i = 0; i < 10000; i++) {
        const double now = cst_clock_seconds();
        CU_ASSERT(now >= before);
        before = now;
    }
}

CST_SUITE("clock", CST_TEST(test_clock_never_goes_back))
