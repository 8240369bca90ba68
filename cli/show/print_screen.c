/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/describe.h"
#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>
#include <string.h>

/* "1.23e-4", or what is known where nothing was seen. */
static void add_estimate(cst_table *table, const cst_finding *finding, const cst_result *result)
{
    if (finding->done == 0) {
        cst_table_add(table, "not run yet");
    } else if (result->method == NULL) {
        cst_table_add(table, "-");
    } else if (isfinite(result->estimate)) {
        cst_table_add(table, "%s%s", cst_show_number(result->estimate, 4).text,
                      result->few ? " (few)" : "");
    } else if (result->of == 0) {
        cst_table_add(table, "n.d. (no data)");
    } else if (result->events != result->of && result->low > 0.0) {
        cst_table_add(table, "n.d. (no events): at least %s",
                      cst_show_bound(result->low, 2, false).text);
    } else {
        cst_table_add(table, "n.d. (%s): at most %s",
                      result->events == result->of ? "nothing left" : "no events",
                      cst_show_bound(result->high, 2, true).text);
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

static void add_approximate(cst_table *table, const cst_result *result)
{
    if (cst_result_shows_approximate(result)) {
        cst_table_interval(table, result->approximate.low, result->approximate.high, 4);
    } else {
        cst_table_add(table, "-");
    }
}

/* Whether a result follows from the keys of a mechanism, so that nothing was drawn. */
static bool is_of_keys(const cst_finding *finding, const cst_result *result)
{
    return finding->cell->trial->mechanism.kind != NULL && cst_result_by_design(result);
}

/* The deviate of exact tails, or whether another interval covers the closed form. */
static void add_agreement(cst_table *table, const cst_finding *finding, cst_result_kind kind)
{
    const cst_result result = cst_finding_result(finding, kind);
    const double deviate = cst_finding_deviate(finding, kind);
    const double exact = cst_finding_exact(finding, kind);
    const bool judged = finding->done > 0 && result.method != NULL && isfinite(exact) &&
                        !is_of_keys(finding, &result);
    if (judged && isfinite(deviate)) {
        cst_table_add(table, "%+.1f", fabs(deviate) < 0.05 ? 0.0 : deviate);
    } else if (judged && strncmp(result.method, "Clopper-Pearson", 15) != 0) {
        cst_table_add(table, "%s", exact >= result.low && exact <= result.high ? "in" : "out");
    } else {
        cst_table_add(table, "-");
    }
}

/* What a table of findings says of one result behind its name or its place; approximate: it has a
 * column for that. */
static void add_result(cst_table *table, const cst_finding *finding, cst_result_kind kind,
                       bool approximate, uint64_t events, uint64_t of, int digits)
{
    const bool after = finding->cell->estimate.interval == CST_APPROXIMATE_FIRST;
    const cst_result result = cst_finding_result(finding, kind);
    add_estimate(table, finding, &result);
    if (is_of_keys(finding, &result)) {
        cst_table_texts(table, (const char *const[]){"-", "-", "-"}, 3);
        cst_table_number(table, cst_finding_exact(finding, kind), digits);
        return;
    }
    if (approximate && after) {
        add_approximate(table, &result);
    }
    add_interval(table, finding, &result);
    if (approximate && !after) {
        add_approximate(table, &result);
    }
    cst_table_count(table, events);
    cst_table_count(table, of);
    cst_table_number(table, cst_finding_exact(finding, kind), digits);
}

void cst_print_claim(FILE *out, const cst_scenario *scenario, const char *settings)
{
    if (scenario->claim[0] != '\0') {
        cst_flow flow = cst_flow_start(out, 0, 0);
        cst_flow_text(&flow, "Claim: ");
        cst_flow_text(&flow, scenario->claim);
        cst_flow_end(&flow);
    }
    cst_flow_paragraph(out, settings != NULL ? settings : cst_describe_settings(scenario).text);
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

/* Whether an approximate interval stands beside a guaranteed one of a result. */
static bool shows_approximate_of(const cst_findings *findings, cst_result_kind kind)
{
    bool shows = false;
    for (size_t i = 0; i < findings->count && !shows; i++) {
        const cst_result result = cst_finding_result(&findings->finding[i], kind);
        shows = findings->finding[i].done > 0 && cst_result_shows_approximate(&result);
    }
    return shows;
}

/* The same of those of the table on the screen. */
static bool shows_approximate(const cst_findings *findings)
{
    bool shows = shows_approximate_of(findings, CST_RESULT_RESIDUAL_RISK);
    for (cst_result_kind kind = 0; findings->scenario->axes == 0 && kind < CST_RESULT_KINDS;
         kind++) {
        shows = shows || shows_approximate_of(findings, kind);
    }
    return shows;
}

/* Titles as add_result fills them. */
static void add_interval_columns(cst_table *table, const cst_findings *findings, bool approximate)
{
    static const char *const titles[] = {"interval", "approximate", "interval"};
    const bool after =
        findings->scenario->cell[0].estimate.interval == CST_APPROXIMATE_FIRST && approximate;
    cst_table_columns(table, titles + (after ? 1 : 0), approximate ? 2 : 1);
}

cst_table cst_print_results(const cst_findings *findings)
{
    const cst_finding *finding = &findings->finding[0];
    static const char *const first[] = {"result", "estimate"};
    static const char *const rest[] = {"events", "of", "exact", "z", "method"};
    const bool approximate = shows_approximate(findings);
    cst_table table = {.keys = 1};
    cst_table_columns(&table, first, 2);
    add_interval_columns(&table, findings, approximate);
    cst_table_columns(&table, rest, 5);
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_result result = cst_finding_result(finding, kind);
        if (result.method != NULL) {
            cst_table_add(&table, "%s", cst_result_name(kind));
            add_result(&table, finding, kind, approximate, result.events, result.of, 6);
            add_agreement(&table, finding, kind);
            cst_table_add(&table, "%s", result.method);
        }
    }
    return table;
}

static void print_one(FILE *out, const cst_findings *findings)
{
    const cst_finding *finding = &findings->finding[0];
    cst_table table = cst_print_results(findings);
    cst_table_end(&table, out);
    if (finding->cell->trial->mechanism.kind == NULL) {
        print_counts(out, finding);
    }
}

/* A mechanism has results of its own, and no attacks. */
static void add_mechanism_row(cst_table *table, const cst_findings *findings,
                              const cst_finding *finding)
{
    const cst_result_kind main = cst_finding_main(finding->cell);
    const cst_result result = cst_finding_result(finding, main);
    cst_print_place(table, findings->scenario, finding->cell);
    add_result(table, finding, main, false, result.events, result.of, 4);
    add_agreement(table, finding, main);
}

static void add_row(cst_table *table, const cst_findings *findings, const cst_finding *finding,
                    const cst_answers *asked, bool approximate)
{
    cst_print_place(table, findings->scenario, finding->cell);
    add_result(table, finding, CST_RESULT_RESIDUAL_RISK, approximate,
               finding->count[CST_COUNT_ESCAPED], finding->count[CST_COUNT_ATTACKS], 4);
    add_agreement(table, finding, CST_RESULT_RESIDUAL_RISK);
    cst_table_number(table, finding->unmonitored * finding->worst.worst, 4);
    cst_print_answer_values(table, asked, finding->cell);
}

static void print_sweep(FILE *out, const cst_findings *findings)
{
    static const char *const of_tasks[] = {"escaped", "attacks", "exact", "z", "worst law"};
    static const char *const of_mechanism[] = {"events", "of", "exact", "z"};
    const cst_scenario *scenario = findings->scenario;
    const char *const first = cst_result_name(cst_finding_main(&scenario->cell[0]));
    const bool tasks = scenario->cell[0].trial->mechanism.kind == NULL;
    const bool approximate = shows_approximate(findings);
    const bool stops = cst_estimate_stop(&scenario->cell[0].estimate).rule != CST_STOP_TRIALS;
    cst_table table = cst_print_cells(scenario, &first, 1);
    add_interval_columns(&table, findings, approximate);
    cst_table_columns(&table, tasks ? of_tasks : of_mechanism, tasks ? 5 : 4);
    const cst_answers asked = cst_print_answer_columns(&table, scenario);
    cst_table_columns(&table, (const char *const[]){"trials"}, stops ? 1 : 0);
    for (size_t i = 0; i < findings->count; i++) {
        if (tasks) {
            add_row(&table, findings, &findings->finding[i], &asked, approximate);
        } else {
            add_mechanism_row(&table, findings, &findings->finding[i]);
        }
        if (stops) {
            cst_table_count(&table, findings->finding[i].done);
        }
    }
    cst_table_end(&table, out);
}

cst_table cst_print_result(const cst_findings *findings, cst_result_kind kind)
{
    static const char *const titles[] = {"events", "of", "exact"};
    static const char *const firsts[] = {"z", "trials", "worst law"};
    const cst_scenario *scenario = findings->scenario;
    const char *const name = cst_result_name(kind);
    const bool approximate = shows_approximate_of(findings, kind);
    const bool first = kind == cst_finding_main(&scenario->cell[0]);
    cst_table table = cst_print_cells(scenario, &name, 1);
    add_interval_columns(&table, findings, approximate);
    cst_table_columns(&table, titles, 3);
    cst_answers asked = {0};
    if (first) {
        cst_table_columns(&table, firsts, kind == CST_RESULT_RESIDUAL_RISK ? 3 : 2);
        asked = cst_print_answer_columns(&table, scenario);
    }
    cst_table_columns(&table, (const char *const[]){"method"}, 1);
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const cst_result result = cst_finding_result(finding, kind);
        if (finding->done == 0) {
            continue;
        }
        cst_print_place(&table, scenario, finding->cell);
        add_result(&table, finding, kind, approximate, result.events, result.of, 4);
        if (first) {
            add_agreement(&table, finding, kind);
            cst_table_count(&table, finding->done);
        }
        if (kind == CST_RESULT_RESIDUAL_RISK) {
            cst_table_number(&table, finding->unmonitored * finding->worst.worst, 4);
        }
        if (first) {
            cst_print_answer_values(&table, &asked, finding->cell);
        }
        cst_table_add(&table, "%s", result.method != NULL ? result.method : "-");
    }
    return table;
}

/* Whether some result of the table does. */
static bool any_of_keys(const cst_findings *findings)
{
    const bool one = findings->scenario->axes == 0;
    const cst_finding *first = &findings->finding[0];
    bool any = false;
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_result result = cst_finding_result(first, kind);
        const bool shown = one || kind == cst_finding_main(first->cell);
        any = any || (shown && is_of_keys(first, &result));
    }
    return any;
}

