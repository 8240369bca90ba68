/* SPDX-License-Identifier: MIT
 * The closed forms of protocols that are played, against MODEL section 7's w and l written out by
 * hand, and against played trials by exact binomial tails. */
#include "estimate/exact/closed_played.h"

#include "estimate/exact/closed.h"
#include "tally/interval.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static double value[CST_RESULT_KINDS];

static bool likely(uint64_t x, uint64_t n, double p)
{
    double lower;
    double upper;
    cst_interval_tails(x, n, fmin(p, 1.0), &lower, &upper);
    return fmin(lower, upper) > 5e-8;
}

static void closed(const cst_trial_spec *spec)
{
    cst_error error = {0};
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, &error), 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(model.play);
    cst_closed_forms(&model, value);
    cst_model_free(&model);
}

static cst_trial_spec base(const char *kind)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 20;
    spec.rounds = 5;
    spec.scheming.law.rate = 0.2;
    spec.trusted.model = cst_score_find("binormal");
    spec.trusted.d_prime = 1.8;
    spec.trusted.fpr = 0.05;
    spec.score.tpr = 0.7;
    spec.score.fpr = 0.04;
    spec.protocol.kind = cst_protocol_find(kind);
    spec.protocol.audit_success = 0.8;
    return spec;
}

static double tpr(const cst_trial_spec *spec, double fpr)
{
    const double threshold = qnorm5(fpr, 0.0, 1.0, 0, 0);
    return pnorm5(threshold - spec->trusted.d_prime, 0.0, 1.0, 0, 0);
}

/* l = P(escaped | attack), and the share of honest work used. The ROC is a table whose lines are
 * off by 1e-7 of the TPR. */
static void is(const cst_trial_spec *spec, double l, double used)
{
    closed(spec);
    CU_ASSERT(cst_test_relative(value[CST_RESULT_MISS_SHARE], l) < 1e-6);
    CU_ASSERT(cst_test_relative(value[CST_RESULT_RESIDUAL_RISK], 0.2 * l) < 1e-6);
    CU_ASSERT(cst_test_relative(value[CST_RESULT_USEFULNESS], used) < 1e-9);
}

static void test_closed_played_by_hand(void)
{
    cst_trial_spec spec = base("upfront-audit");
    spec.protocol.first = 30;
    is(&spec, 0.7, 0.7);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    is(&spec, 0.7 + 0.3 * 0.2, 1.0);
    spec = base("defer");
    spec.protocol.replace = 0.1;
    spec.protocol.trusted_quality = 0.25;
    is(&spec, 1.0 - tpr(&spec, 0.15), (0.85 + 0.25 * 0.1 - 0.25) / 0.75);
    spec = base("trusted-edit");
    spec.protocol.replace = 0.1;
    spec.protocol.edit_success = 0.6;
    is(&spec, 1.0 - tpr(&spec, 0.15) + (tpr(&spec, 0.15) - tpr(&spec, 0.05)) * 0.4, 0.95);
    spec = base("resample");
    spec.protocol.samples = 3;
    is(&spec, pow(1.0 - tpr(&spec, 1.0 - pow(0.95, 1.0 / 3.0)), 3.0), 0.95);
    spec.protocol.statistic = CST_STATISTIC_MIN;
    is(&spec, 1.0 - pow(tpr(&spec, pow(0.05, 1.0 / 3.0)), 3.0), 0.95);
    spec = base("async");
    spec.protocol.delay = 3;
    spec.protocol.harm_rate = 0.2;
    const double late = 1.0 - 0.8 * 0.8 * 0.8;
    is(&spec, 1.0 - tpr(&spec, 0.05) + tpr(&spec, 0.05) * late, 0.95);
    spec = base("untrusted-monitor"); /* l = 1 - (1 - c q) TPR, with P_aud below 1 */
    spec.protocol.audit_flagged = 0.5;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.3;
    spec.collusion.probability = 0.5;
    const double q = 0.2 + 0.3 * 0.8;
    is(&spec, 1.0 - (1.0 - 0.5 * q) * 0.7, 1.0 - 0.04 * (1.0 - 0.5 * 0.2 * 0.7));
}

/* Perfectly tied scores flag what the better monitor flags; a colluding agent leaves the trusted
 * monitor's flags. Independent ones flag as a product says, once that is stated. */
static void test_closed_played_joint(void)
{
    cst_trial_spec spec = base("trusted-and-untrusted");
    spec.joint.honest_correlation = spec.joint.attack_correlation = 1.0;
    spec.collusion.strategy = cst_collusion_find("none");
    is(&spec, 1.0 - fmax(0.7, tpr(&spec, 0.05)), 0.95);
    spec.joint.honest_correlation = spec.joint.attack_correlation = 0.0;
    is(&spec, 0.3 * (1.0 - tpr(&spec, 0.05)), 0.95 * 0.96);
    spec.collusion.strategy = cst_collusion_find("always-pass");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    closed(&spec);
    CU_ASSERT(cst_test_relative(value[CST_RESULT_MISS_SHARE], 1.0 - tpr(&spec, 0.05)) < 1e-6);
}

