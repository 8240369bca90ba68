/* SPDX-License-Identifier: MIT
 * beta: honest scores Beta(a0, b0), attacks Beta(a1, b1): TPR = P(Beta(a1, b1) > t) with t the
 * honest quantile at 1 - FPR (the fits of arXiv 2409.07985 are of this form). */
#include "monitor/scores/scores.h"

#include "base/beta.h"

#include <stdio.h>

/* Of the tails that are told from 0. */
static const double least = 1e-300;

static int check(const cst_score_spec *spec, const char *prefix, cst_error *error)
{
    static const char *const names[] = {"a0", "b0", "a1", "b1"};
    const double shapes[] = {spec->a0, spec->b0, spec->a1, spec->b1};
    for (int i = 0; i < 4; i++) {
        if (!(shapes[i] >= CST_BETA_SHAPE_MIN && shapes[i] <= CST_BETA_SHAPE_MAX)) {
            char key[96];
            (void)snprintf(key, sizeof key, "%s.%s", prefix, names[i]);
            return cst_error_set(error, CST_ERR_MONITOR, key,
                                 "expected a number from %g to %g, found %g", CST_BETA_SHAPE_MIN,
                                 CST_BETA_SHAPE_MAX, shapes[i]);
        }
    }
    return 0;
}

/* The threshold is held as log-odds: no score that a double holds lies between 1 - 1e-17 and 1, and
 * where shapes are small most scores do. */
static void flags(const cst_score_spec *spec, double *tpr, double *missed)
{
    cst_beta law;
    cst_beta_make(&law, spec->a0, spec->b0, least);
    const cst_beta_odds threshold = cst_beta_quantile(&law, 1.0 - spec->fpr, spec->fpr);
    cst_beta_make(&law, spec->a1, spec->b1, least);
    cst_beta_tails(&law, threshold, missed, tpr);
}

const cst_score cst_score_beta = {
    .name = "beta",
    .text = "Beta-distributed scores: honest (a0, b0), attacks (a1, b1)",
    .check = check,
    .flags = flags,
};
