/* SPDX-License-Identifier: MIT
 * Covers: merge.
 * Results files put together: whose rows, runs and cells the new file has, and what is refused. */
#include "study/merge.h"

#include "tests/lib/results_run.h"
#include "tests/lib/suite.h"

static const char body[] = "{trial: {agents: 5, rounds: 2}, protocol: {kind: untrusted-monitor}, "
                           "estimate: {method: naive, trials: %d, seed: 5%s}, "
                           "sweep: {scheming.rate: [0.1, 0.2]}}";

enum { PARTS = 3, TRIALS = 30000 };

/* Runs a shard into a file of its own; of = 0: all of it. */
static void run(const char *path, int trials, const char *stop, uint32_t number, uint32_t of)
{
    char text[512];
    (void)snprintf(text, sizeof text, body, trials, stop);
    test_run_keep(path, text, (cst_shard){number, of});
}

/* Names of parts, and of the file that they go to; none of them is there. */
typedef struct names {
    char part[PARTS][TEST_PATH], all[TEST_PATH];
    const char *list[PARTS];
} names;

static void name_all(names *of)
{
    for (int i = 0; i < PARTS; i++) {
        char what[32];
        (void)snprintf(what, sizeof what, "merge_%d", i + 1);
        test_file_name(of->part[i], what);
        test_file_remove(of->part[i]);
        of->list[i] = of->part[i];
    }
    test_file_name(of->all, "merge_all");
    test_file_remove(of->all);
}

static void remove_all(const names *of)
{
    for (int i = 0; i < PARTS; i++) {
        test_file_remove(of->part[i]);
    }
    test_file_remove(of->all);
}

/* The one number that a query gives. */
static uint64_t ask(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_step(statement), SQLITE_ROW);
    const uint64_t number = (uint64_t)sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    return number;
}

/* In any order the parts are the whole, also where a rule ends trials within one of them. */
static void test_merge_same(void)
{
    static const char *const stops[] = {"", ", stop: {relative: 0.1}", ", stop: {events: 1e9}"};
    static const int order[][PARTS] = {{0, 1, 2}, {2, 0, 1}, {1, 2, 0}};
    static names of;
    for (size_t i = 0; i < 3; i++) {
        cst_reload whole;
        cst_reload merged;
        cst_error error = {0};
        name_all(&of);
        run(of.all, TRIALS, stops[i], 0, 0);
        CU_ASSERT_EQUAL_FATAL(cst_reload_read(&whole, of.all, &error), 0);
        test_file_remove(of.all);
        for (int part = 0; part < PARTS; part++) {
            run(of.part[part], TRIALS, stops[i], (uint32_t)part + 1, PARTS);
            of.list[part] = of.part[order[i][part]];
        }
        CU_ASSERT_EQUAL_FATAL(cst_merge_files(&merged, of.list, PARTS, of.all, &error), 0);
        CU_ASSERT_EQUAL_FATAL(merged.findings.count, 2);
        for (size_t cell = 0; cell < 2; cell++) {
            CU_ASSERT_STRING_EQUAL(merged.findings.finding[cell].digest,
                                   whole.findings.finding[cell].digest);
            CU_ASSERT_EQUAL(merged.findings.finding[cell].done, whole.findings.finding[cell].done);
        }
        CU_ASSERT_EQUAL(whole.findings.finding[0].done < TRIALS, i == 1);
        CU_ASSERT_EQUAL(ask(of.all, "SELECT count(*) FROM run"), PARTS);
        CU_ASSERT_EQUAL(ask(of.all, "SELECT count(DISTINCT run) FROM row"), PARTS);
        CU_ASSERT_EQUAL(ask(of.all, "SELECT counted FROM cell LIMIT 1"),
                        i == 0 ? 0 : whole.findings.finding[0].done);
        cst_reload_free(&whole);
        cst_reload_free(&merged);
        remove_all(&of);
    }
}

