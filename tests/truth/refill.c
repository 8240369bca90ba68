/* SPDX-License-Identifier: MIT
 *
 * Fresh agents in the places of those that were quarantined: played trials against the exact means
 * and variances of tiny ones (refill_exact.h). CST_LONG=1 in the environment: 25 times the trials.
 *
 * A mean of n trials fails where it is further from the exact one than Bernstein's inequality
 * allows for the exact variance and the largest value that a trial can have: a family-wise one in a
 * million, without a normal approximation. Every line knows the smallest relative error that it
 * would have caught with probability .999. The scores of each world's first line, which come from
 * draws of their own, are to have the chi-square law. */
#include "base/check.h"
#include "tests/lib/direct.h"
#include "tests/truth/refill_exact.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t base_seed = 20261201;
static const uint64_t quick_trials = 20000;
static const uint64_t long_times = 25;
static const double alpha = 1e-6; /* of all verdicts together */
static const double wanted_power = 0.999;
static const double coarse = 0.5; /* a relative error that nearly all lines must catch */
static const double coarse_share = 0.9;

#define SIZE(n, t)         .agents = (n), .rounds = (t)
#define LAW(p, d, f, c, r) .rate = (p), .tpr = (d), .fpr = (f), .hides = (c), .success = (r)
#define VOTES(k, r)        .reviewers = (k), .votes = (r)
#define TYPES(x, y, z)     .never = (x), .consistent = (y), .consistent_rate = (z)
#define REPORT             .on_report = true
#define WAITS(d, l)        .refill = (d), .latency = (l)
#define PLAIN              SIZE(3, 4), LAW(0.3, 0.7, 0.2, 0.6, 0.8), VOTES(1, 1)
#define LONG               SIZE(2, 5), LAW(0.3, 0.7, 0.2, 0.6, 0.8), VOTES(1, 1)
#define LASTS(e, r)        .expire = (e), .recover = (r)
#define LEARNS(x, y, z)                                                                            \
    .strategy = REFILL_LEARNED, .h0 = 0.1, .h1 = (x), .ceiling = 0.9, .habit = (y), .forget = (z)
#define TWO   SIZE(2, 4), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1)
#define THREE SIZE(3, 3), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1)
#define TURNS .assign = REFILL_ROTATE
#define MIXED SIZE(3, 4), LAW(0.35, 0.7, 0.2, 0.6, 0.8), VOTES(1, 1), TYPES(0.4, 0.2, 0.9)

#define PEERS(k, t) .protocol = REFILL_PEERS, .reviewers = (k), .investigate = (t), .penalty = 0.5
#define RING        SIZE(3, 3), LAW(0.3, 0.8, 0.4, 0.7, 0.8), PEERS(1, 0.75), .assign = REFILL_RING
#define PAIR        SIZE(2, 5), LAW(0.3, 0.8, 0.5, 0.7, 0.8), PEERS(1, 0.75)

