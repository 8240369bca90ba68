/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>

static const char *const break_evens[] = {"found", "never",   "always",
                                          "equal", "several", "unknown"};
static const char *const worths[] = {"none", "found", "always", "nothing", "unjudged"};

static void print_inputs(FILE *out, const cst_assumptions *of)
{
    static const char *const titles[] = {"input",       "base",         "low",    "high",
                                         "risk at low", "risk at high", "change", "range from"};
    cst_table table = {.keys = 1};
    cst_table_columns(&table, titles, 8);
    for (uint32_t i = 0; i + of->idle < of->count; i++) {
        const cst_assumption *one = &of->input[i];
        const bool counts = one->input.prior.kind == CST_PRIOR_BOOTSTRAP;
        cst_table_add(&table, "%s%s", one->input.key, counts ? " (TPR)" : "");
        cst_table_number(&table, one->effect.base, 4);
        cst_table_number(&table, one->effect.low, 4);
        cst_table_number(&table, one->effect.high, 4);
        cst_table_number(&table, one->effect.risk_low, 4);
        cst_table_number(&table, one->effect.risk_high, 4);
        cst_table_number(&table, one->change, 3);
        cst_table_add(&table, "%s", one->source);
    }
    cst_table_end(&table, out);
}

/* "scheming.rho at which half of the risk is left", "0.25" */
static void add_break_even(cst_table *table, const char *what, const cst_break_even *at)
{
    cst_table_add(table, "%s", what);
    if (at->kind == CST_BREAK_EVEN_FOUND || at->kind == CST_BREAK_EVEN_SEVERAL) {
        cst_table_add(table, "%s%s", cst_show_number(at->at, 6).text,
                      at->kind == CST_BREAK_EVEN_SEVERAL ? " (the first of several)" : "");
    } else {
        cst_table_add(table, "%s", break_evens[at->kind]);
    }
}

static void print_break_evens(FILE *out, const cst_assumptions *of)
{
    char what[160];
    cst_table table = {0};
    cst_table_columns(&table, (const char *const[]){"break-even", "value"}, 2);
    if (of->shaped && of->trusted) {
        snprintf(what, sizeof what, "%.40s above which a trusted monitor leaves less",
                 of->shape.key);
        add_break_even(&table, what, &of->against);
    }
    if (of->shaped) {
        snprintf(what, sizeof what, "%.40s above which more than half of the risk is left",
                 of->shape.key);
        add_break_even(&table, what, &of->half);
    } else if (of->unmonitored <= 0.0) {
        cst_table_add(&table, "of anything");
        cst_table_add(&table, "none: nobody attacks");
    } else {
        cst_table_add(&table, "of the correlation");
        cst_table_add(&table, "none: no law of one shape key, or agents do not review");
    }
    if (of->trusted) {
        add_break_even(&table, "TPR above which a trusted monitor leaves less", &of->needed);
    }
    if (of->committee.most >= of->committee.least) {
        const bool enough = of->committee.enough > 0;
        cst_table_add(&table, "reviewers after which an added one gains less than 1 %%");
        cst_table_add(&table, "%s%lu", enough ? "" : "more than ",
                      (unsigned long)(enough ? of->committee.enough : of->committee.most));
    }
    fputc('\n', out);
    cst_table_end(&table, out);
}

static void add_risk(cst_table *table, const char *where, const cst_honeypots_risk *risk)
{
    cst_table_add(table, "%s", where);
    cst_table_number(table, risk->risk, 4);
    if (risk->low >= risk->high) {
        cst_table_add(table, "exact");
    } else {
        cst_table_interval(table, risk->low, risk->high, 4);
    }
}

