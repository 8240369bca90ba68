/* SPDX-License-Identifier: MIT
 *
 * Closed forms (MODEL sections 11.1, 11.2 and 11.4): the exact value of a result, where one exists.
 */
#ifndef CST_ESTIMATE_EXACT_CLOSED_H
#define CST_ESTIMATE_EXACT_CLOSED_H

#include "monitor/model.h"
#include "tally/results.h"

/* Fills value[0..CST_RESULT_KINDS-1]; NaN where no closed form applies. Relative error below
 * 1e-12, but near rate 1 under the laws alpha-factor, copula and table, whose P(nobody schemes) is
 * what the rest leaves of 1. */
void cst_closed_forms(const cst_model *model, double *value);

/* For cst_closed_forms: those of a model whose trials are played; leaves the values that have no
 * closed form. */
void cst_closed_played(const cst_model *model, double *value);

/* Fills the upper tails at a level in (0, 1), from what cst_closed_forms filled: escapes are
 * binomial where tasks are independent and alike. */
void cst_closed_tails(const cst_model *model, double tail, double *value);

/* The closed forms of a spec. 0, or the code of what refuses it. */
int cst_closed_of_spec(const cst_trial_spec *spec, double *value, cst_error *error);

/* One of them; NaN also where the spec is refused. */
double cst_closed_form(const cst_trial_spec *spec, cst_result_kind kind);

#endif
