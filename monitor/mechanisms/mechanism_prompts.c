/* SPDX-License-Identifier: MIT
 * prompts: two counts, without and with a prompt, and what they say of the two rates. With uniform
 * priors a rate is the (events + 1)-th smallest of trials + 1 uniform numbers; which of two such
 * rates is the lower shows in the order of all those numbers alone. Exact binomial ends, Fisher's
 * exact test. */
#include "base/beta.h"
#include "monitor/mechanisms/mechanism.h"

#include <math.h>

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, "prompts." key, cst_mechanism_spec, prompts.field, __VA_ARGS__)
#define EVENTS CST_RANGE(0, 1e6, "a whole number from 0 to 1e6")
ROW(events, WHOLE64, "events", events, EVENTS),
    .initial = 79, .axis = "events without the prompt", .symbol = "events",
    .meaning = "trials without the prompt in which the model acted"
}
;
ROW(trials, WHOLE64, "trials", trials, CST_COUNT_MILLION),
    .initial = 100, .axis = "trials without the prompt", .symbol = "trials",
    .meaning = "trials without the prompt"
}
;
ROW(prompted_events, WHOLE64, "prompted_events", prompted_events, EVENTS),
    .initial = 7, .axis = "events with the prompt", .symbol = "prompted",
    .meaning = "trials with the prompt in which the model acted"
}
;
ROW(prompted_trials, WHOLE64, "prompted_trials", prompted_trials, CST_COUNT_MILLION),
    .initial = 100, .axis = "trials with the prompt", .symbol = "prompted trials",
    .meaning = "trials with the prompt"
}
;
ROW(tail, REAL, "tail", tail, CST_RANGE(1e-12, 0.5, "a number from 1e-12 to 0.5")),
    .initial = 0.025,
    .meaning = "chance that each end of an exact interval leaves out: 0.025 for 95 %, two-sided"
}
;

/* Chances that are less than this share of the greatest one are left out. */
static const double least = 1e-305;

enum { ABOVE, FISHER, BEFORE_LOW, BEFORE_HIGH, AFTER_LOW, AFTER_HIGH, RATIO };

static int check(const cst_mechanism_spec *spec, cst_error *error)
{
    const cst_prompts_spec *of = &spec->prompts;
    const uint64_t count[2] = {of->events, of->prompted_events};
    const uint64_t whole[2] = {of->trials, of->prompted_trials};
    for (int i = 0; i < 2; i++) {
        if (count[i] > whole[i]) {
            return cst_error_set(error, CST_ERR_COMBINATION,
                                 i == 0 ? events.key : prompted_events.key,
                                 "expected at most as many events as trials, %llu, found %llu",
                                 (unsigned long long)whole[i], (unsigned long long)count[i]);
        }
    }
    return 0;
}

/* How many of `drawn` are of the first kind, drawn from so many of two kinds. */
typedef struct pick {
    double first, second, drawn;
} pick;

/* P(x + 1) / P(x); 0 past the last. */
static double rise(const pick *from, double x)
{
    return (from->first - x) * (from->drawn - x) /
           ((x + 1.0) * (from->second - from->drawn + x + 1.0));
}

/* A whole number at which P is about the greatest, and which can be. */
static double mode_of(const pick *from)
{
    const double mode =
        floor((from->drawn + 1.0) * (from->first + 1.0) / (from->first + from->second + 2.0));
    const double low = fmax(0.0, from->drawn - from->second);
    return fmin(fmax(mode, low), fmin(from->first, from->drawn));
}

/* Chances relative to that of the mode, added up. */
typedef struct sums {
    double all;
    double up_to; /* of numbers up to `at` */
    double rare;  /* of those whose chance is at most `bound` */
    double at, bound;
} sums;

static void add(sums *sum, double x, double chance)
{
    sum->all += chance;
    sum->up_to += x <= sum->at ? chance : 0.0;
    sum->rare += chance <= sum->bound ? chance : 0.0;
}

/* Walks from the mode to both ends. All terms are positive. */
static void walk(const pick *from, sums *sum)
{
    const double mode = mode_of(from);
    double chance = 1.0;
    for (double x = mode; chance > least; x += 1.0) {
        add(sum, x, chance);
        chance *= rise(from, x);
    }
    chance = 1.0;
    for (double x = mode - 1.0; chance > least && x >= fmax(0.0, from->drawn - from->second);
         x -= 1.0) {
        chance /= rise(from, x);
        add(sum, x, chance);
    }
}

/* P(x) relative to that of the mode. */
static double chance_at(const pick *from, double x)
{
    double chance = 1.0;
    for (double y = mode_of(from); y < x; y += 1.0) {
        chance *= rise(from, y);
    }
    for (double y = mode_of(from); y > x; y -= 1.0) {
        chance /= rise(from, y - 1.0);
    }
    return chance;
}

