/* SPDX-License-Identifier: MIT
 * Attacks tallied by kind against the same attacks one by one. */
#include "estimate/sample/events.h"
#include "estimate/sample/fates.h"
#include "estimate/sample/methods.h"
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

/* The row of a unit's attacks, one by one; returns the trials with any. */
static uint64_t one_by_one(const cst_cell *cell, const cst_batch *reports, cst_row *row,
                           uint64_t *attacks_of)
{
    const cst_model *model = &cell->model;
    const cst_random random = cst_cell_random(cell);
    const uint8_t *said = cst_batch_column(reports, CST_COLUMN_REPORTS);
    const uint8_t *silent = cst_batch_column(reports, CST_COLUMN_ABSTENTIONS);
    const uint8_t *code = cst_batch_column(reports, CST_COLUMN_ATTACK);
    uint64_t trials = 0;
    for (uint64_t i = 0; i < reports->records; trials++) {
        uint64_t values[CST_SPREAD_KINDS] = {0};
        const uint64_t trial = cst_batch_task_at(reports, i) / model->tasks_per_trial;
        for (; i < reports->records &&
               cst_batch_task_at(reports, i) / model->tasks_per_trial == trial;
             i++) {
            const cst_task task = cst_cell_task(cell, 0, cst_batch_task_at(reports, i));
            cst_votes votes = {.reports = said[i], .abstentions = silent == NULL ? 0 : silent[i]};
            CU_ASSERT_TRUE(cst_events_decode(model, code[i], &votes));
            (void)cst_fates_attack(model, &random, &task, votes, row, values);
            attacks_of[cst_model_cohort(model, task.agent)]++;
        }
        cst_fates_trial(model, model->tasks_per_trial, values, row);
    }
    return trials;
}

static void expect_same(const cst_trial_spec *spec, uint64_t trials)
{
    static cst_row row[2];
    uint64_t attacks_of[2][CST_LINEAGES_MAX * (CST_REVIEWERS_MAX + 2)] = {{0}};
    cst_batch actions = {0};
    cst_batch reports = {0};
    cst_error error = {0};
    cst_cell cell;
    cst_row_free(&row[0]);
    cst_row_free(&row[1]);
    cst_direct_cell(&cell, spec, "skip", trials, 3);
    const cst_unit unit = {.tasks = cst_cell_block_tasks(&cell, 0)};
    CU_ASSERT_EQUAL_FATAL(cell.method->act(&cell, &unit, &actions, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cell.method->review(&cell, &unit, &actions, &reports, &error), 0);
    CU_ASSERT(reports.records > 50);
    CU_ASSERT_TRUE_FATAL(cst_events_plain(&cell.model));
    const uint64_t expected = one_by_one(&cell, &reports, &row[0], attacks_of[0]);
    CU_ASSERT_EQUAL(cst_events_tally(&cell, &reports, &row[1], attacks_of[1]), expected);
    CU_ASSERT_TRUE(cst_test_row_equal(&row[0], &row[1]));
    CU_ASSERT(memcmp(attacks_of[0], attacks_of[1], sizeof attacks_of[0]) == 0);
    cst_batch_free(&actions);
    cst_batch_free(&reports);
    cst_cell_free(&cell);
}

/* Few and many attacks a trial, up to some that are beyond what is counted by kind. */
static void test_events_are_attacks(void)
{
    static const double rates[] = {1e-4, 1e-3, 0.01, 0.1};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        for (int way = 0; way < 4; way++) {
            cst_trial_spec spec = cst_trial_spec_default();
            spec.agents = 20;
            spec.rounds = 10;
            spec.scheming.law.law = cst_law_find("beta");
            spec.scheming.law.rho = 0.2;
            spec.scheming.law.rate = rates[i];
            spec.abstain = way == 1 ? 0.3 : 0.0;
            spec.protocol.reviewers = way == 2 ? 5 : 1;
            spec.protocol.audit_success = way == 3 ? 0.0 : 1.0;
            expect_same(&spec, (uint64_t)(1.0 / rates[i]) + 100);
        }
    }
}

/* Agents of two lineages. */
static void test_events_classes(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 20;
    spec.rounds = 10;
    spec.scheming.law.rate = 0.01;
    spec.collusion.strategy = cst_collusion_find("none"); /* else their verdicts hang together */
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = 0.25;
    lineage[1].share = 0.75;
    lineage[1].rate = 0.03;
    lineage[1].tpr = 0.5;
    expect_same(&spec, 300);
}

CST_SUITE("events", CST_TEST(test_events_are_attacks), CST_TEST(test_events_classes))
