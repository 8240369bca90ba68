/* SPDX-License-Identifier: MIT
 * Transactions on the rows, which leave the total that belongs to them. */
#include "store/internal_store.h"
#include "store/wide.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* "rows sum", both in decimal. */
static bool total_of(char *text, cst_store_total *total)
{
    char *space = strchr(text, ' ');
    cst_u128 rows = 0;
    if (space == NULL) {
        return false;
    }
    *space = '\0';
    const bool good =
        cst_wide_read(text, &rows) && rows <= INT64_MAX && cst_wide_read(space + 1, &total->sum);
    total->rows = (uint64_t)rows;
    return good;
}

int cst_store_total_read(cst_store *store, cst_error *error)
{
    char value[CST_STORE_META];
    const int code = cst_store_meta(store, "rows", value, error);
    return code == 0 && !total_of(value, &store->total) ? cst_store_refuse_damage("rows", error)
                                                        : code;
}

static int total_write(cst_store *store, cst_error *error)
{
    char sum[CST_WIDE_TEXT];
    char value[CST_STORE_META];
    (void)snprintf(value, sizeof value, "%" PRIu64 " %s", store->total.rows,
                   cst_wide_text(store->total.sum, sum));
    return cst_store_put_meta(store, "rows", value, error);
}

/* The write-ahead log makes a commit cheap; what was committed outlives the program's death. */
static int start_logging(cst_store *store, cst_error *error)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->db, "PRAGMA journal_mode=WAL", -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    const char *mode = code == SQLITE_ROW ? cst_store_column_text(statement, 0) : NULL;
    store->logging = mode != NULL && strcmp(mode, "wal") == 0;
    (void)sqlite3_finalize(statement);
    if (code != SQLITE_ROW) {
        return cst_store_fail(store, error);
    }
    if (!store->logging) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "the file system refuses SQLite's write-ahead log, as network file"
                             " systems do; use a file on a local disk");
    }
    if (sqlite3_exec(store->db, "PRAGMA synchronous=NORMAL", NULL, NULL, NULL) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    return 0;
}

int cst_store_begin(cst_store *store, cst_error *error)
{
    if (store->failed) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "an earlier write failed; what was committed before it stays");
    }
    if (sqlite3_get_autocommit(store->db) == 0) {
        return 0;
    }
    int code = store->logging ? 0 : start_logging(store, error);
    if (code == 0 && sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    code = code == 0 ? cst_store_total_read(store, error) : code;
    if (code != 0) {
        cst_store_give_up(store);
    }
    return code;
}

int cst_store_commit(cst_store *store, cst_error *error)
{
    int code = cst_store_begin(store, error);
    code = code == 0 ? total_write(store, error) : code;
    if (code == 0 && sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    return code;
}

/* One number that a statement gives; 0 without one. */
static uint64_t ask(cst_store *store, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    uint64_t number = 0;
    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        (void)cst_store_column(statement, 0, &number);
    }
    (void)sqlite3_finalize(statement);
    return number;
}

void cst_store_shrink(cst_store *store)
{
    enum { PAGES_LEAST = 256 };
    const uint64_t all = ask(store, "PRAGMA page_count");
    if (!store->failed && all >= PAGES_LEAST && ask(store, "PRAGMA freelist_count") > all / 2) {
        (void)sqlite3_exec(store->db, "VACUUM", NULL, NULL, NULL);
    }
}

int cst_store_copy(cst_store *store, const char *into, cst_error *error)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->db, "VACUUM INTO ?1", -1, &statement, NULL);
    code = code == SQLITE_OK ? sqlite3_bind_text(statement, 1, into, -1, SQLITE_STATIC) : code;
    code = code == SQLITE_OK ? sqlite3_step(statement) : code;
    const int said = code == SQLITE_DONE ? 0 : cst_store_set_sqlite(store->db, code, into, error);
    (void)sqlite3_finalize(statement);
    if (said != 0) {
        cst_error_place(error, into, 0, 0);
    }
    return said;
}

int cst_store_look_begin(cst_store *store, bool *alone, cst_error *error)
{
    *alone = sqlite3_get_autocommit(store->db) != 0;
    return *alone && sqlite3_exec(store->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK
               ? cst_store_fail(store, error)
               : 0;
}

void cst_store_look_end(cst_store *store, bool alone)
{
    if (alone && sqlite3_get_autocommit(store->db) == 0) {
        (void)sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
    }
}
