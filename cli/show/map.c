/* SPDX-License-Identifier: MIT */
#include "cli/show/map.h"

#include "cli/show/scale.h"
#include "scenarios/load/axes.h"
#include "scenarios/load/literal.h"
#include "scenarios/load/nearest.h"
#include "study/show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How far steps or ratios of 12 digits may differ and still be even, and a number from a level that
 * it is but for rounding. */
static const double even = 1e-6;
static const double rounding = 1e-12;

/* What a grid is made of. */
typedef enum source { EXACT, ESTIMATE, LOW, HIGH } source;

static const cst_finding *field_at(const cst_map *map, size_t column, size_t row)
{
    return map->field[row * map->x.values + column];
}

static double read_source(const cst_finding *finding, cst_result_kind kind, source from)
{
    if (finding == NULL) {
        return (double)NAN;
    }
    const cst_result result = cst_finding_result(finding, kind);
    switch (from) {
    case EXACT:
        return cst_finding_exact(finding, kind);
    case LOW:
        return result.low;
    case HIGH:
        return result.high;
    case ESTIMATE:
        break;
    }
    return result.estimate;
}

double cst_map_value(const cst_map *map, size_t column, size_t row)
{
    const cst_finding *finding = field_at(map, column, row);
    const double exact = read_source(finding, map->kind, EXACT);
    const double value = isfinite(exact) ? exact : read_source(finding, map->kind, ESTIMATE);
    return isfinite(value) ? value : (double)NAN;
}

static bool has_kind(const cst_finding *finding, cst_result_kind kind)
{
    return finding != NULL && (cst_finding_result(finding, kind).method != NULL ||
                               !isnan(cst_finding_exact(finding, kind)));
}

/* Whether some field has the result. */
static bool is_there(const cst_map *map, cst_result_kind kind)
{
    bool there = false;
    for (size_t i = 0; i < map->x.values * map->y.values && !there; i++) {
        there = has_kind(map->field[i], kind);
    }
    return there;
}

static int rising(const void *a, const void *b)
{
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Whether values go in even steps. */
static bool is_even(const double *value, size_t values)
{
    const double step = (value[values - 1] - value[0]) / (double)(values - 1);
    bool same = true;
    for (size_t i = 1; i < values; i++) {
        same = same && fabs(value[i] - value[i - 1] - step) <= even * step;
    }
    return same;
}

/* The values of an axis in order, and where they stand. */
static int make_side(cst_map *map, cst_map_side *side, cst_error *error)
{
    const cst_axis *axis = &map->findings->scenario->axis[side->axis];
    side->value = calloc(axis->values, sizeof *side->value);
    side->place = calloc(axis->values, sizeof *side->place);
    if (side->value == NULL || side->place == NULL) {
        return cst_error_memory(error, "a map");
    }
    for (size_t i = 0; i < axis->values; i++) {
        const char *value = axis->value[i];
        if (cst_pick_takes(&map->spec->pick, map->findings->scenario, side->axis, value)) {
            side->value[side->values++] = cst_pick_number(value);
        }
    }
    if (side->values < 2) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --map: %s: expected at least 2 values in the sweep, found one",
                             map->spec->pick.command, axis->key);
    }
    qsort(side->value, side->values, sizeof *side->value, rising);
    side->whole = true;
    for (size_t i = 0; i < side->values; i++) {
        side->whole = side->whole && side->value[i] == floor(side->value[i]);
        side->place[i] = log10(side->value[i]);
    }
    const double least = side->value[0];
    const double most = side->value[side->values - 1];
    const bool two = side->values == 2; /* even whichever way */
    side->log = least > 0.0 && (two || !is_even(side->value, side->values)) &&
                ((!two && is_even(side->place, side->values)) || most >= 30.0 * least);
    for (size_t i = 0; i < side->values && !side->log; i++) {
        side->place[i] = side->value[i];
    }
    return 0;
}

