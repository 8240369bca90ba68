/* SPDX-License-Identifier: MIT
 *
 * Which agents of a stretch attack, every one of them looked at. Pure, any thread.
 */
#ifndef CST_ESTIMATE_SAMPLE_ACTORS_H
#define CST_ESTIMATE_SAMPLE_ACTORS_H

#include "estimate/sample/stretch.h"
#include "monitor/review.h"

/* Sets the bits of those that attack; the plane's bits of the stretch are 0 before. */
void cst_actors_draw(const cst_model *model, const cst_random *random, const cst_stretch *of,
                     uint8_t *attack);

#endif
