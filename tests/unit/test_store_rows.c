/* SPDX-License-Identifier: MIT */
#include "scenarios/load/identity.h"
#include "store/store.h"
#include "store/wide.h"
#include "tests/lib/caught.h"
#include "tests/lib/results_file.h"
#include "tests/lib/suite.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char ID[] = "aaaaaaaaaaaaaaaaaaaa";

static cst_store *make_store(char path[TEST_PATH], const char *name)
{
    test_file_name(path, name);
    test_file_remove(path);
    return test_store_make(path, 1000);
}

static void expect_done(cst_store *store, uint64_t trials, uint64_t expected)
{
    cst_error error = {0};
    uint64_t done = 0;
    CU_ASSERT_TRUE(test_sum_is_true(store, 0, trials, &done, &error));
    CU_ASSERT_EQUAL(done, expected);
}

/* The sum stops at the first gap and before a row that goes beyond the goal. */
static void test_store_rows_prefix(void)
{
    char path[TEST_PATH];
    cst_error error = {0};
    cst_store *store = make_store(path, "rows_prefix");
    expect_done(store, 1000, 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 30, 40, &error), 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 10, 20, &error), 0);
    expect_done(store, 1000, 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 0, 10, &error), 0);
    expect_done(store, 1000, 20);
    expect_done(store, 20, 20);
    expect_done(store, 19, 10);
    expect_done(store, 0, 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 20, 30, &error), 0);
    expect_done(store, 1000, 40);
    expect_done(store, UINT64_MAX, 40);
    uint64_t done = 0;
    CU_ASSERT_TRUE(test_sum_is_true(store, 1, 1000, &done, &error));
    CU_ASSERT_EQUAL(done, 0);
    cst_store_close(&store);
    test_file_remove(path);
}

static void test_store_rows_has(void)
{
    char path[TEST_PATH];
    cst_error error = {0};
    cst_store *store = make_store(path, "rows_has");
    CU_ASSERT_EQUAL(test_put(store, 0, 10, 20, &error), 0);
    CU_ASSERT_TRUE(cst_store_has(store, ID, 7, 10, 20));
    CU_ASSERT_TRUE(cst_store_has(store, ID, 7, 11, 19));
    CU_ASSERT_FALSE(cst_store_has(store, ID, 7, 9, 20));
    CU_ASSERT_FALSE(cst_store_has(store, ID, 7, 10, 21));
    CU_ASSERT_FALSE(cst_store_has(store, ID, 7, 0, 10));
    CU_ASSERT_FALSE(cst_store_has(store, ID, 7, 20, 30));
    CU_ASSERT_FALSE(cst_store_has(store, ID, 8, 10, 20));
    CU_ASSERT_FALSE(cst_store_has(store, "bbbbbbbbbbbbbbbbbbbb", 7, 10, 20));
    cst_store_close(&store);
    test_file_remove(path);
}

static void test_store_rows_overlap_errors(void)
{
    static const uint64_t overlaps[][2] = {{10, 20}, {9, 11},  {19, 25}, {12, 15},
                                           {5, 30},  {10, 15}, {0, 1000}};
    char path[TEST_PATH];
    cst_error error = {0};
    cst_store *store = make_store(path, "rows_overlap");
    CU_ASSERT_EQUAL(test_put(store, 0, 10, 20, &error), 0);
    for (size_t i = 0; i < sizeof overlaps / sizeof overlaps[0]; i++) {
        CU_ASSERT_EQUAL(test_put(store, 0, overlaps[i][0], overlaps[i][1], &error), CST_ERR_STORE);
    }
    CU_ASSERT_STRING_EQUAL(error.text,
                           "trials 0-1000 of cell aaaaaaaaaaaa overlap trials 10-20, which run 1 "
                           "has counted already; use another file name");
    CU_ASSERT_EQUAL(test_put(store, 1, 10, 20, &error), 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 0, 10, &error), 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 20, 30, &error), 0);
    expect_done(store, 1000, 30);
    cst_store_close(&store);
    test_file_remove(path);
}

