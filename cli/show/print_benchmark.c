/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>

/* Shares of flagged work that differ by more than this factor are no equal budgets. */
static const double equal_budgets = 1.1;

static const char *const titles[] = {
    "rank",        "protocol",   "worst strategy", "residual_risk there",
    "exact",       "audit_rate", "audit_hours",    "false_report_rate",
    "review_cost", "usefulness", "work_done"};
/* The results under the last titles. */
static const cst_result_kind costs[] = {CST_RESULT_AUDIT_RATE,        CST_RESULT_AUDIT_HOURS,
                                        CST_RESULT_FALSE_REPORT_RATE, CST_RESULT_REVIEW_COST,
                                        CST_RESULT_USEFULNESS,        CST_RESULT_WORK_DONE};
enum {
    TITLES = sizeof titles / sizeof titles[0],
    COSTS = sizeof costs / sizeof costs[0],
    KEYS = 2
};

/* No estimate where nothing escaped. */
static void add_interval(cst_table *table, double estimate, double low, double high)
{
    cst_table_add(table, "%s %s", estimate > 0.0 ? cst_show_number(estimate, 3).text : "-",
                  cst_show_interval(low, high, 3).text);
}

/* The cells of a protocol under these titles. */
static void add_protocol(cst_table *table, const cst_benchmark *benchmark,
                         const cst_benchmark_row *row)
{
    const cst_finding *finding = row->finding[row->worst];
    const bool reviewed = cst_protocol_reviewers(&finding->cell->trial->protocol) > 0;
    if (row->ranks.worst == row->ranks.best) {
        cst_table_add(table, "%lu", (unsigned long)row->ranks.best);
    } else {
        cst_table_add(table, "%lu-%lu", (unsigned long)row->ranks.best,
                      (unsigned long)row->ranks.worst);
    }
    cst_table_add(table, "%s", row->name);
    cst_table_add(table, "%s", reviewed ? benchmark->column[row->worst]->name : "any");
    add_interval(table, cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK).estimate,
                 row->at_worst.low, row->at_worst.high);
    cst_table_number(table, cst_finding_exact(finding, CST_RESULT_RESIDUAL_RISK), 4);
    for (size_t i = 0; i < COSTS; i++) {
        cst_table_number(table, cst_finding_result(finding, costs[i]).estimate, 3);
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
        fputc('\n', out);
        cst_flow_line(out,
                      "Budgets differ: from %s %% (%s) to %s %% (%s) of honest work is flagged.",
                      cst_show_percent(ends[0], 3).text, least->name,
                      cst_show_percent(ends[1], 3).text, most->name);
    }
}

/* The end of a title: the scheming rate and the audit budget of a row, where they differ. */
static void put_setting(const cst_benchmark *benchmark, uint32_t row, FILE *out)
{
    if (benchmark->rates) {
        fprintf(out, ", scheming rate %s", cst_show_number(benchmark->row[row].rate, 3).text);
    }
    if (benchmark->budgets) {
        const double budget = benchmark->row[row].budget;
        fprintf(out, ", audit budget %s", budget > 0.0 ? cst_show_number(budget, 3).text : "none");
    }
    fputs("\n\n", out);
}

/* The protocols from `first` on that have as many reviews per task. */
static void print_group(const cst_benchmark *benchmark, uint32_t first, bool markdown, FILE *out)
{
    cst_table table = {.keys = KEYS, .form = markdown ? CST_TABLE_MARKDOWN : CST_TABLE_TEXT};
    fprintf(out, "%sReviews per task: %s", first > 0 ? "\n" : "",
            cst_show_number(benchmark->row[first].reviews, 2).text);
    put_setting(benchmark, first, out);
    cst_table_columns(&table, titles, TITLES);
    for (uint32_t i = first; i < benchmark->rows && benchmark->row[i].group == first; i++) {
        add_protocol(&table, benchmark, &benchmark->row[i]);
    }
    cst_table_end(&table, out);
}

/* Rows first..end-1, of one scheming rate and audit budget. */
static void print_matrix(const cst_benchmark *benchmark, uint32_t first, uint32_t end,
                         bool markdown, FILE *out)
{
    cst_table table = {.columns = end - first + 1,
                       .keys = 1,
                       .form = markdown ? CST_TABLE_MARKDOWN : CST_TABLE_TEXT};
    fputc('\n', out);
    if (benchmark->rates || benchmark->budgets) {
        fputs("Strategies", out);
        put_setting(benchmark, first, out);
    }
    cst_table_add(&table, "strategy");
    for (uint32_t i = first; i < end; i++) {
        cst_table_add(&table, "%s", benchmark->row[i].name);
    }
    for (uint32_t j = 0; j < benchmark->columns; j++) {
        cst_table_add(&table, "%s", benchmark->column[j]->name);
        for (uint32_t i = first; i < end; i++) {
            const cst_finding *finding = benchmark->row[i].finding[j];
            if (finding != NULL) {
                const cst_result risk = cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK);
                add_interval(&table, risk.estimate, risk.low, risk.high);
            } else { /* the protocol was not asked for this strategy */
                cst_table_add(&table, "%s", "");
            }
        }
    }
    cst_table_end(&table, out);
}

