/* SPDX-License-Identifier: MIT
 *
 * Reputation by enumeration: every history of tiny trials of peer-report, choice by choice, with
 * the exact mean and variance of what is counted. A round is written down once, as a plain program
 * that asks for each choice; it is run again for each way in which its choices can fall, and each
 * end of it is where all ways of the next round begin. Histories that have come to the same, to the
 * last bit, go on together. It shares no function with the model: only the reader of scenarios.
 *
 * It agrees to 1e-12 with the values of others for peer-report in over_time_vectors.csv, and with
 * tests/data/reputation_vectors.csv, its own, which truth.over_time holds against simulation. With
 * an argument it prints these anew. CST_LONG=1 in the environment: the large ones of the others,
 * too. */
#include "base/check.h"
#include "tests/lib/vectors.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGENTS = 4, ROUNDS = 8, NOTES = 64, CHOICES = 128 };

/* What is counted in a trial, in the order of the file. */
enum { ESCAPES, ANY, ATTACKS, CAUGHT, AVERTED, OUT, OUT_FALSELY, VOIDED, REPORTS, LOOKED };
static const char *const names[] = {"escapes", "any_escape",    "attacks",           "caught",
                                    "averted", "quarantined",   "false_quarantines", "void",
                                    "reports", "investigations"};
enum { NAMES = sizeof names / sizeof names[0] };

enum { NOTHING, HONEST, ESCAPED, STOPPED }; /* what an output is in the end */

typedef struct note {
    int by, about, made, unused; /* no gap: worlds are compared byte by byte */
    double weight;
} note;

typedef struct world {
    double weight[AGENTS];
    int leaves[AGENTS]; /* out from this round on */
    bool guilty[AGENTS];
    unsigned char output[ROUNDS][AGENTS];
    int end; /* no round from this one on */
    int count[NAMES];
    int noted;
    note notes[NOTES]; /* last: those that are not there are not copied */
} world;

static size_t size_of(const world *at)
{
    return offsetof(world, notes) + (size_t)at->noted * sizeof at->notes[0];
}

/* How the choices of a round fall: those that are fixed, and how many there were. */
typedef struct way {
    int fixed, asked;
    bool yes[CHOICES];
    double chance;
} way;

typedef struct tree {
    const cst_trial_spec *spec;
    bool beta, common_cause, all_or_nothing, accuses; /* what it says */
    int agents, rounds;
    long double sum[NAMES], squares[NAMES], all; /* weighted by chance */
    uint64_t histories;
} tree;

/* Whether a choice of this probability falls on yes. New ones fall on yes first. */
static bool choose(way *w, double p)
{
    if (p <= 0.0 || p >= 1.0) {
        return p >= 1.0;
    }
    if (w->asked == w->fixed) {
        cst_require(w->fixed < CHOICES);
        w->yes[w->fixed++] = true;
    }
    const bool yes = w->yes[w->asked++];
    w->chance *= yes ? p : 1.0 - p;
    return yes;
}

/* The next way, or false after the last one. */
static bool turn(way *w)
{
    while (w->fixed > 0 && !w->yes[w->fixed - 1]) {
        w->fixed--;
    }
    if (w->fixed == 0) {
        return false;
    }
    w->yes[w->fixed - 1] = false;
    w->asked = 0;
    w->chance = 1.0;
    return true;
}

/* Who of a task schemes, one after the other. */
typedef struct cause {
    bool beta;
    double rate, rho, apart;
    bool common;
    int drawn, schemers;
} cause;

static cause cause_of(const tree *t, way *w)
{
    const cst_law_spec *law = &t->spec->scheming.law;
    cause c = {.beta = t->beta, .rate = law->rate, .rho = law->rho, .apart = law->rate};
    if (t->all_or_nothing) {
        c.common = choose(w, c.rate);
        c.apart = 0.0;
    } else if (t->common_cause) {
        const double q = law->common_share * c.rate;
        c.common = choose(w, q);
        c.apart = (c.rate - q) / (1.0 - q);
    }
    return c;
}

static double next_schemes(const cause *c)
{
    if (c->common) {
        return 1.0;
    }
    if (c->beta) {
        return (c->rate * (1.0 - c->rho) + c->rho * c->schemers) /
               (1.0 - c->rho + c->rho * c->drawn);
    }
    return c->apart;
}

