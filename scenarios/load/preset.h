/* SPDX-License-Identifier: MIT
 *
 * Presets: published rates by name, for any key that takes a probability, as in
 * {rate: preset:covert_avg_o3}. The rows are those of scenarios/data/scheming_rates.csv.
 */
#ifndef CST_SCENARIOS_LOAD_PRESET_H
#define CST_SCENARIOS_LOAD_PRESET_H

#include "scenarios/load/yaml.h"

typedef struct cst_preset {
    const char *name;
    double rate;
    uint32_t k, n; /* 0, 0: how many trials are behind it is not known */
    const char *model, *environment, *condition, *source;
    const char *evidence; /* "P", "P-excerpt" or "S" */
} cst_preset;

extern const cst_preset cst_presets[];
extern const size_t cst_preset_count;

/* Whether a node names a preset: "preset:...". */
bool cst_preset_named(const cst_yaml_node *node);

/* The preset that a node names. 0, or CST_ERR_SCENARIO with the place and the nearest name. */
int cst_preset_read(const cst_yaml_node *node, const char *key, const cst_preset **preset,
                    cst_error *error);

/* Its rate: k / n where these are known, else as it was published. */
double cst_preset_rate(const cst_preset *preset);

#endif
