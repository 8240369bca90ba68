/* SPDX-License-Identifier: MIT */
#include "tests/lib/bounds.h"

#include "base/check.h"
#include "estimate/exact/temporal.h"

#include <math.h>

double cst_bounds_honeypots(const cst_honeypot_bound *bound)
{
    const double r = bound->audit_success;
    const double passes =
        bound->trusted_miss * bound->ratio * (bound->slack + 1.0) / (bound->honeypots + 1.0);
    return (1.0 - r) + r * fmin(passes, 1.0);
}

double cst_bounds_compose(const double *bound, size_t count)
{
    double least = 1.0;
    for (size_t i = 0; i < count; i++) {
        least = fmin(least, bound[i]);
    }
    return least;
}

/* Chance of a miss per unit of t that honeypots have on average in the cohort. */
static double exposure(const cst_converse *test, double slack)
{
    return test->honeypots / (test->cohorts * (slack + 1.0));
}

static double floor_at(double exposed, double t)
{
    return fmax(t * (1.0 - t * exposed), 0.0);
}

static double best_floor(double exposed)
{
    return floor_at(exposed, exposed > 0.5 ? 0.5 / exposed : 1.0);
}

double cst_bounds_converse(const cst_converse *test, double t)
{
    return floor_at(exposure(test, test->slack), t);
}

double cst_bounds_converse_adaptive(const cst_converse *test, double t)
{
    return floor_at(exposure(test, 0.0), t);
}

double cst_bounds_converse_best(const cst_converse *test)
{
    return best_floor(exposure(test, test->slack));
}

double cst_bounds_converse_adaptive_best(const cst_converse *test)
{
    return best_floor(exposure(test, 0.0));
}

double cst_bounds_stratified(const cst_converse *test, double t)
{
    const double k = test->cohorts;
    const double each = floor(test->honeypots / k);
    const double more = test->honeypots - each * k;
    return t / k *
           ((k - more) * cst_temporal_never(t, each) + more * cst_temporal_never(t, each + 1.0));
}

double cst_bounds_class_untested(const cst_converse *test)
{
    return cst_temporal_never(1.0 / test->cohorts, test->honeypots);
}

double cst_bounds_pairs(double p, double rho, uint32_t k, uint32_t r)
{
    cst_require(r >= 1 && r <= k);
    return p * fmin(1.0, (p + rho * (1.0 - p)) * (double)k / (double)(k - r + 1));
}
