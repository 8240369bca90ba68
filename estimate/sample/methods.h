/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the methods' tables, one a file, and what several of them share.
 */
#ifndef CST_ESTIMATE_SAMPLE_METHODS_H
#define CST_ESTIMATE_SAMPLE_METHODS_H

#include "estimate/sample/part.h"
#include "monitor/fate.h"
#include "monitor/review.h"

extern const cst_method cst_method_naive;
extern const cst_method cst_method_naive_played;
extern const cst_method cst_method_naive_mechanism;
extern const cst_method cst_method_skip;
extern const cst_method cst_method_skip_played;
extern const cst_method cst_method_planted;
extern const cst_method cst_method_planted_events;
extern const cst_method cst_method_strata;
extern const cst_method cst_method_importance;
extern const cst_method cst_method_importance_played;
extern const cst_method cst_method_importance_events;
extern const cst_method cst_method_splitting;

/* The shape of sparse units, whose records are events with votes, unless the method says more. */
void cst_shape_sparse(cst_cell *cell, uint64_t trial_tasks, uint64_t block_trials);

/* For trials that are no deployments: actions that only name the samples of a unit; and whether a
 * batch that came from a peer has `each` records for each of them, in order: 0 or
 * CST_ERR_RECEIPT. */
int cst_samples_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                    cst_error *error);
int cst_samples_check(const cst_cell *cell, const cst_unit *unit, const cst_batch *batch,
                      uint64_t each, cst_error *error);
/* Counts so many of them into a part, whose row says nothing of tasks. */
void cst_samples_count(cst_part *part, uint64_t samples);

/* What methods share whose trials are played round by round (monitor/play.h); naive is no more than
 * these parts. A unit is whole trials. The actors' part draws who is in the scheming state on every
 * task; the reviewers' part plays the trial, and its records go to the tally. */

/* 0, or CST_ERR_METHOD: trials that are too long for a message. */
int cst_played_applies(const cst_model *model, cst_error *error);

/* The parts of a cst_method. */
void cst_played_shape(cst_cell *cell);
double cst_played_scratch(const cst_cell *cell);
int cst_played_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                   cst_error *error);
int cst_played_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                      cst_batch *reports, cst_error *error);
int cst_played_tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                     const cst_batch *reports, cst_part *part, cst_error *error);

/* Trials of a usual unit with external agents that are played at once, those included in which
 * nobody outside says anything. */
double cst_outside_abreast(const cst_cell *cell);

/* The trials of a unit with external agents, by what cell->outside answers. 0, CST_ERR_MEMORY, or
 * what that says. */
int cst_outside_play(const cst_cell *cell, const cst_unit *unit, const uint8_t *schemes,
                     cst_batch *reports, cst_error *error);

/* The same of trials that are played from event to event; skip is no more than these parts, where
 * trials remember. A unit is a whole block. Its actions are the tasks whose actors scheme. */
double cst_eventful_events(const cst_model *model); /* of a trial, about */
int cst_eventful_applies(const cst_model *model, cst_error *error);
void cst_eventful_shape(cst_cell *cell);
double cst_eventful_scratch(const cst_cell *cell);
int cst_eventful_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                     cst_error *error);
int cst_eventful_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                        cst_batch *reports, cst_error *error);
int cst_eventful_tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                       const cst_batch *reports, cst_part *part, cst_error *error);

/* What the word of a played task's record says; schemes: its actor does. False: none that a
 * reviewer can send. */
bool cst_played_take(const cst_model *model, uint64_t word, bool schemes, cst_record *record,
                     cst_told *told);

/* What the tables of planted share: 0 or CST_ERR_METHOD; whether auto plants: where attacks are
 * rare, or events are so many that ghosts cost little beside them; results, all of them and
 * residual_risk alone; and the weight of all
 * planted schemers. */
int cst_planted_applies(const cst_model *model, cst_error *error);
bool cst_planted_pays(const cst_model *model);
void cst_planted_results(const cst_cell *cell, const cst_row *row, double confidence,
                         cst_result *out);
cst_result cst_planted_risk(const cst_cell *cell, const cst_row *row, double confidence);
struct cst_strata cst_planted_weights(const cst_model *model);

/* P(a planted schemer whose task happens escapes), whatever came before, is at most this. */
double cst_planted_most(const cst_model *model);

/* Trials of a block of dense units. */
uint64_t cst_naive_block_trials(const cst_model *model);

/* The randomness of a cell. */
static inline cst_random cst_cell_random(const cst_cell *cell)
{
    return (cst_random){.seed = cell->seed, .stream = cell->stream};
}

/* The address of a task that is given by its number within a block. */
static inline cst_task cst_cell_task(const cst_cell *cell, uint64_t block, uint64_t number)
{
    const uint64_t within = number % cell->model.tasks_per_trial;
    return (cst_task){
        .trial = cst_cell_block_first_trial(cell, block) + number / cell->model.tasks_per_trial,
        .round = (uint32_t)(within / cell->model.spec.agents),
        .agent = (uint32_t)(within % cell->model.spec.agents),
    };
}

#endif