/* The risk without honeypots and as they are recognised, and where half of their worth is gone. */
static void print_honeypots(FILE *out, const cst_honeypots *of)
{
    char base[64];
    const cst_honeypots_risk *const risks[] = {&of->without, &of->unrecognised, &of->base,
                                               &of->recognised};
    const char *const places[] = {"no honeypots", "recognition 0", base, "recognition 1"};
    const char *const titles[] = {"with", cst_result_name(of->objective), "interval"};
    cst_table table = {.keys = 1};
    if (of->kind == CST_HONEYPOTS_NONE) {
        return;
    }
    snprintf(base, sizeof base, "recognition %.40s (base)",
             cst_show_number(of->recognition, 4).text);
    fputs("\nHoneypots\n", out);
    cst_table_columns(&table, titles, 3);
    for (size_t i = 0; i < sizeof risks / sizeof risks[0]; i++) {
        add_risk(&table, places[i], risks[i]);
    }
    cst_table_end(&table, out);
    if (of->trials > 0) {
        cst_flow_line(out,
                      "By simulation, %llu trials at each of %u values with the same random "
                      "numbers; all intervals hold at once.",
                      (unsigned long long)of->trials, of->looked);
    }
}

static void print_names(FILE *out, const char *before, const char *const *name, uint32_t count)
{
    if (count == 0) {
        return;
    }
    cst_flow flow = cst_flow_start(out, 0, 0);
    cst_flow_text(&flow, before);
    for (uint32_t i = 0; i < count; i++) {
        cst_flow_add(&flow, "%s%s", i > 0 ? ", " : "", name[i]);
    }
    cst_flow_end(&flow);
}

/* What closed forms say. */
static void print_known(FILE *out, const cst_assumptions *of)
{
    const char *idle[CST_INPUTS_MAX];
    for (uint32_t i = 0; i < of->idle; i++) {
        idle[i] = of->input[of->count - of->idle + i].input.key;
    }
    print_inputs(out, of);
    if (of->cell->uncertain.pairs > 0) {
        cst_flow_line(out, "Each input is moved alone here, also those that go together.");
    }
    fputs(of->idle + of->without > 0 ? "\n" : "", out);
    print_names(out, "Without an effect on residual_risk: ", idle, of->idle);
    print_names(out, "No range, or no closed form at its ends: ", of->none, of->without);
    print_break_evens(out, of);
}

static void print_base(FILE *out, const cst_assumptions *of)
{
    cst_flow flow = cst_flow_start(out, 0, 0);
    cst_flow_text(&flow, "Base in the middle of the sweep: ");
    for (size_t i = 0; i < of->scenario->axes; i++) {
        cst_flow_add(&flow, "%s%s = ", i == 0 ? "" : ", ", of->scenario->axis[i].key);
        cst_flow_text(&flow, of->cell->at[i]);
    }
    cst_flow_end(&flow);
}

void cst_print_assumptions(FILE *out, const cst_assumptions *of)
{
    cst_print_claim(out, of->scenario, NULL);
    if (of->scenario->axes > 0) {
        print_base(out, of);
    }
    fputc('\n', out);
    if (isfinite(of->base)) {
        print_known(out, of);
    } else {
        cst_flow_line(out, "residual_risk has no closed form here, so inputs and "
                           "correlations are not judged; the value of honeypots is simulated.");
    }
    if (of->varied) {
        cst_print_sensitivity(out, of);
    }
    print_honeypots(out, &of->honeypots);
    fputs("\nIn words\n", out);
    for (uint32_t i = 0; i < of->sentences; i++) {
        cst_flow_item(out, 2, of->sentence[i], 2, "");
    }
}

static void json_break_even(cst_json *json, const char *name, const char *key,
                            const cst_break_even *at)
{
    cst_json_open(json, name, '{');
    cst_json_text(json, "key", key);
    cst_json_text(json, "verdict", break_evens[at->kind]);
    cst_json_count(json, "crossings", (uint64_t)at->crossings);
    cst_json_number(json, "at", at->at, 12);
    cst_json_close(json, '}');
}

static void json_risk(cst_json *json, const char *name, const cst_honeypots_risk *risk)
{
    cst_json_open(json, name, '{');
    cst_json_number(json, "value", risk->risk, 12);
    cst_json_number(json, "low", risk->low, 12);
    cst_json_number(json, "high", risk->high, 12);
    cst_json_close(json, '}');
}

