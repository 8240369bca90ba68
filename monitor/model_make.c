/* SPDX-License-Identifier: MIT
 * How a model is made of a spec, step by step. */
#include "monitor/model.h"

#include "base/check.h"
#include "monitor/assign.h"
#include "monitor/play.h"
#include "monitor/seen.h"
#include "monitor/votes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(cst_error *error)
{
    return cst_error_set(error, CST_ERR_MEMORY, NULL, "a model does not fit");
}

/* P(attacks | schemes). Where a strategy has a class of inputs, on that class only. */
static double attacks_of(const cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const double attacks = cst_attack_chance(&spec->attack);
    const bool triggered = model->crew == CST_CREW_POPULATION &&
                           spec->collusion.strategy->triggered &&
                           spec->attack.policy != &cst_policy_trigger;
    return triggered ? attacks / (double)spec->attack.classes : attacks;
}

/* The tables whose sizes the specification says. */
static int make_room(cst_model *model, cst_error *error)
{
    const uint32_t lineages = model->spec.population.lineages;
    const uint32_t side = cst_protocol_slots(&model->spec.protocol) + 1;
    model->rate = calloc(2 * lineages + 2 * side, sizeof *model->rate);
    model->attack = calloc(3 * lineages + 2 * side, sizeof *model->attack);
    if (model->rate == NULL || model->attack == NULL) {
        return no_memory(error);
    }
    model->attack_rate = model->rate + lineages;
    model->w = model->attack_rate + lineages;
    model->v = model->w + side;
    model->scheme = model->attack + lineages;
    model->accept = model->scheme + lineages;
    model->states[false] = model->accept + lineages;
    model->states[true] = model->states[false] + side;
    return 0;
}

static void make_rates(cst_model *model)
{
    cst_trial_spec *spec = &model->spec;
    const cst_policy *policy = spec->attack.policy;
    cst_population_make(&model->population, &spec->population, spec->agents);
    cst_scheming_settle(&spec->scheming, &spec->population);
    spec->collusion.classes = spec->attack.classes;
    model->tasks_per_trial =
        spec->mechanism.kind != NULL ? 1 : (uint64_t)spec->agents * spec->rounds;
    model->slots = cst_protocol_slots(&spec->protocol);
    model->crew = spec->protocol.kind->crew;
    model->abstain = model->crew == CST_CREW_AUDITOR ? 0.0 : spec->abstain;
    model->attacks = attacks_of(model);
    for (uint32_t g = 0; g < spec->population.lineages; g++) {
        const double rate = cst_scheming_law(&spec->scheming, &spec->population.lineage[g]).rate;
        const double unwatched = policy->unwatched ? rate * (1.0 - spec->scheming.awareness)
                                                   : cst_scheming_effective(&spec->scheming, rate);
        model->rate[g] = cst_scheming_effective(&spec->scheming, rate);
        model->attack_rate[g] = unwatched * model->attacks;
    }
}

/* Whether it matters of which lineage reviewers are: what they see, or what they hide, depends on
 * it. */
static bool lineages_differ(const cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const uint32_t lineages = spec->population.lineages;
    if (lineages > 1 && model->states_matter && spec->collusion.strategy->lineage_bound) {
        return true;
    }
    const double honest = cst_seen_report(model, false, 0, 0);
    const double attack = cst_seen_report(model, true, 0, 0);
    for (uint32_t pair = 1; pair < lineages * lineages; pair++) {
        const uint32_t actor = pair / lineages;
        const uint32_t reviewer = pair % lineages;
        if (cst_seen_report(model, false, actor, reviewer) != honest ||
            cst_seen_report(model, true, actor, reviewer) != attack) {
            return true;
        }
    }
    return false;
}

static bool any_act(const cst_collusion_spec *spec, bool kin)
{
    const cst_collusion_acts acts = cst_collusion_act(spec, kin);
    return acts.hides_attack > 0.0 || acts.hides_honest > 0.0 || acts.hides_honeypot > 0.0 ||
           acts.accuses > 0.0;
}

static void make_differences(cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const bool agents = model->crew == CST_CREW_POPULATION;
    model->mixture = spec->scheming.propensity == CST_PROPENSITY_MIXTURE;
    model->by_level = model->mixture && cst_model_refill(model) > 0;
    for (uint32_t g = 1; g < spec->population.lineages; g++) {
        model->rates_differ = model->rates_differ || model->rate[g] != model->rate[0];
    }
    model->states_matter =
        agents && (spec->collusion.strategy->together || any_act(&spec->collusion, true) ||
                   any_act(&spec->collusion, false));
    model->states_by_agent = model->states_matter && (model->rates_differ || model->mixture);
    const bool reviewed_outside =
        agents && cst_population_peer(&spec->population, true, false) != NULL;
    model->external_acts = cst_population_peer(&spec->population, false, true) != NULL;
    model->external = reviewed_outside || model->external_acts;
    model->reviewers_differ =
        reviewed_outside || (agents && (model->states_by_agent || lineages_differ(model)));
}

