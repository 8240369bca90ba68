/* SPDX-License-Identifier: MIT
 * The registry of collusion strategies. */
#include "monitor/collusions.h"

#include <stddef.h>
#include <string.h>

const cst_collusion *const cst_collusions[] = {
    &cst_collusion_none,
    &cst_collusion_always_pass,
    NULL,
};

const cst_collusion *cst_collusion_find(const char *name)
{
    for (size_t i = 0; cst_collusions[i] != NULL; i++) {
        if (strcmp(cst_collusions[i]->name, name) == 0) {
            return cst_collusions[i];
        }
    }
    return NULL;
}

cst_collusion_spec cst_collusion_spec_default(void)
{
    return (cst_collusion_spec){.strategy = &cst_collusion_always_pass, .probability = 1.0};
}

int cst_collusion_spec_check(const cst_collusion_spec *spec, cst_error *error)
{
    if (spec->probability >= 0.0 && spec->probability <= 1.0) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_MONITOR, "collusion.probability",
                         "expected a probability from 0 to 1, found %g", spec->probability);
}
