/* SPDX-License-Identifier: MIT
 * Against quadrature by panels over another variable: erfc for the normal law, Gauss-Legendre. */
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <math.h>

static const double pi = 3.14159265358979323846;

static double below(double x)
{
    return 0.5 * erfc(-x / sqrt(2.0));
}

/* Phi^-1 by bisection. */
static double quantile(double p)
{
    double low = -40.0;
    double high = 40.0;
    for (int i = 0; i < 200; i++) {
        const double middle = (low + high) / 2.0;
        if (below(middle) < p) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* P(the actor and s given reviewers scheme, k - s do not). */
static double integral(double p, double r, uint32_t k, uint32_t s)
{
    static const double node[] = {-0.9061798459386640, -0.5384693101056831, 0.0, 0.5384693101056831,
                                  0.9061798459386640};
    static const double weight[] = {0.2369268850561891, 0.4786286704993665, 0.5688888888888889,
                                    0.4786286704993665, 0.2369268850561891};
    const double threshold = quantile(p);
    const double step = 0.01;
    double sum = 0.0;
    for (double left = -12.0; left < 18.0; left += step) {
        for (int i = 0; i < 5; i++) {
            const double z = left + step / 2.0 * (1.0 + node[i]);
            const double at = (threshold + sqrt(r) * z) / sqrt(1.0 - r);
            sum += step / 2.0 * weight[i] * exp(-z * z / 2.0) / sqrt(2.0 * pi) *
                   pow(below(at), s + 1) * pow(below(-at), k - s);
        }
    }
    return sum;
}

static cst_law_spec spec_of(double p, double r)
{
    return (cst_law_spec){.law = cst_law_find("copula"),
                          .rate = p,
                          .latent_model = 0.5 * r,
                          .latent_context = 0.25 * r,
                          .latent_time = 0.25 * r};
}

static void test_law_copula_integral(void)
{
    static const double rates[] = {0.5, 0.1, 1e-3, 1e-6, 1e-9};
    static const double latents[] = {0.05, 0.3, 0.7, 0.95};
    static const uint32_t sizes[] = {1, 3, 8};
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < 4; j++) {
            for (size_t n = 0; n < 3; n++) {
                const uint32_t k = sizes[n];
                const cst_law_spec spec = spec_of(rates[i], latents[j]);
                double w[CST_REVIEWERS_MAX + 1];
                double v[CST_REVIEWERS_MAX + 1];
                double ways = 1.0;
                double sum = 0.0;
                CU_ASSERT_EQUAL(spec.law->check(&spec, k, NULL), 0);
                cst_law_joint(&spec, k, w, v);
                for (uint32_t s = 0; s <= k; s++) {
                    const double truth = ways * integral(rates[i], latents[j], k, s);
                    CU_ASSERT(cst_test_relative(w[s], truth) < 1e-8);
                    sum += w[s];
                    ways = ways * (double)(k - s) / (double)(s + 1);
                }
                CU_ASSERT(cst_test_relative(sum, rates[i]) < 1e-13);
            }
        }
    }
}

/* At p = 1/2 two agents scheme together with 1/4 + asin(r) / (2 pi) (Sheppard). */
static void test_law_copula_sheppard(void)
{
    for (double r = 0.0; r <= 0.99; r += 0.09) {
        const cst_law_spec spec = spec_of(0.5, r);
        double w[2];
        spec.law->joint(&spec, 1, w);
        CU_ASSERT(fabs(w[1] - (0.25 + asin(r) / (2.0 * pi))) < 1e-11);
        CU_ASSERT(fabs(cst_law_rho(&spec, 1) - 2.0 / pi * asin(r)) < 1e-10);
    }
}

static void test_law_copula_limits(void)
{
    double w[2][9];
    double v[9];
    cst_law_spec spec = spec_of(0.2, 0.0);
    cst_law_joint(&spec, 8, w[0], v);
    spec.law = cst_law_find("independent");
    cst_law_joint(&spec, 8, w[1], v);
    for (int s = 0; s <= 8; s++) {
        CU_ASSERT_EQUAL(w[0][s], w[1][s]);
    }
    for (double p = 0.0; p <= 1.0; p += 1.0) {
        spec = spec_of(p, 0.4);
        cst_law_joint(&spec, 8, w[0], v);
        CU_ASSERT_EQUAL(w[0][8], p);
    }
}

static void test_law_copula_errors(void)
{
    cst_law_spec spec = spec_of(0.1, 0.5);
    spec.latent_version = 0.6;
    cst_truth_refused(&spec, 3, "scheming.latent");
    spec = spec_of(0.1, 0.5);
    spec.latent_time = -0.1;
    cst_truth_refused(&spec, 3, "scheming.latent.time");
    spec.latent_time = (double)NAN;
    cst_truth_refused(&spec, 3, "scheming.latent.time");
}

CST_SUITE("law_copula", CST_TEST(test_law_copula_integral), CST_TEST(test_law_copula_sheppard),
          CST_TEST(test_law_copula_limits), CST_TEST(test_law_copula_errors))
