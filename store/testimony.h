/* SPDX-License-Identifier: MIT
 *
 * What peers said in a run, in a SQLite file of its own, so that the run can be repeated. Its
 * tables are `about` (key, value) and `answer` (cell, trial, round, actor, reviewer, answer). One
 * thread at a time.
 */
#ifndef CST_STORE_TESTIMONY_H
#define CST_STORE_TESTIMONY_H

#include "base/error.h"

#include <stdint.h>

typedef struct cst_testimony cst_testimony;

/* One answer, by where it was given. */
typedef struct cst_said {
    uint32_t cell;
    uint64_t trial;
    uint32_t round, actor, reviewer;
    double answer; /* a number that means nothing here */
} cst_said;

/* Makes a file where none is, for the run that a text tells from others. 0, CST_ERR_OUTPUT (there
 * is one, or it cannot be made) or CST_ERR_MEMORY; then *of is NULL. */
int cst_testimony_make(cst_testimony **of, const char *path, const char *run, cst_error *error);

/* Opens one to be read. 0, CST_ERR_STORE (no such file, or of another run) or CST_ERR_MEMORY. */
int cst_testimony_open(cst_testimony **of, const char *path, const char *run, cst_error *error);

/* Keeps answers. 0 or CST_ERR_OUTPUT. */
int cst_testimony_keep(cst_testimony *of, const cst_said *said, size_t count, cst_error *error);

/* Fills in the answer of a place. 0, or CST_ERR_STORE where none is kept. */
int cst_testimony_recall(cst_testimony *of, cst_said *said, cst_error *error);

/* Sees that all of it is on the disk, and closes. 0 or CST_ERR_OUTPUT. NULL is legal. */
int cst_testimony_close(cst_testimony *of, cst_error *error);

#endif
