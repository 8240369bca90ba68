/* SPDX-License-Identifier: MIT */
#include "estimate/ask/prior.h"

#include "base/beta.h"
#include "base/check.h"
#include "base/number.h"

#include <math.h>
#include <stdbool.h>

cst_prior cst_prior_of_counts(uint64_t k, uint64_t n)
{
    cst_require(k <= n);
    return (cst_prior){.kind = CST_PRIOR_BETA, .a = (double)k + 0.5, .b = (double)(n - k) + 0.5};
}

/* u is a draw of 64 bits or the end of an interval: smaller ones than 1e-20 only as 0. */
static double beta_quantile(double a, double b, double u)
{
    cst_beta law;
    cst_beta_make(&law, a, b, fmin(fmax(u, 1e-300), 1e-20));
    return cst_beta_share(cst_beta_quantile(&law, u, 1.0 - u));
}

double cst_prior_quantile(const cst_prior *prior, double u)
{
    const double a = prior->a;
    const double b = prior->b;
    cst_require(u >= 0.0 && u <= 1.0);
    switch (prior->kind) {
    case CST_PRIOR_BETA:
        return cst_number_round(beta_quantile(a, b, u));
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
