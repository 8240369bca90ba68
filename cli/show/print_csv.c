/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "study/show.h"

#include <math.h>
#include <string.h>

static const char *const bound_names[] = {"residual_risk_best", "residual_risk_worst",
                                          "miss_share_best", "miss_share_worst"};

void cst_print_place_csv(FILE *out, const cst_scenario *scenario, const cst_scenario_cell *cell)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_show_csv(out, cell != NULL ? cell->at[i] : scenario->axis[i].key);
        fputc(',', out);
    }
}

void cst_print_interval_csv(FILE *out, double estimate, int digits, double low, double high)
{
    cst_show_csv_number(out, cst_show_beside(estimate, digits, low, high));
    cst_show_csv_number(out, cst_show_end(low, high, false));
    cst_show_csv_number(out, cst_show_end(low, high, true));
}

/* Whether scenarios of this kind may have the result. */
static bool has(const cst_scenario *scenario, cst_result_kind kind)
{
    const cst_mechanism *mechanism = scenario->cell[0].trial->mechanism.kind;
    return mechanism == NULL ? cst_result_of_tasks(kind)
                             : cst_mechanism_has(mechanism, cst_result_name(kind));
}

/* Whether its trials end by another rule than their number. */
static bool stops(const cst_scenario *scenario)
{
    return cst_estimate_stop(&scenario->cell[0].estimate).rule != CST_STOP_TRIALS;
}

static void print_header(FILE *out, const cst_scenario *scenario)
{
    cst_print_place_csv(out, scenario, NULL);
    fputs("cell,seed,trials_asked,digest,confidence", out);
    if (stops(scenario)) {
        fputs(",stop_rule,stop_value,stop_look,stop_looks,stop_met", out);
    }
    for (int count = 0; count < CST_COUNT_KINDS; count++) {
        fprintf(out, ",%s", cst_count_name((cst_count)count));
    }
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const char *name = cst_result_name((cst_result_kind)kind);
        if (!has(scenario, (cst_result_kind)kind)) {
            continue;
        }
        fprintf(out, ",%s,%s_low,%s_high,%s_method,%s_events,%s_of", name, name, name, name, name,
                name);
        fprintf(out, ",%s_exact,%s_input_low,%s_input_high", name, name, name);
        fprintf(out, ",%s_approximate_low,%s_approximate_high,%s_approximate_none", name, name,
                name);
    }
    for (size_t i = 0; i < sizeof bound_names / sizeof bound_names[0]; i++) {
        fprintf(out, ",%s", bound_names[i]);
    }
    fputs("\r\n", out);
}

/* The interval that holds about as often as it says, or why there is none. */
static void print_approximate(FILE *out, const cst_approximate *of)
{
    const double low = of->given ? of->low : (double)NAN;
    const double high = of->given ? of->high : (double)NAN;
    cst_show_csv_number(out, cst_show_end(low, high, false));
    cst_show_csv_number(out, cst_show_end(low, high, true));
    fputc(',', out);
    if (of->refused != NULL) {
        cst_show_csv(out, of->refused);
    }
}

static void print_result(FILE *out, const cst_finding *finding, cst_result_kind kind)
{
    const cst_result result = cst_finding_result(finding, kind);
    cst_print_interval_csv(out, result.estimate, 12, result.low, result.high);
    fputc(',', out);
    if (result.method != NULL) {
        cst_show_csv(out, result.method);
        fprintf(out, ",%llu,%llu", (unsigned long long)result.events,
                (unsigned long long)result.of);
    } else {
        fputs(",,", out);
    }
    const double exact = cst_finding_exact(finding, kind);
    cst_show_csv_number(out, cst_show_beside(exact, 12, result.low, result.high));
    const double input_low = finding->input == NULL ? NAN : finding->input->low[kind];
    const double input_high = finding->input == NULL ? NAN : finding->input->high[kind];
    cst_show_csv_number(out, cst_show_end(input_low, input_high, false));
    cst_show_csv_number(out, cst_show_end(input_low, input_high, true));
    print_approximate(out, &result.approximate);
}

/* Over all dependence laws with the same rate and correlation of pairs. */
static void print_bounds(FILE *out, const cst_finding *finding)
{
    const cst_worst *worst = &finding->worst;
    cst_show_csv_number(out, cst_show_number(finding->unmonitored * worst->best, 12));
    cst_show_csv_number(out, cst_show_number(finding->unmonitored * worst->worst, 12));
    cst_show_csv_number(out, cst_show_number(worst->best, 12));
    cst_show_csv_number(out, cst_show_number(worst->worst, 12));
}

static void print_finding(FILE *out, const cst_scenario *scenario, const cst_finding *finding)
{
    const cst_scenario_cell *cell = finding->cell;
    cst_print_place_csv(out, scenario, cell);
    fprintf(out, "%s,%llu,%llu,%s", cell->id, (unsigned long long)cell->estimate.seed,
            (unsigned long long)cell->estimate.trials, finding->digest);
    cst_show_csv_number(out, cst_show_number(cell->estimate.confidence, 12));
    if (stops(scenario)) {
        const cst_stop stop = cst_estimate_stop(&cell->estimate);
        fprintf(out, ",%s", cst_stop_name(stop.rule));
        cst_show_csv_number(out, cst_show_number(stop.value, 12));
        fprintf(out, ",%lu,%lu,%d", (unsigned long)finding->look, (unsigned long)finding->looks,
                finding->met);
    }
    for (int count = 0; count < CST_COUNT_KINDS; count++) {
        fputc(',', out);
        if ((finding->untold >> (unsigned)count & 1) == 0) {
            fprintf(out, "%llu", (unsigned long long)finding->count[count]);
        }
    }
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        if (has(scenario, (cst_result_kind)kind)) {
            print_result(out, finding, (cst_result_kind)kind);
        }
    }
    print_bounds(out, finding);
    fputs("\r\n", out);
}

void cst_print_csv(FILE *out, const cst_findings *findings)
{
    print_header(out, findings->scenario);
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->finding[i].done > 0) {
            print_finding(out, findings->scenario, &findings->finding[i]);
        }
    }
}
