/* SPDX-License-Identifier: MIT */
#include "study/benchmark.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Reviews per task that differ by more than this factor are no equal ones. */
static const double equal_costs = 1.1;

static uint32_t column_of(cst_benchmark *benchmark, const cst_collusion *strategy)
{
    uint32_t at = 0;
    while (at < benchmark->columns && benchmark->column[at] != strategy) {
        at++;
    }
    if (at == benchmark->columns && at < CST_BENCHMARK_COLUMNS) {
        benchmark->column[benchmark->columns++] = strategy;
    }
    return at;
}

/* What a sweep may be over, in the words of messages. */
#define SWEEPS                                                                                     \
    "a sweep over protocol.kind, protocol.audit.budget, collusion.strategy and scheming.rate only"

static bool is_beside(const cst_benchmark_row *a, const cst_benchmark_row *b)
{
    return a->rate == b->rate && a->budget == b->budget;
}

static uint32_t row_of(cst_benchmark *benchmark, const cst_trial_spec *spec, const char *label)
{
    cst_benchmark_row wanted = {.kind = spec->protocol.kind,
                                .rate = spec->scheming.law.rate,
                                .budget = spec->protocol.audit_budget};
    const cst_benchmark_row *row = benchmark->row;
    uint32_t at = 0;
    while (at < benchmark->rows && (row[at].kind != wanted.kind || !is_beside(&row[at], &wanted) ||
                                    strcmp(row[at].label, label) != 0)) {
        at++;
    }
    if (at == benchmark->rows && at < CST_BENCHMARK_ROWS) {
        benchmark->row[at] = wanted;
        snprintf(benchmark->row[at].label, sizeof benchmark->row[at].label, "%s", label);
        benchmark->rows++;
    }
    return at;
}

/* The strategy that a cell stands for, also where nobody reviews and it does not matter. */
static const cst_collusion *strategy_of(const cst_scenario *scenario, const cst_finding *finding)
{
    const size_t at = cst_scenario_axis(scenario, "collusion.strategy");
    return at < scenario->axes ? cst_collusion_find(finding->cell->at[at])
                               : finding->cell->trial->collusion.strategy;
}

/* Whether two cells of this scenario have one identity. */
static bool is_same(const cst_scenario *scenario, const cst_scenario_cell *a,
                    const cst_scenario_cell *b)
{
    const cst_scenario_cell *end = scenario->cell + scenario->cells;
    return a >= scenario->cell && a < end && a != b && a->same_as == b->same_as;
}

int cst_benchmark_add(cst_benchmark *benchmark, const cst_scenario *scenario,
                      const cst_finding *finding, const char *label, cst_interval together,
                      cst_error *error)
{
    const cst_trial_spec *spec = finding->cell->trial;
    const cst_collusion *strategy = strategy_of(scenario, finding);
    const uint32_t column = column_of(benchmark, strategy);
    const uint32_t row = row_of(benchmark, spec, label);
    if (column == CST_BENCHMARK_COLUMNS || row == CST_BENCHMARK_ROWS) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "benchmark: expected at most %d protocols and %d strategies",
                             CST_BENCHMARK_ROWS, CST_BENCHMARK_COLUMNS);
    }
    const cst_finding *before = benchmark->row[row].finding[column];
    if (before != NULL && is_same(scenario, before->cell, finding->cell)) {
        return 0; /* at another budget, which the protocol does not take */
    }
    if (before != NULL) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "benchmark: %s against %s is there twice; expected " SWEEPS,
                             spec->protocol.kind->name, strategy->name);
    }
    benchmark->row[row].finding[column] = finding;
    benchmark->row[row].together[column] = together;
    benchmark->confidence = finding->cell->estimate.confidence;
    return 0;
}

cst_interval cst_benchmark_together(const cst_benchmark *benchmark, const cst_cell *cell,
                                    const cst_row *row)
{
    const double left = cst_number_complement(cell->confidence) / (double)benchmark->cells;
    return cst_cell_risk(cell, row, 1.0 - left);
}

/* 0 where nothing escaped. */
static double risk_of(const cst_finding *finding)
{
    const double risk = cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK).estimate;
    return isnan(risk) ? 0.0 : risk;
}

static void find_worst(cst_benchmark_row *row, uint32_t columns)
{
    cst_interval present[CST_BENCHMARK_COLUMNS];
    uint32_t count = 0;
    double worst = -1.0;
    for (uint32_t j = 0; j < columns; j++) {
        if (row->finding[j] == NULL) {
            continue;
        }
        present[count++] = row->together[j];
        if (risk_of(row->finding[j]) > worst) {
            worst = risk_of(row->finding[j]);
            row->worst = j;
        }
    }
    row->at_worst = cst_interval_of_largest(present, count);
}

/* As designed, of a task that happens and that nobody reports: what a response takes out or ends
 * makes a protocol no cheaper. */
static double reviews_of(const cst_finding *finding)
{
    const cst_protocol_spec *protocol = &finding->cell->trial->protocol;
    const uint32_t levels = cst_protocol_reviewers(protocol);
    double reviews = cst_protocol_trusted(protocol->kind) ? 1.0 : 0.0;
    double asked = 1.0;
    for (uint32_t i = 0; i < levels; i++) {
        reviews += asked;
        asked *= protocol->kind->chained ? protocol->escalate : 1.0;
    }
    return reviews;
}

static int by_reviews(const void *a, const void *b)
{
    const cst_benchmark_row *x = a;
    const cst_benchmark_row *y = b;
    if (x->rate != y->rate) {
        return x->rate < y->rate ? 1 : -1;
    }
    if (x->budget != y->budget) {
        return x->budget > y->budget ? 1 : -1;
    }
    return (x->reviews > y->reviews) - (x->reviews < y->reviews);
}

