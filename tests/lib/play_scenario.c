/* SPDX-License-Identifier: MIT
 * Random scenarios whose trials are played. */
#include "monitor/play.h"
#include "tests/lib/lists.h"
#include "tests/lib/play_twin.h"

#include "tests/lib/scores.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double between(cst_draws *draws, double low, double high)
{
    return low + (high - low) * cst_draws_unit(draws);
}

static bool now_and_then(cst_draws *draws, double p)
{
    return cst_draws_below(draws, cst_chance_make(p));
}

static uint32_t one_of(cst_draws *draws, uint32_t n)
{
    return (uint32_t)cst_draws_uniform(draws, n);
}

/* p now and then, else `usual`. */
static double or_else(cst_draws *draws, double p, double low, double high, double usual)
{
    return now_and_then(draws, p) ? between(draws, low, high) : usual;
}

/* The protocols that the twin knows; some come up more often. */
static const char *const kinds[] = {"none",
                                    "upfront-audit",
                                    "random-audit",
                                    "trusted-monitor",
                                    "untrusted-monitor",
                                    "committee",
                                    "defer",
                                    "trusted-edit",
                                    "resample",
                                    "async",
                                    "adaptive",
                                    "peer-report",
                                    "hierarchy",
                                    "committee",
                                    "peer-report",
                                    "trusted-monitor",
                                    "trusted-and-untrusted"};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

