/* SPDX-License-Identifier: MIT
 * Covers: store_commit store_fail. */
#include "store/store.h"

#include "store/internal_store.h"
#include "tests/lib/results_file.h"
#include "tests/lib/suite.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { TRIALS = 405, DAMAGES = 1000, KILLS = 60 };

static uint64_t block_end(uint64_t first)
{
    return first + TEST_BLOCK < TRIALS ? first + TEST_BLOCK : TRIALS;
}

/* Puts every block that is not there, as a run does; a flush after every `every` rows. */
static int run_to_end(cst_store *store, uint64_t every, cst_error *error)
{
    cst_store_cell cells[TEST_CELLS];
    test_cells_make(cells, TRIALS);
    int code = cst_store_put_cells(store, cells, TEST_CELLS, &test_provenance, error);
    uint64_t puts = 0;
    for (uint64_t cell = 0; cell < TEST_CELLS; cell++) {
        for (uint64_t first = 0; code == 0 && first < TRIALS; first += TEST_BLOCK) {
            if (cst_store_has(store, cells[cell].id, cells[cell].seed, first, block_end(first))) {
                continue;
            }
            code = test_put(store, cell, first, block_end(first), error);
            if (code == 0 && ++puts % every == 0) {
                code = cst_store_flush(store, error);
            }
        }
    }
    return code == 0 ? cst_store_flush(store, error) : code;
}

static void make_finished(const char *path)
{
    cst_store *store = NULL;
    cst_error error = {0};
    test_file_remove(path);
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    CU_ASSERT_EQUAL(run_to_end(store, 5, &error), 0);
    cst_store_close(&store);
    CU_ASSERT_PTR_NULL(store);
}

static void test_store_round_trip(void)
{
    char path[TEST_PATH];
    test_file_name(path, "round_trip");
    make_finished(path);
    cst_store *store = NULL;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, false, &error), 0);
    for (uint64_t cell = 0; cell < TEST_CELLS; cell++) {
        uint64_t done = 0;
        CU_ASSERT_TRUE(test_sum_is_true(store, cell, TRIALS, &done, &error));
        CU_ASSERT_EQUAL(done, TRIALS);
    }
    cst_row sum = {0};
    uint64_t done = 0;
    CU_ASSERT_EQUAL(cst_store_sum(store, "aaaaaaaaaaaaaaaaaaaa", 7, TRIALS, &sum, &done, &error),
                    0);
    CU_ASSERT_TRUE(sum.spread[CST_SPREAD_TASKS].sum_sq == ((cst_u128)TRIALS << 80));
    cst_row_free(&sum);
    cst_store_close(&store);
    test_file_remove(path);
}

/* A clean close leaves one file, and a second run with nothing to do leaves its bytes. */
static void test_store_second_run(void)
{
    char path[TEST_PATH];
    char log[TEST_PATH + 8];
    test_file_name(path, "second_run");
    make_finished(path);
    (void)snprintf(log, sizeof log, "%s-wal", path);
    CU_ASSERT_NOT_EQUAL(access(log, F_OK), 0);
    size_t size = 0;
    unsigned char *before = test_file_read(path, &size);
    CU_ASSERT_TRUE_FATAL(size > 20);
    /* Format numbers 1, not 2: the file needs no log beside it to be read. */
    CU_ASSERT_EQUAL(before[18], 1);
    CU_ASSERT_EQUAL(before[19], 1);
    cst_store *store = NULL;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    CU_ASSERT_EQUAL(run_to_end(store, 1, &error), 0);
    cst_store_close(&store);
    size_t size_after = 0;
    unsigned char *after = test_file_read(path, &size_after);
    CU_ASSERT_EQUAL(size, size_after);
    CU_ASSERT_EQUAL(memcmp(before, after, size), 0);
    free(before);
    free(after);
    test_file_remove(path);
}

