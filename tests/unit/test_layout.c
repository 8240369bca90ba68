/* SPDX-License-Identifier: MIT */
#include "store/layout.h"
#include "tally/row.h"
#include "tests/lib/results_file.h"
#include "tests/lib/suite.h"

#include <string.h>

static sqlite3 *make_database(void)
{
    sqlite3 *db = NULL;
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(":memory:", &db), SQLITE_OK);
    return db;
}

static void test_layout_create(void)
{
    sqlite3 *db = make_database();
    bool empty = false;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_layout_empty(db, &empty), SQLITE_OK);
    CU_ASSERT_TRUE(empty);
    CU_ASSERT_EQUAL(cst_layout_create(db), SQLITE_OK);
    CU_ASSERT_EQUAL(cst_layout_empty(db, &empty), SQLITE_OK);
    CU_ASSERT_FALSE(empty);
    CU_ASSERT_EQUAL(cst_layout_check(db, &error), 0);
    CU_ASSERT_EQUAL(error.code, 0);
    CU_ASSERT_EQUAL(sqlite3_close(db), SQLITE_OK);
}

/* A second creation fails and leaves what is there. */
static void test_layout_create_errors(void)
{
    sqlite3 *db = make_database();
    CU_ASSERT_EQUAL(cst_layout_create(db), SQLITE_OK);
    CU_ASSERT_EQUAL(cst_layout_create(db), SQLITE_ERROR);
    CU_ASSERT_NOT_EQUAL(sqlite3_get_autocommit(db), 0);
    CU_ASSERT_EQUAL(cst_layout_check(db, NULL), 0);
    CU_ASSERT_EQUAL(sqlite3_close(db), SQLITE_OK);
}

/* Every counter is a column, in its frozen order. */
static void test_layout_counters(void)
{
    sqlite3 *db = make_database();
    sqlite3_stmt *line = NULL;
    CU_ASSERT_EQUAL(cst_layout_create(db), SQLITE_OK);
    const char sql[] = "SELECT name FROM pragma_table_info('row') ORDER BY cid LIMIT -1 OFFSET 4";
    CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db, sql, -1, &line, NULL), SQLITE_OK);
    for (uint32_t i = 0; i <= CST_COUNT_KINDS; i++) {
        CU_ASSERT_EQUAL_FATAL(sqlite3_step(line), SQLITE_ROW);
        const char *name = i < CST_COUNT_KINDS ? cst_count_name((cst_count)i) : "spreads";
        CU_ASSERT_STRING_EQUAL((const char *)sqlite3_column_text(line, 0), name);
    }
    (void)sqlite3_finalize(line);
    CU_ASSERT_EQUAL(sqlite3_close(db), SQLITE_OK);
}

static void test_layout_check_errors(void)
{
    static const struct {
        const char *sql;
        int code;
    } cases[] = {{"PRAGMA application_id=1", CST_ERR_STORE},
                 {"PRAGMA user_version=1", CST_ERR_STORE},
                 {"UPDATE meta SET value='0'", CST_ERR_STORE_VERSION},
                 {"DELETE FROM meta", CST_ERR_STORE_VERSION},
                 {"DROP TABLE meta", CST_ERR_STORE},
                 {"ALTER TABLE cell ADD COLUMN note TEXT", CST_ERR_STORE},
                 {"DROP TABLE row", CST_ERR_STORE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sqlite3 *db = make_database();
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_layout_create(db), SQLITE_OK);
        CU_ASSERT_EQUAL(sqlite3_exec(db, cases[i].sql, NULL, NULL, NULL), SQLITE_OK);
        CU_ASSERT_EQUAL(cst_layout_check(db, &error), cases[i].code);
        CU_ASSERT_EQUAL(error.code, cases[i].code);
        CU_ASSERT_EQUAL(sqlite3_close(db), SQLITE_OK);
    }
}

/* By its first bytes alone, which nothing but a results file has. */
static void test_layout_is_results(void)
{
    char path[TEST_PATH];
    unsigned char head[72] = "SQLite format 3";
    test_file_name(path, "head");
    test_file_remove(path);
    CU_ASSERT_FALSE(cst_layout_is_results(path));
    CU_ASSERT_FALSE(cst_layout_is_results(CST_BINARY_DIR));
    CU_ASSERT_FALSE(cst_layout_is_results("/dev/zero"));
    memcpy(head + 68, "cst1", 4);
    for (size_t i = 0; i <= sizeof head; i++) {
        const bool none = i >= 16 && i < 68; /* no part of the signs */
        head[i % sizeof head] ^= (unsigned char)(i < sizeof head ? 1 : 0);
        test_file_write(path, head, sizeof head);
        CU_ASSERT_EQUAL(cst_layout_is_results(path), none || i == sizeof head);
        head[i % sizeof head] ^= (unsigned char)(i < sizeof head ? 1 : 0);
    }
    test_file_write(path, head, sizeof head - 1);
    CU_ASSERT_FALSE(cst_layout_is_results(path));
    test_file_remove(path);
    sqlite3 *db = NULL;
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL(cst_layout_create(db), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_close(db), SQLITE_OK);
    CU_ASSERT_TRUE(cst_layout_is_results(path));
    test_file_remove(path);
}

CST_SUITE("layout", CST_TEST(test_layout_is_results), CST_TEST(test_layout_create),
          CST_TEST(test_layout_create_errors), CST_TEST(test_layout_counters),
          CST_TEST(test_layout_check_errors))
