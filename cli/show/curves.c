/* SPDX-License-Identifier: MIT */
#include "cli/show/curves.h"

#include "scenarios/load/axes.h"
#include "scenarios/load/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t rate_axis(const cst_scenario *scenario)
{
    return cst_scenario_axis(scenario, "scheming.rate");
}

static int choose_axis(cst_curves *curves, cst_error *error)
{
    const cst_scenario *scenario = curves->findings->scenario;
    const size_t rate = rate_axis(scenario);
    size_t first = scenario->axes;
    for (size_t i = scenario->axes; i-- > 0;) {
        first = cst_pick_numeric(scenario, i) ? i : first;
    }
    curves->axis = rate < scenario->axes ? rate : first;
    if (curves->axis == scenario->axes) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s: expected results of a sweep over a number, such as "
                             "scheming.rate, found %s",
                             curves->spec->pick.command,
                             scenario->axes == 0 ? "a single cell" : "a sweep over names only");
    }
    return 0;
}

static double x_of(const cst_curves *curves, const cst_finding *finding)
{
    return cst_pick_number(finding->cell->at[curves->axis]);
}

static void label_of(const cst_curves *curves, const cst_scenario_cell *cell, char *out,
                     size_t size)
{
    const cst_scenario *scenario = curves->findings->scenario;
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < scenario->axes && used < size; i++) {
        const char *text = cell->at[i];
        if (cst_axes_tied(scenario, i, curves->axis) ||
            cst_pick_fixes(&curves->spec->pick, scenario, i)) {
            continue;
        }
        const bool name = isnan(cst_pick_number(text));
        const char *word = name ? "" : cst_parameter_word(scenario->axis[i].key);
        used += (size_t)snprintf(out + used, size - used, "%s%s%s%s", used > 0 ? ", " : "", word,
                                 name ? "" : " = ", text);
    }
}

/* Whether two cells lie on one curve. */
static bool same_curve(const cst_curves *curves, const cst_scenario_cell *a,
                       const cst_scenario_cell *b)
{
    const cst_scenario *scenario = curves->findings->scenario;
    bool same = true;
    for (size_t i = 0; same && i < scenario->axes; i++) {
        same = cst_axes_tied(scenario, i, curves->axis) || strcmp(a->at[i], b->at[i]) == 0;
    }
    return same;
}

/* The curve of a finding, made if it is new; NULL without memory. */
static cst_curve *curve_of(cst_curves *curves, const cst_finding *finding)
{
    for (size_t i = 0; i < curves->count; i++) {
        if (same_curve(curves, curves->curve[i].point[0].finding->cell, finding->cell)) {
            return &curves->curve[i];
        }
    }
    cst_curve *curve = &curves->curve[curves->count++];
    label_of(curves, finding->cell, curve->label, sizeof curve->label);
    curve->point = calloc(curves->findings->count, sizeof *curve->point);
    curve->grid = calloc(curves->findings->count + CST_CURVE_GRID, sizeof *curve->grid);
    return curve->point != NULL && curve->grid != NULL ? curve : NULL;
}

/* Puts a point behind those of no larger x. */
static void add_point(cst_curve *curve, cst_along_point point)
{
    size_t at = curve->points++;
    for (; at > 0 && curve->point[at - 1].x > point.x; at--) {
        curve->point[at] = curve->point[at - 1];
    }
    curve->point[at] = point;
}

static void look_at_axis(cst_curves *curves)
{
    double least = INFINITY;
    double most = 0.0;
    curves->whole_x = true;
    for (size_t i = 0; i < curves->findings->count; i++) {
        const double x = x_of(curves, &curves->findings->finding[i]);
        least = x < least ? x : least;
        most = x > most ? x : most;
        curves->whole_x = curves->whole_x && x == floor(x);
    }
    curves->along_rate = curves->axis == rate_axis(curves->findings->scenario);
    /* A single point has no span: a rate then still belongs on a logarithmic scale. */
    curves->log_x = least > 0.0 && (most >= 30.0 * least || (curves->along_rate && most == least));
}

