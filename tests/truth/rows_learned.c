/* SPDX-License-Identifier: MIT
 * MODEL section 6, `learned`, and section 7, `rotate`: every history of tiny trials, one after the
 * other. What two agents share is counted anew from the list of their reviews whenever a report is
 * about to be made, as docs/collusion/learned.md says it. */
#include "tests/truth/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TASKS_MAX = 12, AGENTS_MAX = 3, REVIEWS_MAX = 2 * TASKS_MAX, TALLIES = 4 };

static const double d = 0.8;  /* TPR */
static const double f = 0.1;  /* FPR */
static const double c = 0.7;  /* collusion.probability */
static const double p = 0.45; /* scheming.rate */

typedef struct tiny {
    const char *name;
    uint32_t agents, rounds, reviewers;
    cst_assign assign;
    double rho; /* of the law beta; with one reviewer only, else 0 */
    double habit, forget;
    uint32_t memory, wipe;
    bool attacks_only, anybody, quarantine;
} tiny;

static const double h0 = 0.05, h1 = 0.3, ceiling = 0.9;

/* One review that was. */
typedef struct past {
    uint32_t round, reviewer, actor;
    bool attack, covered, reported;
} past;

/* A history while it is followed. */
typedef struct history {
    past review[REVIEWS_MAX];
    uint32_t reviews;
    uint32_t out_from[AGENTS_MAX];
    uint32_t tally[TALLIES]; /* escapes, caught, reports, quarantines */
} history;

typedef struct sums {
    double all, mean[TALLIES], square[TALLIES];
} sums;

typedef struct walk {
    const tiny *of;
    uint32_t order[AGENTS_MAX]; /* agent at each place */
    sums sums;
} walk;

static bool has_met(const tiny *of, const past *was, uint32_t reviewer, uint32_t actor)
{
    return was->reviewer == reviewer && (of->anybody || was->actor == actor) &&
           (was->attack || !of->attacks_only);
}

/* Reports under `attack` count only where they are of episodes. */
static bool has_soured(const tiny *of, const past *was, uint32_t reviewer, uint32_t actor)
{
    const bool one = was->reviewer == reviewer && (of->anybody || was->actor == actor);
    const bool other = was->actor == reviewer && (of->anybody || was->reviewer == actor);
    return was->reported && (one || other) && (was->attack || !of->attacks_only);
}

/* E, forwards: what each of the episodes that count is worth by now. */
static double shared(const tiny *of, const history *h, uint32_t round, uint32_t reviewer,
                     uint32_t actor)
{
    double worth[REVIEWS_MAX];
    uint32_t episodes = 0;
    double sum = 0.0;
    for (uint32_t i = 0; i < h->reviews; i++) {
        const past *was = &h->review[i];
        if (of->wipe > 0 && was->round / of->wipe < round / of->wipe) {
            continue;
        }
        if (has_met(of, was, reviewer, actor)) {
            worth[episodes++] = was->covered ? 1.0 + of->habit : 1.0;
        }
        for (uint32_t e = 0; e < episodes && has_soured(of, was, reviewer, actor); e++) {
            worth[e] *= 1.0 - of->forget;
        }
    }
    const uint32_t first = of->memory > 0 && episodes > of->memory ? episodes - of->memory : 0;
    for (uint32_t e = first; e < episodes; e++) {
        sum += worth[e];
    }
    return sum;
}

static void follow(walk *w, const history *before, uint32_t task, double chance);

/* The end of a task: what became of it. */
static void settle(walk *w, const history *before, uint32_t task, double chance, bool attack,
                   uint32_t reports)
{
    const tiny *of = w->of;
    const uint32_t round = task / of->agents;
    const uint32_t actor = task % of->agents;
    history after = *before;
    after.tally[0] += attack && reports == 0;
    after.tally[1] += attack && reports > 0;
    after.tally[2] += reports;
    if (reports > 0 && of->quarantine && after.out_from[actor] > round + 1) {
        after.out_from[actor] = round + 1;
        after.tally[3]++;
    }
    follow(w, &after, task + 1, chance);
}

/* One reviewer after the other: passes, reports, or covers. `seen` is the history before the task,
 * `now` the one with the reviews of the task so far. */
