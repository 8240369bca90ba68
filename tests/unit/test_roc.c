/* SPDX-License-Identifier: MIT */
#include "monitor/scores/roc.h"

#include "base/random.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const cst_random seeded = {.seed = 20250411, .stream = 1};

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

static void test_roc_threshold(void)
{
    cst_roc roc = plain(cst_test_threshold(0.9, 0.01));
    CU_ASSERT_EQUAL(roc.points, 3);
    CU_ASSERT_EQUAL(roc.reach, 1.0);
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 0.0), 0.0);
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, 0.005), 0.45, 1e-15);
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 0.01), 0.9);
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, 0.505), 0.95, 1e-15);
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 1.0), 1.0);
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_slope(&roc, 0.0), 90.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_slope(&roc, 0.01), 90.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_slope(&roc, 0.02), 0.1 / 0.99, 1e-12);
    CU_ASSERT_EQUAL(cst_roc_slope(&roc, 1.0), 1.0);
    cst_roc_free(&roc);
    cst_roc_free(&roc);
}

/* Flags nothing honest; everything; what is worse than chance. */
static void test_roc_threshold_at_the_ends(void)
{
    cst_roc roc = plain(cst_test_threshold(0.75, 0.0));
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 0.0), 0.75);
    CU_ASSERT_EQUAL(cst_roc_draw(&roc, UINT64_C(3) << 61), 0.0);
    CU_ASSERT_EQUAL(cst_roc_draw(&roc, (UINT64_C(3) << 62) - 1), 0.0);
    CU_ASSERT(cst_roc_draw(&roc, (UINT64_C(3) << 62) + 4096) > 0.0);
    CU_ASSERT_EQUAL(cst_roc_slope(&roc, 0.0), 1e12);
    CU_ASSERT_EQUAL(cst_roc_slope(&roc, 0.5), 0.25);
    cst_roc_free(&roc);
    roc = plain(cst_test_threshold(0.75, 1.0));
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 1.0), 0.75);
    CU_ASSERT_EQUAL(cst_roc_draw(&roc, UINT64_MAX), 1.0);
    CU_ASSERT(cst_roc_draw(&roc, UINT64_C(1) << 63) < 1.0);
    cst_roc_free(&roc);
    roc = plain(cst_test_threshold(0.0, 0.5));
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 0.5), 0.0);
    CU_ASSERT(cst_roc_draw(&roc, 0) > 0.5);
    CU_ASSERT_EQUAL(cst_roc_slope(&roc, 0.25), 0.0);
    cst_roc_free(&roc);
    roc = plain(cst_test_threshold(0.0, 0.0));
    CU_ASSERT_EQUAL(cst_roc_slope(&roc, 0.0), 1.0);
    cst_roc_free(&roc);
    roc = plain(cst_test_threshold(1.0, 0.25));
    CU_ASSERT(cst_roc_draw(&roc, UINT64_MAX) <= 0.25);
    CU_ASSERT_EQUAL(cst_roc_slope(&roc, 0.5), 0.0);
    cst_roc_free(&roc);
}

/* One ROC of the published counts serves all FPRs, as the score model has them one by one. */
static void test_roc_histogram_published(void)
{
    static const double fprs[] = {0.005, 0.01, 0.02, 0.05};
    static const double tprs[] = {0.459, 0.621, 0.825, 0.904};
    cst_roc roc = plain(cst_test_apps(0.02));
    for (int i = 0; i < 4; i++) {
        CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, fprs[i]), tprs[i], 5.1e-4);
    }
    /* 197.98 of the 240 attacks, as the source has it. */
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, 0.02), 197.98 / 240.0, 1e-11);
    for (int i = 0; i <= 1000; i++) {
        const cst_score_spec at = cst_test_apps(i / 1000.0);
        CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, i / 1000.0), cst_score_tpr(&at), 2e-12);
    }
    /* 70 attacks score above all honest samples. Of those that score 6, there are 76 and 6. */
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, 0.0), 70.0 / 240.0, 1e-12);
    CU_ASSERT_EQUAL(cst_roc_slope(&roc, 0.0), 1e12);
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_slope(&roc, 3.0 / 633.0), (76.0 / 240.0) / (6.0 / 633.0), 1e-6);
    cst_roc_free(&roc);
}