/* Cumulative states of the reviewers, given an attack and given none. */
static void make_states(cst_model *model)
{
    const uint32_t k = model->crew == CST_CREW_POPULATION ? model->slots : 0;
    cst_scheming_joint(&model->spec.scheming, k, model->attacks,
                       model->spec.attack.policy->unwatched, model->w, model->v);
    cst_model_at_most(model->v, k, model->states[false]);
    cst_model_at_most(model->w, k, model->states[true]);
}

/* The largest chance that a reviewer reports honest work, whatever its state. */
static double report_most(const cst_model *model)
{
    double most = model->difficulties > 1 ? 1.0 : 0.0;
    for (uint32_t pair = 0; pair < model->lineages * model->lineages; pair++) {
        const cst_seen *seen = cst_model_seen(model, CST_WORK_HONEST, 0, pair / model->lineages,
                                              pair % model->lineages);
        most = fmax(most, seen->report + (1.0 - seen->report) * seen->accuse);
    }
    return most;
}

static void make_chances(cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const cst_scheming_spec *scheming = &spec->scheming;
    const uint32_t lineages = spec->population.lineages;
    for (uint32_t g = 0; g < lineages; g++) {
        model->attack_max = fmax(model->attack_max, model->attack_rate[g]);
        model->attack[g] = cst_chance_make(model->attack_rate[g]);
        model->scheme[g] = cst_chance_make(model->rate[g]);
    }
    if (model->mixture) {
        const double rare = cst_scheming_rare_rate(scheming);
        model->rate_rare = cst_chance_make(rare);
        model->rate_consistent = cst_chance_make(scheming->consistent_rate);
        model->type_never = cst_chance_make(scheming->never);
        model->type_not_rare = cst_chance_make(scheming->never + scheming->consistent);
        model->attack_max = fmax(rare, scheming->consistent_rate);
        model->rare_more = rare > scheming->consistent_rate;
    }
    for (uint32_t g = 0; g < lineages; g++) {
        model->accept[g] = cst_chance_make(
            model->attack_max > 0.0 ? model->attack_rate[g] / model->attack_max : 0.0);
    }
    model->report_most = report_most(model);
    model->loud_most =
        cst_chance_make(model->report_most * (1.0 - model->abstain) + model->abstain);
    model->attack_most = cst_chance_make(model->attack_max);
    model->audit_success = cst_chance_make(spec->protocol.audit_success);
}

/* The pool of reviewers of one agent. */
static void pool_of(const cst_model *model, uint32_t agent, uint32_t lineage, uint32_t *pool)
{
    const cst_population *population = &model->population;
    memset(pool, 0, CST_LINEAGES_MAX * sizeof *pool);
    if (!model->reviewers_differ) {
        pool[0] = model->slots;
        return;
    }
    if (model->spec.protocol.assign == CST_ASSIGN_RING) {
        for (uint32_t slot = 0; slot < model->slots; slot++) {
            const uint64_t reviewer = ((uint64_t)agent + 1 + slot) % population->agents;
            pool[cst_population_lineage(population, (uint32_t)reviewer)]++;
        }
        return;
    }
    for (uint32_t g = 0; g < population->lineages; g++) {
        pool[g] = cst_population_size(population, g);
    }
    pool[lineage] -= model->spec.protocol.assign == CST_ASSIGN_CROSS_LINEAGE ? pool[lineage] : 1;
}

/* The first agent after this one whose cohort may differ: the end of its lineage; under ring also
 * the places where one of the next k reviewers changes lineage. */
static uint32_t next_cut(const cst_model *model, uint32_t agent, uint32_t lineage)
{
    const cst_population *population = &model->population;
    const uint32_t end = population->first[lineage + 1];
    const bool ring = model->reviewers_differ && model->spec.protocol.assign == CST_ASSIGN_RING;
    if (!ring) {
        return end;
    }
    const uint32_t k = model->slots;
    return end - agent > k ? end - k : agent + 1;
}

static int append(cst_model *model, const cst_cohort *made, cst_error *error)
{
    if (model->cohorts > 0) {
        cst_cohort *last = &model->cohort[model->cohorts - 1];
        if (last->lineage == made->lineage &&
            memcmp(last->pool, made->pool, sizeof made->pool) == 0) {
            last->agents += made->agents;
            return 0;
        }
    }
    cst_cohort *grown =
        realloc(model->cohort, ((size_t)model->cohorts + 1) * sizeof *model->cohort);
    if (grown == NULL) {
        return no_memory(error);
    }
    model->cohort = grown;
    model->cohort[model->cohorts++] = *made;
    return 0;
}

