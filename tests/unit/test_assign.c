/* SPDX-License-Identifier: MIT */
#include "monitor/assign.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const cst_random source = {.seed = 31};

/* Three lineages of 5, 3 and 2 tenths whose reviewers differ, so that who reviews matters. */
static void make(cst_model *model, uint32_t agents, uint32_t k, cst_assign assign)
{
    static const cst_lineage lineage[] = {
        {.name = "a", .share = 0.5, .tpr = 0.9, .fpr = NAN, .rate = NAN},
        {.name = "b", .share = 0.3, .tpr = 0.8, .fpr = NAN, .rate = NAN},
        {.name = "c", .share = 0.2, .tpr = 0.7, .fpr = NAN, .rate = NAN}};
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = agents;
    spec.protocol.reviewers = k;
    spec.protocol.assign = assign;
    spec.population = (cst_population_spec){.lineages = 3, .lineage = lineage};
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(&spec, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(model, &spec, &error), 0);
}

static uint32_t mask_of(const uint32_t *reviewers, uint32_t k)
{
    uint32_t mask = 0;
    for (uint32_t i = 0; i < k; i++) {
        mask |= UINT32_C(1) << reviewers[i];
    }
    return mask;
}

/* Distinct and never the actor, for all assignments, small and large, up to everybody else. */
static void test_assign_distinct_never_self(void)
{
    static const uint32_t sizes[] = {10, 33, 64};
    for (uint32_t way = 0; way < 5; way++) {
        for (size_t i = 0; i < 3; i++) {
            const uint32_t agents = sizes[i];
            const bool cross = way == CST_ASSIGN_CROSS_LINEAGE;
            const uint32_t most = cross ? agents / 2 - 1 : agents - 1;
            const uint32_t k = most < 32 ? most : 32;
            cst_model model;
            cst_order order;
            make(&model, agents, k, (cst_assign)way);
            CU_ASSERT_EQUAL_FATAL(cst_order_init(&order, &model, NULL), 0);
            for (uint64_t trial = 0; trial < 6; trial++) {
                cst_order_draw(&order, &source, trial);
                for (uint32_t agent = 0; agent < agents; agent++) {
                    const cst_task task = {trial, 3, agent};
                    cst_reviewers who;
                    bool seen[64] = {false};
                    (void)cst_assign_reviewers(&model, &source, &task, &order, NULL, &who);
                    for (uint32_t slot = 0; slot < k; slot++) {
                        CU_ASSERT_FATAL(who.agent[slot] < agents);
                        CU_ASSERT(who.agent[slot] != agent && !seen[who.agent[slot]]);
                        seen[who.agent[slot]] = true;
                        CU_ASSERT(!cross ||
                                  cst_population_lineage(&model.population, who.agent[slot]) !=
                                      cst_population_lineage(&model.population, agent));
                    }
                }
            }
            cst_order_free(&order);
            cst_model_free(&model);
        }
    }
}

/* Every set of k of the agents that may review is as likely as any other, and so is every order of
 * two. Notices a set that is 30 % too likely, with its share taken from the others. */
static void uniform_sets(cst_assign assign, uint32_t agent, uint32_t may)
{
    enum { AGENTS = 10, K = 3, DRAWS = 60000 };
    uint64_t seen[CST_CHI_SQUARE_CELLS_MAX] = {0};
    double chance[CST_CHI_SQUARE_CELLS_MAX];
    static uint32_t cell_of[1 << AGENTS];
    uint32_t sets = 0;
    for (uint32_t mask = 0; mask < 1 << AGENTS; mask++) {
        if (__builtin_popcount(mask) == K && (mask & ~may) == 0) {
            cell_of[mask] = sets++;
        }
    }
    cst_model model;
    make(&model, AGENTS, K, assign);
    uint64_t first_higher = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        const cst_task task = {i / 100, i % 100, agent};
        cst_reviewers who;
        (void)cst_assign_reviewers(&model, &source, &task, NULL, NULL, &who);
        const uint32_t mask = mask_of(who.agent, K);
        CU_ASSERT_EQUAL_FATAL(mask & ~may, 0);
        seen[cell_of[mask]]++;
        first_higher += who.agent[0] > who.agent[1];
    }
    for (uint32_t i = 0; i < sets; i++) {
        chance[i] = 1.0 / sets;
    }
    cst_test_chi_square("sets of reviewers", seen, chance, sets, 0.04);
    cst_test_share("the first slot's reviewer is the higher one", first_higher, DRAWS, 0.5, 0.05);
    cst_model_free(&model);
}