/* Scores 1 and 0: 20 and 40 of 100 honest, 30 and 10 of 50 attacks; the others have none. */
static void test_roc_histogram_unscored(void)
{
    static const cst_score_counts counts = {.bins = 2,
                                            .honest = {40, 20},
                                            .attack = {10, 30},
                                            .honest_unscored = 40,
                                            .attack_unscored = 10};
    cst_roc roc = plain(cst_test_histogram(counts, 0.2));
    CU_ASSERT_EQUAL(roc.reach, 0.6);
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 0.2), 0.6);
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, 0.4), 0.7, 1e-12);
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 0.6), 0.8);
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 0.9), 0.8);
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 1.0), 0.8);
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_slope(&roc, 0.5), 0.5, 1e-12);
    CU_ASSERT_EQUAL(cst_roc_slope(&roc, 0.7), 1.0);
    CU_ASSERT_EQUAL(cst_roc_draw(&roc, (uint64_t)(0.801 * 0x1p64)), 1.0);
    CU_ASSERT(cst_roc_draw(&roc, (uint64_t)(0.799 * 0x1p64)) <= 0.6);
    cst_roc_free(&roc);
    /* No change of d' gives an attack a score that has none; noise is scored like honest work. */
    cst_roc_change change = cst_roc_change_none();
    change.shift = 8.0;
    roc = made(cst_test_histogram(counts, 0.2), change);
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 0.2), 0.8);
    CU_ASSERT_EQUAL(cst_roc_tpr(&roc, 1.0), 0.8);
    cst_roc_free(&roc);
    change = cst_roc_change_none();
    change.honest_cost = 0.5;
    roc = made(cst_test_histogram(counts, 0.2), change);
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, 0.2), 0.4, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, 1.0), 0.7, 1e-12);
    cst_roc_free(&roc);
}

/* The worst relative differences of the lines: from t = [0] and from 1-t = [1]. */
typedef struct worst {
    double t, u;
} worst;

static void compare(worst *found, const cst_roc *roc, double f, double t, double u)
{
    const double off = fabs(cst_roc_tpr(roc, f) - t);
    found->t = t > 1e-17 ? fmax(found->t, off / t) : found->t;
    found->u = u > 1e-5 && 1.0 - f > 1e-6 ? fmax(found->u, off / u) : found->u;
}

static void test_roc_binormal_lines(void)
{
    static const double d_primes[] = {-1.0, 0.0, 0.25, 1.0, 2.0, 2.59, 3.0, 4.0, 6.0, 30.0};
    for (size_t i = 0; i < sizeof d_primes / sizeof d_primes[0]; i++) {
        cst_roc roc = plain(cst_test_binormal(d_primes[i], 0.02));
        worst found = {0};
        for (double z = -7.03; z < 7.03; z += 0.000131) {
            const double f = cst_test_above(-z);
            if (f >= 1e-12 && f <= 1.0 - 1e-12) {
                compare(&found, &roc, f, cst_test_above(-z - d_primes[i]),
                        cst_test_above(z + d_primes[i]));
            }
        }
        CU_ASSERT(found.t < 1e-7);
        CU_ASSERT(found.u < 1e-6);
        CU_ASSERT(roc.points < 100000);
        cst_roc_free(&roc);
    }
}

/* P(Beta(a, b) > t) = P(Bin(a+b-1, t) < a) for whole a, b; s = 1 - t. */
static double beta_above(uint32_t a, uint32_t b, double t, double s)
{
    const uint32_t n = a + b - 1;
    double term = pow(s, (double)n);
    double sum = 0.0;
    for (uint32_t i = 0; i < a; i++) {
        sum += term;
        term *= (double)(n - i) / (double)(i + 1) * (t / s);
    }
    return sum;
}

static void test_roc_beta_lines(void)
{
    static const double params[][4] = {
        {2.0, 5.0, 6.0, 2.0}, {1.0, 1.0, 1.0, 9.0}, {7.0, 7.0, 9.0, 3.0}, {1.0, 3.0, 4.0, 1.0}};
    for (size_t i = 0; i < sizeof params / sizeof params[0]; i++) {
        cst_roc roc = plain(cst_test_beta(params[i], 0.02));
        const uint32_t a0 = (uint32_t)params[i][0];
        const uint32_t b0 = (uint32_t)params[i][1];
        const uint32_t a1 = (uint32_t)params[i][2];
        const uint32_t b1 = (uint32_t)params[i][3];
        worst found = {0};
        for (double x = -28.0; x < 28.0; x += 0.00053) {
            const double t = 1.0 / (1.0 + exp(-x));
            const double s = 1.0 / (1.0 + exp(x));
            const double f = beta_above(a0, b0, t, s);
            if (f >= 1e-12 && f <= 1.0 - 1e-10) {
                compare(&found, &roc, f, beta_above(a1, b1, t, s), beta_above(b1, a1, s, t));
            }
        }
        CU_ASSERT(found.t < 1e-7);
        CU_ASSERT(found.u < 1e-6);
        cst_roc_free(&roc);
    }
}

