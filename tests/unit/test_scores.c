/* SPDX-License-Identifier: MIT */
#include "base/random.h"
#include "monitor/scores/score.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const cst_random seeded = {.seed = 20261129, .stream = 3};

static void test_scores_registry(void)
{
    static const char *const names[] = {"threshold", "binormal", "beta", "histogram"};
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_STRING_EQUAL(cst_scores[i]->name, names[i]);
        CU_ASSERT_PTR_EQUAL(cst_score_find(names[i]), cst_scores[i]);
        CU_ASSERT(strlen(cst_scores[i]->text) > 0);
    }
    CU_ASSERT_PTR_NULL(cst_scores[4]);
    CU_ASSERT_PTR_NULL(cst_score_find("Threshold"));
    CU_ASSERT_PTR_NULL(cst_score_find(""));
}

static void test_scores_default(void)
{
    const cst_score_spec spec = cst_score_spec_default();
    CU_ASSERT_PTR_EQUAL(spec.model, &cst_score_threshold);
    CU_ASSERT_EQUAL(cst_score_tpr(&spec), 0.9);
    CU_ASSERT_EQUAL(spec.fpr, 0.01);
    CU_ASSERT_EQUAL(cst_score_spec_check(&spec, "monitor.score", NULL), 0);
    /* What other models need is not there unless it is given. */
    CU_ASSERT(isnan(spec.d_prime) && isnan(spec.a0) && isnan(spec.b0) && isnan(spec.a1) &&
              isnan(spec.b1));
    CU_ASSERT_PTR_NULL(spec.counts);
}

/* Derived rates have 12 digits: machines that differ in the 15th have the same bits. */
static void test_scores_round_to_twelve_digits(void)
{
    cst_score_spec spec = cst_score_spec_default();
    spec.tpr = 0.123456789012345;
    CU_ASSERT_EQUAL(cst_score_tpr(&spec), 0.123456789012);
    spec.tpr = 0.999999999999999;
    CU_ASSERT_EQUAL(cst_score_tpr(&spec), 1.0);
    spec.tpr = 1e-300;
    CU_ASSERT_EQUAL(cst_score_tpr(&spec), 1e-300);
}

/* Every model has an FPR, and every error names the key of the monitor it is about. */
static void test_scores_fpr_errors(void)
{
    static const double bad[] = {-1e-9, 1.0 + 1e-9, NAN, INFINITY, -INFINITY};
    for (size_t model = 0; cst_scores[model] != NULL; model++) {
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
            cst_error error = {0};
            cst_score_spec spec = cst_score_spec_default();
            spec.model = cst_scores[model];
            spec.fpr = bad[i];
            CU_ASSERT_EQUAL(cst_score_spec_check(&spec, "monitor.trusted.score", &error),
                            CST_ERR_MONITOR);
            CU_ASSERT_STRING_EQUAL(error.key, "monitor.trusted.score.fpr");
            CU_ASSERT_EQUAL(cst_score_spec_check(&spec, "monitor.score", NULL), CST_ERR_MONITOR);
        }
    }
}

/* TPR and what is missed, against a truth of the test's own. */
static void judge(cst_score_spec spec, double tpr, double missed, double relative)
{
    CU_ASSERT_EQUAL_FATAL(cst_score_spec_check(&spec, "monitor.score", NULL), 0);
    const double found[2] = {cst_score_tpr(&spec), cst_score_missed(&spec)};
    if (!(cst_test_relative(found[0], tpr) <= relative && found[0] >= 0.0 && found[0] <= 1.0) ||
        !(cst_test_relative(found[1], missed) <= relative && found[1] >= 0.0 && found[1] <= 1.0)) {
        (void)printf("\n    %s at %g: %.15g and %.15g, expected %.15g and %.15g\n",
                     spec.model->name, spec.fpr, found[0], found[1], tpr, missed);
        CU_FAIL("a score is off");
    }
}

/* Equal laws flag as many attacks as honest work, whatever the law: to the logarithm of a tail in
 * doubles, of which a few hundred are added. */
