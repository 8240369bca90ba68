/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/flow.h"
#include "scenarios/load/schema.h"
#include "tally/results.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FROM_SIZE = 64, ASSUMED_MAX = 6 };

/* Where a bound on an input is from: the member of JSON, and words. */
static const char *const sources[] = {"scenario", "given", "counts", "fit"};

static void name_source(const cst_promise_row *row, int key, char out[FROM_SIZE])
{
    const cst_promise_input *input = &row->ask.input[key];
    switch (input->source) {
    case CST_PROMISE_UNKNOWN:
        snprintf(out, FROM_SIZE, "%s",
                 key == CST_PROMISE_RHO ? "nothing is known" : "the scenario");
        break;
    case CST_PROMISE_GIVEN:
        snprintf(out, FROM_SIZE, "the command, or a range");
        break;
    case CST_PROMISE_COUNTED:
        snprintf(out, FROM_SIZE, "%" PRIu64 " of %" PRIu64, input->k, input->n);
        break;
    case CST_PROMISE_FITTED:
        snprintf(out, FROM_SIZE, "counts of who schemed together");
        break;
    }
}

static bool is_measured(const cst_promise_row *row, int key)
{
    const cst_promise_source source = row->ask.input[key].source;
    return source == CST_PROMISE_COUNTED || source == CST_PROMISE_FITTED;
}

static cst_words end_words(int key, double at, int digits)
{
    return cst_show_bound(at, digits, cst_promise_rises((cst_promise_key)key));
}

/* --- What is taken as given ------------------------------------------------------------------ */

/* Whether it is in a line of the inputs, or nothing depends on it. */
static bool has_place(const cst_promise *promise, int key)
{
    return !isnan(promise->of_risk.end[key].at) ||
           (promise->audited && !isnan(promise->of_audits.end[key].at));
}

/* Whether it is for want of a bound on the correlation that all attacks may escape. */
static bool is_open(const cst_promise_row *row)
{
    return row->ask.input[CST_PROMISE_RHO].source == CST_PROMISE_UNKNOWN &&
           row->promise.of_risk.end[CST_PROMISE_RHO].used && row->promise.miss_share >= 1.0;
}

/* The numbers of the cell that no measurement stands behind and that are in no line of the inputs:
 * how many; their keys, and values, NaN of lists and files. */
static uint32_t find_given(const cst_promises *of, const cst_promise_row *row,
                           const char *name[CST_INPUTS_MAX], double value[CST_INPUTS_MAX])
{
    cst_input exact[CST_INPUTS_MAX];
    const uint32_t count = cst_scenario_exact(row->cell, exact);
    uint32_t given = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cst_key *key = cst_key_find(exact[i].key);
        bool shown = cst_promises_ignores(of, exact[i].key) ||
                     strncmp(exact[i].key, "attack.severity.", 16) == 0 ||
                     strcmp(exact[i].key, "scheming.awareness") == 0;
        for (int at = 0; at < CST_PROMISE_KEYS; at++) {
            shown = shown || (has_place(&row->promise, at) &&
                              strcmp(cst_promise_name((cst_promise_key)at), exact[i].key) == 0);
        }
        if (!shown) {
            value[given] = key != NULL && cst_key_is_input(key)
                               ? cst_input_value(&exact[i], row->cell->trial)
                               : (double)NAN;
            name[given++] = exact[i].key;
        }
    }
    return given;
}

/* Whether counts were given, by `uncertainty:`, on which no bound depends. */
static bool has_idle_counts(const cst_promise_row *row)
{
    bool idle = false;
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        idle = idle ||
               (is_measured(row, key) && !cst_promise_uses(&row->promise, (cst_promise_key)key));
    }
    return idle;
}

/* What else the promise stands on, in sentences. */
static uint32_t find_assumed(const cst_promise_row *row, const char *out[ASSUMED_MAX])
{
    uint32_t count = 0;
    out[count++] = "The tests of an input are independent of each other and like the tasks of the "
                   "deployment, and what happened in them was seen.";
    out[count++] = row->promise.of_risk.end[CST_PROMISE_AWARENESS].used
                       ? "Agents scheme no oftener than in tests that they do not know to be "
                         "tests: the rate is at most that of all tests, divided by 1 less the "
                         "share of tests that they knew."
                       : "Agents scheme as often watched as not (--awareness-at-most says "
                         "otherwise).";
    if (row->promise.of_risk.end[CST_PROMISE_RHO].used) {
        out[count++] = "All agents of a task scheme at the same rate. Who schemes together may "
                       "follow any law with this rate and this correlation.";
    }
    out[count++] =
        "Who reviews, how red attacks and how reviewers collude is as the scenario says.";
    out[count++] = "Not used: what the scenario says of scheming.rate and of who schemes together, "
                   "swept or not.";
    if (has_idle_counts(row)) {
        out[count++] = "Not used either: counts of inputs that are in no line above, for no bound "
                       "depends on them. They take no part of the confidence.";
    }
    return count;
}

