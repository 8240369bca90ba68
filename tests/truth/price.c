/* SPDX-License-Identifier: MIT
 *
 * The price of monitoring and who reports: work done and lost, audits, attacks that were reported,
 * and what reviewers that scheme said of them, in simulated trials against the exact means and
 * variances of tiny ones; closed forms against the same. CST_LONG=1 in the environment: 25 times
 * the trials.
 *
 * The exact values go from task to task with the law of all states of a trial: who is out from
 * which round on, who has attacked, whether it is over. Each state has its probability and, of
 * every quantity so far, the sum of its values and of their squares. At a task all that can happen
 * is listed: who schemes, agent by agent, who reports, who is asked, what an audit proves.
 *
 * A mean of n trials fails where it is further from the exact one than Bernstein's inequality
 * allows: a family-wise one in a million. */
#include "base/check.h"
#include "estimate/exact/closed.h"
#include "tests/lib/direct.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGENTS_MAX = 4, ROUNDS_MAX = 3, LATENCY_MAX = 1 };
/* A trial's states: the round from which on each agent is out, or never; agents that attacked. */
enum { OUTS = ROUNDS_MAX + LATENCY_MAX + 2, NEVER = OUTS - 1 };
enum { STATES_MAX = OUTS * OUTS * OUTS * OUTS * 16 * 2 };
enum { NAIVE, SKIP, METHODS };

static const char *const methods[METHODS] = {"naive", "skip"};
static const uint64_t base_seed = 20261205;
static const uint64_t quick_trials = 20000;
static const uint64_t long_times = 25;
static const double alpha = 1e-6; /* of all verdicts together */

typedef enum strategy { PASS, SHARED, ACCUSE } strategy;
typedef enum effect { NONE, OUT, END } effect;

typedef struct world {
    const char *name;
    uint32_t agents, rounds;
    double rate, rho, tpr, fpr, hides, success;
    uint32_t reviewers, votes;
    strategy strategy;
    double accuse;
    bool chained; /* a hierarchy: the next level is asked with this chance */
    double escalate;
    effect effect;
    bool on_report, used;
    uint32_t latency;
} world;

#define SIZE(n, t)        .agents = (n), .rounds = (t)
#define LAW(p, r)         .rate = (p), .rho = (r)
#define SEES(d, f, c, s)  .tpr = (d), .fpr = (f), .hides = (c), .success = (s)
#define VOTES(k, r)       .reviewers = (k), .votes = (r)
#define CHAIN(k, e)       .reviewers = (k), .votes = 1, .chained = true, .escalate = (e)
#define AFTER(what, when) .effect = (what), .on_report = (when)

