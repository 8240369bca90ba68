/* SPDX-License-Identifier: MIT
 *
 * planted: where trials remember, a schemer is planted at a planned task that is drawn evenly, and
 * what becomes of it is weighted by the rate (monitor/plant.h): exact at every rate, however rare.
 * Here are those that have a trial of their own, which is played until their fate is settled, and
 * those of trials that are played task by task; of these many may share one, as ghosts. The tasks
 * of a trial are its planted schemers. All others: planted_events.c. */
#include "base/check.h"
#include "estimate/sample/events.h"
#include "estimate/sample/methods.h"
#include "estimate/sample/strata.h"
#include "monitor/first.h"
#include "monitor/plant.h"
#include "monitor/play_events.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a block is made for: events and ghosts; and where nothing is known of them, tasks. */
static const double block_work = 32768.0;
static const uint64_t most_trials = 1 << 12; /* of a block */

int cst_planted_applies(const cst_model *model, cst_error *error)
{
    const char *why = NULL;
    if (model->play == NULL) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "planted: these trials do not remember; use strata or skip");
    }
    why = cst_plant_refuse(model);
    if (why != NULL) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method", "planted: %s; use %s", why,
                             model->spec.attack.steps > 1 ? "splitting" : "naive");
    }
    return cst_played_applies(model, error);
}

static bool by_events(const cst_model *model)
{
    return cst_play_events_refuse(&model->spec) == NULL && cst_first_known(model);
}

/* Events of a trial beside its planted schemers, about; task by task: its tasks. */
static double work_of(const cst_model *model)
{
    const double tasks = (double)model->tasks_per_trial;
    return by_events(model) ? cst_eventful_events(model) : tasks;
}

static void shape(cst_cell *cell)
{
    const cst_model *model = &cell->model;
    const double work = work_of(model);
    const double ghosts =
        cst_plant_alone(model) == NULL ? fmin(work, (double)CST_PLANT_GHOSTS_MAX) : 1.0;
    const double trials = fmin(block_work / (work + ghosts), (double)most_trials);
    cst_shape_sparse(cell, (uint64_t)ghosts, trials < 1.0 ? 1 : (uint64_t)trials);
    cell->report_columns = CST_COLUMN_TASK | CST_COLUMN_RECORD;
}

static double scratch(const cst_cell *cell)
{
    const double tasks = (double)cell->model.tasks_per_trial;
    return cst_play_bytes(&cell->model) +
           (by_events(&cell->model) ? work_of(&cell->model) * sizeof(cst_log_entry)
                                    : tasks * (sizeof(cst_record) + sizeof(cst_told) + 1.0));
}

/* --- Reviewers ------------------------------------------------------------------------------- */

/* What one thread plays trials with. */
typedef struct field {
    const cst_cell *cell;
    cst_random random;
    cst_play play;
    cst_log log;         /* from event to event; */
    uint64_t *schemes;   /* heap: tasks whose actors scheme, */
    uint64_t room;       /* as many as fit */
    uint8_t *states;     /* task by task, heap */
    cst_record *records; /* heap: of a trial, */
    cst_told *told;      /* and the same of its attacks */
    cst_ghost *planted;  /* heap: the schemers of a trial */
    uint32_t count;
} field;

static int field_init(field *made, const cst_cell *cell, cst_error *error)
{
    const cst_model *model = &cell->model;
    *made = (field){
        .cell = cell, .random = cst_cell_random(cell), .count = (uint32_t)cell->trial_tasks};
    int code = cst_play_init(&made->play, model, &made->random, error);
    if (code == 0 && by_events(model)) {
        code = cst_log_init(&made->log, model, error);
    }
    made->planted = calloc(made->count, sizeof *made->planted);
    const uint64_t tasks = by_events(model) ? 1 : model->tasks_per_trial;
    made->states = calloc(tasks, sizeof *made->states);
    made->records = calloc(tasks, sizeof *made->records);
    made->told = calloc(tasks, sizeof *made->told);
    made->play.told = made->told;
    const bool whole = made->planted != NULL && made->states != NULL && made->records != NULL &&
                       made->told != NULL;
    return code == 0 && !whole ? cst_error_memory(error, "a trial") : code;
}

static void field_free(field *made)
{
    cst_log_free(&made->log);
    cst_play_free(&made->play);
    free(made->schemes);
    free(made->states);
    free(made->records);
    free(made->told);
    free(made->planted);
}

