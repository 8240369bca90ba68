/* SPDX-License-Identifier: MIT */
#include "tally/row.h"

#include "base/check.h"

static const char *const count_names[CST_COUNT_KINDS] = {
#define CST_COUNT_NAME(name, text, meaning) [CST_COUNT_##name] = (text),
    CST_COUNTS(CST_COUNT_NAME)
#undef CST_COUNT_NAME
};

static const char *const count_meanings[CST_COUNT_KINDS] = {
#define CST_COUNT_MEANING(name, text, meaning) [CST_COUNT_##name] = (meaning),
    CST_COUNTS(CST_COUNT_MEANING)
#undef CST_COUNT_MEANING
};

static const char *const spread_names[CST_SPREAD_KINDS] = {
#define CST_SPREAD_NAME(name, text) [CST_SPREAD_##name] = (text),
    CST_SPREADS(CST_SPREAD_NAME)
#undef CST_SPREAD_NAME
};

const char *cst_count_name(cst_count count)
{
    cst_require(count < CST_COUNT_KINDS);
    return count_names[count];
}

const char *cst_count_meaning(cst_count count)
{
    cst_require(count < CST_COUNT_KINDS);
    return count_meanings[count];
}

const char *cst_spread_name(cst_spread_kind kind)
{
    cst_require(kind < CST_SPREAD_KINDS);
    return spread_names[kind];
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

/* Counters that wrapped round would be wrong numbers without a sign of it. */
static void add_count(uint64_t *sum, uint64_t part)
{
    const bool overflow = __builtin_add_overflow(*sum, part, sum);
    cst_require(!overflow);
}

static void add_square(cst_u128 *sum, cst_u128 part)
{
    const bool overflow = __builtin_add_overflow(*sum, part, sum);
    cst_require(!overflow);
}

void cst_spread_add(cst_spread *spread, uint64_t value, uint64_t times)
{
    uint64_t total;
    cst_u128 squares;
    const bool overflow =
        __builtin_mul_overflow(value, times, &total) ||
        __builtin_mul_overflow((cst_u128)value * value, (cst_u128)times, &squares);
    cst_require(!overflow);
    add_count(&spread->trials, times);
    add_count(&spread->sum, total);
    add_square(&spread->sum_sq, squares);
    add_count(&spread->bucket[cst_spread_bucket(value)], times);
}

static void spread_merge(cst_spread *sum, const cst_spread *part)
{
    if (part->trials == 0) {
        return;
    }
    add_count(&sum->trials, part->trials);
    add_count(&sum->sum, part->sum);
    add_square(&sum->sum_sq, part->sum_sq);
    /* No bucket can overflow where their total, trials, did not. */
    for (uint32_t i = 0; i < CST_SPREAD_BUCKETS; i++) {
        sum->bucket[i] += part->bucket[i];
    }
}

void cst_row_add(cst_row *sum, const cst_row *part)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        add_count(&sum->count[i], part->count[i]);
    }
    sum->untold |= part->untold;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        spread_merge(&sum->spread[i], &part->spread[i]);
    }
}
