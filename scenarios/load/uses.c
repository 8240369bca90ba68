/* SPDX-License-Identifier: MIT
 * When keys are used. */
#include "scenarios/load/uses.h"

#include "scenarios/load/joints.h"

#include <math.h>
#include <string.h>

static cst_crew crew(const cst_draft *draft)
{
    return draft->trial.protocol.kind->crew;
}

bool cst_use_reviewed(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return cst_protocol_reviewers(&draft->trial.protocol) > 0;
}

bool cst_use_trusted(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return draft->trial.protocol.kind->trusted;
}

bool cst_use_dependent(const cst_draft *draft, const cst_key *key)
{
    return cst_use_reviewed(draft, key) || cst_scheming_shares(&draft->trial.scheming);
}

bool cst_use_of_mixture(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return draft->trial.scheming.propensity == CST_PROPENSITY_MIXTURE;
}

/* Whether some lineage takes a value from the population because it has none of its own. */
typedef double (*own_value)(const cst_lineage *lineage);

static double own_rate(const cst_lineage *lineage)
{
    return lineage->rate;
}

static double own_tpr(const cst_lineage *lineage)
{
    return lineage->tpr;
}

static double own_fpr(const cst_lineage *lineage)
{
    return lineage->fpr;
}

static bool wanted(const cst_draft *draft, own_value own)
{
    const cst_population_spec *population = &draft->trial.population;
    for (uint32_t g = 0; g < population->lineages; g++) {
        if (isnan(own(&population->lineage[g]))) {
            return true;
        }
    }
    return false;
}

static double own_rho(const cst_lineage *lineage)
{
    return lineage->rho;
}

/* The shape of an urn is what lineages may have of their own. */
bool cst_use_of_law(const cst_draft *draft, const cst_key *key)
{
    const cst_scheming_spec *scheming = &draft->trial.scheming;
    const bool own = scheming->law.law->urn && scheming->across == CST_ACROSS_LINEAGE;
    return cst_use_dependent(draft, key) &&
           cst_parameters_have(scheming->law.law->shape, key->parameter) &&
           (!own || wanted(draft, own_rho));
}

bool cst_use_rated(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return wanted(draft, own_rate);
}

bool cst_use_scored(const cst_draft *draft, const cst_key *key)
{
    return cst_use_reviewed(draft, key) && wanted(draft, own_tpr);
}

bool cst_use_of_score(const cst_draft *draft, const cst_key *key)
{
    const cst_choice *model = key->mount->model;
    return key->mount->used(draft, key) && strcmp(model->name(model->get(draft)), key->model) == 0;
}

/* The FPR is what honest work gets, and where the model is not a mere point, what sets the TPR. */
bool cst_use_flagging(const cst_draft *draft, const cst_key *key)
{
    const bool sets_tpr = draft->trial.score.model != cst_score_find("threshold");
    return (cst_use_reviewed(draft, key) && wanted(draft, own_fpr)) ||
           (cst_use_scored(draft, key) && sets_tpr);
}

bool cst_use_monitored(const cst_draft *draft, const cst_key *key)
{
    return cst_use_trusted(draft, key) || cst_use_reviewed(draft, key);
}

/* What a signal shows to a trusted monitor matters where there is one. */
bool cst_use_of_strategy(const cst_draft *draft, const cst_key *key)
{
    const bool visible = key->parameter->offset == offsetof(cst_collusion_spec, visible);
    return cst_use_reviewed(draft, key) &&
           cst_parameters_have(draft->trial.collusion.strategy->parameter, key->parameter) &&
           (!visible || cst_use_trusted(draft, key));
}

bool cst_use_crowd(const cst_draft *draft, const cst_key *key)
{
    return cst_use_committee(draft, key) || draft->trial.protocol.kind->crowd;
}

bool cst_use_committee(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return draft->trial.protocol.kind->committee;
}

/* A budget audits by rank, whatever the votes come to. */
static bool by_rank(const cst_draft *draft)
{
    return draft->trial.protocol.audit_budget > 0.0;
}

bool cst_use_voting(const cst_draft *draft, const cst_key *key)
{
    return cst_use_committee(draft, key) && !by_rank(draft);
}

