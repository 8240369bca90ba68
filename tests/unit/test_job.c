/* SPDX-License-Identifier: MIT
 * Jobs: which cells are run, where rows go, what a results file had before, and the findings that
 * follow: the same from memory, from a file and from a file that was made in parts. */
#include "study/job.h"

#include "tally/interval.h"
#include "tests/lib/canonical.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/results_file.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>

/* Trials of two whole blocks and a part of a third; the same with a part of a fourth. */
enum { CELLS = 6, DISTINCT = 4, BLOCKS_MAX = 8, FEW = 10000, MORE = 13000, SEED = 5 };

static const double RATE = 0.2;
static const double TPR = 0.8;
static const double rho_at[] = {0.1, 0.2, 0.3};

/* An independent law has no rho: of the six cells the first three are one. */
static void read_sweep(cst_scenario *scenario, int trials)
{
    static const char body[] =
        "{trial: {agents: 5, rounds: 2}, scheming: {rate: %.17g},"
        " monitor: {score: {tpr: %.17g}}, protocol: {kind: untrusted-monitor},"
        " estimate: {method: naive, trials: %d, seed: %d},"
        " sweep: {scheming.dependence: [independent, beta], scheming.rho: [0.1, 0.2, 0.3]}}";
    char text[512];
    cst_error error = {0};
    (void)snprintf(text, sizeof text, body, RATE, TPR, trials, SEED);
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
}

/* A job's sink with a look at what passes it, which may be stopped. */
typedef struct watch {
    cst_sink job;
    uint64_t rows; /* that came */
    uint64_t most; /* that may come */
    bool came[CELLS][BLOCKS_MAX];
    uint64_t count[CELLS][CST_COUNT_KINDS]; /* of the rows of each distinct cell */
    cst_run_report report;
} watch;

static bool watch_have(void *self, uint32_t cell, uint64_t block)
{
    const watch *at = self;
    return at->job.have != NULL && at->job.have(at->job.self, cell, block);
}

static int watch_row(void *self, uint32_t cell, uint64_t block, const cst_row *row,
                     cst_error *error)
{
    watch *at = self;
    if (at->rows == at->most) {
        return cst_error_set(error, CST_ERR_INTERRUPTED, NULL, "the test has seen enough");
    }
    CU_ASSERT_FATAL(cell < CELLS && block < BLOCKS_MAX);
    CU_ASSERT_FALSE(at->came[cell][block]);
    at->rows++;
    at->came[cell][block] = true;
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        at->count[cell][i] += row->count[i];
    }
    return at->job.row(at->job.self, cell, block, row, error);
}

static int watch_reached(void *self, cst_ledger *ledger, uint32_t cell, cst_error *error)
{
    const watch *at = self;
    return at->job.reached(at->job.self, ledger, cell, error);
}

/* Runs a job until it ends, or until `most` rows have come; what came is on disk then. */
static void run(cst_job *job, uint64_t most, watch *at)
{
    cst_error error = {0};
    memset(at, 0, sizeof *at);
    at->job = cst_job_sink(job);
    at->most = most;
    const cst_run_spec spec = {.cells = job->cell,
                               .cell_count = job->cells,
                               .threads = 1,
                               .link = cst_link_find("direct"),
                               .sink = {.self = at,
                                        .have = watch_have,
                                        .row = watch_row,
                                        .reached = watch_reached}};
    const int code = cst_run(&spec, &at->report, &error);
    CU_ASSERT_EQUAL(code, at->rows < most ? 0 : CST_ERR_INTERRUPTED);
    if (at->job.flush != NULL) {
        CU_ASSERT_EQUAL(at->job.flush(at->job.self, &error), 0);
    }
}

/* The trials of a distinct cell that came, from the first on without a gap. */
static uint64_t trials_of(const cst_job *job, const watch *at, uint32_t cell)
{
    uint64_t blocks = 0;
    while (blocks < BLOCKS_MAX && at->came[cell][blocks]) {
        blocks++;
    }
    const uint64_t trials = blocks * job->cell[cell]->block_trials;
    return trials < job->cell[cell]->trials ? trials : job->cell[cell]->trials;
}

