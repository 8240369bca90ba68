/* SPDX-License-Identifier: MIT
 * Break-evens against their formulas for one reviewer, R/p = (1 - d) + d c q with q = P(the
 * reviewer schemes | the actor does); committees against sums written out here. */
#include "estimate/ask/assume.h"
#include "estimate/exact/closed.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static cst_trial_spec one_reviewer(double p, double d, double c)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.rate = p;
    spec.score.tpr = d;
    spec.collusion.probability = c;
    return spec;
}

/* A trusted monitor of TPR t leaves p (1 - t). */
static cst_break_even against(const cst_trial_spec *spec, double t, cst_input *shape)
{
    cst_trial_spec law;
    CU_ASSERT_TRUE_FATAL(cst_assume_shape(spec, &law, shape));
    return cst_assume_break_even(&law, shape, spec->scheming.law.rate * (1.0 - t));
}

/* q = p + rho (1 - p), so rho* = ((d - t) / (d c) - p) / (1 - p). */
static void test_assume_rho(void)
{
    static const double rates[] = {1e-9, 1e-3, 0.1, 0.4};
    static const double colluding[] = {0.3, 1.0};
    static const double trusted[] = {0.2, 0.7, 0.85, 0.9, 0.95};
    int found = 0;
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 10; j++) {
            const double p = rates[i];
            const double c = colluding[j % 2];
            const double t = trusted[j / 2];
            const double d = 0.9;
            const double expected = ((d - t) / (d * c) - p) / (1.0 - p);
            cst_input shape;
            cst_trial_spec spec = one_reviewer(p, d, c); /* independent: beta at rho 0 */
            const cst_break_even at = against(&spec, t, &shape);
            CU_ASSERT_STRING_EQUAL(shape.key, "scheming.rho");
            if (expected > 1e-9 && expected < 1.0 - 1e-9) {
                CU_ASSERT_EQUAL(at.kind, CST_BREAK_EVEN_FOUND);
                CU_ASSERT_TRUE(at.rising);
                CU_ASSERT_DOUBLE_EQUAL(at.at, expected, 1e-9);
                found++;
            } else if (expected > 1.0) {
                CU_ASSERT_EQUAL(at.kind, CST_BREAK_EVEN_NEVER);
            } else if (expected < -1e-9) {
                CU_ASSERT_EQUAL(at.kind, CST_BREAK_EVEN_ALWAYS);
            }
        }
    }
    CU_ASSERT_TRUE(found >= 10);
}

/* two-point: q = together, which is at least p. common-cause: q = b + (1 - b) p_i with
 * p_i = p (1 - b) / (1 - b p). */
static void test_assume_other_shapes(void)
{
    cst_input shape;
    cst_trial_spec spec = one_reviewer(0.05, 0.9, 1.0);
    spec.scheming.law.law = cst_law_find("two-point");
    spec.scheming.law.together = 0.5;
    cst_break_even at = against(&spec, 0.6, &shape);
    CU_ASSERT_STRING_EQUAL(shape.key, "scheming.together");
    CU_ASSERT_DOUBLE_EQUAL(shape.prior.a, 0.05, 1e-12);
    CU_ASSERT_EQUAL(shape.prior.b, 1.0);
    CU_ASSERT_EQUAL(at.kind, CST_BREAK_EVEN_FOUND);
    CU_ASSERT_DOUBLE_EQUAL(at.at, 0.3 / 0.9, 1e-9);
    spec.scheming.law.law = cst_law_find("common-cause");
    spec.scheming.law.common_share = 0.1;
    at = against(&spec, 0.6, &shape);
    CU_ASSERT_STRING_EQUAL(shape.key, "scheming.common_share");
    const double b = at.at;
    const double q = b + (1.0 - b) * 0.05 * (1.0 - b) / (1.0 - b * 0.05);
    CU_ASSERT_EQUAL(at.kind, CST_BREAK_EVEN_FOUND);
    CU_ASSERT_DOUBLE_EQUAL(0.1 + 0.9 * q, 0.4, 1e-9);
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    cst_trial_spec law;
    CU_ASSERT_FALSE(cst_assume_shape(&spec, &law, &shape));
    spec.protocol.kind = cst_protocol_find("trusted-monitor");
    CU_ASSERT_FALSE(cst_assume_shape(&spec, &law, &shape));
}

