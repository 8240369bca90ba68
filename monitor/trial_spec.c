/* SPDX-License-Identifier: MIT
 * What a scenario says of one trial, and what must hold before a model is made of it. */
#include "base/check.h"
#include "monitor/model.h"

#include <math.h>

static const uint32_t most = UINT32_C(1) << 31; /* agents, and rounds */

cst_trial_spec cst_trial_spec_default(void)
{
    return (cst_trial_spec){
        .agents = 1000,
        .rounds = 100,
        .population = cst_population_spec_default(),
        .scheming = cst_scheming_spec_default(),
        .score = cst_score_spec_default(),
        .trusted = cst_score_spec_default(),
        .abstain = 0.0,
        .collusion = cst_collusion_spec_default(),
        .protocol = cst_protocol_spec_default(),
        .response = {.on = CST_ON_CATCH, .effect = CST_EFFECT_NONE},
    };
}

static int check_size(uint32_t value, const char *key, cst_error *error)
{
    if (value >= 1 && value <= most) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_RANGE, key,
                         "expected a whole number from 1 to %u, found %u", most, value);
}

/* Enough reviewers beside the actor. */
static int check_reviewers(const cst_trial_spec *spec, cst_error *error)
{
    const uint32_t k = cst_protocol_reviewers(&spec->protocol);
    if (k == 0) {
        return 0;
    }
    if (k >= spec->agents) {
        return cst_error_set(error, CST_ERR_COMBINATION, "protocol.reviewers",
                             "expected at most %u, the number of other agents, found %u",
                             spec->agents - 1, k);
    }
    if (spec->protocol.assign != CST_ASSIGN_CROSS_LINEAGE) {
        return 0;
    }
    if (spec->population.lineages < 2) {
        return cst_error_set(error, CST_ERR_COMBINATION, "protocol.assign",
                             "cross-lineage: expected at least two lineages in population, found "
                             "one; add one or use random");
    }
    cst_population population;
    cst_population_make(&population, &spec->population, spec->agents);
    for (uint32_t g = 0; g < population.lineages; g++) {
        const uint32_t others = spec->agents - cst_population_size(&population, g);
        if (others < k) {
            return cst_error_set(error, CST_ERR_COMBINATION, "protocol.reviewers",
                                 "expected at most %u, the agents outside lineage '%s', found %u",
                                 others, spec->population.lineage[g].name, k);
        }
    }
    return 0;
}

static int check_response(const cst_trial_spec *spec, cst_error *error)
{
    if (spec->response.effect == CST_EFFECT_NONE) {
        return 0;
    }
    if (spec->protocol.kind->crew == CST_CREW_NOBODY) {
        return cst_error_set(error, CST_ERR_COMBINATION, "response.effect",
                             "end-trial: protocol none never triggers it; use none");
    }
    if (spec->response.on == CST_ON_REPORT && !spec->protocol.kind->reports) {
        return cst_error_set(error, CST_ERR_COMBINATION, "response.on",
                             "report: protocol %s never reports; use catch",
                             spec->protocol.kind->name);
    }
    return 0;
}

int cst_trial_spec_check(const cst_trial_spec *spec, cst_error *error)
{
    int code = check_size(spec->agents, "trial.agents", error);
    code = code != 0 ? code : check_size(spec->rounds, "trial.rounds", error);
    code = code != 0 ? code : cst_population_spec_check(&spec->population, spec->agents, error);
    code = code != 0 ? code : cst_protocol_spec_check(&spec->protocol, error);
    code = code != 0 ? code : check_reviewers(spec, error);
    code = code != 0 ? code
                     : cst_scheming_spec_check(&spec->scheming, &spec->population,
                                               cst_protocol_reviewers(&spec->protocol), error);
    if (code == 0 && spec->protocol.kind->crew == CST_CREW_POPULATION) {
        code = cst_score_spec_check(&spec->score, "monitor.score", error);
    }
    if (code == 0 && spec->protocol.kind->crew == CST_CREW_TRUSTED) {
        code = cst_score_spec_check(&spec->trusted, "monitor.trusted.score", error);
    }
    if (code == 0 && !(spec->abstain >= 0.0 && spec->abstain <= 1.0)) {
        code = cst_error_set(error, CST_ERR_MONITOR, "monitor.abstain",
                             "expected a probability from 0 to 1, found %g", spec->abstain);
    }
    code = code != 0 ? code : cst_collusion_spec_check(&spec->collusion, error);
    return code != 0 ? code : check_response(spec, error);
}
