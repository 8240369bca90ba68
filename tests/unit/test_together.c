/* SPDX-License-Identifier: MIT
 * Normal copulas: their factors by hand, and what correlations their numbers have. */
#include "base/random.h"
#include "estimate/ask/together.h"
#include "tests/lib/suite.h"

#include <math.h>

enum { N = 3, DRAWS = 40000 };

static void test_together_rank(void)
{
    CU_ASSERT_DOUBLE_EQUAL(cst_together_of_rank(0.0), 0.0, 0.0);
    CU_ASSERT_DOUBLE_EQUAL(cst_together_of_rank(1.0), 1.0, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(cst_together_of_rank(-1.0), -1.0, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(cst_together_of_rank(6.0 / 3.14159265358979323846 * asin(0.3)), 0.6,
                           1e-15); /* Pearson 1907: rank = 6/pi asin(r/2) */
}

static void test_together_factor(void)
{
    static const double good[N * N] = {1.0, 0.6, -0.5, 0.6, 1.0, 0.2, -0.5, 0.2, 1.0};
    static const double bad[N * N] = {1.0, 0.9, -0.9, 0.9, 1.0, 0.9, -0.9, 0.9, 1.0};
    static const double sure[4] = {1.0, 1.0, 1.0, 1.0};
    double factor[N * N];
    CU_ASSERT_TRUE(cst_together_factor(good, N, factor));
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
            double product = 0.0;
            for (int k = 0; k < N; k++) {
                product += factor[i * N + k] * factor[j * N + k];
            }
            CU_ASSERT_DOUBLE_EQUAL(product, good[i * N + j], 1e-15);
            CU_ASSERT(j <= i || factor[i * N + j] == 0.0);
        }
    }
    CU_ASSERT_DOUBLE_EQUAL(factor[4], 0.8, 1e-15);
    CU_ASSERT_FALSE(cst_together_factor(bad, N, factor)); /* 1 - 3 0.81 - 2 0.729 < 0 */
    CU_ASSERT_FALSE(cst_together_factor(sure, 2, factor));
}

/* Each number is uniform by itself, and Spearman's correlation of two is 12 E[u v] - 3; the first
 * one, and one that goes with none, are as they were. */
static void test_together_units(void)
{
    static const double ranks[N * N] = {1.0, 0.7, 0.0, 0.7, 1.0, 0.0, 0.0, 0.0, 1.0};
    double all[N * N];
    double factor[N * N];
    double sum = 0.0;
    double square = 0.0;
    double product = 0.0;
    for (int i = 0; i < N * N; i++) {
        all[i] = cst_together_of_rank(ranks[i]);
    }
    all[0] = all[4] = all[8] = 1.0;
    CU_ASSERT_TRUE_FATAL(cst_together_factor(all, N, factor));
    cst_draws draws = cst_draws_at(&(cst_random){.seed = 4}, 0, 0, CST_DRAW_TEST);
    for (int i = 0; i < DRAWS; i++) {
        const double unit[N] = {cst_draws_unit(&draws), cst_draws_unit(&draws),
                                cst_draws_unit(&draws)};
        const double u = cst_together_unit(factor, N, 0, unit);
        const double v = cst_together_unit(factor, N, 1, unit);
        CU_ASSERT(u == unit[0] && cst_together_unit(factor, N, 2, unit) == unit[2]);
        sum += v / DRAWS;
        square += (v - 0.5) * (v - 0.5) / DRAWS;
        product += (12.0 * u * v - 3.0) / DRAWS;
    }
    CU_ASSERT_DOUBLE_EQUAL(sum, 0.5, 5.0 * sqrt(1.0 / 12.0 / DRAWS));
    CU_ASSERT_DOUBLE_EQUAL(square, 1.0 / 12.0, 5.0 * sqrt(1.0 / 180.0 / DRAWS));
    CU_ASSERT_DOUBLE_EQUAL(product, 0.7,
                           5.0 * 3.2 / sqrt(DRAWS)); /* 12 u v has a spread below 3.2 */
}

CST_SUITE("together", CST_TEST(test_together_rank), CST_TEST(test_together_factor),
          CST_TEST(test_together_units))
