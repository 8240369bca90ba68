/* SPDX-License-Identifier: MIT
 *
 * Lines of one level on a grid of numbers: marching squares. Between neighbours a number goes in a
 * straight line; whoever wants it straight on another scale hands over numbers of that scale. Pure,
 * any thread.
 */
#ifndef CST_STUDY_CONTOUR_H
#define CST_STUDY_CONTOUR_H

#include "base/error.h"

#include <stddef.h>

typedef struct cst_contour_grid {
    size_t columns, rows; /* at least 2 of each */
    const double *x;      /* borrowed: where the columns are, rising */
    const double *y;      /* likewise the rows */
    const double *value;  /* borrowed: row by row; a hole where it is no finite number */
} cst_contour_grid;

typedef struct cst_contour_point {
    double x, y;
} cst_contour_point;

typedef struct cst_contour_line {
    cst_contour_point *point; /* in order; a closed line ends where it begins */
    size_t points;            /* at least 2, no two in a row alike */
} cst_contour_line;

typedef struct cst_contour {
    cst_contour_line *line; /* owned, as their points are */
    size_t lines;
} cst_contour;

/* The border between the nodes at or above the level and those below it. It ends at the border of
 * the grid and at squares that have a hole for a corner. Where two opposite corners of a square are
 * above and two are not, the mean of all four says whether the former hang together. 0 or
 * CST_ERR_MEMORY; cst_contour_free is legal after failure. */
int cst_contour_make(cst_contour *contour, const cst_contour_grid *grid, double level,
                     cst_error *error);
void cst_contour_free(cst_contour *contour);

#endif
