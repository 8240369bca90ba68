/* SPDX-License-Identifier: MIT
 *
 * strata: attacks with 0, 1, ..., k scheming reviewers in turn; what escapes of each is weighted by
 * the dependence law. */
#include "estimate/sample/strata.h"

#include "base/number.h"
#include "estimate/sample/estimators.h"
#include "tally/interval.h"

#include <math.h>
#include <string.h>

enum { FEW_EVENTS = 10 };

int cst_strata_applies(const cst_model *model, cst_error *error)
{
    return cst_forced_applies("strata", model, error);
}

cst_strata_risk cst_strata_combine(const cst_model *model, const cst_stratum *strata,
                                   double confidence)
{
    const uint32_t count = cst_forced_strata(model);
    const double level = cst_number_complement(confidence) / (double)count;
    cst_strata_risk risk = {0};
    for (uint32_t s = 0; s < count; s++) {
        const cst_stratum *seen = &strata[s];
        const cst_interval share =
            cst_interval_clopper_pearson(seen->escaped, seen->attacks, level);
        risk.low += model->w[s] * share.low;
        risk.high += model->w[s] * share.high;
        if (seen->attacks == 0) {
            risk.unseen += model->w[s];
        } else {
            risk.estimate += model->w[s] * ((double)seen->escaped / (double)seen->attacks);
        }
        risk.events += model->w[s] > 0.0 ? seen->escaped : 0;
        risk.of += model->w[s] > 0.0 ? seen->attacks : 0;
    }
    return risk;
}

cst_strata_risk cst_strata_of_row(const cst_model *model, const cst_row *row, double confidence)
{
    cst_stratum strata[CST_STRATA_MAX];
    for (uint32_t s = 0; s < cst_forced_strata(model); s++) {
        strata[s] = cst_forced_stratum(row, s);
    }
    return cst_strata_combine(model, strata, confidence);
}

static void results(const cst_cell *cell, const cst_row *row, double confidence, cst_result *out)
{
    const cst_strata_risk risk = cst_strata_of_row(&cell->model, row, confidence);
    const cst_result result = {.estimate = risk.events > 0 ? risk.estimate : (double)NAN,
                               .low = risk.low,
                               .high = risk.high,
                               .method = "strata, Clopper-Pearson",
                               .events = risk.events,
                               .of = risk.of,
                               .few = risk.events < FEW_EVENTS};
    cst_forced_results(cell, &result, out);
}

/* As many attacks in each stratum. */
static cst_forced forced(const cst_model *model)
{
    cst_forced in_turn = {.strata = cst_forced_strata(model), .scale = 1.0};
    memcpy(in_turn.weight, model->w, in_turn.strata * sizeof *model->w);
    return in_turn;
}

const cst_estimator cst_estimator_strata = {
    .name = "strata",
    .text = "a trial is one attack: simulates the protocol's response, the dependence law is exact",
    .sample = "attacks",
    .shape = cst_forced_shape,
    .applies = cst_strata_applies,
    .forced = forced,
    .act = cst_samples_act,
    .review = cst_forced_review,
    .tally = cst_forced_tally,
    .results = results,
    .weights = cst_forced_weights,
};