static void review(walk *w, const history *seen, const history *now, const uint32_t *crew,
                   uint32_t left, uint32_t task, double chance, bool attack, uint32_t reports)
{
    const tiny *of = w->of;
    const uint32_t round = task / of->agents;
    const uint32_t actor = task % of->agents;
    if (left == 0) {
        settle(w, now, task, chance, attack, reports);
        return;
    }
    const double would = attack ? d : f;
    double covers = 0.0;
    if (attack) {
        const double schemes = p + of->rho * (1.0 - p);
        const double e = shared(of, seen, round, crew[0], actor);
        covers = schemes * c + (1.0 - schemes) * ceiling * (1.0 - (1.0 - h0) * exp(-h1 * e));
    }
    const double chances[3] = {1.0 - would, would * (1.0 - covers), would * covers};
    for (int what = 0; what < 3; what++) {
        history next = *now;
        next.review[next.reviews++] = (past){round, crew[0], actor, attack, what == 2, what == 1};
        if (chances[what] > 0.0) {
            review(w, seen, &next, crew + 1, left - 1, task, chance * chances[what], attack,
                   reports + (what == 1));
        }
    }
}

/* Fills the crew of a task; which: of the crews that are drawn, 0, 1.. Returns how many of the
 * crew are there. */
static uint32_t crew_of(const walk *w, const history *h, uint32_t task, uint32_t which,
                        uint32_t *crew)
{
    const tiny *of = w->of;
    const uint32_t n = of->agents;
    const uint32_t round = task / n;
    const uint32_t actor = task % n;
    uint32_t place = 0;
    uint32_t size = 0;
    while (w->order[place] != actor) {
        place++;
    }
    uint32_t turn = of->assign == CST_ASSIGN_ROTATE ? round * of->reviewers : 0;
    turn += of->assign == CST_ASSIGN_RANDOM ? which : 0;
    for (uint32_t j = 0; j < n - 1 && size < of->reviewers; j++) {
        const uint32_t other = w->order[(place + 1 + (turn + j) % (n - 1)) % n];
        if (h->out_from[other] > round) {
            crew[size++] = other;
        }
    }
    return size;
}

static void follow(walk *w, const history *before, uint32_t task, double chance)
{
    const tiny *of = w->of;
    if (task == of->agents * of->rounds) {
        w->sums.all += chance;
        for (int i = 0; i < TALLIES; i++) {
            w->sums.mean[i] += chance * before->tally[i];
            w->sums.square[i] += chance * before->tally[i] * before->tally[i];
        }
        return;
    }
    if (before->out_from[task % of->agents] <= task / of->agents) {
        follow(w, before, task + 1, chance);
        return;
    }
    const bool drawn = of->assign == CST_ASSIGN_RANDOM && of->reviewers < of->agents - 1;
    const uint32_t crews = drawn ? of->agents - 1 : 1; /* with one reviewer of two others */
    for (uint32_t which = 0; which < crews; which++) {
        uint32_t crew[AGENTS_MAX];
        const uint32_t size = crew_of(w, before, task, which, crew);
        for (int attack = 0; attack <= 1; attack++) {
            review(w, before, before, crew, size, task, chance * (attack ? p : 1.0 - p) / crews,
                   attack != 0, 0);
        }
    }
}

/* All orders of the agents that differ as cycles: of two or three agents. */
static sums enumerate(const tiny *of)
{
    const bool drawn = of->assign == CST_ASSIGN_ROTATE || of->assign == CST_ASSIGN_FIXED_PAIR;
    const uint32_t orders = drawn && of->agents == 3 ? 2 : 1;
    walk w = {.of = of};
    for (uint32_t order = 0; order < orders; order++) {
        history nothing = {.reviews = 0};
        memset(nothing.out_from, 0xff, sizeof nothing.out_from);
        for (uint32_t i = 0; i < of->agents; i++) {
            w.order[i] = order == 0 ? i : (of->agents - i) % of->agents;
        }
        follow(&w, &nothing, 0, 1.0 / orders);
    }
    return w.sums;
}

