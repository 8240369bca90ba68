/* SPDX-License-Identifier: MIT
 * What a scenario says of one trial, and what must hold before a model is made of it. */
#include "monitor/trial_spec.h"

#include "monitor/bonds.h"

#include <math.h>

enum { RECIPROCAL_AGENTS_MAX = 4096 }; /* who covered for whom is kept for each pair */

static const uint32_t most_delay = 1000000;

cst_trial_spec cst_trial_spec_default(void)
{
    return (cst_trial_spec){
        .agents = 1000,
        .rounds = 100,
        .population = cst_population_spec_default(),
        .scheming = cst_scheming_spec_default(),
        .score = cst_score_spec_default(),
        .trusted = cst_score_spec_default(),
        .joint = cst_joint_spec_default(),
        .attack = cst_attack_spec_default(),
        .collusion = cst_collusion_spec_default(),
        .protocol = cst_protocol_spec_default(),
        .response = {.on = CST_ON_CATCH, .effect = CST_EFFECT_NONE},
        .mechanism = cst_mechanism_spec_default(),
    };
}

#define ROW(name, kind_, key_, field, ...)                                                         \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind_, key_, cst_trial_spec, field, __VA_ARGS__)}
#define SIZE CST_RANGE(1, 2147483648.0, "a whole number from 1 to 2147483648")
ROW(agents, WHOLE, "trial.agents", agents, SIZE);
ROW(rounds, WHOLE, "trial.rounds", rounds, SIZE);
ROW(abstain, REAL, "monitor.abstain", abstain, CST_PROBABILITY);
ROW(leniency, REAL, "monitor.leniency", leniency, CST_PROBABILITY);
ROW(cost, REAL, "protocol.jamming.cost", protocol.jamming_cost, CST_PROBABILITY);
ROW(staleness, REAL, "monitor.staleness", staleness, CST_WEIGHT);
static const cst_parameter *const sizes[] = {&agents, &rounds, NULL};
static const cst_parameter *const reviews[] = {&abstain, &leniency, &cost, &staleness, NULL};

/* Refuses parts that do not go together although each is right by itself. */
#define REFUSED(error, key, ...) cst_error_set(error, CST_ERR_COMBINATION, key, __VA_ARGS__)

static bool is_reviewed(const cst_trial_spec *spec)
{
    return cst_protocol_reviewers(&spec->protocol) > 0;
}

/* What a review does besides scoring. */
static int check_monitor(const cst_trial_spec *spec, cst_error *error)
{
    if (!(spec->score_correlation >= 0.0 && spec->score_correlation <= 0.99) &&
        spec->score_correlation != 1.0) {
        return cst_error_set(error, CST_ERR_MONITOR, "monitor.score_correlation",
                             "expected a correlation from 0 to 0.99, or 1, found %.12g",
                             spec->score_correlation);
    }
    return cst_parameters_check(reviews, spec, CST_ERR_MONITOR, error);
}

/* Agents of a type attack whenever they scheme, and a task's belief is for agents that are alike.
 */
static int check_agents(const cst_trial_spec *spec, cst_error *error)
{
    const bool aware = spec->scheming.awareness > 0.0;
    if (spec->scheming.propensity == CST_PROPENSITY_MIXTURE &&
        (aware || cst_attack_chance(&spec->attack) != 1.0)) {
        return REFUSED(error, "scheming.propensity",
                       "mixture: agents attack whenever they scheme; expected awareness 0 and a "
                       "policy that attacks always");
    }
    for (uint32_t g = 0; g < spec->population.lineages; g++) {
        if (aware && is_reviewed(spec) && !isnan(spec->population.lineage[g].rate)) {
            return REFUSED(error, "scheming.awareness",
                           "a belief shared by the agents of a task ties their states together; "
                           "expected no rates of lineages' own");
        }
    }
    return 0;
}

/* Reviewers with one verdict are alike; a clique and those that remember each other need a certain
 * number of agents. */