/* The fits of arXiv 2409.07985: honest Beta(7.39, 6.86), attacks Beta(8.91, 2.82), a weak monitor
 * Beta(7.51, 4.22): TPR at .5, 1, 2 and 5 %, and the area. */
static void test_roc_beta_published(void)
{
    static const double fprs[] = {0.005, 0.01, 0.02, 0.05};
    static const double params[][4] = {{7.39, 6.86, 8.91, 2.82}, {7.39, 6.86, 7.51, 4.22}};
    static const double tprs[][4] = {{0.340, 0.418, 0.507, 0.640}, {0.081, 0.119, 0.173, 0.279}};
    static const double areas[] = {0.910, 0.743};
    for (size_t i = 0; i < 2; i++) {
        cst_roc roc = plain(cst_test_beta(params[i], 0.02));
        double area = 0.0;
        for (int j = 0; j < 4; j++) {
            CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, fprs[j]), tprs[i][j], 5.1e-4);
        }
        for (uint32_t j = 1; j < roc.points; j++) {
            area += (roc.fpr[j] - roc.fpr[j - 1]) * (roc.tpr[j] + roc.tpr[j - 1]) / 2.0;
        }
        CU_ASSERT_DOUBLE_EQUAL(area, areas[i], 5.1e-4);
        cst_roc_free(&roc);
    }
}

/* Shapes at which most scores round to 0 or 1, from the power series: the lines, the score's own
 * point, and a score like honest work, whose ROC is the diagonal. */
static void test_roc_beta_small_shapes(void)
{
    static const double params[][4] = {{0.001, 0.001, 0.001, 0.001},
                                       {0.01, 0.01, 0.01, 0.01},
                                       {0.001, 0.002, 0.003, 0.001},
                                       {0.01, 0.02, 3.0, 0.5},
                                       {5.0, 0.01, 5.0, 0.003}};
    for (size_t i = 0; i < sizeof params / sizeof params[0]; i++) {
        cst_roc roc = plain(cst_test_beta(params[i], 0.6));
        worst found = {0};
        for (double f = 1e-4; f < 1.0; f += 0.00177) {
            double t;
            double u;
            const double odds = cst_test_beta_quantile(params[i][0], params[i][1], f);
            cst_test_beta_tails(params[i][2], params[i][3], odds, &u, &t);
            compare(&found, &roc, f, t, u);
            if (i < 2) {
                CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, f), f, 1e-7 * f);
            }
        }
        CU_ASSERT(found.t < 1e-7);
        CU_ASSERT(found.u < 1e-6);
        CU_ASSERT(i >= 2 || cst_roc_tpr(&roc, 0.6) == 0.6);
        CU_ASSERT(roc.points < 100000);
        cst_roc_free(&roc);
    }
}

/* A budget b for the most suspicious tasks of many of which a share a are attacks:
 * a TPR(f) + (1-a) f = b. At d' = 3, b = 2 %, attackers flood it. */
static void test_roc_flooded_budget(void)
{
    static const double shares[] = {1e-6, 1e-2, 5e-2, 0.1};
    static const double tprs[] = {0.828, 0.775, 0.390, 0.199};
    cst_roc roc = plain(cst_test_binormal(3.0, 0.5));
    for (int i = 0; i < 4; i++) {
        double low = 0.0;
        double high = 1.0;
        for (int step = 0; step < 60; step++) {
            const double f = (low + high) / 2;
            const double spent = shares[i] * cst_roc_tpr(&roc, f) + (1.0 - shares[i]) * f;
            *(spent < 0.02 ? &low : &high) = f;
        }
        CU_ASSERT_DOUBLE_EQUAL(cst_roc_tpr(&roc, low), tprs[i], 5e-4);
    }
    cst_roc_free(&roc);
}

/* The words with draw <= f, out of 2^64, minus TPR: draws rise with the word. */
static double flag_error(const cst_roc *roc, double f, double tpr)
{
    uint64_t below = 0; /* words that are surely flagged */
    for (int bit = 63; bit >= 0; bit--) {
        const uint64_t more = below + (UINT64_C(1) << bit);
        if (cst_roc_draw(roc, more - 1) <= f) {
            below = more;
        }
    }
    if (below == UINT64_MAX && cst_roc_draw(roc, UINT64_MAX) <= f) {
        return 1.0 - tpr;
    }
    return (double)below * 0x1p-64 - tpr;
}

