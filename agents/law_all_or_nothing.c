/* SPDX-License-Identifier: MIT
 * all-or-nothing: all instances of a task scheme, or none: w_k = p, rho = 1. */
#include "agents/laws.h"

static int check(const cst_law_spec *spec, uint32_t k, cst_error *error)
{
    (void)spec;
    (void)k;
    (void)error;
    return 0;
}

static void joint(const cst_law_spec *spec, uint32_t k, double *w)
{
    for (uint32_t s = 0; s < k; s++) {
        w[s] = 0.0;
    }
    w[k] = spec->rate;
}

const cst_law cst_law_all_or_nothing = {
    .name = "all-or-nothing",
    .text = "all instances scheme, or none: rho = 1",
    .keys = "",
    .check = check,
    .joint = joint,
};
