/* SPDX-License-Identifier: MIT
 *
 * Every bit of a results file: with it turned over the file is refused, or gives what it gave.
 * Covers: store_lines store_runs
 */
#include "tests/lib/results_file.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

enum { GOAL = 60, QUICK_FLIPS = 4000 };

typedef struct reading {
    cst_store_cell *cells;
    size_t count;
    cst_row sum[TEST_CELLS];
    uint64_t done[TEST_CELLS];
} reading;

static void reading_free(reading *r)
{
    free(r->cells);
    r->cells = NULL;
    for (size_t i = 0; i < TEST_CELLS; i++) {
        cst_row_free(&r->sum[i]);
    }
}

/* What export reads. */
static int read_all(const char *path, reading *r)
{
    cst_store *store = NULL;
    cst_error error = {0};
    memset(r, 0, sizeof *r);
    int code = cst_store_open(&store, path, false, &error);
    code = code == 0 ? cst_store_cells(store, &r->cells, &r->count, &error) : code;
    for (size_t i = 0; code == 0 && i < r->count && i < TEST_CELLS; i++) {
        code = cst_store_sum(store, r->cells[i].id, r->cells[i].seed, r->cells[i].trials,
                             &r->sum[i], &r->done[i], &error);
    }
    cst_store_close(&store);
    return code;
}

static bool same_cell(const cst_store_cell *a, const cst_store_cell *b)
{
    return strcmp(a->id, b->id) == 0 && strcmp(a->identity, b->identity) == 0 &&
           strcmp(a->canonical, b->canonical) == 0 && strcmp(a->at, b->at) == 0 &&
           a->seed == b->seed && a->stream == b->stream && a->trials == b->trials &&
           a->block_trials == b->block_trials && a->position == b->position;
}

static bool same_reading(const reading *a, const reading *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = same_cell(&a->cells[i], &b->cells[i]) && a->done[i] == b->done[i] &&
               cst_test_row_equal(&a->sum[i], &b->sum[i]);
    }
    return same;
}

static void write_file(const char *path, const unsigned char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fwrite(bytes, 1, size, file), size);
    CU_ASSERT_EQUAL(fclose(file), 0);
}

/* A finished file of two runs: the second has taken up a larger goal. */
static void make_file(const char *path)
{
    cst_error error = {0};
    for (uint64_t goal = GOAL / 2; goal <= GOAL; goal += GOAL / 2) {
        cst_store *store = test_store_make(path, goal);
        for (uint64_t cell = 0; cell < TEST_CELLS; cell++) {
            for (uint64_t first = goal - GOAL / 2; first < goal; first += TEST_BLOCK) {
                CU_ASSERT_EQUAL(test_put(store, cell, first, first + TEST_BLOCK, &error), 0);
            }
        }
        CU_ASSERT_EQUAL(cst_store_flush(store, &error), 0);
        cst_store_close(&store);
    }
}

/* The quick test takes bits at equal distances, the long one all of them. */
static void test_store_flips_all(void)
{
    char path[TEST_PATH];
    char flipped[TEST_PATH];
    test_file_name(path, "flips");
    test_file_name(flipped, "flipped");
    make_file(path);
    reading whole;
    CU_ASSERT_EQUAL_FATAL(read_all(path, &whole), 0);
    CU_ASSERT_EQUAL(whole.done[0], GOAL);
    size_t size = 0;
    unsigned char *bytes = test_file_read(path, &size);
    const size_t bits = 8 * size;
    const size_t step = getenv("CST_LONG") != NULL ? 1 : bits / QUICK_FLIPS | 1;
    size_t tried = 0;
    size_t refused = 0;
    size_t passed = 0;
    for (size_t bit = 0; bit < bits; bit += step) {
        bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
        write_file(flipped, bytes, size);
        reading found;
        const int code = read_all(flipped, &found);
        const bool good = code != 0 || same_reading(&whole, &found);
        if (!good) {
            (void)printf("\nbit %zu of %zu: another result, and no word of it\n", bit, bits);
        }
        CU_ASSERT_TRUE(good);
        tried++;
        refused += code != 0;
        passed += code == 0;
        reading_free(&found);
        test_file_remove(flipped);
        bytes[bit / 8] ^= (unsigned char)(1U << bit % 8);
    }
    (void)printf("\n%zu of %zu bits turned over: %zu refused, %zu with the same results\n", tried,
                 bits, refused, passed);
    CU_ASSERT_TRUE(refused > 0);
    free(bytes);
    reading_free(&whole);
    test_file_remove(path);
}

CST_SUITE("store_flips", CST_TEST(test_store_flips_all))
