/* SPDX-License-Identifier: MIT
 * Trials that cells share: the decisions against a twin that looks through all cells for each, runs
 * by any way against each other, and the intervals at where trials end. */
#include "study/effort.h"

#include "estimate/sample/cell.h"
#include "study/reload.h"
#include "study/study.h"
#include "tests/lib/binomial.h"
#include "tests/lib/results_run.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 9, TASKS = 10 };

static const char body[] =
    "{trial: {agents: 5, rounds: 2}, protocol: {kind: untrusted-monitor}, "
    "estimate: {method: naive, trials: %s, seed: %u, stop: {total: %s}}, "
    "sweep: {scheming.rate: [0.5, 0.3, 0.1, 0.03, 0.01, 0.003, 0.0001, 0, 0.2]}}";

static void make(cst_scenario *scenario, const char *trials, unsigned seed, const char *total)
{
    char text[512];
    cst_error error = {0};
    (void)snprintf(text, sizeof text, body, trials, seed, total);
    const int code = cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error);
    if (code != 0) {
        (void)printf("\n    %s: %s\n", error.key, error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
}

/* --- Decisions by rows that are put together by hand ------------------------------------------ */

/* In every trial of a cell the same share of tasks escapes. */
typedef struct source {
    const double *share; /* of each cell */
    uint64_t there;      /* trials of cell 2; of the others all */
} source;

static int sum(void *self, uint32_t cell, uint64_t trials, cst_row *into, bool *whole,
               cst_error *error)
{
    const source *of = self;
    (void)error;
    cst_row_free(into);
    *whole = cell != 2 || trials <= of->there;
    const uint64_t escaped = (uint64_t)floor((double)(trials * TASKS) * of->share[cell]);
    into->count[CST_COUNT_TRIALS] = trials;
    into->count[CST_COUNT_PLANNED] = trials * TASKS;
    into->count[CST_COUNT_TASKS] = trials * TASKS;
    into->count[CST_COUNT_ATTACKS] = escaped;
    into->count[CST_COUNT_ESCAPED] = escaped;
    return 0;
}

/* The twin: looks through all cells for the widest that has not moved yet, again and again. Which
 * cells are at which look in the end. */
static void play(const cst_cell *const *cells, source *of, uint64_t total, uint32_t look[CELLS])
{
    uint64_t spent = 0;
    for (uint32_t i = 0; i < CELLS; i++) {
        look[i] = 1;
        spent += cst_cell_look_trials(cells[i], 1);
    }
    for (bool any = true; any;) {
        double width[CELLS];
        bool can[CELLS];
        uint64_t at[CELLS];
        uint64_t price[CELLS];
        uint32_t able = 0;
        any = false;
        for (uint32_t i = 0; i < CELLS; i++) {
            cst_row row = {0};
            bool whole = true;
            at[i] = cst_cell_look_trials(cells[i], look[i]);
            price[i] =
                look[i] < cells[i]->looks ? cst_cell_look_trials(cells[i], look[i] + 1) - at[i] : 0;
            CU_ASSERT_EQUAL(sum(of, i, at[i], &row, &whole, NULL), 0);
            width[i] = cst_cell_width(cells[i], &row);
            can[i] = price[i] > 0 && spent + price[i] <= total && width[i] > 0.0;
            able += can[i] ? 1 : 0;
        }
        for (uint32_t moves = able == 0 ? 0 : able / 4 + 1; moves > 0;) {
            uint32_t best = CELLS;
            for (uint32_t i = 0; i < CELLS; i++) {
                const bool wider =
                    best < CELLS && can[i] &&
                    (width[i] > width[best] || (width[i] == width[best] && at[i] < at[best]));
                best = can[i] && (best == CELLS || wider) ? i : best;
            }
            if (best == CELLS) {
                break;
            }
            can[best] = false;
            if (spent + price[best] <= total) {
                spent += price[best];
                look[best]++;
                any = true;
                moves--;
            }
        }
    }
}

static void collect(const cst_scenario *scenario, const cst_cell *cells[CELLS])
{
    CU_ASSERT_EQUAL_FATAL(scenario->cells, CELLS);
    for (uint32_t i = 0; i < CELLS; i++) {
        cells[i] = scenario->cell[i].made;
    }
}

static void test_effort_decisions(void)
{
    static const double shares[][CELLS] = {
        {0.5, 0.3, 0.1, 0.03, 0.01, 0.003, 0.0001, 0.0, 0.1},
        {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.0, 0.1},
        {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0},
        {0.5, 0.2, 0.1, 0.02, 1e-4, 1e-4, 1e-5, 0.0, 0.1},
    };
    static const double totals[] = {1.0, 9000.0, 100000.0, 250000.0, 700000.0, 1e15};
    const cst_cell *cells[CELLS];
    cst_scenario scenario;
    make(&scenario, "100000", 1, "1000");
    collect(&scenario, cells);
    for (size_t s = 0; s < sizeof shares / sizeof shares[0]; s++) {
        for (size_t t = 0; t < sizeof totals / sizeof totals[0]; t++) {
            source of = {shares[s], UINT64_MAX};
            cst_effort effort;
            uint32_t wanted[CELLS];
            uint32_t moved = 0;
            bool whole = false;
            uint64_t spent = 0;
            CU_ASSERT_EQUAL_FATAL(cst_effort_init(&effort, cells, CELLS, totals[t], NULL), 0);
            do {
                CU_ASSERT_EQUAL(cst_effort_next(&effort, sum, &of, &moved, &whole, NULL), 0);
            } while (moved > 0);
            CU_ASSERT(whole);
            play(cells, &of, (uint64_t)totals[t], wanted);
            for (uint32_t i = 0; i < CELLS; i++) {
                CU_ASSERT_EQUAL(effort.cell[i].look, wanted[i]);
                spent += cst_effort_trials(&effort, i);
            }
            const uint64_t first = CELLS * cst_cell_look_trials(cells[0], 1);
            CU_ASSERT(spent == first || (double)spent <= totals[t]);
            CU_ASSERT_EQUAL(effort.cell[7].look, 1); /* a rate of 0 is known */
            CU_ASSERT(totals[t] < 1e15 || effort.cell[0].look == cells[0]->looks);
            cst_effort_free(&effort);
        }
    }
    cst_scenario_free(&scenario);
}

/* A row that is not there yet: decisions go as far as they can be taken. */
static void test_effort_not_whole(void)
{
    static const double share[CELLS] = {0.5, 0.3, 1e-5, 0.03, 0.01, 0.003, 0.01, 0.0, 0.1};
    const cst_cell *cells[CELLS];
    cst_scenario scenario;
    cst_effort effort;
    uint32_t moved = 0;
    bool whole = true;
    make(&scenario, "100000", 1, "1000");
    collect(&scenario, cells);
    source of = {share, cst_cell_look_trials(cells[2], 3)};
    CU_ASSERT_EQUAL_FATAL(cst_effort_init(&effort, cells, CELLS, 1e6, NULL), 0);
    do {
        CU_ASSERT_EQUAL(cst_effort_next(&effort, sum, &of, &moved, &whole, NULL), 0);
    } while (moved > 0);
    CU_ASSERT(!whole && effort.cell[2].look == 4);
    cst_effort_free(&effort);
    cst_scenario_free(&scenario);
}

/* --- Runs ------------------------------------------------------------------------------------ */

static void read_again(const char *path, const cst_findings *wanted)
{
    cst_reload reload;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_reload_read(&reload, path, &error), 0);
    CU_ASSERT_EQUAL_FATAL(reload.findings.count, wanted->count);
    for (size_t i = 0; i < wanted->count; i++) {
        CU_ASSERT_EQUAL(reload.findings.finding[i].done, wanted->finding[i].done);
        CU_ASSERT_STRING_EQUAL(reload.findings.finding[i].digest, wanted->finding[i].digest);
        CU_ASSERT(cst_finding_ended(&reload.findings.finding[i]));
        CU_ASSERT_EQUAL(reload.findings.finding[i].met,
                        reload.findings.finding[i].done <
                            reload.findings.finding[i].cell->estimate.trials);
    }
    CU_ASSERT_EQUAL(cst_reload_unfinished(&reload), 0);
    cst_reload_free(&reload);
}

