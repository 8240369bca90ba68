/* SPDX-License-Identifier: MIT
 *
 * Ranks that intervals allow: places of things whose values are known by intervals that hold at the
 * same time. Pure.
 */
#ifndef CST_TALLY_RANKING_H
#define CST_TALLY_RANKING_H

#include "tally/interval.h"

typedef struct cst_ranks {
    uint32_t best, worst; /* 1 is the least value */
} cst_ranks;

/* The places that each of n values may have: it is behind those whose whole interval lies below its
 * own, and before those whose whole interval lies above. Where all intervals hold at once with some
 * confidence, so do all ranks: the difference of two values lies in [low_i - high_j, high_i -
 * low_j] whatever the dependence of the two. */
void cst_ranks_of(const cst_interval *value, uint32_t n, cst_ranks *ranks);

/* The interval of the largest of n values: from the largest low end to the largest high end. */
cst_interval cst_interval_of_largest(const cst_interval *value, uint32_t n);

#endif
