/* SPDX-License-Identifier: MIT
 *
 * P(at least one attack escapes) where the tasks of a scope (a round, a trial) share a latent cause
 * (MODEL 3 and 10): given the cause theta every agent schemes with probability theta by itself, so
 * that n tasks all go well with probability (1 - e(theta))^n, e(theta) = theta P(an attack escapes
 * | theta). Causes of different scopes are independent. Sums of positive terms only. Pure.
 */
#ifndef CST_ESTIMATE_EXACT_SCOPE_H
#define CST_ESTIMATE_EXACT_SCOPE_H

#include "agents/law.h"

/* What shares a cause, and how attacks fare under it. */
typedef struct cst_scope_spec {
    double tasks;  /* n >= 0, of one scope: N for a round, N R for a trial, 1 for a task */
    double scopes; /* of a trial: R, 1, N R */
    /* P(an attack escapes | each reviewer schemes with probability theta, by itself), in [0, 1];
     * smooth in theta. */
    double (*escape)(double theta, void *self);
    void *self;
} cst_scope_spec;

/* trial_risk where a scope's cause is one of `count`; what their weights lack of 1 never schemes.
 * theta and weights in [0, 1]. */
double cst_scope_risk_causes(const cst_scope_spec *scope, const cst_law_cause *cause,
                             uint32_t count);

/* trial_risk where theta ~ Beta with mean p and correlation rho (a = p(1/rho-1), b =
 * (1-p)(1/rho-1)), both in [0, 1]; at rho 0 theta = p, at 1 it is 1 with probability p. Relative
 * error below 1e-9 for n up to 1e12, also at p = 1e-300. As theta times the Beta(a,b) density is p
 * times the Beta(a+1,b) density, this is p E[(1 - (1-e)^n)/theta] over Beta(a+1,b), by adaptive
 * quadrature in log(theta/(1-theta)). Some 2000 calls of escape, half a millisecond without. */
double cst_scope_risk_beta(const cst_scope_spec *scope, double p, double rho);

#endif
