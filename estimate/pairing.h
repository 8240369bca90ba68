/* SPDX-License-Identifier: MIT
 *
 * Differences between cells that share their random numbers. Draws have addresses, so trial n of
 * one cell meets the same draws as trial n of another: where the two are much alike most of what is
 * luck falls out of their difference. Cells are run trial by trial, in a plain loop; escaped
 * attacks of a trial are compared in pairs. Pure, any thread.
 */
#ifndef CST_ESTIMATE_PAIRING_H
#define CST_ESTIMATE_PAIRING_H

#include "estimate/cell.h"

/* Sums over the trials of a cell beside those of the first. */
typedef struct cst_pairing {
    uint64_t trials;
    uint64_t differ;                 /* trials in which another number of attacks escaped */
    uint64_t planned, planned_first; /* tasks of a trial */
    cst_u128 sum, sum_first;         /* of the attacks that escaped */
    cst_u128 square, square_first, product;
} cst_pairing;

/* What follows, per planned task. */
typedef struct cst_difference {
    double risk, difference; /* of the cell; and less the first's */
    double low, high;        /* of the difference: normal, NaN under CST_PAIRING_DIFFER_MIN pairs */
    double paired;           /* variance of the difference as it is */
    double apart;            /* what it would be, had the two other draws */
} cst_difference;

enum { CST_PAIRING_DIFFER_MIN = 30 };

/* A method under which the trials of both can be compared: theirs where it is one, naive where one
 * is skip and the other naive; NULL with CST_ERR_METHOD where a method's trials are no
 * deployments. */
const cst_estimator *cst_pairing_method(const cst_estimator *a, const cst_estimator *b,
                                        cst_error *error);

/* Makes a cell whose trials have a row each. 0, or what cst_cell_make says. */
int cst_pairing_cell(cst_cell *cell, const cst_trial_spec *trial, const cst_estimate_spec *estimate,
                     cst_error *error);

/* Runs trials first .. first + trials - 1 of all cells and adds them to out[0..count-1]. 0,
 * CST_ERR_MEMORY, CST_ERR_RECEIPT. */
int cst_pairing_run(const cst_cell *cells, uint32_t count, uint64_t first, uint64_t trials,
                    cst_pairing *out, cst_error *error);

/* At least 2 trials. */
cst_difference cst_pairing_difference(const cst_pairing *pairing, double confidence);

#endif
