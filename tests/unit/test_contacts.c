/* SPDX-License-Identifier: MIT
 * How often agents have met, asked at some tasks of a trial: the joint law of all answers, against
 * every way in which the reviewers of an actor's tasks can be drawn. */
#include "monitor/contacts.h"

#include "monitor/play_events.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

enum { AGENTS = 5, ROUNDS = 8, STEPS = 16, REFILL = 2, TRIALS = 100000 };

typedef enum what { END = 0, ASK, KNOW, OUT, RENEW, SEE } what;

/* What happens in a round: a reviewer is asked about, up to the round before, or this one
 * (`late`); a task of the actor is not quiet, with this crew as bits; an agent is out from this
 * round on, and a fresh one takes its seat two rounds later; a reviewer is renewed at the task of
 * another; a ghost asks, and nothing of it stays. */
typedef struct step {
    uint32_t round;
    what what;
    uint32_t agent, other;
    bool late;
} step;

typedef struct story {
    const char *name;
    uint32_t agents, reviewers, actor;
    cst_assign assign;
    uint32_t wipe, most; /* 0: all */
    bool refills;
    step steps[STEPS];
} story;

/* --- Every way ------------------------------------------------------------------------------- */

/* Who is in, by round, from the steps alone. */
static bool is_in(const story *of, uint32_t agent, uint32_t round)
{
    for (const step *at = of->steps; at->what != END; at++) {
        if (at->what == OUT && at->agent == agent && round >= at->round &&
            (!of->refills || round < at->round + REFILL)) {
            return false;
        }
    }
    return true;
}

/* The round in which the agent that is in came. */
static uint32_t came(const story *of, uint32_t agent, uint32_t round)
{
    while (round > 0 && is_in(of, agent, round - 1)) {
        round--;
    }
    return round;
}

static uint32_t bits(uint32_t crew)
{
    uint32_t count = 0;
    for (; crew != 0; crew &= crew - 1) {
        count++;
    }
    return count;
}

/* P(a crew at a quiet task of the actor). Agents are of two lineages, the last two of the second.
 */
static double chance_of(const story *of, uint32_t round, uint32_t crew)
{
    const uint32_t second = of->agents - 2;
    const uint32_t wanted = of->reviewers;
    uint32_t pool = 0;
    uint32_t taken = 0;
    for (uint32_t i = 1; i < of->agents && of->assign != CST_ASSIGN_RANDOM &&
                         of->assign != CST_ASSIGN_CROSS_LINEAGE;
         i++) {
        const uint32_t turn = of->assign == CST_ASSIGN_ROTATE ? round * of->reviewers : 0;
        const uint32_t next = (of->actor + 1 + (turn + i - 1) % (of->agents - 1)) % of->agents;
        if (is_in(of, next, round) && bits(taken) < wanted) {
            taken |= 1U << next;
        }
    }
    if (taken != 0) {
        return crew == taken;
    }
    for (uint32_t i = 0; i < of->agents; i++) {
        const bool own =
            of->assign == CST_ASSIGN_CROSS_LINEAGE && (i >= second) == (of->actor >= second);
        pool |= i != of->actor && !own && is_in(of, i, round) ? 1U << i : 0;
    }
    if ((crew & ~pool) != 0 || bits(crew) != wanted) {
        return 0.0;
    }
    double ways = 1.0;
    for (uint32_t i = 0; i < wanted; i++) {
        ways *= (double)(bits(pool) - i) / (double)(i + 1);
    }
    return 1.0 / ways;
}

/* What is told, given all crews, as one number. */
static size_t told_of(const story *of, const uint32_t *crew)
{
    size_t all = 0;
    uint32_t since[AGENTS] = {0};
    for (const step *at = of->steps; at->what != END; at++) {
        if (at->what == RENEW) {
            since[at->agent] = at->round + (at->other >= of->actor);
        }
        if (at->what != ASK) {
            continue;
        }
        const uint32_t starts[] = {since[at->agent], came(of, at->agent, at->round),
                                   came(of, of->actor, at->round),
                                   of->wipe > 0 ? at->round / of->wipe * of->wipe : 0};
        uint32_t first = 0;
        for (int i = 0; i < 4; i++) {
            first = starts[i] > first ? starts[i] : first;
        }
        uint32_t met = 0;
        for (uint32_t round = at->round + at->late; round > first; round--) {
            met += crew[round - 1] >> at->agent & 1;
            met = of->most > 0 && met > of->most ? of->most : met;
        }
        since[at->agent] = at->round + at->late;
        all = all * (ROUNDS + 1) + met;
    }
    return all;
}