static const refill_world worlds[] = {
    {"alone, catch, d 0", PLAIN, WAITS(0, 0)},
    {"alone, catch, d 1", PLAIN, WAITS(1, 0)},
    {"alone, catch, d 2", PLAIN, WAITS(2, 0)},
    {"alone, catch, d 1, latency 1", PLAIN, WAITS(1, 1)},
    {"alone, report, d 1", PLAIN, REPORT, WAITS(1, 0)},
    {"alone, report, d 2", PLAIN, REPORT, WAITS(2, 0)},
    {"alone, report, d 1, latency 1", PLAIN, REPORT, WAITS(1, 1)},
    {"alone, report, d 2, latency 1", LONG, REPORT, WAITS(2, 1)},
    {"alone, work used, window 2, d 1", PLAIN, REPORT, WAITS(1, 0), .used = true, .window = 2},
    {"alone, window 2, d 2, latency 1", LONG, WAITS(2, 1), .window = 2},
    {"alone, ring, d 1", PLAIN, REPORT, WAITS(1, 0), .assign = REFILL_RING},
    {"alone, fixed-pair, d 1", PLAIN, WAITS(1, 0), .assign = REFILL_PAIR},
    {"alone, steps 2, d 1", PLAIN, REPORT, WAITS(1, 0), .steps = 2},
    {"alone, 2 agents, d 1", SIZE(2, 4), LAW(0.3, 0.7, 0.2, 0.6, 0.8), VOTES(1, 1), REPORT,
     WAITS(1, 0)},
    {"alone, 4 agents, d 1", SIZE(4, 3), LAW(0.3, 0.7, 0.2, 0.6, 0.8), VOTES(1, 1), REPORT,
     WAITS(1, 0)},
    {"alone, types, d 0", MIXED, REPORT, WAITS(0, 0)},
    {"alone, types, d 1", MIXED, WAITS(1, 0)},
    {"alone, types, d 2, latency 1", LONG, REPORT, TYPES(0.4, 0.2, 0.9), WAITS(2, 1)},
    {"alone, rare ones more eager, d 1", SIZE(3, 4), LAW(0.25, 0.7, 0.2, 0.6, 0.8), VOTES(1, 1),
     REPORT, TYPES(0.4, 0.3, 0.1), WAITS(1, 0)},
    {"alone, reciprocal, d 1", SIZE(2, 4), LAW(0.5, 0.7, 0.2, 0.9, 0.8), VOTES(1, 1), WAITS(1, 0),
     .strategy = REFILL_RECIPROCAL, .start = 0.4},
    {"alone, reciprocal of 3, d 1", SIZE(3, 3), LAW(0.5, 0.7, 0.0, 1.0, 0.8), VOTES(1, 1),
     WAITS(1, 0), .strategy = REFILL_RECIPROCAL, .start = 0.3},
    {"alone, clique, d 1", SIZE(3, 4), LAW(0.5, 0.7, 0.2, 1.0, 0.8), VOTES(1, 1), WAITS(1, 0),
     .strategy = REFILL_CLIQUE, .members = 2},
    {"alone, honeypots, d 1", SIZE(3, 3), LAW(0.3, 0.7, 0.2, 0.6, 0.8), VOTES(1, 1), REPORT,
     WAITS(1, 0), .honeypots = 0.5, .slack = 2},
    {"alone, honeypots, types, d 1", SIZE(2, 4), LAW(0.35, 0.7, 0.2, 1.0, 0.8), VOTES(1, 1), REPORT,
     TYPES(0.4, 0.2, 0.9), WAITS(1, 0), .honeypots = 0.5, .slack = 1},
    {"two of two, report, d 1", SIZE(3, 4), LAW(0.4, 0.8, 0.4, 0.5, 0.8), VOTES(2, 2), REPORT,
     WAITS(1, 0)},
    {"any of two, d 1, latency 1", SIZE(3, 4), LAW(0.3, 0.7, 0.2, 0.6, 0.8), VOTES(2, 1), REPORT,
     WAITS(1, 1)},
    {"two of three, catch, d 2", SIZE(4, 4), LAW(0.4, 0.8, 0.2, 0.5, 0.8), VOTES(3, 2),
     WAITS(2, 0)},
    {"peers, catch, d 0", RING, WAITS(0, 0)},
    {"peers, catch, d 1", RING, WAITS(1, 0)},
    {"peers, report, d 1", RING, REPORT, WAITS(1, 0)},
    {"peers, catch, d 1, latency 1", PAIR, WAITS(1, 1)},
    {"peers, report, d 2, latency 1", PAIR, REPORT, WAITS(2, 1)},
    {"peers, work used, window 2, d 1", RING, REPORT, WAITS(1, 0), .window = 2, .used = true},
    {"peers, window 2, catch, d 1", PAIR, WAITS(1, 0), .window = 2},
    {"peers, two reviewers, report, d 1", SIZE(3, 3), LAW(0.3, 1.0, 0.25, 0.0, 1.0), PEERS(2, 1.25),
     REPORT, WAITS(1, 0)},
    {"peers, two reviewers, catch, d 1", SIZE(3, 3), LAW(0.3, 1.0, 0.25, 0.0, 1.0), PEERS(2, 1.25),
     WAITS(1, 0)},
    {"peers, types, report, d 1", PAIR, REPORT, TYPES(0.4, 0.2, 0.9), WAITS(1, 0)},
    {"peers, types, catch, d 2", PAIR, TYPES(0.4, 0.2, 0.9), WAITS(2, 0)},
    /* Reputation that lasts, where fresh agents come. */
    {"peers, expire 1, report, d 1", PAIR, REPORT, WAITS(1, 0), LASTS(1, 0.0)},
    {"peers, expire 2, catch, d 1", SIZE(3, 3), LAW(0.3, 0.8, 0.4, 0.7, 0.8), PEERS(1, 1.25),
     WAITS(1, 0), LASTS(2, 0.0)},
    {"peers, recover .5, report, d 1", PAIR, REPORT, WAITS(1, 0), LASTS(0, 0.5)},
    {"peers, recover .5, catch, d 2", SIZE(2, 5), LAW(0.3, 0.8, 0.5, 0.7, 0.8), PEERS(1, 0.8),
     WAITS(2, 0), LASTS(0, 0.5)},
    {"peers, recover, expire, catch, d 1", SIZE(2, 5), LAW(0.3, 0.8, 0.5, 0.7, 0.8), PEERS(1, 1.5),
     WAITS(1, 0), LASTS(3, 0.25)},
    {"peers, recover, expire, report, d 1", SIZE(3, 3), LAW(0.3, 0.8, 0.4, 0.7, 0.8), PEERS(1, 1.2),
     REPORT, WAITS(1, 0), LASTS(2, 0.5), .assign = REFILL_RING},
    {"peers, two, recover, expire, d 1", SIZE(3, 3), LAW(0.3, 1.0, 0.25, 0.0, 1.0), PEERS(2, 1.7),
     WAITS(1, 0), LASTS(2, 0.5)},
    {"peers, types, recover, expire, d 1", SIZE(2, 4), LAW(0.3, 0.8, 0.5, 0.7, 0.8), PEERS(1, 1.5),
     REPORT, TYPES(0.4, 0.2, 0.9), WAITS(1, 0), LASTS(3, 0.25)},
    {"peers, rotate, recover, d 1", SIZE(3, 3), LAW(0.3, 0.8, 0.4, 0.7, 0.8), PEERS(1, 0.75),
     REPORT, WAITS(1, 0), LASTS(0, 0.5), TURNS},
    /* Collusion that is learned. */
    {"learned, d 0", TWO, WAITS(0, 0), LEARNS(0.6, 2.0, 0.0)},
    {"learned, d 1", TWO, WAITS(1, 0), LEARNS(0.6, 2.0, 0.0)},
    {"learned, report, d 1, latency 1", TWO, REPORT, WAITS(1, 1), LEARNS(0.6, 2.0, 0.0)},
    {"learned, forget .5, d 1", TWO, REPORT, WAITS(1, 0), LEARNS(0.6, 2.0, 0.5)},
    {"learned, ring, forget .5, d 1", THREE, WAITS(1, 0), LEARNS(0.6, 2.0, 0.5),
     .assign = REFILL_RING},
    {"learned, attacks, d 1", TWO, REPORT, WAITS(1, 0), LEARNS(1.0, 1.0, 0.5),
     .attacks_alone = true},
    {"learned of 3, population, d 1", THREE, WAITS(1, 0), LEARNS(0.6, 1.0, 0.0),
     .of_population = true},
    {"learned, two of two, d 1", SIZE(3, 3), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(2, 2), WAITS(1, 0),
     LEARNS(0.6, 2.0, 0.0), .attacks_alone = true},
    {"learned, fixed-pair, wipe 2, d 1", SIZE(3, 3), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1),
     WAITS(1, 0), LEARNS(0.6, 2.0, 0.0), .assign = REFILL_PAIR, .wipe = 2},
    {"learned, types, d 1", SIZE(2, 4), LAW(0.35, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1),
     TYPES(0.4, 0.2, 0.9), WAITS(1, 0), LEARNS(0.6, 2.0, 0.0)},
    {"learned, honeypots, d 1", SIZE(2, 4), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1), REPORT,
     WAITS(1, 0), LEARNS(0.6, 2.0, 0.0), .honeypots = 0.5, .slack = 1},
    {"learned, peers, d 1", SIZE(2, 4), LAW(0.4, 0.8, 0.3, 0.6, 0.8), PEERS(1, 0.75), WAITS(1, 0),
     LEARNS(0.6, 2.0, 0.5)},
    {"learned, peers, recover, expire, d 1", SIZE(2, 4), LAW(0.4, 0.8, 0.3, 0.6, 0.8),
     PEERS(1, 1.5), REPORT, WAITS(1, 0), LASTS(3, 0.5), LEARNS(0.6, 2.0, 0.5)},
    /* And rotation. */
    {"rotate, d 1", SIZE(3, 4), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1), WAITS(1, 0), TURNS},
    {"rotate, two of 4, d 1", SIZE(4, 3), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(2, 1), REPORT,
     WAITS(1, 0), TURNS},
    {"learned, rotate, d 0", SIZE(3, 3), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1), WAITS(0, 0),
     LEARNS(0.6, 2.0, 0.0), TURNS},
    {"learned, rotate, d 1", SIZE(3, 3), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1), WAITS(1, 0),
     LEARNS(0.6, 2.0, 0.0), TURNS},
    {"learned, rotate, forget .5, d 1", SIZE(3, 3), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1),
     REPORT, WAITS(1, 0), LEARNS(0.6, 2.0, 0.5), TURNS},
    {"learned, rotate, wipe 2, d 2", SIZE(3, 3), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1),
     WAITS(2, 0), LEARNS(0.6, 2.0, 0.0), TURNS, .wipe = 2},
    {"learned, rotate, population, d 1", SIZE(3, 3), LAW(0.4, 0.8, 0.2, 0.6, 0.8), VOTES(1, 1),
     WAITS(1, 0), LEARNS(0.6, 1.0, 0.0), TURNS, .of_population = true},
};
enum { WORLDS = sizeof worlds / sizeof worlds[0] };

