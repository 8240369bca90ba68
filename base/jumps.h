/* SPDX-License-Identifier: MIT
 *
 * Jumps over numbered things, landing on each with the same chance: the distance from one landing
 * to the next is geometric. Thirty-two at a time, from eight quads of draws and one logarithm in
 * vectors as wide as the processor has; the landings have the same bits at every width. Exact up to
 * the rounding of doubles: a draw has 64 bits, and those that would not fill a double (they give
 * the smallest skips) are extended by 64 more. Pure, no heap; any thread on its own jumps.
 */
#ifndef CST_BASE_JUMPS_H
#define CST_BASE_JUMPS_H

#include "base/lanes.h"

enum { CST_JUMPS = 32 }; /* at a time */
/* The most that is jumped over. */
#define CST_JUMPS_END_MAX (UINT64_C(1) << 50)

typedef struct cst_jumps {
    cst_random random;
    uint64_t where;
    cst_purpose purpose;
    double mean;   /* 1 / -log(1 - chance): of the exponential that a skip is the whole part of */
    uint64_t gone; /* jumps that are made, a multiple of CST_JUMPS */
    uint64_t next; /* the first thing that has not been decided */
    uint64_t end;
    cst_lanes_width width; /* the best; tests set others that the processor has */
} cst_jumps;

/* Jumps over 0..end-1 at a chance in [0, 1], by the draws of (where; index) for a purpose. */
cst_jumps cst_jumps_at(const cst_random *random, uint64_t where, cst_purpose purpose, double chance,
                       uint64_t end);

/* The next landings, rising. Returns how many: fewer than CST_JUMPS where there are no more. */
uint32_t cst_jumps_next(cst_jumps *jumps, uint64_t landing[CST_JUMPS]);

/* Thins the landings that were returned last: kept[i] is true with chance[i] for each of the first
 * `count` of them. */
void cst_jumps_thin(const cst_jumps *jumps, const cst_chance *chance, uint32_t count, bool *kept);

/* Landings, one at a time. */
typedef struct cst_landings {
    cst_jumps jumps;
    uint64_t at[CST_JUMPS];
    uint32_t count, next;
} cst_landings;

/* Those of jumps as by cst_jumps_at, at the first one. */
void cst_landings_start(cst_landings *landings, const cst_random *random, uint64_t where,
                        cst_purpose purpose, double chance, uint64_t end);

/* Goes on from one to the next. */
void cst_landings_go(cst_landings *landings);

/* The landing; UINT64_MAX: there is none, as on a zeroed one. */
static inline uint64_t cst_landings_at(const cst_landings *landings)
{
    return landings->next < landings->count ? landings->at[landings->next] : UINT64_MAX;
}

#endif