static void test_scores_of_equal_laws(void)
{
    static const double shapes[] = {1e-100, 1e-9, 0.001, 0.01, 0.3, 1.0, 7.39, 1e4, 1e12, 1e100};
    static const double fprs[] = {0.0, 1e-300, 1e-12, 1e-3, 0.01, 0.5, 0.6, 0.9, 0.999999999, 1.0};
    for (size_t i = 0; i < sizeof fprs / sizeof fprs[0]; i++) {
        const double f = fprs[i];
        judge(cst_test_binormal(0.0, f), f, 1.0 - f, 1e-11);
        for (size_t j = 0; j < 100; j++) {
            const double a = shapes[j / 10];
            const double b = shapes[j % 10];
            judge(cst_test_beta((const double[4]){a, b, a, b}, f), f, 1.0 - f,
                  fmax(1e-11, f > 0.0 ? -1e-13 * log(f) : 0.0));
        }
    }
}

/* From the power series, at shapes where most scores round to 0 or 1. */
static void test_scores_beta_truth(void)
{
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    cst_test_seed(seeded.seed);
    for (int i = 0; i < 400; i++) {
        double shape[4];
        double missed;
        double tpr;
        for (int j = 0; j < 4; j++) {
            shape[j] = pow(10.0, -4.0 + 5.0 * cst_draws_unit(&draws));
        }
        const double u = cst_draws_unit(&draws);
        const double fpr = i % 2 == 0 ? u : pow(10.0, -4.0 * u);
        const double odds = cst_test_beta_quantile(shape[0], shape[1], fpr);
        cst_test_beta_tails(shape[2], shape[3], odds, &missed, &tpr);
        if (fmin(missed, tpr) > 1e-6 && fabs(odds) < 1e6) {
            judge(cst_test_beta(shape, fpr), tpr, missed, 2e-10);
        }
    }
}

/* 20 digits of mpmath (Python): its incomplete beta function with 50 digits at a threshold found by
 * bisection; the last by quadrature of the density around the mode. */
static void test_scores_beta_digits(void)
{
    static const double law[][7] = {
        {7.39, 6.86, 8.91, 2.82, 0.02, 0.507144602473862745, 0.492855397526137255},
        {0.001, 0.002, 0.003, 0.001, 0.01, 0.129904236534378179, 0.870095763465621821},
        {0.001, 0.001, 5.0, 0.001, 0.4, 0.801666516901320429, 0.198333483098679571},
        {5.0, 0.001, 2.0, 0.003, 0.9999, 0.998358509196403523, 0.00164149080359647706},
        {0.5, 0.01, 0.7, 0.0001, 0.01, 0.95506204833509389, 0.0449379516649061104},
        {1e12, 1e12, 1.000001e12, 1e12, 0.02, 0.0890476481690629213, 0.910952351830937079}};
    for (size_t i = 0; i < sizeof law / sizeof law[0]; i++) {
        judge(cst_test_beta(law[i], law[i][4]), law[i][5], law[i][6], i == 5 ? 1e-8 : 6e-12);
    }
}

/* Whole shapes by counting: P(Beta(a, b) > x) = P(Bin(a+b-1, x) < a). With b = 1 the threshold is
 * (1 - FPR)^(1/a) by hand. */
static void test_scores_beta_whole(void)
{
    static const double fprs[] = {1e-9, 1e-3, 0.1, 0.7};
    for (size_t i = 0; i < 4; i++) {
        for (int a0 = 1; a0 <= 40; a0 += 13) {
            const double log_x = log1p(-fprs[i]) / a0;
            const double y = -expm1(log_x);
            /* Beta(2, 3): P(X > x) = P(Bin(4, x) < 2) = y^4 + 4 x y^3 */
            const double tpr = y * y * y * (y + 4.0 * exp(log_x));
            const double missed = 1.0 - tpr;
            judge(cst_test_beta((const double[4]){a0, 1.0, 2.0, 3.0}, fprs[i]), tpr, missed, 1e-11);
        }
    }
}

