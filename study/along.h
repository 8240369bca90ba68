/* SPDX-License-Identifier: MIT
 *
 * Closed forms between the cells of a sweep: a cell is moved along an axis, all else as it is.
 */
#ifndef CST_STUDY_ALONG_H
#define CST_STUDY_ALONG_H

#include "scenarios/load/schema.h"
#include "study/finding.h"

typedef struct cst_along {
    const cst_scenario_cell *cell; /* borrowed: the cell that is moved */
    const cst_key *key;            /* along which */
    cst_result_kind kind;          /* what is wanted of it */
} cst_along;

/* A finding, and where it lies along the axis. */
typedef struct cst_along_point {
    double x;
    const cst_finding *finding; /* borrowed */
} cst_along_point;

/* Looks for a cell to move among the points of a sweep, which differ in this axis alone. A cell
 * does not keep what has no effect where it lies (what multiplies 0, say), so it must have the
 * closed form of each of the others where these lie. False where none has, or the axis is no real
 * number of the trial, or there is no closed form: between cells nothing is known then. */
bool cst_along_find(cst_along *along, const char *axis, cst_result_kind kind,
                    const cst_along_point *point, size_t points);

/* The closed form at a value of the axis; NaN where none applies. */
double cst_along_at(const cst_along *along, double x);

/* Whether two closed forms are the same up to rounding, or both missing. */
bool cst_along_alike(double a, double b);

#endif
