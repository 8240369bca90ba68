/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "store/difference.h"
#include "store/internal_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The columns of a cell in the order of its checksum. */
enum { TEXTS = 5, NUMBERS = 6 };
#define COLUMNS                                                                                    \
    "id, identity, canonical, at, basis, position, seed, stream, trials, block_trials, counted, "
/* The last of the values that are checked is empty: the text that they make ends with a newline. */
static const char SELECT_CELLS[] = "SELECT " COLUMNS "'', checksum FROM cell ORDER BY position";
static const char INSERT_CELL[] =
    "INSERT OR REPLACE INTO cell (" COLUMNS "checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/* Cells on their way from the file into one piece of memory: their texts lie behind them. */
typedef struct cell_list {
    cst_store_cell *cells;
    uint64_t count, read;
    size_t bytes; /* of the texts */
    char *end;    /* of those that are copied */
} cell_list;

static int measure_cell(sqlite3_stmt *line, void *self, cst_error *error)
{
    cell_list *list = self;
    for (int i = 0; i < TEXTS; i++) {
        list->bytes += (size_t)sqlite3_column_bytes(line, i) + 1;
    }
    list->count++;
    return cst_store_line_holds(line) ? 0 : cst_store_refuse_damage("cells", error);
}

static int read_cell(sqlite3_stmt *line, void *self, cst_error *error)
{
    cell_list *list = self;
    cst_require(list->read < list->count); /* the file is as it was measured: one transaction */
    cst_store_cell *cell = &list->cells[list->read];
    const char **const texts[TEXTS] = {&cell->id, &cell->identity, &cell->canonical, &cell->at,
                                       &cell->basis};
    uint64_t *const numbers[NUMBERS] = {&cell->position, &cell->seed,         &cell->stream,
                                        &cell->trials,   &cell->block_trials, &cell->counted};
    bool good = true;
    for (int i = 0; good && i < TEXTS; i++) {
        const char *text = cst_store_column_text(line, i);
        const size_t size = text == NULL ? 0 : strlen(text) + 1;
        good = text != NULL;
        *texts[i] = good ? memcpy(list->end, text, size) : NULL;
        list->end += size;
    }
    for (int i = 0; i < NUMBERS; i++) {
        good = good && cst_store_column(line, TEXTS + i, numbers[i]);
    }
    good = good && cell->position == list->read++;
    return good ? 0 : cst_store_refuse_damage("cells", error);
}

static int load(cst_store *store, cst_store_cell **cells, size_t *count, cst_error *error)
{
    cell_list list = {0};
    char written[CST_STORE_META];
    int code = cst_store_meta(store, "cells", written, error);
    code = code == 0 ? cst_store_each(store, SELECT_CELLS, measure_cell, &list, error) : code;
    if (code == 0 && list.count != strtoull(written, NULL, 10)) {
        code = cst_store_refuse_damage("cells", error);
    }
    if (code != 0 || list.count == 0) {
        return code;
    }
    list.cells = calloc(1, list.count * sizeof *list.cells + list.bytes);
    if (list.cells == NULL) {
        return cst_error_memory(error, "the cells of a file");
    }
    list.end = (char *)(list.cells + list.count);
    code = cst_store_each(store, SELECT_CELLS, read_cell, &list, error);
    if (code != 0) {
        free(list.cells);
        return code;
    }
    *cells = list.cells;
    *count = list.count;
    return 0;
}

int cst_store_cells(cst_store *store, cst_store_cell **cells, size_t *count, cst_error *error)
{
    *cells = NULL;
    *count = 0;
    bool alone = false;
    int code = cst_store_look_begin(store, &alone, error);
    code = code == 0 ? load(store, cells, count, error) : code;
    cst_store_look_end(store, alone);
    return cst_store_placed(store, code, error);
}

static int refuse_other(uint64_t position, const char *key, const char *there, const char *here,
                        cst_error *error)
{
    return cst_error_set(error, CST_ERR_STORE, key,
                         "the file holds results of another scenario: in its cell %" PRIu64
                         " this is %s, here it is %s; use another file name",
                         position, there, here);
}

static int refuse_number(uint64_t position, const char *key, uint64_t there, uint64_t here,
                         cst_error *error)
{
    char words[2][24];
    (void)snprintf(words[0], sizeof words[0], "%" PRIu64, there);
    (void)snprintf(words[1], sizeof words[1], "%" PRIu64, here);
    return refuse_other(position, key, words[0], words[1], error);
}

