/* SPDX-License-Identifier: MIT
 * countermeasures: rounds of training against scheming, which reach one class of tasks, stop at a
 * floor, and in part teach caution in tests alone.
 * CLAIMS: in tests x = max(floor, factor^rounds rate), deployed (1 - gating) x + gating rate. */
#include "monitor/mechanisms/mechanism.h"

#include "base/number.h"

#include <math.h>

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {CST_PARAMETER(                                              \
        kind, "countermeasures." key, cst_mechanism_spec, countermeasures.field, __VA_ARGS__)
ROW(rate, REAL, "rate", rate, CST_PROBABILITY),
    .initial = 0.13, .axis = "scheming rate before training", .symbol = "rate",
    .meaning = "P(a task of the treated class is schemed on), before training"
}
;
ROW(factor, REAL, "factor", factor, CST_WEIGHT),
    .initial = 0.1, .axis = "what one round multiplies the rate by", .symbol = "factor",
    .meaning = "what one round of training multiplies that rate by"
}
;
ROW(least, REAL, "floor", floor, CST_PROBABILITY),
    .initial = 0.0, .axis = "rate that training cannot go below",
    .meaning = "the rate that no number of rounds goes below; at most rate"
}
;
ROW(gating, REAL, "gating", gating, CST_SHARE),
    .initial = 0.0, .axis = "share of the reduction that is caution in tests", .symbol = "gating",
    .meaning = "share of the change that holds in tests alone: the model has learned when to behave"
}
;
ROW(treated, REAL, "treated", treated, CST_SHARE),
    .initial = 1.0, .axis = "share of tasks that training reaches",
    .meaning = "share of tasks of the class that training reaches"
}
;
ROW(other, REAL, "other_rate", other_rate, CST_PROBABILITY),
    .initial = 0.0, .axis = "scheming rate of the other tasks",
    .meaning = "P(a task of the rest is schemed on), before training and after"
}
;
ROW(rounds, WHOLE, "rounds", rounds, CST_RANGE(0, 1000, "a whole number from 0 to 1000")),
    .initial = 1, .axis = "rounds of training", .symbol = "rounds", .meaning = "rounds of training"
}
;

enum { DEPLOYED, TESTED };
enum { DEPLOYED_RATE, TEST_RATE, RATE_LEFT, DEPLOYED_OVER_TEST };

static int check(const cst_mechanism_spec *spec, cst_error *error)
{
    const cst_countermeasures_spec *of = &spec->countermeasures;
    if (of->floor > of->rate) {
        return cst_error_set(error, CST_ERR_RANGE, least.key,
                             "expected at most countermeasures.rate, %.6g, found %.6g", of->rate,
                             of->floor);
    }
    const double after = of->rate > 0.0 ? of->rate * pow(of->factor, of->rounds) : 0.0;
    if (after > 1.0) {
        return cst_error_set(error, CST_ERR_RANGE, factor.key,
                             "expected a factor that leaves a probability, found %.6g after %u "
                             "rounds",
                             after, of->rounds);
    }
    return 0;
}

static double over_both(const cst_countermeasures_spec *of, double rate_of_treated)
{
    return of->treated * rate_of_treated + cst_number_complement(of->treated) * of->other_rate;
}

/* The result that belongs to a share of deployed tasks. */
static double left_of(const cst_mechanism_spec *spec, double share)
{
    const double before = over_both(&spec->countermeasures, spec->countermeasures.rate);
    return before > 0.0 ? share / before : (double)NAN;
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_countermeasures_spec *of = &spec->countermeasures;
    const double tested =
        of->rate > 0.0 ? fmax(of->floor, pow(of->factor, of->rounds) * of->rate) : 0.0;
    const double before = over_both(of, of->rate);
    value[DEPLOYED_RATE] =
        over_both(of, cst_number_complement(of->gating) * tested + of->gating * of->rate);
    value[TEST_RATE] = over_both(of, tested);
    value[RATE_LEFT] = before > 0.0 ? value[DEPLOYED_RATE] / before : (double)NAN;
    value[DEPLOYED_OVER_TEST] =
        value[TEST_RATE] > 0.0 ? value[DEPLOYED_RATE] / value[TEST_RATE] : (double)NAN;
}

/* Round by round; kept for all trials. */
static void ready(const cst_mechanism_spec *spec, void *ready)
{
    const cst_countermeasures_spec *of = &spec->countermeasures;
    double *after = ready;
    *after = of->rate;
    for (uint32_t i = 0; i < of->rounds; i++) {
        *after *= of->factor;
    }
    *after = *after < of->floor ? of->floor : *after;
}

/* Whether a task that was schemed on before, or not, is so after training that took hold. */
static bool after_training(double at_first, double after, bool before, cst_draws *draws)
{
    if (before && after < at_first) {
        return cst_mechanism_happens(draws, after / at_first);
    }
    return before || (after > at_first &&
                      cst_mechanism_happens(draws, (after - at_first) / (1.0 - at_first)));
}

static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_countermeasures_spec *of = &spec->countermeasures;
    if (!cst_mechanism_happens(draws, of->treated)) {
        outcome[DEPLOYED] = outcome[TESTED] = cst_mechanism_happens(draws, of->other_rate);
        return;
    }
    const double *after = ready;
    const bool before = cst_mechanism_happens(draws, of->rate);
    const bool cautious = cst_mechanism_happens(draws, of->gating);
    outcome[TESTED] = after_training(of->rate, *after, before, draws);
    outcome[DEPLOYED] = cautious ? before : outcome[TESTED];
}

static double work(const cst_mechanism_spec *spec)
{
    (void)spec;
    return 4.0;
}

const cst_mechanism cst_mechanism_countermeasures = {
    .name = "countermeasures",
    .text = "training lowers scheming on one class of tasks, to a floor, in part in tests alone",
    .parameter = {&rate, &factor, &rounds, &least, &gating, &treated, &other},
    .measure = {CST_SHARE_OF_ALL("deployed_rate", DEPLOYED),
                CST_SHARE_OF_ALL("test_rate", TESTED),
                {.result = "rate_left",
                 .kind = CST_MEASURE_SHARE,
                 .events = DEPLOYED,
                 .of = CST_OUTCOMES_MAX,
                 .from = left_of},
                {.result = "deployed_over_test", .kind = CST_MEASURE_DESIGN}},
    .check = check,
    .exact = exact,
    .ready = ready,
    .draw = draw,
    .work = work,
};
