/* SPDX-License-Identifier: MIT
 *
 * Which points no other point beats, in two directions at once, where each is known to an interval.
 * More is better in both.
 */
#ifndef CST_STUDY_FRONT_H
#define CST_STUDY_FRONT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Where its intervals leave a point. */
typedef enum cst_front_place {
    CST_FRONT_NO = 0,      /* another point at its worst corner still beats this one at its best */
    CST_FRONT_PERHAPS = 1, /* neither */
    CST_FRONT_SURELY = 2   /* no other point at its best corner beats this one at its worst */
} cst_front_place;

/* Finite numbers, low <= high in both directions. */
typedef struct cst_front_point {
    double at[2], low[2], high[2];
} cst_front_point;

/* Whether no other point's value beats each one's: is no worse in both directions and better in
 * one. Takes O(n log n). 0 or CST_ERR_MEMORY. */
int cst_front_line(const cst_front_point *point, size_t count, bool *on, cst_error *error);

/* Where their intervals leave the points. If all intervals hold at once, so do all places: NO is
 * not on the front of the true values, and SURELY is. Takes O(n log n). 0 or CST_ERR_MEMORY. */
int cst_front_judge(const cst_front_point *point, size_t count, cst_front_place *place,
                    cst_error *error);

#endif
