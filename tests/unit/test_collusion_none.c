/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

/* However surely the reviewer schemes too, an attack meets the honest TPR. */
static void test_collusion_none_changes_nothing(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.collusion.strategy = cst_collusion_find("none");
    spec.score.tpr = 0.7;
    cst_direct_shares(&spec, 151, 0.7, 1.0 - 0.7);
}

CST_SUITE("collusion_none", CST_TEST(test_collusion_none_changes_nothing))
