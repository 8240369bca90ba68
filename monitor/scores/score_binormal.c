/* SPDX-License-Identifier: MIT
 * binormal: honest scores N(0, 1), attacks N(d', 1): TPR = Phi(d' + Phi^-1(FPR)). */
#include "monitor/scores/scores.h"

#include "base/rmath.h"

#include <math.h>
#include <stdio.h>

static int check(const cst_score_spec *spec, const char *prefix, cst_error *error)
{
    if (isfinite(spec->d_prime)) {
        return 0;
    }
    char key[96];
    (void)snprintf(key, sizeof key, "%s.d_prime", prefix);
    return cst_error_set(error, CST_ERR_MONITOR, key, "expected a number, found none");
}

static void flags(const cst_score_spec *spec, double *tpr, double *missed)
{
    cst_rmath_normal_both(spec->d_prime + cst_rmath_normal_quantile(spec->fpr), tpr, missed);
}

const cst_score cst_score_binormal = {
    .name = "binormal",
    .text = "normal scores of equal variance, d_prime apart",
    .check = check,
    .flags = flags,
};
