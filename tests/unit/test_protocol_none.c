/* SPDX-License-Identifier: MIT */
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

/* w = 0, l = 1. */
static void test_protocol_none_lets_all_through(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("none");
    cst_direct_shares(&spec, 101, 0.0, 1.0);
}

CST_SUITE("protocol_none", CST_TEST(test_protocol_none_lets_all_through))