/* A grown goal: the short last block gives way to the whole one, and to nothing else. */
static void test_store_rows_short_block(void)
{
    char path[TEST_PATH];
    cst_error error = {0};
    cst_store *store = make_store(path, "rows_short");
    CU_ASSERT_EQUAL(test_put(store, 0, 0, 10, &error), 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 10, 14, &error), 0);
    expect_done(store, 14, 14);
    CU_ASSERT_EQUAL(test_put(store, 0, 12, 20, &error), CST_ERR_STORE);
    CU_ASSERT_EQUAL(test_put(store, 0, 10, 20, &error), 0);
    expect_done(store, 20, 20);
    CU_ASSERT_TRUE(cst_store_spans(store, ID, 7, 14));
    CU_ASSERT_EQUAL(test_put(store, 0, 10, 14, &error), CST_ERR_STORE);
    cst_store_close(&store);
    test_file_remove(path);
}

/* Rows of the test's cell 0, as one text. */
static void rows_are(const char *path, const char *expected)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *line = NULL;
    char text[512] = "";
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db,
                                             "SELECT first_trial, end_trial, run FROM row WHERE id "
                                             "LIKE 'aaa%' ORDER BY 1",
                                             -1, &line, NULL),
                          SQLITE_OK);
    while (sqlite3_step(line) == SQLITE_ROW) {
        const size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, "%d-%d/%d ", sqlite3_column_int(line, 0),
                       sqlite3_column_int(line, 1), sqlite3_column_int(line, 2));
    }
    (void)sqlite3_finalize(line);
    (void)sqlite3_close(db);
    CU_ASSERT_STRING_EQUAL(text, expected);
}

static void join(const char *path, uint64_t first, uint64_t end, uint64_t expected)
{
    cst_store *store = NULL;
    cst_error error = {0};
    uint64_t joined = 0;
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    CU_ASSERT_EQUAL(cst_store_join(store, ID, 7, first, end, &joined, &error), 0);
    CU_ASSERT_EQUAL(joined, expected);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
    cst_store_close(&store);
}

/* Neighbours of one run become one row within the range, and the sums stay what they are. */
static void test_store_rows_join(void)
{
    char path[TEST_PATH];
    cst_error error = {0};
    cst_store *store = make_store(path, "rows_join");
    for (uint64_t first = 0; first < 90; first += 10) {
        if (first == 40) { /* another run goes on */
            CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
            cst_store_close(&store);
            store = test_store_make(path, 1000);
        }
        if (first != 60) {
            CU_ASSERT_EQUAL(test_put(store, 0, first, first + 10, &error), 0);
            CU_ASSERT_EQUAL(test_put(store, 1, first, first + 10, &error), 0);
        }
    }
    CU_ASSERT_EQUAL(test_put(store, 0, 90, 94, &error), 0);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
    cst_store_close(&store);
    join(path, 0, 20, 1);
    rows_are(path, "0-20/1 20-30/1 30-40/1 40-50/2 50-60/2 70-80/2 80-90/2 90-94/2 ");
    join(path, 20, 90, 3);
    rows_are(path, "0-20/1 20-40/1 40-60/2 70-90/2 90-94/2 ");
    join(path, 20, 90, 0);
    join(path, 15, 35, 0); /* what goes beyond the range stays as it is */
    rows_are(path, "0-20/1 20-40/1 40-60/2 70-90/2 90-94/2 ");
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    expect_done(store, 1000, 60);
    expect_done(store, 40, 40);
    expect_done(store, 39, 20);
    CU_ASSERT_TRUE(cst_store_has(store, ID, 7, 30, 40));
    CU_ASSERT_FALSE(cst_store_has(store, ID, 7, 10, 30));
    CU_ASSERT_TRUE(cst_store_spans(store, ID, 7, 50));
    CU_ASSERT_FALSE(cst_store_spans(store, ID, 7, 60));
    CU_ASSERT_FALSE(cst_store_spans(store, ID, 7, 0));
    uint64_t done = 0;
    CU_ASSERT_TRUE(test_sum_is_true(store, 1, 1000, &done, &error));
    CU_ASSERT_EQUAL(done, 60);
    cst_store_close(&store);
    store = test_store_make(path, 1000);
    CU_ASSERT_EQUAL(test_put(store, 0, 60, 70, &error), 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 90, 100, &error), 0);
    expect_done(store, 1000, 100);
    CU_ASSERT_EQUAL(test_put(store, 0, 20, 30, &error), CST_ERR_STORE);
    cst_store_close(&store);
    test_file_remove(path);
}

