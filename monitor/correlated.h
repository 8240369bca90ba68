/* SPDX-License-Identifier: MIT
 *
 * How many of k reviewers report one attack where their scores share its difficulty: a one-factor
 * normal copula with equal correlation (MODEL sections 5 and 11.3). Pure; any thread.
 */
#ifndef CST_MONITOR_CORRELATED_H
#define CST_MONITOR_CORRELATED_H

#include <stdint.h>

/* Reviewers of two kinds, such as those that scheme and those that do not. */
typedef struct cst_correlated_spec {
    uint32_t count[2];  /* reviewers of each kind; together up to CST_REVIEWERS_MAX */
    double report[2];   /* P(one of them reports), in [0, 1] */
    double correlation; /* r of the scores, in [0, 1]: 0 independent, 1 one common score */
} cst_correlated_spec;

/* Fills law[x] = P(x of the reviewers report), x = 0..count[0]+count[1]: the integral over the
 * common factor z ~ N(0, 1) of the law of independent reviewers that report with probability
 * Phi((Phi^-1(report) + sqrt(r) z) / sqrt(1 - r)). Relative error below 1e-10 wherever law[x] is
 * above 1e-30; rounded to 12 significant digits, so that the law sums to 1 within 1e-11. About a
 * millisecond. */
void cst_correlated_law(const cst_correlated_spec *spec, double *law);

#endif