static void test_assign_random_is_uniform(void)
{
    cst_test_seed(source.seed);
    uniform_sets(CST_ASSIGN_RANDOM, 0, 0x3fe);
    uniform_sets(CST_ASSIGN_RANDOM, 4, 0x3ef);
    uniform_sets(CST_ASSIGN_RANDOM, 9, 0x1ff);
}

/* Lineages a = 0..4, b = 5..7, c = 8..9. */
static void test_assign_cross_lineage_is_uniform(void)
{
    cst_test_seed(source.seed);
    uniform_sets(CST_ASSIGN_CROSS_LINEAGE, 2, 0x3e0);
    uniform_sets(CST_ASSIGN_CROSS_LINEAGE, 6, 0x31f);
    uniform_sets(CST_ASSIGN_CROSS_LINEAGE, 8, 0x0ff);
}

static void test_assign_ring(void)
{
    cst_model model;
    make(&model, 10, 3, CST_ASSIGN_RING);
    for (uint32_t agent = 0; agent < 10; agent++) {
        const cst_task task = {7, 1, agent};
        cst_reviewers who;
        (void)cst_assign_reviewers(&model, &source, &task, NULL, NULL, &who);
        for (uint32_t slot = 0; slot < 3; slot++) {
            CU_ASSERT_EQUAL(who.agent[slot], (agent + 1 + slot) % 10);
        }
    }
    cst_model_free(&model);
}

/* One cyclic order a trial: the first reviewers form one cycle through all agents, the second
 * reviewer is the first reviewer's first; the same in every round, another one in other trials. */
static void test_assign_fixed_pair_is_one_cycle(void)
{
    enum { AGENTS = 12, K = 4 };
    cst_model model;
    cst_order order;
    uint32_t other_trials_differ = 0;
    uint32_t last_next = AGENTS;
    make(&model, AGENTS, K, CST_ASSIGN_FIXED_PAIR);
    CU_ASSERT_TRUE(cst_order_needed(&model));
    CU_ASSERT_EQUAL_FATAL(cst_order_init(&order, &model, NULL), 0);
    for (uint64_t trial = 0; trial < 50; trial++) {
        cst_reviewers who[AGENTS];
        cst_order_draw(&order, &source, trial);
        for (uint32_t agent = 0; agent < AGENTS; agent++) {
            const cst_task first = {trial, 0, agent};
            const cst_task later = {trial, 9, agent};
            cst_reviewers again;
            (void)cst_assign_reviewers(&model, &source, &first, &order, NULL, &who[agent]);
            (void)cst_assign_reviewers(&model, &source, &later, &order, NULL, &again);
            CU_ASSERT_EQUAL(memcmp(who[agent].agent, again.agent, K * sizeof *again.agent), 0);
        }
        uint32_t at = 0;
        uint32_t visited = 0;
        for (uint32_t step = 0; step < AGENTS; step++) {
            for (uint32_t slot = 1; slot < K; slot++) {
                CU_ASSERT_EQUAL(who[at].agent[slot], who[who[at].agent[slot - 1]].agent[0]);
            }
            visited |= UINT32_C(1) << at;
            at = who[at].agent[0];
        }
        CU_ASSERT_EQUAL(visited, (1 << AGENTS) - 1);
        CU_ASSERT_EQUAL(at, 0);
        other_trials_differ += who[0].agent[0] != last_next;
        last_next = who[0].agent[0];
    }
    CU_ASSERT(other_trials_differ > 30);
    cst_order_free(&order);
    cst_model_free(&model);
}

