/* SPDX-License-Identifier: MIT
 * Rehearsals against closed forms, against runs of a scenario's own draws, and their refusals. */
#include "estimate/ask/rehearsal.h"

#include "tally/interval.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

static cst_trial_spec base(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 20;
    spec.rounds = 10;
    spec.scheming.law.rate = 0.1;
    spec.protocol.kind = cst_protocol_find("trusted-monitor");
    spec.trusted.tpr = 0.6;
    return spec;
}

/* p (1 - d) of all tasks, and p (1 - d) / (p (1 - d) + p d) (1 - (1 - p)^n) of trials that end with
 * a catch. */
static void test_rehearsal_closed_forms(void)
{
    cst_trial_spec spec = base();
    cst_result found[CST_RESULT_KINDS];
    double lower = 0.0;
    double upper = 0.0;
    CU_ASSERT_EQUAL(cst_rehearsal_objective(&spec), CST_RESULT_RESIDUAL_RISK);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_results(&spec, 500, 0.9, found, NULL), 0);
    const cst_result *risk = &found[CST_RESULT_RESIDUAL_RISK];
    CU_ASSERT_EQUAL(risk->of, 500 * 200);
    cst_interval_tails(risk->events, risk->of, 0.04, &lower, &upper);
    CU_ASSERT(fmin(lower, upper) > 1e-7 && risk->events > 3000);
    spec.response.effect = CST_EFFECT_END_TRIAL;
    CU_ASSERT_EQUAL(cst_rehearsal_objective(&spec), CST_RESULT_TRIAL_RISK);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_results(&spec, 4000, 0.9, found, NULL), 0);
    risk = &found[CST_RESULT_TRIAL_RISK];
    CU_ASSERT_EQUAL(risk->of, 4000);
    cst_interval_tails(risk->events, risk->of, 0.4 * (1.0 - pow(0.9, 200.0)), &lower, &upper);
    CU_ASSERT(fmin(lower, upper) > 1e-7);
}

/* The same trials again; no others with more of them; not those of a run. */
static void test_rehearsal_has_its_own_draws(void)
{
    const cst_trial_spec spec = base();
    static cst_result first[CST_RESULT_KINDS];
    static cst_result second[CST_RESULT_KINDS];
    static cst_row row;
    cst_cell cell;
    const cst_result_kind risk = CST_RESULT_RESIDUAL_RISK;
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_results(&spec, 300, 0.95, first, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_results(&spec, 300, 0.95, second, NULL), 0);
    CU_ASSERT_EQUAL(first[risk].events, second[risk].events);
    cst_direct_cell(&cell, &spec, "auto", 300, 0);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, NULL), 0);
    CU_ASSERT_NOT_EQUAL(first[risk].events, row.count[CST_COUNT_ESCAPED]);
    cst_cell_free(&cell);
}

/* By the rule that is stated: whole trials, within bounds. */
static void test_rehearsal_trials(void)
{
    cst_trial_spec spec = base();
    CU_ASSERT_EQUAL(cst_rehearsal_trials(&spec, 1e6), 5000);
    CU_ASSERT_EQUAL(cst_rehearsal_trials(&spec, 1e9), 100000);
    CU_ASSERT_EQUAL(cst_rehearsal_trials(&spec, 10.0), CST_REHEARSAL_TRIALS_MIN);
}

static void test_rehearsal_errors(void)
{
    cst_trial_spec spec = base();
    cst_result found[CST_RESULT_KINDS];
    cst_error error = {0};
    spec.rounds = 50001;
    CU_ASSERT_EQUAL(cst_rehearsal_results(&spec, 20, 0.95, found, &error), CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "at most 1000000 tasks, found 1000020"));
}

CST_SUITE("rehearsal", CST_TEST(test_rehearsal_closed_forms),
          CST_TEST(test_rehearsal_has_its_own_draws), CST_TEST(test_rehearsal_trials),
          CST_TEST(test_rehearsal_errors))