/* A damaged row is not joined, nor one that is changed after the file was opened. */
static void test_store_rows_join_errors(void)
{
    char path[TEST_PATH];
    cst_error error = {0};
    uint64_t joined = 0;
    cst_store *store = make_store(path, "rows_join_errors");
    CU_ASSERT_EQUAL(test_put(store, 0, 0, 10, &error), 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 10, 20, &error), 0);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
    cst_store_close(&store);
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    test_sql(path, "UPDATE row SET reports = reports + 1, passes = passes - 1");
    CU_ASSERT_EQUAL(cst_store_join(store, ID, 7, 0, 20, &joined, &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "the row is damaged"));
    cst_store_close(&store);
    rows_are(path, "0-10/1 10-20/1 ");
    test_file_remove(path);
}

/* The room of joined rows goes back to the disk, and the file is as good. */
static void test_store_rows_shrink(void)
{
    enum { ROWS = 3000 };
    char path[TEST_PATH];
    cst_error error = {0};
    size_t before = 0;
    size_t after = 0;
    uint64_t joined = 0;
    cst_store *store = make_store(path, "rows_shrink");
    for (uint64_t first = 0; first < 10 * ROWS; first += 10) {
        CU_ASSERT_EQUAL_FATAL(test_put(store, 0, first, first + 10, &error), 0);
    }
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
    cst_store_close(&store);
    free(test_file_read(path, &before));
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    CU_ASSERT_EQUAL(cst_store_join(store, ID, 7, 0, 10 * ROWS, &joined, &error), 0);
    CU_ASSERT_EQUAL(joined, ROWS - 1);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
    cst_store_shrink(store);
    expect_done(store, 10 * ROWS, 10 * ROWS);
    cst_store_close(&store);
    free(test_file_read(path, &after));
    CU_ASSERT(before > 1000000 && after < 100000);
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, false, &error), 0);
    expect_done(store, 10 * ROWS, 10 * ROWS);
    cst_store_close(&store);
    test_file_remove(path);
}

static void test_store_rows_range_errors(void)
{
    char path[TEST_PATH];
    cst_error error = {0};
    cst_row row = {0};
    cst_store *store = make_store(path, "rows_range");
    test_row_make(&row, 0, 10);
    row.count[CST_COUNT_REVIEWS] = UINT64_C(1) << 63;
    CU_ASSERT_EQUAL(cst_store_put_row(store, ID, 7, 0, 10, &row, &error), CST_ERR_STORE);
    CU_ASSERT_STRING_EQUAL(error.key, "reviews");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "9223372036854775808"));
    cst_row_free(&row);
    cst_store_close(&store);
    test_file_remove(path);
}

/* Crews may shrink while a trial runs: the number of reviews is no multiple of the tasks. */
static void test_store_rows_reviews_vary(void)
{
    char path[TEST_PATH];
    cst_error error = {0};
    cst_row row = {0};
    cst_row sum = {0};
    uint64_t done = 0;
    cst_store *store = make_store(path, "rows_vary");
    test_row_make(&row, 0, 10);
    row.count[CST_COUNT_REVIEWS]++;
    row.count[CST_COUNT_PASSES]++;
    CU_ASSERT_NOT_EQUAL_FATAL(row.count[CST_COUNT_REVIEWS] % row.count[CST_COUNT_TASKS], 0);
    CU_ASSERT_EQUAL(cst_store_put_row(store, ID, 7, 0, 10, &row, &error), 0);
    CU_ASSERT_EQUAL(cst_store_sum(store, ID, 7, 1000, &sum, &done, &error), 0);
    CU_ASSERT_EQUAL(done, 10);
    cst_row_free(&row);
    cst_row_free(&sum);
    cst_store_close(&store);
    test_file_remove(path);
}