static void test_store_unflushed(void)
{
    char path[TEST_PATH];
    test_file_name(path, "unflushed");
    test_file_remove(path);
    cst_error error = {0};
    cst_store *store = test_store_make(path, TRIALS);
    CU_ASSERT_EQUAL(test_put(store, 0, 0, 10, &error), 0);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
    CU_ASSERT_EQUAL(test_put(store, 0, 10, 20, &error), 0);
    cst_store_close(&store);
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, false, &error), 0);
    uint64_t done = 0;
    CU_ASSERT_TRUE(test_sum_is_true(store, 0, TRIALS, &done, &error));
    CU_ASSERT_EQUAL(done, 10);
    cst_store_close(&store);
    test_file_remove(path);
}

/* A reader sees what was flushed while the writer goes on. (Of a second writer: test_claim.c.) */
static void test_store_together(void)
{
    char path[TEST_PATH];
    test_file_name(path, "together");
    test_file_remove(path);
    cst_error error = {0};
    cst_store *writer = test_store_make(path, TRIALS);
    CU_ASSERT_EQUAL(test_put(writer, 0, 0, 10, &error), 0);
    CU_ASSERT_EQUAL(cst_store_flush(writer, &error), 0);
    CU_ASSERT_EQUAL(test_put(writer, 0, 10, 20, &error), 0);
    cst_store *other = NULL;
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&other, path, false, &error), 0);
    uint64_t done = 0;
    CU_ASSERT_TRUE(test_sum_is_true(other, 0, TRIALS, &done, &error));
    CU_ASSERT_EQUAL(done, 10);
    cst_store_close(&other);
    CU_ASSERT_EQUAL(cst_store_flush(writer, &error), 0);
    cst_store_close(&writer);
    test_file_remove(path);
}

static void expect_refused(const char *path, int code, const char *words)
{
    cst_store *store = NULL;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_store_open(&store, path, false, &error), code);
    CU_ASSERT_PTR_NULL(store);
    CU_ASSERT_EQUAL(error.code, code);
    bool said = strstr(error.text, words) != NULL;
    if (!said) {
        (void)printf("\nexpected '%s', found '%s'\n", words, error.text);
    }
    CU_ASSERT_TRUE(said);
    CU_ASSERT_PTR_NULL(strchr(error.text, '\n'));
    cst_store_close(&store);
}

static void test_store_open_errors(void)
{
    static const struct {
        const char *sql, *words;
        int code;
    } cases[] = {
        {"PRAGMA application_id=5", "another SQLite database", CST_ERR_STORE},
        {"PRAGMA user_version=9", "found format 9", CST_ERR_STORE},
        {"UPDATE meta SET value='9' WHERE key='model_version'",
         "expected results of model version 6, found version 9", CST_ERR_STORE_VERSION},
        {"DROP TABLE run", "'run' missing or changed", CST_ERR_STORE},
        {"ALTER TABLE row RENAME COLUMN tasks TO jobs", "'row' missing or changed", CST_ERR_STORE},
        {"DROP TABLE cell; CREATE VIEW cell AS SELECT 1 AS position", "'cell' missing or changed",
         CST_ERR_STORE},
    };
    char path[TEST_PATH];
    test_file_name(path, "open_errors");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_file_remove(path);
        cst_store *store = test_store_make(path, TRIALS);
        cst_store_close(&store);
        test_sql(path, cases[i].sql);
        expect_refused(path, cases[i].code, cases[i].words);
    }
    test_file_remove(path);
    expect_refused(path, CST_ERR_STORE, "No such file");
    CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
    expect_refused("", CST_ERR_STORE, "empty");
    expect_refused(CST_BINARY_DIR, CST_ERR_STORE, "a regular file for results, found a folder");
    test_file_write(path, "trials,escaped\n1000,3\n", 22);
    expect_refused(path, CST_ERR_STORE, "found a text");
    test_file_write(path, "", 0);
    expect_refused(path, CST_ERR_STORE, "the results file is empty");
    test_file_remove(path);
    test_sql(path, "CREATE TABLE notes (x); INSERT INTO notes VALUES (1)");
    cst_store *store = NULL;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_store_open(&store, path, true, &error), CST_ERR_STORE);
    test_file_remove(path);
}

