/* SPDX-License-Identifier: MIT */
#include "estimate/sample/lists.h"
#include "tests/lib/suite.h"

/* A list lies behind the planes, its number before them, and grows without moving what there is. */
static void test_lists_grow(void)
{
    enum { ENTRIES = 100, PLANES = CST_PLANE_ATTACK, RECORDS = 200 };
    cst_batch batch;
    cst_batch copy;
    CU_ASSERT_EQUAL_FATAL(
        cst_batch_init_listed(&batch, PLANES | CST_LIST_SCHEMERS, 5, RECORDS, 3, NULL), 0);
    const size_t planes = (2 + (5 + RECORDS + 63) / 64) * sizeof(uint64_t);
    CU_ASSERT_EQUAL(cst_batch_size(&batch), planes);
    cst_plane_or(cst_batch_column_mut(&batch, CST_PLANE_ATTACK), 7, 1);
    for (uint64_t i = 0; i < ENTRIES; i++) {
        const cst_entry entry = {.task = i << 40, .schemers = (uint8_t)(i % 33), .told = 32};
        CU_ASSERT_EQUAL_FATAL(cst_batch_list_grow(&batch, 1, NULL), 0);
        cst_batch_word_set(cst_batch_list_end(&batch), cst_entry_pack(entry));
        cst_batch_list_add(&batch, 1);
    }
    cst_batch_seal(&batch);
    CU_ASSERT_EQUAL_FATAL(cst_batch_copy(&copy, &batch, NULL), 0);
    cst_batch_free(&batch);
    CU_ASSERT_EQUAL(cst_batch_size(&copy), planes + ENTRIES * sizeof(uint64_t));
    CU_ASSERT_EQUAL(cst_batch_word(copy.data + 8), ENTRIES);
    CU_ASSERT_EQUAL(cst_batch_word(cst_batch_column(&copy, CST_PLANE_ATTACK)), 128);
    CU_ASSERT_TRUE(cst_batch_edges_clear(&copy));
    for (uint64_t i = 0; i < ENTRIES; i++) {
        const cst_entry entry = cst_entry_unpack(cst_batch_word(cst_batch_list(&copy) + 8 * i));
        CU_ASSERT(entry.task == i << 40 && entry.schemers == i % 33 && entry.told == 32);
    }
    cst_batch_free(&copy);
}

CST_SUITE("lists", CST_TEST(test_lists_grow))
