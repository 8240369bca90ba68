/* SPDX-License-Identifier: MIT */
#include "store/store.h"
#include "tests/lib/results_file.h"
#include "tests/lib/suite.h"

/* Puts cells into a finished file, which has the test's cells with 40 trials, and flushes. */
static int put_again(const char *path, const cst_store_cell *cells, size_t count, cst_error *error)
{
    cst_store *store = NULL;
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, error), 0);
    int code = cst_store_put_cells(store, cells, count, &test_provenance, error);
    code = code == 0 ? cst_store_flush(store, error) : code;
    cst_store_close(&store);
    return code;
}

static void make_file(char path[TEST_PATH], const char *name)
{
    cst_error error = {0};
    test_file_name(path, name);
    test_file_remove(path);
    cst_store *store = test_store_make(path, 40);
    CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
    cst_store_close(&store);
}

static void expect_cells(const char *path, const cst_store_cell *expected)
{
    cst_store *store = NULL;
    cst_error error = {0};
    cst_store_cell *cells = NULL;
    size_t count = 0;
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, false, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_store_cells(store, &cells, &count, &error), 0);
    CU_ASSERT_EQUAL_FATAL(count, TEST_CELLS);
    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_STRING_EQUAL(cells[i].id, expected[i].id);
        CU_ASSERT_STRING_EQUAL(cells[i].identity, expected[i].identity);
        CU_ASSERT_STRING_EQUAL(cells[i].canonical, expected[i].canonical);
        CU_ASSERT_STRING_EQUAL(cells[i].at, expected[i].at);
        CU_ASSERT_EQUAL(cells[i].seed, expected[i].seed);
        CU_ASSERT_EQUAL(cells[i].stream, expected[i].stream);
        CU_ASSERT_EQUAL(cells[i].trials, expected[i].trials);
        CU_ASSERT_EQUAL(cells[i].block_trials, expected[i].block_trials);
        CU_ASSERT_EQUAL(cells[i].position, i);
    }
    free(cells);
    cst_store_close(&store);
}

static void test_store_cells_round_trip(void)
{
    char path[TEST_PATH];
    cst_error error = {0};
    cst_store_cell cells[TEST_CELLS];
    make_file(path, "cells_round_trip");
    test_cells_make(cells, 40);
    expect_cells(path, cells);
    cells[0].trials = 80;
    cells[1].trials = 80;
    cells[1].canonical = "{\"claim\":\"R\xc3\xa9sum\xc3\xa9 \\\"quoted\\\"\"}";
    cells[1].at = "{}";
    CU_ASSERT_EQUAL(put_again(path, cells, TEST_CELLS, &error), 0);
    expect_cells(path, cells);
    test_file_remove(path);
}

/* A file that its writer left before its first flush has no cells yet, and takes some. */
static void test_store_cells_none(void)
{
    char path[TEST_PATH];
    cst_error error = {0};
    cst_store_cell *cells = NULL;
    size_t count = 1;
    test_file_name(path, "cells_none");
    test_file_remove(path);
    cst_store *store = NULL;
    CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, true, &error), 0);
    CU_ASSERT_EQUAL(cst_store_cells(store, &cells, &count, &error), 0);
    CU_ASSERT_EQUAL(count, 0);
    CU_ASSERT_PTR_NULL(cells);
    free(cells);
    cst_store_close(&store);
    cst_store_cell new_cells[TEST_CELLS];
    test_cells_make(new_cells, 3);
    CU_ASSERT_EQUAL(put_again(path, new_cells, TEST_CELLS, &error), 0);
    expect_cells(path, new_cells);
    test_file_remove(path);
}

static void expect_words(const char *path, const cst_store_cell *cells, size_t count,
                         const char *key, const char *words)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(put_again(path, cells, count, &error), CST_ERR_STORE);
    bool said = strcmp(error.key, key) == 0 && strstr(error.text, words) != NULL;
    if (!said) {
        (void)printf("\nexpected '%s: %s', found '%s: %s'\n", key, words, error.key, error.text);
    }
    CU_ASSERT_TRUE(said);
    CU_ASSERT_STRING_EQUAL(error.file, path);
}

static void test_store_cells_errors(void)
{
    char path[TEST_PATH];
    cst_store_cell cells[TEST_CELLS];
    make_file(path, "cells_errors");
    test_cells_make(cells, 40);
    cells[1].id = "cccc";
    cells[1].identity = "{\"model_version\":1,\"scheming\":{\"rate\":0.001,\"rho\":0.1}}";
    expect_words(path, cells, 2, "scheming.rho", "in its cell 1 this is 0.05, here it is 0.1");
    cells[1].identity = "no JSON";
    expect_words(path, cells, 2, "cell", "here it is cccc");
    test_cells_make(cells, 40);
    cells[0].seed = 8;
    expect_words(path, cells, 2, "estimate.seed", "in its cell 0 this is 7, here it is 8");
    test_cells_make(cells, 40);
    cells[1].stream = 1;
    expect_words(path, cells, 2, "estimate.stream", "one stream in all cells");
    cells[0].stream = 1;
    expect_words(path, cells, 2, "estimate.stream", "this is 0, here it is 1");
    test_cells_make(cells, 40);
    cells[1].block_trials = 11;
    expect_words(path, cells, 2, "trials of a block", "this is 10, here it is 11");
    test_cells_make(cells, 39);
    expect_words(path, cells, 2, "estimate.trials", "the goal in the file is 40, here it is 39");
    test_cells_make(cells, 40);
    expect_words(path, cells, 1, "number of cells", "this is 2, here it is 1");
    cells[0].trials = UINT64_C(1) << 63;
    expect_words(path, cells, 2, "estimate", "at most 2^63 - 1");
    test_cells_make(cells, 40);
    expect_cells(path, cells);
    test_file_remove(path);
}

/* A hand that alters a cell, or takes one away, is seen. */
static void test_store_cells_altered_errors(void)
{
    static const char *const alterations[] = {
        "UPDATE cell SET seed = 8 WHERE position = 1",
        "UPDATE cell SET canonical = '{}' WHERE position = 0",
        "UPDATE cell SET canonical = canonical || char(0) WHERE position = 0",
        "UPDATE cell SET trials = -1 WHERE position = 0",
        "UPDATE cell SET position = 5 WHERE position = 0",
        "DELETE FROM cell WHERE position = 1",
        "UPDATE meta SET value = 'many' WHERE key = 'cells'",
        "UPDATE meta SET value = '18446744073709551616' WHERE key = 'cells'",
    };
    char path[TEST_PATH];
    for (size_t i = 0; i < sizeof alterations / sizeof alterations[0]; i++) {
        cst_store *store = NULL;
        cst_error error = {0};
        cst_store_cell *cells = NULL;
        size_t count = 0;
        make_file(path, "cells_altered");
        test_sql(path, alterations[i]);
        CU_ASSERT_EQUAL_FATAL(cst_store_open(&store, path, false, &error), 0);
        CU_ASSERT_EQUAL(cst_store_cells(store, &cells, &count, &error), CST_ERR_STORE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "damaged"));
        CU_ASSERT_PTR_NULL(cells);
        cst_store_close(&store);
        test_file_remove(path);
    }
}

CST_SUITE("store_cells", CST_TEST(test_store_cells_round_trip), CST_TEST(test_store_cells_none),
          CST_TEST(test_store_cells_errors), CST_TEST(test_store_cells_altered_errors))