/* The total of all rows as docs/results.md tells a reader to compute it. */
static void forge_total(sqlite3 *db)
{
    sqlite3_stmt *rows = NULL;
    uint64_t count = 0;
    cst_u128 sum = 0;
    CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db,
                                             "SELECT substr(checksum, 1, 16),"
                                             " substr(checksum, 17, 16) FROM row",
                                             -1, &rows, NULL),
                          SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        const uint64_t high = strtoull((const char *)sqlite3_column_text(rows, 0), NULL, 16);
        const uint64_t low = strtoull((const char *)sqlite3_column_text(rows, 1), NULL, 16);
        sum += (cst_u128)high << 64 | low;
        count++;
    }
    (void)sqlite3_finalize(rows);
    char text[CST_WIDE_TEXT];
    char sql[128];
    (void)snprintf(sql, sizeof sql, "UPDATE meta SET value = '%" PRIu64 " %s' WHERE key = 'rows'",
                   count, cst_wide_text(sum, text));
    CU_ASSERT_EQUAL(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

#define COUNTER_NAME(name, text, meaning) text ", "

/* A row's checksum as docs/results.md tells a reader to compute it. */
static void forge_checksum(const char *path, uint64_t first)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    char sql[1024];
    char digest[65];
    cst_caught text;
    cst_caught_begin(&text);
    (void)snprintf(sql, sizeof sql,
                   "SELECT id, seed, first_trial, end_trial, run, " CST_COUNTS(
                       COUNTER_NAME) "spreads FROM row WHERE first_trial = %d",
                   (int)first);
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(sqlite3_step(row), SQLITE_ROW);
    for (int i = 0; i < sqlite3_column_count(row); i++) {
        (void)fprintf(text.out, "%s%s", i == 0 ? "" : "\n",
                      (const char *)sqlite3_column_text(row, i));
    }
    (void)sqlite3_finalize(row);
    cst_caught_end(&text);
    cst_identity_hash(text.text, digest);
    free(text.text);
    (void)snprintf(sql, sizeof sql, "UPDATE row SET checksum = '%s' WHERE first_trial = %d", digest,
                   (int)first);
    CU_ASSERT_EQUAL(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    forge_total(db);
    CU_ASSERT_EQUAL(sqlite3_close(db), SQLITE_OK);
}

/* A file of two rows, the second altered by SQL. It is not opened; where it is forged, checksum and
 * total fit, and it is not summed. */
static void expect_refused(const char *sql, bool forged, const char *words)
{
    char path[TEST_PATH];
    cst_error error = {0};
    cst_store *store = make_store(path, "rows_altered");
    CU_ASSERT_EQUAL(test_put(store, 0, 0, 10, &error), 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 10, 20, &error), 0);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
    cst_store_close(&store);
    test_sql(path, sql);
    if (forged) {
        forge_checksum(path, 10);
    }
    int code = cst_store_open(&store, path, false, &error);
    CU_ASSERT_EQUAL(code == 0, forged);
    cst_row sum = {0};
    uint64_t done = 0;
    if (code == 0) {
        code = cst_store_sum(store, ID, 7, 1000, &sum, &done, &error);
    }
    bool said = code == CST_ERR_STORE && strstr(error.text, words) != NULL;
    if (!said) {
        (void)printf("\n%s: expected '%s', found '%s'\n", sql, words, error.text);
    }
    CU_ASSERT_TRUE(said);
    cst_row_free(&sum);
    cst_store_close(&store);
    test_file_remove(path);
}

