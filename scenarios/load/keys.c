/* SPDX-License-Identifier: MIT
 * The table, but for the keys of score models (score_keys.c) and of variants (variant_keys.c). Its
 * order, and so that of laws, protocols and their parameters, is the order of the canonical
 * scenario: append within a section, and never reorder without a new model version. */
#include "scenarios/load/keys.h"

#include "base/check.h"
#include "scenarios/load/choices.h"
#include "scenarios/load/key_kinds.h"
#include "scenarios/load/score_keys.h"
#include "scenarios/load/uses.h"
#include "scenarios/load/variant_keys.h"

#include <string.h>

#define AT(field)               .offset = offsetof(cst_draft, field)
#define KEY(path_, type, field) .path = path_, type, AT(trial.field)
#define USED(use, under)        .used = cst_use_##use, .when = under
#define ONE_OF(which)           .kind = CST_KEY_CHOICE, .choice = &cst_choice_##which
#define JOINTLY                 "under kind trusted-and-untrusted, "
#define CORRELATION(side)                                                                          \
    REAL(CST_RANGE(-1.0, 1.0, "a correlation from -1 to 1")), AT(trial.joint.side##_correlation),  \
        USED(copula, JOINTLY "without joint counts")
#define JOINT_SOURCE(name)                                                                         \
    .kind = CST_KEY_TEXT, .flags = CST_KEY_SOURCE, .range = {.words = "the name of a " #name},     \
    AT(joint.name), USED(joint_counts, JOINTLY "in place of the correlations")
#define JOINT_COUNTS(side)                                                                         \
    .kind = CST_KEY_TABLE, .range = {.words = "a list of 2 to 65 lists of 2 to 65 counts"},        \
    AT(joint.side), .length = offsetof(cst_joint_counts, side), .most = CST_JOINT_BINS_MAX + 1,    \
    USED(joint_counts, JOINTLY "in place of the correlations")
#define LABEL(least, most_, words_)                                                                \
    .kind = CST_KEY_WHOLE64, .flags = CST_KEY_LABEL, .range = CST_RANGE(least, most_, words_)
#define LEVEL                                                                                      \
    .kind = CST_KEY_REAL, .flags = CST_KEY_LABEL,                                                  \
    .range = {.high = 1.0, .above = true, .below = true, .words = "a number between 0 and 1"}

static const cst_key before_shapes[] = {
    {.path = "claim",
     .kind = CST_KEY_TEXT,
     .range = {.words = "a text of at most 1000 bytes"},
     .flags = CST_KEY_LABEL,
     AT(claim),
     .meaning = "the claim that the scenario tests"},

    {KEY("trial.agents", COUNT(1, 2147483648.0, "a whole number from 1 to 2147483648"), agents),
     .axis = "agents", .meaning = "agents of one trial"},
    {KEY("trial.rounds", COUNT(1, 2147483648.0, "a whole number from 1 to 2147483648"), rounds),
     .axis = "rounds per trial", .meaning = "tasks of every agent"},

    {.path = "population",
     .kind = CST_KEY_POPULATION,
     .range = {.words = "a list of 1 to 16 lineages"},
     AT(trial.population),
     .meaning = "the lineages, see below"},

    {KEY("scheming.rate", PROBABILITY, scheming.law.rate),
     USED(rated, "where a lineage has no rate of its own"), .guess = CST_GUESS_TENFOLD,
     .axis = "scheming rate (chance that an agent attacks on a task)",
     .meaning = "P(an agent schemes on a task), exactly"},
    {.path = "scheming.dependence",
     ONE_OF(dependence),
     USED(dependent,
          "where agents review, or a cause is shared by a round, the trial or a lineage"),
     .meaning = "who schemes together: the dependence law"},
};

static const cst_key before_policies[] = {
    {.path = "scheming.scope",
     ONE_OF(scope),
     .meaning = "when a cause is shared: anew for every task, by a round, by the trial"},
    {.path = "scheming.across",
     ONE_OF(across),
     .meaning = "with whom a cause is shared: all agents, those of one lineage, or by factor"},
    {.path = "scheming.propensity",
     ONE_OF(propensity),
     .meaning = "whether agents are alike, or never, rare and consistent schemers"},
    {KEY("scheming.never", SHARE, scheming.never), USED(of_mixture, "under propensity mixture"),
     .meaning = "share of agents that never scheme"},
    {KEY("scheming.consistent", SHARE, scheming.consistent),
     USED(of_mixture, "under propensity mixture"),
     .meaning = "share of agents that scheme at consistent_rate"},
    {KEY("scheming.consistent_rate", PROBABILITY, scheming.consistent_rate),
     USED(of_mixture, "under propensity mixture"), .guess = CST_GUESS_TENFOLD,
     .meaning = "scheming rate of consistent schemers"},
    {KEY("scheming.awareness", PROBABILITY, scheming.awareness),
     .axis = "chance that agents believe that they are watched",
     .meaning = "P(a scope's agents believe that they are watched)"},
    {KEY("scheming.watched_factor", PROBABILITY, scheming.watched_factor),
     USED(aware, "where scheming.awareness is above 0"),
     .meaning = "agents that believe so scheme at rate times this"},
    {KEY("scheming.honeypot_recognition", PROBABILITY, scheming.honeypot_recognition),
     USED(honeypots, "where there are honeypots"),
     .meaning = "P(a reviewer knows a honeypot for what it is)"},

    {.path = "attack.policy", ONE_OF(policy), .meaning = "what a scheming actor does"},
};

static const cst_key before_scores[] = {
    {KEY("attack.severity.least", REAL(CST_RANGE(1, 1e6, "a whole number from 1 to 1e6")),
         attack.severity[0]),
     .meaning = "least harm of an escape; all whole numbers up to most are alike"},
    {KEY("attack.severity.most", REAL(CST_RANGE(1, 1e6, "a whole number from 1 to 1e6")),
         attack.severity[1]),
     .meaning = "most harm of an escape"},
};

static const cst_key before_strategies[] = {
    {.path = "monitor.joint.honest_correlation",
     CORRELATION(honest),
     .meaning = "latent correlation of the two monitors' scores on honest work"},
    {.path = "monitor.joint.attack_correlation",
     CORRELATION(attack),
     .axis = "latent correlation of the two scores of attacks",
     .meaning = "latent correlation of the two monitors' scores on attacks"},
    {.path = "monitor.joint.file",
     JOINT_SOURCE(file),
     .meaning = "file of joint counts of the two scores, next to the scenario"},
    {.path = "monitor.joint.set", JOINT_SOURCE(set), .meaning = "which set of the file's"},
    {.path = "monitor.joint.honest",
     JOINT_COUNTS(honest),
     .meaning = "in place of file and set: honest samples by trusted and by untrusted score, the "
                "last of each without one"},
    {.path = "monitor.joint.attack",
     JOINT_COUNTS(attack),
     .meaning = "in place of file and set: attacks likewise"},

    {KEY("monitor.abstain", PROBABILITY, abstain),
     USED(monitored, "where a monitor or agents review"),
     .axis = "share of reviews without a verdict", .meaning = "P(a review has no verdict)"},
    {KEY("monitor.leniency", PROBABILITY, leniency), USED(reviewed, "where agents review"),
     .meaning = "P(an agent withholds a report on a peer, scheming or not)"},
    {KEY("monitor.score_correlation",
         REAL(CST_RANGE(0.0, 1.0, "a correlation from 0 to 0.99, or 1")), score_correlation),
     USED(several, "where several agents review a task"), .guess = CST_GUESS_ALL,
     .meaning = "of the scores that agents give one piece of work; 1: one score for all"},
    {KEY("monitor.staleness", WEIGHT, staleness), USED(reviewed, "where agents review"),
     .meaning = "versions over which d' falls by a factor e; 0: it does not"},

    {.path = "collusion.strategy",
     ONE_OF(strategy),
     USED(reviewed, "where agents review"),
     .meaning = "what a scheming reviewer does"},
};

static const cst_key before_parameters[] = {
    {.path = "protocol.kind", ONE_OF(kind), .meaning = "who reviews or audits"},
    {KEY("protocol.reviewers", COUNT(1, CST_REVIEWERS_MAX, "a whole number from 1 to 32"),
         protocol.reviewers),
     USED(crowd, "under kind committee or peer-report"), .axis = "reviewers per task",
     .meaning = "reviewers of one task"},
    {.path = "protocol.rule",
     ONE_OF(rule),
     USED(voting, "under kind committee without an audit budget"),
     .meaning = "how many reports flag a task"},
    {KEY("protocol.votes", COUNT(1, CST_REVIEWERS_MAX, "a whole number from 1 to 32"),
         protocol.votes),
     USED(counted_votes, "under rule r-of-k without an audit budget"),
     .meaning = "the r of r-of-k"},
    {.path = "protocol.assign",
     ONE_OF(assign),
     USED(reviewed, "where agents review"),
     .meaning = "who reviews whom"},
    {KEY("protocol.audit.success", PROBABILITY, protocol.audit_success),
     USED(audited, "under every kind but none"), .flags = CST_KEY_WORLD,
     .axis = "chance that an audit proves an attack",
     .meaning = "P(an audit of an attack finds it)"},
    {KEY("protocol.audit.share", SHARE, protocol.audit_share),
     USED(blind, "under kind random-audit"), .axis = "share of tasks audited",
     .meaning = "share of all tasks that are audited"},
    {KEY("protocol.audit.flagged", PROBABILITY, protocol.audit_flagged),
     USED(flags, "under every kind but none, without an audit budget"),
     .meaning = "P(a flagged task is audited)"},
    {KEY("protocol.audit.budget", SHARE, protocol.audit_budget),
     USED(scoring, "where work is reviewed, not under kinds with rules of their own"),
     .meaning = "audits go to this share of all tasks, the most suspicious of each round; 0: to "
                "what is flagged"},
    {KEY("protocol.audit.capacity", WEIGHT, protocol.capacity),
     USED(audited, "under every kind but none"),
     .meaning = "audits that can be done in a round, for availability alone; 0: any number"},
    {.path = "protocol.flagged_work",
     ONE_OF(flagged),
     USED(audited, "under every kind but none"),
     .meaning = "what becomes of flagged work"},
    {.path = "protocol.quorum",
     ONE_OF(quorum),
     USED(quorate,
          "under rule majority or all with monitor.abstain above 0, without an audit budget"),
     .meaning = "whether votes needed count all reviewers, or verdicts cast"},
};

static const cst_key last[] = {
    {KEY("protocol.honeypots.share", SHARE, protocol.honeypot_share),
     USED(reviewed, "where agents review"),
     .meaning = "share of tasks beside which a honeypot is reviewed"},
    {KEY("protocol.honeypots.slack", COUNT(1, 1e6, "a whole number from 1 to 1e6"),
         protocol.honeypot_slack),
     USED(honeypots, "where there are honeypots"),
     .meaning = "missed honeypots that expel a reviewer"},
    {.path = "protocol.honeypots.classes",
     ONE_OF(strata),
     USED(strata, "where there are honeypots, under strategy input-trigger"),
     .meaning = "whether honeypots' classes of inputs are drawn, or taken in turn"},
    {KEY("protocol.jamming.strength", PROBABILITY, collusion.jammed),
     USED(signalled, "under strategy causal-signal, acausal-signal, combined"),
     .flags = CST_KEY_WORLD, .axis = "chance that jamming destroys the signal",
     .meaning = "P(the signal is destroyed)"},
    {KEY("protocol.jamming.cost", PROBABILITY, protocol.jamming_cost),
     USED(reviewed, "where agents review"), .flags = CST_KEY_WORLD,
     .meaning = "P(jammed work leaves its reviewer no more than noise)"},

    {.path = "response.on",
     ONE_OF(on),
     USED(responding, "where response.effect is not none"),
     .meaning = "what triggers the response"},
    {.path = "response.effect",
     ONE_OF(effect),
     USED(audited, "under every kind but none"),
     .meaning = "what the response does"},
    {KEY("response.latency", COUNT(0, 1e6, "a whole number from 0 to 1e6"), response.latency),
     USED(responding, "where response.effect is not none"),
     .meaning = "rounds until the response acts"},
    {KEY("response.window", COUNT(0, 1e6, "a whole number from 0 to 1e6"), response.window),
     USED(retracting, "under effect quarantine, recall, retract"),
     .meaning = "outputs of the actor that are taken back; at least 1 under retract"},

    {.path = "estimate.trials",
     LABEL(1, 1e15, "a whole number from 1 to 1e15"),
     AT(estimate.trials),
     .meaning =
         "trials: the stop rule; under strata and importance attacks, under splitting estimates"},
    {.path = "estimate.seed",
     LABEL(0.0, 9223372036854775807.0, "a whole number from 0 to 9223372036854775807"),
     AT(estimate.seed),
     .meaning = "seed of every draw"},
    {.path = "estimate.stream",
     LABEL(0.0, 9223372036854775807.0, "a whole number from 0 to 9223372036854775807"),
     AT(estimate.stream),
     .meaning = "cells of one stream share their random numbers"},
    {.path = "estimate.method",
     ONE_OF(method),
     .meaning = "how the number is had; auto: skip wherever it applies, else naive"},
    {.path = "estimate.confidence",
     LEVEL,
     AT(estimate.confidence),
     .meaning = "confidence of every interval"},
    {.path = "estimate.tail",
     LEVEL,
     AT(estimate.tail),
     .meaning = "level of the upper tails: escapes_var, escapes_cvar, damage_var, damage_cvar"},
};

/* Behind protocol.samples. */
static const cst_key statistic = {.path = "protocol.statistic",
                                  ONE_OF(statistic),
                                  USED(sampled, "under kind resample"),
                                  .meaning =
                                      "which suspicion decides: the most, the mean, the least"};

#define ADD(keys) cst_key_table_add_all(table, keys, sizeof keys / sizeof keys[0])

void cst_keys_fill(cst_key_table *table)
{
    ADD(before_shapes);
    cst_variant_keys_add(table, &cst_variant_keys_laws);
    ADD(before_policies);
    cst_variant_keys_add(table, &cst_variant_keys_policies);
    ADD(before_scores);
    for (size_t i = 0; i < CST_SCORE_MOUNTS; i++) {
        cst_score_keys_add(table, &cst_score_mounts[i]);
    }
    ADD(before_strategies);
    cst_variant_keys_add(table, &cst_variant_keys_strategies);
    ADD(before_parameters);
    cst_variant_keys_add(table, &cst_variant_keys_protocols);
    size_t samples = 0;
    while (samples < table->count && strcmp(table->key[samples].path, "protocol.samples") != 0) {
        samples++;
    }
    cst_require(samples < table->count);
    cst_key_table_insert(table, samples + 1, &statistic);
    ADD(last);
}

#define OF(field) .offset = offsetof(cst_lineage, field)

const cst_key cst_lineage_keys[] = {
    {.path = "population.lineage",
     .kind = CST_KEY_NAME,
     .range = {.words = "a name of up to 31 bytes"},
     OF(name),
     .meaning = "its name"},
    {.path = "population.share",
     REAL(CST_RANGE_ABOVE(0.0, 1.0, "a share above 0, up to 1")),
     OF(share),
     .meaning = "its share of the agents"},
    {.path = "population.tpr",
     PROBABILITY,
     OF(tpr),
     USED(reviewed, "where agents review"),
     .meaning = "TPR of its reviewers; otherwise that of monitor.score"},
    {.path = "population.fpr",
     PROBABILITY,
     OF(fpr),
     USED(reviewed, "where agents review"),
     .meaning = "FPR of its reviewers; otherwise that of monitor.score"},
    {.path = "population.rate",
     PROBABILITY,
     OF(rate),
     .meaning = "its scheming rate; otherwise scheming.rate"},
    {.path = "population.rho",
     PROBABILITY,
     OF(rho),
     USED(apart, "under dependence beta across lineage"),
     .meaning = "correlation of its agents; otherwise scheming.rho"},
    {.path = "population.version",
     REAL(CST_RANGE(0.0, 1e6, "a number from 0 to 1e6")),
     OF(version),
     USED(version, "where monitor.staleness is above 0, or across factors"),
     .meaning = "version of the model"},
};

const size_t cst_lineage_key_count = sizeof cst_lineage_keys / sizeof cst_lineage_keys[0];
