/* SPDX-License-Identifier: MIT
 * One source, compiled for each width. The tests hold it to Random123's bits. */
#include "base/lanes.h"

#include "base/check.h"
#include "base/threefry.h"

#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Where quads are drawn and what is asked of their draws. */
typedef struct request {
    cst_threefry_key key;
    uint64_t where, place, purpose;
    const uint64_t *places;
    uint32_t groups;
    uint8_t first; /* of the chance */
} request;

/* The 64 draws of a word of eight quads: bits of those below a limit and at it. */
typedef struct compared {
    uint64_t below, tied;
} compared;

static const uint64_t steps[8] = {0, 1, 2, 3, 4, 5, 6, 7};

/* The counters of a vector of quads from group `from` on. */
#define START(vector, x, from)                                                                     \
    vector x[4] = {(vector){0} + of->where, {0}, (vector){0} + of->purpose, {0}};                  \
    if (of->places != NULL) {                                                                      \
        memcpy(&x[1], of->places + (from), sizeof x[1]);                                           \
    } else {                                                                                       \
        memcpy(&x[1], steps, sizeof x[1]);                                                         \
        x[1] += of->place + (from);                                                                \
    }

#define TAKE(x, from)                                                                              \
    do {                                                                                           \
        memcpy(&lanes->word[0][from], &x[0], sizeof x[0]);                                         \
        memcpy(&lanes->word[1][from], &x[1], sizeof x[1]);                                         \
        memcpy(&lanes->word[2][from], &x[2], sizeof x[2]);                                         \
        memcpy(&lanes->word[3][from], &x[3], sizeof x[3]);                                         \
    } while (0)

/* One function of a width: sixteen quads a turn where a vector has eight, eight where it has four,
 * four where it has two; what is left in turns of one vector. Then what the draws say. */
#define DRAW(name, attributes, vector, compare)                                                    \
    attributes static void name(cst_lanes *lanes, cst_lanes_low *low, const request *of)           \
    {                                                                                              \
        enum { SIDE = sizeof(vector) / sizeof(uint64_t) };                                         \
        uint32_t at = 0;                                                                           \
        for (; of->groups > at + SIDE; at += 2 * SIDE) {                                           \
            START(vector, x, at)                                                                   \
            START(vector, y, at + SIDE)                                                            \
            CST_THREEFRY_ROUNDS(CST_THREEFRY_TWO, &of->key);                                       \
            TAKE(x, at);                                                                           \
            TAKE(y, at + SIDE);                                                                    \
        }                                                                                          \
        for (; of->groups > at; at += SIDE) {                                                      \
            START(vector, x, at)                                                                   \
            CST_THREEFRY_ROUNDS(CST_THREEFRY_ONE, &of->key);                                       \
            TAKE(x, at);                                                                           \
        }                                                                                          \
        for (at = 0; low != NULL && at < of->groups; at += 8) {                                    \
            for (uint32_t word = 0; word < 4; word++) {                                            \
                const compared found = compare(&lanes->word[word][at], of->first);                 \
                low->below[at / 2 + word] = found.below;                                           \
                low->tied[at / 2 + word] = found.tied;                                             \
            }                                                                                      \
        }                                                                                          \
    }

typedef uint64_t two_words __attribute__((vector_size(16)));

#if defined(__x86_64__)
/* Every x86-64 has SSE2. */
static inline compared compare_sse2(const uint64_t *words, uint8_t first)
{
    const __m128i limit = _mm_set1_epi8((char)first);
    compared of = {0, 0};
    for (int i = 0; i < 4; i++) {
        const __m128i draws = _mm_loadu_si128((const __m128i *)(const void *)words + i);
        const uint32_t at = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(draws, limit));
        const __m128i most = _mm_max_epu8(draws, limit);
        const uint32_t at_most = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(most, limit));
        of.tied |= (uint64_t)at << (16 * i);
        of.below |= (uint64_t)(at_most ^ at) << (16 * i);
    }
    return of;
}
DRAW(draw_baseline, , two_words, compare_sse2)

