/* SPDX-License-Identifier: MIT
 *
 * Threefry-4x64-20 (Salmon et al. 2011) over counters side by side, in the compiler's vectors, so
 * that one source serves every width. The same bits as Random123's.
 */
#ifndef CST_BASE_THREEFRY_H
#define CST_BASE_THREEFRY_H

#include "base/random.h"

enum { CST_THREEFRY_SIDE = 8 };

typedef uint64_t cst_threefry_words __attribute__((vector_size(8 * CST_THREEFRY_SIDE)));

/* The words that are added to a quad between its rounds. */
typedef struct cst_threefry_key {
    uint64_t word[5];
} cst_threefry_key;

/* The key schedule of a seed and a stream. */
static inline cst_threefry_key cst_threefry_schedule(const cst_random *random)
{
    const uint64_t parity = UINT64_C(0x1bd11bdaa9fc1a22);
    cst_threefry_key key = {{random->seed, random->stream, CST_RANDOM_KEY_MARK, 0, 0}};
    key.word[4] = parity ^ key.word[0] ^ key.word[1] ^ key.word[2];
    return key;
}

#define CST_THREEFRY_ROTATED(x, by) ((x) << (by) | (x) >> (64 - (by)))

/* An addition, a rotation and an exclusive or: half of a round. */
#define CST_THREEFRY_MIX(x, a, b, by)                                                              \
    do {                                                                                           \
        (x)[a] += (x)[b];                                                                          \
        (x)[b] = CST_THREEFRY_ROTATED((x)[b], by) ^ (x)[a];                                        \
    } while (0)

#define CST_THREEFRY_ADD(x, key, n, unused)                                                        \
    do {                                                                                           \
        (x)[0] += (key)->word[(n) % 5];                                                            \
        (x)[1] += (key)->word[((n) + 1) % 5];                                                      \
        (x)[2] += (key)->word[((n) + 2) % 5];                                                      \
        (x)[3] += (key)->word[((n) + 3) % 5] + (n);                                                \
    } while (0)

/* What is under way: the four vectors x, or x and y, which fill each other's waits. */
#define CST_THREEFRY_ONE(STEP, a, b, c) STEP(x, a, b, c)
#define CST_THREEFRY_TWO(STEP, a, b, c)                                                            \
    do {                                                                                           \
        STEP(x, a, b, c);                                                                          \
        STEP(y, a, b, c);                                                                          \
    } while (0)

#define CST_THREEFRY_FOUR(EACH, r0, r1, r2, r3, r4, r5, r6, r7)                                    \
    do {                                                                                           \
        EACH(CST_THREEFRY_MIX, 0, 1, r0);                                                          \
        EACH(CST_THREEFRY_MIX, 2, 3, r1);                                                          \
        EACH(CST_THREEFRY_MIX, 0, 3, r2);                                                          \
        EACH(CST_THREEFRY_MIX, 2, 1, r3);                                                          \
        EACH(CST_THREEFRY_MIX, 0, 1, r4);                                                          \
        EACH(CST_THREEFRY_MIX, 2, 3, r5);                                                          \
        EACH(CST_THREEFRY_MIX, 0, 3, r6);                                                          \
        EACH(CST_THREEFRY_MIX, 2, 1, r7);                                                          \
    } while (0)

/* Turns the vectors of counters x (CST_THREEFRY_ONE), or x and y (CST_THREEFRY_TWO), word by word,
 * into their quads; vectors of any length. */
#define CST_THREEFRY_ROUNDS(EACH, key)                                                             \
    do {                                                                                           \
        EACH(CST_THREEFRY_ADD, key, 0, );                                                          \
        CST_THREEFRY_FOUR(EACH, 14, 16, 52, 57, 23, 40, 5, 37);                                    \
        EACH(CST_THREEFRY_ADD, key, 1, );                                                          \
        CST_THREEFRY_FOUR(EACH, 25, 33, 46, 12, 58, 22, 32, 32);                                   \
        EACH(CST_THREEFRY_ADD, key, 2, );                                                          \
        CST_THREEFRY_FOUR(EACH, 14, 16, 52, 57, 23, 40, 5, 37);                                    \
        EACH(CST_THREEFRY_ADD, key, 3, );                                                          \
        CST_THREEFRY_FOUR(EACH, 25, 33, 46, 12, 58, 22, 32, 32);                                   \
        EACH(CST_THREEFRY_ADD, key, 4, );                                                          \
        CST_THREEFRY_FOUR(EACH, 14, 16, 52, 57, 23, 40, 5, 37);                                    \
        EACH(CST_THREEFRY_ADD, key, 5, );                                                          \
    } while (0)

#endif