static const world worlds[] = {
    {"one, report, quarantine", SIZE(3, 2), LAW(0.2, 0.0), SEES(0.8, 0.1, 0.7, 1.0), VOTES(1, 1),
     AFTER(OUT, true)},
    {"any of two, report, quarantine", SIZE(3, 3), LAW(0.2, 0.3), SEES(0.8, 0.1, 0.6, 0.7),
     VOTES(2, 1), AFTER(OUT, true)},
    {"two of two, catch, work used", SIZE(4, 2), LAW(0.1, 0.4), SEES(0.7, 0.15, 0.5, 0.6),
     VOTES(2, 2), AFTER(OUT, false), .used = true},
    {"two of three, catch, quarantine", SIZE(4, 3), LAW(0.3, 0.2), SEES(0.7, 0.2, 0.4, 0.8),
     VOTES(3, 2), AFTER(OUT, false)},
    {"any of two, report, end", SIZE(3, 3), LAW(0.3, 0.2), SEES(0.8, 0.1, 0.5, 0.7), VOTES(2, 1),
     AFTER(END, true)},
    {"any of two, catch, end", SIZE(3, 3), LAW(0.3, 0.0), SEES(0.8, 0.1, 0.5, 0.7), VOTES(2, 1),
     AFTER(END, false)},
    {"any of two, none", SIZE(3, 2), LAW(0.2, 0.3), SEES(0.8, 0.1, 0.5, 0.7), VOTES(2, 1)},
    {"two of three, none", SIZE(4, 2), LAW(0.3, 0.3), SEES(0.7, 0.2, 0.3, 0.7), VOTES(3, 2)},
    {"accuse, latency 1", SIZE(3, 3), LAW(0.2, 0.3), SEES(0.8, 0.1, 0.5, 1.0), VOTES(1, 1),
     AFTER(OUT, true), .strategy = ACCUSE, .accuse = 0.8, .latency = 1},
    {"accuse, none", SIZE(3, 2), LAW(0.3, 0.3), SEES(0.8, 0.1, 0.5, 0.9), VOTES(2, 2),
     .strategy = ACCUSE, .accuse = 0.6},
    {"shared, none", SIZE(4, 2), LAW(0.4, 0.4), SEES(0.7, 0.2, 0.5, 0.8), VOTES(3, 1),
     .strategy = SHARED},
    {"shared, report, quarantine", SIZE(4, 3), LAW(0.4, 0.4), SEES(0.7, 0.2, 0.5, 0.8), VOTES(2, 1),
     AFTER(OUT, true), .strategy = SHARED},
    {"shared, end", SIZE(3, 3), LAW(0.4, 0.4), SEES(0.7, 0.1, 0.5, 0.8), VOTES(2, 2),
     AFTER(END, true), .strategy = SHARED},
    {"chain of two", SIZE(4, 2), LAW(0.3, 0.4), SEES(0.7, 0.2, 0.5, 0.8), CHAIN(2, 0.6)},
    {"chain of three, quarantine", SIZE(4, 3), LAW(0.3, 0.4), SEES(0.6, 0.2, 0.4, 0.8),
     CHAIN(3, 0.7), AFTER(OUT, true)},
    {"chain of two, shared", SIZE(4, 2), LAW(0.4, 0.4), SEES(0.7, 0.2, 0.5, 0.8), CHAIN(2, 0.6),
     .strategy = SHARED},
    {"chain of three, shared", SIZE(4, 3), LAW(0.4, 0.4), SEES(0.7, 0.2, 0.5, 0.8), CHAIN(3, 1.0),
     AFTER(OUT, false), .strategy = SHARED},
    {"all scheme", SIZE(3, 2), LAW(1.0, 0.0), SEES(0.8, 0.1, 0.5, 0.7), VOTES(2, 1),
     AFTER(OUT, true)},
    {"rare", SIZE(3, 2), LAW(1e-3, 0.3), SEES(0.8, 0.1, 0.5, 0.7), VOTES(2, 1), AFTER(OUT, true)},
};
enum { WORLDS = sizeof worlds / sizeof worlds[0] };

/* What is counted, and the most that one task can add: 1, or as many as review. */
typedef enum quantity {
    ATTACKS,
    ESCAPED,
    USED,
    VOID,
    AUDITS,
    FALSELY,
    REPORTED,
    SCHEMERS,
    TOLD,
    QUANTITIES
} quantity;
static const struct {
    const char *name;
    cst_count count;
    bool by_review;
} meanings[QUANTITIES] = {
    [ATTACKS] = {"attacks", CST_COUNT_ATTACKS, false},
    [ESCAPED] = {"escaped", CST_COUNT_ESCAPED, false},
    [USED] = {"honest_used", CST_COUNT_HONEST_USED, false},
    [VOID] = {"void", CST_COUNT_VOID, false},
    [AUDITS] = {"audits", CST_COUNT_AUDITS, false},
    [FALSELY] = {"falsely", CST_COUNT_QUARANTINED_FALSELY, false},
    [REPORTED] = {"reported_attacks", CST_COUNT_REPORTED_ATTACKS, false},
    [SCHEMERS] = {"schemer_reviews", CST_COUNT_SCHEMER_REVIEWS, true},
    [TOLD] = {"schemer_reports", CST_COUNT_SCHEMER_REPORTS, true},
};

