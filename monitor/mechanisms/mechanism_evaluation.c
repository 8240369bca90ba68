/* SPDX-License-Identifier: MIT
 * evaluation: a model is tested, deployed if few tests show scheming, and then does tasks. What do
 * clean tests say of the tasks, where the model may know a test, and tests show only some of it?
 * CLAIMS: a test shows scheming with chance theta g, g = recall (1 - A_e + A_e w); a deployed task
 * is schemed on with chance theta (1 - A + A w). */
#include "monitor/mechanisms/mechanism.h"

#include "base/binomial.h"
#include "base/logarithm.h"
#include "base/number.h"
#include "base/rmath.h"
#include "monitor/mechanisms/passing.h"

#include <math.h>

enum { FEW_TESTS = 64 }; /* up to these, a trial does them one by one */

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, "evaluation." key, cst_mechanism_spec, evaluation.field, __VA_ARGS__)
ROW(rate, REAL, "rate", rate, CST_PROBABILITY),
    .initial = 0.01, .axis = "scheming rate when unwatched", .symbol = "rate",
    .meaning = "P(a model that schemes at all does so on a task, unwatched), on average"
}
;
ROW(spread, REAL, "spread", spread, CST_PROBABILITY),
    .initial = 0.0, .axis = "how uncertain the scheming rate is",
    .meaning = "how uncertain the rate is: correlation of two tasks under one Beta law; 0: known"
}
;
ROW(prior, REAL, "prior", prior, CST_PROBABILITY),
    .initial = 1.0, .axis = "chance that the model schemes at all", .symbol = "prior",
    .meaning = "P(the model schemes at all), before any test"
}
;
ROW(recall, REAL, "recall", recall, CST_PROBABILITY),
    .initial = 1.0, .axis = "chance that a test shows the scheming in it", .symbol = "recall",
    .meaning = "P(a test shows the scheming that happens in it); of alerts likewise"
}
;
ROW(in_tests, REAL, "evaluation_awareness", evaluation_awareness, CST_PROBABILITY),
    .initial = 0.0, .axis = "chance that the model knows a test",
    .meaning = "P(the model believes that it is watched) in a test"
}
;
ROW(deployed_aware, REAL, "awareness", awareness, CST_PROBABILITY),
    .initial = 0.0, .axis = "chance that the deployed model believes that it is watched",
    .meaning = "P(the model believes that it is watched) on a deployed task"
}
;
ROW(factor, REAL, "watched_factor", watched_factor, CST_WEIGHT),
    .initial = 1.0, .axis = "factor of scheming where it believes so",
    .meaning = "where it believes so it schemes at rate times this"
}
;
ROW(tests, WHOLE64, "tests", tests, CST_RANGE(0, 1e9, "a whole number from 0 to 1e9")),
    .initial = 100, .axis = "tests", .symbol = "tests", .meaning = "tests before deployment"
}
;
ROW(at_most, WHOLE64, "pass_at_most", pass_at_most,
    CST_RANGE(0, 1e9, "a whole number from 0 to 1e9")),
    .initial = 0, .axis = "tests that may show scheming",
    .meaning = "it is deployed if at most so many tests show scheming",
    .when = "where evaluation.pass_below is 0"
}
;
ROW(below, REAL, "pass_below", pass_below, CST_PROBABILITY),
    .initial = 0.0, .axis = "upper end that is required",
    .meaning = "above 0: it is deployed if the exact upper end of the share of tests that show "
               "scheming is below this"
}
;
ROW(tail, REAL, "tail", tail, CST_RANGE_ABOVE(0.0, 0.5, "a number above 0, at most 0.5")),
    .initial = 0.025,
    .meaning = "P(so far out) of each exact end: 0.025 for both ends of 95 %, 0.05 for one"
}
;
ROW(deployed, WHOLE64, "deployed", deployed, CST_COUNT64),
    .initial = 100, .axis = "deployed tasks", .meaning = "tasks after deployment, for any_deployed"
}
;
ROW(alerts, WHOLE64, "alerts", alerts, CST_COUNT64),
    .initial = 0, .axis = "alerts", .meaning = "alerts that were counted, for alert_rate"
}
;
ROW(trajectories, WHOLE64, "trajectories", trajectories, CST_COUNT64),
    .initial = 0, .axis = "trajectories",
    .meaning = "trajectories that were monitored; 0: no alerts were counted"
}
;
ROW(precision, REAL, "precision", precision, CST_SHARE), .initial = 1.0,
                                                         .axis = "share of alerts that are right",
                                                         .meaning = "share of alerts that are right"
}
;

