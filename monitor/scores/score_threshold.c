/* SPDX-License-Identifier: MIT
 * threshold: an operating point as given. */
#include "monitor/scores/scores.h"

#include <stdio.h>

static int check(const cst_score_spec *spec, const char *prefix, cst_error *error)
{
    if (spec->tpr >= 0.0 && spec->tpr <= 1.0) {
        return 0;
    }
    char key[96];
    (void)snprintf(key, sizeof key, "%s.tpr", prefix);
    return cst_error_set(error, CST_ERR_MONITOR, key,
                         "expected a probability from 0 to 1, found %g", spec->tpr);
}

static void flags(const cst_score_spec *spec, double *tpr, double *missed)
{
    *tpr = spec->tpr;
    *missed = 1.0 - spec->tpr;
}

const cst_score cst_score_threshold = {
    .name = "threshold",
    .text = "one operating point: tpr at fpr",
    .check = check,
    .flags = flags,
};