static int by_name(const cst_benchmark_row *x, const cst_benchmark_row *y)
{
    const int kind = strcmp(x->kind->name, y->kind->name);
    return kind != 0 ? kind : strcmp(x->label, y->label);
}

static int by_worst(const void *a, const void *b)
{
    const cst_benchmark_row *x = a;
    const cst_benchmark_row *y = b;
    const double left = risk_of(x->finding[x->worst]);
    const double right = risk_of(y->finding[y->worst]);
    return left != right ? (left > right) - (left < right) : by_name(x, y);
}

/* Of a rate and a budget, kinds that are there once are known by their name alone, else by their
 * reviews, else by file. */
static void name_rows(cst_benchmark *benchmark)
{
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        cst_benchmark_row *row = &benchmark->row[i];
        uint32_t alike[2] = {0, 0};
        for (uint32_t j = 0; j < benchmark->rows; j++) {
            const bool same =
                benchmark->row[j].kind == row->kind && is_beside(&benchmark->row[j], row);
            alike[0] += same ? 1 : 0;
            alike[1] += same && benchmark->row[j].group == row->group ? 1 : 0;
        }
        row->many = alike[1] > 1;
        char name[sizeof row->name] = "";
        if (row->many) {
            snprintf(name, sizeof name, "%s (%s)", row->kind->name, row->label);
        } else if (alike[0] > 1) {
            const double reviews = benchmark->row[row->group].reviews;
            snprintf(name, sizeof name, "%s, %.2g review%s", row->kind->name, reviews,
                     reviews == 1.0 ? "" : "s");
        } else {
            snprintf(name, sizeof name, "%s", row->kind->name);
        }
        memcpy(row->name, name, sizeof name);
    }
}

/* Sorts and ranks rows first..first+n-1, which pay alike. */
static void rank_group(cst_benchmark *benchmark, uint32_t first, uint32_t n)
{
    cst_interval value[CST_BENCHMARK_ROWS];
    cst_interval_rank ranks[CST_BENCHMARK_ROWS];
    cst_benchmark_row *row = &benchmark->row[first];
    qsort(row, n, sizeof row[0], by_worst);
    for (uint32_t i = 0; i < n; i++) {
        value[i] = row[i].at_worst;
    }
    cst_interval_ranks(value, n, ranks);
    for (uint32_t i = 0; i < n; i++) {
        row[i].group = first;
        row[i].ranks = ranks[i];
    }
}

void cst_benchmark_rank(cst_benchmark *benchmark)
{
    cst_benchmark_row *row = benchmark->row;
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        find_worst(&row[i], benchmark->columns);
        row[i].reviews = reviews_of(row[i].finding[row[i].worst]);
    }
    qsort(row, benchmark->rows, sizeof row[0], by_reviews);
    for (uint32_t first = 0, end = 0; first < benchmark->rows; first = end) {
        while (end < benchmark->rows && is_beside(&row[end], &row[first]) &&
               row[end].reviews <= row[first].reviews * equal_costs) {
            end++;
        }
        benchmark->rates = benchmark->rates || row[first].rate != row[0].rate;
        benchmark->budgets = benchmark->budgets || row[first].budget != row[0].budget;
        rank_group(benchmark, first, end - first);
    }
    name_rows(benchmark);
}

uint32_t cst_benchmark_end(const cst_benchmark *benchmark, uint32_t row)
{
    uint32_t end = row;
    while (end < benchmark->rows && is_beside(&benchmark->row[end], &benchmark->row[row])) {
        end++;
    }
    return end;
}

/* The axes of a benchmark are protocols, budgets, strategies and rates, nothing else. */
static int check_axes(const cst_scenario *scenario, cst_error *error)
{
    static const char *const keys[] = {"protocol.kind", "protocol.audit.budget",
                                       "collusion.strategy", "scheming.rate"};
    for (size_t i = 0; i < scenario->axes; i++) {
        const char *key = scenario->axis[i].key;
        bool known = false;
        for (size_t j = 0; j < sizeof keys / sizeof keys[0]; j++) {
            known = known || strcmp(key, keys[j]) == 0;
        }
        if (!known) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "benchmark: %s: expected " SWEEPS ", found %s", scenario->file,
                                 key);
        }
    }
    return 0;
}

/* Protocols of several files are ranked only where they stand before the same agents. */
int cst_benchmark_check(const cst_study *parts, uint32_t count, cst_error *error)
{
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        code = check_axes(&parts[i].scenario, error);
    }
    return code != 0 ? code : cst_parts_check(parts, count, "benchmark", error);
}

int cst_benchmark_gather(cst_benchmark *benchmark, const cst_study *parts, uint32_t count,
                         cst_error *error)
{
    int code = 0;
    cst_row row = {0};
    for (uint32_t i = 0; i < count; i++) {
        benchmark->cells += parts[i].job.cells;
    }
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        const cst_job *job = &parts[i].job;
        char label[CST_PART_LABEL];
        cst_parts_label(parts[i].scenario.file, label);
        for (size_t j = 0; code == 0 && j < parts[i].findings.count; j++) {
            const uint32_t at = job->index[j];
            uint64_t done = 0;
            code = cst_job_sum(job, at, &row, &done, error);
            code = code != 0
                       ? code
                       : cst_benchmark_add(
                             benchmark, &parts[i].scenario, &parts[i].findings.finding[j], label,
                             cst_benchmark_together(benchmark, job->cell[at], &row), error);
        }
    }
    cst_row_free(&row);
    if (code == 0) {
        cst_benchmark_rank(benchmark);
    }
    return code;
}
