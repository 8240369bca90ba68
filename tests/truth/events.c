/* SPDX-License-Identifier: MIT
 *
 * Trials that remember, played from event to event (skip), against the same trials played task by
 * task (naive): protocols, responses, laws and collusion that change what an event is, in trials
 * too large for exact values. CST_LONG=1 in the environment: 16 times the trials.
 *
 * Each method runs RUNS times with a seed of its own. Every counter, and of every spread the sum
 * and the sum of squares, has a mean over the runs, and the two may be as far apart as Student's
 * law allows, a family-wise one in a million. What was seen too seldom for a mean of runs to be
 * near normal is not judged. Every line knows the smallest relative difference that it would have
 * caught with probability .999. */
#include "tests/truth/events.h"
#include "base/check.h"
#include "scenarios/load/scenario.h"
#include "tests/lib/direct.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 24, TEXT = 1024, VALUES = CST_COUNT_KINDS + 2 * CST_SPREAD_KINDS, METHODS = 2 };

static const char *const methods[METHODS] = {"naive", "skip"};
static const uint64_t base_seed = 20261130;
static const uint64_t quick_trials = 100;
static const uint64_t long_times = 16;
static const double alpha = 1e-6; /* of all verdicts together */
static const double wanted_power = 0.999;
static const double fewest = 400.0; /* seen by both together, of what is judged */
static const double coarse = 0.5;   /* a relative difference that most lines must catch */
static const double coarse_share = 0.9;

static const events_configuration plain = {
    .protocol = "kind: untrusted-monitor",
    .response = "on: catch, effect: quarantine",
    .scheming = "rate: 0.02, dependence: beta, rho: 0.2",
    .collusion = "strategy: always-pass, probability: 0.8",
    .monitor = "score: {tpr: 0.7, fpr: 0.02}",
    .population = "[{lineage: a, share: 1}]",
    .attack = "policy: always",
    .trial = "agents: 30, rounds: 40",
};

