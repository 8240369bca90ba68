/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

/* One of them alone is as under always-pass; that they are one is for the reviews. */
static void test_collusion_shared_bit_acts(void)
{
    static const double probabilities[] = {0.0, 1e-9, 0.3, 1.0};
    for (size_t i = 0; i < 4; i++) {
        cst_collusion_spec spec = cst_collusion_spec_default();
        spec.strategy = cst_collusion_find("shared-bit");
        spec.probability = probabilities[i];
        CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, NULL), 0);
        for (int kin = 0; kin <= 1; kin++) {
            const cst_collusion_acts acts = cst_collusion_act(&spec, kin != 0);
            CU_ASSERT_EQUAL(acts.hides_attack, probabilities[i]);
            CU_ASSERT_EQUAL(acts.hides_honest, probabilities[i]);
            CU_ASSERT_EQUAL(acts.hides_honeypot, probabilities[i]);
            CU_ASSERT_EQUAL(acts.accuses, 0.0);
        }
        CU_ASSERT_TRUE(spec.strategy->together);
        CU_ASSERT_FALSE(spec.strategy->lineage_bound);
    }
}

/* A majority of three, of whom each schemes with probability 1/2 beside an attack. Counted over all
 * states and verdicts: schemers have one verdict, the others one each. */
static void test_collusion_shared_bit_is_one_verdict(void)
{
    const double d = 0.7;
    const double c = 0.4;
    double flagged = 0.0;
    for (unsigned states = 0; states < 8; states++) {
        for (unsigned verdicts = 0; verdicts < 16; verdicts++) {
            const bool shared = (verdicts & 8) != 0;
            unsigned reports = 0;
            double mass = (shared ? d * (1.0 - c) : 1.0 - d * (1.0 - c)) / 8.0;
            for (unsigned slot = 0; slot < 3; slot++) {
                const bool own = (verdicts >> slot & 1) != 0;
                mass *= own ? d : 1.0 - d;
                reports += (states >> slot & 1) != 0 ? shared : own;
            }
            flagged += reports >= 2 ? mass : 0.0;
        }
    }
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("committee");
    spec.protocol.reviewers = 3;
    spec.protocol.rule = CST_RULE_MAJORITY;
    spec.scheming.law.law = cst_law_find("two-point");
    spec.scheming.law.together = 0.5;
    spec.score.tpr = d;
    spec.collusion.strategy = cst_collusion_find("shared-bit");
    spec.collusion.probability = c;
    cst_direct_shares(&spec, 179, flagged, 1.0 - flagged);
}

static void test_collusion_shared_bit_errors(void)
{
    cst_error error = {0};
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.strategy = cst_collusion_find("shared-bit");
    spec.probability = 1.5;
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.key, "collusion.probability");
}

CST_SUITE("collusion_shared_bit", CST_TEST(test_collusion_shared_bit_acts),
          CST_TEST(test_collusion_shared_bit_is_one_verdict),
          CST_TEST(test_collusion_shared_bit_errors))