/* The round by whose end the fate of a schemer that is planted alone is settled: later, nobody
 * takes its work back. */
static uint32_t settled(const cst_model *model, uint64_t task)
{
    const uint64_t round = task / model->spec.agents + model->spec.response.window;
    return round < model->spec.rounds ? (uint32_t)round : model->spec.rounds - 1;
}

/* Lists the tasks up to `last` whose actors scheme, the one planted alone among them. */
static int list_schemes(field *on, uint64_t trial, uint32_t last, uint64_t *count, cst_error *error)
{
    const cst_model *model = &on->cell->model;
    const cst_unit around = {.block = trial, .tasks = (last + UINT64_C(1)) * model->spec.agents};
    const cst_jumped schemers = {.purpose = CST_DRAW_AROUND,
                                 .most = model->scheming_most,
                                 .kept = model->rates_differ ? cst_events_schemes : NULL};
    const uint64_t alone = on->planted[0].task;
    bool put = false;
    cst_batch tasks = {0};
    int code = cst_events_jump(on->cell, &around, &schemers, &tasks, error);
    if (code == 0 && tasks.records + 1 > on->room) {
        free(on->schemes);
        on->room = 2 * (tasks.records + 1);
        on->schemes = calloc(on->room, sizeof *on->schemes);
        on->room = on->schemes == NULL ? 0 : on->room;
        code = on->schemes == NULL ? cst_error_memory(error, "the schemers of a trial") : 0;
    }
    *count = 0;
    for (uint64_t i = 0; code == 0 && i < tasks.records; i++) {
        const uint64_t task = cst_batch_task_at(&tasks, i);
        if (!put && task >= alone) {
            on->schemes[(*count)++] = alone;
            put = true;
        }
        if (task != alone) {
            on->schemes[(*count)++] = task;
        }
    }
    if (code == 0 && !put) {
        on->schemes[(*count)++] = alone;
    }
    cst_batch_free(&tasks);
    return code;
}

/* What became of the schemer that was planted alone: of its task, if it happened, there is an
 * entry. */
static void find_fate(const cst_log *log, cst_ghost *alone)
{
    alone->record = (cst_record){.fate = CST_VOID};
    for (uint32_t i = 0; i < log->count; i++) {
        if (log->entry[i].task == alone->task) {
            alone->record = log->entry[i].record;
            alone->told = log->entry[i].told;
            return;
        }
    }
}

/* Alone, from event to event. */
static int play_events(field *on, uint64_t trial, cst_error *error)
{
    const uint32_t last = settled(&on->cell->model, on->planted[0].task);
    uint64_t count = 0;
    on->log.last_round = last;
    int code = list_schemes(on, trial, last, &count, error);
    code =
        code != 0 ? code : cst_play_events(&on->play, trial, on->schemes, count, &on->log, error);
    if (code == 0) {
        find_fate(&on->log, &on->planted[0]);
    }
    return code;
}

/* Task by task. */
static int play_tasks(field *on, uint64_t trial, cst_error *error)
{
    const cst_model *model = &on->cell->model;
    const uint32_t agents = model->spec.agents;
    const bool alone = on->count == 1;
    const uint64_t task = on->planted[0].task;
    const cst_task planted = {trial, (uint32_t)(task / agents), (uint32_t)(task % agents)};
    const uint32_t last = alone ? settled(model, task) : model->spec.rounds - 1;
    int code = 0;
    uint32_t round = 0;
    on->play.planted = alone ? &planted : NULL;
    if (model->spec.scheming.scope != CST_SCOPE_TASK) {
        cst_play_states(model, &on->random, trial, on->play.planted, on->states);
        code = cst_play_trial(&on->play, trial, on->states, on->records, error);
        round = model->spec.rounds;
    } else {
        cst_play_begin(&on->play, trial, on->records);
    }
    for (; code == 0 && round <= last && !cst_play_done(&on->play, round); round++) {
        cst_play_states_of_round(model, &on->random, trial, round, on->states);
        if (alone && round == planted.round) {
            on->states[planted.agent] = 1;
        }
        code = cst_play_round(&on->play, round, on->states, error);
    }
    if (alone && planted.round < round) {
        on->planted[0].record = on->records[task];
        on->planted[0].told = on->told[task];
    }
    on->play.planted = NULL;
    return code;
}