/* The alterations without a forged checksum: each column counts. */
static void test_store_rows_altered_errors(void)
{
    static const char damaged[] = "the row is damaged";
    expect_refused("UPDATE row SET caught = caught + 1 WHERE first_trial = 10", false, damaged);
    expect_refused("UPDATE row SET end_trial = 21 WHERE first_trial = 10", false, damaged);
    expect_refused("UPDATE row SET first_trial = 9 WHERE first_trial = 10", false, damaged);
    expect_refused("UPDATE row SET id = 'other' WHERE first_trial = 10", false, damaged);
    expect_refused("UPDATE row SET seed = 8 WHERE first_trial = 10", false, damaged);
    expect_refused("UPDATE row SET run = 2 WHERE first_trial = 10", false, damaged);
    expect_refused("UPDATE row SET spreads = '{}' WHERE first_trial = 10", false, damaged);
    expect_refused("UPDATE row SET checksum = '' WHERE first_trial = 10", false, damaged);
    expect_refused("UPDATE row SET planned = -1 WHERE first_trial = 10", false, damaged);
    static const char missing[] = "the rows in the results file are damaged";
    expect_refused("DELETE FROM row WHERE first_trial = 10", false, missing);
    expect_refused("DELETE FROM row", false, missing);
    expect_refused("DELETE FROM meta WHERE key = 'rows'", false, missing);
    expect_refused("UPDATE meta SET value = '2 0' WHERE key = 'rows'", false, missing);
    static const char runs[] = "the runs in the results file are damaged";
    expect_refused("UPDATE run SET number = 2", false, runs);
    expect_refused("UPDATE run SET host = host || '.'", false, runs);
    expect_refused("UPDATE run SET threads = threads + 1", false, runs);
    expect_refused("UPDATE run SET started = ''", false, runs);
}

/* Files that were made to deceive: the checksum fits what cannot be. */
static void test_store_rows_forged_errors(void)
{
    expect_refused("UPDATE row SET caught = caught + 1 WHERE first_trial = 10", true,
                   "attacks 33 = caught 29 + averted 0 + escaped 5 does not hold");
    expect_refused("UPDATE row SET end_trial = 21 WHERE first_trial = 10", true,
                   "of another number of trials");
    expect_refused("UPDATE row SET spreads = '{' WHERE first_trial = 10", true,
                   "spreads cannot be read");
    expect_refused("UPDATE row SET spreads = '{}' WHERE first_trial = 10", true,
                   "spread of attacks");
    expect_refused("UPDATE row SET spreads = replace(spreads, '[5,2]', '[5,3]')"
                   " WHERE first_trial = 10",
                   true, "the buckets do not hold its 10 trials");
    expect_refused("UPDATE row SET planned = planned + trials, void = void + trials"
                   " WHERE first_trial = 10",
                   true, "does not hold");
    expect_refused("UPDATE row SET planned = 9223372036854775800,"
                   " void = 9223372036854775800 - tasks WHERE first_trial = 10",
                   true, "the sum of counters is too large");
}

/* A run that cannot be written, here for a text longer than a results file takes: no row goes in
 * without its run, now or later. */
static void test_store_rows_run_errors(void)
{
    char path[TEST_PATH];
    cst_error error = {0};
    cst_store_cell cells[TEST_CELLS];
    cst_store_provenance run = test_provenance;
    const size_t size = (size_t)1 << 27;
    char *host = malloc(size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(host);
    memset(host, 'h', size);
    host[size - 1] = '\0';
    run.host = host;
    cst_store *store = make_store(path, "rows_run");
    test_cells_make(cells, 1000);
    CU_ASSERT_EQUAL(cst_store_put_cells(store, cells, TEST_CELLS, &run, &error), 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 0, 10, &error), CST_ERR_MEMORY);
    CU_ASSERT_EQUAL(test_put(store, 0, 0, 10, &error), CST_ERR_STORE);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), CST_ERR_STORE);
    cst_store_close(&store);
    test_file_remove(path);
    free(host);
}

CST_SUITE("store_rows", CST_TEST(test_store_rows_prefix), CST_TEST(test_store_rows_has),
          CST_TEST(test_store_rows_overlap_errors), CST_TEST(test_store_rows_short_block),
          CST_TEST(test_store_rows_join), CST_TEST(test_store_rows_join_errors),
          CST_TEST(test_store_rows_shrink), CST_TEST(test_store_rows_range_errors),
          CST_TEST(test_store_rows_altered_errors), CST_TEST(test_store_rows_forged_errors),
          CST_TEST(test_store_rows_run_errors), CST_TEST(test_store_rows_reviews_vary))
