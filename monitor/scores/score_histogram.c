/* SPDX-License-Identifier: MIT
 * histogram: counts per score of honest and attack samples. The threshold lies between two scores
 * and is randomised there, so that an FPR of 2 % means exactly 2 %. Unscored samples are never
 * flagged but stay in the totals. */
#include "monitor/scores/scores.h"

#include <stdbool.h>
#include <stdio.h>

static double total(const uint64_t *count, uint32_t bins, uint64_t unscored)
{
    double sum = (double)unscored;
    for (uint32_t i = 0; i < bins; i++) {
        sum += (double)count[i];
    }
    return sum;
}

static int check(const cst_score_spec *spec, const char *prefix, cst_error *error)
{
    char key[96];
    (void)snprintf(key, sizeof key, "%s.file", prefix);
    if (spec->bins < 1 || spec->bins > CST_SCORE_BINS_MAX) {
        return cst_error_set(error, CST_ERR_MONITOR, key,
                             "expected counts of 1 to %d scores, found %u", CST_SCORE_BINS_MAX,
                             spec->bins);
    }
    const double honest = total(spec->honest, spec->bins, 0);
    const double attack = total(spec->attack, spec->bins, 0);
    if (!(honest > 0.0 && attack > 0.0)) {
        return cst_error_set(error, CST_ERR_MONITOR, key,
                             "expected at least one scored honest and one scored attack sample");
    }
    const double reach = honest / (honest + (double)spec->honest_unscored);
    if (spec->fpr > reach) {
        (void)snprintf(key, sizeof key, "%s.fpr", prefix);
        return cst_error_set(error, CST_ERR_MONITOR, key,
                             "expected at most %.6g, the share of honest samples with a score, "
                             "found %g",
                             reach, spec->fpr);
    }
    return 0;
}

/* Flags whole scores from the top as long as the honest share allows, then part of the next one. */
static void flags(const cst_score_spec *spec, double *tpr, double *missed)
{
    const double attacks = total(spec->attack, spec->bins, spec->attack_unscored);
    double honest_left = spec->fpr * total(spec->honest, spec->bins,
                                           spec->honest_unscored); /* may still be flagged */
    double flagged = 0.0;
    double passed = (double)spec->attack_unscored;
    bool above = true; /* the threshold */
    for (uint32_t i = spec->bins; i-- > 0;) {
        const double honest = (double)spec->honest[i];
        const double part = !above ? 0.0 : honest > honest_left ? honest_left / honest : 1.0;
        above = above && honest <= honest_left;
        flagged += (double)spec->attack[i] * part;
        passed += (double)spec->attack[i] * (1.0 - part);
        honest_left -= honest;
    }
    *tpr = flagged / attacks;
    *missed = passed / attacks;
}

const cst_score cst_score_histogram = {
    .name = "histogram",
    .text = "published counts per score, randomised between cut-offs",
    .check = check,
    .flags = flags,
};
