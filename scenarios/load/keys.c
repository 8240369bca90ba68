/* SPDX-License-Identifier: MIT
 * The table itself. Its order is the order of the canonical scenario: append within a section, and
 * never reorder without a new model version. */
#include "scenarios/load/choices.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/uses.h"

#include <math.h>

#define AT(field)   .offset = offsetof(cst_draft, field)
#define PROBABILITY .kind = CST_KEY_REAL, .high = 1.0, .expected = "a probability from 0 to 1"
#define SHARE       .kind = CST_KEY_REAL, .high = 1.0, .expected = "a share from 0 to 1"
#define WEIGHT      .kind = CST_KEY_REAL, .high = HUGE_VAL, .expected = "a number of at least 0"
#define NUMBER      .kind = CST_KEY_REAL, .low = -HUGE_VAL, .high = HUGE_VAL, .expected = "a number"
#define POSITIVE                                                                                   \
    .kind = CST_KEY_REAL, .high = HUGE_VAL, .flags = CST_KEY_ABOVE, .expected = "a number above 0"
#define COUNT(least, most_, words)                                                                 \
    .kind = CST_KEY_WHOLE, .low = (least), .high = (most_), .expected = (words)
#define RED_CHANCE(words)                                                                          \
    .kind = CST_KEY_REAL, .flags = CST_KEY_RED, .high = 1.0, .expected = words ", or worst"
#define RED_COUNT(least, most_, words)                                                             \
    .kind = CST_KEY_WHOLE, .flags = CST_KEY_RED, .low = (least), .high = (most_),                  \
    .expected = words ", or worst"
#define COUNT64 .kind = CST_KEY_WHOLE64, .high = 1e15, .expected = "a whole number from 0 to 1e15"
#define MOST_SHARE                                                                                 \
    .kind = CST_KEY_REAL, .flags = CST_KEY_BELOW, .high = 1.0,                                     \
    .expected = "a share from 0 up to below 1"
#define AUC .kind = CST_KEY_REAL, .low = 0.5, .high = 1.0, .expected = "a number from 0.5 to 1"
#define LATENT                                                                                     \
    .kind = CST_KEY_REAL, .flags = CST_KEY_BELOW, .high = 1.0,                                     \
    .expected = "a latent correlation from 0 up to below 1"
#define ROW(path_, type, field, use, under, says)                                                  \
    {                                                                                              \
        .path = path_, type, AT(trial.field), .used = cst_use_##use, .when = under,                \
        .meaning = says                                                                            \
    }
#define ONE_OF(which) .kind = CST_KEY_CHOICE, .choice = &cst_choice_##which
#define SHAPE(field, name)                                                                         \
    AT(trial.scheming.law.field), .owner = "scheming.dependence", .used = cst_use_of_law,          \
                                  .when = "under dependence " name
#define COUNTS(score, lengths, which)                                                              \
    .kind = CST_KEY_COUNTS, AT(trial.score.which), .length = offsetof(cst_draft, lengths.which),   \
    .most = CST_SCORE_BINS_MAX, .expected = "a list of up to 256 counts"
