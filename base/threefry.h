/* SPDX-License-Identifier: MIT
 *
 * Threefry-4x64-20 (Salmon et al. 2011) over eight counters side by
 * side, in the compiler's vectors, so that one source serves every width. The same bits as
 * Random123's.
 */
#ifndef CST_BASE_THREEFRY_H
#define CST_BASE_THREEFRY_H

#include "base/random.h"

enum { CST_THREEFRY_SIDE = 8 };

typedef uint64_t cst_threefry_words __attribute__((vector_size(8 * CST_THREEFRY_SIDE)));

/* The words that are added to a block between its rounds. */
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

/* Two additions, rotations and exclusive ors: half of a round each. */
#define CST_THREEFRY_MIX(a, b, by)                                                                 \
    do {                                                                                           \
        (a) += (b);                                                                                \
        (b) = CST_THREEFRY_ROTATED(b, by) ^ (a);                                                   \
    } while (0)

#define CST_THREEFRY_FOUR(x, r0, r1, r2, r3, r4, r5, r6, r7)                                       \
    do {                                                                                           \
        CST_THREEFRY_MIX((x)[0], (x)[1], r0);                                                      \
        CST_THREEFRY_MIX((x)[2], (x)[3], r1);                                                      \
        CST_THREEFRY_MIX((x)[0], (x)[3], r2);                                                      \
        CST_THREEFRY_MIX((x)[2], (x)[1], r3);                                                      \
        CST_THREEFRY_MIX((x)[0], (x)[1], r4);                                                      \
        CST_THREEFRY_MIX((x)[2], (x)[3], r5);                                                      \
        CST_THREEFRY_MIX((x)[0], (x)[3], r6);                                                      \
        CST_THREEFRY_MIX((x)[2], (x)[1], r7);                                                      \
    } while (0)

#define CST_THREEFRY_ADD(x, key, n)                                                                \
    do {                                                                                           \
        (x)[0] += (key)->word[(n) % 5];                                                            \
        (x)[1] += (key)->word[((n) + 1) % 5];                                                      \
        (x)[2] += (key)->word[((n) + 2) % 5];                                                      \
        (x)[3] += (key)->word[((n) + 3) % 5] + (n);                                                \
    } while (0)

/* Turns four vectors of counters, word by word, into their blocks; vectors of any length. */
#define CST_THREEFRY_ROUNDS(key, x)                                                                \
    do {                                                                                           \
        CST_THREEFRY_ADD(x, key, 0);                                                               \
        CST_THREEFRY_FOUR(x, 14, 16, 52, 57, 23, 40, 5, 37);                                       \
        CST_THREEFRY_ADD(x, key, 1);                                                               \
        CST_THREEFRY_FOUR(x, 25, 33, 46, 12, 58, 22, 32, 32);                                      \
        CST_THREEFRY_ADD(x, key, 2);                                                               \
        CST_THREEFRY_FOUR(x, 14, 16, 52, 57, 23, 40, 5, 37);                                       \
        CST_THREEFRY_ADD(x, key, 3);                                                               \
        CST_THREEFRY_FOUR(x, 25, 33, 46, 12, 58, 22, 32, 32);                                      \
        CST_THREEFRY_ADD(x, key, 4);                                                               \
        CST_THREEFRY_FOUR(x, 14, 16, 52, 57, 23, 40, 5, 37);                                       \
        CST_THREEFRY_ADD(x, key, 5);                                                               \
    } while (0)

#endif
