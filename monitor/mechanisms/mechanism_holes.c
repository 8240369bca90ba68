/* SPDX-License-Identifier: MIT
 * holes: they open at a rate that grows, are patched, and may be used while they are open. CLAIMS:
 * mean open = lambda e^(g T)/(mu + g) (1 - e^(-(mu + g) T)); mean used, with kk = mu + eta,
 * lambda eta/kk ((e^(g T) - 1)/g - (e^(g T) - e^(-kk T))/(g + kk)). Both are divided differences of
 * exp, at -mu T and g T, and at -kk T, 0 and g T: that holds where terms cancel, too. */
#include "base/logarithm.h"
#include "monitor/mechanisms/mechanism.h"

#include <math.h>

static const double holes_max = 1e6; /* of a trial, on average */

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, "holes." key, cst_mechanism_spec, holes.field, __VA_ARGS__)
#define RATE CST_RANGE(0, 1e9, "a number from 0 to 1e9")
ROW(opening, REAL, "opening", opening, CST_POSITIVE),
    .initial = 1.0, .axis = "holes that open per unit of time, at first", .symbol = "opening",
    .meaning = "holes that open per unit of time, at time 0"
}
;
ROW(growth, REAL, "growth", growth, CST_NUMBER),
    .initial = 0.0, .axis = "growth of the rate at which holes open", .symbol = "growth",
    .meaning = "growth of the rate at which holes open, opening * e^(growth * t); below 0 it falls"
}
;
ROW(patch, REAL, "patch", patch, RATE),
    .initial = 1.0, .axis = "rate at which an open hole is patched", .symbol = "patch",
    .meaning = "rate per unit of time at which an open hole is patched: 1 / the mean time it takes"
}
;
ROW(exploit, REAL, "exploit", exploit, RATE),
    .initial = 0.1, .axis = "rate at which an open hole is used", .symbol = "exploit",
    .meaning = "rate per unit of time at which somebody uses a hole while it is open"
}
;
ROW(duration, REAL, "time", time, CST_RANGE_ABOVE(0, 1e9, "a number above 0, up to 1e9")),
    .initial = 10.0, .axis = "time that has passed", .symbol = "time",
    .meaning = "time that passes, in the unit of the rates, from a start without holes"
}
;

enum { NONE_OPEN, OPEN, NONE_USED };

/* The divided difference of exp at two places, low <= high: (e^high - e^low)/(high - low). */
static double exp_between(double low, double high)
{
    const double apart = high - low;
    return apart > 0.0 ? exp(high) * -expm1(-apart) / apart : exp(low);
}

/* That at three, low <= middle <= high. Where they are close, e^low times a sum of positive terms:
 * all products of n of the two distances from low, over (n + 2)!. */
static double exp_among(double low, double middle, double high)
{
    const double p = middle - low;
    const double q = high - low;
    if (q > 8.0) {
        return (exp_between(middle, high) - exp_between(low, middle)) / q;
    }
    double power = 0.5; /* q^n / (n + 2)! */
    double term = 0.5;
    double sum = 0.0;
    for (int n = 1; n < 80; n++) {
        sum += term;
        power *= q / (n + 2);
        term = power + term * p / (n + 2);
    }
    return exp(low) * sum;
}

static double mean_opened(const cst_holes_spec *of)
{
    const double a = fmin(of->growth * of->time, 1e3); /* e^1000 is infinite enough */
    return of->opening * of->time * exp_between(fmin(a, 0.0), fmax(a, 0.0));
}

static double mean_open(const cst_holes_spec *of)
{
    const double a = of->growth * of->time;
    const double b = -of->patch * of->time;
    return of->opening * of->time * exp_between(fmin(a, b), fmax(a, b));
}

static double mean_used(const cst_holes_spec *of)
{
    const double a = of->growth * of->time;
    const double b = -(of->patch + of->exploit) * of->time; /* at most 0 */
    const double among = exp_among(fmin(a, b), fmax(fmin(a, 0.0), b), fmax(a, 0.0));
    return of->opening * of->time * (of->exploit * of->time) * among;
}

static int check(const cst_mechanism_spec *spec, cst_error *error)
{
    const double opened = mean_opened(&spec->holes);
    return opened <= holes_max
               ? 0
               : cst_error_set(error, CST_ERR_COMBINATION, growth.key,
                               "expected at most 1e6 holes in a trial on average, by opening, "
                               "growth and time, found %.6g",
                               isnan(opened) ? HUGE_VAL : opened); /* too many times next to none */
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    value[OPEN] = mean_open(&spec->holes);
    value[NONE_OPEN] = exp(-value[OPEN]);
    value[NONE_USED] = exp(-mean_used(&spec->holes));
}

/* The time to the first event of that rate. */
static double draw_wait(cst_draws *draws, double rate)
{
    const uint64_t hi = cst_draws_next(draws);
    const double wait = cst_log_exponential(hi, cst_draws_next(draws));
    return rate > 0.0 ? wait / rate : HUGE_VAL;
}

/* The time at which the rates since time 0 add up to a sum; infinite where they never do. */
static double time_of(const cst_holes_spec *of, double sum)
{
    const double plain = sum / of->opening;
    const double grown = of->growth * plain;
    if (fabs(grown) < 1e-18) {
        return plain;
    }
    return grown > -1.0 ? cst_log1p(grown) / of->growth : HUGE_VAL;
}

static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_holes_spec *of = &spec->holes;
    bool any_used = false;
    double sum = draw_wait(draws, 1.0);
    (void)ready;
    for (double opens = time_of(of, sum); opens < of->time; opens = time_of(of, sum)) {
        const double left = of->time - opens;
        const double lasts = draw_wait(draws, of->patch);
        const double unused = draw_wait(draws, of->exploit);
        outcome[OPEN] += lasts > left;
        any_used = any_used || unused < fmin(lasts, left);
        sum += draw_wait(draws, 1.0);
    }
    outcome[NONE_OPEN] = outcome[OPEN] == 0;
    outcome[NONE_USED] = !any_used;
}

static double work(const cst_mechanism_spec *spec)
{
    return 2.0 + 6.0 * mean_opened(&spec->holes);
}

const cst_mechanism cst_mechanism_holes = {
    .name = "holes",
    .text = "holes open at a rate that grows, are patched, and may be used while they are open",
    .parameter = {&opening, &growth, &patch, &exploit, &duration},
    .measure = {CST_SHARE_OF_ALL("none_open", NONE_OPEN),
                {.result = "mean_open",
                 .kind = CST_MEASURE_POISSON,
                 .events = OPEN,
                 .of = CST_OUTCOMES_MAX},
                CST_SHARE_OF_ALL("none_exploited", NONE_USED)},
    .check = check,
    .exact = exact,
    .draw = draw,
    .work = work,
};
