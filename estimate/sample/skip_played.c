/* SPDX-License-Identifier: MIT
 *
 * skip, where trials remember: they are played from event to event (monitor/play_events.h). A unit
 * is a whole block. The actors' part jumps to the tasks whose actors scheme; the reviewers' part
 * plays the trials and sends a record for each of these that happens and for all else that is not
 * quiet. Tasks that do not happen are one record for each agent that is out, from the first of them
 * on: void, with their number where its other fields are. Where schemers are planted beside the
 * trials (planted_events.c), each has a record too, marked, after that of its task if that has one.
 */
#include "base/binomial.h"
#include "base/check.h"
#include "estimate/sample/events.h"
#include "estimate/sample/methods.h"
#include "monitor/plant.h"
#include "monitor/play_events.h"
#include "monitor/play_loud.h"
#include "monitor/play_schemers.h"

#include <stdlib.h>
#include <string.h>

/* Events that a block is made for, and the most that one trial may be expected to have. */
static const double block_events = 16384.0;
static const double most_events = 4194304.0;
static const double most_share = 0.33;       /* of tasks that are events, before naive is faster */
static const uint64_t most_trials = 1 << 14; /* of a block: each has agents to set back */
static const uint64_t most_tasks = 1 << 24;  /* of a trial */

/* A void record that stands for many: its number above the fate and the reports, which are none;
 * the top bit says in which order they are. */
enum { GONE_SHIFT = 24 };
static const uint64_t in_order = UINT64_C(1) << 63;

/* Events of a trial, about: at most, without those of agents that go out. */
double cst_eventful_events(const cst_model *model)
{
    const double tasks = (double)model->tasks_per_trial;
    const double schemers =
        cst_schemers_needed(model) ? cst_schemers_expected(model) : model->scheming_most * tasks;
    const cst_protocol_spec *protocol = &model->spec.protocol;
    const double audits = cst_model_scored(model) ? protocol->audit_budget : 0.0;
    return schemers + (model->play->loud->any + protocol->honeypot_share + audits) * tasks;
}

/* The most that one trial may have: all of its tasks, where all share a cause. */
static double events_most(const cst_model *model)
{
    return model->spec.scheming.scope == CST_SCOPE_TRIAL ? (double)model->tasks_per_trial
                                                         : cst_eventful_events(model);
}

/* An event takes longer than a task that is looked at in its turn. Trials of other kinds are played
 * so at any rate: their draws stay as they are. */
static bool slower(const cst_model *model)
{
    return model->play->loud->weighed &&
           cst_eventful_events(model) > most_share * (double)model->tasks_per_trial;
}

int cst_eventful_applies(const cst_model *model, cst_error *error)
{
    const char *why = cst_play_events_refuse(&model->spec);
    if (why != NULL) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method", "skip: %s; use naive", why);
    }
    if (model->tasks_per_trial > most_tasks) {
        return cst_error_set(error, CST_ERR_METHOD, "trial.rounds",
                             "a trial that remembers can have at most %llu tasks, agents * rounds, "
                             "found %llu",
                             (unsigned long long)most_tasks,
                             (unsigned long long)model->tasks_per_trial);
    }
    if (events_most(model) > most_events) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "skip: expected at most %g events in a trial, found %g; use naive",
                             most_events, events_most(model));
    }
    return 0;
}

void cst_eventful_shape(cst_cell *cell)
{
    const double trials = block_events / (cst_eventful_events(&cell->model) + 1.0);
    const uint64_t block = trials < (double)most_trials ? (uint64_t)trials : most_trials;
    cst_shape_sparse(cell, cell->model.tasks_per_trial, block < 1 ? 1 : block);
    cell->report_columns = CST_COLUMN_TASK | CST_COLUMN_RECORD;
}

