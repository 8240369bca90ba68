/* SPDX-License-Identifier: MIT
 *
 * The axes of a scenario, as its cells have them: their values, each once and in the order in which
 * cells have them, and which of them are tied. The same from a scenario and from a results file.
 */
#ifndef CST_SCENARIOS_LOAD_AXES_H
#define CST_SCENARIOS_LOAD_AXES_H

#include "scenarios/load/scenario.h"

/* Gives each axis its values and each cell its place. text: for each cell a text for each axis, to
 * be copied. Axes are tied where not every pair of their values is there, and those that are tied
 * to the same are tied too. 0 or CST_ERR_MEMORY; cst_scenario_free is legal after failure. */
int cst_axes_take(cst_scenario *scenario, const char *const *text, cst_error *error);

/* Whether two axes move together; an axis does with itself. */
bool cst_axes_tied(const cst_scenario *scenario, size_t a, size_t b);

#endif
