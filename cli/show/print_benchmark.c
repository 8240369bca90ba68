/* SPDX-License-Identifier: MIT */
#include "cli/show/flow.h"
#include "cli/show/print.h"
#include "cli/show/table.h"
#include "study/show.h"

#include <math.h>

/* Shares of flagged work that differ by more than this factor are no equal budgets. */
static const double equal_budgets = 1.1;

static const char *const titles[] = {
    "rank",       "protocol",          "worst strategy", "residual_risk there", "exact",
    "audit_rate", "false_report_rate", "review_cost",    "usefulness"};
/* The results under the last titles. */
static const cst_result_kind costs[] = {CST_RESULT_AUDIT_RATE, CST_RESULT_FALSE_REPORT_RATE,
                                        CST_RESULT_REVIEW_COST, CST_RESULT_USEFULNESS};
enum {
    TITLES = sizeof titles / sizeof titles[0],
    COSTS = sizeof costs / sizeof costs[0],
    KEYS = 2,
    CELL = 128
};

/* No estimate where nothing escaped. */
static void interval_text(double estimate, double low, double high, char out[CELL])
{
    char number[CST_NUMBER_TEXT_MAX];
    char interval[CST_INTERVAL_TEXT_MAX];
    cst_show_number(estimate, 3, number);
    cst_show_interval(low, high, 3, interval);
    snprintf(out, CELL, "%s %s", estimate > 0.0 ? number : "-", interval);
}

static void result_text(const cst_finding *finding, cst_result_kind kind, char out[CELL])
{
    char text[CST_NUMBER_TEXT_MAX];
    const cst_result *result = &finding->result[kind];
    cst_show_number(result->estimate, 3, text);
    snprintf(out, CELL, "%s", result->method == NULL || isnan(result->estimate) ? "-" : text);
}

/* The cells of a protocol under these titles. */
static void protocol_text(const cst_benchmark *benchmark, const cst_benchmark_row *row,
                          char out[TITLES][CELL])
{
    const cst_finding *finding = row->finding[row->worst];
    const double closed = finding->exact[CST_RESULT_RESIDUAL_RISK];
    const bool reviewed = cst_protocol_reviewers(&finding->cell->trial.protocol) > 0;
    char exact[CST_NUMBER_TEXT_MAX];
    cst_show_number(closed, 4, exact);
    if (row->ranks.worst == row->ranks.best) {
        snprintf(out[0], CELL, "%lu", (unsigned long)row->ranks.best);
    } else {
        snprintf(out[0], CELL, "%lu-%lu", (unsigned long)row->ranks.best,
                 (unsigned long)row->ranks.worst);
    }
    snprintf(out[1], CELL, "%s", row->name);
    snprintf(out[2], CELL, "%s", reviewed ? benchmark->column[row->worst]->name : "any");
    interval_text(finding->result[CST_RESULT_RESIDUAL_RISK].estimate, row->at_worst.low,
                  row->at_worst.high, out[3]);
    snprintf(out[4], CELL, "%s", isnan(closed) ? "-" : exact);
    for (size_t i = 0; i < COSTS; i++) {
        result_text(finding, costs[i], out[5 + i]);
    }
}

/* One cell of the matrix; empty where the protocol was not asked for this strategy. */
static void matrix_text(const cst_benchmark_row *row, uint32_t column, char out[CELL])
{
    const cst_finding *finding = row->finding[column];
    out[0] = '\0';
    if (finding != NULL) {
        const cst_result *result = &finding->result[CST_RESULT_RESIDUAL_RISK];
        interval_text(result->estimate, result->low, result->high, out);
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
    if (least != NULL && most != NULL && ends[1] > ends[0] * equal_budgets) {
        char text[2][CST_NUMBER_TEXT_MAX];
        cst_show_percent(ends[0], 3, text[0]);
        cst_show_percent(ends[1], 3, text[1]);
        fputc('\n', out);
        cst_flow_line(out,
                      "Budgets differ: from %s %% (%s) to %s %% (%s) of honest work is flagged.",
                      text[0], least->name, text[1], most->name);
    }
}

/* The protocols from `first` on that have as many reviews per task. */
static int print_group(const cst_benchmark *benchmark, uint32_t first, bool markdown, FILE *out,
                       cst_error *error)
{
    char reviews[CST_NUMBER_TEXT_MAX];
    cst_table table;
    cst_show_number(benchmark->row[first].reviews, 2, reviews);
    fprintf(out, "%sReviews per task: %s\n\n", first > 0 ? "\n" : "", reviews);
    cst_table_init(&table, TITLES, KEYS);
    table.markdown = markdown;
    cst_table_texts(&table, titles, TITLES);
    for (uint32_t i = first; i < benchmark->rows && benchmark->row[i].group == first; i++) {
        char text[TITLES][CELL];
        protocol_text(benchmark, &benchmark->row[i], text);
        for (size_t j = 0; j < TITLES; j++) {
            cst_table_add(&table, "%s", text[j]);
        }
    }
    return cst_table_end(&table, out, error);
}

static int print_matrix(const cst_benchmark *benchmark, bool markdown, FILE *out, cst_error *error)
{
    cst_table table;
    cst_table_init(&table, benchmark->rows + 1, 1);
    table.markdown = markdown;
    fputc('\n', out);
    cst_table_add(&table, "strategy");
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        cst_table_add(&table, "%s", benchmark->row[i].name);
    }
    for (uint32_t j = 0; j < benchmark->columns; j++) {
        cst_table_add(&table, "%s", benchmark->column[j]->name);
        for (uint32_t i = 0; i < benchmark->rows; i++) {
            char text[CELL];
            matrix_text(&benchmark->row[i], j, text);
            cst_table_add(&table, "%s", text);
        }
    }
    return cst_table_end(&table, out, error);
}

