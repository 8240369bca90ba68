/* SPDX-License-Identifier: MIT */
#include "store/internal_store.h"

#include <stdlib.h>

static const char SELECT_RUNS[] =
    "SELECT version, build, host, link, threads, started, number, checksum FROM run";
static const char SELECT_NEXT[] =
    "SELECT coalesce(max(number), 0) + 1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now') FROM run";
static const char INSERT_RUN[] =
    "INSERT INTO run (version, build, host, link, threads, started, number, checksum)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

int cst_store_prepare_run(cst_store *store, const cst_store_provenance *provenance,
                          cst_error *error)
{
    const char *const strings[] = {provenance->version, provenance->build, provenance->host,
                                   provenance->link};
    (void)sqlite3_finalize(store->run.insert);
    store->run = (cst_store_line){0};
    store->run_number = 0;
    sqlite3_stmt *insert = NULL;
    if (cst_store_prepare(store, INSERT_RUN, &insert) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    cst_store_line_begin(&store->run, insert);
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        cst_store_line_text(&store->run, strings[i] != NULL ? strings[i] : "");
    }
    cst_store_line_number(&store->run, provenance->threads);
    return 0;
}

/* Adds the time and the number of the run's first row. */
static int take_next(sqlite3_stmt *next, void *self, cst_error *error)
{
    cst_store *store = self;
    const char *started = cst_store_column_text(next, 1);
    if (started == NULL || !cst_store_column(next, 0, &store->run_number)) {
        return cst_store_fail(store, error);
    }
    cst_store_line_text(&store->run, started);
    cst_store_line_number(&store->run, store->run_number);
    return 0;
}

int cst_store_record_run(cst_store *store, cst_error *error)
{
    if (store->run_number != 0) {
        return 0;
    }
    const int code = cst_store_each(store, SELECT_NEXT, take_next, store, error);
    return code == 0 ? cst_store_line_write(store, &store->run, error) : code;
}

/* Runs on their way from one file to another. */
typedef struct run_list {
    cst_store *into;
    sqlite3_stmt *insert;
    uint64_t next;    /* number of the next one */
    uint64_t *number; /* heap: the new numbers of those that were taken */
    uint64_t runs;
} run_list;

static int add_run(sqlite3_stmt *run, void *self, cst_error *error)
{
    enum { THREADS = 4, STARTED = 5, NUMBER = 6 };
    run_list *list = self;
    uint64_t threads = 0;
    uint64_t number = 0;
    cst_store_line line;
    uint64_t *more = realloc(list->number, (list->runs + 1) * sizeof *more);
    if (more == NULL) {
        return cst_store_set_memory(error);
    }
    list->number = more;
    cst_store_line_begin(&line, list->insert);
    for (int i = 0; i <= STARTED; i++) {
        const char *text = i == THREADS ? "" : cst_store_column_text(run, i);
        if (text == NULL) {
            return cst_store_refuse_damage("runs", error);
        }
        if (i == THREADS && !cst_store_column(run, i, &threads)) {
            return cst_store_refuse_damage("runs", error);
        }
        if (i == THREADS) {
            cst_store_line_number(&line, threads);
        } else {
            cst_store_line_text(&line, text);
        }
    }
    if (!cst_store_column(run, NUMBER, &number) || number != list->runs + 1) {
        return cst_store_refuse_damage("runs", error);
    }
    cst_store_line_number(&line, list->next);
    list->number[list->runs++] = list->next++;
    return cst_store_line_write(list->into, &line, error);
}

static int take_number(sqlite3_stmt *next, void *self, cst_error *error)
{
    run_list *list = self;
    return cst_store_column(next, 0, &list->next) ? 0 : cst_store_refuse_damage("runs", error);
}

int cst_store_add_runs(cst_store *into, cst_store *from, uint64_t **number, uint64_t *runs,
                       cst_error *error)
{
    static const char in_order[] = "SELECT version, build, host, link, threads, started, number"
                                   " FROM run ORDER BY number";
    run_list list = {.into = into};
    int code = cst_store_begin(into, error);
    code = code == 0 ? cst_store_each(into, SELECT_NEXT, take_number, &list, error) : code;
    if (code == 0 && cst_store_prepare(into, INSERT_RUN, &list.insert) != SQLITE_OK) {
        code = cst_store_fail(into, error);
    }
    code = code == 0 ? cst_store_each(from, in_order, add_run, &list, error) : code;
    (void)sqlite3_finalize(list.insert);
    *number = list.number;
    *runs = list.runs;
    return code;
}

static int check_run(sqlite3_stmt *run, void *self, cst_error *error)
{
    (void)self;
    return cst_store_line_holds(run) ? 0 : cst_store_refuse_damage("runs", error);
}

int cst_store_check_runs(cst_store *store, cst_error *error)
{
    return cst_store_each(store, SELECT_RUNS, check_run, NULL, error);
}
