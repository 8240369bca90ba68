/* SPDX-License-Identifier: MIT */
#include "tally/spread.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

enum { GROUP = 8 }; /* buckets come and are kept in groups of so many */

cst_spread cst_spread_over(uint64_t bucket[CST_SPREAD_BUCKETS])
{
    memset(bucket, 0, CST_SPREAD_BUCKETS * sizeof *bucket);
    return (cst_spread){.bucket = bucket, .buckets = CST_SPREAD_BUCKETS};
}

void cst_spread_free(cst_spread *spread)
{
    free(spread->bucket);
    *spread = (cst_spread){0};
}

/* Bits of a value below the four that choose the step within its octave. */
static uint32_t step_shift(uint32_t bucket)
{
    return (bucket - 64) / 16 + 2;
}

uint32_t cst_spread_bucket(uint64_t value)
{
    if (value < 64) {
        return (uint32_t)value;
    }
    const uint32_t octave = 63 - (uint32_t)__builtin_clzll(value);
    const uint32_t step = (uint32_t)(value >> (octave - 4)) & 15;
    return 64 + 16 * (octave - 6) + step;
}

uint64_t cst_spread_bucket_low(uint32_t bucket)
{
    cst_require(bucket < CST_SPREAD_BUCKETS);
    if (bucket < 64) {
        return bucket;
    }
    return (uint64_t)(16 + bucket % 16) << step_shift(bucket);
}

uint64_t cst_spread_bucket_high(uint32_t bucket)
{
    if (bucket < 64) {
        return bucket;
    }
    return cst_spread_bucket_low(bucket) + ((UINT64_C(1) << step_shift(bucket)) - 1);
}

uint32_t cst_spread_top(const cst_spread *spread)
{
    uint32_t top = cst_spread_end(spread);
    while (top > 0 && cst_spread_at(spread, top) == 0) {
        top--;
    }
    return top;
}

cst_spread_totals cst_spread_totals_of(const cst_spread *spread)
{
    cst_spread_totals totals = {0};
    for (uint32_t i = spread->first; i < cst_spread_end(spread); i++) {
        const cst_u128 trials = cst_spread_at(spread, i);
        totals.trials += trials;
        totals.low += trials * cst_spread_bucket_low(i);
        totals.high += trials * cst_spread_bucket_high(i);
    }
    return totals;
}

/* Makes room for buckets first .. end - 1 beside those that are there. */
static bool widen(cst_spread *spread, uint32_t first, uint32_t end)
{
    const bool empty = spread->buckets == 0;
    cst_require(first < end && end <= CST_SPREAD_BUCKETS);
    first = empty || first < spread->first ? first / GROUP * GROUP : spread->first;
    end = empty || end > cst_spread_end(spread) ? (end + GROUP - 1) / GROUP * GROUP
                                                : cst_spread_end(spread);
    cst_debug_assert(first % GROUP == 0 && end % GROUP == 0 && end <= CST_SPREAD_BUCKETS);
    uint64_t *wider = calloc(end - first, sizeof *wider);
    if (wider == NULL) {
        spread->failed = true;
        return false;
    }
    if (!empty) {
        memcpy(wider + (spread->first - first), spread->bucket, spread->buckets * sizeof *wider);
    }
    free(spread->bucket);
    spread->bucket = wider;
    spread->first = (uint16_t)first;
    spread->buckets = (uint16_t)(end - first);
    return true;
}

static bool has(const cst_spread *spread, uint32_t bucket)
{
    return bucket - spread->first < spread->buckets;
}

/* Counters that wrapped round would be wrong numbers without a sign of it. */
static void add_count(uint64_t *sum, uint64_t part)
{
    const bool overflow = __builtin_add_overflow(*sum, part, sum);
    cst_require(!overflow);
}

static void add_sums(cst_spread *spread, uint64_t trials, uint64_t sum, cst_u128 sum_sq)
{
    add_count(&spread->trials, trials);
    add_count(&spread->sum, sum);
    const bool overflow = __builtin_add_overflow(spread->sum_sq, sum_sq, &spread->sum_sq);
    cst_require(!overflow);
}

void cst_spread_add(cst_spread *spread, uint64_t value, uint64_t times)
{
    const uint32_t bucket = cst_spread_bucket(value);
    uint64_t total;
    cst_u128 squares;
    const bool overflow =
        __builtin_mul_overflow(value, times, &total) ||
        __builtin_mul_overflow((cst_u128)value * value, (cst_u128)times, &squares);
    cst_require(!overflow);
    if (times == 0 || (!has(spread, bucket) && !widen(spread, bucket, bucket + 1))) {
        return;
    }
    add_sums(spread, times, total, squares);
    spread->bucket[bucket - spread->first] += times; /* no more than trials: no overflow */
}

void cst_spread_merge(cst_spread *sum, const cst_spread *part)
{
    sum->failed = sum->failed || part->failed;
    if (part->trials == 0) {
        return;
    }
    const uint32_t end = cst_spread_end(part);
    const bool room = has(sum, part->first) && has(sum, end - 1);
    if (!room && !widen(sum, part->first, end)) {
        return;
    }
    add_sums(sum, part->trials, part->sum, part->sum_sq);
    /* No bucket can overflow where their total, trials, did not. */
    uint64_t trials = 0;
    for (uint32_t i = part->first; i < end; i++) {
        sum->bucket[i - sum->first] += part->bucket[i - part->first];
        trials += part->bucket[i - part->first];
    }
    cst_require(trials == part->trials);
}

void cst_spread_put(cst_spread *spread, uint32_t bucket, uint64_t trials)
{
    cst_require(bucket < CST_SPREAD_BUCKETS);
    if (has(spread, bucket) || widen(spread, bucket, bucket + 1)) {
        spread->bucket[bucket - spread->first] = trials;
    }
}