static void open_job(cst_job *job, cst_scenario *scenario, const char *path)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_job_init(job, scenario, &error), 0);
    CU_ASSERT_PTR_NULL(job->store);
    if (path != NULL) {
        CU_ASSERT_EQUAL_FATAL(cst_job_keep(job, path, &test_provenance, &error), 0);
        CU_ASSERT_PTR_NOT_NULL(job->store);
    }
}

static void find(cst_job *job, cst_findings *findings)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_findings_init(findings, job->scenario, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_job_findings(job, findings, &error), 0);
}

static void expect_same(const cst_findings *a, const cst_findings *b)
{
    CU_ASSERT_EQUAL_FATAL(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const cst_finding *one = &a->finding[i];
        const cst_finding *other = &b->finding[i];
        CU_ASSERT_EQUAL(one->done, other->done);
        CU_ASSERT_STRING_EQUAL(one->digest, other->digest);
        char *canonical[] = {cst_test_canonical(one), cst_test_canonical(other)};
        CU_ASSERT_STRING_EQUAL(canonical[0], canonical[1]);
        free(canonical[0]);
        free(canonical[1]);
        CU_ASSERT_EQUAL(memcmp(one->count, other->count, CST_COUNT_KINDS * sizeof *one->count), 0);
        for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
            const cst_result x = cst_finding_result(one, kind);
            const cst_result y = cst_finding_result(other, kind);
            const double ends[] = {x.low, x.high};
            const double others[] = {y.low, y.high};
            CU_ASSERT_EQUAL(memcmp(ends, others, sizeof ends), 0);
        }
    }
}

/* A new job of that many trials in memory, and its findings. */
static void find_in_memory(int trials, cst_scenario *scenario, cst_findings *findings)
{
    static watch at;
    cst_job job;
    read_sweep(scenario, trials);
    open_job(&job, scenario, NULL);
    run(&job, UINT64_MAX, &at);
    find(&job, findings);
    cst_job_free(&job);
}

/* Every distinct cell is made and run once, and serves all that are like it. */
static void test_job_index(void)
{
    static const uint32_t index[CELLS] = {0, 0, 0, 1, 2, 3};
    static const size_t known[DISTINCT] = {0, 3, 4, 5};
    static watch at;
    cst_scenario scenario;
    cst_job job;
    read_sweep(&scenario, FEW);
    open_job(&job, &scenario, NULL);
    CU_ASSERT_PTR_EQUAL(job.scenario, &scenario);
    CU_ASSERT_EQUAL_FATAL(job.cells, DISTINCT);
    for (size_t i = 0; i < CELLS; i++) {
        CU_ASSERT_EQUAL(job.index[i], index[i]);
    }
    for (size_t i = 0; i < DISTINCT; i++) {
        CU_ASSERT_PTR_EQUAL(job.known[i], &scenario.cell[known[i]]);
        /* made once: the scenario's own */
        CU_ASSERT_PTR_EQUAL(job.cell[i], scenario.cell[known[i]].made);
        CU_ASSERT_EQUAL(job.cell[i]->trials, FEW);
        CU_ASSERT_EQUAL(job.cell[i]->seed, SEED);
    }
    CU_ASSERT_EQUAL(job.goal_before + job.all_before + job.done_before, 0);
    run(&job, UINT64_MAX, &at);
    for (size_t i = 0; i < CELLS; i++) {
        CU_ASSERT_EQUAL(at.count[i][CST_COUNT_TRIALS], i < DISTINCT ? FEW : 0);
        CU_ASSERT_EQUAL(at.count[i][CST_COUNT_PLANNED], i < DISTINCT ? FEW * 5 * 2 : 0);
    }
    cst_job_free(&job);
    CU_ASSERT_PTR_NULL(job.cell);
    cst_scenario_free(&scenario);
}

/* R = p (1 - d (1 - q)), where q = p + rho (1 - p) is the chance that the reviewer schemes beside a
 * scheming actor; the independent law has rho = 0. A finding counts what came for its cell. */
