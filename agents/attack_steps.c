/* SPDX-License-Identifier: MIT
 * steps: harm needs `steps` attacks of one agent that nobody stopped; the last of them does the
 * harm, the others are steps that were not found. After harm the count starts anew. */
#include "agents/attacks.h"

static int check(const cst_attack_spec *spec, cst_error *error)
{
    if (spec->steps >= 1) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_RANGE, "attack.steps", "expected at least 1 step, found %u",
                         spec->steps);
}

const cst_policy cst_policy_steps = {
    .name = "steps",
    .text = "harm needs several attacks that nobody stopped",
    .keys = "steps",
    .remembers = true,
    .attacks = cst_policy_whenever,
    .check = check,
};
