/* SPDX-License-Identifier: MIT
 * Against power series in long double, distribution functions that are known by hand, and 20
 * digits of mpmath (Python), which integrates with 50. */
#include "base/beta.h"

#include "base/random.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static const cst_random seeded = {.seed = 20261129, .stream = 1};

static void near(double found, double expected, double relative)
{
    if (!(cst_test_relative(found, expected) <= relative)) {
        (void)printf("\n    %.17g, expected %.17g\n", found, expected);
        CU_FAIL("a beta law is off");
    }
}

static double log_uniform(cst_draws *draws, double low, double high)
{
    return low * pow(high / low, cst_draws_unit(draws));
}

/* The series is the truth to 1e-11: at shapes up to 12 it loses (3/2)^12 of 1e-19, lgamma(1e-5) and
 * 1 - tail some 1e-18 of 1e-6. */
static void test_beta_tails(void)
{
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    cst_beta law;
    cst_test_seed(seeded.seed);
    for (int i = 0; i < 4000; i++) {
        const double a = log_uniform(&draws, 1e-5, 12.0);
        const double b = log_uniform(&draws, 1e-5, 12.0);
        const double reach = log_uniform(&draws, 0.1, 40.0 + 2.0 / fmin(a, b));
        const double odds = (2.0 * cst_draws_unit(&draws) - 1.0) * reach;
        double truth[2];
        double found[2];
        cst_beta_make(&law, a, b, 1e-300);
        cst_beta_tails(&law, (cst_beta_odds){.past = odds}, &found[0], &found[1]);
        cst_test_beta_tails(a, b, odds, &truth[0], &truth[1]);
        for (int side = 0; side < 2; side++) {
            if (truth[side] > 1e-6) {
                near(found[side], truth[side], 1e-11);
            }
        }
        CU_ASSERT_DOUBLE_EQUAL(found[0] + found[1], 1.0, 1e-14);
    }
}

/* Beta(a, 1) has P(X <= x) = x^a, Beta(1, b) P(X > x) = (1-x)^b; both to the ends of doubles. */
static void test_beta_by_hand(void)
{
    static const double shapes[] = {1e-100, 1e-9, 0.001, 0.3, 1.0, 7.0, 1e4, 1e9, 1e100};
    static const double shares[] = {1e-300, 1e-30, 1e-9, 0.1, 0.4};
    cst_beta law;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        const double shape = shapes[i];
        for (size_t j = 0; j < sizeof shares / sizeof shares[0]; j++) {
            const double share = shares[j];
            cst_beta_make(&law, shape, 1.0, 1e-300);
            const cst_beta_odds odds = cst_beta_quantile(&law, share, 1.0 - share);
            const double x = exp(log(share) / shape);
            if (x > 1e-300 && x < 0.9) {
                near(cst_beta_share(odds), x, 1e-11);
            } else if (x >= 0.9) {
                near(cst_beta_share(cst_beta_minus(odds)), -expm1(log(share) / shape), 1e-11);
            } else { /* not a double: but its logarithm is */
                near(odds.mode + odds.past, log(share) / shape, 1e-11);
            }
            cst_beta_make(&law, 1.0, shape, 1e-300);
            const cst_beta_odds mirror = cst_beta_quantile(&law, 1.0 - share, share);
            near(mirror.mode + mirror.past, -(odds.mode + odds.past), 1e-11);
        }
    }
}

/* P(|Beta(1/2, 1/2) - 1/2| .. ): the arcsine law, P(X <= sin^2 t) = 2t/pi. */
static void test_beta_arcsine(void)
{
    const double pi = acos(-1.0);
    cst_beta law;
    cst_beta_make(&law, 0.5, 0.5, 1e-300);
    for (int i = 1; i < 100; i++) {
        const double t = pi / 200.0 * i;
        double below;
        double above;
        const cst_beta_odds odds = {.past = 2.0 * log(tan(t))};
        cst_beta_tails(&law, odds, &below, &above);
        near(below, 2.0 * t / pi, 1e-13);
        near(above, 1.0 - 2.0 * t / pi, 1e-13);
        near(cst_beta_density(&law, odds), sin(t) * cos(t) / pi, 1e-13);
    }
}

/* A quantile has its tail at every shape, to the logarithm of a tail in doubles, of which a few
 * hundred are added. */
static void test_beta_quantile_has_its_tail(void)
{
    cst_draws draws = cst_draws_at(&seeded, 2, 0, CST_DRAW_TEST);
    cst_beta law;
    cst_test_seed(seeded.seed);
    for (int i = 0; i < 4000; i++) {
        const double a = log_uniform(&draws, 1e-99, 1e99);
        const double b =
            i % 3 == 0 ? log_uniform(&draws, a * 0.9, a * 1.1) : log_uniform(&draws, 1e-99, 1e99);
        const double share = log_uniform(&draws, 1e-280, 0.5);
        const double goal[2] = {i % 2 == 0 ? share : 1.0 - share, i % 2 == 0 ? 1.0 - share : share};
        double found[2];
        cst_beta_make(&law, a, b, 1e-300);
        const cst_beta_odds odds = cst_beta_quantile(&law, goal[0], goal[1]);
        cst_beta_tails(&law, odds, &found[0], &found[1]);
        CU_ASSERT(isfinite(odds.past));
        for (int side = 0; side < 2; side++) {
            near(found[side], goal[side], fmax(1e-11, -1e-13 * log(goal[side])));
        }
    }
    cst_beta_make(&law, 0.2, 3.0, 1e-20);
    CU_ASSERT_EQUAL(cst_beta_share(cst_beta_quantile(&law, 0.0, 1.0)), 0.0);
    CU_ASSERT_EQUAL(cst_beta_share(cst_beta_quantile(&law, 1.0, 0.0)), 1.0);
}

CST_SUITE("beta", CST_TEST(test_beta_tails), CST_TEST(test_beta_by_hand),
          CST_TEST(test_beta_arcsine), CST_TEST(test_beta_quantile_has_its_tail))