/* The closed form on a fine grid where it is known between the points, else at these alone. */
static void grid_of(const cst_curves *curves, cst_curve *curve)
{
    const char *key = curves->findings->scenario->axis[curves->axis].key;
    const double least = curve->point[0].x;
    const double most = curve->point[curve->points - 1].x;
    cst_along along;
    const bool fine = !curves->tied && most > least &&
                      cst_along_find(&along, key, curves->kind, curve->point, curve->points);
    curve->dots = fine ? CST_CURVE_GRID : curve->points;
    for (size_t i = 0; i < curve->dots; i++) {
        if (fine) {
            const double x = cst_sweep_value(least, most, i, CST_CURVE_GRID, curves->log_x);
            curve->grid[i] = (cst_curve_dot){x, cst_along_at(&along, x)};
        } else {
            const cst_along_point *point = &curve->point[i];
            curve->grid[i] =
                (cst_curve_dot){point->x, cst_finding_exact(point->finding, curves->kind)};
        }
        curve->exact = curve->exact || isfinite(curve->grid[i].y);
    }
}

/* Whether an axis goes one way along the points of a curve, which lie at places of their own. */
static bool goes_one_way(const cst_curve *curve, size_t axis)
{
    bool rises = true;
    bool falls = true;
    for (size_t i = 1; i < curve->points; i++) {
        const char *before = curve->point[i - 1].finding->cell->at[axis];
        const char *here = curve->point[i].finding->cell->at[axis];
        const double step = cst_pick_number(here) - cst_pick_number(before); /* NaN of names */
        const bool apart = curve->point[i - 1].x < curve->point[i].x;
        const bool same = strcmp(before, here) == 0;
        rises = rises && apart && (same || step > 0.0);
        falls = falls && apart && (same || step < 0.0);
    }
    return rises || falls;
}

/* Looks at what is tied to the axis. */
static void look_at_tied(cst_curves *curves)
{
    const cst_scenario *scenario = curves->findings->scenario;
    for (size_t i = 0; i < scenario->axes; i++) {
        const bool tied = i != curves->axis && cst_axes_tied(scenario, i, curves->axis);
        curves->tied = curves->tied || tied;
        for (size_t c = 0; tied && c < curves->count; c++) {
            curves->scattered = curves->scattered || !goes_one_way(&curves->curve[c], i);
        }
    }
}

/* Whether two curves have the same points, results and closed forms: the one hides the other. */
static bool is_hidden(const cst_curves *curves, const cst_curve *a, const cst_curve *b)
{
    bool same = a->points == b->points && a->dots == b->dots;
    for (size_t i = 0; same && i < a->points; i++) {
        const cst_result x = cst_finding_result(a->point[i].finding, curves->kind);
        const cst_result y = cst_finding_result(b->point[i].finding, curves->kind);
        same = a->point[i].x == b->point[i].x && cst_along_alike(x.estimate, y.estimate) &&
               cst_along_alike(x.low, y.low) && cst_along_alike(x.high, y.high);
    }
    for (size_t i = 0; same && i < a->dots; i++) {
        same = cst_along_alike(a->grid[i].y, b->grid[i].y);
    }
    return same;
}

static void look_for_hidden(cst_curves *curves)
{
    for (size_t i = 0; i < curves->count; i++) {
        size_t same = 0;
        while (same < i && !is_hidden(curves, &curves->curve[same], &curves->curve[i])) {
            same++;
        }
        curves->curve[i].same_as = same;
    }
}

/* What leaves few enough: values of the axes with the most values, one after the other. */
static void advise(const cst_curves *curves, char *out, size_t size)
{
    const cst_scenario *scenario = curves->findings->scenario;
    bool *used = calloc(scenario->axes, sizeof *used);
    size_t left = curves->count;
    size_t length = 0;
    out[0] = '\0';
    while (used != NULL && left > CST_CURVES_MAX && length < size) {
        size_t most = scenario->axes;
        size_t values = 1;
        const char *first = "";
        for (size_t i = 0; i < scenario->axes; i++) {
            if (!cst_axes_tied(scenario, i, curves->axis) && !used[i] &&
                !cst_pick_fixes(&curves->spec->pick, scenario, i) &&
                scenario->axis[i].values > values) {
                most = i;
                values = scenario->axis[i].values;
                first = scenario->axis[i].value[0];
            }
        }
        if (most == scenario->axes) {
            break;
        }
        used[most] = true;
        left = (left + values - 1) / values;
        length += (size_t)snprintf(out + length, size - length, "%s--set %s=%s",
                                   length > 0 ? " " : "", scenario->axis[most].key, first);
    }
    free(used);
}

