/* SPDX-License-Identifier: MIT
 * Assumptions of scenarios whose residual risk is known by hand: an untrusted monitor under law
 * beta leaves p ((1 - d) + d q) with q = p + rho (1 - p), a trusted one p (1 - d). */
#include "study/assumptions.h"

#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char beta[] = "trial: {agents: 10, rounds: 10}\n"
                           "scheming: {rate: 0.001, dependence: beta, rho: 0.05}\n"
                           "monitor: {score: {tpr: 0.9, fpr: 0.01}, trusted: {score: {tpr: 0.7}}}\n"
                           "protocol: {kind: untrusted-monitor}\n";

static int make(cst_assumptions *found, cst_scenario *scenario, const char *text, cst_error *error)
{
    const cst_scenario_set set = {.beside = "trusted-monitor"};
    const int code = cst_scenario_parse(scenario, "test", text, strlen(text), &set, error);
    if (code != 0) {
        printf("%s\n", error->text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
    return cst_assumptions_make(found, scenario, error);
}

static const cst_assumption *input_of(const cst_assumptions *of, const char *key)
{
    for (uint32_t i = 0; i < of->count; i++) {
        if (strcmp(of->input[i].input.key, key) == 0) {
            return &of->input[i];
        }
    }
    CU_FAIL("no such input");
    return &of->input[0];
}

static double risk(double p, double d, double rho)
{
    return p * (1.0 - d + d * (p + rho * (1.0 - p)));
}

/* The break-even values by solving for rho, and for the trusted monitor's TPR. */
static void test_assumptions_break_even(void)
{
    cst_assumptions *found = malloc(sizeof *found);
    cst_scenario scenario = {0};
    cst_error error = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    CU_ASSERT_EQUAL_FATAL(make(found, &scenario, beta, &error), 0);
    CU_ASSERT_DOUBLE_EQUAL(found->unmonitored, 1e-3, 1e-18);
    CU_ASSERT_DOUBLE_EQUAL(found->base, risk(1e-3, 0.9, 0.05), 1e-16);
    CU_ASSERT(found->shaped && found->at_most);
    CU_ASSERT_STRING_EQUAL(found->shape.key, "scheming.rho");
    CU_ASSERT_DOUBLE_EQUAL(found->shape_value, 0.05, 1e-15);
    /* half of the risk: .1 + .9 q = .5 */
    CU_ASSERT_EQUAL(found->half.kind, CST_BREAK_EVEN_FOUND);
    CU_ASSERT(found->half.rising);
    CU_ASSERT_DOUBLE_EQUAL(found->half.at, (0.4 / 0.9 - 1e-3) / 0.999, 1e-9);
    /* as much as the trusted monitor: .1 + .9 q = .3 */
    CU_ASSERT(found->trusted);
    CU_ASSERT_DOUBLE_EQUAL(found->trusted_risk, 3e-4, 1e-16);
    CU_ASSERT_EQUAL(found->against.kind, CST_BREAK_EVEN_FOUND);
    CU_ASSERT_DOUBLE_EQUAL(found->against.at, (0.2 / 0.9 - 1e-3) / 0.999, 1e-9);
    /* a trusted monitor as good as this: 1 - d = .1 + .9 q */
    CU_ASSERT_EQUAL(found->needed.kind, CST_BREAK_EVEN_FOUND);
    CU_ASSERT_DOUBLE_EQUAL(found->needed.at, 0.9 - 0.9 * (1e-3 + 0.05 * 0.999), 1e-9);
    cst_scenario_free(&scenario);
    free(found);
}

/* Inputs by their effect on the risk, the largest first; those that leave it come last. With
 * `uncertainty` only what it names. */
static void test_assumptions_inputs(void)
{
    cst_assumptions *found = malloc(sizeof *found);
    cst_scenario scenario = {0};
    cst_error error = {0};
    char text[1024];
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    snprintf(text, sizeof text, "%suncertainty: {monitor.score.tpr: {uniform: [0.8, 0.95]}, %s}\n",
             beta, "scheming.rho: {uniform: [0, 0.5]}, monitor.score.fpr: {uniform: [0, 0.1]}");
    CU_ASSERT_EQUAL_FATAL(make(found, &scenario, text, &error), 0);
    CU_ASSERT_EQUAL_FATAL(found->count, 3);
    CU_ASSERT_STRING_EQUAL(found->input[0].input.key, "scheming.rho");
    CU_ASSERT_STRING_EQUAL(found->input[1].input.key, "monitor.score.tpr");
    CU_ASSERT_STRING_EQUAL(found->input[2].input.key, "monitor.score.fpr");
    CU_ASSERT_EQUAL(found->idle, 1);
    CU_ASSERT_EQUAL(found->input[2].change, 0.0);
    CU_ASSERT_STRING_EQUAL(found->input[0].source, "uncertainty");
    const cst_assume_effect *rho = &input_of(found, "scheming.rho")->effect;
    const cst_assume_effect *tpr = &input_of(found, "monitor.score.tpr")->effect;
    /* of a uniform law the whole range, or its middle 95 %: both are affine in the input */
    CU_ASSERT_DOUBLE_EQUAL(rho->risk_low, risk(1e-3, 0.9, rho->low), 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(rho->risk_high, risk(1e-3, 0.9, rho->high), 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(tpr->risk_low, risk(1e-3, tpr->low, 0.05), 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(tpr->risk_high, risk(1e-3, tpr->high, 0.05), 1e-15);
    CU_ASSERT(rho->low >= 0.0 && rho->low < 0.03 && rho->high > 0.47 && rho->high <= 0.5);
    CU_ASSERT_DOUBLE_EQUAL(found->input[0].change, fabs(rho->risk_high - rho->risk_low), 1e-18);
    cst_scenario_free(&scenario);
    free(found);
}

/* The base is the middle of every axis of numbers; the sweep gives the ranges. */
static void test_assumptions_sweep(void)
{
    cst_assumptions *found = malloc(sizeof *found);
    cst_scenario scenario = {0};
    cst_error error = {0};
    char text[1024];
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    snprintf(text, sizeof text, "%ssweep: {scheming.rate: [0.1, 0.01, 0.001], %s}\n", beta,
             "protocol.kind: [trusted-monitor, untrusted-monitor], monitor.score.tpr: [0.9, 1]");
    CU_ASSERT_EQUAL_FATAL(make(found, &scenario, text, &error), 0);
    CU_ASSERT_EQUAL(found->cell->trial->scheming.law.rate, 0.01);
    CU_ASSERT_EQUAL(found->cell->trial->score.tpr, 0.9);
    CU_ASSERT_STRING_EQUAL(found->cell->trial->protocol.kind->name, "untrusted-monitor");
    CU_ASSERT_DOUBLE_EQUAL(found->base, risk(0.01, 0.9, 0.05), 1e-15);
    const cst_assumption *rate = input_of(found, "scheming.rate");
    CU_ASSERT_STRING_EQUAL(rate->source, "sweep");
    CU_ASSERT(rate->effect.low == 0.001 && rate->effect.high == 0.1);
    CU_ASSERT_DOUBLE_EQUAL(rate->effect.risk_high, risk(0.1, 0.9, 0.05), 1e-15);
    CU_ASSERT_STRING_EQUAL(input_of(found, "monitor.score.tpr")->source, "sweep");
    cst_scenario_free(&scenario);
    snprintf(text, sizeof text, "%ssweep: {'scheming.rate, monitor.score.tpr': %s}\n", beta,
             "[[0.1, 0.9], [0.01, 0.8], [0.001, 0.9]]"); /* the first of tied ones counts */
    CU_ASSERT_EQUAL_FATAL(make(found, &scenario, text, &error), 0);
    CU_ASSERT(found->cell->trial->scheming.law.rate == 0.01 &&
              found->cell->trial->score.tpr == 0.8);
    cst_scenario_free(&scenario);
    free(found);
}

/* Each over its own range, and only what can be drawn. The risk goes up with rho on a straight
 * line, and no false positive rate moves it, so rho explains all. */
static void test_assumptions_vary(void)
{
    cst_assumptions *found = malloc(sizeof *found);
    cst_scenario scenario = {0};
    cst_error error = {0};
    char text[1024];
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    snprintf(text, sizeof text,
             "%suncertainty: {scheming.rho: {uniform: [0, 0.4]}, "
             "monitor.score.fpr: {beta: [1, 2]}}\n",
             beta);
    CU_ASSERT_EQUAL_FATAL(make(found, &scenario, text, &error), 0);
    CU_ASSERT_EQUAL(cst_assumptions_vary(found, CST_RESULT_RESIDUAL_RISK, 2000, &error), 0);
    CU_ASSERT(found->varied && found->count == 2);
    CU_ASSERT_STRING_EQUAL(found->input[0].input.key, "scheming.rho");
    const cst_index first = found->sensitivity.first[0];
    const cst_index total = found->sensitivity.total[0];
    CU_ASSERT(first.error < 0.01 && fabs(first.value - 1.0) <= 5.0 * first.error);
    CU_ASSERT(total.error < 0.03 && fabs(total.value - 1.0) <= 5.0 * total.error);
    CU_ASSERT_DOUBLE_EQUAL(found->sensitivity.rank[0].value, 1.0, 1e-9);
    CU_ASSERT_EQUAL(found->sensitivity.total[1].value, 0.0);
    const double from = risk(0.001, 0.9, 0.0);
    const double to = risk(0.001, 0.9, 0.4);
    const double deviation = (to - from) / sqrt(12.0);
    CU_ASSERT_DOUBLE_EQUAL(found->sensitivity.mean, 0.5 * (from + to),
                           5.0 * deviation / sqrt(2000.0));
    CU_ASSERT_DOUBLE_EQUAL(found->sensitivity.deviation, deviation, 0.06 * deviation);
    CU_ASSERT_EQUAL(cst_assumptions_vary(found, CST_RESULT_NEXT_GUARDED, 2000, &error),
                    CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "next_guarded has no closed form here"));
    cst_scenario_free(&scenario);
    CU_ASSERT_EQUAL_FATAL(make(found, &scenario, beta, &error), 0);
    CU_ASSERT_EQUAL(cst_assumptions_vary(found, CST_RESULT_RESIDUAL_RISK, 500, &error), 0);
    CU_ASSERT_TRUE(input_of(found, "attack.severity.most")->held); /* whole numbers alone */
    CU_ASSERT_FALSE(input_of(found, "scheming.rho")->held);
    cst_scenario_free(&scenario);
    const size_t before = (size_t)(strstr(beta, "{kind: untrusted") - beta);
    snprintf(text, sizeof text, "%.*s{kind: committee, reviewers: 2}\n", (int)before, beta);
    CU_ASSERT_EQUAL_FATAL(make(found, &scenario, text, &error), 0);
    CU_ASSERT_EQUAL(cst_assumptions_vary(found, CST_RESULT_RESIDUAL_RISK, 500, &error), 0);
    CU_ASSERT_FALSE(input_of(found, "monitor.score_correlation")->held); /* 0 to 0.99, or 1 */
    CU_ASSERT_EQUAL(input_of(found, "monitor.score_correlation")->effect.high, 1.0);
    cst_scenario_free(&scenario);
    free(found);
}

static bool says(const cst_assumptions *of, const char *words)
{
    bool said = false;
    for (uint32_t i = 0; i < of->sentences; i++) {
        said = said || strstr(of->sentence[i], words) != NULL;
    }
    return said;
}

/* .1 + .9 (.001 + .05 * .999) = .14585(...): the numbers of the sentences, worked out by hand. */
static void test_assumptions_sentences(void)
{
    cst_assumptions *found = malloc(sizeof *found);
    cst_scenario scenario = {0};
    cst_error error = {0};
    char text[1024];
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    CU_ASSERT_EQUAL_FATAL(make(found, &scenario, beta, &error), 0);
    CU_ASSERT(says(found, "At 0.001 attacks per planned task, protocol untrusted-monitor leaves at "
                          "most 14.6 % of the risk if scheming.rho is at most 0.05"));
    CU_ASSERT(says(found, "This takes as given: scheming.rate 0.001, monitor.score.tpr 0.9, "));
    CU_ASSERT(says(found, "less than half of the risk as long as scheming.rho is below 0.443888"));
    CU_ASSERT(says(found, "Above scheming.rho = 0.221444, a trusted monitor with TPR 0.7 at FPR"));
    CU_ASSERT(says(found, "A trusted monitor with a TPR above 0.854145 leaves less than 14.6 % "
                          "of the risk."));
    cst_scenario_free(&scenario);
    snprintf(text, sizeof text, "%s", beta);
    memcpy(strstr(text, "0.001"), "0.000", 5);
    CU_ASSERT_EQUAL_FATAL(make(found, &scenario, text, &error), 0);
    CU_ASSERT_EQUAL(found->sentences, 1);
    CU_ASSERT(says(found, "Nobody attacks here"));
    cst_scenario_free(&scenario);
    free(found);
}

/* Where the risk has no closed form there is nothing to judge by. */
static void test_assumptions_without_closed_form(void)
{
    static const char text[] = "trial: {agents: 10, rounds: 10}\n"
                               "protocol: {kind: peer-report, reviewers: 2}\n"
                               "response: {on: report, effect: quarantine}\n";
    cst_assumptions *found = malloc(sizeof *found);
    cst_scenario scenario = {0};
    cst_error error = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    CU_ASSERT_EQUAL(make(found, &scenario, text, &error), CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "residual_risk has no closed form here"));
    cst_scenario_free(&scenario);
    free(found);
}

CST_SUITE("assumptions", CST_TEST(test_assumptions_break_even), CST_TEST(test_assumptions_inputs),
          CST_TEST(test_assumptions_sweep), CST_TEST(test_assumptions_vary),
          CST_TEST(test_assumptions_sentences), CST_TEST(test_assumptions_without_closed_form))
