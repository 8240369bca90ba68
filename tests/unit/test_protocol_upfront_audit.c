/* SPDX-License-Identifier: MIT */
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"

static cst_trial_spec upfront(uint64_t first)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("upfront-audit");
    spec.protocol.first = first;
    spec.protocol.audit_success = 0.8;
    return spec;
}

/* 300 of 1000 tasks: w = r for these, then 0; l = 0, then 1. Where flagged work is used, what the
 * audit does not prove escapes. */
static void test_protocol_upfront_audit_shares(void)
{
    cst_trial_spec spec = upfront(300);
    const cst_row *row = cst_play_shares(&spec, 201, 0.3 * 0.8, 0.7);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_AUDITS], 300 * 300);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_FLAGGED_HONEST], row->count[CST_COUNT_HONEST_DISCARDED]);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    row = cst_play_shares(&spec, 202, 0.3 * 0.8, 0.7 + 0.3 * 0.2);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_DISCARDED], 0);
}

/* Nothing, one task, all tasks, the most that is accepted. */
static void test_protocol_upfront_audit_counts(void)
{
    static const uint64_t first[] = {0, 1, 12, UINT64_C(1000000000000000)};
    static const uint64_t audits[] = {0, 1, 12, 12};
    for (int i = 0; i < 4; i++) {
        cst_trial_spec spec = upfront(first[i]);
        spec.agents = 3;
        spec.rounds = 4;
        const cst_row *row = cst_play_run(&spec, 50, 203);
        CU_ASSERT_EQUAL(row->count[CST_COUNT_AUDITS], 50 * audits[i]);
    }
}

/* The order is by round, then agent: with everybody attacking, the first K are caught and no
 * other. Who waits K tasks is never caught. */
static void test_protocol_upfront_audit_order(void)
{
    cst_trial_spec spec = upfront(7);
    spec.agents = 5;
    spec.rounds = 3;
    spec.scheming.law.rate = 1.0;
    spec.protocol.audit_success = 1.0;
    const cst_row *row = cst_play_run(&spec, 20, 204);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_CAUGHT], 20 * 7);
    CU_ASSERT_EQUAL(cst_spread_at(&row->spread[CST_SPREAD_TIME_TO_CATCH], 1), 20);
    CU_ASSERT_EQUAL(cst_spread_at(&row->spread[CST_SPREAD_ESCAPES_BEFORE_CATCH], 0), 20);
    spec.attack.policy = cst_policy_find("paced");
    spec.attack.wait = 6;
    CU_ASSERT_EQUAL(cst_play_run(&spec, 20, 205)->count[CST_COUNT_CAUGHT], 20);
    spec.attack.wait = 7;
    row = cst_play_run(&spec, 20, 206);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_CAUGHT], 0);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_ESCAPED], 20 * 8);
}

CST_SUITE("protocol_upfront_audit", CST_TEST(test_protocol_upfront_audit_shares),
          CST_TEST(test_protocol_upfront_audit_counts), CST_TEST(test_protocol_upfront_audit_order))
