/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/draw.h"
#include "cli/flags.h"
#include "cli/load.h"
#include "cli/show/describe.h"
#include "cli/show/flow.h"
#include "cli/show/table.h"
#include "cli/show/tornado.h"
#include "study/assumptions.h"
#include "study/show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SETTINGS_MAX = 1024 };

static void add_number(cst_table *table, double value, int digits)
{
    char text[CST_NUMBER_TEXT_MAX];
    cst_show_number(value, digits, text);
    cst_table_add(table, "%s", text);
}

static int print_inputs(FILE *out, const cst_assumptions *of, cst_error *error)
{
    static const char *const titles[] = {"input",       "base",         "low",    "high",
                                         "risk at low", "risk at high", "change", "range from"};
    cst_table table;
    cst_table_init(&table, 8, 1);
    for (size_t i = 0; i < 8; i++) {
        cst_table_add(&table, "%s", titles[i]);
    }
    for (uint32_t i = 0; i + of->idle < of->count; i++) {
        const cst_assumption *one = &of->input[i];
        const bool counts = one->input.prior.kind == CST_PRIOR_BOOTSTRAP;
        cst_table_add(&table, "%s%s", one->input.key, counts ? " (TPR)" : "");
        add_number(&table, one->effect.base, 4);
        add_number(&table, one->effect.low, 4);
        add_number(&table, one->effect.high, 4);
        add_number(&table, one->effect.risk_low, 4);
        add_number(&table, one->effect.risk_high, 4);
        add_number(&table, one->change, 3);
        cst_table_add(&table, "%s", one->source);
    }
    const int code = cst_table_write(&table, out, error);
    cst_table_free(&table);
    return code;
}

/* "scheming.rho at which half of the risk is left", "0.25" */
static void add_break_even(cst_table *table, const char *what, const cst_break_even *at)
{
    char text[CST_NUMBER_TEXT_MAX];
    cst_table_add(table, "%s", what);
    if (at->kind == CST_BREAK_EVEN_FOUND || at->kind == CST_BREAK_EVEN_SEVERAL) {
        cst_show_number(at->at, 6, text);
        cst_table_add(table, "%s%s", text,
                      at->kind == CST_BREAK_EVEN_SEVERAL ? " (the first of several)" : "");
    } else {
        cst_table_add(table, "%s", cst_assumptions_verdict(at));
    }
}

static int print_break_evens(FILE *out, const cst_assumptions *of, cst_error *error)
{
    char what[160];
    cst_table table;
    cst_table_init(&table, 2, 0);
    cst_table_add(&table, "break-even");
    cst_table_add(&table, "value");
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
        cst_table_add(&table, "reviewers beyond which each further one gains less than 1 %%");
        cst_table_add(&table, "%s%lu", enough ? "" : "more than ",
                      (unsigned long)(enough ? of->committee.enough : of->committee.most));
    }
    fputc('\n', out);
    const int code = cst_table_write(&table, out, error);
    cst_table_free(&table);
    return code;
}

static void add_risk(cst_table *table, const char *where, const cst_honeypots_risk *risk,
                     bool exact)
{
    cst_table_add(table, "%s", where);
    add_number(table, risk->risk, 4);
    if (exact) {
        cst_table_add(table, "exact");
    } else {
        char low[CST_NUMBER_TEXT_MAX];
        char high[CST_NUMBER_TEXT_MAX];
        cst_show_number(risk->low, 4, low);
        cst_show_number(risk->high, 4, high);
        cst_table_add(table, "[%s, %s]", low, high);
    }
}

/* The risk without honeypots and as they are recognised, and where half of their worth is gone. */
static int print_honeypots(FILE *out, const cst_honeypots *of, cst_error *error)
{
    char base[64];
    char text[CST_NUMBER_TEXT_MAX];
    const cst_honeypots_risk *const risks[] = {&of->without, &of->unrecognised, &of->base,
                                               &of->recognised};
    const char *const places[] = {"no honeypots", "recognition 0", base, "recognition 1"};
    cst_table table;
    if (of->kind == CST_HONEYPOTS_NONE) {
        return 0;
    }
    cst_show_number(of->recognition, 4, text);
    snprintf(base, sizeof base, "recognition %s (base)", text);
    fputs("\nHoneypots\n", out);
    cst_table_init(&table, 3, 1);
    cst_table_add(&table, "with");
    cst_table_add(&table, "%s", cst_result_name(of->objective));
    cst_table_add(&table, "interval");
    for (size_t i = 0; i < sizeof risks / sizeof risks[0]; i++) {
        add_risk(&table, places[i], risks[i], risks[i]->low >= risks[i]->high);
    }
    const int code = cst_table_write(&table, out, error);
    cst_table_free(&table);
    if (of->trials > 0) {
        cst_flow_line(out,
                      "By simulation, %llu trials at each of %u values with the same random "
                      "numbers; all intervals hold at once.",
                      (unsigned long long)of->trials, of->looked);
    }
    return code;
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
static int print_known(FILE *out, const cst_assumptions *of, cst_error *error)
{
    const int code = print_inputs(out, of, error);
    const char *idle[CST_INPUTS_MAX];
    for (uint32_t i = 0; i < of->idle; i++) {
        idle[i] = of->input[of->count - of->idle + i].input.key;
    }
    fputs(of->idle + of->without > 0 ? "\n" : "", out);
    print_names(out, "Without an effect on residual_risk: ", idle, of->idle);
    print_names(out, "No range, or no closed form at its ends: ", of->none, of->without);
    return code != 0 ? code : print_break_evens(out, of, error);
}

static void print_base(FILE *out, const cst_assumptions *of, const cst_scenario *scenario)
{
    cst_flow flow = cst_flow_start(out, 0, 0);
    cst_flow_text(&flow, "Base in the middle of the sweep: ");
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_flow_add(&flow, "%s%s = ", i == 0 ? "" : ", ", scenario->axis[i].key);
        cst_flow_text(&flow, of->cell->at[i]);
    }
    cst_flow_end(&flow);
}