/* The chances of all that may be told, by their numbers. */
typedef struct chances {
    size_t cells;
    size_t told[CST_CHI_SQUARE_CELLS_MAX];
    double chance[CST_CHI_SQUARE_CELLS_MAX];
} chances;

static size_t cell_of(const chances *of, size_t told)
{
    size_t cell = 0;
    while (cell < of->cells && of->told[cell] != told) {
        cell++;
    }
    return cell;
}

/* All crews from a round on. */
static void follow(const story *of, uint32_t round, uint32_t rounds, uint32_t *crew, double chance,
                   chances *out)
{
    if (round == rounds) {
        const size_t told = told_of(of, crew);
        const size_t cell = cell_of(out, told);
        CU_ASSERT_FATAL(cell < CST_CHI_SQUARE_CELLS_MAX);
        out->told[cell] = told;
        out->chance[cell] += chance;
        out->cells += cell == out->cells;
        return;
    }
    for (const step *at = of->steps; at->what != END; at++) {
        if (at->what == KNOW && at->round == round) {
            crew[round] = at->other;
            follow(of, round + 1, rounds, crew, chance, out);
            return;
        }
    }
    for (uint32_t bitset = 0; bitset < 1U << of->agents; bitset++) {
        const double here = chance_of(of, round, bitset);
        if (here > 0.0) {
            crew[round] = bitset;
            follow(of, round + 1, rounds, crew, chance * here, out);
        }
    }
}

/* --- As they are drawn ----------------------------------------------------------------------- */

static void take_steps(cst_contacts *contacts, cst_seats *seats, const story *of, uint32_t round,
                       cst_draws *draws, size_t *told)
{
    const uint64_t most = of->most > 0 ? of->most : UINT64_MAX;
    for (const step *at = of->steps; at->what != END; at++) {
        if (at->round != round) {
            continue;
        }
        if (at->what == RENEW) {
            cst_contacts_renew(contacts, at->agent, at->other);
        } else if (at->what == KNOW) {
            uint32_t agent[AGENTS];
            uint32_t count = 0;
            for (uint32_t i = 0; i < of->agents; i++) {
                agent[count] = i;
                count += at->other >> i & 1;
            }
            cst_contacts_know(contacts, of->actor, agent, count);
        } else if (at->what == SEE) {
            cst_contacts_mark(contacts);
            (void)cst_contacts_draw(contacts, at->agent, of->actor, round, most, draws);
            (void)cst_contacts_draw(contacts, at->other, of->actor, round, most, draws);
            cst_contacts_forget(contacts);
        } else if (at->what == ASK) {
            const uint64_t met =
                cst_contacts_draw(contacts, at->agent, of->actor, round + at->late, most, draws);
            *told = *told * (ROUNDS + 1) + met;
        }
    }
    for (const step *at = of->steps; at->what != END; at++) { /* from the next round on */
        if (at->what == OUT && at->round == round + 1) {
            (void)cst_seats_take_out(seats, at->agent, at->round);
        }
    }
}

static size_t play(cst_contacts *contacts, cst_seats *seats, const cst_order *order,
                   const story *of, uint32_t rounds, cst_draws *draws)
{
    size_t told = 0;
    cst_seats_begin(seats);
    cst_contacts_begin(contacts, seats, order);
    for (uint32_t round = 0; round <= rounds; round++) {
        const uint64_t left = seats->left;
        contacts->round = round;
        for (uint32_t seat = 0; cst_seats_fill(seats, round, &seat);) {
            cst_contacts_move(contacts, round, seat, true);
        }
        for (uint64_t i = left; i < seats->left; i++) {
            cst_contacts_move(contacts, round, seats->leaver[i % seats->agents], false);
        }
        take_steps(contacts, seats, of, round, draws, &told);
    }
    CU_ASSERT(!contacts->lost);
    return told;
}

static void model_of(cst_cell *cell, const story *of)
{
    static const cst_lineage two[2] = {
        {.name = "a", .share = 0.5, .tpr = NAN, .fpr = NAN, .rate = NAN, .rho = NAN},
        {.name = "b", .share = 0.5, .tpr = NAN, .fpr = NAN, .rate = NAN, .rho = NAN}};
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = of->agents;
    spec.rounds = ROUNDS;
    spec.protocol.kind = cst_protocol_find("committee");
    spec.protocol.reviewers = of->reviewers;
    spec.protocol.assign = of->assign;
    spec.protocol.honeypot_share = 0.1; /* reviewers may be renewed */
    spec.protocol.honeypot_slack = 1;
    spec.collusion.strategy = cst_collusion_find("learned");
    spec.collusion.wipe = of->wipe;
    if (of->assign == CST_ASSIGN_CROSS_LINEAGE) {
        spec.population = (cst_population_spec){2, two};
    }
    if (of->assign != CST_ASSIGN_ROTATE) {
        spec.response = (cst_response_spec){
            .on = CST_ON_REPORT, .effect = CST_EFFECT_QUARANTINE, .refill = REFILL * of->refills};
    }
    cst_direct_cell(cell, &spec, "naive", 1, 1);
}

