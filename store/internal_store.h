/* SPDX-License-Identifier: MIT
 *
 * What the files of an open store share. Not for other rooms.
 */
#ifndef CST_STORE_INTERNAL_STORE_H
#define CST_STORE_INTERNAL_STORE_H

#include "store/store.h"

#include <sqlite3.h>

struct cst_store {
    sqlite3 *db;
    char *path;
    sqlite3_stmt *find;   /* the range of one row */
    sqlite3_stmt *before; /* the last row of a cell that begins before a trial */
    sqlite3_stmt *insert;
    sqlite3_stmt *remove;
    sqlite3_stmt *rows;   /* the rows of a cell */
    sqlite3_stmt *run;    /* records the run; bound by put_cells, stepped by the first row */
    int64_t run_number;   /* 0: not recorded yet */
    bool logging;         /* this handle turned the write-ahead log on */
    bool failed;          /* a write failed: what was not committed is gone */
};

/* Sets error from SQLite's last word on this store, and gives up the open transaction. */
int cst_store_fail(cst_store *store, cst_error *error);

/* Opens a transaction where none is open. */
int cst_store_begin(cst_store *store, cst_error *error);

/* Prepares a statement that lives as long as the store. SQLITE_OK or SQLite's code. */
int cst_store_prepare(cst_store *store, const char *sql, sqlite3_stmt **statement);

/* Prepares the statements on rows. SQLITE_OK or SQLite's code. */
int cst_store_prepare_rows(cst_store *store);

/* Binds and reads whole numbers from 0 to 2^63-1; reading anything else gives false. */
void cst_store_bind(sqlite3_stmt *statement, int parameter, uint64_t number);
bool cst_store_column(sqlite3_stmt *statement, int column, uint64_t *number);

/* The text of a column, owned by the statement; NULL where it is no text or has a NUL in it. */
const char *cst_store_column_text(sqlite3_stmt *statement, int column);

/* The first digits of a cell's id, enough to find it. */
enum { CST_STORE_ID_SHOWN = 12 };

#endif
