/* SPDX-License-Identifier: MIT */
#include "scenarios/load/sweep.h"

#include "base/number.h"
#include "base/points.h"
#include "scenarios/load/design.h"
#include "scenarios/load/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char forms[] = "a list such as [0, 0.1], {log: [1e-6, 1e-1, 11]} or "
                            "{lin: [0, 1, 11]}";

static const char row_forms[] = "rows, a value for each key, such as [[0.01, 1], [0.02, 3]], or a "
                                "design, such as {sobol: [{lin: [0, 1]}, [1, 3]], points: 64}";
static const char few_keys[] = "expected a map of up to 16 keys, as in {scheming.rho: [0, 0.1]}";

enum { NAME_SIZE = 96 };

_Static_assert((int)CST_SWEEP_AXES_MAX <= (int)CST_POINTS_KEYS_MAX,
               "a design has a coordinate for each key");

static int no_memory(cst_error *error)
{
    return cst_error_set(error, CST_ERR_MEMORY, "sweep", "no memory for the grid");
}

double cst_sweep_value(double a, double b, size_t i, size_t n, bool logarithmic)
{
    if (i == 0 || i == n - 1) {
        return i == 0 ? a : b;
    }
    const long double part = (long double)i / (long double)(n - 1);
    return cst_number_round((double)cst_swept_between(a, b, part, logarithmic));
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
        return cst_swept_expected(axis, axis->node, forms, error);
    }
    if (n < 1 || n > CST_SWEEP_CELLS_MAX) {
        return cst_swept_refuse(axis, from->next->next,
                                "expected a number of values from 1 to 10000", error);
    }
    if (logarithmic && !(a > 0.0 && b > 0.0)) {
        return cst_swept_refuse(axis, a > 0.0 ? from->next : from, "expected ends above 0 for log",
                                error);
    }
    if (n == 1 && a != b) {
        return cst_swept_refuse(axis, from->next, "one value cannot be both ends", error);
    }
    int code = cst_swept_room(axis, (uint32_t)n, keep, error);
    for (uint32_t i = 0; code == 0 && i < axis->values; i++) {
        code = cst_swept_number(axis, i, cst_sweep_value(a, b, i, axis->values, logarithmic), keep,
                                error);
    }
    return code;
}

static int check_count(const cst_sweep_axis *axis, cst_error *error)
{
    return axis->node->children >= 1 && axis->node->children <= CST_SWEEP_CELLS_MAX
               ? 0
               : cst_swept_refuse(axis, axis->node, "expected from 1 to 10000 values", error);
}

static int read_list(cst_sweep_axis *axis, cst_yaml *keep, cst_error *error)
{
    int code = check_count(axis, error);
    code = code != 0 ? code : cst_swept_room(axis, axis->node->children, keep, error);
    uint32_t i = 0;
    for (cst_yaml_node *item = axis->node->first; code == 0 && item != NULL; item = item->next) {
        axis->value[i++] = item;
    }
    return code;
}

typedef struct ranked {
    const char *text;
    uint32_t row;
} ranked;

