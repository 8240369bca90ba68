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
    const cst_result result = {.estimate = estimate, .low = low, .high = high, .method = "by hand"};
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
    CU_ASSERT_EQUAL(cst_precision_check(&made->findings, wanted, &error), code);
    CU_ASSERT_EQUAL(error.code, code);
    const bool same = strcmp(error.text, text) == 0;
    if (!same) {
        (void)fprintf(stderr, "\n  said     %s\n  expected %s\n", error.text, text);
    }
    CU_ASSERT_TRUE(same);
}

static void test_precision_read(void)
{
    static const struct {
        const char *text;
        double wanted;
    } cases[] = {
        {"0.1", 0.1},           {".5", 0.5}, {"1e-6", 1e-6}, {"0.999999999999", 0.999999999999},
        {"2.3e-308", 2.3e-308},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double wanted = -1.0;
        CU_ASSERT_EQUAL(cst_precision_read(cases[i].text, &wanted, NULL), 0);
        CU_ASSERT_EQUAL(wanted, cases[i].wanted);
    }
}

/* Both ends of (0, 1), what lies beyond them, percent, a decimal comma, words. */
static void test_precision_read_errors(void)
{
    static const char *const refused[] = {"0",   "1",   "-0.1", "1.5",  "10",   "10%", "0,1",
                                          "nan", "inf", "",     " 0.1", "0.1 ", "ten", "0x1p-3"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        cst_error error = {0};
        char found[80];
        double wanted = 0.0;
        CU_ASSERT_EQUAL(cst_precision_read(refused[i], &wanted, &error), CST_ERR_USAGE);
        CU_ASSERT_EQUAL(error.code, CST_ERR_USAGE);
        (void)snprintf(found, sizeof found, "between 0 and 1, found '%s'", refused[i]);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "run --precision: "));
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, found));
    }
}

/* (0.03 - 0.01) / 2 / 0.016 = 0.625. */
static void test_precision_reached(void)
{
    static study made;
    begin(&made, single);
    set(&made, 0, 0.016, 0.01, 0.03, 1000);
    CU_ASSERT(cst_test_relative(cst_precision_reached(&made.finding[0]), 0.625) < 1e-14);
    set(&made, 0, 0.25, 0.25, 0.25, 1000);
    CU_ASSERT_EQUAL(cst_precision_reached(&made.finding[0]), 0.0);
    set(&made, 0, (double)NAN, 0.0, 0.004, 1000);
    CU_ASSERT_EQUAL(cst_precision_reached(&made.finding[0]), HUGE_VAL);
    set(&made, 0, 0.0, 0.0, 0.004, 1000);
    CU_ASSERT_EQUAL(cst_precision_reached(&made.finding[0]), HUGE_VAL);
    end(&made);
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
    expect_check(&made, 0.6, CST_ERR_PRECISION,
                 "precision: 1 of 4 cells are short of it; scheming.rate=0.3: residual_risk is "
                 "known to 62.5 %, wanted 60 %, and its 2000 trials are spent; some 2200 would do");
    expect_check(&made, 0.125, CST_ERR_PRECISION,
                 "precision: 3 of 4 cells are short of it; scheming.rate=0.3: residual_risk is "
                 "known to 62.5 %, wanted 12.5 %, and its 2000 trials are spent; some 50000 would "
                 "do");
    expect_check(&made, 0.03125, CST_ERR_PRECISION,
                 "precision: 4 of 4 cells are short of it; scheming.rate=0.3: residual_risk is "
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
    expect_check(&made, 0.25, CST_ERR_PRECISION,
                 "precision: 1 of 1 cells are short of it; residual_risk is known to 33.4 %, "
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
                 "precision: 3 of 4 cells are short of it; scheming.rate=0.2: residual_risk had no "
                 "events, wanted 90 %, and its 1000 trials are spent");
    end(&made);
}

CST_SUITE("precision", CST_TEST(test_precision_read), CST_TEST(test_precision_read_errors),
          CST_TEST(test_precision_reached), CST_TEST(test_precision_check),
          CST_TEST(test_precision_check_rounds_up), CST_TEST(test_precision_check_without_events))