bool cst_play_twin_knows(const cst_protocol *kind)
{
    for (uint32_t i = 0; i < KINDS; i++) {
        if (strcmp(kind->name, kinds[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void draw_protocol(cst_draws *draws, cst_trial_spec *spec)
{
    cst_protocol_spec *protocol = &spec->protocol;
    const uint32_t most = spec->agents < 6 ? spec->agents : 6;
    protocol->kind = cst_protocol_find(kinds[one_of(draws, KINDS)]);
    protocol->reviewers = 1 + one_of(draws, most);
    protocol->depth = 1 + one_of(draws, most);
    protocol->rule = (cst_rule)one_of(draws, 4);
    protocol->votes = 1 + one_of(draws, protocol->reviewers);
    protocol->quorum = (cst_quorum)one_of(draws, 2);
    protocol->assign = (cst_assign)one_of(draws, 5);
    protocol->flagged_work = (cst_flagged_work)one_of(draws, 2);
    protocol->audit_success = or_else(draws, 0.6, 0.2, 1.0, 1.0);
    protocol->audit_flagged = or_else(draws, 0.4, 0.0, 1.0, 1.0);
    protocol->audit_share = between(draws, 0.0, 0.5);
    protocol->first = one_of(draws, 2 * spec->agents + 3);
    protocol->replace = between(draws, 0.0, 0.4);
    protocol->edit_success = or_else(draws, 0.8, 0.0, 1.0, 1.0);
    protocol->samples = 1 + one_of(draws, 6);
    protocol->statistic = (cst_statistic)one_of(draws, 3);
    protocol->delay = one_of(draws, 4);
    protocol->harm_rate = between(draws, 0.0, 0.6);
    protocol->prior = between(draws, 0.01, 0.6);
    protocol->suspect = between(draws, 0.05, 0.9);
    protocol->supposed_rate = between(draws, 0.0, 1.0);
    protocol->investigate = between(draws, 0.1, 4.0);
    protocol->penalty = or_else(draws, 0.7, 0.0, 1.0, now_and_then(draws, 0.5) ? 1.0 : 0.0);
    protocol->escalate = or_else(draws, 0.7, 0.0, 1.0, 1.0);
    protocol->recover = or_else(draws, 0.5, 0.0, 1.0, 0.0);
    protocol->expire = now_and_then(draws, 0.5) ? 1 + one_of(draws, 5) : 0;
}

/* Keys that only some protocols read, as the reader of scenarios leaves them. */
static void draw_options(cst_draws *draws, cst_trial_spec *spec)
{
    cst_protocol_spec *protocol = &spec->protocol;
    const uint32_t reviewers = cst_protocol_reviewers(protocol);
    const bool scores = cst_protocol_trusted(protocol->kind) || reviewers > 0;
    if (scores && !protocol->kind->played && now_and_then(draws, 0.4)) {
        protocol->audit_budget = or_else(draws, 0.9, 0.0, 0.6, 1.0);
    }
    spec->abstain = scores ? or_else(draws, 0.4, 0.05, 0.6, 0.0) : 0.0;
    if (reviewers == 0) {
        return;
    }
    if (now_and_then(draws, 0.5)) {
        protocol->honeypot_share = or_else(draws, 0.9, 0.1, 0.9, 1.0);
        protocol->honeypot_slack = 1 + one_of(draws, 3);
        protocol->honeypot_strata = now_and_then(draws, 0.5);
        spec->scheming.honeypot_recognition = or_else(draws, 0.5, 0.0, 1.0, 0.0);
    }
    spec->score_correlation = reviewers > 1 ? or_else(draws, 0.15, 0.0, 0.99, 0.0) : 0.0;
    if (protocol->kind->joint) {
        spec->joint.honest_correlation = between(draws, -0.5, 1.0);
        spec->joint.attack_correlation = between(draws, -0.5, 1.0);
        return;
    }
    spec->leniency = or_else(draws, 0.3, 0.0, 0.8, 0.0);
    spec->staleness = or_else(draws, 0.3, 0.5, 4.0, 0.0);
    protocol->jamming_cost = or_else(draws, 0.2, 0.0, 0.8, 0.0);
}

static void draw_response(cst_draws *draws, cst_trial_spec *spec)
{
    cst_response_spec *response = &spec->response;
    response->on = (cst_response_on)one_of(draws, 2);
    response->effect = (cst_response_effect)one_of(draws, 5);
    response->window = now_and_then(draws, 0.5) ? 1 + one_of(draws, 4) : 0;
    response->latency = now_and_then(draws, 0.5) ? 1 + one_of(draws, 3) : 0;
    if (response->effect == CST_EFFECT_RETRACT) {
        response->latency = 0;
        response->window++;
    }
}

static void draw_attack(cst_draws *draws, cst_trial_spec *spec)
{
    static const char *const policies[] = {"always", "gated", "trigger", "select", "paced",
                                           "steps",  "gated", "select",  "paced",  "steps"};
    cst_attack_spec *attack = &spec->attack;
    attack->policy = cst_policy_find(policies[one_of(draws, 10)]);
    attack->classes = 1 + one_of(draws, 4);
    attack->share = or_else(draws, 0.7, 0.1, 1.0, 1.0);
    attack->correlation = or_else(draws, 0.7, 0.0, 0.95, 0.0);
    attack->candidates = 1 + one_of(draws, 4);
    attack->pace = or_else(draws, 0.7, 0.2, 1.0, 1.0);
    if (strcmp(attack->policy->name, "paced") == 0) {
        attack->wait = one_of(draws, 2 * spec->agents);
        attack->successes = one_of(draws, 4);
    }
    if (strcmp(attack->policy->name, "steps") == 0) {
        attack->steps = 1 + one_of(draws, 3);
    }
    if (now_and_then(draws, 0.3)) {
        attack->severity[0] = 1.0 + one_of(draws, 10);
        attack->severity[1] = attack->severity[0] + one_of(draws, 1000);
    }
}

static void draw_collusion(cst_draws *draws, cst_trial_spec *spec)
{
    static const char *const strategies[] = {
        "none",          "always-pass", "causal-signal",    "acausal-signal", "self-recognition",
        "combined",      "shared-bit",  "false-accusation", "clique",         "reciprocal",
        "input-trigger", "shared-bit",  "shared-bit",       "learned"};
    cst_collusion_spec *collusion = &spec->collusion;
    if (cst_protocol_reviewers(&spec->protocol) == 0) {
        return;
    }
    collusion->strategy = cst_collusion_find(strategies[one_of(draws, 14)]);
    collusion->probability = or_else(draws, 0.5, 0.0, 1.0, 1.0);
    collusion->signal = between(draws, 0.2, 1.0);
    collusion->jammed = or_else(draws, 0.5, 0.0, 1.0, 0.0);
    collusion->chance = between(draws, 0.0, 0.3);
    collusion->auc = between(draws, 0.5, 1.0);
    collusion->mistaken = between(draws, 0.0, 0.3);
    collusion->accuse = or_else(draws, 0.7, 0.0, 1.0, 1.0);
    collusion->members = 2 + one_of(draws, spec->agents);
    collusion->start = or_else(draws, 0.8, 0.0, 1.0, 1.0);
    collusion->h0 = between(draws, 0.0, 0.5);
    collusion->h1 = between(draws, 0.0, 0.5);
    collusion->ceiling = or_else(draws, 0.8, 0.3, 1.0, 1.0);
    collusion->habit = or_else(draws, 0.8, 0.0, 6.0, 0.0);
    collusion->forget = or_else(draws, 0.5, 0.0, 1.0, 0.0);
    collusion->memory = one_of(draws, 4);
    collusion->wipe = one_of(draws, 4);
    collusion->episode = (cst_episode)one_of(draws, 2);
    collusion->shared_memory = (cst_shared_memory)one_of(draws, 2);
}

static void draw_scheming(cst_draws *draws, cst_trial_spec *spec)
{
    static const char *const laws[] = {"independent",  "beta",  "two-point",
                                       "common-cause", "shock", "all-or-nothing",
                                       "table",        "beta",  "copula"};
    cst_scheming_spec *scheming = &spec->scheming;
    cst_law_spec *law = &scheming->law;
    law->law = cst_law_find(laws[one_of(draws, 9)]);
    law->rate = or_else(draws, 0.97, 0.05, 0.5, 1.0);
    law->rho = or_else(draws, 0.9, 0.0, 1.0, 1.0);
    law->together = between(draws, law->rate, 1.0);
    law->common_share = between(draws, 0.0, 1.0);
    law->lethal = between(draws, 0.0, 1.0);
    law->nonlethal = between(draws, 0.0, 1.0);
    law->background = between(draws, 0.0, 1.0);
    law->hit = between(draws, 0.0, 1.0);
    law->latent_model = or_else(draws, 0.7, 0.01, 0.25, 0.0);
    law->latent_version = or_else(draws, 0.7, 0.01, 0.25, 0.0);
    law->latent_context = or_else(draws, 0.7, 0.01, 0.25, 0.0);
    law->latent_time = or_else(draws, 0.7, 0.01, 0.2, 0.0);
    law->joint_count = cst_protocol_reviewers(&spec->protocol) + 2;
    double *joint = cst_test_list(law->joint_count);
    law->joint = joint;
    for (uint32_t j = 0; j < law->joint_count; j++) {
        joint[j] = between(draws, 0.0, 1.0);
    }
    scheming->scope = (cst_scope)one_of(draws, 3);
    scheming->across = now_and_then(draws, 0.35) ? CST_ACROSS_LINEAGE : CST_ACROSS_POPULATION;
    if (strcmp(law->law->name, "copula") == 0 && now_and_then(draws, 0.7)) {
        scheming->across = CST_ACROSS_FACTORS;
    }
    scheming->awareness = or_else(draws, 0.35, 0.1, 0.9, 0.0);
    scheming->watched_factor = or_else(draws, 0.7, 0.0, 1.0, 1.0);
    if (now_and_then(draws, 0.2)) {
        scheming->propensity = CST_PROPENSITY_MIXTURE;
        scheming->scope = CST_SCOPE_TASK;
        scheming->across = CST_ACROSS_POPULATION;
        scheming->awareness = 0.0;
        scheming->never = between(draws, 0.0, 0.6);
        scheming->consistent = between(draws, 0.0, 0.1);
        scheming->consistent_rate = between(draws, 0.3, 1.0);
        law->law = cst_law_find("independent");
    }
}

static void draw_lineages(cst_draws *draws, cst_trial_spec *spec)
{
    cst_population_spec *population = &spec->population;
    const cst_scheming_spec *scheming = &spec->scheming;
    const bool rates = now_and_then(draws, 0.5) &&
                       (scheming->across == CST_ACROSS_LINEAGE || !cst_scheming_shares(scheming));
    const double sees = spec->protocol.kind->joint ? 0.0 : 0.4;
    uint32_t left = spec->agents;
    cst_lineage *made =
        cst_test_lineages(population, 1 + one_of(draws, spec->agents < 3 ? spec->agents : 3));
    for (uint32_t g = 0; g < population->lineages; g++) {
        cst_lineage *lineage = &made[g];
        const uint32_t after = population->lineages - g - 1;
        const uint32_t size = after == 0 ? left : 1 + one_of(draws, left - after);
        lineage->name[0] = (char)('a' + (int)g);
        lineage->name[1] = '\0';
        lineage->share = (double)size / (double)spec->agents;
        lineage->tpr = or_else(draws, sees, 0.3, 1.0, NAN);
        lineage->fpr = or_else(draws, sees, 0.0, 0.4, NAN);
        lineage->version = one_of(draws, 4);
        lineage->rate = rates ? or_else(draws, 0.7, 0.0, 0.6, NAN) : NAN;
        lineage->rho = or_else(draws, 0.3, 0.0, 1.0, NAN);
        left -= size;
    }
}

static void draw_score(cst_draws *draws, cst_score_spec *score)
{
    const double kind = cst_draws_unit(draws);
    score->tpr = or_else(draws, 0.9, 0.3, 1.0, 1.0);
    score->fpr = or_else(draws, 0.9, 0.01, 0.3, 0.0);
    if (kind < 0.05) {
        score->model = cst_score_find("binormal");
        score->d_prime = between(draws, 0.5, 3.0);
    } else if (kind < 0.25) {
        cst_score_counts counts = {.bins = 5};
        for (uint32_t i = 0; i < counts.bins; i++) {
            counts.honest[i] = 1 + one_of(draws, 20) * (counts.bins - i);
            counts.attack[i] = one_of(draws, 20) * (i + 1) + 1;
        }
        counts.attack_unscored = one_of(draws, 20);
        counts.honest_unscored = one_of(draws, 20);
        const double tpr = score->tpr;
        *score = cst_test_histogram(counts, score->fpr);
        score->tpr = tpr;
    }
}

void cst_play_twin_scenario(uint64_t seed, uint32_t agents, cst_trial_spec *spec)
{
    const cst_random random = {.seed = seed, .stream = 78};
    cst_draws draws = cst_draws_at(&random, agents, 0, CST_DRAW_TEST);
    do {
        *spec = cst_trial_spec_default();
        spec->agents = 1 + one_of(&draws, agents);
        spec->rounds = 1 + one_of(&draws, now_and_then(&draws, 0.8) ? 6 : 16);
        draw_protocol(&draws, spec);
        draw_options(&draws, spec);
        draw_response(&draws, spec);
        draw_attack(&draws, spec);
        draw_collusion(&draws, spec);
        draw_scheming(&draws, spec);
        if (now_and_then(&draws, 0.6)) {
            draw_lineages(&draws, spec);
        }
        draw_score(&draws, &spec->score);
        draw_score(&draws, &spec->trusted);
        if (spec->response.effect == CST_EFFECT_QUARANTINE && now_and_then(&draws, 0.7)) {
            spec->response.refill = 1 + one_of(&draws, 3);
        }
    } while (cst_trial_spec_check(spec, NULL) != 0 || !cst_play_needed(spec));
}

const char *cst_play_twin_describe(const cst_trial_spec *spec, char *out, size_t size)
{
    static const char *const across[] = {"", " by lineage", " by factor"};
    static const char *const scopes[] = {"task", "round", "trial"};
    static const char *const assigns[] = {"random", "ring", "fixed-pair", "cross-lineage",
                                          "rotate"};
    static const char *const effects[] = {"none", "end-trial", "quarantine", "recall", "retract"};
    const cst_protocol_spec *protocol = &spec->protocol;
    const cst_scheming_spec *scheming = &spec->scheming;
    (void)snprintf(
        out, size,
        "%u agents, %u rounds, %u lineages, %s rate %g scope %s%s%s aware %g, %s, %s %g, %s k %u "
        "%s flagged %g budget %g honeypots %g/%u%s abstain %g, %s on %s latency %u window %u "
        "refill %u",
        spec->agents, spec->rounds, spec->population.lineages, scheming->law.law->name,
        scheming->law.rate, scopes[scheming->scope], across[scheming->across],
        scheming->propensity == CST_PROPENSITY_MIXTURE ? " mixture" : "", scheming->awareness,
        spec->attack.policy->name, spec->collusion.strategy->name, spec->collusion.probability,
        protocol->kind->name, cst_protocol_slots(protocol), assigns[protocol->assign],
        protocol->audit_flagged, protocol->audit_budget, protocol->honeypot_share,
        protocol->honeypot_slack, protocol->honeypot_strata ? " in turn" : "", spec->abstain,
        effects[spec->response.effect], spec->response.on == CST_ON_REPORT ? "report" : "catch",
        spec->response.latency, spec->response.window, spec->response.refill);
    return out;
}