/* --- For people ------------------------------------------------------------------------------ */

/* What a bound on an input stands on. */
static void add_standing(cst_table *table, const cst_promise_row *row,
                         const cst_promise_basis *basis, int key)
{
    const bool nothing =
        key == CST_PROMISE_RHO && row->ask.input[key].source == CST_PROMISE_UNKNOWN;
    if (is_measured(row, key)) {
        cst_table_add(table, "%s %%", cst_show_percent(1.0 - basis->tail, 6).text);
    } else {
        cst_table_add(table, "%s", nothing ? "the most there is" : "taken as given");
    }
}

static void print_inputs(FILE *out, const cst_promise_row *row, const cst_promise_basis *basis)
{
    static const char *const titles[] = {"input", "from", "bound", "confidence"};
    cst_table table = {.keys = 1};
    cst_table_columns(&table, titles, 4);
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        char from[FROM_SIZE];
        if (!basis->end[key].used) {
            continue;
        }
        name_source(row, key, from);
        cst_table_add(&table, "%s", cst_promise_name((cst_promise_key)key));
        cst_table_add(&table, "%s", from);
        cst_table_add(&table, "%s %s",
                      cst_promise_rises((cst_promise_key)key) ? "at most" : "at least",
                      end_words(key, basis->end[key].at, 4).text);
        add_standing(&table, row, basis, key);
    }
    cst_table_end(&table, out);
}

/* The same end of other intervals of these counts, each two-sided and by itself: that of Clopper
 * and Pearson, and Jeffreys', which `uncertainty:` takes. */
typedef struct others {
    double two_sided, jeffreys;
} others;

static others other_ends(const cst_promise_row *row, int key)
{
    const cst_promise_input *input = &row->ask.input[key];
    const double level = 1.0 - row->ask.confidence;
    const bool upper = cst_promise_rises((cst_promise_key)key);
    const cst_prior law = cst_prior_of_counts(input->k, input->n);
    const cst_interval both = cst_interval_clopper_pearson(input->k, input->n, level);
    return (others){.two_sided = upper ? both.high : both.low,
                    .jeffreys = cst_prior_quantile(&law, upper ? 1.0 - level / 2 : level / 2)};
}

/* Which of the ends that go by the same counts is which. */
static void print_ends(FILE *out, const cst_promise_row *row)
{
    const cst_promise_input *rate = &row->ask.input[CST_PROMISE_RATE];
    if (rate->source != CST_PROMISE_COUNTED) {
        return;
    }
    const others ends = other_ends(row, CST_PROMISE_RATE);
    cst_flow_line(out,
                  "For %" PRIu64 " of %" PRIu64 " the one-sided bound that the risk takes holds "
                  "with %s %% confidence. The two-sided interval "
                  "at %s %% ends at %s, and Jeffreys' interval, which uncertainty: takes, at %s, "
                  "which is not guaranteed.",
                  rate->k, rate->n, cst_show_percent(1.0 - row->promise.of_risk.tail, 6).text,
                  cst_show_percent(row->ask.confidence, 6).text,
                  cst_show_number(ends.two_sided, 3).text, cst_show_number(ends.jeffreys, 3).text);
}

static void print_given(FILE *out, const cst_promises *of, const cst_promise_row *row)
{
    const char *name[CST_INPUTS_MAX];
    const char *assumed[ASSUMED_MAX];
    double value[CST_INPUTS_MAX];
    const uint32_t given = find_given(of, row, name, value);
    const uint32_t assumes = find_assumed(row, assumed);
    if (given > 0) {
        cst_flow flow = cst_flow_start(out, 0, 0);
        cst_flow_text(&flow, "Also taken as given: ");
        for (uint32_t i = 0; i < given; i++) {
            cst_flow_add(&flow, "%s%s%s%s", i > 0 ? ", " : "", name[i],
                         isnan(value[i]) ? "" : " = ",
                         isnan(value[i]) ? "" : cst_show_number(value[i], 6).text);
        }
        cst_flow_text(&flow, ".");
        cst_flow_end(&flow);
    }
    for (uint32_t i = 0; i < assumes; i++) {
        cst_flow flow = cst_flow_start(out, 0, 2);
        cst_flow_add(&flow, "* %s", assumed[i]);
        cst_flow_end(&flow);
    }
}