typedef uint64_t four_words __attribute__((vector_size(32)));
CST_LANES_AS_AVX2 static inline compared compare_avx2(const uint64_t *words, uint8_t first)
{
    const __m256i limit = _mm256_set1_epi8((char)first);
    compared of = {0, 0};
    for (int i = 0; i < 2; i++) {
        const __m256i draws = _mm256_loadu_si256((const __m256i *)(const void *)words + i);
        const uint32_t at = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(draws, limit));
        const __m256i most = _mm256_max_epu8(draws, limit);
        const uint32_t at_most = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(most, limit));
        of.tied |= (uint64_t)at << (32 * i);
        of.below |= (uint64_t)(at_most ^ at) << (32 * i);
    }
    return of;
}
DRAW(draw_avx2, CST_LANES_AS_AVX2, four_words, compare_avx2)

typedef uint64_t eight_words __attribute__((vector_size(64)));
CST_LANES_AS_AVX512 static inline compared compare_avx512(const uint64_t *words, uint8_t first)
{
    const __m512i draws = _mm512_loadu_si512(words);
    const __m512i limit = _mm512_set1_epi8((char)first);
    return (compared){_mm512_cmplt_epu8_mask(draws, limit), _mm512_cmpeq_epu8_mask(draws, limit)};
}
DRAW(draw_avx512, CST_LANES_AS_AVX512, eight_words, compare_avx512)

static void (*const draw_of[])(cst_lanes *, cst_lanes_low *,
                               const request *) = {draw_baseline, draw_avx2, draw_avx512};

/* CST_LANES_MOST: a build may have less, so that tests and benchmarks can compare. */
cst_lanes_width cst_lanes_best(void)
{
    if (CST_LANES_MOST >= CST_LANES_AVX512 && __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw")) {
        return CST_LANES_AVX512;
    }
    return CST_LANES_MOST >= CST_LANES_AVX2 && __builtin_cpu_supports("avx2") ? CST_LANES_AVX2
                                                                              : CST_LANES_BASELINE;
}
#else
static inline compared compare_plain(const uint64_t *words, uint8_t first)
{
    compared of = {0, 0};
    for (uint32_t i = 0; i < 64; i++) {
        const uint8_t draw = (uint8_t)(words[i / 8] >> (8 * (i % 8)));
        of.below |= (uint64_t)(draw < first) << i;
        of.tied |= (uint64_t)(draw == first) << i;
    }
    return of;
}
DRAW(draw_baseline, , two_words, compare_plain)

static void (*const draw_of[])(cst_lanes *, cst_lanes_low *, const request *) = {draw_baseline};

cst_lanes_width cst_lanes_best(void)
{
    return CST_LANES_BASELINE;
}
#endif

void cst_lanes_draw_by(cst_lanes_width width, cst_lanes *lanes, cst_lanes_low *low,
                       const cst_random *random, const cst_lanes_at *at, cst_chance chance)
{
    request of = {
        .key = cst_threefry_schedule(random),
        .where = at->where,
        .place = cst_random_place(at->round, at->first),
        .places = at->places,
        .purpose = (uint64_t)at->purpose << 32 | at->slot,
        .groups = at->groups,
        .first = (uint8_t)(chance.hi >> 56),
    };
    cst_require(at->groups >= 1 && at->groups <= CST_LANES_GROUPS);
    cst_debug_assert(width <= cst_lanes_best());
    draw_of[width](lanes, low, &of);
    if (low != NULL && chance.always) {
        memset(low->below, 0xff, sizeof low->below);
        memset(low->tied, 0, sizeof low->tied);
    }
}