/* The same trials count, whoever runs them and whatever a file had before. */
static void test_effort_same_trials(void)
{
    cst_findings first = {0};
    cst_scenario scenario;
    char path[TEST_PATH];
    test_file_name(path, "effort");
    make(&scenario, "30000", 5, "90000");
    test_run_findings(&scenario, NULL, 0, &first);
    for (uint32_t way = 1; way < 6; way++) {
        cst_findings findings = {0};
        cst_scenario again;
        if (way == 4) { /* more than is wanted is there already */
            test_file_remove(path);
            make(&again, "30000", 5, "200000");
            test_run_findings(&again, path, 2, &findings);
            CU_ASSERT(findings.finding[6].done > first.finding[6].done ||
                      findings.finding[4].done > first.finding[4].done);
            cst_findings_free(&findings);
            cst_scenario_free(&again);
        }
        make(&again, "30000", 5, "90000");
        test_run_findings(&again, way < 3 ? NULL : path, way % 3, &findings);
        for (size_t i = 0; i < findings.count; i++) {
            CU_ASSERT_EQUAL(findings.finding[i].done, first.finding[i].done);
            CU_ASSERT_STRING_EQUAL(findings.finding[i].digest, first.finding[i].digest);
        }
        if (way >= 3) {
            read_again(path, &first);
        }
        cst_findings_free(&findings);
        cst_scenario_free(&again);
    }
    CU_ASSERT(first.finding[0].done < first.finding[4].done);
    test_file_remove(path);
    cst_findings_free(&first);
    cst_scenario_free(&scenario);
}

/* Intervals hold where the trials end, though what was seen decided where that is. */
static void test_effort_coverage(void)
{
    const uint64_t replicates = getenv("CST_LONG") != NULL ? 2000 : 60;
    uint64_t missed = 0;
    uint64_t judged = 0;
    for (uint64_t r = 0; r < replicates; r++) {
        cst_scenario scenario;
        cst_findings findings = {0};
        make(&scenario, "30000", 1000 + (unsigned)r, "60000");
        test_run_findings(&scenario, NULL, 0, &findings);
        for (size_t i = 0; i < findings.count; i++) {
            const cst_result risk =
                cst_finding_result(&findings.finding[i], CST_RESULT_RESIDUAL_RISK);
            const double exact = cst_finding_exact(&findings.finding[i], CST_RESULT_RESIDUAL_RISK);
            CU_ASSERT_FATAL(isfinite(exact));
            missed += exact < risk.low || exact > risk.high ? 1 : 0;
            judged++;
        }
        cst_findings_free(&findings);
        cst_scenario_free(&scenario);
    }
    (void)printf("\n    %llu of %llu intervals miss\n", (unsigned long long)missed,
                 (unsigned long long)judged);
    CU_ASSERT(missed == 0 || cst_test_binomial_above(missed - 1, judged, 0.05) > 1e-4);
    CU_ASSERT(judged >= 100);
}

CST_SUITE("effort", CST_TEST(test_effort_decisions), CST_TEST(test_effort_not_whole),
          CST_TEST(test_effort_same_trials), CST_TEST(test_effort_coverage))
