/* SPDX-License-Identifier: MIT */
#include "study/tables.h"

#include "scenarios/load/literal.h"
#include "store/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The schema; docs/results.md. */
static const char schema[] = "1";

/* What marks a line: of `cell` the first, of `result` both. */
static const cst_sheet_column keys[] = {{"position", "INTEGER"}, {"result", "TEXT"}};

/* Of a cell, before and behind its counters. */
static const cst_sheet_column front[] = {
    {"cell", "TEXT"},
    {"seed", "INTEGER"},
    {"trials_asked", "INTEGER"},
    {"digest", "TEXT"},
    {"confidence", "REAL"},
    {"stop_rule", "TEXT"},
    {"stop_value", "REAL"},
    {"stop_look", "INTEGER"},
    {"stop_looks", "INTEGER"},
    {"stop_met", "INTEGER"},
    {"residual_risk_best", "REAL"},
    {"residual_risk_worst", "REAL"},
    {"miss_share_best", "REAL"},
    {"miss_share_worst", "REAL"},
};
static const cst_sheet_column back[] = {{"per_trial", "TEXT"}, {"scenario", "TEXT"}};

/* Of a result, behind the axes. */
static const cst_sheet_column result_columns[] = {
    {"estimate", "REAL"},
    {"low", "REAL"},
    {"high", "REAL"},
    {"method", "TEXT"},
    {"events", "INTEGER"},
    {"of", "INTEGER"},
    {"few", "INTEGER"},
    {"exact", "REAL"},
    {"input_low", "REAL"},
    {"input_high", "REAL"},
    {"approximate_low", "REAL"},
    {"approximate_high", "REAL"},
    {"approximate_none", "TEXT"},
};
enum {
    KEY_COUNT = sizeof keys / sizeof keys[0],
    FRONT_COUNT = sizeof front / sizeof front[0],
    BACK_COUNT = sizeof back / sizeof back[0],
    RESULT_COUNT = sizeof result_columns / sizeof result_columns[0]
};

/* The number as it is printed, so that all formats have the same. */
static void add_words(cst_sheet *sheet, cst_words words)
{
    cst_sheet_number(sheet, cst_show_is_none(words) ? (double)NAN : strtod(words.text, NULL));
}

static void add_ends(cst_sheet *sheet, double low, double high)
{
    add_words(sheet, cst_show_end(low, high, false));
    add_words(sheet, cst_show_end(low, high, true));
}

/* Where a cell lies: numbers where the grid has numbers. */
static void add_place(cst_sheet *sheet, const cst_scenario *scenario, const cst_scenario_cell *cell)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        double x;
        uint64_t whole;
        if (cst_literal_whole(cell->at[i], &whole) && whole <= INT64_MAX) {
            cst_sheet_count(sheet, whole);
        } else if (cst_literal_number(cell->at[i], &x)) {
            cst_sheet_number(sheet, x);
        } else {
            cst_sheet_text(sheet, cell->at[i]);
        }
    }
}

/* The columns of a table, put together. */
typedef struct heading {
    cst_sheet_column *column; /* owned */
    size_t count;
} heading;

/* With room for so many beside the axes. */
static int heading_open(heading *of, const cst_scenario *scenario, size_t room, cst_error *error)
{
    *of = (heading){.column = calloc(room + scenario->axes, sizeof *of->column)};
    return of->column == NULL ? cst_error_memory(error, "the tables") : 0;
}

static void add_columns(heading *to, const cst_sheet_column *column, size_t count)
{
    memcpy(to->column + to->count, column, count * sizeof *column);
    to->count += count;
}

static void add_axes(heading *to, const cst_scenario *scenario)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        to->column[to->count++] = (cst_sheet_column){scenario->axis[i].key, ""};
    }
}

static void add_stop(cst_sheet *sheet, const cst_finding *finding)
{
    const cst_stop stop = cst_estimate_stop(&finding->cell->estimate);
    if (stop.rule == CST_STOP_TRIALS) {
        for (int i = 0; i < 5; i++) {
            cst_sheet_text(sheet, NULL);
        }
        return;
    }
    cst_sheet_text(sheet, cst_stop_name(stop.rule));
    add_words(sheet, cst_show_number(stop.value, 12));
    cst_sheet_count(sheet, finding->look);
    cst_sheet_count(sheet, finding->looks);
    cst_sheet_count(sheet, finding->met);
}

static int add_cell(cst_sheet *sheet, const cst_scenario *scenario, const cst_finding *finding,
                    cst_error *error)
{
    const cst_scenario_cell *cell = finding->cell;
    const double bound[] = {finding->unmonitored * finding->worst.best,
                            finding->unmonitored * finding->worst.worst, finding->worst.best,
                            finding->worst.worst};
    cst_sheet_count(sheet, (uint64_t)(cell - scenario->cell));
    add_place(sheet, scenario, cell);
    cst_sheet_text(sheet, cell->id);
    cst_sheet_count(sheet, cell->estimate.seed);
    cst_sheet_count(sheet, cell->estimate.trials);
    cst_sheet_text(sheet, finding->digest);
    add_words(sheet, cst_show_number(cell->estimate.confidence, 12));
    add_stop(sheet, finding);
    for (size_t i = 0; i < sizeof bound / sizeof bound[0]; i++) {
        add_words(sheet, cst_show_number(bound[i], 12));
    }
    for (unsigned count = 0; count < CST_COUNT_KINDS; count++) {
        if ((finding->untold >> count & 1) == 0) {
            cst_sheet_count(sheet, finding->count[count]);
        } else {
            cst_sheet_text(sheet, NULL);
        }
    }
    cst_sheet_text(sheet, finding->per_trial);
    char *text = cst_scenario_text(cell, false);
    if (text == NULL) {
        return cst_error_memory(error, "a scenario's text");
    }
    cst_sheet_text(sheet, text);
    free(text);
    return cst_sheet_line(sheet, error);
}