enum {
    RISK,
    PASS,
    ANY,
    SCHEMER,
    TEST_RATE,
    DEPLOYED_RATE,
    DEPLOYED_OVER_TEST,
    BOUND,
    NEEDED,
    ALERT_RATE,
    ALERT_LOW,
    ALERT_HIGH
};
/* Outcomes of a trial: it passed; and a task was schemed on, some task was, it schemes at all. Then
 * one test and one task, whatever the tests showed. */
enum { PASSED, PASSED_RISK, PASSED_ANY, PASSED_SCHEMER, ONE_TEST, ONE_TASK };

static int check(const cst_mechanism_spec *spec, cst_error *error)
{
    const cst_evaluation_spec *of = &spec->evaluation;
    const bool uncertain = of->spread > 0.0;
    if (of->watched_factor > 1.0 && (uncertain || of->rate * of->watched_factor > 1.0)) {
        return cst_error_set(error, CST_ERR_RANGE, factor.key,
                             "expected at most %.6g, found %.6g: %s",
                             uncertain ? 1.0 : 1.0 / of->rate, of->watched_factor,
                             uncertain ? "an uncertain rate may be up to 1, and times this it is a "
                                         "probability"
                                       : "rate times this is a probability");
    }
    if (of->alerts > of->trajectories) {
        return cst_error_set(error, CST_ERR_RANGE, alerts.key,
                             "expected at most evaluation.trajectories, %llu, found %llu",
                             (unsigned long long)of->trajectories, (unsigned long long)of->alerts);
    }
    if (of->pass_below > 0.0 && of->pass_at_most > 0) { /* which would say nothing */
        return cst_error_set(error, CST_ERR_RANGE, at_most.key,
                             "expected this or evaluation.pass_below, found both");
    }
    return 0;
}

/* --- Exact values ---------------------------------------------------------------------------- */

/* 1 - x, of the decimal number that x is nearest to. */
static double rest(double x)
{
    return x <= 1.0 ? cst_number_complement(x) : 1.0 - x;
}

/* What a belief to be watched leaves of the rate. */
static cst_passing_share acts(double aware, double watched_factor)
{
    return (cst_passing_share){rest(aware) + aware * watched_factor, aware * rest(watched_factor)};
}

/* And what tests show of that. */
static cst_passing_share shown(const cst_evaluation_spec *of)
{
    const cst_passing_share by_test = acts(of->evaluation_awareness, of->watched_factor);
    return (cst_passing_share){of->recall * by_test.is,
                               rest(of->recall) + of->recall * by_test.rest};
}

/* Tests that may show scheming; -1: even none is too many. */
static double allowed(const cst_evaluation_spec *of)
{
    const double n = (double)of->tests;
    if (of->pass_below == 0.0) {
        return fmin((double)of->pass_at_most, n);
    }
    double good = -1.0; /* the upper end is below x where P(Bin(n, x) <= k) is below its tail */
    double bad = n;
    while (bad - good > 1.0) {
        const double middle = floor(0.5 * (good + bad));
        *(cst_rmath_binomial(middle, n, of->pass_below) < of->tail ? &good : &bad) = middle;
    }
    return good;
}

static void after_tests(const cst_evaluation_spec *of, double *value)
{
    const cst_passing_share by_task = acts(of->awareness, of->watched_factor);
    const cst_passing_spec asked = {
        .mean = of->rate,
        .spread = of->spread,
        .shown = shown(of),
        .acts = by_task,
        .tests = (double)of->tests,
        .allowed = allowed(of),
        .deployed = (double)of->deployed,
    };
    const cst_passing passing = cst_passing_of(&asked);
    const double schemers = of->prior * exp(passing.log_pass);
    value[PASS] = asked.allowed < 0.0 ? 0.0 : schemers + rest(of->prior);
    const bool never = asked.allowed < 0.0 || (of->prior == 1.0 && isinf(passing.log_pass));
    value[SCHEMER] = never              ? (double)NAN
                     : of->prior == 1.0 ? 1.0 /* however rare */
                                        : schemers / value[PASS];
    value[RISK] = value[SCHEMER] == 0.0 ? 0.0 : value[SCHEMER] * by_task.is * passing.rate;
    value[ANY] = value[SCHEMER] == 0.0 ? 0.0 : value[SCHEMER] * passing.any;
}