static void check_points(const cst_roc *roc)
{
    CU_ASSERT_EQUAL(roc->fpr[0], 0.0);
    CU_ASSERT_EQUAL(roc->tpr[0], 0.0);
    CU_ASSERT_EQUAL(roc->fpr[roc->points - 1], 1.0);
    CU_ASSERT(roc->tpr[roc->points - 1] <= 1.0);
    for (uint32_t i = 1; i < roc->points; i++) {
        if (roc->fpr[i] < roc->fpr[i - 1] || roc->tpr[i] < roc->tpr[i - 1]) {
            (void)printf("\n    point %u: (%.17g, %.17g) after (%.17g, %.17g)\n", i, roc->fpr[i],
                         roc->tpr[i], roc->fpr[i - 1], roc->tpr[i - 1]);
            CU_FAIL("an ROC falls");
        }
    }
}

/* The decision to flag has the score's own TPR to 2^-53, and so has every point of the table. */
static void test_roc_flags_exactly(void)
{
    static const double params[4] = {0.7, 4.0, 3.0, 1.1};
    static const double small[4] = {0.002, 0.001, 0.003, 0.001};
    static const double fprs[] = {1e-15, 1e-12, 1e-6,    0.005, 0.0173775671406,
                                  0.02,  0.3,   1.0 / 3, 0.999, 1.0 - 1e-9};
    for (size_t i = 0; i < sizeof fprs / sizeof fprs[0]; i++) {
        const cst_score_spec specs[] = {cst_test_threshold(0.123456789, fprs[i]),
                                        cst_test_threshold(1e-9, fprs[i]),
                                        cst_test_binormal(2.59, fprs[i]),
                                        cst_test_binormal(-0.5, fprs[i]),
                                        cst_test_beta(params, fprs[i]),
                                        cst_test_apps(fprs[i]),
                                        cst_test_beta(small, fprs[i])};
        for (size_t j = 0; j < sizeof specs / sizeof specs[0]; j++) {
            cst_roc roc = plain(specs[j]);
            const double tpr = cst_score_tpr(&specs[j]);
            CU_ASSERT_EQUAL(cst_roc_tpr(&roc, fprs[i]), tpr);
            CU_ASSERT(fabs(flag_error(&roc, fprs[i], tpr)) <= 0x1p-53);
            check_points(&roc);
            for (uint32_t p = 0; p < roc.points; p += 1 + roc.points / 50) {
                const double f = roc.fpr[p];
                CU_ASSERT(fabs(flag_error(&roc, f, cst_roc_tpr(&roc, f))) <= 0x1p-53);
            }
            cst_roc_free(&roc);
        }
    }
}

/* Draws against the law from the error function, decade by decade. */
static void test_roc_draws(void)
{
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    static const double ends[] = {1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 0.6, 0.9, 0.99, 1};
    enum { CELLS = sizeof ends / sizeof ends[0], DRAWS = 400000 };
    uint64_t attacks[CELLS] = {0};
    uint64_t honest[CELLS] = {0};
    double attack_law[CELLS];
    double honest_law[CELLS];
    cst_roc roc = plain(cst_test_binormal(1.7, 0.02));
    cst_test_seed(seeded.seed);
    for (int n = 0; n < DRAWS; n++) {
        const double a = cst_roc_draw(&roc, cst_draws_next(&draws));
        const double h = cst_roc_draw_honest(cst_draws_next(&draws));
        size_t at = 0;
        while (a > ends[at]) {
            at++;
        }
        attacks[at]++;
        for (at = 0; h > ends[at];) {
            at++;
        }
        honest[at]++;
    }
    double below[2] = {0.0, 0.0};
    for (size_t i = 0; i < CELLS; i++) {
        const double tpr = i + 1 < CELLS ? cst_test_above(cst_test_quantile(ends[i]) - 1.7) : 1.0;
        attack_law[i] = tpr - below[0];
        honest_law[i] = ends[i] - below[1];
        below[0] = tpr;
        below[1] = ends[i];
    }
    cst_test_chi_square("suspicion of attacks", attacks, attack_law, CELLS, 0.01);
    cst_test_chi_square("suspicion of honest work", honest, honest_law, CELLS, 0.01);
    CU_ASSERT_EQUAL(cst_roc_draw_honest(0), 0x1p-65);
    CU_ASSERT_EQUAL(cst_roc_draw_honest(UINT64_MAX), 1.0 - 0x1p-53);
    CU_ASSERT_EQUAL(cst_roc_draw_honest(UINT64_C(1) << 63), 0.5);
    cst_roc_free(&roc);
}

