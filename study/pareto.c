/* SPDX-License-Identifier: MIT */
#include "study/pareto.h"

#include "base/number.h"
#include "scenarios/load/axes.h"
#include "scenarios/load/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What may stand on a side, the first of each where nothing is asked for. */
static const struct {
    cst_pareto_side side;
    cst_pareto_axis axis;
} sides[] = {
    {CST_PARETO_COST, {CST_RESULT_USEFULNESS, true}},
    {CST_PARETO_COST, {CST_RESULT_WORK_DONE, true}},
    {CST_PARETO_COST, {CST_RESULT_LOST_WORK, false}},
    {CST_PARETO_COST, {CST_RESULT_AUDIT_HOURS, false}},
    {CST_PARETO_COST, {CST_RESULT_AUDIT_RATE, false}},
    {CST_PARETO_COST, {CST_RESULT_REPORT_RATE, false}},
    {CST_PARETO_COST, {CST_RESULT_REVIEW_COST, false}},
    {CST_PARETO_COST, {CST_RESULT_AVAILABILITY, true}},
    {CST_PARETO_COST, {CST_RESULT_FALSE_QUARANTINES, false}},
    {CST_PARETO_RISK, {CST_RESULT_SAFETY, true}},
    {CST_PARETO_RISK, {CST_RESULT_TRIAL_RISK, false}},
    {CST_PARETO_RISK, {CST_RESULT_RESIDUAL_RISK, false}},
    {CST_PARETO_RISK, {CST_RESULT_MISS_SHARE, false}},
    {CST_PARETO_RISK, {CST_RESULT_MITIGATED_SHARE, true}},
    {CST_PARETO_RISK, {CST_RESULT_EXPECTED_ESCAPES, false}},
    {CST_PARETO_RISK, {CST_RESULT_EXPECTED_DAMAGE, false}},
};
enum { SIDES = sizeof sides / sizeof sides[0] };

static int read_side(cst_pareto *pareto, cst_pareto_side side, const char *option, const char *name,
                     cst_error *error)
{
    char names[400] = "";
    cst_nearest nearest = {0};
    for (size_t i = 0; i < SIDES; i++) {
        const char *known = cst_result_name(sides[i].axis.kind);
        if (sides[i].side != side) {
            continue;
        }
        if (name == NULL || strcmp(known, name) == 0) {
            pareto->axis[side] = sides[i].axis;
            return 0;
        }
        cst_names_add(names, sizeof names, known);
        cst_nearest_look(&nearest, name, known);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "pareto --%s: expected one of %s, found '%.60s'%s%s", option, names, name,
                         nearest.best != NULL ? "; the nearest one is " : "",
                         nearest.best != NULL ? nearest.best : "");
}

int cst_pareto_axes(cst_pareto *pareto, const char *against, const char *result, cst_error *error)
{
    const int code = read_side(pareto, CST_PARETO_COST, "against", against, error);
    return code != 0 ? code : read_side(pareto, CST_PARETO_RISK, "result", result, error);
}

size_t cst_pareto_honest(const cst_scenario *scenario, const char *set[CST_PARETO_HONEST])
{
    size_t count = 0;
    const cst_trial_spec *trial = scenario->cell[0].trial;
    set[count++] = "scheming.rate=0";
    set[count++] = "estimate.method=auto"; /* others may need attacks */
    if (trial->scheming.propensity == CST_PROPENSITY_MIXTURE) {
        set[count++] = "scheming.consistent=0";
    }
    return count;
}

/* Whether a key is blue's to choose: protocols, thresholds, the response. */
static bool is_chosen(const char *key)
{
    static const char *const rooms[] = {"protocol.", "monitor.", "response."};
    bool chosen = false;
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        chosen = chosen || strncmp(key, rooms[i], strlen(rooms[i])) == 0;
    }
    return chosen;
}

static int check_axes(const cst_scenario *scenario, cst_error *error)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        const cst_axis *axis = &scenario->axis[i];
        if (axis->values > 1 && !is_chosen(axis->key)) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "pareto: %s: expected a sweep over what blue chooses, protocol.*, "
                                 "monitor.* and response.*, found %s: choose with --set %s=%s",
                                 scenario->file, axis->key, axis->key, axis->value[0]);
        }
    }
    return 0;
}

