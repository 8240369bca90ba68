/* SPDX-License-Identifier: MIT
 *
 * naive: every task is simulated, in dense units: one record a task. Unbiased for everything; the
 * cost grows with the number of tasks. Neighbouring agents share a block of 32-bit draws, and only
 * tasks where something may happen are looked at one by one. */
#include "base/check.h"
#include "base/lanes.h"
#include "estimate/estimators.h"
#include "estimate/outcome.h"
#include "estimate/played.h"

#include <string.h>

enum { BLOCK_TASKS = 1 << 22, BLOCK_TRIALS = 4096 };

/* A trial that may end is tallied in one piece, so it must fit a message. */
static const uint64_t most_tasks_of_ending_trial = UINT64_C(1) << 24;

/* Agents next to each other in one round of one trial. */
typedef struct run {
    uint64_t trial;
    uint32_t round, first, agents;
} run;

/* The run of tasks of a unit that starts at task `number` of the block and ends before `end`. */
static run run_at(const cst_cell *cell, uint64_t block, uint64_t number, uint64_t end)
{
    const cst_task task = cst_cell_task(cell, block, number);
    const uint64_t left = cell->model.spec.agents - task.agent;
    const uint64_t agents = end - number < left ? end - number : left;
    return (run){task.trial, task.round, task.agent, (uint32_t)agents};
}

static int applies(const cst_model *model, cst_error *error)
{
    if (model->play != NULL) {
        return cst_played_applies(model, error);
    }
    if (model->ends && model->tasks_per_trial > most_tasks_of_ending_trial) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "naive: a trial that may end can have at most %llu tasks here, found "
                             "%llu; use skip",
                             (unsigned long long)most_tasks_of_ending_trial,
                             (unsigned long long)model->tasks_per_trial);
    }
    return 0;
}

static uint64_t block_trials(const cst_model *model)
{
    const uint64_t trials = BLOCK_TASKS / model->tasks_per_trial;
    return trials < 1 ? 1 : trials > BLOCK_TRIALS ? BLOCK_TRIALS : trials;
}

/* The blocks that serve a run: those of the groups first .. first + count - 1 of its agents. */
typedef struct groups {
    uint32_t first, count;
} groups;

static groups groups_of(const run *at)
{
    const uint32_t first = at->first / CST_LANES;
    return (groups){first, (at->first + at->agents - 1) / CST_LANES - first + 1};
}

static uint32_t lowest(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void act_run(const cst_cell *cell, const cst_random *random, const run *at, uint8_t *attack)
{
    const cst_model *model = &cell->model;
    const groups all = groups_of(at);
    cst_lanes lanes;
    memset(attack, 0, at->agents);
    for (uint32_t done = 0; done < all.count; done += CST_LANES_GROUPS) {
        const uint32_t count = lowest(all.count - done, CST_LANES_GROUPS);
        memset(lanes.low, 0, count * sizeof lanes.low[0]);
        cst_lanes_draw(&lanes, random, at->trial, at->round, all.first + done, count,
                       CST_DRAW_ATTACK, 0, model->attack_most);
        for (uint32_t group = 0; group < count; group++) {
            for (uint64_t low = lanes.low[group]; low != 0; low &= low - 1) {
                const uint32_t lane = (uint32_t)__builtin_ctzll(low);
                const uint32_t agent = (all.first + done + group) * CST_LANES + lane;
                const cst_task task = {at->trial, at->round, agent};
                if (agent >= at->first && agent - at->first < at->agents) {
                    attack[agent - at->first] =
                        cst_review_actor(model, random, &task, cst_lanes_get(&lanes, group, lane));
                }
            }
        }
    }
}

static int act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions, cst_error *error)
{
    if (cell->model.play != NULL) {
        return cst_played_act(cell, unit, actions, error);
    }
    const cst_random random = cst_cell_random(cell);
    int code = cst_batch_init(actions, cst_cell_action_columns(cell), unit->tasks, error);
    if (code != 0) {
        return code;
    }
    uint8_t *attack = cst_batch_column_mut(actions, CST_COLUMN_ATTACK);
    for (uint64_t done = 0; done < unit->tasks;) {
        const run at = run_at(cell, unit->block, unit->first + done, unit->first + unit->tasks);
        act_run(cell, &random, &at, attack + done);
        done += at.agents;
    }
    return 0;
}

