/* SPDX-License-Identifier: MIT */
#include "base/exponential.h"

#include "base/check.h"

/* exp(-40) - 1 rounds to -1. */
static const double lowest = -40.0;

double cst_expm1(double x)
{
    cst_require(x <= 0.0);
    double part = x < lowest ? lowest : x;
    int halvings = 0;
    while (part < -0.125) {
        part *= 0.5;
        halvings++;
    }
    double sum = 1.0; /* 1 + x/2 (1 + x/3 (1 + ...)): the terms fall by 8 and more each */
    for (int n = 12; n >= 2; n--) {
        sum = 1.0 + part / n * sum;
    }
    double result = part * sum;
    for (; halvings > 0; halvings--) {
        result *= result + 2.0; /* exp(2x) - 1 = (exp(x) - 1)(exp(x) + 1) */
    }
    cst_debug_assert(result >= -1.0 && result <= 0.0);
    return result;
}
