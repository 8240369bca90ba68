/* SPDX-License-Identifier: MIT
 *
 * Trials that remember, against the exact means and variances of over_time_vectors.csv,
 * reputation_vectors.csv and price_vectors.csv in tests/data: every configuration, by every method
 * that serves it: task by task (naive), from attack to attack (skip), forced to have a schemer
 * (importance), with planted schemers (planted), and where the rate goes to 0 by the last two.
 * CST_LONG=1 in the environment: 25 times the trials.
 *
 * A mean of n trials fails where it is further from the exact one than Bernstein's inequality
 * allows for the exact variance and the largest value that a trial can have: a family-wise one in a
 * million, without a normal approximation. Every line knows the smallest relative error that it
 * would have caught with probability .999. The scores of each configuration's first line, which
 * come from draws of their own, are to have the chi-square law. */
#include "base/check.h"
#include "monitor/limits.h"
#include "tests/lib/direct.h"
#include "tests/lib/vectors.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONFIGURATIONS_MAX = 128, QUANTITIES_MAX = 16, METHODS = 4 };

static const char *const files[] = {CST_TEST_DATA "/over_time_vectors.csv",
                                    CST_TEST_DATA "/reputation_vectors.csv",
                                    CST_TEST_DATA "/price_vectors.csv"};
static const char *const methods[METHODS] = {"naive", "skip", "importance", "planted"};
static const uint64_t base_seed = 20261129;
static const uint64_t quick_trials = 20000;
static const uint64_t long_times = 25; /* 500,000 trials */
static const double alpha = 1e-6;      /* of all verdicts together */
static const double wanted_power = 0.999;
static const double coarse = 0.5; /* a relative error that nearly all lines must catch */
static const double coarse_share = 0.95;
static const char of_limit[] = "planted."; /* values of the limit of rare attacks */

typedef struct quantity {
    uint32_t meaning;
    double value, variance;
} quantity;

typedef struct configuration {
    char id[40];
    bool planted;
    cst_scenario scenario;      /* owned */
    const cst_trial_spec *spec; /* of its one cell */
    uint32_t quantities;
    quantity quantity[QUANTITIES_MAX];
} configuration;

/* Names in the file, counters, whether there is none without a schemer, and the most that one
 * planned task, or one review, can add; 0: one in a trial. */
static const struct {
    const char *name;
    cst_count count;
    bool of_schemers;
    enum { PER_TRIAL, PER_TASK, PER_REVIEW } most;
} meanings[] = {
    {"escapes", CST_COUNT_ESCAPED, true, PER_TASK},
    {"any_escape", CST_COUNT_TRIALS_ESCAPED, true, PER_TRIAL},
    {"attacks", CST_COUNT_ATTACKS, true, PER_TASK},
    {"caught", CST_COUNT_CAUGHT, true, PER_TASK},
    {"averted", CST_COUNT_AVERTED, true, PER_TASK},
    {"quarantined", CST_COUNT_QUARANTINED, false, PER_TASK},
    {"false_quarantines", CST_COUNT_QUARANTINED_FALSELY, false, PER_TASK},
    {"void", CST_COUNT_VOID, false, PER_TASK},
    {"reports", CST_COUNT_REPORTS, false, PER_REVIEW},
    {"investigations", CST_COUNT_INVESTIGATIONS, false, PER_TASK},
    {"expelled", CST_COUNT_EXPELLED, false, PER_REVIEW},
    {"honest_used", CST_COUNT_HONEST_USED, false, PER_TASK},
    {"audits", CST_COUNT_AUDITS, false, PER_TASK},
    {"reported_attacks", CST_COUNT_REPORTED_ATTACKS, true, PER_TASK},
    {"schemer_reviews", CST_COUNT_SCHEMER_REVIEWS, true, PER_REVIEW},
    {"schemer_reports", CST_COUNT_SCHEMER_REPORTS, true, PER_REVIEW},
};

typedef struct experiment {
    configuration *all; /* CONFIGURATIONS_MAX */
    uint32_t configurations, lines;
    uint64_t trials;
    uint32_t judged, fails, fine; /* fine: would have caught a coarse error */
    uint32_t limits;              /* exact means that a limit said something of */
    double squares[METHODS];      /* of the scores of first lines */
    uint32_t firsts[METHODS];
} experiment;

static uint32_t meaning_of(const char *name)
{
    uint32_t i = 0;
    while (strcmp(meanings[i].name, name) != 0) {
        i++;
        cst_require(i < sizeof meanings / sizeof meanings[0]);
    }
    return i;
}