static const events_configuration configurations[] = {
    {.name = "catch"},
    {.name = "report", .response = REPORT},
    {.name = "latency", .response = "on: report, effect: quarantine, latency: 2"},
    {.name = "committee", .protocol = COMMITTEE, .response = REPORT},
    {.name = "majority",
     .protocol = MAJORITY,
     .response = REPORT,
     .monitor = "score: {tpr: 0.7, fpr: 0.2}"},
    {.name = "peer-report", .protocol = PEER},
    {.name = "peer-report on report", .protocol = PEER, .response = REPORT},
    {.name = "peer-report window",
     .protocol = PEER,
     .response = "on: report, effect: quarantine, window: 4"},
    {.name = "peer-report retract",
     .protocol = PEER,
     .response = "on: catch, effect: retract, window: 3"},
    {.name = "peer-report end", .protocol = PEER, .response = "on: catch, effect: end-trial"},
    {.name = "peer-report end on report",
     .protocol = PEER,
     .response = "on: report, effect: end-trial"},
    {.name = "retract", .response = "on: report, effect: retract, window: 3"},
    {.name = "end-trial", .response = "on: report, effect: end-trial, latency: 2"},
    {.name = "recall", .response = "on: report, effect: recall", .population = LINEAGES},
    {.name = "lineages", .response = REPORT, .population = LINEAGES},
    {.name = "rates", .response = REPORT, .population = RATES, .scheming = APART},
    {.name = "accuse", .response = REPORT, .collusion = "strategy: false-accusation, accuse: 0.5"},
    {.name = "clique",
     .response = REPORT,
     .scheming = OFTEN,
     .collusion = "strategy: clique, members: 3"},
    {.name = "reciprocal",
     .response = REPORT,
     .scheming = OFTEN,
     .collusion = "strategy: reciprocal, start: 0.4"},
    {.name = "abstain",
     .protocol = COMMITTEE,
     .response = REPORT,
     .monitor = "score: {tpr: 0.7, fpr: 0.02}, abstain: 0.1"},
    {.name = "leniency",
     .response = REPORT,
     .monitor = "score: {tpr: 0.7, fpr: 0.02}, leniency: 0.3"},
    {.name = "steps", .attack = "policy: steps, steps: 2"},
    {.name = "paced", .attack = "policy: paced, pace: 0.5, successes: 2, wait: 20"},
    {.name = "ring", .protocol = COMMITTEE ", assign: ring", .response = REPORT},
    {.name = "fixed-pair", .protocol = COMMITTEE ", assign: fixed-pair", .response = REPORT},
    {.name = "few", .protocol = COMMITTEE, .response = REPORT, .trial = "agents: 4, rounds: 40"},
    {.name = "few peers", .protocol = PEER, .response = REPORT, .trial = "agents: 4, rounds: 40"},
    {.name = "refill", .response = REPORT ", refill: 3"},
    {.name = "refill late", .response = REPORT ", refill: 5, latency: 2"},
    {.name = "refill few",
     .protocol = COMMITTEE,
     .response = REPORT ", refill: 4",
     .trial = "agents: 4, rounds: 40"},
    {.name = "refill peers",
     .protocol = PEER ", expire: 5, recover: 0.1",
     .response = REPORT ", refill: 4, window: 3"},
    {.name = "expire", .protocol = PEER ", expire: 6"},
    {.name = "recover", .protocol = PEER ", recover: 0.2", .response = REPORT},
    {.name = "rotate", .protocol = COMMITTEE ", assign: rotate", .response = REPORT},
    {.name = "learned",
     .protocol = COMMITTEE,
     .scheming = OFTEN,
     .collusion = "strategy: learned, episode: attack, h1: 0.5",
     .monitor = "score: {tpr: 0.3, fpr: 0.02}"},
    {.name = "learned refill",
     .protocol = COMMITTEE,
     .response = REPORT ", refill: 3",
     .scheming = OFTEN,
     .collusion = "strategy: learned, episode: attack, h1: 0.5, forget: 0.5",
     .trial = "agents: 8, rounds: 60"},
    {.name = "trusted-monitor",
     .protocol = "kind: trusted-monitor",
     .response = REPORT,
     .monitor = TRUSTED,
     .scheming = APART},
    {.name = "defer",
     .protocol = "kind: defer, replace: 0.1",
     .response = REPORT,
     .monitor = TRUSTED,
     .scheming = APART},
    {.name = "trusted-edit",
     .protocol = "kind: trusted-edit, replace: 0.1",
     .monitor = TRUSTED,
     .scheming = APART},
    {.name = "async",
     .protocol = "kind: async, delay: 2, harm_rate: 0.2",
     .response = REPORT,
     .monitor = TRUSTED,
     .scheming = APART},
    {.name = "random-audit",
     .protocol = "kind: random-audit, audit: {share: 0.1}",
     .monitor = "",
     .scheming = APART},
    {.name = "always", .response = REPORT, .scheming = "rate: 1"},
    {.name = "flags all", .response = REPORT, .monitor = "score: {tpr: 0.7, fpr: 1}"},
    {.name = "flags none", .response = REPORT, .monitor = "score: {tpr: 0.7, fpr: 0}"},
    {.name = "mixture",
     .protocol = COMMITTEE,
     .response = REPORT,
     .scheming = MIXTURE ", consistent_rate: 1"},
    {.name = "mixture peers", .protocol = PEER, .scheming = MIXTURE ", consistent_rate: 0.001"},
    {.name = "mixture refill",
     .response = REPORT ", refill: 3",
     .scheming = MIXTURE ", consistent_rate: 0.3"},
    {.name = "round beta", .response = REPORT, .scheming = BETA ", scope: round"},
    {.name = "trial beta", .protocol = PEER, .scheming = BETA ", scope: trial"},
    {.name = "round two-point",
     .protocol = COMMITTEE,
     .response = REPORT,
     .scheming = "rate: 0.02, dependence: two-point, together: 0.3, scope: round"},
    {.name = "trial common-cause",
     .protocol = COMMITTEE,
     .scheming = "rate: 0.05, dependence: common-cause, common_share: 0.2, scope: trial"},
    {.name = "round shock",
     .protocol = MAJORITY,
     .response = REPORT,
     .scheming = "rate: 0.02, dependence: shock, lethal: 0, nonlethal: 1, background: 1, hit: 0.3, "
                 "scope: round"},
    {.name = "round copula",
     .protocol = PEER,
     .response = REPORT,
     .scheming = "rate: 0.02, dependence: copula, latent: {context: 0.4}, scope: round"},
    {.name = "round factors",
     .response = REPORT,
     .scheming = "rate: 0.02, dependence: copula, latent: {model: 0.3, context: 0.2}, scope: "
                 "round, across: factors",
     .population = LINEAGES},
    {.name = "round lineages",
     .protocol = COMMITTEE,
     .response = REPORT,
     .scheming = BETA ", scope: round, across: lineage",
     .population = RATES},
    {.name = "trial lineages",
     .response = "on: report, effect: recall",
     .scheming = BETA ", scope: trial, across: lineage",
     .population = RATES},
    {.name = "round beliefs",
     .response = REPORT,
     .scheming = OFTEN ", scope: round, awareness: 0.5, watched_factor: 0.1",
     .attack = "policy: gated"},
    {.name = "task beliefs",
     .protocol = COMMITTEE,
     .response = REPORT,
     .scheming = OFTEN ", awareness: 0.5, watched_factor: 0.3"},
    {.name = "round provoked",
     .response = REPORT,
     .scheming = "rate: 0.2, dependence: beta, rho: 0.3, scope: round, awareness: 0.5, "
                 "watched_factor: 3"},
    {.name = "trial provoked",
     .protocol = PEER,
     .scheming = "rate: 0.05, dependence: beta, rho: 0.2, scope: trial, awareness: 0.3, "
                 "watched_factor: 10"},
    {.name = "task provoked",
     .protocol = COMMITTEE,
     .response = REPORT,
     .scheming = OFTEN ", awareness: 0.5, watched_factor: 1.6"},
    {.name = "task gated",
     .scheming = "rate: 0.3, dependence: beta, rho: 0.2, awareness: 0.5, watched_factor: 0.5",
     .attack = "policy: gated"},
    {.name = "task lineages",
     .protocol = COMMITTEE,
     .response = REPORT,
     .scheming = "rate: 0.02, dependence: two-point, together: 0.4, across: lineage",
     .population = RATES},
    {.name = "task urns",
     .protocol = PEER,
     .scheming = "rate: 0.2, dependence: beta, rho: 0.4, across: lineage, awareness: 0.4, "
                 "watched_factor: 0.3"},
    {.name = "correlated",
     .protocol = MAJORITY,
     .response = REPORT,
     .monitor = "score: {tpr: 0.7, fpr: 0.05}, score_correlation: 0.5"},
    {.name = "correlated more",
     .protocol = PEER,
     .monitor = "score: {tpr: 0.7, fpr: 0.02}, score_correlation: 0.9, abstain: 0.02",
     .population = LINEAGES},
    {.name = "correlated all",
     .protocol = COMMITTEE,
     .response = REPORT,
     .collusion = "strategy: false-accusation, accuse: 0.3",
     .scheming = OFTEN,
     .monitor = "score: {tpr: 0.7, fpr: 0.02}, score_correlation: 1"},
    {.name = "correlated whole",
     .protocol = COMMITTEE,
     .monitor = "score: {tpr: 0.7, fpr: 0.4}, score_correlation: 0.3"},
    {.name = "shared-bit",
     .protocol = MAJORITY,
     .response = REPORT,
     .scheming = "rate: 0.2, dependence: beta, rho: 0.5",
     .collusion = "strategy: shared-bit, probability: 0.5",
     .monitor = "score: {tpr: 0.7, fpr: 0.1}"},
    {.name = "shared-bit correlated",
     .protocol = PEER,
     .response = REPORT,
     .scheming = "rate: 0.2, dependence: beta, rho: 0.5",
     .collusion = "strategy: shared-bit, probability: 0.5",
     .monitor = "score: {tpr: 0.7, fpr: 0.05}, score_correlation: 0.4"},
    {.name = "cross-lineage",
     .protocol = COMMITTEE ", assign: cross-lineage",
     .response = REPORT,
     .population = LINEAGES},
    {.name = "cross-lineage few",
     .protocol = COMMITTEE ", assign: cross-lineage",
     .response = REPORT,
     .scheming = OFTEN,
     .population = LINEAGES,
     .trial = "agents: 8, rounds: 60"},
    {.name = "cross-lineage refill",
     .protocol = COMMITTEE ", assign: cross-lineage",
     .response = REPORT ", refill: 4",
     .population = LINEAGES,
     .trial = "agents: 8, rounds: 60"},
    {.name = "trusted abstains",
     .protocol = "kind: defer, replace: 0.1",
     .response = REPORT,
     .monitor = TRUSTED ", abstain: 0.1",
     .scheming = APART},
    {.name = "hierarchy",
     .protocol = "kind: hierarchy, depth: 3, escalate: 0.3",
     .response = REPORT,
     .scheming = OFTEN},
    {.name = "hierarchy tied",
     .protocol = "kind: hierarchy, depth: 3, escalate: 0.3",
     .response = REPORT,
     .scheming = OFTEN,
     .collusion = "strategy: shared-bit, probability: 0.5",
     .monitor = "score: {tpr: 0.7, fpr: 0.1}, score_correlation: 0.4"},
    {.name = "hierarchy abstains",
     .protocol = "kind: hierarchy, depth: 2, escalate: 0.1",
     .response = REPORT,
     .monitor = "score: {tpr: 0.7, fpr: 0.05}, score_correlation: 0.4, abstain: 0.1"},
    {.name = "hierarchy asks often",
     .protocol = "kind: hierarchy, depth: 4, escalate: 0.7",
     .scheming = OFTEN},
    {.name = "hierarchy retract",
     .protocol = "kind: hierarchy, depth: 3, escalate: 0.5",
     .response = "on: report, effect: retract, window: 3"},
    {.name = "hierarchy ends",
     .protocol = "kind: hierarchy, depth: 3, escalate: 0.5",
     .response = "on: report, effect: end-trial"},
    {.name = "joint",
     .protocol = "kind: trusted-and-untrusted",
     .response = REPORT,
     .scheming = OFTEN,
     .monitor = JOINT},
    {.name = "joint accuses",
     .protocol = "kind: trusted-and-untrusted",
     .response = REPORT,
     .scheming = OFTEN,
     .collusion = "strategy: false-accusation, accuse: 0.3",
     .monitor = JOINT ", abstain: 0.1"},
    {.name = "honeypots",
     .protocol = COMMITTEE ", honeypots: {share: 0.1, slack: 2}",
     .response = REPORT,
     .scheming = OFTEN ", honeypot_recognition: 0.4"},
    {.name = "honeypots peers",
     .protocol = PEER ", honeypots: {share: 0.2, slack: 3}",
     .scheming = "rate: 0.2, dependence: beta, rho: 0.4, scope: round",
     .monitor = "score: {tpr: 0.7, fpr: 0.02}, abstain: 0.1"},
    {.name = "honeypots types",
     .response = REPORT ", refill: 3",
     .protocol = "kind: untrusted-monitor, honeypots: {share: 0.2, slack: 2}",
     .scheming = MIXTURE ", consistent_rate: 0.4"},
    {.name = "honeypots few",
     .protocol = COMMITTEE ", honeypots: {share: 0.3, slack: 1}",
     .response = REPORT,
     .trial = "agents: 4, rounds: 40"},
    {.name = "honeypots classes",
     .protocol = COMMITTEE ", honeypots: {share: 0.2, slack: 2, classes: in-turn}",
     .scheming = "rate: 0.2, dependence: beta, rho: 0.4, scope: trial",
     .collusion = "strategy: input-trigger, probability: 0.6",
     .attack = "policy: trigger, classes: 3"},
    {.name = "honeypots tied",
     .protocol = MAJORITY ", honeypots: {share: 0.1, slack: 2}",
     .response = REPORT,
     .scheming = "rate: 0.1, dependence: two-point, together: 0.4, across: lineage, awareness: "
                 "0.3, watched_factor: 0.3",
     .monitor = "score: {tpr: 0.7, fpr: 0.05}, score_correlation: 0.4"},
    {.name = "honeypots joint",
     .protocol = "kind: trusted-and-untrusted, honeypots: {share: 0.1, slack: 2}",
     .response = REPORT,
     .scheming = OFTEN,
     .monitor = JOINT},
    {.name = "honeypots hierarchy",
     .protocol = "kind: hierarchy, depth: 2, escalate: 0.2, honeypots: {share: 0.1, slack: 2}",
     .response = REPORT,
     .scheming = OFTEN},
    {.name = "budget",
     .protocol = "kind: untrusted-monitor, audit: {budget: 0.05}",
     .response = REPORT},
    {.name = "budget seldom",
     .protocol = "kind: untrusted-monitor, audit: {budget: 0.003, success: 0.7}",
     .scheming = "rate: 0.05, dependence: beta, rho: 0.3, scope: round",
     .monitor = "score: {tpr: 0.7, fpr: 0.02}, leniency: 0.2, abstain: 0.05"},
    {.name = "budget accuses",
     .protocol =
         "kind: untrusted-monitor, audit: {budget: 0.05}, honeypots: {share: 0.1, slack: 2}",
     .response = REPORT,
     .scheming = OFTEN,
     .collusion = "strategy: false-accusation, accuse: 0.3"},
    {.name = "budget few",
     .protocol = "kind: untrusted-monitor, audit: {budget: 0.2}",
     .response = REPORT ", refill: 4",
     .trial = "agents: 4, rounds: 40"},
    {.name = "budget trusted",
     .protocol = "kind: trusted-monitor, audit: {budget: 0.05}",
     .response = REPORT,
     .monitor = TRUSTED ", abstain: 0.1",
     .scheming = APART},
    {.name = "budget votes",
     .protocol = "kind: committee, reviewers: 3, audit: {budget: 0.02}",
     .response = "on: catch, effect: quarantine",
     .scheming = OFTEN},
    {.name = "budget votes tied",
     .protocol = "kind: committee, reviewers: 3, audit: {budget: 0.04}",
     .response = REPORT,
     .monitor = "score: {tpr: 0.7, fpr: 0.05}, score_correlation: 0.4, abstain: 0.05"},
    {.name = "trial nobody",
     .protocol = "kind: trusted-monitor",
     .response = REPORT,
     .monitor = TRUSTED,
     .scheming = "rate: 0.05, dependence: two-point, together: 0.3, scope: trial"},
    {.name = "large",
     .protocol = PEER,
     .response = REPORT,
     .scheming = "rate: 0.002, dependence: beta, rho: 0.2",
     .monitor = "score: {tpr: 0.7, fpr: 0.002}",
     .trial = "agents: 300, rounds: 60"},
};