/* Both runs must have the same cells, and in the honest one nobody may scheme. */
static int check_pair(const cst_scenario *attacked, const cst_scenario *honest, cst_error *error)
{
    if (attacked->cells != honest->cells || attacked->axes != honest->axes) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "pareto: %s: where nobody schemes the sweep has %zu cells in place of "
                             "%zu; expected a sweep that honest work is concerned by",
                             attacked->file, honest->cells, attacked->cells);
    }
    for (size_t i = 0; i < honest->cells; i++) {
        if (cst_model_attack_rate(&honest->cell[i].made->model) > 0.0) {
            return cst_error_set(error, CST_ERR_USAGE, "population",
                                 "pareto: %s: in the honest run nobody may scheme; expected "
                                 "lineages without rates of their own",
                                 honest->file);
        }
    }
    return 0;
}

static int say_nothing(const cst_pareto *pareto, cst_error *error)
{
    return cst_error_set(error, CST_ERR_USAGE, NULL, "pareto: no cell has both %s and %s",
                         cst_result_name(pareto->axis[0].kind),
                         cst_result_name(pareto->axis[1].kind));
}

/* Whether some cell of a file has both results. */
static bool has_both(const cst_pareto *pareto, const cst_study *attacked, const cst_study *honest)
{
    bool both = false;
    for (size_t i = 0; !both && i < attacked->scenario.cells; i++) {
        both = cst_cell_defines(honest->scenario.cell[i].made, pareto->axis[0].kind) &&
               cst_cell_defines(attacked->scenario.cell[i].made, pareto->axis[1].kind);
    }
    return both;
}

int cst_pareto_check(const cst_pareto *pareto, const cst_study *attacked, const cst_study *honest,
                     uint32_t count, cst_error *error)
{
    bool both = false;
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        code = check_axes(&attacked[i].scenario, error);
        code = code != 0 ? code : check_pair(&attacked[i].scenario, &honest[i].scenario, error);
    }
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        both = both || has_both(pareto, &attacked[i], &honest[i]);
    }
    code = code != 0 ? code : cst_parts_check(attacked, count, "pareto", error);
    for (uint32_t i = 1; code == 0 && i < count; i++) {
        const double first = attacked[0].scenario.cell[0].trial->scheming.law.rate;
        const double rate = attacked[i].scenario.cell[0].trial->scheming.law.rate;
        if (rate != first) {
            code = cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "pareto: %s: expected the scheming.rate of %s, %g, found %g",
                                 attacked[i].scenario.file, attacked[0].scenario.file, first, rate);
        }
    }
    return code == 0 && !both ? say_nothing(pareto, error) : code;
}

/* The series of a protocol of this file, a new one if it has none yet; NULL: there are too many. */
static cst_pareto_series *series_of(cst_pareto *pareto, const cst_protocol *kind, const char *file)
{
    uint32_t at = 0;
    while (at < pareto->count &&
           (pareto->series[at].kind != kind || pareto->series[at].file != file)) {
        at++;
    }
    if (at == pareto->count && at < CST_PARETO_SERIES) {
        pareto->series[pareto->count++] = (cst_pareto_series){.kind = kind, .file = file};
    }
    return at < CST_PARETO_SERIES ? &pareto->series[at] : NULL;
}

static void name_series(cst_pareto *pareto)
{
    for (uint32_t i = 0; i < pareto->count; i++) {
        cst_pareto_series *series = &pareto->series[i];
        char label[CST_PART_LABEL];
        uint32_t alike = 0;
        for (uint32_t j = 0; j < pareto->count; j++) {
            alike += pareto->series[j].kind == series->kind ? 1 : 0;
        }
        cst_parts_label(series->file, label);
        if (alike > 1) {
            snprintf(series->name, sizeof series->name, "%s (%s)", series->kind->name, label);
        } else {
            snprintf(series->name, sizeof series->name, "%s", series->kind->name);
        }
    }
}

/* Whether two cells lie at one place but for an axis and what is tied to it. */
static bool is_beside(const cst_scenario *scenario, size_t a, size_t b, size_t axis)
{
    bool beside = true;
    for (size_t i = 0; beside && i < scenario->axes; i++) {
        beside = cst_axes_tied(scenario, i, axis) ||
                 strcmp(scenario->cell[a].at[i], scenario->cell[b].at[i]) == 0;
    }
    return beside;
}

