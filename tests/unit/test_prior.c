/* SPDX-License-Identifier: MIT
 * Quantiles against distribution functions that are known by hand, and against the posterior
 * integrated by Simpson's rule from prior and likelihood. */
#include "estimate/prior.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static void near(double found, double expected, double relative)
{
    if (!(cst_test_relative(found, expected) <= relative)) {
        (void)printf("\n    %.17g, expected %.17g\n", found, expected);
        CU_FAIL("a quantile is off");
    }
}

static void test_prior_by_hand(void)
{
    const cst_prior square = {.kind = CST_PRIOR_BETA, .a = 2.0, .b = 1.0}; /* F(x) = x^2 */
    const cst_prior first = {.kind = CST_PRIOR_BETA, .a = 1.0, .b = 5.0};  /* 1 - (1-x)^5 */
    const cst_prior even = {.kind = CST_PRIOR_UNIFORM, .a = -1.0, .b = 3.0};
    const cst_prior tenfold = {.kind = CST_PRIOR_LOG_UNIFORM, .a = 1e-6, .b = 1e-2};
    for (int i = 1; i < 40; i++) {
        const double u = i / 40.0;
        near(cst_prior_quantile(&square, u), sqrt(u), 1e-11);
        near(cst_prior_quantile(&first, u), 1.0 - pow(1.0 - u, 0.2), 1e-11);
        CU_ASSERT_DOUBLE_EQUAL(cst_prior_quantile(&even, u), 4.0 * u - 1.0, 1e-11);
        near(cst_prior_quantile(&tenfold, u), pow(10.0, 4.0 * u - 6.0), 1e-11);
    }
    CU_ASSERT_EQUAL(cst_prior_quantile(&tenfold, 0.0), 1e-6);
    CU_ASSERT_EQUAL(cst_prior_quantile(&tenfold, 1.0), 1e-2);
    CU_ASSERT_EQUAL(cst_prior_quantile(&even, 1.0), 3.0);
    CU_ASSERT_EQUAL(cst_prior_quantile(&square, 0.0), 0.0);
    CU_ASSERT_EQUAL(cst_prior_quantile(&square, 1.0), 1.0);
}

/* Jeffreys' prior is uniform in theta with p = sin^2 theta: likelihood times prior, theta from
 * `from` to `to`, by Simpson's rule; scaled by the likelihood's top so that nothing underflows. */
static double posterior(unsigned k, unsigned n, double from, double to)
{
    enum { STEPS = 4000 };
    const double top =
        k == 0 || k == n ? 0.0 : k * log((double)k / n) + (n - k) * log1p(-(double)k / n);
    double sum = 0.0;
    for (int i = 0; i <= STEPS; i++) {
        const double theta = from + (to - from) * i / STEPS;
        const double s = sin(theta) * sin(theta);
        const double c = cos(theta) * cos(theta);
        const double log_hit = k == 0 ? 0.0 : k * log(s);
        const double log_miss = k == n ? 0.0 : (n - k) * log(c);
        const double weight = i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
        sum += weight * exp(log_hit + log_miss - top);
    }
    return sum * (to - from) / STEPS / 3.0;
}

/* So much of the posterior lies below the quantile, and so an interval between two of them covers
 * a chance that was drawn from the prior exactly as often as it says. */
static void test_prior_counts(void)
{
    static const unsigned counts[][2] = {{0, 5},   {1, 5},     {5, 5},     {12, 40},
                                         {0, 240}, {198, 240}, {235, 240}, {240, 240}};
    static const double levels[] = {0.005, 0.025, 0.5, 0.975, 0.995};
    const double right = acos(0.0);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        const unsigned k = counts[i][0];
        const unsigned n = counts[i][1];
        const cst_prior prior = cst_prior_of_counts(k, n);
        const double whole = posterior(k, n, 0.0, right);
        for (size_t j = 0; j < sizeof levels / sizeof levels[0]; j++) {
            const double x = cst_prior_quantile(&prior, levels[j]);
            const double below = posterior(k, n, 0.0, asin(sqrt(x))) / whole;
            CU_ASSERT_DOUBLE_EQUAL(below, levels[j], 1e-8);
        }
    }
}

CST_SUITE("prior", CST_TEST(test_prior_by_hand), CST_TEST(test_prior_counts))
