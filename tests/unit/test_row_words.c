/* SPDX-License-Identifier: MIT */
#include "tally/row_words.h"

#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

/* What is told, taken in again. */
typedef struct told {
    cst_row *to;
    uint64_t words, last;
} told;

static void take(void *self, uint32_t number, uint64_t value)
{
    told *all = self;
    CU_ASSERT_FATAL(value != 0);
    CU_ASSERT_FATAL(all->words == 0 || number > all->last);
    CU_ASSERT_TRUE(cst_row_add_word(all->to, number, value));
    all->last = number;
    all->words++;
}

/* Some of everything: values of all sizes, the first and the last of each kind. */
static cst_row filled(void)
{
    cst_row row = {0};
    row.count[0] = 1;
    row.count[CST_COUNT_KINDS - 1] = INT64_MAX / 2;
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind += 3) {
        cst_spread_add(&row.spread[kind], 0, 5);
        cst_spread_add(&row.spread[kind], 63 + kind, 2);
        cst_spread_add(&row.spread[kind], UINT64_C(1) << 58, 3); /* squares of 128 bits */
    }
    cst_spread_add(&row.spread[CST_SPREAD_KINDS - 1], UINT64_C(1) << 58, 1);
    return row;
}

static void test_row_words_round_trip(void)
{
    cst_row row = filled();
    cst_row back = {0};
    told all = {.to = &back};
    cst_row_words(&row, &all, take);
    CU_ASSERT_TRUE(cst_test_row_equal(&row, &back));
    /* Two counters; six spreads of trials, sum, two words of squares and three buckets; and one of
     * trials, sum, a high word of squares and one bucket. */
    CU_ASSERT_EQUAL(all.words, 2 + 6 * 7 + 4);
    cst_row_free(&row);
    all.words = 0;
    cst_row_words(&row, &all, take);
    CU_ASSERT_EQUAL(all.words, 0);
    cst_row_free(&back);
}

/* Words add up as rows do. */
static void test_row_words_add(void)
{
    cst_row row = filled();
    cst_row twice = {0};
    cst_row sum = {0};
    for (int i = 0; i < 2; i++) {
        told all = {.to = &twice};
        cst_row_words(&row, &all, take);
        CU_ASSERT_EQUAL(cst_row_add(&sum, &row, NULL), 0);
    }
    CU_ASSERT_TRUE(cst_test_row_equal(&sum, &twice));
    cst_row_free(&row);
    cst_row_free(&twice);
    cst_row_free(&sum);
}

/* Numbers that there are not, and sums that do not fit, leave the row as it was. */
static void test_row_words_errors(void)
{
    enum { SQUARES_LOW = CST_COUNT_KINDS + 2, SQUARES_HIGH = CST_COUNT_KINDS + 3 };
    cst_row row = filled();
    cst_row same = filled();
    cst_row *const both[] = {&row, &same};
    for (size_t i = 0; i < 2; i++) {
        both[i]->count[3] = UINT64_MAX;
        both[i]->spread[0].sum_sq = ~(cst_u128)0;
        cst_spread_put(&both[i]->spread[CST_SPREAD_KINDS - 1], CST_SPREAD_BUCKETS - 1, UINT64_MAX);
    }
    CU_ASSERT_FALSE(cst_row_add_word(&row, CST_ROW_WORDS, 1));
    CU_ASSERT_FALSE(cst_row_add_word(&row, UINT64_MAX, 1));
    CU_ASSERT_FALSE(cst_row_add_word(&row, 3, 1));
    CU_ASSERT_FALSE(cst_row_add_word(&row, SQUARES_LOW, 1));
    CU_ASSERT_FALSE(cst_row_add_word(&row, SQUARES_HIGH, 1));
    CU_ASSERT_FALSE(cst_row_add_word(&row, CST_ROW_WORDS - 1, 1));
    CU_ASSERT_TRUE(cst_test_row_equal(&row, &same));
    cst_row_free(&row);
    cst_row_free(&same);
}

CST_SUITE("row_words", CST_TEST(test_row_words_round_trip), CST_TEST(test_row_words_add),
          CST_TEST(test_row_words_errors))