/* How many times 1 / trials an upper end is at least, where a cell has such intervals; else 0. */
static int bets_on_trials(const cst_findings *findings)
{
    int most = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const char *method = cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK).method;
        if (finding->done > 0 && method != NULL) {
            const int least = strcmp(method, "betting, trials") == 0         ? 5
                              : strcmp(method, "aimed betting, trials") == 0 ? 4
                                                                             : 0;
            most = least > most ? least : most;
        }
    }
    return most;
}

/* Trials of all distinct cells. */
static uint64_t spent(const cst_findings *findings)
{
    uint64_t trials = 0;
    for (size_t i = 0; i < findings->count; i++) {
        trials += findings->finding[i].cell->same_as == i ? findings->finding[i].done : 0;
    }
    return trials;
}

/* How trials ended, and what it does to intervals. */
static void print_stop(FILE *out, const cst_findings *findings)
{
    const cst_settings ends = cst_describe_stop(findings->finding[0].cell);
    uint32_t looks = 0;
    size_t met = 0;
    for (size_t i = 0; i < findings->count; i++) {
        looks = findings->finding[i].looks > looks ? findings->finding[i].looks : looks;
        met += findings->finding[i].met;
    }
    const cst_stop_rule rule = cst_estimate_stop(&findings->finding[0].cell->estimate).rule;
    if (rule == CST_STOP_TOTAL) {
        cst_flow_line(out,
                      "Trials end when %s: here %s, with the first looks, which are run in any "
                      "case. Then a cell goes to the next of up to %lu looks while its interval of "
                      "%s is among the widest, as a share of its upper end. Intervals hold at "
                      "every look, so they are wider than those of a number of trials that is "
                      "fixed before.",
                      ends.text, cst_show_count(spent(findings)).text, (unsigned long)looks,
                      cst_result_name(cst_finding_stop_on(findings->finding[0].cell)));
    } else if (rule == CST_STOP_SECONDS) {
        cst_flow_line(out,
                      "A cell's trials end at the last of up to %lu looks that is whole when %s: "
                      "no two runs do so alike. Intervals hold at every look.",
                      (unsigned long)looks, ends.text);
    } else if (ends.text[0] != '\0') {
        cst_flow_line(out,
                      "A cell's trials end at the first of up to %lu looks at which %s; %zu of %zu "
                      "cells got there. Intervals hold at every look, so they are wider than those "
                      "of a number of trials that is fixed before.",
                      (unsigned long)looks, ends.text, met, findings->count);
    }
}