/* Cuts the agents into cohorts of actors that are alike. */
static int make_cohorts(cst_model *model, cst_error *error)
{
    const uint32_t agents = model->population.agents;
    if (!model->rates_differ && !model->reviewers_differ) {
        cst_cohort all = {.first = 0, .agents = agents};
        pool_of(model, 0, 0, all.pool);
        return append(model, &all, error);
    }
    for (uint32_t agent = 0; agent < agents;) {
        const uint32_t lineage = cst_population_lineage(&model->population, agent);
        const uint32_t end = next_cut(model, agent, lineage);
        cst_require(end > agent);
        cst_cohort made = {.first = agent, .agents = end - agent, .lineage = lineage};
        pool_of(model, agent, lineage, made.pool);
        int code = append(model, &made, error);
        if (code != 0) {
            return code;
        }
        agent = end;
    }
    return 0;
}

/* What the crew of a cohort sees at one difficulty. Where states do not matter, or come one by one,
 * they are folded into the chances. */
static void fill_votes_spec(const cst_model *model, uint32_t c, bool attack, uint32_t difficulty,
                            cst_votes_spec *spec)
{
    const cst_cohort *actors = &model->cohort[c];
    const bool folded = !model->states_matter || model->states_by_agent;
    const uint32_t actor = model->lineages > 1 ? actors->lineage : 0;
    spec->slots = model->slots;
    spec->lineages = model->lineages;
    spec->abstain = model->abstain;
    memcpy(spec->pool, actors->pool, sizeof spec->pool);
    for (uint32_t g = 0; g < model->lineages; g++) {
        const cst_seen *seen =
            cst_model_seen(model, attack ? CST_WORK_ATTACK : CST_WORK_HONEST, difficulty, actor, g);
        const double rate = model->states_by_agent ? model->rate[g] : 0.0;
        spec->honest[g] = seen->report + (1.0 - seen->report) * rate * seen->accuse;
        spec->honest_lost[g] = rate * seen->hide;
        spec->scheming[g] =
            folded ? spec->honest[g] : seen->report + (1.0 - seen->report) * seen->accuse;
        spec->scheming_lost[g] = folded ? spec->honest_lost[g] : seen->hide;
    }
}

static void add_votes(const cst_votes_spec *spec, double weight, double *law, double *out)
{
    const size_t size = (size_t)(spec->slots + 1) * (spec->slots + 1);
    if (weight <= 0.0) {
        return;
    }
    cst_votes_law(spec, law);
    for (size_t i = 0; i < size; i++) {
        out[i] += weight * law[i];
    }
}

/* One verdict for all scheming reviewers: a mixture of all reporting and none. Needs one lineage.
 */
static void add_together(cst_votes_spec *spec, double weight, double *law, double *out)
{
    const double report = spec->scheming[0] * (1.0 - spec->scheming_lost[0]);
    spec->scheming_lost[0] = 0.0;
    spec->scheming[0] = 1.0;
    add_votes(spec, weight * report, law, out);
    spec->scheming[0] = 0.0;
    add_votes(spec, weight * (1.0 - report), law, out);
}

/* The law of the votes of one cohort where the states of its reviewers have this law: a mixture
 * over difficulties. law: room for one more. */
static void mix_votes(const cst_model *model, uint32_t c, bool attack, const double *states,
                      double *law, double *out)
{
    const bool together = model->states_matter && model->spec.collusion.strategy->together;
    for (uint32_t i = 0; i < model->difficulties; i++) {
        cst_votes_spec spec = {0};
        fill_votes_spec(model, c, attack, i, &spec);
        memcpy(spec.states, states, (model->slots + 1) * sizeof *states);
        if (together) {
            add_together(&spec, model->difficulty[i], law, out);
        } else {
            add_votes(&spec, model->difficulty[i], law, out);
        }
    }
}

/* The votes' law of every cohort, given no attack and given an attack. */
static int make_votes(cst_model *model, cst_error *error)
{
    const uint32_t k = model->slots;
    const size_t size = (size_t)(k + 1) * (k + 1);
    for (uint32_t y = 0; y <= k; y++) {
        model->votes_needed[y] = (uint8_t)cst_protocol_votes_needed(&model->spec.protocol, k - y);
    }
    model->votes = calloc(2 * size * model->cohorts, sizeof *model->votes);
    double *law = calloc(size, sizeof *law);
    if (model->votes == NULL || law == NULL) {
        free(law);
        return no_memory(error);
    }
    for (uint32_t c = 0; c < 2 * model->cohorts; c++) {
        const bool attack = c % 2 == 1;
        const double *mass = attack ? model->w : model->v;
        double states[CST_REVIEWERS_MAX + 1];
        double total = 0.0;
        for (uint32_t s = 0; s <= k && model->states_matter && !model->states_by_agent; s++) {
            total += mass[s];
        }
        for (uint32_t s = 0; s <= k; s++) {
            states[s] = total > 0.0 ? mass[s] / total : s == 0 ? 1.0 : 0.0;
        }
        mix_votes(model, c / 2, attack, states, law, model->votes + c * size);
    }
    free(law);
    return 0;
}

