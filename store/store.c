/* SPDX-License-Identifier: MIT */
#include "store/store.h"

#include "store/internal_store.h"
#include "store/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_MS = 2000, VALUE_BYTES_MAX = 1 << 26, PATH_MAX_BYTES = 4096 };

/* The bare defences against a file made to harm its reader. */
static int harden(sqlite3 *db)
{
    static const int off[] = {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
                              SQLITE_DBCONFIG_TRUSTED_SCHEMA};
    for (size_t i = 0; i < sizeof off / sizeof off[0]; i++) {
        (void)sqlite3_db_config(db, off[i], 0, NULL);
    }
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX);
    (void)sqlite3_busy_timeout(db, BUSY_MS);
    return sqlite3_exec(db, "PRAGMA cell_size_check=ON", NULL, NULL, NULL);
}

/* Looks at every line of the file once, in one transaction: a line that has lost its key would
 * otherwise be passed over in silence. */
static int check_all(cst_store *store, cst_error *error)
{
    bool alone = false;
    int code = cst_store_look_begin(store, &alone, error);
    code = code == 0 ? cst_store_check_runs(store, error) : code;
    code = code == 0 ? cst_store_check_rows(store, error) : code;
    cst_store_look_end(store, alone);
    return code;
}

static int set_up(cst_store *store, bool create, cst_error *error)
{
    bool empty = false;
    int code = harden(store->db);
    code = code == SQLITE_OK ? cst_layout_empty(store->db, &empty) : code;
    if (code == SQLITE_OK && empty && !create) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "the results file is empty, as a run leaves it that is killed at its "
                             "start; the same command goes on with it");
    }
    code = code == SQLITE_OK && empty ? cst_layout_create(store->db) : code;
    code = code == SQLITE_OK ? cst_layout_check(store->db, error) : code;
    code = code == SQLITE_OK ? cst_store_prepare_rows(store) : code;
    if (code > 0) {
        return cst_store_set_sqlite(store->db, code, store->path, error);
    }
    return code == 0 ? check_all(store, error) : code;
}

/* SQLite gives paths such as ":memory:" a meaning of their own; behind "./" they have none. */
static int open_database(cst_store *store)
{
    char name[PATH_MAX_BYTES + 3]; /* a longer path stays too long when it is cut */
    (void)snprintf(name, sizeof name, "%s%s", store->path[0] == '/' ? "" : "./", store->path);
    return sqlite3_open_v2(name, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
}

static int open_store(cst_store *store, bool create, cst_error *error)
{
    struct stat there;
    int code = create                           ? cst_hold_take(&store->hold, store->path, error)
               : stat(store->path, &there) == 0 ? cst_hold_check_regular(&there, error)
                                                : 0;
    if (code != 0) {
        return code;
    }
    code = open_database(store);
    code = code != SQLITE_OK ? cst_store_set_sqlite(store->db, code, store->path, error)
                             : set_up(store, create, error);
    if (code != 0 && store->hold.made) {
        (void)unlink(store->path); /* nobody else writes to it: it is taken */
    }
    return code;
}

int cst_store_open(cst_store **store, const char *path, bool create, cst_error *error)
{
    *store = NULL;
    if (path[0] == '\0') {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "expected the name of a results file, found an empty one");
    }
    cst_store *made = calloc(1, sizeof *made);
    char *copy = strdup(path);
    if (made == NULL || copy == NULL) {
        free(made);
        free(copy);
        return cst_store_set_memory(error);
    }
    made->path = copy;
    int code = cst_store_placed(made, open_store(made, create, error), error);
    if (code != 0) {
        cst_store_close(&made);
    }
    *store = made;
    return code;
}

/* The file is no longer at its path, but open: it gets what the log holds. The log that stays at
 * the path would be taken for one of whatever file comes there, so it goes. */
static void leave_lost(cst_store *store)
{
    (void)sqlite3_exec(store->db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
    cst_hold_drop_log(&store->hold, store->path);
}

/* Back to one plain file, which can be read from anywhere, also where nothing may be written. With
 * another program still reading it stays as it is, which is as good. */
static void end_logging(cst_store *store)
{
    (void)sqlite3_busy_timeout(store->db, 0);
    (void)sqlite3_exec(store->db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
}

void cst_store_close(cst_store **store)
{
    cst_store *open = *store;
    if (open == NULL) {
        return;
    }
    sqlite3_stmt *statement = NULL;
    while (open->db != NULL && (statement = sqlite3_next_stmt(open->db, NULL)) != NULL) {
        (void)sqlite3_finalize(statement);
    }
    if (open->db != NULL) {
        cst_store_give_up(open);
    }
    if (open->logging && cst_hold_check(&open->hold, open->path, false, NULL) == 0) {
        end_logging(open);
    } else if (open->logging) {
        leave_lost(open);
    }
    (void)sqlite3_close(open->db);
    cst_hold_release(&open->hold);
    free(open->path);
    free(open);
    *store = NULL;
}

int cst_store_flush(cst_store *store, cst_error *error)
{
    int code = 0;
    if (store->failed || sqlite3_get_autocommit(store->db) == 0) {
        code = cst_store_commit(store, error);
    }
    if (code == 0) {
        code = cst_hold_check(&store->hold, store->path, store->logging, error);
        store->failed = code != 0;
    }
    return cst_store_placed(store, code, error);
}