static int by_text(const void *a, const void *b)
{
    const ranked *x = a;
    const ranked *y = b;
    const int order = strcmp(x->text, y->text);
    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* The texts of a row of tied axes, ", " between them; of a single axis its value. NULL without
 * memory. */
static const char *row_text(const cst_sweep_axis *axis, uint32_t axes, uint32_t row, cst_yaml *keep)
{
    char text[1024] = "";
    if (axes == 1) {
        return axis->value[row]->text;
    }
    for (uint32_t i = 0, used = 0; i < axes && used < sizeof text; i++) {
        used += (uint32_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? ", " : "",
                                   axis[i].value[row]->text);
    }
    return cst_yaml_keep_text(keep, text, strlen(text));
}

/* Takes out the rows of which the first axis has no value. */
static void close_up(cst_sweep_axis *axis, uint32_t axes)
{
    const uint32_t rows = axis->values;
    uint32_t kept = 0;
    for (uint32_t row = 0; row < rows; row++) {
        const bool stays = axis->value[row] != NULL;
        for (uint32_t i = 0; stays && i < axes; i++) {
            axis[i].value[kept] = axis[i].value[row];
        }
        kept += stays ? 1 : 0;
    }
    for (uint32_t i = 0; i < axes; i++) {
        axis[i].values = kept;
    }
}

/* No row may be there twice, unless because --set took a key out: then it is there once. */
static int settle_repeats(cst_sweep_axis *axis, uint32_t axes, cst_yaml *keep, cst_error *error)
{
    ranked *rank = cst_yaml_keep(keep, axis->values * sizeof *rank);
    for (uint32_t i = 0; rank != NULL && i < axis->values; i++) {
        rank[i] = (ranked){row_text(axis, axes, i, keep), i};
        if (rank[i].text == NULL) {
            rank = NULL;
        }
    }
    if (rank == NULL) {
        return no_memory(error);
    }
    qsort(rank, axis->values, sizeof *rank, by_text);
    for (uint32_t i = 1; i < axis->values; i++) {
        if (strcmp(rank[i - 1].text, rank[i].text) == 0 && !axis->node->cut) {
            char what[128];
            (void)snprintf(what, sizeof what, "expected distinct %s, found %.60s twice",
                           axes == 1 ? "values" : "rows", rank[i].text);
            return cst_swept_refuse(axis, axis->node, what, error);
        }
        if (strcmp(rank[i - 1].text, rank[i].text) == 0) {
            axis->value[rank[i].row] = NULL;
        }
    }
    close_up(axis, axes);
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
    return 0;
}

const char *cst_sweep_name(const char *names, char *name, size_t size)
{
    const size_t length = strcspn(names, ",");
    const char *after = names[length] == ',' ? names + length + 1 : NULL;
    const char *from = names;
    const char *to = names + length;
    while (from < to && *from == ' ') {
        from++;
    }
    while (to > from && to[-1] == ' ') {
        to--;
    }
    (void)snprintf(name, size, "%.*s", (int)(to - from), from);
    return after;
}

/* Adds an axis over a key, so far without values. */
static int add_axis(cst_sweep *sweep, const char *name, const cst_yaml_node *node, cst_error *error)
{
    if (sweep->axes == CST_SWEEP_AXES_MAX) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, "sweep", "%s", few_keys);
        return cst_yaml_place_key(node, error);
    }
    const cst_key *key = cst_key_find(name);
    if (key == NULL) {
        (void)cst_key_unknown(name, error);
        return cst_yaml_place_key(node, error);
    }
    const char *why = (key->flags & CST_KEY_LABEL) != 0
                          ? "cannot be swept: it is the same for all cells"
                      : key->kind >= CST_KEY_REALS            ? "cannot be swept: it is a list"
                      : cst_sweep_axis_of(sweep, key) != NULL ? "the sweep varies it already"
                                                              : NULL;
    cst_sweep_axis *axis = &sweep->axis[sweep->axes];
    *axis = (cst_sweep_axis){.key = key, .node = node};
    if (why != NULL) {
        (void)cst_swept_refuse(axis, node, why, error);
        return cst_yaml_place_key(node, error);
    }
    sweep->axes++;
    return 0;
}

static int read_values(cst_sweep_axis *axis, cst_yaml *keep, cst_error *error)
{
    if (axis->node->kind == CST_YAML_LIST) {
        return read_list(axis, keep, error);
    }
    if (axis->node->kind == CST_YAML_MAP && axis->node->children == 1) {
        return read_grid(axis, axis->node->first, keep, error);
    }
    return cst_swept_expected(axis, axis->node, forms, error);
}

