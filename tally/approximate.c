/* SPDX-License-Identifier: MIT */
#include "tally/approximate.h"

#include "base/check.h"
#include "base/rmath.h"

#include <math.h>
#include <stddef.h>

static cst_approximate refused(const char *why)
{
    return (cst_approximate){.refused = why};
}

/* Sums of what is behind an estimate: the smaller of a part and the rest, in sum and in squares;
 * and the squares of the residuals beside all squares. */
typedef struct behind {
    double trials;
    double sum, squares;
    double residuals, of;
} behind;

static const char *why_not(const behind *seen, bool tied)
{
    if (tied) {
        return "a cause of scope trial";
    }
    if (seen->trials < CST_APPROXIMATE_TRIALS) {
        return "fewer than 30 trials";
    }
    if (!(seen->sum * seen->sum >= CST_APPROXIMATE_EVENTS * seen->squares && seen->sum > 0.0)) {
        return "fewer than 20 effective events";
    }
    /* What rounding leaves is no spread. */
    return seen->residuals > 1e-13 * seen->of ? NULL : "all trials are alike";
}

static cst_approximate around(double estimate, const behind *seen, double of, double level)
{
    const double n = seen->trials;
    const double error = sqrt(seen->residuals / (n * (n - 1.0))) / of;
    const double reach = cst_rmath_student_quantile_above(level / 2.0, n - 1.0) * error;
    return (cst_approximate){.given = true, .low = estimate - reach, .high = estimate + reach};
}

cst_approximate cst_approximate_mean(const cst_spread *values, double most, bool tied, double level)
{
    cst_require(level > 0.0 && level < 1.0);
    const double n = (double)values->trials;
    const double sum = (double)values->sum;
    const double squares = (double)values->sum_sq;
    const bool less = 2.0 * sum <= n * most;
    const behind seen = {.trials = n,
                         .sum = less ? sum : n * most - sum,
                         .squares = less ? squares : squares - 2.0 * most * sum + n * most * most,
                         .residuals = squares - sum * sum / n,
                         .of = squares};
    const char *why = why_not(&seen, tied);
    return why != NULL ? refused(why) : around(sum / n, &seen, 1.0, level);
}

cst_approximate cst_approximate_ratio(const cst_interval_parts *parts, bool tied, double level)
{
    cst_require(level > 0.0 && level < 1.0);
    const double x = (double)parts->part->sum;
    const double z = (double)parts->rest->sum;
    const double xx = (double)parts->part->sum_sq;
    const double zz = (double)parts->rest->sum_sq;
    const cst_u128 apart = parts->part->sum_sq + parts->rest->sum_sq;
    const cst_u128 both = parts->all->sum_sq;
    const double xz = both > apart ? 0.5 * (double)(both - apart) : 0.0;
    const double share = x + z > 0.0 ? x / (x + z) : 0.0;
    const double other = 1.0 - share;
    /* Of x - share (x + z). */
    const behind seen = {.trials = (double)parts->part->trials,
                         .sum = x <= z ? x : z,
                         .squares = x <= z ? xx : zz,
                         .residuals =
                             other * other * xx - 2.0 * share * other * xz + share * share * zz,
                         .of = other * other * xx + share * share * zz};
    const char *why = why_not(&seen, tied);
    return why != NULL ? refused(why) : around(share, &seen, (x + z) / seen.trials, level);
}

cst_approximate cst_approximate_scaled(cst_approximate of, double factor, double more)
{
    const double a = factor * of.low + more;
    const double b = factor * of.high + more;
    of.low = fmin(a, b);
    of.high = fmax(a, b);
    return of;
}
