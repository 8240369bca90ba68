/* SPDX-License-Identifier: MIT */
#include "study/handout.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

static const char sweep[] =
    "{trial: {agents: 5, rounds: 2}, scheming: {rate: 0.2}, protocol: {kind: untrusted-monitor},"
    " estimate: {trials: 10000, seed: 5, method: naive},"
    " sweep: {scheming.dependence: [independent, beta], scheming.rho: [0.1, 0.2]}}";

static void open_job(cst_job *job, cst_scenario *scenario, const char *text)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
    CU_ASSERT_EQUAL_FATAL(cst_job_init(job, scenario, &error), 0);
}

/* What is read is what was written: a line for each distinct cell, with the same digest. */
static void test_handout_both_ways(void)
{
    cst_job job;
    cst_scenario scenario;
    cst_handout written;
    cst_handout read;
    open_job(&job, &scenario, sweep);
    CU_ASSERT_EQUAL_FATAL(cst_handout_write(&written, &job, NULL), 0);
    CU_ASSERT_EQUAL(job.cells, 3); /* independent: rho changes nothing */
    CU_ASSERT_EQUAL_FATAL(cst_handout_read(&read, written.text, written.size, NULL), 0);
    CU_ASSERT_EQUAL(read.cells, job.cells);
    CU_ASSERT(read.digest == written.digest && read.digest != 0);
    for (uint32_t i = 0; i < read.cells; i++) {
        CU_ASSERT_EQUAL(read.cell[i]->trials, job.cell[i]->trials);
        CU_ASSERT_EQUAL(read.cell[i]->block_trials, job.cell[i]->block_trials);
        CU_ASSERT_PTR_EQUAL(read.cell[i]->method, job.cell[i]->method);
        CU_ASSERT_STRING_EQUAL(read.scenario[i].cell[0].id, job.known[i]->id);
    }
    cst_handout_free(&read);
    cst_handout_free(&written);
    cst_job_free(&job);
    cst_scenario_free(&scenario);
}

/* Any other cell has another digest: of another seed, another number of trials, or one less. */
static void test_handout_other_cells(void)
{
    static const char *const others[] = {
        "{trial: {agents: 5, rounds: 2}, estimate: {trials: 100, seed: 5, method: naive}}",
        "{trial: {agents: 5, rounds: 2}, estimate: {trials: 100, seed: 6, method: naive}}",
        "{trial: {agents: 5, rounds: 2}, estimate: {trials: 101, seed: 5, method: naive}}",
        "{trial: {agents: 5, rounds: 2}, estimate: {trials: 100, seed: 5, method: skip}}",
        "{trial: {agents: 6, rounds: 2}, estimate: {trials: 100, seed: 5, method: naive}}",
    };
    enum { OTHERS = sizeof others / sizeof others[0] };
    cst_u128 digest[OTHERS];
    for (size_t i = 0; i < OTHERS; i++) {
        cst_job job;
        cst_scenario scenario;
        cst_handout written;
        open_job(&job, &scenario, others[i]);
        CU_ASSERT_EQUAL_FATAL(cst_handout_write(&written, &job, NULL), 0);
        digest[i] = written.digest;
        for (size_t j = 0; j < i; j++) {
            CU_ASSERT(digest[i] != digest[j]);
        }
        cst_handout_free(&written);
        cst_job_free(&job);
        cst_scenario_free(&scenario);
    }
}

static void test_handout_errors(void)
{
    static const char *const bad[] = {
        "no scenario\n",
        "\n",
        "{trial: {agents: 5, rounds: 2}, sweep: {scheming.rate: [0.1, 0.2]}}\n",
        "{trial: {agents: 5, rounds: 2}}\n{trial: {agents: -1}}\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cst_handout read;
        cst_error error = {0};
        CU_ASSERT(cst_handout_read(&read, bad[i], strlen(bad[i]), &error) != 0);
        CU_ASSERT(error.text[0] != '\0');
        cst_handout_free(&read);
    }
    /* A line without an end is none. */
    cst_handout read;
    CU_ASSERT_EQUAL(cst_handout_read(&read, "abc", 3, NULL), 0);
    CU_ASSERT_EQUAL(read.cells, 0);
    cst_handout_free(&read);
}

CST_SUITE("handout", CST_TEST(test_handout_both_ways), CST_TEST(test_handout_other_cells),
          CST_TEST(test_handout_errors))
