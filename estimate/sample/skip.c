/* SPDX-License-Identifier: MIT
 *
 * skip: jumps from attack to attack by geometric draws, in sparse units: one record an event, a
 * whole block a unit. Honest work enters as exact binomial counts. The same law as naive; the cost
 * grows with what happens. Where a report ends the trial, flags on honest work are events too. */
#include "base/check.h"
#include "estimate/sample/events.h"
#include "estimate/sample/fates.h"
#include "estimate/sample/methods.h"
#include "estimate/sample/places.h"

#include <math.h>
#include <string.h>

/* Events that a block is made for, and the most that one trial may be expected to have: a sparse
 * unit is a whole block and one message. */
static const double block_events = 65536.0;
static const double most_events = 4194304.0;
/* Trials and tasks of a block: its counts stay exact in doubles, its time short. */
static const uint64_t most_block_tasks = UINT64_C(1) << 50;
static const uint64_t most_ending_trials = 1 << 16; /* where each trial's honest mass is drawn */

static bool false_flags_are_events(const cst_model *model)
{
    return model->ends && model->spec.response.on == CST_ON_REPORT;
}

static double largest_false_flag_share(const cst_model *model)
{
    double largest = 0.0;
    for (uint32_t c = 0; c < model->cohorts; c++) {
        largest = fmax(largest, cst_model_flag_share(model, c, false));
    }
    return largest;
}

static double events_per_trial(const cst_model *model)
{
    const double hazard =
        model->attack_max + (false_flags_are_events(model) ? largest_false_flag_share(model) : 0.0);
    return hazard * (double)model->tasks_per_trial;
}

static int applies(const cst_model *model, cst_error *error)
{
    const char *why = NULL;
    cst_require(model->play == NULL); /* those are skip_played's */
    if (model->mixture) {
        why = "agents of a mixture have different scheming rates";
    } else if (cst_order_needed(model)) {
        why = "with fixed pairs, or rotation, of lineages that differ a trial's tasks are not "
              "independent";
    }
    if (why != NULL) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method", "skip: %s; use naive", why);
    }
    if (events_per_trial(model) > most_events) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "skip: expected at most %g events in a trial, found %g; use naive",
                             most_events, events_per_trial(model));
    }
    if (model->tasks_per_trial > most_block_tasks) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "skip: expected at most %llu tasks in a trial, found %llu",
                             (unsigned long long)most_block_tasks,
                             (unsigned long long)model->tasks_per_trial);
    }
    return 0;
}

static void shape(cst_cell *cell)
{
    const cst_model *model = &cell->model;
    uint64_t most = most_block_tasks / model->tasks_per_trial;
    most = model->ends && most > most_ending_trials ? most_ending_trials : most;
    const double trials = block_events / events_per_trial(model); /* may be infinite */
    most = trials < (double)most ? (uint64_t)trials : most;
    cst_shape_sparse(cell, model->tasks_per_trial, most < 1 ? 1 : most);
}

static cst_chance attack_kept(const cst_model *model, uint32_t agent, double most)
{
    (void)most;
    return model->accept[cst_population_lineage(&model->population, agent)];
}

static cst_chance false_flag_kept(const cst_model *model, uint32_t agent, double most)
{
    return cst_chance_make(cst_model_flag_share(model, cst_model_cohort(model, agent), false) /
                           most);
}

static int act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions, cst_error *error)
{
    const cst_jumped attack = {.purpose = CST_DRAW_SKIP,
                               .most = cell->model.attack_max,
                               .kept = cell->model.rates_differ ? attack_kept : NULL};
    return cst_events_jump(cell, unit, &attack, actions, error);
}

