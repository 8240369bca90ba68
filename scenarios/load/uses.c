/* SPDX-License-Identifier: MIT
 * When keys are used. */
#include "scenarios/load/joints.h"
#include "scenarios/load/key.h"

#include <math.h>
#include <string.h>

/* Whether some lineage takes a value, at that offset in it, from the population because it has none
 * of its own. */
static bool wanted(const cst_trial_spec *trial, size_t offset)
{
    for (uint32_t g = 0; g < trial->population.lineages; g++) {
        const char *lineage = (const char *)&trial->population.lineage[g];
        if (isnan(*(const double *)(const void *)(lineage + offset))) {
            return true;
        }
    }
    return false;
}

static bool is_reviewed(const cst_trial_spec *trial)
{
    return cst_protocol_reviewers(&trial->protocol) > 0;
}

static bool is_scored(const cst_trial_spec *trial)
{
    return is_reviewed(trial) && wanted(trial, offsetof(cst_lineage, tpr));
}

static bool is_dependent(const cst_trial_spec *trial)
{
    return is_reviewed(trial) || cst_scheming_shares(&trial->scheming);
}

static bool by_scheming(cst_use use, const cst_key *key, const cst_trial_spec *trial)
{
    const cst_scheming_spec *scheming = &trial->scheming;
    const cst_law *law = scheming->law.law;
    const bool apart = law->urn && scheming->across == CST_ACROSS_LINEAGE;
    switch (use) {
    case CST_USE_DEPENDENT:
        return is_dependent(trial);
    case CST_USE_OF_LAW: /* the shape of an urn is what lineages may have of their own */
        return is_dependent(trial) && cst_parameters_have(law->shape, key->parameter) &&
               (!apart || wanted(trial, offsetof(cst_lineage, rho)));
    case CST_USE_APART:
        return is_dependent(trial) && apart;
    case CST_USE_OF_MIXTURE:
        return scheming->propensity == CST_PROPENSITY_MIXTURE;
    case CST_USE_RATED:
        return wanted(trial, offsetof(cst_lineage, rate));
    case CST_USE_AWARE:
        return scheming->awareness > 0.0;
    case CST_USE_VERSION:
        return (is_reviewed(trial) && trial->staleness > 0.0) ||
               (scheming->across == CST_ACROSS_FACTORS && is_dependent(trial));
    default:
        return false;
    }
}

/* What schemers do, as actors and as reviewers. */
static bool by_red(cst_use use, const cst_key *key, const cst_trial_spec *trial)
{
    const cst_collusion *strategy = trial->collusion.strategy;
    const bool reviewed = is_reviewed(trial);
    switch (use) {
    case CST_USE_OF_POLICY:
        return cst_parameters_have(trial->attack.policy->parameter, key->parameter) ||
               (reviewed && strategy->triggered &&
                key->parameter->offset == offsetof(cst_attack_spec, classes));
    case CST_USE_OF_STRATEGY: /* what a signal shows matters where there is a trusted monitor */
        return reviewed && cst_parameters_have(strategy->parameter, key->parameter) &&
               (trial->protocol.kind->trusted ||
                key->parameter->offset != offsetof(cst_collusion_spec, visible));
    case CST_USE_SIGNALLED:
        return reviewed && strategy->signals;
    default:
        return false;
    }
}

static bool by_scores(cst_use use, const cst_key *key, const cst_draft *draft)
{
    const cst_trial_spec *trial = &draft->trial;
    const cst_protocol *kind = trial->protocol.kind;
    const bool joint_counts = cst_joints_stated(&draft->joint) || trial->joint.counts != NULL;
    switch (use) {
    case CST_USE_REVIEWED:
        return is_reviewed(trial);
    case CST_USE_SEVERAL:
        return cst_protocol_reviewers(&trial->protocol) > 1;
    case CST_USE_TRUSTED:
        return kind->trusted;
    case CST_USE_MONITORED:
        return kind->trusted || is_reviewed(trial);
    case CST_USE_SCORED:
        return is_scored(trial);
    case CST_USE_OF_SCORE: {
        const cst_choice *model = key->mount->model;
        return by_scores(key->mount->use, key, draft) &&
               strcmp(model->name(model->get(draft)), key->model) == 0;
    }
    case CST_USE_FLAGGING: /* it is what honest work gets and, but for a mere point, sets the TPR */
        return (is_reviewed(trial) && wanted(trial, offsetof(cst_lineage, fpr))) ||
               (is_scored(trial) && trial->score.model != cst_score_find("threshold"));
    case CST_USE_COPULA:
        return kind->joint && !joint_counts;
    case CST_USE_JOINT_COUNTS:
        return kind->joint && joint_counts;
    default:
        return false;
    }
}

/* Kinds that audit what their crew flags, and so may audit what it suspects most. */
static bool is_scoring(const cst_protocol *kind)
{
    return !kind->played && (kind->trusted || kind->crew == CST_CREW_POPULATION);
}

static bool reads_samples(const cst_protocol *kind)
{
    const cst_parameter *const *row = kind->parameter;
    while (*row != NULL && (*row)->offset != offsetof(cst_protocol_spec, samples)) {
        row++;
    }
    return *row != NULL;
}

static bool by_protocol(cst_use use, const cst_key *key, const cst_trial_spec *trial)
{
    const cst_protocol_spec *protocol = &trial->protocol;
    const cst_protocol *kind = protocol->kind;
    const bool by_rank = protocol->audit_budget > 0.0; /* whatever the votes come to */
    const bool voting = kind->committee && !by_rank;
    const bool audited = kind->crew != CST_CREW_NOBODY || kind->judge != NULL;
    const bool honeypots = protocol->honeypot_share > 0.0 && is_reviewed(trial);
    const bool responding = audited && trial->response.effect != CST_EFFECT_NONE;
    switch (use) {
    case CST_USE_OF_KIND:
        return cst_parameters_have(kind->parameter, key->parameter);
    case CST_USE_SAMPLED:
        return reads_samples(kind);
    case CST_USE_CROWD:
        return kind->committee || kind->crowd;
    case CST_USE_VOTING:
        return voting;
    case CST_USE_COUNTED_VOTES:
        return voting && protocol->rule == CST_RULE_R_OF_K;
    case CST_USE_QUORATE:
        return voting && trial->abstain > 0.0 &&
               (protocol->rule == CST_RULE_MAJORITY || protocol->rule == CST_RULE_ALL);
    case CST_USE_AUDITED:
        return audited;
    case CST_USE_FLAGS: /* by rank whatever is picked is audited */
        return audited && !(is_scoring(kind) && by_rank);
    case CST_USE_BLIND:
        return kind->crew == CST_CREW_AUDITOR;
    case CST_USE_SCORING:
        return is_scoring(kind);
    case CST_USE_HONEYPOTS:
        return honeypots;
    case CST_USE_STRATA:
        return honeypots && trial->collusion.strategy->triggered;
    case CST_USE_RESPONDING:
        return responding;
    case CST_USE_RETRACTING:
        return responding && trial->response.effect != CST_EFFECT_END_TRIAL;
    default:
        return false;
    }
}

bool cst_key_used(const cst_key *key, const cst_draft *draft)
{
    const cst_trial_spec *trial = &draft->trial;
    return key->use == CST_USE_ALWAYS || by_scheming(key->use, key, trial) ||
           by_red(key->use, key, trial) || by_scores(key->use, key, draft) ||
           by_protocol(key->use, key, trial);
}
