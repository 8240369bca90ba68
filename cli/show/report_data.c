/* SPDX-License-Identifier: MIT
 * What the script of a report draws (report.js). */
#include "cli/show/report.h"

#include "cli/show/describe.h"
#include "cli/show/draw.h"
#include "cli/show/legend.h"

#include <math.h>
#include <string.h>

/* Whether its values stand on a logarithmic scale, as in a picture along it. */
static bool is_log(const cst_axis *axis)
{
    double least = INFINITY;
    double most = 0.0;
    for (size_t i = 0; i < axis->values; i++) {
        const double x = cst_pick_number(axis->value[i]);
        least = fmin(least, x);
        most = fmax(most, x);
    }
    return least > 0.0 && most >= 30.0 * least;
}

static void put_axis(cst_json *json, const cst_scenario *scenario, size_t index)
{
    const cst_axis *axis = &scenario->axis[index];
    const bool numeric = cst_pick_numeric(scenario, index);
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "key", axis->key);
    cst_json_text(json, "name", cst_describe_axis(axis->key));
    cst_json_flag(json, "numeric", numeric);
    cst_json_flag(json, "log", numeric && is_log(axis));
    cst_json_count(json, "with", axis->with);
    cst_json_open(json, "values", '[');
    for (size_t i = 0; i < axis->values; i++) {
        if (numeric) {
            cst_json_number(json, NULL, cst_pick_number(axis->value[i]), 12);
        } else {
            cst_json_text(json, NULL, axis->value[i]);
        }
    }
    cst_json_close(json, ']');
    cst_json_close(json, '}');
}

/* A result that some finished cell has. */
static void put_kind(cst_json *json, const cst_findings *findings, cst_result_kind kind)
{
    double least = INFINITY;
    double most = 0.0;
    bool there = false;
    for (size_t i = 0; i < findings->count; i++) {
        const cst_result result = cst_finding_result(&findings->finding[i], kind);
        if (findings->finding[i].done > 0 && result.method != NULL) {
            there = true;
            least = fmin(least, isfinite(result.estimate) ? result.estimate : result.high);
            most = fmax(most, result.high);
        }
    }
    if (there) {
        cst_json_open(json, NULL, '{');
        cst_json_text(json, "name", cst_result_name(kind));
        cst_json_text(json, "meaning", cst_result_about(kind)->meaning);
        cst_json_flag(json, "log", cst_scale_takes_log(CST_SCALE_AUTO, kind, least, most));
        cst_json_close(json, '}');
    }
}

static size_t value_index(const cst_axis *axis, const char *value)
{
    size_t at = 0;
    while (at + 1 < axis->values && strcmp(axis->value[at], value) != 0) {
        at++;
    }
    return at;
}

/* Estimate, low, high, closed form, events, of; as the export has them. */
static void put_result(cst_json *json, const cst_finding *finding, cst_result_kind kind)
{
    const cst_result result = cst_finding_result(finding, kind);
    const double exact = cst_finding_exact(finding, kind);
    if (result.method == NULL) {
        return;
    }
    cst_json_open(json, cst_result_name(kind), '[');
    cst_json_words(json, NULL, cst_show_beside(result.estimate, 12, result.low, result.high));
    cst_json_words(json, NULL, cst_show_end(result.low, result.high, false));
    cst_json_words(json, NULL, cst_show_end(result.low, result.high, true));
    cst_json_words(json, NULL, cst_show_beside(exact, 12, result.low, result.high));
    cst_json_count(json, NULL, result.events);
    cst_json_count(json, NULL, result.of);
    cst_json_close(json, ']');
}

static void put_cell(cst_json *json, const cst_scenario *scenario, const cst_finding *finding)
{
    cst_json_open(json, NULL, '{');
    cst_json_open(json, "at", '[');
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_json_count(json, NULL, value_index(&scenario->axis[i], finding->cell->at[i]));
    }
    cst_json_close(json, ']');
    cst_json_open(json, "results", '{');
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        put_result(json, finding, kind);
    }
    cst_json_close(json, '}');
    cst_json_close(json, '}');
    fputc('\n', json->out);
}

void cst_report_data(FILE *out, const cst_findings *findings)
{
    const cst_scenario *scenario = findings->scenario;
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    cst_json_text(&json, "main", cst_result_name(cst_finding_main(&scenario->cell[0])));
    cst_json_number(&json, "confidence", scenario->cell[0].estimate.confidence, 12);
    cst_json_open(&json, "colours", '[');
    for (size_t i = 0; i < CST_LEGEND_COLOURS; i++) {
        cst_json_text(&json, NULL, cst_legend_colour(i));
    }
    cst_json_close(&json, ']');
    cst_json_open(&json, "axes", '[');
    for (size_t i = 0; i < scenario->axes; i++) {
        put_axis(&json, scenario, i);
    }
    cst_json_close(&json, ']');
    cst_json_open(&json, "results", '[');
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        put_kind(&json, findings, kind);
    }
    cst_json_close(&json, ']');
    cst_json_open(&json, "cells", '[');
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->finding[i].done > 0) {
            put_cell(&json, scenario, &findings->finding[i]);
        }
    }
    cst_json_close(&json, ']');
    cst_json_line(&json);
}
