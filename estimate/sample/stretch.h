/* SPDX-License-Identifier: MIT
 *
 * A stretch: agents next to each other in one round of one trial, and where their bits lie in the
 * planes of a unit (estimate/sample/batch.h). Draws come for 64 agents at a time from whole
 * multiples of 256 agents on, whatever the unit: this is how the bits of those reach their places.
 * Pure.
 */
#ifndef CST_ESTIMATE_SAMPLE_STRETCH_H
#define CST_ESTIMATE_SAMPLE_STRETCH_H

#include "base/lanes.h"
#include "estimate/sample/batch.h"

typedef struct cst_stretch {
    uint64_t trial;
    uint32_t round, first, agents;
    uint64_t at;    /* bit of the first agent in the planes */
    uint64_t words; /* of a plane */
} cst_stretch;

/* Agents that are drawn together: `agents` from `first`, a multiple of 256, on. */
typedef struct cst_stretch_part {
    uint32_t first, agents;
} cst_stretch_part;

/* The part that starts at `first`; the first starts at of->first rounded down. */
static inline cst_stretch_part cst_stretch_part_at(const cst_stretch *of, uint32_t first)
{
    const uint32_t left = of->first + of->agents - first;
    return (cst_stretch_part){first, left < CST_LANES_AGENTS ? left : CST_LANES_AGENTS};
}

/* Where a part's draws are. */
static inline cst_lanes_at cst_stretch_lanes(const cst_stretch *of, cst_stretch_part part,
                                             cst_purpose purpose, uint32_t slot)
{
    return (cst_lanes_at){.where = of->trial,
                          .round = of->round,
                          .first = cst_random_group(part.first),
                          .groups = cst_lanes_groups(part.agents),
                          .purpose = purpose,
                          .slot = slot};
}

/* Those of 64 agents from `agent` on that are in the stretch, as bits. */
static inline uint64_t cst_stretch_within(const cst_stretch *of, uint32_t agent)
{
    uint64_t bits = UINT64_MAX;
    const uint64_t end = (uint64_t)of->first + of->agents;
    if (agent < of->first) {
        bits = of->first - agent < 64 ? bits << (of->first - agent) : 0;
    }
    if (end < (uint64_t)agent + 64) {
        bits &= end <= agent ? 0 : UINT64_MAX >> ((uint64_t)agent + 64 - end);
    }
    return bits;
}

/* The bits of a plane of 64 agents from `agent` on, 0 outside of the stretch. */
static inline uint64_t cst_stretch_get(const cst_stretch *of, const uint8_t *plane, uint32_t agent)
{
    const uint64_t within = cst_stretch_within(of, agent);
    if (within == 0) {
        return 0;
    }
    const uint64_t bits = agent >= of->first
                              ? cst_plane_get(plane, of->words, of->at + (agent - of->first))
                              : cst_plane_get(plane, of->words, of->at) << (of->first - agent);
    return bits & within;
}

/* Sets bits of 64 agents from `agent` on that are in the stretch. */
static inline void cst_stretch_or(const cst_stretch *of, uint8_t *plane, uint32_t agent,
                                  uint64_t bits)
{
    bits &= cst_stretch_within(of, agent);
    if (agent >= of->first) {
        cst_plane_or(plane, of->at + (agent - of->first), bits);
    } else if (bits != 0) {
        cst_plane_or(plane, of->at, bits >> (of->first - agent));
    }
}

#endif
