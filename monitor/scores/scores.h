/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the score models' tables, one a file, score_<name>.c, and what they
 * share.
 */
#ifndef CST_MONITOR_SCORES_SCORES_H
#define CST_MONITOR_SCORES_SCORES_H

#include "monitor/scores/score.h"

#include <stdbool.h>

extern const cst_score cst_score_threshold;
extern const cst_score cst_score_binormal;
extern const cst_score cst_score_beta;
extern const cst_score cst_score_histogram;

/* How many attacks, or honest samples, there are with a score and without. */
double cst_score_samples(const cst_score_counts *counts, bool attack);

#endif
