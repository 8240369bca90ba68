/* SPDX-License-Identifier: MIT
 *
 * What the files of an open store share. Not for other rooms.
 */
#ifndef CST_STORE_INTERNAL_STORE_H
#define CST_STORE_INTERNAL_STORE_H

#include "store/hold.h"
#include "store/store.h"
#include "tally/row.h"

#include <nettle/sha2.h>
#include <sqlite3.h>

/* What shows that no row is missing: how many there are, and the sum of their checksums' first 128
 * bits, in any order, modulo 2^128. The table meta has it beside the rows. */
typedef struct cst_store_total {
    uint64_t rows;
    cst_u128 sum;
} cst_store_total;

enum { CST_DIGEST_TEXT = 65 }; /* 64 lower-case hexadecimal digits and the NUL */

/* A line on its way into a table: its values in the order of the checksum, the SHA-256 of their
 * texts with a newline between them, which follows them. */
typedef struct cst_store_line {
    sqlite3_stmt *insert;
    int values; /* that are bound */
    bool failed;
    struct sha256_ctx sum;          /* of their texts */
    char checksum[CST_DIGEST_TEXT]; /* once it is written */
} cst_store_line;

struct cst_store {
    cst_hold hold; /* of a store that may be written */
    sqlite3 *db;
    char *path;
    sqlite3_stmt *before; /* the last row of a cell that begins before a trial */
    sqlite3_stmt *insert;
    sqlite3_stmt *remove;
    sqlite3_stmt *rows;    /* the rows of a cell */
    sqlite3_stmt *others;  /* a number that changes when another program has written */
    uint64_t checked;      /* that number when all rows were looked at, and were good */
    cst_store_line run;    /* begun by put_cells, written with the first row */
    uint64_t run_number;   /* 0: not recorded yet */
    cst_store_total total; /* of all rows of the file, while a transaction is open */
    bool logging;          /* this handle turned the write-ahead log on */
    bool failed;           /* a write failed: what was not committed is gone */
};

/* Sets error from a code of SQLite's, or of want of memory: of CST_ERR_STORE_DISK the text says up
 * to a semicolon why. */
int cst_store_set_sqlite(sqlite3 *db, int code, const char *path, cst_error *error);
int cst_store_set_memory(cst_error *error);

/* Sets error from SQLite's last word on this store, and gives up the open transaction. */
int cst_store_fail(cst_store *store, cst_error *error);

/* Gives up the open transaction; the store takes no more. */
void cst_store_give_up(cst_store *store);

/* Adds the file's name to an error that has been set, where the code is one, and returns the code.
 * The room's public functions do so at their ends; those below leave it out. */
int cst_store_placed(const cst_store *store, int code, cst_error *error);

/* Sets error to CST_ERR_STORE, saying that what ("cells", "runs", "rows") is damaged, and what to
 * do. */
int cst_store_refuse_damage(const char *what, cst_error *error);

/* Opens a transaction where none is open, and reads the total; writes the total, and commits. */
int cst_store_begin(cst_store *store, cst_error *error);
int cst_store_commit(cst_store *store, cst_error *error);

/* Between the two nothing that another program writes is seen: *alone says whether the first opened
 * a transaction, which the second ends. */
int cst_store_look_begin(cst_store *store, bool *alone, cst_error *error);
void cst_store_look_end(cst_store *store, bool alone);

/* Reads the total from the file; a transaction must be open. */
int cst_store_total_read(cst_store *store, cst_error *error);

/* Prepares a statement that lives as long as the store. SQLITE_OK or SQLite's code. */
int cst_store_prepare(cst_store *store, const char *sql, sqlite3_stmt **statement);

/* Prepares the statements on rows. SQLITE_OK or SQLite's code. */
int cst_store_prepare_rows(cst_store *store);

/* The number of store->others; 0: unknown. */
uint64_t cst_store_others(cst_store *store);

/* Keeps the provenance (copied) for cst_store_record_run, which writes it where it is not written
 * yet. A transaction must be open for the latter. */
int cst_store_prepare_run(cst_store *store, const cst_store_provenance *provenance,
                          cst_error *error);
int cst_store_record_run(cst_store *store, cst_error *error);

/* Puts cells as cst_store_put_cells does, with nothing said of a run. */
int cst_store_write_cells(cst_store *store, const cst_store_cell *cells, size_t count,
                          cst_error *error);

/* Whether the cells are those of a store, goals and labels too: else CST_ERR_STORE names the first
 * that is not. */
int cst_store_compare_cells(const cst_store_cell *there, size_t there_count,
                            const cst_store_cell *here, size_t here_count, cst_error *error);

/* Adds the runs of a store, and then its rows: `number`, heap, has the new number of each of its
 * runs, in their order. */
int cst_store_add_runs(cst_store *into, cst_store *from, uint64_t **number, uint64_t *runs,
                       cst_error *error);
int cst_store_add_rows(cst_store *into, cst_store *from, const uint64_t *number, uint64_t runs,
                       cst_error *error);

/* 0 where every run, or every row, is as it was written, and no row is missing. They look at the
 * whole tables, so that a row which has lost its key is found too. */
int cst_store_check_runs(cst_store *store, cst_error *error);
int cst_store_check_rows(cst_store *store, cst_error *error);

/* Binds and reads whole numbers from 0 to 2^63-1; reading anything else gives false. */
void cst_store_bind(sqlite3_stmt *statement, int parameter, uint64_t number);
bool cst_store_column(sqlite3_stmt *statement, int column, uint64_t *number);

/* The text of a column, owned by the statement; NULL where it is no text or has a NUL in it. */
const char *cst_store_column_text(sqlite3_stmt *statement, int column);

/* Begins a line. */
void cst_store_line_begin(cst_store_line *line, sqlite3_stmt *insert);

/* Adds the next value to a line: a text (copied), a whole number up to 2^63-1, NULL. */
void cst_store_line_text(cst_store_line *line, const char *value);
void cst_store_line_number(cst_store_line *line, uint64_t number);
void cst_store_line_nothing(cst_store_line *line);

/* Writes the line with its checksum; where it cannot, what was not committed is given up. */
int cst_store_line_write(cst_store *store, cst_store_line *line, cst_error *error);

/* Whether the columns of a query's line are as they were written: the last is the checksum of those
 * before. */
bool cst_store_line_holds(sqlite3_stmt *line);

/* Calls `look` with every line that a query gives, until it fails. */
typedef int cst_store_look(sqlite3_stmt *line, void *self, cst_error *error);
int cst_store_each(cst_store *store, const char *sql, cst_store_look *look, void *self,
                   cst_error *error);

/* Reads the text of a key in the table meta, cut to its room, "" where there is none; writes it. */
enum { CST_STORE_META = 80 };
int cst_store_meta(cst_store *store, const char *key, char value[CST_STORE_META], cst_error *error);
int cst_store_put_meta(cst_store *store, const char *key, const char *value, cst_error *error);

/* The first digits of a cell's id, enough to find it. */
enum { CST_STORE_ID_SHOWN = 12 };

#endif
