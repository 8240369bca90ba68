/* SPDX-License-Identifier: MIT
 *
 * "key=value" assignments, as given by --set, applied to the tree of a scenario before it is read:
 * the value is YAML and replaces what the file has; a key with an axis in the sweep loses the axis.
 */
#ifndef CST_SCENARIOS_LOAD_SETTING_H
#define CST_SCENARIOS_LOAD_SETTING_H

#include "scenarios/load/yaml.h"

/* Applies one assignment to the scenario's tree. Errors have "--set key=value" as their file. */
int cst_setting_apply(cst_yaml *scenario, const char *assignment, cst_error *error);

/* Whether two assignments set the same key. */
bool cst_setting_same(const char *a, const char *b);

#endif
