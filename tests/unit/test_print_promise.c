/* SPDX-License-Identifier: MIT
 * What has a promise and what is refused; the promises of a scenario's cells, and how they are
 * printed. Covers: promise. */
#include "cli/show/print.h"
#include "estimate/exact/closed.h"
#include "study/promise.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void refused(const cst_trial_spec *spec, const char *key)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_promise_check(spec, &error), CST_ERR_METHOD);
    CU_ASSERT_STRING_EQUAL(error.key, key);
}

/* What has no proof is refused; and where trials end at a report the risk indeed falls as honest
 * work is reported oftener. */
static void test_promise_refused(void)
{
    const cst_trial_spec plain = cst_trial_spec_default();
    cst_trial_spec spec;
    cst_lineage own = *plain.population.lineage;
    CU_ASSERT_EQUAL(cst_promise_check(&plain, NULL), 0);
    for (size_t i = 0; cst_protocols[i] != NULL; i++) {
        const char *name = cst_protocols[i]->name;
        spec = plain;
        spec.protocol.kind = cst_protocols[i];
        if (strstr("none random-audit trusted-monitor untrusted-monitor committee", name) == NULL) {
            refused(&spec, "protocol.kind");
        } else {
            CU_ASSERT_EQUAL(cst_promise_check(&spec, NULL), 0);
        }
    }
    spec = plain;
    spec.response.effect = CST_EFFECT_QUARANTINE;
    refused(&spec, "response.effect");
    spec = plain;
    spec.protocol.audit_budget = 0.1;
    refused(&spec, "protocol.audit.budget");
    spec = plain;
    spec.protocol.honeypot_share = 0.1;
    refused(&spec, "protocol.honeypots.share");
    spec = plain;
    spec.attack.policy = cst_policy_find("select");
    refused(&spec, "attack.policy");
    spec = plain;
    spec.collusion.strategy = cst_collusion_find("learned");
    refused(&spec, "collusion.strategy");
    spec = plain;
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    refused(&spec, "scheming.propensity");
    spec = plain;
    spec.scheming.across = CST_ACROSS_LINEAGE;
    refused(&spec, "scheming.across");
    spec = plain;
    spec.scheming.awareness = 0.1;
    refused(&spec, "scheming.awareness");
    own.tpr = 0.5;
    spec = plain;
    spec.population.lineage = &own;
    refused(&spec, "population");

    spec = plain;
    spec.response.effect = CST_EFFECT_END_TRIAL;
    spec.response.on = CST_ON_REPORT;
    spec.score.fpr = 0.001;
    const double seldom = cst_closed_form(&spec, CST_RESULT_RESIDUAL_RISK);
    spec.score.fpr = 0.1;
    CU_ASSERT(cst_closed_form(&spec, CST_RESULT_RESIDUAL_RISK) < 0.1 * seldom);
}

/* --- Of a scenario --------------------------------------------------------------------------- */

static const char swept[] =
    "trial: {agents: 10, rounds: 10}\n"
    "scheming: {rate: 0.01, dependence: beta, rho: 0.1}\n"
    "protocol: {kind: untrusted-monitor}\n"
    "uncertainty: {monitor.score.tpr: {counts: [95, 100]}}\n"
    "sweep: {scheming.rate: [0.01, 0.1], protocol.kind: [untrusted-monitor, trusted-monitor]}\n";

/* Cells that differ in what is bounded are one; counts of the scenario are measurements; each cell
 * counts those that it uses. */
