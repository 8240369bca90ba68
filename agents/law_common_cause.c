/* SPDX-License-Identifier: MIT
 * common-cause (beta factor): with probability Q = beta p all scheme at once; else each by itself
 * with p_i = (p - Q)/(1 - Q). */
#include "agents/law.h"

static const cst_parameter shape = {
    CST_PARAMETER(REAL, "scheming.common_share", cst_law_spec, common_share, CST_SHARE),
    .initial = NAN, .meaning = "share of scheming that has a cause common to all",
    .symbol = "common_share", .axis = "share of scheming with a common cause"};

static uint32_t causes(const cst_law_spec *spec, cst_law_cause *out)
{
    const double q = spec->common_share * spec->rate;
    const double own = q < 1.0 ? spec->rate * (1.0 - spec->common_share) / (1.0 - q) : 0.0;
    out[0] = cst_law_cause_of(q, 1.0);
    out[1] = cst_law_cause_of(1.0 - q, own);
    /* own may be near 1 */
    out[1].honest = q < 1.0 ? (1.0 - spec->rate) / (1.0 - q) : 0.0;
    return 2;
}

static double shape_of(double rate, double rho)
{
    return rho / (1.0 - rate + rho * rate);
}

const cst_law cst_law_common_cause = {
    .name = "common-cause",
    .text = "a share common_share of the rate is a cause that makes all scheme at once",
    .shape = {&shape},
    .causes = causes,
    .shape_of = shape_of,
};