static int check_strategy(const cst_trial_spec *spec, cst_error *error)
{
    const cst_collusion *strategy = spec->collusion.strategy;
    const bool together = is_reviewed(spec) && strategy->together;
    const bool reciprocal = is_reviewed(spec) && strategy->reciprocal;
    const bool scored =
        spec->protocol.audit_budget > 0.0 && cst_protocol_slots(&spec->protocol) == 1;
    if (together && spec->abstain > 0.0) {
        return REFUSED(error, "monitor.abstain",
                       "%s: reviewers with one verdict do not abstain; expected 0, found %g",
                       strategy->name, spec->abstain);
    }
    if (together && spec->scheming.propensity == CST_PROPENSITY_MIXTURE) {
        return REFUSED(error, "scheming.propensity",
                       "%s: reviewers with one verdict are alike; expected fixed, found mixture",
                       strategy->name);
    }
    if (together && spec->population.lineages > 1) {
        return REFUSED(error, "collusion.strategy",
                       "%s: reviewers with one verdict are of one lineage; expected one in "
                       "population, found %u",
                       strategy->name, spec->population.lineages);
    }
    if (is_reviewed(spec) && strategy->clique && spec->collusion.members > spec->agents) {
        return REFUSED(error, "collusion.members",
                       "expected at most %u, the number of agents, found %u", spec->agents,
                       spec->collusion.members);
    }
    if (reciprocal && (spec->protocol.kind->chained || scored)) {
        return REFUSED(error, "collusion.strategy",
                       "reciprocal: who covered for whom is not defined where %s; use another "
                       "strategy or protocol",
                       scored ? "scores compete for audits" : "some reviewers are not asked");
    }
    if (reciprocal && spec->agents > RECIPROCAL_AGENTS_MAX) {
        return REFUSED(error, "trial.agents",
                       "reciprocal: expected at most %d agents, who remember each other, found %u",
                       RECIPROCAL_AGENTS_MAX, spec->agents);
    }
    return 0;
}

/* A cover is a report that is withheld, and what pairs share takes room. */
static int check_learned(const cst_trial_spec *spec, cst_error *error)
{
    if (!is_reviewed(spec) || !spec->collusion.strategy->learned) {
        return 0;
    }
    if (spec->protocol.audit_budget > 0.0 && cst_protocol_slots(&spec->protocol) == 1) {
        return REFUSED(error, "collusion.strategy",
                       "learned: a report that is withheld is not defined where scores compete for "
                       "audits; expected protocol.audit.budget 0, several reviewers or another "
                       "strategy");
    }
    const double mib = cst_bonds_bytes(spec) / 1048576.0;
    if (mib > CST_BONDS_MIB_MAX) {
        return REFUSED(error, "trial.agents",
                       "learned: what %.0f pairs share takes %.0f MiB, expected at most %d; use "
                       "fewer agents, shorter trials or collusion.shared_memory population",
                       cst_bonds_pairs(spec), ceil(mib), CST_BONDS_MIB_MAX);
    }
    return 0;
}

/* Red can bend one score; how it bends several at once is not defined. */
static int check_selection(const cst_trial_spec *spec, cst_error *error)
{
    const cst_protocol *kind = spec->protocol.kind;
    const uint32_t scores = cst_protocol_slots(&spec->protocol) + (kind->joint ? 1U : 0U);
    if (!spec->attack.policy->selects) {
        return 0;
    }
    if (scores > 1) {
        return REFUSED(error, "attack.policy",
                       "select: red aims at one score; expected one reviewer, found %u", scores);
    }
    if (!cst_protocol_reports(kind)) {
        return REFUSED(error, "attack.policy",
                       "select: protocol %s has no score to aim at; use always", kind->name);
    }
    return 0;
}

/* A lineage whose reviewers do not see what others see, or NULL. */
static const cst_lineage *sees_apart(const cst_trial_spec *spec)
{
    const cst_lineage *first = &spec->population.lineage[0];
    for (const cst_lineage *of = first; of < first + spec->population.lineages; of++) {
        const bool stale = spec->staleness > 0.0 && of->version != first->version;
        if (!isnan(of->tpr) || !isnan(of->fpr) || stale) {
            return of;
        }
    }
    return NULL;
}

