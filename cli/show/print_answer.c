/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/flow.h"
#include "study/show.h"

#include <stdbool.h>
#include <string.h>

void cst_print_answer_json(cst_json *json, const cst_scenario_cell *cell)
{
    const cst_answer *answer = &cell->answer;
    if (answer->keys == 0) {
        return;
    }
    cst_json_open(json, "answer", '{');
    cst_json_open(json, "worst", '{');
    for (uint32_t i = 0; i < answer->keys; i++) {
        cst_json_number(json, cst_answer_keys[answer->key[i]].key, answer->value[i], 12);
    }
    cst_json_close(json, '}');
    cst_json_text(json, "objective", cst_result_name(answer->objective));
    cst_json_number(json, "value", answer->risk, 12);
    cst_json_ends(json, answer->low, answer->high);
    cst_json_text(json, "method", answer->trials > 0 ? "simulated" : "closed form");
    cst_json_count(json, "events", answer->events);
    cst_json_flag(json, "few", answer->few);
    cst_json_count(json, "trials", answer->trials);
    cst_json_count(json, "looked_at", answer->looked);
    cst_json_close(json, '}');
}

/* "attack.pace = 0.0123, collusion.mistaken = 0.02" */
static void settings(const cst_answer *answer, char *out, size_t size)
{
    size_t used = 0;
    for (uint32_t i = 0; i < answer->keys && used < size; i++) {
        char number[CST_NUMBER_TEXT_MAX];
        cst_show_number(answer->value[i], 6, number);
        used += (size_t)snprintf(out + used, size - used, "%s%s = %s", i > 0 ? ", " : "",
                                 cst_answer_keys[answer->key[i]].key, number);
    }
}

static void print_one(FILE *out, const cst_answer *answer)
{
    char found[160] = "";
    char risk[CST_NUMBER_TEXT_MAX];
    char low[CST_NUMBER_TEXT_MAX];
    char high[CST_NUMBER_TEXT_MAX];
    settings(answer, found, sizeof found);
    cst_show_number(answer->risk, 6, risk);
    if (answer->trials == 0) {
        cst_flow_line(out,
                      "Red's best answer: %s, where %s is greatest: %s by closed form, the "
                      "greatest of %u values.",
                      found, cst_result_name(answer->objective), risk, answer->looked);
    } else if (answer->few) {
        cst_show_number(answer->high, 3, high);
        cst_flow_line(out,
                      "Red's best answer was not found: %s is too low for %llu trials at each of "
                      "%u values (%llu events at most, 95 %% interval up to %s). %s is run.",
                      cst_result_name(answer->objective), (unsigned long long)answer->trials,
                      answer->looked, (unsigned long long)answer->events, high, found);
    } else {
        cst_show_number(answer->low, 3, low);
        cst_show_number(answer->high, 3, high);
        cst_show_number(answer->risk, 3, risk);
        cst_flow_line(out,
                      "Red's best answer: %s, where %s was greatest: %s (95 %% interval %s to "
                      "%s). The search simulated %llu trials at each of %u values, with other "
                      "draws than the run. Values whose risk is inside this interval may be as "
                      "good.",
                      found, cst_result_name(answer->objective), risk, low, high,
                      (unsigned long long)answer->trials, answer->looked);
    }
}

/* Of all cells together: the objective and the ways it was judged by. */
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
        print_one(out, &scenario->cell[0].answer);
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

size_t cst_print_answer_columns(const cst_scenario *scenario, const cst_scenario_cell *cell,
                                cst_table *table)
{
    size_t columns = 0;
    for (uint32_t key = 0; key < CST_ANSWER_KEYS; key++) {
        bool asked = false;
        for (size_t i = 0; i < scenario->cells; i++) {
            asked = asked || cst_answer_has(&scenario->cell[i].answer, cst_answer_keys[key].key);
        }
        if (!asked) {
            continue;
        }
        columns++;
        char number[CST_NUMBER_TEXT_MAX] = "-";
        for (uint32_t j = 0; cell != NULL && j < cell->answer.keys; j++) {
            if (cell->answer.key[j] == key) {
                cst_show_number(cell->answer.value[j], 4, number);
            }
        }
        if (table != NULL && cell == NULL) {
            cst_table_add(table, "worst %s", strchr(cst_answer_keys[key].key, '.') + 1);
        } else if (table != NULL) {
            cst_table_add(table, "%s", number);
        }
    }
    return columns;
}
