/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include <math.h>
#include <string.h>

/* The interval that holds about as often as it says, or why there is none. */
static void approximate_json(cst_json *json, const cst_approximate *of)
{
    if (of->given) {
        cst_json_open(json, "approximate", '{');
        cst_json_ends(json, of->low, of->high);
        cst_json_close(json, '}');
    } else if (of->refused != NULL) {
        cst_json_raw(json, "approximate", "null");
        cst_json_text(json, "approximate_none", of->refused);
    }
}

void cst_print_result_json(cst_json *json, const cst_finding *finding, cst_result_kind kind)
{
    const cst_result result = cst_finding_result(finding, kind);
    cst_json_open(json, cst_result_name(kind), '{');
    cst_json_words(json, "estimate", cst_show_beside(result.estimate, 12, result.low, result.high));
    cst_json_ends(json, result.low, result.high);
    cst_json_number(json, "confidence", finding->cell->estimate.confidence, 12);
    cst_json_text(json, "method", result.method);
    cst_json_count(json, "events", result.events);
    cst_json_count(json, "of", result.of);
    cst_json_flag(json, "few", result.few);
    approximate_json(json, &result.approximate);
    cst_json_close(json, '}');
}

void cst_print_exact_json(cst_json *json, const cst_finding *finding)
{
    cst_json_open(json, "exact", '{');
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_result result = cst_finding_result(finding, kind);
        const double exact = cst_finding_exact(finding, kind);
        if (isfinite(exact)) {
            cst_json_words(json, cst_result_name(kind),
                           cst_show_beside(exact, 12, result.low, result.high));
        }
    }
    cst_json_close(json, '}');
}

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

static void pair_json(cst_json *json, const char *name, double best, double worst)
{
    cst_json_open(json, name, '{');
    cst_json_number(json, "worst", worst, 12);
    cst_json_number(json, "best", best, 12);
    cst_json_close(json, '}');
}

void cst_print_worst_json(cst_json *json, const cst_finding *finding)
{
    const cst_worst *worst = &finding->worst;
    const double attacks = finding->unmonitored;
    if (!worst->applies) {
        return;
    }
    cst_json_open(json, "worst", '{');
    cst_json_number(json, "rho", worst->rho, 12);
    pair_json(json, "residual_risk", attacks * worst->best, attacks * worst->worst);
    pair_json(json, "miss_share", worst->best, worst->worst);
    cst_json_close(json, '}');
}

/* The input intervals, and the inputs that were taken as exact. */
static void print_input(cst_json *json, const cst_finding *finding)
{
    const cst_spread_of_inputs *input = finding->input;
    cst_input exact[CST_INPUTS_MAX];
    const uint32_t count = cst_scenario_exact(finding->cell, exact);
    cst_json_open(json, "input", '{');
    for (int kind = 0; input != NULL && kind < CST_RESULT_KINDS; kind++) {
        if (isfinite(input->low[kind])) {
            cst_json_open(json, cst_result_name((cst_result_kind)kind), '{');
            cst_json_ends(json, input->low[kind], input->high[kind]);
            cst_json_number(json, "confidence", finding->cell->estimate.confidence, 12);
            cst_json_count(json, "draws", input->draws);
            cst_json_close(json, '}');
        }
    }
    cst_json_close(json, '}');
    if (input == NULL || input->draws == 0) {
        cst_json_text(json, "input_none", input == NULL ? "no input is uncertain" : input->reason);
    }
    cst_json_open(json, "taken_as_exact", '[');
    for (uint32_t i = 0; i < count; i++) {
        cst_json_text(json, NULL, exact[i].key);
    }
    cst_json_close(json, ']');
}

static void print_finding(FILE *out, const cst_findings *findings, const cst_finding *finding)
{
    cst_json json = {.out = out, .more = true};
    cst_finding_canonical(finding, out);
    cst_finding_place_json(&json, "at", findings->scenario, finding->cell);
    cst_json_open(&json, "results", '{');
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        if (cst_finding_result(finding, kind).method != NULL) {
            cst_print_result_json(&json, finding, kind);
        }
    }
    cst_json_close(&json, '}');
    cst_print_exact_json(&json, finding);
    cst_print_answer_json(&json, finding->cell);
    cst_print_worst_json(&json, finding);
    print_input(&json, finding);
    cst_print_conduct_json(&json, finding);
    cst_json_text(&json, "digest", finding->digest);
    cst_json_raw(&json, "provenance", findings->provenance != NULL ? findings->provenance : "{}");
    cst_json_line(&json);
}

void cst_print_json(FILE *out, const cst_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->finding[i].done > 0) {
            print_finding(out, findings, &findings->finding[i]);
        }
    }
}

void cst_print_canonical(FILE *out, const cst_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->finding[i].done > 0) {
            cst_finding_canonical(&findings->finding[i], out);
            fputs("}\n", out);
        }
    }
}
