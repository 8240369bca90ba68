/* SPDX-License-Identifier: MIT
 * Jump n takes word n / 8 % 4 of quad n / 32 * 8 + n % 8, so that a vector of words is a vector of
 * neighbouring jumps. */
#include "base/jumps.h"

#include "base/check.h"
#include "base/logarithm.h"
#include "base/threefry.h"

#include <string.h>

enum { SIDE = CST_THREEFRY_SIDE, WORDS = 4 };
/* Slots of an address: the jump and the bits that extend it, a decision on its landing and the bits
 * that extend that. */
enum { SLOT_JUMP = 0, SLOT_THIN = 1, SLOT_JUMP_MORE = 2, SLOT_THIN_MORE = 3 };

/* Draws below this do not fill a double. */
static const uint64_t short_draws = UINT64_C(1) << 53;

typedef cst_threefry_words vector;
typedef int64_t mask __attribute__((vector_size(8 * SIDE)));
typedef double reals __attribute__((vector_size(8 * SIDE)));

cst_jumps cst_jumps_at(const cst_random *random, uint64_t where, cst_purpose purpose, double chance,
                       uint64_t end)
{
    cst_require(end <= CST_JUMPS_END_MAX && chance >= 0.0 && chance <= 1.0);
    return (cst_jumps){.random = *random,
                       .where = where,
                       .purpose = purpose,
                       .mean = chance < 1.0 ? 1.0 / -cst_log1p(-chance) : 0.0,
                       .end = chance > 0.0 ? end : 0,
                       .width = cst_lanes_best()};
}

/* Word of jump n in one slot. */
static uint64_t word_of(const cst_jumps *jumps, uint64_t n, uint32_t slot)
{
    const uint64_t index = n / CST_JUMPS * SIDE + n % SIDE;
    const cst_random_quad quad =
        cst_random_at(&jumps->random, jumps->where, index, jumps->purpose, slot, 0);
    return quad.word[n / SIDE % WORDS];
}

/* The skip of jump n, whose draw is short. */
static uint64_t skip_of(const cst_jumps *jumps, uint64_t n, uint64_t word)
{
    const uint64_t more = word_of(jumps, n, SLOT_JUMP_MORE);
    const double skip = cst_log_exponential(word, more) * jumps->mean;
    return skip < (double)jumps->end ? (uint64_t)skip : jumps->end;
}

/* Thirty-two words of neighbouring jumps. */
static inline __attribute__((always_inline)) void draw(const cst_jumps *jumps, uint64_t first,
                                                       uint32_t slot, vector x[WORDS])
{
    const cst_threefry_key key = cst_threefry_schedule(&jumps->random);
    const vector step = {0, 1, 2, 3, 4, 5, 6, 7};
    x[0] = (vector){0} + jumps->where;
    x[1] = step + first / CST_JUMPS * SIDE;
    x[2] = (vector){0} + ((uint64_t)jumps->purpose << 32 | slot);
    x[3] = (vector){0};
    CST_THREEFRY_ROUNDS(CST_THREEFRY_ONE, &key);
}

/* Doubles through their bits: conversions of vectors need wide processors, additions do not. */
#define BITS(real) ((vector)((reals){0} + (real)))
#define CHOSEN(which, yes, no)                                                                     \
    ((reals)(((vector)(which) & (vector)(yes)) | (~(vector)(which) & (vector)(no))))

/* To the nearest double: both halves are exact, their sum rounds once. */
static inline __attribute__((always_inline)) void to_reals(const vector *x, reals *real)
{
    const reals high = (reals)(*x >> 32 | BITS(0x1p84)) - (0x1p84 + 0x1p52);
    *real = high + (reals)((*x & UINT32_MAX) | BITS(0x1p52));
}

/* The first steps of cst_log_exponential(x, 0) for draws that are not short, in its order: z, and
 * the exponent e. Its two cases differ in what is divided. Where u is small and fills a double the
 * half that is added to the rest is lost in rounding. */
static inline __attribute__((always_inline)) void reduce(const vector *x, reals *z, reals *e)
{
    const mask small = (mask)(*x >> 62) == 0;
    const vector bits = *x ^ ~(vector)small;
    reals u;
    to_reals(&bits, &u);
    u = (u + 0.5) * 0x1p-64;
    reals m = (reals)(((vector)u & UINT64_C(0xfffffffffffff)) | BITS(0.5));
    const mask low = m < 0.70710678118654752;
    m = CHOSEN(low, m * 2.0, m);
    const vector exponent = ((vector)u >> 52) + (vector)low; /* minus 1 where it is low */
    *e = (reals)(exponent | BITS(0x1p52)) - (0x1p52 + 1022.0);
    *e = CHOSEN(small, (reals){0}, *e);
    *z = CHOSEN(small, -u, m - 1.0) / CHOSEN(small, 2.0 - u, m + 1.0);
}

/* Its last steps. */
static inline __attribute__((always_inline)) void finish(const reals *z, const reals *e,
                                                         reals *exponential)
{
    const reals q = *z * *z;
    const reals q2 = q * q;
    *exponential = -(*e * CST_LOGARITHM_2_HEAD +
                     ((2.0 * *z + *z * CST_LOGARITHM_SERIES(q, q2)) + *e * CST_LOGARITHM_2_TAIL));
}

