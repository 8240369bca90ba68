/* SPDX-License-Identifier: MIT
 * Covers: panels. */
#include "monitor/correlated.h"

#include "agents/law.h"
#include "base/random.h"
#include "monitor/scores/panels.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static const cst_random seeded = {.seed = 20250322, .stream = 1};
static const double turn = 6.283185307179586476925286766559;

static double choose(uint32_t n, uint32_t k)
{
    double c = 1.0;
    for (uint32_t i = 1; i <= k; i++) {
        c *= (double)(n - k + i) / (double)i;
    }
    return c;
}

/* P(x of n report) where each does with probability p, q = 1 - p. */
static double binomial(uint32_t n, uint32_t x, double p, double q)
{
    return choose(n, x) * pow(p, (double)x) * pow(q, (double)(n - x));
}

/* The integral by a trapezoid rule on a grid that is finer than everything in it. */
static void slow_law(const cst_correlated_spec *spec, double *law)
{
    const double r = spec->correlation;
    const uint32_t all = spec->count[0] + spec->count[1];
    const double step = fmin(0.02, 0.05 * sqrt(1.0 - r));
    const double at[2] = {cst_test_quantile(spec->report[0]), cst_test_quantile(spec->report[1])};
    for (uint32_t x = 0; x <= all; x++) {
        law[x] = 0.0;
    }
    for (double z = -15.0; z <= 15.0; z += step) {
        double p[2];
        double q[2];
        for (int kind = 0; kind < 2; kind++) {
            const double own = (at[kind] - sqrt(r) * z) / sqrt(1.0 - r);
            p[kind] = cst_test_above(own);
            q[kind] = cst_test_above(-own);
        }
        for (uint32_t x = 0; x <= all; x++) {
            for (uint32_t i = 0; i <= x && i <= spec->count[0]; i++) {
                if (x - i <= spec->count[1]) {
                    law[x] += step * exp(-z * z / 2.0) / sqrt(turn) *
                              binomial(spec->count[0], i, p[0], q[0]) *
                              binomial(spec->count[1], x - i, p[1], q[1]);
                }
            }
        }
    }
}

static void compare(const cst_correlated_spec *spec)
{
    const uint32_t all = spec->count[0] + spec->count[1];
    double law[CST_REVIEWERS_MAX + 1];
    double truth[CST_REVIEWERS_MAX + 1];
    double sum = 0.0;
    double mean = 0.0;
    cst_correlated_law(spec, law);
    slow_law(spec, truth);
    for (uint32_t x = 0; x <= all; x++) {
        sum += law[x];
        mean += (double)x * law[x];
        if (truth[x] > 1e-30 && cst_test_relative(law[x], truth[x]) > 1e-10) {
            (void)printf("\n    %u+%u reviewers at %g, %g, r = %g: law[%u] is %.15g, not %.15g\n",
                         spec->count[0], spec->count[1], spec->report[0], spec->report[1],
                         spec->correlation, x, law[x], truth[x]);
            CU_FAIL("not the integral");
        }
    }
    CU_ASSERT_DOUBLE_EQUAL(sum, 1.0, 1e-11);
    const double expected = spec->count[0] * spec->report[0] + spec->count[1] * spec->report[1];
    CU_ASSERT(cst_test_relative(mean, expected) < 1e-10);
}

static void test_correlated_law_is_the_integral(void)
{
    static const double correlations[] = {1e-6, 0.1, 0.5, 0.9, 0.99};
    static const double reports[][2] = {{0.9, 0.1}, {0.5, 0.5}, {1e-9, 1e-3}, {0.02, 1.0 - 1e-6}};
    static const uint32_t counts[][2] = {{1, 0}, {3, 2}, {0, 10}};
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < 4; j++) {
            for (size_t k = 0; k < 3; k++) {
                compare(&(cst_correlated_spec){.count = {counts[k][0], counts[k][1]},
                                               .report = {reports[j][0], reports[j][1]},
                                               .correlation = correlations[i]});
            }
        }
    }
    compare(&(cst_correlated_spec){.count = {12, 20}, .report = {0.6, 1e-4}, .correlation = 0.95});
}

/* At r = 1/2 and even odds reviewer i reports if Z_i > Z_0: every number of reports is as likely.
 */