static size_t place_of(const cst_map_side *side, const cst_scenario_cell *cell)
{
    const double value = cst_pick_number(cell->at[side->axis]);
    size_t at = 0;
    while (at + 1 < side->values && side->value[at] != value) {
        at++;
    }
    return at;
}

/* How many values of an axis are wanted, and the first of them. */
static size_t taken(const cst_map *map, size_t axis)
{
    const cst_scenario *scenario = map->findings->scenario;
    size_t count = 0;
    for (size_t i = 0; i < scenario->axis[axis].values; i++) {
        const char *value = scenario->axis[axis].value[i];
        count += cst_pick_takes(&map->spec->pick, scenario, axis, value) ? 1 : 0;
    }
    return count;
}

static const char *first_taken(const cst_map *map, size_t axis)
{
    const cst_scenario *scenario = map->findings->scenario;
    size_t first = 0;
    while (!cst_pick_takes(&map->spec->pick, scenario, axis, scenario->axis[axis].value[first])) {
        first++;
    }
    return scenario->axis[axis].value[first];
}

/* What else the sweep varies, and what to add so that one cell is left for each point. */
static int check_others(const cst_map *map, cst_error *error)
{
    const cst_scenario *scenario = map->findings->scenario;
    char advice[300] = "";
    size_t length = 0;
    size_t cells = 1;
    for (size_t i = 0; i < scenario->axes; i++) {
        const cst_axis *axis = &scenario->axis[i];
        const bool side =
            cst_axes_tied(scenario, i, map->x.axis) || cst_axes_tied(scenario, i, map->y.axis);
        if (side || taken(map, i) == 1) {
            continue;
        }
        cells *= taken(map, i);
        length += length < sizeof advice
                      ? (size_t)snprintf(advice + length, sizeof advice - length, " --%s %s=%s",
                                         cst_pick_option(&map->spec->pick), axis->key,
                                         first_taken(map, i))
                      : 0;
    }
    return cells == 1 ? 0
                      : cst_error_set(error, CST_ERR_USAGE, NULL,
                                      "%s --map: expected one cell for each point, found %zu, for "
                                      "the sweep is over more keys: choose with%s",
                                      map->spec->pick.command, cells, advice);
}

static int check_keys(const cst_map *map, cst_error *error)
{
    const cst_pick *pick = &map->spec->pick;
    const cst_scenario *scenario = map->findings->scenario;
    if (map->x.axis == map->y.axis) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --map: expected two keys, found %s twice", pick->command,
                             map->spec->key[0]);
    }
    if (cst_axes_tied(scenario, map->x.axis, map->y.axis)) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --map: %s and %s are tied in the sweep: not every combination is "
                             "there; --along draws along one of them",
                             pick->command, map->spec->key[0], map->spec->key[1]);
    }
    int code = cst_pick_check(pick, scenario, error);
    for (size_t i = 0; code == 0 && i < 2; i++) {
        const size_t axis = i == 0 ? map->x.axis : map->y.axis;
        if (cst_pick_fixes(pick, scenario, axis)) {
            code = cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "%s --%s: %s is a side of the map, of which it shows at least 2 "
                                 "values",
                                 pick->command, cst_pick_option(pick), map->spec->key[i]);
        }
    }
    return code != 0 ? code : check_others(map, error);
}

