/* SPDX-License-Identifier: MIT */
#include "base/rmath.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdbool.h>

static bool is_share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

double cst_rmath_normal(double x)
{
    return pnorm5(x, 0.0, 1.0, 1, 0);
}

double cst_rmath_normal_above(double x)
{
    return pnorm5(x, 0.0, 1.0, 0, 0);
}

void cst_rmath_normal_both(double x, double *below, double *above)
{
    pnorm_both(x, below, above, 2, 0);
}

double cst_rmath_normal_density(double x)
{
    return dnorm4(x, 0.0, 1.0, 0);
}

double cst_rmath_normal_quantile(double share)
{
    return is_share(share) ? qnorm5(share, 0.0, 1.0, 1, 0) : (double)NAN;
}

double cst_rmath_normal_quantile_above(double share)
{
    return is_share(share) ? qnorm5(share, 0.0, 1.0, 0, 0) : (double)NAN;
}

static double binomial(double x, double n, double p, bool lower)
{
    if (isnan(x) || !(n >= 0.0 && n <= 0x1p64 && floor(n) == n && is_share(p))) {
        return NAN;
    }
    return pbinom(x, n, p, lower, 0);
}

double cst_rmath_binomial(double x, double n, double p)
{
    return binomial(x, n, p, true);
}

double cst_rmath_binomial_above(double x, double n, double p)
{
    return binomial(x, n, p, false);
}

static double poisson(double x, double mean, bool lower)
{
    return isnan(x) || !(mean >= 0.0 && mean <= 0x1p64) ? (double)NAN : ppois(x, mean, lower, 0);
}

double cst_rmath_poisson(double x, double mean)
{
    return poisson(x, mean, true);
}

double cst_rmath_poisson_above(double x, double mean)
{
    return poisson(x, mean, false);
}

double cst_rmath_student_quantile_above(double share, double freedom)
{
    return is_share(share) && freedom >= 1.0 ? qt(share, freedom, 0, 0) : (double)NAN;
}
