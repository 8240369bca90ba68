/* SPDX-License-Identifier: MIT */
#include "scenarios/load/design.h"

#include "base/number.h"
#include "base/points.h"
#include "scenarios/load/nearest.h"
#include "scenarios/load/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const kinds[] = {[CST_POINTS_SOBOL] = "sobol", [CST_POINTS_LATIN] = "latin"};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static const char ranges[] = "{lin: [a, b]}, {log: [a, b]} or a list of values";

static int no_memory(cst_error *error)
{
    return cst_error_memory(error, "the points of a design");
}

cst_yaml_node *cst_design_ranges(const cst_yaml_node *entry)
{
    cst_yaml_node *found = NULL;
    for (int kind = 0; kind < KINDS && entry->kind == CST_YAML_MAP && found == NULL; kind++) {
        found = cst_yaml_child(entry, kinds[kind]);
    }
    return found;
}

bool cst_design_is(const cst_yaml_node *entry)
{
    return cst_design_ranges(entry) != NULL || cst_yaml_child(entry, "points") != NULL;
}

/* No other words may stand beside the ranges. */
static int check_words(const cst_sweep_axis *axis, cst_error *error)
{
    static const char *const words[] = {"sobol", "latin", "points", "seed"};
    const cst_yaml_node *list = cst_design_ranges(axis->node);
    for (const cst_yaml_node *node = axis->node->first; node != NULL; node = node->next) {
        cst_nearest nearest = {0};
        bool known = false;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            known = known || strcmp(node->key, words[i]) == 0;
            cst_nearest_look(&nearest, node->key, words[i]);
        }
        known =
            known && (list == NULL || node == list || cst_yaml_child(axis->node, "latin") != node);
        if (!known) {
            char text[160];
            const bool near = nearest.best != NULL && nearest.distance > 0;
            (void)snprintf(text, sizeof text,
                           "expected one of sobol and latin, points and seed, found '%.40s'%s%s",
                           node->key, near ? "; the nearest one is " : "",
                           near ? nearest.best : "");
            (void)cst_swept_refuse(axis, node, text, error);
            return cst_yaml_place_key(node, error);
        }
    }
    return list != NULL
               ? 0
               : cst_swept_refuse(axis, axis->node,
                                  "expected sobol or latin beside points, found neither", error);
}

static int read_counts(const cst_sweep_axis *axis, cst_points *points, cst_error *error)
{
    static const char expected[] = "a number of points from 1 to 10000";
    const cst_yaml_node *count = cst_yaml_child(axis->node, "points");
    const cst_yaml_node *seed = cst_yaml_child(axis->node, "seed");
    uint64_t n = 0;
    if (count == NULL) {
        return cst_swept_refuse(axis, axis->node,
                                "expected points, how many there are, as in {sobol: [..], "
                                "points: 64}; found none",
                                error);
    }
    if (!cst_yaml_whole(count, &n) || n < 1 || n > CST_SWEEP_CELLS_MAX) {
        return cst_swept_expected(axis, count, expected, error);
    }
    points->count = (uint32_t)n;
    points->seed = 1;
    return seed == NULL || cst_yaml_whole(seed, &points->seed)
               ? 0
               : cst_swept_expected(axis, seed, "a whole number from 0", error);
}

static bool is_whole(const cst_key *key)
{
    return key->kind == CST_KEY_WHOLE || key->kind == CST_KEY_WHOLE64;
}