/* Puts every finding that is wanted into its field. */
static int gather(cst_map *map, cst_error *error)
{
    const cst_pick *pick = &map->spec->pick;
    map->field = calloc(map->x.values * map->y.values, sizeof *map->field);
    if (map->field == NULL) {
        return cst_error_memory(error, "a map");
    }
    for (size_t i = 0; i < map->findings->count; i++) {
        const cst_finding *finding = &map->findings->finding[i];
        if (finding->done > 0 && cst_pick_wants(pick, map->findings->scenario, finding->cell)) {
            const size_t row = place_of(&map->y, finding->cell);
            const cst_finding **field =
                &map->field[row * map->x.values + place_of(&map->x, finding->cell)];
            if (*field != NULL) {
                return cst_error_set(error, CST_ERR_USAGE, NULL,
                                     "%s --map: expected one cell for each point, found more: keys "
                                     "tied to %s and %s have several values there; choose with "
                                     "--%s",
                                     pick->command, map->spec->key[0], map->spec->key[1],
                                     cst_pick_option(pick));
            }
            *field = finding;
        }
    }
    for (size_t i = 0; i < map->x.values * map->y.values; i++) {
        const bool exact = isfinite(read_source(map->field[i], map->kind, EXACT));
        const bool estimate = isfinite(read_source(map->field[i], map->kind, ESTIMATE));
        map->exact += exact ? 1 : 0;
        map->estimated += !exact && estimate ? 1 : 0;
    }
    return is_there(map, map->kind)
               ? 0
               : cst_pick_nothing(pick->command, "draw", map->findings, map->kind, error);
}

/* Reads RESULT=VALUE. */
static int read_contour(const cst_map *map, const char *given, cst_map_contour *to,
                        cst_error *error)
{
    const char *command = map->spec->pick.command;
    const char *value = strchr(given, '=');
    cst_nearest nearest = {0};
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(given, "="), given);
    for (int i = 0; i < CST_RESULT_KINDS; i++) {
        if (is_there(map, (cst_result_kind)i)) {
            cst_nearest_look(&nearest, name, cst_result_name((cst_result_kind)i));
        }
    }
    if (value == NULL || !cst_result_find(name, &to->kind) || !is_there(map, to->kind)) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --contour: expected RESULT=VALUE with a result of these cells, "
                             "found '%.80s'%s%s",
                             command, given, nearest.best != NULL ? "; the nearest one is " : "",
                             nearest.best != NULL ? nearest.best : "");
    }
    if (!cst_literal_number(value + 1, &to->level)) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --contour: %s: expected a number, found '%.60s'%s", command, name,
                             value + 1, cst_literal_hint(value + 1));
    }
    snprintf(to->text, sizeof to->text, "%s = %s", cst_naming_of(&map->spec->naming, name, name),
             cst_show_number(to->level, 6).text);
    return 0;
}

static void span_of(const double *value, size_t count, double *least, double *most)
{
    *least = (double)NAN;
    *most = (double)NAN;
    for (size_t i = 0; i < count; i++) {
        if (isfinite(value[i])) {
            *least = fmin(*least, value[i]);
            *most = fmax(*most, value[i]);
        }
    }
}

/* Draws one line. Where a result spans decades its logarithm goes in straight lines from cell to
 * cell, as a risk along a rate does. `value` is room for the grid. */
static int draw_line(const cst_map *map, cst_map_contour *of, source from, double *value,
                     cst_contour *line, cst_error *error)
{
    const size_t count = map->x.values * map->y.values;
    const bool middle = from == EXACT || from == ESTIMATE;
    double least;
    double most;
    double level = of->level;
    for (size_t i = 0; i < count; i++) {
        value[i] = read_source(map->field[i], of->kind, from);
        value[i] = fabs(value[i] - level) <= rounding * fabs(level) ? level : value[i];
    }
    span_of(value, count, &least, &most);
    if (level > 0.0 && cst_scale_takes_log(CST_SCALE_AUTO, of->kind, least, most)) {
        level = log(level);
        for (size_t i = 0; i < count; i++) {
            value[i] = log(value[i]);
        }
    }
    of->least = middle ? least : of->least;
    of->most = middle ? most : of->most;
    const cst_contour_grid grid = {.columns = map->x.values,
                                   .rows = map->y.values,
                                   .x = map->x.place,
                                   .y = map->y.place,
                                   .value = value};
    return cst_contour_make(line, &grid, level, error);
}