/* Whether another value of an axis alone, with what is tied to it, makes another cell. */
static bool matters(const cst_scenario *scenario, size_t cell, size_t axis)
{
    bool other = false;
    for (size_t i = 0; !other && i < scenario->cells; i++) {
        other = scenario->cell[i].same_as != scenario->cell[cell].same_as &&
                is_beside(scenario, cell, i, axis);
    }
    return other;
}

static void say_settings(const cst_scenario *scenario, size_t cell, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < scenario->axes && used < size; i++) {
        const char *key = scenario->axis[i].key;
        if (strcmp(key, "protocol.kind") != 0 && matters(scenario, cell, i)) {
            used += (size_t)snprintf(out + used, size - used, "%s%s = %s", used > 0 ? ", " : "",
                                     cst_parameter_word(key), scenario->cell[cell].at[i]);
        }
    }
}

/* The result of a cell at the level that all share. */
static int work_out(const cst_pareto *pareto, const cst_study *part, size_t cell,
                    cst_pareto_side side, cst_pareto_point *point, cst_error *error)
{
    cst_row row = {0};
    uint64_t done = 0;
    const uint32_t distinct = part->job.index[cell];
    const double left = cst_number_complement(pareto->confidence) / (double)pareto->intervals;
    const cst_pareto_axis axis = pareto->axis[side];
    const int code = cst_job_sum(&part->job, distinct, &row, &done, error);
    if (code == 0) {
        cst_result *of = &point->result[side];
        *of = cst_cell_result(part->job.cell[distinct], &row, 1.0 - left, axis.kind);
        point->finding[side] = &part->findings.finding[cell];
        const double exact = cst_finding_exact(point->finding[side], axis.kind);
        const double bound = axis.more ? of->low : of->high;
        const double at = isfinite(exact) && isfinite(bound) ? exact
                          : isfinite(of->estimate)           ? of->estimate
                                                             : bound;
        point->at[side] = cst_number_round(at); /* the last digits of equal ones differ */
    }
    cst_row_free(&row);
    return code;
}

/* Adds a cell of a file, the first with its identity, or counts it as left out. */
static int add_cell(cst_pareto *pareto, const cst_study *attacked, const cst_study *honest,
                    size_t cell, cst_error *error)
{
    cst_pareto_point *point = &pareto->point[pareto->points];
    *point = (cst_pareto_point){.scenario = &attacked->scenario};
    int code = work_out(pareto, honest, cell, CST_PARETO_COST, point, error);
    code = code != 0 ? code : work_out(pareto, attacked, cell, CST_PARETO_RISK, point, error);
    const bool there = isfinite(point->at[0]) && isfinite(point->at[1]);
    if (code == 0 && there) {
        say_settings(&attacked->scenario, cell, point->settings, sizeof point->settings);
        pareto->points++;
    }
    pareto->left_out += code == 0 && !there ? 1 : 0;
    return code;
}

/* All cells of a protocol of a file, its series' points in a row. */
static int add_series(cst_pareto *pareto, const cst_study *attacked, const cst_study *honest,
                      cst_pareto_series *series, cst_error *error)
{
    const cst_scenario *scenario = &attacked->scenario;
    int code = 0;
    series->first = pareto->points;
    for (size_t i = 0; code == 0 && i < scenario->cells; i++) {
        const cst_scenario_cell *cell = &scenario->cell[i];
        if (cell->same_as == i && cell->trial->protocol.kind == series->kind) {
            code = add_cell(pareto, attacked, honest, i, error);
        }
    }
    series->points = pareto->points - series->first;
    return code;
}

static int add_part(cst_pareto *pareto, const cst_study *attacked, const cst_study *honest,
                    cst_error *error)
{
    const cst_scenario *scenario = &attacked->scenario;
    int code = 0;
    for (size_t i = 0; code == 0 && i < scenario->cells; i++) {
        const uint32_t before = pareto->count;
        const cst_protocol *kind = scenario->cell[i].trial->protocol.kind;
        cst_pareto_series *series = series_of(pareto, kind, scenario->file);
        if (series == NULL) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "pareto: expected at most %d protocols, which can be told apart",
                                 (int)CST_PARETO_SERIES);
        }
        code = pareto->count > before ? add_series(pareto, attacked, honest, series, error) : 0;
    }
    return code;
}

