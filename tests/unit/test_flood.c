/* SPDX-License-Identifier: MIT
 * Printed values; the same threshold found on the scores' own axis, and tasks played at it. */
#include "estimate/exact/flood.h"

#include "base/random.h"
#include "tally/interval.h"
#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>

/* self: d'. */
static double normal(double fpr, void *self)
{
    const double *d = self;
    return pnorm(qnorm(fpr, 0.0, 1.0, 0, 0) - *d, 0.0, 1.0, 0, 0);
}

/* MODEL 11.3: b = 2 %, d' = 3. */
static void test_flood_printed(void)
{
    static const double values[4][2] = {{1e-6, 0.828}, {1e-2, 0.775}, {5e-2, 0.390}, {0.1, 0.199}};
    double d = 3.0;
    for (int i = 0; i < 4; i++) {
        const cst_flood flood = {values[i][0], 0.02, normal, &d};
        CU_ASSERT_DOUBLE_EQUAL(cst_flood_solve(&flood).flagged, values[i][1], 5e-4);
    }
    const double miss = 1.0 - normal(0.02, &d);
    CU_ASSERT_DOUBLE_EQUAL(cst_flood_least_suspicious(miss, 1.0), 0.172, 5e-4);
    CU_ASSERT_DOUBLE_EQUAL(cst_flood_least_suspicious(miss, 10.0), 0.849, 5e-4);
    CU_ASSERT_DOUBLE_EQUAL(cst_flood_least_suspicious(miss, 100.0), 1.000, 5e-4);
}

/* The threshold tau on the scores' axis, by halving, with tails from the error function. */
static double threshold(double a, double b, double d)
{
    double low = -20.0;
    double high = 40.0;
    for (int i = 0; i < 200; i++) {
        const double tau = (low + high) / 2.0;
        *(a * cst_test_above(tau - d) + (1.0 - a) * cst_test_above(tau) > b ? &low : &high) = tau;
    }
    return low;
}

static void test_flood_on_the_scores_axis(void)
{
    static const double attacks[] = {0.0, 1e-9, 1e-3, 0.02, 0.3, 0.999};
    static const double budgets[] = {1e-9, 1e-4, 0.02, 0.5, 0.99};
    for (int i = 0; i < 6 * 5; i++) {
        for (double d = 0.0; d < 9.0; d += 1.5) {
            const cst_flood flood = {attacks[i % 6], budgets[i / 6], normal, &d};
            const double tau = threshold(attacks[i % 6], budgets[i / 6], d);
            const cst_flooded found = cst_flood_solve(&flood);
            CU_ASSERT(cst_test_relative(found.flagged, cst_test_above(tau - d)) < 1e-9);
            /* an honest share far below the budget is what the budget leaves: few digits */
            if (found.fpr > 1e-6 * flood.budget) {
                CU_ASSERT(cst_test_relative(found.fpr, cst_test_above(tau)) < 1e-7);
            }
            CU_ASSERT(flood.attacks * (1.0 - found.flagged) >=
                      (flood.attacks - flood.budget) * (1.0 - 1e-12));
        }
    }
}

/* Tasks one by one at that threshold: what is audited, and what is audited of the attacks. */
static void test_flood_by_playing(void)
{
    enum { TASKS = 400000, CANDIDATES = 10, ATTACKS = 20000 };
    const cst_random random = {.seed = 113};
    cst_draws draws = cst_draws_at(&random, 0, 0, CST_DRAW_TEST);
    double d = 3.0;
    const cst_flood flood = {0.05, 0.02, normal, &d};
    const cst_flooded found = cst_flood_solve(&flood);
    const double tau = cst_test_quantile(found.fpr);
    const double single = cst_test_quantile(0.02);
    uint64_t attacks = 0;
    uint64_t audited = 0;
    uint64_t flagged = 0;
    uint64_t missed = 0;
    double lower = 0.0;
    double upper = 0.0;
    for (int task = 0; task < TASKS; task++) {
        const bool attack = cst_draws_unit(&draws) < flood.attacks;
        const double score = qnorm(cst_draws_unit(&draws), 0, 1, 1, 0) + (attack ? d : 0.0);
        attacks += attack;
        audited += score > tau;
        flagged += attack && score > tau;
    }
    cst_interval_tails(audited, TASKS, flood.budget, &lower, &upper);
    CU_ASSERT(fmin(lower, upper) > 1e-7);
    cst_interval_tails(flagged, attacks, found.flagged, &lower, &upper);
    CU_ASSERT(fmin(lower, upper) > 1e-7);
    for (int i = 0; i < ATTACKS; i++) {
        bool found_one = false;
        for (int j = 0; j < CANDIDATES; j++) {
            const double score = qnorm(cst_draws_unit(&draws), 0, 1, 1, 0) + d;
            found_one = found_one || score < single;
        }
        missed += found_one;
    }
    const double chance = cst_flood_least_suspicious(1.0 - normal(0.02, &d), CANDIDATES);
    (void)printf("\n    seed 113: audited %.5f, of attacks %.4f (%.4f), least suspicious of %d "
                 "missed %.5f (%.5f)",
                 (double)audited / TASKS, (double)flagged / (double)attacks, found.flagged,
                 CANDIDATES, (double)missed / ATTACKS, chance);
    cst_interval_tails(missed, ATTACKS, chance, &lower, &upper);
    CU_ASSERT(fmin(lower, upper) > 1e-7);
}

/* A jump at 0 (attacks beyond all honest scores), and a share that has no score. */
static double jump(double fpr, void *self)
{
    (void)self;
    return 0.3 + 0.6 * fpr;
}

static void test_flood_jumps(void)
{
    cst_flood flood = {0.1, 0.02, jump, NULL};
    cst_flooded found = cst_flood_solve(&flood); /* the budget serves 2/3 of those attacks */
    CU_ASSERT_EQUAL(found.fpr, 0.0);
    CU_ASSERT_DOUBLE_EQUAL(found.flagged, 0.2, 1e-15);
    flood.budget = 0.126; /* .1 (.3 + .6 f) + .9 f */
    found = cst_flood_solve(&flood);
    CU_ASSERT_DOUBLE_EQUAL(found.fpr, 0.1, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(found.flagged, 0.36, 1e-15);
    flood.budget = 0.995;
    found = cst_flood_solve(&flood);
    CU_ASSERT_EQUAL(found.fpr, 1.0);
    CU_ASSERT_DOUBLE_EQUAL(found.flagged, 0.9, 1e-15);
    flood = (cst_flood){0.0, 0.0, jump, NULL};
    CU_ASSERT_EQUAL(cst_flood_solve(&flood).fpr, 0.0);
}

CST_SUITE("flood", CST_TEST(test_flood_printed), CST_TEST(test_flood_on_the_scores_axis),
          CST_TEST(test_flood_by_playing), CST_TEST(test_flood_jumps))
