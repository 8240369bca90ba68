/* SPDX-License-Identifier: MIT */
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

typedef struct weights {
    double lethal, nonlethal, background, hit;
} weights;

static cst_law_spec spec_at(double rate, weights of)
{
    return (cst_law_spec){.law = cst_law_find("shock"),
                          .rate = rate,
                          .lethal = of.lethal,
                          .nonlethal = of.nonlethal,
                          .background = of.background,
                          .hit = of.hit};
}

static const weights mixes[] = {
    {1.0, 50.0, 50.0, 0.5}, {1.0, 1.0, 1.0, 0.3}, {0.0, 1.0, 1.0, 0.9},   {1.0, 0.0, 1.0, 0.5},
    {1.0, 1.0, 0.0, 0.5},   {1.0, 0.0, 0.0, 0.0}, {0.0, 0.0, 1.0, 0.0},   {0.0, 1.0, 0.0, 0.4},
    {0.0, 1.0, 1.0, 0.0},   {0.0, 1.0, 1.0, 1.0}, {1e-3, 1e3, 1.0, 1e-4}, {3.0, 1e-9, 2.0, 0.7},
};
static const double rates[] = {1e-300, 1e-12, 1e-6, 1e-3, 0.01, 0.1};

enum { MIXES = sizeof mixes / sizeof mixes[0], RATES = sizeof rates / sizeof rates[0] };

/* The rate that shocks of t times the weights give. */
static long double reached(weights of, long double t)
{
    const long double shocks = t * (of.lethal + of.nonlethal);
    return t * of.lethal + t * of.nonlethal * of.hit + (1.0L - shocks) * t * of.background;
}

/* The smaller root by halving: up to the top of the parabola (or to the end of what are
 * probabilities) the rate only rises. */
static long double root(weights of, double rate)
{
    const long double shocks = (long double)of.lethal + of.nonlethal;
    const long double slope = of.lethal + (long double)of.nonlethal * of.hit + of.background;
    const long double curve = shocks * of.background;
    long double low = 0.0L;
    long double high = curve > 0.0L ? slope / (2.0L * curve) : 2.0L / slope;
    for (int i = 0; i < 1200; i++) {
        const long double middle = (low + high) / 2.0L;
        *(reached(of, middle) < rate ? &low : &high) = middle;
    }
    return (low + high) / 2.0L;
}

static void compare(double rate, weights of)
{
    const cst_law_spec spec = spec_at(rate, of);
    const long double t = root(of, rate);
    const long double shocks = t * ((long double)of.lethal + of.nonlethal);
    if (reached(of, t) < 0.999L * rate || shocks > 1.0L + 1e-16L ||
        t * of.background > 1.0L + 1e-16L) {
        cst_truth_refused(&spec, 3, "scheming.rate"); /* no root, or none that is a probability */
        return;
    }
    const cst_cause causes[] = {
        {t * of.lethal, 1.0L}, {t * of.nonlethal, of.hit}, {1.0L - shocks, t * of.background}};
    cst_truth_compare_causes(&spec, causes, 3);
    if (rate < 1.0) {
        long double both = 0.0L;
        for (int i = 0; i < 3; i++) {
            both += causes[i].weight * causes[i].chance * causes[i].chance;
        }
        const long double p = rate;
        cst_truth_compare_rho(&spec, (both - p * p) / (p * (1.0L - p)));
    }
}

static void test_law_shock_truth(void)
{
    for (size_t i = 0; i < MIXES; i++) {
        for (size_t j = 0; j < RATES; j++) {
            compare(rates[j], mixes[i]);
        }
    }
    compare(0.5, (weights){1.0, 1.0, 3.0, 0.5});
    compare(0.9, (weights){1.0, 0.0, 0.0, 0.5});
    compare(1.0, (weights){1.0, 0.0, 0.0, 0.5});
    compare(1.0, (weights){0.0, 0.0, 1.0, 0.5});
    compare(0.4, (weights){0.0, 1.0, 0.0, 0.4});
}

/* omega, lambda, p0 given so that they are the probabilities themselves: t = 1. */
static void test_law_shock_as_given(void)
{
    const weights of = {1e-3, 0.05, 0.05, 0.5};
    const double rate = 1e-3 + 0.05 * 0.5 + (1.0 - 0.051) * 0.05;
    double w[4];
    double v[4];
    const cst_law_spec spec = spec_at(rate, of);
    cst_law_joint(&spec, 3, w, v);
    CU_ASSERT(cst_test_relative(w[3], 1e-3 + 0.05 * 0.0625 + 0.949 * 6.25e-6) < 1e-14);
    CU_ASSERT(cst_test_relative(w[0], 0.05 * 0.0625 + 0.949 * 0.05 * 0.857375) < 1e-14);
}

