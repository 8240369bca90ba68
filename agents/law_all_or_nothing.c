/* SPDX-License-Identifier: MIT
 * all-or-nothing: all instances of a task scheme, or none: w_k = p, rho = 1. */
#include "agents/laws.h"

static void joint(const cst_law_spec *spec, uint32_t k, double *w)
{
    for (uint32_t s = 0; s < k; s++) {
        w[s] = 0.0;
    }
    w[k] = spec->rate;
}

static double nobody(const cst_law_spec *spec, uint32_t k)
{
    (void)k;
    return 1.0 - spec->rate;
}

static uint32_t causes(const cst_law_spec *spec, cst_law_cause *out)
{
    out[0] = (cst_law_cause){.weight = spec->rate, .theta = 1.0};
    out[1] = (cst_law_cause){.weight = 1.0 - spec->rate, .theta = 0.0};
    return 2;
}

const cst_law cst_law_all_or_nothing = {
    .name = "all-or-nothing",
    .text = "all instances scheme, or none: rho = 1",
    .joint = joint,
    .nobody = nobody,
    .causes = causes,
};
