/* SPDX-License-Identifier: MIT
 * What actors and reviewers do, task by task, against the law that the scenario gives. A task of a
 * trial of its own is one draw: trials are independent whatever the scenario. */
#include "monitor/review.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const cst_random source = {.seed = 41};

/* One task a trial, of the same actor, with all that its reviewers need. */
static cst_votes review_in(const cst_model *model, cst_order *order, uint64_t trial, uint32_t agent,
                           bool attack)
{
    const cst_task task = {trial, model->spec.rounds - 1, agent};
    cst_order_draw(order, &source, trial);
    return attack ? cst_review_attack(model, &source, &task, order)
                  : cst_review_honest(model, &source, &task, order);
}

/* Whether at least two cells expect enough to be compared. */
static bool can_be_judged(const double *law, size_t cells, double n)
{
    double most = 0.0;
    for (size_t i = 0; i < cells; i++) {
        most = law[i] > most ? law[i] : most;
    }
    return n * (1.0 - most) > 40.0;
}

/* Notices a law that is 10 % off in total variation. */
static bool follows(const cst_trial_spec *spec, uint32_t agent, bool attack, uint64_t trials)
{
    uint64_t seen[25] = {0};
    double law[25] = {0};
    char what[600];
    char text[512];
    cst_model model;
    cst_order order;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_order_init(&order, &model, &error), 0);
    const uint32_t side = model.slots + 1;
    cst_twin_task_votes(spec, agent, attack, law);
    bool in_range = true;
    for (uint64_t trial = 0; trial < trials && in_range; trial++) {
        const cst_votes votes = review_in(&model, &order, trial, agent, attack);
        in_range = votes.reports + votes.abstentions <= model.slots;
        seen[in_range ? votes.reports * side + votes.abstentions : 0]++;
    }
    CU_ASSERT_TRUE(in_range);
    for (uint32_t i = 0; i < side * side; i++) {
        CU_ASSERT(law[i] > 0.0 || seen[i] == 0);
    }
    const bool judged = can_be_judged(law, (size_t)side * side, (double)trials);
    if (judged) {
        (void)snprintf(what, sizeof what, "agent %u, %s: %s", agent,
                       attack ? "attack" : "honest work",
                       cst_twin_describe(spec, text, sizeof text));
        cst_test_chi_square(what, seen, law, (size_t)side * side, 0.1);
    }
    cst_order_free(&order);
    cst_model_free(&model);
    return judged;
}

static void test_review_random_scenarios(void)
{
    uint32_t judged[2] = {0};
    uint32_t crews = 0;
    uint32_t by_agent = 0;
    cst_test_seed(source.seed);
    for (uint64_t seed = 1; crews < 40; seed++) {
        cst_trial_spec spec;
        cst_twin_scenario(seed, 8, &spec);
        if (spec.protocol.kind->crew != CST_CREW_POPULATION) {
            continue;
        }
        crews++;
        by_agent += spec.scheming.propensity == CST_PROPENSITY_MIXTURE;
        for (int attack = 0; attack <= 1; attack++) {
            judged[attack] += follows(&spec, (uint32_t)(seed % spec.agents), attack == 1, 6000);
        }
    }
    CU_ASSERT(judged[0] >= 30 && judged[1] >= 38 && by_agent >= 3);
}

/* Every law with every assignment, four reviewers, two lineages that see unlike things. */
static void test_review_laws_and_assignments(void)
{
    static const double alpha[] = {0.5, 0.2, 0.1, 0.1, 0.1};
    static const double joint[] = {5.0, 1.0, 0.0, 2.0, 1.0, 1.0};
    cst_test_seed(source.seed);
    for (uint32_t i = 0; cst_laws[i] != NULL; i++) {
        for (uint32_t way = 0; way < 4; way++) {
            cst_trial_spec spec = cst_trial_spec_default();
            spec.agents = 8;
            spec.rounds = 1;
            cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
            lineage[0].share = 0.5;
            lineage[1].share = 0.5;
            lineage[1].tpr = 0.4;
            lineage[1].fpr = 0.5;
            spec.score.tpr = 0.8;
            spec.score.fpr = 0.2;
            spec.abstain = way % 2 == 0 ? 0.15 : 0.0;
            spec.collusion.probability = 0.7;
            spec.protocol.reviewers = 4;
            spec.protocol.assign = (cst_assign)way;
            spec.scheming.law = (cst_law_spec){.law = cst_laws[i],
                                               .rate = 0.3,
                                               .rho = 0.4,
                                               .together = 0.6,
                                               .common_share = 0.5,
                                               .lethal = 1.0,
                                               .nonlethal = 2.0,
                                               .background = 1.0,
                                               .hit = 0.7,
                                               .alpha_count = 5,
                                               .alpha = alpha,
                                               .latent_model = 0.5,
                                               .joint_count = 6,
                                               .joint = joint};
            CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(&spec, NULL), 0);
            CU_ASSERT(follows(&spec, 5, true, 6000));
            CU_ASSERT(follows(&spec, 5, false, 6000));
        }
    }
}

