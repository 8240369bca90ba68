/* SPDX-License-Identifier: MIT */
#include "scenarios/load/sweep.h"

#include "base/number.h"
#include "scenarios/load/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char forms[] = "a list such as [0, 0.1], {log: [1e-6, 1e-1, 11]} or "
                            "{lin: [0, 1, 11]}";

static int no_memory(cst_error *error)
{
    return cst_error_set(error, CST_ERR_MEMORY, "sweep", "no memory for the grid");
}

static int refuse(const cst_sweep_axis *axis, const cst_yaml_node *node, const char *text,
                  cst_error *error)
{
    (void)cst_error_set(error, CST_ERR_SCENARIO, axis->key->path, "%s", text);
    cst_error_below(error, "sweep");
    return cst_yaml_place(node, error);
}

static int refuse_form(const cst_sweep_axis *axis, cst_error *error)
{
    (void)cst_yaml_expected(axis->node, CST_ERR_SCENARIO, axis->key->path, forms, error);
    cst_error_below(error, "sweep");
    return CST_ERR_SCENARIO;
}

static int make_room(cst_sweep_axis *axis, uint32_t values, cst_yaml *keep, cst_error *error)
{
    axis->values = values;
    axis->value = cst_yaml_keep(keep, values * sizeof(cst_yaml_node *));
    return axis->value == NULL ? no_memory(error) : 0;
}

/* In long double, so that after rounding to 12 digits all machines have the same text. */
double cst_sweep_value(double a, double b, size_t i, size_t n, bool logarithmic)
{
    if (i == 0 || i == n - 1) {
        return i == 0 ? a : b;
    }
    const long double at = (long double)i / (long double)(n - 1);
    const long double low = (long double)a;
    const long double high = (long double)b;
    return cst_number_round(
        (double)(logarithmic ? low * powl(high / low, at) : low + (high - low) * at));
}

/* A node with a number's text, in the place of the axis. */
static int add_number(cst_sweep_axis *axis, uint32_t i, double value, cst_yaml *keep,
                      cst_error *error)
{
    char text[CST_NUMBER_TEXT_MAX];
    cst_number_text(value, text);
    cst_yaml_node *node = cst_yaml_keep(keep, sizeof *node);
    if (node == NULL || (node->text = cst_yaml_keep_text(keep, text, strlen(text))) == NULL) {
        return no_memory(error);
    }
    node->kind = CST_YAML_SCALAR;
    node->file = axis->node->file;
    node->line = axis->node->line;
    node->column = axis->node->column;
    axis->value[i] = node;
    return 0;
}

static int read_grid(cst_sweep_axis *axis, const cst_yaml_node *grid, cst_yaml *keep,
                     cst_error *error)
{
    const bool logarithmic = strcmp(grid->key, "log") == 0;
    const cst_yaml_node *from = grid->first;
    double a = 0.0;
    double b = 0.0;
    uint64_t n = 0;
    if ((!logarithmic && strcmp(grid->key, "lin") != 0) || grid->kind != CST_YAML_LIST ||
        grid->children != 3 || !cst_yaml_number(from, &a) || !cst_yaml_number(from->next, &b) ||
        !cst_yaml_whole(from->next->next, &n)) {
        return refuse_form(axis, error);
    }
    if (n < 1 || n > CST_SWEEP_CELLS_MAX) {
        return refuse(axis, from->next->next, "expected a number of values from 1 to 10000", error);
    }
    if (logarithmic && !(a > 0.0 && b > 0.0)) {
        return refuse(axis, a > 0.0 ? from->next : from, "expected ends above 0 for log", error);
    }
    if (n == 1 && a != b) {
        return refuse(axis, from->next, "one value cannot be both ends", error);
    }
    int code = make_room(axis, (uint32_t)n, keep, error);
    for (uint32_t i = 0; code == 0 && i < axis->values; i++) {
        code =
            add_number(axis, i, cst_sweep_value(a, b, i, axis->values, logarithmic), keep, error);
    }
    return code;
}

static int read_list(cst_sweep_axis *axis, cst_yaml *keep, cst_error *error)
{
    if (axis->node->children < 1 || axis->node->children > CST_SWEEP_CELLS_MAX) {
        return refuse(axis, axis->node, "expected from 1 to 10000 values", error);
    }
    int code = make_room(axis, axis->node->children, keep, error);
    uint32_t i = 0;
    for (cst_yaml_node *item = axis->node->first; code == 0 && item != NULL; item = item->next) {
        axis->value[i++] = item;
    }
    return code;
}

