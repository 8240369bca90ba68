/* SPDX-License-Identifier: MIT */
#include "estimate/exact/temporal.h"

#include <math.h>

double cst_temporal_at_least_once(double x, double n)
{
    if (x <= 0.0 || n <= 0.0) {
        return 0.0;
    }
    return x >= 1.0 ? 1.0 : -expm1(n * log1p(-x));
}

double cst_temporal_never(double x, double n)
{
    if (x <= 0.0 || n <= 0.0) {
        return 1.0;
    }
    return x >= 1.0 ? 0.0 : exp(n * log1p(-x));
}

/* The expected number of tries, of at most n, up to and with the first at which something of chance
 * x each happens. */
static double tries(double x, double n)
{
    return x > 0.0 ? cst_temporal_at_least_once(x, n) / x : fmax(n, 0.0);
}

double cst_temporal_rounds(double end, double caught, double tasks, double rounds)
{
    const double share = end > 0.0 ? caught / end : 0.0;
    const double round = cst_temporal_at_least_once(end, tasks);
    return rounds * (1.0 - share) + share * tries(round, rounds);
}

/* 1 - (1 - (1-x)^n)/(n x). Where n x is small, by its series, sum_j (-x)^j C(n, j+1) / n from j = 1
 * on with the sign turned, of which the terms fall by half or more. */
static double lost_share(double x, double n)
{
    if (x <= 0.0 || n <= 1.0) {
        return 0.0;
    }
    if (n * x >= 0.5) {
        return 1.0 - tries(x, n) / n;
    }
    double sum = 0.0;
    double term = 0.5 * (n - 1.0) * x;
    for (double j = 2.0; fabs(term) > 1e-18 * fabs(sum); j += 1.0) {
        sum += term;
        term *= -x * (n - j) / (j + 1.0);
    }
    return sum + term;
}

cst_end_trial_risk cst_temporal_end_trial(const cst_end_trial *trial)
{
    const double e = trial->escape;
    const double g = trial->trigger_alone;
    const double n = trial->tasks;
    cst_end_trial_risk risk = {
        .safety = 1.0, .tasks = tries(trial->trigger, n), .lost = lost_share(trial->trigger, n)};
    risk.expected_escapes = e > 0.0 ? e * risk.tasks : 0.0;
    if (e > 0.0) {
        risk.trial_risk = e / (e + g) * cst_temporal_at_least_once(e + g, n);
        risk.safety = (g + e * cst_temporal_never(e + g, n)) / (e + g);
    }
    return risk;
}
