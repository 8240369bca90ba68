/* SPDX-License-Identifier: MIT
 *
 * What commands print, on a stream: text for people, JSON with one object a line, CSV with a
 * header and one line per cell (RFC 4180).
 */
#ifndef CST_CLI_SHOW_PRINT_H
#define CST_CLI_SHOW_PRINT_H

#include "cli/show/describe.h"
#include "cli/show/table.h"
#include "study/against.h"
#include "study/assumptions.h"
#include "study/benchmark.h"
#include "study/compare.h"
#include "study/pareto.h"
#include "study/plan.h"
#include "study/promise.h"
#include "study/reload.h"
#include "study/story.h"
#include "study/surface.h"

/* Findings (MODEL section 13): a table of residual_risk over the sweep, or all results where there
 * is one cell. Cells of which nothing has been counted are left out of JSON and CSV. Canonical: the
 * canonical parts alone, one a line, whose SHA-256 (without the newline) is its digest. */
void cst_print_screen(FILE *out, const cst_findings *findings);
void cst_print_json(FILE *out, const cst_findings *findings);
void cst_print_csv(FILE *out, const cst_findings *findings);
void cst_print_canonical(FILE *out, const cst_findings *findings);

/* What became of the peers of a run, where findings tell of any: tables, for below the above. */
void cst_print_conduct(FILE *out, const cst_findings *findings);

/* Before a run, findings of no trials: the scenario with every default written out, and what is
 * known of its cells. 0 or CST_ERR_MEMORY. */
int cst_print_validate(FILE *out, const cst_plan *plan, cst_error *error);
void cst_print_validate_json(FILE *out, const cst_findings *findings);

/* What the run will be. As JSON an object for each cell and one of all of them, in each what was
 * measured apart, as "measured". */
void cst_print_plan(FILE *out, const cst_plan *plan);
void cst_print_plan_json(FILE *out, const cst_plan *plan);

/* A surface. Its settings: "1 response in 3 strata of 1e6 attacks each, for every law and rate". */
void cst_print_surface(FILE *out, const cst_surface *surface);
void cst_print_surface_json(FILE *out, const cst_surface *surface);
void cst_print_surface_csv(FILE *out, const cst_surface *surface);
cst_settings cst_print_surface_settings(const cst_surface *surface);

/* A benchmark, also with its tables in Markdown. */
void cst_print_benchmark(FILE *out, const cst_benchmark *benchmark, bool markdown);
void cst_print_benchmark_json(FILE *out, const cst_benchmark *benchmark);
void cst_print_benchmark_csv(FILE *out, const cst_benchmark *benchmark);

/* Protocols between cost and risk. */
void cst_print_pareto(FILE *out, const cst_pareto *pareto);
void cst_print_pareto_json(FILE *out, const cst_pareto *pareto);
void cst_print_pareto_csv(FILE *out, const cst_pareto *pareto);

/* A comparison. What carries a claim. */
void cst_print_compare(FILE *out, const cst_comparison *made);
void cst_print_compare_json(FILE *out, const cst_comparison *made);
void cst_print_assumptions(FILE *out, const cst_assumptions *of);
void cst_print_assumptions_json(FILE *out, const cst_assumptions *of);

/* What a result varies with, where cst_assumptions_vary has worked it out: parts of the above. */
void cst_print_sensitivity(FILE *out, const cst_assumptions *of);
void cst_print_sensitivity_json(cst_json *json, const cst_assumptions *of);

/* What can be promised: a sentence for one cell, a table of them for a sweep, the inputs and all
 * that is taken as given. As JSON one object for each cell. */
void cst_print_promises(FILE *out, const cst_promises *of);
void cst_print_promises_json(FILE *out, const cst_promises *of);

/* Two results files, B held against A; each with its own reload. JSON is one object. */
void cst_print_against(FILE *out, const cst_against *against, const cst_reload *a,
                       const cst_reload *b);
void cst_print_against_json(FILE *out, const cst_against *against, const cst_reload *a,
                            const cst_reload *b);

/* A trial as a story, one event a line: at most so many lines, what is left out is said. As JSON
 * all of it, with the trial before and the counts behind. */