static int play_trial(field *on, uint64_t trial, cst_error *error)
{
    const cst_model *model = &on->cell->model;
    cst_plant_ghosts(model, &on->random, trial, on->count, on->planted);
    on->play.ghost = on->planted;
    on->play.ghosts = on->count == 1 ? 0 : on->count;
    return by_events(model) ? play_events(on, trial, error) : play_tasks(on, trial, error);
}

static int review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                  cst_batch *reports, cst_error *error)
{
    const uint32_t usual = cst_play_usual_reviews(&cell->model);
    const uint64_t trial = cst_cell_block_first_trial(cell, unit->block);
    field on = {.count = 0};
    int code = cst_samples_check(cell, unit, actions, 1, error);
    code = code != 0 ? code : cst_batch_init(reports, cell->report_columns, unit->tasks, error);
    code = code != 0 ? code : field_init(&on, cell, error);
    for (uint64_t done = 0; code == 0 && done < unit->tasks; done += on.count) {
        code = play_trial(&on, trial + done / on.count, error);
        for (uint32_t i = 0; code == 0 && i < on.count; i++) {
            cst_batch_task_set(reports, done + i, done + i);
            const cst_ghost *planted = &on.planted[i];
            uint64_t word = cst_record_pack(&planted->record, usual);
            if (cst_fate_is_attack((cst_fate)planted->record.fate)) {
                word |= cst_told_pack(planted->told);
            }
            cst_batch_record_set(reports, done + i, word);
        }
    }
    field_free(&on);
    return code;
}

/* --- Tally ----------------------------------------------------------------------------------- */

static int tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                 const cst_batch *reports, cst_part *part, cst_error *error)
{
    const cst_model *model = &cell->model;
    const cst_random random = cst_cell_random(cell);
    const uint32_t count = (uint32_t)cell->trial_tasks;
    const uint64_t first = cst_cell_block_first_trial(cell, unit->block);
    uint64_t values[CST_SPREAD_KINDS] = {0};
    (void)actions; /* every task is planted */
    if (reports->columns != cell->report_columns) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: records with other columns reached the tally");
    }
    const int code = cst_samples_check(cell, unit, reports, 1, error);
    if (code != 0) {
        return code;
    }
    const uint8_t *words = cst_batch_column(reports, CST_COLUMN_RECORD);
    for (uint64_t i = 0; i < unit->tasks; i++) {
        const uint64_t trial = first + i / count;
        const uint32_t number = (uint32_t)(i % count);
        cst_record record;
        cst_told told;
        if (!cst_played_take(model, cst_batch_word(words + 8 * i), true, &record, &told)) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu is none that a reviewer can send",
                                 (unsigned long long)i);
        }
        if (record.fate == CST_VOID) {
            part->row.count[CST_COUNT_VOID]++;
        } else {
            const cst_task where = {trial, 0, number}; /* for its severity alone */
            cst_fates_add(model, &random, &where, &record, &part->row, values);
            cst_fates_told(told.schemers, told.told, &part->row, values);
            values[CST_SPREAD_TIME_TO_CATCH] = values[CST_SPREAD_ESCAPES_BEFORE_CATCH] = 0;
        }
        if (number == count - 1) {
            cst_fates_trial(model, count, values, &part->row);
            cst_fates_slots(cell, trial, values, &part->row);
            memset(values, 0, sizeof values);
        }
    }
    part->row.count[CST_COUNT_TRIALS_LOST] = 0; /* nothing comes first */
    cst_spread_free(&part->row.spread[CST_SPREAD_TIME_TO_CATCH]);
    cst_spread_free(&part->row.spread[CST_SPREAD_ESCAPES_BEFORE_CATCH]);
    part->tasks_in += unit->tasks;
    return 0;
}

const cst_method cst_method_planted = {
    .name = "planted",
    .apart = true,
    .text = "plants schemers in trials that remember, and weights what becomes of them by the rate",
    .sample = "trials with planted schemers",
    .shape = shape,
    .played = &cst_method_planted,
    .events = &cst_method_planted_events,
    .applies = cst_planted_applies,
    .strata = cst_planted_weights,
    .act = cst_samples_act,
    .review = review,
    .tally = tally,
    .results = cst_planted_results,
    .risk = cst_planted_risk,
    .scratch = scratch,
};