/* An empty file may be taken over: a program that died while making one leaves such. */
static void test_store_empty_file(void)
{
    char path[TEST_PATH];
    test_file_name(path, "empty_file");
    test_file_write(path, "", 0);
    cst_store *store = test_store_make(path, TRIALS);
    cst_store_close(&store);
    test_file_remove(path);
}

/* A name that SQLite would take for a place in memory is a file's name like any other. */
static void test_store_odd_name(void)
{
    CU_ASSERT_EQUAL_FATAL(chdir(CST_BINARY_DIR), 0);
    test_file_remove(":memory:");
    cst_store *store = test_store_make(":memory:", TRIALS);
    cst_store_close(&store);
    CU_ASSERT_EQUAL(access(":memory:", F_OK), 0);
    test_file_remove(":memory:");
}

/* Read only: no log is needed, and writing says what is wrong. The superuser may write anything. */
static void test_store_read_only(void)
{
    char path[TEST_PATH];
    test_file_name(path, "read_only");
    make_finished(path);
    CU_ASSERT_EQUAL(chmod(path, 0400), 0);
    cst_store *store = NULL;
    cst_error error = {0};
    uint64_t done = 0;
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, false, &error), 0);
    CU_ASSERT_TRUE(test_sum_is_true(store, 1, TRIALS, &done, &error));
    if (geteuid() != 0) {
        CU_ASSERT_EQUAL(test_put(store, 0, TRIALS, TRIALS + 1, &error), CST_ERR_STORE);
    }
    cst_store_close(&store);
    test_file_remove(path);
}

static void test_store_log_refused(void)
{
    char path[TEST_PATH];
    test_file_name(path, "log_refused");
    test_file_remove(path);
    sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
    sqlite3_vfs *without = sqlite3_vfs_find("unix-dotfile");
    CU_ASSERT_PTR_NOT_NULL_FATAL(without);
    (void)sqlite3_vfs_register(without, 1);
    cst_store *store = NULL;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_store_open(&store, path, true, &error), 0);
    CU_ASSERT_EQUAL(run_to_end(store, 1, &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "write-ahead log"));
    cst_store_close(&store);
    (void)sqlite3_vfs_register(usual, 1);
    test_file_remove(path);
}

/* After a write has failed nothing more is taken, and what was flushed is there. */
static void test_store_full(void)
{
    char path[TEST_PATH];
    test_file_name(path, "full");
    test_file_remove(path);
    cst_error error = {0};
    cst_store *store = test_store_make(path, TRIALS);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
    CU_ASSERT_EQUAL(sqlite3_exec(store->db, "PRAGMA max_page_count=8", NULL, NULL, NULL), 0);
    uint64_t flushed = 0;
    int code = 0;
    for (uint64_t first = 0; code == 0 && first < TRIALS; first += TEST_BLOCK) {
        code = test_put(store, 0, first, block_end(first), &error);
        code = code == 0 ? cst_store_flush(store, &error) : code;
        flushed = code == 0 ? block_end(first) : flushed;
    }
    CU_ASSERT_EQUAL(code, CST_ERR_STORE_DISK);
    CU_ASSERT_STRING_EQUAL(
        error.text, "the disk is full; what was committed stays: free some room and run again");
    CU_ASSERT_STRING_EQUAL(error.file, path);
    CU_ASSERT_TRUE(flushed > 0);
    CU_ASSERT_EQUAL(test_put(store, 1, 0, TEST_BLOCK, &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "earlier write failed"));
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), CST_ERR_STORE);
    cst_store_close(&store);
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    uint64_t done = 0;
    CU_ASSERT_TRUE(test_sum_is_true(store, 0, TRIALS, &done, &error));
    CU_ASSERT_EQUAL(done, flushed);
    CU_ASSERT_EQUAL(run_to_end(store, 3, &error), 0);
    cst_store_close(&store);
    test_file_remove(path);
}

