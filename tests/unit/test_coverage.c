/* SPDX-License-Identifier: MIT
 * Intervals of trials that remember hold what they promise: the guaranteed ones at least, the
 * approximate ones about. CST_LONG=1 in the environment: 2,000 replicates of 30, 100 and 300
 * trials, against truths of 10 times the trials.
 * Covers: results, interval, approximate. */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double alpha = 1e-6; /* of all verdicts together */

static const cst_result_kind judged[] = {
    CST_RESULT_RESIDUAL_RISK,     CST_RESULT_MISS_SHARE,     CST_RESULT_TRIAL_RISK,
    CST_RESULT_USEFULNESS,        CST_RESULT_WORK_DONE,      CST_RESULT_LOST_WORK,
    CST_RESULT_REPORT_RATE,       CST_RESULT_AUDIT_RATE,     CST_RESULT_FALSE_REPORT_RATE,
    CST_RESULT_REVIEW_COST,       CST_RESULT_REPORTED_SHARE, CST_RESULT_REPORTED_BY_SCHEMERS,
    CST_RESULT_FALSE_QUARANTINES, CST_RESULT_TIME_TO_CATCH,  CST_RESULT_ESCAPES_BEFORE_CATCH,
    CST_RESULT_CATCH_SHARE};

/* Small worlds with memory: reports that lose their weight, agents that are replaced, trials that
 * end, outputs that are taken back, chains of reviewers, collusion that is learned, audits by
 * budget, causes of a round and of a trial, and a rate at which schemers are planted. */
static const struct {
    const char *name, *protocol;
    double rate;
    cst_scope scope;
    cst_response_spec response;
    double penalty, budget;
    bool learned;
} worlds[] = {
    {"peers", "peer-report", .rate = 0.03, .penalty = 0.5,
     .response = {.on = CST_ON_CATCH, .effect = CST_EFFECT_QUARANTINE}},
    {"replaced", "peer-report", .rate = 0.03, .penalty = 1.0,
     .response = {.on = CST_ON_REPORT, .effect = CST_EFFECT_QUARANTINE, .refill = 2}},
    {"end-trial", "untrusted-monitor", .rate = 0.03,
     .response = {.on = CST_ON_REPORT, .effect = CST_EFFECT_END_TRIAL, .latency = 1}},
    {"retract", "committee", .rate = 0.03,
     .response = {.on = CST_ON_REPORT, .effect = CST_EFFECT_QUARANTINE, .window = 3}},
    {"hierarchy", "hierarchy", .rate = 0.03,
     .response = {.on = CST_ON_REPORT, .effect = CST_EFFECT_QUARANTINE}},
    {"learned", "peer-report", .rate = 0.03, .penalty = 1.0, .learned = true,
     .response = {.on = CST_ON_CATCH, .effect = CST_EFFECT_QUARANTINE, .refill = 2}},
    {"budget", "untrusted-monitor", .rate = 0.03, .budget = 0.05,
     .response = {.on = CST_ON_CATCH, .effect = CST_EFFECT_QUARANTINE}},
    {"round", "committee", .rate = 0.03, .scope = CST_SCOPE_ROUND,
     .response = {.on = CST_ON_CATCH, .effect = CST_EFFECT_QUARANTINE}},
    {"trial", "committee", .rate = 0.03, .scope = CST_SCOPE_TRIAL,
     .response = {.on = CST_ON_CATCH, .effect = CST_EFFECT_QUARANTINE}},
    {"planted", "peer-report", .rate = 0.0005, .penalty = 1.0,
     .response = {.on = CST_ON_REPORT, .effect = CST_EFFECT_QUARANTINE, .refill = 2}},
};
enum { JUDGED = sizeof judged / sizeof judged[0], WORLDS = sizeof worlds / sizeof worlds[0] };

