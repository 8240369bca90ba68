/* SPDX-License-Identifier: MIT
 *
 * Which uncertain inputs a result varies with: the share of its variance that an input explains by
 * itself (Sobol's first-order index) and with all its interactions (the total index), and rank
 * correlations. Closed forms of random draws of the inputs, so the draws are all that is random;
 * each number has the standard error that this leaves. Pure.
 */
#ifndef CST_ESTIMATE_ASK_SENSITIVITY_H
#define CST_ESTIMATE_ASK_SENSITIVITY_H

#include "estimate/ask/inputs.h"

/* An estimate and its standard error; NaN where there is none. */
typedef struct cst_index {
    double value, error;
} cst_index;

/* The share of the variance of f that an input explains by itself. a, b: f at n independent pairs
 * of points; ab: f at the points of a, but with the input of b. (Janon et al., ESAIM: Probability
 * and Statistics 18, 2014, with the product of a and b, whose mean is known, as a control variate.)
 * NaN where f does not vary. */
cst_index cst_index_first(const double *a, const double *b, const double *ab, uint32_t n);

/* The share of the variance of f that is gone where all but this input are known (Jansen, Computer
 * Physics Communications 117, 1999). */
cst_index cst_index_total(const double *a, const double *ab, uint32_t n);

/* Spearman's rank correlation of n independent pairs; equal values share their middle rank. 0 or
 * CST_ERR_MEMORY. NaN where one of them does not vary. */
int cst_index_rank(const double *x, const double *y, uint32_t n, cst_index *rank, cst_error *error);

enum { CST_SENSITIVITY_DRAWS_MIN = 100, CST_SENSITIVITY_DRAWS_MAX = 1000000 };

typedef struct cst_sensitivity {
    cst_result_kind kind;
    uint32_t draws;   /* 0: nothing is known, for this reason */
    char reason[192]; /* "" where there is something */
    bool together;    /* inputs go together: there are ranks alone, for shares of the variance would
                         be shared by inputs, and could not be added up */
    double mean, deviation;
    double carry; /* draws that carry the variance: the square of the sum of squared distances from
                     the mean over the sum of their squares, n/3 of a normal law */
    cst_index first[CST_INPUTS_MAX]; /* of an input that is taken as exact: 0, and no rank */
    cst_index total[CST_INPUTS_MAX];
    cst_index rank[CST_INPUTS_MAX];
} cst_sensitivity;

/* Works them out for a result of spec from `draws` pairs of draws of all inputs, of which there is
 * at least one. 0 or CST_ERR_MEMORY. */
int cst_sensitivity_make(cst_sensitivity *of, const cst_inputs *inputs, const cst_trial_spec *spec,
                         cst_result_kind kind, const cst_random *random, uint32_t draws,
                         cst_error *error);

#endif
