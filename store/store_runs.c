/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "store/internal_store.h"

#include <stdlib.h>
#include <string.h>

/* The columns of a run in the order of its checksum. */
enum { VERSION, BUILD, LIBRARIES, HOST, COMMAND, LINK, THREADS, STARTED, NUMBER, COLUMNS };
#define NAMES "version, build, libraries, host, command, link, threads, started, number"
static const char SELECT_RUNS[] = "SELECT " NAMES ", checksum FROM run ORDER BY number";
static const char SELECT_NEXT[] =
    "SELECT coalesce(max(number), 0) + 1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now') FROM run";
static const char INSERT_RUN[] =
    "INSERT INTO run (" NAMES ", checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const char *cst_store_library(void)
{
    return sqlite3_libversion();
}

int cst_store_prepare_run(cst_store *store, const cst_store_provenance *provenance,
                          cst_error *error)
{
    const char *const strings[] = {provenance->version, provenance->build,   provenance->libraries,
                                   provenance->host,    provenance->command, provenance->link};
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
    run_list list = {.into = into};
    int code = cst_store_begin(into, error);
    code = code == 0 ? cst_store_each(into, SELECT_NEXT, take_number, &list, error) : code;
    if (code == 0 && cst_store_prepare(into, INSERT_RUN, &list.insert) != SQLITE_OK) {
        code = cst_store_fail(into, error);
    }
    code = code == 0 ? cst_store_each(from, SELECT_RUNS, add_run, &list, error) : code;
    (void)sqlite3_finalize(list.insert);
    *number = list.number;
    *runs = list.runs;
    return code;
}

/* Runs on their way from the file into one piece of memory: their texts lie behind them. */
typedef struct run_texts {
    cst_store_run *run;
    size_t count, read;
    size_t bytes; /* of the texts */
    char *end;    /* of those that are copied */
} run_texts;

static int measure_run(sqlite3_stmt *line, void *self, cst_error *error)
{
    run_texts *list = self;
    (void)error;
    for (int i = 0; i < COLUMNS; i++) {
        list->bytes += (size_t)sqlite3_column_bytes(line, i) + 1;
    }
    list->count++;
    return 0;
}

static int read_run(sqlite3_stmt *line, void *self, cst_error *error)
{
    run_texts *list = self;
    cst_require(list->read < list->count); /* the file is as it was measured: one transaction */
    cst_store_run *run = &list->run[list->read++];
    uint64_t threads = 0;
    const char **const texts[COLUMNS] = {
        [VERSION] = &run->by.version, [BUILD] = &run->by.build, [LIBRARIES] = &run->by.libraries,
        [HOST] = &run->by.host,       [LINK] = &run->by.link,   [COMMAND] = &run->by.command,
        [STARTED] = &run->started};
    bool good = cst_store_column(line, NUMBER, &run->number) &&
                cst_store_column(line, THREADS, &threads) && threads <= UINT32_MAX;
    run->by.threads = (uint32_t)threads;
    for (int i = 0; i < COLUMNS && good; i++) {
        const char *text = texts[i] == NULL ? "" : cst_store_column_text(line, i);
        good = text != NULL;
        if (good && texts[i] != NULL) {
            const size_t size = strlen(text) + 1;
            *texts[i] = memcpy(list->end, text, size);
            list->end += size;
        }
    }
    return good ? 0 : cst_store_refuse_damage("runs", error);
}

int cst_store_runs(cst_store *store, cst_store_run **runs, size_t *count, cst_error *error)
{
    run_texts list = {0};
    bool alone = false;
    int code = cst_store_look_begin(store, &alone, error);
    code = code == 0 ? cst_store_each(store, SELECT_RUNS, measure_run, &list, error) : code;
    list.run = code == 0 ? calloc(1, (list.count + 1) * sizeof *list.run + list.bytes) : NULL;
    if (list.run != NULL) {
        list.end = (char *)(list.run + list.count);
        code = cst_store_each(store, SELECT_RUNS, read_run, &list, error);
    } else if (code == 0) {
        code = cst_store_set_memory(error);
    }
    cst_store_look_end(store, alone);
    if (code != 0) {
        free(list.run);
        list = (run_texts){0};
    }
    *runs = list.run;
    *count = list.count;
    return cst_store_placed(store, code, error);
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
