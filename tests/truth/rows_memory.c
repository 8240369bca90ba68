/* SPDX-License-Identifier: MIT
 * MODEL section 7: protocols that remember, followed through all that can happen to two agents in
 * four rounds. */
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include <math.h>
#include <stdbool.h>

static const double p = 0.3;     /* scheming.rate */
static const double d = 0.8;     /* TPR */
static const double c = 0.7;     /* collusion.probability */
static const double found = 0.9; /* P(an audit finds an attack) */

enum { ROUNDS = 4 };

/* What adaptive comes to. */
typedef struct adaptive {
    double escapes, quiet, used;
} adaptive;

/* Whether the credence is at least .3 after so many flags and passes, where of a score it is known
 * only whether it is flagged: ratios TPR/FPR and (1-TPR)/(1-FPR), taken with weight .2. */
static bool suspects(uint32_t flags, uint32_t passes)
{
    const double flagged = 1.0 + 0.2 * (d / 0.05 - 1.0);
    const double passed = 1.0 + 0.2 * ((1.0 - d) / 0.95 - 1.0);
    const double odds = 0.1 / 0.9 * pow(flagged, flags) * pow(passed, passes);
    return odds / (1.0 + odds) >= 0.3;
}

/* A round that comes with this chance, and with that of it that nothing escaped before. */
static void follow(uint32_t round, uint32_t flags, double chance, double quiet, adaptive *sum)
{
    const double flagged = p * d + (1.0 - p) * 0.05;
    const double replaced = suspects(flags, 2 * round - flags) ? 0.3 / 0.95 : 0.0;
    const double escape = p * (1.0 - d) * (1.0 - replaced);
    sum->escapes += chance * 2.0 * escape;
    sum->used += chance * 2.0 * (1.0 - p) * 0.95 * (1.0 - replaced);
    if (round + 1 == ROUNDS) {
        sum->quiet += quiet * (1.0 - escape) * (1.0 - escape);
        return;
    }
    for (uint32_t j = 0; j <= 2; j++) {
        const double some = rows_choose(2, j) * pow(flagged, j);
        follow(round + 1, flags + j, chance * some * pow(1.0 - flagged, 2 - j),
               quiet * some * pow(1.0 - flagged - escape, 2 - j), sum);
    }
}

static void adapts(rows_book *book)
{
    adaptive sum = {0.0, 0.0, 0.0};
    cst_trial_spec spec = rows_small("adaptive", 2, ROUNDS);
    spec.scheming.law.rate = p;
    spec.protocol.prior = 0.1;
    spec.protocol.suspect = 0.3;
    spec.protocol.supposed_rate = 0.2;
    spec.protocol.replace = 0.3;
    follow(0, 0, 1.0, 1.0, &sum);
    rows_run(book, "7", "protocol adaptive, 2 agents, 4 rounds", &spec, 120000);
    rows_mean(book, "tree over flags: the credence picks l", CST_SPREAD_ESCAPED, sum.escapes);
    rows_at(book, "the same without an escape", CST_SPREAD_ESCAPED, 0, sum.quiet);
    rows_mean(book, "the same for honest work used", CST_SPREAD_HONEST_USED, sum.used);
}

/* Two agents who report each other, in the middle of a trial. */
typedef struct peers {
    double weight[2];
    double heard[2][ROUNDS]; /* what the report against an agent in a round weighs; 0: none */
    uint32_t round;
    bool out[2], before[2]; /* before: its latest output escaped and stands */
    uint32_t escapes, caught, investigations;
} peers;

typedef struct tree {
    bool quarantine; /* window 2 */
    uint32_t expire; /* 0: never */
    double recover;
    double escapes, quiet;
    double caught[2], investigations[2]; /* mean, mean square */
} tree;

/* What happens to one agent in a round. */
typedef struct deed {
    bool attack, reported, proven;
} deed;

static void one_round(tree *all, const peers *at, uint32_t round, double chance);

/* The reports against an agent that still count, and what they weigh. */
static uint32_t counting(const tree *all, const peers *at, int agent, double *weight)
{
    uint32_t reports = 0;
    *weight = 0.0;
    for (uint32_t round = 0; round <= at->round; round++) {
        const bool counts = all->expire == 0 || at->round - round < all->expire;
        if (counts && at->heard[agent][round] > 0.0) {
            *weight += at->heard[agent][round];
            reports++;
        }
    }
    return reports;
}

