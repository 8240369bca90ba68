/* SPDX-License-Identifier: MIT
 *
 * Results files for tests: a name of their own, cells, rows that keep the conservation law.
 */
#ifndef CST_TESTS_RESULTS_FILE_H
#define CST_TESTS_RESULTS_FILE_H

#include "store/store.h"
#include "tests/lib/rows.h"

#include <CUnit/CUnit.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEST_PATH = 256, TEST_BLOCK = 10, TEST_CELLS = 2 };

/* Tasks of a trial, so many that sums of squares need 128 bits. */
#define TEST_TASKS (UINT64_C(1) << 40)

static const cst_store_provenance test_provenance = {.version = "0.1.0",
                                                     .build = "gcc 12",
                                                     .libraries = "SQLite 3",
                                                     .host = "here",
                                                     .command = "custodes run x.yaml",
                                                     .link = "inproc",
                                                     .threads = 2};

/* A name that no other process uses; no file of that name. */
static inline void test_file_name(char path[TEST_PATH], const char *what)
{
    (void)snprintf(path, TEST_PATH, "%s/test_%s_%ld.sqlite", CST_BINARY_DIR, what, (long)getpid());
}

static inline void test_file_remove(const char *path)
{
    char beside[TEST_PATH + 16];
    static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        (void)snprintf(beside, sizeof beside, "%s%s", path, tails[i]);
        (void)unlink(beside);
    }
}

static inline void test_cells_make(cst_store_cell cells[TEST_CELLS], uint64_t trials)
{
    static const char *const id[] = {"aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb"};
    static const char *const identity[] = {
        "{\"model_version\":1,\"scheming\":{\"rate\":0.001,\"rho\":0.01},\"x\":[1,2]}",
        "{\"model_version\":1,\"scheming\":{\"rate\":0.001,\"rho\":0.05},\"x\":[1,2]}"};
    static const char *const at[] = {"{\"scheming.rho\":\"0.01\"}", "{\"scheming.rho\":\"0.05\"}"};
    for (uint64_t i = 0; i < TEST_CELLS; i++) {
        cells[i] = (cst_store_cell){.id = id[i],
                                    .identity = identity[i],
                                    .canonical = identity[i],
                                    .at = at[i],
                                    .basis = "{}",
                                    .seed = 7,
                                    .stream = 0,
                                    .trials = trials,
                                    .block_trials = TEST_BLOCK,
                                    .position = i};
    }
}

/* Adds what happened in one trial: a function of the trial alone. */
static inline void test_trial_add(cst_row *row, uint64_t trial)
{
    uint64_t attacks = trial % 7;
    uint64_t escaped = attacks > 3 ? 1 : 0;
    uint64_t reports = 10 + attacks;
    uint64_t counts[CST_COUNT_KINDS] = {
        [CST_COUNT_TRIALS] = 1,
        [CST_COUNT_PLANNED] = TEST_TASKS,
        [CST_COUNT_TASKS] = TEST_TASKS,
        [CST_COUNT_HONEST_USED] = TEST_TASKS - attacks - 5,
        [CST_COUNT_HONEST_DISCARDED] = 5,
        [CST_COUNT_ATTACKS] = attacks,
        [CST_COUNT_CAUGHT] = attacks - escaped,
        [CST_COUNT_ESCAPED] = escaped,
        [CST_COUNT_REVIEWS] = 3 * TEST_TASKS,
        [CST_COUNT_REPORTS] = reports,
        [CST_COUNT_PASSES] = 3 * TEST_TASKS - reports - 1,
        [CST_COUNT_ABSTENTIONS] = 1,
        [CST_COUNT_FLAGGED_ATTACKS] = attacks - escaped,
        [CST_COUNT_FLAGGED_HONEST] = 5,
        [CST_COUNT_AUDITS] = attacks - escaped + 5,
        [CST_COUNT_TRIALS_ESCAPED] = escaped,
    };
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        row->count[i] += counts[i];
    }
    cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], attacks, 1);
    cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], escaped, 1);
    cst_spread_add(&row->spread[CST_SPREAD_TASKS], TEST_TASKS, 1);
}

static inline void test_row_make(cst_row *row, uint64_t first, uint64_t end)
{
    cst_row_free(row);
    for (uint64_t trial = first; trial < end; trial++) {
        test_trial_add(row, trial);
    }
}

/* A store with the test's cells and no rows; NULL and a failed assertion where that fails. */
static inline cst_store *test_store_make(const char *path, uint64_t trials)
{
    cst_store *store = NULL;
    cst_error error = {0};
    cst_store_cell cells[TEST_CELLS];
    test_cells_make(cells, trials);
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    CU_ASSERT_EQUAL(cst_store_put_cells(store, cells, TEST_CELLS, &test_provenance, &error), 0);
    CU_ASSERT_EQUAL(error.code, 0);
    return store;
}

/* Puts trials [first, end) of a cell. */
static inline int test_put(cst_store *store, uint64_t cell, uint64_t first, uint64_t end,
                           cst_error *error)
{
    cst_row row = {0};
    cst_store_cell cells[TEST_CELLS];
    test_cells_make(cells, 0);
    test_row_make(&row, first, end);
    const int code =
        cst_store_put_row(store, cells[cell].id, cells[cell].seed, first, end, &row, error);
    cst_row_free(&row);
    return code;
}

/* Whether the sum of a cell over a goal is exactly that of trials [0, *done). */
static inline bool test_sum_is_true(cst_store *store, uint64_t cell, uint64_t trials,
                                    uint64_t *done, cst_error *error)
{
    cst_row sum = {0};
    cst_row expected = {0};
    cst_store_cell cells[TEST_CELLS];
    test_cells_make(cells, 0);
    const int code =
        cst_store_sum(store, cells[cell].id, cells[cell].seed, trials, &sum, done, error);
    test_row_make(&expected, 0, *done);
    const bool true_sum = code == 0 && *done <= trials && cst_test_row_equal(&sum, &expected);
    cst_row_free(&sum);
    cst_row_free(&expected);
    return true_sum;
}

/* Runs SQL on a file, as a stranger would. */
static inline void test_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_close(db), SQLITE_OK);
}

/* All bytes of a file; free with free(). */
static inline unsigned char *test_file_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    (void)fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*size + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    CU_ASSERT_EQUAL(fread(bytes, 1, *size, file), *size);
    (void)fclose(file);
    return bytes;
}

static inline void test_file_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fwrite(bytes, 1, size, file), size);
    CU_ASSERT_EQUAL(fclose(file), 0);
}

/* The next of a row of numbers that look random; the state is the seed at first. */
static inline uint64_t test_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

#endif