static void json_honeypots(cst_json *json, const cst_honeypots *of)
{
    if (of->kind == CST_HONEYPOTS_NONE) {
        return;
    }
    const bool found = of->kind == CST_HONEYPOTS_FOUND;
    cst_json_open(json, "honeypots", '{');
    cst_json_text(json, "key", "scheming.honeypot_recognition");
    cst_json_text(json, "verdict", worths[of->kind]);
    cst_json_number(json, "at", found ? of->at : NAN, 12);
    cst_json_number(json, "low", found ? of->from : NAN, 12);
    cst_json_number(json, "high", found ? of->to : NAN, 12);
    cst_json_number(json, "base", of->recognition, 12);
    cst_json_text(json, "objective", cst_result_name(of->objective));
    cst_json_text(json, "method", of->trials > 0 ? "simulated" : "closed form");
    cst_json_count(json, "trials", of->trials);
    json_risk(json, "without", &of->without);
    json_risk(json, "at_0", &of->unrecognised);
    json_risk(json, "at_base", &of->base);
    json_risk(json, "at_1", &of->recognised);
    cst_json_close(json, '}');
}

static void json_inputs(cst_json *json, const cst_assumptions *of)
{
    cst_json_open(json, "inputs", '[');
    for (uint32_t i = 0; i < of->count; i++) {
        const cst_assumption *one = &of->input[i];
        cst_json_open(json, NULL, '{');
        cst_json_text(json, "key", one->input.key);
        cst_json_text(json, "range", one->source);
        cst_json_number(json, "base", one->effect.base, 12);
        cst_json_number(json, "low", one->effect.low, 12);
        cst_json_number(json, "high", one->effect.high, 12);
        cst_json_number(json, "risk_low", one->effect.risk_low, 12);
        cst_json_number(json, "risk_high", one->effect.risk_high, 12);
        cst_json_number(json, "change", one->change, 12);
        cst_json_close(json, '}');
    }
    cst_json_close(json, ']');
}

static void json_break_evens(cst_json *json, const cst_assumptions *of)
{
    const cst_assume_committee *committee = &of->committee;
    cst_json_open(json, "break_even", '{');
    if (of->shaped) {
        json_break_even(json, "half", of->shape.key, &of->half);
    }
    if (of->shaped && of->trusted) {
        json_break_even(json, "trusted", of->shape.key, &of->against);
    }
    if (of->trusted) {
        json_break_even(json, "trusted_tpr", "monitor.trusted.score.tpr", &of->needed);
    }
    json_honeypots(json, &of->honeypots);
    cst_json_open(json, "reviewers", '{');
    cst_json_count(json, "enough", committee->enough);
    cst_json_open(json, "risk", '[');
    for (uint32_t k = committee->least; k <= committee->most; k++) {
        cst_json_open(json, NULL, '[');
        cst_json_count(json, NULL, k);
        cst_json_number(json, NULL, committee->risk[k], 12);
        cst_json_close(json, ']');
    }
    cst_json_close(json, ']');
    cst_json_close(json, '}');
    cst_json_close(json, '}');
}

void cst_print_assumptions_json(FILE *out, const cst_assumptions *of)
{
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    cst_json_raw(&json, "scenario", "");
    cst_scenario_write(of->cell, false, out);
    cst_json_number(&json, "residual_risk", of->base, 12);
    cst_json_number(&json, "unmonitored", of->unmonitored, 12);
    json_inputs(&json, of);
    cst_json_open(&json, "without", '[');
    for (uint32_t i = 0; i < of->without; i++) {
        cst_json_text(&json, NULL, of->none[i]);
    }
    cst_json_close(&json, ']');
    json_break_evens(&json, of);
    if (of->varied) {
        cst_print_sensitivity_json(&json, of);
    }
    cst_json_open(&json, "sentences", '[');
    for (uint32_t i = 0; i < of->sentences; i++) {
        cst_json_text(&json, NULL, of->sentence[i]);
    }
    cst_json_close(&json, ']');
    cst_json_line(&json);
}
