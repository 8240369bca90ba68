/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: attacks of plain trials (estimate/sample/fates.h) tallied by kind.
 * Attacks with the same votes, and trials with the same few attacks and escapes, are counted first
 * and added to the row together, so that one record costs a few steps and no division.
 */
#ifndef CST_ESTIMATE_SAMPLE_EVENTS_H
#define CST_ESTIMATE_SAMPLE_EVENTS_H

#include "estimate/sample/cell.h"

/* Tallies the records of a unit, which have been checked: attacks alone, in the order of their
 * tasks. Closes the trials that have any, adds the attacks of each class to attacks_of, and returns
 * the number of trials closed. The cell's model is plain. */
uint64_t cst_events_tally(const cst_cell *cell, const cst_batch *reports, cst_row *row,
                          uint64_t *attacks_of);

/* Records come from a peer: 0, or CST_ERR_RECEIPT where their tasks do not rise or one of them lies
 * beyond the unit. */
int cst_events_check(const cst_unit *unit, const cst_batch *batch, cst_error *error);

#endif
