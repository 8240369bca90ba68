/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: counts the fates of tasks into a row, and into the values of the
 * trial they belong to. values: CST_SPREAD_KINDS numbers of one trial.
 */
#ifndef CST_ESTIMATE_SAMPLE_FATES_H
#define CST_ESTIMATE_SAMPLE_FATES_H

#include "estimate/sample/cell.h"
#include "monitor/fate.h"
#include "tally/row.h"

/* One task with its record, none that is void. The next of a trial may be counted only after it:
 * the trial's first catch is told by their order. */
void cst_fates_add(const cst_model *model, const cst_random *random, const cst_task *task,
                   const cst_record *record, cst_row *row, uint64_t *values);

/* n tasks with the same record, in any order; attacks only where no more is kept of them than their
 * counts. */
void cst_fates_add_alike(const cst_model *model, const cst_record *record, uint64_t n, cst_row *row,
                         uint64_t *values);

/* The same where votes alone decide: one attack, and n honest tasks whose votes fell alike. True
 * where the response ends the trial, which then is counted as one that ended. */
bool cst_fates_attack(const cst_model *model, const cst_random *random, const cst_task *task,
                      cst_votes votes, cst_row *row, uint64_t *values);
bool cst_fates_honest(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row,
                      uint64_t *values);

/* Whether the values of a quantity are kept by trial; those of trials with a catch always are. */
bool cst_fates_keeps(const cst_model *model, cst_spread_kind kind);

/* Whether attacks with the same votes come to the same, in whatever order they are counted. */
bool cst_fates_alike(const cst_model *model);

/* Counts n attacks of such a model, without what its schemers said. */
void cst_fates_attacks(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row,
                       uint64_t *values);

/* What the schemers said of attacks: their reviews, and those that reported. */
void cst_fates_told(uint64_t schemers, uint64_t told, cst_row *row, uint64_t *values);

/* Closes one trial of so many planned tasks: its values go to the spreads, its counters to the row.
 */
void cst_fates_trial(const cst_model *model, uint64_t planned, const uint64_t *values,
                     cst_row *row);

/* Puts the values of a trial that was closed into slots, by its number in the cell, where they are
 * kept: trials remember, and results need them. */
bool cst_fates_pairs(const cst_cell *cell, cst_pair pair);
void cst_fates_slots(const cst_cell *cell, uint64_t trial, const uint64_t *values, cst_row *row);

/* Closes n trials with as many attacks and escapes, of which no other value is kept, but for what
 * schemers said: where there are attacks, the caller adds that. */
void cst_fates_trials(const cst_model *model, uint64_t attacks, uint64_t escaped, uint64_t n,
                      cst_row *row);

/* Reviews of each task that happens: slots, but none where the crew picks blindly, and
 * CST_ROW_REVIEWS_VARY where trials are played. */
uint32_t cst_fates_reviews(const cst_model *model);

/* Puts the records of a whole trial, from this record of the reports on. */
void cst_played_put(const cst_cell *cell, cst_batch *reports, uint64_t first,
                    const cst_record *records, const cst_told *told);

#endif