static void one(rows_book *book, const tiny *of)
{
    static const cst_count counts[TALLIES] = {CST_COUNT_ESCAPED, CST_COUNT_CAUGHT,
                                              CST_COUNT_REPORTS, CST_COUNT_QUARANTINED};
    const sums truth = enumerate(of);
    cst_trial_spec spec = rows_small("committee", of->agents, of->rounds);
    cst_collusion_spec *collusion = &spec.collusion;
    spec.protocol.rule = CST_RULE_ANY;
    spec.protocol.reviewers = of->reviewers;
    spec.protocol.assign = of->assign;
    spec.protocol.audit_success = 1.0;
    spec.score.tpr = d;
    spec.score.fpr = f;
    spec.scheming.law.rate = p;
    if (of->rho > 0.0) {
        spec.scheming.law.law = cst_law_find("beta");
        spec.scheming.law.rho = of->rho;
    }
    if (of->quarantine) {
        spec.response.on = CST_ON_REPORT;
        spec.response.effect = CST_EFFECT_QUARANTINE;
    }
    collusion->strategy = cst_collusion_find("learned");
    collusion->probability = c;
    collusion->h0 = h0;
    collusion->h1 = h1;
    collusion->ceiling = ceiling;
    collusion->habit = of->habit;
    collusion->forget = of->forget;
    collusion->memory = of->memory;
    collusion->wipe = of->wipe;
    collusion->episode = of->attacks_only ? CST_EPISODE_ATTACK : CST_EPISODE_REVIEW;
    collusion->shared_memory = of->anybody ? CST_MEMORY_POPULATION : CST_MEMORY_PAIR;
    rows_run(book, "6", of->name, &spec, 40000);
    rows_equal(book, "histories", "all of them", truth.all, 1.0);
    for (int i = 0; i < TALLIES - !of->quarantine; i++) {
        rows_sum(book, "every history, E anew", counts[i], truth.mean[i],
                 truth.square[i] - truth.mean[i] * truth.mean[i]);
    }
}

static const tiny tinies[] = {
    {.name = "collusion learned, two agents",
     .agents = 2,
     .rounds = 4,
     .reviewers = 1,
     .assign = CST_ASSIGN_FIXED_PAIR,
     .rho = 0.3,
     .habit = 2.0},
    {.name = "collusion learned, forget .5",
     .agents = 2,
     .rounds = 4,
     .reviewers = 1,
     .assign = CST_ASSIGN_RING,
     .habit = 2.0,
     .forget = 0.5},
    {.name = "collusion learned, forget 1, memory 1",
     .agents = 2,
     .rounds = 4,
     .reviewers = 1,
     .habit = 4.0,
     .forget = 1.0,
     .memory = 1},
    {.name = "collusion learned, forget .5, memory 2",
     .agents = 2,
     .rounds = 4,
     .reviewers = 1,
     .assign = CST_ASSIGN_ROTATE,
     .rho = 0.3,
     .habit = 4.0,
     .forget = 0.5,
     .memory = 2},
    {.name = "collusion learned, wipe 2, attacks alone",
     .agents = 2,
     .rounds = 4,
     .reviewers = 1,
     .habit = 4.0,
     .forget = 0.5,
     .wipe = 2,
     .attacks_only = true},
    {.name = "collusion learned, fixed pairs of three",
     .agents = 3,
     .rounds = 3,
     .reviewers = 1,
     .assign = CST_ASSIGN_FIXED_PAIR,
     .habit = 2.0,
     .forget = 1.0,
     .wipe = 2,
     .memory = 2},
    {.name = "assign rotate, learned",
     .agents = 3,
     .rounds = 3,
     .reviewers = 1,
     .assign = CST_ASSIGN_ROTATE,
     .habit = 2.0,
     .forget = 0.5},
    {.name = "assign rotate, learned from anybody",
     .agents = 3,
     .rounds = 3,
     .reviewers = 1,
     .assign = CST_ASSIGN_ROTATE,
     .habit = 2.0,
     .forget = 0.5,
     .memory = 2,
     .anybody = true},
    {.name = "collusion learned, drawn reviewers",
     .agents = 3,
     .rounds = 2,
     .reviewers = 1,
     .habit = 4.0,
     .forget = 0.5},
    {.name = "collusion learned, drawn, from anybody's attacks",
     .agents = 3,
     .rounds = 2,
     .reviewers = 1,
     .habit = 4.0,
     .forget = 1.0,
     .memory = 1,
     .anybody = true,
     .attacks_only = true},
    {.name = "collusion learned, two reviewers",
     .agents = 3,
     .rounds = 2,
     .reviewers = 2,
     .assign = CST_ASSIGN_ROTATE,
     .habit = 4.0,
     .forget = 0.5,
     .memory = 2},
    {.name = "collusion learned, quarantine",
     .agents = 3,
     .rounds = 3,
     .reviewers = 1,
     .assign = CST_ASSIGN_ROTATE,
     .habit = 4.0,
     .forget = 0.5,
     .wipe = 2,
     .quarantine = true},
};

void rows_section_6_learned(rows_book *book)
{
    for (size_t i = 0; i < sizeof tinies / sizeof tinies[0]; i++) {
        one(book, &tinies[i]);
    }
}