/* How many of the cells' methods draw attacks oftener than they happen. */
static size_t weighs(const cst_findings *findings)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        count += findings->finding[i].method->results != NULL ? 1 : 0;
    }
    return count;
}

/* What the numbers beside an estimate are where they are not the events behind it. */
static void print_weighed(FILE *out, const cst_findings *findings)
{
    if (findings->scenario->cell[0].trial->mechanism.kind == NULL && weighs(findings) > 0) {
        cst_flow_line(out,
                      "escaped, attacks: as they were drawn. The method draws attacks oftener "
                      "than they happen, or apart from these, and weights what becomes of "
                      "them, so they are not the events behind an estimate; --json has those.");
    }
}

static void print_misses(FILE *out, const cst_findings *findings)
{
    size_t misses = 0;
    size_t judged = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        misses += cst_finding_misses(finding) ? 1 : 0;
        judged += isfinite(cst_finding_exact(finding, cst_finding_main(finding->cell))) ? 1 : 0;
    }
    if (misses > 0) {
        const double chance = 1.0 - findings->finding[0].cell->estimate.confidence;
        cst_flow_line(out,
                      "%zu of %zu intervals do not contain the exact value; by chance it is up to "
                      "about %s in 100.",
                      misses, judged, cst_show_number(100.0 * chance, 4).text);
    }
}