/* The end of an agent's round; returns the chance of `proven`, 0 where it cannot be. */
static double close_agent(const tree *all, peers *at, int agent, const deed *did)
{
    double accused;
    const uint32_t reports = counting(all, at, agent, &accused);
    const bool investigated = !at->out[agent] && accused >= 1.5;
    const bool lately = all->quarantine && at->before[agent];
    if (!investigated) {
        at->escapes += did->attack;
        at->before[agent] = did->attack;
        return did->proven ? 0.0 : 1.0;
    }
    at->investigations++;
    if (did->proven) {
        at->caught += did->attack;
        at->escapes -= lately; /* the window is taken back */
        at->out[agent] = all->quarantine;
    } else {
        at->weight[1 - agent] *= pow(0.6, reports);
    }
    at->before[agent] = false;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        at->heard[agent][round] = 0.0;
    }
    if (did->attack || lately) {
        return did->proven ? found : 1.0 - found;
    }
    return did->proven ? 0.0 : 1.0;
}

static void play(tree *all, const peers *before, uint32_t round, double chance, const deed did[2])
{
    peers at = *before;
    at.round = round;
    for (int i = 0; i < 2; i++) {
        const bool reviewed = !at.out[0] && !at.out[1];
        const double report = (did[i].attack ? d : 0.2) * (1.0 - c * p);
        const double attack = at.out[i] ? 0.0 : p;
        chance *= did[i].attack ? attack : 1.0 - attack;
        chance *=
            !reviewed ? (did[i].reported ? 0.0 : 1.0) : (did[i].reported ? report : 1.0 - report);
    }
    for (int i = 0; i < 2; i++) {
        at.heard[i][round] = did[i].reported ? at.weight[1 - i] : 0.0;
    }
    for (int i = 0; i < 2 && chance > 0.0; i++) {
        chance *= close_agent(all, &at, i, &did[i]);
    }
    for (int i = 0; i < 2; i++) {
        at.weight[i] = 1.0 - (1.0 - at.weight[i]) * (1.0 - all->recover);
    }
    if (chance > 0.0) {
        one_round(all, &at, round + 1, chance);
    }
}

static void one_round(tree *all, const peers *at, uint32_t round, double chance)
{
    if (round == ROUNDS) {
        all->escapes += chance * at->escapes;
        all->quiet += at->escapes == 0 ? chance : 0.0;
        all->caught[0] += chance * at->caught;
        all->caught[1] += chance * at->caught * at->caught;
        all->investigations[0] += chance * at->investigations;
        all->investigations[1] += chance * at->investigations * at->investigations;
        return;
    }
    for (unsigned mask = 0; mask < 64; mask++) {
        const deed did[2] = {{(mask & 1) != 0, (mask & 2) != 0, (mask & 4) != 0},
                             {(mask & 8) != 0, (mask & 16) != 0, (mask & 32) != 0}};
        play(all, at, round, chance, did);
    }
}

static void reports(rows_book *book)
{
    static const char *const names[] = {"protocol peer-report, 2 agents, 4 rounds",
                                        "protocol peer-report, quarantine, window 2",
                                        "protocol peer-report, recover 0.25, expire 2"};
    for (int i = 0; i < 3; i++) {
        tree all = {.quarantine = i == 1};
        const peers start = {.weight = {1.0, 1.0}};
        cst_trial_spec spec = rows_small("peer-report", 2, ROUNDS);
        spec.scheming.law.rate = p;
        spec.score.fpr = 0.2;
        spec.protocol.reviewers = 1;
        spec.protocol.investigate = 1.5;
        spec.protocol.penalty = 0.6;
        if (i == 2) {
            spec.protocol.recover = all.recover = 0.25;
            spec.protocol.expire = all.expire = 2;
        }
        if (all.quarantine) {
            spec.response.effect = CST_EFFECT_QUARANTINE;
            spec.response.window = 2;
        }
        one_round(&all, &start, 0, 1.0);
        rows_run(book, "7", names[i], &spec, 120000);
        rows_mean(book, "tree of attacks, reports, proofs", CST_SPREAD_ESCAPED, all.escapes);
        rows_at(book, "the same without an escape", CST_SPREAD_ESCAPED, 0, all.quiet);
        rows_sum(book, "the same for catches", CST_COUNT_CAUGHT, all.caught[0],
                 all.caught[1] - all.caught[0] * all.caught[0]);
        rows_sum(book, "the same for investigations", CST_COUNT_INVESTIGATIONS,
                 all.investigations[0],
                 all.investigations[1] - all.investigations[0] * all.investigations[0]);
    }
}

void rows_section_7_memory(rows_book *book)
{
    adapts(book);
    reports(book);
}
