/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/cells.h"
#include "cli/show/describe.h"
#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>
#include <string.h>

enum { DESCRIPTION_MAX = 1024 };

/* "1.23e-4", or what is known where nothing was seen. */
static void estimate_text(const cst_finding *finding, const cst_result *result, char *out,
                          size_t size)
{
    char number[CST_NUMBER_TEXT_MAX];
    if (finding->done == 0) {
        snprintf(out, size, "not run yet");
    } else if (result->method == NULL) {
        snprintf(out, size, "-");
    } else if (isfinite(result->estimate)) {
        cst_show_number(result->estimate, 4, number);
        snprintf(out, size, "%s%s", number, result->few ? " (few)" : "");
    } else if (result->of == 0) {
        snprintf(out, size, "n.d. (no data)");
    } else if (result->events == result->of) {
        cst_show_bound(result->high, 2, true, number);
        snprintf(out, size, "n.d. (nothing left): at most %s", number);
    } else if (result->low > 0.0) {
        cst_show_bound(result->low, 2, false, number);
        snprintf(out, size, "n.d. (no events): at least %s", number);
    } else {
        cst_show_bound(result->high, 2, true, number);
        snprintf(out, size, "n.d. (no events): at most %s", number);
    }
}

static void add_interval(cst_table *table, const cst_finding *finding, const cst_result *result)
{
    if (finding->done == 0 || result->method == NULL) {
        cst_table_add(table, "-");
    } else {
        cst_table_interval(table, result->low, result->high, 4);
    }
}

/* The deviate of exact tails, or whether another interval covers the closed form. */
static void agreement_text(const cst_finding *finding, cst_result_kind kind, char *out, size_t size)
{
    const cst_result *result = &finding->result[kind];
    const double deviate = cst_finding_deviate(finding, kind);
    const double exact = finding->exact[kind];
    if (finding->done == 0 || result->method == NULL || !isfinite(exact)) {
        snprintf(out, size, "-");
    } else if (isfinite(deviate)) {
        snprintf(out, size, "%+.1f", fabs(deviate) < 0.05 ? 0.0 : deviate);
    } else if (strncmp(result->method, "Clopper-Pearson", 15) != 0) {
        snprintf(out, size, "%s", exact >= result->low && exact <= result->high ? "in" : "out");
    } else {
        snprintf(out, size, "-");
    }
}

static void print_head(FILE *out, const cst_scenario *scenario)
{
    char text[DESCRIPTION_MAX];
    if (scenario->claim[0] != '\0') {
        cst_flow_labelled(out, "Claim: ", scenario->claim);
    }
    cst_describe_settings(scenario, text, sizeof text);
    cst_flow_paragraph(out, text);
    cst_describe_assumptions(scenario, text, sizeof text);
    char *keep = NULL;
    for (char *line = strtok_r(text, "\n", &keep); line != NULL;
         line = strtok_r(NULL, "\n", &keep)) {
        cst_flow_paragraph(out, line);
    }
}

/* The conservation law with its numbers. */
static void print_counts(FILE *out, const cst_finding *finding)
{
    static const struct {
        cst_count count;
        const char *before;
    } parts[] = {
        {CST_COUNT_PLANNED, "planned "},
        {CST_COUNT_TASKS, " = tasks "},
        {CST_COUNT_VOID, " + void "},
        {CST_COUNT_TASKS, "\ntasks "},
        {CST_COUNT_HONEST_USED, " = honest_used "},
        {CST_COUNT_HONEST_DISCARDED, " + honest_discarded "},
        {CST_COUNT_HONEST_REPLACED, " + honest_replaced "},
        {CST_COUNT_ATTACKS, " + attacks "},
        {CST_COUNT_ATTACKS, "\nattacks "},
        {CST_COUNT_CAUGHT, " = caught "},
        {CST_COUNT_AVERTED, " + averted "},
        {CST_COUNT_ESCAPED, " + escaped "},
        {CST_COUNT_REVIEWS, "\nreviews "},
        {CST_COUNT_REPORTS, " = reports "},
        {CST_COUNT_PASSES, " + passes "},
        {CST_COUNT_ABSTENTIONS, " + abstentions "},
    };
    cst_flow flow = cst_flow_start(out, 0, 4);
    fputc('\n', out);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].before[0] == '\n') {
            cst_flow_end(&flow);
            flow = cst_flow_start(out, 0, 4);
        }
        cst_flow_add(&flow, "%s%llu", parts[i].before,
                     (unsigned long long)finding->count[parts[i].count]);
    }
    cst_flow_end(&flow);
}