/* What competes for the audits of a round must be on one scale. */
static int check_budget(const cst_trial_spec *spec, cst_error *error)
{
    const cst_protocol *kind = spec->protocol.kind;
    const cst_lineage *apart = is_reviewed(spec) ? sees_apart(spec) : NULL;
    if (spec->protocol.audit_budget > 0.0 && (kind->played || !cst_protocol_reports(kind))) {
        return REFUSED(error, "protocol.audit.budget",
                       "protocol %s has rules of its own for audits; expected 0", kind->name);
    }
    if (spec->protocol.audit_budget > 0.0 && apart != NULL) {
        return REFUSED(error, "protocol.audit.budget",
                       "lineage '%s': reviewers that see differently do not score on one scale; "
                       "expected no tpr, fpr or version of its own",
                       apart->name);
    }
    return 0;
}

/* Joint scores are those of the two monitors as they stand. */
static int check_joint(const cst_trial_spec *spec, cst_error *error)
{
    const bool visible = spec->collusion.strategy->signal != NULL && spec->collusion.visible > 0.0;
    if (!spec->protocol.kind->joint) {
        return 0;
    }
    if (sees_apart(spec) != NULL || visible || spec->staleness > 0.0 || spec->leniency > 0.0 ||
        spec->protocol.jamming_cost > 0.0) {
        return REFUSED(error, "protocol.kind",
                       "trusted-and-untrusted: the joint of two scores is that of the scores as "
                       "they stand; expected no tpr or fpr of a lineage, staleness, leniency, "
                       "jamming cost or visible signal");
    }
    return cst_joint_check(&spec->joint, &spec->trusted, &spec->score, error);
}

/* What an external reviewer is shown of a task is the score of monitor.score as it stands. */
static int check_external(const cst_trial_spec *spec, cst_error *error)
{
    static const char *const key = "population.external";
    const char *actor = cst_population_peer(&spec->population, false, true);
    if (actor != NULL && spec->attack.policy->selects) {
        return REFUSED(error, "population.external_actor",
                       "'%s': a peer says when to attack, and chooses nothing else; expected "
                       "another attack.policy than select",
                       actor);
    }
    const char *peer = cst_population_peer(&spec->population, true, false);
    if (peer == NULL || !is_reviewed(spec)) {
        return 0;
    }
    if (spec->protocol.kind->joint) {
        return REFUSED(error, key,
                       "'%s': what a peer finds has no joint law with the trusted score; expected "
                       "another protocol than trusted-and-untrusted",
                       peer);
    }
    if (spec->protocol.kind->chained) {
        return REFUSED(error, key,
                       "'%s': a peer is asked before others have said anything; expected another "
                       "protocol than %s",
                       peer, spec->protocol.kind->name);
    }
    if (spec->protocol.honeypot_share > 0.0) {
        return REFUSED(error, key,
                       "'%s': a peer is not asked about honeypots; expected none, found a share "
                       "of %g",
                       peer, spec->protocol.honeypot_share);
    }
    if (sees_apart(spec) != NULL || spec->staleness > 0.0 || spec->score_correlation > 0.0 ||
        spec->attack.policy->selects) {
        return REFUSED(error, key,
                       "'%s': a peer is shown the score of monitor.score as it stands; expected "
                       "no tpr, fpr or version of a lineage, no staleness, no score_correlation "
                       "and no attack.policy select",
                       peer);
    }
    return 0;
}

/* Enough reviewers beside the actor. */
static int check_reviewers(const cst_trial_spec *spec, cst_error *error)
{
    const uint32_t k = cst_protocol_reviewers(&spec->protocol);
    if (k == 0) {
        return 0;
    }
    if (k >= spec->agents) {
        return REFUSED(error, "protocol.reviewers",
                       "expected at most %u, the number of other agents, found %u",
                       spec->agents - 1, k);
    }
    if (spec->protocol.assign != CST_ASSIGN_CROSS_LINEAGE) {
        return 0;
    }
    if (spec->population.lineages < 2) {
        return REFUSED(error, "protocol.assign",
                       "cross-lineage: expected at least two lineages in population, found one; "
                       "add one or use random");
    }
    cst_population population;
    cst_population_make(&population, &spec->population, spec->agents);
    for (uint32_t g = 0; g < population.lineages; g++) {
        const uint32_t others = spec->agents - cst_population_size(&population, g);
        if (others < k) {
            return REFUSED(error, "protocol.reviewers",
                           "expected at most %u, the agents outside lineage '%s', found %u", others,
                           spec->population.lineage[g].name, k);
        }
    }
    return 0;
}