static void test_job_findings(void)
{
    static watch at;
    cst_scenario scenario;
    cst_job job;
    cst_findings findings;
    cst_test_seed(SEED);
    read_sweep(&scenario, FEW);
    open_job(&job, &scenario, NULL);
    run(&job, UINT64_MAX, &at);
    char *before = cst_scenario_text(&scenario.cell[3], false);
    job.spends = true;
    find(&job, &findings);
    char *after = cst_scenario_text(&scenario.cell[3], false);
    CU_ASSERT_STRING_EQUAL(before, after);
    free(before);
    free(after);
    for (size_t i = 0; i < CELLS; i++) {
        CU_ASSERT_EQUAL(scenario.cell[i].made == NULL, i > 0); /* all have one method */
        const cst_finding *finding = &findings.finding[i];
        const double rho = i < 3 ? 0.0 : rho_at[i - 3];
        const double risk = RATE * (1.0 - TPR * (1.0 - RATE - rho * (1.0 - RATE)));
        const size_t cell = i < 3 ? 0 : i - 2;
        double lower = 0.0;
        double upper = 0.0;
        CU_ASSERT_PTR_EQUAL(finding->cell, &scenario.cell[i]);
        CU_ASSERT_EQUAL(finding->done, FEW);
        CU_ASSERT_EQUAL(memcmp(finding->count, at.count[cell], sizeof at.count[cell]), 0);
        cst_interval_tails(finding->count[CST_COUNT_ESCAPED], FEW * 5 * 2, risk, &lower, &upper);
        CU_ASSERT(fmin(lower, upper) > 1e-7);
        CU_ASSERT(cst_test_relative(cst_finding_exact(finding, CST_RESULT_RESIDUAL_RISK), risk) <
                  1e-12);
    }
    CU_ASSERT_STRING_EQUAL(findings.finding[0].digest, findings.finding[2].digest);
    CU_ASSERT_STRING_NOT_EQUAL(findings.finding[0].digest, findings.finding[3].digest);
    CU_ASSERT_STRING_NOT_EQUAL(findings.finding[4].digest, findings.finding[5].digest);
    cst_findings_free(&findings);
    cst_job_free(&job);
    cst_scenario_free(&scenario);
}

/* From a file as from memory; and again, with nothing left to run and not one byte changed. */
static void test_job_file(void)
{
    static watch at;
    char path[TEST_PATH];
    cst_scenario scenario;
    cst_job job;
    cst_findings memory;
    cst_findings findings;
    test_file_name(path, "job_file");
    test_file_remove(path);
    find_in_memory(FEW, &scenario, &memory);
    open_job(&job, &scenario, path);
    CU_ASSERT_EQUAL(job.goal_before + job.all_before + job.done_before, 0);
    run(&job, UINT64_MAX, &at);
    CU_ASSERT_EQUAL(at.rows, DISTINCT * 3);
    find(&job, &findings);
    expect_same(&memory, &findings);
    cst_findings_free(&findings);
    cst_job_free(&job);
    size_t size[2] = {0};
    unsigned char *bytes[2] = {test_file_read(path, &size[0]), NULL};
    open_job(&job, &scenario, path);
    CU_ASSERT_EQUAL(job.goal_before, FEW);
    CU_ASSERT_EQUAL(job.all_before, FEW * CELLS);
    CU_ASSERT_EQUAL(job.done_before, FEW * CELLS);
    for (uint64_t i = 0; i < DISTINCT * 3; i++) {
        CU_ASSERT_TRUE(watch_have(&(watch){.job = cst_job_sink(&job)}, (uint32_t)(i / 3), i % 3));
    }
    run(&job, UINT64_MAX, &at);
    CU_ASSERT_EQUAL(at.rows, 0);
    CU_ASSERT_EQUAL(at.report.units, 0);
    CU_ASSERT_EQUAL(cst_job_finished(&job), CELLS);
    find(&job, &findings);
    expect_same(&memory, &findings);
    cst_findings_free(&findings);
    cst_job_free(&job);
    bytes[1] = test_file_read(path, &size[1]);
    CU_ASSERT_TRUE(size[0] == size[1] && memcmp(bytes[0], bytes[1], size[0]) == 0);
    free(bytes[0]);
    free(bytes[1]);
    cst_findings_free(&memory);
    cst_scenario_free(&scenario);
    test_file_remove(path);
}