/* A numeric axis with so many values that drawing along it leaves few enough curves; or NULL. */
static const char *other_axis(const cst_curves *curves)
{
    const cst_scenario *scenario = curves->findings->scenario;
    const size_t now = scenario->axis[curves->axis].values;
    for (size_t i = 0; curves->spec->has_along && i < scenario->axes; i++) {
        if (i != curves->axis && !cst_pick_fixes(&curves->spec->pick, scenario, i) &&
            cst_pick_numeric(scenario, i) &&
            curves->count * now / scenario->axis[i].values <= CST_CURVES_MAX) {
            return scenario->axis[i].key;
        }
    }
    return NULL;
}

static int too_many(const cst_curves *curves, cst_error *error)
{
    char advice[300];
    const char *along = other_axis(curves);
    advise(curves, advice, sizeof advice);
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "%s: %zu curves cannot be told apart, at most %d can: choose with %s%s%s",
                         curves->spec->pick.command, curves->count, (int)CST_CURVES_MAX, advice,
                         along != NULL ? ", or draw with --along " : "",
                         along != NULL ? along : "");
}

/* Puts every finding that is wanted and has the result on its curve. */
static int gather(cst_curves *curves, cst_error *error)
{
    for (size_t i = 0; i < curves->findings->count; i++) {
        const cst_finding *finding = &curves->findings->finding[i];
        if (finding->done == 0 || cst_finding_result(finding, curves->kind).method == NULL ||
            !cst_pick_wants(&curves->spec->pick, curves->findings->scenario, finding->cell)) {
            continue;
        }
        cst_curve *curve = curve_of(curves, finding);
        if (curve == NULL) {
            return cst_error_memory(error, "a plot");
        }
        add_point(curve, (cst_along_point){x_of(curves, finding), finding});
    }
    if (curves->count == 0) {
        return cst_pick_nothing(&curves->spec->pick, curves->findings, curves->kind, error);
    }
    return curves->count > CST_CURVES_MAX ? too_many(curves, error) : 0;
}

int cst_curves_make(cst_curves *curves, const cst_findings *findings, const cst_curves_spec *spec,
                    cst_error *error)
{
    *curves = (cst_curves){.findings = findings, .spec = spec, .kind = spec->kind};
    const cst_pick *pick = &spec->pick;
    const cst_scenario *scenario = findings->scenario;
    int code = spec->along != NULL
                   ? cst_pick_axis(pick, scenario, "along", spec->along, &curves->axis, error)
                   : choose_axis(curves, error);
    code = code != 0 ? code : cst_pick_check(pick, scenario, error);
    if (code == 0 && cst_pick_fixes(pick, scenario, curves->axis)) {
        code = cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --set: %s is what the picture is drawn along; --along names "
                             "another key",
                             pick->command, scenario->axis[curves->axis].key);
    }
    if (code != 0) {
        return code;
    }
    look_at_axis(curves);
    curves->curve = calloc(findings->count, sizeof *curves->curve);
    if (curves->curve == NULL) {
        return cst_error_memory(error, "a plot");
    }
    code = gather(curves, error);
    look_at_tied(curves);
    for (size_t i = 0; code == 0 && i < curves->count; i++) {
        grid_of(curves, &curves->curve[i]);
    }
    if (code == 0) {
        look_for_hidden(curves);
    }
    return code;
}

void cst_curves_free(cst_curves *curves)
{
    for (size_t i = 0; i < curves->count; i++) {
        free(curves->curve[i].point);
        free(curves->curve[i].grid);
    }
    free(curves->curve);
    *curves = (cst_curves){0};
}
