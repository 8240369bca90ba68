/* SPDX-License-Identifier: MIT
 *
 * naive: every task is simulated, in dense units: one record a task. Unbiased for everything; the
 * cost grows with the number of tasks. Neighbouring agents share a block of 32-bit draws, and only
 * tasks where something may happen are looked at one by one. */
#include "base/check.h"
#include "estimate/estimators.h"
#include "estimate/outcome.h"
#include "estimate/played.h"

#include <string.h>

enum { GROUP = 8, BLOCK_TASKS = 1 << 22, BLOCK_TRIALS = 4096 };

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

static void act_run(const cst_cell *cell, const cst_random *random, const run *at, uint8_t *attack)
{
    const cst_model *model = &cell->model;
    for (uint32_t done = 0; done < at->agents;) {
        const uint32_t agent = at->first + done;
        const uint32_t group = agent / GROUP;
        const cst_random_block block = cst_random_at(
            random, at->trial, cst_random_place(at->round, group), CST_DRAW_ATTACK, 0, 0);
        uint32_t lane = agent % GROUP;
        for (; lane < GROUP && done < at->agents; lane++, done++) {
            const uint32_t first = cst_random_lane(&block, lane);
            attack[done] = 0;
            if (cst_chance_first32(model->attack_most, first) <= 0) {
                const cst_task task = {at->trial, at->round, group * GROUP + lane};
                attack[done] = cst_review_actor(model, random, &task, first);
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

/* Where any of the k verdicts on honest work may be more than a pass: bit i for lane i. */
static uint32_t loud_lanes(const cst_model *model, const cst_random *random, const run *at,
                           uint32_t group)
{
    uint32_t loud = 0;
    for (uint32_t slot = 0; slot < model->slots; slot++) {
        const cst_random_block block = cst_random_at(
            random, at->trial, cst_random_place(at->round, group), CST_DRAW_VERDICT, slot, 0);
        for (uint32_t lane = 0; lane < GROUP; lane++) {
            const int known = cst_chance_first32(model->loud_most, cst_random_lane(&block, lane));
            loud |= (uint32_t)(known <= 0) << lane;
        }
    }
    return loud;
}

static void review_run(const cst_cell *cell, const cst_random *random, const cst_order *order,
                       const run *at, const uint8_t *attack, uint8_t *reports, uint8_t *abstentions)
{
    const cst_model *model = &cell->model;
    for (uint32_t done = 0; done < at->agents;) {
        const uint32_t agent = at->first + done;
        const uint32_t group = agent / GROUP;
        const uint32_t loud = loud_lanes(model, random, at, group);
        uint32_t lane = agent % GROUP;
        for (; lane < GROUP && done < at->agents; lane++, done++) {
            if ((loud >> lane & 1) == 0 && attack[done] == 0) {
                continue;
            }
            const cst_task task = {at->trial, at->round, group * GROUP + lane};
            const cst_votes votes = attack[done] != 0
                                        ? cst_review_attack(model, random, &task, order)
                                        : cst_review_honest(model, random, &task, order);
            reports[done] = votes.reports;
            if (abstentions != NULL) {
                abstentions[done] = votes.abstentions;
            }
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
            review_run(cell, &random, &order, &at, attack + done, report + done,
                       abstain == NULL ? NULL : abstain + done);
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

static uint64_t eight(const uint8_t *column, uint64_t at)
{
    uint64_t word = 0;
    if (column != NULL) {
        memcpy(&word, column + at, sizeof word);
    }
    return word;
}

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
    .sparse = false,
    .applies = applies,
    .block_trials = block_trials,
    .act = act,
    .review = review,
    .tally = tally,
};
