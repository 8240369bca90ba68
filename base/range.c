/* SPDX-License-Identifier: MIT */
#include "base/range.h"

bool cst_range_has(const cst_range *range, double value)
{
    return isfinite(value) && (range->above ? value > range->low : value >= range->low) &&
           (range->below ? value < range->high : value <= range->high);
}
