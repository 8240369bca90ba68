/* SPDX-License-Identifier: MIT */
#include "store/sheet.h"

#include "base/check.h"

#include <math.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>

struct cst_sheet {
    sqlite3 *db;
    sqlite3_stmt *insert; /* a line of the table */
    int columns;
    int at;   /* values that the line has */
    int code; /* the first failure of SQLite among them */
};

static int fail(const cst_sheet *sheet, int code, cst_error *error)
{
    return (code & 0xff) == SQLITE_NOMEM
               ? cst_error_memory(error, "the tables")
               : cst_error_set(error, CST_ERR_OUTPUT, NULL, "the tables cannot be made: %s",
                               sheet->db != NULL ? sqlite3_errmsg(sheet->db)
                                                 : sqlite3_errstr(code));
}

int cst_sheet_open(cst_sheet **sheet, cst_error *error)
{
    /* A database in memory that can be written out as it lies there. */
    static const char name[] = "file:sheet?vfs=memdb";
    static const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    *sheet = calloc(1, sizeof **sheet);
    if (*sheet == NULL) {
        return cst_error_memory(error, "the tables");
    }
    int code = sqlite3_open_v2(name, &(*sheet)->db, flags, NULL);
    code = code != SQLITE_OK
               ? code
               : sqlite3_exec((*sheet)->db, "PRAGMA journal_mode=OFF; BEGIN", NULL, NULL, NULL);
    return code == SQLITE_OK ? 0 : fail(*sheet, code, error);
}

void cst_sheet_free(cst_sheet **sheet)
{
    if (*sheet != NULL) {
        (void)sqlite3_finalize((*sheet)->insert);
        (void)sqlite3_close((*sheet)->db);
    }
    free(*sheet);
    *sheet = NULL;
}

static void add_columns(sqlite3_str *sql, const cst_sheet_column *column, size_t columns,
                        size_t keys)
{
    for (size_t i = 0; i < columns; i++) {
        sqlite3_str_appendf(sql, "%s\"%w\" %s", i > 0 ? ", " : "", column[i].name, column[i].type);
    }
    for (size_t i = 0; i < keys; i++) {
        sqlite3_str_appendf(sql, "%s\"%w\"", i > 0 ? ", " : ", PRIMARY KEY (", column[i].name);
    }
    sqlite3_str_appendall(sql, keys > 0 ? ")" : "");
}

/* Runs a statement that was put together, or only prepares it; the text is freed. */
static int run(cst_sheet *sheet, sqlite3_str *sql, bool prepare)
{
    char *text = sqlite3_str_finish(sql);
    int code = SQLITE_NOMEM;
    if (text != NULL && prepare) {
        code = sqlite3_prepare_v2(sheet->db, text, -1, &sheet->insert, NULL);
    } else if (text != NULL) {
        code = sqlite3_exec(sheet->db, text, NULL, NULL, NULL);
    }
    sqlite3_free(text);
    return code;
}

int cst_sheet_table(cst_sheet *sheet, const char *name, const cst_sheet_column *column,
                    size_t columns, size_t keys, cst_error *error)
{
    (void)sqlite3_finalize(sheet->insert);
    sheet->insert = NULL;
    sheet->columns = (int)columns;
    sheet->at = 0;
    sqlite3_str *sql = sqlite3_str_new(sheet->db);
    sqlite3_str_appendf(sql, "CREATE TABLE \"%w\" (", name);
    add_columns(sql, column, columns, keys);
    sqlite3_str_appendall(sql, ")");
    int code = run(sheet, sql, false);
    if (code == SQLITE_OK) {
        sql = sqlite3_str_new(sheet->db);
        sqlite3_str_appendf(sql, "INSERT INTO \"%w\" VALUES (?", name);
        for (size_t i = 1; i < columns; i++) {
            sqlite3_str_appendall(sql, ", ?");
        }
        sqlite3_str_appendall(sql, ")");
        code = run(sheet, sql, true);
    }
    return code == SQLITE_OK ? 0 : fail(sheet, code, error);
}

static void note(cst_sheet *sheet, int code)
{
    sheet->code = sheet->code == SQLITE_OK ? code : sheet->code;
}

void cst_sheet_text(cst_sheet *sheet, const char *text)
{
    sheet->at++;
    note(sheet, text != NULL
                    ? sqlite3_bind_text(sheet->insert, sheet->at, text, -1, SQLITE_TRANSIENT)
                    : sqlite3_bind_null(sheet->insert, sheet->at));
}

void cst_sheet_count(cst_sheet *sheet, uint64_t count)
{
    cst_require(count <= INT64_MAX);
    sheet->at++;
    note(sheet, sqlite3_bind_int64(sheet->insert, sheet->at, (sqlite3_int64)count));
}

void cst_sheet_number(cst_sheet *sheet, double x)
{
    sheet->at++;
    note(sheet, isfinite(x) ? sqlite3_bind_double(sheet->insert, sheet->at, x)
                            : sqlite3_bind_null(sheet->insert, sheet->at));
}

int cst_sheet_line(cst_sheet *sheet, cst_error *error)
{
    cst_require(sheet->at == sheet->columns);
    int code = sheet->code;
    if (code == SQLITE_OK) {
        code = sqlite3_step(sheet->insert);
        code = code == SQLITE_DONE ? sqlite3_reset(sheet->insert) : code;
    }
    sheet->at = 0;
    return code == SQLITE_OK ? 0 : fail(sheet, code, error);
}

int cst_sheet_write(cst_sheet *sheet, FILE *out, cst_error *error)
{
    sqlite3_int64 size = 0;
    (void)sqlite3_finalize(sheet->insert);
    sheet->insert = NULL;
    const int code = sqlite3_exec(sheet->db, "COMMIT", NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        return fail(sheet, code, error);
    }
    const unsigned char *bytes =
        sqlite3_serialize(sheet->db, "main", &size, SQLITE_SERIALIZE_NOCOPY);
    if (bytes == NULL) {
        return cst_error_memory(error, "the tables");
    }
    (void)fwrite(bytes, 1, (size_t)size, out);
    return 0;
}
