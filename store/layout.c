/* SPDX-License-Identifier: MIT */
#include "store/layout.h"

#include "base/version.h"
#include "tally/row.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNTER_COLUMN(name, text, meaning) " " text " INTEGER,"

typedef struct layout_table {
    const char *name;
    const char *sql; /* as SQLite keeps it: a file's text is compared with this */
} layout_table;

static const layout_table tables[] = {
    {"meta",
     "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"},
    {"cell", "CREATE TABLE cell (position INTEGER PRIMARY KEY, id TEXT NOT NULL,"
             " identity TEXT NOT NULL, canonical TEXT NOT NULL, at TEXT NOT NULL,"
             " basis TEXT NOT NULL, seed INTEGER NOT NULL, stream INTEGER NOT NULL,"
             " trials INTEGER NOT NULL, block_trials INTEGER NOT NULL,"
             " counted INTEGER NOT NULL, checksum TEXT NOT NULL) STRICT"},
    {"row", "CREATE TABLE row (id TEXT NOT NULL, seed INTEGER NOT NULL,"
            " first_trial INTEGER NOT NULL, end_trial INTEGER NOT NULL," CST_COUNTS(COUNTER_COLUMN)
            " spreads TEXT NOT NULL, run INTEGER NOT NULL, checksum TEXT NOT NULL,"
            " PRIMARY KEY (id, seed, first_trial)) STRICT, WITHOUT ROWID"},
    {"run", "CREATE TABLE run (number INTEGER PRIMARY KEY, version TEXT NOT NULL,"
            " build TEXT NOT NULL, libraries TEXT NOT NULL, host TEXT NOT NULL,"
            " command TEXT NOT NULL, link TEXT NOT NULL,"
            " threads INTEGER NOT NULL, started TEXT NOT NULL,"
            " checksum TEXT NOT NULL) STRICT"},
};
enum { TABLES = sizeof tables / sizeof tables[0] };

/* The one whole number that a statement gives. */
static int query_number(sqlite3 *db, const char *sql, int64_t *number)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
        *number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
        code = code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
    }
    (void)sqlite3_finalize(statement);
    return code;
}

/* SQLite's file format: 16 bytes of magic; application_id at 68, most significant byte first. */
bool cst_layout_is(const char *path, uint32_t application)
{
    enum { MAGIC = 16, AT = 68, SIZE = AT + 4 };
    unsigned char head[SIZE];
    struct stat about;
    const int handle = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    const bool whole = handle >= 0 && fstat(handle, &about) == 0 && S_ISREG(about.st_mode) &&
                       read(handle, head, SIZE) == SIZE;
    uint32_t found = 0;
    for (int i = 0; whole && i < 4; i++) {
        found = found << 8 | head[AT + i];
    }
    if (handle >= 0) {
        (void)close(handle);
    }
    return whole && memcmp(head, "SQLite format 3", MAGIC) == 0 && found == application;
}

bool cst_layout_is_results(const char *path)
{
    return cst_layout_is(path, CST_LAYOUT_APPLICATION);
}

int cst_layout_empty(sqlite3 *db, bool *empty)
{
    int64_t objects = 0;
    int64_t application = 0;
    int code = query_number(db, "SELECT count(*) FROM sqlite_master", &objects);
    code = code == SQLITE_OK ? query_number(db, "PRAGMA application_id", &application) : code;
    *empty = objects == 0 && application == 0;
    return code;
}

static int execute(sqlite3 *db, int code, const char *sql)
{
    return code == SQLITE_OK ? sqlite3_exec(db, sql, NULL, NULL, NULL) : code;
}

int cst_layout_create(sqlite3 *db)
{
    char header[128];
    char version[96];
    (void)snprintf(header, sizeof header, "PRAGMA application_id=%d; PRAGMA user_version=%d",
                   CST_LAYOUT_APPLICATION, CST_LAYOUT_FORMAT);
    (void)snprintf(version, sizeof version,
                   "INSERT INTO meta VALUES ('model_version', '%d'), ('rows', '0 0')",
                   CST_MODEL_VERSION);
    int code = execute(db, SQLITE_OK, "BEGIN IMMEDIATE");
    code = execute(db, code, header);
    for (uint32_t i = 0; i < TABLES; i++) {
        code = execute(db, code, tables[i].sql);
    }
    code = execute(db, code, version);
    code = execute(db, code, "COMMIT");
    if (code != SQLITE_OK && sqlite3_get_autocommit(db) == 0) {
        (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return code;
}

static int check_kind(sqlite3 *db, cst_error *error)
{
    int64_t application = 0;
    int64_t format = 0;
    int code = query_number(db, "PRAGMA application_id", &application);
    code = code == SQLITE_OK ? query_number(db, "PRAGMA user_version", &format) : code;
    if (code != SQLITE_OK) {
        return code;
    }
    if (application != CST_LAYOUT_APPLICATION) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "expected a results file of custodes, found another SQLite database");
    }
    if (format != CST_LAYOUT_FORMAT) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "expected results in file format %d, found format %" PRId64
                             "; use the program that wrote them, or another file name",
                             CST_LAYOUT_FORMAT, format);
    }
    return 0;
}

static int check_model(sqlite3 *db, cst_error *error)
{
    int64_t version = 0;
    int code = query_number(db, "SELECT CAST(value AS INTEGER) FROM meta"
                                " WHERE key = 'model_version'",
                            &version);
    if (code != SQLITE_OK || version == CST_MODEL_VERSION) {
        return code;
    }
    return cst_error_set(error, CST_ERR_STORE_VERSION, NULL,
                         "expected results of model version %d, found version %" PRId64
                         "; the two never mix: read them with the program that made them, or run"
                         " the scenario again into another file",
                         CST_MODEL_VERSION, version);
}

/* A file whose tables are not the ones above could make SQLite run what its author wants. */
static int check_table(sqlite3 *db, const layout_table *table, cst_error *error)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(
        db, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1 AND sql = ?2", -1,
        &statement, NULL);
    if (code == SQLITE_OK) {
        (void)sqlite3_bind_text(statement, 1, table->name, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(statement, 2, table->sql, -1, SQLITE_STATIC);
        code = sqlite3_step(statement);
    }
    (void)sqlite3_finalize(statement);
    if (code == SQLITE_DONE) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "expected the tables of a results file, found '%s' missing or changed",
                             table->name);
    }
    return code == SQLITE_ROW ? 0 : code;
}

int cst_layout_check(sqlite3 *db, cst_error *error)
{
    int code = check_kind(db, error);
    code = code == 0 ? check_table(db, &tables[0], error) : code;
    code = code == 0 ? check_model(db, error) : code;
    for (uint32_t i = 1; code == 0 && i < TABLES; i++) {
        code = check_table(db, &tables[i], error);
    }
    return code;
}
