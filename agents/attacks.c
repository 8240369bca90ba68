/* SPDX-License-Identifier: MIT
 * The registry of attack policies, and what all of them share. */
#include "agents/attacks.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const cst_policy *const cst_policies[] = {
    &cst_policy_always,
    &cst_policy_gated,
    &cst_policy_trigger,
    &cst_policy_select,
    &cst_policy_paced,
    &cst_policy_steps,
    NULL,
};

const cst_policy *cst_policy_find(const char *name)
{
    for (size_t i = 0; cst_policies[i] != NULL; i++) {
        if (strcmp(cst_policies[i]->name, name) == 0) {
            return cst_policies[i];
        }
    }
    return NULL;
}

double cst_policy_whenever(const cst_attack_spec *spec)
{
    (void)spec;
    return 1.0;
}

cst_attack_spec cst_attack_spec_default(void)
{
    return (cst_attack_spec){
        .policy = &cst_policy_always,
        .classes = 8,
        .share = 1.0,
        .correlation = 0.0,
        .candidates = 1,
        .pace = 1.0,
        .steps = 1,
        .severity = {1.0, 1.0},
    };
}

int cst_attack_spec_check(const cst_attack_spec *spec, cst_error *error)
{
    const double *severity = spec->severity;
    if (spec->classes < 1) {
        return cst_error_set(error, CST_ERR_RANGE, "attack.classes",
                             "expected at least 1 class of inputs, found %u", spec->classes);
    }
    for (int i = 0; i < 2; i++) {
        if (!(severity[i] >= 1.0 && severity[i] <= 1e6 && severity[i] == floor(severity[i]))) {
            return cst_error_set(error, CST_ERR_RANGE,
                                 i == 0 ? "attack.severity.least" : "attack.severity.most",
                                 "expected a whole number from 1 to 1e6, found %g", severity[i]);
        }
    }
    if (severity[0] > severity[1]) {
        return cst_error_set(error, CST_ERR_RANGE, "attack.severity.least",
                             "expected at most severity.most, %g, found %g", severity[1],
                             severity[0]);
    }
    return spec->policy->check == NULL ? 0 : spec->policy->check(spec, error);
}
