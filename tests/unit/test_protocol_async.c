/* SPDX-License-Identifier: MIT */
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static cst_trial_spec async(uint32_t delay, double harm_rate)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("async");
    spec.protocol.delay = delay;
    spec.protocol.harm_rate = harm_rate;
    spec.protocol.audit_success = 0.8;
    spec.trusted.tpr = 0.7;
    spec.trusted.fpr = 0.05;
    return spec;
}

/* s = (1 - h)^D: w = TPR P_aud r s. What is discarded in time is averted, audited or not: l = 1 -
 * TPR s; where it is used, only a proof in time saves: l = 1 - w. */
static void judge(cst_trial_spec spec, double tpr, double in_time, uint64_t seed)
{
    (void)cst_play_shares(&spec, seed, tpr * 0.8 * in_time, 1.0 - tpr * in_time);
    spec.protocol.audit_flagged = 0.5;
    (void)cst_play_shares(&spec, seed + 1, tpr * 0.4 * in_time, 1.0 - tpr * in_time);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    (void)cst_play_shares(&spec, seed + 2, tpr * 0.4 * in_time, 1.0 - tpr * 0.4 * in_time);
}

static void test_protocol_async_shares(void)
{
    cst_trial_spec spec = async(0, 0.9);
    judge(spec, 0.7, 1.0, 231);
    judge(async(3, 0.2), 0.7, 0.8 * 0.8 * 0.8, 234);
    spec = async(1, 0.3);
    spec.trusted.model = cst_score_find("binormal");
    spec.trusted.d_prime = 2.0;
    judge(spec, pnorm5(2.0 + qnorm5(0.05, 0.0, 1.0, 1, 0), 0.0, 1.0, 1, 0), 0.7, 237);
}

/* Everybody attacks and is flagged at once. Two rounds of review and one of latency: the actor is
 * out from round 4 on, or the trial ends with round 2 (from 0). A catch that came too late is still
 * a proof. */
static void test_protocol_async_responds_late(void)
{
    cst_trial_spec spec = async(2, 0.0);
    spec.agents = 3;
    spec.rounds = 9;
    spec.scheming.law.rate = 1.0;
    spec.trusted.tpr = spec.protocol.audit_success = 1.0;
    spec.response = (cst_response_spec){.effect = CST_EFFECT_QUARANTINE, .latency = 1};
    const cst_row *row = cst_play_run(&spec, 10, 241);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_CAUGHT], 10 * 3 * 4);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_VOID], 10 * 3 * 5);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_QUARANTINED], 10 * 3);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_QUARANTINED_FALSELY], 0);
    spec.protocol.harm_rate = 1.0;
    row = cst_play_run(&spec, 10, 242);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_ESCAPED], 10 * 3 * 4);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_QUARANTINED], 10 * 3);
    spec.response.effect = CST_EFFECT_END_TRIAL;
    row = cst_play_run(&spec, 10, 243);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_ESCAPED], 10 * 3 * 3);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_TRIALS_ENDED], 10);
}

CST_SUITE("protocol_async", CST_TEST(test_protocol_async_shares),
          CST_TEST(test_protocol_async_responds_late))
