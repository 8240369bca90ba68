/* SPDX-License-Identifier: MIT
 *
 * Scores on the scale of honest work (docs/scores.md). The *suspicion* f of a task is the share of
 * honest work that is at least as suspicious: uniform for honest work, smaller is more suspicious.
 * An attack's suspicion is at most f with probability TPR(f), the ROC: points with straight lines
 * between. A monitor with FPR a flags what has f <= a and f < 1; f = 1 has no score and is never
 * flagged. A made ROC is read-only and may be shared by threads.
 */
#ifndef CST_MONITOR_SCORES_ROC_H
#define CST_MONITOR_SCORES_ROC_H

#include "monitor/scores/roc_change.h"
#include "monitor/scores/score.h"

#define CST_ROC_BELOW_ONE (1.0 - 0x1p-53)

typedef struct cst_roc {
    uint32_t points, room;
    uint32_t cells;     /* of the guides, a power of two */
    double *fpr, *tpr;  /* heap: from (0, 0) to (1, share of attacks that has a score) */
    uint32_t *from_fpr; /* heap: by cell, the first point whose fpr is at or above its start */
    uint32_t *from_tpr; /* the same for tpr */
    double reach;       /* share of honest work that has a score: honest f above it has none */
} cst_roc;

/* Makes the ROC of a checked score after a change, at up to 1e5 points; a binormal or beta one
 * takes some 50 ms. Straight lines are off a binormal or beta TPR by less than 1e-7 of it from f =
 * 1e-12 on; the score's own FPR is a point, and unchanged its TPR there is cst_score_tpr. 0 or
 * CST_ERR_MEMORY; free is legal on a zeroed ROC and after a failure. */
int cst_roc_make(cst_roc *roc, const cst_score_spec *score, const cst_roc_change *change,
                 cst_error *error);
void cst_roc_free(cst_roc *roc);

/* P(an attack is flagged at FPR f), f in [0, 1]; at 1 the share of attacks that has a score. */
double cst_roc_tpr(const cst_roc *roc, double f);

/* The likelihood ratio of an attack and honest work at suspicion f: dTPR/df, at most 1e12 where
 * honest work has no such score. Without a score it is 1: an abstention says nothing. */
double cst_roc_slope(const cst_roc *roc, double f);

/* The suspicion of an attack, from 64 uniform bits; in [0, 1], 1 for one without a score. It is at
 * most a point's fpr exactly where (word + 1/2) / 2^64, as a double below 1, is at most its tpr. */
double cst_roc_draw(const cst_roc *roc, uint64_t word);

/* The suspicion of honest work, (word + 1/2) / 2^64 as a double above 0 and below 1. */
static inline double cst_roc_draw_honest(uint64_t word)
{
    const double u = ((double)word + 0.5) * 0x1p-64;
    return u < 1.0 ? u : CST_ROC_BELOW_ONE;
}

#endif
