/* SPDX-License-Identifier: MIT */
#include "store/digest.h"
#include "store/internal_store.h"

#include <string.h>

/* The columns of a run, in the order of the table. */
enum { NUMBER, TEXTS, THREADS = TEXTS + 4, STARTED, CHECKSUM };

static const char SELECT_RUNS[] =
    "SELECT number, version, build, host, link, threads, started, checksum FROM run";
static const char SELECT_NEXT[] =
    "SELECT coalesce(max(number), 0) + 1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now') FROM run";
static const char INSERT_RUN[] = "INSERT INTO run VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

/* What is known of a run before its first row. */
static void add_provenance(cst_text *text, const char *const strings[4], uint64_t threads)
{
    for (int i = 0; i < 4; i++) {
        cst_text_add(text, strings[i]);
        cst_text_add(text, "\n");
    }
    cst_text_add_number(text, threads);
}

/* Adds the rest, and gives the checksum of all. Frees the text. False without memory. */
static bool checksum(cst_text *text, const char *started, uint64_t number,
                     char out[CST_DIGEST_TEXT])
{
    cst_text_add(text, "\n");
    cst_text_add(text, started);
    cst_text_add(text, "\n");
    cst_text_add_number(text, number);
    return cst_digest_text(text, out);
}

int cst_store_prepare_run(cst_store *store, const cst_store_provenance *provenance,
                          cst_error *error)
{
    const char *const strings[] = {
        provenance->version != NULL ? provenance->version : "",
        provenance->build != NULL ? provenance->build : "",
        provenance->host != NULL ? provenance->host : "",
        provenance->link != NULL ? provenance->link : "",
    };
    (void)sqlite3_finalize(store->run);
    cst_text_free(&store->provenance);
    store->run = NULL;
    store->run_number = 0;
    int code = cst_store_prepare(store, INSERT_RUN, &store->run);
    for (int i = 0; code == SQLITE_OK && i < 4; i++) {
        code = sqlite3_bind_text(store->run, TEXTS + 1 + i, strings[i], -1, SQLITE_TRANSIENT);
    }
    if (code != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    cst_store_bind(store->run, THREADS + 1, provenance->threads);
    add_provenance(&store->provenance, strings, provenance->threads);
    return 0;
}

/* Binds the number and the time of the run's first row, and the checksum over all of it. */
static int bind_rest(cst_store *store, sqlite3_stmt *next, cst_error *error)
{
    char sum[CST_DIGEST_TEXT];
    uint64_t number = 0;
    if (sqlite3_step(next) != SQLITE_ROW || !cst_store_column(next, 0, &number)) {
        return cst_store_fail(store, error);
    }
    const char *started = cst_store_column_text(next, 1);
    if (started == NULL || !checksum(&store->provenance, started, number, sum)) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to write a run");
    }
    cst_store_bind(store->run, NUMBER + 1, number);
    if (sqlite3_bind_text(store->run, STARTED + 1, started, -1, SQLITE_TRANSIENT) != SQLITE_OK ||
        sqlite3_bind_text(store->run, CHECKSUM + 1, sum, -1, SQLITE_TRANSIENT) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    store->run_number = number;
    return 0;
}

int cst_store_record_run(cst_store *store, cst_error *error)
{
    if (store->run_number != 0) {
        return 0;
    }
    sqlite3_stmt *next = NULL;
    int code = cst_store_prepare(store, SELECT_NEXT, &next) == SQLITE_OK
                   ? bind_rest(store, next, error)
                   : cst_store_fail(store, error);
    (void)sqlite3_finalize(next);
    if (code == 0 && sqlite3_step(store->run) != SQLITE_DONE) {
        code = cst_store_fail(store, error);
    }
    (void)sqlite3_reset(store->run);
    return code;
}

/* 0 where the line is as it was written. */
static int check_run(cst_store *store, sqlite3_stmt *runs, cst_error *error)
{
    uint64_t number = 0;
    uint64_t threads = 0;
    const char *strings[4];
    const char *started = cst_store_column_text(runs, STARTED);
    const char *written = cst_store_column_text(runs, CHECKSUM);
    bool good = started != NULL && written != NULL && cst_store_column(runs, NUMBER, &number) &&
                cst_store_column(runs, THREADS, &threads);
    for (int i = 0; i < 4; i++) {
        strings[i] = cst_store_column_text(runs, TEXTS + i);
        good = good && strings[i] != NULL;
    }
    if (!good) {
        return cst_store_refuse_damage(store, "runs", error);
    }
    char computed[CST_DIGEST_TEXT];
    cst_text text = {0};
    add_provenance(&text, strings, threads);
    if (!checksum(&text, started, number, computed)) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to read a run");
    }
    return strcmp(computed, written) == 0 ? 0 : cst_store_refuse_damage(store, "runs", error);
}

int cst_store_check_runs(cst_store *store, cst_error *error)
{
    sqlite3_stmt *runs = NULL;
    int step = cst_store_prepare(store, SELECT_RUNS, &runs);
    int code = 0;
    while (code == 0 && (step == SQLITE_OK || step == SQLITE_ROW)) {
        step = sqlite3_step(runs);
        code = step == SQLITE_ROW ? check_run(store, runs, error) : 0;
    }
    if (code == 0 && step != SQLITE_DONE) {
        code = cst_store_fail(store, error);
    }
    (void)sqlite3_finalize(runs);
    return code;
}
