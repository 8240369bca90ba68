/* SPDX-License-Identifier: MIT
 * input-trigger: scheming actors attack, and scheming reviewers pass everything, on one of
 * `classes` classes of inputs only. Nothing passes between them that could be jammed. A piece of
 * honest work, and a honeypot, is of that class with probability 1/classes. */
#include "monitor/collusions.h"

static void acts(const cst_collusion_spec *spec, bool kin, cst_collusion_acts *out)
{
    (void)kin;
    out->hides_attack = spec->probability;
    out->hides_honest = spec->probability / (double)spec->classes;
    out->hides_honeypot = out->hides_honest;
}

static int check(const cst_collusion_spec *spec, cst_error *error)
{
    if (spec->classes >= 1) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_MONITOR, "attack.classes",
                         "expected at least 1 class of inputs, found %u", spec->classes);
}

const cst_collusion cst_collusion_input_trigger = {
    .name = "input-trigger",
    .text = "attacks, and passes everything, on one rare class of inputs only",
    .keys = "probability",
    .triggered = true,
    .acts = acts,
    .check = check,
};
