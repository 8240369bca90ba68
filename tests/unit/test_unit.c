/* SPDX-License-Identifier: MIT */
#include "bus/unit.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"

#include <string.h>

static void test_unit_equal(void)
{
    const cst_unit a = {1, 2, 3, 4};
    CU_ASSERT(cst_unit_equal(&a, &a));
    CU_ASSERT_FALSE(cst_unit_equal(&a, &(cst_unit){0, 2, 3, 4}));
    CU_ASSERT_FALSE(cst_unit_equal(&a, &(cst_unit){1, 0, 3, 4}));
    CU_ASSERT_FALSE(cst_unit_equal(&a, &(cst_unit){1, 2, 0, 4}));
    CU_ASSERT_FALSE(cst_unit_equal(&a, &(cst_unit){1, 2, 3, 0}));
}

static void test_unit_format(void)
{
    char text[CST_UNIT_TEXT];
    cst_unit_format(&(cst_unit){0, 3, 0, 65536}, text);
    CU_ASSERT_STRING_EQUAL(text, "cell 0, block 3, tasks 0..65535");
    cst_unit_format(&(cst_unit){UINT32_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}, text);
    CU_ASSERT_EQUAL(strncmp(text, "cell 4294967295, block 18446744073709551615", 43), 0);
}

/* Blocks of 12 trials of 161 tasks; the fourth and last has 4. */
static void test_unit_check(void)
{
    cst_cell cell;
    const cst_cell *const cells[] = {&cell};
    cst_fixture_cell(&cell, "naive", false);
    CU_ASSERT_EQUAL(cst_unit_check(&(cst_unit){0, 0, 0, 1932}, cells, 1, NULL), 0);
    CU_ASSERT_EQUAL(cst_unit_check(&(cst_unit){0, 3, 643, 1}, cells, 1, NULL), 0);
    CU_ASSERT_EQUAL(cst_unit_check(&(cst_unit){0, 3, 644, 1}, cells, 1, NULL), CST_ERR_WIRE);
    CU_ASSERT_EQUAL(cst_unit_check(&(cst_unit){0, 3, 643, 2}, cells, 1, NULL), CST_ERR_WIRE);
    CU_ASSERT_EQUAL(cst_unit_check(&(cst_unit){0, 4, 0, 1}, cells, 1, NULL), CST_ERR_WIRE);
    CU_ASSERT_EQUAL(cst_unit_check(&(cst_unit){1, 0, 0, 1}, cells, 1, NULL), CST_ERR_WIRE);
    CU_ASSERT_EQUAL(cst_unit_check(&(cst_unit){0, 0, 0, 0}, cells, 1, NULL), CST_ERR_WIRE);
    CU_ASSERT_EQUAL(cst_unit_check(&(cst_unit){0, 0, 5, UINT64_MAX}, cells, 1, NULL), CST_ERR_WIRE);
    cst_cell_free(&cell);
}

static cst_receipt receipt_of(uint32_t columns, uint64_t records, const uint8_t *data)
{
    cst_batch batch;
    cst_batch_view(&batch, columns, records, data);
    return cst_unit_receipt(&(cst_unit){0, 1, 64, 300}, &batch);
}

static void test_unit_receipt_dense(void)
{
    uint8_t data[6] = {0, 1, 0, 0, 2, 1}; /* attack 0 1 0, reports 0 2 1 */
    const cst_receipt before = receipt_of(CST_COLUMN_ATTACK | CST_COLUMN_REPORTS, 3, data);
    CU_ASSERT_EQUAL(before.records, 3);
    CU_ASSERT_EQUAL(before.reports, 3);
    data[1] = 0;
    const cst_receipt after = receipt_of(CST_COLUMN_ATTACK | CST_COLUMN_REPORTS, 3, data);
    CU_ASSERT_FALSE(cst_receipt_equal(&before, &after));
}

/* Tasks alone: any task changed, in more records than are weighed at once, shows; their order does
 * not. */
