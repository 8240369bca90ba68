/* SPDX-License-Identifier: MIT
 * What is asked of a made model. */
#include "monitor/model.h"

#include "base/check.h"
#include "monitor/seats.h"

#include <math.h>

const double *cst_model_votes(const cst_model *model, uint32_t cohort, bool attack)
{
    const size_t size = (size_t)(model->slots + 1) * (model->slots + 1);
    cst_require(model->votes != NULL && cohort < model->cohorts);
    return model->votes + (2 * (size_t)cohort + (attack ? 1 : 0)) * size;
}

double cst_model_attack_rate(const cst_model *model)
{
    double rate = 0.0;
    for (uint32_t c = 0; c < model->cohorts; c++) {
        rate += model->attack_rate[model->cohort[c].lineage] * (double)model->cohort[c].agents;
    }
    return rate / (double)model->spec.agents;
}

uint64_t cst_model_removals(const cst_model *model)
{
    const uint32_t latency = model->spec.response.latency + cst_model_delay(model);
    return cst_seats_most(model->spec.agents, cst_model_refill(model), model->spec.rounds,
                          latency + 1);
}

uint32_t cst_model_cohort(const cst_model *model, uint32_t agent)
{
    uint32_t low = 0;
    uint32_t high = model->cohorts - 1;
    while (low < high) {
        const uint32_t middle = low + (high - low + 1) / 2;
        if (model->cohort[middle].first <= agent) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

uint64_t cst_model_cohort_tasks(const cst_model *model, uint32_t cohort, uint64_t tasks)
{
    const cst_cohort *actors = &model->cohort[cohort];
    const uint64_t rounds = tasks / model->spec.agents;
    const uint64_t rest = tasks % model->spec.agents;
    uint64_t part = rest > actors->first ? rest - actors->first : 0;
    part = part > actors->agents ? actors->agents : part;
    return rounds * actors->agents + part;
}

bool cst_model_schemers_known(const cst_model *model)
{
    return model->crew == CST_CREW_POPULATION && model->states_matter;
}

bool cst_model_schemers_tied(const cst_model *model)
{
    return model->states_matter &&
           (model->spec.collusion.strategy->together || model->difficulties > 1 ||
            model->reviewers_differ || model->spec.protocol.kind->chained);
}

void cst_model_at_most(const double *mass, uint32_t k, cst_chance *out)
{
    double total = 0.0;
    double below = 0.0;
    for (uint32_t s = 0; s <= k; s++) {
        total += mass[s];
    }
    for (uint32_t s = 0; s <= k; s++) {
        below += mass[s];
        out[s] = cst_chance_make(total > 0.0 ? below / total : 1.0);
    }
    out[k] = cst_chance_make(1.0);
}
