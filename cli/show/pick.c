/* SPDX-License-Identifier: MIT */
#include "cli/show/pick.h"

#include "scenarios/load/literal.h"
#include "scenarios/load/nearest.h"

#include <math.h>
#include <string.h>

int cst_pick_result(const char *command, const char *name, cst_result_kind *kind, cst_error *error)
{
    cst_nearest nearest = {0};
    if (name == NULL || cst_result_find(name, kind)) {
        return 0;
    }
    for (cst_result_kind i = 0; i < CST_RESULT_KINDS; i++) {
        cst_nearest_look(&nearest, name, cst_result_name(i));
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "%s --result: expected the name of a result, found '%.60s'%s%s", command,
                         name, nearest.best != NULL ? "; the nearest known one is " : "",
                         nearest.best != NULL ? nearest.best : "");
}

double cst_pick_number(const char *value)
{
    double x;
    return cst_literal_number(value, &x) ? x : (double)NAN;
}

bool cst_pick_numeric(const cst_scenario *scenario, size_t axis)
{
    for (size_t i = 0; i < scenario->cells; i++) {
        if (isnan(cst_pick_number(scenario->cell[i].at[axis]))) {
            return false;
        }
    }
    return true;
}

int cst_pick_axis(const cst_pick *pick, const cst_scenario *scenario, const char *option,
                  const char *key, size_t *axis, cst_error *error)
{
    cst_nearest nearest = {0};
    *axis = cst_scenario_axis(scenario, key);
    if (*axis < scenario->axes) {
        return cst_pick_numeric(scenario, *axis)
                   ? 0
                   : cst_error_set(error, CST_ERR_USAGE, NULL,
                                   "%s --%s: expected a key with numbers, found %s, whose values "
                                   "are names",
                                   pick->command, option, key);
    }
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_nearest_look(&nearest, key, scenario->axis[i].key);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "%s --%s: expected a key of the sweep, found '%.60s'%s%s", pick->command,
                         option, key, nearest.best != NULL ? "; the nearest one is " : "",
                         nearest.best != NULL ? nearest.best : "");
}

/* Whether a text is this value of the grid: the same word or the same number. */
static bool is_value(const char *at, const char *text)
{
    const double number = cst_pick_number(text);
    return strcmp(at, text) == 0 || (!isnan(number) && cst_pick_number(at) == number);
}

/* The axis that a KEY=VALUE is about, or the number of axes. */
static size_t axis_of(const cst_scenario *scenario, const char *choose)
{
    char key[sizeof scenario->axis->key + 1];
    snprintf(key, sizeof key, "%.*s", (int)strcspn(choose, "="), choose);
    return cst_scenario_axis(scenario, key);
}

static const char *chosen_value(const char *choose)
{
    return choose + strcspn(choose, "=") + 1;
}

bool cst_pick_fixes(const cst_pick *pick, const cst_scenario *scenario, size_t axis)
{
    bool fixes = false;
    for (size_t i = 0; i < pick->choices; i++) {
        fixes = fixes || axis_of(scenario, pick->choose[i]) == axis;
    }
    return fixes;
}

bool cst_pick_wants(const cst_pick *pick, const cst_scenario *scenario,
                    const cst_scenario_cell *cell)
{
    bool wanted = true;
    for (size_t i = 0; i < pick->choices; i++) {
        const size_t axis = axis_of(scenario, pick->choose[i]);
        wanted = wanted && is_value(cell->at[axis], chosen_value(pick->choose[i]));
    }
    return wanted;
}

static int check_one(const cst_pick *pick, const cst_scenario *scenario, const char *choose,
                     cst_error *error)
{
    const size_t axis = axis_of(scenario, choose);
    cst_nearest nearest = {0};
    char values[200] = "";
    char key[100];
    snprintf(key, sizeof key, "%.*s", (int)strcspn(choose, "="), choose);
    for (size_t i = 0; axis == scenario->axes && i < scenario->axes; i++) {
        cst_nearest_look(&nearest, key, scenario->axis[i].key);
    }
    if (strchr(choose, '=') == NULL || axis == scenario->axes) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --set: expected KEY=VALUE with a key of the sweep, found "
                             "'%.80s'%s%s",
                             pick->command, choose,
                             nearest.best != NULL ? "; the nearest one is " : "",
                             nearest.best != NULL ? nearest.best : "");
    }
    bool known = false;
    for (size_t i = 0; i < scenario->axis[axis].values; i++) {
        const char *value = scenario->axis[axis].value[i];
        const size_t used = strlen(values);
        known = known || is_value(value, chosen_value(choose));
        if (used + strlen(value) + 3 < sizeof values) {
            snprintf(values + used, sizeof values - used, "%s%s", used > 0 ? ", " : "", value);
        }
    }
    return known ? 0
                 : cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "%s --set: %s: expected one of %s, found '%.60s'", pick->command,
                                 key, values, chosen_value(choose));
}

int cst_pick_check(const cst_pick *pick, const cst_scenario *scenario, cst_error *error)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < pick->choices; i++) {
        code = check_one(pick, scenario, pick->choose[i], error);
    }
    return code;
}

int cst_pick_nothing(const cst_pick *pick, const cst_findings *findings, cst_result_kind kind,
                     cst_error *error)
{
    char names[320] = "";
    size_t first = 0;
    while (first < findings->count && findings->finding[first].done == 0) {
        first++;
    }
    for (cst_result_kind has = 0; first < findings->count && has < CST_RESULT_KINDS; has++) {
        const size_t used = strlen(names);
        if (cst_finding_result(&findings->finding[first], has).method != NULL) {
            (void)snprintf(names + used, sizeof names - used, "%s%s",
                           used > 0 ? ", " : "; there are ", cst_result_name(has));
        }
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "%s: nothing to draw: no finished cell has a %s%s", pick->command,
                         cst_result_name(kind), names);
}