static int print_screen(FILE *out, const cst_assumptions *of, const cst_scenario *scenario,
                        cst_error *error)
{
    char line[SETTINGS_MAX];
    if (scenario->claim[0] != '\0') {
        cst_flow_labelled(out, "Claim: ", scenario->claim);
    }
    cst_describe_settings(scenario, line, sizeof line);
    cst_flow_paragraph(out, line);
    if (scenario->axes > 0) {
        print_base(out, of, scenario);
    }
    fputc('\n', out);
    int code = 0;
    if (isfinite(of->base)) {
        code = print_known(out, of, error);
    } else {
        cst_flow_line(out, "residual_risk has no closed form here, by which inputs and "
                           "correlations are judged; what honeypots are worth is simulated.");
    }
    code = code != 0 ? code : print_honeypots(out, &of->honeypots, error);
    fputs("\nIn words\n", out);
    for (uint32_t i = 0; i < of->sentences; i++) {
        cst_flow_item(out, 2, of->sentence[i], 2, "");
    }
    return code;
}

static void json_number(FILE *out, const char *before, double value)
{
    fputs(before, out);
    cst_show_json_number(out, value, 12);
}

static void json_break_even(FILE *out, const char *name, const char *key, const cst_break_even *at)
{
    fprintf(out, "\"%s\":{\"key\":", name);
    cst_show_json(out, key);
    fprintf(out, ",\"verdict\":\"%s\",\"crossings\":%d", cst_assumptions_verdict(at),
            at->crossings);
    json_number(out, ",\"at\":", at->at);
    fputs("},", out);
}

static void json_risk(FILE *out, const char *name, const cst_honeypots_risk *risk)
{
    fprintf(out, ",\"%s\":{", name);
    json_number(out, "\"value\":", risk->risk);
    json_number(out, ",\"low\":", risk->low);
    json_number(out, ",\"high\":", risk->high);
    fputc('}', out);
}

static void json_honeypots(FILE *out, const cst_honeypots *of)
{
    if (of->kind == CST_HONEYPOTS_NONE) {
        return;
    }
    const bool found = of->kind == CST_HONEYPOTS_FOUND;
    fprintf(out, "\"honeypots\":{\"key\":\"scheming.honeypot_recognition\",\"verdict\":\"%s\"",
            cst_assumptions_honeypots_verdict(of));
    json_number(out, ",\"at\":", found ? of->at : NAN);
    json_number(out, ",\"low\":", found ? of->from : NAN);
    json_number(out, ",\"high\":", found ? of->to : NAN);
    json_number(out, ",\"base\":", of->recognition);
    fprintf(out, ",\"objective\":\"%s\",\"method\":\"%s\",\"trials\":%llu",
            cst_result_name(of->objective), of->trials > 0 ? "simulated" : "closed form",
            (unsigned long long)of->trials);
    json_risk(out, "without", &of->without);
    json_risk(out, "at_0", &of->unrecognised);
    json_risk(out, "at_base", &of->base);
    json_risk(out, "at_1", &of->recognised);
    fputs("},", out);
}

static void json_inputs(FILE *out, const cst_assumptions *of)
{
    for (uint32_t i = 0; i < of->count; i++) {
        const cst_assumption *one = &of->input[i];
        fputs(i > 0 ? ",{\"key\":" : "{\"key\":", out);
        cst_show_json(out, one->input.key);
        fprintf(out, ",\"range\":\"%s\"", one->source);
        json_number(out, ",\"base\":", one->effect.base);
        json_number(out, ",\"low\":", one->effect.low);
        json_number(out, ",\"high\":", one->effect.high);
        json_number(out, ",\"risk_low\":", one->effect.risk_low);
        json_number(out, ",\"risk_high\":", one->effect.risk_high);
        json_number(out, ",\"change\":", one->change);
        fputc('}', out);
    }
}

