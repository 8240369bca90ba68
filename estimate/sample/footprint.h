/* SPDX-License-Identifier: MIT
 *
 * How much memory a cell takes while it runs, so that what cannot fit is refused before it starts.
 * Expected values, to a factor of 2 or so. Pure.
 */
#ifndef CST_ESTIMATE_SAMPLE_FOOTPRINT_H
#define CST_ESTIMATE_SAMPLE_FOOTPRINT_H

#include "estimate/sample/cell.h"

/* Bytes. */
typedef struct cst_footprint {
    double unit;   /* of a unit in flight: its actions and its reports */
    double worker; /* of a worker at work, beside that */
    double block;  /* of an open block */
    double row;    /* of the sum of its blocks */
} cst_footprint;

/* Of a cell whose messages are to carry about `batch` tasks. */
cst_footprint cst_footprint_of(const cst_cell *cell, uint64_t batch);

#endif
