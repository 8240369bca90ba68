/* SPDX-License-Identifier: MIT
 *
 * The law in three other ways: as Polya's urn, one agent after the other; as quotients of Beta
 * functions; as the integral over the shared propensity theta.
 */
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

static cst_law_spec spec_at(double rate, double rho)
{
    return (cst_law_spec){.law = cst_law_find("beta"), .rate = rate, .rho = rho};
}

/* An urn of p schemers' and 1-p honest balls in units of (1-rho)/rho; each agent draws one and puts
 * it back with another of its kind. Times rho it is defined at rho = 0 and 1 too. */
static cst_truth urn(double rate, double rho, uint32_t k)
{
    long double chance[CST_REVIEWERS_MAX + 2][2] = {{0}}; /* schemers so far; the actor's state */
    const long double p = rate;
    const long double r = rho;
    chance[1][1] = p;
    chance[0][0] = 1.0L - p;
    for (uint32_t n = 1; n <= k; n++) {
        for (uint32_t j = n + 1; j-- > 0;) {
            for (int actor = 0; actor < 2; actor++) {
                const long double balls = 1.0L - r + n * r;
                const long double schemes = (p * (1.0L - r) + j * r) / balls;
                const long double honest = ((1.0L - p) * (1.0L - r) + (n - j) * r) / balls;
                /* No state has more schemers than agents, or an actor too many. */
                const long double here = j <= n ? chance[j][actor] : 0.0L;
                chance[j + 1][actor] += here * schemes;
                chance[j][actor] = here * honest;
            }
        }
    }
    cst_truth truth = {0};
    for (uint32_t s = 0; s <= k; s++) {
        truth.w[s] = chance[s + 1][1];
        truth.v[s] = chance[s][0];
    }
    return truth;
}

static void test_law_beta_is_polyas_urn(void)
{
    static const double rates[] = {0.0, 1e-300, 1e-12, 1e-9, 1e-6,       1e-3, 0.01,
                                   0.1, 0.3,    0.5,   0.9,  0.99999999, 1.0};
    static const double rhos[] = {0.0, 1e-15, 1e-12, 1e-6,          1e-3,          0.01, 0.05,
                                  0.2, 0.5,   0.9,   1.0 - 0x1p-20, 1.0 - 0x1p-52, 1.0};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        for (size_t j = 0; j < sizeof rhos / sizeof rhos[0]; j++) {
            const cst_law_spec spec = spec_at(rates[i], rhos[j]);
            for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
                const cst_truth truth = urn(rates[i], rhos[j], k);
                cst_truth_compare(&spec, k, &truth);
            }
        }
    }
}

static const double moderate_rates[] = {1e-3, 0.1, 0.3, 0.7};
static const double moderate_rhos[] = {0.02, 0.1, 0.3, 0.5, 0.8};

enum {
    RATES = sizeof moderate_rates / sizeof moderate_rates[0],
    RHOS = sizeof moderate_rhos / sizeof moderate_rhos[0]
};

static long double log_beta(long double a, long double b)
{
    return lgammal(a) + lgammal(b) - lgammal(a + b);
}

/* w_s = C(k,s) B(a+s+1, b+k-s) / B(a, b), v_s = C(k,s) B(a+s, b+k-s+1) / B(a, b). */
static void test_law_beta_is_a_quotient(void)
{
    for (size_t i = 0; i < RATES * RHOS; i++) {
        const double p = moderate_rates[i / RHOS];
        const double rho = moderate_rhos[i % RHOS];
        const long double a = p * (1.0L / rho - 1.0L);
        const long double b = (1.0L - p) * (1.0L / rho - 1.0L);
        const cst_law_spec spec = spec_at(p, rho);
        for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
            cst_truth truth = {0};
            long double ways = 1.0L;
            for (uint32_t s = 0; s <= k; s++) {
                truth.w[s] = ways * expl(log_beta(a + s + 1, b + k - s) - log_beta(a, b));
                truth.v[s] = ways * expl(log_beta(a + s, b + k - s + 1) - log_beta(a, b));
                ways = ways * (k - s) / (s + 1);
            }
            cst_truth_compare(&spec, k, &truth);
        }
    }
}

/* log(1/(1 + exp(-x))). */
static long double log_logistic(long double x)
{
    return x < 0.0L ? x - log1pl(expl(x)) : -log1pl(expl(-x));
}