enum { CONFIGURATIONS = sizeof configurations / sizeof configurations[0] };

/* Sums over the runs of one method. */
typedef struct moments {
    double sum[VALUES], square[VALUES];
} moments;

typedef struct verdicts {
    double limit; /* of Student's statistic */
    uint32_t judged, passed, fails, fine;
    double squares; /* of the scores of attacks */
    uint32_t firsts;
} verdicts;

static const char *either(const char *own, const char *usual)
{
    return own != NULL ? own : usual;
}

static void read_scenario(const events_configuration *of, cst_scenario *scenario)
{
    char text[TEXT];
    cst_error error = {0};
    const cst_scenario_set nothing = {0};
    const char *monitor = either(of->monitor, plain.monitor);
    const bool agents = strncmp(monitor, "score:", 6) == 0;
    const int size =
        snprintf(text, sizeof text,
                 "trial: {%s}\npopulation: %s\nscheming: {%s}\nprotocol: {%s}\nresponse: {%s}\n"
                 "attack: {%s}\n%s%s%s%s%s%s",
                 either(of->trial, plain.trial), either(of->population, plain.population),
                 either(of->scheming, plain.scheming), either(of->protocol, plain.protocol),
                 either(of->response, plain.response), either(of->attack, plain.attack),
                 agents ? "collusion: {" : "", agents ? either(of->collusion, plain.collusion) : "",
                 agents ? "}\n" : "", *monitor != '\0' ? "monitor: {" : "", monitor,
                 *monitor != '\0' ? "}\n" : "");
    cst_require(size > 0 && (size_t)size < sizeof text);
    const int code = cst_scenario_parse(scenario, of->name, text, strlen(text), &nothing, &error);
    if (code != 0) {
        (void)fprintf(stderr, "%s: %s: %s\n", of->name, error.key, error.text);
    }
    cst_require(code == 0 && scenario->cells == 1);
}

