/* SPDX-License-Identifier: MIT
 * No result of any method leaves its interval or what is possible.
 * Covers: cell, results. */
#include "estimate/sample/methods.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A little more than rounding. */
static const double slack = 1e-12;

/* What is possible, from the scenario alone: more than the mean rate of its lineages nobody can
 * attack, and nothing lasts longer or is larger than its trial. */
static cst_interval possible(const cst_trial_spec *spec, double rate, cst_result_kind kind)
{
    const double tasks = (double)spec->agents * (double)spec->rounds;
    const double harm = spec->attack.severity[1];
    const double worth = spec->protocol.trusted_quality;
    switch (kind) {
    case CST_RESULT_RESIDUAL_RISK:
        return (cst_interval){0.0, rate};
    case CST_RESULT_EXPECTED_ESCAPES:
        return (cst_interval){0.0, rate * tasks};
    case CST_RESULT_EXPECTED_DAMAGE:
        return (cst_interval){0.0, rate * tasks * harm};
    case CST_RESULT_USEFULNESS:
        return (cst_interval){-worth / (1.0 - worth), 1.0};
    case CST_RESULT_AUDIT_HOURS:
        return (cst_interval){0.0, spec->protocol.audit_minutes / 0.06};
    case CST_RESULT_REVIEW_COST:
        return (cst_interval){0.0, 33.0};
    case CST_RESULT_TIME_TO_CATCH:
    case CST_RESULT_TIME_IF_CAUGHT:
        return (cst_interval){1.0, 2.0 * spec->rounds + spec->protocol.delay};
    case CST_RESULT_FALSE_QUARANTINES:
        return (cst_interval){0.0, spec->agents};
    case CST_RESULT_ESCAPES_BEFORE_CATCH:
    case CST_RESULT_ESCAPES_VAR:
    case CST_RESULT_ESCAPES_CVAR:
        return (cst_interval){0.0, tasks};
    case CST_RESULT_DAMAGE_VAR:
    case CST_RESULT_DAMAGE_CVAR:
        return (cst_interval){0.0, tasks * harm};
    default:
        return (cst_interval){0.0, 1.0};
    }
}

/* The first result that is beyond, NULL if none is. */
static const char *beyond(const cst_trial_spec *spec, double rate, const cst_result *out)
{
    for (int i = 0; i < CST_RESULT_KINDS; i++) {
        const cst_result *result = &out[i];
        const cst_interval within = possible(spec, rate, (cst_result_kind)i);
        const double room = slack * fmax(1.0, within.high);
        if (result->method == NULL) {
            continue;
        }
        const bool inside = result->low >= within.low - room && result->low <= result->high &&
                            result->high <= within.high + room;
        const bool held = isnan(result->estimate) ||
                          (result->low <= result->estimate && result->estimate <= result->high);
        if (!inside || !held) {
            (void)printf("\n    %.12g [%.12g, %.12g] within [%g, %g]", result->estimate,
                         result->low, result->high, within.low, within.high);
            return cst_result_name((cst_result_kind)i);
        }
    }
    return NULL;
}

/* Runs a scenario by a method where it serves. */
static bool judge(const cst_trial_spec *spec, const char *method, uint64_t trials, uint64_t seed)
{
    static cst_row row;
    cst_result out[CST_RESULT_KINDS];
    cst_estimate_spec estimate = cst_estimate_spec_default();
    cst_cell cell;
    char text[512];
    estimate.trials = trials;
    estimate.seed = seed;
    estimate.method = cst_method_find(method);
    const bool serves = cst_cell_make(&cell, spec, &estimate, NULL) == 0;
    if (serves && cst_rehearsal_run(&cell, 1 << 12, &row, NULL) == 0) {
        double rate = 0.0;
        for (uint32_t agent = 0; agent < spec->agents; agent++) {
            const uint32_t g = cst_population_lineage(&cell.model.population, agent);
            rate += cell.model.attack_rate[g] / spec->agents;
        }
        static const double confidence[] = {0.5, 0.95, 1.0 - 1e-9};
        for (size_t i = 0; i < 3; i++) {
            cst_cell_results(&cell, &row, confidence[i], out);
            const cst_interval risk = cst_cell_risk(&cell, &row, confidence[i]);
            CU_ASSERT_EQUAL(risk.low, out[CST_RESULT_RESIDUAL_RISK].low);
            CU_ASSERT_EQUAL(risk.high, out[CST_RESULT_RESIDUAL_RISK].high);
            const char *wrong = beyond(spec, rate, out);
            if (wrong != NULL) {
                (void)printf(" %s by %s, seed %u: %s\n", wrong, method, (unsigned)seed,
                             cst_twin_describe(spec, text, sizeof text));
                CU_FAIL("a result is beyond the possible");
            }
        }
    }
    cst_cell_free(&cell);
    return serves;
}