static cst_trial_spec world(int i)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 10;
    spec.rounds = 15;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = worlds[i].rate;
    spec.scheming.law.rho = 0.1;
    spec.scheming.scope = worlds[i].scope;
    spec.score.tpr = 0.8;
    spec.score.fpr = 0.02;
    spec.protocol.kind = cst_protocol_find(worlds[i].protocol);
    spec.protocol.reviewers = 3;
    spec.protocol.rule = CST_RULE_ANY;
    spec.protocol.penalty = worlds[i].penalty;
    spec.protocol.audit_budget = worlds[i].budget;
    spec.response = worlds[i].response;
    if (worlds[i].learned) {
        spec.collusion.strategy = cst_collusion_find("learned");
    }
    return spec;
}

static void results_of(const cst_trial_spec *spec, uint64_t trials, uint64_t seed, cst_result *out)
{
    static cst_row row;
    cst_cell cell;
    cst_direct_cell(&cell, spec, "auto", trials, seed);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 1 << 14, &row, NULL), 0);
    cst_cell_results(&cell, &row, 0.95, out);
    cst_cell_free(&cell);
}

/* How often an interval holds a truth that is itself known to within `error` each way. */
typedef struct tally {
    uint32_t given, held;
} tally;

static void count_in(tally *of, double low, double high, double truth, double error)
{
    of->given++;
    of->held += low <= truth + error && truth - error <= high;
}

static void judge_world(const cst_trial_spec *spec, const char *name, uint64_t trials,
                        uint32_t replicates, uint64_t long_run, double each)
{
    cst_result truth[CST_RESULT_KINDS];
    tally sure[JUDGED] = {{0, 0}};
    tally about[JUDGED] = {{0, 0}};
    results_of(spec, long_run, 20261130, truth);
    for (uint32_t i = 0; i < replicates; i++) {
        cst_result out[CST_RESULT_KINDS];
        results_of(spec, trials, 1000 + i, out);
        for (int j = 0; j < JUDGED; j++) {
            const cst_result *of = &truth[judged[j]];
            const cst_result *found = &out[judged[j]];
            if (of->method == NULL || isnan(of->estimate) || of->low == of->high) {
                continue;
            }
            /* Three standard errors of the long run, a sixth of its Student's interval each. */
            const cst_approximate *known = &of->approximate;
            const double error =
                known->given ? (known->high - known->low) * 3.0 / 3.92 : (of->high - of->low) / 2.0;
            count_in(&sure[j], found->low, found->high, of->estimate, error);
            if (found->approximate.given) {
                count_in(&about[j], found->approximate.low, found->approximate.high, of->estimate,
                         error);
            }
        }
    }
    for (int j = 0; j < JUDGED; j++) {
        if (sure[j].given > 0) {
            (void)printf("\n    %-10s %4u %-21s guaranteed %4u of %4u, approximate %4u of %4u",
                         name, (unsigned)trials, cst_result_name(judged[j]), sure[j].held,
                         sure[j].given, about[j].held, about[j].given);
            CU_ASSERT(pbinom(sure[j].held, sure[j].given, 0.95, 1, 0) > each);
            CU_ASSERT(pbinom(about[j].held, about[j].given, 0.90, 1, 0) > each);
        }
    }
}

/* The short version: 250 replicates of 30 trials find a guaranteed interval that holds .8 with
 * probability .97, and an approximate one that holds .7, where .90 is the least that is documented,
 * with .99. The long one finds .91 with .92 and .85 with .86, in each of its lines. Where few
 * samples pass the rules for the approximate interval, these are the high ones, and it holds less.
 */
static void test_coverage_worlds(void)
{
    const char *is_long = getenv("CST_LONG");
    const bool in_full = is_long != NULL && strcmp(is_long, "1") == 0;
    const double each = alpha / (2.0 * 3.0 * WORLDS * JUDGED);
    for (int i = 0; i < WORLDS; i++) {
        const cst_trial_spec spec = world(i);
        static const uint64_t trials[] = {30, 100, 300};
        for (int j = 0; j < (in_full ? 3 : 1); j++) {
            judge_world(&spec, worlds[i].name, trials[j], in_full ? 2000 : 250,
                        in_full ? 200000 : 20000, each);
        }
    }
}

CST_SUITE("coverage", CST_TEST(test_coverage_worlds))
