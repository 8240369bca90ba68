/* SPDX-License-Identifier: MIT */
#include "monitor/scores/score.h"
#include "tests/lib/suite.h"

#include <math.h>

typedef struct shape {
    double a, b;
} shape;

/* Fits of arXiv 2409.07985: honest work, attacks, and attacks as a weak monitor sees them. */
static const shape safe = {7.39, 6.86};
static const shape attacks = {8.91, 2.82};
static const shape weak = {7.51, 4.22};

static cst_score_spec at(shape honest, shape attack, double fpr)
{
    cst_score_spec spec = cst_score_spec_default();
    spec.model = cst_score_find("beta");
    spec.a0 = honest.a;
    spec.b0 = honest.b;
    spec.a1 = attack.a;
    spec.b1 = attack.b;
    spec.fpr = fpr;
    return spec;
}

static double tpr_at(shape honest, shape attack, double fpr)
{
    const cst_score_spec spec = at(honest, attack, fpr);
    CU_ASSERT_EQUAL(cst_score_spec_check(&spec, "monitor.score", NULL), 0);
    return cst_score_tpr(&spec);
}

static void test_score_beta_published(void)
{
    static const double fprs[] = {0.005, 0.01, 0.02, 0.05};
    static const double strong_tpr[] = {0.340, 0.418, 0.507, 0.640};
    static const double weak_tpr[] = {0.081, 0.119, 0.173, 0.279};
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_DOUBLE_EQUAL(tpr_at(safe, attacks, fprs[i]), strong_tpr[i], 5e-4);
        CU_ASSERT_DOUBLE_EQUAL(tpr_at(safe, weak, fprs[i]), weak_tpr[i], 5e-4);
    }
}

/* Beta(a, 1) has P(X > t) = 1 - t^a, Beta(1, b) has (1 - t)^b. */
static void test_score_beta_powers(void)
{
    static const double fprs[] = {1e-9, 1e-3, 0.02, 0.5, 0.99};
    for (size_t i = 0; i < 5; i++) {
        const double f = fprs[i];
        const shape flat = {1.0, 1.0};
        const shape steep = {3.0, 1.0};
        const shape low = {1.0, 4.0};
        CU_ASSERT(cst_test_relative(tpr_at(flat, flat, f), f) < 1e-11);
        CU_ASSERT(cst_test_relative(tpr_at(flat, steep, f), -expm1(3.0 * log1p(-f))) < 1e-9);
        CU_ASSERT(cst_test_relative(tpr_at(low, flat, f), pow(f, 0.25)) < 1e-11);
    }
}

/* The tail of Beta(a, b) beyond t, by Simpson's rule: a and b above 2. */
static double tail(shape of, double t)
{
    const int steps = 20000;
    const double log_beta = lgamma(of.a) + lgamma(of.b) - lgamma(of.a + of.b);
    const double width = (1.0 - t) / steps;
    double sum = 0.0;
    for (int i = 0; i <= steps; i++) {
        const double x = t + width * i;
        const double density =
            x <= 0.0 || x >= 1.0 ? 0.0
                                 : exp((of.a - 1.0) * log(x) + (of.b - 1.0) * log1p(-x) - log_beta);
        sum += density * (i == 0 || i == steps ? 1.0 : i % 2 == 1 ? 4.0 : 2.0);
    }
    return sum * width / 3.0;
}

static void test_score_beta_by_integration(void)
{
    static const double fprs[] = {0.001, 0.02, 0.4};
    for (size_t i = 0; i < 3; i++) {
        double low = 0.0;
        double high = 1.0;
        for (int step = 0; step < 50; step++) {
            const double middle = (low + high) / 2;
            *(tail(safe, middle) > fprs[i] ? &low : &high) = middle;
        }
        CU_ASSERT_DOUBLE_EQUAL(tpr_at(safe, attacks, fprs[i]), tail(attacks, low), 1e-8);
    }
}

static void test_score_beta_at_the_ends(void)
{
    CU_ASSERT_EQUAL(tpr_at(safe, attacks, 0.0), 0.0);
    CU_ASSERT_EQUAL(tpr_at(safe, attacks, 1.0), 1.0);
}

static void test_score_beta_errors(void)
{
    static const double bad[] = {0.0, -1.0, NAN, INFINITY};
    static const char *const keys[] = {"monitor.score.a0", "monitor.score.b0", "monitor.score.a1",
                                       "monitor.score.b1"};
    for (size_t i = 0; i < 4; i++) {
        for (size_t key = 0; key < 4; key++) {
            cst_error error = {0};
            cst_score_spec spec = at(safe, attacks, 0.02);
            double *const value[] = {&spec.a0, &spec.b0, &spec.a1, &spec.b1};
            *value[key] = bad[i];
            CU_ASSERT_EQUAL(cst_score_spec_check(&spec, "monitor.score", &error), CST_ERR_MONITOR);
            CU_ASSERT_STRING_EQUAL(error.key, keys[key]);
        }
    }
}

CST_SUITE("score_beta", CST_TEST(test_score_beta_published), CST_TEST(test_score_beta_powers),
          CST_TEST(test_score_beta_by_integration), CST_TEST(test_score_beta_at_the_ends),
          CST_TEST(test_score_beta_errors))
