/* SPDX-License-Identifier: MIT
 * Splitting against a walk over all states of two agents, and against plain simulation. */
#include "estimate/sample/methods.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 24 };

/* Two agents that watch each other; a catch ends the trial. */
static cst_trial_spec pair(uint32_t steps, uint32_t rounds, double rate, double tpr)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 2;
    spec.rounds = rounds;
    spec.scheming.law.law = cst_law_find("independent");
    spec.scheming.law.rate = rate;
    spec.attack.policy = cst_policy_find("steps");
    spec.attack.steps = steps;
    spec.score.tpr = tpr;
    spec.score.fpr = 0.0;
    spec.collusion.strategy = cst_collusion_find("none");
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.protocol.reviewers = 1;
    spec.response.on = CST_ON_CATCH;
    spec.response.effect = CST_EFFECT_END_TRIAL;
    return spec;
}

/* P(harm), task by task: how likely each pair of step counts is while nobody was caught. */
static double walk(const cst_trial_spec *spec)
{
    static double at[STEPS_MAX][STEPS_MAX];
    const uint32_t steps = spec->attack.steps;
    const double attacks = spec->scheming.law.rate;
    const double escapes = 1.0 - spec->score.tpr;
    double harm = 0.0;
    memset(at, 0, sizeof at);
    at[0][0] = 1.0;
    for (uint32_t task = 0; task < 2 * spec->rounds; task++) {
        for (uint32_t a = steps; a-- > 0;) {
            for (uint32_t b = steps; b-- > 0;) {
                const double moves = at[a][b] * attacks * escapes;
                const uint32_t own = task % 2 == 0 ? a : b;
                at[a][b] *= 1.0 - attacks;
                if (own + 1 == steps) {
                    harm += moves;
                } else if (task % 2 == 0) {
                    at[a + 1][b] += moves;
                } else {
                    at[a][b + 1] += moves;
                }
            }
        }
    }
    return harm;
}

static void estimate(const cst_trial_spec *spec, uint64_t trials, uint64_t seed, double confidence,
                     cst_result out[CST_RESULT_KINDS])
{
    static cst_row row;
    cst_cell cell;
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    cst_direct_cell(&cell, spec, "splitting", trials, seed);
    CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1, &row, NULL), 0);
    cst_cell_results(&cell, &row, confidence, out);
    cst_cell_free(&cell);
}

/* 1e-9 and rarer, at frequent and at rare scheming. */
static void test_splitting_rare(void)
{
    static const struct {
        uint32_t steps, rounds;
        double rate, tpr;
    } cases[] = {{14, 60, 0.5, 0.6}, {20, 100, 0.5, 0.6}, {3, 50, 1e-3, 0.5}, {2, 20, 1e-4, 0.9}};
    for (size_t i = 0; i < 4; i++) {
        const cst_trial_spec spec =
            pair(cases[i].steps, cases[i].rounds, cases[i].rate, cases[i].tpr);
        cst_result out[CST_RESULT_KINDS];
        const double exact = walk(&spec);
        estimate(&spec, 24, 40 + i, 1.0 - 1e-5, out);
        const cst_result *risk = &out[CST_RESULT_TRIAL_RISK];
        (void)printf("\n    exact %.4g, found %.4g [%.4g, %.4g]", exact, risk->estimate, risk->low,
                     risk->high);
        CU_ASSERT(exact < 1e-4);
        CU_ASSERT(risk->low <= exact && exact <= risk->high);
        CU_ASSERT_STRING_EQUAL(risk->method, "splitting");
    }
}

/* How often 95 % intervals of ten estimates hold: at 93 % or more. Fewer than 93 % less a tolerance
 * of one in a million fail the test. */
static void test_splitting_covers(void)
{
    const uint32_t times = getenv("CST_LONG") != NULL ? 1000 : 150;
    const cst_trial_spec spec = pair(6, 30, 0.4, 0.6);
    const double exact = walk(&spec);
    uint32_t hits = 0;
    for (uint64_t seed = 1; seed <= times; seed++) {
        cst_result out[CST_RESULT_KINDS];
        estimate(&spec, 12, seed, 0.95, out);
        const cst_result *risk = &out[CST_RESULT_TRIAL_RISK];
        hits += risk->low <= exact && exact <= risk->high;
    }
    (void)printf("\n    %u of %u hold (exact %.3g)", hits, times, exact);
    CU_ASSERT(hits >= qbinom(1e-6, times, 0.93, 1, 0));
    if (times >= 1000) {
        CU_ASSERT(hits >= 0.93 * times);
    }
}