void cst_print_reading(FILE *out, const cst_findings *findings)
{
    cst_flow_line(
        out,
        "%s %% intervals. z: distance of the number of events from its exact value, in "
        "standard deviations (from exact binomial tails). Where there is no z, 'in' means "
        "that the interval contains the exact value, 'out' that it does not. few: fewer "
        "than 10 events.",
        cst_show_percent(findings->finding[0].cell->estimate.confidence, 12).text);
    print_weighed(out, findings);
    print_stop(out, findings);
    if (any_of_keys(findings)) {
        cst_flow_line(out, "by design: follows from the keys alone, so nothing is drawn.");
    }
    if (bets_on_trials(findings) > 0) {
        cst_flow_line(out,
                      "Intervals by betting on trials are valid whatever the tasks of a "
                      "trial share. Their upper ends are never below about %d/trials times "
                      "the largest possible value.",
                      bets_on_trials(findings));
    }
    if (shows_approximate(findings)) {
        cst_flow_line(out, "approximate: Student's interval from the trials, where the "
                           "guaranteed one is more than three times as wide. It covers about as "
                           "often as it says; goals and promises use the guaranteed one.");
    }
}

void cst_print_screen(FILE *out, const cst_findings *findings)
{
    cst_print_claim(out, findings->scenario, NULL);
    cst_describe_assumptions(out, findings->scenario);
    fputc('\n', out);
    if (findings->scenario->axes > 0) {
        print_sweep(out, findings);
    } else {
        print_one(out, findings);
    }
    fputc('\n', out);
    cst_print_reading(out, findings);
    print_misses(out, findings);
    if (findings->scenario->axes > 0) {
        cst_flow_line(out, "All results of every cell: --json or --csv.");
    }
    cst_print_answer_screen(out, findings->scenario);
    cst_print_worst_screen(out, findings);
    cst_print_methods(out, findings);
    cst_print_input_screen(out, findings);
}