/* What no shown scheming says. */
static void bounds(const cst_evaluation_spec *of, double *value)
{
    const double by_test = shown(of).is;
    const double by_task = acts(of->awareness, of->watched_factor).is;
    const double upper = of->tests > 0 ? -expm1(log(of->tail) / (double)of->tests) : 1.0;
    value[BOUND] = by_task == 0.0 ? 0.0 : fmin(upper * by_task / by_test, 1.0);
    if (of->pass_below > 0.0) {
        const double each =
            of->pass_below * by_test / by_task; /* of the tests, where it is so high */
        const double needed = each < 1.0 ? ceil(log(of->tail) / log1p(-each)) : 1.0;
        value[NEEDED] = isfinite(needed) ? fmax(needed, 1.0) : (double)NAN;
    }
}

/* The mean at which so many events, or fewer, and so many, or more, have this chance. */
static double poisson_end(double events, double chance, bool upper)
{
    double ends[2] = {0.0, events + 1.0};
    if (events == 0.0 && !upper) {
        return 0.0;
    }
    while (upper && cst_rmath_poisson(events, ends[1]) > chance) {
        ends[1] *= 2.0;
    }
    for (;;) {
        const double middle = ends[0] + 0.5 * (ends[1] - ends[0]);
        if (middle <= ends[0] || middle >= ends[1]) {
            return middle;
        }
        const bool low = upper ? cst_rmath_poisson(events, middle) > chance
                               : cst_rmath_poisson_above(events - 1.0, middle) < chance;
        ends[low ? 0 : 1] = middle;
    }
}

static void alerted(const cst_evaluation_spec *of, double *value)
{
    if (of->trajectories == 0 || of->recall == 0.0) {
        return;
    }
    const double events = (double)of->alerts;
    const double each = of->precision / ((double)of->trajectories * of->recall);
    value[ALERT_RATE] = fmin(events * each, 1.0);
    value[ALERT_LOW] = fmin(poisson_end(events, of->tail, false) * each, 1.0);
    value[ALERT_HIGH] = fmin(poisson_end(events, of->tail, true) * each, 1.0);
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_evaluation_spec *of = &spec->evaluation;
    const double by_test = acts(of->evaluation_awareness, of->watched_factor).is;
    const double by_task = acts(of->awareness, of->watched_factor).is;
    for (uint32_t i = 0; i <= ALERT_HIGH; i++) {
        value[i] = NAN;
    }
    after_tests(of, value);
    bounds(of, value);
    alerted(of, value);
    value[TEST_RATE] = of->prior * of->rate * by_test;
    value[DEPLOYED_RATE] = of->prior * of->rate * by_task;
    if (value[TEST_RATE] > 0.0) {
        value[DEPLOYED_OVER_TEST] = by_task / by_test;
    }
}

/* --- Drawn trials ---------------------------------------------------------------------------- */

/* exp(x), x <= 0. */
static double fall(double x)
{
    const double halvings = floor(-x / CST_LOGARITHM_2_HEAD);
    if (halvings > 1100.0) {
        return 0.0;
    }
    const double rest = (x + halvings * CST_LOGARITHM_2_HEAD) + halvings * CST_LOGARITHM_2_TAIL;
    return ldexp(1.0 + cst_expm1(rest < 0.0 ? rest : 0.0), -(int)halvings);
}

/* A standard normal variate, by Marsaglia's polar method. */
static double normal(cst_draws *draws)
{
    for (;;) {
        const double x = 2.0 * cst_draws_unit(draws) - 1.0;
        const double y = 2.0 * cst_draws_unit(draws) - 1.0;
        const double square = x * x + y * y;
        if (square > 0.0 && square < 1.0) {
            return x * sqrt(-2.0 * cst_log(square) / square);
        }
    }
}

/* The logarithm of a gamma variate of that shape, by the method of Marsaglia and Tsang (2000); of a
 * shape below 1 by their rule from one of a shape higher by 1. */
static double log_gamma(double shape, cst_draws *draws)
{
    double raised = 0.0;
    if (shape < 1.0) {
        const uint64_t hi = cst_draws_next(draws);
        const uint64_t lo = cst_draws_next(draws);
        raised = cst_log_exponential(hi, lo) / shape;
        shape += 1.0;
    }
    const double d = shape - 1.0 / 3.0;
    for (;;) {
        const double x = normal(draws);
        const double t = x / (3.0 * sqrt(d));
        const double u = cst_draws_unit(draws);
        if (t > -1.0 &&
            cst_log(u) < 0.5 * x * x + d * (3.0 * (cst_log1p(t) - t) - t * t * (3.0 + t))) {
            return cst_log(d) + 3.0 * cst_log1p(t) - raised;
        }
    }
}