void cst_print_story(FILE *out, const cst_story *story, uint64_t lines);
void cst_print_story_json(FILE *out, const cst_story *story);

/* What a results file says of itself. 0 or CST_ERR_MEMORY. */
int cst_print_origin(FILE *out, const cst_reload *reload, cst_error *error);
void cst_print_origin_json(FILE *out, const cst_reload *reload);

/* --- Parts of these -------------------------------------------------------------------------- */

/* A table with a row for each cell of a sweep: its axes, and columns with these titles. Where a
 * cell lies, numbers in 6 digits. */
cst_table cst_print_cells(const cst_scenario *scenario, const char *const *title, size_t titles);
void cst_print_place(cst_table *table, const cst_scenario *scenario, const cst_scenario_cell *cell);

/* Findings as a table: of a single cell with a row for each result; of one result with a row for
 * each cell that has trials, of the first one with z and trials. How such columns are to be read,
 * and when trials end. */
cst_table cst_print_results(const cst_findings *findings);
cst_table cst_print_result(const cst_findings *findings, cst_result_kind kind);
void cst_print_reading(FILE *out, const cst_findings *findings);

/* Of a results file: its cells with their seeds, trials and digests; a run of it. */
cst_table cst_print_origin_cells(const cst_findings *findings);
void cst_print_origin_run(FILE *out, const cst_store_run *run);

/* A scenario's canonical text with a line for each value, and what the sweep varies. */
void cst_print_scenario(FILE *out, const cst_scenario *scenario, const char *text);

/* CSV: where a cell lies, each value with a comma behind it, or the keys where cell is NULL; an
 * estimate and both ends of its interval, each with a comma before it. */
void cst_print_place_csv(FILE *out, const cst_scenario *scenario, const cst_scenario_cell *cell);
void cst_print_interval_csv(FILE *out, double estimate, int digits, double low, double high);

/* The claim, if there is one, and below it the settings: the scenario's where they are NULL. */
void cst_print_claim(FILE *out, const cst_scenario *scenario, const char *settings);

/* Members of an object: one result, "residual_risk":{"estimate":...}; all closed forms, "exact";
 * "answer" and "worst", as below; "peers" and "without_peers". */
void cst_print_result_json(cst_json *json, const cst_finding *finding, cst_result_kind kind);
void cst_print_exact_json(cst_json *json, const cst_finding *finding);
void cst_print_answer_json(cst_json *json, const cst_scenario_cell *cell);
void cst_print_worst_json(cst_json *json, const cst_finding *finding);
void cst_print_conduct_json(cst_json *json, const cst_finding *finding);

/* Red's best answers, which keys were `worst`, the values found, and how: a sentence for one cell;
 * for a sweep what its columns mean, one for each key that is `worst` in some cell. Nothing where
 * none is. Those columns, and what a cell has in them. */
void cst_print_answer_screen(FILE *out, const cst_scenario *scenario);
typedef struct cst_answers {
    bool key[CST_ANSWER_KEYS]; /* which have a column */
} cst_answers;
cst_answers cst_print_answer_columns(cst_table *table, const cst_scenario *scenario);
void cst_print_answer_values(cst_table *table, const cst_answers *asked,
                             const cst_scenario_cell *cell);

/* The worst and the best case over all laws with the same rate and pairwise correlation: what the
 * column means, or the two ends of a single cell. Nothing where there is no such case. */
void cst_print_worst_screen(FILE *out, const cst_findings *findings);

/* How many cells and tasks a plan is of, and when trials end; how long it takes. */
void cst_print_plan_size(FILE *out, const cst_plan *plan);
void cst_print_plan_time(FILE *out, const cst_plan *plan);

/* The methods behind findings, and why they serve: a paragraph for each. */
void cst_print_methods(FILE *out, const cst_findings *findings);

/* The input intervals of residual_risk, or in one line why there are none, and the inputs that were
 * taken as exact. Nothing about intervals where no input is uncertain. Its parts: a table for a
 * sweep, where one is; the sentences. */
void cst_print_input_screen(FILE *out, const cst_findings *findings);
bool cst_print_input_varies(const cst_findings *findings);
cst_table cst_print_input_cells(const cst_findings *findings);
void cst_print_input_notes(FILE *out, const cst_findings *findings);

#endif
