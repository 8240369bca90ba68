/* SPDX-License-Identifier: MIT
 *
 * Student's interval from the values of trials, for where the guaranteed one is much wider. It is
 * given under rules under which it was found to cover about as often as it says
 * (docs/statistics.md), and refused with the reason else; nothing that is decided rests on it.
 * Pure.
 */
#ifndef CST_TALLY_APPROXIMATE_H
#define CST_TALLY_APPROXIMATE_H

#include "tally/interval.h"

/* It is given where there are so many trials, and as many events that are alike would be. */
enum { CST_APPROXIMATE_TRIALS = 30, CST_APPROXIMATE_EVENTS = 20 };

/* Zeroed: nothing is said of it. */
typedef struct cst_approximate {
    bool given;
    double low, high;    /* where it is given */
    const char *refused; /* why it is not */
} cst_approximate;

/* For the mean of values in [0, most] that the law of a trial has drawn once each. tied: a cause of
 * scope trial hangs over them, of which the trials may not have seen the rare half. */
cst_approximate cst_approximate_mean(const cst_spread *values, double most, bool tied,
                                     double level);

/* For the mean of a part over the mean of all, part + rest, by residuals. */
cst_approximate cst_approximate_ratio(const cst_interval_parts *parts, bool tied, double level);

/* factor * it + more. */
cst_approximate cst_approximate_scaled(cst_approximate of, double factor, double more);

#endif