/* What a line is called, what it counts, and the most that one task, or one review, can add. */
static const struct {
    const char *name;
    cst_count count;
    bool by_review;
} meanings[REFILL_QUANTITIES] = {
    [REFILL_ESCAPES] = {"escapes", CST_COUNT_ESCAPED, false},
    [REFILL_ATTACKS] = {"attacks", CST_COUNT_ATTACKS, false},
    [REFILL_CAUGHT] = {"caught", CST_COUNT_CAUGHT, false},
    [REFILL_AVERTED] = {"averted", CST_COUNT_AVERTED, false},
    [REFILL_QUARANTINED] = {"quarantined", CST_COUNT_QUARANTINED, false},
    [REFILL_FALSELY] = {"falsely", CST_COUNT_QUARANTINED_FALSELY, false},
    [REFILL_VOID] = {"void", CST_COUNT_VOID, false},
    [REFILL_REPORTS] = {"reports", CST_COUNT_REPORTS, true},
    [REFILL_INVESTIGATIONS] = {"investigations", CST_COUNT_INVESTIGATIONS, false},
    [REFILL_EXPELLED] = {"expelled", CST_COUNT_EXPELLED, true},
};

static cst_trial_spec spec_of(const refill_world *is)
{
    static const char *const strategies[] = {"always-pass", "reciprocal", "clique", "learned"};
    static const cst_assign assigns[] = {CST_ASSIGN_RANDOM, CST_ASSIGN_RING, CST_ASSIGN_FIXED_PAIR,
                                         CST_ASSIGN_ROTATE};
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = is->agents;
    spec.rounds = is->rounds;
    spec.scheming.law.law = cst_law_find("independent");
    spec.scheming.law.rate = is->rate;
    if (is->consistent > 0.0) {
        spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
        spec.scheming.never = is->never;
        spec.scheming.consistent = is->consistent;
        spec.scheming.consistent_rate = is->consistent_rate;
    }
    if (is->steps > 0) {
        spec.attack.policy = cst_policy_find("steps");
        spec.attack.steps = is->steps;
    }
    spec.score.tpr = is->tpr;
    spec.score.fpr = is->fpr;
    spec.collusion.strategy = cst_collusion_find(strategies[is->strategy]);
    spec.collusion.probability = is->hides;
    spec.collusion.start = is->start;
    spec.collusion.members = is->members > 0 ? is->members : spec.collusion.members;
    spec.collusion.h0 = is->h0;
    spec.collusion.h1 = is->h1;
    spec.collusion.ceiling = is->ceiling;
    spec.collusion.habit = is->habit;
    spec.collusion.forget = is->forget;
    spec.collusion.wipe = is->wipe;
    spec.collusion.episode = is->attacks_alone ? CST_EPISODE_ATTACK : CST_EPISODE_REVIEW;
    spec.collusion.shared_memory = is->of_population ? CST_MEMORY_POPULATION : CST_MEMORY_PAIR;
    cst_protocol_spec *protocol = &spec.protocol;
    protocol->kind = cst_protocol_find(is->protocol == REFILL_PEERS ? "peer-report" : "committee");
    protocol->reviewers = is->reviewers;
    protocol->rule = CST_RULE_R_OF_K;
    protocol->votes = is->votes;
    protocol->assign = assigns[is->assign];
    protocol->audit_success = is->success;
    protocol->flagged_work = is->used ? CST_FLAGGED_USE : CST_FLAGGED_DISCARD;
    if (is->protocol == REFILL_PEERS) {
        protocol->investigate = is->investigate;
        protocol->penalty = is->penalty;
    }
    protocol->recover = is->recover;
    protocol->expire = is->expire;
    protocol->honeypot_share = is->honeypots;
    protocol->honeypot_slack = is->slack > 0 ? is->slack : protocol->honeypot_slack;
    spec.response = (cst_response_spec){.on = is->on_report ? CST_ON_REPORT : CST_ON_CATCH,
                                        .effect = CST_EFFECT_QUARANTINE,
                                        .latency = is->latency,
                                        .window = is->window,
                                        .refill = is->refill};
    return spec;
}

