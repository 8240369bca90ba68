/* SPDX-License-Identifier: MIT */
#include "estimate/ask/best.h"

#include "base/check.h"

#include <math.h>
#include <nlopt.h>

enum { CALLS_MAX = 2000 };

/* The range as s from 0 to 1, and the best point so far. */
typedef struct search {
    double (*value)(double x, void *self);
    void *self;
    double low, high;
    double best_x, best;
    bool broken; /* NaN was found */
} search;

static double at(const search *range, double s)
{
    if (s <= 0.0 || s >= 1.0) {
        return s <= 0.0 ? range->low : range->high;
    }
    const double x = exp(log(range->low) + s * (log(range->high) - log(range->low)));
    return fmin(fmax(x, range->low), range->high);
}

static double look(search *range, double s)
{
    const double x = at(range, s);
    const double found = range->value(x, range->self);
    if (isnan(found)) {
        range->broken = true;
    } else if (found > range->best) {
        range->best = found;
        range->best_x = x;
    }
    return found;
}

static double objective(unsigned n, const double *s, double *gradient, void *data)
{
    (void)n;
    (void)gradient;
    return look(data, s[0]);
}

/* From a point of the grid between its neighbours. */
static bool climb(search *range, unsigned point)
{
    const double step = 1.0 / CST_BEST_STEPS;
    double s = (double)point * step;
    double found = 0.0;
    nlopt_opt opt = nlopt_create(NLOPT_LN_NELDERMEAD, 1);
    if (opt == NULL) {
        return false;
    }
    nlopt_set_max_objective(opt, objective, range);
    nlopt_set_lower_bounds1(opt, fmax(s - step, 0.0));
    nlopt_set_upper_bounds1(opt, fmin(s + step, 1.0));
    nlopt_set_initial_step1(opt, step / 4.0);
    nlopt_set_xtol_abs1(opt, 1e-10);
    nlopt_set_maxeval(opt, CALLS_MAX);
    const nlopt_result result = nlopt_optimize(opt, &s, &found);
    nlopt_destroy(opt);
    return (result > 0 || result == NLOPT_ROUNDOFF_LIMITED) && !range->broken;
}

/* The highest point that no neighbour exceeds and that was not climbed; one behind the last if
 * none. Of a plain the first point counts. */
static unsigned next_hill(const double *grid, const bool *climbed)
{
    unsigned best = CST_BEST_STEPS + 1;
    for (unsigned i = 0; i <= CST_BEST_STEPS; i++) {
        const bool top =
            (i == 0 || grid[i] > grid[i - 1]) && (i == CST_BEST_STEPS || grid[i] >= grid[i + 1]);
        if (top && !climbed[i] && (best > CST_BEST_STEPS || grid[i] > grid[best])) {
            best = i;
        }
    }
    return best;
}

bool cst_best_of(double (*value)(double x, void *self), void *self, double low, double high,
                 double *x, double *value_at_x)
{
    double grid[CST_BEST_STEPS + 1];
    bool climbed[CST_BEST_STEPS + 1] = {false};
    cst_require(low > 0.0 && low < high && isfinite(high));
    search range = {
        .value = value, .self = self, .low = low, .high = high, .best_x = low, .best = -INFINITY};
    for (unsigned i = 0; i <= CST_BEST_STEPS; i++) {
        grid[i] = look(&range, (double)i / CST_BEST_STEPS);
    }
    bool sound = !range.broken;
    for (int hill = 0; hill < CST_BEST_HILLS && sound; hill++) {
        const unsigned point = next_hill(grid, climbed);
        if (point > CST_BEST_STEPS) {
            break;
        }
        climbed[point] = true;
        sound = climb(&range, point);
    }
    *x = range.best_x;
    *value_at_x = range.best;
    return sound;
}