/* One quad is faster by itself. */
static void draw_one(cst_lanes *lanes, const cst_random *random, const cst_lanes_at *at)
{
    const uint64_t place =
        at->places != NULL ? at->places[0] : cst_random_place(at->round, at->first);
    const cst_random_quad quad = cst_random_at(random, at->where, place, at->purpose, at->slot, 0);
    for (uint32_t word = 0; word < 4; word++) {
        lanes->word[word][0] = quad.word[word];
    }
}

void cst_lanes_draw(cst_lanes *lanes, const cst_random *random, const cst_lanes_at *at)
{
    if (at->groups == 1) {
        draw_one(lanes, random, at);
    } else {
        cst_lanes_draw_by(cst_lanes_best(), lanes, NULL, random, at, (cst_chance){0});
    }
}

void cst_lanes_draw_low(cst_lanes *lanes, cst_lanes_low *low, const cst_random *random,
                        const cst_lanes_at *at, cst_chance chance)
{
    cst_lanes_draw_by(cst_lanes_best(), lanes, low, random, at, chance);
}

/* Tied draws of agents: their places, and which they are. */
typedef struct ties {
    uint64_t places[CST_LANES_GROUPS];
    uint32_t agent[CST_LANES_GROUPS];
    uint32_t count;
} ties;

static void settle_ties(uint64_t *below, const cst_lanes *lanes, const ties *tied,
                        const cst_random *random, const cst_lanes_at *at, cst_chance chance)
{
    const cst_lanes_at more = {.where = at->where,
                               .places = tied->places,
                               .groups = tied->count,
                               .purpose = CST_DRAW_TIE,
                               .slot = cst_random_tie(at->purpose, at->slot)};
    cst_lanes found;
    if (tied->count == 0) {
        return;
    }
    cst_lanes_draw(&found, random, &more);
    for (uint32_t i = 0; i < tied->count; i++) {
        const uint32_t agent = tied->agent[i];
        const cst_random_quad quad = cst_lanes_quad(&found, i);
        const bool is = cst_random_below8_given(cst_lanes_byte(lanes, agent), &quad, chance);
        below[agent / 64] |= (uint64_t)is << (agent % 64);
    }
}

void cst_lanes_below(uint64_t below[CST_LANES_MASKS], const cst_random *random,
                     const cst_lanes_at *at, uint32_t agents, cst_chance chance)
{
    cst_lanes lanes;
    cst_lanes_low low;
    ties tied;
    cst_lanes_at all = *at;
    cst_require(agents >= 1 && agents <= CST_LANES_AGENTS);
    cst_require(at->first % 8 == 0);
    all.groups = cst_lanes_groups(agents);
    tied.count = 0;
    cst_lanes_draw_low(&lanes, &low, random, &all, chance);
    /* Which words have ties is found without a branch: one for each would often be mistaken. */
    const uint32_t words = (agents + 63) / 64;
    const uint64_t last = agents % 64 == 0 ? UINT64_MAX : (UINT64_C(1) << agents % 64) - 1;
    uint32_t some = 0;
    low.below[words - 1] &= last;
    low.tied[words - 1] &= last;
    for (uint32_t word = 0; word < words; word++) {
        below[word] = low.below[word];
        some |= (uint32_t)(low.tied[word] != 0) << word;
    }
    for (; some != 0; some &= some - 1) {
        const uint32_t word = (uint32_t)__builtin_ctz(some);
        for (uint64_t bits = low.tied[word]; bits != 0; bits &= bits - 1) {
            const uint32_t agent = 64 * word + (uint32_t)__builtin_ctzll(bits);
            tied.agent[tied.count] = agent;
            tied.places[tied.count++] = cst_random_place(at->round, 32 * at->first + agent);
            if (tied.count == CST_LANES_GROUPS) {
                settle_ties(below, &lanes, &tied, random, at, chance);
                tied.count = 0;
            }
        }
    }
    settle_ties(below, &lanes, &tied, random, at, chance);
    cst_debug_assert((below[words - 1] & ~last) == 0);
}
