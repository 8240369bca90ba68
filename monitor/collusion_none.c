/* SPDX-License-Identifier: MIT
 * none: scheming reviewers report like honest ones. */
#include "monitor/collusion.h"

static cst_collusion_acts acts(const cst_collusion_spec *spec, bool kin)
{
    (void)spec;
    (void)kin;
    return (cst_collusion_acts){0};
}

const cst_collusion cst_collusion_none = {
    .name = "none",
    .text = "scheming reviewers report like honest ones",
    .acts = acts,
};