/* Whether the next reviewer reports. Its state is a choice only where the next one needs it. */
static bool reports(const tree *t, way *w, cause *c, bool attack)
{
    const cst_trial_spec *spec = t->spec;
    const double hides = spec->collusion.probability;
    const double sees = attack ? spec->score.tpr : spec->score.fpr;
    const double schemer = !t->accuses ? sees * (1.0 - hides)
                           : attack    ? sees * (1.0 - hides)
                                       : sees + (1.0 - sees) * spec->collusion.accuse;
    const double p = next_schemes(c);
    if (!c->beta) {
        return choose(w, p * schemer + (1.0 - p) * sees);
    }
    const bool schemes = choose(w, p);
    c->drawn++;
    c->schemers += schemes;
    return choose(w, schemes ? schemer : sees);
}

/* One task up to its reviews; whether it is an attack. */
static bool do_task(const tree *t, way *w, world *at, int round, int actor, int *said)
{
    int others[AGENTS];
    int left = 0;
    for (int a = 0; a < t->agents; a++) {
        if (a != actor && at->leaves[a] > round) {
            others[left++] = a;
        }
    }
    cause c = cause_of(t, w);
    const bool attack = choose(w, next_schemes(&c));
    c.drawn++;
    c.schemers += attack;
    const int k = (int)t->spec->protocol.reviewers;
    const int seats = k < left ? k : left;
    int reporting = 0;
    for (int seat = 0; seat < seats; seat++) {
        reporting += reports(t, w, &c, attack);
    }
    *said = reporting;
    /* Reviewers are drawn evenly, so those that report are an even draw of all. */
    for (int i = 0; i < left; i++) {
        if (reporting > 0 && choose(w, (double)reporting / (left - i))) {
            reporting--;
            cst_require(at->noted < NOTES);
            at->notes[at->noted++] = (note){others[i], actor, round, 0, at->weight[others[i]]};
        }
    }
    return attack;
}

static bool still_counts(const tree *t, const note *n, int about, int round)
{
    const int expire = (int)t->spec->protocol.expire;
    return n->about == about && (expire == 0 || round < n->made + expire);
}

static void take_back(const tree *t, world *at, int round, int actor)
{
    for (int back = 0; back < (int)t->spec->response.window && back <= round; back++) {
        unsigned char *output = &at->output[round - back][actor];
        at->count[ESCAPES] -= *output == ESCAPED;
        at->count[AVERTED] += *output == ESCAPED;
        *output = *output == ESCAPED ? STOPPED : *output;
    }
}

/* The response; returns whether the trial is over at once. */
static bool respond(const tree *t, world *at, int round, int actor)
{
    const cst_response_spec *response = &t->spec->response;
    const int latency = (int)response->latency;
    if (response->effect == CST_EFFECT_NONE) {
        return false;
    }
    take_back(t, at, round, actor);
    if (response->effect == CST_EFFECT_END_TRIAL) {
        const int last = latency == 0 ? round : round + latency - 1;
        at->end = at->end > last + 1 ? last + 1 : at->end;
        return latency == 0;
    }
    if (response->effect == CST_EFFECT_QUARANTINE && at->leaves[actor] > round + 1 + latency) {
        at->leaves[actor] = round + 1 + latency;
        at->count[OUT]++;
        at->count[OUT_FALSELY] += !at->guilty[actor];
    }
    return false;
}

/* The end of a round for one agent; `looked`: it is investigated. Returns whether an attack was
 * proven. */
static bool settle(const tree *t, way *w, world *at, int round, int actor, bool attack, bool looked,
                   bool *over)
{
    const bool used = t->spec->protocol.flagged_work == CST_FLAGGED_USE;
    bool older = false;
    for (int back = 1; back < (int)t->spec->response.window && back <= round; back++) {
        older = older || at->output[round - back][actor] == ESCAPED;
    }
    const bool proven = looked && (attack || older) && choose(w, t->spec->protocol.audit_success);
    const bool escaped = attack && (!looked || (!proven && used));
    at->count[ATTACKS] += attack;
    at->count[LOOKED] += looked;
    at->count[CAUGHT] += attack && proven;
    at->count[AVERTED] += attack && !proven && !escaped;
    at->count[ESCAPES] += escaped;
    at->guilty[actor] = at->guilty[actor] || attack;
    at->output[round][actor] = escaped ? ESCAPED : attack ? STOPPED : HONEST;
    if (looked && (proven || t->spec->response.on == CST_ON_REPORT)) {
        *over = respond(t, at, round, actor);
    }
    return proven;
}

