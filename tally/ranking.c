/* SPDX-License-Identifier: MIT */
#include "tally/ranking.h"

#include "base/check.h"

#include <math.h>

void cst_ranks_of(const cst_interval *value, uint32_t n, cst_ranks *ranks)
{
    for (uint32_t i = 0; i < n; i++) {
        cst_debug_assert(value[i].low <= value[i].high);
        ranks[i] = (cst_ranks){.best = 1, .worst = n};
        for (uint32_t j = 0; j < n; j++) {
            ranks[i].best += value[j].high < value[i].low ? 1 : 0;
            ranks[i].worst -= value[j].low > value[i].high ? 1 : 0;
        }
        cst_debug_assert(ranks[i].best <= ranks[i].worst);
    }
}

cst_interval cst_interval_of_largest(const cst_interval *value, uint32_t n)
{
    cst_interval largest = {.low = -HUGE_VAL, .high = -HUGE_VAL};
    for (uint32_t i = 0; i < n; i++) {
        largest.low = fmax(largest.low, value[i].low);
        largest.high = fmax(largest.high, value[i].high);
    }
    return largest;
}
