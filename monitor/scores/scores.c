/* SPDX-License-Identifier: MIT
 * The registry of score models, and what all of them share. */
#include "monitor/scores/scores.h"

#include "base/check.h"
#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const cst_score *const cst_scores[] = {
    &cst_score_threshold, &cst_score_binormal, &cst_score_beta, &cst_score_histogram, NULL,
};

const cst_score *cst_score_find(const char *name)
{
    for (size_t i = 0; cst_scores[i] != NULL; i++) {
        if (strcmp(cst_scores[i]->name, name) == 0) {
            return cst_scores[i];
        }
    }
    return NULL;
}

cst_score_spec cst_score_spec_default(void)
{
    return (cst_score_spec){.model = &cst_score_threshold,
                            .tpr = 0.9,
                            .fpr = 0.01,
                            .d_prime = NAN,
                            .a0 = NAN,
                            .b0 = NAN,
                            .a1 = NAN,
                            .b1 = NAN};
}

int cst_score_spec_check(const cst_score_spec *spec, const char *prefix, cst_error *error)
{
    if (!(spec->fpr >= 0.0 && spec->fpr <= 1.0)) {
        char key[96];
        (void)snprintf(key, sizeof key, "%s.fpr", prefix);
        return cst_error_set(error, CST_ERR_MONITOR, key,
                             "expected a probability from 0 to 1, found %g", spec->fpr);
    }
    return spec->model->check(spec, prefix, error);
}

/* Whole numbers, so that ratios of them are the same everywhere. */
double cst_score_samples(const cst_score_counts *counts, bool attack)
{
    uint64_t sum = attack ? counts->attack_unscored : counts->honest_unscored;
    for (uint32_t i = 0; i < counts->bins; i++) {
        sum += attack ? counts->attack[i] : counts->honest[i];
    }
    return (double)sum;
}

void cst_score_unscored(const cst_score_spec *spec, double *reach, double *unscored)
{
    *reach = 1.0;
    *unscored = 0.0;
    if (spec->model == &cst_score_histogram) {
        const double honest = cst_score_samples(spec->counts, false);
        *reach = (honest - (double)spec->counts->honest_unscored) / honest;
        *unscored = (double)spec->counts->attack_unscored / cst_score_samples(spec->counts, true);
    }
}

double cst_score_tpr(const cst_score_spec *spec)
{
    double tpr = NAN;
    double missed = NAN;
    spec->model->flags(spec, &tpr, &missed);
    cst_require(tpr >= 0.0 && tpr <= 1.0);
    return cst_number_round(tpr);
}

double cst_score_missed(const cst_score_spec *spec)
{
    double tpr = NAN;
    double missed = NAN;
    spec->model->flags(spec, &tpr, &missed);
    cst_require(missed >= 0.0 && missed <= 1.0);
    return cst_number_round(missed);
}