/* What was said about an agent is closed; where it was wrong its authors weigh less. */
static void close_notes(const tree *t, world *at, int round, int about, bool proven)
{
    int kept = 0;
    for (int i = 0; i < at->noted; i++) {
        const note n = at->notes[i];
        if (still_counts(t, &n, about, round)) {
            at->weight[n.by] *= proven ? 1.0 : t->spec->protocol.penalty;
        } else {
            at->notes[kept++] = n;
        }
    }
    at->noted = kept;
}

static void do_round(const tree *t, way *w, world *at, int round)
{
    bool attack[AGENTS] = {false};
    bool looked[AGENTS] = {false};
    bool proven[AGENTS] = {false};
    int said[AGENTS] = {0};
    bool over = false;
    for (int a = 0; a < t->agents; a++) {
        attack[a] = at->leaves[a] > round && do_task(t, w, at, round, a, &said[a]);
    }
    for (int a = 0; a < t->agents; a++) {
        double sum = 0.0;
        for (int i = 0; i < at->noted; i++) {
            sum += still_counts(t, &at->notes[i], a, round) ? at->notes[i].weight : 0.0;
        }
        looked[a] = at->leaves[a] > round && sum >= t->spec->protocol.investigate;
    }
    for (int a = 0; a < t->agents; a++) {
        if (at->leaves[a] <= round || over) {
            at->count[VOIDED]++;
            looked[a] = false;
            continue;
        }
        at->count[REPORTS] += said[a];
        proven[a] = settle(t, w, at, round, a, attack[a], looked[a], &over);
    }
    for (int a = 0; a < t->agents; a++) {
        if (looked[a]) {
            close_notes(t, at, round, a, proven[a]);
        }
    }
    for (int a = 0; a < t->agents; a++) {
        at->weight[a] = 1.0 - (1.0 - at->weight[a]) * (1.0 - t->spec->protocol.recover);
    }
}

/* Where histories have come to, how likely they are and how many. */
typedef struct reached {
    size_t world; /* its place in the bytes */
    size_t next;  /* of those in its slot, from 1 on; 0: it is the last */
    double chance;
    uint64_t histories;
} reached;

enum { SLOTS = 1 << 16 };
typedef struct worlds {
    reached *list; /* heap */
    size_t count, room;
    unsigned char *bytes; /* heap: of one world after the other */
    size_t used, bytes_room;
    size_t slot[SLOTS]; /* the first there, from 1 on */
} worlds;

