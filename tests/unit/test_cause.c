/* SPDX-License-Identifier: MIT
 * Causes by counts of schemers among n agents that share one: exact laws, chi-square at 1e-6. */
#include "agents/cause.h"
#include "tests/lib/suite.h"

#include <math.h>

enum { AGENTS = 4, TIMES = 40000 };

/* P(s of AGENTS scheme) from w at AGENTS - 1 reviewers: w_{s-1} AGENTS / s. */
static void exact(const cst_law_spec *spec, double *out)
{
    double w[CST_REVIEWERS_MAX + 1];
    double v[CST_REVIEWERS_MAX + 1];
    cst_law_joint(spec, AGENTS - 1, w, v);
    out[0] = v[0];
    for (uint32_t s = 1; s <= AGENTS; s++) {
        out[s] = w[s - 1] * AGENTS / s;
    }
}

/* A mean of so many draws of 0 or 1, within 6 standard deviations. */
static void assert_share(uint32_t seen, uint32_t of, double chance)
{
    const double sd = sqrt(of * chance * (1.0 - chance));
    CU_ASSERT(fabs((double)seen - of * chance) <= 6.0 * sd + 1e-6);
}

/* Given that the first schemes: P(the second does, too) = sum of w_s s / k at k = 1 over the rate.
 */
static void same_given(const cst_law_spec *spec)
{
    const cst_random random = {.seed = 5};
    cst_draws draws = cst_draws_at(&random, 1, 2, CST_DRAW_TEST);
    double w[2];
    double v[2];
    uint32_t schemed = 0;
    static cst_causes causes;
    cst_causes_make(&causes, spec);
    cst_law_joint(spec, 1, w, v);
    for (uint32_t i = 0; i < TIMES; i++) {
        cst_cause cause = cst_cause_draw_given(&causes, &draws);
        cst_cause_follow(&cause, 1, 1);
        schemed += cst_cause_next(&cause, &draws);
    }
    assert_share(schemed, TIMES, w[1] / spec->rate);
}

static void same_law(const cst_law_spec *spec)
{
    const cst_random random = {.seed = 3};
    cst_draws draws = cst_draws_at(&random, 1, 2, CST_DRAW_TEST);
    uint64_t seen[AGENTS + 1] = {0};
    double expected[AGENTS + 1];
    static cst_causes causes;
    cst_causes_make(&causes, spec);
    for (uint32_t i = 0; i < TIMES; i++) {
        cst_cause cause = cst_cause_draw(&causes, &draws);
        uint32_t schemers = 0;
        for (uint32_t agent = 0; agent < AGENTS; agent++) {
            schemers += cst_cause_next(&cause, &draws);
        }
        seen[schemers]++;
    }
    exact(spec, expected);
    double statistic = 0.0;
    double freedom = -1.0;
    for (uint32_t s = 0; s <= AGENTS; s++) {
        const double mean = expected[s] * TIMES;
        if (mean > 10.0) {
            statistic += ((double)seen[s] - mean) * ((double)seen[s] - mean) / mean;
            freedom += 1.0;
        } else {
            CU_ASSERT(seen[s] < 40);
        }
    }
    CU_ASSERT(freedom >= 1.0 || expected[0] > 0.99);
    /* Beyond 60 on at most 4 degrees of freedom less often than once in 1e11. */
    CU_ASSERT(statistic < 60.0);
}

/* Given that one agent schemes, s of the others do with chance w_s / p, at any rate. */
static void given_law(const cst_law_spec *spec)
{
    const cst_random random = {.seed = 4};
    cst_draws draws = cst_draws_at(&random, 1, 2, CST_DRAW_TEST);
    uint64_t seen[AGENTS] = {0};
    double w[CST_REVIEWERS_MAX + 1];
    double v[CST_REVIEWERS_MAX + 1];
    double statistic = 0.0;
    static cst_causes causes;
    cst_causes_make(&causes, spec);
    cst_law_joint(spec, AGENTS - 1, w, v);
    for (uint32_t i = 0; i < TIMES; i++) {
        cst_cause cause = cst_cause_draw_given(&causes, &draws);
        uint32_t schemers = 0;
        cst_cause_follow(&cause, 1, 1);
        for (uint32_t agent = 1; agent < AGENTS; agent++) {
            schemers += cst_cause_next(&cause, &draws);
        }
        seen[schemers]++;
    }
    for (uint32_t s = 0; s < AGENTS; s++) {
        const double mean = w[s] / spec->rate * TIMES;
        if (mean > 10.0) {
            statistic += ((double)seen[s] - mean) * ((double)seen[s] - mean) / mean;
        } else {
            CU_ASSERT(seen[s] < 40);
        }
    }
    CU_ASSERT(statistic < 60.0);
}

static void test_cause_given(void)
{
    static const char *const names[] = {"independent",  "beta",           "two-point",
                                        "common-cause", "all-or-nothing", "copula"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (double rate = 0.3; rate > 1e-13; rate *= 1e-4) {
            cst_law_spec spec = {.law = cst_law_find(names[i]), .rate = rate};
            spec.rho = 0.2;
            spec.together = 0.4;
            spec.common_share = 0.3;
            given_law(&spec);
        }
    }
}

static void test_cause_laws(void)
{
    static const char *const names[] = {"independent", "beta", "two-point", "common-cause",
                                        "all-or-nothing"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (double rho = 0.0; rho <= 1.0; rho += 0.25) {
            const cst_law_spec spec = {.law = cst_law_find(names[i]),
                                       .rate = 0.2,
                                       .rho = rho,
                                       .together = 0.2 + 0.8 * rho,
                                       .common_share = rho};
            same_law(&spec);
            same_given(&spec);
        }
    }
}

/* An urn from which others have drawn: (p (1 - rho) + s rho) / (1 - rho + n rho). */
static void test_cause_follow(void)
{
    const cst_law_spec spec = {.law = cst_law_find("beta"), .rate = 0.1, .rho = 0.5};
    const cst_random random = {.seed = 4};
    cst_draws draws = cst_draws_at(&random, 1, 2, CST_DRAW_TEST);
    static cst_causes causes;
    const double chance = (0.1 * 0.5 + 4 * 0.5) / (0.5 + 9 * 0.5);
    uint32_t schemed = 0;
    cst_causes_make(&causes, &spec);
    for (uint32_t i = 0; i < TIMES; i++) {
        cst_cause cause = cst_cause_draw(&causes, &draws);
        cst_cause_follow(&cause, 9, 4);
        CU_ASSERT_DOUBLE_EQUAL(cst_cause_chance(&cause), chance, 1e-15);
        schemed += cst_cause_next(&cause, &draws);
    }
    assert_share(schemed, TIMES, chance);
}

CST_SUITE("cause", CST_TEST(test_cause_laws), CST_TEST(test_cause_given),
          CST_TEST(test_cause_follow))
