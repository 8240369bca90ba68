/* SPDX-License-Identifier: MIT
 * Binomial intervals and tails beyond 1e12 events, up to the most that a run may have.
 * Covers: interval. */
#include "tally/interval.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>

static const double z95 = 1.9599639845400545;

/* Of so many events the interval is the normal one but for one part in their square root. */
static void test_many_normal(void)
{
    static const uint64_t n[] = {UINT64_C(10000000000000000), UINT64_C(100000000000000000),
                                 UINT64_C(1) << 58, UINT64_C(1000000000000000000)};
    static const double share[] = {0.001, 0.03, 0.3, 0.5, 0.7, 0.999};
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 6; j++) {
            const uint64_t x = (uint64_t)(share[j] * (double)n[i]);
            const double p = (double)x / (double)n[i];
            const double half = z95 * sqrt(p * (1.0 - p) / (double)n[i]);
            const cst_interval found = cst_interval_clopper_pearson(x, n[i], 0.05);
            /* skewness and rounding of doubles near the share */
            const double slack = half / sqrt((double)n[i] * fmin(p, 1.0 - p)) + 4e-16;
            CU_ASSERT_DOUBLE_EQUAL(found.low, p - half, slack);
            CU_ASSERT_DOUBLE_EQUAL(found.high, p + half, slack);
        }
    }
    const cst_interval known = cst_interval_clopper_pearson(UINT64_C(30000000000000000),
                                                            UINT64_C(100000000000000000), 0.05);
    CU_ASSERT_DOUBLE_EQUAL(known.high - 0.3, 2.8403e-9, 1e-13);
    CU_ASSERT_DOUBLE_EQUAL(0.3 - known.low, 2.8403e-9, 1e-13);
}

/* Few events of many: the ends of a Poisson mean, .618672 and 8.767273 for three. */
static void test_many_few_events(void)
{
    const uint64_t n = UINT64_C(100000000000000000);
    const cst_interval three = cst_interval_clopper_pearson(3, n, 0.05);
    CU_ASSERT_DOUBLE_EQUAL(three.low * 1e17, 0.618672, 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(three.high * 1e17, 8.767273, 1e-6);
    const cst_interval rest = cst_interval_clopper_pearson(n, n, 0.05);
    CU_ASSERT(rest.high == 1.0 && rest.low < 1.0 && rest.low > 1.0 - 1e-15);
}

/* Where the library's quantile gives way to ours both agree, at ordinary and at extreme levels. */
static void test_many_meets_library(void)
{
    static const double level[] = {0.5, 0.05, 1e-6, 1e-11};
    static const uint64_t times[] = {3, 1000, 1000000};
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 3; j++) {
            const uint64_t x = UINT64_C(1000000000000);
            const uint64_t n = x * times[j];
            const double deviation = sqrt((double)x * (1.0 - 1.0 / (double)times[j])) / (double)n;
            const cst_interval ours = cst_interval_clopper_pearson(x, n, level[i]);
            const double low = qbeta(level[i] / 2, (double)x, (double)(n - x + 1), 1, 0);
            const double high = qbeta(level[i] / 2, (double)(x + 1), (double)(n - x), 0, 0);
            CU_ASSERT_DOUBLE_EQUAL(ours.low / deviation, low / deviation, 1e-6);
            CU_ASSERT_DOUBLE_EQUAL(ours.high / deviation, high / deviation, 1e-6);
        }
    }
}

/* Beyond 2^53 one event less is as many, in a double. */
static void test_many_tails(void)
{
    const uint64_t n = UINT64_C(9008) * 1000000000000;
    double lower = 0.0;
    double upper = 0.0;
    cst_interval_tails(n, n, 1.0, &lower, &upper);
    CU_ASSERT(lower == 1.0 && upper == 1.0);
    cst_interval_tails(n - 1, n, 1.0, &lower, &upper);
    CU_ASSERT(lower == 0.0 && upper == 1.0);
    cst_interval_tails(0, n, 0.0, &lower, &upper);
    CU_ASSERT(lower == 1.0 && upper == 1.0);
    cst_interval_tails(1, n, 0.0, &lower, &upper);
    CU_ASSERT(lower == 1.0 && upper == 0.0);
    const uint64_t all = UINT64_C(200000000000000000);
    for (int z = -5; z <= 5; z++) {
        const double p = 0.3;
        const double x = (double)all * p + z * sqrt((double)all * p * (1.0 - p));
        cst_interval_tails((uint64_t)x, all, p, &lower, &upper);
        CU_ASSERT_DOUBLE_EQUAL(lower / pnorm5(z, 0.0, 1.0, 1, 0), 1.0, 1e-6);
        CU_ASSERT_DOUBLE_EQUAL(upper / pnorm5(z, 0.0, 1.0, 0, 0), 1.0, 1e-6);
    }
}

CST_SUITE("many", CST_TEST(test_many_normal), CST_TEST(test_many_few_events),
          CST_TEST(test_many_meets_library), CST_TEST(test_many_tails))
