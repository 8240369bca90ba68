/* SPDX-License-Identifier: MIT
 *
 * The axes of a sweep: `{log: [a, b, n]}`, `{lin: [a, b, n]}` or a list of values, for any key with
 * one value that is no label. Every grid value becomes a node that the key is then read from, as if
 * it stood in the scenario: numbers rounded to 12 significant digits.
 */
#ifndef CST_SCENARIOS_LOAD_SWEEP_H
#define CST_SCENARIOS_LOAD_SWEEP_H

#include "scenarios/load/schema.h"
#include "scenarios/load/yaml.h"

enum { CST_SWEEP_CELLS_MAX = 10000, CST_SWEEP_AXES_MAX = 16 };

typedef struct cst_sweep_axis {
    const cst_key *key;
    cst_yaml_node *node; /* of the whole axis */
    uint32_t values;
    cst_yaml_node **value; /* with its place and the text that identifies it; the document's */
} cst_sweep_axis;

typedef struct cst_sweep {
    uint32_t axes;
    cst_sweep_axis axis[CST_SWEEP_AXES_MAX];
    uint32_t cells; /* the product; 1 without axes */
} cst_sweep;

/* Reads the sweep's map (NULL: no sweep). Memory comes from keep. 0, CST_ERR_SCENARIO with place,
 * or CST_ERR_MEMORY. */
int cst_sweep_read(cst_sweep *sweep, const cst_yaml_node *map, cst_yaml *keep, cst_error *error);

/* Value i of n from a to b, in even steps or in even ratios, in 12 significant digits. */
double cst_sweep_value(double a, double b, size_t i, size_t n, bool logarithmic);

/* The axis over a key, or NULL. */
const cst_sweep_axis *cst_sweep_axis_of(const cst_sweep *sweep, const cst_key *key);

/* The index on every axis of a cell; the first axis is the slowest. */
void cst_sweep_at(const cst_sweep *sweep, uint32_t cell, uint32_t *index);

#endif