/* What a writer that may die tells the test: how many trials of cell 0 it has flushed. */
static void tell(int pipe_end, uint64_t flushed)
{
    (void)!write(pipe_end, &flushed, sizeof flushed);
}

/* Writes cell 0, block by block. 0, or the error's code. */
static int write_and_tell(const char *path, int pipe_end)
{
    cst_store *store = NULL;
    cst_store_cell cells[TEST_CELLS];
    cst_error error = {0};
    test_cells_make(cells, TRIALS);
    int code = cst_store_open(&store, path, true, &error);
    if (code == 0) {
        code = cst_store_put_cells(store, cells, TEST_CELLS, &test_provenance, &error);
    }
    for (uint64_t first = 0; code == 0 && first < TRIALS; first += TEST_BLOCK) {
        if (!cst_store_has(store, cells[0].id, cells[0].seed, first, block_end(first))) {
            code = test_put(store, 0, first, block_end(first), &error);
        }
        code = code == 0 ? cst_store_flush(store, &error) : code;
        if (code == 0) {
            tell(pipe_end, block_end(first));
        }
    }
    cst_store_close(&store);
    return code == 0 || error.text[0] == '\0' ? code : CST_ERR_STORE;
}

/* Starts a writer in a process of its own under a limit on the size of files (0: none). */
static pid_t start_writer(const char *path, rlim_t limit, int *pipe_end)
{
    int ends[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    (void)fflush(stdout);
    pid_t child = fork();
    CU_ASSERT_NOT_EQUAL_FATAL(child, -1);
    if (child == 0) {
        (void)close(ends[0]);
        if (limit > 0) {
            const struct rlimit size = {.rlim_cur = limit, .rlim_max = limit};
            (void)signal(SIGXFSZ, SIG_IGN);
            (void)setrlimit(RLIMIT_FSIZE, &size);
        }
        _exit(write_and_tell(path, ends[1]) == 0 ? 0 : 1);
    }
    (void)close(ends[1]);
    *pipe_end = ends[0];
    return child;
}

/* The trials that the writer says it has flushed, after at most `most` words of it. */
static uint64_t listen_to(int pipe_end, uint64_t most)
{
    uint64_t flushed = 0;
    uint64_t word = 0;
    for (uint64_t i = 0; i < most && read(pipe_end, &word, sizeof word) == sizeof word; i++) {
        flushed = word;
    }
    return flushed;
}

/* The file holds a prefix that is true and no shorter than what was flushed. */
static void expect_prefix(const char *path, uint64_t flushed)
{
    cst_store *store = NULL;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    uint64_t done = 0;
    CU_ASSERT_TRUE(test_sum_is_true(store, 0, TRIALS, &done, &error));
    CU_ASSERT_TRUE(done >= flushed);
    cst_store_close(&store);
}

/* A disk that takes files of up to a size, for sizes from nothing to enough. */
static void test_store_file_limit(void)
{
    char path[TEST_PATH];
    test_file_name(path, "file_limit");
    uint32_t failed = 0;
    uint32_t finished = 0;
    for (rlim_t limit = 1; limit < 1 << 20; limit += limit < 3000 ? 977 : 9973) {
        test_file_remove(path);
        int pipe_end = -1;
        pid_t child = start_writer(path, limit, &pipe_end);
        uint64_t flushed = listen_to(pipe_end, UINT64_MAX);
        int status = 0;
        CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
        CU_ASSERT_TRUE_FATAL(WIFEXITED(status));
        failed += WEXITSTATUS(status) == 1 ? 1 : 0;
        finished += WEXITSTATUS(status) == 0 ? 1 : 0;
        CU_ASSERT_EQUAL(WEXITSTATUS(status) == 0, flushed == TRIALS);
        /* Where not even the tables fitted, no useless file is left. */
        CU_ASSERT_TRUE(limit > 1 || access(path, F_OK) != 0);
        expect_prefix(path, flushed);
        (void)close(pipe_end);
    }
    CU_ASSERT_TRUE(failed > 10 && finished > 10);
    test_file_remove(path);
}

/* A writer that is killed again and again gets to its end, and the result is the true one. */
static void test_store_kill(void)
{
    char path[TEST_PATH];
    uint64_t seed = UINT64_C(20240607);
    test_file_name(path, "kill");
    test_file_remove(path);
    (void)printf("seed %" PRIu64 " ", seed);
    uint64_t flushed = 0;
    for (int i = 0; i < KILLS; i++) {
        int pipe_end = -1;
        pid_t child = start_writer(path, 0, &pipe_end);
        uint64_t now = listen_to(pipe_end, test_random(&seed) % 12);
        /* Some instructions more, so that the end may come anywhere. */
        for (volatile uint64_t spin = test_random(&seed) % 1000000; spin > 0; spin--) {
        }
        (void)kill(child, SIGKILL);
        CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
        flushed = now > flushed ? now : flushed;
        expect_prefix(path, flushed);
        (void)close(pipe_end);
        if (i % 20 == 19) {
            flushed = 0;
            test_file_remove(path);
        }
    }
    int pipe_end = -1;
    pid_t child = start_writer(path, 0, &pipe_end);
    CU_ASSERT_EQUAL(listen_to(pipe_end, UINT64_MAX), TRIALS);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    expect_prefix(path, TRIALS);
    (void)close(pipe_end);
    test_file_remove(path);
}

static bool cells_are_true(const cst_store_cell *cells, size_t count)
{
    cst_store_cell expected[TEST_CELLS];
    test_cells_make(expected, TRIALS);
    for (size_t i = 0; i < count && i < TEST_CELLS; i++) {
        if (strcmp(cells[i].id, expected[i].id) != 0 ||
            strcmp(cells[i].identity, expected[i].identity) != 0 ||
            strcmp(cells[i].canonical, expected[i].canonical) != 0 ||
            strcmp(cells[i].at, expected[i].at) != 0 || cells[i].seed != expected[i].seed ||
            cells[i].trials != TRIALS || cells[i].block_trials != TEST_BLOCK) {
            return false;
        }
    }
    return count == TEST_CELLS;
}

/* Reads all of a damaged file. True: every answer was an error or true. */
static bool reads_true(const char *path, uint32_t *refused)
{
    cst_store *store = NULL;
    cst_error error = {0};
    if (cst_store_open(&store, path, false, &error) != 0) {
        *refused += 1;
        return error.text[0] != '\0';
    }
    cst_store_cell *cells = NULL;
    size_t count = 0;
    int code = cst_store_cells(store, &cells, &count, &error);
    bool good = code == 0 ? cells_are_true(cells, count) : error.text[0] != '\0';
    free(cells);
    uint32_t errors = code == 0 ? 0 : 1;
    for (uint64_t cell = 0; cell < TEST_CELLS; cell++) {
        uint64_t done = 0;
        error = (cst_error){0};
        const bool is_true = test_sum_is_true(store, cell, TRIALS, &done, &error);
        good = good && ((is_true && done == TRIALS) || (error.code != 0 && error.text[0] != '\0'));
        errors += error.code != 0 ? 1 : 0;
    }
    cst_store_close(&store);
    *refused += errors > 0 ? 1 : 0;
    return good;
}

/* Goes on with a damaged file: it ends with an error or with the true result. */
static bool goes_on_true(const char *path)
{
    cst_store *store = NULL;
    cst_error error = {0};
    int code = cst_store_open(&store, path, true, &error);
    code = code == 0 ? run_to_end(store, 7, &error) : code;
    bool good = code == 0 || error.text[0] != '\0';
    for (uint64_t cell = 0; code == 0 && cell < TEST_CELLS; cell++) {
        uint64_t done = 0;
        bool is_true = test_sum_is_true(store, cell, TRIALS, &done, &error);
        good = good && (error.code != 0 || (is_true && done == TRIALS));
    }
    cst_store_close(&store);
    return good;
}

static void test_store_damage(void)
{
    char path[TEST_PATH];
    uint64_t seed = UINT64_C(77);
    test_file_name(path, "damage");
    make_finished(path);
    size_t size = 0;
    unsigned char *bytes = test_file_read(path, &size);
    (void)printf("seed %" PRIu64 ", %zu bytes ", seed, size);
    uint32_t refused = 0;
    int damages = getenv("CST_LONG") == NULL ? DAMAGES : 10 * DAMAGES;
    for (int i = 0; i < damages; i++) {
        /* The first pages hold the header and the tables' description: more damage there. */
        size_t place = test_random(&seed) % (i % 4 == 0 && size > 6000 ? 6000 : size);
        unsigned char before = bytes[place];
        bytes[place] = (unsigned char)(i % 2 == 0 ? before ^ (1U << (test_random(&seed) % 8))
                                                  : test_random(&seed) % 256);
        test_file_remove(path);
        test_file_write(path, bytes, size);
        bool good = reads_true(path, &refused) && goes_on_true(path);
        if (!good) {
            (void)printf("\nbyte %zu: %u made %u\n", place, before, bytes[place]);
        }
        CU_ASSERT_TRUE(good);
        bytes[place] = before;
    }
    (void)printf("%u of %d refused ", refused, damages);
    CU_ASSERT_TRUE(refused > (uint32_t)damages / 4);
    free(bytes);
    test_file_remove(path);
}

/* A file cut short anywhere. */
static void test_store_cut(void)
{
    char path[TEST_PATH];
    test_file_name(path, "cut");
    make_finished(path);
    size_t size = 0;
    unsigned char *bytes = test_file_read(path, &size);
    uint32_t refused = 0;
    for (size_t cut = 0; cut < size; cut += 509) {
        test_file_remove(path);
        test_file_write(path, bytes, cut);
        CU_ASSERT_TRUE(reads_true(path, &refused));
    }
    CU_ASSERT_TRUE(refused > 10);
    free(bytes);
    test_file_remove(path);
}

/* The query of docs/results.md for what is missing runs, and finds nothing. */
static void test_store_documented(void)
{
    char path[TEST_PATH];
    size_t size = 0;
    test_file_name(path, "documented");
    make_finished(path);
    char *page = (char *)test_file_read(CST_SOURCE_DIR "/docs/results.md", &size);
    page[size] = '\0';
    sqlite3 *db = NULL;
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    uint32_t queries = 0;
    uint32_t rows = 0;
    for (char *sql = strstr(page, "```sql\n"); sql != NULL; sql = strstr(sql, "```sql\n")) {
        sql += strlen("```sql\n");
        char *end = strstr(sql, "```");
        CU_ASSERT_PTR_NOT_NULL_FATAL(end);
        sqlite3_stmt *query = NULL;
        if (strncmp(sql, "SELECT", strlen("SELECT")) != 0) { /* tests/cli/results_page.sh */
            continue;
        }
        CU_ASSERT_EQUAL(sqlite3_prepare_v2(db, sql, (int)(end - sql), &query, NULL), SQLITE_OK);
        while (sqlite3_step(query) == SQLITE_ROW) {
            rows++;
        }
        CU_ASSERT_EQUAL(sqlite3_finalize(query), SQLITE_OK);
        queries++;
    }
    CU_ASSERT_EQUAL(queries, 1); /* no cell has less than its goal */
    CU_ASSERT_EQUAL(rows, 0);
    CU_ASSERT_EQUAL(sqlite3_close(db), SQLITE_OK);
    free(page);
    test_file_remove(path);
}

CST_SUITE("store", CST_TEST(test_store_round_trip), CST_TEST(test_store_second_run),
          CST_TEST(test_store_unflushed), CST_TEST(test_store_together),
          CST_TEST(test_store_open_errors), CST_TEST(test_store_empty_file),
          CST_TEST(test_store_odd_name), CST_TEST(test_store_read_only),
          CST_TEST(test_store_log_refused), CST_TEST(test_store_full),
          CST_TEST(test_store_file_limit), CST_TEST(test_store_kill), CST_TEST(test_store_damage),
          CST_TEST(test_store_cut), CST_TEST(test_store_documented))
