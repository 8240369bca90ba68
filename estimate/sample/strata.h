/* SPDX-License-Identifier: MIT
 *
 * Strata (MODEL section 12): residual_risk = sum_s w_s u_s. w_s = P(the actor attacks and s of its
 * reviewers scheme) is the dependence law's and known exactly; u_s = P(the attack escapes | s) is
 * the protocol's response, whatever the law and however rare scheming is. So u_s is simulated once,
 * by attacks that are made to happen, as many in each stratum, and serves every law and every rate:
 * the rows of two cells that differ in their law alone are the same. Pure.
 */
#ifndef CST_ESTIMATE_SAMPLE_STRATA_H
#define CST_ESTIMATE_SAMPLE_STRATA_H

#include "estimate/sample/forced.h"

typedef struct cst_strata_risk {
    double estimate;  /* sum of w_s escaped_s / attacks_s over the strata that were seen */
    double low, high; /* sum of w_s times the ends of u_s: Clopper-Pearson at level / strata each,
                         so that all of them hold together; [0, 1] where nothing was seen */
    double unseen;    /* sum of w_s over the strata without attacks: what is bounded by 1 alone */
    uint64_t events;  /* escapes behind the estimate, over strata with w_s > 0 */
    uint64_t of;      /* attacks behind it */
} cst_strata_risk;

/* 0 where tasks are judged each by itself and agents are exchangeable; else CST_ERR_METHOD with
 * the reason and the method to use. */
int cst_strata_applies(const cst_model *model, cst_error *error);

/* residual_risk of a model from what was seen of its strata, at a confidence in (0, 1). */
cst_strata_risk cst_strata_combine(const cst_model *model, const cst_stratum *strata,
                                   double confidence);

/* The same from the row of a cell with that response under any law. */
cst_strata_risk cst_strata_of_row(const cst_model *model, const cst_row *row, double confidence);

#endif