static int print_one(FILE *out, const cst_findings *findings, cst_error *error)
{
    const cst_finding *finding = &findings->finding[0];
    static const char *const titles[] = {"result", "estimate", "interval", "events",
                                         "of",     "exact",    "z",        "method"};
    cst_table table;
    cst_table_init(&table, 8, 1);
    cst_table_texts(&table, titles, 8);
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_result *result = &finding->result[kind];
        char text[96];
        if (result->method == NULL) {
            continue;
        }
        cst_table_add(&table, "%s", cst_result_name((cst_result_kind)kind));
        estimate_text(finding, result, text, sizeof text);
        cst_table_add(&table, "%s", text);
        add_interval(&table, finding, result);
        cst_table_count(&table, result->events);
        cst_table_count(&table, result->of);
        cst_table_number(&table, finding->exact[kind], 6);
        agreement_text(finding, (cst_result_kind)kind, text, sizeof text);
        cst_table_add(&table, "%s", text);
        cst_table_add(&table, "%s", result->method);
    }
    const int code = cst_table_end(&table, out, error);
    print_counts(out, finding);
    return code;
}

static void add_row(cst_table *table, const cst_findings *findings, const cst_finding *finding)
{
    const cst_result *result = &finding->result[CST_RESULT_RESIDUAL_RISK];
    char text[96];
    cst_cells_place(table, findings->scenario, finding->cell);
    estimate_text(finding, result, text, sizeof text);
    cst_table_add(table, "%s", text);
    add_interval(table, finding, result);
    cst_table_count(table, finding->count[CST_COUNT_ESCAPED]);
    cst_table_count(table, finding->count[CST_COUNT_ATTACKS]);
    cst_table_number(table, finding->exact[CST_RESULT_RESIDUAL_RISK], 4);
    agreement_text(finding, CST_RESULT_RESIDUAL_RISK, text, sizeof text);
    cst_table_add(table, "%s", text);
    cst_table_number(table, finding->unmonitored * finding->worst.worst, 4);
    (void)cst_print_answer_columns(findings->scenario, finding->cell, table);
}

static int print_sweep(FILE *out, const cst_findings *findings, cst_error *error)
{
    static const char *const titles[] = {"residual_risk", "interval", "escaped",  "attacks",
                                         "exact",         "z",        "worst law"};
    const cst_scenario *scenario = findings->scenario;
    cst_table table;
    cst_cells_table(&table, scenario, titles, 7, cst_print_answer_columns(scenario, NULL, NULL));
    (void)cst_print_answer_columns(scenario, NULL, &table);
    for (size_t i = 0; i < findings->count; i++) {
        add_row(&table, findings, &findings->finding[i]);
    }
    return cst_table_end(&table, out, error);
}

static bool bets_on_trials(const cst_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const char *method = findings->finding[i].result[CST_RESULT_RESIDUAL_RISK].method;
        if (findings->finding[i].done > 0 && method != NULL &&
            strcmp(method, "betting, trials") == 0) {
            return true;
        }
    }
    return false;
}

int cst_print_screen(FILE *out, const cst_findings *findings, cst_error *error)
{
    char confidence[CST_NUMBER_TEXT_MAX];
    print_head(out, findings->scenario);
    fputc('\n', out);
    const int code = findings->scenario->axes > 0 ? print_sweep(out, findings, error)
                                                  : print_one(out, findings, error);
    cst_show_percent(findings->finding[0].basis.confidence, 12, confidence);
    fputc('\n', out);
    cst_flow_line(
        out,
        "%s %% intervals. z: distance of the number of events from its exact value, in "
        "standard deviations (from exact binomial tails). Where there is no z, 'in' means "
        "that the interval contains the exact value, 'out' that it does not. few: fewer "
        "than 10 events.",
        confidence);
    if (bets_on_trials(findings)) {
        cst_flow_line(out, "Intervals by betting on trials are valid whatever the tasks of a "
                           "trial share. Their upper ends are never below about 5/trials times "
                           "the largest possible value.");
    }
    if (findings->scenario->axes > 0) {
        cst_flow_line(out, "All results of every cell: --json or --csv.");
    }
    cst_print_answer_screen(out, findings->scenario);
    cst_print_worst_screen(out, findings);
    cst_print_methods(out, findings);
    return code != 0 ? code : cst_print_input_screen(out, findings, error);
}