static int by_text(const void *a, const void *b)
{
    const char *const *x = a;
    const char *const *y = b;
    return strcmp(*x, *y);
}

static int refuse_repeats(const cst_sweep_axis *axis, cst_yaml *keep, cst_error *error)
{
    const char **sorted = cst_yaml_keep(keep, axis->values * sizeof *sorted);
    if (sorted == NULL) {
        return no_memory(error);
    }
    for (uint32_t i = 0; i < axis->values; i++) {
        sorted[i] = axis->value[i]->text;
    }
    qsort(sorted, axis->values, sizeof *sorted, by_text);
    for (uint32_t i = 1; i < axis->values; i++) {
        if (strcmp(sorted[i - 1], sorted[i]) == 0) {
            char what[128];
            (void)snprintf(what, sizeof what, "expected distinct values, found %.60s twice",
                           sorted[i]);
            return refuse(axis, axis->node, what, error);
        }
    }
    return 0;
}

/* Reads every value as the key's, so that errors are found; its text becomes the one way to write
 * it. */
static int read_texts(cst_sweep_axis *axis, cst_draft *scratch, cst_yaml *keep, cst_error *error)
{
    for (uint32_t i = 0; i < axis->values; i++) {
        int code = cst_value_read(axis->key, scratch, axis->value[i], error);
        if (code != 0) {
            return code;
        }
        char text[1024];
        (void)cst_value_text(axis->key, scratch, text, sizeof text);
        axis->value[i]->text = cst_yaml_keep_text(keep, text, strlen(text));
        if (axis->value[i]->text == NULL) {
            return no_memory(error);
        }
    }
    return refuse_repeats(axis, keep, error);
}

static int read_axis(cst_sweep_axis *axis, cst_yaml_node *node, cst_draft *scratch, cst_yaml *keep,
                     cst_error *error)
{
    *axis = (cst_sweep_axis){.key = cst_key_find(node->key), .node = node};
    if (axis->key == NULL) {
        (void)cst_key_unknown(node->key, error);
        return cst_yaml_place_key(node, error);
    }
    const bool label = (axis->key->flags & CST_KEY_LABEL) != 0;
    if (label || axis->key->kind >= CST_KEY_REALS) {
        (void)refuse(axis, node,
                     label ? "cannot be swept: it is the same for all cells"
                           : "cannot be swept: it is a list",
                     error);
        return cst_yaml_place_key(node, error);
    }
    int code = 0;
    if (node->kind == CST_YAML_LIST) {
        code = read_list(axis, keep, error);
    } else if (node->kind == CST_YAML_MAP && node->children == 1) {
        code = read_grid(axis, node->first, keep, error);
    } else {
        code = refuse_form(axis, error);
    }
    return code != 0 ? code : read_texts(axis, scratch, keep, error);
}

int cst_sweep_read(cst_sweep *sweep, const cst_yaml_node *map, cst_yaml *keep, cst_error *error)
{
    *sweep = (cst_sweep){.cells = 1};
    if (map == NULL) {
        return 0;
    }
    if (map->kind != CST_YAML_MAP || map->children > CST_SWEEP_AXES_MAX) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, "sweep",
                            "expected a map of up to 16 keys, as in {scheming.rho: [0, 0.1]}");
        return cst_yaml_place(map, error);
    }
    cst_draft scratch;
    cst_draft_init(&scratch);
    for (cst_yaml_node *node = map->first; node != NULL; node = node->next) {
        cst_sweep_axis *axis = &sweep->axis[sweep->axes];
        int code = read_axis(axis, node, &scratch, keep, error);
        if (code != 0) {
            return code;
        }
        if ((uint64_t)sweep->cells * axis->values > CST_SWEEP_CELLS_MAX) {
            return refuse(axis, node, "expected at most 10000 cells in all", error);
        }
        sweep->cells *= axis->values;
        sweep->axes++;
    }
    return 0;
}

const cst_sweep_axis *cst_sweep_axis_of(const cst_sweep *sweep, const cst_key *key)
{
    for (uint32_t i = 0; i < sweep->axes; i++) {
        if (sweep->axis[i].key == key) {
            return &sweep->axis[i];
        }
    }
    return NULL;
}

void cst_sweep_at(const cst_sweep *sweep, uint32_t cell, uint32_t *index)
{
    for (uint32_t axis = sweep->axes; axis-- > 0;) {
        index[axis] = cell % sweep->axis[axis].values;
        cell /= sweep->axis[axis].values;
    }
}
