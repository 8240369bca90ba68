/* SPDX-License-Identifier: MIT
 * select: attacks on the `share` most promising of its tasks by an estimate of the monitor's score
 * that has `correlation` with it, and with the least suspicious of `candidates` attacks. What is
 * promising scores lower: monitor/scores/roc.h. */
#include "agents/attacks.h"

static double attacks(const cst_attack_spec *spec)
{
    return spec->share;
}

static int check(const cst_attack_spec *spec, cst_error *error)
{
    if (!(spec->share >= 0.0 && spec->share <= 1.0)) {
        return cst_error_set(error, CST_ERR_RANGE, "attack.share",
                             "expected a share from 0 to 1, found %g", spec->share);
    }
    if (!(spec->correlation >= 0.0 && spec->correlation <= 1.0)) {
        return cst_error_set(error, CST_ERR_RANGE, "attack.correlation",
                             "expected a correlation from 0 to 1, found %g", spec->correlation);
    }
    if (spec->candidates < 1) {
        return cst_error_set(error, CST_ERR_RANGE, "attack.candidates",
                             "expected at least 1 candidate, found %u", spec->candidates);
    }
    return 0;
}

const cst_policy cst_policy_select = {
    .name = "select",
    .text = "attacks where, and with what, it expects a low score",
    .keys = "share correlation candidates",
    .selects = true,
    .attacks = attacks,
    .check = check,
};