/* Normal scores, from the error function; where doubles end in the tail of either. */
static void test_scores_binormal_truth(void)
{
    static const double fprs[] = {1e-300, 1e-15, 1e-6, 0.02, 0.5, 0.9, 1.0 - 1e-9};
    for (double d_prime = -12.0; d_prime <= 12.0; d_prime += 0.75) {
        for (size_t i = 0; i < sizeof fprs / sizeof fprs[0]; i++) {
            const double threshold = cst_test_quantile(fprs[i]);
            const double tpr = cst_test_above(threshold - d_prime);
            if (tpr > 1e-300) {
                judge(cst_test_binormal(d_prime, fprs[i]), tpr, cst_test_above(d_prime - threshold),
                      1e-9);
            }
        }
        judge(cst_test_binormal(d_prime, 0.0), 0.0, 1.0, 0.0);
        judge(cst_test_binormal(d_prime, 1.0), 1.0, 0.0, 0.0);
    }
}

static void test_scores_threshold_truth(void)
{
    static const double tprs[] = {0.0, 1e-300, 0.125, 0.5, 1.0};
    for (size_t i = 0; i < 5; i++) {
        for (double fpr = 0.0; fpr <= 1.0; fpr += 0.25) {
            judge(cst_test_threshold(tprs[i], fpr), tprs[i], 1.0 - tprs[i], 0.0);
        }
    }
}

/* Sample by sample: one attack is flagged with the chance that is left for its score, what the
 * honest samples above it leave of FPR times all, at most 1, at its own score shared by them. */
static void test_scores_histogram_truth(void)
{
    cst_draws draws = cst_draws_at(&seeded, 2, 0, CST_DRAW_TEST);
    for (int i = 0; i < 500; i++) {
        cst_score_counts counts = {.bins = 6};
        double honest = (double)(counts.honest_unscored = i % 3 == 0 ? 7 : 0);
        double attacks = (double)(counts.attack_unscored = i % 4 == 0 ? 5 : 0);
        for (uint32_t bin = 0; bin < counts.bins; bin++) {
            honest += (double)(counts.honest[bin] = cst_draws_next(&draws) % 9 / (1 + bin % 2 * 3));
            attacks +=
                (double)(counts.attack[bin] = cst_draws_next(&draws) % 9 / (1 + bin / 3 * 3));
        }
        counts.honest[0]++;
        counts.attack[5]++;
        honest += 1.0;
        attacks += 1.0;
        const double fpr = cst_draws_unit(&draws) * (1.0 - (double)counts.honest_unscored / honest);
        double tpr = 0.0;
        double missed = (double)counts.attack_unscored / attacks;
        for (uint32_t bin = 0; bin < counts.bins; bin++) {
            double above = 0.0;
            for (uint32_t other = bin + 1; other < counts.bins; other++) {
                above += (double)counts.honest[other];
            }
            const double left = fpr * honest - above;
            const double at = (double)counts.honest[bin];
            const double chance = left <= 0.0  ? (double)(left == 0.0 && at == 0.0)
                                  : left >= at ? 1.0
                                               : left / at;
            tpr += (double)counts.attack[bin] / attacks * chance;
            missed += (double)counts.attack[bin] / attacks * (1.0 - chance);
        }
        judge(cst_test_histogram(counts, fpr), tpr, missed, 1e-10);
    }
}

static void test_scores_beta_errors(void)
{
    static const double bad[] = {0.0, -1.0, INFINITY, NAN, 1e-101, 1e301};
    static const char *const keys[] = {"m.a0", "m.b0", "m.a1", "m.b1"};
    for (size_t i = 0; i < 24; i++) {
        double shape[4] = {1.0, 1.0, 1.0, 1.0};
        cst_error error = {0};
        shape[i % 4] = bad[i / 4];
        const cst_score_spec spec = cst_test_beta(shape, 0.5);
        CU_ASSERT_EQUAL(cst_score_spec_check(&spec, "m", &error), CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, keys[i % 4]);
    }
}

CST_SUITE("scores", CST_TEST(test_scores_registry), CST_TEST(test_scores_default),
          CST_TEST(test_scores_round_to_twelve_digits), CST_TEST(test_scores_fpr_errors),
          CST_TEST(test_scores_of_equal_laws), CST_TEST(test_scores_beta_truth),
          CST_TEST(test_scores_beta_digits), CST_TEST(test_scores_beta_whole),
          CST_TEST(test_scores_binormal_truth), CST_TEST(test_scores_threshold_truth),
          CST_TEST(test_scores_histogram_truth), CST_TEST(test_scores_beta_errors))
