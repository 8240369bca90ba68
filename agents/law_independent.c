/* SPDX-License-Identifier: MIT
 * independent: w_s = p Bin(s; k, p). */
#include "agents/law.h"

static uint32_t causes(const cst_law_spec *spec, cst_law_cause *out)
{
    out[0] = cst_law_cause_of(1.0, spec->rate);
    return 1;
}

const cst_law cst_law_independent = {
    .name = "independent",
    .text = "every instance schemes by itself: rho = 0",
    .causes = causes,
};
