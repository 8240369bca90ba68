/* SPDX-License-Identifier: MIT
 *
 * The axes of a sweep: `{log: [a, b, n]}`, `{lin: [a, b, n]}` or a list of values, for any key with
 * one value that is no label; or rows of values for several keys that move together, `"a, b": [[1,
 * 2], [3, 4]]`, which may be the points of a design (design.h). Every value becomes a node that the
 * key is then read from, as if it stood in the scenario: numbers rounded to 12 significant digits.
 */
#ifndef CST_SCENARIOS_LOAD_SWEEP_H
#define CST_SCENARIOS_LOAD_SWEEP_H

#include "scenarios/load/swept.h"

enum { CST_SWEEP_AXES_MAX = 16 };

typedef struct cst_sweep {
    uint32_t axes;
    cst_sweep_axis axis[CST_SWEEP_AXES_MAX];
    uint32_t cells; /* the product over what is not tied; 1 without axes */
} cst_sweep;

/* Reads the sweep's map (NULL: no sweep). Memory comes from keep. 0, CST_ERR_SCENARIO with place,
 * or CST_ERR_MEMORY. */
int cst_sweep_read(cst_sweep *sweep, const cst_yaml_node *map, cst_yaml *keep, cst_error *error);

/* Value i of n from a to b, in even steps or in even ratios, in 12 significant digits. */
double cst_sweep_value(double a, double b, size_t i, size_t n, bool logarithmic);

/* Takes out the axes whose keys are not used. */
void cst_sweep_keep(cst_sweep *sweep, const bool used[CST_KEYS_MAX]);

/* The first name of a list "a, b", without the blanks around it, and what is behind its comma; NULL
 * where it is the last one. */
const char *cst_sweep_name(const char *names, char *name, size_t size);

/* The axis over a key, or NULL. */
const cst_sweep_axis *cst_sweep_axis_of(const cst_sweep *sweep, const cst_key *key);

/* The index on every axis of a cell; the first axis is the slowest. */
void cst_sweep_at(const cst_sweep *sweep, uint32_t cell, uint32_t *index);

#endif