#define JOINTLY "under kind trusted-and-untrusted, "
#define CORRELATION(side)                                                                          \
    .kind = CST_KEY_REAL, .low = -1.0, .high = 1.0, .expected = "a correlation from -1 to 1",      \
    AT(trial.joint.side##_correlation), .used = cst_use_copula,                                    \
    .when = JOINTLY "without joint counts"
#define JOINT_SOURCE(name)                                                                         \
    .kind = CST_KEY_TEXT, .flags = CST_KEY_SOURCE, AT(joint.name), .used = cst_use_joint_counts,   \
    .when = JOINTLY "in place of the correlations", .expected = "the name of a " #name
#define JOINT_COUNTS(side)                                                                         \
    .kind = CST_KEY_TABLE, AT(joint.side), .length = offsetof(cst_joint_counts, side),             \
    .most = CST_JOINT_BINS_MAX + 1, .used = cst_use_joint_counts,                                  \
    .when = JOINTLY "in place of the correlations",                                                \
    .expected = "a list of 2 to 65 lists of 2 to 65 counts"

#define BETA(prefix, score, which, by_model, where, says)                                          \
    {                                                                                              \
        .path = prefix "." #which, POSITIVE, AT(trial.score.which), .used = by_model,              \
        .owner = prefix ".model", .when = "under model beta, " where, .meaning = says              \
    }

#define COLUMN(prefix, lengths, which, by_model, where)                                            \
    {                                                                                              \
        .path = prefix "." #which "_column", .kind = CST_KEY_TEXT, .flags = CST_KEY_SOURCE,        \
        AT(lengths.columns.which), .used = by_model, .when = "under model histogram, " where,      \
        .expected = "the name of a column",                                                        \
        .meaning = "the column of a CSV file that is read as its " #which                          \
    }

#define SCORE_AND_LABEL(prefix, lengths, by_model, where)                                          \
    COLUMN(prefix, lengths, score, by_model, where), COLUMN(prefix, lengths, label, by_model, where)

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
        BETA(prefix, score, a0, by_model, where, "honest scores are Beta(a0, b0)"),                \
        BETA(prefix, score, b0, by_model, where, "honest scores are Beta(a0, b0)"),                \
        BETA(prefix, score, a1, by_model, where, "scores of attacks are Beta(a1, b1)"),            \
        BETA(prefix, score, b1, by_model, where, "scores of attacks are Beta(a1, b1)"),            \
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
        SCORE_AND_LABEL(prefix, lengths, by_model, where),                                         \
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
         COUNT64,                                                                                  \
         AT(trial.score.honest_unscored),                                                          \
         .used = by_model,                                                                         \
         .when = "under model histogram, " where,                                                  \
         .meaning = "honest samples without a score: never flagged, part of the total"},           \
    {                                                                                              \
        .path = prefix ".attack_unscored", COUNT64, AT(trial.score.attack_unscored),               \
        .used = by_model, .when = "under model histogram, " where,                                 \
        .meaning = "attacks without a score: never flagged, part of the total"                     \
    }

#define LEVEL                                                                                      \
    .kind = CST_KEY_REAL, .high = 1.0,                                                             \
    .flags = CST_KEY_LABEL | CST_KEY_ABOVE | CST_KEY_BELOW, .expected = "a number between 0 and 1"

