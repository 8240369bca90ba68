/* SPDX-License-Identifier: MIT
 * Strata against closed forms: under the forced law of each stratum the response is what every
 * other law uses, and intervals hold together as often as they say. */
#include "estimate/sample/strata.h"

#include "estimate/ask/rehearsal.h"
#include "estimate/exact/closed.h"
#include "tests/lib/lists.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static cst_trial_spec spec_of(const char *law, double rate, const char *kind, uint32_t reviewers,
                              const char *strategy)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 50;
    spec.scheming.law.law = cst_law_find(law);
    spec.scheming.law.rate = rate;
    spec.scheming.law.rho = 0.2;
    spec.scheming.law.together = 0.3;
    spec.scheming.law.common_share = 0.1;
    spec.scheming.law.lethal = 1.0;
    spec.scheming.law.nonlethal = 2.0;
    spec.scheming.law.background = 5.0;
    spec.scheming.law.hit = 0.4;
    spec.scheming.law.latent_model = 0.3;
    spec.score.tpr = 0.7;
    spec.score.fpr = 0.05;
    spec.abstain = 0.1;
    spec.collusion.strategy = cst_collusion_find(strategy);
    spec.collusion.probability = 0.8;
    spec.collusion.signal = 0.9;
    spec.collusion.chance = 0.05;
    spec.collusion.accuse = 0.5;
    spec.collusion.auc = 0.8;
    spec.collusion.mistaken = 0.1;
    spec.protocol.kind = cst_protocol_find(kind);
    spec.protocol.reviewers = reviewers;
    spec.protocol.rule = reviewers % 2 == 0 ? CST_RULE_ANY : CST_RULE_MAJORITY;
    return spec;
}

static const char *const laws[] = {"independent", "beta",   "two-point",     "common-cause",
                                   "shock",       "copula", "all-or-nothing"};
static const char *const strategies[] = {"none", "always-pass", "shared-bit", "self-recognition",
                                         "false-accusation"};
enum { LAWS = 7, STRATEGIES = 5 };

/* The model of a checked spec, or false where the combination is refused. */
static bool make(cst_model *model, const cst_trial_spec *spec)
{
    memset(model, 0, sizeof *model);
    return cst_trial_spec_check(spec, NULL) == 0 && cst_model_make(model, spec, NULL) == 0;
}

/* u_s by closed form: under the law `table` with s + 1 schemers on each task. */
static double response(const cst_model *model, uint32_t s)
{
    const uint32_t k = cst_strata_count(model) - 1;
    cst_model forced;
    double value[CST_RESULT_KINDS];
    cst_trial_spec spec = model->spec;
    spec.scheming = cst_scheming_spec_default();
    spec.scheming.law.law = cst_law_find(k == 0 ? "independent" : "table");
    spec.scheming.law.rate = (s + 1.0) / (k + 1.0);
    spec.scheming.law.joint_count = k + 2;
    double *joint = cst_test_list(k + 2);
    joint[s + 1] = 1.0;
    spec.scheming.law.joint = joint;
    if (spec.attack.policy->unwatched) {
        spec.attack.policy = cst_policy_find("always");
    }
    CU_ASSERT_TRUE_FATAL(make(&forced, &spec));
    cst_closed_forms(&forced, value);
    cst_model_free(&forced);
    return value[CST_RESULT_MISS_SHARE];
}

static uint32_t compare(const cst_trial_spec *spec)
{
    cst_model model;
    double value[CST_RESULT_KINDS];
    double sum = 0.0;
    if (!make(&model, spec)) {
        return 0;
    }
    CU_ASSERT_EQUAL_FATAL(cst_method_find("strata")->applies(&model, NULL), 0);
    for (uint32_t s = 0; s < cst_strata_count(&model); s++) {
        sum += model.w[s] * response(&model, s);
    }
    cst_closed_forms(&model, value);
    CU_ASSERT(cst_test_relative(sum, value[CST_RESULT_RESIDUAL_RISK]) < 1e-9);
    cst_model_free(&model);
    return 1;
}

static void test_strata_responses(void)
{
    static const struct {
        const char *kind;
        uint32_t reviewers;
    } kinds[] = {{"none", 1},      {"random-audit", 1}, {"untrusted-monitor", 1},
                 {"committee", 2}, {"committee", 3},    {"trusted-monitor", 1}};
    static const double rates[] = {1e-9, 1e-3, 0.2};
    uint32_t compared = 0;
    for (size_t i = 0; i < LAWS * STRATEGIES * 6 * 3; i++) {
        const size_t kind = i / (LAWS * STRATEGIES) % 6;
        cst_trial_spec spec =
            spec_of(laws[i % LAWS], rates[i / (LAWS * STRATEGIES * 6)], kinds[kind].kind,
                    kinds[kind].reviewers, strategies[i / LAWS % STRATEGIES]);
        compared += compare(&spec);
        spec.scheming.awareness = 0.3;
        spec.scheming.watched_factor = 0.5;
        spec.attack.policy = cst_policy_find("gated");
        compared += compare(&spec);
    }
    CU_ASSERT(compared >= 600);
}

