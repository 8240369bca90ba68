/* SPDX-License-Identifier: MIT */
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

static cst_collusion_spec at(double probability, uint32_t members)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.strategy = cst_collusion_find("clique");
    spec.probability = probability;
    spec.members = members;
    return spec;
}

/* Between members: their attacks are hidden and nothing else, so that no honeypot shows them. */
static void test_collusion_clique_acts(void)
{
    static const double probabilities[] = {0.0, 0.3, 1.0};
    for (size_t i = 0; i < 3; i++) {
        const cst_collusion_spec spec = at(probabilities[i], 5);
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, NULL), 0);
        for (int kin = 0; kin <= 1; kin++) {
            const cst_collusion_acts acts = cst_collusion_act(&spec, kin != 0);
            CU_ASSERT_EQUAL(acts.hides_attack, probabilities[i]);
            CU_ASSERT_EQUAL(acts.hides_honest, 0.0);
            CU_ASSERT_EQUAL(acts.hides_honeypot, 0.0);
            CU_ASSERT_EQUAL(acts.accuses, 0.0);
        }
        CU_ASSERT_TRUE(spec.strategy->clique);
        CU_ASSERT_FALSE(spec.strategy->reciprocal);
    }
}

/* All scheme together, ten agents, six members: actor and random reviewer are both members with
 * probability 6/10 5/9, and then the attack passes with c more. */
static void test_collusion_clique_covers_its_own(void)
{
    static cst_row row;
    cst_cell cell;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.scheming.law.rate = 0.5;
    spec.score.tpr = 0.7;
    spec.agents = 10;
    spec.rounds = 100;
    spec.collusion = at(0.8, 6);
    cst_test_seed(191);
    cst_direct_cell(&cell, &spec, "naive", 100, 191);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, NULL), 0);
    const double both = 6.0 / 10.0 * 5.0 / 9.0;
    cst_test_share("caught", row.count[CST_COUNT_CAUGHT], row.count[CST_COUNT_ATTACKS],
                   0.7 * (1.0 - 0.8 * both), 0.2);
    cst_cell_free(&cell);
}

static void test_collusion_clique_errors(void)
{
    cst_collusion_spec spec = at(1.0, 2);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, NULL), 0);
    for (uint32_t members = 0; members < 2; members++) {
        cst_error error = {0};
        spec = at(1.0, members);
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "collusion.members");
    }
}

CST_SUITE("collusion_clique", CST_TEST(test_collusion_clique_acts),
          CST_TEST(test_collusion_clique_covers_its_own), CST_TEST(test_collusion_clique_errors))