double cst_eventful_scratch(const cst_cell *cell)
{
    const cst_model *model = &cell->model;
    const double contacts =
        cst_contacts_needed(&model->spec) ? (double)CST_CONTACTS_WORDS + 2.0 * model->slots : 0.0;
    return cst_play_bytes(model) +
           cst_eventful_events(model) * (sizeof(cst_log_entry) + contacts * sizeof(uint32_t));
}

static int put_schemers(const cst_schemers *schemers, uint64_t first, cst_batch *actions,
                        cst_error *error)
{
    int code = 0;
    while (code == 0 && actions->capacity - actions->records < schemers->count) {
        code = cst_batch_grow(actions, error);
    }
    for (uint64_t i = 0; code == 0 && i < schemers->count; i++) {
        cst_batch_task_set(actions, actions->records++, first + schemers->task[i]);
    }
    return code;
}

/* Trial by trial, where what agents are or share says how often they scheme. */
static int act_by_trial(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                        cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const uint64_t length = cell->model.tasks_per_trial;
    const double expected = cst_schemers_expected(&cell->model) * (double)(unit->tasks / length);
    cst_schemers schemers;
    int code = cst_batch_init(actions, CST_COLUMN_TASK, (uint64_t)expected + 16, error);
    actions->records = 0;
    if (code != 0) {
        return code;
    }
    code = cst_schemers_init(&schemers, &cell->model, error);
    for (uint64_t first = 0; code == 0 && first < unit->tasks; first += length) {
        const uint64_t trial = cst_cell_task(cell, unit->block, first).trial;
        code = cst_schemers_draw(&schemers, &cell->model, &random, trial, error);
        code = code != 0 ? code : put_schemers(&schemers, first, actions, error);
    }
    cst_schemers_free(&schemers);
    return code;
}

int cst_eventful_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                     cst_error *error)
{
    if (cst_schemers_needed(&cell->model)) {
        return act_by_trial(cell, unit, actions, error);
    }
    const cst_jumped schemes = {.purpose = CST_DRAW_SKIP,
                                .most = cell->model.scheming_most,
                                .kept = cell->model.rates_differ ? cst_events_schemes : NULL};
    return cst_events_jump(cell, unit, &schemes, actions, error);
}

/* --- Reviewers ------------------------------------------------------------------------------- */

static int put(cst_batch *reports, uint64_t task, uint64_t word, cst_error *error)
{
    if (reports->records == reports->capacity) {
        const int code = cst_batch_grow(reports, error);
        if (code != 0) {
            return code;
        }
    }
    cst_batch_task_set(reports, reports->records, task);
    cst_batch_record_set(reports, reports->records, word);
    reports->records++;
    return 0;
}

/* The ghosts on tasks before `end`. */
static int put_ghosts(const cst_play *play, uint32_t *at, uint64_t first, uint64_t end,
                      cst_batch *reports, cst_error *error)
{
    const uint32_t usual = cst_play_usual_reviews(play->model);
    int code = 0;
    for (; code == 0 && *at < play->ghosts && play->ghost[*at].task < end; (*at)++) {
        const uint64_t word = CST_RECORD_GHOST | cst_record_pack(&play->ghost[*at].record, usual);
        code = put(reports, first + play->ghost[*at].task, word, error);
    }
    return code;
}

static int put_trial(const cst_play *play, const cst_log *log, uint64_t first, cst_batch *reports,
                     cst_error *error)
{
    const uint32_t usual = cst_play_usual_reviews(play->model);
    uint32_t ghost = 0;
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < log->count; i++) {
        const cst_log_entry *entry = &log->entry[i];
        uint64_t word = (uint64_t)CST_VOID | (uint64_t)entry->gone << GONE_SHIFT |
                        (entry->in_order ? in_order : 0);
        if (entry->gone == 0) {
            word = cst_record_pack(&entry->record, usual);
        }
        if (entry->told.schemers > 0) {
            word |= cst_told_pack(entry->told);
        }
        code = put_ghosts(play, &ghost, first, entry->task, reports, error);
        code = code != 0 ? code : put(reports, first + entry->task, word, error);
    }
    return code != 0 ? code : put_ghosts(play, &ghost, first, UINT64_MAX, reports, error);
}