static void add_run(moments *to, const cst_row *row)
{
    for (uint32_t i = 0; i < VALUES; i++) {
        const uint32_t at = i - CST_COUNT_KINDS;
        const double x = i < CST_COUNT_KINDS ? (double)row->count[i]
                         : at < CST_SPREAD_KINDS
                             ? (double)row->spread[at].sum
                             : (double)row->spread[at - CST_SPREAD_KINDS].sum_sq;
        to->sum[i] += x;
        to->square[i] += x * x;
    }
}

static void run_all(const cst_trial_spec *spec, uint32_t index, uint64_t trials, uint32_t method,
                    moments *found)
{
    static cst_row row;
    for (uint32_t i = 0; i < RUNS; i++) {
        cst_cell cell;
        cst_error error = {0};
        const uint64_t seed = base_seed + (METHODS * index + method) * RUNS + i;
        cst_direct_cell(&cell, spec, methods[method], trials, seed);
        const int code = cst_rehearsal_run(&cell, 65536, &row, &error);
        if (code != 0) {
            (void)fprintf(stderr, "%s: %s\n", methods[method], error.text);
        }
        cst_require(code == 0);
        add_run(found, &row);
        cst_cell_free(&cell);
    }
}

static const char *name_of(uint32_t value)
{
    return value < CST_COUNT_KINDS
               ? cst_count_name((cst_count)value)
               : cst_spread_name((cst_spread_kind)((value - CST_COUNT_KINDS) % CST_SPREAD_KINDS));
}

