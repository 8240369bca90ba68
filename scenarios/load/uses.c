/* SPDX-License-Identifier: MIT
 *
 * When keys are used.
 */
#include "scenarios/load/choices.h"
#include "scenarios/load/key.h"

#include <math.h>
#include <string.h>

bool cst_population_serves(const cst_trial_spec *trial, size_t offset)
{
    for (uint32_t g = 0; g < trial->population.lineages; g++) {
        const char *lineage = (const char *)&trial->population.lineage[g];
        if (isnan(*(const double *)(const void *)(lineage + offset))) {
            return true;
        }
    }
    return false;
}

static void by_scheming(const cst_trial_spec *trial, bool *of)
{
    const cst_scheming_spec *scheming = &trial->scheming;
    const bool dependent = of[CST_USE_REVIEWED] || cst_scheming_shares(scheming);
    const bool apart = scheming->law.law->urn && scheming->across == CST_ACROSS_LINEAGE;
    of[CST_USE_DEPENDENT] = dependent;
    /* The shape of an urn is what lineages may have of their own. */
    of[CST_USE_OF_LAW] =
        dependent && (!apart || cst_population_serves(trial, offsetof(cst_lineage, rho)));
    of[CST_USE_APART] = dependent && apart;
    of[CST_USE_OF_MIXTURE] = scheming->propensity == CST_PROPENSITY_MIXTURE;
    of[CST_USE_RATED] = cst_population_serves(trial, offsetof(cst_lineage, rate));
    of[CST_USE_AWARE] = scheming->awareness > 0.0;
    of[CST_USE_VERSION] = (of[CST_USE_REVIEWED] && trial->staleness > 0.0) ||
                          (scheming->across == CST_ACROSS_FACTORS && dependent);
}

static void by_scores(const cst_draft *draft, bool *of)
{
    const cst_trial_spec *trial = &draft->trial;
    const cst_protocol *kind = trial->protocol.kind;
    const bool reviewed = of[CST_USE_REVIEWED];
    const bool joint_counts = cst_draft_has_joint(&draft->joint) || trial->joint.counts != NULL;
    const bool scored = reviewed && cst_population_serves(trial, offsetof(cst_lineage, tpr));
    of[CST_USE_SEVERAL] = cst_protocol_reviewers(&trial->protocol) > 1;
    of[CST_USE_TRUSTED] = cst_protocol_trusted(kind);
    of[CST_USE_MONITORED] = cst_protocol_trusted(kind) || reviewed;
    of[CST_USE_SCORED] = scored;
    /* It is what honest work gets and, but for a mere point, sets the TPR. */
    of[CST_USE_FLAGGING] = (reviewed && cst_population_serves(trial, offsetof(cst_lineage, fpr))) ||
                           (scored && trial->score.model != cst_score_find("threshold"));
    of[CST_USE_COPULA] = kind->joint && !joint_counts;
    of[CST_USE_JOINT_COUNTS] = kind->joint && joint_counts;
}

/* Whether a protocol's kind reads how many samples it takes. */
static bool reads_samples(const cst_protocol *kind)
{
    const cst_parameter *const *row = kind->parameter;
    while (*row != NULL && (*row)->offset != offsetof(cst_protocol_spec, samples)) {
        row++;
    }
    return *row != NULL;
}

static void by_protocol(const cst_trial_spec *trial, bool *of)
{
    const cst_protocol_spec *protocol = &trial->protocol;
    const cst_protocol *kind = protocol->kind;
    const bool by_rank = protocol->audit_budget > 0.0; /* whatever the votes come to */
    const bool voting = kind->committee && !by_rank;
    const bool audited = kind->crew != CST_CREW_NOBODY || kind->judge != NULL;
    const bool honeypots = protocol->honeypot_share > 0.0 && of[CST_USE_REVIEWED];
    const bool responding = audited && trial->response.effect != CST_EFFECT_NONE;
    /* Kinds that audit what their crew flags, and so may audit what it suspects most. */
    const bool scoring = !kind->played && cst_protocol_reports(kind);
    of[CST_USE_OF_KIND] = true;
    of[CST_USE_SAMPLED] = reads_samples(kind);
    of[CST_USE_CROWD] = kind->committee || kind->crowd;
    of[CST_USE_VOTING] = voting;
    of[CST_USE_COUNTED_VOTES] = voting && protocol->rule == CST_RULE_R_OF_K;
    of[CST_USE_QUORATE] = voting && trial->abstain > 0.0 &&
                          (protocol->rule == CST_RULE_MAJORITY || protocol->rule == CST_RULE_ALL);
    of[CST_USE_AUDITED] = audited;
    of[CST_USE_FLAGS] = audited && !(scoring && by_rank); /* by rank what is picked is audited */
    of[CST_USE_BLIND] = kind->crew == CST_CREW_AUDITOR;
    of[CST_USE_SCORING] = scoring;
    of[CST_USE_HONEYPOTS] = honeypots;
    of[CST_USE_STRATA] = honeypots && trial->collusion.strategy->triggered;
    of[CST_USE_RESPONDING] = responding;
    of[CST_USE_RETRACTING] = responding && trial->response.effect != CST_EFFECT_END_TRIAL;
    of[CST_USE_REMOVING] = responding && (trial->response.effect == CST_EFFECT_QUARANTINE ||
                                          trial->response.effect == CST_EFFECT_RECALL);
}