/* Auditors' hours per planned task. */
static double hours_of(const cst_promise_row *row)
{
    const double per_thousand =
        cst_results_audit_hours(row->cell->trial->protocol.audit_minutes) * row->promise.audit_rate;
    return row->promise.audited ? per_thousand / 1000.0 : (double)NAN;
}

static double tasks_a_year(const cst_promises *of)
{
    return of->tasks_per_hour > 0.0 ? of->tasks_per_hour * CST_PROMISE_HOURS : (double)NAN;
}

/* How sure a statement is. */
typedef struct certainty {
    char text[FROM_SIZE];
} certainty;

static certainty how_sure(const cst_promise_row *row, const cst_promise_basis *basis)
{
    certainty sure = {"If all inputs are as given"};
    if (basis->measured > 0) {
        snprintf(sure.text, sizeof sure.text, "With %s %% confidence",
                 cst_show_percent(row->ask.confidence, 6).text);
    }
    return sure;
}

static void say_risk(FILE *out, const cst_promises *of, const cst_promise_row *row)
{
    const cst_promise *promise = &row->promise;
    const double year = tasks_a_year(of);
    cst_flow_line(out,
                  "%s: at most %s escaped attacks per planned task, and at most %s %% of all "
                  "attacks escape%s.",
                  how_sure(row, &promise->of_risk).text,
                  cst_show_bound(promise->risk, 4, true).text,
                  cst_show_bound(100.0 * promise->miss_share, 4, true).text,
                  is_open(row) ? ", because nothing is known of scheming.rho: whoever reviews may "
                                 "scheme with the actor (give --rho-at-most or --rho-from)"
                               : "");
    if (!isnan(year)) {
        cst_flow_line(out,
                      "At %s tasks an hour: on average at most %s escaped attacks a year (of 8766 "
                      "hours).",
                      cst_show_number(of->tasks_per_hour, 6).text,
                      cst_show_bound(year * promise->risk, 4, true).text);
    }
}

/* The second statement. */
static void say_audits(FILE *out, const cst_promises *of, const cst_promise_row *row)
{
    const cst_promise *promise = &row->promise;
    const double year = tasks_a_year(of);
    const double hours = hours_of(row);
    cst_flow_line(out, "%s: audits take at most %s auditors' hours per 1,000 tasks%s%s%s.",
                  how_sure(row, &promise->of_audits).text,
                  cst_show_bound(1000.0 * hours, 4, true).text, isnan(year) ? "" : ", ",
                  isnan(year) ? "" : cst_show_bound(year * hours, 4, true).text,
                  isnan(year) ? "" : " a year");
    if (promise->of_risk.measured > 0 && promise->of_audits.measured > 0) {
        const double alpha = 1.0 - row->ask.confidence;
        cst_flow_line(out,
                      "This and the bound on the risk each hold with that confidence by itself. "
                      "For both at once take --confidence %s.",
                      cst_show_bound(1.0 - alpha / 2.0, 6, true).text);
    }
}

/* A statement and the inputs on which it depends, and then the other. */
static void print_one(FILE *out, const cst_promises *of, const cst_promise_row *row)
{
    say_risk(out, of, row);
    fputc('\n', out);
    print_inputs(out, row, &row->promise.of_risk);
    if (row->promise.audited) {
        fputc('\n', out);
        say_audits(out, of, row);
        fputc('\n', out);
        print_inputs(out, row, &row->promise.of_audits);
    }
}