/* Reads `"a, b": [[1, 2], [3, 4]]`: a row is a value for each of the keys. */
static int read_rows(cst_sweep_axis *axis, uint32_t axes, cst_yaml *keep, cst_error *error)
{
    const cst_yaml_node *node = axis->node;
    if (node->kind != CST_YAML_LIST) {
        return cst_swept_expected(axis, axis->node, row_forms, error);
    }
    int code = check_count(axis, error);
    for (uint32_t i = 0; code == 0 && i < axes; i++) {
        code = cst_swept_room(&axis[i], node->children, keep, error);
    }
    uint32_t row = 0;
    for (const cst_yaml_node *item = node->first; code == 0 && item != NULL; item = item->next) {
        char what[128];
        if (item->kind != CST_YAML_LIST || item->children != axes) {
            char found[64];
            (void)snprintf(found, sizeof found, "%u", item->children);
            (void)snprintf(
                what, sizeof what, "expected a row of %u values, one for each key, found %s", axes,
                item->kind == CST_YAML_LIST ? found : cst_yaml_found(item, found, sizeof found));
            return cst_swept_refuse(axis, item, what, error);
        }
        cst_yaml_node *value = item->first;
        for (uint32_t i = 0; i < axes; i++, value = value->next) {
            axis[i].value[row] = value;
        }
        row++;
    }
    return code;
}

/* Reads one entry of the map: an axis, or several that are tied. */
static int read_entry(cst_sweep *sweep, const cst_yaml_node *node, cst_draft *scratch,
                      cst_yaml *keep, cst_error *error)
{
    cst_sweep_axis *first = &sweep->axis[sweep->axes];
    const uint32_t before = sweep->axes;
    int code = 0;
    for (const char *names = node->key; code == 0 && names != NULL;) {
        char name[NAME_SIZE];
        names = cst_sweep_name(names, name, sizeof name);
        code = add_axis(sweep, name, node, error);
    }
    const uint32_t axes = sweep->axes - before;
    const bool design = cst_design_is(node);
    code = code != 0   ? code
           : design    ? cst_design_read(first, axes, keep, error)
           : axes == 1 ? read_values(first, keep, error)
                       : read_rows(first, axes, keep, error);
    for (uint32_t i = 0; code == 0 && i < axes; i++) {
        first[i].tied = i > 0;
        code = read_texts(&first[i], scratch, keep, error);
    }
    code = code != 0 || design ? code : settle_repeats(first, axes, keep, error);
    if (code == 0 && (uint64_t)sweep->cells * first->values > CST_SWEEP_CELLS_MAX) {
        code = cst_swept_refuse(first, node, "expected at most 10000 cells in all", error);
    }
    sweep->cells *= code == 0 ? first->values : 1;
    return code;
}

int cst_sweep_read(cst_sweep *sweep, const cst_yaml_node *map, cst_yaml *keep, cst_error *error)
{
    *sweep = (cst_sweep){.cells = 1};
    if (map == NULL) {
        return 0;
    }
    if (map->kind != CST_YAML_MAP || map->children > CST_SWEEP_AXES_MAX) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, "sweep", "%s", few_keys);
        return cst_yaml_place(map, error);
    }
    cst_draft scratch;
    cst_draft_init(&scratch);
    int code = 0;
    for (const cst_yaml_node *node = map->first; code == 0 && node != NULL; node = node->next) {
        code = read_entry(sweep, node, &scratch, keep, error);
    }
    return code;
}

void cst_sweep_keep(cst_sweep *sweep, const bool used[CST_KEYS_MAX])
{
    uint32_t kept = 0;
    bool tied = false; /* to one that is kept */
    sweep->cells = 1;
    for (uint32_t i = 0; i < sweep->axes; i++) {
        cst_sweep_axis axis = sweep->axis[i];
        tied = tied && axis.tied;
        if (used[cst_key_index(axis.key)]) {
            axis.tied = tied;
            tied = true;
            sweep->cells *= axis.tied ? 1 : axis.values;
            sweep->axis[kept++] = axis;
        }
    }
    sweep->axes = kept;
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
        cell /= sweep->axis[axis].tied ? 1 : sweep->axis[axis].values;
    }
}
