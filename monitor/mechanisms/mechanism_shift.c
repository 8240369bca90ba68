/* SPDX-License-Identifier: MIT
 * shift: a monitor made for one class of inputs meets others, a step at a time. CLAIMS: the product
 * over the steps of Phi(d' exp(-(distance/steps)/tau) + Phi^-1(fpr)). */
#include "base/logarithm.h"
#include "base/rmath.h"
#include "monitor/mechanisms/mechanism.h"

#include <math.h>

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, "shift." key, cst_mechanism_spec, shift.field, __VA_ARGS__)
ROW(d_prime, REAL, "d_prime", d_prime, CST_WEIGHT),
    .initial = 4.0, .axis = "d' of the monitor where it was made", .symbol = "d'",
    .meaning = "how far apart attacks and honest work score where the monitor was made, in "
               "standard deviations"
}
;
ROW(tau, REAL, "tau", tau, CST_POSITIVE),
    .initial = 1.0, .axis = "distance at which d' has fallen to 1/e",
    .meaning = "distance at which d' has fallen from d_prime to 1/e of it"
}
;
ROW(distance, REAL, "distance", distance, CST_WEIGHT),
    .initial = 1.0, .axis = "distance of the whole shift", .symbol = "distance",
    .meaning = "how far the inputs move in all, in the unit of tau"
}
;
ROW(fpr, REAL, "fpr", fpr, CST_PROBABILITY),
    .initial = 0.02, .axis = "FPR of the monitor", .symbol = "fpr",
    .meaning = "P(the monitor flags honest work), which is kept at every step"
}
;
ROW(steps, WHOLE, "steps", steps, CST_COUNT_MILLION),
    .initial = 8, .axis = "steps that the shift is divided into", .symbol = "steps",
    .meaning = "equal steps that the distance is divided into; the monitor is refitted after each"
}
;

enum { SMALL, ONE };

/* P(each of so many steps is caught): 1 - the chance of a miss, where that is small. */
static double all_caught(const cst_shift_spec *of, double parts)
{
    double caught;
    double missed;
    const double left = of->d_prime * exp(-(of->distance / parts) / of->tau);
    cst_rmath_normal_both(left + cst_rmath_normal_quantile(of->fpr), &caught, &missed);
    return exp(parts * (missed < 0.5 ? log1p(-missed) : log(caught)));
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    value[SMALL] = all_caught(&spec->shift, spec->shift.steps);
    value[ONE] = all_caught(&spec->shift, 1.0);
}

/* What scores of attacks, of mean d' and standard deviation 1, are compared with. */
typedef struct scores {
    double threshold;
    double small, one; /* d' after a small step, after the whole way */
} scores;

/* The score that honest work is above with a chance of fpr: by halving. */
static double threshold_of(double chance)
{
    double ends[2] = {-40.0, 40.0};
    if (chance == 0.0 || chance == 1.0) {
        return chance == 0.0 ? HUGE_VAL : -HUGE_VAL;
    }
    for (int i = 0; i < 100; i++) {
        const double middle = 0.5 * (ends[0] + ends[1]);
        ends[0.5 * erfc(middle / 1.4142135623730951) < chance] = middle;
    }
    return 0.5 * (ends[0] + ends[1]);
}

static void make_ready(const cst_mechanism_spec *spec, void *ready)
{
    const cst_shift_spec *of = &spec->shift;
    scores *made = ready;
    *made = (scores){.threshold = threshold_of(of->fpr),
                     .small = of->d_prime / exp(of->distance / of->tau / of->steps),
                     .one = of->d_prime / exp(of->distance / of->tau)};
}

/* A standard normal number: by Marsaglia's polar method. */
static double draw_normal(cst_draws *draws)
{
    double x;
    double square;
    do {
        const double y = 2.0 * cst_draws_unit(draws) - 1.0;
        x = 2.0 * cst_draws_unit(draws) - 1.0;
        square = x * x + y * y;
    } while (square >= 1.0 || square == 0.0);
    return x * sqrt(-2.0 * cst_log(square) / square);
}

static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const scores *made = ready;
    outcome[ONE] = made->one + draw_normal(draws) > made->threshold;
    outcome[SMALL] = 1;
    for (uint32_t i = 0; i < spec->shift.steps && outcome[SMALL] != 0; i++) {
        outcome[SMALL] = made->small + draw_normal(draws) > made->threshold;
    }
}

static double work(const cst_mechanism_spec *spec)
{
    return 3.0 * (spec->shift.steps + 1.0);
}

const cst_mechanism cst_mechanism_shift = {
    .name = "shift",
    .text = "a monitor follows inputs that move away from those that it was made for, step by step",
    .parameter = {&d_prime, &tau, &distance, &fpr, &steps},
    .measure = {CST_SHARE_OF_ALL("shifts_caught", SMALL),
                CST_SHARE_OF_ALL("one_shift_caught", ONE)},
    .exact = exact,
    .ready = make_ready,
    .draw = draw,
    .work = work,
};
