/* SPDX-License-Identifier: MIT */
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>

static const double audited = 0.05;
static const double edited = 0.25;
static const double kappa = 0.7;

/* w = TPR(a) r, l = 1 - TPR(a + g) + (TPR(a + g) - TPR(a))(1 - kappa); edited honest work is used.
 */
static void judge(cst_trial_spec spec, double near, double far, uint64_t seed)
{
    const double missed = 1.0 - far + (far - near) * (1.0 - kappa);
    spec.protocol.kind = cst_protocol_find("trusted-edit");
    spec.protocol.replace = edited;
    spec.protocol.edit_success = kappa;
    spec.protocol.audit_success = 0.75;
    spec.trusted.fpr = audited;
    const cst_row *row = cst_play_shares(&spec, seed, near * 0.75, missed);
    const uint64_t honest = row->count[CST_COUNT_TASKS] - row->count[CST_COUNT_ATTACKS];
    cst_play_share("used", row->count[CST_COUNT_HONEST_USED], honest, 1.0 - audited);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEST_REPLACED], 0);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    (void)cst_play_shares(&spec, seed + 1, near * 0.75, missed + near * 0.25);
}

static void test_protocol_trusted_edit_threshold(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.trusted.tpr = 0.5;
    judge(spec, 0.5, 0.5 + 0.5 * edited / (1.0 - audited), 221);
}

static void test_protocol_trusted_edit_binormal(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.trusted.model = cst_score_find("binormal");
    spec.trusted.d_prime = 1.0;
    judge(spec, pnorm5(1.0 + qnorm5(audited, 0.0, 1.0, 1, 0), 0.0, 1.0, 1, 0),
          pnorm5(1.0 + qnorm5(audited + edited, 0.0, 1.0, 1, 0), 0.0, 1.0, 1, 0), 223);
}

CST_SUITE("protocol_trusted_edit", CST_TEST(test_protocol_trusted_edit_threshold),
          CST_TEST(test_protocol_trusted_edit_binormal))