enum { METHODS = 3, FORCED = 1 };
static const char *const methods[METHODS] = {"naive", [FORCED] = "importance", "skip"};

typedef struct experiment {
    uint64_t trials;
    uint32_t judged, fails, fine, firsts; /* fine: would have caught a coarse error */
    double squares;                       /* of the scores of first lines */
} experiment;

/* P(a schemer on any planned task): what a forced trial stands for. */
static double weight_of(const refill_world *is, uint32_t method)
{
    return method != FORCED ? 1.0 : 1.0 - pow(1.0 - is->rate, is->agents * is->rounds);
}

static void judge(experiment *all, const refill_world *is, uint32_t method,
                  const refill_moments *exact, int what, const cst_row *row)
{
    const double weight = weight_of(is, method);
    const double n = (double)row->count[CST_COUNT_TRIALS];
    const double right = exact->mean[what] / weight;
    const double variance = fmax(exact->square[what] / weight - right * right, 0.0);
    const double mean = (double)row->count[meanings[what].count] / n;
    const double unlikely = log(2.0 * METHODS * WORLDS * REFILL_QUANTITIES / alpha);
    const double most = (double)is->agents * (double)is->rounds *
                        (meanings[what].by_review ? (double)is->reviewers : 1.0);
    const double third = unlikely * most / 3.0;
    const double limit = (third + sqrt(third * third + 2.0 * unlikely * n * variance)) / n;
    const double error = sqrt(variance / n);
    const double z = (mean - right) / error;
    const double caught = (limit + qnorm5(wanted_power, 0.0, 1.0, 1, 0) * error) / right;
    const bool fails = !(fabs(mean - right) <= limit);
    all->judged++;
    all->fails += fails;
    all->fine += caught <= coarse;
    if (what == REFILL_ESCAPES) {
        all->squares += z * z;
        all->firsts++;
    }
    (void)printf("%-34s %-10s %-14s %14.10g %14.10g %+6.2f %8.4f%s\n", is->name, methods[method],
                 meanings[what].name, exact->mean[what], weight * mean, z, caught,
                 fails ? " DEVIATES" : "");
}

