/* SPDX-License-Identifier: MIT
 *
 * Blocks of draws at several addresses at once, wherever they are: the same bits as cst_random_at,
 * by vectors as wide as the processor has. For work that looks at few tasks, each at an address of
 * its own. Pure, no heap, any thread.
 */
#ifndef CST_BASE_BLOCKS_H
#define CST_BASE_BLOCKS_H

#include "base/lanes.h"

enum { CST_BLOCKS = 8 }; /* at once */

/* The addresses of CST_BLOCKS blocks for one purpose, of which `count` are wanted: the others are
 * read, but do not matter. */
typedef struct cst_blocks {
    const uint64_t *where, *place;
    cst_purpose purpose;
    uint32_t count;
} cst_blocks;

/* The blocks word by word: word[j][i] is word j of the block of address i. */
typedef struct cst_blocks_words {
    uint64_t word[4][CST_BLOCKS];
} cst_blocks_words;

/* Fills block number `index` of every address; beyond count they have no meaning. */
void cst_blocks_draw(const cst_blocks *blocks, const cst_random *random, uint64_t index,
                     cst_blocks_words *out);

/* The same by a width that the processor has. */
void cst_blocks_draw_by(cst_lanes_width width, const cst_blocks *blocks, const cst_random *random,
                        uint64_t index, cst_blocks_words *out);

/* The block of address i. */
static inline cst_random_block cst_blocks_get(const cst_blocks_words *words, uint32_t i)
{
    return (cst_random_block){
        {words->word[0][i], words->word[1][i], words->word[2][i], words->word[3][i]}};
}

#endif
