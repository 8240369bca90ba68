/* SPDX-License-Identifier: MIT */
#include "base/quads.h"

#include "base/check.h"
#include "base/threefry.h"

#include <string.h>

enum { WORDS = 4, FEW = 2 }; /* so few are faster one by one */

typedef cst_threefry_words vector;

static inline __attribute__((always_inline)) void
draw(const cst_quads *quads, const cst_random *random, uint64_t index, cst_quads_words *out)
{
    const cst_threefry_key key = cst_threefry_schedule(random);
    vector x[WORDS];
    memcpy(&x[0], quads->where, sizeof x[0]);
    memcpy(&x[1], quads->place, sizeof x[1]);
    x[2] = (vector){0} + ((uint64_t)quads->purpose << 32);
    x[3] = (vector){0} + index;
    CST_THREEFRY_ROUNDS(CST_THREEFRY_ONE, &key);
    memcpy(out->word, x, sizeof x);
}

/* The same in halves, for processors whose vectors are no longer. */
typedef uint64_t half __attribute__((vector_size(32)));

static inline __attribute__((always_inline)) void
draw_halves(const cst_quads *quads, const cst_random *random, uint64_t index, cst_quads_words *out)
{
    enum { HALF = 4 };
    const cst_threefry_key key = cst_threefry_schedule(random);
    for (uint32_t first = 0; first < CST_QUADS; first += HALF) {
        half x[WORDS];
        memcpy(&x[0], quads->where + first, sizeof x[0]);
        memcpy(&x[1], quads->place + first, sizeof x[1]);
        x[2] = (half){0} + ((uint64_t)quads->purpose << 32);
        x[3] = (half){0} + index;
        CST_THREEFRY_ROUNDS(CST_THREEFRY_ONE, &key);
        for (uint32_t j = 0; j < WORDS; j++) {
            memcpy(out->word[j] + first, &x[j], sizeof x[j]);
        }
    }
}

CST_LANES_COMPILED(draw_of, draw, draw_halves,
                   (const cst_quads *quads, const cst_random *random, uint64_t index,
                    cst_quads_words *out),
                   (quads, random, index, out))

void cst_quads_draw_by(cst_lanes_width width, const cst_quads *quads, const cst_random *random,
                       uint64_t index, cst_quads_words *out)
{
    cst_require(quads->count <= CST_QUADS);
    cst_debug_assert(width <= cst_lanes_best());
    draw_of[width](quads, random, index, out);
}

void cst_quads_draw(const cst_quads *quads, const cst_random *random, uint64_t index,
                    cst_quads_words *out)
{
    if (quads->count > FEW) {
        cst_quads_draw_by(cst_lanes_best(), quads, random, index, out);
        return;
    }
    for (uint32_t i = 0; i < quads->count; i++) {
        const cst_random_quad quad =
            cst_random_at(random, quads->where[i], quads->place[i], quads->purpose, 0, index);
        for (uint32_t j = 0; j < WORDS; j++) {
            out->word[j][i] = quad.word[j];
        }
    }
}
