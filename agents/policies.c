/* SPDX-License-Identifier: MIT
 * The registry of attack policies, and what all of them share. */
#include "agents/policy.h"

#include "base/registry.h"

#include <math.h>

#define ADDRESS(name) &cst_policy_##name,
const cst_policy *const cst_policies[] = {CST_POLICIES(ADDRESS) NULL};

CST_REGISTRY_FIND(cst_policy_find, cst_policy, cst_policies)

cst_attack_spec cst_attack_spec_default(void)
{
    cst_attack_spec spec = {.policy = &cst_policy_always, .severity = {1.0, 1.0}};
    for (size_t i = 0; cst_policies[i] != NULL; i++) {
        cst_parameters_default(cst_policies[i]->parameter, &spec);
    }
    return spec;
}

double cst_attack_chance(const cst_attack_spec *spec)
{
    const cst_parameter *attacks = spec->policy->attacks;
    if (attacks == NULL) {
        return 1.0;
    }
    const double value = cst_parameter_value(attacks, spec);
    return attacks->kind == CST_PARAMETER_REAL ? value : 1.0 / value;
}

static int check_severity(const double severity[2], cst_error *error)
{
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
    return 0;
}

int cst_attack_spec_check(const cst_attack_spec *spec, cst_error *error)
{
    int code = check_severity(spec->severity, error);
    for (size_t i = 0; code == 0 && cst_policies[i] != NULL; i++) {
        code = cst_parameters_check(cst_policies[i]->parameter, spec, CST_ERR_RANGE, error);
    }
    return code;
}
