/* SPDX-License-Identifier: MIT
 *
 * The range of a number and the words for it, said once for whoever checks, reads or explains it.
 * Plain data.
 */
#ifndef CST_BASE_RANGE_H
#define CST_BASE_RANGE_H

#include <math.h>
#include <stdbool.h>

typedef struct cst_range {
    double low, high;
    bool above, below; /* whether the lower, the upper end is excluded */
    const char *words; /* as in "expected a number above 0" */
} cst_range;

/* Whether a number lies in the range; one that is not finite lies in none. */
bool cst_range_has(const cst_range *range, double value);

/* Initialisers. */
#define CST_RANGE(low_, high_, words_)                                                             \
    {                                                                                              \
        .low = (low_), .high = (high_), .words = (words_)                                          \
    }
#define CST_RANGE_ABOVE(low_, high_, words_)                                                       \
    {                                                                                              \
        .low = (low_), .high = (high_), .above = true, .words = (words_)                           \
    }
#define CST_RANGE_BELOW(low_, high_, words_)                                                       \
    {                                                                                              \
        .low = (low_), .high = (high_), .below = true, .words = (words_)                           \
    }
#define CST_PROBABILITY CST_RANGE(0.0, 1.0, "a probability from 0 to 1")
#define CST_SHARE       CST_RANGE(0.0, 1.0, "a share from 0 to 1")
#define CST_WEIGHT      CST_RANGE(0.0, HUGE_VAL, "a number of at least 0")
#define CST_POSITIVE    CST_RANGE_ABOVE(0.0, HUGE_VAL, "a number above 0")
#define CST_NUMBER      CST_RANGE(-HUGE_VAL, HUGE_VAL, "a number")
#define CST_COUNT64     CST_RANGE(0.0, 1e15, "a whole number from 0 to 1e15")

#endif
