/* SPDX-License-Identifier: MIT */
#include "tests/lib/lists.h"
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"

/* With a threshold score model the slope of the ROC is tpr / fpr at work that is flagged and (1 -
 * tpr) / (1 - fpr) at other work. Everything beyond the audits is deferred, once it is suspected.
 */
static cst_trial_spec adaptive(double prior, double suspect, double supposed_rate)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 2;
    spec.rounds = 12;
    spec.protocol.kind = cst_protocol_find("adaptive");
    spec.protocol.replace = 1.0;
    spec.protocol.prior = prior;
    spec.protocol.suspect = suspect;
    spec.protocol.supposed_rate = supposed_rate;
    return spec;
}

/* Honest work that nobody flags: with FPR 0, TPR .9 and q = .5 a task multiplies the odds by 1 +
 * .5 (.1 - 1) = .55, and a round of two by .3025. From 9 : 1 they go to 2.72, .824, .249: above 1
 * in the rounds 1 and 2. */
static void test_protocol_adaptive_trusts(void)
{
    cst_trial_spec spec = adaptive(0.9, 0.5, 0.5);
    spec.scheming.law.rate = 0.0;
    spec.trusted.fpr = 0.0;
    spec.trusted.tpr = 0.9;
    const cst_row *row = cst_play_run(&spec, 5, 281);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_REPLACED], 5 * 2 * 2);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_USED], 5 * 2 * 10);
    spec.protocol.suspect = 0.2; /* odds of .25: .249 is below */
    row = cst_play_run(&spec, 5, 282);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_REPLACED], 5 * 2 * 3);
    spec.protocol.suspect = 0.199; /* odds of .2484: .2491 is above */
    row = cst_play_run(&spec, 5, 283);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_REPLACED], 5 * 2 * 4);
}

/* One agent attacks always, the other never; TPR 1 at an FPR so low that no honest work is flagged.
 * An attack's slope is 1e12, honest work's is 0: with q = 1e-12 a round doubles the odds. From 1 :
 * 99 they are above 1 after seven rounds, and in the eighth to twelfth honest work is deferred. */
static void test_protocol_adaptive_suspects(void)
{
    cst_trial_spec spec = adaptive(0.01, 0.5, 1e-12);
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = lineage[1].share = 0.5;
    lineage[0].rate = 1.0;
    lineage[1].rate = 0.0;
    spec.trusted.fpr = 1e-12;
    spec.trusted.tpr = 1.0;
    const cst_row *row = cst_play_run(&spec, 5, 284);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_CAUGHT], 5 * 12);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_REPLACED], 5 * 5);
    spec.protocol.prior = 0.02; /* 1 : 49 takes six doublings */
    row = cst_play_run(&spec, 5, 285);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_REPLACED], 5 * 6);
}

/* A review without a verdict, and a model that is supposed never to attack, teach nothing. */
static void test_protocol_adaptive_learns_nothing(void)
{
    cst_trial_spec spec = adaptive(0.6, 0.5, 0.0);
    spec.scheming.law.rate = 0.0;
    spec.trusted.fpr = 0.0;
    CU_ASSERT_EQUAL(cst_play_run(&spec, 5, 286)->count[CST_COUNT_HONEST_REPLACED], 5 * 24);
    spec.protocol.prior = 0.4;
    CU_ASSERT_EQUAL(cst_play_run(&spec, 5, 287)->count[CST_COUNT_HONEST_REPLACED], 0);
    spec.protocol.supposed_rate = 1.0;
    spec.abstain = 1.0;
    spec.protocol.prior = 0.6;
    const cst_row *row = cst_play_run(&spec, 5, 288);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_USED], 5 * 24);
}

/* Where it never suspects it is trusted-monitor, where it always does it is defer. */
static void test_protocol_adaptive_shares(void)
{
    cst_trial_spec spec = adaptive(0.01, 0.5, 0.0);
    spec.trusted.fpr = 0.1;
    spec.trusted.tpr = 0.6;
    spec.protocol.replace = 0.3;
    spec.protocol.audit_success = 0.8;
    (void)cst_play_shares(&spec, 289, 0.48, 0.4);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    (void)cst_play_shares(&spec, 290, 0.48, 0.52);
    spec.protocol.prior = 0.99;
    const double far = 0.6 + 0.4 * 0.3 / 0.9;
    (void)cst_play_shares(&spec, 291, 0.48, 1.0 - far + 0.12);
    spec.protocol.flagged_work = CST_FLAGGED_DISCARD;
    (void)cst_play_shares(&spec, 292, 0.48, 1.0 - far);
}

CST_SUITE("protocol_adaptive", CST_TEST(test_protocol_adaptive_trusts),
          CST_TEST(test_protocol_adaptive_suspects),
          CST_TEST(test_protocol_adaptive_learns_nothing), CST_TEST(test_protocol_adaptive_shares))
