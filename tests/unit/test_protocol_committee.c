/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

/* Two honest reviewers, TPR d: any misses (1-d)^2, all misses 1 - d^2; w = (1 - u) r, l = u. */
static void test_protocol_committee_shares(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("committee");
    spec.protocol.reviewers = 2;
    spec.protocol.rule = CST_RULE_ANY;
    spec.protocol.audit_success = 0.8;
    spec.score.tpr = 0.6;
    spec.collusion.probability = 0.0;
    cst_direct_shares(&spec, 141, (1.0 - 0.16) * 0.8, 0.16);
    spec.protocol.rule = CST_RULE_ALL;
    cst_direct_shares(&spec, 143, 0.36 * 0.8, 1.0 - 0.36);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    cst_direct_shares(&spec, 145, 0.36 * 0.8, 1.0 - 0.36 * 0.8);
}

CST_SUITE("protocol_committee", CST_TEST(test_protocol_committee_shares))