/* A line of a file of exact values. */
static void take(void *context, const cst_vector *line)
{
    experiment *of = context;
    if (line->scenario != NULL) {
        cst_require(of->configurations < CONFIGURATIONS_MAX);
        configuration *made = &of->all[of->configurations++];
        *made = (configuration){.quantities = 0};
        cst_require(strlen(line->id) < sizeof made->id);
        memcpy(made->id, line->id, strlen(line->id) + 1);
        made->spec = cst_vectors_spec(&made->scenario, made->id, line->scenario);
    }
    configuration *at = &of->all[of->configurations - 1];
    cst_require(strcmp(at->id, line->id) == 0 && at->quantities < QUANTITIES_MAX);
    quantity *read = &at->quantity[at->quantities++];
    at->planted = strncmp(line->quantity, of_limit, strlen(of_limit)) == 0;
    read->value = line->value;
    read->variance = line->variance;
    read->meaning = meaning_of(line->quantity + (at->planted ? strlen(of_limit) : 0));
}

/* What a method's trials say of a quantity: its mean is `weight` times theirs. */
typedef struct said {
    bool told;
    double weight, mean, variance; /* mean and variance of one trial that are to be */
    double most;                   /* that a trial can have; 0: as the quantity says */
    double seen;                   /* where it is none of the counters: the mean of a trial */
} said;

/* P(a schemer on any planned task): what a forced trial stands for. */
static double any_schemer(const cst_trial_spec *spec)
{
    const double tasks = (double)spec->agents * (double)spec->rounds;
    return -expm1(tasks * log1p(-spec->scheming.law.rate));
}

static bool is(uint32_t method, const char *name)
{
    return strcmp(methods[method], name) == 0;
}

/* What a planted schemer weighs: the rate; of types the largest rate of one, as each is kept with
 * its type's share of that. */
static double weight_of(const cst_scheming_spec *spec)
{
    const double others = 1.0 - spec->never - spec->consistent;
    const double rare =
        others > 0.0 ? (spec->law.rate - spec->consistent * spec->consistent_rate) / others : 0.0;
    const bool types = spec->propensity == CST_PROPENSITY_MIXTURE;
    const double consistent = spec->consistent > 0.0 ? spec->consistent_rate : 0.0;
    return types ? fmax(rare, consistent) : spec->law.rate;
}

/* What becomes of schemers, each by itself, is this times what becomes of planted ones. Several
 * of one trial hang together: how much, the trials say. row: NULL where it is asked whether they
 * say anything. */
static said planted_said(const configuration *at, const quantity *of, const cst_cell *cell,
                         const cst_row *row)
{
    const cst_count kind = meanings[of->meaning].count;
    const bool escapes = kind == CST_COUNT_ESCAPED;
    if (row == NULL || (!escapes && kind != CST_COUNT_ATTACKS)) {
        return (said){.told = escapes || kind == CST_COUNT_ATTACKS};
    }
    const double tasks = (double)at->spec->agents * (double)at->spec->rounds;
    const double trials = (double)row->count[CST_COUNT_TRIALS];
    const bool beside = cell->planted > 0;
    const double count = beside ? cell->planted : (double)row->count[CST_COUNT_PLANNED] / trials;
    const double weight = (at->planted ? 1.0 : weight_of(&at->spec->scheming) * tasks) / count;
    const double mean = of->value / weight;
    const cst_spread_kind of_attacks = beside ? CST_SPREAD_PLANTED_ATTACKS : CST_SPREAD_ATTACKS;
    const cst_spread_kind of_escapes = beside ? CST_SPREAD_PLANTED_ESCAPED : CST_SPREAD_ESCAPED;
    const cst_spread *seen = &row->spread[escapes ? of_escapes : of_attacks];
    const double seen_mean = (double)seen->sum / trials;
    const double variance = (double)seen->sum_sq / trials - seen_mean * seen_mean;
    return (said){.told = true,
                  .weight = weight,
                  .mean = mean,
                  .variance = count == 1.0 ? mean * (1.0 - mean) : variance,
                  .most = count,
                  .seen = seen_mean};
}

