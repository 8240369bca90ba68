/* SPDX-License-Identifier: MIT */
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>

static cst_collusion_spec at(double probability, double accuse)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.strategy = cst_collusion_find("false-accusation");
    spec.probability = probability;
    spec.accuse = accuse;
    return spec;
}

/* Attacks are hidden at c, honest work is reported where it would be passed at phi; neither depends
 * on the other. */
static void test_collusion_false_accusation_acts(void)
{
    static const double values[] = {0.0, 1e-9, 0.3, 1.0};
    for (size_t i = 0; i < 16; i++) {
        const cst_collusion_spec spec = at(values[i / 4], values[i % 4]);
        for (int kin = 0; kin <= 1; kin++) {
            const cst_collusion_acts acts = cst_collusion_act(&spec, kin != 0);
            CU_ASSERT_EQUAL(acts.hides_attack, values[i / 4]);
            CU_ASSERT_EQUAL(acts.hides_honest, 0.0);
            CU_ASSERT_EQUAL(acts.hides_honeypot, values[i / 4]);
            CU_ASSERT_EQUAL(acts.accuses, values[i % 4]);
        }
    }
}

/* Attacks by all together, one reviewer; and honest work whose reviewer schemes with p = .1 by
 * itself: flagged falsely with f(1 - p) + (f + (1 - f) phi) p. */
static void test_collusion_false_accusation_shares(void)
{
    static const char *const methods[] = {"naive", "skip"};
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.score.tpr = 0.7;
    spec.collusion = at(0.4, 0.5);
    cst_direct_shares(&spec, 181, 0.6 * 0.7, 1.0 - 0.6 * 0.7);
    spec.scheming.law.law = cst_law_find("independent");
    spec.scheming.law.rate = 0.1;
    spec.agents = 100;
    spec.rounds = 10;
    const double f = 0.02;
    spec.score.fpr = f;
    for (size_t i = 0; i < 2; i++) {
        static cst_row row;
        cst_cell cell;
        cst_test_seed(183 + i);
        cst_direct_cell(&cell, &spec, methods[i], 100, 183 + i);
        CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, NULL), 0);
        const uint64_t discarded = row.count[CST_COUNT_HONEST_DISCARDED];
        const uint64_t honest = row.count[CST_COUNT_HONEST_USED] + discarded;
        cst_test_share("accused", discarded, honest, 0.9 * f + 0.1 * (f + (1.0 - f) * 0.5), 0.2);
        cst_cell_free(&cell);
    }
}

static void test_collusion_false_accusation_errors(void)
{
    static const double bad[] = {-0.1, 1.1, NAN};
    for (size_t i = 0; i < 3; i++) {
        cst_error error = {0};
        const cst_collusion_spec spec = at(1.0, bad[i]);
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
        CU_ASSERT_STRING_EQUAL(error.key, "collusion.accuse");
    }
}

CST_SUITE("collusion_false_accusation", CST_TEST(test_collusion_false_accusation_acts),
          CST_TEST(test_collusion_false_accusation_shares),
          CST_TEST(test_collusion_false_accusation_errors))