static uint64_t eight(const uint8_t *column, uint64_t at)
{
    uint64_t word = 0;
    if (column != NULL) {
        memcpy(&word, column + at, sizeof word);
    }
    return word;
}

/* What reviews of a run are made of. */
typedef struct reviewing {
    const cst_model *model;
    const cst_random *random;
    const cst_order *order;
    const run *at;
    const uint8_t *attack;          /* of the run's first agent on, as are: */
    uint8_t *reports, *abstentions; /* abstentions may be NULL */
} reviewing;

/* The tasks of one group of eight agents; low: those whose verdicts may be more than passes. */
static void review_group(const reviewing *of, uint32_t group, uint64_t low)
{
    const run *at = of->at;
    const uint32_t start = group * CST_LANES;
    const uint32_t from = start < at->first ? at->first : start;
    const uint32_t to = lowest(start + CST_LANES, at->first + at->agents);
    if (low == 0 && to - from == CST_LANES && eight(of->attack, from - at->first) == 0) {
        return;
    }
    for (uint32_t agent = from; agent < to; agent++) {
        const uint32_t i = agent - at->first;
        if ((low >> (agent - start) & 1) == 0 && of->attack[i] == 0) {
            continue;
        }
        const cst_task task = {at->trial, at->round, agent};
        const cst_votes votes = of->attack[i] != 0
                                    ? cst_review_attack(of->model, of->random, &task, of->order)
                                    : cst_review_honest(of->model, of->random, &task, of->order);
        of->reports[i] = votes.reports;
        if (of->abstentions != NULL) {
            of->abstentions[i] = votes.abstentions;
        }
    }
}

static void review_run(const reviewing *of)
{
    const groups all = groups_of(of->at);
    cst_lanes lanes;
    for (uint32_t done = 0; done < all.count; done += CST_LANES_GROUPS) {
        const uint32_t count = lowest(all.count - done, CST_LANES_GROUPS);
        memset(lanes.low, 0, count * sizeof lanes.low[0]);
        for (uint32_t slot = 0; slot < of->model->slots; slot++) {
            cst_lanes_draw(&lanes, of->random, of->at->trial, of->at->round, all.first + done,
                           count, CST_DRAW_VERDICT, slot, of->model->loud_most);
        }
        for (uint32_t group = 0; group < count; group++) {
            review_group(of, all.first + done + group, lanes.low[group]);
        }
    }
}

static int review_all(const cst_cell *cell, const cst_unit *unit, const uint8_t *attack,
                      cst_batch *reports, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    uint8_t *report = cst_batch_column_mut(reports, CST_COLUMN_REPORTS);
    uint8_t *abstain = cst_batch_column_mut(reports, CST_COLUMN_ABSTENTIONS);
    cst_order order = {0};
    uint64_t ordered = UINT64_MAX;
    int code = 0;
    memset(report, 0, unit->tasks);
    if (abstain != NULL) {
        memset(abstain, 0, unit->tasks);
    }
    for (uint64_t done = 0; done < unit->tasks && code == 0;) {
        const run at = run_at(cell, unit->block, unit->first + done, unit->first + unit->tasks);
        code = cst_cell_follow_order(cell, at.trial, &order, &ordered, error);
        if (code == 0) {
            const reviewing of = {&cell->model,
                                  &random,
                                  &order,
                                  &at,
                                  attack + done,
                                  report + done,
                                  abstain == NULL ? NULL : abstain + done};
            review_run(&of);
        }
        done += at.agents;
    }
    cst_order_free(&order);
    return code;
}

static int review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                  cst_batch *reports, cst_error *error)
{
    if (cell->model.play != NULL) {
        return cst_played_review(cell, unit, actions, reports, error);
    }
    if (actions->records != unit->tasks || actions->columns != cst_cell_action_columns(cell)) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: %llu tasks were leased, actions of %llu reached their "
                             "reviewers",
                             (unsigned long long)unit->tasks, (unsigned long long)actions->records);
    }
    int code = cst_batch_init(reports, cst_cell_report_columns(cell), unit->tasks, error);
    if (code != 0) {
        return code;
    }
    const uint8_t *attack = cst_batch_column(actions, CST_COLUMN_ATTACK);
    memcpy(cst_batch_column_mut(reports, CST_COLUMN_ATTACK), attack, unit->tasks);
    code = review_all(cell, unit, attack, reports, error);
    if (code != 0) {
        cst_batch_free(reports);
    }
    return code;
}