/* A cell's strata, 300 attacks each. */
static void rehearse(const cst_trial_spec *spec, uint64_t seed, cst_row *row)
{
    cst_estimate_spec estimate = cst_estimate_spec_default();
    cst_cell cell;
    estimate.seed = seed;
    estimate.method = cst_method_find("strata");
    estimate.trials = 300 * 3;
    CU_ASSERT_EQUAL_FATAL(cst_cell_make(&cell, spec, &estimate, NULL), 0);
    CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1000000, row, NULL), 0);
    cst_cell_free(&cell);
}

/* What a row says of a model that has the response of its cell. */
static cst_result risk_of(const cst_model *model, const cst_row *row)
{
    cst_result result[CST_RESULT_KINDS];
    const cst_cell cell = {.model = *model, .method = cst_method_find("strata"), .tail = 0.95};
    cst_cell_results(&cell, row, 0.95, result);
    return result[CST_RESULT_RESIDUAL_RISK];
}

/* All laws and rates at once, from one simulation: misses 5 % of the times at most. 400 times: 35
 * or more happen less often than once in 1000 at 5 %. */
static void test_strata_covers(void)
{
    enum { TIMES = 400, MOST = 35 };
    const cst_trial_spec base = spec_of("beta", 1e-6, "committee", 2, "always-pass");
    uint32_t missed = 0;
    for (uint64_t seed = 1; seed <= TIMES; seed++) {
        static cst_row row;
        bool out = false;
        rehearse(&base, seed, &row);
        for (uint32_t i = 0; i < 2 * LAWS; i++) {
            const cst_trial_spec spec =
                spec_of(laws[i / 2], i % 2 == 0 ? 1e-11 : 1e-2, "committee", 2, "always-pass");
            cst_model of_law;
            double value[CST_RESULT_KINDS];
            CU_ASSERT_TRUE_FATAL(make(&of_law, &spec));
            cst_closed_forms(&of_law, value);
            const cst_result risk = risk_of(&of_law, &row);
            const double exact = value[CST_RESULT_RESIDUAL_RISK];
            CU_ASSERT(risk.low <= risk.estimate && risk.estimate <= risk.high);
            out = out || exact < risk.low || exact > risk.high;
            cst_model_free(&of_law);
        }
        missed += out;
    }
    CU_ASSERT(missed <= MOST);
}

/* Nothing seen is not zero. */
static void test_strata_unseen(void)
{
    const cst_trial_spec spec = spec_of("beta", 1e-3, "committee", 2, "always-pass");
    cst_model model;
    CU_ASSERT_TRUE_FATAL(make(&model, &spec));
    static cst_row row;
    cst_spread_add(&row.spread[CST_SPREAD_SCHEMERS], 0, 1000);
    cst_spread_add(&row.spread[CST_SPREAD_SCHEMERS_ESCAPED], 0, 100);
    cst_spread_add(&row.spread[CST_SPREAD_SCHEMERS], 1, 1000);
    const cst_result risk = risk_of(&model, &row);
    const double unseen = cst_strata_unseen(&model, &row);
    cst_row_free(&row);
    CU_ASSERT(cst_test_relative(risk.estimate, model.w[0] * 0.1) < 1e-12);
    CU_ASSERT(cst_test_relative(unseen, model.w[2]) < 1e-12);
    CU_ASSERT(risk.low < risk.estimate && risk.events == 100);
    CU_ASSERT(risk.high > model.w[2] + model.w[0] * 0.1 + model.w[1] * 3.6 / 1000.0);
    cst_model_free(&model);
}

static void expect_refused(cst_trial_spec *spec, const char *why)
{
    cst_model model;
    cst_error error = {0};
    CU_ASSERT_TRUE_FATAL(make(&model, spec));
    CU_ASSERT_EQUAL(cst_method_find("strata")->applies(&model, &error), CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, why));
    cst_model_free(&model);
}

static void test_strata_applies_errors(void)
{
    cst_trial_spec spec = spec_of("beta", 1e-3, "adaptive", 1, "none");
    expect_refused(&spec, "round by round");
    spec = spec_of("beta", 1e-3, "untrusted-monitor", 1, "none");
    spec.scheming.scope = CST_SCOPE_ROUND;
    expect_refused(&spec, "causes that tasks share");
    spec = spec_of("beta", 1e-3, "untrusted-monitor", 1, "none");
    spec.response.effect = CST_EFFECT_END_TRIAL;
    expect_refused(&spec, "a trial may end");
    spec = spec_of("independent", 1e-3, "untrusted-monitor", 1, "none");
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    expect_refused(&spec, "different rates");
}

/* The row is the response's alone: cells of other laws and rates have the same. */
static void test_strata_row_of_any_law(void)
{
    static cst_row one;
    static cst_row other;
    const cst_trial_spec a = spec_of("beta", 1e-6, "committee", 2, "always-pass");
    const cst_trial_spec b = spec_of("common-cause", 0.1, "committee", 2, "always-pass");
    rehearse(&a, 3, &one);
    rehearse(&b, 3, &other);
    CU_ASSERT_TRUE(cst_test_row_equal(&one, &other));
    for (uint32_t s = 0; s < 3; s++) {
        CU_ASSERT_EQUAL(cst_spread_at(&one.spread[CST_SPREAD_SCHEMERS], s), 300);
    }
}

CST_SUITE("strata", CST_TEST(test_strata_responses), CST_TEST(test_strata_covers),
          CST_TEST(test_strata_unseen), CST_TEST(test_strata_row_of_any_law),
          CST_TEST(test_strata_applies_errors))