/* --- Exact values ---------------------------------------------------------------------------- */

/* Where a trial stands. */
typedef struct standing {
    uint32_t out[AGENTS_MAX]; /* from this round on */
    bool attacked[AGENTS_MAX];
    bool over;
} standing;

/* The law of one state: its probability, and sums of what came before. */
typedef struct mass {
    double p, sum[QUANTITIES], square[QUANTITIES];
} mass;

static mass now[STATES_MAX], after[STATES_MAX];

static size_t number_of(const standing *at)
{
    size_t number = at->over;
    for (uint32_t i = 0; i < AGENTS_MAX; i++) {
        number = (number * OUTS + at->out[i]) * 2 + at->attacked[i];
    }
    return number;
}

static standing standing_of(size_t number)
{
    standing at;
    for (uint32_t i = AGENTS_MAX; i-- > 0;) {
        at.attacked[i] = number % 2 != 0;
        number /= 2;
        at.out[i] = (uint32_t)(number % OUTS);
        number /= OUTS;
    }
    at.over = number != 0;
    return at;
}

/* One task of one state, while all that can happen is listed. */
typedef struct scene {
    const world *is;
    uint32_t round, agent;
    standing from;
    const mass *before;
    uint32_t crew; /* agents that may be asked */
    bool attack;
    bool schemes[AGENTS_MAX], reports[AGENTS_MAX]; /* of the crew */
} scene;

/* It comes to this with chance w. */
static void arrive(const scene *s, const standing *to, const double *adds, double w)
{
    mass *into = &after[number_of(to)];
    into->p += w * s->before->p;
    for (int q = 0; q < QUANTITIES; q++) {
        into->sum[q] += w * (s->before->sum[q] + adds[q] * s->before->p);
        into->square[q] += w * (s->before->square[q] + 2.0 * adds[q] * s->before->sum[q] +
                                adds[q] * adds[q] * s->before->p);
    }
}

/* What follows once it is known whether an audit proves the work to be an attack. */
static void respond(const scene *s, double *adds, bool flagged, bool proven, double w)
{
    const world *is = s->is;
    standing to = s->from;
    adds[ESCAPED] = s->attack && (!flagged || (!proven && is->used)) ? 1.0 : 0.0;
    adds[USED] = !s->attack && (!flagged || is->used) ? 1.0 : 0.0;
    adds[FALSELY] = 0.0;
    to.attacked[s->agent] = to.attacked[s->agent] || s->attack;
    if (is->on_report ? flagged : proven) {
        to.over = is->effect == END;
        if (is->effect == OUT && to.out[s->agent] == NEVER) {
            to.out[s->agent] = s->round + 1 + is->latency;
            adds[FALSELY] = to.attacked[s->agent] ? 0.0 : 1.0;
        }
    }
    arrive(s, &to, adds, w);
}

/* The first `asked` of the crew have said what they say. */
static void settle(const scene *s, uint32_t asked, double w)
{
    double adds[QUANTITIES] = {0.0};
    uint32_t reports = 0;
    for (uint32_t i = 0; i < asked; i++) {
        reports += s->reports[i];
        adds[SCHEMERS] += s->attack && s->schemes[i] ? 1.0 : 0.0;
        adds[TOLD] += s->attack && s->schemes[i] && s->reports[i] ? 1.0 : 0.0;
    }
    const bool flagged = reports >= s->is->votes;
    adds[ATTACKS] = s->attack ? 1.0 : 0.0;
    adds[REPORTED] = s->attack && reports > 0 ? 1.0 : 0.0;
    adds[AUDITS] = flagged ? 1.0 : 0.0;
    if (flagged && s->attack) {
        respond(s, adds, true, true, w * s->is->success);
        respond(s, adds, true, false, w * (1.0 - s->is->success));
    } else {
        respond(s, adds, flagged, false, w);
    }
}