/* The size of which every larger one gains less than 1 % a reviewer, by its definition. */
static uint32_t enough_of(const double *risk, uint32_t most)
{
    for (uint32_t k = 1; k < most; k++) {
        bool worth = false;
        for (uint32_t more = k + 1; more <= most; more++) {
            worth = worth || risk[more] / risk[k] <= pow(0.99, more - k);
        }
        if (!worth) {
            return k;
        }
    }
    return 0;
}

/* Rule any, c = 1: (1 - d)^k where the reviewers are honest; common-cause: with b/1 of the attacks
 * all scheme, else each with p_i. */
static void test_assume_committee(void)
{
    const double p = 1e-3;
    const double d = 0.9;
    for (int way = 0; way < 3; way++) {
        const double b = way == 0 ? 0.0 : way == 1 ? 0.05 : 1.0;
        double risk[CST_REVIEWERS_MAX + 1] = {0.0};
        cst_trial_spec spec = one_reviewer(p, d, 1.0);
        spec.scheming.law.law = cst_law_find("common-cause");
        spec.scheming.law.common_share = b;
        const cst_assume_committee of = cst_assume_committee_of(&spec);
        CU_ASSERT_EQUAL(of.least, 1);
        CU_ASSERT_EQUAL_FATAL(of.most, 32);
        CU_ASSERT_EQUAL(of.rule, CST_RULE_ANY);
        for (uint32_t k = 1; k <= 32; k++) {
            const double own = p * (1.0 - b) / (1.0 - b * p);
            risk[k] = p * (b + (1.0 - b) * pow(1.0 - d * (1.0 - own), k));
            CU_ASSERT_TRUE(cst_test_relative(of.risk[k], risk[k]) < 1e-9);
        }
        CU_ASSERT_EQUAL(of.enough, enough_of(risk, 32));
        CU_ASSERT_EQUAL(of.enough > 0, way > 0);
    }
    cst_trial_spec small = one_reviewer(p, d, 1.0);
    small.agents = 5;
    CU_ASSERT_EQUAL(cst_assume_committee_of(&small).most, 4);
    small.protocol.kind = cst_protocol_find("none");
    CU_ASSERT_EQUAL(cst_assume_committee_of(&small).most, 0);
}

static void test_assume_effects(void)
{
    const cst_random random = {.seed = 1, .stream = 0};
    const cst_trial_spec spec = one_reviewer(0.01, 0.9, 0.0); /* R = p (1 - d) */
    const cst_input tpr = {.key = "monitor.score.tpr",
                           .offset = offsetof(cst_trial_spec, score.tpr),
                           .prior = {.kind = CST_PRIOR_UNIFORM, .a = 0.8, .b = 0.95}};
    const cst_assume_effect effect = cst_assume_effect_of(&tpr, &spec, &random, 0.95);
    CU_ASSERT_TRUE(effect.exists);
    CU_ASSERT_EQUAL(effect.base, 0.9);
    CU_ASSERT_EQUAL(effect.low, 0.8);
    CU_ASSERT_DOUBLE_EQUAL(effect.risk_low, 0.002, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(effect.risk_high, 0.0005, 1e-15);
    /* An end that the scenario refuses gives way to the last value that it takes. */
    const cst_input rate = {.key = "scheming.rate",
                            .offset = offsetof(cst_trial_spec, scheming.law.rate),
                            .prior = {.kind = CST_PRIOR_UNIFORM, .a = 0.001, .b = 0.6}};
    cst_trial_spec world = spec;
    world.scheming.law.law = cst_law_find("two-point");
    world.scheming.law.together = 0.25;
    CU_ASSERT_DOUBLE_EQUAL(cst_assume_reach(&rate, &world, 0.6), 0.25, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(cst_assume_effect_of(&rate, &world, &random, 0.95).high, 0.25, 1e-12);
    const cst_input exact = {.key = "scheming.joint"};
    CU_ASSERT_FALSE(cst_assume_effect_of(&exact, &spec, &random, 0.95).exists);
    cst_trial_spec mixture = spec; /* no closed form */
    mixture.scheming.propensity = CST_PROPENSITY_MIXTURE;
    mixture.response.effect = CST_EFFECT_END_TRIAL;
    CU_ASSERT_TRUE(isnan(cst_closed_form(&mixture, CST_RESULT_RESIDUAL_RISK)));
}

CST_SUITE("assume", CST_TEST(test_assume_rho), CST_TEST(test_assume_other_shapes),
          CST_TEST(test_assume_committee), CST_TEST(test_assume_effects))