int cst_print_benchmark(FILE *out, const cst_benchmark *benchmark, bool markdown, cst_error *error)
{
    char confidence[CST_NUMBER_TEXT_MAX];
    int code = 0;
    cst_show_percent(benchmark->confidence, 12, confidence);
    for (uint32_t i = 0; code == 0 && i < benchmark->rows; i++) {
        code = benchmark->row[i].group == i ? print_group(benchmark, i, markdown, out, error) : 0;
    }
    fputc('\n', out);
    cst_flow_line(out,
                  "Worst case: the largest risk over the strategies. Its intervals hold for all "
                  "%lu cells at once with %s %% confidence (each at 1/%lu of the level), so the "
                  "ranks do too: protocols share ranks whose difference the data cannot tell from "
                  "nothing. Ranks are among protocols with the same reviews per task. All cells "
                  "share seed and stream: those that are drawn in the same way meet the same "
                  "attacks.",
                  (unsigned long)benchmark->cells, confidence, (unsigned long)benchmark->cells);
    warn_budgets(benchmark, out);
    code = code != 0 ? code : print_matrix(benchmark, markdown, out, error);
    fputc('\n', out);
    cst_flow_line(out, "residual_risk with %s %% intervals, each cell for itself.", confidence);
    return code;
}

static void print_json(const cst_benchmark *benchmark, uint32_t at, uint32_t column, FILE *out)
{
    const cst_benchmark_row *row = &benchmark->row[at];
    const cst_finding *finding = row->finding[column];
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    cst_json_text(&json, "protocol", row->name);
    cst_json_text(&json, "strategy", benchmark->column[column]->name);
    cst_json_flag(&json, "worst", column == row->worst);
    cst_json_count(&json, "group", row->group + 1);
    cst_json_open(&json, "ranks", '[');
    cst_json_count(&json, NULL, row->ranks.best);
    cst_json_count(&json, NULL, row->ranks.worst);
    cst_json_close(&json, ']');
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_result *result = &finding->result[kind];
        if (result->method != NULL) {
            cst_json_open(&json, cst_result_name((cst_result_kind)kind), '[');
            cst_json_beside(&json, NULL, result->estimate, 6, result->low, result->high);
            cst_json_end(&json, NULL, result->low, result->high, false);
            cst_json_end(&json, NULL, result->low, result->high, true);
            cst_json_close(&json, ']');
        }
    }
    cst_json_number(&json, "exact", finding->exact[CST_RESULT_RESIDUAL_RISK], 12);
    cst_json_text(&json, "digest", finding->digest);
    cst_json_line(&json);
}

void cst_print_benchmark_json(FILE *out, const cst_benchmark *benchmark)
{
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        for (uint32_t j = 0; j < benchmark->columns; j++) {
            if (benchmark->row[i].finding[j] != NULL) {
                print_json(benchmark, i, j, out);
            }
        }
    }
}

void cst_print_benchmark_csv(FILE *out, const cst_benchmark *benchmark)
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
            const cst_result *risk = &result[CST_RESULT_RESIDUAL_RISK];
            cst_show_csv(out, row->name);
            fprintf(out, ",%s", benchmark->column[j]->name);
            cst_show_csv_beside(out, risk->estimate, 6, risk->low, risk->high);
            cst_show_csv_end(out, risk->low, risk->high, false);
            cst_show_csv_end(out, risk->low, risk->high, true);
            cst_show_csv_beside(out, finding->exact[CST_RESULT_RESIDUAL_RISK], 6, risk->low,
                                risk->high);
            for (size_t k = 0; k < COSTS; k++) {
                cst_show_csv_number(out, result[costs[k]].estimate, 6);
            }
            fprintf(out, ",%lu,%lu,%lu\n", (unsigned long)row->group + 1,
                    (unsigned long)row->ranks.best, (unsigned long)row->ranks.worst);
        }
    }
}
