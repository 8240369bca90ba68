/* SPDX-License-Identifier: MIT */
#include "estimate/sample/part.h"

#include "tests/lib/direct.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <string.h>

static cst_block block;
static cst_part part;

/* 10 trials of 24 tasks in one block. */
static void make(cst_cell *cell, const char *method)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 8;
    spec.rounds = 3;
    spec.scheming.law.rate = 0.2;
    spec.score.fpr = 0.1;
    spec.attack.severity[1] = 5.0;
    cst_direct_cell(cell, &spec, method, 10, 1);
}

/* The closed part of tasks [first, end). */
static int run(const cst_cell *cell, uint64_t first, uint64_t end, cst_error *error)
{
    const cst_unit unit = {.first = first, .tasks = end - first};
    cst_batch actions = {0};
    cst_batch reports = {0};
    CU_ASSERT_EQUAL_FATAL(cst_part_init(&part, cell, &unit, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cell->method->act(cell, &unit, &actions, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cell->method->review(cell, &unit, &actions, &reports, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cell->method->tally(cell, &unit, &actions, &reports, &part, NULL), 0);
    cst_batch_free(&actions);
    cst_batch_free(&reports);
    return cst_part_close(&part, cell, error);
}

/* Adds tasks [first, end) to the block, as words. */
static int add(const cst_cell *cell, uint64_t first, uint64_t end, cst_error *error)
{
    const cst_unit unit = {.first = first, .tasks = end - first};
    cst_batch words;
    CU_ASSERT_EQUAL_FATAL(run(cell, first, end, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_part_pack(&part, cell, &words, NULL), 0);
    const int code = cst_block_add(&block, cell, &unit, &words, error);
    cst_batch_free(&words);
    cst_part_free(&part);
    return code;
}

/* The whole block as one part has no open end. Cut in parts of any length that come in any order,
 * it adds up to the same row. */
static void test_part_any_cut_any_order(void)
{
    cst_cell cell;
    make(&cell, "naive");
    cst_row whole = {0};
    CU_ASSERT_EQUAL_FATAL(run(&cell, 0, 240, NULL), 0);
    CU_ASSERT_EQUAL(cst_block_check(&cell, 0, &part.row, NULL), 0);
    whole.untold = part.row.untold;
    CU_ASSERT_EQUAL_FATAL(cst_row_add(&whole, &part.row, NULL), 0);
    cst_part_free(&part);
    CU_ASSERT(whole.count[CST_COUNT_ESCAPED] > 3);
    for (uint64_t step = 1; step <= 240; step++) {
        const uint64_t parts = (240 + step - 1) / step;
        const uint64_t stride = parts % 7 != 0 ? 7 : 5; /* visits all where it divides not */
        cst_block_init(&block, &cell);
        for (uint64_t i = 0; i < parts; i++) {
            const uint64_t at = parts % stride != 0 ? i * stride % parts : parts - 1 - i;
            const uint64_t end = (at + 1) * step;
            CU_ASSERT_EQUAL_FATAL(add(&cell, at * step, end < 240 ? end : 240, NULL), 0);
        }
        CU_ASSERT_EQUAL(cst_block_close(&block, &cell, 0, NULL), 0);
        CU_ASSERT_TRUE(cst_test_row_equal(&whole, &block.row));
        cst_block_free(&block);
    }
    cst_row_free(&whole);
    cst_cell_free(&cell);
}

/* A sparse part is a whole block, and has no values of trials. */
static void test_part_sparse(void)
{
    cst_cell cell;
    make(&cell, "skip");
    cst_block_init(&block, &cell);
    CU_ASSERT_EQUAL(add(&cell, 0, 240, NULL), 0);
    CU_ASSERT_PTR_NULL(block.open);
    CU_ASSERT_EQUAL(cst_block_close(&block, &cell, 0, NULL), 0);
    cst_block_free(&block);
    cst_cell_free(&cell);
}

/* Tasks that are missing, and tasks that came twice. */
static void test_part_close_errors(void)
{
    static const struct {
        uint64_t first, end, again; /* parts: [first, end), then [0, again) */
    } table[] = {{0, 239, 0}, {1, 240, 0}, {0, 240, 24}, {24, 240, 12}};
    cst_cell cell;
    make(&cell, "naive");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cst_error error = {0};
        cst_block_init(&block, &cell);
        CU_ASSERT_EQUAL(add(&cell, table[i].first, table[i].end, NULL), 0);
        if (table[i].again > 0) {
            CU_ASSERT_EQUAL(add(&cell, 0, table[i].again, NULL), 0);
        }
        CU_ASSERT_EQUAL(cst_block_close(&block, &cell, 0, &error), CST_ERR_RECEIPT);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "240 tasks were leased"));
        cst_block_free(&block);
    }
    const cst_unit unit = {.tasks = 240};
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_part_init(&part, &cell, &unit, NULL), 0);
    CU_ASSERT_EQUAL(cst_part_close(&part, &cell, &error), CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "240 tasks were leased, 0 came back"));
    cst_part_free(&part);
    cst_part_free(&part);
    cst_cell_free(&cell);
}

