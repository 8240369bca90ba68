/* SPDX-License-Identifier: MIT */
#include "tally/row.h"

#include "base/check.h"

static const struct {
    const char *name, *meaning;
} counts[CST_COUNT_KINDS] = {
#define CST_COUNT_WORDS(name, text, meaning) [CST_COUNT_##name] = {(text), (meaning)},
    CST_COUNTS(CST_COUNT_WORDS)
#undef CST_COUNT_WORDS
};

static const char *const spread_names[CST_SPREAD_KINDS] = {
#define CST_SPREAD_NAME(name, text) [CST_SPREAD_##name] = (text),
    CST_SPREADS(CST_SPREAD_NAME)
#undef CST_SPREAD_NAME
};

const char *cst_count_name(cst_count count)
{
    cst_require(count < CST_COUNT_KINDS);
    return counts[count].name;
}

const char *cst_count_meaning(cst_count count)
{
    cst_require(count < CST_COUNT_KINDS);
    return counts[count].meaning;
}

const char *cst_spread_name(cst_spread_kind kind)
{
    cst_require(kind < CST_SPREAD_KINDS);
    return spread_names[kind];
}

void cst_row_free(cst_row *row)
{
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        cst_spread_free(&row->spread[i]);
    }
    *row = (cst_row){0};
}

bool cst_row_failed(const cst_row *row)
{
    bool failed = false;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        failed = failed || row->spread[i].failed;
    }
    return failed;
}

int cst_row_add(cst_row *sum, const cst_row *part, cst_error *error)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        const bool overflow = __builtin_add_overflow(sum->count[i], part->count[i], &sum->count[i]);
        cst_require(!overflow);
    }
    sum->untold |= part->untold;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        cst_spread_merge(&sum->spread[i], &part->spread[i]);
    }
    return cst_row_failed(sum)
               ? cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to add up rows")
               : 0;
}

bool cst_row_can_add(const cst_row *sum, const cst_row *part)
{
    bool can = true;
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        can = can && sum->count[i] <= INT64_MAX && part->count[i] <= INT64_MAX - sum->count[i];
    }
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        const cst_spread *a = &sum->spread[i];
        const cst_spread *b = &part->spread[i];
        can = can && a->trials <= UINT64_MAX - b->trials && a->sum <= UINT64_MAX - b->sum &&
              a->sum_sq <= ~(cst_u128)0 - b->sum_sq;
    }
    return can;
}