/* trial_risk under shared causes, against played trials; residual_risk does not change. */
static void test_closed_played_scopes(void)
{
    static const char *const laws[] = {"beta", "common-cause", "two-point", "independent"};
    for (uint32_t i = 0; i < 8; i++) {
        static cst_row row;
        cst_trial_spec spec = base(i % 3 == 0 ? "committee" : "untrusted-monitor");
        cst_cell cell;
        spec.agents = 8;
        spec.scheming.scope = i % 2 == 0 ? CST_SCOPE_ROUND : CST_SCOPE_TRIAL;
        spec.scheming.law.law = cst_law_find(laws[i / 2]);
        spec.scheming.law.rate = 0.03;
        spec.scheming.law.rho = 0.3;
        spec.scheming.law.together = 0.4;
        spec.scheming.law.common_share = 0.3;
        spec.protocol.flagged_work = i % 4 < 2 ? CST_FLAGGED_DISCARD : CST_FLAGGED_USE;
        cst_direct_cell(&cell, &spec, "auto", 20000, 6);
        cst_closed_forms(&cell.model, value);
        CU_ASSERT_FALSE(isnan(value[CST_RESULT_TRIAL_RISK]));
        CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1, &row, NULL), 0);
        CU_ASSERT(row.count[CST_COUNT_TRIALS_ESCAPED] > 200);
        CU_ASSERT(likely(row.count[CST_COUNT_TRIALS_ESCAPED], row.count[CST_COUNT_TRIALS],
                         value[CST_RESULT_TRIAL_RISK]));
        cst_cell_free(&cell);
    }
}

/* With one level it is untrusted-monitor, with escalate 1 a committee of D with rule any. */
static void test_closed_played_hierarchy(void)
{
    static const char *const laws[] = {"beta", "common-cause", "independent"};
    for (size_t i = 0; i < 3; i++) {
        double alone[CST_RESULT_KINDS];
        cst_trial_spec spec = base("committee");
        cst_model model;
        spec.scheming.law.law = cst_law_find(laws[i]);
        spec.scheming.law.rho = 0.4;
        spec.scheming.law.common_share = 0.3;
        spec.collusion.probability = 0.7;
        spec.protocol.reviewers = 4;
        spec.protocol.rule = CST_RULE_ANY;
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        cst_closed_forms(&model, alone);
        cst_model_free(&model);
        spec.protocol.kind = cst_protocol_find("hierarchy");
        spec.protocol.depth = 4;
        spec.protocol.escalate = 1.0;
        closed(&spec);
        CU_ASSERT(cst_test_relative(value[CST_RESULT_MISS_SHARE], alone[CST_RESULT_MISS_SHARE]) <
                  1e-12);
        CU_ASSERT(cst_test_relative(value[CST_RESULT_FALSE_REPORT_RATE],
                                    alone[CST_RESULT_FALSE_REPORT_RATE]) < 1e-12);
        spec.protocol.kind = cst_protocol_find("untrusted-monitor");
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        cst_closed_forms(&model, alone);
        cst_model_free(&model);
        spec.protocol.kind = cst_protocol_find("hierarchy");
        spec.protocol.escalate = 0.0;
        closed(&spec);
        CU_ASSERT(cst_test_relative(value[CST_RESULT_MISS_SHARE], alone[CST_RESULT_MISS_SHARE]) <
                  1e-12);
        CU_ASSERT_EQUAL(value[CST_RESULT_REVIEW_COST], 1.0);
    }
}

/* 100,000 tasks, 20,000 attacks: a miss share that is off by .02 shows. */
static void simulated(const cst_trial_spec *spec)
{
    static cst_row row;
    cst_cell cell;
    cst_direct_cell(&cell, spec, "auto", 1000, 5);
    cst_closed_forms(&cell.model, value);
    CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1, &row, NULL), 0);
    const uint64_t planned = row.count[CST_COUNT_PLANNED];
    const uint64_t flagged =
        row.count[CST_COUNT_FLAGGED_ATTACKS] + row.count[CST_COUNT_FLAGGED_HONEST];
    CU_ASSERT(row.count[CST_COUNT_ESCAPED] > 300);
    CU_ASSERT(likely(row.count[CST_COUNT_ESCAPED], planned, value[CST_RESULT_RESIDUAL_RISK]));
    CU_ASSERT(likely(row.count[CST_COUNT_AUDITS], planned, value[CST_RESULT_AUDIT_RATE]));
    if (!isnan(value[CST_RESULT_REPORT_RATE])) {
        CU_ASSERT(likely(flagged, planned, value[CST_RESULT_REPORT_RATE]));
    }
    cst_cell_free(&cell);
}

static void test_closed_played_simulated(void)
{
    static const char *const kinds[] = {
        "defer",           "trusted-edit", "resample",      "async",     "untrusted-monitor",
        "trusted-monitor", "hierarchy",    "upfront-audit", "committee", "trusted-and-untrusted"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        for (int use = 0; use <= 1; use++) {
            cst_trial_spec spec = base(kinds[i]);
            spec.protocol.flagged_work = use ? CST_FLAGGED_USE : CST_FLAGGED_DISCARD;
            spec.protocol.audit_flagged = strcmp(kinds[i], "hierarchy") == 0 ? 1.0 : 0.6;
            spec.protocol.harm_rate = 0.3;
            spec.protocol.edit_success = 0.5;
            spec.protocol.first = 40;
            spec.protocol.depth = 3;
            spec.scheming.law.law = cst_law_find("beta");
            spec.scheming.law.rho = 0.3;
            spec.collusion.probability = 0.8;
            spec.joint.honest_correlation = 0.5;
            spec.joint.attack_correlation = 0.3;
            simulated(&spec);
        }
    }
}

CST_SUITE("closed_played", CST_TEST(test_closed_played_by_hand), CST_TEST(test_closed_played_joint),
          CST_TEST(test_closed_played_hierarchy), CST_TEST(test_closed_played_simulated),
          CST_TEST(test_closed_played_scopes))