static void test_correlated_law_of_ranks(void)
{
    double law[CST_REVIEWERS_MAX + 1];
    for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
        cst_correlated_law(&(cst_correlated_spec){.count = {k / 3, k - k / 3},
                                                  .report = {0.5, 0.5},
                                                  .correlation = 0.5},
                           law);
        for (uint32_t x = 0; x <= k; x++) {
            CU_ASSERT(cst_test_relative(law[x], 1.0 / (double)(k + 1)) < 1e-11);
        }
    }
}

/* Orthants: two reviewers at even odds both report with 1/4 + asin(r)/(2 pi), three with
 * 1/8 + 3 asin(r)/(4 pi). */
static void test_correlated_law_of_orthants(void)
{
    static const double correlations[] = {1e-9, 0.2, 0.7, 0.99, 0.999999, 1.0 - 1e-12};
    for (size_t i = 0; i < 6; i++) {
        cst_correlated_spec spec = {
            .count = {1, 1}, .report = {0.5, 0.5}, .correlation = correlations[i]};
        double law[4];
        cst_correlated_law(&spec, law);
        const double arc = asin(spec.correlation) / turn;
        CU_ASSERT(cst_test_relative(law[2], 0.25 + arc) < 1e-11);
        spec.count[1] = 2;
        cst_correlated_law(&spec, law);
        CU_ASSERT(cst_test_relative(law[3], 0.125 + 1.5 * arc) < 1e-11);
    }
}

static void test_correlated_law_independent(void)
{
    const cst_correlated_spec spec = {.count = {4, 7}, .report = {0.3, 1e-9}, .correlation = 0.0};
    double law[12];
    cst_correlated_law(&spec, law);
    for (uint32_t x = 0; x <= 11; x++) {
        double expected = 0.0;
        for (uint32_t i = 0; i <= x && i <= 4; i++) {
            expected +=
                x - i > 7 ? 0.0 : binomial(4, i, 0.3, 0.7) * binomial(7, x - i, 1e-9, 1.0 - 1e-9);
        }
        CU_ASSERT(cst_test_relative(law[x], expected) < 1e-11);
    }
}

/* One score for all; and what is close to that has a law close to it. */
static void test_correlated_law_in_common(void)
{
    cst_correlated_spec spec = {.count = {4, 7}, .report = {0.3, 0.1}, .correlation = 1.0};
    for (int twice = 0; twice < 2; twice++) {
        double law[12];
        cst_correlated_law(&spec, law);
        const double within = spec.correlation < 1.0 ? 1e-6 : 1e-15;
        for (uint32_t x = 0; x <= 11; x++) {
            const double expected = x == 0 ? 0.7 : x == 4 ? 0.2 : x == 11 ? 0.1 : 0.0;
            CU_ASSERT_DOUBLE_EQUAL(law[x], expected, within);
        }
        spec.correlation = 1.0 - 1e-14;
    }
    double law[12];
    cst_correlated_law(
        &(cst_correlated_spec){.count = {2, 3}, .report = {0.25, 0.25}, .correlation = 1.0}, law);
    CU_ASSERT_EQUAL(law[0], 0.75);
    CU_ASSERT_EQUAL(law[2] + law[3] + law[1] + law[4], 0.0);
    CU_ASSERT_EQUAL(law[5], 0.25);
}

static void test_correlated_law_certain(void)
{
    static const double correlations[] = {0.0, 0.4, 0.99, 1.0};
    for (size_t i = 0; i < 4; i++) {
        double law[6];
        cst_correlated_law(&(cst_correlated_spec){.count = {3, 2},
                                                  .report = {0.0, 1.0},
                                                  .correlation = correlations[i]},
                           law);
        for (uint32_t x = 0; x <= 5; x++) {
            CU_ASSERT_DOUBLE_EQUAL(law[x], x == 2 ? 1.0 : 0.0, 1e-12);
        }
        cst_correlated_law(&(cst_correlated_spec){.correlation = correlations[i]}, law);
        CU_ASSERT_DOUBLE_EQUAL(law[0], 1.0, 1e-12);
    }
}

/* P(any of k reports) where all report with this probability. */
static double any(uint32_t k, double report, double r)
{
    double law[CST_REVIEWERS_MAX + 1];
    cst_correlated_law(
        &(cst_correlated_spec){.count = {k, 0}, .report = {report, 0.0}, .correlation = r}, law);
    return 1.0 - law[0];
}

