/* SPDX-License-Identifier: MIT
 * Covers: again print_origin.
 * A file that is run again: all of it, a part of it, and one that somebody has changed. */
#include "cli/show/print.h"
#include "study/again.h"

#include "tests/lib/results_run.h"
#include "tests/lib/suite.h"

static const char body[] = "{trial: {agents: 5, rounds: 2}, protocol: {kind: committee}, "
                           "estimate: {method: naive, trials: 9000%s}, "
                           "sweep: {scheming.rate: [0.1, 0.2, 0.3]}}";

static void make(const char *path, const char *stop)
{
    char text[512];
    (void)snprintf(text, sizeof text, body, stop);
    test_run_keep(path, text, (cst_shard){0});
}

/* A run that leaves out these cells, and ends after so many rows. */
static const char *left_out;
static int rows;
static cst_sink whole;

static int some_reached(void *self, cst_ledger *ledger, uint32_t cell, cst_error *error)
{
    if (strchr(left_out, (int)('0' + cell)) != NULL) {
        cst_ledger_finish(ledger, cell);
        return 0;
    }
    return whole.reached(self, ledger, cell, error);
}

static int some_rows(void *self, uint32_t cell, uint64_t block, const cst_row *row,
                     cst_error *error)
{
    return rows-- > 0 ? whole.row(self, cell, block, row, error) : CST_ERR_INTERRUPTED;
}

static int make_part(const char *path, const char *stop, const char *without, int most)
{
    char text[512];
    cst_scenario scenario;
    cst_job job;
    cst_run_report report;
    cst_error error = {0};
    (void)snprintf(text, sizeof text, body, stop);
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(&scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&job, &scenario, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_job_keep(&job, path, &test_provenance, &error), 0);
    left_out = without;
    rows = most;
    whole = cst_job_sink(&job);
    cst_run_spec spec = {.cells = job.cell,
                         .cell_count = job.cells,
                         .threads = 1,
                         .link = cst_link_find("direct"),
                         .sink = whole};
    spec.sink.reached = some_reached;
    spec.sink.row = some_rows;
    const int code = cst_run(&spec, &report, &error);
    cst_job_free(&job);
    cst_scenario_free(&scenario);
    return code;
}

/* Runs the file again; `changed`: a digest is taken for another one before. */
static void expect(const char *path, bool changed, size_t same, size_t other)
{
    cst_reload reload;
    cst_again again;
    cst_run_report report;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_reload_read(&reload, path, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_again_init(&again, &reload, &error), 0);
    const cst_run_spec spec = {.cells = again.job.cell,
                               .cell_count = again.job.cells,
                               .threads = 3,
                               .batch = 700,
                               .sink = cst_job_sink(&again.job)};
    CU_ASSERT_EQUAL_FATAL(cst_run(&spec, &report, &error), 0);
    if (changed) {
        reload.findings.finding[1].digest[0] ^= 1;
    }
    CU_ASSERT_EQUAL(cst_again_compare(&again, &reload, &error), 0);
    CU_ASSERT_EQUAL(again.same, same);
    CU_ASSERT_EQUAL(again.other, other);
    CU_ASSERT_EQUAL(again.first, other > 0 ? 1 : 0);
    cst_again_free(&again);
    cst_reload_free(&reload);
}

static void test_again_same(void)
{
    static const char *const stops[] = {"", ", stop: {relative: 0.1}", ", stop: {upper: 0.004}"};
    char path[TEST_PATH];
    test_file_name(path, "again");
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        test_file_remove(path);
        make(path, stops[i]);
        expect(path, false, 3, 0);
        expect(path, true, 2, 1);
    }
    test_file_remove(path);
}