/* Every method's trials are counted, kept and found again. */
static void test_job_methods(void)
{
    static const char text[] =
        "{trial: {agents: 5, rounds: 2}, scheming: {rate: 0.2, dependence: beta, rho: 0.1},"
        " protocol: {kind: committee, reviewers: 2}, estimate: {trials: 70000},"
        " sweep: {estimate.method: [skip, strata, importance]}}";
    static watch at;
    char path[TEST_PATH];
    cst_scenario scenario;
    cst_findings findings[2];
    test_file_name(path, "job_methods");
    test_file_remove(path);
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(&scenario, "x.yaml", text, strlen(text), NULL, NULL),
                          0);
    for (int i = 0; i < 2; i++) {
        cst_job job;
        open_job(&job, &scenario, i == 0 ? NULL : path);
        CU_ASSERT_EQUAL(job.cells, 3);
        run(&job, UINT64_MAX, &at);
        CU_ASSERT_EQUAL(cst_job_finished(&job), 3);
        find(&job, &findings[i]);
        cst_job_free(&job);
    }
    expect_same(&findings[0], &findings[1]);
    cst_findings_free(&findings[0]);
    cst_findings_free(&findings[1]);
    cst_scenario_free(&scenario);
    test_file_remove(path);
}

/* A file that was left in the middle and then asked for more: what was there is told, whole blocks
 * stay, the short last one and those behind it are run, and the findings are those of one run. */
static void test_job_grows(void)
{
    static watch at;
    char path[TEST_PATH];
    cst_scenario few;
    cst_scenario more;
    cst_job job;
    cst_findings whole;
    cst_findings findings;
    test_file_name(path, "job_grows");
    test_file_remove(path);
    read_sweep(&few, FEW);
    open_job(&job, &few, path);
    run(&job, DISTINCT * 3 - 4, &at);
    const uint64_t done = 3 * trials_of(&job, &at, 0) + trials_of(&job, &at, 1) +
                          trials_of(&job, &at, 2) + trials_of(&job, &at, 3);
    CU_ASSERT(done > FEW && done < FEW * CELLS);
    cst_job_free(&job);
    static watch then;
    find_in_memory(MORE, &more, &whole);
    open_job(&job, &more, path);
    CU_ASSERT_EQUAL(job.goal_before, FEW);
    CU_ASSERT_EQUAL(job.all_before, FEW * CELLS);
    CU_ASSERT_EQUAL(job.done_before, done);
    run(&job, UINT64_MAX, &then);
    for (uint32_t cell = 0; cell < DISTINCT; cell++) {
        for (uint32_t block = 0; block < 4; block++) {
            const bool kept = block < 2 && at.came[cell][block];
            CU_ASSERT_EQUAL(then.came[cell][block], !kept);
        }
    }
    find(&job, &findings);
    expect_same(&whole, &findings);
    CU_ASSERT_EQUAL(findings.finding[5].done, MORE);
    cst_findings_free(&findings);
    cst_job_free(&job);
    open_job(&job, &more, path);
    CU_ASSERT_EQUAL(job.goal_before, MORE);
    CU_ASSERT_EQUAL(job.done_before, MORE * CELLS);
    cst_job_free(&job);
    cst_findings_free(&whole);
    cst_scenario_free(&few);
    cst_scenario_free(&more);
    test_file_remove(path);
}

/* Cells of the scenario count, equal ones each; rows in memory and in a file alike. */
static void test_job_finished(void)
{
    static watch at;
    char path[TEST_PATH];
    cst_scenario scenario;
    test_file_name(path, "job_finished");
    read_sweep(&scenario, FEW);
    for (uint64_t most = 0; most <= DISTINCT * 3; most++) {
        const bool in_memory = most % 2 == 0;
        cst_job job;
        test_file_remove(path);
        open_job(&job, &scenario, in_memory ? NULL : path);
        CU_ASSERT_EQUAL(cst_job_finished(&job), 0);
        run(&job, most == DISTINCT * 3 ? UINT64_MAX : most, &at);
        size_t finished = trials_of(&job, &at, 0) == FEW ? 3 : 0;
        for (uint32_t cell = 1; cell < DISTINCT; cell++) {
            finished += trials_of(&job, &at, cell) == FEW;
        }
        CU_ASSERT_EQUAL(cst_job_finished(&job), finished);
        CU_ASSERT_EQUAL(finished == CELLS, most == DISTINCT * 3);
        cst_job_free(&job);
    }
    cst_scenario_free(&scenario);
    test_file_remove(path);
}

