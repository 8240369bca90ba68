/* SPDX-License-Identifier: MIT */
#include "estimate/sample/batch.h"
#include "tests/lib/suite.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { ALL = CST_COLUMN_TASK | CST_COLUMN_ATTACK | CST_COLUMN_REPORTS | CST_COLUMN_ABSTENTIONS };

static uint64_t task_of(uint64_t record)
{
    return UINT64_C(0x0102030405060708) + record * UINT64_C(0x9e3779b97f4a7c15);
}

/* Writes a record that is a function of its number, in the columns that there are. */
static void write_record(cst_batch *batch, uint64_t record)
{
    static const uint32_t bytes[] = {CST_COLUMN_ATTACK, CST_COLUMN_REPORTS, CST_COLUMN_ABSTENTIONS};
    if ((batch->columns & CST_COLUMN_TASK) != 0) {
        cst_batch_task_set(batch, record, task_of(record));
    }
    for (size_t i = 0; i < 3; i++) {
        uint8_t *column = cst_batch_column_mut(batch, bytes[i]);
        if (column != NULL) {
            column[record] = (uint8_t)(17 * record + 3 * i + 1);
        }
    }
}

static bool record_is_right(const cst_batch *batch, uint64_t record)
{
    static const uint32_t bytes[] = {CST_COLUMN_ATTACK, CST_COLUMN_REPORTS, CST_COLUMN_ABSTENTIONS};
    bool right = (batch->columns & CST_COLUMN_TASK) == 0 ||
                 cst_batch_task_at(batch, record) == task_of(record);
    for (size_t i = 0; i < 3; i++) {
        const uint8_t *column = cst_batch_column(batch, bytes[i]);
        CU_ASSERT_EQUAL(column != NULL, (batch->columns & bytes[i]) != 0);
        right = right && (column == NULL || column[record] == (uint8_t)(17 * record + 3 * i + 1));
    }
    return right;
}

static bool all_right(const cst_batch *batch)
{
    bool right = true;
    for (uint64_t i = 0; i < batch->records; i++) {
        right = right && record_is_right(batch, i);
    }
    return right;
}

static void test_batch_record_size(void)
{
    for (uint32_t columns = 0; columns <= ALL; columns++) {
        size_t expected = (columns & 1) != 0 ? 8 : 0;
        expected += (columns >> 1 & 1) + (columns >> 2 & 1) + (columns >> 3 & 1);
        CU_ASSERT_EQUAL(cst_batch_record_size(columns), expected);
    }
}

/* Grows from nothing record by record, is sealed, viewed at any alignment: all columns survive. */
static void test_batch_grow_seal_view(void)
{
    static const uint64_t lengths[] = {0, 1, 15, 16, 17, 48, 1000};
    for (uint32_t columns = 1; columns <= ALL; columns++) {
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            cst_batch batch;
            CU_ASSERT_EQUAL_FATAL(cst_batch_init(&batch, columns, 0, NULL), 0);
            while (batch.records < lengths[i]) {
                if (batch.records == batch.capacity) {
                    const uint64_t records = batch.records;
                    CU_ASSERT_EQUAL_FATAL(cst_batch_grow(&batch, NULL), 0);
                    CU_ASSERT(batch.capacity > records && batch.records == records);
                }
                batch.records++;
                write_record(&batch, batch.records - 1);
            }
            CU_ASSERT_TRUE(all_right(&batch));
            cst_batch_seal(&batch);
            CU_ASSERT_EQUAL(batch.capacity, batch.records);
            CU_ASSERT_EQUAL(batch.records, lengths[i]);
            CU_ASSERT_TRUE(all_right(&batch));
            cst_batch_seal(&batch); /* again changes nothing */
            CU_ASSERT_TRUE(all_right(&batch));
            const size_t size = cst_batch_size(&batch);
            CU_ASSERT_EQUAL(size, lengths[i] * cst_batch_record_size(columns));
            for (size_t shift = 0; shift < 8; shift++) {
                uint8_t *copy = malloc(size + shift + 1);
                cst_batch view;
                CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
                memcpy(copy + shift, batch.data, size);
                cst_batch_view(&view, columns, lengths[i], copy + shift);
                CU_ASSERT_PTR_NULL(view.base);
                CU_ASSERT_TRUE(all_right(&view));
                cst_batch_free(&view);
                free(copy);
            }
            cst_batch_free(&batch);
        }
    }
}