static void expect_refused(const names *of, size_t count, int code, const char *words)
{
    cst_reload reload;
    cst_error error = {0};
    test_file_remove(of->all);
    CU_ASSERT_EQUAL(cst_merge_files(&reload, of->list, count, of->all, &error), code);
    CU_ASSERT_EQUAL(error.code, code);
    if (strstr(error.text, words) == NULL) {
        (void)fprintf(stderr, "\n  said %s\n  not %s\n", error.text, words);
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    cst_reload_free(&reload);
}

static void test_merge_errors(void)
{
    static names of;
    name_all(&of);
    run(of.part[0], TRIALS, "", 1, 3);
    run(of.part[1], TRIALS, "", 2, 3);
    expect_refused(&of, 2, CST_ERR_STORE, "merge: trials are missing in 2 of 2 cells");
    expect_refused(&of, 3, CST_ERR_STORE, "cannot be opened");
    run(of.part[2], TRIALS + 1, "", 3, 3);
    expect_refused(&of, 3, CST_ERR_STORE, "another scenario");
    test_file_remove(of.part[2]);
    run(of.part[2], TRIALS, ", confidence: 0.9", 3, 3);
    expect_refused(&of, 3, CST_ERR_STORE, "in its cell 0 this is 0.9, here it is 0.95");
    test_file_remove(of.part[2]);
    run(of.part[2], TRIALS, "", 2, 2);
    expect_refused(&of, 3, CST_ERR_STORE, "overlap");
    of.list[2] = of.part[0];
    expect_refused(&of, 3, CST_ERR_STORE, "merge: expected each file once");
    of.list[2] = of.part[2];
    test_sql(of.part[2], "UPDATE row SET trials = trials + 1");
    expect_refused(&of, 3, CST_ERR_STORE, "damaged");
    test_sql(of.part[2], "UPDATE meta SET value = '1' WHERE key = 'model_version'");
    expect_refused(&of, 3, CST_ERR_STORE_VERSION, "found version 1");
    remove_all(&of);
}

/* Of many names the first that comes again, whatever it is called; names without a file are not. */
static void test_merge_twice(void)
{
    enum { MANY = 300 };
    static char name[MANY][TEST_PATH];
    static const char *list[MANY];
    size_t twice[2] = {0};
    bool found = true;
    for (int i = 0; i < MANY; i++) {
        char what[32];
        (void)snprintf(what, sizeof what, "twice_%d", i);
        test_file_name(name[i], what);
        list[i] = name[i];
        if (i % 3 > 0) {
            test_file_write(list[i], "", 0);
        }
    }
    list[3] = list[0]; /* of which there is none */
    CU_ASSERT_EQUAL(cst_store_find_twice(list, MANY, twice, &found, NULL), 0);
    CU_ASSERT_FALSE(found);
    list[200] = list[100];
    CU_ASSERT_EQUAL(link(list[100], list[3 * 50]), 0);
    CU_ASSERT_EQUAL(link(list[250], list[90]), 0);
    CU_ASSERT_EQUAL(cst_store_find_twice(list, MANY, twice, &found, NULL), 0);
    CU_ASSERT(found && twice[0] == 90 && twice[1] == 250);
    list[90] = list[0];
    CU_ASSERT_EQUAL(cst_store_find_twice(list, MANY, twice, &found, NULL), 0);
    CU_ASSERT(found && twice[0] == 100 && twice[1] == 150);
    for (int i = 0; i < MANY; i++) {
        (void)unlink(name[i]);
    }
}

/* What a command line says of a shard. */
static void test_merge_shard_read(void)
{
    cst_shard shard = {0};
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_shard_read("2/4", &shard, &error), 0);
    CU_ASSERT(shard.number == 2 && shard.of == 4);
    CU_ASSERT_EQUAL(cst_shard_read("100000/100000", &shard, &error), 0);
    CU_ASSERT(shard.number == 100000 && shard.of == 100000);
    static const char *const refused[] = {"5/4",   "0/4",      "1",    "1/0",  "a/b", "1.5/4",
                                          "/",     "1/4/",     "-1/4", "",     "1/",  "/4",
                                          "nan/4", "1/100001", "4",    "1 / 4"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        CU_ASSERT_EQUAL(cst_shard_read(refused[i], &shard, &error), CST_ERR_USAGE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "run --shard: expected "));
    }
}

CST_SUITE("merge", CST_TEST(test_merge_same), CST_TEST(test_merge_errors),
          CST_TEST(test_merge_twice), CST_TEST(test_merge_shard_read))
