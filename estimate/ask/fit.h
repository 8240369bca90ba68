/* SPDX-License-Identifier: MIT
 *
 * From counts of who schemed together to the model's parameters. n tasks, each given to m instances
 * that are exchangeable; J of them schemed. Tasks are independent, the instances of a task are not.
 * With N_j = tasks with J = j:
 *     p    = E[J]/m                                          sum j N_j / (n m)
 *     q    = P(another schemes | one schemes)                sum j(j-1) N_j / ((m-1) sum j N_j)
 *     rho  = (q - p)/(1 - p), the pairwise correlation
 *     w_s  = P(one given instance schemes and s others do)   (s+1)/m N_{s+1}/n, k = m-1
 * Every interval has its level by itself; docs/fit.md says how each is made and why it covers.
 * Pure.
 */
#ifndef CST_ESTIMATE_ASK_FIT_H
#define CST_ESTIMATE_ASK_FIT_H

#include "agents/law.h"
#include "tally/interval.h"

enum { CST_FIT_AGENTS_MIN = 2, CST_FIT_AGENTS_MAX = CST_REVIEWERS_MAX + 1 };

typedef struct cst_fit_counts {
    uint32_t agents;                        /* m */
    uint64_t tasks[CST_FIT_AGENTS_MAX + 1]; /* N_0..N_m */
} cst_fit_counts;

/* The estimate is NaN where the counts say nothing about it; the interval then is what is possible.
 */
typedef struct cst_fit_value {
    double estimate;
    cst_interval interval;
} cst_fit_value;

/* A dependence law at the estimated p and rho. */
typedef struct cst_fit_law {
    cst_law_spec spec;
    const char *key;       /* the law's shape key, as in scheming.<key>; NULL: it has none */
    double shape;          /* that key's value in spec */
    double all_scheme;     /* what it says of P(J = m) */
    double log_likelihood; /* of the counts, up to a constant; minus infinity if they cannot be */
} cst_fit_law;

typedef struct cst_fit {
    uint64_t tasks, some, schemed; /* n; tasks with J > 0; instances that schemed */
    cst_fit_value rate;            /* p, betting over tasks */
    cst_fit_value q;          /* two betting intervals over the tasks with J > 0, Bonferroni; */
                              /* m = 2: Clopper-Pearson */
    cst_fit_value rho;        /* from intervals of q and p, Bonferroni */
    cst_fit_value all_scheme; /* P(J = m), Clopper-Pearson over tasks */
    cst_fit_value w[CST_FIT_AGENTS_MAX]; /* w_0..w_{m-1}, Clopper-Pearson over tasks */
    /* independent; and where 0 < rho <= 1 the laws of one shape that a formula gives for this p and
     * rho (cst_law.shape_of). None where rho has no estimate. */
    uint32_t laws;
    cst_fit_law law[CST_LAW_COUNT];
    uint32_t best; /* the one of the greatest likelihood; independent only where it is alone */
} cst_fit;

/* Fills fit. agents is in its range, and there is at least one task. level = 1 - confidence in
 * (0, 1). */
void cst_fit_make(cst_fit *fit, const cst_fit_counts *counts, double level);

#endif
