/* SPDX-License-Identifier: MIT */
#include "estimate/sample/places.h"

#include "base/check.h"

#include <string.h>

enum { SIDE = CST_PLACES_SIDE };

typedef uint64_t vector __attribute__((vector_size(8 * SIDE)));
typedef double reals __attribute__((vector_size(8 * SIDE)));

#define BITS(real) ((vector)((reals){0} + (real)))

/* Whole parts of *x / n into *x, what is left into *rest, all whole numbers below 2^50 and so exact
 * in doubles. The nearest whole number is the whole part or one above. */
static inline __attribute__((always_inline)) void part(cst_places_by by, reals *x, reals *rest)
{
    const double number = (double)by.number;
    const reals nearest = (*x * by.inverse + 0x1p52) - 0x1p52;
    const reals left = *x - nearest * number;
    const vector above = (vector)(left < 0.0);
    *x = nearest - (reals)(above & BITS(1.0));
    *rest = left + (reals)(above & BITS(number));
}

/* Whole numbers become doubles and back by their bits. */
static inline __attribute__((always_inline)) void fill(const cst_places *places,
                                                       const uint64_t *number, uint64_t count,
                                                       uint64_t *trial, uint64_t *place)
{
    for (uint64_t i = 0; i < count; i += SIDE) {
        vector word;
        reals round;
        reals agent;
        memcpy(&word, number + i, sizeof word);
        reals x = (reals)(word | BITS(0x1p52)) - 0x1p52;
        part(places->tasks, &x, &round);
        part(places->agents, &round, &agent);
        word = (vector)(x + 0x1p52) - BITS(0x1p52) + places->first_trial;
        memcpy(trial + i, &word, sizeof word);
        word = (vector)(round + 0x1p52) << 32 | ((vector)(agent + 0x1p52) - BITS(0x1p52));
        memcpy(place + i, &word, sizeof word);
    }
}

CST_LANES_COMPILED(fill_of, fill, fill,
                   (const cst_places *places, const uint64_t *number, uint64_t count,
                    uint64_t *trial, uint64_t *place),
                   (places, number, count, trial, place))

void cst_places_fill(cst_lanes_width width, const cst_places *places, const uint64_t *number,
                     uint64_t count, uint64_t *trial, uint64_t *place)
{
    cst_require(count % SIDE == 0);
    fill_of[width](places, number, count, trial, place);
}