cst_uses cst_uses_of(const cst_draft *draft)
{
    const cst_trial_spec *trial = &draft->trial;
    const bool reviewed = cst_protocol_reviewers(&trial->protocol) > 0;
    cst_uses uses = {.draft = draft};
    uses.of[CST_USE_ALWAYS] = true;
    uses.of[CST_USE_OF_MECHANISM] = true;
    const cst_stop_rule rule = cst_estimate_stop(&draft->estimate).rule;
    uses.of[CST_USE_STOPPING] = rule != CST_STOP_TRIALS && rule != CST_STOP_SECONDS;
    uses.of[CST_USE_REVIEWED] = reviewed;
    uses.of[CST_USE_OF_POLICY] = true;
    uses.of[CST_USE_OF_STRATEGY] = reviewed;
    uses.of[CST_USE_SIGNALLED] = reviewed && trial->collusion.strategy->signal != NULL;
    uses.of[CST_USE_LEARNED] = reviewed && trial->collusion.strategy->learned;
    by_scheming(trial, uses.of);
    by_scores(draft, uses.of);
    by_protocol(trial, uses.of);
    return uses;
}

/* Whether the variant that the draft has reads a parameter. */
static bool is_read(const cst_key *key, const cst_trial_spec *trial, bool reviewed)
{
    const cst_parameter *row = key->parameter;
    const cst_collusion *strategy = trial->collusion.strategy;
    switch (key->use) {
    case CST_USE_OF_LAW:
        return cst_parameters_have(trial->scheming.law.law->shape, row);
    case CST_USE_OF_POLICY:
        return cst_parameters_have(trial->attack.policy->parameter, row) ||
               (reviewed && strategy->triggered &&
                row->offset == offsetof(cst_attack_spec, classes));
    case CST_USE_OF_STRATEGY: /* what a signal shows matters where there is a trusted monitor */
        return cst_parameters_have(strategy->parameter, row) &&
               (cst_protocol_trusted(trial->protocol.kind) ||
                row->offset != offsetof(cst_collusion_spec, visible));
    case CST_USE_OF_MECHANISM:
        return true;
    default:
        return cst_parameters_have(trial->protocol.kind->parameter, row);
    }
}

/* Whether a key is said of any scenario. */
static bool is_common(const cst_key *key)
{
    return strncmp(key->path, "estimate.", 9) == 0 || strcmp(key->path, "claim") == 0;
}

/* Whether a mechanism has nothing that it speaks of: upper tails, and what is approximate. */
static bool is_of_tasks(const cst_key *key)
{
    return key->offset == offsetof(cst_draft, estimate.tail) ||
           key->offset == offsetof(cst_draft, estimate.interval) ||
           key->offset == offsetof(cst_draft, estimate.stop_result);
}

bool cst_key_concerns(const cst_key *key, const cst_draft *draft)
{
    const cst_mechanism *kind = draft->trial.mechanism.kind;
    if (key->use == CST_USE_OF_MECHANISM) {
        return kind != NULL && cst_parameters_have(kind->parameter, key->parameter);
    }
    return kind == NULL || (is_common(key) && !is_of_tasks(key));
}

bool cst_key_used(const cst_key *key, const cst_uses *uses)
{
    if (!cst_key_concerns(key, uses->draft) || !uses->of[key->use]) {
        return false;
    }
    if (key->model != NULL) {
        const cst_choice *model = key->mount->model;
        return strcmp(model->item(cst_choice_get(model, uses->draft)).name, key->model) == 0;
    }
    return key->parameter == NULL || is_read(key, &uses->draft->trial, uses->of[CST_USE_REVIEWED]);
}
