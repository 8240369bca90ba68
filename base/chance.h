/* SPDX-License-Identifier: MIT
 *
 * A probability as a 128-bit threshold: a uniform 128-bit draw is below it with exactly that
 * probability, to 2^-128. Draws are looked at 8, 32 or 64 bits first; further bits are fetched only
 * on a tie, so nothing is rounded. Pure, no heap, any thread.
 */
#ifndef CST_BASE_CHANCE_H
#define CST_BASE_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct cst_chance {
    uint64_t hi; /* the first 64 bits of the binary fraction */
    uint64_t lo; /* the next 64 bits */
    bool always; /* the probability is 1 (or more): every draw is below; hi and lo are all ones */
} cst_chance;

/* p in [0, 1]; values outside by rounding are clamped. */
cst_chance cst_chance_make(double p);

/* The probability as a number. */
static inline double cst_chance_value(cst_chance chance)
{
    return chance.always ? 1.0 : (double)chance.hi * 0x1p-64 + (double)chance.lo * 0x1p-128;
}

/* True where the whole 128-bit draw (hi, lo) is below the chance. */
static inline bool cst_chance_below(cst_chance chance, uint64_t hi, uint64_t lo)
{
    return chance.always || hi < chance.hi || (hi == chance.hi && lo < chance.lo);
}

/* True where both are the same probability, to the last bit. */
static inline bool cst_chance_same(cst_chance a, cst_chance b)
{
    return a.hi == b.hi && a.lo == b.lo && a.always == b.always;
}

/* True where no draw is needed to know that one is below the chance (is: true) or is not (false).
 */
static inline bool cst_chance_sure(cst_chance chance, bool is)
{
    return is ? chance.always : !chance.always && (chance.hi | chance.lo) == 0;
}

/* With the first 32 bits of a draw: -1 surely below, 1 surely not below, 0 a tie: look further. */
static inline int cst_chance_first32(cst_chance chance, uint32_t draw)
{
    uint32_t first = (uint32_t)(chance.hi >> 32);
    if (chance.always || draw < first) {
        return -1;
    }
    return draw > first ? 1 : 0;
}

/* The same with the first 8 bits. */
static inline int cst_chance_first8(cst_chance chance, uint8_t draw)
{
    const uint8_t first = (uint8_t)(chance.hi >> 56);
    if (chance.always || draw < first) {
        return -1;
    }
    return draw > first ? 1 : 0;
}

#endif
