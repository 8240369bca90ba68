/* SPDX-License-Identifier: MIT
 *
 * What stands under a table of findings or of a plan.
 */
#include "cli/show/print.h"

#include "cli/show/describe.h"
#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>
#include <string.h>

enum { WHY_MAX = 512, LIST_MAX = 4096 };

/* "attack.pace = 0.0123, collusion.mistaken = 0.02" */
static void answer_text(const cst_answer *answer, char *out, size_t size)
{
    size_t used = 0;
    for (uint32_t i = 0; i < answer->keys && used < size; i++) {
        used += (size_t)snprintf(out + used, size - used, "%s%s = %s", i > 0 ? ", " : "",
                                 cst_answer_keys[answer->key[i]].key,
                                 cst_show_number(answer->value[i], 6).text);
    }
}

static void print_answer(FILE *out, const cst_answer *answer)
{
    char found[160] = "";
    answer_text(answer, found, sizeof found);
    if (answer->trials == 0) {
        cst_flow_line(out,
                      "Red's best answer: %s, where %s is greatest: %s by closed form, the "
                      "greatest of %u values.",
                      found, cst_result_name(answer->objective),
                      cst_show_number(answer->risk, 6).text, answer->looked);
    } else if (answer->few) {
        cst_flow_line(out,
                      "Red's best answer was not found: %s is too low for %llu trials at each of "
                      "%u values (%llu events at most, 95 %% interval up to %s). %s is run.",
                      cst_result_name(answer->objective), (unsigned long long)answer->trials,
                      answer->looked, (unsigned long long)answer->events,
                      cst_show_number(answer->high, 3).text, found);
    } else {
        cst_flow_line(out,
                      "Red's best answer: %s, where %s was greatest: %s (95 %% interval %s to "
                      "%s). The search simulated %llu trials at each of %u values, with other "
                      "draws than the run. Values whose risk is inside this interval may be as "
                      "good.",
                      found, cst_result_name(answer->objective),
                      cst_show_number(answer->risk, 3).text, cst_show_number(answer->low, 3).text,
                      cst_show_number(answer->high, 3).text, (unsigned long long)answer->trials,
                      answer->looked);
    }
}

/* Whether some cell has an answer; over all of them the most trials at a value, whether one was
 * found by closed form, and in how many none was. */
static bool look_over(const cst_scenario *scenario, uint64_t *trials, bool *closed, size_t *few)
{
    bool any = false;
    *few = 0;
    *trials = 0;
    *closed = false;
    for (size_t i = 0; i < scenario->cells; i++) {
        const cst_answer *answer = &scenario->cell[i].answer;
        any = any || answer->keys > 0;
        *few += answer->few;
        *closed = *closed || (answer->keys > 0 && answer->trials == 0);
        *trials = answer->trials > *trials ? answer->trials : *trials;
    }
    return any;
}

void cst_print_answer_screen(FILE *out, const cst_scenario *scenario)
{
    uint64_t trials = 0;
    bool closed = false;
    size_t few = 0;
    if (!look_over(scenario, &trials, &closed, &few)) {
        return;
    }
    if (scenario->axes == 0) {
        print_answer(out, &scenario->cell[0].answer);
        return;
    }
    cst_flow flow = cst_flow_start(out, 0, 0);
    cst_flow_add(&flow, "worst ...: red's best answer, found anew for each cell, where "
                        "residual_risk is greatest (trial_risk where the response ends trials), ");
    if (trials > 0) {
        cst_flow_add(&flow, "%sby a search with up to %llu trials at each value.",
                     closed ? "by closed form or " : "", (unsigned long long)trials);
    } else {
        cst_flow_add(&flow, "by closed form.");
    }
    if (few > 0) {
        cst_flow_add(&flow,
                     " In %zu of the cells risk is too low for this search; the plain value is "
                     "run there.",
                     few);
    }
    cst_flow_end(&flow);
}

cst_answers cst_print_answer_columns(cst_table *table, const cst_scenario *scenario)
{
    cst_answers asked = {0};
    for (size_t i = 0; i < scenario->cells; i++) {
        const cst_answer *answer = &scenario->cell[i].answer;
        for (uint32_t j = 0; j < answer->keys; j++) {
            asked.key[answer->key[j]] = true;
        }
    }
    for (uint32_t key = 0; key < CST_ANSWER_KEYS; key++) {
        if (asked.key[key]) {
            table->columns++;
            cst_table_add(table, "worst %s", strchr(cst_answer_keys[key].key, '.') + 1);
        }
    }
    return asked;
}

void cst_print_answer_values(cst_table *table, const cst_answers *asked,
                             const cst_scenario_cell *cell)
{
    for (uint32_t key = 0; key < CST_ANSWER_KEYS; key++) {
        double value = NAN;
        for (uint32_t j = 0; j < cell->answer.keys; j++) {
            value = cell->answer.key[j] == key ? cell->answer.value[j] : value;
        }
        if (asked->key[key]) {
            cst_table_number(table, value, 4);
        }
    }
}