/* Of normal scores the likelihood ratio is exp(d' (score - d'/2)); its mean over honest work is 1:
 * the area under the slope is TPR(1). */
static void test_roc_slope(void)
{
    cst_roc roc = plain(cst_test_binormal(2.0, 0.02));
    for (double z = -3.0; z < 6.5; z += 0.01) {
        CU_ASSERT(cst_test_relative(cst_roc_slope(&roc, cst_test_above(z)), exp(2.0 * (z - 1.0))) <
                  0.01);
    }
    double area = 0.0;
    for (uint32_t i = 1; i < roc.points; i++) {
        const double middle = (roc.fpr[i] + roc.fpr[i - 1]) / 2.0;
        area += cst_roc_slope(&roc, middle) * (roc.fpr[i] - roc.fpr[i - 1]);
    }
    CU_ASSERT_DOUBLE_EQUAL(area, 1.0, 1e-9);
    cst_roc_free(&roc);
}

/* Whatever the score and the change, an ROC rises, and flags what its table says. */
static void test_roc_of_anything(void)
{
    cst_draws draws = cst_draws_at(&seeded, 3, 0, CST_DRAW_TEST);
    cst_test_seed(seeded.seed);
    for (int n = 0; n < 240; n++) {
        const double x = cst_draws_unit(&draws);
        const double fpr = n % 5 == 0 ? 0.0 : n % 7 == 0 ? 1.0 : pow(cst_draws_unit(&draws), 5.0);
        const double params[4] = {0.1 + 5 * x, 0.1 + 9 * x * x, 6 - 5 * x, 0.3 + 3 * x};
        cst_score_spec spec = n % 4 == 0   ? cst_test_threshold(x, fpr)
                              : n % 4 == 1 ? cst_test_apps(fpr)
                              : n % 4 == 2 ? cst_test_binormal(9.0 * x - 2.0, fpr)
                                           : cst_test_beta(params, fpr);
        if (n % 4 == 1) {
            cst_score_counts counts = *spec.counts;
            counts.attack_unscored = n % 3 == 0 ? 60 : 0;
            spec = cst_test_histogram(counts, fpr);
        }
        const cst_roc_change change = {.scale = n % 2 == 0 ? 1.0 : cst_draws_unit(&draws),
                                       .shift = n % 3 == 0 ? 0.0 : 3 * x - 1.5,
                                       .honest_cost = n % 5 < 3 ? 0.0 : cst_draws_unit(&draws),
                                       .least_of = (uint32_t)(1 + n % 3),
                                       .select_share = cst_draws_unit(&draws),
                                       .select_correlation = n % 4 < 2 ? 0.0 : x};
        cst_roc roc = made(spec, change);
        check_points(&roc);
        double last = 0.0;
        for (uint64_t word = 0; word < UINT64_MAX - (UINT64_MAX >> 9); word += UINT64_MAX >> 9) {
            const double f = cst_roc_draw(&roc, word);
            CU_ASSERT(f >= last && f <= 1.0);
            CU_ASSERT(cst_roc_slope(&roc, f) >= 0.0 && cst_roc_slope(&roc, f) <= 1e12);
            last = f;
        }
        if (fpr < 1.0) {
            CU_ASSERT(fabs(flag_error(&roc, fpr, cst_roc_tpr(&roc, fpr))) <= 0x1p-53);
        }
        cst_roc_free(&roc);
    }
}

CST_SUITE("roc", CST_TEST(test_roc_threshold), CST_TEST(test_roc_threshold_at_the_ends),
          CST_TEST(test_roc_histogram_published), CST_TEST(test_roc_histogram_unscored),
          CST_TEST(test_roc_binormal_lines), CST_TEST(test_roc_beta_lines),
          CST_TEST(test_roc_beta_published), CST_TEST(test_roc_beta_small_shapes),
          CST_TEST(test_roc_flooded_budget), CST_TEST(test_roc_flags_exactly),
          CST_TEST(test_roc_draws), CST_TEST(test_roc_slope), CST_TEST(test_roc_of_anything))