static int add_cells(cst_sheet *sheet, const cst_findings *findings, cst_error *error)
{
    heading of;
    int code = heading_open(&of, findings->scenario,
                            KEY_COUNT + FRONT_COUNT + CST_COUNT_KINDS + BACK_COUNT, error);
    if (code == 0) {
        add_columns(&of, keys, 1);
        add_axes(&of, findings->scenario);
        add_columns(&of, front, FRONT_COUNT);
        for (int i = 0; i < CST_COUNT_KINDS; i++) {
            of.column[of.count++] = (cst_sheet_column){cst_count_name((cst_count)i), "INTEGER"};
        }
        add_columns(&of, back, BACK_COUNT);
        code = cst_sheet_table(sheet, "cell", of.column, of.count, 1, error);
    }
    free(of.column);
    for (size_t i = 0; code == 0 && i < findings->count; i++) {
        if (findings->finding[i].done > 0) {
            code = add_cell(sheet, findings->scenario, &findings->finding[i], error);
        }
    }
    return code;
}

static int add_result(cst_sheet *sheet, const cst_scenario *scenario, const cst_finding *finding,
                      cst_result_kind kind, cst_error *error)
{
    const cst_result result = cst_finding_result(finding, kind);
    const double exact = cst_finding_exact(finding, kind);
    const cst_approximate *near = &result.approximate;
    const cst_spread_of_inputs *input = finding->input;
    if (result.method == NULL && !isfinite(exact)) {
        return 0;
    }
    cst_sheet_count(sheet, (uint64_t)(finding->cell - scenario->cell));
    cst_sheet_text(sheet, cst_result_name(kind));
    add_place(sheet, scenario, finding->cell);
    add_words(sheet, cst_show_beside(result.estimate, 12, result.low, result.high));
    add_ends(sheet, result.low, result.high);
    cst_sheet_text(sheet, result.method);
    if (result.method != NULL) {
        cst_sheet_count(sheet, result.events);
        cst_sheet_count(sheet, result.of);
        cst_sheet_count(sheet, result.few);
    } else {
        cst_sheet_text(sheet, NULL);
        cst_sheet_text(sheet, NULL);
        cst_sheet_text(sheet, NULL);
    }
    add_words(sheet, cst_show_beside(exact, 12, result.low, result.high));
    add_ends(sheet, input != NULL ? input->low[kind] : (double)NAN,
             input != NULL ? input->high[kind] : (double)NAN);
    add_ends(sheet, near->given ? near->low : (double)NAN, near->given ? near->high : (double)NAN);
    cst_sheet_text(sheet, near->given ? NULL : near->refused);
    return cst_sheet_line(sheet, error);
}

static int add_results(cst_sheet *sheet, const cst_findings *findings, cst_error *error)
{
    heading of;
    int code = heading_open(&of, findings->scenario, KEY_COUNT + RESULT_COUNT, error);
    if (code == 0) {
        add_columns(&of, keys, KEY_COUNT);
        add_axes(&of, findings->scenario);
        add_columns(&of, result_columns, RESULT_COUNT);
        code = cst_sheet_table(sheet, "result", of.column, of.count, KEY_COUNT, error);
    }
    free(of.column);
    for (size_t i = 0; code == 0 && i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        for (int kind = 0; code == 0 && finding->done > 0 && kind < CST_RESULT_KINDS; kind++) {
            code = add_result(sheet, findings->scenario, finding, (cst_result_kind)kind, error);
        }
    }
    return code;
}

static int add_about(cst_sheet *sheet, const cst_findings *findings, cst_error *error)
{
    static const cst_sheet_column columns[] = {{"name", "TEXT"}, {"value", "TEXT"}};
    const char *const about[][2] = {{"schema", schema},
                                    {"claim", findings->scenario->claim},
                                    {"provenance", findings->provenance}};
    int code = cst_sheet_table(sheet, "about", columns, 2, 1, error);
    for (size_t i = 0; code == 0 && i < sizeof about / sizeof about[0]; i++) {
        cst_sheet_text(sheet, about[i][0]);
        cst_sheet_text(sheet, about[i][1]);
        code = cst_sheet_line(sheet, error);
    }
    return code;
}

int cst_tables_write(FILE *out, const cst_findings *findings, cst_error *error)
{
    cst_sheet *sheet = NULL;
    int code = cst_sheet_open(&sheet, error);
    code = code != 0 ? code : add_about(sheet, findings, error);
    code = code != 0 ? code : add_cells(sheet, findings, error);
    code = code != 0 ? code : add_results(sheet, findings, error);
    code = code != 0 ? code : cst_sheet_write(sheet, out, error);
    cst_sheet_free(&sheet);
    return code;
}
