/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

/* All scheme together: a reviewer passes with probability c, else it reports like an honest one. */
static void test_collusion_always_pass_lets_its_own_through(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.score.tpr = 0.7;
    spec.collusion.probability = 0.25;
    cst_direct_shares(&spec, 161, 0.75 * 0.7, 1.0 - 0.75 * 0.7);
    spec.collusion.probability = 1.0;
    cst_direct_shares(&spec, 163, 0.0, 1.0);
}

CST_SUITE("collusion_always_pass", CST_TEST(test_collusion_always_pass_lets_its_own_through))