static int draw_contour(const cst_map *map, cst_map_contour *of, double *value, cst_error *error)
{
    of->exact = true;
    for (size_t i = 0; i < map->x.values * map->y.values; i++) {
        of->exact = of->exact && isfinite(read_source(map->field[i], of->kind, EXACT));
    }
    int code = draw_line(map, of, of->exact ? EXACT : ESTIMATE, value, &of->line, error);
    if (code == 0 && !of->exact) {
        code = draw_line(map, of, LOW, value, &of->end_low, error);
        code = code != 0 ? code : draw_line(map, of, HIGH, value, &of->end_high, error);
    }
    return code;
}

static int draw_contours(cst_map *map, cst_error *error)
{
    const cst_map_spec *spec = map->spec;
    if (spec->contours > CST_MAP_CONTOURS_MAX) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --contour: expected at most %d lines, found %zu",
                             spec->pick.command, (int)CST_MAP_CONTOURS_MAX, spec->contours);
    }
    double *value = calloc(map->x.values * map->y.values, sizeof *value);
    int code = value == NULL ? cst_error_memory(error, "a map") : 0;
    for (size_t i = 0; code == 0 && i < spec->contours; i++) {
        cst_map_contour *of = &map->contour[i];
        code = read_contour(map, spec->contour[i], of, error);
        map->contours += code == 0 ? 1 : 0;
        code = code != 0 ? code : draw_contour(map, of, value, error);
    }
    free(value);
    return code;
}

/* What may have a label: the result of the colours, and those of the lines. */
static int check_naming(const cst_map *map, cst_error *error)
{
    cst_result_kind kinds[1 + CST_MAP_CONTOURS_MAX] = {map->kind};
    for (size_t i = 0; i < map->contours; i++) {
        kinds[1 + i] = map->contour[i].kind;
    }
    return cst_naming_check(&map->spec->naming, map->spec->pick.command, map->findings->scenario,
                            kinds, 1 + map->contours, error);
}

int cst_map_make(cst_map *map, const cst_findings *findings, const cst_map_spec *spec,
                 cst_error *error)
{
    const cst_pick *pick = &spec->pick;
    const cst_scenario *scenario = findings->scenario;
    *map = (cst_map){.findings = findings, .spec = spec, .kind = spec->kind};
    int code = cst_pick_axis(pick, scenario, "map", spec->key[0], &map->x.axis, error);
    code =
        code != 0 ? code : cst_pick_axis(pick, scenario, "map", spec->key[1], &map->y.axis, error);
    code = code != 0 ? code : check_keys(map, error);
    code = code != 0 ? code : make_side(map, &map->x, error);
    code = code != 0 ? code : make_side(map, &map->y, error);
    code = code != 0 ? code : gather(map, error);
    code = code != 0 ? code : draw_contours(map, error);
    return code != 0 ? code : check_naming(map, error);
}

void cst_map_free(cst_map *map)
{
    for (size_t i = 0; i < map->contours; i++) {
        cst_contour_free(&map->contour[i].line);
        cst_contour_free(&map->contour[i].end_low);
        cst_contour_free(&map->contour[i].end_high);
    }
    free(map->x.value);
    free(map->x.place);
    free(map->y.value);
    free(map->y.place);
    free(map->field);
    *map = (cst_map){0};
}

void cst_map_say_side(const cst_map_contour *contour, char *out, size_t size)
{
    const char *name = cst_result_name(contour->kind);
    const cst_words level = cst_show_number(contour->level, 6);
    const char *side = contour->least > contour->level    ? "above"
                       : contour->least >= contour->level ? "at least"
                       : contour->most < contour->level   ? "below"
                       : contour->most <= contour->level  ? "at most"
                                                          : NULL;
    if (isnan(contour->least)) {
        snprintf(out, size, "%s has no estimate anywhere on this map", name);
    } else if (side == NULL) {
        snprintf(out, size, "%s crosses %s only beside fields without a value on this map", name,
                 level.text);
    } else {
        snprintf(out, size, "%s is %s %s everywhere on this map", name, side, level.text);
    }
}