static bool serves(const cst_trial_spec *spec, const char *method)
{
    cst_model model;
    cst_error error = {0};
    const int code = cst_trial_spec_check(spec, &error);
    if (code != 0) {
        (void)fprintf(stderr, "%s: %s\n", error.key, error.text);
    }
    cst_require(code == 0);
    cst_require(cst_model_make(&model, spec, &error) == 0);
    const bool applies = cst_method_choose(&model, cst_method_find(method), &error) != NULL;
    cst_model_free(&model);
    return applies;
}

/* What a trial without a schemer has none of. */
static bool of_schemers(int what)
{
    return what == REFILL_ESCAPES || what == REFILL_ATTACKS || what == REFILL_CAUGHT ||
           what == REFILL_AVERTED;
}

static void run(experiment *all, uint32_t index, uint32_t method, const refill_moments *exact)
{
    static cst_row row;
    const refill_world *is = &worlds[index];
    const cst_trial_spec spec = spec_of(is);
    cst_error error = {0};
    cst_cell cell;
    cst_direct_cell(&cell, &spec, methods[method], all->trials,
                    base_seed + METHODS * index + method);
    cst_require(cst_rehearsal_run(&cell, 65536, &row, &error) == 0);
    for (int what = 0; what < REFILL_QUANTITIES; what++) {
        if (exact->mean[what] > 0.0 && (method != FORCED || of_schemers(what))) {
            judge(all, is, method, exact, what, &row);
        } else if (exact->mean[what] <= 0.0 && row.count[meanings[what].count] != 0) {
            (void)printf("%s: %s, expected none DEVIATES\n", is->name, meanings[what].name);
            all->fails++;
        }
    }
    cst_cell_free(&cell);
}

