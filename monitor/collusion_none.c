/* SPDX-License-Identifier: MIT
 * none: scheming reviewers report like honest ones. */
#include "monitor/collusions.h"

#include <stddef.h>

static void acts(const cst_collusion_spec *spec, bool kin, cst_collusion_acts *out)
{
    (void)spec;
    (void)kin;
    *out = (cst_collusion_acts){0};
}

const cst_collusion cst_collusion_none = {
    .name = "none",
    .text = "scheming reviewers report like honest ones",
    .keys = "",
    .acts = acts,
};
