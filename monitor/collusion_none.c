/* SPDX-License-Identifier: MIT
 * none: scheming reviewers report like honest ones (c = 0). */
#include "monitor/collusions.h"

static double pass(const cst_collusion_spec *spec)
{
    (void)spec;
    return 0.0;
}

const cst_collusion cst_collusion_none = {
    .name = "none",
    .text = "scheming reviewers report like honest ones",
    .probability = false,
    .pass = pass,
};
