/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: what a block comes to of which only events have records, and honest
 * work between them enters as exact counts. Attacks of plain trials are tallied by kind: attacks
 * with the same votes, and trials with the same few attacks and escapes, are counted first and
 * added to the row together, so that one record costs a few steps and no division.
 */
#ifndef CST_ESTIMATE_SAMPLE_EVENTS_H
#define CST_ESTIMATE_SAMPLE_EVENTS_H

#include "estimate/sample/cell.h"
#include "estimate/sample/fates.h"

/* What is jumped to, at the largest of the agents' chances. */
typedef struct cst_jumped {
    cst_purpose purpose; /* of the jumps */
    double most;
    /* Where chances differ: the share of an agent's landings that are kept; else NULL. */
    cst_chance (*kept)(const cst_model *model, uint32_t agent, double most);
} cst_jumped;

/* The tasks of a unit at which it happens: a batch of them, the caller's to free. 0 or
 * CST_ERR_MEMORY. */
int cst_events_jump(const cst_cell *cell, const cst_unit *unit, const cst_jumped *of,
                    cst_batch *tasks, cst_error *error);

/* What a record's attack column tells: 0 of honest work, else 1 + s + 16 t, where s of the attack's
 * reviewers scheme and t of these report. A byte has room for so many; where there are more of
 * them, or their states do not matter, attacks have 1. */
enum { CST_EVENTS_SCHEMERS = 14 };
static inline bool cst_events_coded(const cst_model *model)
{
    return cst_model_schemers_known(model) && model->slots <= CST_EVENTS_SCHEMERS;
}
static inline uint8_t cst_events_code(cst_votes votes)
{
    return (uint8_t)(1 + votes.schemers + 16 * votes.told);
}

/* The schemers and their reports that a code other than 0 tells of. */
static inline uint8_t cst_events_schemers(uint8_t code)
{
    return (code - 1) & 15;
}
static inline uint8_t cst_events_told(uint8_t code)
{
    return (uint8_t)(code - 1) >> 4;
}

/* Puts into the votes on an attack what a code other than 0 tells. False where no reviewers of the
 * model can have said so. */
bool cst_events_decode(const cst_model *model, uint8_t code, cst_votes *votes);

/* `kept` of tasks whose actors scheme. */
cst_chance cst_events_schemes(const cst_model *model, uint32_t agent, double most);

/* Records come from a peer: 0, or CST_ERR_RECEIPT where their tasks do not rise by `step` at least,
 * 1 or 0, or one of them lies beyond the unit. */
int cst_events_check(const cst_unit *unit, const cst_batch *batch, uint64_t step, cst_error *error);

/* Whether trials are plain: what an attack comes to hangs on its votes alone, trials run to their
 * end, of their values only attacks and escapes are kept and what schemers said, and records tell
 * that. */
bool cst_events_plain(const cst_model *model);

/* Tallies the records of a unit, which have been checked: attacks alone, in the order of their
 * tasks. Closes the trials that have any, adds the attacks of each cohort to attacks_of, and
 * returns the number of trials closed. The cell's model is plain. */
uint64_t cst_events_tally(const cst_cell *cell, const cst_batch *reports, cst_row *row,
                          uint64_t *attacks_of);

/* Draws n honest tasks of a cohort, a multinomial draw over how their votes fell, and counts them.
 * unflagged: it is known that none of them was flagged (the flagged ones came as events). */
void cst_events_honest(const cst_model *model, uint32_t cohort, bool unflagged, uint64_t n,
                       cst_draws *draws, cst_row *row, uint64_t *values);

/* Draws the votes of one honest task of a cohort, given that the protocol flagged it. */
cst_votes cst_events_flagged(const cst_model *model, uint32_t cohort, cst_draws *draws);

#endif
