/* SPDX-License-Identifier: MIT */
#include "base/logarithm.h"

#include "base/check.h"

#include <math.h>

static double twice_atanh(double z)
{
    const double q = z * z;
    const double q2 = q * q;
    return 2.0 * z + z * CST_LOGARITHM_SERIES(q, q2);
}

double cst_log(double x)
{
    cst_require(x > 0.0);
    int exponent = 0;
    double m = frexp(x, &exponent); /* exact */
    if (m < 0.70710678118654752) {
        m *= 2.0;
        exponent--;
    }
    double e = (double)exponent;
    return e * CST_LOGARITHM_2_HEAD +
           (twice_atanh((m - 1.0) / (m + 1.0)) + e * CST_LOGARITHM_2_TAIL);
}

double cst_log1p(double x)
{
    cst_require(x > -1.0);
    if (x > -0.29 && x < 0.41) {
        return twice_atanh(x / (2.0 + x));
    }
    return cst_log(1.0 + x);
}

double cst_log_exponential(uint64_t hi, uint64_t lo)
{
    if (hi < UINT64_C(1) << 62) { /* u < 1/4 */
        double u = ((double)hi + ((double)lo + 0.5) * 0x1p-64) * 0x1p-64;
        return -cst_log1p(-u);
    }
    /* 1 - u in units of 2^-64; the bits of lo do not matter above 2^-62. */
    double rest = ((double)(UINT64_MAX - hi) + 0.5) * 0x1p-64;
    return -cst_log(rest);
}

double cst_expm1(double x)
{
    cst_require(x <= 0.0);
    double part = x < -40.0 ? -40.0 : x; /* exp(-40) - 1 rounds to -1 */
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
