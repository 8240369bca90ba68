/* SPDX-License-Identifier: MIT */
#include "tests/lib/rows.h"

#include <string.h>

bool cst_test_spread_equal(const cst_spread *a, const cst_spread *b)
{
    bool equal = a->trials == b->trials && a->sum == b->sum && a->sum_sq == b->sum_sq &&
                 a->failed == b->failed;
    for (uint32_t i = 0; i < CST_SPREAD_BUCKETS; i++) {
        equal = equal && cst_spread_at(a, i) == cst_spread_at(b, i);
    }
    return equal;
}

bool cst_test_row_equal(const cst_row *a, const cst_row *b)
{
    bool equal = memcmp(a->count, b->count, sizeof a->count) == 0 && a->untold == b->untold;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        equal = equal && cst_test_spread_equal(&a->spread[i], &b->spread[i]);
    }
    return equal;
}
