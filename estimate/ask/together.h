/* SPDX-License-Identifier: MIT
 *
 * Uncertain numbers that go together: a normal copula. Each has its own law; standard normal scores
 * of them have the correlations. Pure.
 */
#ifndef CST_ESTIMATE_ASK_TOGETHER_H
#define CST_ESTIMATE_ASK_TOGETHER_H

#include <stdbool.h>
#include <stdint.h>

/* The correlation of normal scores that makes a rank correlation (Spearman's), from -1 to 1:
 * 2 sin(pi rank / 6), whatever the laws, as long as they are continuous. */
double cst_together_of_rank(double rank);

/* The lower triangle L with L L' = R, both n x n by rows; R is symmetric with ones on its diagonal.
 * False where no numbers have these correlations, or some of them would determine another one. */
bool cst_together_factor(const double *correlations, uint32_t n, double *factor);

/* The uniform number of variable i from those of all variables, each above 0 and below 1, that are
 * independent. Where it goes with none before it, it is its own. */
double cst_together_unit(const double *factor, uint32_t n, uint32_t i, const double *unit);

#endif
