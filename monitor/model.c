/* SPDX-License-Identifier: MIT */
#include "monitor/model.h"

#include "base/check.h"
#include "monitor/classes.h"
#include "monitor/votes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a lineage's own values are, or the population's where it has none. */
static double own_or(double own, double common)
{
    return isnan(own) ? common : own;
}

static bool differ(const double *value, uint32_t count)
{
    for (uint32_t g = 1; g < count; g++) {
        if (value[g] != value[0]) {
            return true;
        }
    }
    return false;
}

/* The crew's operating points. */
static void make_monitors(cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    double tpr = 0.0;
    double fpr = 0.0;
    if (model->crew == CST_CREW_AUDITOR) {
        tpr = fpr = spec->protocol.audit_share;
    } else if (model->crew == CST_CREW_TRUSTED) {
        tpr = cst_score_tpr(&spec->trusted);
        fpr = spec->trusted.fpr;
    } else if (model->crew == CST_CREW_POPULATION) {
        tpr = cst_score_tpr(&spec->score);
        fpr = spec->score.fpr;
    }
    for (uint32_t g = 0; g < spec->population.lineages; g++) {
        const cst_lineage *lineage = &spec->population.lineage[g];
        const bool agents = model->crew == CST_CREW_POPULATION;
        model->rate[g] = own_or(lineage->rate, spec->scheming.law.rate);
        model->tpr[g] = agents ? own_or(lineage->tpr, tpr) : tpr;
        model->fpr[g] = agents ? own_or(lineage->fpr, fpr) : fpr;
    }
}

static void make_facts(cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const uint32_t lineages = spec->population.lineages;
    const bool agents = model->crew == CST_CREW_POPULATION;
    model->collude = agents ? spec->collusion.strategy->pass(&spec->collusion) : 0.0;
    model->mixture = spec->scheming.propensity == CST_PROPENSITY_MIXTURE;
    model->rates_differ = differ(model->rate, lineages);
    model->states_by_agent = model->collude > 0.0 && (model->rates_differ || model->mixture);
    model->reviewers_differ = agents && (model->states_by_agent || differ(model->tpr, lineages) ||
                                         differ(model->fpr, lineages));
    model->ends = spec->response.effect == CST_EFFECT_END_TRIAL;
    model->tasks_independent =
        !model->ends && !model->mixture &&
        !(model->reviewers_differ && spec->protocol.assign == CST_ASSIGN_FIXED_PAIR);
    for (uint32_t x = 0; x <= model->slots; x++) {
        for (uint32_t y = 0; x + y <= model->slots; y++) {
            model->flagged[x][y] =
                x >= cst_protocol_votes_needed(&spec->protocol, model->slots - y);
        }
    }
}

/* Cumulative states of the reviewers, given an attack and given honest work. */
static void make_states(cst_model *model)
{
    const uint32_t k = model->crew == CST_CREW_POPULATION ? model->slots : 0;
    cst_law_spec law = model->spec.scheming.law;
    if (!model->rates_differ) {
        law.rate = model->rate[0]; /* of every agent: all lineages may state the same rate */
    }
    if (k == 0) {
        law.law = cst_law_find("independent"); /* nobody reviews: the law has no shape */
    }
    cst_law_joint(&law, k, model->w, model->v);
    for (int attack = 0; attack <= 1; attack++) {
        const double *mass = attack ? model->w : model->v;
        double total = 0.0;
        for (uint32_t s = 0; s <= k; s++) {
            total += mass[s];
        }
        double below = 0.0;
        for (uint32_t s = 0; s <= k; s++) {
            below += mass[s];
            model->states[attack][s] = cst_chance_make(total > 0.0 ? below / total : 1.0);
        }
        model->states[attack][k] = cst_chance_make(1.0);
    }
}

static void make_chances(cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const cst_scheming_spec *scheming = &spec->scheming;
    const uint32_t lineages = spec->population.lineages;
    double loud_max = 0.0;
    for (uint32_t g = 0; g < lineages; g++) {
        const double seen[2] = {model->fpr[g], model->tpr[g]};
        for (int attack = 0; attack <= 1; attack++) {
            const double report = seen[attack] * (1.0 - model->abstain);
            model->verdict[attack][g][0] = cst_chance_make(report);
            model->verdict[attack][g][1] = cst_chance_make(report + model->abstain);
        }
        loud_max = fmax(loud_max, seen[0] * (1.0 - model->abstain) + model->abstain);
        model->rate_max = fmax(model->rate_max, model->rate[g]);
        model->attack[g] = cst_chance_make(model->rate[g]);
    }
    if (model->mixture) {
        const double rare = cst_scheming_rare_rate(scheming);
        model->rate_rare = cst_chance_make(rare);
        model->rate_consistent = cst_chance_make(scheming->consistent_rate);
        model->type_never = cst_chance_make(scheming->never);
        model->type_not_rare = cst_chance_make(scheming->never + scheming->consistent);
        model->rate_max = fmax(rare, scheming->consistent_rate);
    }
    for (uint32_t g = 0; g < lineages; g++) {
        model->accept[g] =
            cst_chance_make(model->rate_max > 0.0 ? model->rate[g] / model->rate_max : 0.0);
    }
    model->loud_max = cst_chance_make(loud_max);
    model->attack_max = cst_chance_make(model->rate_max);
    model->colludes = cst_chance_make(model->collude);
    model->audit_success = cst_chance_make(spec->protocol.audit_success);
}