const cst_key cst_keys[] = {
    {.path = "claim",
     .kind = CST_KEY_TEXT,
     .flags = CST_KEY_LABEL,
     AT(claim),
     .expected = "a text of at most 1000 bytes",
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
     .used = cst_use_rated,
     .when = "where a lineage has no rate of its own",
     .meaning = "P(an agent schemes on a task), exactly"},
    {.path = "scheming.dependence",
     ONE_OF(dependence),
     .used = cst_use_dependent,
     .when = "where agents review, or a cause is shared by a round, the trial or a lineage",
     .meaning = "who schemes together: the dependence law"},
    {.path = "scheming.rho",
     PROBABILITY,
     AT(trial.scheming.law.rho),
     .owner = "scheming.dependence",
     .used = cst_use_rho,
     .when = "under dependence beta, for lineages without a rho of their own",
     .meaning = "correlation of two agents' scheming on one task"},
    {.path = "scheming.together",
     .kind = CST_KEY_REAL,
     .flags = CST_KEY_ABOVE,
     .high = 1.0,
     .expected = "a probability above 0, up to 1",
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
    {.path = "scheming.alpha",
     .kind = CST_KEY_REALS,
     .length = offsetof(cst_draft, trial.scheming.law.alpha_count),
     .most = CST_REVIEWERS_MAX + 1,
     .high = 1.0,
     .expected = "a list of shares from 0 to 1, reviewers + 1",
     AT(trial.scheming.law.alpha),
     .used = cst_use_of_law,
     .when = "under dependence alpha-factor",
     .meaning = "share of the shocks that hit 1, 2, ... of a task's agents; they sum to 1"},
    {.path = "scheming.mgl",
     .kind = CST_KEY_REALS,
     .length = offsetof(cst_draft, trial.scheming.law.mgl_count),
     .most = CST_REVIEWERS_MAX,
     .high = 1.0,
     .expected = "a list of numbers from 0 to 1, as many as reviewers",
     AT(trial.scheming.law.mgl),
     .used = cst_use_of_law,
     .when = "under dependence alpha-factor, in place of alpha",
     .meaning = "multiple Greek letters from beta on"},
    ROW("scheming.latent.model", LATENT, scheming.law.latent_model, of_law,
        "under dependence copula", "latent correlation of agents that share a model"),
    ROW("scheming.latent.version", LATENT, scheming.law.latent_version, of_law,
        "under dependence copula", "latent correlation of agents that share a version"),
    ROW("scheming.latent.context", LATENT, scheming.law.latent_context, of_law,
        "under dependence copula", "latent correlation of agents that share a context"),
    ROW("scheming.latent.time", LATENT, scheming.law.latent_time, of_law,
        "under dependence copula", "latent correlation of agents that share a time"),
    {.path = "scheming.scope",
     ONE_OF(scope),
     .meaning = "when a cause is shared: anew for every task, by a round, by the trial"},
    {.path = "scheming.across",
     ONE_OF(across),
     .meaning = "with whom a cause is shared: all agents, those of one lineage, or by factor"},
    {.path = "scheming.propensity",
     ONE_OF(propensity),
     .meaning = "whether agents are alike, or never, rare and consistent schemers"},
    ROW("scheming.never", SHARE, scheming.never, of_mixture,
        "under propensity mixture", "share of agents that never scheme"),
    ROW("scheming.consistent", SHARE, scheming.consistent, of_mixture,
        "under propensity mixture", "share of agents that scheme at consistent_rate"),
    ROW("scheming.consistent_rate", PROBABILITY, scheming.consistent_rate, of_mixture,
        "under propensity mixture", "scheming rate of consistent schemers"),
    {.path = "scheming.awareness",
     PROBABILITY,
     AT(trial.scheming.awareness),
     .meaning = "P(a scope's agents believe that they are watched)"},
    ROW("scheming.watched_factor", PROBABILITY, scheming.watched_factor, aware,
        "where scheming.awareness is above 0", "agents that believe so scheme at rate times this"),
    ROW("scheming.honeypot_recognition", PROBABILITY, scheming.honeypot_recognition, honeypots,
        "where there are honeypots", "P(a reviewer knows a honeypot for what it is)"),

    {.path = "attack.policy", ONE_OF(policy), .meaning = "what a scheming actor does"},
    ROW("attack.classes", RED_COUNT(1, 1e6, "a whole number from 1 to 1e6"), attack.classes,
        of_policy, "under policy trigger or strategy input-trigger",
        "classes of inputs, one is the trigger"),
    ROW("attack.share", RED_CHANCE("a share from 0 to 1"), attack.share, of_policy,
        "under policy select", "attacks on this share of its tasks, the most promising"),
    ROW("attack.correlation", PROBABILITY, attack.correlation, of_policy, "under policy select",
        "of its estimate with the monitor's score"),
    ROW("attack.candidates", COUNT(1, 1e6, "a whole number from 1 to 1e6"), attack.candidates,
        of_policy, "under policy select", "takes the least suspicious of so many attacks"),
    ROW("attack.pace", RED_CHANCE("a probability from 0 to 1"), attack.pace, of_policy,
        "under policy paced", "P(it attacks when it schemes)"),
    ROW("attack.wait", COUNT64, attack.wait, of_policy, "under policy paced",
        "tasks of the trial that it lets pass first"),
    ROW("attack.successes", COUNT64, attack.successes, of_policy, "under policy paced",
        "escapes after which it stops; 0: it does not"),
    ROW("attack.steps", COUNT(1, 1e6, "a whole number from 1 to 1e6"), attack.steps, of_policy,
        "under policy steps", "attacks of one agent that harm needs"),
    {.path = "attack.severity.least",
     .kind = CST_KEY_REAL,
     AT(trial.attack.severity[0]),
     .low = 1,
     .high = 1e6,
     .expected = "a whole number from 1 to 1e6",
     .meaning = "least harm of an escape; all whole numbers up to most are alike"},
    {.path = "attack.severity.most",
     .kind = CST_KEY_REAL,
     AT(trial.attack.severity[1]),
     .low = 1,
     .high = 1e6,
     .expected = "a whole number from 1 to 1e6",
     .meaning = "most harm of an escape"},

    SCORE("monitor.score", score, counts, score, cst_use_scored, cst_use_of_score, cst_use_flagging,
          "where agents review, for lineages without values of their own"),
    SCORE("monitor.trusted.score", trusted, trusted_counts, trusted, cst_use_trusted,
          cst_use_of_trusted, cst_use_trusted, "under every kind with a trusted monitor"),
    {.path = "monitor.joint.honest_correlation",
     CORRELATION(honest),
     .meaning = "latent correlation of the two monitors' scores on honest work"},
    {.path = "monitor.joint.attack_correlation",
     CORRELATION(attack),
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
    {.path = "monitor.abstain",
     PROBABILITY,
     AT(trial.abstain),
     .used = cst_use_monitored,
     .when = "where a monitor or agents review",
     .meaning = "P(a review has no verdict)"},
    ROW("monitor.leniency", PROBABILITY, leniency, reviewed, "where agents review",
        "P(an agent withholds a report on a peer, scheming or not)"),
    {.path = "monitor.score_correlation",
     .kind = CST_KEY_REAL,
     AT(trial.score_correlation),
     .high = 1.0,
     .expected = "a correlation from 0 to 0.99, or 1",
     .used = cst_use_several,
     .when = "where several agents review a task",
     .meaning = "of the scores that agents give one piece of work; 1: one score for all"},
    ROW("monitor.staleness", WEIGHT, staleness, reviewed, "where agents review",
        "versions over which d' falls by a factor e; 0: it does not"),

    {.path = "collusion.strategy",
     ONE_OF(strategy),
     .used = cst_use_reviewed,
     .when = "where agents review",
     .meaning = "what a scheming reviewer does"},
    {.path = "collusion.probability",
     PROBABILITY,
     AT(trial.collusion.probability),
     .used = cst_use_of_strategy,
     .when = "under every strategy but none, where agents review",
     .meaning = "P(a scheming reviewer is ready to collude), per review"},
    ROW("collusion.signal", PROBABILITY, collusion.signal, of_strategy,
        "under strategy causal-signal, combined", "P(an attack carries the signal)"),
    ROW("collusion.agreement", PROBABILITY, collusion.agreement, of_strategy,
        "under strategy acausal-signal", "P(actor and reviewer agree on a mark)"),
    ROW("collusion.chance", PROBABILITY, collusion.chance, of_strategy,
        "under strategy causal-signal, acausal-signal, combined",
        "P(work without the signal seems to carry it)"),
    ROW("collusion.visible", WEIGHT, collusion.visible, visible,
        "under strategy causal-signal, acausal-signal, combined, where a trusted monitor looks too",
        "what the signal adds to the trusted monitor's d'"),
    ROW("collusion.auc", AUC, collusion.auc, of_strategy,
        "under strategy self-recognition, combined", "AUC of the recognition score"),
    ROW("collusion.mistaken", RED_CHANCE("a probability from 0 to 1"), collusion.mistaken,
        of_strategy, "under strategy self-recognition, combined",
        "P(work of others is taken for own): red's threshold"),
    ROW("collusion.accuse", PROBABILITY, collusion.accuse, of_strategy,
        "under strategy false-accusation", "P(a schemer reports honest work that it would pass)"),
    ROW("collusion.members", COUNT(2, 2147483648.0, "a whole number from 2 to 2147483648"),
        collusion.members, of_strategy, "under strategy clique", "agents of the clique"),
    ROW("collusion.start", PROBABILITY, collusion.start, of_strategy, "under strategy reciprocal",
        "P(covers for one that has not covered for it)"),

    {.path = "protocol.kind", ONE_OF(kind), .meaning = "who reviews or audits"},
    {.path = "protocol.reviewers",
     .kind = CST_KEY_WHOLE,
     AT(trial.protocol.reviewers),
     .low = 1,
     .high = CST_REVIEWERS_MAX,
     .expected = "a whole number from 1 to 32",
     .used = cst_use_crowd,
     .when = "under kind committee or peer-report",
     .meaning = "reviewers of one task"},
    {.path = "protocol.rule",
     ONE_OF(rule),
     .used = cst_use_voting,
     .when = "under kind committee without an audit budget",
     .meaning = "how many reports flag a task"},
    {.path = "protocol.votes",
     .kind = CST_KEY_WHOLE,
     AT(trial.protocol.votes),
     .low = 1,
     .high = CST_REVIEWERS_MAX,
     .expected = "a whole number from 1 to 32",
     .used = cst_use_counted_votes,
     .when = "under rule r-of-k without an audit budget",
     .meaning = "the r of r-of-k"},
    {.path = "protocol.assign",
     ONE_OF(assign),
     .used = cst_use_reviewed,
     .when = "where agents review",
     .meaning = "who reviews whom"},
    {.path = "protocol.audit.success",
     PROBABILITY,
     AT(trial.protocol.audit_success),
     .used = cst_use_audited,
     .when = "under every kind but none",
     .meaning = "P(an audit of an attack finds it)"},
    {.path = "protocol.audit.share",
     SHARE,
     AT(trial.protocol.audit_share),
     .used = cst_use_blind,
     .when = "under kind random-audit",
     .meaning = "share of all tasks that are audited"},
    ROW("protocol.audit.flagged", PROBABILITY, protocol.audit_flagged, flags,
        "under every kind but none, without an audit budget", "P(a flagged task is audited)"),
    ROW("protocol.audit.budget", SHARE, protocol.audit_budget, scoring,
        "where work is reviewed, not under kinds with rules of their own",
        "audits go to this share of all tasks, the most suspicious of each round; 0: to what is "
        "flagged"),
    ROW("protocol.audit.capacity", WEIGHT, protocol.capacity, audited, "under every kind but none",
        "audits that can be done in a round, for availability alone; 0: any number"),
    {.path = "protocol.flagged_work",
     ONE_OF(flagged),
     .used = cst_use_audited,
     .when = "under every kind but none",
     .meaning = "what becomes of flagged work"},
    {.path = "protocol.quorum",
     ONE_OF(quorum),
     .used = cst_use_quorate,
     .when = "under rule majority or all with monitor.abstain above 0, without an audit budget",
     .meaning = "whether votes needed count all reviewers, or verdicts cast"},
    ROW("protocol.first", COUNT64, protocol.first, of_kind, "under kind upfront-audit",
        "tasks of a trial that are audited"),
    ROW("protocol.replace", SHARE, protocol.replace, of_kind,
        "under kind defer, trusted-edit, adaptive",
        "share of honest work that is replaced or edited, beyond the audits"),
    ROW("protocol.edit_success", PROBABILITY, protocol.edit_success, of_kind,
        "under kind trusted-edit", "P(an edit removes the attack)"),
    ROW("protocol.trusted_quality", MOST_SHARE, protocol.trusted_quality, replacing,
        "under kind defer, trusted-edit, adaptive", "worth of trusted work that replaces other"),
    ROW("protocol.samples", COUNT(1, 16, "a whole number from 1 to 16"), protocol.samples, of_kind,
        "under kind resample", "samples of one action"),
    {.path = "protocol.statistic",
     ONE_OF(statistic),
     .used = cst_use_of_kind,
     .when = "under kind resample",
     .meaning = "which suspicion decides: the most, the mean, the least"},
    ROW("protocol.delay", COUNT(0, 1e6, "a whole number from 0 to 1e6"), protocol.delay, of_kind,
        "under kind async", "rounds until a review is done"),
    ROW("protocol.harm_rate", PROBABILITY, protocol.harm_rate, of_kind, "under kind async",
        "P(an attack's harm is done) in each round of waiting"),
    ROW("protocol.prior", PROBABILITY, protocol.prior, of_kind, "under kind adaptive",
        "credence at the start that the model schemes"),
    ROW("protocol.suspect", PROBABILITY, protocol.suspect, of_kind, "under kind adaptive",
        "credence from which suspicious work is deferred"),
    ROW("protocol.supposed_rate", PROBABILITY, protocol.supposed_rate, of_kind,
        "under kind adaptive", "attacks per task of a model that schemes, as supposed"),
    ROW("protocol.investigate", POSITIVE, protocol.investigate, of_kind, "under kind peer-report",
        "weight of reports that starts an investigation"),
    ROW("protocol.penalty", PROBABILITY, protocol.penalty, of_kind, "under kind peer-report",
        "a false reporter's weight is multiplied by this"),
    ROW("protocol.depth", COUNT(1, 32, "a whole number from 1 to 32"), protocol.depth, of_kind,
        "under kind hierarchy", "levels of reviewers"),
    ROW("protocol.escalate", PROBABILITY, protocol.escalate, of_kind, "under kind hierarchy",
        "P(passed work goes to the next level)"),
    ROW("protocol.honeypots.share", SHARE, protocol.honeypot_share, reviewed, "where agents review",
        "share of tasks beside which a honeypot is reviewed"),
    ROW("protocol.honeypots.slack", COUNT(1, 1e6, "a whole number from 1 to 1e6"),
        protocol.honeypot_slack, honeypots, "where there are honeypots",
        "missed honeypots that expel a reviewer"),
    {.path = "protocol.honeypots.classes",
     ONE_OF(strata),
     .used = cst_use_strata,
     .when = "where there are honeypots, under strategy input-trigger",
     .meaning = "whether honeypots' classes of inputs are drawn, or taken in turn"},
    ROW("protocol.jamming.strength", PROBABILITY, collusion.jammed, signalled,
        "under strategy causal-signal, acausal-signal, combined", "P(the signal is destroyed)"),
    ROW("protocol.jamming.cost", PROBABILITY, protocol.jamming_cost, reviewed,
        "where agents review", "P(jammed work leaves its reviewer no more than noise)"),

    {.path = "response.on",
     ONE_OF(on),
     .used = cst_use_responding,
     .when = "where response.effect is not none",
     .meaning = "what triggers the response"},
    {.path = "response.effect",
     ONE_OF(effect),
     .used = cst_use_audited,
     .when = "under every kind but none",
     .meaning = "what the response does"},
    ROW("response.latency", COUNT(0, 1e6, "a whole number from 0 to 1e6"), response.latency,
        responding, "where response.effect is not none", "rounds until the response acts"),
    ROW("response.window", COUNT(0, 1e6, "a whole number from 0 to 1e6"), response.window,
        retracting, "under effect quarantine, recall, retract",
        "outputs of the actor that are taken back; at least 1 under retract"),

    {.path = "estimate.trials",
     .kind = CST_KEY_WHOLE64,
     .flags = CST_KEY_LABEL,
     AT(estimate.trials),
     .low = 1,
     .high = 1e15,
     .expected = "a whole number from 1 to 1e15",
     .meaning = "trials: the stop rule; under strata and importance attacks, under splitting "
                "estimates"},
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

const size_t cst_key_count = sizeof cst_keys / sizeof cst_keys[0];

#define OF(field) .offset = offsetof(cst_lineage, field)

const cst_key cst_lineage_keys[] = {
    {.path = "population.lineage",
     .kind = CST_KEY_NAME,
     OF(name),
     .expected = "a name of up to 31 bytes",
     .meaning = "its name"},
    {.path = "population.share",
     .kind = CST_KEY_REAL,
     .flags = CST_KEY_ABOVE,
     .high = 1.0,
     .expected = "a share above 0, up to 1",
     OF(share),
     .meaning = "its share of the agents"},
    {.path = "population.tpr",
     PROBABILITY,
     OF(tpr),
     .used = cst_use_reviewed,
     .when = "where agents review",
     .meaning = "TPR of its reviewers; otherwise that of monitor.score"},
    {.path = "population.fpr",
     PROBABILITY,
     OF(fpr),
     .used = cst_use_reviewed,
     .when = "where agents review",
     .meaning = "FPR of its reviewers; otherwise that of monitor.score"},
    {.path = "population.rate",
     PROBABILITY,
     OF(rate),
     .meaning = "its scheming rate; otherwise scheming.rate"},
    {.path = "population.rho",
     PROBABILITY,
     OF(rho),
     .used = cst_use_apart,
     .when = "under dependence beta across lineage",
     .meaning = "correlation of its agents; otherwise scheming.rho"},
    {.path = "population.version",
     .kind = CST_KEY_REAL,
     .high = 1e6,
     .expected = "a number from 0 to 1e6",
     OF(version),
     .used = cst_use_version,
     .when = "where monitor.staleness is above 0, or across factors",
     .meaning = "version of the model"},
};

const size_t cst_lineage_key_count = sizeof cst_lineage_keys / sizeof cst_lineage_keys[0];
