/* SPDX-License-Identifier: MIT */
#include "store/testimony.h"

#include "store/layout.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { APPLICATION = 0x63737473 /* "csts" */, FORMAT = 3, TOGETHER = 16384, PATH_MOST = 4096 };

/* As SQLite keeps them: a file's text is compared with these. `together` is of tasks that came to
 * something and of which nobody was silent, with as many reviewers as any of their cell. */
static const char *const tables[] = {
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE answer (cell INTEGER, trial INTEGER, round INTEGER, actor INTEGER,"
    " reviewer INTEGER, answer REAL NOT NULL,"
    " PRIMARY KEY (cell, trial, round, actor, reviewer)) STRICT, WITHOUT ROWID",
    "CREATE TABLE review (cell INTEGER, trial INTEGER, round INTEGER, actor INTEGER,"
    " reviewer INTEGER, lineage INTEGER NOT NULL, actor_lineage INTEGER NOT NULL,"
    " attack INTEGER NOT NULL, reported INTEGER NOT NULL, answered INTEGER NOT NULL,"
    " reviews INTEGER NOT NULL, reports INTEGER NOT NULL, abstentions INTEGER NOT NULL,"
    " fate TEXT NOT NULL,"
    " PRIMARY KEY (cell, trial, round, actor, reviewer)) STRICT, WITHOUT ROWID",
    "CREATE VIEW together AS"
    " SELECT cell, agents, schemed, count(*) AS count FROM"
    " (SELECT cell, max(reviews) AS agents, max(reviews) - max(reports) AS schemed"
    "  FROM review WHERE attack AND fate <> 'void'"
    "  GROUP BY cell, trial, round, actor HAVING min(answered))"
    " JOIN (SELECT cell, max(reviews) AS agents FROM review GROUP BY cell) USING (cell, agents)"
    " GROUP BY cell, agents, schemed"};
enum { TABLES = sizeof tables / sizeof tables[0] };

struct cst_testimony {
    sqlite3 *db;
    sqlite3_stmt *statement; /* keeps, or recalls */
    sqlite3_stmt *note;      /* keeps what became of it, or NULL */
    size_t waiting;          /* rows that are not committed */
    char path[PATH_MOST];
};

static int fail(const cst_testimony *of, int code, cst_error *error)
{
    (void)cst_error_set(error, code, NULL, "%s",
                        of->db != NULL ? sqlite3_errmsg(of->db) : "no memory for SQLite");
    cst_error_place(error, of->path, 0, 0);
    return code;
}

static int execute(const cst_testimony *of, const char *sql, int code, cst_error *error)
{
    return sqlite3_exec(of->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(of, code, error);
}

static int open_file(cst_testimony **out, const char *path, int flags, int code, cst_error *error)
{
    cst_testimony *of = calloc(1, sizeof *of);
    *out = of;
    if (of == NULL) {
        return cst_error_memory(error, "what peers say");
    }
    if (snprintf(of->path, sizeof of->path, "%s", path) >= (int)sizeof of->path) {
        return cst_error_set(error, code, NULL, "the name of a file is too long");
    }
    return sqlite3_open_v2(path, &of->db, flags, NULL) == SQLITE_OK ? 0 : fail(of, code, error);
}

static int prepare(cst_testimony *of, sqlite3_stmt **statement, const char *sql, int code,
                   cst_error *error)
{
    return sqlite3_prepare_v2(of->db, sql, -1, statement, NULL) == SQLITE_OK
               ? 0
               : fail(of, code, error);
}

/* Closes what could not be used. */
static int give_up(cst_testimony **of, int code)
{
    if (*of != NULL) {
        (void)sqlite3_finalize((*of)->statement);
        (void)sqlite3_finalize((*of)->note);
        (void)sqlite3_close((*of)->db);
        free(*of);
        *of = NULL;
    }
    return code;
}

static int write_about(cst_testimony *of, const char *run, cst_error *error)
{
    int code =
        prepare(of, &of->statement, "INSERT INTO about VALUES ('run', ?)", CST_ERR_OUTPUT, error);
    if (code == 0 && (sqlite3_bind_text(of->statement, 1, run, -1, SQLITE_STATIC) != SQLITE_OK ||
                      sqlite3_step(of->statement) != SQLITE_DONE)) {
        code = fail(of, CST_ERR_OUTPUT, error);
    }
    (void)sqlite3_finalize(of->statement);
    of->statement = NULL;
    return code;
}

int cst_testimony_make(cst_testimony **of, const char *path, const char *run, cst_error *error)
{
    char header[128];
    FILE *there = fopen(path, "rb");
    *of = NULL;
    if (there != NULL) {
        (void)fclose(there);
        (void)cst_error_set(error, CST_ERR_OUTPUT, NULL,
                            "expected no file there yet: a record is of one run");
        cst_error_place(error, path, 0, 0);
        return CST_ERR_OUTPUT;
    }
    (void)snprintf(header, sizeof header, "PRAGMA application_id=%d; PRAGMA user_version=%d",
                   APPLICATION, FORMAT);
    int code =
        open_file(of, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, CST_ERR_OUTPUT, error);
    code = code != 0 ? code : execute(*of, header, CST_ERR_OUTPUT, error);
    code = code != 0 ? code : execute(*of, "BEGIN", CST_ERR_OUTPUT, error);
    for (size_t i = 0; code == 0 && i < TABLES; i++) {
        code = execute(*of, tables[i], CST_ERR_OUTPUT, error);
    }
    code = code != 0 ? code : write_about(*of, run, error);
    code = code != 0
               ? code
               : prepare(*of, &(*of)->statement, "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?)",
                         CST_ERR_OUTPUT, error);
    code = code != 0
               ? code
               : prepare(*of, &(*of)->note,
                         "INSERT INTO review VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                         CST_ERR_OUTPUT, error);
    return code != 0 ? give_up(of, code) : 0;
}

/* Whether the file has the tables that it is read by, and the view, which might ask anything. */
static int check_tables(cst_testimony *of, cst_error *error)
{
    sqlite3_stmt *statement = NULL;
    int code =
        prepare(of, &statement, "SELECT 1 FROM sqlite_master WHERE sql = ?", CST_ERR_STORE, error);
    for (size_t i = 0; code == 0 && i < TABLES; i++) {
        code = sqlite3_bind_text(statement, 1, tables[i], -1, SQLITE_STATIC);
        code = code == SQLITE_OK ? sqlite3_step(statement) : code;
        if (code == SQLITE_DONE) {
            code = cst_error_set(error, CST_ERR_STORE, NULL,
                                 "expected a record of what peers said, of format %d, found other "
                                 "tables",
                                 FORMAT);
            cst_error_place(error, of->path, 0, 0);
        } else {
            code = code == SQLITE_ROW ? 0 : fail(of, CST_ERR_STORE, error);
        }
        (void)sqlite3_reset(statement);
    }
    (void)sqlite3_finalize(statement);
    return code;
}

/* Whether the file is of this run. */
static int check_run(cst_testimony *of, const char *run, cst_error *error)
{
    int code = prepare(of, &of->statement, "SELECT value FROM about WHERE key = 'run'",
                       CST_ERR_STORE, error);
    if (code != 0) {
        return code;
    }
    const bool found = sqlite3_step(of->statement) == SQLITE_ROW;
    const char *value = found ? (const char *)sqlite3_column_text(of->statement, 0) : NULL;
    if (value == NULL || strcmp(value, run) != 0) {
        code = cst_error_set(error, CST_ERR_STORE, NULL,
                             "expected what peers said in a run of these cells, found %s",
                             value == NULL ? "no run" : "another run's");
        cst_error_place(error, of->path, 0, 0);
    }
    (void)sqlite3_finalize(of->statement);
    of->statement = NULL;
    return code;
}

int cst_testimony_open(cst_testimony **of, const char *path, const char *run, cst_error *error)
{
    int code = open_file(of, path, SQLITE_OPEN_READONLY, CST_ERR_STORE, error);
    code = code != 0 ? code : check_tables(*of, error);
    code = code != 0 || run == NULL ? code : check_run(*of, run, error);
    code = code != 0 ? code
                     : prepare(*of, &(*of)->statement,
                               "SELECT answer FROM answer WHERE cell = ? AND trial = ? AND"
                               " round = ? AND actor = ? AND reviewer = ?",
                               CST_ERR_STORE, error);
    return code != 0 ? give_up(of, code) : 0;
}

static bool bind_place(sqlite3_stmt *statement, const cst_said *said)
{
    const int64_t place[] = {said->cell, (int64_t)said->trial, said->round, said->actor,
                             said->reviewer};
    bool bound = true;
    for (int i = 0; i < 5; i++) {
        bound = bound && sqlite3_bind_int64(statement, i + 1, place[i]) == SQLITE_OK;
    }
    return bound;
}

static int commit(cst_testimony *of, cst_error *error)
{
    of->waiting = 0;
    return execute(of, "COMMIT", CST_ERR_OUTPUT, error);
}

/* Puts a row in, to wait until there are enough of them. */
static int put(cst_testimony *of, sqlite3_stmt *statement, bool bound, cst_error *error)
{
    if (!bound || sqlite3_step(statement) != SQLITE_DONE) {
        return fail(of, CST_ERR_OUTPUT, error);
    }
    (void)sqlite3_reset(statement);
    const int code = ++of->waiting >= TOGETHER ? commit(of, error) : 0;
    return code != 0 || of->waiting > 0 ? code : execute(of, "BEGIN", CST_ERR_OUTPUT, error);
}

int cst_testimony_keep(cst_testimony *of, const cst_said *said, cst_error *error)
{
    const bool bound = bind_place(of->statement, said) &&
                       sqlite3_bind_double(of->statement, 6, said->answer) == SQLITE_OK;
    return put(of, of->statement, bound, error);
}

int cst_testimony_note(cst_testimony *of, const cst_became *became, cst_error *error)
{
    const int64_t numbers[] = {became->lineage,  became->actor_lineage, became->attack,
                               became->reported, became->answered,      became->reviews,
                               became->reports,  became->abstentions};
    enum { NUMBERS = sizeof numbers / sizeof numbers[0], FIRST = 6 };
    bool bound = bind_place(of->note, &became->said);
    for (int i = 0; i < NUMBERS; i++) {
        bound = bound && sqlite3_bind_int64(of->note, FIRST + i, numbers[i]) == SQLITE_OK;
    }
    bound = bound && sqlite3_bind_text(of->note, FIRST + NUMBERS, became->fate, -1,
                                       SQLITE_STATIC) == SQLITE_OK;
    return put(of, of->note, bound, error);
}

int cst_testimony_recall(cst_testimony *of, cst_said *said, cst_error *error)
{
    const bool found = bind_place(of->statement, said) && sqlite3_step(of->statement) == SQLITE_ROW;
    const double answer = found ? sqlite3_column_double(of->statement, 0) : 0.0;
    (void)sqlite3_reset(of->statement);
    if (!found) {
        (void)cst_error_set(error, CST_ERR_STORE, NULL,
                            "expected an answer of reviewer %" PRIu32 " on actor %" PRIu32
                            " in trial %" PRIu64 ", round %" PRIu32 " of cell %" PRIu32
                            ", found none: that run did not come so far",
                            said->reviewer, said->actor, said->trial, said->round, said->cell);
        cst_error_place(error, of->path, 0, 0);
        return CST_ERR_STORE;
    }
    said->answer = answer;
    return 0;
}

bool cst_testimony_is(const char *path)
{
    return cst_layout_is(path, APPLICATION);
}

/* Ends a statement that has come to its last row with this code of SQLite's. */
static int finish(cst_testimony *of, sqlite3_stmt *statement, int code, cst_error *error)
{
    const int found = code == SQLITE_DONE ? 0 : fail(of, CST_ERR_STORE, error);
    (void)sqlite3_finalize(statement);
    return found;
}

int cst_testimony_cells(cst_testimony *of, uint32_t *cells, cst_error *error)
{
    sqlite3_stmt *statement = NULL;
    *cells = 0;
    int code =
        prepare(of, &statement, "SELECT count(DISTINCT cell) FROM review", CST_ERR_STORE, error);
    if (code != 0) {
        return code;
    }
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *cells = (uint32_t)sqlite3_column_int64(statement, 0);
        code = sqlite3_step(statement);
    }
    return finish(of, statement, code, error);
}

int cst_testimony_together(cst_testimony *of, uint32_t cell, uint32_t most, uint32_t *agents,
                           uint64_t *tasks, cst_error *error)
{
    sqlite3_stmt *statement = NULL;
    *agents = 0;
    int code = prepare(of, &statement, "SELECT agents, schemed, count FROM together WHERE cell = ?",
                       CST_ERR_STORE, error);
    if (code != 0) {
        return code;
    }
    code = sqlite3_bind_int64(statement, 1, cell);
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const int64_t m = sqlite3_column_int64(statement, 0);
        const int64_t j = sqlite3_column_int64(statement, 1);
        const int64_t n = sqlite3_column_int64(statement, 2);
        code = SQLITE_OK;
        if (m < 0 || m > most || j < 0 || j > m || n < 0) {
            (void)sqlite3_finalize(statement);
            (void)cst_error_set(error, CST_ERR_STORE, NULL,
                                "expected up to %" PRIu32 " reviewers of an attack, found %" PRId64
                                " of %" PRId64,
                                most, j, m);
            cst_error_place(error, of->path, 0, 0);
            return CST_ERR_STORE;
        }
        *agents = (uint32_t)m;
        tasks[j] += (uint64_t)n;
    }
    return finish(of, statement, code, error);
}

int cst_testimony_close(cst_testimony *of, cst_error *error)
{
    if (of == NULL) {
        return 0;
    }
    (void)sqlite3_finalize(of->statement);
    (void)sqlite3_finalize(of->note);
    int code = 0;
    if (sqlite3_get_autocommit(of->db) == 0) {
        code = execute(of, "COMMIT", CST_ERR_OUTPUT, error);
    }
    if (sqlite3_close(of->db) != SQLITE_OK && code == 0) {
        code = fail(of, CST_ERR_OUTPUT, error);
    }
    free(of);
    return code;
}