static void expect_missing(cst_job *job, const char *words)
{
    cst_findings findings;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_findings_init(&findings, job->scenario, &error), 0);
    CU_ASSERT_EQUAL(cst_job_findings(job, &findings, &error), CST_ERR_STORE);
    CU_ASSERT_EQUAL(error.code, CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    cst_findings_free(&findings);
}

/* Trials that were never run, that somebody took away while the file was open, and a file that is
 * gone. */
static void test_job_findings_errors(void)
{
    static watch at;
    char path[TEST_PATH];
    char words[64];
    cst_scenario scenario;
    test_file_name(path, "job_findings_errors");
    read_sweep(&scenario, FEW);
    for (int i = 0; i < 2; i++) {
        cst_job job;
        test_file_remove(path);
        open_job(&job, &scenario, i == 0 ? NULL : path);
        expect_missing(&job, "cell 0 has 0 of its 10000 trials");
        run(&job, 4, &at); /* three blocks of one cell and one of the next */
        CU_ASSERT_EQUAL(trials_of(&job, &at, 0), FEW);
        (void)snprintf(words, sizeof words, "cell 3 has %d of its 10000 trials",
                       i == 0 ? 0 : (int)trials_of(&job, &at, 1)); /* memory keeps whole cells */
        expect_missing(&job, words);
        cst_job_free(&job);
    }
    cst_job job;
    test_file_remove(path);
    open_job(&job, &scenario, path);
    run(&job, UINT64_MAX, &at);
    (void)snprintf(words, sizeof words, "cell 0 has %d of its 10000 trials",
                   (int)job.cell[0]->block_trials);
    test_sql(path, "DELETE FROM row WHERE first_trial > 0");
    expect_missing(&job, words);
    cst_job_free(&job);
    test_file_remove(path);
    open_job(&job, &scenario, path);
    run(&job, UINT64_MAX, &at);
    test_file_remove(path);
    expect_missing(&job, "removed, moved or replaced");
    cst_job_free(&job);
    cst_scenario_free(&scenario);
}

static void expect_not_kept(cst_scenario *scenario, const char *path, const char *key,
                            const char *words)
{
    cst_job job;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&job, scenario, &error), 0);
    CU_ASSERT_EQUAL(cst_job_keep(&job, path, &test_provenance, &error), CST_ERR_STORE);
    CU_ASSERT_STRING_EQUAL(error.key, key);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    cst_job_free(&job);
}

static void test_job_keep_errors(void)
{
    static watch at;
    static const char other[] = "{scheming: {rate: 0.3}}";
    char path[TEST_PATH];
    cst_scenario few;
    cst_scenario more;
    cst_scenario of_others;
    cst_job job;
    test_file_name(path, "job_keep_errors");
    test_file_remove(path);
    read_sweep(&few, FEW);
    read_sweep(&more, MORE);
    CU_ASSERT_EQUAL_FATAL(
        cst_scenario_parse(&of_others, "y.yaml", other, strlen(other), NULL, NULL), 0);
    open_job(&job, &more, path);
    run(&job, 1, &at);
    cst_job_free(&job);
    expect_not_kept(&few, path, "estimate.trials", "the goal in the file is 13000, here it is");
    expect_not_kept(&of_others, path, "trial.agents", "results of another scenario");
    expect_not_kept(&few, "", "", "expected the name of a results file");
    test_file_write(path, "trials,escaped\n1000,3\n", 22);
    expect_not_kept(&few, path, "", "found a text");
    cst_scenario_free(&few);
    cst_scenario_free(&more);
    cst_scenario_free(&of_others);
    test_file_remove(path);
}

CST_SUITE("job", CST_TEST(test_job_index), CST_TEST(test_job_findings), CST_TEST(test_job_file),
          CST_TEST(test_job_methods), CST_TEST(test_job_grows), CST_TEST(test_job_finished),
          CST_TEST(test_job_findings_errors), CST_TEST(test_job_keep_errors))
