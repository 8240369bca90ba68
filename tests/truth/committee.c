/* SPDX-License-Identifier: MIT
 *
 * Committees simulated over the bus against the exact values of tests/data/oracle_vectors.csv:
 * every configuration at p = 1e-1 (5 laws, 8 committees, 3 qualities), by naive and by skip, each
 * with a seed of its own, all in one run over the inproc link. Per configuration an exact binomial
 * tail; over all a chi-square of the tails' normal scores; naive against skip another. A
 * configuration is judged only where the smallest relative error it would catch is known and below
 * one half. */
#include "base/check.h"
#include "bus/run.h"
#include "tests/lib/oracle.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAIVE = 0, SKIP = 1, METHODS = 2, LEAST_JUDGED = 60 };

static const uint64_t base_seed = 20261122;
static const double alpha = 1e-6;         /* of every verdict, over all configurations */
static const double wanted_power = 0.999; /* at which the smallest error caught is stated */
static const double least_resolution =
    0.5; /* judged only if an error of this size would be caught */

/* One configuration by one method. */
typedef struct trial_run {
    const cst_oracle *oracle;
    cst_row row;
    double resolution; /* smallest relative error that is caught with the wanted power */
    double score;      /* normal score of the mid binomial tail; NaN: not judged */
} trial_run;

typedef struct experiment {
    cst_oracle *oracle;
    uint32_t configurations;
    cst_cell *cell; /* METHODS * configurations */
    const cst_cell **listed;
    trial_run *run; /* the same */
} experiment;

static int keep_row(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    experiment *all = self;
    (void)block;
    return cst_row_add(&all->run[cell].row, row, error);
}

static uint64_t trials_of(int method)
{
    const char *is_long = getenv("CST_LONG");
    const uint64_t times = is_long != NULL && strcmp(is_long, "1") == 0 ? 20 : 1;
    return times * (method == SKIP ? 40 : 8);
}

static void make_cells(experiment *all)
{
    static const char *const method_name[METHODS] = {"naive", "skip"};
    cst_oracle *read = calloc(CST_ORACLE_MAX, sizeof *read);
    cst_require(read != NULL);
    const uint32_t count = cst_oracle_read(read);
    for (uint32_t i = 0; i < count; i++) {
        if (fabs(read[i].spec.scheming.law.rate - 0.1) < 0.03) { /* shock's marginal is .0733 */
            read[all->configurations++] = read[i];
        }
    }
    all->oracle = read;
    all->cell = calloc((size_t)METHODS * all->configurations, sizeof *all->cell);
    all->listed = calloc((size_t)METHODS * all->configurations, sizeof *all->listed);
    all->run = calloc((size_t)METHODS * all->configurations, sizeof *all->run);
    cst_require(all->cell != NULL && all->listed != NULL && all->run != NULL);
    for (uint32_t i = 0; i < METHODS * all->configurations; i++) {
        cst_error error = {0};
        cst_estimate_spec estimate = cst_estimate_spec_default();
        estimate.method = cst_method_find(method_name[i % METHODS]);
        estimate.trials = trials_of((int)(i % METHODS));
        estimate.seed = base_seed + i;
        all->run[i].oracle = &all->oracle[i / METHODS];
        const cst_trial_spec *spec = &all->run[i].oracle->spec;
        CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, &error), 0);
        all->listed[i] = &all->cell[i];
        CU_ASSERT_EQUAL_FATAL(cst_cell_make(&all->cell[i], spec, &estimate, &error), 0);
    }
}

static void free_experiment(experiment *all)
{
    for (uint32_t i = 0; i < METHODS * all->configurations; i++) {
        cst_cell_free(&all->cell[i]);
        cst_row_free(&all->run[i].row);
    }
    free(all->cell);
    free(all->listed);
    free(all->run);
    free(all->oracle);
}

