/* SPDX-License-Identifier: MIT
 * Findings by hand in, tables of SQLite out, and tables of any names. Covers: sheet. */
#include "study/tables.h"

#include "store/sheet.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Opens what was written on the stream, which is closed. */
static sqlite3 *open_written(FILE *file)
{
    sqlite3 *db = NULL;
    const long size = ftell(file);
    CU_ASSERT_FATAL(size > 0);
    unsigned char *bytes = sqlite3_malloc64((sqlite3_uint64)size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    rewind(file);
    CU_ASSERT_EQUAL_FATAL(fread(bytes, 1, (size_t)size, file), (size_t)size);
    (void)fclose(file);
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(":memory:", &db), SQLITE_OK);
    CU_ASSERT_EQUAL_FATAL(
        sqlite3_deserialize(db, "main", bytes, size, size,
                            SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY),
        SQLITE_OK);
    return db;
}

/* Whether a statement's values, with | between them and ; between lines, are these. */
static void check(sqlite3 *db, const char *sql, const char *right)
{
    char said[512] = "";
    sqlite3_stmt *line = NULL;
    CU_ASSERT_EQUAL_FATAL(sqlite3_prepare_v2(db, sql, -1, &line, NULL), SQLITE_OK);
    for (int lines = 0; sqlite3_step(line) == SQLITE_ROW; lines++) {
        for (int i = 0; i < sqlite3_column_count(line); i++) {
            const char *text = (const char *)sqlite3_column_text(line, i);
            const size_t used = strlen(said);
            (void)snprintf(said + used, sizeof said - used, "%s%s",
                           i > 0       ? "|"
                           : lines > 0 ? ";"
                                       : "",
                           text != NULL ? text : "null");
        }
    }
    (void)sqlite3_finalize(line);
    if (strcmp(said, right) != 0) {
        printf("%s\n--- found\n%s\n--- expected\n%s\n", sql, said, right);
        CU_FAIL("another value");
    }
}

static void test_tables(void)
{
    cst_shown of;
    cst_shown_make(&of, "{claim: \"So: ü 'x'\", trial: {agents: 20, rounds: 10},"
                        " protocol: {kind: trusted-monitor},"
                        " sweep: {scheming.rate: [0.1, 1e-5, 1]}}");
    cst_shown_set(&of, 0, CST_RESULT_RESIDUAL_RISK, 0.125, 0.25, 0.5);
    cst_shown_set(&of, 2, CST_RESULT_RESIDUAL_RISK, 0.0, (double)NAN, 0.0625);
    of.findings.finding[0].count[CST_COUNT_PLANNED] = UINT64_C(9007199254740993);
    of.findings.finding[0].untold = UINT64_C(1) << CST_COUNT_PIVOTAL;
    FILE *file = tmpfile();
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL_FATAL(cst_tables_write(file, &of.findings, NULL), 0);
    sqlite3 *db = open_written(file);
    check(db, "PRAGMA integrity_check", "ok");
    check(db, "SELECT name, value FROM about WHERE name <> 'provenance' ORDER BY name",
          "claim|So: ü 'x';schema|1");
    /* The cell of which nothing was counted is not there. */
    check(db, "SELECT position, \"scheming.rate\", typeof(\"scheming.rate\") FROM cell",
          "0|0.1|real;2|1|integer");
    check(db, "SELECT planned, pivotal, stop_rule FROM cell WHERE position = 0",
          "9007199254740993|null|null");
    check(db,
          "SELECT position, \"scheming.rate\", estimate, low, high FROM result"
          " WHERE result = 'residual_risk' ORDER BY position",
          "0|0.1|0.25|0.125|0.5;2|1|null|0.0|0.0625");
    (void)sqlite3_close(db);
    cst_shown_free(&of);
}

/* Names are text, and only that. */
static void test_sheet_names(void)
{
    static const cst_sheet_column column[] = {
        {"a\"b", "INTEGER"}, {"select", "REAL"}, {"x\"); DROP TABLE t; --", "TEXT"}, {"ü", ""}};
    cst_sheet *sheet = NULL;
    FILE *file = tmpfile();
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL_FATAL(cst_sheet_open(&sheet, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_sheet_table(sheet, "t", column, 4, 1, NULL), 0);
    for (uint64_t i = 0; i < 2; i++) {
        cst_sheet_count(sheet, i == 0 ? INT64_MAX : i);
        cst_sheet_number(sheet, i == 0 ? HUGE_VAL : 0.1);
        cst_sheet_text(sheet, i == 0 ? NULL : "'; x");
        cst_sheet_number(sheet, (double)NAN);
        CU_ASSERT_EQUAL(cst_sheet_line(sheet, NULL), 0);
    }
    CU_ASSERT_EQUAL(cst_sheet_write(sheet, file, NULL), 0);
    cst_sheet_free(&sheet);
    CU_ASSERT_PTR_NULL(sheet);
    sqlite3 *db = open_written(file);
    check(db, "SELECT * FROM t ORDER BY 1", "1|0.1|'; x|null;9223372036854775807|null|null|null");
    (void)sqlite3_close(db);
}

/* What SQLite does not take is an error in its words. */
static void test_sheet_refused(void)
{
    enum { MANY = 2001 }; /* SQLite takes 2000 columns */
    static char name[MANY][8];
    static cst_sheet_column column[MANY];
    cst_sheet *sheet = NULL;
    cst_error error = {0};
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(name[i], sizeof name[i], "c%d", i);
        column[i] = (cst_sheet_column){name[i], "REAL"};
    }
    CU_ASSERT_EQUAL_FATAL(cst_sheet_open(&sheet, &error), 0);
    CU_ASSERT_EQUAL(cst_sheet_table(sheet, "t", column, MANY, 1, &error), CST_ERR_OUTPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "too many columns"));
    CU_ASSERT_EQUAL(cst_sheet_table(sheet, "t", column, 2, 1, &error), 0);
    for (int i = 0; i < 2; i++) { /* the same key twice */
        cst_sheet_count(sheet, 1);
        cst_sheet_number(sheet, 1.0);
        CU_ASSERT_EQUAL(cst_sheet_line(sheet, &error), i == 0 ? 0 : CST_ERR_OUTPUT);
    }
    cst_sheet_free(&sheet);
    cst_sheet_free(&sheet);
}

CST_SUITE("tables", CST_TEST(test_tables), CST_TEST(test_sheet_names), CST_TEST(test_sheet_refused))
