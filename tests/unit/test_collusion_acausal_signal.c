/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>

static cst_collusion_spec at(double signal, double jammed, double chance)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.strategy = cst_collusion_find("acausal-signal");
    spec.agreement = signal;
    spec.jammed = jammed;
    spec.chance = chance;
    return spec;
}

/* At the published shares of agreement, .034 end to end and .22 for code, and at the ends: an
 * attack is reported only where minds do not meet and chance does not make it look so. */
static void test_collusion_acausal_signal_acts(void)
{
    static const double signals[] = {0.0, 0.034, 0.22, 1.0};
    static const double jams[] = {0.0, 0.3, 1.0};
    static const double chances[] = {0.0, 0.01, 0.2, 1.0};
    for (size_t i = 0; i < 4 * 3 * 4 * 2; i++) {
        cst_collusion_spec spec = at(signals[i / 24], jams[i / 8 % 3], chances[i / 2 % 4]);
        spec.probability = i % 2 == 0 ? 1.0 : 0.4;
        const double silent = 1.0 - spec.agreement + spec.agreement * spec.jammed;
        const double unseen = silent * (1.0 - spec.chance); /* no signal, and no lucky look */
        for (int kin = 0; kin <= 1; kin++) {
            const cst_collusion_acts acts = cst_collusion_act(&spec, kin != 0);
            CU_ASSERT_DOUBLE_EQUAL(acts.hides_attack, spec.probability * (1.0 - unseen), 1e-11);
            CU_ASSERT_DOUBLE_EQUAL(acts.hides_honest, spec.probability * spec.chance, 1e-12);
            CU_ASSERT_EQUAL(acts.hides_honeypot, acts.hides_honest);
            CU_ASSERT_EQUAL(acts.accuses, 0.0);
        }
    }
}

/* More jamming, less recognition; jamming that gets all of it leaves chance. */
static void test_collusion_acausal_signal_jamming(void)
{
    double last = 1.0;
    for (int i = 0; i <= 16; i++) {
        const cst_collusion_spec spec = at(0.22, i / 16.0, 0.05);
        const cst_collusion_acts acts = cst_collusion_act(&spec, true);
        CU_ASSERT(acts.hides_attack < last);
        CU_ASSERT(acts.hides_attack >= acts.hides_honeypot);
        last = acts.hides_attack;
    }
    CU_ASSERT_DOUBLE_EQUAL(last, 0.05, 1e-12);
}

/* All scheme together: of the reports that the reviewer would make, those on attacks that it
 * recognises are missing. */
static void test_collusion_acausal_signal_lets_its_own_through(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.score.tpr = 0.7;
    spec.collusion = at(0.22, 0.25, 0.1);
    spec.collusion.probability = 0.8;
    const double recognised = 1.0 - (1.0 - 0.22 * 0.75) * 0.9;
    const double caught = 0.7 * (1.0 - 0.8 * recognised);
    cst_direct_shares(&spec, 173, caught, 1.0 - caught);
}

static void test_collusion_acausal_signal_errors(void)
{
    cst_error error = {0};
    cst_collusion_spec spec = at(0.5, 0.5, 0.5);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), 0);
    spec.visible = -0.5;
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.key, "collusion.visible");
    spec = at(1.5, 0.5, 0.5);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.key, "collusion.agreement");
    spec = at(0.5, NAN, 0.5);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
    spec = at(0.5, 0.5, -0.1);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.key, "collusion.chance");
}

CST_SUITE("collusion_acausal_signal", CST_TEST(test_collusion_acausal_signal_acts),
          CST_TEST(test_collusion_acausal_signal_jamming),
          CST_TEST(test_collusion_acausal_signal_lets_its_own_through),
          CST_TEST(test_collusion_acausal_signal_errors))
