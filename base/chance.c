/* SPDX-License-Identifier: MIT */
#include "base/chance.h"

#include <math.h>

cst_chance cst_chance_make(double p)
{
    if (!(p > 0.0)) {
        return (cst_chance){0};
    }
    if (p >= 1.0) {
        return (cst_chance){.hi = UINT64_MAX, .lo = UINT64_MAX, .always = true};
    }
    /* Both steps are exact: ldexp only moves the binary point, and the whole part is taken off. */
    double scaled = ldexp(p, 64);
    uint64_t hi = (uint64_t)scaled;
    return (cst_chance){.hi = hi, .lo = (uint64_t)ldexp(scaled - (double)hi, 64)};
}