/* P(the votes of this law flag the task), or that they do not. */
static double share_of(const cst_model *model, const double *votes, bool flagged)
{
    const uint32_t k = model->slots;
    double share = 0.0;
    for (uint32_t x = 0; x <= k; x++) {
        for (uint32_t y = 0; x + y <= k; y++) {
            share += cst_model_flags(model, x, y) == flagged ? votes[x * (k + 1) + y] : 0.0;
        }
    }
    return fmin(share, 1.0);
}

double cst_model_flag_share(const cst_model *model, uint32_t cohort, bool attack)
{
    return share_of(model, cst_model_votes(model, cohort, attack), true);
}

double cst_model_pass_share(const cst_model *model, uint32_t cohort, bool attack)
{
    return share_of(model, cst_model_votes(model, cohort, attack), false);
}

double cst_model_pass_given(const cst_model *model, uint32_t s)
{
    enum { SIDE = CST_REVIEWERS_MAX + 1 };
    double states[SIDE] = {0.0};
    double law[SIDE * SIDE] = {0.0};
    double votes[SIDE * SIDE] = {0.0};
    cst_require(s <= model->slots);
    states[s] = 1.0;
    mix_votes(model, 0, true, states, law, votes);
    return share_of(model, votes, false);
}

double cst_model_escape_given(const cst_model *model, uint32_t s)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    const double passes = cst_model_pass_given(model, s);
    const double proven = protocol->audit_flagged * protocol->audit_success;
    const bool discard = protocol->flagged_work == CST_FLAGGED_DISCARD;
    return passes + (discard ? 0.0 : (1.0 - passes) * (1.0 - proven));
}

static int make_play(cst_model *model, cst_error *error)
{
    if (!cst_play_needed(&model->spec)) {
        return 0;
    }
    model->play = calloc(1, sizeof *model->play);
    if (model->play == NULL) {
        return no_memory(error);
    }
    return cst_play_laws_make(model->play, model, error);
}

static void make_ties(cst_model *model)
{
    const cst_trial_spec *spec = &model->spec;
    const bool played = model->play != NULL;
    const bool may_end = spec->response.effect == CST_EFFECT_END_TRIAL;
    const bool anew = spec->scheming.scope == CST_SCOPE_TASK; /* each task has causes of its own */
    /* A trial's order of agents, where it says who reviews whom that differs, or who reviews kin
     * that have a cause for themselves. */
    const bool ordered =
        cst_assign_ordered(&spec->protocol) &&
        (model->reviewers_differ || (model->states_matter && cst_scheming_apart(&spec->scheming)));
    model->ends = may_end && !played;
    model->whole = may_end || played;
    model->tasks_alike = !played && model->cohorts == 1 && !model->mixture && !ordered;
    model->tasks_independent = !may_end && !model->mixture && !ordered && anew &&
                               !model->external && cst_play_memoryless(spec);
    model->scheming_most = model->mixture || !anew ? 1.0 : 0.0;
    for (uint32_t g = 0; g < spec->population.lineages; g++) {
        model->scheming_most = fmax(model->scheming_most, model->rate[g]);
    }
}

int cst_model_make(cst_model *model, const cst_trial_spec *spec, cst_error *error)
{
    *model = (cst_model){.spec = *spec};
    int code = make_room(model, error);
    if (code == 0) {
        make_rates(model);
        make_differences(model);
        make_states(model);
        code = cst_seen_make(model, error);
    }
    if (code == 0) {
        make_chances(model);
        code = make_cohorts(model, error);
    }
    code = code != 0 ? code : make_votes(model, error);
    code = code != 0 ? code : make_play(model, error);
    if (code == 0) {
        make_ties(model);
    }
    return code;
}

void cst_model_free(cst_model *model)
{
    free(model->rate);
    free(model->attack);
    free(model->cohort);
    free(model->votes);
    free(model->seen);
    free(model->difficulty);
    free(model->difficult);
    if (model->play != NULL) {
        cst_play_laws_free(model->play);
        free(model->play);
    }
    *model = (cst_model){0};
}
