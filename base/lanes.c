/* SPDX-License-Identifier: MIT
 * Threefry-4x64-20 (Salmon et al. 2011) over eight counters side by side, in the compiler's
 * vectors: one source, compiled for each width. The tests hold it to Random123's bits. */
#include "base/lanes.h"

#include "base/check.h"

#include <string.h>

enum { SIDE = 8, FEW = 2 }; /* blocks side by side; so few are faster one by one */

typedef uint64_t vector __attribute__((vector_size(8 * SIDE)));
typedef int64_t mask __attribute__((vector_size(8 * SIDE)));

/* Where blocks are drawn and what is asked of their lanes. */
typedef struct request {
    uint64_t key[5]; /* the generator's key schedule */
    uint64_t where, place, purpose;
    uint64_t limit; /* a lane at most this is low */
} request;

#define ROTATED(x, by) ((x) << (by) | (x) >> (64 - (by)))

/* Two additions, rotations and exclusive ors: half of a round each. */
#define MIX(a, b, by)                                                                              \
    do {                                                                                           \
        (a) += (b);                                                                                \
        (b) = ROTATED(b, by) ^ (a);                                                                \
    } while (0)

#define FOUR_ROUNDS(r0, r1, r2, r3, r4, r5, r6, r7)                                                \
    do {                                                                                           \
        MIX(x0, x1, r0);                                                                           \
        MIX(x2, x3, r1);                                                                           \
        MIX(x0, x3, r2);                                                                           \
        MIX(x2, x1, r3);                                                                           \
        MIX(x0, x1, r4);                                                                           \
        MIX(x2, x3, r5);                                                                           \
        MIX(x0, x3, r6);                                                                           \
        MIX(x2, x1, r7);                                                                           \
    } while (0)

#define ADD_KEY(n)                                                                                 \
    do {                                                                                           \
        x0 += of->key[(n) % 5];                                                                    \
        x1 += of->key[((n) + 1) % 5];                                                              \
        x2 += of->key[((n) + 2) % 5];                                                              \
        x3 += of->key[((n) + 3) % 5] + (n);                                                        \
    } while (0)

/* Bits 2j and 2j + 1 of low: the two lanes of word j. Lanes and limit are below 2^33, so signed
 * comparisons, which every width has, will do. */
#define TAKE(j, x)                                                                                 \
    do {                                                                                           \
        const mask even = (mask)((x)&UINT32_MAX) <= limit;                                         \
        const mask odd = (mask)((x) >> 32) <= limit;                                               \
        memcpy(&lanes->word[j][at], &(x), sizeof(x));                                              \
        low |=                                                                                     \
            ((vector)even & (UINT64_C(1) << 2 * (j))) | ((vector)odd & (UINT64_C(2) << 2 * (j)));  \
    } while (0)

static inline __attribute__((always_inline)) void draw(cst_lanes *lanes, const request *of,
                                                       uint32_t groups)
{
    const vector step = {0, 1, 2, 3, 4, 5, 6, 7};
    const mask limit = (mask){0} + (int64_t)of->limit;
    for (uint32_t at = 0; at < groups; at += SIDE) {
        vector x0 = (vector){0} + (of->where + of->key[0]);
        vector x1 = step + (of->place + at + of->key[1]);
        vector x2 = (vector){0} + (of->purpose + of->key[2]);
        vector x3 = (vector){0} + of->key[3];
        vector low;
        FOUR_ROUNDS(14, 16, 52, 57, 23, 40, 5, 37);
        ADD_KEY(1);
        FOUR_ROUNDS(25, 33, 46, 12, 58, 22, 32, 32);
        ADD_KEY(2);
        FOUR_ROUNDS(14, 16, 52, 57, 23, 40, 5, 37);
        ADD_KEY(3);
        FOUR_ROUNDS(25, 33, 46, 12, 58, 22, 32, 32);
        ADD_KEY(4);
        FOUR_ROUNDS(14, 16, 52, 57, 23, 40, 5, 37);
        ADD_KEY(5);
        memcpy(&low, &lanes->low[at], sizeof low);
        TAKE(0, x0);
        TAKE(1, x1);
        TAKE(2, x2);
        TAKE(3, x3);
        memcpy(&lanes->low[at], &low, sizeof low);
    }
}

static void draw_baseline(cst_lanes *lanes, const request *of, uint32_t groups)
{
    draw(lanes, of, groups);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void draw_avx2(cst_lanes *lanes, const request *of,
                                                      uint32_t groups)
{
    draw(lanes, of, groups);
}

__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))) static void
draw_avx512(cst_lanes *lanes, const request *of, uint32_t groups)
{
    draw(lanes, of, groups);
}

cst_lanes_width cst_lanes_best(void)
{
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
        return CST_LANES_AVX512;
    }
    return __builtin_cpu_supports("avx2") ? CST_LANES_AVX2 : CST_LANES_BASELINE;
}
#else
cst_lanes_width cst_lanes_best(void)
{
    return CST_LANES_BASELINE;
}
#endif

void cst_lanes_draw_by(cst_lanes_width width, cst_lanes *lanes, const cst_random *random,
                       uint64_t where, uint32_t round, uint32_t first, uint32_t groups,
                       cst_purpose purpose, uint32_t slot, cst_chance chance)
{
    const uint64_t parity = UINT64_C(0x1bd11bdaa9fc1a22);
    request of = {
        .key = {random->seed, random->stream, CST_RANDOM_KEY_MARK, 0},
        .where = where,
        .place = cst_random_place(round, first),
        .purpose = (uint64_t)purpose << 32 | slot,
        .limit = chance.always ? UINT32_MAX : chance.hi >> 32,
    };
    of.key[4] = parity ^ of.key[0] ^ of.key[1] ^ of.key[2];
    cst_require(groups <= CST_LANES_GROUPS);
#if defined(__x86_64__)
    if (width == CST_LANES_AVX512) {
        draw_avx512(lanes, &of, groups);
        return;
    }
    if (width == CST_LANES_AVX2) {
        draw_avx2(lanes, &of, groups);
        return;
    }
#endif
    draw_baseline(lanes, &of, groups);
}

void cst_lanes_draw(cst_lanes *lanes, const cst_random *random, uint64_t where, uint32_t round,
                    uint32_t first, uint32_t groups, cst_purpose purpose, uint32_t slot,
                    cst_chance chance)
{
    if (groups > FEW) {
        cst_lanes_draw_by(cst_lanes_best(), lanes, random, where, round, first, groups, purpose,
                          slot, chance);
        return;
    }
    for (uint32_t group = 0; group < groups; group++) {
        const cst_random_block block =
            cst_random_at(random, where, cst_random_place(round, first + group), purpose, slot, 0);
        for (uint32_t lane = 0; lane < CST_LANES; lane++) {
            lanes->word[lane >> 1][group] = block.word[lane >> 1];
            const int known = cst_chance_first32(chance, cst_random_lane(&block, lane));
            lanes->low[group] |= (uint64_t)(known <= 0) << lane;
        }
    }
}
