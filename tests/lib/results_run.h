/* SPDX-License-Identifier: MIT
 *
 * Results files of runs for tests: whole ones, and shards.
 */
#ifndef CST_TESTS_RESULTS_RUN_H
#define CST_TESTS_RESULTS_RUN_H

#include "study/job.h"
#include "tests/lib/results_file.h"

/* Runs a scenario into a file: one shard of it, or with {0, 0} all. */
static inline void test_run_keep(const char *path, const char *text, cst_shard shard)
{
    cst_scenario scenario;
    cst_job job;
    cst_run_report report;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(&scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&job, &scenario, &error), 0);
    job.shard = shard;
    CU_ASSERT_EQUAL_FATAL(cst_job_keep(&job, path, &test_provenance, &error), 0);
    const cst_run_spec spec = {.cells = job.cell,
                               .cell_count = job.cells,
                               .threads = 1,
                               .link = cst_link_find("direct"),
                               .sink = cst_job_sink(&job)};
    CU_ASSERT_EQUAL_FATAL(cst_run(&spec, &report, &error), 0);
    cst_job_free(&job);
    cst_scenario_free(&scenario);
}

/* Runs a scenario to its end and works out what came of it; `path`: keeps the rows there, NULL:
 * nowhere. By so many threads, 0: by plain calls. */
static inline void test_run_findings(cst_scenario *scenario, const char *path, uint32_t threads,
                                     cst_findings *findings)
{
    cst_job job;
    cst_run_report report;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&job, scenario, &error), 0);
    if (path != NULL) {
        CU_ASSERT_EQUAL_FATAL(cst_job_keep(&job, path, &test_provenance, &error), 0);
    }
    const cst_run_spec spec = {.cells = job.cell,
                               .cell_count = job.cells,
                               .threads = threads,
                               .batch = threads == 1 ? 1000 : 0,
                               .link = cst_link_find(threads == 0 ? "direct" : "inproc"),
                               .sink = cst_job_sink(&job)};
    CU_ASSERT_EQUAL_FATAL(cst_run(&spec, &report, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_findings_init(findings, scenario, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_job_findings(&job, findings, &error), 0);
    CU_ASSERT_EQUAL(cst_job_finished(&job), scenario->cells);
    cst_job_free(&job);
}

#endif
