/* SPDX-License-Identifier: MIT
 * Importance sampling: the trap that a naive tilt falls into, refusals of a normal interval, and
 * forced trials against plain ones.
 * Covers: importance_played. */
#include "estimate/sample/methods.h"
#include "estimate/sample/strata.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REVIEWERS = 3, ATTACKS = 10000 };

/* A common cause of 5 %, three reviewers, any report: nearly all that escapes is from it. */
static cst_trial_spec trap(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 20;
    spec.rounds = 1;
    spec.scheming.law.law = cst_law_find("common-cause");
    spec.scheming.law.rate = 1e-3;
    spec.scheming.law.common_share = 0.05;
    spec.protocol.reviewers = REVIEWERS;
    spec.protocol.rule = CST_RULE_ANY;
    return spec;
}

static double draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* What most would write: every reviewer schemes by its own coin of the cross-entropy optimum at
 * independence, with the likelihood ratio as weight, and a normal interval. Whether it covers. */
static bool tilted_covers(const cst_model *model, double exact, uint64_t *state)
{
    const double tilt = 0.0099;
    const double miss = 1.0 - model->spec.score.tpr;
    double sum = 0.0;
    double squares = 0.0;
    for (int i = 0; i < ATTACKS; i++) {
        uint32_t s = 0;
        bool escapes = true;
        for (int slot = 0; slot < REVIEWERS; slot++) {
            const bool schemes = draw(state) < tilt;
            s += schemes;
            escapes = escapes && (schemes || draw(state) < miss);
        }
        const double weight = model->w[s] / dbinom(s, REVIEWERS, tilt, 0);
        sum += escapes ? weight : 0.0;
        squares += escapes ? weight * weight : 0.0;
    }
    const double mean = sum / ATTACKS;
    const double error = sqrt((squares / ATTACKS - mean * mean) / (ATTACKS - 1));
    return fabs(mean - exact) <= 1.96 * error;
}

static cst_result risk_of(const cst_trial_spec *spec, uint64_t trials, uint64_t seed)
{
    static cst_row row;
    cst_result out[CST_RESULT_KINDS];
    cst_cell cell;
    cst_direct_cell(&cell, spec, "importance", trials, seed);
    CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1 << 16, &row, NULL), 0);
    cst_cell_results(&cell, &row, 0.95, out);
    cst_cell_free(&cell);
    return out[CST_RESULT_RESIDUAL_RISK];
}

/* 95 % intervals of 400 estimates: fewer than 360 hold less often than once in 1e5 at 95 %, and the
 * tilt's hold in hardly any. */
static void test_importance_trap(void)
{
    enum { TIMES = 400, LEAST = 360 };
    const cst_trial_spec spec = trap();
    cst_model model;
    double exact = 0.0;
    uint64_t state = 7;
    uint32_t ours = 0;
    uint32_t tilted = 0;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    for (uint32_t s = 0; s <= REVIEWERS; s++) {
        exact += model.w[s] * cst_model_pass_given(&model, s);
    }
    for (uint64_t seed = 1; seed <= TIMES; seed++) {
        const cst_result risk = risk_of(&spec, ATTACKS, seed);
        CU_ASSERT_STRING_EQUAL(risk.method, "importance, normal");
        ours += risk.low <= exact && exact <= risk.high;
        tilted += tilted_covers(&model, exact, &state);
    }
    CU_ASSERT(ours >= LEAST);
    CU_ASSERT(tilted < TIMES / 5);
    cst_model_free(&model);
}

/* Few events, or few effective ones: no normal interval. None at all: an upper bound. */
static void test_importance_refuses_normal(void)
{
    cst_trial_spec spec = trap();
    const cst_result few = risk_of(&spec, 40, 1);
    CU_ASSERT(few.events < 30 && few.events > 0);
    CU_ASSERT_STRING_EQUAL(few.method, "importance, betting");
    spec.score.tpr = 1.0;
    spec.collusion.strategy = cst_collusion_find("none");
    const cst_result none = risk_of(&spec, 1000, 1);
    CU_ASSERT(isnan(none.estimate) && none.low == 0.0 && none.few);
    CU_ASSERT(none.high > 0.0 && none.high < 0.05 * spec.scheming.law.rate);
}

/* Trials that are played: the forced ones give what plain ones give, at a rate where both can. Each
 * against the other by intervals of which five in a million miss. */
static void test_importance_forced_trials(void)
{
    static const char *const kinds[] = {"adaptive", "committee", "hierarchy", "peer-report"};
    for (size_t i = 0; i < 4; i++) {
        static cst_row row[2];
        cst_result out[2][CST_RESULT_KINDS];
        cst_trial_spec spec = cst_trial_spec_default();
        spec.agents = 10;
        spec.rounds = 6;
        spec.scheming.law.law = cst_law_find("beta");
        spec.scheming.law.rate = 2e-3;
        spec.scheming.law.rho = 0.2;
        spec.score.tpr = 0.6;
        spec.score.fpr = 0.05;
        spec.protocol.kind = cst_protocol_find(kinds[i]);
        spec.protocol.reviewers = i == 1 || i == 3 ? 3 : 1;
        spec.response.effect = i == 0 ? CST_EFFECT_NONE : CST_EFFECT_QUARANTINE;
        CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(&spec, NULL), 0);
        for (int forced = 0; forced < 2; forced++) {
            cst_cell cell;
            cst_direct_cell(&cell, &spec, forced ? "importance" : "naive", 20000, 10 + i);
            CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1 << 16, &row[forced], NULL), 0);
            cst_cell_results(&cell, &row[forced], 1.0 - 5e-6, out[forced]);
            cst_cell_free(&cell);
        }
        for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
            const cst_result *plain = &out[0][kind];
            const cst_result *other = &out[1][kind];
            if (other->method != NULL && plain->method != NULL) {
                CU_ASSERT(plain->low <= other->high && other->low <= plain->high);
            }
        }
        const cst_result *trial = &out[1][CST_RESULT_TRIAL_RISK];
        const cst_result *plain = &out[0][CST_RESULT_TRIAL_RISK];
        CU_ASSERT(trial->high - trial->low < 0.6 * (plain->high - plain->low));
        CU_ASSERT_EQUAL(row[1].count[CST_COUNT_TRIALS], 20000);
        CU_ASSERT_PTR_NULL(out[1][CST_RESULT_USEFULNESS].method);
    }
}

static void test_importance_applies_errors(void)
{
    cst_trial_spec spec = trap();
    cst_error error = {0};
    cst_model model;
    spec.scheming.law.rate = 0.0;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    CU_ASSERT_EQUAL(cst_method_importance.applies(&model, &error), CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "nobody ever attacks"));
    cst_model_free(&model);
    spec = trap();
    spec.scheming.scope = CST_SCOPE_TRIAL;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    CU_ASSERT_PTR_NULL(cst_method_choose(&model, &cst_method_importance, &error));
    CU_ASSERT_EQUAL(error.code, CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "share causes"));
    cst_model_free(&model);
}

CST_SUITE("importance", CST_TEST(test_importance_trap), CST_TEST(test_importance_refuses_normal),
          CST_TEST(test_importance_forced_trials), CST_TEST(test_importance_applies_errors))
