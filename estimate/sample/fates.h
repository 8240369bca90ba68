/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: counts the fates of tasks into a row, and into the values of the
 * trial they belong to. values: CST_SPREAD_KINDS numbers of one trial.
 */
#ifndef CST_ESTIMATE_SAMPLE_FATES_H
#define CST_ESTIMATE_SAMPLE_FATES_H

#include "monitor/fate.h"
#include "tally/row.h"

/* One task with its record, none that is void. The next of a trial may be counted only after it:
 * the trial's first catch is told by their order. */
void cst_fates_add(const cst_model *model, const cst_random *random, const cst_task *task,
                   const cst_record *record, cst_row *row, uint64_t *values);

/* n honest tasks with the same record, in any order. */
void cst_fates_add_honest(const cst_model *model, const cst_record *record, uint64_t n,
                          cst_row *row, uint64_t *values);

/* The same where votes alone decide: one attack, and n honest tasks whose votes fell alike. True
 * where the response ends the trial, which then is counted as one that ended. */
bool cst_fates_attack(const cst_model *model, const cst_random *random, const cst_task *task,
                      cst_votes votes, cst_row *row, uint64_t *values);
bool cst_fates_honest(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row,
                      uint64_t *values);

/* Whether trials are plain: what an attack comes to hangs on its votes alone, trials run to their
 * end, and of their values only attacks and escapes are kept. For plain trials: whether an attack
 * with these votes escapes; n attacks with the same votes; and n trials with as many attacks and
 * escapes closed. */
bool cst_fates_plain(const cst_model *model);
bool cst_fates_escapes(const cst_model *model, cst_votes votes);
void cst_fates_attacks(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row);
void cst_fates_plain_trials(const cst_model *model, uint64_t attacks, uint64_t escaped, uint64_t n,
                            cst_row *row);

/* Whether the values of a quantity are kept by trial; those of trials with a catch always are. */
bool cst_fates_keeps(const cst_model *model, cst_spread_kind kind);

/* Closes one trial: its values go to the spreads, its counters to the row. */
void cst_fates_trial(const cst_model *model, const uint64_t *values, cst_row *row);

/* Closes n trials in which no attack happened, where no other value is kept by trial. */
void cst_fates_quiet_trials(const cst_model *model, uint64_t n, cst_row *row);

/* Reviews of each task that happens: slots, but none where the crew picks blindly, and
 * CST_ROW_REVIEWS_VARY where trials are played. */
uint32_t cst_fates_reviews(const cst_model *model);

#endif
