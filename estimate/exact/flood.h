/* SPDX-License-Identifier: MIT
 *
 * What attackers gain by number (MODEL 11.3): attacks that flood an audit budget, and the least
 * suspicious of many candidates. Pure.
 */
#ifndef CST_ESTIMATE_EXACT_FLOOD_H
#define CST_ESTIMATE_EXACT_FLOOD_H

/* Audits of the most suspicious share of all tasks. */
typedef struct cst_flood {
    double attacks; /* a in [0, 1], share of the tasks */
    double budget;  /* b in [0, 1], share that is audited */
    /* TPR at an FPR in [0, 1]: rising, continuous but for a jump at 0. */
    double (*tpr)(double fpr, void *self);
    void *self;
} cst_flood;

typedef struct cst_flooded {
    double fpr;     /* f, the share of honest work that is audited */
    double flagged; /* TPR(f), the share of attacks that is audited */
} cst_flooded;

/* Solves a TPR(f) + (1-a) f = b to the last digit of f. Where attacks beyond all honest scores
 * alone take more than the budget f is 0 and flagged b/a; where the budget covers all tasks f is
 * 1. */
cst_flooded cst_flood_solve(const cst_flood *flood);

/* P(not flagged) of the least suspicious of n independent candidates that each are missed with this
 * probability: 1 - (1-miss)^n, with miss = Phi(tau - d') for normal scores. */
double cst_flood_least_suspicious(double miss, double n);

#endif
