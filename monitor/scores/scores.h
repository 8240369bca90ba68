/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the score models' tables, one a file, score_<name>.c,
 * and what is read of counts.
 */
#ifndef CST_MONITOR_SCORES_SCORES_H
#define CST_MONITOR_SCORES_SCORES_H

#include "monitor/scores/score.h"

#include <stdbool.h>

extern const cst_score cst_score_threshold;
extern const cst_score cst_score_binormal;
extern const cst_score cst_score_beta;
extern const cst_score cst_score_histogram;

/* How many attacks, or honest samples, there are with a score and without. Whole numbers are added,
 * so that ratios of them are the same everywhere. */
double cst_score_samples(const cst_score_counts *counts, bool attack);

/* Where a histogram's threshold lies: scores from `from` on are flagged, the one below with the
 * chance `part`. */
typedef struct cst_score_cut {
    uint32_t from;
    double part;
} cst_score_cut;

/* Of a checked histogram, at its FPR. */
cst_score_cut cst_score_cut_of(const cst_score_spec *spec);

#endif
