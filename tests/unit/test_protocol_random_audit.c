/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

/* w = a r; l = 1 - a where audited work is discarded, 1 - a r where it is used. */
static void test_protocol_random_audit_shares(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("random-audit");
    spec.protocol.audit_share = 0.3;
    spec.protocol.audit_success = 0.8;
    cst_direct_shares(&spec, 111, 0.3 * 0.8, 1.0 - 0.3);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    cst_direct_shares(&spec, 113, 0.3 * 0.8, 1.0 - 0.3 * 0.8);
}

CST_SUITE("protocol_random_audit", CST_TEST(test_protocol_random_audit_shares))