bool cst_use_counted_votes(const cst_draft *draft, const cst_key *key)
{
    return cst_use_voting(draft, key) && draft->trial.protocol.rule == CST_RULE_R_OF_K;
}

bool cst_use_quorate(const cst_draft *draft, const cst_key *key)
{
    cst_rule rule = draft->trial.protocol.rule;
    return cst_use_voting(draft, key) && draft->trial.abstain > 0.0 &&
           (rule == CST_RULE_MAJORITY || rule == CST_RULE_ALL);
}

bool cst_use_audited(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return crew(draft) != CST_CREW_NOBODY || draft->trial.protocol.kind->judge != NULL;
}

/* By rank whatever is picked is audited. */
bool cst_use_flags(const cst_draft *draft, const cst_key *key)
{
    return cst_use_audited(draft, key) && !(cst_use_scoring(draft, key) && by_rank(draft));
}

bool cst_use_blind(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return crew(draft) == CST_CREW_AUDITOR;
}

bool cst_use_responding(const cst_draft *draft, const cst_key *key)
{
    return cst_use_audited(draft, key) && draft->trial.response.effect != CST_EFFECT_NONE;
}

bool cst_use_of_policy(const cst_draft *draft, const cst_key *key)
{
    const bool triggered =
        cst_use_reviewed(draft, key) && draft->trial.collusion.strategy->triggered;
    return cst_parameters_have(draft->trial.attack.policy->parameter, key->parameter) ||
           (triggered && key->parameter->offset == offsetof(cst_attack_spec, classes));
}

bool cst_use_aware(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return draft->trial.scheming.awareness > 0.0;
}

bool cst_use_of_kind(const cst_draft *draft, const cst_key *key)
{
    return cst_parameters_have(draft->trial.protocol.kind->parameter, key->parameter);
}

bool cst_use_joint_counts(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return draft->trial.protocol.kind->joint &&
           (cst_joints_stated(&draft->joint) || draft->trial.joint.counts != NULL);
}

bool cst_use_copula(const cst_draft *draft, const cst_key *key)
{
    return draft->trial.protocol.kind->joint && !cst_use_joint_counts(draft, key);
}

bool cst_use_honeypots(const cst_draft *draft, const cst_key *key)
{
    return cst_use_reviewed(draft, key) && draft->trial.protocol.honeypot_share > 0.0;
}

bool cst_use_strata(const cst_draft *draft, const cst_key *key)
{
    return cst_use_honeypots(draft, key) && draft->trial.collusion.strategy->triggered;
}

bool cst_use_several(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return cst_protocol_reviewers(&draft->trial.protocol) > 1;
}

bool cst_use_signalled(const cst_draft *draft, const cst_key *key)
{
    return cst_use_reviewed(draft, key) && draft->trial.collusion.strategy->signals;
}

bool cst_use_sampled(const cst_draft *draft, const cst_key *key)
{
    const cst_parameter *const *row = draft->trial.protocol.kind->parameter;
    (void)key;
    while (*row != NULL && (*row)->offset != offsetof(cst_protocol_spec, samples)) {
        row++;
    }
    return *row != NULL;
}

bool cst_use_retracting(const cst_draft *draft, const cst_key *key)
{
    const cst_response_effect effect = draft->trial.response.effect;
    return cst_use_responding(draft, key) && effect != CST_EFFECT_END_TRIAL;
}

/* Kinds that audit what their crew flags, and so may audit what it suspects most. */
bool cst_use_scoring(const cst_draft *draft, const cst_key *key)
{
    const cst_protocol *kind = draft->trial.protocol.kind;
    (void)key;
    return !kind->played && (kind->trusted || kind->crew == CST_CREW_POPULATION);
}

bool cst_use_apart(const cst_draft *draft, const cst_key *key)
{
    return cst_use_dependent(draft, key) && draft->trial.scheming.law.law->urn &&
           draft->trial.scheming.across == CST_ACROSS_LINEAGE;
}

bool cst_use_version(const cst_draft *draft, const cst_key *key)
{
    const bool stale = cst_use_reviewed(draft, key) && draft->trial.staleness > 0.0;
    const bool shared = draft->trial.scheming.across == CST_ACROSS_FACTORS;
    return stale || (shared && cst_use_dependent(draft, key));
}
