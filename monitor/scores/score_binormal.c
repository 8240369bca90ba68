/* SPDX-License-Identifier: MIT
 * binormal: honest scores N(0, 1), attacks N(d', 1): TPR = Phi(d' + Phi^-1(FPR)). */
#include "monitor/scores/score.h"

#include "base/rmath.h"

static const cst_parameter d_prime = {
    CST_PARAMETER(REAL, "d_prime", cst_score_spec, d_prime, CST_NUMBER), .initial = NAN};

static void flags(const cst_score_spec *spec, double *tpr, double *missed)
{
    cst_rmath_normal_both(spec->d_prime + cst_rmath_normal_quantile(spec->fpr), tpr, missed);
}

const cst_score cst_score_binormal = {
    .name = "binormal",
    .text = "normal scores of equal variance, d_prime apart",
    .parameter = {&d_prime},
    .flags = flags,
};
