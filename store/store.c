/* SPDX-License-Identifier: MIT */
#include "store/store.h"

#include "store/internal_store.h"
#include "store/layout.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 2000, VALUE_BYTES_MAX = 1 << 26, PATH_MAX_BYTES = 4096 };

int cst_store_placed(const cst_store *store, int code, cst_error *error)
{
    if (code != 0) {
        cst_error_place(error, store->path, 0, 0);
    }
    return code;
}

static int set_memory(cst_error *error)
{
    return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to use the results file");
}

/* What a user can do about SQLite's code; NULL: nothing more than SQLite says. */
static const char *advice(int code)
{
    switch (code & 0xff) {
    case SQLITE_NOTADB:
        return "expected a results file of custodes, found no SQLite database";
    case SQLITE_CORRUPT:
        return "the results file is damaged; restore a copy of it, or use another file name";
    case SQLITE_FULL:
        return "the disk is full; what was committed stays: free some room and run again";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is writing to the results file; wait for it to end";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "the results file or its folder may not be written";
    case SQLITE_CANTOPEN:
        return "the results file cannot be opened";
    case SQLITE_IOERR:
        return "reading or writing the results file failed; what was committed stays";
    default:
        return NULL;
    }
}

/* Why a file cannot be made in its folder, as errno; 0 where it can, or is there. (SQLite tries
 * again without writing, and then says that there is no such file.) */
static int folder_error(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (access(path, F_OK) == 0) {
        return 0;
    }
    char folder[PATH_MAX_BYTES] = ".";
    if (slash != NULL) {
        const size_t length = slash == path ? 1 : (size_t)(slash - path);
        snprintf(folder, sizeof folder, "%.*s", (int)length, path);
    }
    return access(folder, W_OK | X_OK) == 0 ? 0 : errno;
}

static int set_sqlite(sqlite3 *db, int code, const char *path, cst_error *error)
{
    if ((code & 0xff) == SQLITE_NOMEM) {
        return set_memory(error);
    }
    int kind = code & 0xff;
    int system = kind == SQLITE_CANTOPEN || kind == SQLITE_IOERR ? sqlite3_system_errno(db) : 0;
    const int folder = kind == SQLITE_CANTOPEN ? folder_error(path) : 0;
    system = folder != 0 ? folder : system;
    const char *text = advice(code);
    /* A statement in between, as a rollback is, has made it forget. */
    const bool known = sqlite3_extended_errcode(db) == code || sqlite3_errcode(db) == code;
    const char *said = system != 0 ? strerror(system)
                       : known     ? sqlite3_errmsg(db)
                                   : sqlite3_errstr(code);
    const bool enough = text != NULL && system == 0;
    return cst_error_set(error, CST_ERR_STORE, NULL, "%s%s%s%s",
                         text == NULL ? "the results file cannot be used" : text,
                         enough ? "" : " (", enough ? "" : said, enough ? "" : ")");
}

void cst_store_give_up(cst_store *store)
{
    if (sqlite3_get_autocommit(store->db) == 0) {
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    store->failed = true;
}

int cst_store_fail(cst_store *store, cst_error *error)
{
    int code = set_sqlite(store->db, sqlite3_extended_errcode(store->db), store->path, error);
    cst_store_give_up(store);
    return code;
}

int cst_store_refuse_damage(const char *what, cst_error *error)
{
    return cst_error_set(error, CST_ERR_STORE, NULL,
                         "the %s in the results file are damaged; restore a copy of it, or use "
                         "another file name",
                         what);
}

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
    if (sqlite3_exec(store->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    int code = cst_store_check_runs(store, error);
    code = code == 0 ? cst_store_check_rows(store, error) : code;
    if (sqlite3_get_autocommit(store->db) == 0) {
        (void)sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
    }
    return code;
}

static int set_up(cst_store *store, bool create, cst_error *error)
{
    bool empty = false;
    int code = harden(store->db);
    code = code == SQLITE_OK ? cst_layout_empty(store->db, &empty) : code;
    code = code == SQLITE_OK && empty && create ? cst_layout_create(store->db) : code;
    code = code == SQLITE_OK ? cst_layout_check(store->db, error) : code;
    code = code == SQLITE_OK ? cst_store_prepare_rows(store) : code;
    if (code > 0) {
        return set_sqlite(store->db, code, store->path, error);
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
    int code = create ? cst_claim_take(&store->claim, store->path, error) : 0;
    if (code != 0) {
        return code;
    }
    code = open_database(store);
    code = code != SQLITE_OK ? set_sqlite(store->db, code, store->path, error)
                             : set_up(store, create, error);
    if (code != 0 && store->claim.made) {
        (void)unlink(store->path); /* nobody else writes to it: it is claimed */
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
        return set_memory(error);
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
    cst_claim_drop_log(&store->claim, store->path);
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
    if (open->logging && cst_claim_check(&open->claim, open->path, false, NULL) == 0) {
        end_logging(open);
    } else if (open->logging) {
        leave_lost(open);
    }
    (void)sqlite3_close(open->db);
    cst_claim_release(&open->claim);
    free(open->path);
    free(open);
    *store = NULL;
}

/* The write-ahead log makes a commit cheap; what was committed outlives the program's death. */
static int start_logging(cst_store *store, cst_error *error)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->db, "PRAGMA journal_mode=WAL", -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    const char *mode = code == SQLITE_ROW ? cst_store_column_text(statement, 0) : NULL;
    store->logging = mode != NULL && strcmp(mode, "wal") == 0;
    (void)sqlite3_finalize(statement);
    if (code != SQLITE_ROW) {
        return cst_store_fail(store, error);
    }
    if (!store->logging) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "the file system refuses SQLite's write-ahead log, as network file"
                             " systems do; use a file on a local disk");
    }
    if (sqlite3_exec(store->db, "PRAGMA synchronous=NORMAL", NULL, NULL, NULL) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    return 0;
}

int cst_store_begin(cst_store *store, cst_error *error)
{
    if (store->failed) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "an earlier write failed; what was committed before it stays");
    }
    if (sqlite3_get_autocommit(store->db) == 0) {
        return 0;
    }
    int code = store->logging ? 0 : start_logging(store, error);
    if (code == 0 && sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    code = code == 0 ? cst_store_total_read(store, error) : code;
    if (code != 0) {
        cst_store_give_up(store);
    }
    return code;
}

static int commit(cst_store *store, cst_error *error)
{
    int code = cst_store_begin(store, error);
    code = code == 0 ? cst_store_total_write(store, error) : code;
    if (code == 0 && sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        return cst_store_fail(store, error);
    }
    return code;
}

int cst_store_flush(cst_store *store, cst_error *error)
{
    int code = 0;
    if (store->failed || sqlite3_get_autocommit(store->db) == 0) {
        code = commit(store, error);
    }
    if (code == 0) {
        code = cst_claim_check(&store->claim, store->path, store->logging, error);
        store->failed = code != 0;
    }
    return cst_store_placed(store, code, error);
}
