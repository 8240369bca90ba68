/* SPDX-License-Identifier: MIT
 *
 * The points of a score model's ROC after a change. Pure.
 */
#ifndef CST_MONITOR_SCORES_ROC_CURVE_H
#define CST_MONITOR_SCORES_ROC_CURVE_H

#include "monitor/scores/roc_change.h"
#include "monitor/scores/score.h"

/* Points from (0, 0) to (1, .), rising in both; heap, zeroed by its owner before the first use. */
typedef struct cst_roc_curve {
    uint32_t count, room;
    double *fpr, *tpr;
    double reach; /* share of honest work that has a score, and so may be flagged */
} cst_roc_curve;

/* Fills a zeroed curve for a checked spec. 0 or CST_ERR_MEMORY; free is legal after either. */
int cst_roc_curve_make(cst_roc_curve *curve, const cst_score_spec *score,
                       const cst_roc_change *change, cst_error *error);
void cst_roc_curve_free(cst_roc_curve *curve);

#endif