/* Who of the crew is asked, from this level on. */
static void ask(const scene *s, uint32_t level, double w)
{
    if (!s->is->chained) {
        settle(s, s->crew, w);
        return;
    }
    if (level > 0 && level < s->crew && !s->reports[level - 1]) {
        settle(s, level, w * (1.0 - s->is->escalate));
        w *= s->is->escalate;
    } else if (level == s->crew || (level > 0 && s->reports[level - 1])) {
        settle(s, level, w);
        return;
    }
    ask(s, level + 1, w);
}

/* P(one of the crew reports), by what it is. */
static double chance(const scene *s, bool schemes)
{
    const world *is = s->is;
    const double sees = s->attack ? is->tpr : is->fpr;
    if (!schemes) {
        return sees;
    }
    return is->strategy == ACCUSE && !s->attack ? sees + (1.0 - sees) * is->accuse
                                                : sees * (1.0 - is->hides);
}

/* What the crew says, from this one on; together: what all of its schemers say, 0 or 1; else -1. */
static void say(scene *s, uint32_t i, int together, double w)
{
    if (w <= 0.0) {
        return;
    }
    if (i == s->crew) {
        ask(s, 0, w);
        return;
    }
    const double p = s->schemes[i] && together >= 0 ? (double)together : chance(s, s->schemes[i]);
    s->reports[i] = true;
    say(s, i + 1, together, w * p);
    s->reports[i] = false;
    say(s, i + 1, together, w * (1.0 - p));
}

static void talk(scene *s, double w)
{
    bool any = false;
    for (uint32_t i = 0; i < s->crew; i++) {
        any = any || s->schemes[i];
    }
    if (s->is->strategy == SHARED && any) {
        const double p = chance(s, true);
        say(s, 0, 1, w * p);
        say(s, 0, 0, w * (1.0 - p));
    } else {
        say(s, 0, -1, w);
    }
}

/* Who schemes of the actor and its crew, one after the other: after n agents of whom m scheme the
 * next one does with chance (p (1 - rho) + m rho) / (1 - rho + n rho). */
static void scheme(scene *s, uint32_t n, uint32_t m, double w)
{
    const double rho = s->is->rho;
    if (w <= 0.0) {
        return;
    }
    if (n == s->crew + 1) {
        talk(s, w);
        return;
    }
    const double p = (s->is->rate * (1.0 - rho) + m * rho) / (1.0 - rho + n * rho);
    bool *is = n == 0 ? &s->attack : &s->schemes[n - 1];
    *is = true;
    scheme(s, n + 1, m + 1, w * p);
    *is = false;
    scheme(s, n + 1, m, w * (1.0 - p));
}

static void play_task(const world *is, uint32_t round, uint32_t agent, size_t number)
{
    scene s = {.is = is,
               .round = round,
               .agent = agent,
               .from = standing_of(number),
               .before = &now[number]};
    uint32_t others = 0;
    for (uint32_t i = 0; i < is->agents; i++) {
        others += i != agent && s.from.out[i] > round;
    }
    s.crew = others < is->reviewers ? others : is->reviewers;
    if (s.from.over || s.from.out[agent] <= round) {
        const double adds[QUANTITIES] = {[VOID] = 1.0};
        arrive(&s, &s.from, adds, 1.0);
    } else {
        scheme(&s, 0, 0, 1.0);
    }
}

/* Means and mean squares per trial. */
typedef struct moments {
    double mean[QUANTITIES], square[QUANTITIES];
} moments;