/* Level by level: an interval that misses the truth once in a million. */
static void run_splitting(experiment *all, const refill_world *is, const refill_moments *exact)
{
    static cst_row row;
    const cst_trial_spec spec = spec_of(is);
    const double right = exact->mean[REFILL_ESCAPES];
    cst_result out[CST_RESULT_KINDS];
    cst_error error = {0};
    cst_cell cell;
    cst_direct_cell(&cell, &spec, "splitting", 100, base_seed);
    cst_require(cst_rehearsal_run(&cell, 65536, &row, &error) == 0);
    cst_cell_results(&cell, &row, 1.0 - alpha, out);
    const cst_result *found = &out[CST_RESULT_EXPECTED_ESCAPES];
    const bool fails = !(found->low <= right && right <= found->high);
    all->fails += fails;
    (void)printf("%-34s splitting  escapes        %14.10g %14.10g in [%.6g, %.6g]%s\n", is->name,
                 right, found->estimate, found->low, found->high, fails ? " DEVIATES" : "");
    cst_cell_free(&cell);
}

int main(void)
{
    const char *is_long = getenv("CST_LONG");
    experiment all = {.trials = quick_trials};
    all.trials *= is_long != NULL && strcmp(is_long, "1") == 0 ? long_times : 1;
    (void)printf("%-34s %-10s %-14s %14s %14s %6s %8s\n", "world", "method", "per trial", "exact",
                 "simulated", "z", "catches");
    for (uint32_t index = 0; index < WORLDS; index++) {
        const refill_moments exact = refill_exact(&worlds[index]);
        const cst_trial_spec spec = spec_of(&worlds[index]);
        for (uint32_t method = 0; method < METHODS; method++) {
            if (serves(&spec, methods[method])) {
                run(&all, index, method, &exact);
            }
        }
        if (serves(&spec, "splitting")) {
            run_splitting(&all, &worlds[index], &exact);
        }
    }
    const double tail = pchisq(all.squares, all.firsts, 0, 0);
    (void)printf("%d worlds, %" PRIu32 " lines of %" PRIu64 " trials each, seeds from %" PRIu64
                 ": %" PRIu32 " deviate; %" PRIu32 " would have caught an error of %g %%; escapes: "
                 "rms z %.3f, chi-square tail %.3g\n",
                 WORLDS, all.judged, all.trials, base_seed, all.fails, all.fine, 100.0 * coarse,
                 sqrt(all.squares / all.firsts), tail);
    const bool lawful = tail > alpha && tail < 1.0 - alpha;
    const bool powerful = (double)all.fine >= coarse_share * (double)all.judged;
    return all.fails == 0 && lawful && powerful ? EXIT_SUCCESS : EXIT_FAILURE;
}
