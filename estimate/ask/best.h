/* SPDX-License-Identifier: MIT
 *
 * Red's best answer: the greatest value of a function of one parameter over a range. A grid over
 * the whole range finds the hills, NLopt climbs the highest of them. Deterministic: the same calls
 * in the same order, no clock. Memory is NLopt's own, for the length of the call.
 */
#ifndef CST_ESTIMATE_ASK_BEST_H
#define CST_ESTIMATE_ASK_BEST_H

#include "base/error.h"

#include <stdbool.h>

enum { CST_BEST_STEPS = 512, CST_BEST_HILLS = 8 };

/* The greatest value on [low, high], and where. low < high, both finite; log_scale: steps are equal
 * in log x, low > 0. The function is looked at on a grid of CST_BEST_STEPS equal steps with both
 * ends; around each of the CST_BEST_HILLS highest points that no neighbour exceeds, NLopt's
 * Nelder-Mead with bounds goes on between the neighbours, until x moves by less than 1e-10 of the
 * range. What is returned is the best of all points that were looked at, so it is never below the
 * grid. Where the function is smooth on the scale of a step, value_at_x is the maximum to 1e-12 of
 * it or rounding; a hill narrower than a step may be missed. 0; CST_ERR_METHOD: the function is NaN
 * somewhere, and the text says where, or NLopt failed; CST_ERR_RANGE: no such range;
 * CST_ERR_MEMORY. */
int cst_best_of(double (*value)(double x, void *self), void *self, double low, double high,
                bool log_scale, double *x, double *value_at_x, cst_error *error);

#endif
