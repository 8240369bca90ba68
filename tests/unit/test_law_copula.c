/* SPDX-License-Identifier: MIT
 * Against quadrature by Gauss-Legendre panels, with erfc for the normal law, in long double. */
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static const long double pi = 3.14159265358979323846264L;

static long double below(long double x)
{
    return 0.5L * erfcl(-x / sqrtl(2.0L));
}

/* Phi^-1 by bisection. */
static long double quantile(long double p)
{
    long double low = -40.0L;
    long double high = 40.0L;
    for (int i = 0; i < 100; i++) {
        const long double middle = (low + high) / 2.0L;
        *(below(middle) < p ? &low : &high) = middle;
    }
    return low;
}

/* Adds weight * theta^(s+1) (1-theta)^(k-s) phi(z) C(k,s) for all s. */
static void add_point(long double z, long double x, long double weight, uint32_t k,
                      long double *out)
{
    const long double theta = below(x);
    const long double rest = below(-x);
    long double term = weight * expl(-z * z / 2.0L) / sqrtl(2.0L * pi) * theta;
    long double power[CST_REVIEWERS_MAX + 1] = {1.0L};
    for (uint32_t i = 1; i <= k; i++) {
        power[i] = power[i - 1] * rest;
    }
    for (uint32_t s = 0; s <= k; s++) {
        out[s] += term * power[k - s];
        term *= theta * (k - s) / (s + 1);
    }
}

/* Fills w[0..k]. Panels are an eighth as wide as theta's edge where it is, and an eighth at most;
 * a rule of 5 points is exact to degree 9. */
static void integral(double p, double r, uint32_t k, long double *w)
{
    static const long double node[] = {
        -0.906179845938663992797626878299393L, -0.538469310105683091036314420700209L, 0.0L,
        0.538469310105683091036314420700209L, 0.906179845938663992797626878299393L};
    static const long double weight[] = {
        0.236926885056189087514264040719917L, 0.478628670499366468041291514835638L,
        0.568888888888888888888888888888889L, 0.478628670499366468041291514835638L,
        0.236926885056189087514264040719917L};
    const long double threshold = quantile(p);
    const long double slope = sqrtl((long double)r / (1.0L - r));
    const long double step = fminl(0.125L, 0.125L / slope);
    const long double edge = -threshold / sqrtl(r); /* x = 0 */
    for (uint32_t s = 0; s <= k; s++) {
        w[s] = 0.0L;
    }
    for (long double left = -14.0L; left < fminl(40.0L, fmaxl(edge, 0.0L) + 14.0L);) {
        /* Outside of the edge only the density is left, or nothing. */
        const bool apart = fabsl(left - edge) * slope > 45.0L;
        const long double width = !apart        ? step
                                  : left < edge ? fminl(0.125L, edge - left - 44.0L / slope)
                                                : 0.125L;
        for (int i = 0; i < 5; i++) {
            const long double z = left + width / 2.0L * (1.0L + node[i]);
            const long double x = threshold / sqrtl(1.0L - r) + slope * z;
            add_point(z, fabsl(x) < 100.0L ? x : copysignl(100.0L, x), width / 2.0L * weight[i], k,
                      w);
        }
        left += width;
    }
}

static cst_law_spec spec_of(double p, double r)
{
    return (cst_law_spec){.law = cst_law_find("copula"),
                          .rate = p,
                          .latent_model = 0.5 * r,
                          .latent_context = 0.25 * r,
                          .latent_time = 0.25 * r};
}

/* All w within a relative error of the integral, at a sum of p. */
static void compare(double p, double r, uint32_t k, double error)
{
    const cst_law_spec spec = spec_of(p, r);
    long double truth[CST_REVIEWERS_MAX + 1];
    double w[CST_REVIEWERS_MAX + 1];
    double v[CST_REVIEWERS_MAX + 1];
    long double sum = 0.0L;
    CU_ASSERT_EQUAL_FATAL(cst_law_check(&spec, k, NULL), 0);
    cst_law_joint(&spec, k, w, v);
    integral(p, r, k, truth);
    for (uint32_t s = 0; s <= k; s++) {
        if (!(fabsl(w[s] - truth[s]) <= error * truth[s] + 1e-300L)) {
            (void)printf("\n    p %g, r %g, k %u: w[%u] is %.17g, expected %.17Lg\n", p, r, k, s,
                         w[s], truth[s]);
            CU_FAIL("the copula differs from the integral");
        }
        sum += w[s];
    }
    CU_ASSERT(fabsl(sum / p - 1.0L) < 1e-15L);
}

