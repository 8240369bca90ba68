/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/describe.h"
#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>
#include <stdlib.h>

/* Below this many expected events a result says little. */
static const double events_wanted = CST_PLAN_FEW;

static double planned_tasks(const cst_finding *finding)
{
    return (double)finding->cell->estimate.trials * (double)finding->cell->made->trial_tasks;
}

/* Escaped attacks to expect in the whole cell; NaN where there is no closed form, or where attacks
 * are made to happen. */
static double expected_events(const cst_finding *finding)
{
    const bool plain = finding->cell->made->method->results == NULL;
    const double risk = cst_finding_exact(finding, CST_RESULT_RESIDUAL_RISK);
    return plain ? risk * planned_tasks(finding) : (double)NAN;
}

/* Of more values of an axis only some are listed. */
enum { VALUES_MANY = 24 };

/* Prints JSON without spaces, as canonical scenarios are, with a line for each member and value.
 * (json-c's own printer leaves out, without a word, what it has no memory for.) */
static void print_pretty(FILE *out, const char *json)
{
    bool in_text = false;
    size_t depth = 0;
    cst_flow flow = cst_flow_code(out, 0);
    for (const char *at = json; *at != '\0'; at++) {
        const bool closing = !in_text && (*at == '}' || *at == ']');
        const bool opening = !in_text && (*at == '{' || *at == '[');
        const bool empty = (opening && (at[1] == '}' || at[1] == ']')) ||
                           (closing && (at[-1] == '{' || at[-1] == '['));
        depth = opening ? depth + 1 : closing ? depth - 1 : depth;
        if (closing && !empty) {
            cst_flow_end(&flow);
            flow = cst_flow_code(out, 2 * depth);
        }
        const size_t bytes = in_text && *at == '\\' ? 2 : 1;
        cst_flow_add(&flow, "%.*s", (int)bytes, at);
        at += bytes - 1;
        if (bytes == 1 && *at == '"') {
            in_text = !in_text;
        } else if ((opening && !empty) || (!in_text && *at == ',')) {
            cst_flow_end(&flow);
            flow = cst_flow_code(out, 2 * depth);
        } else if (!in_text && *at == ':') {
            cst_flow_text(&flow, " ");
        }
    }
    cst_flow_end(&flow);
}

/* All values of an axis, or the first and the last of many. */
static void print_values(cst_flow *flow, const cst_axis *axis)
{
    const bool many = axis->values > VALUES_MANY;
    for (size_t i = 0; i < axis->values; i++) {
        if (!many || i < 3 || i + 1 == axis->values) {
            cst_flow_add(flow, "%s%s", i > 0 ? ", " : " ", axis->value[i]);
        } else if (i == 3) {
            cst_flow_text(flow, ", ..");
        }
    }
    if (many) {
        cst_flow_add(flow, " (%zu values)", axis->values);
    }
}

static void print_axes(FILE *out, const cst_scenario *scenario)
{
    if (scenario->axes == 0) {
        return;
    }
    fputc('\n', out);
    cst_flow flow = cst_flow_start(out, 0, 0);
    cst_flow_text(&flow, "The above is the first cell; the sweep varies ");
    for (size_t i = 0; i < scenario->axes; i++) {
        const size_t with = scenario->axis[i].with;
        cst_flow_add(&flow, "%s%s%s over", scenario->axis[i].key, with < i ? ", tied to " : "",
                     with < i ? scenario->axis[with].key : "");
        print_values(&flow, &scenario->axis[i]);
        cst_flow_text(&flow, i + 1 < scenario->axes ? "; " : ".");
    }
    cst_flow_end(&flow);
}

void cst_print_scenario(FILE *out, const cst_scenario *scenario, const char *text)
{
    print_pretty(out, text);
    print_axes(out, scenario);
}