static moments exact_of(const world *is)
{
    moments all = {{0.0}, {0.0}};
    standing start = {.over = false};
    cst_require(is->agents <= AGENTS_MAX && is->rounds <= ROUNDS_MAX && is->latency <= LATENCY_MAX);
    for (uint32_t i = 0; i < AGENTS_MAX; i++) {
        start.out[i] = NEVER;
    }
    memset(now, 0, sizeof now);
    now[number_of(&start)].p = 1.0;
    for (uint32_t task = 0; task < is->agents * is->rounds; task++) {
        memset(after, 0, sizeof after);
        for (size_t i = 0; i < STATES_MAX; i++) {
            if (now[i].p > 0.0) {
                play_task(is, task / is->agents, task % is->agents, i);
            }
        }
        memcpy(now, after, sizeof now);
    }
    for (size_t i = 0; i < STATES_MAX; i++) {
        for (int q = 0; q < QUANTITIES; q++) {
            all.mean[q] += now[i].sum[q];
            all.square[q] += now[i].square[q];
        }
    }
    return all;
}

/* --- Against simulation ---------------------------------------------------------------------- */

typedef struct experiment {
    uint64_t trials;
    uint32_t judged, fails, closed, scores;
    double squares; /* of the scores */
} experiment;

static cst_trial_spec spec_of(const world *is)
{
    static const char *const strategies[] = {"always-pass", "shared-bit", "false-accusation"};
    static const cst_response_effect effects[] = {CST_EFFECT_NONE, CST_EFFECT_QUARANTINE,
                                                  CST_EFFECT_END_TRIAL};
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = is->agents;
    spec.rounds = is->rounds;
    spec.scheming.law.law = cst_law_find(is->rho > 0.0 ? "beta" : "independent");
    spec.scheming.law.rate = is->rate;
    spec.scheming.law.rho = is->rho > 0.0 ? is->rho : (double)NAN;
    spec.score.tpr = is->tpr;
    spec.score.fpr = is->fpr;
    spec.collusion.strategy = cst_collusion_find(strategies[is->strategy]);
    spec.collusion.probability = is->hides;
    spec.collusion.accuse = is->accuse;
    cst_protocol_spec *protocol = &spec.protocol;
    protocol->kind = cst_protocol_find(is->chained ? "hierarchy" : "committee");
    protocol->reviewers = is->reviewers;
    protocol->depth = is->reviewers;
    protocol->escalate = is->escalate;
    protocol->rule = CST_RULE_R_OF_K;
    protocol->votes = is->votes;
    protocol->audit_success = is->success;
    protocol->flagged_work = is->used ? CST_FLAGGED_USE : CST_FLAGGED_DISCARD;
    spec.response = (cst_response_spec){.on = is->on_report ? CST_ON_REPORT : CST_ON_CATCH,
                                        .effect = effects[is->effect],
                                        .latency = is->latency};
    return spec;
}

static void judge(experiment *all, const world *is, const char *method, const moments *exact,
                  int what, const cst_row *row)
{
    const double n = (double)row->count[CST_COUNT_TRIALS];
    const double right = exact->mean[what];
    const double variance = fmax(exact->square[what] - right * right, 0.0);
    const double mean = (double)row->count[meanings[what].count] / n;
    const double unlikely = log(2.0 * METHODS * WORLDS * QUANTITIES / alpha);
    const double most = (double)is->agents * (double)is->rounds *
                        (meanings[what].by_review ? (double)is->reviewers : 1.0);
    const double third = unlikely * most / 3.0;
    const double limit = (third + sqrt(third * third + 2.0 * unlikely * n * variance)) / n;
    const double z = variance > 1e-12 ? (mean - right) / sqrt(variance / n) : 0.0;
    const bool fails = !(fabs(mean - right) <= limit);
    all->judged++;
    all->fails += fails;
    if (what == USED) { /* one line of each run, whose draws are its own */
        all->squares += z * z;
        all->scores += variance > 1e-12;
    }
    (void)printf("%-32s %-6s %-17s %14.10g %14.10g %+6.2f%s\n", is->name, method,
                 meanings[what].name, right, mean, z, fails ? " DEVIATES" : "");
}

