/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "store/difference.h"
#include "store/digest.h"
#include "store/internal_store.h"
#include "store/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The columns of a cell in the order of SELECT_CELLS and INSERT_CELL. */
enum { POSITION, ID, IDENTITY, CANONICAL, AT, BASIS, SEED, STREAM, TRIALS, BLOCK_TRIALS, CHECKSUM };

static const char SELECT_CELLS[] = "SELECT position, id, identity, canonical, at, basis, seed,"
                                   " stream, trials, block_trials, checksum FROM cell"
                                   " ORDER BY position";
static const char SELECT_SIZE[] =
    "SELECT count(*), coalesce(sum(length(CAST(id AS BLOB)) + length(CAST(identity AS BLOB))"
    " + length(CAST(canonical AS BLOB)) + length(CAST(at AS BLOB))"
    " + length(CAST(basis AS BLOB)) + 5), 0),"
    " coalesce((SELECT value FROM meta WHERE key = 'cells'), '0') FROM cell";
static const char INSERT_CELL[] =
    "INSERT OR REPLACE INTO cell VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
static const char INSERT_COUNT[] = "INSERT OR REPLACE INTO meta VALUES ('cells', ?1)";

static bool checksum(const cst_store_cell *cell, char out[CST_DIGEST_TEXT])
{
    const char *const strings[] = {cell->id, cell->identity, cell->canonical, cell->at,
                                   cell->basis};
    const uint64_t numbers[] = {cell->position, cell->seed, cell->stream, cell->trials,
                                cell->block_trials};
    cst_text text = {0};
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        cst_text_add(&text, strings[i]);
        cst_text_add(&text, "\n");
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        cst_text_add_number(&text, numbers[i]);
        cst_text_add(&text, "\n");
    }
    return cst_digest_text(&text, out);
}

/* Copies a text column behind the cells; *end moves on. NULL where it is no text or too long. */
static const char *copy_text(sqlite3_stmt *statement, int column, char **end, const char *limit)
{
    const char *text = cst_store_column_text(statement, column);
    size_t size = text == NULL ? 0 : strlen(text) + 1;
    if (text == NULL || size > (size_t)(limit - *end)) {
        return NULL;
    }
    char *copy = memcpy(*end, text, size);
    *end += size;
    return copy;
}

static bool read_cell(sqlite3_stmt *statement, cst_store_cell *cell, char **end, const char *limit)
{
    cell->id = copy_text(statement, ID, end, limit);
    cell->identity = copy_text(statement, IDENTITY, end, limit);
    cell->canonical = copy_text(statement, CANONICAL, end, limit);
    cell->at = copy_text(statement, AT, end, limit);
    cell->basis = copy_text(statement, BASIS, end, limit);
    const char *written = cst_store_column_text(statement, CHECKSUM);
    char computed[CST_DIGEST_TEXT];
    return cell->id != NULL && cell->identity != NULL && cell->canonical != NULL &&
           cell->at != NULL && cell->basis != NULL && written != NULL &&
           cst_store_column(statement, POSITION, &cell->position) &&
           cst_store_column(statement, SEED, &cell->seed) &&
           cst_store_column(statement, STREAM, &cell->stream) &&
           cst_store_column(statement, TRIALS, &cell->trials) &&
           cst_store_column(statement, BLOCK_TRIALS, &cell->block_trials) &&
           checksum(cell, computed) && strcmp(computed, written) == 0;
}

/* How many cells there are, the bytes of their texts, and how many there were when written. */
static int read_size(cst_store *store, uint64_t size[3], cst_error *error)
{
    sqlite3_stmt *statement = NULL;
    if (cst_store_prepare(store, SELECT_SIZE, &statement) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        (void)sqlite3_finalize(statement);
        return cst_store_fail(store, error);
    }
    const char *written = cst_store_column_text(statement, 2);
    size[2] = written == NULL ? UINT64_MAX : strtoull(written, NULL, 10);
    bool good = cst_store_column(statement, 0, &size[0]) &&
                cst_store_column(statement, 1, &size[1]) && size[0] == size[2];
    (void)sqlite3_finalize(statement);
    return good ? 0 : cst_store_refuse_damage(store, "cells", error);
}