/* Only the cells that are finished are run, wherever they stand. */
static void test_again_part(void)
{
    static const char *const cases[] = {"0", "1", "01", "02", "12"};
    char path[TEST_PATH];
    test_file_name(path, "again_part");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_reload reload;
        cst_again again;
        cst_error error = {0};
        const size_t left = 3 - strlen(cases[i]);
        test_file_remove(path);
        CU_ASSERT_EQUAL_FATAL(make_part(path, "", cases[i], 1000), 0);
        CU_ASSERT_EQUAL_FATAL(cst_reload_read(&reload, path, &error), 0);
        CU_ASSERT_EQUAL_FATAL(cst_again_init(&again, &reload, &error), 0);
        CU_ASSERT_EQUAL(again.job.cells, left);
        cst_again_free(&again);
        cst_reload_free(&reload);
        expect(path, false, left, 0);
    }
    test_file_remove(path);
}

/* Cells that share their trials are run all, and only if all are finished: here the trials are
 * enough for every cell to have all of its own, and the last row is missing. */
static void test_again_total(void)
{
    static const char stop[] = ", stop: {total: 1e6}";
    char path[TEST_PATH];
    cst_reload reload;
    cst_again again;
    cst_error error = {0};
    test_file_name(path, "again_total");
    make(path, ", stop: {total: 20000}");
    expect(path, false, 3, 0);
    int all = 0;
    do {
        test_file_remove(path);
    } while (make_part(path, stop, "", ++all) != 0);
    expect(path, false, 3, 0);
    test_file_remove(path);
    CU_ASSERT_EQUAL(make_part(path, stop, "", all - 1), CST_ERR_INTERRUPTED);
    CU_ASSERT_EQUAL_FATAL(cst_reload_read(&reload, path, &error), 0);
    CU_ASSERT_EQUAL(cst_reload_unfinished(&reload), 1);
    CU_ASSERT_EQUAL(cst_again_init(&again, &reload, &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "share their trials, and 1 of 3 are not finished"));
    cst_again_free(&again);
    cst_reload_free(&reload);
    test_file_remove(path);
}

static void test_again_errors(void)
{
    char path[TEST_PATH];
    cst_reload reload;
    cst_again again;
    cst_error error = {0};
    test_file_name(path, "again_errors");
    make(path, ", stop: {seconds: 1000}");
    CU_ASSERT_EQUAL_FATAL(cst_reload_read(&reload, path, &error), 0);
    CU_ASSERT_EQUAL(cst_again_init(&again, &reload, &error), CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "which no two runs do alike"));
    cst_again_free(&again);
    cst_reload_free(&reload);
    test_file_remove(path);
}

/* What the file says of itself. */
static void test_again_origin(void)
{
    static const char *const words[] = {
        ": 3 cells, model version ",
        " 1 run.",
        "\"relative\": 0.1",
        "Run 1: 20",
        "custodes 0.1.0 (gcc 12; SQLite 3) on here, link inproc, 2 threads.",
        "     custodes run x.yaml "};
    static const char *const names[] = {
        "\"cells\":[{\"at\":{\"scheming.rate\":\"0.1\"},\"cell\":\"",
        "\"ended\":true,\"digest\":\"",
        "\"scenario\":{\"claim\":", "\"runs\":[{\"number\":1,\"started\":\"20",
        "\"libraries\":\"SQLite 3\",\"host\":\"here\""};
    char path[TEST_PATH];
    char *text = NULL;
    size_t size = 0;
    cst_reload reload;
    cst_error error = {0};
    test_file_name(path, "again_origin");
    make(path, ", stop: {relative: 0.1}");
    CU_ASSERT_EQUAL_FATAL(cst_reload_read(&reload, path, &error), 0);
    FILE *out = open_memstream(&text, &size);
    CU_ASSERT_EQUAL(cst_print_origin(out, &reload, &error), 0);
    (void)fclose(out);
    for (char *end = strchr(text, '\n'); end != NULL; end = strchr(end, '\n')) {
        *end = ' '; /* where a line ends is for the length of the file's name to say */
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, words[i]));
    }
    free(text);
    out = open_memstream(&text, &size);
    cst_print_origin_json(out, &reload);
    (void)fclose(out);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, names[i]));
    }
    free(text);
    cst_reload_free(&reload);
    test_file_remove(path);
}

CST_SUITE("again", CST_TEST(test_again_same), CST_TEST(test_again_part), CST_TEST(test_again_total),
          CST_TEST(test_again_errors), CST_TEST(test_again_origin))
