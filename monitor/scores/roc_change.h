/* SPDX-License-Identifier: MIT
 *
 * What red, age and jamming do to an ROC: one point of it at a time (docs/scores.md). Plain data,
 * pure, any thread.
 */
#ifndef CST_MONITOR_SCORES_ROC_CHANGE_H
#define CST_MONITOR_SCORES_ROC_CHANGE_H

#include "monitor/scores/panels.h"
#include "monitor/scores/score.h"

#include <stdint.h>

/* Applied in this order. */
typedef struct cst_roc_change {
    double scale;              /* of d', in [0, 1]: exp(-gap / tau) for a reviewer that is stale */
    double shift;              /* added to d', finite: a signal that shows */
    double select_share;       /* q: attacks on this share of its tasks, in (0, 1] */
    double select_correlation; /* r_e: of red's estimate with the monitor's score, in [0, 1] */
    uint32_t least_of;         /* n: the least suspicious of so many attacks, >= 1 */
    double honest_cost;        /* j: of jamming: P(an honest reviewer sees noise), in [0, 1] */
} cst_roc_change;

/* A point of an ROC. Complements are kept apart because they may be tiny. */
typedef struct cst_roc_point {
    double f, g; /* share of honest work that is flagged, 1 - f */
    double t, u; /* share of attacks that is flagged, 1 - t */
} cst_roc_point;

/* A change made ready: 25 kB, no heap. */
typedef struct cst_roc_bend {
    cst_roc_change change;
    double reach;                     /* share of honest work that has a score */
    double unscored;                  /* share of attacks that has none */
    double quantile;                  /* of the share select_share of the estimates */
    cst_panels panels;                /* of the normal quantile of t */
    double below[CST_PANELS_MAX + 1]; /* by edge: t of a selected attack */
    double above[CST_PANELS_MAX + 1]; /* 1 - t */
} cst_roc_bend;

/* The identity. */
cst_roc_change cst_roc_change_none(void);

/* Puts into a score what it can take of a change by itself: scale and shift move the d' of binormal
 * scores, also where all or no attacks are flagged. The change keeps the rest. */
void cst_roc_change_own(cst_roc_change *change, cst_score_spec *score);

/* Makes a change ready for a checked score. */
void cst_roc_change_ready(cst_roc_bend *bend, const cst_roc_change *change,
                          const cst_score_spec *score);

/* Changes a point. */
void cst_roc_change_apply(const cst_roc_bend *bend, cst_roc_point *point);

#endif
