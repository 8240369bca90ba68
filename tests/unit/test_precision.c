/* SPDX-License-Identifier: MIT */
#include "study/precision.h"

#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CELLS = 4 };

static const char swept[] = "trial: {agents: 20, rounds: 10}\n"
                            "protocol: {kind: committee, reviewers: 3}\n"
                            "estimate: {trials: 1000, method: naive}\n"
                            "sweep: {scheming.rate: [0.1, 0.2, 0.3, 0.4]}\n";
static const char single[] = "{trial: {agents: 20, rounds: 10}, protocol: {kind: committee,"
                             " reviewers: 3}, estimate: {trials: 1000, method: strata}}";

/* A scenario, and findings of its cells that are filled by hand. */
typedef struct study {
    cst_scenario scenario;
    cst_findings findings;
    cst_finding finding[CELLS];
} study;

static void begin(study *made, const char *text)
{
    cst_error error = {0};
    *made = (study){0};
    CU_ASSERT_EQUAL_FATAL(
        cst_scenario_parse(&made->scenario, "x.yaml", text, strlen(text), NULL, &error), 0);
    made->findings = (cst_findings){
        .scenario = &made->scenario, .finding = made->finding, .count = made->scenario.cells};
    for (size_t i = 0; i < made->scenario.cells; i++) {
        made->finding[i].cell = &made->scenario.cell[i];
        made->finding[i].method = made->scenario.cell[i].made->method;
    }
}

static void set(study *made, size_t cell, double estimate, double low, double high, uint64_t done)
{
    made->finding[cell].done = done;
    const cst_result result = {.estimate = estimate,
                               .low = low,
                               .high = high,
                               .method = "by hand",
                               .events = estimate > 0.0 ? 20 : 0};
    cst_shown_put(&made->finding[cell], CST_RESULT_RESIDUAL_RISK, result, (double)NAN);
}

static void end(study *made)
{
    for (size_t i = 0; i < made->scenario.cells; i++) {
        cst_finding_free(&made->finding[i]);
    }
    cst_scenario_free(&made->scenario);
}

static void expect_check(const study *made, double wanted, int code, const char *text)
{
    cst_error error = {0};
    for (size_t i = 0; i < made->scenario.cells; i++) {
        cst_finding *finding = &made->findings.finding[i];
        made->scenario.cell[i].estimate.stop[CST_STOP_RELATIVE] = wanted;
        finding->met = cst_precision_lack(finding) <= 1.0;
    }
    CU_ASSERT_EQUAL(cst_precision_check(&made->findings, &error), code);
    CU_ASSERT_EQUAL(error.code, code);
    const bool same = strcmp(error.text, text) == 0;
    if (!same) {
        (void)fprintf(stderr, "\n  said     %s\n  expected %s\n", error.text, text);
    }
    CU_ASSERT_TRUE(same);
}

/* (0.03 - 0.01) / 2 / 0.016 = 0.625, five times 0.125. */
static void test_precision_lack(void)
{
    static study made;
    begin(&made, single);
    made.scenario.cell[0].estimate.stop[CST_STOP_RELATIVE] = 0.125;
    set(&made, 0, 0.016, 0.01, 0.03, 1000);
    CU_ASSERT(cst_test_relative(cst_precision_lack(&made.finding[0]), 5.0) < 1e-14);
    set(&made, 0, 0.25, 0.25, 0.25, 1000);
    CU_ASSERT_EQUAL(cst_precision_lack(&made.finding[0]), 0.0);
    set(&made, 0, (double)NAN, 0.0, 0.004, 1000);
    CU_ASSERT_EQUAL(cst_precision_lack(&made.finding[0]), HUGE_VAL);
    set(&made, 0, 0.0, 0.0, 0.004, 1000);
    CU_ASSERT_EQUAL(cst_precision_lack(&made.finding[0]), HUGE_VAL);
    end(&made);
}

/* What the other rules say. */
static void expect_rule(cst_stop_rule rule, double value, const char *text)
{
    static study made;
    cst_error error = {0};
    begin(&made, single);
    made.scenario.cell[0].estimate.stop[rule] = value;
    set(&made, 0, 0.016, 0.01, 0.03, 1000);
    CU_ASSERT_EQUAL(cst_precision_check(&made.findings, &error), CST_ERR_PRECISION);
    if (strcmp(error.text, text) != 0) {
        (void)fprintf(stderr, "\n  said     %s\n  expected %s\n", error.text, text);
    }
    CU_ASSERT_STRING_EQUAL(error.text, text);
    made.finding[0].met = true;
    CU_ASSERT_EQUAL(cst_precision_check(&made.findings, &error), 0);
    end(&made);
}