static void judge(verdicts *all, const char *name, const moments found[METHODS], uint32_t value)
{
    const double mean[METHODS] = {found[0].sum[value] / RUNS, found[1].sum[value] / RUNS};
    double variance = 0.0;
    for (uint32_t i = 0; i < METHODS; i++) {
        variance += found[i].square[value] / RUNS - mean[i] * mean[i];
    }
    if (found[0].sum[value] + found[1].sum[value] < fewest) {
        all->passed++;
        return;
    }
    /* Rounding: equal numbers have a variance of 0, or less. */
    const double error = sqrt(fmax(variance, 0.0) / (RUNS - 1.0));
    const bool fixed = error <= 1e-12 * mean[0];
    const double score = fixed ? 0.0 : (mean[1] - mean[0]) / error;
    const bool fails = fixed ? fabs(mean[1] - mean[0]) > 1e-9 * mean[0] : fabs(score) > all->limit;
    const double caught = (all->limit + qnorm5(wanted_power, 0.0, 1.0, 1, 0)) * error / mean[0];
    all->judged++;
    all->fails += fails;
    all->fine += caught <= coarse;
    if (value == CST_COUNT_ATTACKS && !fixed) {
        all->squares += score * score;
        all->firsts++;
    }
    if (fails || value <= CST_COUNT_ATTACKS || value == CST_COUNT_ESCAPED) {
        (void)printf("%-26s %-22s %14.6g %14.6g %+6.2f %8.4f%s\n", name, name_of(value), mean[0],
                     mean[1], score, caught, fails ? " DEVIATES" : "");
    }
}

