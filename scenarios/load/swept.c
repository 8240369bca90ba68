/* SPDX-License-Identifier: MIT */
#include "scenarios/load/swept.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

int cst_swept_refuse(const cst_sweep_axis *axis, const cst_yaml_node *node, const char *text,
                     cst_error *error)
{
    (void)cst_error_set(error, CST_ERR_SCENARIO, axis->key->path, "%s", text);
    cst_error_below(error, "sweep");
    return cst_yaml_place(node, error);
}

int cst_swept_expected(const cst_sweep_axis *axis, const cst_yaml_node *node, const char *expected,
                       cst_error *error)
{
    (void)cst_yaml_expected(node, CST_ERR_SCENARIO, axis->key->path, expected, error);
    cst_error_below(error, "sweep");
    return CST_ERR_SCENARIO;
}

int cst_swept_room(cst_sweep_axis *axis, uint32_t values, cst_yaml *keep, cst_error *error)
{
    axis->values = values;
    axis->value = cst_yaml_keep(keep, values * sizeof(cst_yaml_node *));
    return axis->value == NULL ? cst_error_memory(error, "the values of a sweep") : 0;
}

long double cst_swept_between(double a, double b, long double part, bool logarithmic)
{
    const long double low = (long double)a;
    const long double high = (long double)b;
    return logarithmic ? low * powl(high / low, part) : low + (high - low) * part;
}

int cst_swept_number(cst_sweep_axis *axis, uint32_t i, double value, cst_yaml *keep,
                     cst_error *error)
{
    char text[CST_NUMBER_TEXT_MAX];
    cst_number_text(value, text);
    cst_yaml_node *node = cst_yaml_keep(keep, sizeof *node);
    if (node == NULL || (node->text = cst_yaml_keep_text(keep, text, strlen(text))) == NULL) {
        return cst_error_memory(error, "the values of a sweep");
    }
    node->kind = CST_YAML_SCALAR;
    node->file = axis->node->file;
    node->line = axis->node->line;
    node->column = axis->node->column;
    axis->value[i] = node;
    return 0;
}