/* 7 agents, 2 reviewers: in any 3 rounds in a row everybody reviews everybody else once, and a
 * trial of 9 rounds goes on where it was 3 rounds before. With one who is out the next ones take
 * the place. */
static void test_assign_rotate_meets_everybody(void)
{
    enum { AGENTS = 7, K = 2, ROUNDS = 9 };
    cst_model model;
    cst_order order;
    uint32_t cycles_differ = 0;
    make(&model, AGENTS, K, CST_ASSIGN_ROTATE);
    CU_ASSERT_EQUAL(cst_trial_spec_rounds_apart(&model.spec), 3);
    CU_ASSERT_EQUAL_FATAL(cst_order_init(&order, &model, NULL), 0);
    for (uint64_t trial = 0; trial < 30; trial++) {
        cst_order_draw(&order, &source, trial);
        for (uint32_t agent = 0; agent < AGENTS; agent++) {
            cst_reviewers who[ROUNDS];
            for (uint32_t round = 0; round < ROUNDS; round++) {
                const cst_task task = {trial, round, agent};
                (void)cst_assign_reviewers(&model, &source, &task, &order, NULL, &who[round]);
            }
            for (uint32_t round = 0; round + 3 <= ROUNDS; round++) {
                const uint32_t met = mask_of(who[round].agent, K) |
                                     mask_of(who[round + 1].agent, K) |
                                     mask_of(who[round + 2].agent, K);
                CU_ASSERT_EQUAL(met, ((1U << AGENTS) - 1) & ~(1U << agent));
            }
            const uint32_t own = order.position[agent];
            CU_ASSERT_EQUAL(who[1].agent[1], order.at[(own + 4) % AGENTS]); /* t 1, j 1: i+1+3 */
            cycles_differ += who[0].agent[0] != (agent + 1) % AGENTS;
        }
        uint32_t from[AGENTS] = {1, 9, 9, 9, 9, 9, 9}; /* agent 0 is out from round 1 on */
        const cst_absent absent = {from, AGENTS - 1};
        const uint32_t before = order.at[(order.position[0] + AGENTS - 3) % AGENTS];
        const cst_task task = {trial, 1, before}; /* to be reviewed 3 and 4 places on */
        cst_reviewers who;
        CU_ASSERT_EQUAL(cst_assign_reviewers(&model, &source, &task, &order, &absent, &who), K);
        CU_ASSERT_EQUAL(who.agent[0], order.at[(order.position[0] + 1) % AGENTS]);
        CU_ASSERT_EQUAL(who.agent[1], order.at[(order.position[0] + 2) % AGENTS]);
    }
    CU_ASSERT(cycles_differ > 100); /* of 210, each with chance 5/6 */
    cst_order_free(&order);
    cst_model_free(&model);
}

/* With N - 1 reviewers everybody else reviews every task, in every round. */
static void test_assign_rotate_all(void)
{
    cst_model model;
    cst_order order;
    make(&model, 10, 9, CST_ASSIGN_ROTATE);
    CU_ASSERT_EQUAL(cst_trial_spec_rounds_apart(&model.spec), 1);
    CU_ASSERT_EQUAL_FATAL(cst_order_init(&order, &model, NULL), 0);
    cst_order_draw(&order, &source, 3);
    for (uint32_t round = 0; round < 12; round++) {
        for (uint32_t agent = 0; agent < 10; agent++) {
            const cst_task task = {3, round, agent};
            cst_reviewers who;
            (void)cst_assign_reviewers(&model, &source, &task, &order, NULL, &who);
            CU_ASSERT_EQUAL(mask_of(who.agent, 9), 0x3ffU & ~(1U << agent));
        }
    }
    cst_order_free(&order);
    cst_model_free(&model);
    cst_trial_spec spec = cst_trial_spec_default();
    CU_ASSERT_EQUAL(cst_trial_spec_rounds_apart(&spec), 0);
    spec.protocol.assign = CST_ASSIGN_ROTATE;
    CU_ASSERT_EQUAL(cst_trial_spec_rounds_apart(&spec), 333); /* of 999 others, 3 a round */
    spec.protocol.kind = cst_protocol_find("random-audit");
    CU_ASSERT_EQUAL(cst_trial_spec_rounds_apart(&spec), 0);
}

