/* SPDX-License-Identifier: MIT
 * The table itself. Its order is the order of the canonical scenario: append within a section, and
 * never reorder without a new model version. */
#include "scenarios/load/choices.h"
#include "scenarios/load/schema.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *last_part(const cst_key *key)
{
    return strrchr(key->path, '.') + 1;
}

/* Whether a word stands in a list of words between spaces. */
static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = strstr(words, word); at != NULL; at = strstr(at + 1, word)) {
        bool starts = at == words || at[-1] == ' ';
        if (starts && (at[length] == ' ' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static cst_crew crew(const cst_draft *draft)
{
    return draft->trial.protocol.kind->crew;
}

static bool reviewed(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return cst_protocol_reviewers(&draft->trial.protocol) > 0;
}

static bool trusted(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return crew(draft) == CST_CREW_TRUSTED;
}

static bool of_law(const cst_draft *draft, const cst_key *key)
{
    return reviewed(draft, key) && has_word(draft->trial.scheming.law.law->keys, last_part(key));
}

static bool of_mixture(const cst_draft *draft, const cst_key *key)
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

static bool rated(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return wanted(draft, own_rate);
}

static bool scored(const cst_draft *draft, const cst_key *key)
{
    return reviewed(draft, key) && wanted(draft, own_tpr);
}

static bool of_score(const cst_draft *draft, const cst_key *key)
{
    return scored(draft, key) && has_word(draft->trial.score.model->keys, last_part(key));
}

/* The FPR is what honest work gets, and where the model is not a mere point, what sets the TPR. */
static bool flagging(const cst_draft *draft, const cst_key *key)
{
    const bool sets_tpr = draft->trial.score.model != cst_score_find("threshold");
    return (reviewed(draft, key) && wanted(draft, own_fpr)) || (scored(draft, key) && sets_tpr);
}

static bool of_trusted(const cst_draft *draft, const cst_key *key)
{
    return trusted(draft, key) && has_word(draft->trial.trusted.model->keys, last_part(key));
}

static bool monitored(const cst_draft *draft, const cst_key *key)
{
    return trusted(draft, key) || reviewed(draft, key);
}

static bool of_strategy(const cst_draft *draft, const cst_key *key)
{
    return reviewed(draft, key) && draft->trial.collusion.strategy->probability;
}

static bool committee(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return draft->trial.protocol.kind->committee;
}

static bool counted_votes(const cst_draft *draft, const cst_key *key)
{
    return committee(draft, key) && draft->trial.protocol.rule == CST_RULE_R_OF_K;
}

static bool quorate(const cst_draft *draft, const cst_key *key)
{
    cst_rule rule = draft->trial.protocol.rule;
    return committee(draft, key) && draft->trial.abstain > 0.0 &&
           (rule == CST_RULE_MAJORITY || rule == CST_RULE_ALL);
}

static bool audited(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return crew(draft) != CST_CREW_NOBODY;
}

static bool blind(const cst_draft *draft, const cst_key *key)
{
    (void)key;
    return crew(draft) == CST_CREW_AUDITOR;
}

static bool responding(const cst_draft *draft, const cst_key *key)
{
    return audited(draft, key) && draft->trial.response.effect != CST_EFFECT_NONE;
}

#define AT(field)   .offset = offsetof(cst_draft, field)
#define PROBABILITY .kind = CST_KEY_REAL, .high = 1.0, .expected = "a probability from 0 to 1"
#define SHARE       .kind = CST_KEY_REAL, .high = 1.0, .expected = "a share from 0 to 1"
#define WEIGHT      .kind = CST_KEY_REAL, .high = HUGE_VAL, .expected = "a number of at least 0"
#define NUMBER      .kind = CST_KEY_REAL, .low = -HUGE_VAL, .high = HUGE_VAL, .expected = "a number"
#define POSITIVE                                                                                   \
    .kind = CST_KEY_REAL, .high = HUGE_VAL, .flags = CST_KEY_OPEN, .expected = "a number above 0"
#define ONE_OF(which) .kind = CST_KEY_CHOICE, .choice = &cst_choice_##which
#define SHAPE(field, name)                                                                         \
    AT(trial.scheming.law.field), .owner = "scheming.dependence", .used = of_law,                  \
                                  .when = "under dependence " name ", where agents review"
#define COUNTS(score, lengths, which)                                                              \
    .kind = CST_KEY_COUNTS, AT(trial.score.which), .length = offsetof(cst_draft, lengths.which),   \
    .most = CST_SCORE_BINS_MAX, .expected = "a list of up to 256 counts"
#define UNSCORED .kind = CST_KEY_WHOLE64, .high = 1e15, .expected = "a whole number from 0 to 1e15"

/* The keys of one score model: twice, once for reviewers of the population, once for the trusted
 * monitor. */
#define SCORE(prefix, score, lengths, choice_id, present, by_model, by_fpr, where)                 \
    {.path = prefix ".model",                                                                      \
     ONE_OF(choice_id),                                                                            \
     .used = present,                                                                              \
     .when = where,                                                                                \
     .meaning = "how suspicion scores are distributed"},                                           \
        {.path = prefix ".tpr",                                                                    \
         PROBABILITY,                                                                              \
         AT(trial.score.tpr),                                                                      \
         .used = by_model,                                                                         \
         .owner = prefix ".model",                                                                 \
         .when = "under model threshold, " where,                                                  \
         .meaning = "share of attacks that an honest reviewer reports"},                           \
        {.path = prefix ".fpr",                                                                    \
         PROBABILITY,                                                                              \
         AT(trial.score.fpr),                                                                      \
         .used = by_fpr,                                                                           \
         .when = where,                                                                            \
         .meaning = "share of honest work that is reported: sets the threshold"},                  \
        {.path = prefix ".d_prime",                                                                \
         NUMBER,                                                                                   \
         AT(trial.score.d_prime),                                                                  \
         .used = by_model,                                                                         \
         .owner = prefix ".model",                                                                 \
         .when = "under model binormal, " where,                                                   \
         .meaning = "distance of the two means, in standard deviations"},                          \
        {.path = prefix ".a0",                                                                     \
         POSITIVE,                                                                                 \
         AT(trial.score.a0),                                                                       \
         .used = by_model,                                                                         \
         .owner = prefix ".model",                                                                 \
         .when = "under model beta, " where,                                                       \
         .meaning = "honest scores are Beta(a0, b0)"},                                             \
        {.path = prefix ".b0",                                                                     \
         POSITIVE,                                                                                 \
         AT(trial.score.b0),                                                                       \
         .used = by_model,                                                                         \
         .owner = prefix ".model",                                                                 \
         .when = "under model beta, " where,                                                       \
         .meaning = "honest scores are Beta(a0, b0)"},                                             \
        {.path = prefix ".a1",                                                                     \
         POSITIVE,                                                                                 \
         AT(trial.score.a1),                                                                       \
         .used = by_model,                                                                         \
         .owner = prefix ".model",                                                                 \
         .when = "under model beta, " where,                                                       \
         .meaning = "scores of attacks are Beta(a1, b1)"},                                         \
        {.path = prefix ".b1",                                                                     \
         POSITIVE,                                                                                 \
         AT(trial.score.b1),                                                                       \
         .used = by_model,                                                                         \
         .owner = prefix ".model",                                                                 \
         .when = "under model beta, " where,                                                       \
         .meaning = "scores of attacks are Beta(a1, b1)"},                                         \
        {.path = prefix ".file",                                                                   \
         .kind = CST_KEY_TEXT,                                                                     \
         .flags = CST_KEY_SOURCE,                                                                  \
         AT(lengths.file),                                                                         \
         .used = by_model,                                                                         \
         .when = "under model histogram, " where,                                                  \
         .expected = "the name of a file",                                                         \
         .meaning = "file of score counts, next to the scenario"},                                 \
        {.path = prefix ".set",                                                                    \
         .kind = CST_KEY_TEXT,                                                                     \
         .flags = CST_KEY_SOURCE,                                                                  \
         AT(lengths.set),                                                                          \
         .used = by_model,                                                                         \
         .when = "under model histogram, " where,                                                  \
         .expected = "the name of a set",                                                          \
         .meaning = "which set of the file's"},                                                    \
        {.path = prefix ".honest",                                                                 \
         COUNTS(score, lengths, honest),                                                           \
         .used = by_model,                                                                         \
         .when = "under model histogram, " where,                                                  \
         .meaning = "in place of file and set: honest samples per score, least suspicious first"}, \
        {.path = prefix ".attack",                                                                 \
         COUNTS(score, lengths, attack),                                                           \
         .used = by_model,                                                                         \
         .when = "under model histogram, " where,                                                  \
         .meaning = "in place of file and set: attacks per score"},                                \
        {.path = prefix ".honest_unscored",                                                        \
         UNSCORED,                                                                                 \
         AT(trial.score.honest_unscored),                                                          \
         .used = by_model,                                                                         \
         .when = "under model histogram, " where,                                                  \
         .meaning = "honest samples without a score: never flagged, part of the total"},           \
    {                                                                                              \
        .path = prefix ".attack_unscored", UNSCORED, AT(trial.score.attack_unscored),              \
        .used = by_model, .when = "under model histogram, " where,                                 \
        .meaning = "attacks without a score: never flagged, part of the total"                     \
    }

const cst_key cst_keys[] = {
    {.path = "claim",
     .kind = CST_KEY_TEXT,
     .flags = CST_KEY_LABEL,
     AT(claim),
     .expected = "a text",
     .meaning = "the claim that the scenario tests"},

    {.path = "trial.agents",
     .kind = CST_KEY_WHOLE,
     AT(trial.agents),
     .low = 1,
     .high = 2147483648.0,
     .expected = "a whole number from 1 to 2147483648",
     .meaning = "agents of one trial"},
    {.path = "trial.rounds",
     .kind = CST_KEY_WHOLE,
     AT(trial.rounds),
     .low = 1,
     .high = 2147483648.0,
     .expected = "a whole number from 1 to 2147483648",
     .meaning = "tasks of every agent"},

    {.path = "population",
     .kind = CST_KEY_POPULATION,
     AT(trial.population),
     .expected = "a list of 1 to 16 lineages",
     .meaning = "the lineages, see below"},

    {.path = "scheming.rate",
     PROBABILITY,
     AT(trial.scheming.law.rate),
     .used = rated,
     .when = "where a lineage has no rate of its own",
     .meaning = "P(an agent schemes on a task), exactly"},
    {.path = "scheming.dependence",
     ONE_OF(dependence),
     .used = reviewed,
     .when = "where agents review",
     .meaning = "who schemes together: the dependence law"},
    {.path = "scheming.rho",
     PROBABILITY,
     SHAPE(rho, "beta"),
     .meaning = "correlation of two agents' scheming on one task"},
    {.path = "scheming.together",
     PROBABILITY,
     SHAPE(together, "two-point"),
     .meaning = "P(an agent schemes) on a task that tempts"},
    {.path = "scheming.common_share",
     SHARE,
     SHAPE(common_share, "common-cause"),
     .meaning = "share of scheming that has a cause common to all"},
    {.path = "scheming.lethal",
     WEIGHT,
     SHAPE(lethal, "shock"),
     .meaning = "weight of shocks that make all scheme"},
    {.path = "scheming.nonlethal",
     WEIGHT,
     SHAPE(nonlethal, "shock"),
     .meaning = "weight of shocks that make each scheme with P hit"},
    {.path = "scheming.background",
     WEIGHT,
     SHAPE(background, "shock"),
     .meaning = "weight of scheming without a shock"},
    {.path = "scheming.hit",
     PROBABILITY,
     SHAPE(hit, "shock"),
     .meaning = "P(an agent schemes) under a nonlethal shock"},
    {.path = "scheming.joint",
     .kind = CST_KEY_REALS,
     .length = offsetof(cst_draft, trial.scheming.law.joint_count),
     .most = CST_REVIEWERS_MAX + 2,
     .low = 0.0,
     .high = HUGE_VAL,
     .expected = "a list of numbers of at least 0, reviewers + 2",
     SHAPE(joint, "table"),
     .meaning = "P(exactly 0, 1, ... of a task's agents scheme), scaled to rate"},
    {.path = "scheming.scope",
     ONE_OF(scope),
     .used = reviewed,
     .when = "where agents review",
     .meaning = "when a cause is shared: anew for every task"},
    {.path = "scheming.across",
     ONE_OF(across),
     .used = reviewed,
     .when = "where agents review",
     .meaning = "with whom a cause is shared: all agents alike"},
    {.path = "scheming.propensity",
     ONE_OF(propensity),
     .meaning = "whether agents are alike, or never, rare and consistent schemers"},
    {.path = "scheming.never",
     SHARE,
     AT(trial.scheming.never),
     .used = of_mixture,
     .when = "under propensity mixture",
     .meaning = "share of agents that never scheme"},
    {.path = "scheming.consistent",
     SHARE,
     AT(trial.scheming.consistent),
     .used = of_mixture,
     .when = "under propensity mixture",
     .meaning = "share of agents that scheme at consistent_rate"},
    {.path = "scheming.consistent_rate",
     PROBABILITY,
     AT(trial.scheming.consistent_rate),
     .used = of_mixture,
     .when = "under propensity mixture",
     .meaning = "scheming rate of consistent schemers"},

    {.path = "attack.policy", ONE_OF(policy), .meaning = "what a scheming actor does"},

    SCORE("monitor.score", score, counts, score, scored, of_score, flagging,
          "where agents review, for lineages without values of their own"),
    SCORE("monitor.trusted.score", trusted, trusted_counts, trusted, trusted, of_trusted, trusted,
          "under kind trusted-monitor"),
    {.path = "monitor.abstain",
     PROBABILITY,
     AT(trial.abstain),
     .used = monitored,
     .when = "where a monitor or agents review",
     .meaning = "P(a review has no verdict)"},

    {.path = "collusion.strategy",
     ONE_OF(strategy),
     .used = reviewed,
     .when = "where agents review",
     .meaning = "what a scheming reviewer does"},
    {.path = "collusion.probability",
     PROBABILITY,
     AT(trial.collusion.probability),
     .used = of_strategy,
     .when = "under strategy always-pass, where agents review",
     .meaning = "P(a scheming reviewer colludes), per review"},

    {.path = "protocol.kind", ONE_OF(kind), .meaning = "who reviews or audits"},
    {.path = "protocol.reviewers",
     .kind = CST_KEY_WHOLE,
     AT(trial.protocol.reviewers),
     .low = 1,
     .high = CST_REVIEWERS_MAX,
     .expected = "a whole number from 1 to 32",
     .used = committee,
     .when = "under kind committee",
     .meaning = "reviewers of one task"},
    {.path = "protocol.rule",
     ONE_OF(rule),
     .used = committee,
     .when = "under kind committee",
     .meaning = "how many reports flag a task"},
    {.path = "protocol.votes",
     .kind = CST_KEY_WHOLE,
     AT(trial.protocol.votes),
     .low = 1,
     .high = CST_REVIEWERS_MAX,
     .expected = "a whole number from 1 to 32",
     .used = counted_votes,
     .when = "under rule r-of-k",
     .meaning = "the r of r-of-k"},
    {.path = "protocol.assign",
     ONE_OF(assign),
     .used = reviewed,
     .when = "where agents review",
     .meaning = "who reviews whom"},
    {.path = "protocol.audit.success",
     PROBABILITY,
     AT(trial.protocol.audit_success),
     .used = audited,
     .when = "under every kind but none",
     .meaning = "P(an audit of an attack finds it)"},
    {.path = "protocol.audit.share",
     SHARE,
     AT(trial.protocol.audit_share),
     .used = blind,
     .when = "under kind random-audit",
     .meaning = "share of all tasks that are audited"},
    {.path = "protocol.flagged_work",
     ONE_OF(flagged),
     .used = audited,
     .when = "under every kind but none",
     .meaning = "what becomes of flagged work"},
    {.path = "protocol.quorum",
     ONE_OF(quorum),
     .used = quorate,
     .when = "under rule majority or all with monitor.abstain above 0",
     .meaning = "whether votes needed count all reviewers, or verdicts cast"},

    {.path = "response.on",
     ONE_OF(on),
     .used = responding,
     .when = "where response.effect is not none",
     .meaning = "what triggers the response"},
    {.path = "response.effect",
     ONE_OF(effect),
     .used = audited,
     .when = "under every kind but none",
     .meaning = "what the response does"},
    {.path = "response.latency",
     .kind = CST_KEY_WHOLE,
     AT(latency),
     .used = responding,
     .when = "where response.effect is not none",
     .expected = "0 (a later response is not available in this version)",
     .meaning = "rounds until the response acts"},

    {.path = "estimate.trials",
     .kind = CST_KEY_WHOLE64,
     .flags = CST_KEY_LABEL,
     AT(estimate.trials),
     .low = 1,
     .high = 1e15,
     .expected = "a whole number from 1 to 1e15",
     .meaning = "trials: the stop rule"},
    {.path = "estimate.seed",
     .kind = CST_KEY_WHOLE64,
     .flags = CST_KEY_LABEL,
     AT(estimate.seed),
     .high = 9223372036854775807.0,
     .expected = "a whole number from 0 to 9223372036854775807",
     .meaning = "seed of every draw"},
    {.path = "estimate.stream",
     .kind = CST_KEY_WHOLE64,
     .flags = CST_KEY_LABEL,
     AT(estimate.stream),
     .high = 9223372036854775807.0,
     .expected = "a whole number from 0 to 9223372036854775807",
     .meaning = "cells of one stream share their random numbers"},
    {.path = "estimate.method",
     ONE_OF(method),
     .meaning = "how the number is had; auto: skip wherever it applies"},
    {.path = "estimate.confidence",
     .kind = CST_KEY_REAL,
     .flags = CST_KEY_LABEL | CST_KEY_OPEN,
     AT(estimate.confidence),
     .high = 1.0,
     .expected = "a number between 0 and 1",
     .meaning = "confidence of every interval"},
};

const size_t cst_key_count = sizeof cst_keys / sizeof cst_keys[0];

#define OF(field) .offset = offsetof(cst_lineage, field)

const cst_key cst_lineage_keys[] = {
    {.path = "population.lineage",
     .kind = CST_KEY_NAME,
     OF(name),
     .expected = "a name of up to 31 bytes",
     .meaning = "its name"},
    {.path = "population.share", SHARE, OF(share), .meaning = "its share of the agents"},
    {.path = "population.tpr",
     PROBABILITY,
     OF(tpr),
     .used = reviewed,
     .when = "where agents review",
     .meaning = "TPR of its reviewers; otherwise that of monitor.score"},
    {.path = "population.fpr",
     PROBABILITY,
     OF(fpr),
     .used = reviewed,
     .when = "where agents review",
     .meaning = "FPR of its reviewers; otherwise that of monitor.score"},
    {.path = "population.rate",
     PROBABILITY,
     OF(rate),
     .meaning = "its scheming rate; otherwise scheming.rate"},
};

const size_t cst_lineage_key_count = sizeof cst_lineage_keys / sizeof cst_lineage_keys[0];
