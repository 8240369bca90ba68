/* SPDX-License-Identifier: MIT */
#include "monitor/scores/roc_change.h"

#include "base/random.h"
#include "monitor/scores/roc.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#include <math.h>

static const cst_random seeded = {.seed = 20250411, .stream = 2};
static const double turn = 6.283185307179586476925286766559;

static cst_roc made(cst_score_spec spec, cst_roc_change change)
{
    cst_roc roc;
    CU_ASSERT_EQUAL_FATAL(cst_score_spec_check(&spec, "monitor.score", NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_roc_make(&roc, &spec, &change, NULL), 0);
    return roc;
}

static cst_roc plain(cst_score_spec spec)
{
    return made(spec, cst_roc_change_none());
}

/* TPR at the FPR of the score itself, after a change. */
static double changed(cst_score_spec spec, cst_roc_change change)
{
    cst_roc roc = made(spec, change);
    const double tpr = cst_roc_tpr(&roc, spec.fpr);
    cst_roc_free(&roc);
    return tpr;
}

/* d' of a binormal changes exactly; of other scores by the normal scores with the same TPR. */
static void test_roc_change_d_prime(void)
{
    cst_roc_change change = cst_roc_change_none();
    change.scale = 0.6;
    change.shift = 0.3;
    cst_roc roc = made(cst_test_binormal(2.5, 0.02), change);
    cst_roc twin = plain(cst_test_binormal(1.8, 0.02));
    for (double f = 1e-12; f < 1.0; f *= 1.3) {
        CU_ASSERT_EQUAL(cst_roc_tpr(&roc, f), cst_roc_tpr(&twin, f));
    }
    cst_roc_free(&roc);
    cst_roc_free(&twin);
    const double z = cst_test_quantile(0.02);
    CU_ASSERT(cst_test_relative(changed(cst_test_threshold(cst_test_above(z - 2.5), 0.02), change),
                                cst_test_above(z - 1.8)) < 1e-10);
    static const double params[4] = {2.0, 5.0, 6.0, 2.0};
    roc = plain(cst_test_beta(params, 0.3));
    twin = made(cst_test_beta(params, 0.3), change);
    for (double f = 1e-6; f < 1.0; f *= 1.7) {
        const double at = cst_test_quantile(f);
        const double d = at - cst_test_quantile(cst_roc_tpr(&roc, f));
        CU_ASSERT(cst_test_relative(cst_roc_tpr(&twin, f), cst_test_above(at - 0.6 * d - 0.3)) <
                  3e-6);
    }
    cst_roc_free(&roc);
    cst_roc_free(&twin);
    change.scale = 0.0;
    change.shift = 0.0;
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_apps(0.02), change), 0.02, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_beta(params, 0.02), change), 0.02, 1e-12);
    /* What no honest work resembles is an infinite d' away, and stays there. */
    CU_ASSERT_EQUAL(changed(cst_test_threshold(0.8, 0.0), change), 0.8);
}

static void test_roc_change_noise(void)
{
    cst_roc_change change = cst_roc_change_none();
    change.honest_cost = 0.25;
    cst_roc roc = made(cst_test_binormal(2.0, 0.02), change);
    for (double f = 1e-12; f < 1.0; f *= 1.3) {
        const double t = 0.75 * cst_test_above(cst_test_quantile(f) - 2.0) + 0.25 * f;
        CU_ASSERT(cst_test_relative(cst_roc_tpr(&roc, f), t) < 1e-7);
    }
    cst_roc_free(&roc);
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_threshold(0.9, 0.02), change), 0.68, 1e-12);
    change.honest_cost = 1.0;
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_apps(0.02), change), 0.02, 1e-12);
}

/* P(miss) = 1 - (1 - Phi(tau - d'))^n. */
static void test_roc_change_least_of(void)
{
    static const uint32_t counts[] = {1, 2, 7, 100};
    for (size_t i = 0; i < 4; i++) {
        cst_roc_change change = cst_roc_change_none();
        change.least_of = counts[i];
        cst_roc roc = made(cst_test_binormal(2.0, 0.02), change);
        for (double f = 1e-12; f < 1.0; f *= 1.3) {
            const double missed = cst_test_above(2.0 - cst_test_quantile(f));
            const double t = pow(cst_test_above(cst_test_quantile(f) - 2.0), counts[i]);
            if (t > 1e-17) {
                CU_ASSERT(cst_test_relative(cst_roc_tpr(&roc, f), t) < 1e-7);
            }
            const double miss = 1.0 - pow(1.0 - missed, counts[i]);
            CU_ASSERT_DOUBLE_EQUAL(1.0 - cst_roc_tpr(&roc, f), miss, 1e-7);
        }
        cst_roc_free(&roc);
        CU_ASSERT(cst_test_relative(changed(cst_test_threshold(0.9, 0.02), change),
                                    pow(0.9, counts[i])) < 1e-11);
    }
}

static cst_roc_change selection(double share, double correlation)
{
    cst_roc_change change = cst_roc_change_none();
    change.select_share = share;
    change.select_correlation = correlation;
    return change;
}