/* A table of the cells: the axes that matter, and the bounds. */
static void print_rows(FILE *out, const cst_promises *of)
{
    const cst_scenario *scenario = of->scenario;
    const bool by_year = of->tasks_per_hour > 0.0;
    cst_table table = {0};
    size_t axes = 0;
    for (size_t i = 0; i < scenario->axes; i++) {
        axes += !cst_promises_ignores(of, scenario->axis[i].key);
    }
    table.keys = axes;
    table.columns = axes;
    for (size_t i = 0; i < scenario->axes; i++) {
        if (!cst_promises_ignores(of, scenario->axis[i].key)) {
            cst_table_add(&table, "%s", scenario->axis[i].key);
        }
    }
    cst_table_columns(
        &table,
        (const char *const[]){"residual_risk, at most", "miss_share, at most",
                              by_year ? "audit hours a year, at most" : "audit_hours, at most",
                              "measured inputs", "escapes a year, at most"},
        by_year ? 5 : 4);
    for (size_t i = 0; i < of->rows; i++) {
        const cst_promise_row *row = &of->row[i];
        const double year = tasks_a_year(of);
        for (size_t j = 0; j < scenario->axes; j++) {
            if (!cst_promises_ignores(of, scenario->axis[j].key)) {
                cst_table_add(&table, "%s", cst_show_value(row->cell->at[j]).text);
            }
        }
        const double hours = hours_of(row) * (by_year ? year : 1000.0);
        cst_table_add(&table, "%s", cst_show_bound(row->promise.risk, 4, true).text);
        cst_table_add(&table, "%s", cst_show_bound(row->promise.miss_share, 4, true).text);
        cst_table_add(&table, "%s", cst_show_bound(hours, 4, true).text);
        cst_table_count(&table, row->promise.of_risk.measured);
        if (by_year) {
            cst_table_add(&table, "%s", cst_show_bound(year * row->promise.risk, 4, true).text);
        }
    }
    cst_table_end(&table, out);
}

static bool is_alike(const cst_promise_basis *a, const cst_promise_basis *b)
{
    bool alike = a->tail == b->tail;
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        alike = alike && a->end[key].used == b->end[key].used;
    }
    return alike;
}

/* Whether a line has inputs of another kind than every one before it. */
static bool is_new(const cst_promises *of, size_t at)
{
    const cst_promise *promise = &of->row[at].promise;
    bool found = false;
    for (size_t i = 0; i < at && !found; i++) {
        found = is_alike(&of->row[i].promise.of_risk, &promise->of_risk) &&
                is_alike(&of->row[i].promise.of_audits, &promise->of_audits);
    }
    return !found;
}

static void say_together(FILE *out, const cst_promises *of)
{
    const double alpha = 1.0 - of->row[0].ask.confidence;
    size_t audited = 0;
    size_t open = 0;
    for (size_t i = 0; i < of->rows; i++) {
        audited += of->row[i].promise.audited;
        open += is_open(&of->row[i]);
    }
    cst_flow_line(out,
                  "Each line holds with %s %% confidence by itself. For %zu of them together take "
                  "--confidence %s.",
                  cst_show_percent(1.0 - alpha, 6).text, of->rows,
                  cst_show_bound(1.0 - alpha / (double)of->rows, 6, true).text);
    if (audited > 0) {
        cst_flow_line(out,
                      "The audits are statements of their own: with them there are %zu, and "
                      "--confidence is %s.",
                      of->rows + audited,
                      cst_show_bound(1.0 - alpha / (double)(of->rows + audited), 6, true).text);
    }
    if (open > 0) {
        cst_flow_line(out, "Where the miss_share may be 1, it is because nothing is known of "
                           "scheming.rho: whoever reviews may scheme with the actor (give "
                           "--rho-at-most or --rho-from).");
    }
}

static void print_sweep(FILE *out, const cst_promises *of)
{
    print_rows(out, of);
    fputc('\n', out);
    say_together(out, of);
    for (size_t i = 0; i < of->rows; i++) {
        const cst_promise *promise = &of->row[i].promise;
        if (is_new(of, i)) {
            fputc('\n', out);
            cst_flow_line(out, "The inputs of the risk of line %zu:", i + 1);
            fputc('\n', out);
            print_inputs(out, &of->row[i], &promise->of_risk);
        }
        if (is_new(of, i) && promise->audited) {
            fputc('\n', out);
            cst_flow_line(out, "And of its audits:");
            fputc('\n', out);
            print_inputs(out, &of->row[i], &promise->of_audits);
        }
    }
}

/* The line that depends on the most inputs, and so takes the most as given. */
static const cst_promise_row *fullest(const cst_promises *of)
{
    const cst_promise_row *best = &of->row[0];
    int most = 0;
    for (size_t i = 0; i < of->rows; i++) {
        int used = 0;
        for (int key = 0; key < CST_PROMISE_KEYS; key++) {
            used += cst_promise_uses(&of->row[i].promise, (cst_promise_key)key);
        }
        best = used > most ? &of->row[i] : best;
        most = used > most ? used : most;
    }
    return best;
}

