/* SPDX-License-Identifier: MIT
 * Trials that remember, by skip: what goes from the actors to the reviewers and from them to the
 * tally, and what these refuse. The law is held against exact values in tests/truth/over_time.c. */
#include "bus/run.h"
#include "bus/unit.h"
#include "estimate/sample/methods.h"
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <string.h>

enum { AGENTS = 4, ROUNDS = 8, TASKS = AGENTS * ROUNDS };

static cst_trial_spec plain(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = AGENTS;
    spec.rounds = ROUNDS;
    spec.scheming.law.rate = 0.1;
    spec.score.fpr = 0.05;
    spec.protocol.kind = cst_protocol_find("committee");
    spec.protocol.reviewers = 2;
    spec.response = (cst_response_spec){.on = CST_ON_REPORT, .effect = CST_EFFECT_QUARANTINE};
    return spec;
}

/* A unit of real actions and reports, to be spoilt: whole block 0. */
typedef struct exchange {
    cst_cell cell;
    cst_unit unit;
    cst_batch actions, reports;
} exchange;

static void exchange_init(exchange *made, const cst_trial_spec *spec, uint64_t trials)
{
    cst_direct_cell(&made->cell, spec, "skip", trials, 3);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made->cell.model.play);
    made->unit = (cst_unit){.tasks = cst_cell_block_tasks(&made->cell, 0)};
    const cst_method *method = made->cell.method;
    CU_ASSERT_EQUAL_FATAL(method->act(&made->cell, &made->unit, &made->actions, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(
        method->review(&made->cell, &made->unit, &made->actions, &made->reports, NULL), 0);
}

static void exchange_free(exchange *made)
{
    cst_batch_free(&made->actions);
    cst_batch_free(&made->reports);
    cst_cell_free(&made->cell);
}

static int tally(const exchange *made, cst_row *row, cst_error *error)
{
    cst_part part;
    CU_ASSERT_EQUAL_FATAL(cst_part_init(&part, &made->cell, &made->unit, NULL), 0);
    const int code = made->cell.method->tally(&made->cell, &made->unit, &made->actions,
                                              &made->reports, &part, error);
    CU_ASSERT_EQUAL(part.tasks_in, code == 0 ? made->unit.tasks : 0);
    if (row != NULL) {
        memcpy(row->count, part.row.count, sizeof row->count);
    }
    cst_part_free(&part);
    return code;
}

/* Every task is counted once: it happens, or is void; and the reports are those of the records. */
static void test_skip_played_counts(void)
{
    exchange made;
    cst_row row = {0};
    const cst_trial_spec spec = plain();
    exchange_init(&made, &spec, 50);
    CU_ASSERT_EQUAL_FATAL(tally(&made, &row, NULL), 0);
    CU_ASSERT_EQUAL(row.count[CST_COUNT_TRIALS], 50);
    CU_ASSERT_EQUAL(row.count[CST_COUNT_PLANNED], 50 * TASKS);
    CU_ASSERT_EQUAL(row.count[CST_COUNT_TASKS] + row.count[CST_COUNT_VOID], 50 * TASKS);
    CU_ASSERT(row.count[CST_COUNT_ATTACKS] > 20 && row.count[CST_COUNT_VOID] > 20);
    CU_ASSERT_EQUAL(cst_unit_receipt(&made.unit, &made.reports).reports,
                    row.count[CST_COUNT_REPORTS]);
    /* Quiet work has no record. */
    CU_ASSERT(made.reports.records < 25 * TASKS);
    exchange_free(&made);
}

static int keep(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    (void)cell;
    (void)block;
    return cst_row_add(self, row, error);
}

/* The same rows by any link, any number of threads, any batch. */
static void test_skip_played_same_rows(void)
{
    static const uint32_t threads[] = {1, 1, 2, 3, 7};
    static cst_row rows[5];
    const cst_trial_spec spec = plain();
    for (uint32_t i = 0; i < 5; i++) {
        cst_cell cell;
        cst_error error = {0};
        cst_direct_cell(&cell, &spec, "skip", 40000, 3);
        CU_ASSERT(cst_cell_blocks(&cell) > 3);
        const cst_run_spec run = {.cells = (const cst_cell *const[]){&cell},
                                  .cell_count = 1,
                                  .threads = threads[i],
                                  .batch = 1 + UINT64_C(9999) * i,
                                  .link = cst_link_find(i == 0 ? "direct" : "inproc"),
                                  .sink = {.self = &rows[i], .row = keep}};
        CU_ASSERT_EQUAL_FATAL(cst_run(&run, &(cst_run_report){0}, &error), 0);
        CU_ASSERT(cst_test_row_equal(&rows[0], &rows[i]));
        cst_cell_free(&cell);
    }
    for (uint32_t i = 0; i < 5; i++) {
        cst_row_free(&rows[i]);
    }
}

/* --- What is refused ------------------------------------------------------------------------- */

enum { GONE_SHIFT = 24 };
static const uint64_t in_order = UINT64_C(1) << 63;

/* One trial, in which the actors of these tasks scheme and the reviewers say this. */
typedef struct told {
    uint64_t task, word;
} told;

static void make(exchange *made, const uint64_t *schemes, uint64_t actions, const told *say,
                 uint64_t reports)
{
    CU_ASSERT_EQUAL_FATAL(cst_batch_init(&made->actions, CST_COLUMN_TASK, actions + 1, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(
        cst_batch_init(&made->reports, made->cell.report_columns, reports + 1, NULL), 0);
    made->actions.records = actions;
    made->reports.records = reports;
    for (uint64_t i = 0; i < actions; i++) {
        cst_batch_task_set(&made->actions, i, schemes[i]);
    }
    for (uint64_t i = 0; i < reports; i++) {
        cst_batch_task_set(&made->reports, i, say[i].task);
        cst_batch_record_set(&made->reports, i, say[i].word);
    }
}

static uint64_t gone(uint64_t count)
{
    return (uint64_t)CST_VOID | count << GONE_SHIFT;
}

/* Agent 1 schemes in rounds 1 and 3; it is caught in round 1 and out from round 2 on. */
static const uint64_t schemes[] = {5, 13};
#define CAUGHT                                                                                     \
    {                                                                                              \
        5, (uint64_t)CST_CAUGHT | UINT64_C(1) << 16 | (uint64_t)CST_MARK_FLAGGED << 32             \
    }

typedef struct saying {
    told say[4];
    uint64_t reports;
    int code;
} saying;

static void judge(exchange *made, const saying *of)
{
    cst_error error = {0};
    make(made, schemes, 2, of->say, of->reports);
    const int code = tally(made, NULL, &error);
    CU_ASSERT_EQUAL(code, of->code);
    if (code != 0 && of->code == CST_ERR_RECEIPT) {
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "receipt: "));
    }
    cst_batch_free(&made->actions);
    cst_batch_free(&made->reports);
}

static void test_skip_played_tally_errors(void)
{
    const saying all[] = {
        {{CAUGHT, {9, gone(6)}}, 2, 0},
        /* An attack of which nothing is said, of an agent that is not out. */
        {{CAUGHT}, 1, CST_ERR_RECEIPT},
        {{{9, gone(6)}}, 1, CST_ERR_RECEIPT},
        {{{0, 0}}, 0, CST_ERR_RECEIPT},
        /* Out from another round, or for another number of them, or twice. */
        {{CAUGHT, {9, gone(5)}}, 2, CST_ERR_RECEIPT},
        {{CAUGHT, {9, gone(7)}}, 2, CST_ERR_RECEIPT},
        {{CAUGHT, {17, gone(4)}}, 2, CST_ERR_RECEIPT},
        {{CAUGHT, {9, gone(6)}, {17, gone(4)}}, 3, CST_ERR_RECEIPT},
        {{CAUGHT, {9, gone(UINT64_C(1) << 32)}}, 2, CST_ERR_RECEIPT},
        /* Out, and yet it acts. */
        {{CAUGHT, {9, gone(6)}, {13, CST_ESCAPED}}, 3, CST_ERR_RECEIPT},
        {{CAUGHT, {9, gone(6)}, {17, CST_HONEST_DISCARDED}}, 3, CST_ERR_RECEIPT},
        /* A void task with anything else. */
        {{CAUGHT, {9, gone(6) | UINT64_C(1) << 16}}, 2, CST_ERR_RECEIPT},
        {{CAUGHT, {9, gone(6) | UINT64_C(1) << 8}}, 2, CST_ERR_RECEIPT},
        /* The trial is over: what is left of it, no less, and nothing after that. */
        {{CAUGHT, {6, gone(TASKS - 6) | in_order}}, 2, 0},
        {{CAUGHT, {6, gone(TASKS - 7) | in_order}}, 2, CST_ERR_RECEIPT},
        {{CAUGHT, {6, gone(TASKS - 6) | in_order}, {7, CST_HONEST_DISCARDED}}, 3, CST_ERR_RECEIPT},
        {{CAUGHT, {6, gone(TASKS - 6) | in_order}, {9, gone(6)}}, 3, CST_ERR_RECEIPT},
        /* An attack of an actor that does not scheme. */
        {{{4, CST_ESCAPED}, CAUGHT, {9, gone(6)}}, 3, CST_ERR_RECEIPT},
        /* No such fate; more reports than reviewers. */
        {{{5, CST_VOID + 1}, {9, gone(6)}}, 2, CST_ERR_RECEIPT},
        {{{5, CST_ESCAPED | UINT64_C(3) << 16}, {9, gone(6)}}, 2, CST_ERR_RECEIPT},
        /* Tasks that do not rise, or lie beyond the unit. */
        {{CAUGHT, CAUGHT, {9, gone(6)}}, 3, CST_ERR_RECEIPT},
        {{{9, gone(6)}, CAUGHT}, 2, CST_ERR_RECEIPT},
        {{CAUGHT, {9, gone(6)}, {TASKS, 0}}, 3, CST_ERR_RECEIPT},
    };
    exchange made = {.unit = {.tasks = TASKS}};
    const cst_trial_spec spec = plain();
    cst_direct_cell(&made.cell, &spec, "skip", 1, 3);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        judge(&made, &all[i]);
    }
    cst_cell_free(&made.cell);
}