static int read_cells(cst_store *store, cst_store_cell *cells, const uint64_t size[3],
                      cst_error *error)
{
    char *end = (char *)(cells + size[0]);
    const char *limit = end + size[1];
    sqlite3_stmt *statement = NULL;
    if (cst_store_prepare(store, SELECT_CELLS, &statement) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    uint64_t read = 0;
    int code = sqlite3_step(statement);
    bool good = true;
    for (; good && code == SQLITE_ROW; code = good ? sqlite3_step(statement) : code) {
        good = read < size[0] && read_cell(statement, &cells[read], &end, limit) &&
               cells[read].position == read;
        read += good ? 1 : 0;
    }
    int failure = good && code != SQLITE_DONE ? cst_store_fail(store, error) : 0;
    (void)sqlite3_finalize(statement);
    if (failure != 0) {
        return failure;
    }
    return good && read == size[0] ? 0 : cst_store_refuse_damage(store, "cells", error);
}

static int load(cst_store *store, cst_store_cell **cells, size_t *count, cst_error *error)
{
    uint64_t size[3] = {0};
    int code = read_size(store, size, error);
    if (code != 0 || size[0] == 0) {
        return code;
    }
    cst_store_cell *list = calloc(1, size[0] * sizeof *list + size[1]);
    if (list == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for the cells of a file");
    }
    code = read_cells(store, list, size, error);
    if (code != 0) {
        free(list);
        return code;
    }
    *cells = list;
    *count = size[0];
    return 0;
}

int cst_store_cells(cst_store *store, cst_store_cell **cells, size_t *count, cst_error *error)
{
    *cells = NULL;
    *count = 0;
    /* One transaction, so that another program's writing cannot fall between the two readings. */
    bool alone = sqlite3_get_autocommit(store->db) != 0;
    if (alone && sqlite3_exec(store->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    int code = load(store, cells, count, error);
    if (alone && sqlite3_get_autocommit(store->db) == 0) {
        (void)sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
    }
    return code;
}

void cst_store_cells_free(cst_store_cell *cells, size_t count)
{
    (void)count;
    free(cells);
}

static int refuse_other(const cst_store *store, uint64_t position, const char *key,
                        const char *there, const char *here, cst_error *error)
{
    (void)cst_error_set(error, CST_ERR_STORE, key,
                        "the file holds results of another scenario: in its cell %" PRIu64
                        " this is %s, here it is %s; use another file name",
                        position, there, here);
    cst_error_place(error, store->path, 0, 0);
    return CST_ERR_STORE;
}

static int refuse_number(const cst_store *store, uint64_t position, const char *key,
                         const uint64_t number[2], cst_error *error)
{
    cst_text there = {0};
    cst_text here = {0};
    cst_text_add_number(&there, number[0]);
    cst_text_add_number(&here, number[1]);
    int code = refuse_other(store, position, key, there.failed ? "" : there.data,
                            here.failed ? "" : here.data, error);
    cst_text_free(&there);
    cst_text_free(&here);
    return code;
}

/* Whether a cell of the file may go on as the cell of the scenario. */
static int compare(const cst_store *store, const cst_store_cell *there, const cst_store_cell *here,
                   cst_error *error)
{
    cst_difference difference;
    if (strcmp(there->id, here->id) != 0) {
        if (cst_difference_find(there->identity, here->identity, &difference)) {
            return refuse_other(store, there->position, difference.key, difference.here,
                                difference.there, error);
        }
        return refuse_other(store, there->position, "cell", there->id, here->id, error);
    }
    const uint64_t numbers[][2] = {{there->seed, here->seed},
                                   {there->stream, here->stream},
                                   {there->block_trials, here->block_trials}};
    static const char *const keys[] = {"estimate.seed", "estimate.stream", "trials of a block"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (numbers[i][0] != numbers[i][1]) {
            return refuse_number(store, there->position, keys[i], numbers[i], error);
        }
    }
    if (here->trials < there->trials) {
        (void)cst_error_set(error, CST_ERR_STORE, "estimate.trials",
                            "the goal in the file is %" PRIu64 ", here it is %" PRIu64
                            ": it may only grow; use another file name",
                            there->trials, here->trials);
        cst_error_place(error, store->path, 0, 0);
        return CST_ERR_STORE;
    }
    return 0;
}

static bool same_texts(const cst_store_cell *a, const cst_store_cell *b)
{
    return a->trials == b->trials && strcmp(a->canonical, b->canonical) == 0 &&
           strcmp(a->at, b->at) == 0 && strcmp(a->basis, b->basis) == 0;
}

static int write_cell(cst_store *store, sqlite3_stmt *insert, const cst_store_cell *cell,
                      cst_error *error)
{
    char sum[CST_DIGEST_TEXT];
    if (!checksum(cell, sum)) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to write a cell");
    }
    const char *const texts[] = {cell->id, cell->identity, cell->canonical, cell->at,
                                 cell->basis};
    const uint64_t numbers[] = {cell->seed, cell->stream, cell->trials, cell->block_trials};
    cst_store_bind(insert, POSITION + 1, cell->position);
    for (int i = 0; i < 5; i++) {
        (void)sqlite3_bind_text(insert, ID + 1 + i, texts[i], -1, SQLITE_STATIC);
    }
    for (int i = 0; i < 4; i++) {
        cst_store_bind(insert, SEED + 1 + i, numbers[i]);
    }
    (void)sqlite3_bind_text(insert, CHECKSUM + 1, sum, -1, SQLITE_STATIC);
    int code = sqlite3_step(insert);
    (void)sqlite3_reset(insert);
    return code == SQLITE_DONE ? 0 : cst_store_fail(store, error);
}

/* Writes what is new or has grown; nothing where nothing has. */
static int write_cells(cst_store *store, const cst_store_cell *cells, size_t count,
                       const cst_store_cell *old, cst_error *error)
{
    sqlite3_stmt *insert = NULL;
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        if (old != NULL && same_texts(&old[i], &cells[i])) {
            continue;
        }
        code = cst_store_begin(store, error);
        if (code == 0 && insert == NULL &&
            cst_store_prepare(store, INSERT_CELL, &insert) != SQLITE_OK) {
            code = cst_store_fail(store, error);
        }
        if (code == 0) {
            code = write_cell(store, insert, &cells[i], error);
        }
    }
    (void)sqlite3_finalize(insert);
    return code;
}

static int write_count(cst_store *store, size_t count, cst_error *error)
{
    sqlite3_stmt *insert = NULL;
    int code = cst_store_prepare(store, INSERT_COUNT, &insert);
    if (code == SQLITE_OK) {
        cst_store_bind(insert, 1, count);
        code = sqlite3_step(insert);
    }
    (void)sqlite3_finalize(insert);
    return code == SQLITE_DONE ? 0 : cst_store_fail(store, error);
}

static int check_cells(const cst_store *store, const cst_store_cell *cells, size_t count,
                       cst_error *error)
{
    for (size_t i = 0; i < count; i++) {
        cst_require(cells[i].position == i);
        if (cells[i].seed > INT64_MAX || cells[i].stream > INT64_MAX ||
            cells[i].trials > INT64_MAX || cells[i].block_trials > INT64_MAX) {
            return cst_store_refuse(store, "estimate",
                                    "expected seed, stream and trials of at most 2^63 - 1, which is"
                                    " what a results file can hold",
                                    error);
        }
        /* Rows are told apart by id and seed. */
        if (cells[i].stream != cells[0].stream) {
            return cst_store_refuse(store, "estimate.stream",
                                    "expected one stream in all cells of a results file; use a file"
                                    " for each stream",
                                    error);
        }
    }
    return 0;
}

int cst_store_put_cells(cst_store *store, const cst_store_cell *cells, size_t count,
                        const cst_store_provenance *provenance, cst_error *error)
{
    cst_store_cell *old = NULL;
    size_t old_count = 0;
    int code = check_cells(store, cells, count, error);
    if (code == 0) {
        code = cst_store_cells(store, &old, &old_count, error);
    }
    for (size_t i = 0; code == 0 && i < old_count && i < count; i++) {
        code = compare(store, &old[i], &cells[i], error);
    }
    if (code == 0 && old_count != 0 && old_count != count) {
        const uint64_t counts[2] = {old_count, count};
        code = refuse_number(store, old_count, "number of cells", counts, error);
    }
    if (code == 0) {
        code = write_cells(store, cells, count, old, error);
    }
    if (code == 0 && old == NULL && count > 0) {
        code = write_count(store, count, error);
    }
    if (code == 0) {
        code = cst_store_prepare_run(store, provenance, error);
    }
    cst_store_cells_free(old, old_count);
    return code;
}