static bool serves(const cst_trial_spec *spec, const char *method)
{
    cst_model model;
    cst_error error = {0};
    cst_require(cst_trial_spec_check(spec, &error) == 0);
    cst_require(cst_model_make(&model, spec, &error) == 0);
    const bool applies = cst_method_choose(&model, cst_method_find(method), &error) != NULL;
    cst_model_free(&model);
    return applies;
}

static void run(experiment *all, uint32_t index, uint32_t method, const moments *exact)
{
    static cst_row row;
    const world *is = &worlds[index];
    const cst_trial_spec spec = spec_of(is);
    cst_error error = {0};
    cst_cell cell;
    cst_direct_cell(&cell, &spec, methods[method], all->trials,
                    base_seed + METHODS * index + method);
    cst_require(cst_rehearsal_run(&cell, 65536, &row, &error) == 0);
    for (int what = 0; what < QUANTITIES; what++) {
        if (exact->mean[what] > 0.0) {
            judge(all, is, methods[method], exact, what, &row);
        } else if (row.count[meanings[what].count] != 0) {
            (void)printf("%s: %s, expected none DEVIATES\n", is->name, meanings[what].name);
            all->fails++;
        }
    }
    cst_cell_free(&cell);
}

/* Closed forms, where there are any. */
static void judge_closed(experiment *all, const world *is, const moments *exact)
{
    const cst_trial_spec spec = spec_of(is);
    const double tasks = (double)is->agents * (double)is->rounds;
    const double hours = 1000.0 * spec.protocol.audit_minutes / 60.0;
    const struct {
        cst_result_kind kind;
        double value;
    } known[] = {
        {CST_RESULT_WORK_DONE, exact->mean[USED] / tasks},
        {CST_RESULT_LOST_WORK, exact->mean[VOID] / tasks},
        {CST_RESULT_AUDIT_HOURS, hours * exact->mean[AUDITS] / tasks},
        {CST_RESULT_REPORTED_SHARE, exact->mean[REPORTED] / exact->mean[ATTACKS]},
        {CST_RESULT_REPORTED_BY_SCHEMERS, exact->mean[TOLD] / exact->mean[SCHEMERS]},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const double found = cst_closed_form(&spec, known[i].kind);
        const bool fails = fabs(found - known[i].value) > 1e-12 * fabs(known[i].value) + 1e-15;
        if (!isnan(found)) {
            all->closed++;
            all->fails += fails;
            (void)printf("%-32s closed %-17s %14.10g %14.10g%s\n", is->name,
                         cst_result_name(known[i].kind), known[i].value, found,
                         fails ? " DEVIATES" : "");
        }
    }
}

int main(void)
{
    const char *is_long = getenv("CST_LONG");
    experiment all = {.trials = quick_trials};
    all.trials *= is_long != NULL && strcmp(is_long, "1") == 0 ? long_times : 1;
    (void)printf("%-32s %-6s %-17s %14s %14s %6s\n", "world", "method", "per trial", "exact",
                 "simulated", "z");
    for (uint32_t index = 0; index < WORLDS; index++) {
        const moments exact = exact_of(&worlds[index]);
        const cst_trial_spec spec = spec_of(&worlds[index]);
        for (uint32_t method = 0; method < METHODS; method++) {
            if (serves(&spec, methods[method])) {
                run(&all, index, method, &exact);
            }
        }
        judge_closed(&all, &worlds[index], &exact);
    }
    (void)printf("%d worlds, %" PRIu32 " lines of %" PRIu64 " trials each, seeds from %" PRIu64
                 ", %" PRIu32 " closed forms: %" PRIu32 " deviate; honest_used: rms z %.3f of "
                 "%" PRIu32 "\n",
                 WORLDS, all.judged, all.trials, base_seed, all.closed, all.fails,
                 sqrt(all.squares / all.scores), all.scores);
    return all.fails == 0 && all.judged > 0 && all.closed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
