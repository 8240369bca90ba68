/* SPDX-License-Identifier: MIT */
#include "base/blocks.h"

#include "base/check.h"
#include "base/threefry.h"

#include <string.h>

enum { WORDS = 4, FEW = 2 }; /* so few are faster one by one */

typedef cst_threefry_words vector;

static inline __attribute__((always_inline)) void
draw(const cst_blocks *blocks, const cst_random *random, uint64_t index, cst_blocks_words *out)
{
    const cst_threefry_key key = cst_threefry_schedule(random);
    vector x[WORDS];
    memcpy(&x[0], blocks->where, sizeof x[0]);
    memcpy(&x[1], blocks->place, sizeof x[1]);
    x[2] = (vector){0} + ((uint64_t)blocks->purpose << 32);
    x[3] = (vector){0} + index;
    CST_THREEFRY_ROUNDS(CST_THREEFRY_ONE, &key);
    memcpy(out->word, x, sizeof x);
}

/* The same in halves, for processors whose vectors are no longer. */
typedef uint64_t half __attribute__((vector_size(32)));

static inline __attribute__((always_inline)) void draw_halves(const cst_blocks *blocks,
                                                              const cst_random *random,
                                                              uint64_t index, cst_blocks_words *out)
{
    enum { HALF = 4 };
    const cst_threefry_key key = cst_threefry_schedule(random);
    for (uint32_t first = 0; first < CST_BLOCKS; first += HALF) {
        half x[WORDS];
        memcpy(&x[0], blocks->where + first, sizeof x[0]);
        memcpy(&x[1], blocks->place + first, sizeof x[1]);
        x[2] = (half){0} + ((uint64_t)blocks->purpose << 32);
        x[3] = (half){0} + index;
        CST_THREEFRY_ROUNDS(CST_THREEFRY_ONE, &key);
        for (uint32_t j = 0; j < WORDS; j++) {
            memcpy(out->word[j] + first, &x[j], sizeof x[j]);
        }
    }
}

CST_LANES_COMPILED(draw_of, draw, draw_halves,
                   (const cst_blocks *blocks, const cst_random *random, uint64_t index,
                    cst_blocks_words *out),
                   (blocks, random, index, out))

void cst_blocks_draw_by(cst_lanes_width width, const cst_blocks *blocks, const cst_random *random,
                        uint64_t index, cst_blocks_words *out)
{
    cst_require(blocks->count <= CST_BLOCKS);
    cst_debug_assert(width <= cst_lanes_best());
    draw_of[width](blocks, random, index, out);
}

void cst_blocks_draw(const cst_blocks *blocks, const cst_random *random, uint64_t index,
                     cst_blocks_words *out)
{
    if (blocks->count > FEW) {
        cst_blocks_draw_by(cst_lanes_best(), blocks, random, index, out);
        return;
    }
    for (uint32_t i = 0; i < blocks->count; i++) {
        const cst_random_block block =
            cst_random_at(random, blocks->where[i], blocks->place[i], blocks->purpose, 0, index);
        for (uint32_t j = 0; j < WORDS; j++) {
            out->word[j][i] = block.word[j];
        }
    }
}
