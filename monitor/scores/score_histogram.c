/* SPDX-License-Identifier: MIT
 * histogram: counts per score of honest and attack samples. The threshold lies between two scores
 * and is randomised there, so that an FPR of 2 % means exactly 2 %. Unscored samples are never
 * flagged but stay in the totals. */
#include "monitor/scores/scores.h"

#include <stdio.h>

static int check(const cst_score_spec *spec, const char *prefix, cst_error *error)
{
    char key[96];
    const cst_score_counts *counts = spec->counts;
    const uint32_t bins = counts == NULL ? 0 : counts->bins;
    (void)snprintf(key, sizeof key, "%s.file", prefix);
    if (bins < 1 || bins > CST_SCORE_BINS_MAX) {
        return cst_error_set(error, CST_ERR_MONITOR, key,
                             "expected counts of 1 to %d scores, found %u", CST_SCORE_BINS_MAX,
                             bins);
    }
    const double honest = cst_score_samples(counts, false);
    const double honest_scored = honest - (double)counts->honest_unscored;
    const double attack_scored = cst_score_samples(counts, true) - (double)counts->attack_unscored;
    if (!(honest_scored > 0.0 && attack_scored > 0.0)) {
        return cst_error_set(error, CST_ERR_MONITOR, key,
                             "expected at least one scored honest and one scored attack sample");
    }
    const double reach = honest_scored / honest;
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
    const cst_score_counts *counts = spec->counts;
    const double attacks = cst_score_samples(counts, true);
    double honest_left = spec->fpr * cst_score_samples(counts, false); /* may still be flagged */
    double flagged = 0.0;
    double passed = (double)counts->attack_unscored;
    bool above = true; /* the threshold */
    for (uint32_t i = counts->bins; i-- > 0;) {
        const double honest = (double)counts->honest[i];
        const double part = !above ? 0.0 : honest > honest_left ? honest_left / honest : 1.0;
        above = above && honest <= honest_left;
        flagged += (double)counts->attack[i] * part;
        passed += (double)counts->attack[i] * (1.0 - part);
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
