/* SPDX-License-Identifier: MIT
 * Where trials end, by rows that are put together by hand, and by runs. */
#include "study/stopping.h"

#include "study/study.h"
#include "tests/lib/results_run.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

/* Some twenty blocks. */
static const char body[] = "{trial: {agents: 5, rounds: 2}, scheming: {rate: %s}, "
                           "protocol: {kind: untrusted-monitor}, "
                           "estimate: {method: naive, trials: 100000, seed: 5%s}}";

static void make(cst_scenario *scenario, const char *rate, const char *stop)
{
    char text[512];
    cst_error error = {0};
    (void)snprintf(text, sizeof text, body, rate, stop);
    const int code = cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error);
    if (code != 0) {
        (void)printf("\n    %s: %s\n", error.key, error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
}

/* --- Rows by hand ---------------------------------------------------------------------------- */

/* Of every trial the same number of events: what a rule of events is met by follows. */
typedef struct source {
    uint64_t there;   /* trials, from the first on */
    uint64_t each;    /* escapes of a trial */
    uint64_t asked;   /* how often */
    uint64_t largest; /* trials that were asked for */
} source;

static int sum(void *self, uint64_t trials, cst_row *into, uint64_t *done, cst_error *error)
{
    source *of = self;
    (void)error;
    of->asked++;
    of->largest = trials > of->largest ? trials : of->largest;
    *done = trials < of->there ? trials : of->there;
    cst_row_free(into);
    into->count[CST_COUNT_TRIALS] = *done;
    into->count[CST_COUNT_PLANNED] = *done * 10;
    into->count[CST_COUNT_TASKS] = *done * 10;
    into->count[CST_COUNT_ATTACKS] = *done * of->each;
    into->count[CST_COUNT_ESCAPED] = *done * of->each;
    return 0;
}

static void test_stopping_find(void)
{
    cst_scenario scenario;
    cst_row into = {0};
    char stop[64];
    make(&scenario, "0.2", "");
    const uint64_t block = scenario.cell[0].made->block_trials;
    cst_scenario_free(&scenario);
    (void)snprintf(stop, sizeof stop, ", stop: {events: %llu}", (unsigned long long)block * 5);
    make(&scenario, "0.2", stop);
    const cst_cell *cell = scenario.cell[0].made;
    CU_ASSERT_FATAL(cell->looks > 5 && 6 * block < 100000);
    const struct {
        uint64_t there, each, done;
    } cases[] = {
        {100000, 2, 3 * block}, /* after 2 blocks 4 of the 5 that are wanted had come */
        {100000, 0, 100000},    /* never met: all trials */
        {3 * block, 2, 3 * block},
        {3 * block - 1, 2, 2 * block}, /* the last look that is there */
        {7 * block, 0, 6 * block},
        {block, 0, block},
        {block - 1, 2, block - 1}, /* not even one look */
        {0, 2, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        source of = {.there = cases[i].there, .each = cases[i].each};
        uint64_t done = 0;
        CU_ASSERT_EQUAL(cst_stopping_find(cell, sum, &of, &into, &done, NULL), 0);
        CU_ASSERT_EQUAL(done, cases[i].done);
        CU_ASSERT_EQUAL(into.count[CST_COUNT_TRIALS], done);
    }
    cst_row_free(&into);
    cst_scenario_free(&scenario);
}

/* Without a rule one look: as many as there are, asked for once. */
static void test_stopping_find_trials(void)
{
    cst_scenario scenario;
    cst_row into = {0};
    source of = {.there = 12345, .each = 2};
    uint64_t done = 0;
    make(&scenario, "0.2", "");
    CU_ASSERT_EQUAL(cst_stopping_find(scenario.cell[0].made, sum, &of, &into, &done, NULL), 0);
    CU_ASSERT(done == 12345 && of.asked == 1 && of.largest == 100000);
    cst_row_free(&into);
    cst_scenario_free(&scenario);
}

/* --- Runs ------------------------------------------------------------------------------------ */

/* The same trials count, whoever runs them and whatever a file had before: blocks beyond where they
 * end, or only some. */
static void test_stopping_same_trials(void)
{
    static const char *const rules[] = {", stop: {relative: 0.05}", ", stop: {events: 6000}",
                                        ", stop: {half_width: 0.003, result: miss_share}",
                                        ", stop: {upper: 0.021}"};
    char path[TEST_PATH];
    test_file_name(path, "stopping");
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char digest[65] = "";
        uint64_t done = 0;
        for (uint32_t way = 0; way < 6; way++) {
            cst_scenario scenario;
            cst_findings findings = {0};
            if (way == 4) { /* the file has all blocks already, by no rule */
                test_file_remove(path);
                make(&scenario, "0.2", "");
                test_run_findings(&scenario, path, 2, &findings);
                CU_ASSERT_EQUAL(findings.finding[0].done, 100000);
                cst_findings_free(&findings);
                cst_scenario_free(&scenario);
            }
            make(&scenario, "0.2", rules[i]);
            test_run_findings(&scenario, way < 3 ? NULL : path, way % 3, &findings);
            const cst_finding *finding = &findings.finding[0];
            CU_ASSERT(finding->looks > 5 && finding->look > 0);
            CU_ASSERT(cst_finding_ended(finding) && (finding->met || finding->done == 100000));
            if (way == 0) {
                (void)snprintf(digest, sizeof digest, "%s", finding->digest);
                done = finding->done;
                (void)printf("\n    %s: %llu trials, look %u of %u", rules[i],
                             (unsigned long long)done, finding->look, finding->looks);
            }
            CU_ASSERT_EQUAL(finding->done, done);
            CU_ASSERT_STRING_EQUAL(finding->digest, digest);
            cst_findings_free(&findings);
            cst_scenario_free(&scenario);
        }
        test_file_remove(path);
    }
    (void)printf("\n");
}

/* Nothing seen is no precision, but where nothing can be seen. */
static void test_stopping_without_events(void)
{
    cst_scenario scenario;
    cst_findings findings = {0};
    make(&scenario, "0", ", stop: {relative: 0.05}");
    test_run_findings(&scenario, NULL, 2, &findings);
    CU_ASSERT(findings.finding[0].met && findings.finding[0].look == 1);
    cst_findings_free(&findings);
    cst_scenario_free(&scenario);
    make(&scenario, "1e-12", ", stop: {relative: 0.05}");
    test_run_findings(&scenario, NULL, 2, &findings);
    CU_ASSERT(!findings.finding[0].met && findings.finding[0].done == 100000);
    cst_findings_free(&findings);
    cst_scenario_free(&scenario);
}

/* Each look has its part of the level: at 20 looks the interval is the one of 1 - 0.05 / 20. */
static void test_stopping_level(void)
{
    cst_scenario fixed;
    cst_scenario stops;
    cst_result wide[CST_RESULT_KINDS];
    cst_result out[CST_RESULT_KINDS];
    cst_row row = {0};
    source of = {.there = 100000, .each = 1};
    uint64_t done = 0;
    make(&fixed, "0.2", "");
    make(&stops, "0.2", ", stop: {events: 1e9}");
    const cst_cell *cell = stops.cell[0].made;
    CU_ASSERT_EQUAL_FATAL(sum(&of, 100000, &row, &done, NULL), 0);
    cst_cell_results(fixed.cell[0].made, &row, 1.0 - 0.05 / cell->looks, wide);
    cst_cell_results(cell, &row, 0.95, out);
    CU_ASSERT(cell->looks > 5);
    CU_ASSERT_EQUAL(out[CST_RESULT_RESIDUAL_RISK].low, wide[CST_RESULT_RESIDUAL_RISK].low);
    CU_ASSERT_EQUAL(out[CST_RESULT_RESIDUAL_RISK].high, wide[CST_RESULT_RESIDUAL_RISK].high);
    CU_ASSERT_EQUAL(out[CST_RESULT_MISS_SHARE].high, wide[CST_RESULT_MISS_SHARE].high);
    const cst_interval risk = cst_cell_risk(cell, &row, 0.95);
    CU_ASSERT_EQUAL(risk.low, wide[CST_RESULT_RESIDUAL_RISK].low);
    cst_row_free(&row);
    cst_scenario_free(&fixed);
    cst_scenario_free(&stops);
}

CST_SUITE("stopping", CST_TEST(test_stopping_find), CST_TEST(test_stopping_find_trials),
          CST_TEST(test_stopping_same_trials), CST_TEST(test_stopping_without_events),
          CST_TEST(test_stopping_level))
