/* SPDX-License-Identifier: MIT
 * histogram: counts per score of honest and attack samples. The threshold lies between two scores
 * and is randomised there, so that an FPR of 2 % means exactly 2 %. Unscored samples are never
 * flagged but stay in the totals. */
#include "monitor/scores/score.h"

static int check(const cst_score_spec *spec, cst_error *error)
{
    const cst_score_counts *counts = spec->counts;
    const uint32_t bins = counts == NULL ? 0 : counts->bins;
    if (bins < 1 || bins > CST_SCORE_BINS_MAX) {
        return cst_error_set(error, CST_ERR_MONITOR, "file",
                             "expected counts of 1 to %d scores, found %u", CST_SCORE_BINS_MAX,
                             bins);
    }
    if (!(cst_score_samples(counts, false) > (double)counts->honest_unscored &&
          cst_score_samples(counts, true) > (double)counts->attack_unscored)) {
        return cst_error_set(error, CST_ERR_MONITOR, "file",
                             "expected at least one scored honest and one scored attack sample");
    }
    const double reach = cst_score_reach(spec);
    if (spec->fpr > reach) {
        return cst_error_set(error, CST_ERR_MONITOR, "fpr",
                             "expected at most %.6g, the share of honest samples with a score, "
                             "found %g",
                             reach, spec->fpr);
    }
    return 0;
}

static void flags(const cst_score_spec *spec, double *tpr, double *missed)
{
    const cst_score_counts *counts = spec->counts;
    const double attacks = cst_score_samples(counts, true);
    const cst_score_cut cut = cst_score_cut_of(spec);
    double flagged = 0.0;
    double passed = (double)counts->attack_unscored;
    for (uint32_t i = counts->bins; i-- > 0;) {
        const double part = i >= cut.from ? 1.0 : i + 1 == cut.from ? cut.part : 0.0;
        flagged += (double)counts->attack[i] * part;
        passed += (double)counts->attack[i] * (1.0 - part);
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