/* The ends of a range of numbers. */
static int read_ends(const cst_sweep_axis *axis, const cst_yaml_node *range, double *a, double *b,
                     bool *logarithmic, cst_error *error)
{
    const cst_yaml_node *list = range->first;
    const bool one = range->kind == CST_YAML_MAP && range->children == 1;
    *logarithmic = one && strcmp(list->key, "log") == 0;
    if (!one || (!*logarithmic && strcmp(list->key, "lin") != 0)) {
        return cst_swept_expected(axis, range, ranges, error);
    }
    if (axis->key->kind != CST_KEY_REAL && !is_whole(axis->key)) {
        return cst_swept_refuse(axis, range, "expected a list of values: they are no numbers",
                                error);
    }
    if (list->kind != CST_YAML_LIST || list->children != 2 || !cst_yaml_number(list->first, a) ||
        !cst_yaml_number(list->last, b)) {
        return cst_swept_expected(axis, list, "two numbers, as in [0, 0.5]", error);
    }
    for (const cst_yaml_node *end = list->first; end != NULL; end = end->next) {
        const double value = end == list->first ? *a : *b;
        if (!is_whole(axis->key) && !cst_range_has(&axis->key->range, value)) {
            return cst_swept_expected(axis, end, axis->key->range.words, error);
        }
    }
    if (!(*a < *b)) {
        return cst_swept_expected(axis, list->last, "an upper end above the lower one", error);
    }
    if (*logarithmic && !(*a > 0.0)) {
        return cst_swept_expected(axis, list->first, "ends above 0 for log", error);
    }
    if (is_whole(axis->key) && (*a != floor(*a) || *b != floor(*b) || *b > 0x1p52)) {
        return cst_swept_expected(axis, *a != floor(*a) ? list->first : list->last,
                                  "a whole number", error);
    }
    return 0;
}

/* A value of the list for each coordinate. */
static int place_listed(cst_sweep_axis *axis, const cst_yaml_node *list, const double *at,
                        cst_yaml *keep, cst_error *error)
{
    cst_yaml_node **value = cst_yaml_keep(keep, list->children * sizeof(cst_yaml_node *));
    uint32_t count = 0;
    if (value == NULL) {
        return no_memory(error);
    }
    for (cst_yaml_node *node = list->first; node != NULL; node = node->next) {
        value[count++] = node;
    }
    for (uint32_t i = 0; count > 0 && i < axis->values; i++) {
        axis->value[i] = value[(uint32_t)(at[i] * count)];
    }
    return count > 0 ? 0
                     : cst_swept_refuse(axis, list, "expected a value or more, found none", error);
}

/* A number of the range for each coordinate. */
static int place_between(cst_sweep_axis *axis, const cst_yaml_node *range, const double *at,
                         cst_yaml *keep, cst_error *error)
{
    double a = 0.0;
    double b = 0.0;
    bool logarithmic = false;
    int code = read_ends(axis, range, &a, &b, &logarithmic, error);
    const bool whole = is_whole(axis->key);
    for (uint32_t i = 0; code == 0 && i < axis->values; i++) {
        const double end = whole ? b + 1.0 : b;
        const double value = (double)cst_swept_between(a, end, (long double)at[i], logarithmic);
        code = cst_swept_number(axis, i, whole ? fmin(floor(value), b) : value, keep, error);
    }
    return code;
}

int cst_design_read(cst_sweep_axis *axis, uint32_t axes, cst_yaml *keep, cst_error *error)
{
    const cst_yaml_node *list = cst_design_ranges(axis->node);
    cst_points points = {0};
    int code = check_words(axis, error);
    code = code != 0 ? code : read_counts(axis, &points, error);
    if (code == 0 && (list->kind != CST_YAML_LIST || list->children != axes)) {
        char text[128];
        char found[64];
        (void)snprintf(found, sizeof found, "%u", list->children);
        (void)snprintf(
            text, sizeof text, "expected a list of %u ranges, one for each key, found %s", axes,
            list->kind == CST_YAML_LIST ? found : cst_yaml_found(list, found, sizeof found));
        return cst_swept_refuse(axis, list, text, error);
    }
    if (code != 0) {
        return code;
    }
    points.kind =
        strcmp(list->key, kinds[CST_POINTS_SOBOL]) == 0 ? CST_POINTS_SOBOL : CST_POINTS_LATIN;
    double *at = cst_yaml_keep(keep, points.count * sizeof *at);
    code = at == NULL ? no_memory(error) : 0;
    const cst_yaml_node *range = list->first;
    for (uint32_t i = 0; code == 0 && i < axes; i++, range = range->next) {
        cst_points_at(&points, i, at);
        code = cst_swept_room(&axis[i], points.count, keep, error);
        code = code != 0                      ? code
               : range->kind == CST_YAML_LIST ? place_listed(&axis[i], range, at, keep, error)
                                              : place_between(&axis[i], range, at, keep, error);
    }
    return code;
}