static void judge(trial_run *run)
{
    const uint64_t n = run->row.count[CST_COUNT_PLANNED];
    const uint64_t x = run->row.count[CST_COUNT_ESCAPED];
    const double exact = run->oracle->value;
    const double spread = sqrt((1.0 - exact) / ((double)n * exact));
    run->resolution =
        (qnorm5(1.0 - alpha / 2.0, 0, 1, 1, 0) + qnorm5(wanted_power, 0, 1, 1, 0)) * spread;
    run->score = NAN;
    if (run->resolution > least_resolution) {
        return;
    }
    double lower = 0.0;
    double upper = 0.0;
    cst_interval_tails(x, n, exact, &lower, &upper);
    const double at_x = lower + upper - 1.0;
    run->score = qnorm5(lower - at_x / 2.0, 0.0, 1.0, 1, 0);
    CU_ASSERT(2.0 * fmin(lower, upper) > alpha);
}

/* The chi-square of `count` independent normal scores must lie between its two far quantiles. */
static void judge_together(const char *what, double square_sum, uint32_t count)
{
    const double tail = pchisq(square_sum, count, 0, 0);
    (void)printf("%s: chi-square %.1f on %u, upper tail %.3g\n", what, square_sum, count, tail);
    CU_ASSERT(tail > alpha && tail < 1.0 - alpha);
}

static double difference_score(const trial_run *pair)
{
    double rate[METHODS];
    double variance = 0.0;
    for (int method = 0; method < METHODS; method++) {
        const double n = (double)pair[method].row.count[CST_COUNT_PLANNED];
        rate[method] = (double)pair[method].row.count[CST_COUNT_ESCAPED] / n;
        variance += pair->oracle->value * (1.0 - pair->oracle->value) / n;
    }
    return (rate[NAIVE] - rate[SKIP]) / sqrt(variance);
}

static void test_committee_agrees_with_exact_values(void)
{
    experiment all = {0};
    cst_error error = {0};
    cst_run_report report;
    make_cells(&all);
    (void)printf("seeds from %llu\n", (unsigned long long)base_seed);
    const cst_run_spec spec = {.cells = all.listed,
                               .cell_count = METHODS * all.configurations,
                               .threads = 2,
                               .link = cst_link_find("inproc"),
                               .sink = {.self = &all, .row = keep_row}};
    CU_ASSERT_EQUAL_FATAL(cst_run(&spec, &report, &error), 0);
    double sum[METHODS] = {0};
    double differences = 0.0;
    uint32_t judged[METHODS] = {0};
    uint32_t both = 0;
    for (uint32_t i = 0; i < METHODS * all.configurations; i++) {
        trial_run *run = &all.run[i];
        judge(run);
        (void)printf(
            "%-52s %-5s R %.6g n %.3g escaped %llu z %+.2f catches %.3g\n", run->oracle->name,
            all.cell[i].method->name, run->oracle->value, (double)run->row.count[CST_COUNT_PLANNED],
            (unsigned long long)run->row.count[CST_COUNT_ESCAPED], run->score, run->resolution);
        if (!isnan(run->score)) {
            sum[i % METHODS] += run->score * run->score;
            judged[i % METHODS]++;
        }
        if (i % METHODS == SKIP && !isnan(run->score) && !isnan(run[-1].score)) {
            const double z = difference_score(run - 1);
            differences += z * z;
            both++;
        }
    }
    (void)printf("judged: naive %u, skip %u of %u configurations\n", judged[NAIVE], judged[SKIP],
                 all.configurations);
    CU_ASSERT(judged[NAIVE] >= LEAST_JUDGED && judged[SKIP] >= LEAST_JUDGED);
    judge_together("naive against exact", sum[NAIVE], judged[NAIVE]);
    judge_together("skip against exact", sum[SKIP], judged[SKIP]);
    judge_together("naive against skip", differences, both);
    free_experiment(&all);
}

CST_SUITE("committee", CST_TEST(test_committee_agrees_with_exact_values))