/* Of two roots the smaller: the larger would make shocks of a rare event frequent. */
static void test_law_shock_smaller_root(void)
{
    double w[3];
    double v[3];
    const cst_law_spec spec = spec_at(0.5, (weights){0.0, 0.5, 0.5, 1.0});
    /* t - t^2/4 = 1/2: t = 2 - sqrt 2, and not 2 + sqrt 2; w_2 = t/2 + (1 - t/2)(t/2)^3. */
    const double h = 1.0 - sqrt(0.5);
    cst_law_joint(&spec, 2, w, v);
    CU_ASSERT(cst_test_relative(w[2], h + (1.0 - h) * h * h * h) < 1e-14);
    CU_ASSERT(cst_test_relative(w[0], (1.0 - h) * h * (1.0 - h) * (1.0 - h)) < 1e-14);
}

/* Weights are relative: another unit of them changes nothing, however large or small. */
static void test_law_shock_units(void)
{
    static const double units[] = {1e-300, 1e-160, 1e-6, 7.0, 1e9, 1e160, 1e300};
    double w[2][6];
    double v[2][6];
    cst_law_spec spec = spec_at(0.07, (weights){1.0, 4.0, 3.0, 0.3});
    cst_law_joint(&spec, 5, w[0], v[0]);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const double unit = units[i];
        spec = spec_at(0.07, (weights){unit, 4.0 * unit, 3.0 * unit, 0.3});
        CU_ASSERT_EQUAL(cst_law_check(&spec, 5, NULL), 0);
        cst_law_joint(&spec, 5, w[1], v[1]);
        for (int s = 0; s <= 5; s++) {
            CU_ASSERT(cst_test_relative(w[0][s], w[1][s]) < 1e-14);
        }
    }
    /* At the rate 1 rounding must not push a share above 1. */
    for (int i = 1; i < 1000; i++) {
        spec = spec_at(1.0, (weights){i / 7.0, 0.0, 0.0, 0.5});
        CU_ASSERT_EQUAL(cst_law_check(&spec, 5, NULL), 0);
        spec = spec_at(1.0, (weights){0.0, 0.0, i / 7.0, 0.5});
        CU_ASSERT_EQUAL(cst_law_check(&spec, 5, NULL), 0);
        spec = spec_at(1.0, (weights){i / 7.0, i / 3.0, 0.0, 1.0});
        CU_ASSERT_EQUAL(cst_law_check(&spec, 5, NULL), 0);
    }
}

static void test_law_shock_rate_zero(void)
{
    const cst_cause nobody = {1.0L, 0.0L};
    for (size_t i = 0; i < MIXES; i++) {
        const cst_law_spec spec = spec_at(0.0, mixes[i]);
        cst_truth_compare_causes(&spec, &nobody, 1);
    }
}

static void test_law_shock_errors(void)
{
    static const double bad[] = {-1.0, NAN, INFINITY, -1e-300};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cst_law_spec spec = spec_at(0.1, (weights){bad[i], 1.0, 1.0, 0.5});
        cst_truth_refused(&spec, 3, "scheming.lethal");
        spec = spec_at(0.1, (weights){1.0, bad[i], 1.0, 0.5});
        cst_truth_refused(&spec, 3, "scheming.nonlethal");
        spec = spec_at(0.1, (weights){1.0, 1.0, bad[i], 0.5});
        cst_truth_refused(&spec, 3, "scheming.background");
        spec = spec_at(0.1, (weights){1.0, 1.0, 1.0, bad[i]});
        cst_truth_refused(&spec, 3, "scheming.hit");
    }
    cst_law_spec spec = spec_at(0.1, (weights){1.0, 1.0, 1.0, 1.0000001});
    cst_truth_refused(&spec, 3, "scheming.hit");
    spec = spec_at(0.1, (weights){0.0, 0.0, 0.0, 0.5});
    cst_truth_refused(&spec, 3, "scheming.lethal");
    spec = spec_at(0.1, (weights){0.0, 1.0, 0.0, 0.0}); /* shocks that never hit */
    cst_truth_refused(&spec, 3, "scheming.lethal");
    /* Out of reach: at most hit; no root; a root that is no probability. */
    spec = spec_at(0.5, (weights){0.0, 1.0, 0.0, 0.4});
    cst_truth_refused(&spec, 3, "scheming.rate");
    spec = spec_at(0.9, (weights){0.0, 1.0, 1.0, 0.0});
    cst_truth_refused(&spec, 3, "scheming.rate");
    spec = spec_at(0.9, (weights){0.0, 2.0, 1.0, 0.1});
    cst_truth_refused(&spec, 3, "scheming.rate");
}

CST_SUITE("law_shock", CST_TEST(test_law_shock_truth), CST_TEST(test_law_shock_as_given),
          CST_TEST(test_law_shock_smaller_root), CST_TEST(test_law_shock_units),
          CST_TEST(test_law_shock_rate_zero), CST_TEST(test_law_shock_errors))
