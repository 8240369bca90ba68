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

int cst_pick_key(const cst_pick *pick, const cst_scenario *scenario, const char *option,
                 const char *key, size_t *axis, cst_error *error)
{
    cst_nearest nearest = {0};
    *axis = cst_scenario_axis(scenario, key);
    if (*axis < scenario->axes) {
        return 0;
    }
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_nearest_look(&nearest, key, scenario->axis[i].key);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "%s --%s: expected a key of the sweep, found '%.60s'%s%s", pick->command,
                         option, key, nearest.best != NULL ? "; the nearest one is " : "",
                         nearest.best != NULL ? nearest.best : "");
}

int cst_pick_axis(const cst_pick *pick, const cst_scenario *scenario, const char *option,
                  const char *key, size_t *axis, cst_error *error)
{
    const int code = cst_pick_key(pick, scenario, option, key, axis, error);
    return code != 0 || cst_pick_numeric(scenario, *axis)
               ? code
               : cst_error_set(error, CST_ERR_USAGE, NULL,
                               "%s --%s: expected a key with numbers, found %s, whose values are "
                               "names",
                               pick->command, option, key);
}

const char *cst_pick_option(const cst_pick *pick)
{
    return pick->option != NULL ? pick->option : "only";
}

/* Whether a text is this value of the grid: the same word or the same number. */
static bool is_value(const char *at, const char *text)
{
    const double number = cst_pick_number(text);
    return strcmp(at, text) == 0 || (!isnan(number) && cst_pick_number(at) == number);
}

/* The axis that a KEY=VALUE,... is about, or the number of axes. */
static size_t axis_of(const cst_scenario *scenario, const char *choose)
{
    char key[sizeof scenario->axis->key + 1];
    snprintf(key, sizeof key, "%.*s", (int)strcspn(choose, "="), choose);
    return cst_scenario_axis(scenario, key);
}

enum { VALUE_MAX = 256 };

/* The next of a list of values, "" behind the last; longer ones are cut, and are no values. */
static const char *next_value(const char *list, char out[VALUE_MAX])
{
    const size_t length = strcspn(list, ",");
    snprintf(out, VALUE_MAX, "%.*s", (int)(length < VALUE_MAX ? length : VALUE_MAX - 1), list);
    return list[length] == ',' ? list + length + 1 : list + length;
}

static const char *chosen_values(const char *choose)
{
    return choose + strcspn(choose, "=") + 1;
}

/* Whether a value is one of a list; a value may have commas itself. */
static bool is_listed(const char *list, const char *value)
{
    char one[VALUE_MAX];
    bool listed = is_value(value, list);
    while (*list != '\0' && !listed) {
        list = next_value(list, one);
        listed = is_value(value, one);
    }
    return listed;
}

bool cst_pick_takes(const cst_pick *pick, const cst_scenario *scenario, size_t axis,
                    const char *value)
{
    bool taken = true;
    for (size_t i = 0; i < pick->choices; i++) {
        const char *choose = pick->choose[i];
        taken =
            taken && (axis_of(scenario, choose) != axis || is_listed(chosen_values(choose), value));
    }
    return taken;
}

bool cst_pick_fixes(const cst_pick *pick, const cst_scenario *scenario, size_t axis)
{
    bool about = false;
    size_t left = 0;
    for (size_t i = 0; i < pick->choices; i++) {
        about = about || axis_of(scenario, pick->choose[i]) == axis;
    }
    for (size_t i = 0; about && i < scenario->axis[axis].values; i++) {
        left += cst_pick_takes(pick, scenario, axis, scenario->axis[axis].value[i]) ? 1 : 0;
    }
    return about && left == 1;
}

bool cst_pick_wants(const cst_pick *pick, const cst_scenario *scenario,
                    const cst_scenario_cell *cell)
{
    bool wanted = true;
    for (size_t i = 0; i < pick->choices; i++) {
        const size_t axis = axis_of(scenario, pick->choose[i]);
        wanted = wanted && is_listed(chosen_values(pick->choose[i]), cell->at[axis]);
    }
    return wanted;
}

/* Each of a list must be a value of the axis. */
static int check_values(const cst_pick *pick, const cst_axis *axis, const char *list,
                        cst_error *error)
{
    char names[200] = "";
    char one[VALUE_MAX];
    for (size_t i = 0; i < axis->values; i++) {
        cst_names_add(names, sizeof names, axis->value[i]);
        if (is_value(axis->value[i], list)) {
            return 0; /* as a whole */
        }
    }
    do {
        cst_nearest nearest = {0};
        bool known = false;
        list = next_value(list, one);
        for (size_t i = 0; i < axis->values; i++) {
            known = known || is_value(axis->value[i], one);
            if (isnan(cst_pick_number(axis->value[i]))) {
                cst_nearest_look(&nearest, one, axis->value[i]);
            }
        }
        if (!known) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "%s --%s: %s: expected one of %s, found '%.60s'%s%s",
                                 pick->command, cst_pick_option(pick), axis->key, names, one,
                                 nearest.best != NULL ? "; the nearest one is " : "",
                                 nearest.best != NULL ? nearest.best : "");
        }
    } while (*list != '\0');
    return 0;
}

static int check_one(const cst_pick *pick, const cst_scenario *scenario, size_t at,
                     cst_error *error)
{
    const char *choose = pick->choose[at];
    const size_t axis = axis_of(scenario, choose);
    cst_nearest nearest = {0};
    char key[100];
    snprintf(key, sizeof key, "%.*s", (int)strcspn(choose, "="), choose);
    for (size_t i = 0; axis == scenario->axes && i < scenario->axes; i++) {
        cst_nearest_look(&nearest, key, scenario->axis[i].key);
    }
    if (strchr(choose, '=') == NULL || axis == scenario->axes) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --%s: expected KEY=VALUE,... with a key of the sweep, found "
                             "'%.80s'%s%s",
                             pick->command, cst_pick_option(pick), choose,
                             nearest.best != NULL ? "; the nearest one is " : "",
                             nearest.best != NULL ? nearest.best : "");
    }
    for (size_t i = 0; i < at; i++) {
        if (axis_of(scenario, pick->choose[i]) == axis) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "%s --%s: %s: expected it once, with all its values as %s=A,B, "
                                 "found it twice",
                                 pick->command, cst_pick_option(pick), key, key);
        }
    }
    return check_values(pick, &scenario->axis[axis], chosen_values(choose), error);
}

int cst_pick_check(const cst_pick *pick, const cst_scenario *scenario, cst_error *error)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < pick->choices; i++) {
        code = check_one(pick, scenario, i, error);
    }
    return code;
}

int cst_pick_nothing(const char *command, const char *act, const cst_findings *findings,
                     cst_result_kind kind, cst_error *error)
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
                         "%s: nothing to %s: no finished cell has a %s%s", command, act,
                         cst_result_name(kind), names);
}
