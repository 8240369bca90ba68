/* SPDX-License-Identifier: MIT
 * paced: attacks with probability `pace` when it schemes, so as to last; lets the first `wait`
 * tasks of the trial pass, and stops after `successes` escapes. All schemers of a trial know of
 * both. */
#include "agents/attacks.h"

static double attacks(const cst_attack_spec *spec)
{
    return spec->pace;
}

static int check(const cst_attack_spec *spec, cst_error *error)
{
    if (spec->pace >= 0.0 && spec->pace <= 1.0) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_RANGE, "attack.pace",
                         "expected a probability from 0 to 1, found %g", spec->pace);
}

const cst_policy cst_policy_paced = {
    .name = "paced",
    .text = "attacks at a rate of its choice, waits first, and stops in time",
    .keys = "pace wait successes",
    .remembers = true,
    .attacks = attacks,
    .check = check,
};
