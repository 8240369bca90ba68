/* SPDX-License-Identifier: MIT */
#include "base/random.h"

#include "base/check.h"

#include <Random123/threefry.h>

cst_random_quad cst_random_at(const cst_random *random, uint64_t where, uint64_t place,
                              cst_purpose purpose, uint32_t slot, uint64_t index)
{
    threefry4x64_key_t key = {{random->seed, random->stream, CST_RANDOM_KEY_MARK, 0}};
    threefry4x64_ctr_t counter = {{where, place, (uint64_t)purpose << 32 | slot, index}};
    threefry4x64_ctr_t out = threefry4x64(counter, key);
    return (cst_random_quad){{out.v[0], out.v[1], out.v[2], out.v[3]}};
}

bool cst_random_below32(const cst_random *random, uint64_t where, uint64_t place, cst_purpose tied,
                        uint32_t slot, uint32_t first, cst_chance chance)
{
    int known = cst_chance_first32(chance, first);
    if (known != 0) {
        return known < 0;
    }
    cst_random_quad more =
        cst_random_at(random, where, place, CST_DRAW_TIE, cst_random_tie(tied, slot), 0);
    return cst_chance_below(chance, (uint64_t)first << 32 | more.word[0] >> 32, more.word[1]);
}

bool cst_random_below8_given(uint8_t first, const cst_random_quad *more, cst_chance chance)
{
    return cst_chance_below(chance, (uint64_t)first << 56 | more->word[0] >> 8, more->word[1]);
}

bool cst_random_below8(const cst_random *random, uint64_t where, uint64_t place, cst_purpose tied,
                       uint32_t slot, uint8_t first, cst_chance chance)
{
    const int known = cst_chance_first8(chance, first);
    if (known != 0) {
        return known < 0;
    }
    const cst_random_quad more =
        cst_random_at(random, where, place, CST_DRAW_TIE, cst_random_tie(tied, slot), 0);
    return cst_random_below8_given(first, &more, chance);
}

cst_draws cst_draws_at(const cst_random *random, uint64_t where, uint64_t place,
                       cst_purpose purpose)
{
    return (cst_draws){
        .random = *random, .where = where, .place = place, .purpose = purpose, .used = 4};
}

void cst_draws_fetch(cst_draws *draws)
{
    draws->quad = cst_random_at(&draws->random, draws->where, draws->place, draws->purpose, 0,
                                draws->index++);
    draws->used = 0;
}

uint32_t cst_draws_rank_tied(cst_draws *draws, const cst_chance *rising, uint32_t count,
                             uint32_t rank)
{
    if (rising[rank].always) {
        return rank;
    }
    const uint64_t hi = rising[rank].hi;
    const uint64_t lo = cst_draws_next(draws);
    while (rank < count && !cst_chance_below(rising[rank], hi, lo)) {
        rank++;
    }
    return rank;
}

uint32_t cst_draws_rank_of_many(cst_draws *draws, const cst_chance *rising, uint32_t count)
{
    const uint64_t hi = cst_draws_next(draws);
    uint32_t rank = 0;
    for (uint32_t end = count; rank < end;) { /* the rank is in rank..end */
        const uint32_t middle = rank + (end - rank) / 2;
        cst_debug_assert(rising[middle].hi <= rising[count - 1].hi);
        if (hi > rising[middle].hi) {
            rank = middle + 1;
        } else {
            end = middle;
        }
    }
    if (rank == count || hi != rising[rank].hi) {
        return rank;
    }
    return cst_draws_rank_tied(draws, rising, count, rank);
}

uint64_t cst_draws_uniform(cst_draws *draws, uint64_t n)
{
    cst_require(n >= 1);
    /* The words that would favour the low numbers are the first 2^64 mod n: they are drawn anew.
     * All of them are below n, so that hardly ever a division says how many they are. */
    for (;;) {
        const uint64_t word = cst_draws_next(draws);
        if (word >= n || word >= (UINT64_MAX - n + 1) % n) {
            return word % n;
        }
    }
}

double cst_draws_unit(cst_draws *draws)
{
    return ((double)cst_draws_next(draws) + 0.5) * 0x1p-64;
}
