/* SPDX-License-Identifier: MIT */
#include "cli/benchmark.h"

#include "base/number.h"
#include "cli/show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Audit rates that differ by more than this factor are no equal budgets, reviews per task no equal
 * reviews. */
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

static uint32_t row_of(cst_benchmark *benchmark, const cst_protocol *kind, const char *label)
{
    uint32_t at = 0;
    while (at < benchmark->rows &&
           (benchmark->row[at].kind != kind || strcmp(benchmark->row[at].label, label) != 0)) {
        at++;
    }
    if (at == benchmark->rows && at < CST_BENCHMARK_ROWS) {
        benchmark->row[at].kind = kind;
        snprintf(benchmark->row[at].label, sizeof benchmark->row[at].label, "%s", label);
        benchmark->rows++;
    }
    return at;
}

/* The strategy that a cell stands for, also where nobody reviews and it does not matter. */
static const cst_collusion *strategy_of(const cst_scenario *scenario, const cst_finding *finding)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        if (strcmp(scenario->axis[i].key, "collusion.strategy") == 0) {
            return cst_collusion_find(finding->cell->at[i]);
        }
    }
    return finding->cell->trial.collusion.strategy;
}

int cst_benchmark_add(cst_benchmark *benchmark, const cst_scenario *scenario,
                      const cst_finding *finding, const char *label, cst_error *error)
{
    const cst_trial_spec *spec = &finding->cell->trial;
    const cst_collusion *strategy = strategy_of(scenario, finding);
    const uint32_t column = column_of(benchmark, strategy);
    const uint32_t row = row_of(benchmark, spec->protocol.kind, label);
    if (column == CST_BENCHMARK_COLUMNS || row == CST_BENCHMARK_ROWS) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "benchmark: expected at most %d protocols and %d strategies",
                             CST_BENCHMARK_ROWS, CST_BENCHMARK_COLUMNS);
    }
    if (benchmark->row[row].finding[column] != NULL) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "benchmark: %s against %s is there twice; expected a sweep over "
                             "protocol.kind and collusion.strategy only",
                             spec->protocol.kind->name, strategy->name);
    }
    benchmark->row[row].finding[column] = finding;
    benchmark->confidence = finding->basis.confidence;
    return 0;
}

void cst_benchmark_tighten(cst_benchmark *benchmark, const cst_finding *finding,
                           const cst_cell *cell, const cst_row *row)
{
    cst_result result[CST_RESULT_KINDS];
    cst_cell_results(cell, row, 1.0 - (1.0 - cell->confidence) / (double)benchmark->cells, result);
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        for (uint32_t j = 0; j < benchmark->columns; j++) {
            if (benchmark->row[i].finding[j] == finding) {
                benchmark->row[i].together[j] =
                    (cst_interval){.low = result[CST_RESULT_RESIDUAL_RISK].low,
                                   .high = result[CST_RESULT_RESIDUAL_RISK].high};
            }
        }
    }
}