static void print_json(FILE *out, const cst_assumptions *of)
{
    fprintf(out, "{\"scenario\":%s", of->cell->canonical);
    json_number(out, ",\"residual_risk\":", of->base);
    json_number(out, ",\"unmonitored\":", of->unmonitored);
    fputs(",\"inputs\":[", out);
    json_inputs(out, of);
    fputs("],\"without\":[", out);
    for (uint32_t i = 0; i < of->without; i++) {
        fputs(i > 0 ? "," : "", out);
        cst_show_json(out, of->none[i]);
    }
    fputs("],\"break_even\":{", out);
    if (of->shaped) {
        json_break_even(out, "half", of->shape.key, &of->half);
    }
    if (of->shaped && of->trusted) {
        json_break_even(out, "trusted", of->shape.key, &of->against);
    }
    if (of->trusted) {
        json_break_even(out, "trusted_tpr", "monitor.trusted.score.tpr", &of->needed);
    }
    json_honeypots(out, &of->honeypots);
    const cst_assume_committee *committee = &of->committee;
    fprintf(out, "\"reviewers\":{\"enough\":%lu,\"risk\":[", (unsigned long)committee->enough);
    for (uint32_t k = committee->least; k <= committee->most; k++) {
        fprintf(out, "%s[%lu", k > committee->least ? "," : "", (unsigned long)k);
        json_number(out, ",", committee->risk[k]);
        fputc(']', out);
    }
    fputs("]}},\"sentences\":[", out);
    for (uint32_t i = 0; i < of->sentences; i++) {
        fputs(i > 0 ? "," : "", out);
        cst_show_json(out, of->sentence[i]);
    }
    fputs("]}\n", out);
}

/* Draws what has an effect. */
static int draw(const cst_assumptions *of, const cst_scenario *scenario, const cst_args *args,
                cst_error *error)
{
    char subtitle[SETTINGS_MAX];
    const cst_tornado tornado = {.of = of,
                                 .title = scenario->claim[0] != '\0'
                                              ? scenario->claim
                                              : "Which assumption carries the risk?",
                                 .subtitle = subtitle};
    const cst_picture picture = cst_tornado_picture(&tornado);
    if (cst_tornado_bars(of) == 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "assumptions --plot: nothing to draw: no input changes the risk");
    }
    cst_describe_settings(scenario, subtitle, sizeof subtitle);
    return cst_draw_plot(&picture, args, error);
}

static int run(const cst_args *args, const cst_console *console, cst_error *error)
{
    cst_scenario scenario = {0};
    cst_assumptions *assumptions = calloc(1, sizeof *assumptions);
    if (assumptions == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for the assumptions");
    }
    int code = cst_load_beside(&scenario, args, "trusted-monitor", error);
    if (code == 0) {
        code = cst_assumptions_make(assumptions, &scenario, error);
    }
    if (code == 0 && cst_args_has(args, "plot")) {
        code = draw(assumptions, &scenario, args, error);
    }
    if (code == 0 && cst_args_has(args, "json")) {
        print_json(console->out, assumptions);
    } else if (code == 0) {
        code = print_screen(console->out, assumptions, &scenario, error);
    }
    free(assumptions);
    cst_scenario_free(&scenario);
    return code;
}

static const char *const examples[] = {
    "custodes assumptions scenarios/rare-schemers.yaml --set monitor.trusted.score.tpr=0.7",
    "custodes assumptions mine.yaml --plot mine.svg --json",
    NULL,
};

static const cst_flag flags[] = {
    {.name = "plot",
     .type = CST_FLAG_TEXT,
     .writes = true,
     .draws = true,
     .value = "FILE",
     .range = "a file",
     .fallback = "no picture",
     .text = "Draw the inputs that matter, the largest first, into this SVG, PNG or PDF. Needs "
             "gnuplot."},
    CST_FLAGS_OF_SIMULATION,
    {.name = NULL},
};

const cst_command cst_command_assumptions = {
    .name = "assumptions",
    .line = "which assumption carries the claim, mostly by closed forms",
    .text =
        "Takes the scenario FILE (\"-\": standard input) at the middle of its sweep, moves each "
        "uncertain\ninput to both ends of its range by itself, and prints the closed form of the "
        "residual risk there,\nthe largest change first. Ranges come from 'uncertainty:' and the "
        "sweep; a scenario without\n'uncertainty:' has default ranges for all numbers "
        "(docs/assumptions.md). Then the break-even\nvalues: of the correlation, against a trusted "
        "monitor (its keys, monitor.trusted.score, may be\nset here for any protocol), and of the "
        "committee's size; and all of it in sentences.\nWhere there are honeypots, also how many "
        "of them may be recognised before they keep off less than\nhalf of what they can, by some "
        "seconds of simulation, in one thread, where there is no closed form.",
    .positional = "FILE",
    .least = 1,
    .most = 1,
    .examples = examples,
    .flags = flags,
    .run = run,
};
