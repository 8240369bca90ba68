/* SPDX-License-Identifier: MIT */
#include "monitor/bonds.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where collusion is learned: one reviewer, drawn anew. */
static cst_trial_spec spec_of(uint32_t agents, uint32_t rounds)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = agents;
    spec.rounds = rounds;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.collusion.strategy = cst_collusion_find("learned");
    return spec;
}

/* What has happened between agents, as a list; E is worked out from it. */
typedef struct happening {
    enum { MET, COVERED, REPORTED, WIPED, RENEWED } what;
    uint32_t reviewer, actor;
    bool reviews, acts;
} happening;

enum { HAPPENINGS = 600, AGENTS_MAX = 5000 };

/* Goes back in time: what counts of the newest `memory` episodes, with what was kept since. */
static double shared(const cst_collusion_spec *spec, const happening *list, uint32_t count,
                     uint32_t reviewer, uint32_t actor)
{
    const bool anybody = spec->shared_memory == CST_MEMORY_POPULATION;
    double sum = 0.0;
    double kept = 1.0;
    uint32_t episodes = 0;
    while (count-- > 0) {
        const happening *h = &list[count];
        const bool mine = h->reviewer == reviewer && (anybody || h->actor == actor);
        const bool back = h->actor == reviewer && (anybody || h->reviewer == actor);
        if (h->what == WIPED || (h->what == RENEWED && h->reviewer == reviewer && h->reviews) ||
            (h->what == RENEWED && !anybody && h->reviewer == actor && h->acts)) {
            break;
        }
        if (h->what == REPORTED && (mine || back)) {
            kept *= 1.0 - spec->forget;
        }
        if ((h->what == MET || h->what == COVERED) && mine &&
            (spec->memory == 0 || episodes++ < spec->memory)) {
            sum += kept * (h->what == COVERED ? 1.0 + spec->habit : 1.0);
        }
    }
    return sum;
}

static void happen(cst_bonds *bonds, const happening *h, uint32_t *round)
{
    switch (h->what) {
    case MET:
        cst_bonds_meet(bonds, h->reviewer, h->actor, 1);
        break;
    case COVERED:
        cst_bonds_cover(bonds, h->reviewer, h->actor);
        break;
    case REPORTED:
        cst_bonds_report(bonds, h->reviewer, h->actor);
        break;
    case WIPED:
        *round += bonds->spec->wipe;
        cst_bonds_round(bonds, *round);
        break;
    case RENEWED:
        cst_bonds_renew(bonds, h->reviewer, h->reviews, h->acts);
        break;
    }
}

static happening draw(cst_draws *draws, uint32_t agents)
{
    const uint64_t dice = cst_draws_uniform(draws, 100);
    happening h = {.what = dice < 50 ? MET : dice < 70 ? COVERED : dice < 95 ? REPORTED : WIPED};
    /* Five agents meet again and again, far apart in number. */
    h.reviewer = (uint32_t)cst_draws_uniform(draws, 5) * (agents - 1) / 4;
    h.actor = (uint32_t)cst_draws_uniform(draws, 5) * (agents - 1) / 4;
    if (dice >= 97) {
        h.what = RENEWED;
        h.reviews = cst_draws_uniform(draws, 2) == 0;
        h.acts = cst_draws_uniform(draws, 2) == 0;
    }
    return h;
}