static void print_cells(FILE *out, const cst_findings *findings)
{
    const cst_scenario *scenario = findings->scenario;
    const cst_result_kind main = cst_finding_main(&scenario->cell[0]);
    const bool tasks = scenario->cell[0].trial->mechanism.kind == NULL;
    const char *const of_tasks[] = {"method", "trials", "planned", cst_result_name(main),
                                    "escapes expected"};
    const char *const of_mechanism[] = {"method", "trials", cst_result_name(main)};
    cst_table table =
        tasks ? cst_print_cells(scenario, of_tasks, 5) : cst_print_cells(scenario, of_mechanism, 3);
    const cst_answers asked = cst_print_answer_columns(&table, scenario);
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const double expected = expected_events(finding);
        cst_table_texts(&table, (const char *const *)finding->cell->at, scenario->axes);
        cst_table_add(&table, "%s", finding->cell->estimate.method->name);
        cst_table_count(&table, finding->cell->estimate.trials);
        if (tasks) {
            cst_table_number(&table, planned_tasks(finding), 4);
        }
        cst_table_number(&table, cst_finding_exact(finding, main), 6);
        if (tasks) {
            cst_table_add(&table, "%s%s", cst_show_number(expected, 3).text,
                          expected < events_wanted ? " (few)" : "");
        }
        cst_print_answer_values(&table, &asked, finding->cell);
    }
    cst_table_end(&table, out);
}

static void print_exact(FILE *out, const cst_finding *finding)
{
    cst_table table = {.keys = 1};
    fputc('\n', out);
    cst_table_columns(&table, (const char *const[]){"result", "closed form", "meaning"}, 3);
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const double exact = cst_finding_exact(finding, kind);
        if (isfinite(exact)) {
            char text[CST_NUMBER_TEXT_MAX];
            cst_number_text(exact, text);
            cst_table_add(&table, "%s", cst_result_name(kind));
            cst_table_add(&table, "%s", text);
            cst_table_add(&table, "%s", cst_result_about(kind)->meaning);
        }
    }
    cst_table_end(&table, out);
}

int cst_print_validate(FILE *out, const cst_plan *plan, cst_error *error)
{
    const cst_findings *findings = plan->findings;
    const cst_scenario *scenario = findings->scenario;
    size_t few = 0;
    for (size_t i = 0; i < findings->count; i++) {
        few += expected_events(&findings->finding[i]) < events_wanted ? 1 : 0;
    }
    char *text = cst_scenario_text(&scenario->cell[0], false);
    if (text == NULL) {
        return cst_error_memory(error, "a scenario's text");
    }
    cst_print_scenario(out, scenario, text);
    free(text);
    fputc('\n', out);
    print_cells(out, findings);
    if (findings->count == 1) {
        print_exact(out, &findings->finding[0]);
        cst_print_worst_screen(out, findings);
    }
    cst_print_answer_screen(out, scenario);
    cst_print_methods(out, findings);
    fputc('\n', out);
    cst_describe_rotation(out, scenario);
    cst_print_plan_size(out, plan);
    if (scenario->argument != NULL) {
        cst_flow_line(out, "It has an argument: 'custodes claims' says where the claim holds.");
    }
    if (few > 0) {
        cst_flow_line(
            out,
            "%zu of %zu cells expect fewer than %.0f escapes; more trials narrow their intervals.",
            few, findings->count, events_wanted);
    }
    cst_print_plan_time(out, plan);
    return 0;
}

static void print_json(FILE *out, const cst_scenario *scenario, const cst_finding *finding)
{
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    cst_json_raw(&json, "scenario", "");
    cst_scenario_write(finding->cell, false, out);
    cst_json_text(&json, "cell", finding->cell->id);
    cst_finding_place_json(&json, "at", scenario, finding->cell);
    cst_json_number(&json, "planned", planned_tasks(finding), 17);
    cst_json_number(&json, "expected_escapes_in_all", expected_events(finding), 12);
    cst_print_exact_json(&json, finding);
    cst_print_answer_json(&json, finding->cell);
    cst_print_worst_json(&json, finding);
    cst_json_line(&json);
}

void cst_print_validate_json(FILE *out, const cst_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        print_json(out, findings->scenario, &findings->finding[i]);
    }
}