static void test_promise_scenario(void)
{
    const cst_scenario_set set = {0};
    cst_scenario scenario = {0};
    cst_promises made = {.scenario = &scenario};
    CU_ASSERT_EQUAL_FATAL(
        cst_scenario_parse(&scenario, "swept.yaml", swept, sizeof swept - 1, &set, NULL), 0);
    CU_ASSERT_EQUAL(cst_promises_make(&made, NULL), CST_ERR_USAGE);
    cst_promises_free(&made);
    made.given[CST_PROMISE_RATE] = (cst_promise_input){CST_PROMISE_COUNTED, .k = 1, .n = 1000};
    CU_ASSERT_EQUAL_FATAL(cst_promises_make(&made, NULL), 0);
    CU_ASSERT_EQUAL(made.row[0].promise.of_risk.measured, 1); /* rho may be 1 */
    cst_promises_free(&made);
    made.given[CST_PROMISE_RHO] = (cst_promise_input){CST_PROMISE_GIVEN, .value = 0.5};
    CU_ASSERT_EQUAL_FATAL(cst_promises_make(&made, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(made.rows, 2);
    CU_ASSERT_EQUAL(made.row[0].promise.of_risk.measured, 2);
    CU_ASSERT_EQUAL(made.row[1].promise.of_risk.measured, 1);
    const double least = cst_promise_counted(95, 100, made.row[0].promise.of_risk.tail, false);
    CU_ASSERT(made.row[0].promise.of_risk.end[CST_PROMISE_TPR].at <= least);
    CU_ASSERT(made.row[0].promise.of_risk.end[CST_PROMISE_TPR].at > least - 2e-12);
    cst_promises_free(&made);
    made.given[CST_PROMISE_SUCCESS] = (cst_promise_input){CST_PROMISE_GIVEN, .value = 0.5};
    made.option[CST_PROMISE_SUCCESS] = "success-at-least";
    CU_ASSERT_EQUAL(cst_promises_make(&made, NULL), CST_ERR_USAGE);
    cst_promises_free(&made);
    cst_scenario_free(&scenario);
}

/* Rows of tied keys are no product: each cell counts by where it lies in the keys that matter. */
static void test_promise_tied(void)
{
    static const char text[] =
        "trial: {agents: 10, rounds: 10}\n"
        "protocol: {kind: untrusted-monitor}\n"
        "sweep: {'scheming.rate, monitor.score.tpr': [[0.01, 0.8], [0.1, 0.9], [0.2, 0.9]]}\n";
    const cst_scenario_set set = {0};
    cst_scenario scenario = {0};
    cst_promises made = {.scenario = &scenario};
    CU_ASSERT_EQUAL_FATAL(
        cst_scenario_parse(&scenario, "tied.yaml", text, sizeof text - 1, &set, NULL), 0);
    made.given[CST_PROMISE_RATE] = (cst_promise_input){CST_PROMISE_GIVEN, .value = 0.01};
    made.given[CST_PROMISE_RHO] = (cst_promise_input){CST_PROMISE_GIVEN, .value = 0.0};
    CU_ASSERT_EQUAL_FATAL(cst_promises_make(&made, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(made.rows, 2);
    for (size_t i = 0; i < 2; i++) {
        const double d = i == 0 ? 0.8 : 0.9;
        const double risk = 0.01 * (1.0 - d + d * 0.01);
        CU_ASSERT(cst_test_relative(made.row[i].promise.risk, risk) < 1e-9);
    }
    cst_promises_free(&made);
    cst_scenario_free(&scenario);
}

/* No printed bound is below the bound. */
static void test_promise_printed(void)
{
    const cst_scenario_set set = {0};
    cst_scenario scenario = {0};
    char *text = NULL;
    size_t size = 0;
    cst_promises made = {.scenario = &scenario, .tasks_per_hour = 7.0};
    made.given[CST_PROMISE_RATE] = (cst_promise_input){CST_PROMISE_COUNTED, .k = 1, .n = 1000};
    made.given[CST_PROMISE_RHO] = (cst_promise_input){CST_PROMISE_GIVEN, .value = 0.5};
    CU_ASSERT_EQUAL_FATAL(
        cst_scenario_parse(&scenario, "swept.yaml", swept, sizeof swept - 1, &set, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_promises_make(&made, NULL), 0);
    FILE *out = open_memstream(&text, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cst_print_promises_json(out, &made);
    (void)fclose(out);
    const char *line = text;
    for (size_t i = 0; i < made.rows; i++) {
        const cst_promise *promise = &made.row[i].promise;
        line = strstr(line, "\"residual_risk\":{\"at_most\":");
        CU_ASSERT_PTR_NOT_NULL_FATAL(line);
        const double printed = strtod(line + strlen("\"residual_risk\":{\"at_most\":"), NULL);
        CU_ASSERT(printed >= promise->risk && printed <= promise->risk * (1.0 + 1e-11));
        line = strstr(line, "\"escapes\":{\"at_most\":");
        CU_ASSERT_PTR_NOT_NULL_FATAL(line);
        const double year = strtod(line + strlen("\"escapes\":{\"at_most\":"), NULL);
        CU_ASSERT_PTR_NOT_NULL(strstr(line, "\"k\":1,\"n\":1000,"));
        CU_ASSERT(cst_test_relative(year, 7.0 * 365.25 * 24.0 * promise->risk) < 1e-11);
    }
    free(text);
    out = open_memstream(&text, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cst_print_promises(out, &made);
    (void)fclose(out);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "95 of 100"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "taken as given"));
    free(text);
    cst_promises_free(&made);
    cst_scenario_free(&scenario);
}

CST_SUITE("print_promise", CST_TEST(test_promise_refused), CST_TEST(test_promise_scenario),
          CST_TEST(test_promise_tied), CST_TEST(test_promise_printed))
