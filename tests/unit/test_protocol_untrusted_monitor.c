/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

/* w = (1 - c q) TPR r, l = 1 - (1 - c q) TPR, q = p + rho (1 - p); p is 0.1 here. */
static void test_protocol_untrusted_monitor_shares(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    const double q = 0.1 + 0.4 * (1.0 - 0.1);
    const double seen = (1.0 - 0.5 * q) * 0.9;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.4;
    spec.collusion.probability = 0.5;
    spec.protocol.audit_success = 0.8;
    cst_direct_shares(&spec, 131, seen * 0.8, 1.0 - seen);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    cst_direct_shares(&spec, 133, seen * 0.8, 1.0 - seen * 0.8);
}

CST_SUITE("protocol_untrusted_monitor", CST_TEST(test_protocol_untrusted_monitor_shares))
