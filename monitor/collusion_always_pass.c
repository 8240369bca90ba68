/* SPDX-License-Identifier: MIT
 * always-pass: a scheming reviewer reports nothing at all, with probability c per review. It passes
 * honest work too, so a committee of schemers also has fewer false reports. */
#include "monitor/collusions.h"

static double pass(const cst_collusion_spec *spec)
{
    return spec->probability;
}

const cst_collusion cst_collusion_always_pass = {
    .name = "always-pass",
    .text = "a scheming reviewer reports nothing at all, with this probability",
    .probability = true,
    .pass = pass,
};