/* Larger crews, quarantine, false flags: splitting gives what plain simulation gives. */
static void test_splitting_is_naive(void)
{
    static cst_row row;
    cst_result plain[CST_RESULT_KINDS];
    cst_result out[CST_RESULT_KINDS];
    cst_trial_spec spec = pair(3, 12, 0.15, 0.7);
    cst_cell cell;
    spec.agents = 8;
    spec.score.fpr = 0.02;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.collusion.strategy = cst_collusion_find("always-pass");
    spec.protocol.kind = cst_protocol_find("committee");
    spec.protocol.reviewers = 2;
    spec.protocol.rule = CST_RULE_ANY;
    spec.response.on = CST_ON_REPORT;
    spec.response.effect = CST_EFFECT_QUARANTINE;
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(&spec, NULL), 0);
    cst_direct_cell(&cell, &spec, "naive", 150000, 3);
    CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1 << 16, &row, NULL), 0);
    cst_cell_results(&cell, &row, 1.0 - 1e-5, plain);
    cst_cell_free(&cell);
    estimate(&spec, 100, 5, 1.0 - 1e-5, out);
    static const cst_result_kind kinds[] = {CST_RESULT_TRIAL_RISK, CST_RESULT_RESIDUAL_RISK,
                                            CST_RESULT_EXPECTED_ESCAPES, CST_RESULT_SAFETY};
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT(plain[kinds[i]].low <= out[kinds[i]].high);
        CU_ASSERT(out[kinds[i]].low <= plain[kinds[i]].high);
    }
    const double wide = plain[CST_RESULT_TRIAL_RISK].high / plain[CST_RESULT_TRIAL_RISK].low;
    CU_ASSERT(wide < 1.5); /* this test can fail */
    const cst_result *escapes = &out[CST_RESULT_EXPECTED_ESCAPES];
    CU_ASSERT(escapes->estimate >= out[CST_RESULT_TRIAL_RISK].estimate);
    CU_ASSERT(escapes->high / escapes->low < 1.5);
}

static void test_splitting_too_few(void)
{
    const cst_trial_spec spec = pair(4, 20, 0.4, 0.6);
    cst_result out[CST_RESULT_KINDS];
    estimate(&spec, 9, 1, 0.95, out);
    const cst_result *risk = &out[CST_RESULT_TRIAL_RISK];
    CU_ASSERT(risk->low == 0.0 && risk->high == 1.0 && risk->few);
    CU_ASSERT_STRING_EQUAL(risk->method, "splitting, fewer than 10 estimates");
    CU_ASSERT_EQUAL(out[CST_RESULT_EXPECTED_ESCAPES].high, 16.0); /* of 40 tasks at .4 */
}

static void expect_refused(const cst_trial_spec *spec, const char *why)
{
    cst_model model;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    CU_ASSERT_EQUAL(cst_method_splitting.applies(&model, &error), CST_ERR_METHOD);
    CU_ASSERT_STRING_EQUAL(error.key, "estimate.method");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, why));
    cst_model_free(&model);
}

static void test_splitting_errors(void)
{
    cst_trial_spec spec = pair(4, 20, 0.4, 0.6);
    cst_estimate_spec many = cst_estimate_spec_default();
    cst_cell cell = {0};
    cst_error error = {0};
    spec.attack.policy = cst_policy_find("always");
    expect_refused(&spec, "use strata, importance or skip");
    spec = pair(1, 20, 0.4, 0.6);
    expect_refused(&spec, "attack.policy steps of 2 or more");
    spec = pair(4, 20, 0.4, 0.6);
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    expect_refused(&spec, "of types");
    spec = pair(4, 20, 0.4, 0.6);
    spec.response.effect = CST_EFFECT_RETRACT;
    spec.response.window = 3;
    expect_refused(&spec, "undo steps");
    spec = pair(4, 20, 0.4, 0.6);
    spec.agents = 3000;
    expect_refused(&spec, "at most 2000 agents");
    spec = pair(4, 20, 0.4, 0.6);
    many.trials = 4001;
    many.method = &cst_method_splitting;
    CU_ASSERT_EQUAL(cst_cell_make(&cell, &spec, &many, &error), CST_ERR_RANGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "1 to 4000"));
    cst_cell_free(&cell);
}

/* Harm that is not rare is refused, not cut off. */
static void test_splitting_not_rare(void)
{
    static cst_row row;
    const cst_trial_spec spec = pair(2, 100, 0.9, 0.0);
    cst_cell cell;
    cst_error error = {0};
    cst_direct_cell(&cell, &spec, "splitting", 1, 1);
    CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1, &row, &error), CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "use naive"));
    cst_cell_free(&cell);
}

CST_SUITE("splitting", CST_TEST(test_splitting_rare), CST_TEST(test_splitting_covers),
          CST_TEST(test_splitting_is_naive), CST_TEST(test_splitting_too_few),
          CST_TEST(test_splitting_errors), CST_TEST(test_splitting_not_rare))
