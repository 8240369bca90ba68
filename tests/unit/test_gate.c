/* SPDX-License-Identifier: MIT */
#include "study/gate.h"

#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void test_gate_read(void)
{
    static const struct {
        const char *text;
        cst_result_kind kind;
        cst_gate_field field;
        bool above, equal;
        double number;
    } cases[] = {
        {"residual_risk.high > 1e-6", CST_RESULT_RESIDUAL_RISK, CST_GATE_HIGH, true, false, 1e-6},
        {"miss_share.low<=.5", CST_RESULT_MISS_SHARE, CST_GATE_LOW, false, true, 0.5},
        {"  usefulness.estimate  <  -2.5E-1 ", CST_RESULT_USEFULNESS, CST_GATE_ESTIMATE, false,
         false, -0.25},
        {"trial_risk.high>=0", CST_RESULT_TRIAL_RISK, CST_GATE_HIGH, true, true, 0.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_gate gate;
        CU_ASSERT_EQUAL(cst_gate_read(cases[i].text, &gate, NULL), 0);
        CU_ASSERT(gate.kind == cases[i].kind && gate.field == cases[i].field);
        CU_ASSERT(gate.above == cases[i].above && gate.equal == cases[i].equal);
        CU_ASSERT_EQUAL(gate.number, cases[i].number);
    }
}

static void test_gate_read_errors(void)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "column 1: expected the name of a result, found ''"},
        {"residual_risc.high > 1", "column 1: expected the name of a result, found "
                                   "'residual_risc.high > 1'; the nearest is residual_risk"},
        {"residual_risk > 1", "column 14: expected .estimate, .low or .high, found ' > 1'"},
        {"residual_risk.upper > 1", "column 15: expected estimate, low or high, found 'upper > 1'"},
        {"residual_risk.high = 1", "column 20: expected one of > >= < <=, found '= 1'"},
        {"residual_risk.high > ", "column 22: expected a number, found ''"},
        {"residual_risk.high > ten", "column 22: expected a number, found 'ten'"},
        {"residual_risk.high > 1 %", "column 24: expected the end, found '%'"},
        {"residual_risk.high > 1e", "column 22: expected a number, found '1e'"},
        {"residual_risk.high > nan", "column 22: expected a number, found 'nan'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_gate gate;
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_gate_read(cases[i].text, &gate, &error), CST_ERR_USAGE);
        if (strstr(error.text, cases[i].says) == NULL) {
            (void)fprintf(stderr, "\n  said %s\n  not %s\n", error.text, cases[i].says);
        }
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
    }
}

/* Findings of two cells by hand: [.1, .3] about .2, and none seen in [0, .05]. */
static void test_gate_check(void)
{
    static const char text[] = "{trial: {agents: 20, rounds: 10}, protocol: {kind: committee}, "
                               "sweep: {scheming.rate: [0.1, 0.2]}}";
    static const struct {
        const char *gate;
        int code;
        const char *says;
    } cases[] = {
        {"residual_risk.high > .3", 0, ""},
        {"residual_risk.high >= .3", CST_ERR_GATE,
         "so in 1 of 2 cells; scheming.rate=0.1: "
         "residual_risk.high is 0.3"},
        {"residual_risk.high < .06", CST_ERR_GATE, "so in 1 of 2 cells; scheming.rate=0.2"},
        {"residual_risk.high > .01", CST_ERR_GATE, "so in 2 of 2 cells; scheming.rate=0.1"},
        {"residual_risk.low < 0", 0, ""},
        {"residual_risk.estimate > .5", CST_ERR_GATE, "scheming.rate=0.2: there is no estimate"},
        {"expected_damage.high > 1", CST_ERR_USAGE,
         "no cell has expected_damage; it is defined "
         "where attack.severity.most is above 1"},
    };
    cst_scenario scenario;
    cst_finding finding[2] = {{0}};
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(&scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
    const cst_findings findings = {.scenario = &scenario, .finding = finding, .count = 2};
    const cst_result results[] = {
        {.estimate = 0.2, .low = 0.1, .high = 0.3, .method = "by hand", .events = 20},
        {.estimate = (double)NAN, .low = 0.0, .high = 0.05, .method = "by hand"}};
    for (size_t i = 0; i < 2; i++) {
        finding[i].cell = &scenario.cell[i];
        finding[i].done = 10;
        cst_shown_put(&finding[i], CST_RESULT_RESIDUAL_RISK, results[i], (double)NAN);
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_gate gate;
        error = (cst_error){0};
        CU_ASSERT_EQUAL_FATAL(cst_gate_read(cases[i].gate, &gate, NULL), 0);
        CU_ASSERT_EQUAL(cst_gate_check(&gate, &findings, &error), cases[i].code);
        if (strstr(error.text, cases[i].says) == NULL) {
            (void)fprintf(stderr, "\n  said %s\n  not %s\n", error.text, cases[i].says);
        }
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
    }
    cst_gate gate;
    finding[1].done = 0;
    CU_ASSERT_EQUAL_FATAL(cst_gate_read("residual_risk.high > .5", &gate, NULL), 0);
    CU_ASSERT_EQUAL(cst_gate_check(&gate, &findings, &error), CST_ERR_GATE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "scheming.rate=0.2: it has no trials yet"));
    CU_ASSERT_EQUAL(cst_gate_check_scenario(&gate, &scenario, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_gate_read("expected_damage.high > 1", &gate, NULL), 0);
    CU_ASSERT_EQUAL(cst_gate_check_scenario(&gate, &scenario, &error), CST_ERR_USAGE);
    cst_finding_free(&finding[0]);
    cst_finding_free(&finding[1]);
    cst_scenario_free(&scenario);
}

CST_SUITE("gate", CST_TEST(test_gate_read), CST_TEST(test_gate_read_errors),
          CST_TEST(test_gate_check))