/* The largest crew: how many of 32 report, under a law that ties them together. */
static void test_review_largest_crew(void)
{
    enum { K = CST_REVIEWERS_MAX, TRIALS = 6000 };
    cst_trial_spec spec = cst_trial_spec_default();
    cst_model model;
    spec.protocol.reviewers = K;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = 0.2;
    spec.scheming.law.rho = 0.3;
    spec.score.tpr = 0.7;
    spec.score.fpr = 0.3;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    cst_test_seed(source.seed);
    for (int attack = 0; attack <= 1; attack++) {
        uint64_t seen[K + 1] = {0};
        double law[K + 1];
        for (uint32_t x = 0; x <= K; x++) {
            law[x] = cst_model_votes(&model, 0, attack == 1)[x * (K + 1)];
        }
        for (uint64_t trial = 0; trial < TRIALS; trial++) {
            const cst_task task = {trial, 0, 17};
            const cst_votes votes = attack ? cst_review_attack(&model, &source, &task, NULL)
                                           : cst_review_honest(&model, &source, &task, NULL);
            seen[votes.reports]++;
        }
        cst_test_chi_square("reports of 32", seen, law, K + 1, 0.07);
    }
    cst_model_free(&model);
}

static uint8_t first_of(uint64_t trial, uint32_t round, uint32_t agent)
{
    const cst_random_quad quad = cst_random_at(
        &source, trial, cst_random_place(round, cst_random_group(agent)), CST_DRAW_ACTOR, 0, 0);
    return cst_random_byte(&quad, agent);
}

/* Actors by lineage, and by type: never 40 %, consistently (at .8) 10 %, the others rarely. */
static void test_review_actor_rates(void)
{
    enum { TRIALS = 20000 };
    cst_model model;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 8;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = lineage[1].share = 0.5;
    lineage[1].rate = 0.4;
    spec.scheming.law.rate = 0.1;
    cst_test_seed(source.seed);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    for (uint32_t agent = 0; agent < 8; agent++) {
        uint64_t seen = 0;
        for (uint64_t trial = 0; trial < TRIALS; trial++) {
            const cst_task task = {trial, 2, agent};
            seen += cst_review_actor(&model, &source, &task, first_of(trial, 2, agent));
        }
        cst_test_share("attacks", seen, TRIALS, agent < 4 ? 0.1 : 0.4, 0.2);
    }
    cst_model_free(&model);
}

/* An agent keeps its type for a whole trial: over 12 rounds of a trial the number of attacks is a
 * mixture of binomials. */
static void test_review_actor_types_last_a_trial(void)
{
    enum { TRIALS = 20000, ROUNDS = 12 };
    uint64_t seen[ROUNDS + 1] = {0};
    double law[ROUNDS + 1];
    double parts[3][ROUNDS + 1];
    const double share[3] = {0.4, 0.1, 0.5};
    cst_model model;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.scheming.law.rate = 0.23; /* 0.1 * 0.8 + 0.5 * 0.3 */
    spec.scheming.never = share[0];
    spec.scheming.consistent = share[1];
    spec.scheming.consistent_rate = 0.8;
    const double rate[3] = {0.0, 0.8, 0.3};
    for (uint32_t type = 0; type < 3; type++) {
        memset(parts[type], 0, sizeof parts[type]);
        parts[type][0] = 1.0;
        for (uint32_t round = 0; round < ROUNDS; round++) {
            for (uint32_t x = round + 1; x > 0; x--) {
                parts[type][x] =
                    parts[type][x] * (1.0 - rate[type]) + parts[type][x - 1] * rate[type];
            }
            parts[type][0] *= 1.0 - rate[type];
        }
    }
    for (uint32_t x = 0; x <= ROUNDS; x++) {
        law[x] = share[0] * parts[0][x] + share[1] * parts[1][x] + share[2] * parts[2][x];
    }
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(&spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    cst_test_seed(source.seed);
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        uint32_t attacks = 0;
        for (uint32_t round = 0; round < ROUNDS; round++) {
            const cst_task task = {trial, round, 13};
            attacks += cst_review_actor(&model, &source, &task, first_of(trial, round, 13));
        }
        seen[attacks]++;
    }
    cst_test_chi_square("attacks of an agent in a trial", seen, law, ROUNDS + 1, 0.05);
    cst_model_free(&model);
}