/* One trial after the other in the same bonds: each time everything is as if it were the first. */
static void follow(const cst_trial_spec *spec, uint64_t seed)
{
    static happening list[HAPPENINGS];
    const cst_random random = {.seed = seed};
    cst_bonds bonds;
    cst_bonds other;
    uint32_t wrong = 0;
    CU_ASSERT_EQUAL_FATAL(cst_bonds_init(&bonds, spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_bonds_init(&other, spec, NULL), 0);
    for (uint64_t trial = 0; trial < 3; trial++) {
        cst_draws draws = cst_draws_at(&random, trial, 0, CST_DRAW_TEST);
        uint32_t count = 0;
        uint32_t round = 0;
        cst_bonds_begin(&bonds);
        while (count < HAPPENINGS) {
            const happening h = draw(&draws, spec->agents);
            if (h.reviewer == h.actor && h.what <= REPORTED) {
                continue;
            }
            list[count++] = h;
            happen(&bonds, &h, &round);
            if (count == HAPPENINGS / 2) { /* goes on elsewhere */
                cst_bonds_copy(&other, &bonds);
                const cst_bonds held = bonds;
                bonds = other;
                other = held;
            }
            const double truth = shared(&spec->collusion, list, count, h.reviewer, h.actor);
            wrong += !(fabs(cst_bonds_shared(&bonds, h.reviewer, h.actor) - truth) <=
                       1e-12 * (1.0 + truth));
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    cst_bonds_free(&bonds);
    cst_bonds_free(&other);
}

/* All memories, whether each pair has a place or pairs are found by a hash. */
static void test_bonds_are_their_list(void)
{
    static const double forgets[] = {0.0, 0.4, 1.0};
    static const uint32_t memories[] = {0, 1, 2, 7, CST_BONDS_MEMORY_MAX};
    cst_test_seed(77);
    for (uint32_t i = 0; i < 60; i++) {
        cst_trial_spec spec = spec_of(i % 2 == 0 ? 20 : AGENTS_MAX, 10);
        spec.collusion.habit = 3.5;
        spec.collusion.wipe = 4;
        spec.collusion.forget = forgets[i / 2 % 3];
        spec.collusion.memory = memories[i / 6 % 5];
        spec.collusion.shared_memory = (cst_shared_memory)(i / 30);
        follow(&spec, 77 + i);
    }
}

/* Many pairs at once, by a hash: each has its own. */
static void test_bonds_many_pairs(void)
{
    enum { ROUNDS = 20 };
    cst_trial_spec spec = spec_of(AGENTS_MAX, ROUNDS);
    cst_bonds bonds;
    uint32_t wrong = 0;
    CU_ASSERT_EQUAL(cst_bonds_pairs(&spec), (double)AGENTS_MAX * ROUNDS);
    CU_ASSERT_EQUAL_FATAL(cst_bonds_init(&bonds, &spec, NULL), 0);
    CU_ASSERT(bonds.places < (uint64_t)AGENTS_MAX * AGENTS_MAX);
    for (uint32_t trial = 0; trial < 2; trial++) {
        cst_bonds_begin(&bonds);
        for (uint32_t round = 0; round < ROUNDS; round++) {
            for (uint32_t a = 0; a < AGENTS_MAX; a++) {
                cst_bonds_meet(&bonds, (a + 1 + round * round) % AGENTS_MAX, a, 1 + a % 7 + round);
            }
        }
        for (uint32_t round = 0; round < ROUNDS; round++) {
            for (uint32_t a = 0; a < AGENTS_MAX; a++) {
                wrong += cst_bonds_shared(&bonds, (a + 1 + round * round) % AGENTS_MAX, a) !=
                         1 + a % 7 + round;
            }
        }
        for (uint32_t a = 0; a < AGENTS_MAX; a++) {
            wrong += cst_bonds_shared(&bonds, (a + 3) % AGENTS_MAX, a) != 0.0;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    cst_bonds_free(&bonds);
}

/* Quiet episodes are added by their number. */
static void test_bonds_meet_at_once(void)
{
    for (uint32_t memory = 0; memory < 4; memory++) {
        cst_trial_spec spec = spec_of(4, 10);
        spec.collusion.memory = memory;
        cst_bonds at_once;
        cst_bonds one_by_one;
        CU_ASSERT_EQUAL_FATAL(cst_bonds_init(&at_once, &spec, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(cst_bonds_init(&one_by_one, &spec, NULL), 0);
        cst_bonds_begin(&at_once);
        cst_bonds_begin(&one_by_one);
        for (uint64_t episodes = 0; episodes < 6; episodes++) {
            cst_bonds_cover(&at_once, 1, 2);
            cst_bonds_cover(&one_by_one, 1, 2);
            const double after = cst_bonds_shared_after(&at_once, 1, 2, episodes);
            cst_bonds_meet(&at_once, 1, 2, episodes);
            CU_ASSERT_EQUAL(cst_bonds_shared(&at_once, 1, 2), after);
            for (uint64_t i = 0; i < episodes; i++) {
                cst_bonds_meet(&one_by_one, 1, 2, 1);
            }
            CU_ASSERT_EQUAL(cst_bonds_shared(&at_once, 1, 2), cst_bonds_shared(&one_by_one, 1, 2));
        }
        cst_bonds_free(&at_once);
        cst_bonds_free(&one_by_one);
    }
}

/* Rounds may be left out; a round that comes twice wipes once. */
static void test_bonds_wipes_are_due(void)
{
    static const uint32_t rounds[] = {0, 1, 2, 3, 3, 4, 5, 9, 10, 11, 30};
    static const bool wiped[] = {false, false, false, true,  false, false,
                                 false, true,  false, false, true};
    cst_trial_spec spec = spec_of(3, 40);
    cst_bonds bonds;
    spec.collusion.wipe = 3;
    CU_ASSERT_EQUAL_FATAL(cst_bonds_init(&bonds, &spec, NULL), 0);
    for (uint32_t trial = 0; trial < 2; trial++) {
        cst_bonds_begin(&bonds);
        CU_ASSERT_EQUAL(cst_bonds_shared(&bonds, 0, 1), 0.0);
        cst_bonds_meet(&bonds, 0, 1, 1);
        for (size_t i = 0; i < sizeof rounds / sizeof rounds[0]; i++) {
            cst_bonds_round(&bonds, rounds[i]);
            CU_ASSERT_EQUAL(cst_bonds_shared(&bonds, 0, 1) == 0.0, wiped[i]);
            cst_bonds_meet(&bonds, 0, 1, 1);
        }
    }
    cst_bonds_free(&bonds);
}

/* C(E) against the C library, and at its ends. */
static void test_bonds_chance(void)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    CU_ASSERT_EQUAL(spec.h0, 0.0085);
    CU_ASSERT_EQUAL(spec.h1, 0.142);
    CU_ASSERT_EQUAL(spec.ceiling, 0.906);
    CU_ASSERT_EQUAL(spec.habit, 4.8);
    CU_ASSERT_EQUAL(spec.forget, 0.0);
    for (double shared = 0.0; shared < 400.0; shared = shared * 1.3 + 0.1) {
        const double truth = 0.906 * (1.0 - (1.0 - 0.0085) * exp(-0.142 * shared));
        CU_ASSERT_DOUBLE_EQUAL(cst_bonds_chance(&spec, shared), truth, 1e-14);
    }
    CU_ASSERT_DOUBLE_EQUAL(cst_bonds_chance(&spec, 0.0), 0.906 * 0.0085, 1e-17);
    CU_ASSERT_DOUBLE_EQUAL(cst_bonds_chance(&spec, INFINITY), 0.906, 1e-15);
    for (spec.h1 = 0.01; spec.h1 < 10.0; spec.h1 *= 1.7) {
        const double most = cst_bonds_chance(&spec, INFINITY);
        CU_ASSERT_EQUAL(cst_bonds_chance(&spec, cst_bonds_enough(&spec)), most);
        CU_ASSERT(cst_bonds_chance(&spec, 0.9 * cst_bonds_enough(&spec)) < most);
    }
    spec.forget = 0.1;
    CU_ASSERT_EQUAL(cst_bonds_enough(&spec), INFINITY);
    spec.h1 = 0.0;
    CU_ASSERT_EQUAL(cst_bonds_enough(&spec), 0.0);
    CU_ASSERT_DOUBLE_EQUAL(cst_bonds_chance(&spec, INFINITY), 0.906 * 0.0085, 1e-17);
    spec.h0 = 1.0;
    CU_ASSERT_DOUBLE_EQUAL(cst_bonds_chance(&spec, 3.0), 0.906, 1e-17);
}

/* How many pairs may meet, by assignment and response; nothing where nothing is learned. */
static void test_bonds_pairs(void)
{
    cst_trial_spec spec = spec_of(100, 7);
    CU_ASSERT_EQUAL(cst_bonds_pairs(&spec), 700.0);
    spec.rounds = 1000;
    CU_ASSERT_EQUAL(cst_bonds_pairs(&spec), 9900.0);
    spec.protocol.assign = CST_ASSIGN_FIXED_PAIR;
    CU_ASSERT_EQUAL(cst_bonds_pairs(&spec), 100.0);
    CU_ASSERT(cst_bonds_bytes(&spec) > 0.0);
    spec.response.effect = CST_EFFECT_QUARANTINE; /* then the next ones review */
    CU_ASSERT_EQUAL(cst_bonds_pairs(&spec), 9900.0);
    spec.collusion.shared_memory = CST_MEMORY_POPULATION;
    CU_ASSERT_EQUAL(cst_bonds_pairs(&spec), 100.0);
    spec.collusion.strategy = cst_collusion_find("none");
    CU_ASSERT_EQUAL(cst_bonds_bytes(&spec), 0.0);
    cst_bonds bonds;
    CU_ASSERT_EQUAL(cst_bonds_init(&bonds, &spec, NULL), 0);
    CU_ASSERT_PTR_NULL(bonds.at);
    cst_bonds_begin(&bonds);
    cst_bonds_round(&bonds, 4);
    cst_bonds_free(&bonds);
}

CST_SUITE("bonds", CST_TEST(test_bonds_are_their_list), CST_TEST(test_bonds_many_pairs),
          CST_TEST(test_bonds_meet_at_once), CST_TEST(test_bonds_wipes_are_due),
          CST_TEST(test_bonds_chance), CST_TEST(test_bonds_pairs))
