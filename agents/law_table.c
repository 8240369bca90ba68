/* SPDX-License-Identifier: MIT
 * table: q_j = P(exactly j of the k+1 scheme), exchangeable. q_1.. are scaled by one factor so that
 * the marginal is p, q_0 takes the rest. w_s = q_{s+1} (s+1)/(k+1). */
#include "agents/law.h"

#include <math.h>

static const cst_parameter shape = {
    CST_LAW_LIST("scheming.joint", joint, CST_REVIEWERS_MAX + 2,
                 CST_RANGE(0.0, HUGE_VAL, "a list of numbers of at least 0, reviewers + 2")),
    .initial = NAN, .meaning = "P(exactly 0, 1, ... of a task's agents scheme), scaled to rate"};

/* sum j q_j: q_1.. are scaled by rate (k+1) over this. */
static double mean(const cst_law_spec *spec, uint32_t k)
{
    double sum = 0.0;
    for (uint32_t j = 1; j <= k + 1; j++) {
        sum += (double)j * spec->joint[j];
    }
    return sum;
}

static int check(const cst_law_spec *spec, uint32_t k, cst_error *error)
{
    if (spec->joint_count != k + 2) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.joint",
                             "expected %u numbers (reviewers + 2), found %u", k + 2,
                             spec->joint_count);
    }
    double scheming = 0.0;
    for (uint32_t j = 1; j <= k + 1; j++) {
        scheming += spec->joint[j];
    }
    if (!isfinite(mean(spec, k))) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.joint",
                             "expected probabilities, found numbers too large to add");
    }
    if (!(scheming > 0.0)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.joint",
                             "expected some mass on one schemer or more, found none");
    }
    const double nobody = 1.0 - spec->rate * (double)(k + 1) * (scheming / mean(spec, k));
    if (!(nobody >= -1e-12)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.rate",
                             "expected a rate that leaves P(nobody schemes) at 0 or more with this "
                             "joint; %g leaves %g",
                             spec->rate, nobody);
    }
    return 0;
}

static void joint(const cst_law_spec *spec, uint32_t k, double *w)
{
    const double whole = mean(spec, k);
    for (uint32_t s = 0; s <= k; s++) {
        /* The quotient first: it is at most 1 in doubles too. */
        w[s] = spec->rate * ((double)(s + 1) * spec->joint[s + 1] / whole);
    }
}

const cst_law cst_law_table = {
    .name = "table",
    .text = "P(exactly j of the k+1 scheme) as given, scaled to the rate",
    .shape = {&shape},
    .check = check,
    .joint = joint,
    .sized = true,
};
