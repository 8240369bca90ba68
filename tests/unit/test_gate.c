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

static void test_gate_read_against(void)
{
    static const struct {
        const char *text;
        cst_result_kind kind;
        cst_gate_of of;
        cst_gate_field field;
        bool above, equal;
        double number;
    } cases[] = {
        {"difference.low > 0", CST_RESULT_SAFETY, CST_GATE_DIFFERENCE, CST_GATE_LOW, true, false,
         0.0},
        {" ratio.high>=1.1 ", CST_RESULT_SAFETY, CST_GATE_RATIO, CST_GATE_HIGH, true, true, 1.1},
        {"usefulness.ratio.estimate <.9", CST_RESULT_USEFULNESS, CST_GATE_RATIO, CST_GATE_ESTIMATE,
         false, false, 0.9},
        {"residual_risk.difference.high > 1e-6", CST_RESULT_RESIDUAL_RISK, CST_GATE_DIFFERENCE,
         CST_GATE_HIGH, true, false, 1e-6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_gate gate;
        CU_ASSERT_EQUAL(cst_gate_read_against(cases[i].text, CST_RESULT_SAFETY, &gate, NULL), 0);
        CU_ASSERT(gate.kind == cases[i].kind && gate.of == cases[i].of);
        CU_ASSERT(gate.field == cases[i].field && gate.above == cases[i].above);
        CU_ASSERT(gate.equal == cases[i].equal && gate.number == cases[i].number);
        CU_ASSERT_EQUAL(cst_gate_read(cases[i].text, &gate, NULL), CST_ERR_USAGE);
    }
}

static void test_gate_read_against_errors(void)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "column 1: expected the name of a result, difference or ratio, found ''"},
        {"diference.low > 0", "column 1: expected the name of a result, difference or ratio, found "
                              "'diference.low > 0'; the nearest is difference"},
        {"residual_risc.ratio.low > 0", "column 1: expected the name of a result, difference or "
                                        "ratio, found 'residual_risc.ratio.low > 0'; the nearest "
                                        "is residual_risk"},
        {"residual_risk.high > 0", "column 15: expected difference or ratio, found 'high > 0'"},
        {"residual_risk > 0", "column 14: expected .difference or .ratio, found ' > 0'"},
        {"difference > 0", "column 11: expected .estimate, .low or .high, found ' > 0'"},
        {"difference.lo > 0", "column 12: expected estimate, low or high, found 'lo > 0'"},
        {"ratio.low => 1", "column 11: expected one of > >= < <=, found '=> 1'"},
        {"ratio.low > one", "column 13: expected a number, found 'one'"},
        {"ratio.low > 1 or so", "column 15: expected the end, found 'or so'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_gate gate;
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_gate_read_against(cases[i].text, CST_RESULT_SAFETY, &gate, &error),
                        CST_ERR_USAGE);
        if (strstr(error.text, cases[i].says) == NULL) {
            (void)fprintf(stderr, "\n  said %s\n  not %s\n", error.text, cases[i].says);
        }
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
    }
}

/* Two files by hand, of cells at .1 and .2 in both, .3 in A and .4 in B alone; B is higher at .1,
 * and at .2 A has seen nothing. */
static void test_gate_check_against(void)
{
    static const char text[] = "{trial: {agents: 20, rounds: 10}, protocol: {kind: committee}, "
                               "sweep: {scheming.rate: [0.1, 0.2, %s]}}";
    static const struct {
        const char *gate;
        int code;
        const char *says;
    } cases[] = {
        {"difference.low > .05", CST_ERR_GATE,
         "so in 3 of 4 cells; scheming.rate=0.1: residual_risk.difference.low is 0.1"},
        {"difference.low > .2", CST_ERR_GATE,
         "so in 1 of 4 cells; scheming.rate=0.3: the cell is only in A"},
        {"difference.high < -1", CST_ERR_GATE, "so in 1 of 4 cells; scheming.rate=0.3: the cell"},
        {"ratio.high > 100", CST_ERR_GATE,
         "so in 2 of 4 cells; scheming.rate=0.2: residual_risk.ratio.high is infinite"},
        {"ratio.estimate > 100", CST_ERR_GATE,
         "so in 2 of 4 cells; scheming.rate=0.2: there is no ratio of estimates"},
    };
    char with[256];
    cst_shown a;
    cst_shown b;
    cst_against against;
    cst_gate gate;
    cst_error error = {0};
    const cst_result_kind kinds[] = {CST_RESULT_RESIDUAL_RISK, CST_RESULT_EXPECTED_DAMAGE};
    (void)snprintf(with, sizeof with, text, "0.3");
    cst_shown_make(&a, with);
    (void)snprintf(with, sizeof with, text, "0.4");
    cst_shown_make(&b, with);
    CU_ASSERT_EQUAL_FATAL(cst_against_make(&against, &a.findings, &b.findings, kinds, 2, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_gate_read_against("difference.low > 9", kinds[0], &gate, NULL), 0);
    CU_ASSERT_EQUAL(cst_gate_check_against(&gate, &against, &error), CST_ERR_GATE);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(error.text, "so in 3 of 4 cells; scheming.rate=0.1: it has no trials yet in A"));
    const cst_result some = {.low = .1, .estimate = .2, .high = .3, .method = "by hand"};
    const cst_result more = {.low = .4, .estimate = .5, .high = .6, .method = "by hand"};
    const cst_result none = {.low = 0., .estimate = (double)NAN, .high = .3, .method = "by hand"};
    against.gap[0] = cst_against_gap_of(&some, &more);
    against.gap[2] = cst_against_gap_of(&none, &more);
    for (size_t i = 0; i < 2; i++) {
        a.findings.finding[i].done = b.findings.finding[i].done = 10;
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        error = (cst_error){0};
        CU_ASSERT_EQUAL_FATAL(cst_gate_read_against(cases[i].gate, kinds[0], &gate, NULL), 0);
        CU_ASSERT_EQUAL(cst_gate_check_against(&gate, &against, &error), cases[i].code);
        if (strstr(error.text, cases[i].says) == NULL) {
            (void)fprintf(stderr, "\n  said %s\n  not %s\n", error.text, cases[i].says);
        }
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
    }
    CU_ASSERT_EQUAL_FATAL(
        cst_gate_read_against("expected_damage.ratio.low > 1", kinds[0], &gate, NULL), 0);
    CU_ASSERT_EQUAL(cst_gate_check_against(&gate, &against, &error), CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "no cell of both files has expected_damage"));
    cst_against_free(&against);
    cst_shown_free(&a);
    cst_shown_free(&b);
}

CST_SUITE("gate", CST_TEST(test_gate_read), CST_TEST(test_gate_read_errors),
          CST_TEST(test_gate_check), CST_TEST(test_gate_read_against),
          CST_TEST(test_gate_read_against_errors), CST_TEST(test_gate_check_against))