/* A draw whose first 8 bits equal those of the rate is decided by further bits: with the rate half
 * a step above 3/4, every other one attacks. One step beside it, none or all. */
static void test_review_actor_ties(void)
{
    enum { TRIALS = 4000 };
    cst_model model;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.scheming.law.rate = 0.75 + 0x1p-9;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    cst_test_seed(source.seed);
    uint64_t seen = 0;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        const cst_task task = {trial, 0, 3};
        seen += cst_review_actor(&model, &source, &task, 0xc0);
        CU_ASSERT_TRUE(cst_review_actor(&model, &source, &task, 0xbf));
        CU_ASSERT_FALSE(cst_review_actor(&model, &source, &task, 0xc1));
    }
    cst_test_share("ties that attack", seen, TRIALS, 0.5, 0.2);
    cst_model_free(&model);
}

/* Neighbours share a block of draws and yet review apart: reports on two honest tasks of one group
 * and of two rounds are independent. */
static void test_review_honest_neighbours_are_independent(void)
{
    enum { TRIALS = 20000 };
    static const cst_task other[] = {{0, 0, 1}, {0, 0, 7}, {0, 0, 8}, {0, 1, 0}};
    cst_model model;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.reviewers = 2;
    spec.score.fpr = 0.5;
    spec.collusion.strategy = cst_collusion_find("none");
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    cst_test_seed(source.seed);
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        static const double one[3] = {0.25, 0.5, 0.25};
        uint64_t seen[9] = {0};
        double law[9];
        for (uint64_t trial = 0; trial < TRIALS; trial++) {
            const cst_task a = {trial, 0, 0};
            const cst_task b = {trial, other[i].round, other[i].agent};
            seen[3 * cst_review_honest(&model, &source, &a, NULL).reports +
                 cst_review_honest(&model, &source, &b, NULL).reports]++;
        }
        for (int cell = 0; cell < 9; cell++) {
            law[cell] = one[cell / 3] * one[cell % 3];
        }
        cst_test_chi_square("two tasks", seen, law, 9, 0.05);
    }
    cst_model_free(&model);
}

/* The audit of a task has a draw of its own, so it does not hang on the votes. */
static void test_review_proven(void)
{
    enum { TRIALS = 20000 };
    cst_model model;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.protocol.audit_success = 0.3;
    spec.score.tpr = 0.5;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    uint64_t seen[4] = {0};
    const double law[4] = {0.5 * 0.7, 0.5 * 0.3, 0.5 * 0.7, 0.5 * 0.3};
    cst_test_seed(source.seed);
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        const cst_task task = {trial, 0, 5};
        const cst_votes votes = cst_review_attack(&model, &source, &task, NULL);
        seen[2 * votes.reports + cst_review_proven(&model, &source, &task)]++;
    }
    /* A reviewer schemes, and so is silent, with chance 1e-3 only: far below what is noticed. */
    cst_test_chi_square("report and proof", seen, law, 4, 0.05);
    cst_model_free(&model);
}

/* Crews that are not agents: nobody, the blind auditor, the trusted monitor. */
static void test_review_other_crews(void)
{
    enum { TRIALS = 20000 };
    static const char *const kinds[] = {"none", "random-audit", "trusted-monitor"};
    cst_test_seed(source.seed);
    for (size_t i = 0; i < 3; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        spec.agents = 1; /* no other agent is needed */
        spec.rounds = 1;
        spec.protocol.kind = cst_protocol_find(kinds[i]);
        spec.protocol.audit_share = 0.25;
        spec.trusted.tpr = 0.6;
        spec.trusted.fpr = 0.2;
        spec.abstain = 0.3;
        CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(&spec, NULL), 0);
        CU_ASSERT_EQUAL(follows(&spec, 0, true, TRIALS), i > 0);
        CU_ASSERT_EQUAL(follows(&spec, 0, false, TRIALS), i > 0);
    }
}

CST_SUITE("review", CST_TEST(test_review_random_scenarios),
          CST_TEST(test_review_laws_and_assignments), CST_TEST(test_review_largest_crew),
          CST_TEST(test_review_actor_rates), CST_TEST(test_review_actor_types_last_a_trial),
          CST_TEST(test_review_actor_ties), CST_TEST(test_review_honest_neighbours_are_independent),
          CST_TEST(test_review_proven), CST_TEST(test_review_other_crews))
