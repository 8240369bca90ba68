/* SPDX-License-Identifier: MIT */
#include "cli/curves.h"

#include "estimate/closed.h"
#include "scenarios/load/nearest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(cst_error *error)
{
    return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for a plot");
}

/* Reads a grid value; NaN where it is a name. */
static double value_of(const char *text)
{
    char *end = NULL;
    const double x = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(x) ? x : NAN;
}

static bool is_numeric(const cst_scenario *scenario, size_t axis)
{
    for (size_t i = 0; i < scenario->cells; i++) {
        if (isnan(value_of(scenario->cell[i].at[axis]))) {
            return false;
        }
    }
    return true;
}

/* The numeric axis that the user named. */
static int named_axis(cst_curves *curves, const char *along, cst_error *error)
{
    const cst_scenario *scenario = curves->findings->scenario;
    cst_nearest nearest = {0};
    for (size_t i = 0; i < scenario->axes; i++) {
        const char *key = scenario->axis[i].key;
        if (strcmp(key, along) != 0) {
            cst_nearest_look(&nearest, along, key);
        } else if (is_numeric(scenario, i)) {
            curves->axis = i;
            return 0;
        } else {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "plot --along: expected a key with numbers, found %s, whose "
                                 "values are names",
                                 key);
        }
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "plot --along: expected a key of the sweep, found '%.60s'%s%s", along,
                         nearest.best != NULL ? "; the nearest one is " : "",
                         nearest.best != NULL ? nearest.best : "");
}

static int choose_axis(cst_curves *curves, cst_error *error)
{
    const cst_scenario *scenario = curves->findings->scenario;
    size_t chosen = scenario->axes;
    for (size_t i = scenario->axes; i-- > 0;) {
        if (is_numeric(scenario, i)) {
            chosen = i;
        }
    }
    for (size_t i = 0; i < scenario->axes; i++) {
        if (strcmp(scenario->axis[i].key, "scheming.rate") == 0) {
            chosen = i;
        }
    }
    if (chosen == scenario->axes) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "plot: expected results of a sweep over a number, such as "
                             "scheming.rate, found %s",
                             scenario->axes == 0 ? "a single cell" : "a sweep over names only");
    }
    curves->axis = chosen;
    return 0;
}

double cst_curves_x(const cst_curves *curves, size_t finding)
{
    return value_of(curves->findings->scenario->cell[finding].at[curves->axis]);
}

/* The end of a dotted key: "rho" for scheming.rho. */
static const char *short_key(const char *key)
{
    const char *dot = strrchr(key, '.');
    return dot != NULL ? dot + 1 : key;
}

static void label_of(const cst_curves *curves, size_t finding, char *out, size_t size)
{
    const cst_scenario *scenario = curves->findings->scenario;
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < scenario->axes && used < size; i++) {
        const char *text = scenario->cell[finding].at[i];
        if (i == curves->axis) {
            continue;
        }
        const bool name = isnan(value_of(text));
        used +=
            (size_t)snprintf(out + used, size - used, "%s%s%s%s", used > 0 ? ", " : "",
                             name ? "" : short_key(scenario->axis[i].key), name ? "" : " = ", text);
    }
}

/* The curve with this label, made if it is new; NULL without memory. */
static cst_curve *curve_of(cst_curves *curves, const char *label)
{
    for (size_t i = 0; i < curves->count; i++) {
        if (strcmp(curves->curve[i].label, label) == 0) {
            return &curves->curve[i];
        }
    }
    cst_curve *curve = &curves->curve[curves->count++];
    snprintf(curve->label, sizeof curve->label, "%s", label);
    curve->point = calloc(curves->findings->count, sizeof *curve->point);
    curve->grid_x = calloc(curves->findings->count + CST_CURVE_GRID, sizeof *curve->grid_x);
    curve->grid_y = calloc(curves->findings->count + CST_CURVE_GRID, sizeof *curve->grid_y);
    return curve->point != NULL && curve->grid_x != NULL && curve->grid_y != NULL ? curve : NULL;
}

/* Puts points in the order of x. */
static void sort_points(const cst_curves *curves, cst_curve *curve)
{
    for (size_t i = 1; i < curve->points; i++) {
        const size_t point = curve->point[i];
        size_t at = i;
        for (; at > 0 && cst_curves_x(curves, curve->point[at - 1]) > cst_curves_x(curves, point);
             at--) {
            curve->point[at] = curve->point[at - 1];
        }
        curve->point[at] = point;
    }
}

static void look_at_axis(cst_curves *curves)
{
    double least = INFINITY;
    double most = 0.0;
    for (size_t i = 0; i < curves->findings->count; i++) {
        const double x = cst_curves_x(curves, i);
        least = x < least ? x : least;
        most = x > most ? x : most;
    }
    curves->whole_x = true;
    for (size_t i = 0; i < curves->findings->count; i++) {
        const double x = cst_curves_x(curves, i);
        curves->whole_x = curves->whole_x && x == floor(x);
    }
    /* A single point has no span: a rate then still belongs on a logarithmic scale. */
    const bool rate =
        strcmp(curves->findings->scenario->axis[curves->axis].key, "scheming.rate") == 0;
    curves->log_x = least > 0.0 && (most >= 30.0 * least || (rate && most == least));
}

