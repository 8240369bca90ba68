/* SPDX-License-Identifier: MIT
 * all-or-nothing: all instances of a task scheme, or none: w_k = p, rho = 1. */
#include "agents/law.h"

static uint32_t causes(const cst_law_spec *spec, cst_law_cause *out)
{
    out[0] = cst_law_cause_of(spec->rate, 1.0);
    out[1] = cst_law_cause_of(1.0 - spec->rate, 0.0);
    return 2;
}

const cst_law cst_law_all_or_nothing = {
    .name = "all-or-nothing",
    .text = "all instances scheme, or none: rho = 1",
    .causes = causes,
};
