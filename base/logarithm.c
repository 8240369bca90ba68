/* SPDX-License-Identifier: MIT */
#include "base/logarithm.h"

#include "base/check.h"

#include <math.h>

/* log(2) in two parts, the first with 17 trailing zero bits, so that whole multiples are exact. */
static const double ln2_head = 0x1.62e42fefap-1;
static const double ln2_tail = 0x1.cf79abc9e3b3ap-40;

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
    return e * ln2_head + (twice_atanh((m - 1.0) / (m + 1.0)) + e * ln2_tail);
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
