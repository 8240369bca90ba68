/* SPDX-License-Identifier: MIT
 *
 * What the reviewers of a stretch say, every task looked at. Pure, any thread.
 */
#ifndef CST_ESTIMATE_SAMPLE_REVIEWERS_H
#define CST_ESTIMATE_SAMPLE_REVIEWERS_H

#include "estimate/sample/stretch.h"
#include "monitor/review.h"

/* The planes of a unit; NULL where the model has none. */
typedef struct cst_reviewers_planes {
    const uint8_t *attack;
    uint8_t *reports[CST_PLANES], *abstentions[CST_PLANES]; /* bits of counts */
} cst_reviewers_planes;

/* Sets the bits of the counts; those of the stretch are 0 before. order: see
 * cst_assign_reviewers. */
void cst_reviewers_draw(const cst_model *model, const cst_random *random, const cst_order *order,
                        const cst_stretch *of, const cst_reviewers_planes *planes);

#endif