/* Whether a cell of the file may go on as the cell of the scenario. */
static int compare(const cst_store_cell *there, const cst_store_cell *here, cst_error *error)
{
    cst_difference difference;
    if (strcmp(there->id, here->id) != 0) {
        if (cst_difference_find(there->identity, here->identity, &difference)) {
            return refuse_other(there->position, difference.key, difference.here, difference.there,
                                error);
        }
        return refuse_other(there->position, "cell", there->id, here->id, error);
    }
    const struct {
        const char *key;
        uint64_t there, here;
    } numbers[] = {{"estimate.seed", there->seed, here->seed},
                   {"estimate.stream", there->stream, here->stream},
                   {"trials of a block", there->block_trials, here->block_trials}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (numbers[i].there != numbers[i].here) {
            return refuse_number(there->position, numbers[i].key, numbers[i].there, numbers[i].here,
                                 error);
        }
    }
    if (here->trials < there->trials) {
        return cst_error_set(error, CST_ERR_STORE, "estimate.trials",
                             "the goal in the file is %" PRIu64 ", here it is %" PRIu64
                             ": it may only grow; use another file name",
                             there->trials, here->trials);
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
    const char *const texts[TEXTS] = {cell->id, cell->identity, cell->canonical, cell->at,
                                      cell->basis};
    const uint64_t numbers[NUMBERS] = {cell->position, cell->seed,         cell->stream,
                                       cell->trials,   cell->block_trials, cell->counted};
    cst_store_line line;
    cst_store_line_begin(&line, insert);
    for (int i = 0; i < TEXTS; i++) {
        cst_store_line_text(&line, texts[i]);
    }
    for (int i = 0; i < NUMBERS; i++) {
        cst_store_line_number(&line, numbers[i]);
    }
    sha256_update(&line.sum, 1, (const uint8_t *)"\n");
    return cst_store_line_write(store, &line, error);
}

/* Writes a cell within the open transaction, which it opens where there is none. */
static int rewrite_cell(cst_store *store, sqlite3_stmt **insert, const cst_store_cell *cell,
                        cst_error *error)
{
    int code = cst_store_begin(store, error);
    if (code == 0 && *insert == NULL &&
        cst_store_prepare(store, INSERT_CELL, insert) != SQLITE_OK) {
        code = cst_store_fail(store, error);
    }
    return code == 0 ? write_cell(store, *insert, cell, error) : code;
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
        code = rewrite_cell(store, &insert, &cells[i], error);
    }
    (void)sqlite3_finalize(insert);
    return code;
}

int cst_store_put_counted(cst_store *store, const uint64_t *counted, size_t count, cst_error *error)
{
    cst_store_cell *cells = NULL;
    sqlite3_stmt *insert = NULL;
    size_t there = 0;
    int code = cst_store_cells(store, &cells, &there, error);
    cst_require(code != 0 || there == count);
    for (size_t i = 0; code == 0 && i < count; i++) {
        const bool same = cells[i].counted == counted[i];
        cells[i].counted = counted[i];
        code = same ? 0 : rewrite_cell(store, &insert, &cells[i], error);
    }
    (void)sqlite3_finalize(insert);
    free(cells);
    return cst_store_placed(store, code, error);
}

static int check_cells(const cst_store_cell *cells, size_t count, cst_error *error)
{
    for (size_t i = 0; i < count; i++) {
        cst_require(cells[i].position == i);
        if (cells[i].seed > INT64_MAX || cells[i].stream > INT64_MAX ||
            cells[i].trials > INT64_MAX || cells[i].block_trials > INT64_MAX) {
            return cst_error_set(error, CST_ERR_STORE, "estimate",
                                 "expected seed, stream and trials of at most 2^63 - 1, which is "
                                 "what a results file can hold");
        }
        /* Rows are told apart by id and seed. */
        if (cells[i].stream != cells[0].stream) {
            return cst_error_set(error, CST_ERR_STORE, "estimate.stream",
                                 "expected one stream in all cells of a results file; use a file "
                                 "for each stream");
        }
    }
    return 0;
}

int cst_store_write_cells(cst_store *store, const cst_store_cell *cells, size_t count,
                          cst_error *error)
{
    cst_store_cell *old = NULL;
    size_t old_count = 0;
    int code = check_cells(cells, count, error);
    code = code == 0 ? cst_store_cells(store, &old, &old_count, error) : code;
    for (size_t i = 0; code == 0 && i < old_count && i < count; i++) {
        code = compare(&old[i], &cells[i], error);
    }
    if (code == 0 && old_count != 0 && old_count != count) {
        code = refuse_number(old_count, "number of cells", old_count, count, error);
    }
    code = code == 0 ? write_cells(store, cells, count, old, error) : code;
    if (code == 0 && old == NULL && count > 0) {
        char number[24];
        (void)snprintf(number, sizeof number, "%zu", count);
        code = cst_store_put_meta(store, "cells", number, error);
    }
    free(old);
    return code;
}

int cst_store_put_cells(cst_store *store, const cst_store_cell *cells, size_t count,
                        const cst_store_provenance *provenance, cst_error *error)
{
    int code = cst_store_write_cells(store, cells, count, error);
    code = code == 0 ? cst_store_prepare_run(store, provenance, error) : code;
    return cst_store_placed(store, code, error);
}

int cst_store_compare_cells(const cst_store_cell *there, size_t there_count,
                            const cst_store_cell *here, size_t here_count, cst_error *error)
{
    int code = 0;
    if (there_count != here_count) {
        return refuse_number(there_count, "number of cells", there_count, here_count, error);
    }
    for (size_t i = 0; code == 0 && i < here_count; i++) {
        cst_difference difference;
        if (there[i].trials != here[i].trials) {
            return refuse_number(i, "estimate.trials", there[i].trials, here[i].trials, error);
        }
        code = compare(&there[i], &here[i], error);
        if (code == 0 && cst_difference_find(there[i].canonical, here[i].canonical, &difference)) {
            code = refuse_other(i, difference.key, difference.here, difference.there, error);
        }
    }
    return code;
}
