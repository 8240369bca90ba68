/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: counts what became of tasks into a row, and into the values of the
 * trial they belong to.
 */
#ifndef CST_ESTIMATE_SAMPLE_OUTCOME_H
#define CST_ESTIMATE_SAMPLE_OUTCOME_H

#include "monitor/review.h"
#include "tally/row.h"

/* One attack. True where the response ends the trial. */
bool cst_outcome_attack(const cst_model *model, const cst_random *random, const cst_task *task,
                        cst_votes votes, cst_row *row, uint64_t *values);

/* What a catch and an escape add to the values of their trial, beyond counters. */
void cst_outcome_catch(const cst_model *model, const cst_task *task, uint64_t *values);
void cst_outcome_escape(const cst_model *model, const cst_random *random, const cst_task *task,
                        uint64_t *values);

/* Whether trials are plain: what an attack comes to hangs on its votes alone, trials run to their
 * end, and of their values only attacks and escapes are kept. For plain trials: whether an attack
 * with these votes escapes; n attacks with the same votes; and n trials with as many attacks and
 * escapes closed. */
bool cst_outcome_plain(const cst_model *model);
bool cst_outcome_escapes(const cst_model *model, cst_votes votes);
void cst_outcome_attacks(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row);
void cst_outcome_plain_trials(const cst_model *model, uint64_t attacks, uint64_t escaped,
                              uint64_t n, cst_row *row);

/* n honest tasks whose votes fell alike. True where the response ends the trial. values:
 * CST_SPREAD_KINDS numbers of one trial. */
bool cst_outcome_honest(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row,
                        uint64_t *values);

/* Whether the values of a quantity are kept by trial; those of trials with a catch always are. */
bool cst_outcome_keeps(const cst_model *model, cst_spread_kind kind);

/* Closes one trial: its values go to the spreads, its counters to the row. */
void cst_outcome_trial(const cst_model *model, const uint64_t *values, cst_row *row);

/* Closes n trials in which no attack happened, where no other value is kept by trial. */
void cst_outcome_quiet_trials(const cst_model *model, uint64_t n, cst_row *row);

/* Reviews of each task that happens: slots, but none where the crew picks blindly, and
 * CST_ROW_REVIEWS_VARY where trials are played. */
uint32_t cst_outcome_reviews(const cst_model *model);

#endif
