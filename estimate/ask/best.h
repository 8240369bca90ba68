/* SPDX-License-Identifier: MIT
 *
 * Red's best answer: the greatest value of a function of one parameter over a range. A grid over
 * the whole range finds the hills, NLopt climbs the highest of them. Deterministic: the same calls
 * in the same order, no clock. Memory is NLopt's own, for the length of the call.
 */
#ifndef CST_ESTIMATE_ASK_BEST_H
#define CST_ESTIMATE_ASK_BEST_H

#include <stdbool.h>

enum { CST_BEST_STEPS = 512, CST_BEST_HILLS = 8 };

/* The greatest value on [low, high], 0 < low < high, and where. The function is looked at on a grid
 * of CST_BEST_STEPS steps, equal in log x, with both ends; around each of the CST_BEST_HILLS
 * highest points that no neighbour exceeds, NLopt's Nelder-Mead with bounds goes on between the
 * neighbours, until x moves by less than 1e-10 of the range. What is returned is the best of all
 * points that were looked at, so it is never below the grid. Where the function is smooth on the
 * scale of a step, value_at_x is the maximum to 1e-12 of it or rounding; a hill narrower than a
 * step may be missed. False: the function is NaN somewhere, or NLopt has no memory or fails. */
bool cst_best_of(double (*value)(double x, void *self), void *self, double low, double high,
                 double *x, double *value_at_x);

#endif
