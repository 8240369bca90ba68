/* SPDX-License-Identifier: MIT
 * What a store says that cannot go on, and what a user can do about it. */
#include "store/internal_store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_MAX_BYTES = 4096 };

int cst_store_set_memory(cst_error *error)
{
    return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to use the results file");
}

/* Whether a file begins as a text does. */
static bool is_text(const char *path)
{
    char bytes[256];
    FILE *file = fopen(path, "r");
    const size_t size = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
    bool text = size > 0;
    for (size_t i = 0; i < size; i++) {
        const unsigned char byte = (unsigned char)bytes[i];
        text = text && (byte >= 0x20 || byte == '\n' || byte == '\r' || byte == '\t');
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return text;
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
        return "the disk is full";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is writing to the results file; wait for it to end";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "the results file or its folder may not be written";
    case SQLITE_CANTOPEN:
        return "the results file cannot be opened";
    case SQLITE_IOERR:
        return "reading or writing the results file failed";
    default:
        return NULL;
    }
}

/* What holds all the same, once a disk has failed. */
static const char *comfort(int code)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return "; what was committed stays: free some room and run again";
    case SQLITE_IOERR:
        return "; what was committed stays";
    default:
        return "";
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

int cst_store_set_sqlite(sqlite3 *db, int code, const char *path, cst_error *error)
{
    if ((code & 0xff) == SQLITE_NOMEM) {
        return cst_store_set_memory(error);
    }
    int kind = code & 0xff;
    int system = kind == SQLITE_CANTOPEN || kind == SQLITE_IOERR ? sqlite3_system_errno(db) : 0;
    const int folder = kind == SQLITE_CANTOPEN ? folder_error(path) : 0;
    system = folder != 0 ? folder : system;
    const bool beside = kind == SQLITE_CANTOPEN && system == ENOENT && access(path, F_OK) == 0;
    const char *text = beside ? "its log cannot be made beside it; is the disk full?"
                       : kind == SQLITE_NOTADB && is_text(path)
                           ? "expected a results file of custodes, found a text; a scenario is for "
                             "run, which makes one with --out"
                           : advice(code);
    /* A statement in between, as a rollback is, has made it forget. */
    const bool known = sqlite3_extended_errcode(db) == code || sqlite3_errcode(db) == code;
    const char *said = system != 0 ? strerror(system)
                       : known     ? sqlite3_errmsg(db)
                                   : sqlite3_errstr(code);
    const bool enough = text != NULL && (system == 0 || beside);
    const bool disk = kind == SQLITE_FULL || kind == SQLITE_IOERR || beside;
    return cst_error_set(error, disk ? CST_ERR_STORE_DISK : CST_ERR_STORE, NULL, "%s%s%s%s%s",
                         text == NULL ? "the results file cannot be used" : text,
                         enough ? "" : " (", enough ? "" : said, enough ? "" : ")", comfort(kind));
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
    int code =
        cst_store_set_sqlite(store->db, sqlite3_extended_errcode(store->db), store->path, error);
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

int cst_store_placed(const cst_store *store, int code, cst_error *error)
{
    if (code != 0) {
        cst_error_place(error, store->path, 0, 0);
    }
    return code;
}
