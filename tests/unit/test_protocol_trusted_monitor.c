/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

/* w = TPR r; l = 1 - TPR, or 1 - TPR r where flagged work is used. Schemers do not touch it. */
static void test_protocol_trusted_monitor_shares(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("trusted-monitor");
    spec.trusted.tpr = 0.7;
    spec.protocol.audit_success = 0.8;
    cst_direct_shares(&spec, 121, 0.7 * 0.8, 1.0 - 0.7);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    cst_direct_shares(&spec, 123, 0.7 * 0.8, 1.0 - 0.7 * 0.8);
}

CST_SUITE("protocol_trusted_monitor", CST_TEST(test_protocol_trusted_monitor_shares))