/* The actions of the trial that begins at `first`, by their numbers within it. */
static uint64_t take_schemes(const cst_batch *actions, uint64_t *at, uint64_t first,
                             uint64_t length, uint64_t *schemes)
{
    uint64_t count = 0;
    for (; *at < actions->records && cst_batch_task_at(actions, *at) < first + length; (*at)++) {
        schemes[count++] = cst_batch_task_at(actions, *at) - first;
    }
    return count;
}

static int play_all(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                    cst_batch *reports, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const uint64_t length = cell->model.tasks_per_trial;
    uint64_t *schemes = calloc(actions->records + 1, sizeof *schemes);
    cst_ghost *ghost = calloc(cell->planted + 1, sizeof *ghost);
    uint64_t at = 0;
    cst_play play;
    cst_log log = {0};
    int code = cst_play_init(&play, &cell->model, &random, error);
    code = code != 0 ? code : cst_log_init(&log, &cell->model, error);
    code = code == 0 && (schemes == NULL || ghost == NULL)
               ? cst_error_memory(error, "the actions of a unit")
               : code;
    play.ghost = ghost;
    play.ghosts = cell->planted;
    for (uint64_t first = 0; code == 0 && first < unit->tasks; first += length) {
        const uint64_t trial = cst_cell_task(cell, unit->block, first).trial;
        const uint64_t count = take_schemes(actions, &at, first, length, schemes);
        if (cell->planted > 0) {
            cst_plant_ghosts(&cell->model, &random, trial, cell->planted, ghost);
        }
        code = cst_play_events(&play, trial, schemes, count, &log, error);
        code = code != 0 ? code : put_trial(&play, &log, first, reports, error);
    }
    free(schemes);
    free(ghost);
    cst_log_free(&log);
    cst_play_free(&play);
    return code;
}

int cst_eventful_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                        cst_batch *reports, cst_error *error)
{
    if (actions->columns != cell->action_columns ||
        unit->tasks % cell->model.tasks_per_trial != 0) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: actions with other columns reached their reviewers");
    }
    int code = cst_events_check(unit, actions, 1, error);
    code = code != 0 ? code
                     : cst_batch_init(reports, cell->report_columns, actions->records + 16, error);
    if (code == 0) {
        reports->records = 0;
        code = play_all(cell, unit, actions, reports, error);
    }
    return code;
}

/* --- Tally ----------------------------------------------------------------------------------- */

/* A unit's records while they are tallied, trial by trial. */
typedef struct tally_state {
    const cst_cell *cell;
    const cst_unit *unit;
    const cst_batch *actions, *reports;
    cst_part *part;
    uint64_t action, at;               /* the next of each */
    uint64_t first;                    /* task of the trial */
    uint64_t end;                      /* of the trial: its tasks from here on do not happen */
    uint64_t gone;                     /* tasks that do not happen */
    uint64_t told;                     /* tasks that have a record of their own */
    uint64_t next;                     /* the first task that may have one still */
    uint64_t ghosts, attacks, escaped; /* planted beside the trial */
    uint32_t *out_from;                /* heap: by agent, does not act from this round on, */
    uint32_t *back;                    /* but does from this one on, where its seat is filled */
    uint64_t values[CST_SPREAD_KINDS];
} tally_state;

/* Whether a task of the trial, by its number in it, happens. */
static bool happens(const tally_state *of, uint64_t task)
{
    const uint64_t agents = of->cell->model.spec.agents;
    const uint64_t agent = task % agents;
    const uint64_t round = task / agents;
    return task < of->end && (round < of->out_from[agent] || round >= of->back[agent]);
}

