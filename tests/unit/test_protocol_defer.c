/* SPDX-License-Identifier: MIT */
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static const double audited = 0.06;
static const double replaced = 0.2;

static cst_trial_spec defer(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("defer");
    spec.protocol.replace = replaced;
    spec.protocol.audit_success = 0.8;
    spec.trusted.fpr = audited;
    return spec;
}

/* w = TPR(a) r, l = 1 - TPR(a + g); where flagged work is used, TPR(a) (1 - r) escapes too. */
static void judge(cst_trial_spec spec, double near, double far, uint64_t seed)
{
    const cst_row *row = cst_play_shares(&spec, seed, near * 0.8, 1.0 - far);
    const uint64_t honest = row->count[CST_COUNT_TASKS] - row->count[CST_COUNT_ATTACKS];
    cst_play_share("discarded", row->count[CST_COUNT_HONEST_DISCARDED], honest, audited);
    cst_play_share("replaced", row->count[CST_COUNT_HONEST_REPLACED], honest, replaced);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    row = cst_play_shares(&spec, seed + 1, near * 0.8, 1.0 - far + near * 0.2);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_DISCARDED], 0);
    spec.protocol.flagged_work = CST_FLAGGED_DISCARD;
    spec.protocol.audit_flagged = 0.5; /* what is flagged is discarded, audited or not */
    (void)cst_play_shares(&spec, seed + 2, near * 0.8 * 0.5, 1.0 - far);
}

/* Between its point and the corner an ROC of one point is a straight line. */
static void test_protocol_defer_threshold(void)
{
    cst_trial_spec spec = defer();
    spec.trusted.tpr = 0.6;
    judge(spec, 0.6, 0.6 + 0.4 * replaced / (1.0 - audited), 211);
}

static void test_protocol_defer_binormal(void)
{
    cst_trial_spec spec = defer();
    spec.trusted.model = cst_score_find("binormal");
    spec.trusted.d_prime = 1.5;
    judge(spec, pnorm5(1.5 + qnorm5(audited, 0.0, 1.0, 1, 0), 0.0, 1.0, 1, 0),
          pnorm5(1.5 + qnorm5(audited + replaced, 0.0, 1.0, 1, 0), 0.0, 1.0, 1, 0), 215);
}

/* Deferring incriminates nobody: nothing is flagged by it. And a review without a verdict neither
 * flags nor defers, however much is deferred. */
static void test_protocol_defer_all(void)
{
    cst_trial_spec spec = defer();
    spec.agents = 10;
    spec.rounds = 5;
    spec.trusted.fpr = 0.0;
    spec.trusted.tpr = 0.0;
    spec.protocol.replace = 1.0;
    spec.scheming.law.rate = 0.5;
    const cst_row *row = cst_play_run(&spec, 20, 219);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_REPLACED] + row->count[CST_COUNT_AVERTED], 1000);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_AUDITS] + row->count[CST_COUNT_REPORTS], 0);
    spec.abstain = 1.0;
    row = cst_play_run(&spec, 20, 220);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_USED] + row->count[CST_COUNT_ESCAPED], 1000);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_UNREVIEWED], 1000);
}

CST_SUITE("protocol_defer", CST_TEST(test_protocol_defer_threshold),
          CST_TEST(test_protocol_defer_binormal), CST_TEST(test_protocol_defer_all))
