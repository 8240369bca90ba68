/* SPDX-License-Identifier: MIT
 *
 * The worst and the best case over all dependence laws with the same rate and the same pairwise
 * correlation: what a safety case can quote that knows pairs only (MODEL 11.5). A small linear
 * program over q_j = P(exactly j of a task's agents scheme), of which all corners are looked at.
 * Pure; any thread; under a millisecond.
 */
#ifndef CST_ESTIMATE_EXACT_WORST_H
#define CST_ESTIMATE_EXACT_WORST_H

#include "monitor/model.h"

/* Bounds of miss_share, rounded outwards; times the attack rate they bound residual_risk. */
typedef struct cst_worst {
    bool applies; /* else the others are NaN */
    double rho;   /* the correlation that is kept */
    double worst, best;
} cst_worst;

/* The bounds for k reviewers whose responses are u[0..k], u_s = P(an attack escapes | s of them
 * scheme), at marginal p in (0, 1) and pairwise correlation rho of two agents of a task. 0, or
 * CST_ERR_LAW: no law has these. */
int cst_worst_bounds(uint32_t k, const double *u, double p, double rho, cst_worst *out,
                     cst_error *error);

/* The same for a model. It applies where reviewers of one kind that collude judge each task by
 * itself, for the whole of every trial. */
int cst_worst_case(const cst_model *model, cst_worst *out, cst_error *error);

#endif
