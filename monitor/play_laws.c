/* SPDX-License-Identifier: MIT
 * What is made ready once for all trials of a model that are played. */
#include "base/check.h"
#include "base/number.h"
#include "monitor/play_events.h"
#include "monitor/play_loud.h"
#include "monitor/protocol_parts.h"
#include "monitor/seen.h"

#include <math.h>
#include <stdlib.h>

bool cst_play_needed(const cst_trial_spec *spec)
{
    const cst_response_spec *response = &spec->response;
    const bool reviewed = cst_protocol_reviewers(&spec->protocol) > 0;
    const cst_collusion *strategy = spec->collusion.strategy;
    const bool remembered = response->effect != CST_EFFECT_NONE &&
                            (response->effect != CST_EFFECT_END_TRIAL || response->latency > 0);
    return spec->protocol.kind->played || remembered || cst_scheming_shares(&spec->scheming) ||
           spec->attack.policy->has_memory || spec->protocol.audit_budget > 0.0 ||
           spec->protocol.audit_flagged < 1.0 || spec->protocol.honeypot_share > 0.0 ||
           cst_population_peer(&spec->population, true, true) != NULL ||
           (reviewed && cst_collusion_remembers(strategy));
}

bool cst_play_memoryless(const cst_trial_spec *spec)
{
    const cst_collusion *strategy = spec->collusion.strategy;
    const bool agents = cst_protocol_reviewers(&spec->protocol) > 0;
    const bool types = spec->scheming.propensity == CST_PROPENSITY_MIXTURE;
    return spec->response.effect == CST_EFFECT_NONE && spec->protocol.kind->memory == 0 &&
           spec->protocol.audit_budget <= 0.0 && !spec->attack.policy->has_memory &&
           !(agents && cst_collusion_remembers(strategy)) &&
           !(agents && spec->protocol.honeypot_share > 0.0 && types);
}

/* The law of a task's states, by what its agents believe. */
static void make_states(cst_play_laws *laws, const cst_model *model)
{
    const cst_scheming_spec *scheming = &model->spec.scheming;
    const uint32_t k = model->crew == CST_CREW_POPULATION ? model->slots : 0;
    double w[CST_REVIEWERS_MAX + 1];
    double v[CST_REVIEWERS_MAX + 1];
    double most = model->mixture ? model->attack_max : 0.0;
    for (int watched = 0; watched <= 1; watched++) {
        const double factor = watched ? scheming->watched_factor : 1.0;
        cst_law_spec law = scheming->law;
        law.rate *= factor;
        cst_law_joint(&law, k, w, v);
        cst_model_at_most(w, k, laws->states[watched][1]);
        cst_model_at_most(v, k, laws->states[watched][0]);
        for (uint32_t s = 0; s <= k; s++) {
            w[s] += v[s];
        }
        cst_model_at_most(w, k, laws->any[watched]);
        for (uint32_t g = 0; g < model->population.lineages; g++) {
            const double rate = cst_scheming_law(scheming, &model->spec.population.lineage[g]).rate;
            laws->scheme[watched][g] = cst_chance_make(rate * factor);
            most = fmax(most, rate * factor);
        }
    }
    laws->scheme_most = cst_chance_make(most);
}

static int make_crossing(cst_play_laws *laws, const cst_scheming_spec *scheming, cst_error *error)
{
    cst_law_spec law = scheming->law;
    laws->crossing = calloc(2, sizeof *laws->crossing);
    if (laws->crossing == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "the factors of scheming do not fit");
    }
    cst_crossing_make(&laws->crossing[false], &law);
    law.rate *= scheming->watched_factor;
    cst_crossing_make(&laws->crossing[true], &law);
    return 0;
}

static int make_causes(cst_play_laws *laws, const cst_model *model, cst_error *error)
{
    const cst_scheming_spec *scheming = &model->spec.scheming;
    const uint32_t lineages = model->population.lineages;
    if (!cst_scheming_shares(scheming)) {
        return 0;
    }
    if (scheming->across == CST_ACROSS_FACTORS) {
        return make_crossing(laws, scheming, error);
    }
    laws->causes = calloc(2 * (size_t)lineages, sizeof *laws->causes);
    if (laws->causes == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "the causes of scheming do not fit");
    }
    for (uint32_t i = 0; i < 2 * lineages; i++) {
        const cst_lineage *lineage = &model->spec.population.lineage[i % lineages];
        cst_law_spec law = cst_scheming_law(scheming, lineage);
        law.rate *= i < lineages ? 1.0 : scheming->watched_factor;
        cst_causes_make(&laws->causes[i], &law);
    }
    return 0;
}