static said what_is_said(const configuration *at, const quantity *of, uint32_t method,
                         const cst_cell *cell, const cst_row *row)
{
    const bool forced = is(method, "importance");
    if (is(method, "planted")) {
        return planted_said(at, of, cell, row);
    }
    if (at->planted || !forced) {
        return (said){at->planted == forced, 1.0, of->value, of->variance, 0.0, 0.0};
    }
    const double weight = any_schemer(at->spec);
    const double mean = of->value / weight;
    const double square = (of->variance + of->value * of->value) / weight;
    const bool told = meanings[of->meaning].of_schemers;
    return (said){told, weight, mean, fmax(square - mean * mean, 0.0), 0.0, 0.0};
}

static double most_of(const configuration *at, const quantity *of)
{
    const double tasks = (double)at->spec->agents * (double)at->spec->rounds;
    switch (meanings[of->meaning].most) {
    case PER_TRIAL:
        return 1.0;
    case PER_TASK:
        return tasks;
    case PER_REVIEW:
        break;
    }
    return tasks * (double)at->spec->protocol.reviewers;
}

/* Judges one quantity by one method. first: the first line of the configuration. */
static void judge(experiment *all, const configuration *at, const quantity *of, uint32_t method,
                  const cst_cell *cell, const cst_row *row, bool first)
{
    const said what = what_is_said(at, of, method, cell, row);
    if (!what.told) {
        return;
    }
    const double n = (double)row->count[CST_COUNT_TRIALS];
    const double mean =
        what.most > 0.0 ? what.seen : (double)row->count[meanings[of->meaning].count] / n;
    const double unlikely = log(2.0 * all->lines / alpha);
    const double third = unlikely * (what.most > 0.0 ? what.most : most_of(at, of)) / 3.0;
    const double limit =
        what.variance > 0.0 ? (third + sqrt(third * third + 2.0 * unlikely * n * what.variance)) / n
                            : 1e-9 * what.mean;
    const double error = sqrt(what.variance / n);
    const double z = error > 0.0 ? (mean - what.mean) / error : 0.0;
    const double caught = (limit + qnorm5(wanted_power, 0.0, 1.0, 1, 0) * error) / what.mean;
    const bool fails = !(fabs(mean - what.mean) <= limit);
    all->judged++;
    all->fails += fails;
    all->fine += !(caught > coarse); /* a value of 0 is to be met exactly */
    if (first && error > 0.0) {
        all->squares[method] += z * z;
        all->firsts[method]++;
    }
    (void)printf("%-26s %-10s %-17s %12.9g %12.9g %+6.2f %8.4f%s\n", at->id, methods[method],
                 meanings[of->meaning].name, what.weight * what.mean, what.weight * mean, z, caught,
                 fails ? " DEVIATES" : "");
}

/* What the method makes of its trials: their weight is P(any schemer), and no more escape than
 * there can be attacks. */
static void judge_weight(experiment *all, const cst_cell *cell, const cst_row *row)
{
    cst_result out[CST_RESULT_KINDS];
    const double planned = (double)cell->model.tasks_per_trial;
    const double trials = (double)row->count[CST_COUNT_TRIALS];
    const double risk =
        any_schemer(&cell->model.spec) * (double)row->count[CST_COUNT_ESCAPED] / trials / planned;
    const double rate = cell->model.spec.scheming.law.rate;
    cst_cell_results(cell, row, 0.95, out);
    const double found = out[CST_RESULT_RESIDUAL_RISK].estimate;
    const double most = fmin(risk, rate);
    if (!(fabs(found - most) <= 1e-9 * most)) {
        (void)printf("residual_risk %.17g, expected %.17g DEVIATES\n", found, most);
        all->fails++;
    }
}

/* No exact mean is above what the limits of a planned task allow, which intervals rely on. */
static void judge_limits(experiment *all, const configuration *at, const cst_cell *cell)
{
    const cst_limits limits = cst_limits_of(&cell->model);
    const double p = cell->model.scheming_most;
    const double tasks = (double)cell->model.tasks_per_trial;
    for (uint32_t i = 0; i < at->quantities && !at->planted; i++) {
        const quantity *of = &at->quantity[i];
        const cst_count count = meanings[of->meaning].count;
        const double most = count == CST_COUNT_ATTACKS || count == CST_COUNT_ESCAPED ? p
                            : count == CST_COUNT_QUARANTINED_FALSELY ? limits.removal
                            : count == CST_COUNT_INVESTIGATIONS      ? p + (1.0 - p) * limits.flag
                                                                     : 1.0;
        all->limits += most < 1.0;
        if (most < 1.0 && of->value > tasks * most * (1.0 + 1e-12)) {
            (void)printf("%s: %s %.17g above its limit %.17g DEVIATES\n", at->id,
                         meanings[of->meaning].name, of->value, tasks * most);
            all->fails++;
        }
    }
}

