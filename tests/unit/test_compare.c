/* SPDX-License-Identifier: MIT
 * Cells in pairs with the first: two monitors by hand, cells that cannot differ, what is refused;
 * and how it is shown. Covers: print_compare. */
#include "study/compare.h"

#include "cli/show/print.h"
#include "tests/lib/caught.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

enum { TRIALS = 200, TASKS = 100 };

static void parse(cst_scenario *scenario, const char *text)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
}

typedef struct heard {
    uint64_t times;
    cst_progress last;
} heard;

static void hear(void *self, const cst_progress *now)
{
    heard *to = self;
    CU_ASSERT(now->tasks_done >= to->last.tasks_done && now->seconds_left >= 0.0);
    to->last = *now;
    to->times++;
}

static void run(cst_comparison *made, cst_scenario *scenario, const char *text)
{
    heard progress = {0};
    cst_error error = {0};
    parse(scenario, text);
    CU_ASSERT_EQUAL_FATAL(cst_compare_init(made, scenario, &error), 0);
    CU_ASSERT_EQUAL(cst_compare_run(made, hear, &progress, &error), 0);
    CU_ASSERT_EQUAL(progress.times, TRIALS);
    CU_ASSERT_EQUAL(progress.last.tasks_all, scenario->cells * TRIALS * TASKS);
    CU_ASSERT_EQUAL(progress.last.tasks_done, progress.last.tasks_all);
}

/* Monitors that find half and nine tenths leave .05 and .01 of .1. */
static void test_compare_monitors(void)
{
    static const char *const screen[] = {
        "monitor.trusted.score.tpr residual_risk interval difference interval about +- gain "
        "usefulness work_done audit_hours\n",
        "] (compared with)", "\n0.9 ", "200 trials of each by skip, with the same random numbers.",
        NULL};
    static const char *const json[] = {
        "{\"at\":{\"monitor.trusted.score.tpr\":\"0.5\"},\"method\":\"skip\",\"trials\":200,"
        "\"differ\":0,\"residual_risk\":",
        "\"confidence\":0.999999,\"variance\":", NULL};
    cst_scenario scenario;
    cst_comparison made;
    cst_caught seen;
    run(&made, &scenario,
        "{trial: {agents: 10, rounds: 10}, scheming: {rate: 0.1},"
        " protocol: {kind: trusted-monitor}, estimate: {trials: 200, confidence: 0.999999},"
        " sweep: {monitor.trusted.score.tpr: [0.5, 0.9]}}");
    CU_ASSERT_STRING_EQUAL(made.method->name, "skip");
    const cst_difference first = cst_compare_at(&made, 0);
    const cst_difference other = cst_compare_at(&made, 1);
    CU_ASSERT(first.risk.low < 0.05 && 0.05 < first.risk.high);
    CU_ASSERT(other.risk.low < 0.01 && 0.01 < other.risk.high);
    CU_ASSERT(first.work_done.low < 0.9 * 0.99 && 0.9 * 0.99 < first.work_done.high);
    CU_ASSERT(first.audit_hours.low < 59.0 / 6.0 && 59.0 / 6.0 < first.audit_hours.high);
    CU_ASSERT(other.usefulness.low < 0.99 && 0.99 < other.usefulness.high);
    CU_ASSERT(other.low < -0.04 && -0.04 < other.high && other.high < 0.0);
    CU_ASSERT(other.low < other.difference && other.difference < other.high);
    CU_ASSERT(cst_test_relative(other.difference, other.risk.estimate - first.risk.estimate) <
              1e-9);
    CU_ASSERT(other.paired > 0.0 && other.paired < other.unpaired);
    CU_ASSERT(made.pairing[0].differ == 0 && made.pairing[1].differ > TRIALS / 2);
    cst_caught_begin(&seen);
    cst_print_compare(seen.out, &made);
    cst_caught_parts(&seen, screen);
    cst_caught_begin(&seen);
    cst_print_compare_json(seen.out, &made);
    cst_caught_parts(&seen, json);
    cst_compare_free(&made);
    CU_ASSERT_PTR_NULL(made.cell);
    cst_scenario_free(&scenario);
}

/* Where nobody reviews no strategy makes a difference, in any trial. One method for all: naive,
 * where one cell is skip's and another naive's. */
static void test_compare_alike(void)
{
    cst_scenario scenario;
    cst_comparison made;
    run(&made, &scenario,
        "{trial: {agents: 10, rounds: 10}, scheming: {rate: 0.1}, protocol: {kind: none},"
        " estimate: {trials: 200},"
        " sweep: {estimate.method: [skip, naive]}}");
    CU_ASSERT_STRING_EQUAL(made.method->name, "naive");
    CU_ASSERT_EQUAL(made.pairing[1].differ, 0);
    CU_ASSERT_EQUAL(made.pairing[0].row.count[CST_COUNT_ESCAPED],
                    made.pairing[1].row.count[CST_COUNT_ESCAPED]);
    CU_ASSERT(isnan(cst_compare_at(&made, 1).difference));
    cst_compare_free(&made);
    cst_scenario_free(&scenario);
}

static void test_compare_errors(void)
{
    static const struct {
        const char *text;
        int code;
        const char *said;
    } cases[] = {
        {"{}", CST_ERR_RANGE, "x.yaml: expected a sweep of at least two cells to compare"},
        {"{estimate: {trials: 1}, sweep: {scheming.rate: [0.1, 0.2]}}", CST_ERR_RANGE,
         "expected at least 2 trials to compare, found 1"},
        {"{estimate: {method: strata}, sweep: {scheming.rate: [0.1, 0.2]}}", CST_ERR_METHOD,
         "no deployments that could be compared"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_scenario scenario;
        cst_comparison made;
        cst_error error = {0};
        parse(&scenario, cases[i].text);
        CU_ASSERT_EQUAL(cst_compare_init(&made, &scenario, &error), cases[i].code);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].said));
        cst_compare_free(&made);
        cst_scenario_free(&scenario);
    }
}

CST_SUITE("compare", CST_TEST(test_compare_monitors), CST_TEST(test_compare_alike),
          CST_TEST(test_compare_errors))