static void tell(const story *of)
{
    static chances truth;
    static uint64_t seen[CST_CHI_SQUARE_CELLS_MAX];
    uint32_t crew[ROUNDS] = {0};
    uint32_t rounds = 0;
    cst_cell cell;
    cst_contacts contacts;
    cst_seats seats;
    cst_order order;
    for (const step *at = of->steps; at->what != END; at++) {
        rounds = at->round + at->late > rounds ? at->round + at->late : rounds;
    }
    truth.cells = 0;
    memset(truth.chance, 0, sizeof truth.chance);
    memset(seen, 0, sizeof seen);
    follow(of, 0, rounds, crew, 1.0, &truth);
    model_of(&cell, of);
    CU_ASSERT_EQUAL_FATAL(cst_contacts_init(&contacts, &cell.model, NULL), 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(contacts.model);
    CU_ASSERT_EQUAL_FATAL(cst_seats_init(&seats, of->agents, REFILL * of->refills, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_order_init(&order, &cell.model, NULL), 0);
    for (uint32_t i = 0; i < of->agents; i++) {
        order.at[i] = order.position[i] = i;
    }
    const cst_random random = {.seed = 20261130, .stream = 9};
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        cst_draws draws = cst_draws_at(&random, trial, 0, CST_DRAW_TEST);
        const size_t at = cell_of(&truth, play(&contacts, &seats, &order, of, rounds, &draws));
        CU_ASSERT_FATAL(at < truth.cells); /* nothing that cannot be */
        seen[at]++;
    }
    if (truth.cells > 1) {
        cst_test_chi_square(of->name, seen, truth.chance, truth.cells, 0.05);
    } else {
        CU_ASSERT_EQUAL(seen[0], TRIALS);
    }
    cst_order_free(&order);
    cst_seats_free(&seats);
    cst_contacts_free(&contacts);
    cst_cell_free(&cell);
}

/* --- Stories --------------------------------------------------------------------------------- */

#define ASKED(when, who)                                                                           \
    {                                                                                              \
        .round = when, .what = ASK, .agent = who                                                   \
    }
#define KNOWN(when, crew)                                                                          \
    {                                                                                              \
        .round = when, .what = KNOW, .other = crew                                                 \
    }
#define LEAVES(when, who)                                                                          \
    {                                                                                              \
        .round = when, .what = OUT, .agent = who                                                   \
    }

static const story drawn[] = {
    {.name = "three agents, one reviewer: meetings sum to the rounds",
     .agents = 3,
     .reviewers = 1,
     .steps = {ASKED(4, 1), ASKED(4, 2)}},
    {.name = "two of four, all of them asked",
     .agents = 5,
     .reviewers = 2,
     .steps = {ASKED(3, 1), ASKED(3, 4), ASKED(3, 2), ASKED(3, 3)}},
    {.name = "three of four",
     .agents = 5,
     .reviewers = 3,
     .steps = {ASKED(3, 2), ASKED(3, 1), ASKED(3, 4)}},
    {.name = "asked at several rounds",
     .agents = 4,
     .reviewers = 1,
     .actor = 2,
     .steps = {ASKED(1, 0), ASKED(2, 1), ASKED(3, 0), ASKED(4, 3), ASKED(4, 1)}},
    {.name = "two of three, asked at several rounds",
     .agents = 4,
     .reviewers = 2,
     .actor = 1,
     .steps = {ASKED(2, 0),
               {.round = 3, .what = ASK, .agent = 2, .late = true},
               ASKED(4, 0),
               ASKED(4, 3)}},
    {.name = "with a task that is known",
     .agents = 4,
     .reviewers = 2,
     .steps = {KNOWN(1, 0x6), ASKED(2, 1), KNOWN(2, 0xa), ASKED(4, 1), ASKED(4, 2), ASKED(4, 3)}},
    {.name = "one leaves",
     .agents = 5,
     .reviewers = 2,
     .steps = {LEAVES(2, 4), ASKED(4, 1), ASKED(4, 2), ASKED(4, 3)}},
    {.name = "one leaves that was asked about",
     .agents = 4,
     .reviewers = 1,
     .steps = {ASKED(2, 3), LEAVES(3, 3), ASKED(3, 1), ASKED(4, 2), ASKED(4, 1)}},
    {.name = "a fresh one comes",
     .agents = 4,
     .reviewers = 1,
     .refills = true,
     .steps = {ASKED(1, 3), LEAVES(2, 3), ASKED(3, 1), ASKED(5, 3), ASKED(5, 2), ASKED(6, 1),
               ASKED(6, 3)}},
    {.name = "the actor is another",
     .agents = 4,
     .reviewers = 2,
     .refills = true,
     .steps = {ASKED(1, 1), LEAVES(2, 0), ASKED(6, 1), ASKED(6, 2), ASKED(7, 3)}},
    {.name = "wiped",
     .agents = 4,
     .reviewers = 2,
     .wipe = 2,
     .steps = {ASKED(1, 1), ASKED(2, 1), ASKED(3, 1), ASKED(3, 2), ASKED(5, 3), ASKED(6, 3)}},
    {.name = "the last ones alone",
     .agents = 4,
     .reviewers = 2,
     .most = 1,
     .steps = {ASKED(3, 1), ASKED(3, 2), ASKED(4, 3), ASKED(5, 1)}},
    {.name = "renewed",
     .agents = 4,
     .reviewers = 1,
     .actor = 1,
     .steps = {ASKED(1, 0),
               {.round = 2, .what = RENEW, .agent = 0, .other = 3},
               {.round = 3, .what = RENEW, .agent = 2, .other = 0},
               ASKED(3, 3),
               ASKED(5, 0),
               ASKED(5, 2)}},
    {.name = "ghosts leave no trace",
     .agents = 4,
     .reviewers = 2,
     .steps = {ASKED(2, 1),
               {.round = 2, .what = SEE, .agent = 1, .other = 2},
               {.round = 3, .what = SEE, .agent = 3, .other = 1},
               ASKED(3, 3),
               {.round = 4, .what = SEE, .agent = 3, .other = 2},
               ASKED(4, 2),
               ASKED(4, 1)}},
    {.name = "of other lineages",
     .agents = 5,
     .reviewers = 2,
     .actor = 4,
     .assign = CST_ASSIGN_CROSS_LINEAGE,
     .steps = {LEAVES(1, 3), ASKED(2, 0), LEAVES(3, 2), ASKED(4, 1), ASKED(4, 0)}},
};

static const story ordered[] = {
    {.name = "ring",
     .agents = 5,
     .reviewers = 2,
     .assign = CST_ASSIGN_RING,
     .steps = {ASKED(3, 1), KNOWN(3, 0x6), ASKED(5, 1), ASKED(5, 2), ASKED(5, 3)}},
    {.name = "ring, one leaves",
     .agents = 5,
     .reviewers = 2,
     .actor = 3,
     .assign = CST_ASSIGN_RING,
     .steps = {LEAVES(2, 0), ASKED(4, 4), ASKED(4, 1), ASKED(5, 2), ASKED(5, 1)}},
    {.name = "fixed pairs, fresh ones come",
     .agents = 5,
     .reviewers = 1,
     .assign = CST_ASSIGN_FIXED_PAIR,
     .refills = true,
     .steps = {LEAVES(1, 1), LEAVES(2, 2), ASKED(3, 3), ASKED(5, 2), ASKED(6, 1), ASKED(6, 2)}},
    {.name = "rotation",
     .agents = 5,
     .reviewers = 1,
     .actor = 2,
     .assign = CST_ASSIGN_ROTATE,
     .steps = {ASKED(3, 3), KNOWN(4, 0x8), ASKED(7, 3), ASKED(7, 4), ASKED(7, 0), ASKED(7, 1)}},
    {.name = "rotation, two and two",
     .agents = 4,
     .reviewers = 2,
     .actor = 1,
     .assign = CST_ASSIGN_ROTATE,
     .steps = {ASKED(2, 2), ASKED(5, 2), ASKED(5, 3), ASKED(7, 0)}},
};

static void test_contacts_drawn(void)
{
    for (size_t i = 0; i < sizeof drawn / sizeof drawn[0]; i++) {
        tell(&drawn[i]);
    }
}

static void test_contacts_ordered(void)
{
    for (size_t i = 0; i < sizeof ordered / sizeof ordered[0]; i++) {
        tell(&ordered[i]);
    }
}

CST_SUITE("contacts", CST_TEST(test_contacts_drawn), CST_TEST(test_contacts_ordered))