/* 0 where nothing escaped. */
static double risk_of(const cst_finding *finding)
{
    const double risk = finding->result[CST_RESULT_RESIDUAL_RISK].estimate;
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

static double reviews_of(const cst_finding *finding)
{
    const double cost = finding->result[CST_RESULT_REVIEW_COST].estimate;
    return isnan(cost) ? 0.0 : cost;
}

static int by_reviews(const void *a, const void *b)
{
    const cst_benchmark_row *x = a;
    const cst_benchmark_row *y = b;
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

/* Kinds that are there once are known by their name alone, else by their reviews, else by file. */
static void name_rows(cst_benchmark *benchmark)
{
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        cst_benchmark_row *row = &benchmark->row[i];
        uint32_t alike[2] = {0, 0};
        for (uint32_t j = 0; j < benchmark->rows; j++) {
            const bool same = benchmark->row[j].kind == row->kind;
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
    cst_ranks ranks[CST_BENCHMARK_ROWS];
    cst_benchmark_row *row = &benchmark->row[first];
    qsort(row, n, sizeof row[0], by_worst);
    for (uint32_t i = 0; i < n; i++) {
        value[i] = row[i].at_worst;
    }
    cst_ranks_of(value, n, ranks);
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
        while (end < benchmark->rows && row[end].reviews <= row[first].reviews * equal_costs) {
            end++;
        }
        rank_group(benchmark, first, end - first);
    }
    name_rows(benchmark);
}

static void put_interval(FILE *out, double estimate, double low, double high)
{
    char text[3][CST_NUMBER_TEXT_MAX];
    cst_show_number(estimate, 3, text[0]);
    cst_show_number(low, 3, text[1]);
    cst_show_number(high, 3, text[2]);
    fprintf(out, "%s [%s, %s]", estimate > 0.0 ? text[0] : "-", text[1], text[2]);
}

static void put_result(FILE *out, const cst_finding *finding, cst_result_kind kind)
{
    char text[CST_NUMBER_TEXT_MAX];
    const cst_result *result = &finding->result[kind];
    cst_show_number(result->estimate, 3, text);
    fprintf(out, " %s |", result->method == NULL || isnan(result->estimate) ? "-" : text);
}

static void print_protocol(const cst_benchmark *benchmark, const cst_benchmark_row *row, FILE *out)
{
    const cst_finding *finding = row->finding[row->worst];
    const double closed = finding->exact[CST_RESULT_RESIDUAL_RISK];
    const bool reviewed = cst_protocol_reviewers(&finding->cell->trial.protocol) > 0;
    char exact[CST_NUMBER_TEXT_MAX];
    cst_show_number(closed, 4, exact);
    fprintf(out, "| %lu", (unsigned long)row->ranks.best);
    if (row->ranks.worst != row->ranks.best) {
        fprintf(out, "-%lu", (unsigned long)row->ranks.worst);
    }
    fprintf(out, " | %s | %s | ", row->name,
            reviewed ? benchmark->column[row->worst]->name : "any");
    put_interval(out, risk_of(finding), row->at_worst.low, row->at_worst.high);
    fprintf(out, " | %s |", isnan(closed) ? "-" : exact);
    put_result(out, finding, CST_RESULT_AUDIT_RATE);
    put_result(out, finding, CST_RESULT_FALSE_REPORT_RATE);
    put_result(out, finding, CST_RESULT_REVIEW_COST);
    put_result(out, finding, CST_RESULT_USEFULNESS);
    fputc('\n', out);
}

/* A table for each number of reviews per task. */
static void print_protocols(const cst_benchmark *benchmark, FILE *out)
{
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        const cst_benchmark_row *row = &benchmark->row[i];
        if (row->group == i) {
            char reviews[CST_NUMBER_TEXT_MAX];
            cst_show_number(row->reviews, 2, reviews);
            fprintf(out,
                    "%sReviews per task: %s\n\n"
                    "| rank | protocol | worst strategy | residual_risk there | exact | audit_rate "
                    "| false_report_rate | review_cost | usefulness |\n"
                    "|---|---|---|---|---|---|---|---|---|\n",
                    i > 0 ? "\n" : "", reviews);
        }
        print_protocol(benchmark, row, out);
    }
}

static void print_matrix(const cst_benchmark *benchmark, FILE *out)
{
    fputs("\n| strategy |", out);
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        fprintf(out, " %s |", benchmark->row[i].name);
    }
    fputs("\n|---|", out);
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        fputs("---|", out);
    }
    fputc('\n', out);
    for (uint32_t j = 0; j < benchmark->columns; j++) {
        fprintf(out, "| %s |", benchmark->column[j]->name);
        for (uint32_t i = 0; i < benchmark->rows; i++) {
            const cst_finding *finding = benchmark->row[i].finding[j];
            fputc(' ', out);
            if (finding != NULL) {
                const cst_result *result = &finding->result[CST_RESULT_RESIDUAL_RISK];
                put_interval(out, risk_of(finding), result->low, result->high);
            }
            fputs(" |", out);
        }
        fputc('\n', out);
    }
}

/* Flagged honest tasks per honest task, at the protocol's worst: what attacks add is no budget. */
static double honest_flags(const cst_finding *finding)
{
    const uint64_t *count = finding->count;
    const uint64_t honest = count[CST_COUNT_HONEST_USED] + count[CST_COUNT_HONEST_DISCARDED] +
                            count[CST_COUNT_HONEST_REPLACED];
    return honest == 0 ? 0.0 : (double)count[CST_COUNT_FLAGGED_HONEST] / (double)honest;
}

/* Whether protocols that flag do so to about the same share of honest work. */
static void warn_budgets(const cst_benchmark *benchmark, FILE *out)
{
    const cst_benchmark_row *least = NULL;
    const cst_benchmark_row *most = NULL;
    double ends[2] = {HUGE_VAL, 0.0};
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        const cst_benchmark_row *row = &benchmark->row[i];
        const double share = honest_flags(row->finding[row->worst]);
        if (share > 0.0 && share < ends[0]) {
            ends[0] = share;
            least = row;
        }
        if (share > ends[1]) {
            ends[1] = share;
            most = row;
        }
    }
    if (least != NULL && most != NULL && ends[1] > ends[0] * equal_costs) {
        char text[2][CST_NUMBER_TEXT_MAX];
        cst_show_number(100.0 * ends[0], 3, text[0]);
        cst_show_number(100.0 * ends[1], 3, text[1]);
        fprintf(out, "\nBudgets differ: from %s %% (%s) to %s %% (%s) of honest work is flagged.\n",
                text[0], least->name, text[1], most->name);
    }
}

