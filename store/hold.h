/* SPDX-License-Identifier: MIT
 *
 * One program at a time writes a results file: whoever has hold of it. A hold is the file's lock,
 * which ends with the program, however it ends. It also knows the file and its log again, should
 * somebody move, replace or remove them. Readers take none.
 */
#ifndef CST_STORE_HOLD_H
#define CST_STORE_HOLD_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/stat.h>

typedef struct cst_hold {
    bool held;
    bool made;        /* the file was made by the hold, empty */
    int handle;       /* of the file; to be closed after SQLite's, whose locks go with it */
    struct stat file; /* what it was when it was taken */
    struct stat log;  /* the same of its log, once it is known */
    bool logging;
} cst_hold;

/* Whether these are of one file, whatever its names. */
bool cst_hold_is_same(const struct stat *a, const struct stat *b);

/* 0, or CST_ERR_STORE where this is no regular file: reading it might never end. */
int cst_hold_check_regular(const struct stat *file, cst_error *error);

/* Takes hold of the file at `path`, and makes it where there is none. 0; CST_ERR_STORE: it cannot
 * be opened or made, is no regular file, or another program has it, whose process is named. */
int cst_hold_take(cst_hold *hold, const char *path, cst_error *error);

/* 0 where the file and, from the first call with a log on, the log "path-wal" are still those that
 * were taken; else CST_ERR_STORE. Legal without one: 0. */
int cst_hold_check(cst_hold *hold, const char *path, bool log, cst_error *error);

/* Removes the log beside the path, and the log's index, where they are those that were written with
 * this hold. */
void cst_hold_drop_log(const cst_hold *hold, const char *path);

/* Legal on a zeroed hold. */
void cst_hold_release(cst_hold *hold);

#endif
