/* SPDX-License-Identifier: MIT */
#include "estimate/strata.h"

#include "agents/attack.h"
#include "tally/interval.h"

#include <math.h>

int cst_strata_applies(const cst_model *model, cst_error *error)
{
    const char *why = NULL;
    if (model->play != NULL) {
        why = "trials are played round by round (memory, budgets, or causes that tasks share)";
    } else if (model->ends) {
        why = "a trial may end before its tasks are done";
    } else if (model->mixture || model->rates_differ) {
        why = "agents scheme at different rates";
    } else {
        return 0;
    }
    return cst_error_set(error, CST_ERR_METHOD, NULL,
                         "strata: %s; expected a protocol that judges each task by itself, or "
                         "'custodes run' with method skip or naive",
                         why);
}

uint32_t cst_strata_count(const cst_model *model)
{
    return cst_protocol_reviewers(&model->spec.protocol) + 1;
}

cst_trial_spec cst_strata_trial(const cst_model *model, uint32_t s)
{
    const uint32_t k = cst_protocol_reviewers(&model->spec.protocol);
    cst_trial_spec spec = model->spec;
    cst_scheming_spec forced = cst_scheming_spec_default();
    forced.law.law = cst_law_find(k == 0 ? "independent" : "table");
    forced.law.rate = ((double)s + 1.0) / ((double)k + 1.0);
    forced.law.joint_count = k + 2;
    forced.law.joint[s + 1] = 1.0;
    spec.scheming = forced;
    spec.rounds = 1;
    /* Who holds back while watched does so in w_s; here nobody is watched. */
    if (spec.attack.policy->unwatched) {
        spec.attack.policy = cst_policy_find("always");
    }
    return spec;
}

uint64_t cst_strata_trials(const cst_model *stratum, uint64_t attacks)
{
    const double of_trial = (double)stratum->tasks_per_trial * cst_model_attack_rate(stratum);
    return of_trial > 0.0 ? (uint64_t)fmin(ceil((double)attacks / of_trial), 1e15) : 1;
}

cst_strata_risk cst_strata_combine(const cst_model *model, const cst_stratum *strata,
                                   double confidence)
{
    const uint32_t count = cst_strata_count(model);
    const double level = (1.0 - confidence) / (double)count;
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
    }
    return risk;
}
