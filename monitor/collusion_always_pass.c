/* SPDX-License-Identifier: MIT
 * always-pass: a scheming reviewer reports nothing at all, with probability c per review. It passes
 * honest work too, so a committee of schemers also has fewer false reports; and honeypots. */
#include "monitor/collusions.h"

#include <stddef.h>

static void acts(const cst_collusion_spec *spec, bool kin, cst_collusion_acts *out)
{
    (void)kin;
    out->hides_attack = spec->probability;
    out->hides_honest = spec->probability;
    out->hides_honeypot = spec->probability;
}

const cst_collusion cst_collusion_always_pass = {
    .name = "always-pass",
    .text = "a scheming reviewer reports nothing at all, with this probability",
    .keys = "probability",
    .acts = acts,
};
