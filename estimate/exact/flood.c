/* SPDX-License-Identifier: MIT */
#include "estimate/exact/flood.h"

#include "base/check.h"
#include "estimate/exact/temporal.h"

#include <math.h>

static double spent(const cst_flood *flood, double fpr)
{
    return flood->attacks * flood->tpr(fpr, flood->self) + (1.0 - flood->attacks) * fpr;
}

/* Sixteenths down to the least double, halves of its logarithm, and halves of a factor of 4. */
enum { HALVINGS = 1074 / 4 + 64 + 64 };

cst_flooded cst_flood_solve(const cst_flood *flood)
{
    cst_require(flood->attacks >= 0.0 && flood->attacks <= 1.0 && flood->budget >= 0.0);
    if (spent(flood, 0.0) >= flood->budget) {
        const double beyond = flood->tpr(0.0, flood->self);
        const double share = flood->attacks > 0.0 ? flood->budget / flood->attacks : beyond;
        return (cst_flooded){.fpr = 0.0, .flagged = fmin(share, beyond)};
    }
    if (spent(flood, 1.0) <= flood->budget) {
        return (cst_flooded){.fpr = 1.0, .flagged = flood->tpr(1.0, flood->self)};
    }
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < HALVINGS; i++) {
        /* f may be tiny: halve its logarithm as long as that is the longer way */
        const double middle = low > 0.0 && low < high / 4.0 ? sqrt(low) * sqrt(high)
                              : low > 0.0                   ? low + (high - low) / 2.0
                                                            : high / 16.0;
        if (!(middle > low && middle < high)) {
            break;
        }
        *(spent(flood, middle) < flood->budget ? &low : &high) = middle;
    }
    return (cst_flooded){.fpr = high, .flagged = flood->tpr(high, flood->self)};
}

double cst_flood_least_suspicious(double miss, double n)
{
    return cst_temporal_at_least_once(miss, n);
}
