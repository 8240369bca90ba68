/* SPDX-License-Identifier: MIT
 *
 * Results on disk: one SQLite file per run (STRICT tables, WAL, synchronous=NORMAL). It holds cells
 * (id, canonical scenario, place in the sweep), and rows: one finished block each, with half-open
 * trial range, seed and counters. Addition is the merge. One thread per open store.
 *
 * While a store is written it keeps a log beside the file (name-wal, name-shm); a clean close
 * leaves the one file. After a write has failed (full disk) the store takes no more: what was
 * flushed before stays. Files may come from anywhere: every row and cell carries a checksum, and
 * what is damaged is refused. docs/results.md describes the tables.
 */
#ifndef CST_STORE_STORE_H
#define CST_STORE_STORE_H

#include "tally/row.h"

#include <stddef.h>

typedef struct cst_store cst_store;

/* A cell as the store knows it. Strings are borrowed from the caller when put, owned by the list
 * when got. */
typedef struct cst_store_cell {
    const char *id;        /* SHA-256 of identity, hex */
    const char *identity;  /* canonical model parameters with the model version */
    const char *canonical; /* resolved scenario of this run (canonical JSON) */
    const char *at;        /* JSON object {axis key: value text, ...} in axis order */
    const char *basis;     /* JSON object: what results are made of beside rows; not read */
    uint64_t seed, stream;
    uint64_t trials; /* the goal, and the stop rule where there is no other */
    uint64_t block_trials;
    uint64_t counted;  /* the first trials, to which its rule has ended it; 0: all count */
    uint64_t position; /* in the run's order of cells */
} cst_store_cell;

typedef struct cst_store_provenance {
    const char *version, *build, *libraries; /* of the program */
    const char *host, *command, *link;
    uint32_t threads;
} cst_store_provenance;

/* A run as the store knows it. */
typedef struct cst_store_run {
    uint64_t number; /* 1, 2, .. */
    cst_store_provenance by;
    const char *started; /* time of its first row, UTC */
} cst_store_run;

/* "3.40.1", of SQLite as the program runs with it. */
const char *cst_store_library(void);

/* Opens for reading; with `create` for writing, too, and makes the file where there is none: then
 * no other program may have it open for writing. 0, CST_ERR_STORE (not ours, unreadable, damaged,
 * network file system, another writer), CST_ERR_STORE_VERSION (other model version), here and below
 * CST_ERR_STORE_DISK (full, or it fails; why is said up to a semicolon). A
 * file that was made here and could not be used is removed. The log is tried with the first put, so
 * a network file system shows then. */
int cst_store_open(cst_store **store, const char *path, bool create, cst_error *error);

/* Writes what has been flushed as a plain file, with what a log of it holds: `into` must be empty
 * or not there. 0, CST_ERR_STORE or CST_ERR_STORE_DISK. */
int cst_store_copy(cst_store *store, const char *into, cst_error *error);

/* Drops what was put since the last flush. Legal on NULL. */
void cst_store_close(cst_store **store);

/* Puts the run's cells, in order of position 0, 1, .. The cells of an existing file must be the
 * same (ids, seeds, streams, block lengths, in the same order; the goal may grow, labels may
 * change, and then all trials count again): else CST_ERR_STORE with the first key that differs. All
 * cells have one stream. To be called before rows are put; the run (provenance, copied) is recorded
 * with its first row, so that a run with nothing to do changes nothing. */
int cst_store_put_cells(cst_store *store, const cst_store_cell *cells, size_t count,
                        const cst_store_provenance *provenance, cst_error *error);

/* Puts how many trials of each cell count, in the order of the cells that are there; what is there
 * already is not written. */
int cst_store_put_counted(cst_store *store, const uint64_t *counted, size_t count,
                          cst_error *error);

/* Puts one finished block of trials [first, end); it is on disk after the next flush. A range that
 * overlaps one already there is refused, and the error names it. There is one exception: the short
 * last block of an earlier, smaller goal is replaced by the longer block that begins at the same
 * trial. A counter above 2^63 - 1 is refused. */
int cst_store_put_row(cst_store *store, const char *id, uint64_t seed, uint64_t first, uint64_t end,
                      const cst_row *row, cst_error *error);
/* Also finds out where the file or its log was removed or replaced meanwhile: CST_ERR_STORE. */
int cst_store_flush(cst_store *store, cst_error *error);

/* Whether the trials [first, end) of a cell are there within one row. */
bool cst_store_has(const cst_store *store, const char *id, uint64_t seed, uint64_t first,
                   uint64_t end);

/* Whether a row of a cell has this trial and the one before: it cannot be cut there. */
bool cst_store_spans(const cst_store *store, const char *id, uint64_t seed, uint64_t trial);

/* Makes one row of neighbouring ones within [first, end) of a cell wherever one run has made them;
 * *joined is how many rows there are less. On disk after the next flush, all of it or nothing. */
int cst_store_join(cst_store *store, const char *id, uint64_t seed, uint64_t first, uint64_t end,
                   uint64_t *joined, cst_error *error);

/* Gives the room of rows that were joined back to the disk, if it is much; after a flush. Where it
 * cannot be done the file stays as it is, which is as good. */
void cst_store_shrink(cst_store *store);

/* Adds all rows of another results file, with the runs that they are of, to a store that may be
 * written: one without cells gets those of the file, another one must have the same ones, with the
 * same goal and labels. CST_ERR_STORE in the name of the file: other cells, rows that overlap those
 * that are there; CST_ERR_STORE_VERSION. What was put is on disk after the next flush. */
int cst_store_merge(cst_store *into, const char *path, cst_error *error);

/* Looks for a file that is given twice, as links may do: *found, and the first of those that are
 * and where it comes again. Names without a file are passed over. 0 or CST_ERR_MEMORY. */
int cst_store_find_twice(const char *const *paths, size_t count, size_t twice[2], bool *found,
                         cst_error *error);

/* The same as a mistake of the user's, in a command's name: 0, `refused` with the two names, or
 * CST_ERR_MEMORY. */
int cst_store_check_twice(const char *command, int refused, const char *const *paths, size_t count,
                          cst_error *error);

/* All cells in order of position, with their texts one block of the heap: free it. */
int cst_store_cells(cst_store *store, cst_store_cell **cells, size_t *count, cst_error *error);

/* All runs in order, with their texts one block of the heap: free it. */
int cst_store_runs(cst_store *store, cst_store_run **runs, size_t *count, cst_error *error);

/* Sums the rows of a cell, in place of what `sum` held, over the longest prefix of trials without a
 * gap that ends at or before `trials`; *done is its length in trials. Every row's checksum and
 * conservation are looked at: CST_ERR_STORE where one does not hold. */
int cst_store_sum(cst_store *store, const char *id, uint64_t seed, uint64_t trials, cst_row *sum,
                  uint64_t *done, cst_error *error);

#endif
