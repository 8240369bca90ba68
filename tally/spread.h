/* SPDX-License-Identifier: MIT
 *
 * How a quantity is spread over trials: their number, the sum, the sum of squares in 128 bits, and
 * a histogram in buckets that are exact below 64 and have 16 steps an octave above. Spreads add up
 * in any order: addition is the merge. A sum that would overflow aborts. A spread of zeros is
 * empty. It keeps the buckets from the lowest to the highest in use, on the heap; its owner frees
 * it. Where memory fails, `failed` stays set until then, and the spread is of no use. One thread at
 * a time.
 */
#ifndef CST_TALLY_SPREAD_H
#define CST_TALLY_SPREAD_H

#include <stdbool.h>
#include <stdint.h>

/* Buckets: value v < 64 in bucket v; above, 16 buckets an octave up to 2^63. */
enum { CST_SPREAD_BUCKETS = 64 + 16 * 58 };

__extension__ typedef unsigned __int128 cst_u128;

typedef struct cst_spread {
    uint64_t trials;         /* values seen */
    uint64_t sum;            /* their sum */
    cst_u128 sum_sq;         /* the sum of their squares */
    uint64_t *bucket;        /* owned: buckets first .. first + buckets - 1; all others hold 0 */
    uint16_t first, buckets; /* multiples of 8 */
    bool failed;             /* there was no memory for a bucket */
} cst_spread;

/* A spread over an array of all buckets that stays the caller's: nothing is allocated, it cannot
 * fail, and there is nothing to free. The array is zeroed here. */
cst_spread cst_spread_over(uint64_t bucket[CST_SPREAD_BUCKETS]);

/* Frees the buckets and leaves an empty spread. */
void cst_spread_free(cst_spread *spread);

/* The bucket of a value, and the least and the greatest value of a bucket. */
uint32_t cst_spread_bucket(uint64_t value);
uint64_t cst_spread_bucket_low(uint32_t bucket);
uint64_t cst_spread_bucket_high(uint32_t bucket);

/* The trials in a bucket. */
static inline uint64_t cst_spread_at(const cst_spread *spread, uint32_t bucket)
{
    const uint32_t at = bucket - spread->first; /* wraps below the first */
    return at < spread->buckets ? spread->bucket[at] : 0;
}

/* One past the last bucket that may hold a trial. */
static inline uint32_t cst_spread_end(const cst_spread *spread)
{
    return (uint32_t)spread->first + spread->buckets;
}

/* The highest bucket that holds a trial; 0 where none does. */
uint32_t cst_spread_top(const cst_spread *spread);

/* The trials in all buckets, and the bounds that the buckets put on the sum. */
typedef struct cst_spread_totals {
    cst_u128 trials, low, high;
} cst_spread_totals;
cst_spread_totals cst_spread_totals_of(const cst_spread *spread);

/* Adds `times` trials that each had this value. */
void cst_spread_add(cst_spread *spread, uint64_t value, uint64_t times);

/* sum += part. */
void cst_spread_merge(cst_spread *sum, const cst_spread *part);

/* Sets the trials in a bucket and nothing else, for those who read a spread from outside. */
void cst_spread_put(cst_spread *spread, uint32_t bucket, uint64_t trials);

#endif