/* Tasks that do not happen: they lie within the trial, and none twice. */
static bool take_gone(tally_state *of, uint64_t task, uint64_t word)
{
    const cst_model *model = &of->cell->model;
    const uint64_t agents = model->spec.agents;
    const uint64_t count = (word & ~in_order) >> GONE_SHIFT;
    const bool plain = (word & ((UINT64_C(1) << GONE_SHIFT) - 1)) == CST_VOID;
    if (!plain || !happens(of, task)) {
        return false;
    }
    of->gone += count;
    if ((word & in_order) != 0) {
        of->end = task;
        return count == model->tasks_per_trial - task;
    }
    const uint64_t round = task / agents;
    const uint64_t refill = cst_model_refill(model);
    const uint64_t left = model->spec.rounds - round;
    of->out_from[task % agents] = (uint32_t)round;
    of->back[task % agents] = refill > 0 && refill < left ? (uint32_t)(round + refill) : UINT32_MAX;
    return count == (refill > 0 && refill < left ? refill : left);
}

/* A task that happens and is not quiet. */
static bool take_told(tally_state *of, uint64_t task, uint64_t word, bool schemes)
{
    const cst_model *model = &of->cell->model;
    const cst_random random = cst_cell_random(of->cell);
    const cst_task where = cst_cell_task(of->cell, of->unit->block, of->first + task);
    cst_record record;
    cst_told told;
    if (!happens(of, task) || !cst_played_take(model, word, schemes, &record, &told)) {
        return false;
    }
    cst_fates_add(model, &random, &where, &record, &of->part->row, of->values);
    if (told.schemers > 0) {
        cst_fates_told(told.schemers, told.told, &of->part->row, of->values);
    }
    of->told++;
    return true;
}

/* A schemer that is planted: it has a fate where its task happens. */
static bool take_ghost(tally_state *of, uint64_t task, uint64_t word)
{
    const cst_model *model = &of->cell->model;
    cst_record record;
    cst_told told;
    const bool possible = cst_played_take(model, word & ~CST_RECORD_GHOST, true, &record, &told);
    of->ghosts++;
    of->attacks += cst_fate_is_attack((cst_fate)record.fate);
    of->escaped += record.fate == CST_ESCAPED;
    return possible && happens(of, task) == (record.fate != CST_VOID);
}

/* Takes the actions before a task, which had no record: their tasks do not happen. *schemes: there
 * is one on the task itself. */
static bool follow(tally_state *of, uint64_t task, bool *schemes)
{
    const uint64_t length = of->cell->model.tasks_per_trial;
    *schemes = false;
    for (; of->action < of->actions->records; of->action++) {
        const uint64_t at = cst_batch_task_at(of->actions, of->action) - of->first;
        if (at > task || at >= length) {
            break;
        }
        *schemes = at == task;
        if (at < task && happens(of, at)) {
            return false;
        }
    }
    return true;
}

/* The records of one trial; false: the one at of->at is none that a reviewer can send. */
static bool take_trial(tally_state *of)
{
    const uint64_t length = of->cell->model.tasks_per_trial;
    const uint8_t *words = cst_batch_column(of->reports, CST_COLUMN_RECORD);
    bool schemes;
    for (; of->at < of->reports->records; of->at++) {
        const uint64_t task = cst_batch_task_at(of->reports, of->at) - of->first;
        const uint64_t word = cst_batch_word(words + of->at * sizeof word);
        if (task >= length) {
            break;
        }
        const bool ghost = (word & CST_RECORD_GHOST) != 0 && of->cell->planted > 0;
        if (ghost) {
            if (!take_ghost(of, task, word)) {
                return false;
            }
            continue;
        }
        if (task < of->next || !follow(of, task, &schemes)) {
            return false;
        }
        of->next = task + 1;
        if (cst_record_fate(word) == CST_VOID ? !take_gone(of, task, word)
                                              : !take_told(of, task, word, schemes)) {
            return false;
        }
    }
    return follow(of, length, &schemes) && of->gone + of->told <= length &&
           of->ghosts == of->cell->planted;
}

