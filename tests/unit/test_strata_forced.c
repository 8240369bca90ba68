/* SPDX-License-Identifier: MIT
 * Covers: strata
 * Forced attacks: what goes over the bus, what a hostile peer can send, and what follows from an
 * estimate of residual_risk. */
#include "estimate/sample/strata.h"

#include "estimate/sample/methods.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

static cst_trial_spec committee(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 20;
    spec.rounds = 5;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = 1e-6;
    spec.scheming.law.rho = 0.1;
    spec.abstain = 0.1;
    return spec;
}

/* One unit of a cell, up to its reports. */
static cst_unit start(cst_cell *cell, cst_batch *actions, cst_batch *reports)
{
    const cst_trial_spec spec = committee();
    cst_direct_cell(cell, &spec, "strata", 1000, 4);
    const cst_unit unit = {.block = 0, .first = 0, .tasks = cst_cell_unit_tasks(cell, 10)};
    CU_ASSERT_EQUAL(cst_cell_block_tasks(cell, 0), 1000);
    const cst_unit whole = {.block = 0, .first = 0, .tasks = 1000};
    CU_ASSERT(unit.tasks >= 1000);
    CU_ASSERT_EQUAL_FATAL(cell->method->act(cell, &whole, actions, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cell->method->review(cell, &whole, actions, reports, NULL), 0);
    return whole;
}

static void stop(cst_cell *cell, cst_batch *actions, cst_batch *reports)
{
    cst_batch_free(actions);
    cst_batch_free(reports);
    cst_cell_free(cell);
}

static int tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                 const cst_batch *reports)
{
    static cst_part part;
    CU_ASSERT_EQUAL_FATAL(cst_part_init(&part, cell, unit, NULL), 0);
    int code = cell->method->tally(cell, unit, actions, reports, &part, NULL);
    code = code != 0 ? code : cst_part_close(&part, cell, NULL);
    code = code != 0 ? code : cst_block_check(cell, 0, &part.row, NULL);
    cst_part_free(&part);
    return code;
}

static void test_strata_forced_hostile_records(void)
{
    cst_cell cell;
    cst_batch actions = {0};
    cst_batch reports = {0};
    cst_batch again = {0};
    const cst_unit unit = start(&cell, &actions, &reports);
    CU_ASSERT_EQUAL(tally(&cell, &unit, &actions, &reports), 0);
    cst_batch_task_set(&reports, 7, 8);
    CU_ASSERT_EQUAL(tally(&cell, &unit, &actions, &reports), CST_ERR_RECEIPT);
    cst_batch_task_set(&reports, 7, 7);
    cst_batch_column_mut(&reports, CST_COLUMN_ATTACK)[9] = 0;
    CU_ASSERT_EQUAL(tally(&cell, &unit, &actions, &reports), CST_ERR_RECEIPT);
    cst_batch_column_mut(&reports, CST_COLUMN_ATTACK)[9] = 1;
    cst_batch_column_mut(&reports, CST_COLUMN_REPORTS)[9] = 4;
    CU_ASSERT_EQUAL(tally(&cell, &unit, &actions, &reports), CST_ERR_RECEIPT);
    reports.records--;
    CU_ASSERT_EQUAL(tally(&cell, &unit, &actions, &reports), CST_ERR_RECEIPT);
    cst_batch_task_set(&actions, 0, 1);
    CU_ASSERT_EQUAL(cell.method->review(&cell, &unit, &actions, &again, NULL), CST_ERR_RECEIPT);
    stop(&cell, &actions, &reports);
}

/* Rounds and agents do not enter what is simulated, only what follows from it. */
static void test_strata_forced_results(void)
{
    const cst_result risk = {.estimate = 2e-6, .low = 1e-6, .high = 3e-6, .method = "x"};
    cst_trial_spec spec = committee();
    cst_result out[CST_RESULT_KINDS];
    cst_cell cell;
    spec.attack.severity[0] = 2.0;
    spec.attack.severity[1] = 4.0;
    spec.scheming.law.rate = 1e-5;
    cst_direct_cell(&cell, &spec, "strata", 1000, 4);
    cst_strata_results(&cell, &risk, out);
    CU_ASSERT(cst_test_relative(out[CST_RESULT_EXPECTED_ESCAPES].high, 3e-4) < 1e-12);
    CU_ASSERT(cst_test_relative(out[CST_RESULT_EXPECTED_DAMAGE].low, 3e-4) < 1e-12);
    CU_ASSERT(cst_test_relative(out[CST_RESULT_MISS_SHARE].estimate, 0.2) < 1e-12);
    CU_ASSERT(cst_test_relative(out[CST_RESULT_MITIGATED_SHARE].low, 0.7) < 1e-12);
    CU_ASSERT(cst_test_relative(out[CST_RESULT_TRIAL_RISK].estimate, 2e-4) < 1e-3);
    CU_ASSERT(out[CST_RESULT_SAFETY].high < 1.0);
    CU_ASSERT_PTR_NULL(out[CST_RESULT_USEFULNESS].method);
    cst_cell_free(&cell);
}

static void expect_refused(const cst_trial_spec *spec, const char *why)
{
    cst_model model;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    CU_ASSERT_EQUAL(cst_strata_serve("strata", &model, &error), CST_ERR_METHOD);
    CU_ASSERT_STRING_EQUAL(error.key, "estimate.method");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, why));
    cst_model_free(&model);
}

static void test_strata_forced_applies_errors(void)
{
    cst_trial_spec spec = committee();
    spec.protocol.kind = cst_protocol_find("adaptive");
    expect_refused(&spec, "use planted, importance, splitting or naive");
    spec = committee();
    spec.response.effect = CST_EFFECT_END_TRIAL;
    expect_refused(&spec, "a trial may end before its tasks are done");
    spec = committee();
    spec.scheming.law.law = cst_law_find("independent");
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    expect_refused(&spec, "different rates");
}

CST_SUITE("strata_forced", CST_TEST(test_strata_forced_hostile_records),
          CST_TEST(test_strata_forced_results), CST_TEST(test_strata_forced_applies_errors))