static void test_precision_rules(void)
{
    expect_rule(CST_STOP_EVENTS, 100.0,
                "estimate.stop.events: 1 of 1 cells are short of it; residual_risk had 20 events, "
                "wanted 100, and its 1000 attacks are spent; some 5000 would do");
    expect_rule(CST_STOP_HALF_WIDTH, 0.005,
                "estimate.stop.half_width: 1 of 1 cells are short of it; residual_risk is known to "
                "+-0.01, wanted 0.005, and its 1000 attacks are spent; some 4000 would do");
    expect_rule(CST_STOP_UPPER, 0.02,
                "estimate.stop.upper: 1 of 1 cells are short of it; residual_risk lies in [0.01, "
                "0.03], which has 0.02 inside, and its 1000 attacks are spent");
}

/* Reached: 0.5, 0.0625, 0.625 and 0.25. Trials go with the square: at 0.125 the worst of them, of
 * 2000 trials, needs 5 times 5 as many. */
static void test_precision_check(void)
{
    static study made;
    begin(&made, swept);
    set(&made, 0, 0.02, 0.01, 0.03, 1000);
    set(&made, 1, 0.5, 0.46875, 0.53125, 1000);
    set(&made, 2, 0.016, 0.01, 0.03, 2000);
    set(&made, 3, 0.5, 0.375, 0.625, 1000);
    expect_check(&made, 0.7, 0, "");
    expect_check(&made, 0.625 * (1.0 + 1e-12), 0, "");
    expect_check(
        &made, 0.6, CST_ERR_PRECISION,
        "estimate.stop.relative: 1 of 4 cells are short of it; scheming.rate=0.3: residual_risk is "
        "known to 62.5 %, wanted 60 %, and its 2000 trials are spent; some 2200 would do");
    expect_check(
        &made, 0.125, CST_ERR_PRECISION,
        "estimate.stop.relative: 3 of 4 cells are short of it; scheming.rate=0.3: residual_risk is "
        "known to 62.5 %, wanted 12.5 %, and its 2000 trials are spent; some 50000 would "
        "do");
    expect_check(
        &made, 0.03125, CST_ERR_PRECISION,
        "estimate.stop.relative: 4 of 4 cells are short of it; scheming.rate=0.3: residual_risk is "
        "known to 62.5 %, wanted 3.125 %, and its 2000 trials are spent; some 800000 "
        "would do");
    end(&made);
}

/* What is reached is rounded up: 1/3 is no better than 33.4 %. */
static void test_precision_check_rounds_up(void)
{
    static study made;
    begin(&made, single);
    set(&made, 0, 0.3, 0.2, 0.4, 4000);
    expect_check(
        &made, 0.25, CST_ERR_PRECISION,
        "estimate.stop.relative: 1 of 1 cells are short of it; residual_risk is known to 33.4 %, "
        "wanted 25 %, and its 4000 attacks are spent; some 7100 would do");
    end(&made);
}

/* Nothing is further off than a cell without events, and nobody knows how many would do. */
static void test_precision_check_without_events(void)
{
    static study made;
    begin(&made, swept);
    set(&made, 0, 0.02, 0.01, 0.03, 1000);
    set(&made, 1, (double)NAN, 0.0, 0.004, 1000);
    set(&made, 2, 0.02, 0.001, 0.5, 1000);
    set(&made, 3, (double)NAN, 0.0, 0.004, 1000);
    expect_check(&made, 0.9, CST_ERR_PRECISION,
                 "estimate.stop.relative: 3 of 4 cells are short of it; scheming.rate=0.2: "
                 "residual_risk had no "
                 "events, wanted 90 %, and its 1000 trials are spent");
    end(&made);
}

CST_SUITE("precision", CST_TEST(test_precision_lack), CST_TEST(test_precision_rules),
          CST_TEST(test_precision_check), CST_TEST(test_precision_check_rounds_up),
          CST_TEST(test_precision_check_without_events))