/* The layout is that of the wire: tasks first, little-endian, then one byte column after another,
 * behind the room for an envelope. */
static void test_batch_layout(void)
{
    cst_batch batch;
    CU_ASSERT_EQUAL_FATAL(cst_batch_init(&batch, ALL, 2, NULL), 0);
    CU_ASSERT_EQUAL(batch.records, 2);
    CU_ASSERT_PTR_EQUAL(batch.data, batch.base + CST_BATCH_HEAD);
    cst_batch_task_set(&batch, 0, UINT64_C(0x0807060504030201));
    cst_batch_task_set(&batch, 1, 1);
    memcpy(cst_batch_column_mut(&batch, CST_COLUMN_ATTACK), "\x21\x22", 2);
    memcpy(cst_batch_column_mut(&batch, CST_COLUMN_REPORTS), "\x31\x32", 2);
    memcpy(cst_batch_column_mut(&batch, CST_COLUMN_ABSTENTIONS), "\x41\x42", 2);
    static const uint8_t expected[] = {1, 2, 3, 4, 5, 6,    7,    8,    1,    0,    0,
                                       0, 0, 0, 0, 0, 0x21, 0x22, 0x31, 0x32, 0x41, 0x42};
    CU_ASSERT_EQUAL(cst_batch_size(&batch), sizeof expected);
    CU_ASSERT_EQUAL(memcmp(batch.data, expected, sizeof expected), 0);
    cst_batch_free(&batch);
}

/* Records that were never filled are given up by lowering `records` before sealing. */
static void test_batch_seal_drops_the_rest(void)
{
    cst_batch batch;
    CU_ASSERT_EQUAL_FATAL(cst_batch_init(&batch, ALL, 100, NULL), 0);
    for (uint64_t i = 0; i < 100; i++) {
        write_record(&batch, i);
    }
    batch.records = 37;
    cst_batch_seal(&batch);
    CU_ASSERT_EQUAL(cst_batch_size(&batch), 37 * 11);
    CU_ASSERT_TRUE(all_right(&batch));
    CU_ASSERT_EQUAL(batch.data[37 * 8], 1); /* attacks follow the tasks at once */
    cst_batch_free(&batch);
}

static void test_batch_free_is_harmless(void)
{
    cst_batch batch = {0};
    cst_batch_free(&batch);
    CU_ASSERT_EQUAL_FATAL(cst_batch_init(&batch, ALL, 5, NULL), 0);
    cst_batch_free(&batch);
    CU_ASSERT_PTR_NULL(batch.base);
    CU_ASSERT_EQUAL(batch.records, 0);
    cst_batch_free(&batch);
}

static void test_batch_init_errors(void)
{
    static const uint64_t sizes[] = {UINT64_MAX, UINT64_MAX / 11, UINT64_MAX / 12,
                                     UINT64_C(1) << 60};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        cst_batch batch;
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_batch_init(&batch, ALL, sizes[i], &error), CST_ERR_MEMORY);
        CU_ASSERT_EQUAL(error.code, CST_ERR_MEMORY);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "a batch of"));
        CU_ASSERT_PTR_NULL(batch.base);
        cst_batch_free(&batch);
    }
}

/* Planes: eight bytes of records, then a bit a record and plane, from bit `lead` of words that
 * start at whole multiples of 64 tasks. */