/* A fresh agent takes the seat of one that left alone. */
static int check_refill(const cst_response_spec *response, cst_error *error)
{
    if (response->refill > most_delay) {
        return cst_error_set(error, CST_ERR_RANGE, "response.refill",
                             "expected at most %u rounds, found %u", most_delay, response->refill);
    }
    if (response->effect == CST_EFFECT_RECALL && response->refill > 0) {
        return REFUSED(error, "response.refill",
                       "recall takes the whole lineage out: nobody of it is left to take a seat; "
                       "expected 0, found %u; use quarantine",
                       response->refill);
    }
    return 0;
}

static int check_response(const cst_trial_spec *spec, cst_error *error)
{
    const cst_response_spec *response = &spec->response;
    const cst_protocol *kind = spec->protocol.kind;
    if (response->effect == CST_EFFECT_NONE) {
        return 0;
    }
    if (kind->crew == CST_CREW_NOBODY && kind->judge == NULL) {
        return REFUSED(error, "response.effect",
                       "protocol none never triggers a response; use none");
    }
    if (response->latency > most_delay || response->window > most_delay) {
        return cst_error_set(error, CST_ERR_RANGE, "response.latency",
                             "expected latency and window of at most %u rounds", most_delay);
    }
    if (response->effect == CST_EFFECT_RETRACT && (response->window < 1 || response->latency > 0)) {
        return REFUSED(error, "response.effect",
                       "retract: expected window of at least 1 and latency 0, found %u and %u",
                       response->window, response->latency);
    }
    if (response->on == CST_ON_REPORT && !cst_protocol_reports(kind)) {
        return REFUSED(error, "response.on", "report: protocol %s never reports; use catch",
                       kind->name);
    }
    return check_refill(response, error);
}

/* The parts, each by itself. */
static int check_parts(const cst_trial_spec *spec, cst_error *error)
{
    int code = cst_population_spec_check(&spec->population, spec->agents, error);
    code = code != 0 ? code : cst_protocol_spec_check(&spec->protocol, error);
    code = code != 0 ? code : check_reviewers(spec, error);
    code = code != 0 ? code
                     : cst_scheming_spec_check(&spec->scheming, &spec->population,
                                               cst_protocol_reviewers(&spec->protocol), error);
    if (code == 0 && spec->protocol.kind->crew == CST_CREW_POPULATION) {
        code = cst_score_spec_check(&spec->score, "monitor.score", error);
    }
    if (code == 0 && cst_protocol_trusted(spec->protocol.kind)) {
        code = cst_score_spec_check(&spec->trusted, "monitor.trusted.score", error);
    }
    code = code != 0 ? code : check_monitor(spec, error);
    code = code != 0 ? code : cst_attack_spec_check(&spec->attack, error);
    return code != 0 ? code : cst_collusion_spec_check(&spec->collusion, error);
}

int cst_trial_spec_check(const cst_trial_spec *spec, cst_error *error)
{
    static int (*const check[])(const cst_trial_spec *, cst_error *) = {
        check_parts,  check_agents, check_strategy, check_learned, check_selection,
        check_budget, check_joint,  check_external, check_response};
    if (spec->mechanism.kind != NULL) {
        return cst_mechanism_check(&spec->mechanism, error);
    }
    int code = cst_parameters_check(sizes, spec, CST_ERR_RANGE, error);
    for (size_t i = 0; code == 0 && i < sizeof check / sizeof check[0]; i++) {
        code = check[i](spec, error);
    }
    return code;
}

uint32_t cst_trial_spec_rounds_apart(const cst_trial_spec *spec)
{
    const uint32_t k = cst_protocol_reviewers(&spec->protocol);
    return k > 0 && spec->protocol.assign == CST_ASSIGN_ROTATE ? (spec->agents - 1) / k : 0;
}