/* Whichever way is better, more of these is. */
static cst_front_point better(const cst_pareto *pareto, const cst_pareto_point *point)
{
    cst_front_point out;
    for (int side = 0; side < 2; side++) {
        const cst_result *result = &point->result[side];
        const bool more = pareto->axis[side].more;
        out.at[side] = more ? point->at[side] : -point->at[side];
        out.low[side] = more ? result->low : -result->high;
        out.high[side] = more ? result->high : -result->low;
    }
    return out;
}

/* A point with its value in units where more is better. */
typedef struct placed {
    cst_front_point better;
    cst_pareto_point point;
} placed;

/* From the worse value of the cost on; of equal ones the better value of the risk first. */
static int by_cost(const void *a, const void *b)
{
    const double *left = ((const placed *)a)->better.at;
    const double *right = ((const placed *)b)->better.at;
    return left[0] != right[0] ? (left[0] > right[0]) - (left[0] < right[0])
                               : (left[1] < right[1]) - (left[1] > right[1]);
}

/* Sorts the points of each series; writes their values in units where more is better. */
static int sort(cst_pareto *pareto, cst_front_point *value, cst_error *error)
{
    placed *list = calloc(pareto->points, sizeof *list);
    if (list == NULL) {
        return cst_error_memory(error, "a front");
    }
    for (size_t i = 0; i < pareto->points; i++) {
        list[i] = (placed){better(pareto, &pareto->point[i]), pareto->point[i]};
    }
    for (uint32_t i = 0; i < pareto->count; i++) {
        qsort(list + pareto->series[i].first, pareto->series[i].points, sizeof *list, by_cost);
    }
    for (size_t i = 0; i < pareto->points; i++) {
        value[i] = list[i].better;
        pareto->point[i] = list[i].point;
    }
    free(list);
    return 0;
}

/* Which points are on the front of all, and of their series. */
static int judge(cst_pareto *pareto, cst_error *error)
{
    const size_t count = pareto->points;
    cst_front_point *value = calloc(count, sizeof *value);
    cst_front_place *place = calloc(count, sizeof *place);
    bool *line = calloc(count, sizeof *line);
    bool *own = calloc(count, sizeof *own);
    int code = value == NULL || place == NULL || line == NULL || own == NULL
                   ? cst_error_memory(error, "a front")
                   : sort(pareto, value, error);
    code = code != 0 ? code : cst_front_judge(value, count, place, error);
    code = code != 0 ? code : cst_front_line(value, count, line, error);
    for (uint32_t i = 0; code == 0 && i < pareto->count; i++) {
        const cst_pareto_series *series = &pareto->series[i];
        if (series->points > 0) {
            code =
                cst_front_line(value + series->first, series->points, own + series->first, error);
        }
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        pareto->point[i].place = place[i];
        pareto->point[i].on_line = line[i];
        pareto->point[i].on_own = own[i];
    }
    free(value);
    free(place);
    free(line);
    free(own);
    return code;
}

int cst_pareto_gather(cst_pareto *pareto, const cst_study *attacked, const cst_study *honest,
                      uint32_t count, cst_error *error)
{
    size_t cells = 0;
    for (uint32_t i = 0; i < count; i++) {
        cells += attacked[i].scenario.cells;
        pareto->intervals += attacked[i].job.cells + honest[i].job.cells;
    }
    pareto->claim = attacked[0].scenario.claim;
    pareto->confidence = attacked[0].scenario.cell[0].estimate.confidence;
    pareto->point = calloc(cells, sizeof *pareto->point);
    int code = pareto->point == NULL ? cst_error_memory(error, "a front") : 0;
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        code = add_part(pareto, &attacked[i], &honest[i], error);
    }
    if (code == 0 && pareto->points == 0) {
        code = say_nothing(pareto, error);
    }
    if (code == 0) {
        name_series(pareto);
        code = judge(pareto, error);
    }
    return code;
}

void cst_pareto_free(cst_pareto *pareto)
{
    free(pareto->point);
    *pareto = (cst_pareto){0};
}
