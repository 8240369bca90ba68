/* SPDX-License-Identifier: MIT
 *
 * A stretch: agents next to each other in one round of one trial, every one of them looked at, and
 * where their bits lie in the planes of a unit (estimate/sample/batch.h). Pure, any thread.
 */
#ifndef CST_ESTIMATE_SAMPLE_STRETCH_H
#define CST_ESTIMATE_SAMPLE_STRETCH_H

#include "estimate/sample/batch.h"
#include "monitor/review.h"

typedef struct cst_stretch {
    uint64_t trial;
    uint32_t round, first, agents;
    uint64_t at;    /* bit of the first agent in the planes */
    uint64_t words; /* of a plane */
} cst_stretch;

/* Sets the bits of the agents that attack; the plane's bits of the stretch are 0 before. */
void cst_stretch_act(const cst_model *model, const cst_random *random, const cst_stretch *of,
                     uint8_t *attack);

/* The planes of a unit; NULL where the model has none. */
typedef struct cst_stretch_planes {
    const uint8_t *attack;
    uint8_t *reports[CST_PLANES], *abstentions[CST_PLANES]; /* bits of counts */
    uint8_t *schemers; /* room for an entry of CST_LIST_SCHEMERS for each agent */
    uint64_t first;    /* the task within its block that bit 0 is */
} cst_stretch_planes;

/* Sets the bits of what reviewers say; those of the stretch are 0 before. Returns how many entries
 * it put into the list. order: see cst_assign_reviewers. */
uint32_t cst_stretch_review(const cst_model *model, const cst_random *random,
                            const cst_order *order, const cst_stretch *of,
                            const cst_stretch_planes *planes);

#endif
