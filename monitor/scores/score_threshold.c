/* SPDX-License-Identifier: MIT
 * threshold: an operating point as given. */
#include "monitor/scores/score.h"

static const cst_parameter tpr_at_fpr = {
    CST_PARAMETER(REAL, "tpr", cst_score_spec, tpr, CST_PROBABILITY), .initial = 0.9};

static void flags(const cst_score_spec *spec, double *tpr, double *missed)
{
    *tpr = spec->tpr;
    *missed = 1.0 - spec->tpr;
}

const cst_score cst_score_threshold = {
    .name = "threshold",
    .text = "one operating point: tpr at fpr",
    .parameter = {&tpr_at_fpr},
    .flags = flags,
};