static void make_chances(cst_play_laws *laws, const cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const cst_protocol_spec *protocol = &spec->protocol;
    laws->watched = cst_chance_make(spec->scheming.awareness);
    const double aware = spec->scheming.awareness * spec->scheming.watched_factor;
    laws->watched_schemer =
        cst_chance_make(aware > 0.0 ? aware / (aware + 1.0 - spec->scheming.awareness) : 0.0);
    laws->recognises = cst_chance_make(spec->scheming.honeypot_recognition);
    laws->attacks = cst_chance_make(model->attacks);
    laws->flagged_audited = cst_chance_make(protocol->audit_flagged);
    laws->edited = cst_chance_make(protocol->edit_success);
    laws->escalated = cst_chance_make(protocol->escalate);
    laws->harmed = cst_chance_make(
        cst_number_round(1.0 - pow(1.0 - protocol->harm_rate, (double)protocol->delay)));
    laws->honeypot = cst_chance_make(protocol->honeypot_share);
    laws->lenient = cst_chance_make(spec->leniency);
    laws->start = cst_chance_make(spec->collusion.start);
    laws->threshold =
        cst_number_round(cst_protocol_resample_threshold(protocol, spec->trusted.fpr));
}

/* Flags of the trusted monitor (t) and of the agent (u), in the order none, u, t, both. */
static void make_joint(cst_play_laws *laws, const cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    for (int attack = 0; attack <= 1; attack++) {
        double flags[2][2];
        cst_joint_flags(&spec->joint, &spec->trusted, &spec->score, attack, flags);
        laws->joint[attack][0] = cst_chance_make(flags[0][0]);
        laws->joint[attack][1] = cst_chance_make(flags[0][0] + flags[0][1]);
        laws->joint[attack][2] = cst_chance_make(flags[0][0] + flags[0][1] + flags[1][0]);
    }
}

/* Where reviewers are as good as each other, honest work takes a word for their states and one for
 * each of their verdicts: the first quad of draws tells whether all pass. */
static uint32_t quiet_words(const cst_model *model, bool alike)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    const cst_protocol *kind = protocol->kind;
    const uint32_t words = model->slots + (model->states_matter ? 1 : 0);
    const bool votes = model->crew == CST_CREW_POPULATION && !kind->joint &&
                       (kind->judge == NULL || kind->crowd) && !cst_model_flags(model, 0, 0);
    const bool plain = protocol->audit_budget <= 0.0 && protocol->honeypot_share <= 0.0 &&
                       protocol->assign != CST_ASSIGN_CROSS_LINEAGE && model->difficulties <= 1 &&
                       model->spec.scheming.awareness <= 0.0;
    return votes && plain && alike && words <= 4 ? words : 0;
}

static int make_loud(cst_play_laws *laws, const cst_model *model, cst_error *error)
{
    if (cst_play_events_refuse(&model->spec) != NULL) {
        return 0;
    }
    laws->loud = calloc(1, sizeof *laws->loud);
    if (laws->loud == NULL) {
        return cst_error_memory(error, "the events of a trial");
    }
    return cst_loud_make(laws->loud, model, error);
}

int cst_play_laws_make(cst_play_laws *laws, const cst_model *model, cst_error *error)
{
    const cst_trial_spec *spec = &model->spec;
    cst_require(model->votes != NULL);
    *laws = (cst_play_laws){0};
    make_states(laws, model);
    make_chances(laws, model);
    const cst_collusion *strategy = spec->collusion.strategy;
    const cst_protocol *kind = spec->protocol.kind;
    const bool named = kind->names != NULL && kind->names(&spec->protocol);
    const bool alike = !model->reviewers_differ && !model->states_by_agent &&
                       !cst_scheming_shares(&spec->scheming) && !strategy->clique &&
                       !strategy->reciprocal && spec->protocol.honeypot_share <= 0.0;
    const bool meets = strategy->learned && spec->collusion.episode == CST_EPISODE_REVIEW;
    laws->anonymous = alike && !strategy->learned && !named;
    laws->quiet_words = quiet_words(model, alike && !meets);
    laws->score_decides = spec->protocol.kind->by_score && model->abstain <= 0.0 &&
                          spec->protocol.audit_budget <= 0.0 &&
                          spec->protocol.honeypot_share <= 0.0;
    int code = make_causes(laws, model, error);
    if (spec->protocol.kind->joint) {
        make_joint(laws, model);
    } else if (code == 0 && model->crew == CST_CREW_TRUSTED) {
        const cst_roc_change change = cst_seen_change(spec, true, 0, 0);
        code = cst_roc_make(&laws->trusted, &spec->trusted, &change, error);
    }
    if (code == 0 && model->crew == CST_CREW_POPULATION &&
        (spec->protocol.audit_budget > 0.0 ||
         cst_population_peer(&spec->population, true, false) != NULL)) {
        const cst_roc_change change = cst_seen_change(spec, false, 0, 0);
        code = cst_roc_make(&laws->agent, &spec->score, &change, error);
    }
    return code != 0 ? code : make_loud(laws, model, error);
}

void cst_play_laws_free(cst_play_laws *laws)
{
    free(laws->causes);
    laws->causes = NULL;
    free(laws->crossing);
    laws->crossing = NULL;
    if (laws->loud != NULL) {
        cst_loud_free(laws->loud);
    }
    free(laws->loud);
    laws->loud = NULL;
    cst_roc_free(&laws->trusted);
    cst_roc_free(&laws->agent);
}