/* Records of tasks that all are attacks or all are not, column by column. */
static int put(const cst_cell *cell, cst_batch *reports, bool attack, const uint64_t *task,
               const cst_votes *votes, uint32_t count, cst_error *error)
{
    const bool coded = cst_events_coded(&cell->model);
    const uint64_t at = reports->records;
    while (reports->capacity - at < count) {
        const int code = cst_batch_grow(reports, error);
        if (code != 0) {
            return code;
        }
    }
    uint8_t *said = cst_batch_column_mut(reports, CST_COLUMN_REPORTS) + at;
    uint8_t *silent = cst_batch_column_mut(reports, CST_COLUMN_ABSTENTIONS);
    reports->records += count;
    uint8_t *code = cst_batch_column_mut(reports, CST_COLUMN_ATTACK) + at;
    if (!attack || !coded) {
        memset(code, attack, count);
    }
    for (uint32_t i = 0; attack && coded && i < count; i++) {
        code[i] = cst_events_code(votes[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        cst_batch_task_set(reports, at + i, task[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        said[i] = votes[i].reports;
    }
    for (uint32_t i = 0; i < count && silent != NULL; i++) {
        silent[at + i] = votes[i].abstentions;
    }
    return 0;
}

/* Flags on honest work, where they are events, and how many of them are put. */
typedef struct false_flags {
    cst_batch tasks;
    uint64_t put;
} false_flags;

/* The next of them, UINT64_MAX where there are no more. */
static uint64_t false_flags_next(const false_flags *flags)
{
    return flags->put < flags->tasks.records ? cst_batch_task_at(&flags->tasks, flags->put)
                                             : UINT64_MAX;
}

static int put_false_flag(const cst_cell *cell, const cst_unit *unit, uint64_t number,
                          cst_batch *reports, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const uint32_t cohort =
        cst_model_cohort(&cell->model, (uint32_t)(number % cell->model.spec.agents));
    cst_draws draws = cst_draws_at(&random, unit->block, number, CST_DRAW_FALSE_VOTES);
    const cst_votes votes = cst_events_flagged(&cell->model, cohort, &draws);
    return put(cell, reports, false, &number, &votes, 1, error);
}

/* Puts the false flags before an attack, in the order of their tasks; a task that is an attack is
 * not honest. */
static int put_false_flags(const cst_cell *cell, const cst_unit *unit, uint64_t attack,
                           false_flags *flags, cst_batch *reports, cst_error *error)
{
    for (; false_flags_next(flags) < attack; flags->put++) {
        const int code = put_false_flag(cell, unit, false_flags_next(flags), reports, error);
        if (code != 0) {
            return code;
        }
    }
    flags->put += false_flags_next(flags) == attack;
    return 0;
}

/* Attacks that are reviewed together. */
enum { TOGETHER = 256 };

/* Votes on the next of the attacks, at most TOGETHER; returns how many they are. */
static uint32_t review_some(const cst_cell *cell, const cst_places *places,
                            const cst_batch *actions, uint64_t first, uint64_t number[TOGETHER],
                            cst_votes votes[TOGETHER])
{
    const cst_random random = cst_cell_random(cell);
    const uint64_t left = actions->records - first;
    const uint32_t count = left < TOGETHER ? (uint32_t)left : TOGETHER;
    uint64_t trial[TOGETHER];
    uint64_t place[TOGETHER];
    for (uint32_t i = 0; i < count; i++) {
        number[i] = cst_batch_task_at(actions, first + i);
    }
    for (uint32_t i = count; i < TOGETHER; i++) {
        number[i] = 0; /* its place does not matter, but has to be one */
    }
    cst_places_fill(cst_lanes_best(), places, number, TOGETHER, trial, place);
    cst_review_attacks(&cell->model, &random, trial, place, count, votes);
    return count;
}

/* Attacks and false flags in the order of their tasks. */
static int review_all(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                      false_flags *flags, cst_batch *reports, cst_error *error)
{
    const cst_places places = cst_places_make(cell, unit->block);
    for (uint64_t first = 0; first < actions->records; first += TOGETHER) {
        uint64_t number[TOGETHER];
        cst_votes votes[TOGETHER];
        const uint32_t count = review_some(cell, &places, actions, first, number, votes);
        for (uint32_t done = 0; done < count;) {
            const uint64_t flag = false_flags_next(flags);
            uint32_t next = flag > number[count - 1] ? count : done;
            while (next < count && number[next] < flag) {
                next++;
            }
            int code = put(cell, reports, true, number + done, votes + done, next - done, error);
            if (code == 0 && next < count) {
                code = put_false_flags(cell, unit, number[next], flags, reports, error);
            }
            if (code != 0) {
                return code;
            }
            done = next;
        }
    }
    return put_false_flags(cell, unit, UINT64_MAX, flags, reports, error);
}

static int review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                  cst_batch *reports, cst_error *error)
{
    const cst_jumped false_flag = {.purpose = CST_DRAW_FALSE_SKIP,
                                   .most = largest_false_flag_share(&cell->model),
                                   .kept = false_flag_kept};
    false_flags flags = {.put = 0};
    if (actions->columns != cell->action_columns) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: actions with other columns reached their reviewers");
    }
    int code = cst_events_check(unit, actions, 1, error);
    if (code == 0 && false_flags_are_events(&cell->model)) {
        code = cst_events_jump(cell, unit, &false_flag, &flags.tasks, error);
    }
    if (code == 0) {
        code = cst_batch_init(reports, cell->report_columns,
                              actions->records + flags.tasks.records + 16, error);
    }
    if (code == 0) {
        reports->records = 0;
        code = review_all(cell, unit, actions, &flags, reports, error);
    }
    cst_batch_free(&flags.tasks);
    return code;
}

/* A unit's records while they are tallied. */
typedef struct tally_state {
    const cst_cell *cell;
    const cst_unit *unit;
    const cst_batch *reports;
    cst_part *part;
    uint64_t at;         /* next record */
    uint64_t *events_of; /* by cohort, no more to be drawn as honest: of the block, or of the trial
                            where trials may end */
} tally_state;

static cst_votes votes_at(const cst_batch *reports, uint64_t at)
{
    const uint8_t *abstentions = cst_batch_column(reports, CST_COLUMN_ABSTENTIONS);
    return (cst_votes){.reports = cst_batch_column(reports, CST_COLUMN_REPORTS)[at],
                       .abstentions = abstentions == NULL ? (uint8_t)0 : abstentions[at]};
}

/* The votes on an attack with what its schemers said: as its record tells, or, where that has no
 * room for it, as their draws do. */
static cst_votes attack_at(const tally_state *state, const cst_random *random, const cst_task *task)
{
    const cst_model *model = &state->cell->model;
    cst_votes votes = votes_at(state->reports, state->at);
    const uint8_t code = cst_batch_column(state->reports, CST_COLUMN_ATTACK)[state->at];
    (void)cst_events_decode(model, code, &votes);
    if (cst_model_schemers_known(model) && !cst_events_coded(model)) {
        const cst_votes drawn = cst_review_attack(model, random, task, NULL);
        votes.schemers = drawn.schemers;
        votes.told = drawn.told < votes.reports ? drawn.told : votes.reports;
    }
    return votes;
}

/* Tallies the records of one trial of the block, in order, up to its end. Returns the number of
 * tasks that happened. */
static uint64_t tally_events(tally_state *state, uint64_t trial, uint64_t *values)
{
    const cst_model *model = &state->cell->model;
    const cst_random random = cst_cell_random(state->cell);
    const cst_places places = cst_places_make(state->cell, state->unit->block);
    const uint8_t *attack = cst_batch_column(state->reports, CST_COLUMN_ATTACK);
    const uint64_t end = (trial + 1) * model->tasks_per_trial;
    cst_row *row = &state->part->row;
    uint64_t happened = model->tasks_per_trial;
    bool over = false;
    for (; state->at < state->reports->records; state->at++) {
        const uint64_t number = cst_batch_task_at(state->reports, state->at);
        const cst_votes votes = votes_at(state->reports, state->at);
        if (number >= end) {
            break;
        }
        if (over) {
            state->part->reports_void += votes.reports;
            continue;
        }
        const cst_task task = cst_places_task(&places, number);
        over = attack[state->at] != 0
                   ? cst_fates_attack(model, &random, &task, attack_at(state, &random, &task), row,
                                      values)
                   : cst_fates_honest(model, votes, 1, row, values);
        state->events_of[cst_model_cohort(model, task.agent)]++;
        if (over) {
            happened = number % model->tasks_per_trial + 1;
            row->count[CST_COUNT_VOID] += model->tasks_per_trial - happened;
        }
    }
    return happened;
}

/* Trials that may end: each has its own honest mass, drawn after the cut. */
static void tally_ending(tally_state *state)
{
    const cst_model *model = &state->cell->model;
    const cst_random random = cst_cell_random(state->cell);
    const uint64_t trials = state->unit->tasks / model->tasks_per_trial;
    const bool flags_known = false_flags_are_events(model);
    for (uint64_t trial = 0; trial < trials; trial++) {
        uint64_t values[CST_SPREAD_KINDS] = {0};
        memset(state->events_of, 0, model->cohorts * sizeof *state->events_of);
        const uint64_t happened = tally_events(state, trial, values);
        const uint64_t absolute =
            cst_cell_block_first_trial(state->cell, state->unit->block) + trial;
        for (uint32_t c = 0; c < model->cohorts; c++) {
            const uint64_t n = cst_model_cohort_tasks(model, c, happened) - state->events_of[c];
            cst_draws draws = cst_draws_at(&random, absolute, c, CST_DRAW_HONEST_TRIAL);
            cst_events_honest(model, c, flags_known, n, &draws, &state->part->row, values);
        }
        cst_fates_trial(model, model->tasks_per_trial, values, &state->part->row);
    }
}

/* Trials that run to their end: only those with an attack are looked at, and the honest mass of the
 * whole block is drawn at once. */
static void tally_whole(tally_state *state)
{
    const cst_model *model = &state->cell->model;
    const cst_random random = cst_cell_random(state->cell);
    const uint64_t trials = state->unit->tasks / model->tasks_per_trial;
    uint64_t looked_at = 0;
    if (cst_events_plain(model)) {
        looked_at =
            cst_events_tally(state->cell, state->reports, &state->part->row, state->events_of);
        state->at = state->reports->records;
    }
    while (state->at < state->reports->records) {
        uint64_t values[CST_SPREAD_KINDS] = {0};
        const uint64_t number = cst_batch_task_at(state->reports, state->at);
        (void)tally_events(state, number / model->tasks_per_trial, values);
        cst_fates_trial(model, model->tasks_per_trial, values, &state->part->row);
        looked_at++;
    }
    cst_fates_trials(model, 0, 0, trials - looked_at, &state->part->row);
    for (uint32_t c = 0; c < model->cohorts; c++) {
        uint64_t values[CST_SPREAD_KINDS] = {0};
        const uint64_t all = trials * cst_model_cohort_tasks(model, c, model->tasks_per_trial);
        cst_draws draws = cst_draws_at(&random, state->unit->block, c, CST_DRAW_HONEST);
        cst_events_honest(model, c, false, all - state->events_of[c], &draws, &state->part->row,
                          values);
    }
}

/* Whether every record is an attack with no more verdicts than slots; most batches are. */
static bool surely_attacks(const cst_cell *cell, const cst_batch *reports)
{
    const uint8_t *attack = cst_batch_column(reports, CST_COLUMN_ATTACK);
    const uint8_t *said = cst_batch_column(reports, CST_COLUMN_REPORTS);
    const uint8_t *silent = cst_batch_column(reports, CST_COLUMN_ABSTENTIONS);
    const uint8_t slots = (uint8_t)cell->model.slots;
    const uint8_t most = cst_events_coded(&cell->model) ? slots : 0;
    uint8_t bad = 0;
    for (uint64_t i = 0; i < reports->records; i++) {
        const uint8_t s = cst_events_schemers(attack[i]); /* 15 of honest work */
        const uint8_t told = cst_events_told(attack[i]);
        const uint8_t honest = (uint8_t)(said[i] - told); /* reports of others, of them: */
        const uint8_t others = (uint8_t)(slots - s);
        bad |= (s > most) | (told > s) | (told > said[i]) | (honest > others);
    }
    for (uint64_t i = 0; silent != NULL && i < reports->records; i++) {
        bad |= silent[i] > slots || said[i] + silent[i] > slots;
    }
    return bad == 0;
}

/* Whether the reports are on the attacks that were sent and on nothing else; most are. */
static bool same_tasks(const cst_batch *actions, const cst_batch *reports)
{
    return actions->records == reports->records &&
           memcmp(cst_batch_column(actions, CST_COLUMN_TASK),
                  cst_batch_column(reports, CST_COLUMN_TASK),
                  actions->records * sizeof(uint64_t)) == 0;
}

/* The attacks among the reports must be those that were sent, one by one. */
static int check_attacks(const cst_batch *actions, const cst_batch *reports, cst_error *error)
{
    const uint8_t *attack = cst_batch_column(reports, CST_COLUMN_ATTACK);
    uint64_t met = 0;
    bool same = true;
    for (uint64_t i = 0; i < reports->records; i++) {
        const uint64_t task = cst_batch_task_at(reports, i);
        const bool sent = met < actions->records && cst_batch_task_at(actions, met) == task;
        same = same && sent == (attack[i] != 0);
        met += sent;
    }
    return same && met == actions->records
               ? 0
               : cst_error_set(error, CST_ERR_RECEIPT, NULL,
                               "receipt: %llu attacks were sent, reports on others came back",
                               (unsigned long long)actions->records);
}

/* Reports come from a peer: columns, order, numbers that a reviewer can send, and the attacks that
 * were sent. */
static int check_reports(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                         const cst_batch *reports, cst_error *error)
{
    if (reports->columns != cell->report_columns) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: reports with other columns reached the tally");
    }
    if (same_tasks(actions, reports) && surely_attacks(cell, reports)) {
        return 0;
    }
    const uint8_t *attack = cst_batch_column(reports, CST_COLUMN_ATTACK);
    for (uint64_t i = 0; i < reports->records; i++) {
        cst_votes votes = votes_at(reports, i);
        const uint32_t verdicts = (uint32_t)votes.reports + votes.abstentions;
        const bool possible =
            verdicts <= cell->model.slots &&
            (attack[i] > 0 ? cst_events_decode(&cell->model, attack[i], &votes)
                           : false_flags_are_events(&cell->model) &&
                                 cst_model_flags(&cell->model, votes.reports, votes.abstentions));
        if (!possible) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu: expected an event with at most %u "
                                 "verdicts, found attack %u with %u",
                                 (unsigned long long)i, cell->model.slots, attack[i], verdicts);
        }
    }
    const int code = cst_events_check(unit, reports, 1, error);
    return code != 0 ? code : check_attacks(actions, reports, error);
}

static int tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                 const cst_batch *reports, cst_part *part, cst_error *error)
{
    int code = check_reports(cell, unit, actions, reports, error);
    if (code != 0) {
        return code;
    }
    uint64_t events_of[CST_LINEAGES_MAX * (CST_REVIEWERS_MAX + 2)] = {0};
    cst_require(cell->model.cohorts <= sizeof events_of / sizeof events_of[0]);
    tally_state state = {
        .cell = cell, .unit = unit, .reports = reports, .part = part, .events_of = events_of};
    if (cell->model.ends) {
        tally_ending(&state);
    } else {
        tally_whole(&state);
    }
    part->tasks_in += unit->tasks;
    return 0;
}

const cst_method cst_method_skip = {
    .name = "skip",
    .text = "jumps from event to event, counts the honest work between them; same law as naive",
    .sample = "trials",
    .shape = shape,
    .applies = applies,
    .act = act,
    .review = review,
    .tally = tally,
    .played = &cst_method_skip_played,
};
