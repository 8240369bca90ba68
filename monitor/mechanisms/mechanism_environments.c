/* SPDX-License-Identifier: MIT
 * environments: settings with rates of their own. A run of tasks is in one of them, so that a rate
 * that is rare on average recurs where it is not.
 * CLAIMS: 1 - sum_e w_e (1 - p_e)^n against 1 - (1 - mean)^n. */
#include "monitor/mechanisms/mechanism.h"

#include "base/binomial.h"

#include <math.h>

enum { SETTINGS_MAX = 32 };

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {CST_PARAMETER(                                              \
        kind, "environments." key, cst_mechanism_spec, environments.field, __VA_ARGS__)
#define LIST(name, key, field, count, ...)                                                         \
    ROW(name, LIST, key, field, __VA_ARGS__),                                                      \
        .length = offsetof(cst_mechanism_spec, environments.count), .most = SETTINGS_MAX
ROW(rate, REAL, "rate", rate, CST_PROBABILITY),
    .initial = 0.1, .axis = "scheming rate in the settings that have one",
    .meaning = "P(a task is schemed on) in some settings; it is 0 in the others",
    .when = "where environments.rates is empty"
}
;
ROW(share, REAL, "share", share, CST_SHARE), .initial = 0.1,
                                             .axis = "share of settings with that rate",
                                             .meaning = "share of runs that are in such a setting",
                                             .when = "where environments.rates is empty"
}
;
ROW(tasks, WHOLE, "tasks", tasks, CST_RANGE(1, 1e9, "a whole number from 1 to 1e9")),
    .initial = 10, .axis = "tasks of a run", .symbol = "tasks",
    .meaning = "tasks of a run, all of them in one setting"
}
;
LIST(rates, "rates", rates, rate_count,
     CST_RANGE(0.0, 1.0, "a list of at most 32 probabilities from 0 to 1")),
    .meaning = "in place of rate and share: P(a task is schemed on) of each setting"
}
;
LIST(weights, "weights", weights, weight_count,
     CST_RANGE(0.0, 1e15, "a list of at most 32 numbers from 0 to 1e15")),
    .meaning = "how often runs are in each of these settings, to any sum; empty: all alike"
}
;

enum { ONE, MIXED };

/* Where rates are listed, nothing reads what stands in their place: it may be stated as it is
 * without being stated. */
static int check_unread(const cst_parameter *row, double value, cst_error *error)
{
    return value == row->initial
               ? 0
               : cst_error_set(error, CST_ERR_RANGE, row->key,
                               "expected environments.rates or this one, found both");
}

static int check(const cst_mechanism_spec *spec, cst_error *error)
{
    const cst_environments_spec *of = &spec->environments;
    double sum = 0.0;
    int code = of->rate_count > 0 ? check_unread(&rate, of->rate, error) : 0;
    code = code == 0 && of->rate_count > 0 ? check_unread(&share, of->share, error) : code;
    if (code != 0) {
        return code;
    }
    if (of->weight_count == 0) {
        return 0;
    }
    if (of->weight_count != of->rate_count) {
        return cst_error_set(error, CST_ERR_RANGE, weights.key,
                             "expected as many as environments.rates, %u, found %u", of->rate_count,
                             of->weight_count);
    }
    for (uint32_t i = 0; i < of->weight_count; i++) {
        sum += of->weights[i];
    }
    return sum > 0.0 ? 0
                     : cst_error_set(error, CST_ERR_RANGE, weights.key,
                                     "expected weights whose sum is above 0, found 0");
}

/* Of setting i, where a scenario lists none there are two. */
static uint32_t settings(const cst_environments_spec *of)
{
    return of->rate_count > 0 ? of->rate_count : 2;
}

static double rate_of(const cst_environments_spec *of, uint32_t i)
{
    return of->rate_count > 0 ? of->rates[i] : (i == 0 ? of->rate : 0.0);
}

static double weight_of(const cst_environments_spec *of, uint32_t i)
{
    if (of->rate_count > 0) {
        return of->weight_count > 0 ? of->weights[i] : 1.0;
    }
    return i == 0 ? of->share : 1.0 - of->share;
}

/* 1 - (1 - p)^n, where p may be tiny. */
static double any_of(double p, uint32_t n)
{
    return p < 1.0 ? -expm1(n * log1p(-p)) : (n > 0 ? 1.0 : 0.0);
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_environments_spec *of = &spec->environments;
    double all = 0.0;
    double mean = 0.0;
    double any = 0.0;
    for (uint32_t i = 0; i < settings(of); i++) {
        all += weight_of(of, i);
        mean += weight_of(of, i) * rate_of(of, i);
        any += weight_of(of, i) * any_of(rate_of(of, i), of->tasks);
    }
    value[ONE] = any / all;
    value[MIXED] = any_of(mean / all, of->tasks);
}

/* A run in one setting; and a run whose tasks are each in one of their own: how many are in the
 * first setting, how many of the rest in the second, and so on. */
static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_environments_spec *of = &spec->environments;
    const uint32_t count = settings(of);
    double later[SETTINGS_MAX + 1] = {0};
    uint64_t left = of->tasks;
    bool placed = false;
    (void)ready;
    for (uint32_t i = count; i-- > 0;) {
        later[i] = later[i + 1] + weight_of(of, i);
    }
    for (uint32_t i = 0; i < count && later[i] > 0.0; i++) {
        const double chance = weight_of(of, i) / later[i];
        const double here = rate_of(of, i);
        if (!placed && cst_mechanism_happens(draws, chance)) {
            placed = true;
            outcome[ONE] = cst_mechanism_any(draws, here, of->tasks);
        }
        const uint64_t tasks_here = cst_binomial_draw(draws, left, chance);
        left -= tasks_here;
        outcome[MIXED] = outcome[MIXED] != 0 || cst_mechanism_any(draws, here, tasks_here);
    }
}

static double work(const cst_mechanism_spec *spec)
{
    return 8.0 * settings(&spec->environments);
}

const cst_mechanism cst_mechanism_environments = {
    .name = "environments",
    .text = "a run of tasks is in one of several settings, each with a scheming rate of its own",
    .parameter = {&rate, &share, &tasks, &rates, &weights},
    .measure = {CST_SHARE_OF_ALL("any_in_run", ONE), CST_SHARE_OF_ALL("any_if_mixed", MIXED)},
    .check = check,
    .exact = exact,
    .draw = draw,
    .work = work,
};
