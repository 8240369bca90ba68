/* SPDX-License-Identifier: MIT
 *
 * A design of a sweep: points that fill the ranges of several keys evenly, as rows of tied axes.
 * `{sobol: [RANGE, ..], points: N, seed: S}` or `latin`, a range for each key: {lin: [a, b]},
 * {log: [a, b]} or a list of values, each for an even part.
 */
#ifndef CST_SCENARIOS_LOAD_DESIGN_H
#define CST_SCENARIOS_LOAD_DESIGN_H

#include "scenarios/load/swept.h"

/* Whether an entry of the sweep is a design; its list of ranges, NULL where it is none. */
bool cst_design_is(const cst_yaml_node *entry);
cst_yaml_node *cst_design_ranges(const cst_yaml_node *entry);

/* Gives tied axes, the first one of `axes`, their values. A number is rounded to 12 significant
 * digits, that of a key of whole numbers is one of those from a to b. 0, CST_ERR_SCENARIO with
 * place, CST_ERR_MEMORY. */
int cst_design_read(cst_sweep_axis *axis, uint32_t axes, cst_yaml *keep, cst_error *error);

#endif
