/* SPDX-License-Identifier: MIT
 * two-point: with probability pi = p / p_s the world schemes, and then each instance with p_s. */
#include "agents/law.h"

static const cst_parameter shape = {
    CST_PARAMETER(REAL, "scheming.together", cst_law_spec, together,
                  CST_RANGE_ABOVE(0.0, 1.0, "a probability above 0, up to 1")),
    .initial = NAN, .meaning = "P(an agent schemes) on a task that tempts", .symbol = "together",
    .axis = "share that schemes together"};

static int check(const cst_law_spec *spec, uint32_t k, cst_error *error)
{
    (void)k;
    if (spec->together < spec->rate) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.together",
                             "expected at least the scheming rate %g, found %g", spec->rate,
                             spec->together);
    }
    return 0;
}

static uint32_t causes(const cst_law_spec *spec, cst_law_cause *out)
{
    out[0] = cst_law_cause_of(spec->rate / spec->together, spec->together);
    out[0].rate = spec->rate;
    out[1] = cst_law_cause_of((spec->together - spec->rate) / spec->together, 0.0);
    return 2;
}

static double shape_of(double rate, double rho)
{
    return rate + rho * (1.0 - rate);
}

const cst_law cst_law_two_point = {
    .name = "two-point",
    .text = "sometimes the context tempts all: then each schemes with probability together",
    .shape = {&shape},
    .check = check,
    .causes = causes,
    .shape_of = shape_of,
};
