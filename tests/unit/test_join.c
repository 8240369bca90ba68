/* SPDX-License-Identifier: MIT
 * Rows of a finished run, joined: results, and all that may come of a file later, are those of a
 * file whose rows were not. */
#include "study/join.h"

#include "study/merge.h"
#include "tests/lib/results_run.h"
#include "tests/lib/suite.h"

/* Trials that remember keep spreads in the order of their trials. */
static const char body[] =
    "{trial: {agents: 6, rounds: 4}, scheming: {rate: 0.1}, protocol: {kind: %s, reviewers: 2}, "
    "estimate: {method: naive, trials: %d, seed: 3%s}, sweep: {scheming.rate: [0.1, 0.2]}}";

static uint64_t rows_of(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *line = NULL;
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db, "SELECT count(*) FROM row", -1, &line, NULL),
                          SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_step(line), SQLITE_ROW);
    const uint64_t rows = (uint64_t)sqlite3_column_int64(line, 0);
    (void)sqlite3_finalize(line);
    (void)sqlite3_close(db);
    return rows;
}

/* Runs into a file, and joins its rows; one that is interrupted joins none. */
static void make(const char *path, const char *kind, int trials, const char *stop, cst_shard shard,
                 bool join)
{
    char text[512];
    cst_scenario scenario;
    cst_job job;
    cst_error error = {0};
    (void)snprintf(text, sizeof text, body, kind, trials, stop);
    test_run_keep(path, text, shard);
    if (!join) {
        return;
    }
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(&scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&job, &scenario, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_job_keep(&job, path, &test_provenance, &error), 0);
    const volatile sig_atomic_t stopped = 1;
    const uint64_t before = rows_of(path);
    CU_ASSERT_EQUAL(cst_join_rows(&job, &stopped, &error), 0);
    CU_ASSERT(rows_of(path) == before);
    CU_ASSERT_EQUAL(cst_join_rows(&job, NULL, &error), 0);
    cst_job_free(&job);
    cst_scenario_free(&scenario);
}

static void look(const char *path, char digest[2][65], uint64_t done[2])
{
    cst_reload reload;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_reload_read(&reload, path, &error), 0);
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(digest[i], 65, "%s", reload.findings.finding[i].digest);
        done[i] = reload.findings.finding[i].done;
    }
    cst_reload_free(&reload);
}

static void expect_same(const char *path, const char *other)
{
    char digest[2][2][65];
    uint64_t done[2][2];
    look(path, digest[0], done[0]);
    look(other, digest[1], done[1]);
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_STRING_EQUAL(digest[0][i], digest[1][i]);
        CU_ASSERT_EQUAL(done[0][i], done[1][i]);
    }
}

static void test_join_same(void)
{
    static const char *const kinds[] = {"committee", "peer-report, penalty: 0.5"};
    static const char *const stops[] = {"", ", stop: {relative: 0.06}"};
    char plain[TEST_PATH];
    char path[TEST_PATH];
    test_file_name(plain, "join_plain");
    test_file_name(path, "join");
    for (size_t kind = 0; kind < 2; kind++) {
        const int trials = kind == 0 ? 120000 : 40000;
        for (size_t stop = 0; stop < 2; stop++) {
            make(plain, kinds[kind], trials, "", (cst_shard){0}, false);
            make(path, kinds[kind], trials, "", (cst_shard){0}, true);
            CU_ASSERT(rows_of(path) < rows_of(plain));
            expect_same(path, plain);
            /* A rule, and a larger goal, that come later. */
            make(plain, kinds[kind], trials + 7000, stops[stop], (cst_shard){0}, false);
            make(path, kinds[kind], trials + 7000, stops[stop], (cst_shard){0}, true);
            expect_same(path, plain);
            test_file_remove(plain);
            test_file_remove(path);
        }
    }
}

/* Shards that are joined, merged under a rule. */
static void test_join_shards(void)
{
    static char part[3][TEST_PATH];
    static const char *list[3];
    char plain[TEST_PATH];
    char all[TEST_PATH];
    cst_reload merged;
    cst_error error = {0};
    test_file_name(plain, "join_whole");
    test_file_name(all, "join_all");
    for (uint32_t i = 0; i < 3; i++) {
        char what[32];
        (void)snprintf(what, sizeof what, "join_part_%u", (unsigned)i);
        test_file_name(part[i], what);
        list[i] = part[i];
        make(part[i], "committee", 120000, ", stop: {relative: 0.06}", (cst_shard){i + 1, 3}, true);
    }
    make(plain, "committee", 120000, ", stop: {relative: 0.06}", (cst_shard){0}, false);
    CU_ASSERT_EQUAL_FATAL(cst_merge_files(&merged, list, 3, all, &error), 0);
    CU_ASSERT(merged.findings.finding[0].done < 120000);
    cst_reload_free(&merged);
    expect_same(all, plain);
    for (size_t i = 0; i < 3; i++) {
        (void)unlink(part[i]);
    }
    test_file_remove(plain);
    test_file_remove(all);
}

/* A smaller goal that would cut a row is refused, and the file stays as it is. */
static void test_join_smaller_errors(void)
{
    char path[TEST_PATH];
    char text[512];
    cst_scenario scenario;
    cst_job job;
    cst_error error = {0};
    test_file_name(path, "join_smaller");
    make(path, "committee", 120000, "", (cst_shard){0}, true);
    (void)snprintf(text, sizeof text, body, "committee", 119000, "");
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(&scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
    const uint64_t block = scenario.cell[0].made->block_trials;
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&job, &scenario, &error), 0);
    CU_ASSERT(119000 % block != 0);
    CU_ASSERT_EQUAL(cst_job_keep(&job, path, &test_provenance, &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "trials around 119000 in one piece"));
    CU_ASSERT_STRING_EQUAL(error.key, "estimate.trials");
    CU_ASSERT_STRING_EQUAL(error.file, path);
    cst_job_free(&job);
    cst_scenario_free(&scenario);
    test_file_remove(path);
}

CST_SUITE("join", CST_TEST(test_join_same), CST_TEST(test_join_shards),
          CST_TEST(test_join_smaller_errors))