/* P(the rate without the prompt is above): of the lowest events + prompted_events + 1 uniform
 * numbers of both, at most `events` are of the first. */
static double rate_above(const cst_prompts_spec *of)
{
    const pick from = {.first = (double)of->trials + 1.0,
                       .second = (double)of->prompted_trials + 1.0,
                       .drawn = (double)of->events + (double)of->prompted_events + 1.0};
    sums sum = {.at = (double)of->events};
    walk(&from, &sum);
    return sum.up_to / sum.all;
}

/* Two-sided: all counts that are no likelier than the observed ones, but for a slack of 1e-7 for
 * equal chances that rounding sets apart. */
static double fisher(const cst_prompts_spec *of)
{
    const pick from = {.first = (double)of->trials,
                       .second = (double)of->prompted_trials,
                       .drawn = (double)of->events + (double)of->prompted_events};
    sums sum = {.bound = chance_at(&from, (double)of->events) * (1.0 + 1e-7)};
    walk(&from, &sum);
    return sum.rare / sum.all;
}

/* The share that Beta(a, b) is below with that chance. By the distance from the mode, whose
 * log-odds are ln(a / b): that keeps all digits. */
static double beta_quantile(double a, double b, double below, double above)
{
    cst_beta law;
    cst_beta_make(&law, a, b, fmin(below, above) * 1e-3);
    return a / (a + b * exp(-cst_beta_quantile(&law, below, above).past));
}

static double end_low(uint64_t x, uint64_t n, double out)
{
    if (x == 0) {
        return 0.0;
    }
    return x == n ? exp(log(out) / (double)n)
                  : beta_quantile((double)x, (double)(n - x) + 1.0, out, 1.0 - out);
}

static double end_high(uint64_t x, uint64_t n, double out)
{
    if (x == n) {
        return 1.0;
    }
    return x == 0 ? -expm1(log(out) / (double)n)
                  : beta_quantile((double)x + 1.0, (double)(n - x), 1.0 - out, out);
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_prompts_spec *of = &spec->prompts;
    value[ABOVE] = rate_above(of);
    value[FISHER] = fisher(of);
    value[BEFORE_LOW] = end_low(of->events, of->trials, of->tail);
    value[BEFORE_HIGH] = end_high(of->events, of->trials, of->tail);
    value[AFTER_LOW] = end_low(of->prompted_events, of->prompted_trials, of->tail);
    value[AFTER_HIGH] = end_high(of->prompted_events, of->prompted_trials, of->tail);
    value[RATIO] = value[BEFORE_LOW] > 0.0 ? value[AFTER_HIGH] / value[BEFORE_LOW] : (double)NAN;
}

/* Uniform numbers of both counts, met in order from one end: how many there are, and at which of
 * its own each rate is. */
typedef struct numbers {
    uint64_t left[2], until[2];
} numbers;

/* From the lower end, or from the upper one where that is the shorter way. */
static numbers numbers_of(const cst_prompts_spec *of, bool *from_above)
{
    const uint64_t below[2] = {of->events + 1, of->prompted_events + 1};
    const uint64_t above[2] = {of->trials - of->events + 1,
                               of->prompted_trials - of->prompted_events + 1};
    *from_above = above[0] + above[1] < below[0] + below[1];
    const uint64_t *until = *from_above ? above : below;
    return (numbers){.left = {of->trials + 1, of->prompted_trials + 1},
                     .until = {until[0], until[1]}};
}

/* Each next one is of any that are left, alike. The rate that is met first is the lower one; or the
 * higher one, from above. */
static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    bool from_above;
    numbers of = numbers_of(&spec->prompts, &from_above);
    (void)ready;
    while (of.until[0] > 0 && of.until[1] > 0) {
        const uint32_t next = cst_draws_uniform(draws, of.left[0] + of.left[1]) >= of.left[0];
        of.left[next]--;
        of.until[next]--;
    }
    outcome[ABOVE] = from_above == (of.until[0] == 0);
}

static double work(const cst_mechanism_spec *spec)
{
    bool from_above;
    const numbers of = numbers_of(&spec->prompts, &from_above);
    return (double)of.until[0] + (double)of.until[1];
}

#define DESIGN(result_)                                                                            \
    {                                                                                              \
        .result = (result_), .kind = CST_MEASURE_DESIGN                                            \
    }
const cst_mechanism cst_mechanism_prompts = {
    .name = "prompts",
    .text = "how often a model acted without and with a prompt, and what these counts say",
    .parameter = {&events, &trials, &prompted_events, &prompted_trials, &tail},
    .measure = {CST_SHARE_OF_ALL("rate_above", ABOVE), DESIGN("fisher_p"),
                DESIGN("rate_before_low"), DESIGN("rate_before_high"), DESIGN("rate_after_low"),
                DESIGN("rate_after_high"), DESIGN("ratio_high")},
    .check = check,
    .exact = exact,
    .draw = draw,
    .work = work,
};