/* All 120 orders of 5 agents are alike, so all 24 cycles are. Notices 10 % between two halves. */
static void test_assign_order_is_uniform(void)
{
    enum { AGENTS = 5, ORDERS = 120, DRAWS = 40000 };
    cst_model model;
    cst_order order;
    uint64_t seen[ORDERS] = {0};
    double chance[ORDERS];
    make(&model, AGENTS, 2, CST_ASSIGN_FIXED_PAIR);
    cst_test_seed(source.seed);
    CU_ASSERT_EQUAL_FATAL(cst_order_init(&order, &model, NULL), 0);
    for (uint64_t trial = 0; trial < DRAWS; trial++) {
        uint32_t rank = 0; /* of the order, digit by digit */
        cst_order_draw(&order, &source, trial);
        for (uint32_t i = 0; i < AGENTS; i++) {
            uint32_t smaller = 0;
            CU_ASSERT_EQUAL(order.position[order.at[i]], i);
            for (uint32_t j = i + 1; j < AGENTS; j++) {
                smaller += order.at[j] < order.at[i];
            }
            rank = rank * (AGENTS - i) + smaller;
        }
        CU_ASSERT_FATAL(rank < ORDERS);
        seen[rank]++;
    }
    for (uint32_t i = 0; i < ORDERS; i++) {
        chance[i] = 1.0 / ORDERS;
    }
    cst_test_chi_square("orders", seen, chance, ORDERS, 0.05);
    cst_order_free(&order);
    cst_model_free(&model);
}

/* Who reviews is drawn anew for every task, round and trial, and does not hang on other draws. */
static void test_assign_tasks_differ(void)
{
    cst_model model;
    make(&model, 30, 3, CST_ASSIGN_RANDOM);
    uint32_t same = 0;
    const cst_task base = {0, 0, 0};
    cst_reviewers who;
    (void)cst_assign_reviewers(&model, &source, &base, NULL, NULL, &who);
    for (uint32_t i = 1; i <= 100; i++) {
        const cst_task others[] = {{i, 0, 0}, {0, i, 0}};
        for (size_t j = 0; j < 2; j++) {
            cst_reviewers other;
            (void)cst_assign_reviewers(&model, &source, &others[j], NULL, NULL, &other);
            same += memcmp(who.agent, other.agent, 3 * sizeof *who.agent) == 0;
        }
    }
    CU_ASSERT(same <= 2); /* 200 draws, each the same with chance 1/21924 */
    cst_model_free(&model);
}

/* Without an order there is nothing to draw: everything but fixed pairs
 * and rotation of reviewers that differ. */
static void test_assign_order_needed(void)
{
    for (uint32_t way = 0; way < 5; way++) {
        cst_model model;
        make(&model, 10, 3, (cst_assign)way);
        CU_ASSERT_EQUAL(cst_order_needed(&model),
                        way == CST_ASSIGN_FIXED_PAIR || way == CST_ASSIGN_ROTATE);
        cst_model_free(&model);
        cst_trial_spec spec = cst_trial_spec_default();
        spec.protocol.assign = (cst_assign)way;
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        CU_ASSERT_FALSE(cst_order_needed(&model));
        cst_model_free(&model);
    }
}

CST_SUITE("assign", CST_TEST(test_assign_distinct_never_self),
          CST_TEST(test_assign_random_is_uniform), CST_TEST(test_assign_cross_lineage_is_uniform),
          CST_TEST(test_assign_ring), CST_TEST(test_assign_fixed_pair_is_one_cycle),
          CST_TEST(test_assign_rotate_meets_everybody), CST_TEST(test_assign_rotate_all),
          CST_TEST(test_assign_order_is_uniform), CST_TEST(test_assign_tasks_differ),
          CST_TEST(test_assign_order_needed))
