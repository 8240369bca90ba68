/* SPDX-License-Identifier: MIT */
#include "estimate/prior.h"

#include "base/check.h"
#include "base/number.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdbool.h>

cst_prior cst_prior_of_counts(uint64_t k, uint64_t n)
{
    cst_require(k <= n);
    return (cst_prior){.kind = CST_PRIOR_BETA, .a = (double)k + 0.5, .b = (double)(n - k) + 0.5};
}

double cst_prior_quantile(const cst_prior *prior, double u)
{
    const double a = prior->a;
    const double b = prior->b;
    cst_require(u >= 0.0 && u <= 1.0);
    switch (prior->kind) {
    case CST_PRIOR_BETA:
        return cst_number_round(qbeta(u, a, b, 1, 0));
    case CST_PRIOR_UNIFORM:
        return cst_number_round(fmin(fmax(a + (b - a) * u, a), b));
    case CST_PRIOR_LOG_UNIFORM:
        return cst_number_round(fmin(fmax(a * exp(u * log(b / a)), a), b));
    case CST_PRIOR_NONE:
    case CST_PRIOR_BOOTSTRAP:
        break;
    }
    cst_require(false);
    return NAN;
}