/* A row whose trials were not all closed, and one that does not keep the law. */
static void test_part_check_errors(void)
{
    cst_cell cell;
    make(&cell, "skip");
    for (int i = 0; i < 2; i++) {
        cst_error error = {0};
        CU_ASSERT_EQUAL_FATAL(run(&cell, 0, 240, NULL), 0);
        part.row.count[i == 0 ? CST_COUNT_TRIALS : CST_COUNT_ESCAPED]--;
        CU_ASSERT_EQUAL(cst_block_check(&cell, 0, &part.row, &error), CST_ERR_RECEIPT);
        CU_ASSERT_PTR_NOT_NULL(
            strstr(error.text, i == 0 ? "10 trials were leased, 9 were closed" : "escaped"));
        cst_part_free(&part);
    }
    cst_cell_free(&cell);
}

/* Adds numbers and values as the part of tasks [12, 36): the ends of two trials. */
static int add_words(const cst_cell *cell, const uint64_t *words, uint64_t count, cst_error *error)
{
    const cst_unit unit = {.first = 12, .tasks = 24};
    cst_batch batch;
    cst_batch_view(&batch, CST_PART_COLUMNS, count, (const uint8_t *)words);
    cst_block_init(&block, cell);
    const int code = cst_block_add(&block, cell, &unit, &batch, error);
    cst_block_free(&block);
    return code;
}

static void test_part_words_errors(void)
{
    enum { TASKS = CST_COUNT_TASKS, HEAD = CST_PART_HEAD, TAIL = CST_PART_TAIL };
    static const struct {
        uint64_t words[4]; /* two numbers, two values */
        int code;
    } table[] = {
        {{TASKS, HEAD, 24, 1}, 0},
        {{TASKS, CST_PART_WORDS - 1, 24, 1}, 0},
        {{TASKS, TAIL + CST_SPREAD_ESCAPED, 24, 12}, 0},
        {{TASKS, CST_PART_VOID, 24, 12}, 0},
        {{HEAD, TASKS, 1, 24}, CST_ERR_RECEIPT},                 /* out of order */
        {{TASKS, TASKS, 12, 12}, CST_ERR_RECEIPT},               /* twice */
        {{TASKS, HEAD, 24, 0}, CST_ERR_RECEIPT},                 /* a zero */
        {{TASKS, CST_PART_WORDS, 24, 1}, CST_ERR_RECEIPT},       /* no such word */
        {{TASKS, UINT64_MAX, 24, 1}, CST_ERR_RECEIPT},           /* no such word */
        {{TASKS, HEAD, 23, 1}, CST_ERR_RECEIPT},                 /* a task is missing */
        {{TASKS, CST_COUNT_VOID, 23, 1}, 0},                     /* it is void */
        {{TASKS, CST_COUNT_VOID, 24, 1}, CST_ERR_RECEIPT},       /* one too many */
        {{TASKS, HEAD, 24, 12 * 33 + 1}, CST_ERR_RECEIPT},       /* more than 12 tasks can add */
        {{TASKS, TAIL, 24, UINT64_MAX}, CST_ERR_RECEIPT},        /* more than fits */
        {{TASKS, CST_COUNT_TRIALS_WON, 24, 1}, CST_ERR_RECEIPT}, /* nothing is known of it */
    };
    cst_cell cell;
    make(&cell, "naive");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cst_error error = {0};
        const int code = add_words(&cell, table[i].words, 2, &error);
        CU_ASSERT_EQUAL(code, table[i].code);
        CU_ASSERT(code == 0 || strstr(error.text, "a row part: expected") != NULL);
    }
    cst_cell_free(&cell);
    /* A sparse part has no ends at all. */
    make(&cell, "skip");
    CU_ASSERT_EQUAL(add_words(&cell, table[0].words, 2, NULL), CST_ERR_RECEIPT);
    cst_cell_free(&cell);
}

CST_SUITE("part", CST_TEST(test_part_any_cut_any_order), CST_TEST(test_part_sparse),
          CST_TEST(test_part_close_errors), CST_TEST(test_part_check_errors),
          CST_TEST(test_part_words_errors))
