/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: honest mass as exact counts. n honest tasks of one class are a
 * multinomial draw over how their votes fell.
 */
#ifndef CST_ESTIMATE_SAMPLE_HONEST_H
#define CST_ESTIMATE_SAMPLE_HONEST_H

#include "base/binomial.h"
#include "estimate/sample/fates.h"

/* Draws n honest tasks of a class and counts them. unflagged: it is known that none of them was
 * flagged (the flagged ones came as events). */
void cst_honest_draw(const cst_model *model, uint32_t class_index, bool unflagged, uint64_t n,
                     cst_draws *draws, cst_row *row, uint64_t *values);

/* Draws the votes of one honest task of a class, given that the protocol flagged it. */
cst_votes cst_honest_flagged_votes(const cst_model *model, uint32_t class_index, cst_draws *draws);

#endif
