/* SPDX-License-Identifier: MIT */
#include "bus/ledger.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"

#include <string.h>

/* Runs a block by plain calls and puts it. */
static int put(cst_ledger *ledger, uint32_t cell, uint64_t index, cst_error *error)
{
    const cst_cell *of = ledger->cells[cell];
    const cst_unit unit = {cell, index, 0, cst_cell_block_tasks(of, index)};
    cst_part part;
    cst_batch actions;
    cst_batch reports;
    CU_ASSERT_EQUAL_FATAL(cst_part_init(&part, of, &unit, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(of->method->act(of, &unit, &actions, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(of->method->review(of, &unit, &actions, &reports, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(of->method->tally(of, &unit, &actions, &reports, &part, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_part_close(&part, of, NULL), 0);
    int code = cst_ledger_put(ledger, cell, index, &part.row, error);
    cst_batch_free(&actions);
    cst_batch_free(&reports);
    cst_part_free(&part);
    return code;
}

static bool next(cst_ledger *ledger, uint32_t *cell, uint64_t *block)
{
    bool found = false;
    CU_ASSERT_EQUAL(cst_ledger_next(ledger, cell, block, &found, NULL), 0);
    return found;
}

static void test_ledger_order_and_counts(void)
{
    cst_cell cells[2];
    const cst_cell *const listed[] = {&cells[0], &cells[1]};
    cst_collected collected = {.have_below = 2};
    cst_ledger ledger;
    const cst_sink sink = cst_collected_sink(&collected);
    cst_fixture_cell(&cells[0], "naive", false);
    cst_fixture_cell(&cells[1], "naive", true);
    CU_ASSERT_EQUAL_FATAL(cst_ledger_init(&ledger, listed, 2, &sink, NULL), 0);
    CU_ASSERT_EQUAL(ledger.tasks_all, 2 * 40 * 161);
    static const uint32_t wanted[][2] = {{0, 2}, {0, 3}, {1, 0}, {1, 1}, {1, 2}, {1, 3}};
    uint32_t cell = 0;
    uint64_t block = 0;
    for (size_t i = 0; i < 6; i++) {
        CU_ASSERT_FALSE(cst_ledger_done(&ledger));
        CU_ASSERT_TRUE(next(&ledger, &cell, &block));
        CU_ASSERT(cell == wanted[i][0] && block == wanted[i][1]);
        const cst_progress_cell before = cst_ledger_cell_progress(&ledger, cell);
        CU_ASSERT_TRUE(before.running);
        CU_ASSERT_EQUAL(before.tasks_all, 40 * 161);
        CU_ASSERT_EQUAL(before.tasks_done, block * cells[0].block_trials * 161);
        CU_ASSERT_EQUAL(put(&ledger, cell, block, NULL), 0);
        const cst_progress_cell after = cst_ledger_cell_progress(&ledger, cell);
        CU_ASSERT_FALSE(after.running);
        CU_ASSERT(after.tasks_done > before.tasks_done && after.escaped > before.escaped);
        CU_ASSERT_EQUAL(ledger.cells_done, (i >= 1) + (i >= 5));
    }
    CU_ASSERT_FALSE(next(&ledger, &cell, &block));
    CU_ASSERT_FALSE(next(&ledger, &cell, &block));
    CU_ASSERT_TRUE(cst_ledger_done(&ledger));
    CU_ASSERT_EQUAL(ledger.tasks_had, 2 * 12 * 161);
    CU_ASSERT_EQUAL(ledger.tasks_done, ledger.tasks_all);
    CU_ASSERT_EQUAL(collected.blocks, 6);
    cst_ledger_free(&ledger);
    cst_cell_free(&cells[0]);
    cst_cell_free(&cells[1]);
}

/* Blocks that are wanted step by step: none beyond what was wanted last, cells in turn, what the
 * sink has passed over. */
static void test_ledger_by_steps(void)
{
    cst_cell cells[2];
    const cst_cell *const listed[] = {&cells[0], &cells[1]};
    cst_collected collected = {.have_below = 1, .by = 2, .until = 3};
    cst_ledger ledger;
    const cst_sink sink = cst_collected_sink(&collected);
    cst_fixture_cell(&cells[0], "naive", false);
    cst_fixture_cell(&cells[1], "naive", true);
    CU_ASSERT_EQUAL_FATAL(cst_ledger_init(&ledger, listed, 2, &sink, NULL), 0);
    const uint64_t two = 2 * cells[0].block_trials * 161;
    CU_ASSERT_EQUAL(ledger.tasks_all, 2 * two);
    static const uint32_t wanted[][2] = {{0, 1}, {1, 0}, {1, 1}, {0, 2}, {1, 2}};
    uint32_t cell = 0;
    uint64_t block = 0;
    for (size_t i = 0; i < 5; i++) {
        CU_ASSERT_TRUE(cst_ledger_ready(&ledger));
        CU_ASSERT_TRUE(next(&ledger, &cell, &block));
        CU_ASSERT(cell == wanted[i][0] && block == wanted[i][1]);
        if (i == 2) { /* cell 1 waits for both of its blocks; cell 0 may go on */
            CU_ASSERT_EQUAL(ledger.tasks_all, 2 * two + two / 2);
        }
        CU_ASSERT_EQUAL(put(&ledger, cell, block, NULL), 0);
    }
    CU_ASSERT_FALSE(next(&ledger, &cell, &block));
    CU_ASSERT_TRUE(cst_ledger_done(&ledger));
    CU_ASSERT_EQUAL(ledger.tasks_all, 3 * two);
    CU_ASSERT_EQUAL(ledger.tasks_done, ledger.tasks_all);
    cst_ledger_free(&ledger);
    cst_cell_free(&cells[0]);
    cst_cell_free(&cells[1]);
}

/* A sink that passes over the first block of a cell, and wants the next two. */
static int reached_second(void *self, cst_ledger *ledger, uint32_t cell, cst_error *error)
{
    (void)self;
    (void)error;
    if (ledger->cell[cell].wanted == 0) {
        cst_ledger_pass_over(ledger, cell, 1);
        cst_ledger_want(ledger, cell, 3);
    } else {
        cst_ledger_finish(ledger, cell);
    }
    return 0;
}

/* What is passed over is neither run nor counted. */
static void test_ledger_pass_over(void)
{
    cst_cell cell;
    const cst_cell *const listed[] = {&cell};
    cst_ledger ledger;
    const cst_sink sink = {.reached = reached_second};
    cst_fixture_cell(&cell, "naive", false);
    CU_ASSERT_EQUAL_FATAL(cst_ledger_init(&ledger, listed, 1, &sink, NULL), 0);
    CU_ASSERT_EQUAL(ledger.tasks_all, 2 * cell.block_trials * 161);
    for (uint64_t expected = 1; expected < 3; expected++) {
        uint32_t of = 1;
        uint64_t block = 0;
        CU_ASSERT_EQUAL(ledger.tasks_done, (expected - 1) * cell.block_trials * 161);
        CU_ASSERT_FALSE(cst_ledger_done(&ledger));
        CU_ASSERT_TRUE(next(&ledger, &of, &block));
        CU_ASSERT(of == 0 && block == expected);
        CU_ASSERT_EQUAL(put(&ledger, of, block, NULL), 0);
    }
    CU_ASSERT_TRUE(cst_ledger_done(&ledger));
    CU_ASSERT_EQUAL(ledger.tasks_done, ledger.tasks_all);
    CU_ASSERT_EQUAL(ledger.tasks_had, 0);
    cst_ledger_free(&ledger);
    cst_cell_free(&cell);
}

static void test_ledger_no_sink(void)
{
    cst_cell cell;
    const cst_cell *const listed[] = {&cell};
    cst_ledger ledger;
    const cst_sink sink = {0};
    cst_fixture_cell(&cell, "naive", false);
    CU_ASSERT_EQUAL_FATAL(cst_ledger_init(&ledger, listed, 1, &sink, NULL), 0);
    CU_ASSERT_EQUAL(put(&ledger, 0, 3, NULL), 0);
    CU_ASSERT_EQUAL(ledger.tasks_done, 4 * 161);
    cst_ledger_free(&ledger);
    cst_ledger_free(&ledger);
    cst_cell_free(&cell);
}

/* A block in which trials are missing does not pass, and does not count. */
static void test_ledger_put_errors(void)
{
    cst_cell cell;
    const cst_cell *const listed[] = {&cell};
    cst_ledger ledger;
    static cst_row row; /* of nothing */
    cst_collected collected = {.fail_at = 1};
    const cst_sink sink = cst_collected_sink(&collected);
    cst_error error = {0};
    cst_fixture_cell(&cell, "naive", false);
    CU_ASSERT_EQUAL_FATAL(cst_ledger_init(&ledger, listed, 1, &sink, NULL), 0);
    CU_ASSERT_EQUAL(cst_ledger_put(&ledger, 0, 0, &row, &error), CST_ERR_RECEIPT);
    CU_ASSERT_EQUAL(collected.blocks, 0);
    CU_ASSERT_EQUAL(put(&ledger, 0, 0, &error), CST_ERR_STORE);
    CU_ASSERT_EQUAL(ledger.tasks_done, 0);
    cst_ledger_free(&ledger);
    cst_cell_free(&cell);
}

CST_SUITE("ledger", CST_TEST(test_ledger_order_and_counts), CST_TEST(test_ledger_by_steps),
          CST_TEST(test_ledger_pass_over), CST_TEST(test_ledger_no_sink),
          CST_TEST(test_ledger_put_errors))
