/* SPDX-License-Identifier: MIT */
#include "scenarios/load/preset.h"

#include "base/number.h"
#include "scenarios/load/nearest.h"

#include <string.h>

static const char mark[] = "preset:";

bool cst_preset_named(const cst_yaml_node *node)
{
    return node->kind == CST_YAML_SCALAR && !node->quoted &&
           strncmp(node->text, mark, sizeof mark - 1) == 0;
}

int cst_preset_read(const cst_yaml_node *node, const char *key, const cst_preset **preset,
                    cst_error *error)
{
    const char *name = node->text + sizeof mark - 1;
    cst_nearest nearest = {0};
    for (size_t i = 0; i < cst_preset_count; i++) {
        if (strcmp(cst_presets[i].name, name) == 0) {
            *preset = &cst_presets[i];
            return 0;
        }
        cst_nearest_look(&nearest, name, cst_presets[i].name);
    }
    (void)cst_error_set(error, CST_ERR_SCENARIO, key,
                        "expected a preset of custodes list presets, found '%.60s'%s%s", name,
                        nearest.best != NULL ? "; the nearest is " : "",
                        nearest.best != NULL ? nearest.best : "");
    return cst_yaml_place(node, error);
}

double cst_preset_rate(const cst_preset *preset)
{
    return preset->n > 0 ? cst_number_round((double)preset->k / preset->n) : preset->rate;
}
