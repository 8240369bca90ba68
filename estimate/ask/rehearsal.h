/* SPDX-License-Identifier: MIT
 *
 * A rehearsal: a cell run in a plain loop, without link, hub or threads. What looks for a value
 * before a run rehearses on draws of its own, so that the run itself is no part of the search: seed
 * and stream are fixed here, and no scenario can ask for that stream. Pure, any thread; the same
 * model and number of trials give the same row.
 */
#ifndef CST_ESTIMATE_ASK_REHEARSAL_H
#define CST_ESTIMATE_ASK_REHEARSAL_H

#include "estimate/sample/cell.h"

/* Trials of a longer trial than this are not rehearsed; a rehearsal has at least so many trials. */
enum { CST_REHEARSAL_TASKS_MAX = 1000000, CST_REHEARSAL_TRIALS_MIN = 20 };

/* Runs one block of a cell, units of about `batch` tasks, and adds its row to the sum. 0,
 * CST_ERR_MEMORY, CST_ERR_RECEIPT. */
int cst_rehearsal_block(const cst_cell *cell, uint64_t index, uint64_t batch, cst_row *sum,
                        cst_error *error);

/* All of them; the sum of their rows takes the place of what the row held. */
int cst_rehearsal_run(const cst_cell *cell, uint64_t batch, cst_row *sum, cst_error *error);

/* Trials of a spec that have about `tasks` tasks, from CST_REHEARSAL_TRIALS_MIN to 100000. */
uint64_t cst_rehearsal_trials(const cst_trial_spec *spec, double tasks);

/* The results of so many trials of a checked spec, with intervals of that confidence. The same
 * trials of two specs share their random numbers. 0, CST_ERR_METHOD where a trial has more tasks
 * than CST_REHEARSAL_TASKS_MAX or no method serves, CST_ERR_MEMORY. */
int cst_rehearsal_results(const cst_trial_spec *spec, uint64_t trials, double confidence,
                          cst_result result[CST_RESULT_KINDS], cst_error *error);

/* What red is after: trial_risk where the response ends trials, for then one catch and red has lost
 * for that trial; else residual_risk. */
cst_result_kind cst_rehearsal_objective(const cst_trial_spec *spec);

#endif