/* The rate of this model. */
static double rate_of(const cst_evaluation_spec *of, cst_draws *draws)
{
    if (of->spread == 0.0 || of->rate == 0.0 || of->rate == 1.0) {
        return of->rate;
    }
    const double both = (1.0 - of->spread) / of->spread;
    if (of->spread == 1.0 || both * of->rate < 1e-300) {
        return cst_mechanism_happens(draws, of->rate) ? 1.0 : 0.0;
    }
    if (both > 1e300) {
        return of->rate;
    }
    const double odds =
        log_gamma(both * of->rate, draws) - log_gamma(both * (1.0 - of->rate), draws);
    const double part = fall(odds < 0.0 ? odds : -odds);
    return (odds < 0.0 ? part : 1.0) / (1.0 + part);
}

/* Whether a model of that rate schemes, where it may believe that it is watched. */
static bool schemes(const cst_evaluation_spec *of, double at_rate, double aware, cst_draws *draws)
{
    const bool watched = cst_mechanism_happens(draws, aware);
    return cst_mechanism_happens(draws, at_rate * (watched ? of->watched_factor : 1.0));
}

static uint64_t shown_of(const cst_evaluation_spec *of, double at_rate, cst_draws *draws)
{
    const double aware = of->evaluation_awareness;
    uint64_t shown = 0;
    if (of->tests > FEW_TESTS) {
        const double unaware = of->recall * at_rate * (1.0 - aware);
        return cst_binomial_draw(draws, of->tests,
                                 unaware + of->recall * at_rate * of->watched_factor * aware);
    }
    for (uint64_t i = 0; i < of->tests; i++) {
        shown += schemes(of, at_rate, aware, draws) && cst_mechanism_happens(draws, of->recall);
    }
    return shown;
}

static bool passes(const cst_evaluation_spec *of, uint64_t shown)
{
    if (of->pass_below == 0.0) {
        return shown <= of->pass_at_most;
    }
    return cst_rmath_binomial((double)shown, (double)of->tests, of->pass_below) < of->tail;
}

static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_evaluation_spec *of = &spec->evaluation;
    (void)ready;
    const bool schemer = cst_mechanism_happens(draws, of->prior);
    const double at_rate = schemer ? rate_of(of, draws) : 0.0;
    const uint64_t shown = schemer ? shown_of(of, at_rate, draws) : 0;
    outcome[PASSED] = passes(of, shown);
    if (!schemer) {
        return;
    }
    outcome[ONE_TEST] = schemes(of, at_rate, of->evaluation_awareness, draws);
    outcome[ONE_TASK] = schemes(of, at_rate, of->awareness, draws);
    const double unwatched = at_rate * (1.0 - of->awareness);
    const bool any = cst_mechanism_any(
        draws, unwatched + at_rate * of->watched_factor * of->awareness, of->deployed);
    if (outcome[PASSED] != 0) {
        outcome[PASSED_RISK] = outcome[ONE_TASK];
        outcome[PASSED_ANY] = any;
        outcome[PASSED_SCHEMER] = 1;
    }
}

static double work(const cst_mechanism_spec *spec)
{
    const cst_evaluation_spec *of = &spec->evaluation;
    return 20.0 + (of->tests <= FEW_TESTS ? 3.0 * (double)of->tests : 12.0) +
           (of->spread > 0.0 ? 16.0 : 0.0);
}

#define DESIGNED(result_)                                                                          \
    {                                                                                              \
        .result = (result_), .kind = CST_MEASURE_DESIGN                                            \
    }

const cst_mechanism cst_mechanism_evaluation = {
    .name = "evaluation",
    .text = "tests decide whether a model is deployed; it may know a test, and tests may miss",
    .parameter = {&rate, &spread, &prior, &tests, &at_most, &below, &recall, &in_tests,
                  &deployed_aware, &factor, &deployed, &tail, &alerts, &trajectories, &precision},
    .measure = {CST_SHARE_OF("deployed_risk", PASSED_RISK, PASSED),
                CST_SHARE_OF_ALL("pass_share", PASSED),
                CST_SHARE_OF("any_deployed", PASSED_ANY, PASSED),
                CST_SHARE_OF("schemer_given_pass", PASSED_SCHEMER, PASSED),
                CST_SHARE_OF_ALL("test_rate", ONE_TEST),
                CST_SHARE_OF_ALL("deployed_rate", ONE_TASK), DESIGNED("deployed_over_test"),
                DESIGNED("deployed_bound"), DESIGNED("tests_needed"), DESIGNED("alert_rate"),
                DESIGNED("alert_rate_low"), DESIGNED("alert_rate_high")},
    .check = check,
    .exact = exact,
    .draw = draw,
    .work = work,
};