/* A committee of k with rule any at a committee FPR of 2 %: reviewers err on honest work with the
 * correlation r too, and at d' = 2 the committee detects .479 for k = 1, .879, .636 and .505 for
 * k = 10 and r = 0, .5 and .9. */
static void test_correlated_law_of_a_committee(void)
{
    static const struct {
        uint32_t k;
        double r, tpr;
    } known[] = {
        {1, 0.0, 0.479}, {1, 0.7, 0.479}, {10, 0.0, 0.879}, {10, 0.5, 0.636}, {10, 0.9, 0.505}};
    for (size_t i = 0; i < 5; i++) {
        double low = 0.0;
        double high = 0.02;
        for (int step = 0; step < 60; step++) {
            const double middle = (low + high) / 2;
            *(any(known[i].k, middle, known[i].r) < 0.02 ? &low : &high) = middle;
        }
        const double report = cst_test_above(cst_test_quantile(low) - 2.0);
        CU_ASSERT_DOUBLE_EQUAL(any(known[i].k, report, known[i].r), known[i].tpr, 5e-4);
    }
}

/* One of two independent standard normals (Box and Muller). */
static double draw_normal(cst_draws *draws)
{
    const double length = sqrt(-2.0 * log(cst_draws_unit(draws)));
    return length * cos(turn * cst_draws_unit(draws));
}

static void test_correlated_law_by_simulation(void)
{
    const cst_correlated_spec spec = {.count = {2, 3}, .report = {0.1, 0.6}, .correlation = 0.4};
    const double own[2] = {cst_test_quantile(0.1), cst_test_quantile(0.6)};
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    uint64_t seen[6] = {0};
    double law[6];
    cst_test_seed(seeded.seed);
    for (int n = 0; n < 300000; n++) {
        const double shared = sqrt(0.4) * draw_normal(&draws);
        uint32_t reports = 0;
        for (uint32_t i = 0; i < 5; i++) {
            reports += shared + sqrt(0.6) * draw_normal(&draws) > own[i >= 2];
        }
        seen[reports]++;
    }
    cst_correlated_law(&spec, law);
    cst_test_chi_square("reports", seen, law, 6, 0.01);
}

/* The panels cover the range, and their rule integrates what turns sharply at a centre. */
static void test_panels_integrate(void)
{
    static const cst_panels_spec specs[] = {
        {.end = 14.0, .centre = {0.3, -7.0}, .width = 0.01},
        {.end = 14.0, .centre = {-1.0, INFINITY}, .width = 1e-8},
        {.end = 38.0, .centre = {1.5, 1.5}, .width = 3.0},
        {.end = 10.0, .centre = {INFINITY, -INFINITY}, .width = 1.0},
    };
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        cst_panels panels;
        cst_panels_make(&panels, &specs[s]);
        CU_ASSERT_EQUAL(panels.edge[0], -specs[s].end);
        CU_ASSERT_EQUAL(panels.edge[panels.count], specs[s].end);
        double sum = 0.0;
        double below = 0.0;
        for (uint32_t i = 0; i < panels.count; i++) {
            const double half = (panels.edge[i + 1] - panels.edge[i]) / 2.0;
            CU_ASSERT(half > 0.0 && half < 0.1251);
            for (int node = 0; node < CST_PANELS_NODES; node++) {
                const double z = panels.edge[i] + half * (1.0 + cst_panels_node[node]);
                const double density =
                    half * cst_panels_weight[node] * exp(-z * z / 2.0) / sqrt(turn);
                sum += density;
                below += density * cst_test_above((z - specs[s].centre[0]) / specs[s].width);
            }
        }
        const double width = specs[s].width;
        CU_ASSERT_DOUBLE_EQUAL(sum, 1.0, 1e-13);
        /* Z + width * Z' is below the centre. */
        CU_ASSERT_DOUBLE_EQUAL(
            below, cst_test_above(-specs[s].centre[0] / sqrt(1.0 + width * width)), 1e-11);
    }
}

CST_SUITE("correlated", CST_TEST(test_correlated_law_is_the_integral),
          CST_TEST(test_correlated_law_of_ranks), CST_TEST(test_correlated_law_of_orthants),
          CST_TEST(test_correlated_law_independent), CST_TEST(test_correlated_law_in_common),
          CST_TEST(test_correlated_law_certain), CST_TEST(test_correlated_law_of_a_committee),
          CST_TEST(test_correlated_law_by_simulation), CST_TEST(test_panels_integrate))
