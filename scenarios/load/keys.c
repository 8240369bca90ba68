/* SPDX-License-Identifier: MIT
 *
 * The table. Its order, and so that of laws, protocols and their parameters, is the order of the
 * canonical scenario: append within a section, and never reorder without a new model version.
 */
#include "scenarios/load/schema.h"

#include "base/check.h"
#include "scenarios/load/choices.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define REAL(range_)        .kind = CST_KEY_REAL, .range = range_
#define WORDS(least, most_) "a whole number from " #least " to " #most_
#define COUNT(least, most_)                                                                        \
    .kind = CST_KEY_WHOLE, .range = CST_RANGE(least, most_, WORDS(least, most_))
#define COUNT64                 .kind = CST_KEY_WHOLE64, .range = CST_COUNT64
#define PROBABILITY             REAL(CST_PROBABILITY)
#define SHARE                   REAL(CST_SHARE)
#define WEIGHT                  REAL(CST_WEIGHT)
#define NUMBER                  REAL(CST_NUMBER)
#define POSITIVE                REAL(CST_POSITIVE)
#define HARM                    REAL(CST_RANGE(1, 1e6, WORDS(1, 1e6)))
#define AT(field)               .offset = offsetof(cst_draft, field)
#define KEY(path_, type, field) .path = path_, type, AT(trial.field)
#define USED(use_, under)       .use = CST_USE_##use_, .when = under
#define REVIEWED                USED(REVIEWED, "where agents review")
#define AUDITED                 USED(AUDITED, "under every kind but none")
#define CHOICE(path_, which)    .path = path_, .kind = CST_KEY_CHOICE, .choice = &cst_choice_##which
#define JOINTLY                 "under kind trusted-and-untrusted, "
#define CORRELATION(path_, side)                                                                   \
    .path = path_, REAL(CST_RANGE(-1.0, 1.0, "a correlation from -1 to 1")),                       \
    AT(trial.joint.side##_correlation), USED(COPULA, JOINTLY "without joint counts")
#define JOINT(path_, type, field)                                                                  \
    .path = path_, type, AT(joint.field), USED(JOINT_COUNTS, JOINTLY "in place of the correlations")
#define SOURCE(words_) .kind = CST_KEY_TEXT, .flags = CST_KEY_SOURCE, .range = {.words = words_}
#define TABLE(side)                                                                                \
    .kind = CST_KEY_TABLE, .range = {.words = "a list of 2 to 65 lists of 2 to 65 counts"},        \
    .length = offsetof(cst_joint_counts, side), .most = CST_JOINT_BINS_MAX + 1
#define ESTIMATE(path_, type, field) .path = path_, type, AT(estimate.field)
#define LABEL(least, most_, words_)                                                                \
    .kind = CST_KEY_WHOLE64, .flags = CST_KEY_LABEL, .range = CST_RANGE(least, most_, words_)
#define SEED     LABEL(0.0, 9223372036854775807.0, WORDS(0, 9223372036854775807))
#define LINEAGES .kind = CST_KEY_POPULATION, .range = {.words = "a list of 1 to 16 lineages"}
#define BETWEEN                                                                                    \
    {                                                                                              \
        .high = 1.0, .above = true, .below = true, .words = "a number between 0 and 1"             \
    }
/* Not so small that 1 less of it is 1. */
#define LEVEL                                                                                      \
    .kind = CST_KEY_REAL, .flags = CST_KEY_LABEL,                                                  \
    .range = {                                                                                     \
        .low = 1e-9, .high = 1.0, .below = true, .words = "a number from 1e-9 up to below 1"}

#define STOP(path_, rule)                                                                          \
    .path = path_, .kind = CST_KEY_REAL, .flags = CST_KEY_LABEL | CST_KEY_ASKED,                   \
    AT(estimate.stop[CST_STOP_##rule])

static const cst_key before_shapes[] = {
    {.path = "claim",
     .kind = CST_KEY_TEXT,
     .range = {.words = "a text of at most 1000 bytes without control characters"},
     .flags = CST_KEY_LABEL,
     AT(claim),
     .meaning = "the claim that the scenario tests"},

    {KEY("trial.agents", COUNT(1, 2147483648), agents), .axis = "agents",
     .meaning = "agents of one trial"},
    {KEY("trial.rounds", COUNT(1, 2147483648), rounds), .axis = "rounds per trial",
     .meaning = "tasks of every agent"},

    {KEY("population", LINEAGES, population), .meaning = "the lineages, see below"},

    {KEY("scheming.rate", PROBABILITY, scheming.law.rate),
     USED(RATED, "where a lineage has no rate of its own"), .guess = CST_GUESS_TENFOLD,
     .axis = "scheming rate (chance that an agent attacks on a task)",
     .meaning = "P(an agent schemes on a task), exactly"},
    {CHOICE("scheming.dependence", dependence),
     USED(DEPENDENT,
          "where agents review, or a cause is shared by a round, the trial or a lineage"),
     .meaning = "who schemes together: the dependence law"},
};

static const cst_key before_policies[] = {
    {CHOICE("scheming.scope", scope),
     .meaning = "when a cause is shared: anew for every task, by a round, by the trial"},
    {CHOICE("scheming.across", across),
     .meaning = "with whom a cause is shared: all agents, those of one lineage, or by factor"},
    {CHOICE("scheming.propensity", propensity),
     .meaning = "whether agents are alike, or never, rare and consistent schemers"},
    {KEY("scheming.never", SHARE, scheming.never), USED(OF_MIXTURE, "under propensity mixture"),
     .meaning = "share of agents that never scheme"},
    {KEY("scheming.consistent", SHARE, scheming.consistent),
     USED(OF_MIXTURE, "under propensity mixture"),
     .meaning = "share of agents that scheme at consistent_rate"},
    {KEY("scheming.consistent_rate", PROBABILITY, scheming.consistent_rate),
     USED(OF_MIXTURE, "under propensity mixture"), .guess = CST_GUESS_TENFOLD,
     .meaning = "scheming rate of consistent schemers"},
    {KEY("scheming.awareness", PROBABILITY, scheming.awareness),
     .axis = "chance that agents believe that they are watched",
     .meaning = "P(a scope's agents believe that they are watched)"},
    {KEY("scheming.watched_factor", WEIGHT, scheming.watched_factor),
     USED(AWARE, "where scheming.awareness is above 0"),
     .meaning =
         "agents that believe so scheme at rate times this; above 1: being watched provokes"},
    {KEY("scheming.honeypot_recognition", PROBABILITY, scheming.honeypot_recognition),
     USED(HONEYPOTS, "where there are honeypots"),
     .meaning = "P(a reviewer knows a honeypot for what it is)"},

    {CHOICE("attack.policy", policy), .meaning = "what a scheming actor does"},
};

static const cst_key before_scores[] = {
    {KEY("attack.severity.least", HARM, attack.severity[0]),
     .meaning = "least harm of an escape; all whole numbers up to most are alike"},
    {KEY("attack.severity.most", HARM, attack.severity[1]), .meaning = "most harm of an escape"},
};

static const cst_key before_strategies[] = {
    {CORRELATION("monitor.joint.honest_correlation", honest),
     .meaning = "latent correlation of the two monitors' scores on honest work"},
    {CORRELATION("monitor.joint.attack_correlation", attack),
     .axis = "latent correlation of the two scores of attacks",
     .meaning = "latent correlation of the two monitors' scores on attacks"},
    {JOINT("monitor.joint.file", SOURCE("the name of a file"), file),
     .meaning = "file of joint counts of the two scores, next to the scenario"},
    {JOINT("monitor.joint.set", SOURCE("the name of a set"), set),
     .meaning = "which set of the file's"},
    {JOINT("monitor.joint.honest", TABLE(honest), honest),
     .meaning = "in place of file and set: honest samples by trusted and by untrusted score, the "
                "last of each without one"},
    {JOINT("monitor.joint.attack", TABLE(attack), attack),
     .meaning = "in place of file and set: attacks likewise"},

    {KEY("monitor.abstain", PROBABILITY, abstain),
     USED(MONITORED, "where a monitor or agents review"),
     .axis = "share of reviews without a verdict", .meaning = "P(a review has no verdict)"},
    {KEY("monitor.leniency", PROBABILITY, leniency), REVIEWED,
     .meaning = "P(an agent withholds a report on a peer, scheming or not)"},
    {KEY("monitor.score_correlation",
         REAL(CST_RANGE(0.0, 1.0, "a correlation from 0 to 0.99, or 1")), score_correlation),
     USED(SEVERAL, "where several agents review a task"), .guess = CST_GUESS_ALL,
     .meaning = "of the scores that agents give one piece of work; 1: one score for all"},
    {KEY("monitor.staleness", WEIGHT, staleness), REVIEWED,
     .meaning = "versions over which d' falls by a factor e; 0: it does not"},

    {CHOICE("collusion.strategy", strategy), REVIEWED, .meaning = "what a scheming reviewer does"},
};

static const cst_key before_parameters[] = {
    {CHOICE("collusion.episode", episode), USED(LEARNED, "under strategy learned"),
     .meaning = "which reviews are episodes that reviewer and actor share"},
    {CHOICE("collusion.shared_memory", shared_memory), USED(LEARNED, "under strategy learned"),
     .meaning = "whose episodes make a reviewer cover"},
    {CHOICE("protocol.kind", kind), .meaning = "who reviews or audits"},
    {KEY("protocol.reviewers", COUNT(1, 32), protocol.reviewers),
     USED(CROWD, "under kind committee or peer-report"), .axis = "reviewers per task",
     .meaning = "reviewers of one task"},
    {CHOICE("protocol.rule", rule), USED(VOTING, "under kind committee without an audit budget"),
     .meaning = "how many reports flag a task"},
    {KEY("protocol.votes", COUNT(1, 32), protocol.votes),
     USED(COUNTED_VOTES, "under rule r-of-k without an audit budget"),
     .meaning = "the r of r-of-k"},
    {CHOICE("protocol.assign", assign), REVIEWED, .meaning = "who reviews whom"},
    {KEY("protocol.audit.success", PROBABILITY, protocol.audit_success), AUDITED,
     .flags = CST_KEY_WORLD, .axis = "chance that an audit proves an attack",
     .meaning = "P(an audit of an attack finds it)"},
    {KEY("protocol.audit.share", SHARE, protocol.audit_share),
     USED(BLIND, "under kind random-audit"), .axis = "share of tasks audited",
     .meaning = "share of all tasks that are audited"},
    {KEY("protocol.audit.flagged", PROBABILITY, protocol.audit_flagged),
     USED(FLAGS, "under every kind but none, without an audit budget"),
     .meaning = "P(a flagged task is audited)"},
    {KEY("protocol.audit.budget", SHARE, protocol.audit_budget),
     USED(SCORING, "where work is reviewed, not under kinds with rules of their own"),
     .meaning = "audits go to this share of all tasks, the most suspicious of each round; 0: to "
                "what is flagged"},
    {KEY("protocol.audit.capacity", WEIGHT, protocol.capacity), AUDITED,
     .meaning = "audits that can be done in a round, for availability alone; 0: any number"},
    {KEY("protocol.audit.minutes", REAL(CST_RANGE(0, 1e9, "a number from 0 to 1e9")),
         protocol.audit_minutes),
     AUDITED, .axis = "minutes of one audit",
     .meaning = "minutes of one audit, for audit_hours alone; the default is a placeholder"},
    {CHOICE("protocol.flagged_work", flagged), AUDITED, .meaning = "what becomes of flagged work"},
    {CHOICE("protocol.quorum", quorum),
     USED(QUORATE,
          "under rule majority or all with monitor.abstain above 0, without an audit budget"),
     .meaning = "whether votes needed count all reviewers, or verdicts cast"},
};

static const cst_key last[] = {
    {KEY("protocol.honeypots.share", SHARE, protocol.honeypot_share), REVIEWED,
     .meaning = "share of tasks beside which a honeypot is reviewed"},
    {KEY("protocol.honeypots.slack", COUNT(1, 1e6), protocol.honeypot_slack),
     USED(HONEYPOTS, "where there are honeypots"),
     .meaning = "missed honeypots that expel a reviewer"},
    {CHOICE("protocol.honeypots.classes", strata),
     USED(STRATA, "where there are honeypots, under strategy input-trigger"),
     .meaning = "whether honeypots' classes of inputs are drawn, or taken in turn"},
    {KEY("protocol.jamming.strength", PROBABILITY, collusion.jammed),
     USED(SIGNALLED, "under strategy causal-signal, acausal-signal, combined"),
     .flags = CST_KEY_WORLD, .axis = "chance that jamming destroys the signal",
     .meaning = "P(the signal is destroyed)"},
    {KEY("protocol.jamming.cost", PROBABILITY, protocol.jamming_cost), REVIEWED,
     .flags = CST_KEY_WORLD, .meaning = "P(jammed work leaves its reviewer no more than noise)"},

    {CHOICE("response.on", on), USED(RESPONDING, "where response.effect is not none"),
     .meaning = "what triggers the response"},
    {CHOICE("response.effect", effect), AUDITED, .meaning = "what the response does"},
    {KEY("response.latency", COUNT(0, 1e6), response.latency),
     USED(RESPONDING, "where response.effect is not none"),
     .meaning = "rounds until the response acts"},
    {KEY("response.window", COUNT(0, 1e6), response.window),
     USED(RETRACTING, "under effect quarantine, recall, retract"),
     .meaning = "outputs of the actor that are taken back; at least 1 under retract"},
    {KEY("response.refill", COUNT(0, 1e6), response.refill),
     USED(REMOVING, "under effect quarantine"),
     .meaning = "rounds until a fresh agent takes the seat of one that is out; 0: nobody does",
     .axis = "rounds until a fresh agent takes a seat"},

    {ESTIMATE("estimate.trials", LABEL(1, 1e15, WORDS(1, 1e15)), trials),
     .meaning = "trials, the most of them under a rule of estimate.stop; under strata and "
                "importance attacks, under splitting estimates"},
    {ESTIMATE("estimate.seed", SEED, seed), .meaning = "seed of every draw"},
    {ESTIMATE("estimate.stream", SEED, stream),
     .meaning = "cells of one stream share their random numbers"},
    {CHOICE("estimate.method", method),
     .meaning = "how the number is had; auto: planted where trials remember, else skip or naive"},
    {ESTIMATE("estimate.confidence", LEVEL, confidence), .meaning = "confidence of every interval"},
    {ESTIMATE("estimate.tail", LEVEL, tail),
     .meaning = "level of the upper tails: escapes_var, escapes_cvar, damage_var, damage_cvar"},
    {CHOICE("estimate.interval", interval), .flags = CST_KEY_LABEL | CST_KEY_VIEW,
     .meaning = "which interval is first in tables; part of no digest"},
    {STOP("estimate.stop.events", EVENTS), .range = CST_RANGE(10, 1e15, "a number from 10 to 1e15"),
     .meaning = "stop once the result has so many events"},
    {STOP("estimate.stop.half_width", HALF_WIDTH), .range = CST_POSITIVE,
     .meaning = "stop once half of its interval is at most this wide"},
    {STOP("estimate.stop.relative", RELATIVE), .range = BETWEEN,
     .meaning = "stop once half of its interval is at most this share of its estimate"},
    {STOP("estimate.stop.upper", UPPER), .range = CST_POSITIVE,
     .meaning = "stop once its interval lies below this, or does not reach below it"},
    {STOP("estimate.stop.total", TOTAL), .range = CST_RANGE(1, 1e15, "a number from 1 to 1e15"),
     .meaning = "stop when all cells together have spent so many trials, where intervals are "
                "widest"},
    {STOP("estimate.stop.seconds", SECONDS), .range = CST_POSITIVE,
     .meaning = "stop when the run has taken so long; no two runs do so alike"},
    {CHOICE("estimate.stop.result", stop_result), .flags = CST_KEY_LABEL | CST_KEY_ASKED,
     USED(STOPPING, "under a rule of estimate.stop but seconds"),
     .meaning = "the result that the rule looks at"},
};

/* Behind protocol.samples. */
static const cst_key statistic = {
    CHOICE("protocol.statistic", statistic), USED(SAMPLED, "under kind resample"),
    .meaning = "which suspicion decides: the most, the mean, the least"};

const cst_score_mount cst_score_mounts[CST_SCORE_MOUNTS] = {
    {.prefix = "monitor.score",
     .score = offsetof(cst_draft, trial.score),
     .counts = offsetof(cst_draft, counts),
     .model = &cst_choice_score,
     .use = CST_USE_SCORED,
     .use_fpr = CST_USE_FLAGGING,
     .whose = "the reviewers",
     .when = "where agents review, for lineages without values of their own"},
    {.prefix = "monitor.trusted.score",
     .score = offsetof(cst_draft, trial.trusted),
     .counts = offsetof(cst_draft, trusted_counts),
     .model = &cst_choice_trusted,
     .use = CST_USE_TRUSTED,
     .use_fpr = CST_USE_TRUSTED,
     .whose = "the trusted monitor",
     .when = "under every kind with a trusted monitor"},
};

#define SPEC(path_, model_, type, field)                                                           \
    .path = path_, .model = model_, type, .offset = offsetof(cst_score_spec, field)
#define HISTOGRAM(path_, field)                                                                    \
    .path = path_, .model = histogram, .offset = offsetof(cst_draft_counts, field)
#define COUNTS                                                                                     \
    .kind = CST_KEY_COUNTS, .most = CST_SCORE_BINS_MAX,                                            \
    .range = {.words = "a list of up to 256 counts"}
#define LIST(which)                                                                                \
    HISTOGRAM(#which, list.which), COUNTS, .length = offsetof(cst_draft_counts, which)

static const char histogram[] = "histogram";

/* Paths below the prefix; values lie in the score's spec, those of a histogram in its counts. A key
 * without a model is there under each of them. */
static const cst_key of_score[] = {
    {.path = "model", .kind = CST_KEY_CHOICE, .meaning = "how suspicion scores are distributed"},
    {SPEC("tpr", "threshold", PROBABILITY, tpr), .axis = "TPR",
     .meaning = "share of attacks that an honest reviewer reports"},
    {SPEC("fpr", NULL, PROBABILITY, fpr), .guess = CST_GUESS_THREEFOLD, .axis = "FPR",
     .meaning = "share of honest work that is reported: sets the threshold"},
    {SPEC("d_prime", "binormal", NUMBER, d_prime), .guess = CST_GUESS_HALF,
     .meaning = "distance of the two means, in standard deviations"},
    {SPEC("a0", "beta", POSITIVE, a0), .meaning = "honest scores are Beta(a0, b0)"},
    {SPEC("b0", "beta", POSITIVE, b0), .meaning = "honest scores are Beta(a0, b0)"},
    {SPEC("a1", "beta", POSITIVE, a1), .meaning = "scores of attacks are Beta(a1, b1)"},
    {SPEC("b1", "beta", POSITIVE, b1), .meaning = "scores of attacks are Beta(a1, b1)"},
    {HISTOGRAM("file", file), SOURCE("the name of a file"),
     .meaning = "file of score counts, next to the scenario"},
    {HISTOGRAM("set", set), SOURCE("the name of a set"), .meaning = "which set of the file's"},
    {HISTOGRAM("score_column", columns.score), SOURCE("the name of a column"),
     .meaning = "the column of a CSV file that is read as its score"},
    {HISTOGRAM("label_column", columns.label), SOURCE("the name of a column"),
     .meaning = "the column of a CSV file that is read as its label"},
    {LIST(honest),
     .meaning = "in place of file and set: honest samples per score, least suspicious first"},
    {LIST(attack), .meaning = "in place of file and set: attacks per score"},
    {HISTOGRAM("honest_unscored", list.honest_unscored), COUNT64,
     .meaning = "honest samples without a score: never flagged, part of the total"},
    {HISTOGRAM("attack_unscored", list.attack_unscored), COUNT64,
     .meaning = "attacks without a score: never flagged, part of the total"},
};

#define NAME                   .kind = CST_KEY_NAME, .range = {.words = "a name of up to 31 bytes"}
#define OF(path_, type, field) .path = path_, type, .offset = offsetof(cst_lineage, field)

static const cst_key of_lineage[] = {
    {OF("population.lineage", NAME, name), .meaning = "its name"},
    {OF("population.share", REAL(CST_RANGE_ABOVE(0.0, 1.0, "a share above 0, up to 1")), share),
     .meaning = "its share of the agents"},
    {OF("population.tpr", PROBABILITY, tpr), REVIEWED,
     .meaning = "TPR of its reviewers; otherwise that of monitor.score"},
    {OF("population.fpr", PROBABILITY, fpr), REVIEWED,
     .meaning = "FPR of its reviewers; otherwise that of monitor.score"},
    {OF("population.rate", PROBABILITY, rate),
     .meaning = "its scheming rate; otherwise scheming.rate"},
    {OF("population.rho", PROBABILITY, rho), USED(APART, "under dependence beta across lineage"),
     .meaning = "correlation of its agents; otherwise scheming.rho"},
    {OF("population.version", REAL(CST_RANGE(0.0, 1e6, "a number from 0 to 1e6")), version),
     USED(VERSION, "where monitor.staleness is above 0, or across factors"),
     .meaning = "version of the model"},
    {OF("population.external", NAME, external), REVIEWED,
     .meaning = "the peer outside that says what its reviewers say"},
    {OF("population.external_actor", NAME, external_actor),
     .meaning = "the peer outside that says when its schemers attack"},
    {OF("population.hidden", NAME, hidden), REVIEWED,
     .meaning = "what its reviewing peer is not shown: actor, or score"},
};

/* The table while it is put together: rows are copied, and so are texts that are made for them. The
 * keys of a lineage stand behind the others; behind both is one that has no path. */
static struct {
    size_t count;
    cst_key key[CST_KEYS_MAX];
    size_t lineages; /* where theirs begin */
    size_t used;
    char text[32768];
} table;

static void insert(size_t at, const cst_key *key)
{
    cst_require(table.count + 1 < CST_KEYS_MAX && at <= table.count && key->path != NULL);
    memmove(&table.key[at + 1], &table.key[at], (table.count - at) * sizeof *key);
    table.key[at] = *key;
    table.count++;
}

static void add(const cst_key *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        insert(table.count, &keys[i]);
    }
}

__attribute__((format(printf, 1, 2))) static const char *keep(const char *format, ...)
{
    char *text = table.text + table.used;
    const size_t room = sizeof table.text - table.used;
    va_list list;
    va_start(list, format);
    const int wrote = vsnprintf(text, room, format, list);
    va_end(list);
    cst_require(wrote >= 0 && (size_t)wrote < room);
    table.used += (size_t)wrote + 1;
    return text;
}

/* The variants of one choice that have parameters. */
typedef struct variants {
    const char *path; /* of the key that chooses one */
    const cst_choice *choice;
    size_t spec; /* offset of their spec in a draft */
    cst_use use;
    bool (*anywhere)(uint32_t index, const cst_parameter *row); /* a guess; NULL: by range */
} variants;

static bool ties(uint32_t index, const cst_parameter *row)
{
    return cst_law_tie(cst_laws[index]) == row;
}

static bool has_two_ends(uint32_t index, const cst_parameter *row)
{
    (void)index;
    return row->kind == CST_PARAMETER_REAL && isfinite(row->range.high);
}

static const variants laws = {"scheming.dependence", &cst_choice_dependence,
                              offsetof(cst_draft, trial.scheming.law), CST_USE_OF_LAW, ties};
static const variants policies = {"attack.policy", &cst_choice_policy,
                                  offsetof(cst_draft, trial.attack), CST_USE_OF_POLICY, NULL};
static const variants strategies = {"collusion.strategy", &cst_choice_strategy,
                                    offsetof(cst_draft, trial.collusion), CST_USE_OF_STRATEGY,
                                    has_two_ends};
static const variants protocols = {"protocol.kind", &cst_choice_kind,
                                   offsetof(cst_draft, trial.protocol), CST_USE_OF_KIND, NULL};

/* "under kind a, b": all variants that have it, or "under every kind but a". */
static const char *under(const variants *of, const cst_parameter *row)
{
    const char *choice = cst_parameter_word(of->path);
    const char *text = keep("under %s", choice);
    const char *before = " ";
    uint32_t with = 0;
    uint32_t all = 0;
    for (; of->choice->item(all).name != NULL; all++) {
        if (cst_parameters_have(of->choice->item(all).rows, row)) {
            text = keep("%s%s%s", text, before, of->choice->item(all).name);
            before = ", ";
            with++;
        }
    }
    if (with + 1 == all) {
        text = keep("under every %s but %s", choice, of->choice->item(0).name);
    }
    if (row->when == NULL) {
        return text;
    }
    const char *joined = strncmp(row->when, "or ", 3) == 0 ? " " : ", ";
    return keep("%s%s%s", text, joined, row->when);
}

/* The key of a parameter, whatever has it. */
static cst_key key_of_parameter(const variants *of, const cst_parameter *row)
{
    static const cst_key_kind kinds[] = {[CST_PARAMETER_REAL] = CST_KEY_REAL,
                                         [CST_PARAMETER_WHOLE] = CST_KEY_WHOLE,
                                         [CST_PARAMETER_WHOLE64] = CST_KEY_WHOLE64,
                                         [CST_PARAMETER_LIST] = CST_KEY_REALS};
    return (cst_key){.path = row->key,
                     .kind = kinds[row->kind],
                     .flags = (row->world ? CST_KEY_WORLD : 0U) | (row->red ? CST_KEY_RED : 0U),
                     .offset = of->spec + row->offset,
                     .length = of->spec + row->length,
                     .most = row->most,
                     .range = row->range,
                     .guess = CST_GUESS_BY_RANGE,
                     .meaning = row->meaning,
                     .axis = row->axis,
                     .use = of->use,
                     .owner = isnan(row->initial) ? of->path : NULL,
                     .parameter = row};
}

/* The key of a parameter that is met first in the variant of that index. */
static cst_key key_of_variant(const variants *of, uint32_t index, const cst_parameter *row)
{
    const bool anywhere = of->anywhere != NULL && of->anywhere(index, row);
    cst_key key = key_of_parameter(of, row);
    key.guess = anywhere ? CST_GUESS_ALL : CST_GUESS_BY_RANGE;
    key.when = under(of, row);
    if (row->red) {
        key.range.words = keep("%s, or worst", row->range.words);
    }
    return key;
}

/* The place of a row; the number of rows where it is not there. */
static size_t place_of(const cst_parameter *row)
{
    size_t at = 0;
    while (at < table.count && (row == NULL || table.key[at].parameter != row)) {
        at++;
    }
    return at;
}

/* Adds the parameters of all of these variants, each once: before the one that follows it in its
 * variant, where the table has that already, else at the end. So the order within a variant is
 * kept. */
static void add_variants(const variants *of)
{
    for (uint32_t i = 0; of->choice->item(i).name != NULL; i++) {
        for (const cst_parameter *const *row = of->choice->item(i).rows; *row != NULL; row++) {
            if (place_of(*row) == table.count) {
                const cst_key key = key_of_variant(of, i, *row);
                insert(place_of(row[1]), &key);
            }
        }
    }
}

/* The parameters of a mechanism, which has a section of its own. */
static void add_mechanism(const cst_mechanism *kind)
{
    static const variants of = {.spec = offsetof(cst_draft, trial.mechanism),
                                .use = CST_USE_OF_MECHANISM};
    for (const cst_parameter *const *row = kind->parameter; *row != NULL; row++) {
        cst_key key = key_of_parameter(&of, *row);
        key.when = keep("in a scenario of %s%s%s", kind->name, (*row)->when != NULL ? ", " : "",
                        (*row)->when != NULL ? (*row)->when : "");
        insert(table.count, &key);
    }
}

/* The key of a score model where those scores are. */
static cst_key key_of_score(const cst_key *row, const cst_score_mount *mount)
{
    cst_key key = *row;
    key.mount = mount;
    key.path = keep("%s.%s", mount->prefix, row->path);
    key.offset += row->model == histogram ? mount->counts : mount->score;
    key.length += mount->counts;
    key.choice = row->kind == CST_KEY_CHOICE ? mount->model : NULL;
    key.when = mount->when;
    key.use = row->kind == CST_KEY_CHOICE || row->model != NULL ? mount->use : mount->use_fpr;
    if (row->model != NULL) {
        key.when = keep("under model %s, %s", row->model, mount->when);
    }
    if (row->model != NULL && row->kind == CST_KEY_REAL) { /* the model needs it */
        key.owner = keep("%s.%s", mount->prefix, of_score[0].path);
    }
    if (row->axis != NULL) {
        key.axis = keep("%s of %s", row->axis, mount->whose);
    }
    return key;
}

#define COUNT_OF(rows) (sizeof rows / sizeof rows[0])

static void fill(void)
{
    add(before_shapes, COUNT_OF(before_shapes));
    add_variants(&laws);
    add(before_policies, COUNT_OF(before_policies));
    add_variants(&policies);
    add(before_scores, COUNT_OF(before_scores));
    for (size_t i = 0; i < CST_SCORE_MOUNTS; i++) {
        for (size_t j = 0; j < COUNT_OF(of_score); j++) {
            const cst_key key = key_of_score(&of_score[j], &cst_score_mounts[i]);
            insert(table.count, &key);
        }
    }
    add(before_strategies, COUNT_OF(before_strategies));
    add_variants(&strategies);
    add(before_parameters, COUNT_OF(before_parameters));
    add_variants(&protocols);
    size_t samples = 0;
    while (strcmp(table.key[samples].path, "protocol.samples") != 0) {
        cst_require(++samples < table.count);
    }
    insert(samples + 1, &statistic);
    for (size_t i = 0; cst_mechanisms[i] != NULL; i++) {
        add_mechanism(cst_mechanisms[i]);
    }
    add(last, COUNT_OF(last));
    table.lineages = ++table.count;
    add(of_lineage, COUNT_OF(of_lineage));
}

const cst_key *cst_keys(void)
{
    if (table.count == 0) {
        fill();
    }
    return table.key;
}

const cst_key *cst_lineage_keys(void)
{
    const cst_key *keys = cst_keys(); /* which makes the table that is read next */
    return keys + table.lineages;
}

size_t cst_key_index(const cst_key *key)
{
    const ptrdiff_t index = key - cst_keys();
    cst_require(index >= 0 && index < CST_KEYS_MAX);
    return (size_t)index;
}

bool cst_key_is_score_file(const cst_key *key)
{
    return key->mount != NULL &&
           key->offset == key->mount->counts + offsetof(cst_draft_counts, file);
}
