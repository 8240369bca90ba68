/* SPDX-License-Identifier: MIT
 * Quantiles against distribution functions that are known by hand, and against the posterior
 * integrated by Simpson's rule from prior and likelihood. */
#include "estimate/ask/inputs.h"
#include "tests/lib/scores.h"
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

static void test_inputs_prior_by_hand(void)
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
static void test_inputs_prior_counts(void)
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
        uint64_t back[2] = {0, 0};
        cst_prior_counts(&prior, &back[0], &back[1]);
        CU_ASSERT(back[0] == k && back[1] == n);
        for (size_t j = 0; j < sizeof levels / sizeof levels[0]; j++) {
            const double x = cst_prior_quantile(&prior, levels[j]);
            const double below = posterior(k, n, 0.0, asin(sqrt(x))) / whole;
            CU_ASSERT_DOUBLE_EQUAL(below, levels[j], 1e-8);
        }
    }
}

/* Priors that crowd at an end: so much of the law lies below the quantile, by the power series; and
 * what is not a double below 1 is 1. */
static void test_inputs_prior_at_the_ends(void)
{
    static const double shapes[][2] = {{5.0, 0.001}, {0.001, 5.0}, {0.001, 0.001}, {0.02, 7.0}};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        const cst_prior prior = {.kind = CST_PRIOR_BETA, .a = shapes[i][0], .b = shapes[i][1]};
        for (int j = 1; j < 200; j++) {
            const double u = j / 200.0;
            const double x = cst_prior_quantile(&prior, u);
            double below;
            double above;
            CU_ASSERT(x >= 0.0 && x <= 1.0);
            /* Of what a prior in 12 digits can say of a chance near 1 only this can be judged. */
            const double odds = x < 0.5 ? log(x) - log1p(-x) : 25.0;
            if (x > 1e-300 && x < 0.99) {
                cst_test_beta_tails(prior.a, prior.b, log(x) - log1p(-x), &below, &above);
                CU_ASSERT_DOUBLE_EQUAL(below, u, 1e-9);
            } else if (x >= 0.999999999999) {
                cst_test_beta_tails(prior.a, prior.b, odds, &below, &above);
                CU_ASSERT(below < u);
            }
        }
    }
}

/* Counts of any size, all failures or all successes: Beta(1/2, n + 1/2) is z^2 / (2n) for large n,
 * P(|Z| < z) = u, and the mirror of it. */
static void test_inputs_prior_of_large_counts(void)
{
    const cst_prior none = cst_prior_of_counts(0, UINT64_C(1000000000000));
    const cst_prior all = cst_prior_of_counts(UINT64_C(1000000000000), UINT64_C(1000000000000));
    for (int i = 1; i < 100; i++) {
        const double u = i / 100.0;
        const double z = cst_test_quantile((1.0 - u) / 2.0);
        near(cst_prior_quantile(&none, u), z * z / 2e12, 1e-9);
        CU_ASSERT_DOUBLE_EQUAL(cst_prior_quantile(&all, 1.0 - u), 1.0 - z * z / 2e12,
                               1e-15 + 5e-13);
    }
    const cst_prior half = cst_prior_of_counts(UINT64_C(1000000000000), UINT64_C(2000000000000));
    near(cst_prior_quantile(&half, 0.5), 0.5, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(cst_prior_quantile(&half, 0.8413447460685429), 0.5 + sqrt(1.0 / 8e12),
                           1e-11);
}

CST_SUITE("inputs_prior", CST_TEST(test_inputs_prior_by_hand), CST_TEST(test_inputs_prior_counts),
          CST_TEST(test_inputs_prior_at_the_ends), CST_TEST(test_inputs_prior_of_large_counts))
