/* SPDX-License-Identifier: MIT
 *
 * What peers said in a run, in a SQLite file of its own, so that the run can be repeated. Its
 * tables are `about` (key, value), `answer` (cell, trial, round, actor, reviewer, answer) and
 * `review`, what became of each review; its view `together` counts who missed attacks together. One
 * thread at a time.
 */
#ifndef CST_STORE_TESTIMONY_H
#define CST_STORE_TESTIMONY_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct cst_testimony cst_testimony;

/* One answer, by where it was given. */
typedef struct cst_said {
    uint32_t cell;
    uint64_t trial;
    uint32_t round, actor, reviewer;
    double answer; /* a number that means nothing here */
} cst_said;

/* What became of one answer of a reviewer. */
typedef struct cst_became {
    cst_said said;
    uint32_t lineage, actor_lineage; /* of the reviewer and of the actor */
    bool attack, reported;
    bool answered;                          /* the answer is one: it came in time */
    uint32_t reviews, reports, abstentions; /* of the task, by all of its reviewers */
    const char *fate;                       /* a word */
} cst_became;

/* Makes a file where none is, for the run that a text tells from others. 0, CST_ERR_OUTPUT (there
 * is one, or it cannot be made) or CST_ERR_MEMORY; then *of is NULL. */
int cst_testimony_make(cst_testimony **of, const char *path, const char *run, cst_error *error);

/* Opens one to be read, of that run, or of any (NULL). 0, CST_ERR_STORE (no such file, or of
 * another run) or CST_ERR_MEMORY. */
int cst_testimony_open(cst_testimony **of, const char *path, const char *run, cst_error *error);

/* Keeps an answer. 0 or CST_ERR_OUTPUT. */
int cst_testimony_keep(cst_testimony *of, const cst_said *said, cst_error *error);

/* Keeps what became of a review. 0 or CST_ERR_OUTPUT. */
int cst_testimony_note(cst_testimony *of, const cst_became *became, cst_error *error);

/* Whether a file is one of these, by how it begins. */
bool cst_testimony_is(const char *path);

/* Who missed attacks together in a cell: tasks[j] of those that `agents` agents reviewed, as many
 * as any had there, all of whom answered, were missed by j of them; none of more than `most` is
 * read. 0, or CST_ERR_STORE where nothing is kept of such reviews. */
int cst_testimony_together(cst_testimony *of, uint32_t cell, uint32_t most, uint32_t *agents,
                           uint64_t *tasks, cst_error *error);

/* How many cells it tells of. 0 or CST_ERR_STORE. */
int cst_testimony_cells(cst_testimony *of, uint32_t *cells, cst_error *error);

/* Fills in the answer of a place. 0, or CST_ERR_STORE where none is kept. */
int cst_testimony_recall(cst_testimony *of, cst_said *said, cst_error *error);

/* Sees that all of it is on the disk, and closes. 0 or CST_ERR_OUTPUT. NULL is legal. */
int cst_testimony_close(cst_testimony *of, cst_error *error);

#endif
