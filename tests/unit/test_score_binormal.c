/* SPDX-License-Identifier: MIT */
#include "monitor/scores/score.h"
#include "tests/lib/suite.h"

#include <math.h>

static cst_score_spec at(double d_prime, double fpr)
{
    cst_score_spec spec = cst_score_spec_default();
    spec.model = cst_score_find("binormal");
    spec.d_prime = d_prime;
    spec.fpr = fpr;
    return spec;
}

static double tpr_at(double d_prime, double fpr)
{
    const cst_score_spec spec = at(d_prime, fpr);
    CU_ASSERT_EQUAL(cst_score_spec_check(&spec, "monitor.score", NULL), 0);
    return cst_score_tpr(&spec);
}

/* P(N(0,1) > x), from the error function. */
static double above(double x)
{
    return 0.5 * erfc(x / sqrt(2.0));
}

/* The threshold by bisection of the honest tail, the TPR from the tail of the attacks. */
static void test_score_binormal_tpr_by_bisection(void)
{
    static const double d_primes[] = {-1.0, 0.0, 0.5, 2.0, 3.0, 6.0};
    static const double fprs[] = {1e-9, 1e-4, 0.005, 0.02, 0.3, 0.9, 0.9999};
    for (size_t i = 0; i < 6; i++) {
        for (size_t j = 0; j < 7; j++) {
            double low = -10.0;
            double high = 10.0;
            for (int step = 0; step < 200; step++) {
                const double middle = (low + high) / 2;
                *(above(middle) > fprs[j] ? &low : &high) = middle;
            }
            const double expected = above(low - d_primes[i]);
            CU_ASSERT(cst_test_relative(tpr_at(d_primes[i], fprs[j]), expected) < 1e-11);
        }
    }
}

/* No skill: attacks are flagged as often as honest work. */
static void test_score_binormal_without_skill(void)
{
    for (double fpr = 0.0; fpr <= 1.0; fpr += 0.125) {
        CU_ASSERT_DOUBLE_EQUAL(tpr_at(0.0, fpr), fpr, 1e-12);
    }
}

static void test_score_binormal_at_the_ends(void)
{
    CU_ASSERT_EQUAL(tpr_at(3.0, 0.0), 0.0);
    CU_ASSERT_EQUAL(tpr_at(3.0, 1.0), 1.0);
    CU_ASSERT_EQUAL(tpr_at(100.0, 1e-300), 1.0);
    CU_ASSERT_EQUAL(tpr_at(-100.0, 0.5), 0.0);
}

/* The published counts of test_score_histogram have AUC .96659 = Phi(d'/sqrt 2), so d' = 2.59 in
 * three digits: the fit gives 70.4 % at 2 % FPR where the counts give 82.5 %. At 2 %, d' = 3 gives
 * .828 and d' = 2 gives .479. */
static void test_score_binormal_published(void)
{
    CU_ASSERT_DOUBLE_EQUAL(tpr_at(2.59, 0.02), 0.704, 5e-4);
    CU_ASSERT(above(-2.585 / sqrt(2.0)) < 0.96659 && 0.96659 < above(-2.595 / sqrt(2.0)));
    CU_ASSERT_DOUBLE_EQUAL(tpr_at(3.0, 0.02), 0.828, 5e-4);
    CU_ASSERT_DOUBLE_EQUAL(tpr_at(2.0, 0.02), 0.479, 5e-4);
}

static void test_score_binormal_errors(void)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        cst_error error = {0};
        const cst_score_spec spec = at(bad[i], 0.02);
        CU_ASSERT_EQUAL(cst_score_spec_check(&spec, "monitor.trusted.score", &error),
                        CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "monitor.trusted.score.d_prime");
    }
}

CST_SUITE("score_binormal", CST_TEST(test_score_binormal_tpr_by_bisection),
          CST_TEST(test_score_binormal_without_skill), CST_TEST(test_score_binormal_at_the_ends),
          CST_TEST(test_score_binormal_published), CST_TEST(test_score_binormal_errors))
