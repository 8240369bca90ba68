/* SPDX-License-Identifier: MIT
 * beta: honest scores Beta(a0, b0), attacks Beta(a1, b1): TPR = P(Beta(a1, b1) > t) with t the
 * honest quantile at 1 - FPR (the fits of arXiv 2409.07985 are of this form). */
#include "monitor/scores.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static int check(const cst_score_spec *spec, const char *prefix, cst_error *error)
{
    int code = cst_score_check_positive(spec->a0, prefix, "a0", error);
    code = code != 0 ? code : cst_score_check_positive(spec->b0, prefix, "b0", error);
    code = code != 0 ? code : cst_score_check_positive(spec->a1, prefix, "a1", error);
    return code != 0 ? code : cst_score_check_positive(spec->b1, prefix, "b1", error);
}

static double tpr(const cst_score_spec *spec)
{
    /* In terms of 1 - score, which keeps its digits where the threshold is close to 1. */
    const double threshold = qbeta(spec->fpr, spec->b0, spec->a0, 1, 0);
    return pbeta(threshold, spec->b1, spec->a1, 1, 0);
}

const cst_score cst_score_beta = {
    .name = "beta",
    .text = "Beta-distributed scores: honest (a0, b0), attacks (a1, b1)",
    .keys = "a0 b0 a1 b1",
    .check = check,
    .tpr = tpr,
};