static void test_law_copula_integral(void)
{
    static const double rates[] = {0.99, 0.9, 0.5, 0.1, 1e-3, 1e-6, 1e-9, 1e-12};
    static const double latents[] = {1e-6, 0.01, 0.05, 0.3, 0.4999, 0.5, 0.7, 0.9, 0.95, 0.99};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        for (size_t j = 0; j < sizeof latents / sizeof latents[0]; j++) {
            compare(rates[i], latents[j], 1, 2e-11);
            compare(rates[i], latents[j], 8, 2e-11);
        }
    }
}

/* Latent correlations next to 1, and 32 reviewers. */
static void test_law_copula_far(void)
{
    static const double rates[] = {0.5, 1e-3, 1e-9};
    static const double latents[] = {0.05, 0.5, 0.9, 0.99, 0.9999, 0.999999};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        for (size_t j = 0; j < sizeof latents / sizeof latents[0]; j++) {
            compare(rates[i], latents[j], CST_REVIEWERS_MAX, 1e-10);
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
        CU_ASSERT(fabs(w[1] - (double)(0.25L + asinl(r) / (2.0L * pi))) < 1e-12);
        CU_ASSERT(fabs(cst_law_rho(&spec, 1) - (double)(2.0L / pi * asinl(r))) < 1e-11);
    }
}

/* Whatever the numbers: causes that are chances, from the most scheming on, with mean p. */
static void test_law_copula_causes(void)
{
    static const double latents[] = {1e-300, 1e-15, 1e-6,  0.01,     0.1,      0.3,
                                     0.5,    0.8,   0.999, 1 - 1e-9, 1 - 1e-15};
    static const double rates[] = {1e-291, 1e-290, 1e-100,   1e-12,    1e-3,
                                   0.5,    0.999,  1 - 1e-9, 1 - 1e-15};
    static cst_law_cause cause[CST_LAW_CAUSES_MAX];
    for (size_t i = 0; i < sizeof latents / sizeof latents[0]; i++) {
        for (size_t j = 0; j < sizeof rates / sizeof rates[0]; j++) {
            const cst_law_spec spec = spec_of(rates[j], latents[i]);
            const uint32_t count = spec.law->causes(&spec, cause);
            long double sum = 0.0L;
            long double mean = 0.0L;
            CU_ASSERT_FATAL(count >= 1 && count <= CST_LAW_CAUSES_MAX);
            for (uint32_t c = 0; c < count; c++) {
                CU_ASSERT(cause[c].weight >= 0.0 && cause[c].weight <= 1.0);
                CU_ASSERT(cause[c].theta >= 0.0 && cause[c].theta <= 1.0);
                CU_ASSERT(c == 0 || cause[c].theta <= cause[c - 1].theta);
                sum += cause[c].weight;
                mean += (long double)cause[c].weight * cause[c].theta;
            }
            CU_ASSERT(fabsl(sum - 1.0L) < 1e-14L);
            CU_ASSERT(fabsl(mean / rates[j] - 1.0L) < 1e-14L);
        }
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
        CU_ASSERT(cst_test_relative(w[0][s], w[1][s]) < 1e-15);
    }
    for (double p = 0.0; p <= 1.0; p += 1.0) {
        spec = spec_of(p, 0.4);
        cst_law_joint(&spec, 8, w[0], v);
        CU_ASSERT_EQUAL(w[0][8], p);
    }
}

static void test_law_copula_errors(void)
{
    cst_error error = {0};
    cst_law_spec spec = spec_of(0.1, 0.5);
    spec.latent_version = 0.6;
    cst_truth_refused(&spec, 3, "scheming.latent");
    spec.latent_version = 0.5; /* exactly 1 */
    cst_truth_refused(&spec, 3, "scheming.latent");
    (void)cst_law_check(&spec, 3, &error);
    CU_ASSERT_STRING_EQUAL(error.text, "expected latent correlations that sum to less than 1, or "
                                       "the copula is not positive definite; found 1");
    spec.latent_version = 0.4999;
    CU_ASSERT_EQUAL(cst_law_check(&spec, 3, NULL), 0);
    double *const parts[] = {&spec.latent_model, &spec.latent_version, &spec.latent_context,
                             &spec.latent_time};
    static const char *const keys[] = {"scheming.latent.model", "scheming.latent.version",
                                       "scheming.latent.context", "scheming.latent.time"};
    for (size_t i = 0; i < 4; i++) {
        spec.latent_model = spec.latent_version = spec.latent_context = spec.latent_time = 0.1;
        *parts[i] = -0.1;
        cst_truth_refused(&spec, 3, keys[i]);
        *parts[i] = (double)NAN;
        cst_truth_refused(&spec, 3, keys[i]);
    }
}

CST_SUITE("law_copula", CST_TEST(test_law_copula_integral), CST_TEST(test_law_copula_far),
          CST_TEST(test_law_copula_sheppard), CST_TEST(test_law_copula_causes),
          CST_TEST(test_law_copula_limits), CST_TEST(test_law_copula_errors))
