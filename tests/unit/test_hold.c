/* SPDX-License-Identifier: MIT */
#include "store/hold.h"

#include "tests/lib/results_file.h"
#include "tests/lib/suite.h"

#include <signal.h>
#include <sys/wait.h>

static cst_store *started(const char *path, cst_error *error)
{
    cst_store *store = NULL;
    cst_store_cell cells[TEST_CELLS];
    test_cells_make(cells, 100);
    int code = cst_store_open(&store, path, true, error);
    code =
        code == 0 ? cst_store_put_cells(store, cells, TEST_CELLS, &test_provenance, error) : code;
    code = code == 0 ? cst_store_flush(store, error) : code;
    if (code != 0) {
        cst_store_close(&store);
    }
    return store;
}

/* Two programs that start on one new file, each held up as it opens the database, so that both have
 * seen no file: one makes it, the other is refused and leaves it alone. */
static int ready[2], go[2];

static void wait_for_other(void)
{
    char byte = 0;
    (void)!write(ready[1], "r", 1);
    (void)!read(go[0], &byte, 1);
}

static int held_up(sqlite3 *db, char **text, const void *api)
{
    (void)db;
    (void)text;
    (void)api;
    wait_for_other();
    return SQLITE_OK;
}

static int start(const char *path)
{
    cst_error error = {0};
    (void)sqlite3_auto_extension((void (*)(void))held_up);
    cst_store *store = started(path, &error);
    if (store != NULL) {
        cst_store_close(&store);
        return access(path, F_OK) == 0 ? 0 : 3; /* it may not lose its file */
    }
    const bool named = strstr(error.text, "(process ") != NULL;
    if (named) {
        wait_for_other();
    }
    return named ? 1 : 2;
}

static void test_hold_two_starts(void)
{
    char path[TEST_PATH];
    char bytes[2];
    int result[2] = {-1, -1};
    test_file_name(path, "two_starts");
    test_file_remove(path);
    CU_ASSERT_FATAL(pipe(ready) == 0 && pipe(go) == 0);
    (void)fflush(NULL);
    pid_t child[2];
    for (int i = 0; i < 2; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            (void)alarm(20);
            _exit(start(path));
        }
    }
    CU_ASSERT_EQUAL(read(ready[0], bytes, 1), 1);
    CU_ASSERT_EQUAL(read(ready[0], bytes, 1), 1);
    CU_ASSERT_EQUAL(write(go[1], "gg", 2), 2);
    for (int i = 0; i < 2; i++) {
        int status = 0;
        CU_ASSERT_EQUAL(waitpid(child[i], &status, 0), child[i]);
        result[i] = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    CU_ASSERT_EQUAL(result[0] + result[1], 1);
    CU_ASSERT_NOT_EQUAL(result[0], result[1]);
    CU_ASSERT_EQUAL(access(path, F_OK), 0);
    test_file_remove(path);
}

/* The other is named by its process, readers are let in, and the hold ends with its program. */
static void test_hold_names_the_other(void)
{
    char path[TEST_PATH];
    char byte = 0;
    char words[64];
    int made[2];
    test_file_name(path, "names_the_other");
    test_file_remove(path);
    CU_ASSERT_EQUAL_FATAL(pipe(made), 0);
    (void)fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        cst_error error = {0};
        (void)alarm(20);
        if (started(path, &error) != NULL) {
            (void)!write(made[1], "m", 1);
            (void)pause();
        }
        _exit(1);
    }
    CU_ASSERT_EQUAL(read(made[0], &byte, 1), 1);
    cst_error error = {0};
    cst_store *store = NULL;
    CU_ASSERT_EQUAL(cst_store_open(&store, path, true, &error), CST_ERR_STORE);
    (void)snprintf(words, sizeof words, "another program (process %ld) is writing", (long)child);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    CU_ASSERT_EQUAL(cst_store_open(&store, path, false, &error), 0);
    cst_store_close(&store);
    CU_ASSERT_EQUAL(access(path, F_OK), 0);
    (void)kill(child, SIGKILL);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    CU_ASSERT_EQUAL(cst_store_open(&store, path, true, &error), 0);
    cst_store_close(&store);
    test_file_remove(path);
}

static void expect_lost(const char *path, cst_store *store, const char *words)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, words));
    CU_ASSERT_STRING_EQUAL(error.file, path);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), CST_ERR_STORE); /* and it stays so */
    cst_store_close(&store);
}

/* No log is left that the next file of this name would be taken to have. */
static void expect_no_log(const char *path)
{
    static const char *const tails[] = {"-wal", "-shm"};
    for (size_t i = 0; i < 2; i++) {
        char name[TEST_PATH + 16];
        (void)snprintf(name, sizeof name, "%s%s", path, tails[i]);
        CU_ASSERT_EQUAL(access(name, F_OK), -1);
    }
}

/* Removed, moved, replaced by another file, and without its log. */
static void test_hold_moved(void)
{
    char path[TEST_PATH];
    char other[TEST_PATH + 16];
    cst_error error = {0};
    test_file_name(path, "moved");
    (void)snprintf(other, sizeof other, "%s.other", path);
    for (int i = 0; i < 4; i++) {
        test_file_remove(path);
        cst_store *store = started(path, &error);
        CU_ASSERT_PTR_NOT_NULL_FATAL(store);
        CU_ASSERT_EQUAL(test_put(store, 0, 0, TEST_BLOCK, &error), 0);
        CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
        if (i == 3) {
            (void)snprintf(other, sizeof other, "%s-wal", path);
            CU_ASSERT_EQUAL(unlink(other), 0);
            expect_lost(path, store, "its log (-wal) was removed");
            continue;
        }
        if (i == 2) {
            FILE *file = fopen(other, "w");
            CU_ASSERT_FATAL(file != NULL && fclose(file) == 0);
        }
        CU_ASSERT_EQUAL(i == 0   ? unlink(path)
                        : i == 1 ? rename(path, other)
                                 : rename(other, path),
                        0);
        expect_lost(path, store, "removed, moved or replaced");
        CU_ASSERT_EQUAL(access(path, F_OK), i == 2 ? 0 : -1); /* what is not ours stays */
        expect_no_log(path);
        if (i == 1) { /* what was committed went with the file */
            cst_store *moved = NULL;
            uint64_t done = 0;
            CU_ASSERT_EQUAL_FATAL(cst_store_open(&moved, other, false, &error), 0);
            CU_ASSERT_TRUE(test_sum_is_true(moved, 0, TEST_BLOCK, &done, &error));
            CU_ASSERT_EQUAL(done, TEST_BLOCK);
            cst_store_close(&moved);
        }
        (void)unlink(other);
    }
    test_file_remove(path);
}

static void test_hold_errors(void)
{
    cst_hold hold;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_hold_take(&hold, CST_BINARY_DIR "/nowhere/x", &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "cannot be opened (No such file"));
    cst_hold_release(&hold);
    CU_ASSERT_EQUAL(cst_hold_check(&hold, "nowhere", true, &error), 0);
}

CST_SUITE("hold", CST_TEST(test_hold_two_starts), CST_TEST(test_hold_names_the_other),
          CST_TEST(test_hold_moved), CST_TEST(test_hold_errors))