static void test_possible_all_methods(void)
{
    static const char *const methods[] = {"naive", "skip", "strata", "importance"};
    uint32_t judged[4] = {0};
    for (uint64_t seed = 1; seed <= 300; seed++) {
        cst_trial_spec spec;
        cst_twin_scenario(seed, 12, &spec);
        for (size_t m = 0; m < 4; m++) {
            judged[m] += judge(&spec, methods[m], 1 + seed % 40, seed);
        }
    }
    (void)printf("\n    seeds 1 to 300: %u, %u, %u and %u served", judged[0], judged[1], judged[2],
                 judged[3]);
    CU_ASSERT(judged[0] == 300 && judged[1] > 100 && judged[2] > 50 && judged[3] > 50);
}

/* Reviewers of no use, and a cause that nearly all of the risk comes from: the risk is the rate, at
 * the edge of what is possible, where weights overshoot it. */
static cst_trial_spec at_the_edge(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 8;
    spec.rounds = 12;
    spec.scheming.law.law = cst_law_find("common-cause");
    spec.scheming.law.rate = 0.1;
    spec.scheming.law.common_share = 0.95;
    spec.score.tpr = 0.0;
    spec.protocol.reviewers = 2;
    return spec;
}

static void test_possible_at_the_edge(void)
{
    static const char *const methods[] = {"naive", "skip", "strata", "importance"};
    cst_trial_spec spec = at_the_edge();
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(&spec, NULL), 0);
    for (uint64_t seed = 1; seed <= 100; seed++) {
        for (size_t m = 0; m < 4; m++) {
            CU_ASSERT(judge(&spec, methods[m], 30, seed));
        }
    }
}

/* Harm in steps that is nearly sure. */
static void test_possible_splitting(void)
{
    cst_trial_spec spec = at_the_edge();
    spec.agents = 2;
    spec.rounds = 3;
    spec.scheming.law = (cst_law_spec){.law = cst_law_find("independent"), .rate = 0.3};
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.protocol.reviewers = 1;
    spec.attack.policy = cst_policy_find("steps");
    spec.attack.steps = 3;
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(&spec, NULL), 0);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        CU_ASSERT(judge(&spec, "splitting", 4 * seed, seed));
    }
}

/* Agents that never attacked are taken out no more often than the bound of their removal allows:
 * each count by its exact tail, at 1e-6 over all. Nobody is proven guilty who is not. */
static void test_possible_removals(void)
{
    static const char *const kinds[] = {
        "untrusted-monitor", "committee", "peer-report", "hierarchy",       "defer",
        "trusted-edit",      "async",     "adaptive",    "trusted-monitor", "random-audit",
        "resample"};
    enum { KINDS = sizeof kinds / sizeof kinds[0], SEEDS = 330 };
    uint32_t judged[KINDS] = {0};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        static cst_row row;
        cst_trial_spec spec;
        cst_cell cell;
        cst_estimate_spec estimate = cst_estimate_spec_default();
        char text[512];
        cst_twin_scenario(seed, 12, &spec);
        const bool on_report = seed % 4 != 0;
        spec.protocol.kind = cst_protocol_find(kinds[seed % KINDS]);
        spec.response.effect = CST_EFFECT_QUARANTINE;
        spec.response.on = on_report ? CST_ON_REPORT : CST_ON_CATCH;
        if (cst_trial_spec_check(&spec, NULL) != 0) {
            continue;
        }
        estimate.trials = 200;
        estimate.seed = seed;
        CU_ASSERT_EQUAL_FATAL(cst_cell_make(&cell, &spec, &estimate, NULL), 0);
        const double chance = cst_cell_basis(&cell).removal_most;
        CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1 << 12, &row, NULL), 0);
        const double falsely = (double)row.count[CST_COUNT_QUARANTINED_FALSELY];
        const double planned = (double)row.count[CST_COUNT_PLANNED];
        CU_ASSERT(on_report || (chance == 0.0 && falsely == 0.0));
        if (on_report && chance < 1.0) {
            judged[seed % KINDS]++;
            if (pbinom(falsely - 1.0, planned, chance, 0, 0) < 1e-6 / SEEDS) {
                (void)printf("\n    %g of %g at %g, seed %u: %s", falsely, planned, chance,
                             (unsigned)seed, cst_twin_describe(&spec, text, sizeof text));
                CU_FAIL("more were taken out than the bound allows");
            }
        }
        cst_cell_free(&cell);
    }
    (void)printf("\n    judged");
    for (size_t i = 0; i < KINDS; i++) {
        (void)printf(" %s %u", kinds[i], judged[i]);
        CU_ASSERT(i >= 9 || judged[i] > 3);
    }
}

CST_SUITE("possible", CST_TEST(test_possible_all_methods), CST_TEST(test_possible_at_the_edge),
          CST_TEST(test_possible_splitting), CST_TEST(test_possible_removals))
