/* SPDX-License-Identifier: MIT
 *
 * Quads of draws at several addresses at once, wherever they are: the same bits as cst_random_at,
 * by vectors as wide as the processor has. For work that looks at few tasks, each at an address of
 * its own. Pure, no heap, any thread.
 */
#ifndef CST_BASE_QUADS_H
#define CST_BASE_QUADS_H

#include "base/lanes.h"

enum { CST_QUADS = 8 }; /* at once */

/* The addresses of CST_QUADS quads for one purpose, of which `count` are wanted: the others are
 * read, but do not matter. */
typedef struct cst_quads {
    const uint64_t *where, *place;
    cst_purpose purpose;
    uint32_t count;
} cst_quads;

/* The quads word by word: word[j][i] is word j of the quad of address i. */
typedef struct cst_quads_words {
    uint64_t word[4][CST_QUADS];
} cst_quads_words;

/* Fills quad number `index` of every address; beyond count they have no meaning. */
void cst_quads_draw(const cst_quads *quads, const cst_random *random, uint64_t index,
                    cst_quads_words *out);

/* The same by a width that the processor has. */
void cst_quads_draw_by(cst_lanes_width width, const cst_quads *quads, const cst_random *random,
                       uint64_t index, cst_quads_words *out);

/* The quad of address i. */
static inline cst_random_quad cst_quads_get(const cst_quads_words *words, uint32_t i)
{
    return (cst_random_quad){
        {words->word[0][i], words->word[1][i], words->word[2][i], words->word[3][i]}};
}

#endif