/* The closed form at the points alone. */
static void grid_of_points(const cst_curves *curves, cst_curve *curve)
{
    for (size_t i = 0; i < curve->points; i++) {
        curve->grid_x[i] = cst_curves_x(curves, curve->point[i]);
        curve->grid_y[i] = curves->findings->finding[curve->point[i]].exact[curves->kind];
    }
    curve->grid = curve->points;
}

/* The kept scenario of a curve's point that states the most keys: a kept scenario leaves out what
 * its own point does not use, such as a factor where what it multiplies is 0. */
static const char *fullest(const cst_curves *curves, const cst_curve *curve)
{
    const cst_scenario *scenario = curves->findings->scenario;
    const char *most = scenario->cell[curve->point[0]].canonical;
    for (size_t i = 1; i < curve->points; i++) {
        const char *canonical = scenario->cell[curve->point[i]].canonical;
        most = strlen(canonical) > strlen(most) ? canonical : most;
    }
    return most;
}

/* Reads the fullest scenario of the curve again with a fine sweep along the axis; no cells where it
 * cannot be swept there. */
static int fine_scenario(const cst_curves *curves, const cst_curve *curve, cst_scenario *fine,
                         cst_error *error)
{
    const cst_scenario *scenario = curves->findings->scenario;
    const char *canonical = fullest(curves, curve);
    char assignment[224];
    const double least = cst_curves_x(curves, curve->point[0]);
    const double most = cst_curves_x(curves, curve->point[curve->points - 1]);
    const char *const set[] = {assignment};
    const cst_scenario_set sets = {.assignments = set, .count = 1};
    if (curve->points < 2 || !(most > least)) {
        return 0;
    }
    snprintf(assignment, sizeof assignment, "sweep.%s={%s: [%.12g, %.12g, %d]}",
             scenario->axis[curves->axis].key, curves->log_x ? "log" : "lin", least, most,
             CST_CURVE_GRID);
    cst_error refusal = {0};
    const int code =
        cst_scenario_parse(fine, scenario->file, canonical, strlen(canonical), &sets, &refusal);
    if (code == CST_ERR_MEMORY) {
        *error = refusal;
        return code;
    }
    if (code != 0 || fine->axes != 1) {
        cst_scenario_free(fine);
    }
    return 0;
}

static bool alike(double a, double b)
{
    return isnan(a) ? isnan(b) : fabs(a - b) <= 1e-9 * fabs(a) + 1e-300;
}

/* Whether the fine grid ends where the first and the last point's own closed forms are. */
static bool grid_fits(const cst_curves *curves, const cst_curve *curve)
{
    const cst_finding *finding = curves->findings->finding;
    const size_t last = curve->points - 1;
    return curve->grid > 1 &&
           alike(finding[curve->point[0]].exact[curves->kind], curve->grid_y[0]) &&
           alike(finding[curve->point[last]].exact[curves->kind], curve->grid_y[curve->grid - 1]);
}

static int grid_of(const cst_curves *curves, cst_curve *curve, cst_error *error)
{
    cst_scenario fine = {0};
    int code = fine_scenario(curves, curve, &fine, error);
    for (size_t i = 0; code == 0 && i < fine.cells; i++) {
        double exact[CST_RESULT_KINDS];
        cst_cell cell;
        code = cst_cell_make(&cell, &fine.cell[i].trial, &fine.cell[i].estimate, error);
        if (code == 0) {
            cst_closed_forms(&cell.model, exact);
            cst_closed_tails(&cell.model, cell.tail, exact);
            cst_cell_free(&cell);
            curve->grid_x[i] = value_of(fine.cell[i].at[0]);
            curve->grid_y[i] = exact[curves->kind];
            curve->grid = i + 1;
        }
    }
    cst_scenario_free(&fine);
    if (code == 0 && (curve->grid == 0 || !grid_fits(curves, curve))) {
        grid_of_points(curves, curve);
    }
    return code;
}

int cst_curves_make(cst_curves *curves, const cst_findings *findings, cst_result_kind kind,
                    const char *along, cst_error *error)
{
    *curves = (cst_curves){.findings = findings, .kind = kind};
    int code = along != NULL ? named_axis(curves, along, error) : choose_axis(curves, error);
    if (code != 0) {
        return code;
    }
    look_at_axis(curves);
    curves->curve = calloc(findings->count, sizeof *curves->curve);
    if (curves->curve == NULL) {
        return no_memory(error);
    }
    for (size_t i = 0; i < findings->count; i++) {
        char label[sizeof curves->curve->label];
        if (findings->finding[i].done == 0 || findings->finding[i].result[kind].method == NULL) {
            continue;
        }
        label_of(curves, i, label, sizeof label);
        cst_curve *curve = curve_of(curves, label);
        if (curve == NULL) {
            return no_memory(error);
        }
        curve->point[curve->points++] = i;
    }
    for (size_t i = 0; code == 0 && i < curves->count; i++) {
        sort_points(curves, &curves->curve[i]);
        code = grid_of(curves, &curves->curve[i], error);
    }
    if (code == 0 && curves->count == 0) {
        code = cst_error_set(error, CST_ERR_USAGE, NULL,
                             "plot: nothing to draw: no finished cell has a %s",
                             cst_result_name(kind));
    }
    return code;
}

void cst_curves_free(cst_curves *curves)
{
    for (size_t i = 0; i < curves->count; i++) {
        free(curves->curve[i].point);
        free(curves->curve[i].grid_x);
        free(curves->curve[i].grid_y);
    }
    free(curves->curve);
    *curves = (cst_curves){0};
}