static bool serves(const configuration *at, uint32_t method)
{
    cst_model model;
    cst_error error = {0};
    cst_require(cst_trial_spec_check(at->spec, &error) == 0);
    cst_require(cst_model_make(&model, at->spec, &error) == 0);
    const bool applies =
        cst_method_choose(&model, cst_method_find(methods[method]), &error) != NULL;
    cst_model_free(&model);
    return applies && (!at->planted || is(method, "importance") || is(method, "planted"));
}

static void run(experiment *all, uint32_t index, uint32_t method)
{
    static cst_row row;
    const configuration *at = &all->all[index];
    cst_error error = {0};
    cst_cell cell;
    cst_direct_cell(&cell, at->spec, methods[method], all->trials,
                    base_seed + METHODS * index + method);
    const int code = cst_rehearsal_run(&cell, 65536, &row, &error);
    if (code != 0) {
        (void)fprintf(stderr, "%s, %s: %s\n", at->id, methods[method], error.text);
    }
    cst_require(code == 0);
    for (uint32_t i = 0; i < at->quantities; i++) {
        judge(all, at, &at->quantity[i], method, &cell, &row, i == 0);
    }
    if (is(method, "importance")) {
        judge_weight(all, &cell, &row);
    }
    if (strcmp(methods[method], "naive") == 0) {
        judge_limits(all, at, &cell);
    }
    cst_cell_free(&cell);
}

/* Lines that will be judged: the family that shares alpha. */
static uint32_t count_lines(const experiment *all)
{
    uint32_t lines = 0;
    for (uint32_t index = 0; index < all->configurations; index++) {
        for (uint32_t method = 0; method < METHODS; method++) {
            const configuration *at = &all->all[index];
            const bool runs = serves(at, method);
            for (uint32_t i = 0; runs && i < at->quantities; i++) {
                lines += what_is_said(at, &at->quantity[i], method, NULL, NULL).told;
            }
        }
    }
    return lines;
}

static void judge_together(experiment *all)
{
    for (uint32_t method = 0; method < METHODS; method++) {
        const double tail = pchisq(all->squares[method], all->firsts[method], 0, 0);
        (void)printf("%s: %" PRIu32 " configurations, rms z %.3f, chi-square tail %.3g\n",
                     methods[method], all->firsts[method],
                     sqrt(all->squares[method] / all->firsts[method]), tail);
        all->fails += !(tail > alpha && tail < 1.0 - alpha);
    }
    (void)printf("%" PRIu32 " configurations, %" PRIu32 " lines of %" PRIu64
                 " trials each, seeds from %" PRIu64 ": %" PRIu32 " deviate; %" PRIu32
                 " would have caught an error of %g %%; %" PRIu32
                 " exact means within the limits of a task\n",
                 all->configurations, all->judged, all->trials, base_seed, all->fails, all->fine,
                 100.0 * coarse, all->limits);
}

int main(void)
{
    static configuration configurations[CONFIGURATIONS_MAX];
    const char *is_long = getenv("CST_LONG");
    experiment all = {.all = configurations, .trials = quick_trials};
    all.trials *= is_long != NULL && strcmp(is_long, "1") == 0 ? long_times : 1;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        cst_vectors_read(files[i], take, &all);
    }
    all.lines = count_lines(&all);
    (void)printf("%-26s %-10s %-17s %12s %12s %6s %8s\n", "configuration", "method", "per trial",
                 "exact", "simulated", "z", "catches");
    for (uint32_t index = 0; index < all.configurations; index++) {
        bool ran = false;
        for (uint32_t method = 0; method < METHODS; method++) {
            if (serves(&all.all[index], method)) {
                run(&all, index, method);
                ran = true;
            }
        }
        if (!ran) {
            (void)printf("%s: no method serves it\n", all.all[index].id);
            all.fails++;
        }
    }
    judge_together(&all);
    for (uint32_t index = 0; index < all.configurations; index++) {
        cst_scenario_free(&all.all[index].scenario);
    }
    cst_require(all.judged == all.lines && all.judged > 0);
    const bool powerful = (double)all.fine >= coarse_share * (double)all.judged;
    return all.fails == 0 && powerful ? EXIT_SUCCESS : EXIT_FAILURE;
}