void cst_print_benchmark(FILE *out, const cst_benchmark *benchmark, bool markdown)
{
    const cst_words confidence = cst_show_percent(benchmark->confidence, 12);
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        if (benchmark->row[i].group == i) {
            print_group(benchmark, i, markdown, out);
        }
    }
    fputc('\n', out);
    cst_flow_line(
        out,
        "Worst case: the largest risk over the strategies. Its intervals hold for all "
        "%lu cells at once with %s %% confidence (each at 1/%lu of the level), so the "
        "ranks do too: protocols whose difference the data do not show share their ranks. "
        "Ranks are among protocols with the same reviews per task%s%s. All cells share seed "
        "and stream: those that are simulated in the same way meet the same attacks.",
        (unsigned long)benchmark->cells, confidence.text, (unsigned long)benchmark->cells,
        benchmark->rates ? " at the same scheming rate" : "",
        benchmark->budgets ? (benchmark->rates ? " and audit budget" : " at the same audit budget")
                           : "");
    if (!benchmark->budgets) {
        warn_budgets(benchmark, out);
    }
    for (uint32_t first = 0, end = 0; first < benchmark->rows; first = end) {
        end = cst_benchmark_end(benchmark, first);
        print_matrix(benchmark, first, end, markdown, out);
    }
    fputc('\n', out);
    cst_flow_line(out, "residual_risk with %s %% intervals, each cell for itself.",
                  confidence.text);
}

static void print_json(const cst_benchmark *benchmark, uint32_t at, uint32_t column, FILE *out)
{
    const cst_benchmark_row *row = &benchmark->row[at];
    const cst_finding *finding = row->finding[column];
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    cst_json_text(&json, "protocol", row->name);
    cst_json_text(&json, "strategy", benchmark->column[column]->name);
    cst_json_number(&json, "rate", row->rate, 12);
    cst_json_number(&json, "budget", row->budget, 12);
    cst_json_flag(&json, "worst", column == row->worst);
    cst_json_count(&json, "group", row->group + 1);
    cst_json_open(&json, "ranks", '[');
    cst_json_count(&json, NULL, row->ranks.best);
    cst_json_count(&json, NULL, row->ranks.worst);
    cst_json_close(&json, ']');
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_result result = cst_finding_result(finding, kind);
        if (result.method != NULL) {
            cst_json_open(&json, cst_result_name(kind), '[');
            cst_json_words(&json, NULL,
                           cst_show_beside(result.estimate, 6, result.low, result.high));
            cst_json_words(&json, NULL, cst_show_end(result.low, result.high, false));
            cst_json_words(&json, NULL, cst_show_end(result.low, result.high, true));
            cst_json_close(&json, ']');
        }
    }
    cst_json_number(&json, "exact", cst_finding_exact(finding, CST_RESULT_RESIDUAL_RISK), 12);
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
    fputs("protocol,strategy,residual_risk,low,high,exact", out);
    for (size_t k = 0; k < COSTS; k++) {
        fprintf(out, ",%s", cst_result_name(costs[k]));
    }
    fputs(",group,rank_best,rank_worst,rate,budget\n", out);
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        const cst_benchmark_row *row = &benchmark->row[i];
        for (uint32_t j = 0; j < benchmark->columns; j++) {
            const cst_finding *finding = row->finding[j];
            if (finding == NULL) {
                continue;
            }
            const cst_result risk = cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK);
            const double exact = cst_finding_exact(finding, CST_RESULT_RESIDUAL_RISK);
            cst_show_csv(out, row->name);
            fprintf(out, ",%s", benchmark->column[j]->name);
            cst_print_interval_csv(out, risk.estimate, 6, risk.low, risk.high);
            cst_show_csv_number(out, cst_show_beside(exact, 6, risk.low, risk.high));
            for (size_t k = 0; k < COSTS; k++) {
                const double cost = cst_finding_result(finding, costs[k]).estimate;
                cst_show_csv_number(out, cst_show_number(cost, 6));
            }
            fprintf(out, ",%lu,%lu,%lu", (unsigned long)row->group + 1,
                    (unsigned long)row->ranks.best, (unsigned long)row->ranks.worst);
            cst_show_csv_number(out, cst_show_number(row->rate, 12));
            cst_show_csv_number(out, cst_show_number(row->budget, 12));
            fputc('\n', out);
        }
    }
}