void cst_print_worst_screen(FILE *out, const cst_findings *findings)
{
    const cst_finding *finding = &findings->finding[0];
    bool any = false;
    for (size_t i = 0; i < findings->count; i++) {
        any = any || findings->finding[i].worst.applies;
    }
    if (any && findings->scenario->axes > 0) {
        cst_flow_line(out, "Worst law: the closed form under the worst dependence law with the "
                           "same rate and pairwise correlation. It is what can be claimed if only "
                           "the pairwise correlation is known.");
    } else if (any) {
        cst_flow_line(out,
                      "Over all dependence laws with this rate and pairwise correlation %s, "
                      "residual_risk is from %s to %s. Nothing narrower can be claimed if only "
                      "the pairwise correlation is known.",
                      cst_show_number(finding->worst.rho, 6).text,
                      cst_show_number(finding->unmonitored * finding->worst.best, 6).text,
                      cst_show_number(finding->unmonitored * finding->worst.worst, 6).text);
    }
}

void cst_print_methods(FILE *out, const cst_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (cst_scenario_introduces(findings->scenario, i)) {
            char why[WHY_MAX];
            const cst_scenario_cell *cell = findings->finding[i].cell;
            cst_method_why(cell->estimate.method, &cell->made->model, why, sizeof why);
            cst_flow_line(out, "Method: %s.", why);
        }
    }
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
        const cst_scenario_cell *cell = &scenario->cell[i];
        cst_input exact[CST_INPUTS_MAX];
        const cst_input *input = uncertain ? cell->uncertain.input : exact;
        const uint32_t count = uncertain ? cell->uncertain.count : cst_scenario_exact(cell, exact);
        for (uint32_t j = 0; j < count; j++) {
            if (!cst_describe_varies(scenario, input[j].key)) {
                add_name(list, size, input[j].key);
            }
        }
    }
}

static void interval_text(const cst_finding *finding, char *out, size_t size)
{
    const cst_spread_of_inputs *input = finding->input;
    const cst_result_kind kind = cst_finding_main(finding->cell);
    const double low = input == NULL ? NAN : input->low[kind];
    if (input == NULL) {
        snprintf(out, size, "none: no input is uncertain");
    } else if (isfinite(low)) {
        snprintf(out, size, "%s", cst_show_interval(low, input->high[kind], 4).text);
    } else if (input->reason[0] != '\0') {
        snprintf(out, size, "none: %s", input->reason);
    } else {
        snprintf(out, size, "none: no closed form of %s", cst_result_name(kind));
    }
}

bool cst_print_input_varies(const cst_findings *findings)
{
    char list[LIST_MAX];
    list_inputs(findings->scenario, true, list, sizeof list);
    return list[0] != '\0' && findings->scenario->axes > 0;
}

cst_table cst_print_input_cells(const cst_findings *findings)
{
    const cst_scenario *scenario = findings->scenario;
    char title[96];
    const char *const titles[] = {title};
    snprintf(title, sizeof title, "input interval of %s",
             cst_result_name(cst_finding_main(&scenario->cell[0])));
    cst_table table = cst_print_cells(scenario, titles, 1);
    for (size_t i = 0; i < findings->count; i++) {
        char text[256];
        cst_table_texts(&table, (const char *const *)findings->finding[i].cell->at, scenario->axes);
        interval_text(&findings->finding[i], text, sizeof text);
        cst_table_add(&table, "%s", text);
    }
    return table;
}

void cst_print_input_notes(FILE *out, const cst_findings *findings)
{
    const double confidence = findings->finding[0].cell->estimate.confidence;
    char list[LIST_MAX];
    char text[256];
    cst_flow flow;
    list_inputs(findings->scenario, true, list, sizeof list);
    if (list[0] != '\0') {
        flow = cst_flow_start(out, 0, 0);
        if (findings->scenario->axes > 0) {
            cst_flow_add(&flow, "Input intervals: ");
        } else {
            interval_text(&findings->finding[0], text, sizeof text);
            cst_flow_add(&flow, "Input interval of %s: %s, ",
                         cst_result_name(cst_finding_main(findings->finding[0].cell)), text);
        }
        cst_flow_add(&flow, "the middle %s %% of %d draws of the uncertain inputs (",
                     cst_show_percent(confidence, 12).text, CST_INPUT_DRAWS);
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
}

void cst_print_input_screen(FILE *out, const cst_findings *findings)
{
    if (cst_print_input_varies(findings)) {
        cst_table table = cst_print_input_cells(findings);
        fputc('\n', out);
        cst_table_end(&table, out);
    }
    cst_print_input_notes(out, findings);
}
