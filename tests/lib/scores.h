/* SPDX-License-Identifier: MIT
 *
 * Normal tails from the error function, independent of the library that the model uses, and specs
 * of scores.
 */
#ifndef CST_TESTS_SCORES_H
#define CST_TESTS_SCORES_H

#include "monitor/scores/score.h"

/* P(N(0,1) > x). */
double cst_test_above(double x);

/* x with P(N(0,1) > x) = p, by bisection, in the tail where p has its digits. */
double cst_test_quantile(double p);

/* P(X <= x) and P(X > x) of X ~ Beta(a, b), shapes up to 12, at these log-odds of x: the power
 * series of the incomplete beta function in the smaller of x and 1 - x, in long double. */
void cst_test_beta_tails(double a, double b, double odds, double *below, double *above);

/* The log-odds that so much of Beta(a, b) is above, by bisection. */
double cst_test_beta_quantile(double a, double b, double above);

/* Scores of each model at an FPR; params: a0, b0, a1, b1. */
cst_score_spec cst_test_threshold(double tpr, double fpr);
cst_score_spec cst_test_binormal(double d_prime, double fpr);
cst_score_spec cst_test_beta(const double params[4], double fpr);

/* A histogram of these counts, of which a copy is kept until the program ends. */
cst_score_spec cst_test_histogram(cst_score_counts counts, double fpr);

/* Published counts per score: control-stack, closed-source-model__apps__self_rec__none_base
 * (GPT-4o-mini sees GPT-4.1 on APPS; 633 honest samples, 240 attacks). */
cst_score_spec cst_test_apps(double fpr);

#endif