int main(void)
{
    const char *is_long = getenv("CST_LONG");
    const uint64_t trials =
        quick_trials * (is_long != NULL && strcmp(is_long, "1") == 0 ? long_times : 1);
    const uint32_t all_of_them = CONFIGURATIONS + events_reviews_count;
    const double lines = (double)all_of_them * VALUES;
    verdicts all = {.limit = qt(alpha / (2.0 * lines), 2.0 * (RUNS - 1.0), 0, 0)};
    (void)printf("%-26s %-22s %14s %14s %6s %8s\n", "configuration", "value", "naive", "skip", "t",
                 "catches");
    for (uint32_t index = 0; index < all_of_them; index++) {
        const events_configuration *of = index < CONFIGURATIONS
                                             ? &configurations[index]
                                             : &events_reviews[index - CONFIGURATIONS];
        static moments found[METHODS];
        cst_scenario scenario;
        memset(found, 0, sizeof found);
        read_scenario(of, &scenario);
        for (uint32_t method = 0; method < METHODS; method++) {
            run_all(scenario.cell[0].trial, index, trials, method, &found[method]);
        }
        for (uint32_t value = 0; value < VALUES; value++) {
            judge(&all, of->name, found, value);
        }
        cst_scenario_free(&scenario);
    }
    (void)printf("%" PRIu32 " configurations, %d runs of %" PRIu64
                 " trials by each method, seeds from "
                 "%" PRIu64 ": %" PRIu32 " values judged, %" PRIu32 " seen too seldom, %" PRIu32
                 " deviate; %" PRIu32 " would have caught a difference of %g %%; attacks: rms %.3f "
                 "of %" PRIu32 "\n",
                 all_of_them, (int)RUNS, trials, base_seed, all.judged, all.passed, all.fails,
                 all.fine, 100.0 * coarse, sqrt(all.squares / all.firsts), all.firsts);
    const bool powerful = (double)all.fine >= coarse_share * (double)all.judged;
    return all.fails == 0 && all.judged > 0 && powerful ? EXIT_SUCCESS : EXIT_FAILURE;
}
