/* SPDX-License-Identifier: MIT */
#include "monitor/scores/score.h"
#include "tests/lib/suite.h"

#include <math.h>

/* The TPR is what was given, whatever the FPR. */
static void test_score_threshold_tpr(void)
{
    static const double values[] = {0.0, 1e-9, 0.5, 0.825, 1.0};
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < 5; j++) {
            cst_score_spec spec = cst_score_spec_default();
            spec.tpr = values[i];
            spec.fpr = values[j];
            CU_ASSERT_EQUAL(cst_score_spec_check(&spec, "monitor.score", NULL), 0);
            CU_ASSERT_EQUAL(cst_score_tpr(&spec), values[i]);
        }
    }
}

static void test_score_threshold_errors(void)
{
    static const double bad[] = {-0.1, 1.1, 80.0, NAN, INFINITY};
    for (size_t i = 0; i < 5; i++) {
        cst_error error = {0};
        cst_score_spec spec = cst_score_spec_default();
        spec.tpr = bad[i];
        CU_ASSERT_EQUAL(cst_score_spec_check(&spec, "monitor.score", &error), CST_ERR_MONITOR);
        CU_ASSERT_EQUAL(error.code, CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "monitor.score.tpr");
    }
}

CST_SUITE("score_threshold", CST_TEST(test_score_threshold_tpr),
          CST_TEST(test_score_threshold_errors))
