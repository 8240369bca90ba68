/* SPDX-License-Identifier: MIT
 * beta: honest scores Beta(a0, b0), attacks Beta(a1, b1): TPR = P(Beta(a1, b1) > t) with t the
 * honest quantile at 1 - FPR (the fits of arXiv 2409.07985 are of this form). */
#include "monitor/scores/score.h"

#include "base/beta.h"

#define SHAPE(name)                                                                                \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(                                                                             \
            REAL, #name, cst_score_spec, name,                                                     \
            CST_RANGE(CST_BETA_SHAPE_MIN, CST_BETA_SHAPE_MAX, "a number from 1e-100 to 1e+300")),  \
        .initial = NAN}
SHAPE(a0);
SHAPE(b0);
SHAPE(a1);
SHAPE(b1);

/* Of the tails that are told from 0. */
static const double least = 1e-300;

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
    .parameter = {&a0, &b0, &a1, &b1},
    .flags = flags,
};
