/* SPDX-License-Identifier: MIT
 *
 * Points that fill the unit cube evenly, one coordinate at a time: Sobol points and Latin
 * hypercubes. From the seed alone, by whole numbers, so that all machines have the same. Pure.
 */
#ifndef CST_BASE_POINTS_H
#define CST_BASE_POINTS_H

#include <stdint.h>

enum { CST_POINTS_KEYS_MAX = 16 }; /* coordinates */

typedef enum cst_points_kind {
    CST_POINTS_SOBOL, /* digitally shifted by the seed: a power of 2 of them has as many in each
                         half of each coordinate, in each quarter, .. Point i is the same whatever
                         `count` */
    CST_POINTS_LATIN  /* one in each of the `count` even parts of each coordinate, at random */
} cst_points_kind;

typedef struct cst_points {
    cst_points_kind kind;
    uint64_t seed;
    uint32_t count; /* at least 1 */
} cst_points;

/* Writes one coordinate of all points, above 0 and below 1; coordinate < CST_POINTS_KEYS_MAX. */
void cst_points_at(const cst_points *points, uint32_t coordinate, double *at);

/* The first 32 bits of a coordinate of Sobol's point i, without a shift, in the order of Gray's
 * code. */
uint32_t cst_points_sobol(uint32_t coordinate, uint32_t i);

#endif