/* What has no record is quiet honest work; of a chain, how many levels were asked is drawn here. */
static void tally_quiet(tally_state *of, uint64_t tasks)
{
    const cst_model *model = &of->cell->model;
    const cst_random random = cst_cell_random(of->cell);
    const uint64_t trial = cst_cell_task(of->cell, of->unit->block, of->first).trial;
    const double *longer = model->play->loud->longer;
    cst_record quiet = cst_record_unpack(0, cst_play_usual_reviews(model));
    cst_draws draws = cst_draws_at(&random, trial, 0, CST_DRAW_HONEST_TRIAL);
    for (uint32_t level = 1; model->spec.protocol.kind->chained && level < model->slots; level++) {
        const double goes_on = longer[level - 1] > 0.0 ? longer[level] / longer[level - 1] : 0.0;
        const uint64_t more = tasks > 0 ? cst_binomial_draw(&draws, tasks, goes_on) : 0;
        cst_fates_add_alike(model, &quiet, tasks - more, &of->part->row, of->values);
        tasks = more;
        quiet.reviews++;
    }
    cst_fates_add_alike(model, &quiet, tasks, &of->part->row, of->values);
}

static int tally_trial(tally_state *of, uint64_t first, cst_error *error)
{
    const cst_model *model = &of->cell->model;
    of->first = first;
    of->end = model->tasks_per_trial;
    of->gone = of->told = of->next = 0;
    of->ghosts = of->attacks = of->escaped = 0;
    memset(of->values, 0, sizeof of->values);
    memset(of->out_from, 0xff, 2 * model->spec.agents * sizeof *of->out_from);
    if (!take_trial(of)) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: record %llu is none that a reviewer can send",
                             (unsigned long long)of->at);
    }
    of->part->row.count[CST_COUNT_VOID] += of->gone;
    tally_quiet(of, model->tasks_per_trial - of->gone - of->told);
    cst_fates_trial(model, model->tasks_per_trial, of->values, &of->part->row);
    if (of->cell->planted > 0) {
        cst_spread_add(&of->part->row.spread[CST_SPREAD_PLANTED_ATTACKS], of->attacks, 1);
        cst_spread_add(&of->part->row.spread[CST_SPREAD_PLANTED_ESCAPED], of->escaped, 1);
        of->values[CST_SPREAD_PLANTED_ATTACKS] = of->attacks;
        of->values[CST_SPREAD_PLANTED_ESCAPED] = of->escaped;
    }
    const cst_task opens = cst_cell_task(of->cell, of->unit->block, first);
    cst_fates_slots(of->cell, opens.trial, of->values, &of->part->row);
    return 0;
}

int cst_eventful_tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                       const cst_batch *reports, cst_part *part, cst_error *error)
{
    tally_state of = {
        .cell = cell, .unit = unit, .actions = actions, .reports = reports, .part = part};
    if (reports->columns != cell->report_columns) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: records with other columns reached the tally");
    }
    int code = cst_events_check(unit, reports, cell->planted > 0 ? 0 : 1, error);
    if (code != 0) {
        return code;
    }
    of.out_from = malloc(2 * cell->model.spec.agents * sizeof *of.out_from);
    if (of.out_from == NULL) {
        return cst_error_memory(error, "the agents of a trial");
    }
    of.back = of.out_from + cell->model.spec.agents;
    for (uint64_t first = 0; code == 0 && first < unit->tasks;
         first += cell->model.tasks_per_trial) {
        code = tally_trial(&of, first, error);
    }
    free(of.out_from);
    part->tasks_in += code == 0 ? unit->tasks : 0;
    return code;
}

const cst_method cst_method_skip_played = {
    .name = "skip",
    .text = "plays trials from event to event, counts the honest work between them; same law as "
            "naive",
    .sample = "trials",
    .shape = cst_eventful_shape,
    .applies = cst_eventful_applies,
    .slower = slower,
    .act = cst_eventful_act,
    .review = cst_eventful_review,
    .tally = cst_eventful_tally,
    .scratch = cst_eventful_scratch,
};