static size_t slot_of(const world *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    uint64_t hash = 0;
    for (size_t i = 0; i < size_of(at); i += sizeof(uint32_t)) {
        uint32_t part;
        memcpy(&part, bytes + i, sizeof part);
        hash = (hash ^ part) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return hash % SLOTS;
}

/* Room for one more, of so many bytes. */
static void make_room(worlds *all, size_t size)
{
    if (all->count == all->room) {
        all->room = 2 * all->room + 64;
        all->list = realloc(all->list, all->room * sizeof *all->list);
    }
    if (all->used + size > all->bytes_room) {
        all->bytes_room = 2 * all->bytes_room + sizeof(world);
        all->bytes = realloc(all->bytes, all->bytes_room);
    }
    cst_require(all->list != NULL && all->bytes != NULL);
}

static void add_world(worlds *all, const world *at, double chance, uint64_t histories)
{
    size_t *first = &all->slot[slot_of(at)];
    const size_t size = size_of(at);
    size_t i = *first;
    while (i != 0 && (size > all->used - all->list[i - 1].world ||
                      memcmp(all->bytes + all->list[i - 1].world, at, size) != 0)) {
        i = all->list[i - 1].next;
    }
    if (i == 0) {
        make_room(all, size);
        memcpy(all->bytes + all->used, at, size);
        all->list[all->count++] = (reached){.world = all->used, .next = *first};
        all->used += size;
        *first = i = all->count;
    }
    all->list[i - 1].chance += chance;
    all->list[i - 1].histories += histories;
}

static void free_worlds(worlds *all)
{
    free(all->list);
    free(all->bytes);
    free(all);
}

static void finish(tree *t, world *at, int round, double chance, uint64_t histories)
{
    at->count[VOIDED] += t->agents * (t->rounds - round);
    at->count[ANY] = at->count[ESCAPES] > 0;
    for (int i = 0; i < NAMES; i++) {
        t->sum[i] += (long double)chance * at->count[i];
        t->squares[i] += (long double)chance * at->count[i] * at->count[i];
    }
    t->all += chance;
    t->histories += histories;
}

/* Every way of a round from one world; where no round follows, a history ends. */
static void go_on(tree *t, const world *before, const reached *from, int round, worlds *after)
{
    world at;
    way w = {.chance = 1.0};
    do {
        memcpy(&at, before, size_of(before));
        do_round(t, &w, &at, round);
        if (round + 1 >= at.end) {
            finish(t, &at, round + 1, from->chance * w.chance, from->histories);
        } else {
            add_world(after, &at, from->chance * w.chance, from->histories);
        }
    } while (turn(&w));
}

static tree enumerate(const cst_trial_spec *spec)
{
    const char *law = spec->scheming.law.law->name;
    tree t = {.spec = spec,
              .agents = (int)spec->agents,
              .rounds = (int)spec->rounds,
              .beta = strcmp(law, "beta") == 0,
              .common_cause = strcmp(law, "common-cause") == 0,
              .all_or_nothing = strcmp(law, "all-or-nothing") == 0,
              .accuses = strcmp(spec->collusion.strategy->name, "false-accusation") == 0};
    world start = {.end = t.rounds};
    worlds *now = calloc(1, sizeof *now);
    cst_require(now != NULL && t.agents <= AGENTS && t.rounds <= ROUNDS);
    for (int a = 0; a < t.agents; a++) {
        start.weight[a] = 1.0;
        start.leaves[a] = ROUNDS + 99;
    }
    add_world(now, &start, 1.0, 1);
    for (int round = 0; round < t.rounds; round++) {
        worlds *after = calloc(1, sizeof *after);
        cst_require(after != NULL);
        for (size_t i = 0; i < now->count; i++) {
            world before;
            memcpy(&before, now->bytes + now->list[i].world, offsetof(world, notes));
            memcpy(&before, now->bytes + now->list[i].world, size_of(&before));
            go_on(&t, &before, &now->list[i], round, after);
        }
        free_worlds(now);
        now = after;
    }
    free_worlds(now);
    cst_require(fabsl(t.all - 1.0L) < 1e-12L);
    return t;
}

/* --- Its own scenarios ------------------------------------------------------------------------ */

#define TRIAL(n, r, rate_) "{trial: {agents: " n ", rounds: " r "}, scheming: {rate: " rate_ "}"
#define SEES(tpr_, fpr_)   ", monitor: {score: {tpr: " tpr_ ", fpr: " fpr_ "}}"
#define ACCUSES(c, phi)                                                                            \
    ", collusion: {strategy: false-accusation, probability: " c ", accuse: " phi "}"
#define PASSES(c) ", collusion: {strategy: always-pass, probability: " c "}"
#define PEER(k, r, t, keys)                                                                        \
    ", protocol: {kind: peer-report, reviewers: " k ", audit: {success: " r "}, investigate: " t   \
    ", " keys "}"

static const char *const own[] = {
    TRIAL("2", "5", "0.3") SEES("0.8", "0.3") PASSES("1")
        PEER("1", "1", "1.3", "penalty: 0.5, recover: 0.3") "}",
    TRIAL("2", "5", "0.3") SEES("0.8", "0.3") PASSES("0.5") PEER(
        "1", "0.6", "1.3", "penalty: 0.5, recover: 0.3, expire: 2") ", response: {on: catch, "
                                                                    "effect: retract, window: 2}}",
    TRIAL("2", "5", "0.3") SEES("0.8", "0.3") PASSES("1")
        PEER("1", "1", "1.3", "expire: 2") ", response: {on: catch, effect: end-trial}}",
    TRIAL("2", "5", "0.3") SEES("0.8", "0.3") PASSES("1") PEER(
        "1", "0.7", "0.9", "penalty: 0, recover: 0.4, expire: 3") ", response: {on: report, "
                                                                  "effect: end-trial, latency: 1}}",
    TRIAL("2", "5", "0.25") SEES("0.9", "0.4") ACCUSES("1", "0.5")
        PEER("1", "0.8", "1.7",
             "penalty: 0.6, recover: 0.9, flagged_work: use") ", response: {on: catch, effect: "
                                                              "retract, window: 3}}",
    TRIAL("2", "6", "0.4") SEES("1", "0.2") PASSES("0")
        PEER("1", "0.5", "2.1", "penalty: 0.3, recover: 0.2, expire: 4") "}",
    TRIAL("3", "3", "0.3") SEES("1", "0.25") PASSES("0")
        PEER("1", "0.6", "0.9",
             "penalty: 0.5, recover: 0.25") ", response: {on: catch, effect: quarantine}}",
    TRIAL("3", "3", "0.3") SEES("1", "0.25") ACCUSES("0", "0.4")
        PEER("1", "0.6", "0.7",
             "penalty: 0.2, recover: 0.5, expire: 1") ", response: {on: report, effect: "
                                                      "quarantine, latency: 1}}",
    TRIAL("3", "2", "0.3") SEES("0.8", "0.3") ACCUSES("1", "0.3") PEER(
        "2", "0.7", "0.8",
        "penalty: 0.4, recover: 0.5, expire: 1") ", response: {on: catch, effect: quarantine}}",
    TRIAL("3", "2", "0.3") SEES("0.8", "0.3") PASSES("0.5") PEER(
        "2", "0.7", "1.3", "penalty: 0.4, recover: 0.1, expire: 2") ", response: {on: report, "
                                                                    "effect: retract, window: 2}}",
};

enum { OWN = sizeof own / sizeof own[0] };

static double mean(const tree *t, int i)
{
    return (double)t->sum[i];
}

static double variance(const tree *t, int i)
{
    return fmax((double)(t->squares[i] - t->sum[i] * t->sum[i]), 0.0);
}

/* Prints the file of its own values. */
static void write_own(void)
{
    (void)printf("id,scenario,quantity,value,variance\n");
    for (int i = 0; i < OWN; i++) {
        char id[32];
        cst_scenario scenario;
        (void)snprintf(id, sizeof id, "reputation-%02d", i + 1);
        const tree t = enumerate(cst_vectors_spec(&scenario, id, own[i]));
        for (int j = 0; j < NAMES; j++) {
            const char *quote = j == 0 ? "\"" : "";
            (void)printf("%s,%s%s%s,%s,%.17g,%.15g\n", id, quote, j == 0 ? own[i] : "", quote,
                         names[j], mean(&t, j), variance(&t, j));
        }
        (void)fprintf(stderr, "%s: %llu histories\n", id, (unsigned long long)t.histories);
        cst_scenario_free(&scenario);
    }
}

/* --- Against the files ------------------------------------------------------------------------ */

typedef struct judged {
    bool all, enumerated; /* all: large ones, too */
    tree t;
    int configurations, lines, fails, skipped;
    double worst;
} judged;

/* Histories, about: of a task there are so many. */
static bool is_small(const cst_trial_spec *spec)
{
    return (double)spec->agents * spec->rounds * spec->protocol.reviewers <= 10.0;
}

static bool is_mine(const cst_trial_spec *spec)
{
    return strcmp(spec->protocol.kind->name, "peer-report") == 0 && spec->scheming.law.rate > 1e-6;
}

static void judge(void *context, const cst_vector *line)
{
    judged *all = context;
    if (line->scenario != NULL) {
        cst_scenario scenario;
        const cst_trial_spec *spec = cst_vectors_spec(&scenario, line->id, line->scenario);
        all->enumerated = is_mine(spec) && (all->all || is_small(spec));
        all->skipped += is_mine(spec) && !all->enumerated;
        if (all->enumerated) {
            all->t = enumerate(spec);
            all->configurations++;
            (void)printf("%s: %llu histories\n", line->id, (unsigned long long)all->t.histories);
        }
        cst_scenario_free(&scenario);
    }
    for (int i = 0; all->enumerated && i < NAMES; i++) {
        if (strcmp(names[i], line->quantity) == 0) {
            const double off = fmax(fabs(mean(&all->t, i) - line->value),
                                    fabs(variance(&all->t, i) - line->variance));
            all->worst = fmax(all->worst, off);
            all->lines++;
            if (off > 1e-12) {
                all->fails++;
                (void)printf("%s %s: %.17g (%.15g), expected %.17g (%.15g)\n", line->id, names[i],
                             mean(&all->t, i), variance(&all->t, i), line->value, line->variance);
            }
        }
    }
}

int main(int argc, char **argv)
{
    static const char *const files[] = {CST_TEST_DATA "/over_time_vectors.csv",
                                        CST_TEST_DATA "/reputation_vectors.csv"};
    const char *is_long = getenv("CST_LONG");
    (void)argv;
    if (argc > 1) {
        write_own();
        return EXIT_SUCCESS;
    }
    int fails = 0;
    for (int i = 0; i < 2; i++) {
        static judged all;
        all = (judged){.all = i == 1 || (is_long != NULL && strcmp(is_long, "1") == 0)};
        cst_vectors_read(files[i], judge, &all);
        (void)printf("%d configurations, %d values within %.2g, %d deviate, %d too large\n",
                     all.configurations, all.lines, all.worst, all.fails, all.skipped);
        fails += all.fails + (all.lines == 0) + (i == 1 && all.configurations != OWN);
    }
    return fails == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