/* At d' = 2.59 and FPR 2 %: .704 unselected; of the lowest tenth by estimates of rising skill. */
static void test_roc_change_select_published(void)
{
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_binormal(2.59, 0.02), selection(1.0, 0.9)), 0.704,
                           5e-4);
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_binormal(2.59, 0.02), selection(0.1, 0.0)), 0.704,
                           5e-4);
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_binormal(2.59, 0.02), selection(0.1, 0.3)), 0.504,
                           5e-4);
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_binormal(2.59, 0.02), selection(0.1, 0.6)), 0.269,
                           5e-4);
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_binormal(2.59, 0.02), selection(0.1, 0.9)), 0.023,
                           5e-4);
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_threshold(0.704107485592, 0.02), selection(0.1, 0.3)),
                           changed(cst_test_binormal(2.59, 0.02), selection(0.1, 0.3)), 1e-11);
    /* A perfect estimate: of the highest 1-q none is left. */
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_threshold(0.94, 0.02), selection(0.1, 1.0 - 1e-13)),
                           0.4, 1e-5);
    CU_ASSERT_DOUBLE_EQUAL(changed(cst_test_threshold(0.89, 0.02), selection(0.1, 1.0 - 1e-13)),
                           0.0, 1e-5);
}

/* P(score > y | estimate in the lowest q) over the score instead of the estimate: the density of
 * the score times P(estimate < e | score), by the midpoint rule. */
static void test_roc_change_select_is_the_integral(void)
{
    static const double skills[][2] = {{0.1, 0.3}, {0.5, 0.8}, {0.01, 0.6}, {0.3, 0.99}};
    static const double tprs[] = {1e-9, 1e-3, 0.2, 0.7, 0.99, 1.0 - 1e-6};
    for (size_t i = 0; i < 4; i++) {
        const double q = skills[i][0];
        const double r = skills[i][1];
        const double quantile_of_share = cst_test_quantile(q);
        const double step = 10.0 / 400000;
        for (size_t j = 0; j < 6; j++) {
            const double from = cst_test_quantile(tprs[j]);
            double sum = 0.0;
            for (int n = 0; n < 400000; n++) {
                const double s = from + (n + 0.5) * step;
                sum += step * exp(-s * s / 2) / sqrt(turn) *
                       cst_test_above((r * s + quantile_of_share) / sqrt(1.0 - r * r));
            }
            const double found = changed(cst_test_threshold(tprs[j], 0.5), selection(q, r));
            if (sum / q > 1e-20) {
                CU_ASSERT(cst_test_relative(found, sum / q) < 1e-7);
            }
        }
    }
}

/* A point deep in the corner, changed: 1 - t keeps its digits. */
static double complement(cst_roc_change change, double u)
{
    static cst_roc_bend bend;
    const cst_score_spec all_scored = cst_test_threshold(0.5, 0.25);
    cst_roc_point point = {.f = 0.25, .g = 0.75, .t = 1.0 - u, .u = u};
    cst_roc_change_ready(&bend, &change, &all_scored);
    cst_roc_change_apply(&bend, &point);
    CU_ASSERT_DOUBLE_EQUAL(point.t + point.u, 1.0, 1e-13);
    return point.u;
}

static void test_roc_change_keeps_complements(void)
{
    const double z = cst_test_quantile(1e-25);
    cst_roc_change change = cst_roc_change_none();
    CU_ASSERT_EQUAL(complement(change, 1e-25), 1e-25);
    change.least_of = 3;
    CU_ASSERT(cst_test_relative(complement(change, 1e-25), 3e-25) < 1e-12);
    change.least_of = 1;
    change.shift = -0.5;
    CU_ASSERT(cst_test_relative(complement(change, 1e-25), cst_test_above(z - 0.5)) < 1e-10);
    change.shift = 0.0;
    change.honest_cost = 1e-20;
    CU_ASSERT(cst_test_relative(complement(change, 1e-25), 7.5001e-21) < 1e-12);
    /* Of the lowest half and at r_e = 1/2, by a sum over the estimate e. */
    double sum = 0.0;
    for (double e = -20.0 + 5e-5; e < 0.0; e += 1e-4) {
        sum += 1e-4 * exp(-e * e / 2) / sqrt(turn) * cst_test_above((z + e / 2) / sqrt(0.75)) * 2;
    }
    CU_ASSERT(cst_test_relative(complement(selection(0.5, 0.5), 1e-25), sum) < 1e-7);
}

/* Red plays it out: scores and estimates that correlate, the lowest fifth by the estimate; for each
 * of these the less suspicious of two attacks on it; a reviewer that sees noise one time in ten. */
static void test_roc_change_by_simulation(void)
{
    cst_roc_change change = selection(0.2, 0.7);
    change.least_of = 2;
    change.honest_cost = 0.1;
    cst_draws draws = cst_draws_at(&seeded, 2, 0, CST_DRAW_TEST);
    const double low = -cst_test_quantile(0.2);
    const double tau = cst_test_quantile(0.1);
    uint64_t picked = 0;
    uint64_t flagged = 0;
    cst_test_seed(seeded.seed);
    while (picked < 300000) {
        double least = INFINITY;
        for (int candidate = 0; candidate < 2;) {
            const double length = sqrt(-2.0 * log(cst_draws_unit(&draws)));
            const double angle = turn * cst_draws_unit(&draws);
            const double estimate = length * cos(angle);
            if (estimate < low) {
                const double own = length * sin(angle);
                const double score = 1.5 + 0.7 * estimate + sqrt(1.0 - 0.49) * own;
                least = fmin(least, score);
                candidate++;
            }
        }
        picked++;
        flagged += cst_draws_unit(&draws) < 0.1 ? cst_draws_unit(&draws) < 0.1 : least > tau;
    }
    cst_test_share("flagged", flagged, picked, changed(cst_test_binormal(1.5, 0.1), change), 0.1);
}

CST_SUITE("roc_change", CST_TEST(test_roc_change_d_prime), CST_TEST(test_roc_change_noise),
          CST_TEST(test_roc_change_least_of), CST_TEST(test_roc_change_select_published),
          CST_TEST(test_roc_change_select_is_the_integral),
          CST_TEST(test_roc_change_keeps_complements), CST_TEST(test_roc_change_by_simulation))