/* The integral of theta^m (1-theta)^n against the Beta(a, b) density by the double exponential
 * rule: theta = 1/(1 + exp(-pi sinh t)), all powers from logarithms, so that neither end hurts. */
static long double moment(long double a, long double b, uint32_t m, uint32_t n)
{
    const long double pi = 3.14159265358979323846264338327950288L;
    const long double step = 0x1p-5L;
    const long double whole = log_beta(a, b);
    long double sum = 0.0L;
    for (int i = -448; i <= 448; i++) {
        const long double t = step * i;
        const long double x = pi * sinhl(t);
        const long double log_theta = log_logistic(x);
        const long double log_rest = log_logistic(-x);
        const long double value = (a + m) * log_theta + (b + n) * log_rest - whole;
        sum += expl(value) * pi * coshl(t);
    }
    return step * sum;
}

static void test_law_beta_is_an_integral(void)
{
    for (size_t i = 0; i < RATES * RHOS; i++) {
        const double p = moderate_rates[i / RHOS];
        const double rho = moderate_rhos[i % RHOS];
        const long double a = p * (1.0L / rho - 1.0L);
        const long double b = (1.0L - p) * (1.0L / rho - 1.0L);
        const cst_law_spec spec = spec_at(p, rho);
        for (uint32_t k = 1; k <= 5; k += 2) {
            cst_truth truth = {0};
            long double ways = 1.0L;
            for (uint32_t s = 0; s <= k; s++) {
                truth.w[s] = ways * moment(a, b, s + 1, k - s);
                truth.v[s] = ways * moment(a, b, s, k - s + 1);
                ways = ways * (k - s) / (s + 1);
            }
            cst_truth_compare(&spec, k, &truth);
        }
    }
}

/* At the ends it is another law, to the last bit but rounding. */
static void test_law_beta_limits(void)
{
    for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
        double w[2][CST_REVIEWERS_MAX + 1];
        double v[2][CST_REVIEWERS_MAX + 1];
        for (int rho = 0; rho <= 1; rho++) {
            cst_law_spec spec = spec_at(0.3, rho);
            cst_law_joint(&spec, k, w[0], v[0]);
            spec.law = cst_law_find(rho == 0 ? "independent" : "all-or-nothing");
            cst_law_joint(&spec, k, w[1], v[1]);
            for (uint32_t s = 0; s <= k; s++) {
                CU_ASSERT(cst_test_relative(w[0][s], w[1][s]) < 1e-14);
            }
        }
    }
}

/* By hand: one reviewer schemes together with the actor with chance p + rho (1-p). */
static void test_law_beta_one_reviewer(void)
{
    double w[2];
    double v[2];
    const cst_law_spec spec = spec_at(0.1, 0.05);
    cst_law_joint(&spec, 1, w, v);
    CU_ASSERT(cst_test_relative(w[1], 0.0145) < 1e-15);
    CU_ASSERT(cst_test_relative(w[0], 0.0855) < 1e-15);
    CU_ASSERT(cst_test_relative(v[1], 0.0855) < 1e-15);
    CU_ASSERT(cst_test_relative(v[0], 0.8145) < 1e-15);
}

static void test_law_beta_rho(void)
{
    static const double rates[] = {1e-12, 1e-6, 0.1, 0.5, 0.9};
    static const double rhos[] = {0.0, 1e-6, 0.05, 0.5, 1.0};
    for (size_t i = 0; i < 25; i++) {
        const cst_law_spec spec = spec_at(rates[i / 5], rhos[i % 5]);
        cst_truth_compare_rho(&spec, rhos[i % 5]);
    }
}

static void test_law_beta_errors(void)
{
    static const double bad[] = {-1e-9, -1.0, 1.0000001, NAN, INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const cst_law_spec spec = spec_at(0.1, bad[i]);
        cst_truth_refused(&spec, 3, "scheming.rho");
    }
}

CST_SUITE("law_beta", CST_TEST(test_law_beta_is_polyas_urn), CST_TEST(test_law_beta_is_a_quotient),
          CST_TEST(test_law_beta_is_an_integral), CST_TEST(test_law_beta_limits),
          CST_TEST(test_law_beta_one_reviewer), CST_TEST(test_law_beta_rho),
          CST_TEST(test_law_beta_errors))
