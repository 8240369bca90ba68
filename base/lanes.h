/* SPDX-License-Identifier: MIT
 *
 * Many blocks of draws at once: the same bits as cst_random_at at neighbouring addresses, by
 * vectors as wide as the processor has (baseline, AVX2, AVX-512; chosen at run time). For work that
 * looks at every task: which of their 32-bit draws are low enough to be looked at closer. Pure, no
 * heap, any thread.
 */
#ifndef CST_BASE_LANES_H
#define CST_BASE_LANES_H

#include "base/random.h"

enum { CST_LANES_GROUPS = 64 };

typedef struct cst_lanes {
    uint64_t word[4][CST_LANES_GROUPS]; /* word j of the block of group i */
    uint64_t low[CST_LANES_GROUPS];     /* bit l: lane l of group i is low */
} cst_lanes;

/* How the blocks are computed. */
typedef enum cst_lanes_width {
    CST_LANES_BASELINE = 0,
    CST_LANES_AVX2 = 1,
    CST_LANES_AVX512 = 2,
    CST_LANES_WIDTHS = 3
} cst_lanes_width;

/* The widest that this processor has. */
cst_lanes_width cst_lanes_best(void);

/* A group is a neighbouring place: eight agents that share a block, or one agent with its own.
 * Fills the blocks of groups first .. first + groups - 1 (at most CST_LANES_GROUPS) at the places
 * (round, group), and adds to `low` the lanes whose draw is not surely above the chance
 * (cst_chance_first32 <= 0). low is the caller's to clear. */
void cst_lanes_draw(cst_lanes *lanes, const cst_random *random, uint64_t where, uint32_t round,
                    uint32_t first, uint32_t groups, cst_purpose purpose, uint32_t slot,
                    cst_chance chance);

/* The same by a width that the processor has. */
void cst_lanes_draw_by(cst_lanes_width width, cst_lanes *lanes, const cst_random *random,
                       uint64_t where, uint32_t round, uint32_t first, uint32_t groups,
                       cst_purpose purpose, uint32_t slot, cst_chance chance);

/* The 32-bit draw of a lane of a group that has been filled. */
static inline uint32_t cst_lanes_get(const cst_lanes *lanes, uint32_t group, uint32_t lane)
{
    return (uint32_t)(lanes->word[lane >> 1][group] >> (32 * (lane & 1)));
}

#endif