/* The whole part, at most the limit. */
static inline __attribute__((always_inline)) void round_down(const reals *real, double limit,
                                                             vector *skip)
{
    const reals most = CHOSEN(*real < limit, *real, (reals){0} + limit);
    reals whole = (most + 0x1p52) - 0x1p52; /* to the nearest */
    whole = CHOSEN(whole > most, whole - 1.0, whole);
    *skip = (vector)(whole + 0x1p52) - BITS(0x1p52);
}

/* Fills the skips of the next jumps, of which those of short draws are wrong: *wrong says whether
 * there are any. Step by step for all of them, so that no step waits for the one before. */
static inline __attribute__((always_inline)) void
fill(const cst_jumps *jumps, uint64_t word[CST_JUMPS], uint64_t skip[CST_JUMPS], bool *wrong)
{
    vector x[WORDS];
    reals z[WORDS];
    reals e[WORDS];
    draw(jumps, jumps->gone, SLOT_JUMP, x);
    memcpy(word, x, sizeof x);
    for (int j = 0; j < WORDS; j++) {
        reduce(&x[j], &z[j], &e[j]);
    }
    for (int j = 0; j < WORDS; j++) {
        finish(&z[j], &e[j], &z[j]);
    }
    for (int j = 0; j < WORDS; j++) {
        vector found;
        const reals real = z[j] * jumps->mean;
        round_down(&real, (double)jumps->end, &found);
        memcpy(&skip[j * SIDE], &found, sizeof found);
    }
    vector some = {0};
    for (int j = 0; j < WORDS; j++) {
        some |= (vector)((mask)(x[j] >> 53) == 0);
    }
    uint64_t any = 0;
    for (int i = 0; i < SIDE; i++) {
        any |= some[i];
    }
    *wrong = any != 0;
}

static inline __attribute__((always_inline)) void words(const cst_jumps *jumps, uint64_t first,
                                                        uint64_t word[CST_JUMPS])
{
    vector x[WORDS];
    draw(jumps, first, SLOT_THIN, x);
    memcpy(word, x, sizeof x);
}

CST_LANES_COMPILED(fill_of, fill, fill,
                   (const cst_jumps *jumps, uint64_t *word, uint64_t *skip, bool *wrong),
                   (jumps, word, skip, wrong))

CST_LANES_COMPILED(words_of, words, words, (const cst_jumps *jumps, uint64_t first, uint64_t *word),
                   (jumps, first, word))

uint32_t cst_jumps_next(cst_jumps *jumps, uint64_t landing[CST_JUMPS])
{
    uint64_t word[CST_JUMPS];
    uint64_t skip[CST_JUMPS];
    bool wrong;
    cst_debug_assert(jumps->width <= cst_lanes_best());
    if (jumps->next >= jumps->end) {
        return 0;
    }
    fill_of[jumps->width](jumps, word, skip, &wrong);
    for (uint32_t i = 0; wrong && i < CST_JUMPS; i++) {
        if (word[i] < short_draws) {
            skip[i] = skip_of(jumps, jumps->gone + i, word[i]);
        }
    }
    jumps->gone += CST_JUMPS;
    /* Skips are at most 2^50, so that a sum of all of them is no overflow. */
    for (uint32_t i = 0; i < CST_JUMPS; i++) {
        cst_debug_assert(skip[i] <= jumps->end);
        landing[i] = jumps->next + skip[i];
        jumps->next = landing[i] + 1;
    }
    uint32_t count = CST_JUMPS;
    while (count > 0 && landing[count - 1] >= jumps->end) {
        count--;
    }
    return count;
}

void cst_jumps_thin(const cst_jumps *jumps, const cst_chance *chance, uint32_t count, bool *kept)
{
    uint64_t word[CST_JUMPS];
    if (count == 0) {
        return;
    }
    cst_require(jumps->gone >= CST_JUMPS && count <= CST_JUMPS);
    const uint64_t first = jumps->gone - CST_JUMPS;
    words_of[jumps->width](jumps, first, word);
    for (uint32_t i = 0; i < count; i++) {
        kept[i] = chance[i].always || word[i] < chance[i].hi;
        if (!chance[i].always && word[i] == chance[i].hi) {
            kept[i] = word_of(jumps, first + i, SLOT_THIN_MORE) < chance[i].lo;
        }
    }
}

void cst_landings_start(cst_landings *landings, const cst_random *random, uint64_t where,
                        cst_purpose purpose, double chance, uint64_t end)
{
    landings->jumps = cst_jumps_at(random, where, purpose, chance, end);
    landings->count = cst_jumps_next(&landings->jumps, landings->at);
    landings->next = 0;
}

void cst_landings_go(cst_landings *landings)
{
    if (++landings->next >= landings->count && landings->count == CST_JUMPS) {
        landings->count = cst_jumps_next(&landings->jumps, landings->at);
        landings->next = 0;
    }
}
