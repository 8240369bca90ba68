/* SPDX-License-Identifier: MIT
 * The law of votes against plain enumeration of who reviews, who schemes and who says what. */
#include "base/random.h"
#include "monitor/votes.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LAW_MAX = (CST_REVIEWERS_MAX + 1) * (CST_REVIEWERS_MAX + 1) };

static double sum_of(const double *law, uint32_t k)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < (k + 1) * (k + 1); i++) {
        sum += law[i];
    }
    return sum;
}

static void same_law(const char *what, uint32_t k, const double *found, const double *expected,
                     double relative)
{
    for (uint32_t x = 0; x <= k; x++) {
        for (uint32_t y = 0; y <= k; y++) {
            const double f = found[x * (k + 1) + y];
            const double e = expected[x * (k + 1) + y];
            if (!(fabs(f - e) <= relative * e)) {
                (void)printf("\n    %s, k %u: P(%u, %u) is %.17g, expected %.17g\n", what, k, x, y,
                             f, e);
                CU_FAIL("a law of votes differs");
                return;
            }
        }
    }
}

/* A random crew of up to 4 of up to 7 agents of up to 3 lineages. Now and then a chance is 0, 1 or
 * very small: every term is positive, so relative digits must hold. */
static double draw_chance(cst_draws *draws)
{
    static const double special[] = {0.0, 1.0, 1e-9, 1e-100};
    const uint64_t pick = cst_draws_uniform(draws, 12);
    return pick < 4 ? special[pick] : cst_draws_unit(draws);
}

static void draw_spec(cst_draws *draws, cst_votes_spec *spec)
{
    memset(spec, 0, sizeof *spec);
    spec->lineages = 1 + (uint32_t)cst_draws_uniform(draws, 3);
    uint32_t agents = 0;
    for (uint32_t g = 0; g < spec->lineages; g++) {
        spec->pool[g] = (uint32_t)cst_draws_uniform(draws, 8 - agents);
        spec->honest[g] = draw_chance(draws);
        spec->scheming[g] = draw_chance(draws);
        agents += spec->pool[g];
    }
    spec->slots = (uint32_t)cst_draws_uniform(draws, (agents < 4 ? agents : 4) + 1);
    double total = 0.0;
    for (uint32_t s = 0; s <= spec->slots; s++) {
        spec->states[s] = cst_draws_unit(draws) * (double)cst_draws_uniform(draws, 3);
        total += spec->states[s];
    }
    if (total > 0.0) {
        for (uint32_t s = 0; s <= spec->slots; s++) {
            spec->states[s] /= total;
        }
    } else {
        spec->states[0] = 1.0;
    }
    spec->abstain = cst_draws_uniform(draws, 2) == 0 ? 0.0 : draw_chance(draws);
}

static void enumerate(const cst_votes_spec *spec, double *out)
{
    cst_twin_reviewer agent[7];
    cst_twin_crew crew = {
        .slots = spec->slots, .agent = agent, .states = spec->states, .abstain = spec->abstain};
    for (uint32_t g = 0; g < spec->lineages; g++) {
        for (uint32_t i = 0; i < spec->pool[g]; i++) {
            agent[crew.agents++] = (cst_twin_reviewer){0.0, spec->honest[g], spec->scheming[g]};
        }
    }
    cst_twin_votes(&crew, out);
}

static void test_votes_by_enumeration(void)
{
    const cst_random random = {.seed = 21};
    cst_test_seed(random.seed);
    cst_draws draws = cst_draws_at(&random, 0, 0, CST_DRAW_TEST);
    uint32_t with_lineages = 0;
    for (int i = 0; i < 400; i++) {
        cst_votes_spec spec;
        double found[25];
        double expected[25];
        draw_spec(&draws, &spec);
        cst_votes_law(&spec, found);
        enumerate(&spec, expected);
        same_law("random crew", spec.slots, found, expected, 1e-13);
        CU_ASSERT_DOUBLE_EQUAL(sum_of(found, spec.slots), 1.0, 1e-13);
        with_lineages += spec.lineages > 1 && spec.slots > 1;
    }
    CU_ASSERT(with_lineages > 100);
}

static double binomial(uint32_t n, uint32_t x, double p)
{
    return exp(lgamma(n + 1.0) - lgamma(x + 1.0) - lgamma(n - x + 1.0) + x * log(p) +
               (n - x) * log1p(-p));
}

