/* SPDX-License-Identifier: MIT */
#include "monitor/scores.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

static void test_scores_registry(void)
{
    static const char *const names[] = {"threshold", "binormal", "beta", "histogram"};
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_STRING_EQUAL(cst_scores[i]->name, names[i]);
        CU_ASSERT_PTR_EQUAL(cst_score_find(names[i]), cst_scores[i]);
        CU_ASSERT(strlen(cst_scores[i]->text) > 0 && strlen(cst_scores[i]->keys) > 0);
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
    CU_ASSERT_EQUAL(spec.bins, 0);
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

static void test_scores_check_positive(void)
{
    static const double good[] = {1e-300, 1.0, 1e300};
    static const double bad[] = {0.0, -1.0, INFINITY, NAN};
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(cst_score_check_positive(good[i], "m", "a0", NULL), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_score_check_positive(bad[i], "m", "a0", &error), CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "m.a0");
    }
}

CST_SUITE("scores", CST_TEST(test_scores_registry), CST_TEST(test_scores_default),
          CST_TEST(test_scores_round_to_twelve_digits), CST_TEST(test_scores_fpr_errors),
          CST_TEST(test_scores_check_positive))
