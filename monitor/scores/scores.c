/* SPDX-License-Identifier: MIT
 * The registry of score models, and what all of them share. */
#include "monitor/scores/score.h"

#include "base/check.h"
#include "base/number.h"
#include "base/registry.h"

#include <math.h>

const cst_score *const cst_scores[] = {
    &cst_score_threshold, &cst_score_binormal, &cst_score_beta, &cst_score_histogram, NULL,
};

CST_REGISTRY_FIND(cst_score_find, cst_score, cst_scores)

static const cst_parameter fpr = {CST_PARAMETER(REAL, "fpr", cst_score_spec, fpr, CST_PROBABILITY),
                                  .initial = 0.01};
static const cst_parameter *const common[] = {&fpr, NULL};

cst_score_spec cst_score_spec_default(void)
{
    cst_score_spec spec = {.model = &cst_score_threshold};
    cst_parameters_default(common, &spec);
    for (size_t i = 0; cst_scores[i] != NULL; i++) {
        cst_parameters_default(cst_scores[i]->parameter, &spec);
    }
    return spec;
}

int cst_score_spec_check(const cst_score_spec *spec, const char *prefix, cst_error *error)
{
    int code = cst_parameters_check(common, spec, CST_ERR_MONITOR, error);
    if (code == 0) {
        code = cst_parameters_check(spec->model->parameter, spec, CST_ERR_MONITOR, error);
    }
    if (code == 0 && spec->model->check != NULL) {
        code = spec->model->check(spec, error);
    }
    if (code != 0) {
        cst_error_below(error, prefix);
    }
    return code;
}

uint64_t cst_score_count(const cst_score_counts *counts, bool attack, uint32_t at)
{
    if (at == counts->bins) {
        return attack ? counts->attack_unscored : counts->honest_unscored;
    }
    return attack ? counts->attack[at] : counts->honest[at];
}

double cst_score_samples(const cst_score_counts *counts, bool attack)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i <= counts->bins; i++) {
        sum += cst_score_count(counts, attack, i);
    }
    return (double)sum;
}

/* Flags whole scores from the top as long as the honest share allows, then part of the next one. */
cst_score_cut cst_score_cut_of(const cst_score_spec *spec)
{
    const cst_score_counts *counts = spec->counts;
    cst_score_cut cut = {.from = counts->bins};
    double left = spec->fpr * cst_score_samples(counts, false);
    while (cut.from > 0) {
        const double honest = (double)counts->honest[cut.from - 1];
        if (honest > left) {
            cut.part = left / honest;
            break;
        }
        left -= honest;
        cut.from--;
    }
    return cut;
}

double cst_score_reach(const cst_score_spec *spec)
{
    if (spec->model != &cst_score_histogram) {
        return 1.0;
    }
    const double honest = cst_score_samples(spec->counts, false);
    return (honest - (double)spec->counts->honest_unscored) / honest;
}

double cst_score_unscored(const cst_score_spec *spec)
{
    return spec->model != &cst_score_histogram
               ? 0.0
               : (double)spec->counts->attack_unscored / cst_score_samples(spec->counts, true);
}

/* The share that is flagged, or the other. */
static double share_of(const cst_score_spec *spec, bool flagged)
{
    double tpr = NAN;
    double missed = NAN;
    spec->model->flags(spec, &tpr, &missed);
    const double share = flagged ? tpr : missed;
    cst_require(share >= 0.0 && share <= 1.0);
    return cst_number_round(share);
}

double cst_score_tpr(const cst_score_spec *spec)
{
    return share_of(spec, true);
}

double cst_score_missed(const cst_score_spec *spec)
{
    return share_of(spec, false);
}
