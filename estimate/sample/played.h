/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: what methods share whose trials are played round by round
 * (monitor/play.h); naive is no more than these parts. A unit is whole trials. The actors' part
 * draws who is in the scheming state on every task; the reviewers' part plays the trial, and its
 * records go to the tally.
 */
#ifndef CST_ESTIMATE_SAMPLE_PLAYED_H
#define CST_ESTIMATE_SAMPLE_PLAYED_H

#include "estimate/sample/part.h"

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

#endif