void cst_benchmark_print(const cst_benchmark *benchmark, FILE *out)
{
    char confidence[CST_NUMBER_TEXT_MAX];
    cst_show_number(100.0 * benchmark->confidence, 4, confidence);
    print_protocols(benchmark, out);
    fprintf(out,
            "\nWorst case: the largest risk over the strategies. Its intervals hold for all %lu "
            "cells at once with\n%s %% confidence (each at 1/%lu of the level), so the ranks do "
            "too: protocols share ranks whose\ndifference the data cannot tell from nothing. Ranks "
            "are among protocols with the same reviews\nper task. All cells share seed and "
            "stream: those that are drawn in the same way meet the\nsame attacks.\n",
            (unsigned long)benchmark->cells, confidence, (unsigned long)benchmark->cells);
    warn_budgets(benchmark, out);
    print_matrix(benchmark, out);
    fprintf(out, "\nresidual_risk with %s %% intervals, each cell for itself.\n", confidence);
}

void cst_benchmark_print_json(const cst_benchmark *benchmark, FILE *out)
{
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        const cst_benchmark_row *row = &benchmark->row[i];
        for (uint32_t j = 0; j < benchmark->columns; j++) {
            const cst_finding *finding = row->finding[j];
            if (finding == NULL) {
                continue;
            }
            fputs("{\"protocol\":", out);
            cst_show_json(out, row->name);
            fprintf(out, ",\"strategy\":\"%s\",\"worst\":%s,\"group\":%lu,\"ranks\":[%lu,%lu]",
                    benchmark->column[j]->name, j == row->worst ? "true" : "false",
                    (unsigned long)row->group + 1, (unsigned long)row->ranks.best,
                    (unsigned long)row->ranks.worst);
            for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
                const cst_result *result = &finding->result[kind];
                if (result->method != NULL) {
                    fprintf(out, ",\"%s\":[", cst_result_name((cst_result_kind)kind));
                    cst_show_json_number(out, result->estimate, 6);
                    fputc(',', out);
                    cst_show_json_number(out, result->low, 6);
                    fputc(',', out);
                    cst_show_json_number(out, result->high, 6);
                    fputc(']', out);
                }
            }
            fputs(",\"exact\":", out);
            cst_show_json_number(out, finding->exact[CST_RESULT_RESIDUAL_RISK], 12);
            fprintf(out, ",\"digest\":\"%s\"}\n", finding->digest);
        }
    }
}

void cst_benchmark_print_csv(const cst_benchmark *benchmark, FILE *out)
{
    fputs("protocol,strategy,residual_risk,low,high,exact,audit_rate,"
          "false_report_rate,review_cost,usefulness,group,rank_best,rank_worst\n",
          out);
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        const cst_benchmark_row *row = &benchmark->row[i];
        for (uint32_t j = 0; j < benchmark->columns; j++) {
            const cst_finding *finding = row->finding[j];
            if (finding == NULL) {
                continue;
            }
            const cst_result *result = finding->result;
            const double number[] = {result[CST_RESULT_RESIDUAL_RISK].estimate,
                                     result[CST_RESULT_RESIDUAL_RISK].low,
                                     result[CST_RESULT_RESIDUAL_RISK].high,
                                     finding->exact[CST_RESULT_RESIDUAL_RISK],
                                     result[CST_RESULT_AUDIT_RATE].estimate,
                                     result[CST_RESULT_FALSE_REPORT_RATE].estimate,
                                     result[CST_RESULT_REVIEW_COST].estimate,
                                     result[CST_RESULT_USEFULNESS].estimate};
            cst_show_csv(out, row->name);
            fprintf(out, ",%s", benchmark->column[j]->name);
            for (size_t k = 0; k < sizeof number / sizeof number[0]; k++) {
                char text[CST_NUMBER_TEXT_MAX];
                cst_show_number(number[k], 6, text);
                fprintf(out, ",%s", isnan(number[k]) ? "" : text);
            }
            fprintf(out, ",%lu,%lu,%lu\n", (unsigned long)row->group + 1,
                    (unsigned long)row->ranks.best, (unsigned long)row->ranks.worst);
        }
    }
}