/* Crews that are alike: x reports and y abstentions of k are multinomial. */
static void test_votes_multinomial(void)
{
    static const uint32_t slots[] = {1, 2, 7, 31, 32};
    static const uint32_t pools[] = {32, 33, 1000, UINT32_C(1) << 31};
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < 4; j++) {
            const uint32_t k = slots[i];
            cst_votes_spec spec = {.slots = k, .lineages = 1, .pool = {pools[j]}, .abstain = 0.2};
            static double found[LAW_MAX];
            static double expected[LAW_MAX];
            spec.honest[0] = 0.37;
            spec.scheming[0] = 0.37;
            spec.states[k / 2] = 1.0;
            cst_votes_law(&spec, found);
            memset(expected, 0, sizeof expected);
            for (uint32_t y = 0; y <= k; y++) {
                for (uint32_t x = 0; x + y <= k; x++) {
                    expected[x * (k + 1) + y] = binomial(k, y, 0.2) * binomial(k - y, x, 0.37);
                }
            }
            same_law("alike", k, found, expected, 1e-12);
            CU_ASSERT_DOUBLE_EQUAL(sum_of(found, k), 1.0, 1e-13);
        }
    }
}

/* Schemers who report nothing: of s schemers and k - s others only the others' reports are left. */
static void test_votes_schemers_are_silent(void)
{
    static double found[LAW_MAX];
    for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
        for (uint32_t s = 0; s <= k; s++) {
            cst_votes_spec spec = {.slots = k, .lineages = 1, .pool = {k}, .honest = {0.9}};
            spec.states[s] = 1.0;
            cst_votes_law(&spec, found);
            for (uint32_t x = 0; x <= k; x++) {
                const double expected = x <= k - s ? binomial(k - s, x, 0.9) : 0.0;
                CU_ASSERT(fabs(found[x * (k + 1)] - expected) <= 1e-12 * expected);
            }
        }
    }
}

/* A crew of two from two lineages that always and never report: hypergeometric. */
static void test_votes_without_replacement(void)
{
    cst_votes_spec spec = {.slots = 3, .lineages = 2, .pool = {4, 6}, .honest = {1.0, 0.0}};
    double found[16];
    spec.states[0] = 1.0;
    cst_votes_law(&spec, found);
    const double ways[] = {20.0, 60.0, 36.0, 4.0}; /* C(4, x) C(6, 3 - x), of C(10, 3) */
    for (uint32_t x = 0; x <= 3; x++) {
        CU_ASSERT_DOUBLE_EQUAL(found[x * 4], ways[x] / 120.0, 1e-15);
    }
}

/* Very large pools: as if drawn with replacement, and C(2^31, 32) does not overflow. */
static void test_votes_large_pools(void)
{
    static double found[LAW_MAX];
    const uint32_t half = UINT32_C(1) << 30;
    cst_votes_spec spec = {.slots = 32, .lineages = 2, .pool = {half, half}, .honest = {1.0, 0.0}};
    spec.states[0] = 1.0;
    cst_votes_law(&spec, found);
    for (uint32_t x = 0; x <= 32; x++) {
        CU_ASSERT(cst_test_relative(found[x * 33], binomial(32, x, 0.5)) < 1e-6);
    }
    CU_ASSERT_DOUBLE_EQUAL(sum_of(found, 32), 1.0, 1e-13);
    for (uint32_t g = 0; g < CST_LINEAGES_MAX; g++) { /* all lineages, tiny among huge */
        spec.pool[g] = g % 2 == 0 ? 1 : UINT32_C(1) << 27;
        spec.honest[g] = 0.25;
    }
    spec.lineages = CST_LINEAGES_MAX;
    cst_votes_law(&spec, found);
    for (uint32_t x = 0; x <= 32; x++) {
        CU_ASSERT(cst_test_relative(found[x * 33], binomial(32, x, 0.25)) < 1e-12);
    }
}

static void test_votes_no_slot(void)
{
    double found[1];
    cst_votes_spec spec = {.slots = 0, .lineages = 1, .abstain = 0.5};
    spec.states[0] = 1.0;
    cst_votes_law(&spec, found);
    CU_ASSERT_EQUAL(found[0], 1.0);
}

CST_SUITE("votes", CST_TEST(test_votes_by_enumeration), CST_TEST(test_votes_multinomial),
          CST_TEST(test_votes_schemers_are_silent), CST_TEST(test_votes_without_replacement),
          CST_TEST(test_votes_large_pools), CST_TEST(test_votes_no_slot))
