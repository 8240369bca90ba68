/* SPDX-License-Identifier: MIT
 * A scenario from its file to its findings in one call: they are those of its parts, called one by
 * one; what is asked of the run reaches it; what fails can be freed. */
#include "study/study.h"

#include "tests/lib/suite.h"

static const char file[] = CST_SOURCE_DIR "/scenarios/committee.yaml";
static const char *const changes[] = {"estimate.trials=7", "trial.agents=50",
                                      "protocol.reviewers=2", "scheming.rate=0.1"};
static const cst_scenario_set set = {.assignments = changes, .count = 4};

/* The digests of its findings by plain calls; as many as the study has. */
static void compare_with_parts(const cst_study *study)
{
    cst_scenario scenario = {0};
    cst_job job = {0};
    cst_findings findings = {0};
    cst_run_report report = {0};
    CU_ASSERT_EQUAL_FATAL(cst_scenario_load(&scenario, file, &set, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&job, &scenario, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_findings_init(&findings, &scenario, NULL), 0);
    const cst_run_spec spec = {.cells = job.cell,
                               .cell_count = job.cells,
                               .link = cst_link_find("direct"),
                               .sink = cst_job_sink(&job)};
    CU_ASSERT_EQUAL_FATAL(cst_run(&spec, &report, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_job_findings(&job, &findings, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(findings.count, study->findings.count);
    for (size_t i = 0; i < findings.count; i++) {
        CU_ASSERT_STRING_EQUAL(findings.finding[i].digest, study->findings.finding[i].digest);
    }
    cst_findings_free(&findings);
    cst_job_free(&job);
    cst_scenario_free(&scenario);
}

static void test_study_run(void)
{
    cst_study study;
    CU_ASSERT_EQUAL_FATAL(cst_study_run(&study, file, &set, NULL, NULL), 0);
    CU_ASSERT_EQUAL(study.findings.count, 4); /* the sweep that is left: scheming.rho */
    for (size_t i = 0; i < study.findings.count; i++) {
        const cst_finding *finding = &study.findings.finding[i];
        CU_ASSERT_EQUAL(finding->done, 7);
        CU_ASSERT_EQUAL(finding->count[CST_COUNT_PLANNED], 7 * 50 * 100);
    }
    compare_with_parts(&study);
    cst_study_free(&study);
    cst_study_free(&study);
}

static void note(void *self, const cst_progress *progress)
{
    uint32_t *cells = self;
    *cells = progress->cells_all;
}

static void test_study_how(void)
{
    cst_study study;
    uint32_t cells = 0;
    const cst_run_spec how = {.threads = 3, .progress = note, .progress_self = &cells};
    CU_ASSERT_EQUAL_FATAL(cst_study_run(&study, file, &set, &how, NULL), 0);
    CU_ASSERT_EQUAL(study.report.threads, 3);
    CU_ASSERT_EQUAL(cells, 4);
    cst_study_free(&study);
}

static void test_study_errors(void)
{
    static const sig_atomic_t at_once = 1;
    /* By this link the flag is looked at before each unit. */
    const cst_run_spec how = {.link = cst_link_find("direct"), .interrupted = &at_once};
    cst_study study;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_study_run(&study, CST_SOURCE_DIR "/no.yaml", NULL, NULL, &error),
                    CST_ERR_SCENARIO);
    CU_ASSERT_NOT_EQUAL(error.text[0], '\0');
    cst_study_free(&study);
    CU_ASSERT_EQUAL(cst_study_run(&study, file, NULL, &how, &error), CST_ERR_INTERRUPTED);
    cst_study_free(&study);
}

CST_SUITE("study", CST_TEST(test_study_run), CST_TEST(test_study_how), CST_TEST(test_study_errors))
