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

bool cst_test_slots_equal(const cst_slots *a, const cst_slots *b)
{
    bool equal = a->level == b->level && a->failed == b->failed;
    for (uint32_t i = 0; i < CST_SLOTS; i++) {
        const cst_slot_sums of_a = cst_slots_at(a, i);
        const cst_slot_sums of_b = cst_slots_at(b, i);
        equal = equal && of_a.trials == of_b.trials && of_a.x == of_b.x && of_a.y == of_b.y &&
                of_a.xx == of_b.xx && of_a.xy == of_b.xy && of_a.yy == of_b.yy;
    }
    return equal;
}

bool cst_test_row_equal(const cst_row *a, const cst_row *b)
{
    bool equal = memcmp(a->count, b->count, sizeof a->count) == 0 && a->untold == b->untold;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        equal = equal && cst_test_spread_equal(&a->spread[i], &b->spread[i]);
    }
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        equal = equal && cst_test_slots_equal(&a->slots[i], &b->slots[i]);
    }
    return equal;
}
