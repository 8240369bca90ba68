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

/* Adds "rho = 0.1" to a label, or a name alone. */
static void add_value(const cst_curves *curves, size_t axis, const char *value,
                      char label[CST_CURVE_LABEL])
{
    const size_t used = strlen(label);
    const char *key = curves->findings->scenario->axis[axis].key;
    const bool name = isnan(cst_pick_number(value));
    const char *before = used > 0 ? ", " : "";
    if (name) {
        snprintf(label + used, CST_CURVE_LABEL - used, "%s%s", before,
                 cst_naming_of(&curves->naming, value, value));
    } else {
        snprintf(label + used, CST_CURVE_LABEL - used, "%s%s = %s", before,
                 cst_naming_of(&curves->naming, key, cst_parameter_word(key)), value);
    }
}

static void label_of(const cst_curves *curves, const cst_scenario_cell *cell,
                     char label[CST_CURVE_LABEL])
{
    const cst_scenario *scenario = curves->findings->scenario;
    label[0] = '\0';
    for (size_t i = 0; i < scenario->axes; i++) {
        if (!cst_axes_tied(scenario, i, curves->axis) && i != curves->split &&
            !cst_pick_fixes(&curves->spec->pick, scenario, i)) {
            add_value(curves, i, cell->at[i], label);
        }
    }
}

void cst_curves_panel(const cst_curves *curves, size_t panel, char out[CST_CURVE_LABEL])
{
    out[0] = '\0';
    if (curves->panel_value != NULL) {
        const cst_axis *axis = &curves->findings->scenario->axis[curves->split];
        add_value(curves, curves->split, axis->value[curves->panel_value[panel]], out);
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
    label_of(curves, finding->cell, curve->label);
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
        const cst_finding *finding = &curves->findings->finding[i];
        const double x = x_of(curves, finding);
        if (!cst_pick_wants(&curves->spec->pick, curves->findings->scenario, finding->cell)) {
            continue;
        }
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
    bool same = a->panel == b->panel && a->points == b->points && a->dots == b->dots;
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
    size_t left = curves->styles;
    size_t length = 0;
    out[0] = '\0';
    while (used != NULL && left > CST_CURVES_MAX && length < size) {
        size_t most = scenario->axes;
        size_t values = 1;
        const char *first = "";
        for (size_t i = 0; i < scenario->axes; i++) {
            if (!cst_axes_tied(scenario, i, curves->axis) && i != curves->split && !used[i] &&
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
        length +=
            (size_t)snprintf(out + length, size - length, "%s--%s %s=%s", length > 0 ? " " : "",
                             cst_pick_option(&curves->spec->pick), scenario->axis[most].key, first);
    }
    free(used);
}

/* A numeric axis with so many values that drawing along it leaves few enough curves; or NULL. */
static const char *other_axis(const cst_curves *curves)
{
    const cst_scenario *scenario = curves->findings->scenario;
    const size_t now = scenario->axis[curves->axis].values;
    for (size_t i = 0; curves->spec->has_along && i < scenario->axes; i++) {
        if (i != curves->axis && i != curves->split &&
            !cst_pick_fixes(&curves->spec->pick, scenario, i) && cst_pick_numeric(scenario, i) &&
            curves->styles * now / scenario->axis[i].values <= CST_CURVES_MAX) {
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
                         curves->spec->pick.command, curves->styles, (int)CST_CURVES_MAX, advice,
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
        return cst_pick_nothing(curves->spec->pick.command, "draw", curves->findings, curves->kind,
                                error);
    }
    return 0;
}

/* The panel of each curve, in the order of the axis' values, and what is drawn alike in all. */
static int arrange(cst_curves *curves, cst_error *error)
{
    const cst_scenario *scenario = curves->findings->scenario;
    const size_t values = curves->split < scenario->axes ? scenario->axis[curves->split].values : 0;
    curves->panels = values > 0 ? 0 : 1;
    curves->panel_value = values > 0 ? calloc(values, sizeof *curves->panel_value) : NULL;
    if (values > 0 && curves->panel_value == NULL) {
        return cst_error_memory(error, "a plot");
    }
    for (size_t i = 0; i < values; i++) {
        bool there = false;
        for (size_t c = 0; c < curves->count; c++) {
            cst_curve *curve = &curves->curve[c];
            const char *at = curve->point[0].finding->cell->at[curves->split];
            if (strcmp(at, scenario->axis[curves->split].value[i]) == 0) {
                curve->panel = curves->panels;
                there = true;
            }
        }
        curves->panel_value[curves->panels] = i;
        curves->panels += there ? 1 : 0;
    }
    for (size_t c = 0; c < curves->count; c++) {
        size_t same = 0;
        while (strcmp(curves->curve[same].label, curves->curve[c].label) != 0) {
            same++;
        }
        curves->curve[c].style = same < c ? curves->curve[same].style : curves->styles++;
    }
    if (curves->panels > CST_CURVES_MAX) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --split: expected at most %d values of %s, found %zu: choose with "
                             "--%s",
                             curves->spec->pick.command, (int)CST_CURVES_MAX,
                             scenario->axis[curves->split].key, curves->panels,
                             cst_pick_option(&curves->spec->pick));
    }
    return curves->styles > CST_CURVES_MAX ? too_many(curves, error) : 0;
}

/* The axes to draw along and to split by. */
static int choose_axes(cst_curves *curves, cst_error *error)
{
    const cst_curves_spec *spec = curves->spec;
    const cst_pick *pick = &spec->pick;
    const cst_scenario *scenario = curves->findings->scenario;
    int code = spec->along != NULL
                   ? cst_pick_axis(pick, scenario, "along", spec->along, &curves->axis, error)
                   : choose_axis(curves, error);
    if (code == 0 && spec->split != NULL) {
        code = cst_pick_key(pick, scenario, "split", spec->split, &curves->split, error);
    }
    if (code == 0 && curves->split < scenario->axes &&
        cst_axes_tied(scenario, curves->split, curves->axis)) {
        code = cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --split: %s is%s what the picture is drawn along; --along names "
                             "another key",
                             pick->command, spec->split,
                             curves->split == curves->axis ? "" : " tied to");
    }
    code = code != 0 ? code : cst_pick_check(pick, scenario, error);
    if (code == 0 && cst_pick_fixes(pick, scenario, curves->axis)) {
        code =
            cst_error_set(error, CST_ERR_USAGE, NULL,
                          "%s --%s: %s is what the picture is drawn along; --along names "
                          "another key",
                          pick->command, cst_pick_option(pick), scenario->axis[curves->axis].key);
    }
    return code != 0
               ? code
               : cst_naming_check(&spec->naming, pick->command, scenario, &curves->kind, 1, error);
}

int cst_curves_make(cst_curves *curves, const cst_findings *findings, const cst_curves_spec *spec,
                    cst_error *error)
{
    *curves = (cst_curves){.findings = findings,
                           .spec = spec,
                           .kind = spec->kind,
                           .split = findings->scenario->axes,
                           .naming = spec->naming};
    int code = choose_axes(curves, error);
    if (code != 0) {
        return code;
    }
    look_at_axis(curves);
    curves->curve = calloc(findings->count, sizeof *curves->curve);
    if (curves->curve == NULL) {
        return cst_error_memory(error, "a plot");
    }
    code = gather(curves, error);
    code = code != 0 ? code : arrange(curves, error);
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
    free(curves->panel_value);
    *curves = (cst_curves){0};
}
