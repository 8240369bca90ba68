/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/cells.h"
#include "cli/show/describe.h"
#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>
#include <string.h>

enum { LIST_MAX = 4096 };

void cst_print_input_json(cst_json *json, const cst_finding *finding)
{
    const cst_spread_of_inputs *input = &finding->input;
    const cst_inputs *exact = &finding->cell->exact;
    cst_json_open(json, "input", '{');
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        if (isfinite(input->low[kind])) {
            cst_json_open(json, cst_result_name((cst_result_kind)kind), '{');
            cst_json_ends(json, input->low[kind], input->high[kind]);
            cst_json_number(json, "confidence", finding->basis.confidence, 12);
            cst_json_count(json, "draws", input->draws);
            cst_json_close(json, '}');
        }
    }
    cst_json_close(json, '}');
    if (input->draws == 0) {
        cst_json_text(json, "input_none", input->reason);
    }
    cst_json_open(json, "taken_as_exact", '[');
    for (uint32_t i = 0; i < exact->count; i++) {
        cst_json_text(json, NULL, exact->input[i].key);
    }
    cst_json_close(json, ']');
}

/* Adds a name to a list of names, unless it is there. */
static void add_name(char *list, size_t size, const char *name)
{
    const size_t used = strlen(list);
    const char *at = strstr(list, name);
    const size_t length = strlen(name);
    if (at != NULL && (at == list || at[-1] == ' ') && (at[length] == ',' || at[length] == '\0')) {
        return;
    }
    snprintf(list + used, size - used, "%s%s", used > 0 ? ", " : "", name);
}

/* Names of the inputs of all cells, uncertain or exact; an axis of the sweep is neither. */
static void list_inputs(const cst_scenario *scenario, bool uncertain, char *list, size_t size)
{
    list[0] = '\0';
    for (size_t i = 0; i < scenario->cells; i++) {
        const cst_inputs *of = uncertain ? &scenario->cell[i].uncertain : &scenario->cell[i].exact;
        for (uint32_t j = 0; j < of->count; j++) {
            if (!cst_describe_varies(scenario, of->input[j].key)) {
                add_name(list, size, of->input[j].key);
            }
        }
    }
}

static void interval_text(const cst_spread_of_inputs *input, char *out, size_t size)
{
    char text[CST_INTERVAL_TEXT_MAX];
    if (!isfinite(input->low[CST_RESULT_RESIDUAL_RISK])) {
        snprintf(out, size, "none: %s",
                 input->reason[0] != '\0' ? input->reason : "no closed form of residual_risk");
        return;
    }
    cst_show_interval(input->low[CST_RESULT_RESIDUAL_RISK], input->high[CST_RESULT_RESIDUAL_RISK],
                      4, text);
    snprintf(out, size, "%s", text);
}

static int print_sweep(FILE *out, const cst_findings *findings, cst_error *error)
{
    static const char *const titles[] = {"input interval of residual_risk"};
    const cst_scenario *scenario = findings->scenario;
    cst_table table;
    cst_cells_table(&table, scenario, titles, 1, 0);
    for (size_t i = 0; i < findings->count; i++) {
        char text[256];
        cst_table_texts(&table, (const char *const *)findings->finding[i].cell->at, scenario->axes);
        interval_text(&findings->finding[i].input, text, sizeof text);
        cst_table_add(&table, "%s", text);
    }
    fputc('\n', out);
    return cst_table_end(&table, out, error);
}

int cst_print_input_screen(FILE *out, const cst_findings *findings, cst_error *error)
{
    char list[LIST_MAX];
    cst_flow flow;
    char text[256];
    char percent[CST_NUMBER_TEXT_MAX];
    int code = 0;
    list_inputs(findings->scenario, true, list, sizeof list);
    if (list[0] != '\0') {
        cst_show_percent(findings->finding[0].basis.confidence, 12, percent);
        if (findings->scenario->axes > 0) {
            code = print_sweep(out, findings, error);
            flow = cst_flow_start(out, 0, 0);
            cst_flow_add(&flow, "Input intervals: ");
        } else {
            interval_text(&findings->finding[0].input, text, sizeof text);
            flow = cst_flow_start(out, 0, 0);
            cst_flow_add(&flow, "Input interval of residual_risk: %s, ", text);
        }
        cst_flow_add(&flow, "the middle %s %% of %d draws of the uncertain inputs (", percent,
                     CST_INPUT_DRAWS);
        cst_flow_text(&flow, list);
        cst_flow_text(&flow, ").");
        cst_flow_end(&flow);
    }
    list_inputs(findings->scenario, false, list, sizeof list);
    flow = cst_flow_start(out, 0, 0);
    cst_flow_text(&flow, "Taken as exact: ");
    cst_flow_text(&flow, list[0] != '\0' ? list : "nothing");
    cst_flow_text(&flow, ".");
    cst_flow_end(&flow);
    return code;
}