static void test_unit_receipt_tasks(void)
{
    enum { TASKS = 600 };
    cst_batch batch;
    CU_ASSERT_EQUAL_FATAL(cst_batch_init(&batch, CST_COLUMN_TASK, TASKS, NULL), 0);
    for (uint64_t i = 0; i < TASKS; i++) {
        cst_batch_task_set(&batch, i, 7 * i);
    }
    const cst_receipt before = receipt_of(CST_COLUMN_TASK, TASKS, batch.data);
    CU_ASSERT_EQUAL(before.records, TASKS);
    CU_ASSERT_EQUAL(before.reports, 0);
    for (uint64_t i = 0; i < TASKS; i++) {
        cst_batch_task_set(&batch, i, 7 * i + 1);
        const cst_receipt after = receipt_of(CST_COLUMN_TASK, TASKS, batch.data);
        CU_ASSERT_FALSE(cst_receipt_equal(&before, &after));
        cst_batch_task_set(&batch, i, 7 * i);
    }
    cst_batch_task_set(&batch, 0, 7 * 599);
    cst_batch_task_set(&batch, 599, 0);
    const cst_receipt turned = receipt_of(CST_COLUMN_TASK, TASKS, batch.data);
    CU_ASSERT(cst_receipt_equal(&before, &turned));
    cst_batch_free(&batch);
}

static void test_unit_settle(void)
{
    const cst_receipt a = {10, 3, 5};
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_unit_settle("run", "the tally", &a, &a, NULL), 0);
    CU_ASSERT_EQUAL(cst_unit_settle("run", "the tally", &a, &(cst_receipt){9, 3, 5}, &error),
                    CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text,
                           "run: 10 records were sent, 9 reached the tally: records were lost");
    CU_ASSERT_EQUAL(cst_unit_settle("run", "the tally", &a, &(cst_receipt){11, 3, 5}, &error),
                    CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text,
                           "run: 10 records were sent, 11 reached the tally: records were added");
    CU_ASSERT_EQUAL(cst_unit_settle("run", "the tally", &a, &(cst_receipt){10, 4, 5}, &error),
                    CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text,
                           "run: 3 reports were sent, 4 reached the tally: records were altered");
    CU_ASSERT_EQUAL(cst_unit_settle("run", "the tally", &a, &(cst_receipt){10, 3, 6}, &error),
                    CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "but with another hash: records were altered"));
}

/* A row part with another number or another word. */
static void test_unit_sum(void)
{
    const cst_unit unit = {0, 1, 64, 3};
    uint64_t words[4] = {2, 70, 11, UINT64_C(1) << 63}; /* numbers, then values */
    cst_batch batch;
    cst_batch_view(&batch, CST_PART_COLUMNS, 2, (const uint8_t *)words);
    const cst_u128 sum = cst_unit_receipt(&unit, &batch).hash;
    for (size_t i = 0; i < 4; i++) {
        words[i] ^= 1;
        CU_ASSERT(cst_unit_receipt(&unit, &batch).hash != sum);
        words[i] ^= 1;
    }
    CU_ASSERT(cst_unit_receipt(&unit, &batch).hash == sum);
}

/* The records of played tasks tell their own reports, in six bits of their third byte. */
static void test_unit_receipt_played(void)
{
    uint8_t records[3 * 8] = {0};
    cst_batch batch;
    records[2] = 3;
    records[8 + 2] = 255;
    records[16 + 3] = 7; /* abstentions */
    cst_batch_view(&batch, CST_COLUMN_RECORD, 3, records);
    const cst_receipt receipt = cst_unit_receipt(&(cst_unit){0, 1, 64, 3}, &batch);
    CU_ASSERT_EQUAL(receipt.records, 3);
    CU_ASSERT_EQUAL(receipt.reports, 3 + 63);
}

static void test_unit_memory(void)
{
    cst_unit_seen seen[3] = {0};
    cst_unit_memory memory = {.seen = seen, .room = 3};
    const cst_unit absent = {9, 9, 9, 9};
    CU_ASSERT_PTR_NULL(cst_unit_recall(&memory, &absent));
    for (uint32_t i = 0; i < 5; i++) {
        cst_unit_remember(&memory, &(cst_unit_seen){{i, 0, 0, 1}, {i, 0, 0}, i});
    }
    for (uint32_t i = 0; i < 5; i++) {
        const cst_unit_seen *one = cst_unit_recall(&memory, &(cst_unit){i, 0, 0, 1});
        CU_ASSERT_EQUAL(one != NULL, i >= 2);
        CU_ASSERT(one == NULL || (one->receipt.records == i && one->sum == i));
    }
}

CST_SUITE("unit", CST_TEST(test_unit_equal), CST_TEST(test_unit_format), CST_TEST(test_unit_check),
          CST_TEST(test_unit_receipt_dense), CST_TEST(test_unit_receipt_tasks),
          CST_TEST(test_unit_settle), CST_TEST(test_unit_sum), CST_TEST(test_unit_receipt_played),
          CST_TEST(test_unit_memory))