/* The columns of a unit's reports; abstentions may be absent. */
typedef struct columns {
    const uint8_t *attack, *reports, *abstentions;
} columns;

/* The first record from `at` on, before `end`, that is not quiet. */
static uint64_t next_loud(const columns *in, uint64_t at, uint64_t end)
{
    while (end - at >= 8 &&
           (eight(in->attack, at) | eight(in->reports, at) | eight(in->abstentions, at)) == 0) {
        at += 8;
    }
    while (at < end && in->attack[at] == 0 && in->reports[at] == 0 &&
           (in->abstentions == NULL || in->abstentions[at] == 0)) {
        at++;
    }
    return at;
}

/* Tallies the records first..end-1 of one trial; `number` is the first one's task in the block. */
static int tally_trial(const cst_cell *cell, const cst_unit *unit, const columns *in,
                       uint64_t first, uint64_t end, cst_block *block, cst_error *error)
{
    const cst_model *model = &cell->model;
    const cst_random random = cst_cell_random(cell);
    const uint64_t trial = (unit->first + first) / model->tasks_per_trial;
    uint64_t *values = block->per_trial + trial * CST_SPREAD_KINDS;
    bool over = false;
    for (uint64_t at = first; at < end; at++) {
        const uint64_t loud = next_loud(in, at, end);
        const cst_votes quiet = {0, 0};
        if (!over && loud > at) {
            (void)cst_outcome_honest(model, quiet, loud - at, &block->row, values);
        }
        at = loud;
        if (at == end) {
            break;
        }
        const cst_votes votes = {in->reports[at], in->abstentions ? in->abstentions[at] : 0};
        if (in->attack[at] > 1 || (uint32_t)votes.reports + votes.abstentions > model->slots) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu: expected attack 0 or 1 and at most %u "
                                 "verdicts, found %u and %u",
                                 (unsigned long long)at, model->slots, in->attack[at],
                                 (unsigned)votes.reports + votes.abstentions);
        }
        if (over) {
            block->reports_void += votes.reports;
            continue;
        }
        const cst_task task = cst_cell_task(cell, unit->block, unit->first + at);
        over = in->attack[at] != 0
                   ? cst_outcome_attack(model, &random, &task, votes, &block->row, values)
                   : cst_outcome_honest(model, votes, 1, &block->row, values);
        if (over) {
            block->row.count[CST_COUNT_TRIALS_ENDED]++;
            block->row.count[CST_COUNT_VOID] += end - at - 1;
        }
    }
    return 0;
}

static int tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *reports,
                 cst_block *block, cst_error *error)
{
    if (cell->model.play != NULL) {
        return cst_played_tally(cell, unit, reports, block, error);
    }
    if (reports->records != unit->tasks || reports->columns != cst_cell_report_columns(cell)) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: %llu tasks were leased, %llu records reached the tally",
                             (unsigned long long)unit->tasks, (unsigned long long)reports->records);
    }
    const columns in = {cst_batch_column(reports, CST_COLUMN_ATTACK),
                        cst_batch_column(reports, CST_COLUMN_REPORTS),
                        cst_batch_column(reports, CST_COLUMN_ABSTENTIONS)};
    const uint64_t length = cell->model.tasks_per_trial;
    for (uint64_t done = 0; done < unit->tasks;) {
        const uint64_t left = length - (unit->first + done) % length;
        const uint64_t end = unit->tasks - done < left ? unit->tasks : done + left;
        int code = tally_trial(cell, unit, &in, done, end, block, error);
        if (code != 0) {
            return code;
        }
        done = end;
    }
    block->tasks_in += unit->tasks;
    return 0;
}

const cst_estimator cst_estimator_naive = {
    .name = "naive",
    .text = "every task is simulated; unbiased for everything",
    .shape = cst_shape_dense,
    .applies = applies,
    .block_trials = block_trials,
    .act = act,
    .review = review,
    .tally = tally,
};