/* The votes' law of every class, given honest work and given an attack. */
static int make_votes(cst_model *model, cst_error *error)
{
    const uint32_t k = model->slots;
    const size_t size = (size_t)(k + 1) * (k + 1);
    model->votes = calloc(2 * size * model->classes, sizeof *model->votes);
    if (model->votes == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "the laws of votes do not fit");
    }
    for (uint32_t c = 0; c < 2 * model->classes; c++) {
        const cst_actor_class *class = &model->class[c / 2];
        const bool attack = c % 2 == 1;
        const double *mass = attack ? model->w : model->v;
        const double *seen = attack ? model->tpr : model->fpr;
        /* Where states do not matter, or come one by one, they are folded into the chances. */
        const bool folded = model->collude == 0.0 || model->states_by_agent;
        const uint32_t lineages = model->reviewers_differ ? model->population.lineages : 1;
        cst_votes_spec spec = {.slots = k, .lineages = lineages, .abstain = model->abstain};
        memcpy(spec.pool, class->pool, sizeof spec.pool);
        for (uint32_t g = 0; g < lineages; g++) {
            const double folded_rate = model->states_by_agent ? model->rate[g] : 0.0;
            spec.honest[g] = seen[g];
            spec.scheming[g] = seen[g];
            spec.honest_lost[g] = folded_rate * model->collude;
            spec.scheming_lost[g] = folded ? spec.honest_lost[g] : model->collude;
        }
        double total = 0.0;
        for (uint32_t s = 0; s <= k && !folded; s++) {
            total += mass[s];
        }
        for (uint32_t s = 0; s <= k; s++) {
            spec.states[s] = total > 0.0 ? mass[s] / total : s == 0 ? 1.0 : 0.0;
        }
        cst_votes_law(&spec, model->votes + c * size);
    }
    return 0;
}

int cst_model_make(cst_model *model, const cst_trial_spec *spec, cst_error *error)
{
    *model = (cst_model){.spec = *spec};
    cst_population_make(&model->population, &spec->population, spec->agents);
    model->tasks_per_trial = (uint64_t)spec->agents * spec->rounds;
    model->slots = cst_protocol_slots(&spec->protocol);
    model->crew = spec->protocol.kind->crew;
    model->abstain = model->crew == CST_CREW_AUDITOR ? 0.0 : spec->abstain;
    make_monitors(model);
    make_facts(model);
    make_states(model);
    make_chances(model);
    int code = cst_classes_make(model, error);
    model->tasks_alike =
        model->classes == 1 && !model->mixture &&
        !(model->reviewers_differ && model->spec.protocol.assign == CST_ASSIGN_FIXED_PAIR);
    return code != 0 ? code : make_votes(model, error);
}

void cst_model_free(cst_model *model)
{
    free(model->class);
    free(model->votes);
    model->class = NULL;
    model->votes = NULL;
}

const double *cst_model_votes(const cst_model *model, uint32_t class_index, bool attack)
{
    const size_t size = (size_t)(model->slots + 1) * (model->slots + 1);
    return model->votes + (2 * (size_t)class_index + (attack ? 1 : 0)) * size;
}

double cst_model_attack_rate(const cst_model *model)
{
    double rate = 0.0;
    for (uint32_t c = 0; c < model->classes; c++) {
        rate += model->rate[model->class[c].lineage] * (double)model->class[c].agents;
    }
    return rate / (double)model->spec.agents;
}

double cst_model_flag_share(const cst_model *model, uint32_t class_index, bool attack)
{
    const double *votes = cst_model_votes(model, class_index, attack);
    double share = 0.0;
    for (uint32_t x = 0; x <= model->slots; x++) {
        for (uint32_t y = 0; x + y <= model->slots; y++) {
            share += model->flagged[x][y] ? votes[x * (model->slots + 1) + y] : 0.0;
        }
    }
    return fmin(share, 1.0);
}

uint32_t cst_model_class(const cst_model *model, uint32_t agent)
{
    uint32_t low = 0;
    uint32_t high = model->classes - 1;
    while (low < high) {
        const uint32_t middle = low + (high - low + 1) / 2;
        if (model->class[middle].first <= agent) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

uint64_t cst_model_class_tasks(const cst_model *model, uint32_t class_index, uint64_t tasks)
{
    const cst_actor_class *class = &model->class[class_index];
    const uint64_t rounds = tasks / model->spec.agents;
    const uint64_t rest = tasks % model->spec.agents;
    uint64_t part = rest > class->first ? rest - class->first : 0;
    part = part > class->agents ? class->agents : part;
    return rounds * class->agents + part;
}

cst_outcome cst_model_outcome(const cst_model *model, bool attack, bool flagged, bool proven)
{
    const bool discard = model->spec.protocol.flagged_work == CST_FLAGGED_DISCARD;
    if (!attack) {
        return flagged && discard ? CST_HONEST_DISCARDED : CST_HONEST_USED;
    }
    if (!flagged) {
        return CST_ESCAPED;
    }
    if (proven) {
        return CST_CAUGHT;
    }
    return discard ? CST_AVERTED : CST_ESCAPED;
}

bool cst_model_ends_trial(const cst_model *model, bool flagged, cst_outcome outcome)
{
    if (!model->ends) {
        return false;
    }
    return model->spec.response.on == CST_ON_REPORT ? flagged : outcome == CST_CAUGHT;
}