static void test_batch_planes(void)
{
    static const uint64_t firsts[] = {0, 1, 63, 64, 100};
    static const uint64_t lengths[] = {1, 63, 64, 65, 1000};
    const uint32_t columns = CST_PLANE_ATTACK | cst_batch_planes_of(CST_PLANE_REPORTS, 5);
    CU_ASSERT_EQUAL(cst_batch_planes_of(CST_PLANE_REPORTS, 0), 0);
    CU_ASSERT_EQUAL(cst_batch_planes_of(CST_PLANE_REPORTS, 1), 1 << 6);
    CU_ASSERT_EQUAL(cst_batch_planes_of(CST_PLANE_REPORTS, 32), 63 << 6);
    CU_ASSERT_EQUAL(columns, 32 + 64 * 7);
    for (size_t i = 0; i < 25; i++) {
        const uint64_t first = firsts[i / 5];
        const uint64_t records = lengths[i % 5];
        const uint64_t words = (first % 64 + records + 63) / 64;
        cst_batch batch;
        cst_batch view;
        CU_ASSERT_EQUAL_FATAL(cst_batch_init_planes(&batch, columns, first, records, NULL), 0);
        CU_ASSERT_EQUAL(batch.lead, first % 64);
        CU_ASSERT_EQUAL(cst_batch_plane_words(batch.lead, records), words);
        CU_ASSERT_EQUAL(cst_batch_size(&batch), 8 + 4 * 8 * words);
        CU_ASSERT_EQUAL(cst_batch_word(batch.data), records);
        CU_ASSERT_PTR_EQUAL(cst_batch_column(&batch, CST_PLANE_ATTACK), batch.data + 8);
        CU_ASSERT_PTR_EQUAL(cst_batch_column(&batch, CST_PLANE_REPORTS << 2),
                            batch.data + 8 + 3 * 8 * words);
        CU_ASSERT_PTR_NULL(cst_batch_column(&batch, CST_PLANE_REPORTS << 3));
        CU_ASSERT_PTR_NULL(cst_batch_column(&batch, CST_PLANE_ABSTENTIONS));
        cst_batch_seal(&batch);
        cst_batch_view(&view, columns, records, batch.data);
        view.lead = batch.lead;
        CU_ASSERT_PTR_EQUAL(cst_batch_column(&view, CST_PLANE_REPORTS << 2),
                            batch.data + 8 + 3 * 8 * words);
        cst_batch_free(&batch);
    }
}

static void test_batch_plane_bits(void)
{
    uint8_t plane[5 * 8 + 1] = {0};
    uint8_t *odd = plane + 1; /* words may lie anywhere */
    for (uint64_t at = 0; at < 256; at++) {
        memset(plane, 0, sizeof plane);
        cst_plane_or(odd, at, UINT64_C(0x8000000000000001));
        for (uint64_t bit = 0; bit < 320; bit++) {
            CU_ASSERT_EQUAL(cst_plane_word(odd, bit / 64) >> (bit % 64) & 1,
                            bit == at || bit == at + 63);
        }
        CU_ASSERT_EQUAL(cst_plane_get(odd, 5, at), UINT64_C(0x8000000000000001));
        CU_ASSERT_EQUAL(cst_plane_get(odd, at / 64 + 1, at) >> 63, at % 64 == 0);
    }
    cst_plane_word_set(odd, 0, UINT64_C(0x0123456789abcdef));
    CU_ASSERT_EQUAL(odd[0], 0xef);
    CU_ASSERT_EQUAL(cst_plane_ones(UINT64_C(0x0123456789abcdef)), 32);
    CU_ASSERT_EQUAL(cst_plane_ones(UINT64_MAX), 64);
    CU_ASSERT_EQUAL(cst_plane_ones(0), 0);
}

/* A bit before the first record or after the last shows, wherever it is; none between them does. */
static void test_batch_edges(void)
{
    static const uint64_t records[] = {1, 3, 59, 64, 100, 123};
    enum { FIRST = 5 };
    const uint32_t columns = CST_PLANE_ATTACK | CST_PLANE_REPORTS << 2;
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        cst_batch batch;
        CU_ASSERT_EQUAL_FATAL(cst_batch_init_planes(&batch, columns, FIRST, records[i], NULL), 0);
        CU_ASSERT_TRUE(cst_batch_edges_clear(&batch));
        uint8_t *plane = cst_batch_column_mut(&batch, CST_PLANE_REPORTS << 2);
        for (uint64_t bit = 0; bit < 64 * cst_batch_plane_words(FIRST, records[i]); bit++) {
            const uint64_t before = cst_plane_word(plane, bit / 64);
            cst_plane_or(plane, bit, 1);
            CU_ASSERT_EQUAL(cst_batch_edges_clear(&batch),
                            bit >= FIRST && bit < FIRST + records[i]);
            cst_plane_word_set(plane, bit / 64, before);
        }
        cst_batch_free(&batch);
    }
}

CST_SUITE("batch", CST_TEST(test_batch_edges), CST_TEST(test_batch_planes),
          CST_TEST(test_batch_plane_bits), CST_TEST(test_batch_record_size),
          CST_TEST(test_batch_grow_seal_view), CST_TEST(test_batch_layout),
          CST_TEST(test_batch_seal_drops_the_rest), CST_TEST(test_batch_free_is_harmless),
          CST_TEST(test_batch_init_errors))
