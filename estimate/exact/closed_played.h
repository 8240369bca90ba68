/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: closed forms where trials are played although each task is judged by
 * itself (MODEL section 7's w and l), and of races between an escape and a catch (MODEL 11.4).
 */
#ifndef CST_ESTIMATE_EXACT_CLOSED_PLAYED_H
#define CST_ESTIMATE_EXACT_CLOSED_PLAYED_H

#include "monitor/model.h"
#include "tally/results.h"

/* Fills the values that have a closed form; leaves the others. Needs a model whose trials are
 * played. */
void cst_closed_played(const cst_model *model, double *value);

#endif