void cst_print_promises(FILE *out, const cst_promises *of)
{
    if (of->scenario->claim[0] != '\0') {
        cst_print_claim(out, of->scenario, "");
    }
    if (of->rows == 1) {
        print_one(out, of, &of->row[0]);
    } else {
        print_sweep(out, of);
    }
    fputc('\n', out);
    print_ends(out, &of->row[0]);
    print_given(out, of, fullest(of));
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void json_bound(cst_json *json, const char *name, double at)
{
    cst_json_open(json, name, '{');
    cst_json_words(json, "at_most", cst_show_bound(at, 12, true));
    cst_json_close(json, '}');
}

static void json_input(cst_json *json, const cst_promise_row *row, const cst_promise_basis *basis,
                       int key)
{
    const cst_promise_input *input = &row->ask.input[key];
    const cst_promise_end *end = &basis->end[key];
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "key", cst_promise_name((cst_promise_key)key));
    cst_json_text(json, "from", sources[input->source]);
    if (input->source == CST_PROMISE_COUNTED) {
        cst_json_count(json, "k", input->k);
        cst_json_count(json, "n", input->n);
    }
    cst_json_words(json, cst_promise_rises((cst_promise_key)key) ? "at_most" : "at_least",
                   end_words(key, end->at, 12));
    cst_json_number(json, "confidence", is_measured(row, key) ? 1.0 - basis->tail : NAN, 12);
    if (input->source == CST_PROMISE_COUNTED) {
        const others ends = other_ends(row, key);
        cst_json_number(json, "two_sided", ends.two_sided, 12);
        cst_json_number(json, "jeffreys", ends.jeffreys, 12);
    }
    cst_json_close(json, '}');
}

/* What a statement stands on. */
static void json_basis(cst_json *json, const cst_promise_row *row, const cst_promise_basis *basis)
{
    json_bound(json, "rate", basis->rate);
    cst_json_count(json, "measured", basis->measured);
    cst_json_open(json, "inputs", '[');
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        if (basis->end[key].used) {
            json_input(json, row, basis, key);
        }
    }
    cst_json_close(json, ']');
}

static void json_given(cst_json *json, const cst_promises *of, const cst_promise_row *row)
{
    const char *name[CST_INPUTS_MAX];
    const char *assumed[ASSUMED_MAX];
    double value[CST_INPUTS_MAX];
    const uint32_t given = find_given(of, row, name, value);
    const uint32_t assumes = find_assumed(row, assumed);
    cst_json_open(json, "taken_as_given", '[');
    for (uint32_t i = 0; i < given; i++) {
        cst_json_text(json, NULL, name[i]);
    }
    cst_json_close(json, ']');
    cst_json_open(json, "assumes", '[');
    for (uint32_t i = 0; i < assumes; i++) {
        cst_json_text(json, NULL, assumed[i]);
    }
    cst_json_close(json, ']');
}

static void json_row(FILE *out, const cst_promises *of, const cst_promise_row *row)
{
    cst_json json = {.out = out};
    const cst_promise *promise = &row->promise;
    const double year = tasks_a_year(of);
    const double hours = hours_of(row);
    cst_json_open(&json, NULL, '{');
    cst_json_raw(&json, "scenario", "");
    cst_scenario_write(row->cell, false, out);
    cst_json_number(&json, "confidence", row->ask.confidence, 12);
    json_bound(&json, "residual_risk", promise->risk);
    json_bound(&json, "miss_share", promise->miss_share);
    json_bound(&json, "q", promise->together);
    if (!isnan(year)) {
        cst_json_open(&json, "per_year", '{');
        cst_json_number(&json, "tasks", year, 12);
        json_bound(&json, "escapes", year * promise->risk);
        if (promise->audited) {
            json_bound(&json, "audit_hours", year * hours);
        }
        cst_json_close(&json, '}');
    }
    json_basis(&json, row, &promise->of_risk);
    if (promise->audited) {
        cst_json_open(&json, "audits", '{');
        json_bound(&json, "audit_rate", promise->audit_rate);
        json_bound(&json, "audit_hours", 1000.0 * hours);
        json_basis(&json, row, &promise->of_audits);
        cst_json_close(&json, '}');
    }
    json_given(&json, of, row);
    cst_json_line(&json);
}

void cst_print_promises_json(FILE *out, const cst_promises *of)
{
    for (size_t i = 0; i < of->rows; i++) {
        json_row(out, of, &of->row[i]);
    }
}
