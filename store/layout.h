/* SPDX-License-Identifier: MIT
 *
 * The tables of a results file: their SQL, how an empty file is given them, and how a file is told
 * from one of another kind, format or model version. docs/results.md describes them for readers.
 */
#ifndef CST_STORE_LAYOUT_H
#define CST_STORE_LAYOUT_H

#include "base/error.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    CST_LAYOUT_APPLICATION = 0x63737431, /* application_id, "cst1" */
    CST_LAYOUT_FORMAT = 3                /* user_version */
};

/* Whether a regular file begins as SQLite's files of an application do; false where that cannot be
 * read. Of a results file, of whatever format. */
bool cst_layout_is(const char *path, uint32_t application);
bool cst_layout_is_results(const char *path);

/* Whether the file holds nothing at all yet. SQLITE_OK or SQLite's code. */
int cst_layout_empty(sqlite3 *db, bool *empty);

/* Makes the tables, all or none. SQLITE_OK or SQLite's code. */
int cst_layout_create(sqlite3 *db);

/* 0 where the file is a results file that this program reads and writes. CST_ERR_STORE (another
 * kind of file, another format, changed tables) and CST_ERR_STORE_VERSION set error. A positive
 * value is SQLite's code, error is not set. */
int cst_layout_check(sqlite3 *db, cst_error *error);

#endif