/* Reviewers refuse actions with other columns, that do not rise, or of half a trial. */
static void test_skip_played_review_errors(void)
{
    exchange made;
    cst_batch reports = {0};
    const cst_trial_spec spec = plain();
    exchange_init(&made, &spec, 3);
    const cst_method *method = made.cell.method;
    cst_unit half = made.unit;
    half.tasks--;
    CU_ASSERT_EQUAL(method->review(&made.cell, &half, &made.actions, &reports, NULL),
                    CST_ERR_RECEIPT);
    CU_ASSERT_FATAL(made.actions.records > 1);
    const uint64_t second = cst_batch_task_at(&made.actions, 1);
    cst_batch_task_set(&made.actions, 1, cst_batch_task_at(&made.actions, 0));
    CU_ASSERT_EQUAL(method->review(&made.cell, &made.unit, &made.actions, &reports, NULL),
                    CST_ERR_RECEIPT);
    cst_batch_task_set(&made.actions, 1, second);
    made.actions.columns = CST_COLUMN_ATTACK;
    CU_ASSERT_EQUAL(method->review(&made.cell, &made.unit, &made.actions, &reports, NULL),
                    CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NULL(reports.base);
    exchange_free(&made);
}

/* What it does not serve it names. */
static void test_skip_played_applies_errors(void)
{
    cst_cell cell;
    cst_error error = {0};
    cst_trial_spec spec = plain();
    cst_direct_cell(&cell, &spec, "skip", 1, 3);
    const cst_method *method = cell.method;
    cell.model.tasks_per_trial = (UINT64_C(1) << 24) + 1;
    CU_ASSERT_EQUAL(method->applies(&cell.model, &error), CST_ERR_METHOD);
    CU_ASSERT_STRING_EQUAL(error.key, "trial.rounds");
    cell.model.tasks_per_trial = TASKS;
    cell.model.spec.scheming.across = CST_ACROSS_FACTORS;
    CU_ASSERT_EQUAL(method->applies(&cell.model, &error), CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "factors of its own; use naive"));
    cell.model.spec.scheming.across = CST_ACROSS_POPULATION;
    CU_ASSERT_EQUAL(method->applies(&cell.model, &error), 0);
    cst_cell_free(&cell);
}

static const char *chosen(const cst_trial_spec *spec)
{
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    const cst_method *method = cst_method_choose(&model, NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cst_method_choose(&model, cst_method_find("skip"), NULL));
    cst_model_free(&model);
    return method->name;
}

/* Where most tasks are events auto takes naive, but for trials that skip has played at any rate. */
static void test_skip_played_slower(void)
{
    cst_trial_spec spec = plain();
    spec.scheming.law.rate = 0.9;
    CU_ASSERT_STRING_EQUAL(chosen(&spec), "skip");
    spec.scheming.scope = CST_SCOPE_ROUND;
    CU_ASSERT_STRING_EQUAL(chosen(&spec), "naive");
    spec.scheming.law.rate = 0.1;
    CU_ASSERT_STRING_EQUAL(chosen(&spec), "skip");
    spec.protocol.honeypot_share = 0.4;
    CU_ASSERT_STRING_EQUAL(chosen(&spec), "naive");
}

CST_SUITE("skip_played", CST_TEST(test_skip_played_slower), CST_TEST(test_skip_played_counts),
          CST_TEST(test_skip_played_same_rows), CST_TEST(test_skip_played_tally_errors),
          CST_TEST(test_skip_played_review_errors), CST_TEST(test_skip_played_applies_errors))
