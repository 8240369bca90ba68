/* SPDX-License-Identifier: MIT
 * independent: w_s = p Bin(s; k, p). */
#include "agents/laws.h"

static void joint(const cst_law_spec *spec, uint32_t k, double *w)
{
    cst_law_binomial(k, spec->rate, 1.0 - spec->rate, spec->rate, w);
}

static double nobody(const cst_law_spec *spec, uint32_t k)
{
    return cst_law_all(k + 1, 1.0 - spec->rate);
}

static uint32_t causes(const cst_law_spec *spec, cst_law_cause *out)
{
    out[0] = (cst_law_cause){.weight = 1.0, .theta = spec->rate};
    return 1;
}

const cst_law cst_law_independent = {
    .name = "independent",
    .text = "every instance schemes by itself: rho = 0",
    .joint = joint,
    .nobody = nobody,
    .causes = causes,
};
