/* SPDX-License-Identifier: MIT */
#include "tally/row.h"

#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

static cst_row sum, part, other;

static void test_row_names(void)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        for (uint32_t j = 0; j < i; j++) {
            CU_ASSERT(strcmp(cst_count_name((cst_count)i), cst_count_name((cst_count)j)) != 0);
        }
    }
    /* Names and order are frozen: they are in files and in digests. */
    CU_ASSERT_EQUAL(CST_COUNT_KINDS, 36);
    CU_ASSERT_STRING_EQUAL(cst_count_name(CST_COUNT_TRIALS), "trials");
    CU_ASSERT_STRING_EQUAL(cst_count_name((cst_count)10), "escaped");
    CU_ASSERT_STRING_EQUAL(cst_count_name((cst_count)20), "trials_ended");
    CU_ASSERT_STRING_EQUAL(cst_count_name((cst_count)32), "expelled_falsely");
    CU_ASSERT_STRING_EQUAL(cst_count_name((cst_count)33), "reported_attacks");
    CU_ASSERT_STRING_EQUAL(cst_count_name((cst_count)35), "schemer_reports");
    CU_ASSERT_EQUAL(CST_SPREAD_KINDS, 37);
    CU_ASSERT_STRING_EQUAL(cst_spread_name((cst_spread_kind)0), "attacks");
    CU_ASSERT_STRING_EQUAL(cst_spread_name((cst_spread_kind)7), "honest_used");
    CU_ASSERT_STRING_EQUAL(cst_spread_name((cst_spread_kind)13), "honest_discarded");
    CU_ASSERT_STRING_EQUAL(cst_spread_name((cst_spread_kind)20), "stopped");
    CU_ASSERT_STRING_EQUAL(cst_spread_name((cst_spread_kind)21), "honest_lost");
    CU_ASSERT_STRING_EQUAL(cst_spread_name((cst_spread_kind)22), "void");
    CU_ASSERT_STRING_EQUAL(cst_spread_name((cst_spread_kind)28), "schemers_told");
    CU_ASSERT_EQUAL(CST_PAIR_KINDS, 4);
    CU_ASSERT_STRING_EQUAL(cst_pair_of((cst_pair)0).name, "planted");
    CU_ASSERT_STRING_EQUAL(cst_pair_of((cst_pair)3).name, "void");
}

static void fill(cst_row *row, uint64_t seed)
{
    cst_row_free(row);
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        row->count[i] = seed * 1000 + i;
    }
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        cst_spread_add(&row->spread[i], seed * i * i, seed);
    }
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        cst_slots_add(&row->slots[i], 13 * seed + i, seed, seed * i);
    }
}

static void test_row_add(void)
{
    cst_row reverse = {0};
    fill(&part, 3);
    fill(&other, 70);
    cst_row_free(&sum);
    CU_ASSERT_EQUAL(cst_row_add(&sum, &part, NULL), 0);
    CU_ASSERT_EQUAL(cst_row_add(&sum, &other, NULL), 0);
    CU_ASSERT_EQUAL(cst_row_add(&reverse, &other, NULL), 0);
    CU_ASSERT_EQUAL(cst_row_add(&reverse, &part, NULL), 0);
    CU_ASSERT_TRUE(cst_test_row_equal(&sum, &reverse));
    CU_ASSERT_FALSE(cst_test_row_equal(&sum, &part));
    CU_ASSERT_EQUAL(sum.count[5], 73010);
    CU_ASSERT_EQUAL(sum.spread[7].trials, 73);
    CU_ASSERT_EQUAL(sum.spread[7].sum, 3 * 3 * 49 + 70 * 70 * 49);
    CU_ASSERT_EQUAL(cst_spread_at(&sum.spread[7], cst_spread_bucket(3 * 49)), 3);
    CU_ASSERT_EQUAL(cst_spread_at(&sum.spread[7], cst_spread_bucket(70 * 49)), 70);
    cst_row_free(&reverse);
    CU_ASSERT_TRUE(cst_test_row_equal(&reverse, &(cst_row){0}));
}

/* What a part does not tell or has no memory for, the sum does not. */
static void test_row_add_lacking(void)
{
    fill(&part, 3);
    cst_row_free(&sum);
    part.untold = 2;
    sum.untold = 4;
    CU_ASSERT_EQUAL(cst_row_add(&sum, &part, NULL), 0);
    CU_ASSERT_EQUAL(sum.untold, 6);
    part.spread[5].failed = true;
    CU_ASSERT_EQUAL(cst_row_add(&sum, &part, NULL), CST_ERR_MEMORY);
    CU_ASSERT_TRUE(cst_row_failed(&sum));
    fill(&part, 3);
    cst_row_free(&sum);
    part.slots[1].failed = true;
    CU_ASSERT_EQUAL(cst_row_add(&sum, &part, NULL), CST_ERR_MEMORY);
}

/* 2^63 - 1 is the most of a counter, 64 and 128 bits that of sums. */
static void test_row_can_add(void)
{
    fill(&part, 3);
    fill(&sum, 70);
    CU_ASSERT_TRUE(cst_row_can_add(&sum, &part));
    sum.count[7] = INT64_MAX - 3007;
    CU_ASSERT_TRUE(cst_row_can_add(&sum, &part));
    sum.count[7]++;
    CU_ASSERT_FALSE(cst_row_can_add(&sum, &part));
    sum.count[7] = UINT64_MAX;
    CU_ASSERT_FALSE(cst_row_can_add(&sum, &part));
    fill(&sum, 70);
    sum.spread[4].sum = UINT64_MAX - part.spread[4].sum;
    sum.spread[5].sum_sq = ~part.spread[5].sum_sq;
    sum.spread[6].trials = UINT64_MAX - part.spread[6].trials;
    CU_ASSERT_TRUE(cst_row_can_add(&sum, &part));
    sum.spread[4].sum++;
    CU_ASSERT_FALSE(cst_row_can_add(&sum, &part));
    sum.spread[4].sum--;
    sum.spread[5].sum_sq++;
    CU_ASSERT_FALSE(cst_row_can_add(&sum, &part));
    sum.spread[5].sum_sq--;
    sum.spread[6].trials++;
    CU_ASSERT_FALSE(cst_row_can_add(&sum, &part));
    sum.spread[6].trials--;
    CU_ASSERT_TRUE(cst_row_can_add(&sum, &part));
    cst_slots_add(&sum.slots[2], 0, UINT64_MAX - 72, 0);
    CU_ASSERT_FALSE(cst_row_can_add(&sum, &part));
}

/* An empty row is small; one with the attacks of a deployment in it is little more. */
static void test_row_is_small(void)
{
    CU_ASSERT(sizeof(cst_row) <= 2400);
    cst_row_free(&sum);
    size_t bytes = sizeof sum;
    for (uint64_t attacks = 0; attacks < 40; attacks++) {
        cst_spread_add(&sum.spread[CST_SPREAD_ATTACKS], attacks, 1000);
        cst_spread_add(&sum.spread[CST_SPREAD_ESCAPED], attacks / 2, 1000);
    }
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        bytes += sum.spread[i].buckets * sizeof *sum.spread[i].bucket;
    }
    CU_ASSERT(bytes < 3072);
}

static void overflow_count(void)
{
    sum.count[2] = UINT64_MAX;
    cst_row_free(&part);
    part.count[2] = 1;
    (void)cst_row_add(&sum, &part, NULL);
}

static void no_such_name(void)
{
    (void)cst_count_name(CST_COUNT_KINDS);
}

static void no_overflow(void)
{
    (void)cst_row_add(&sum, &part, NULL);
}

static void test_row_errors(void)
{
    cst_row_free(&sum);
    cst_row_free(&part);
    CU_ASSERT(cst_test_aborts(overflow_count));
    CU_ASSERT(cst_test_aborts(no_such_name));
    CU_ASSERT(!cst_test_aborts(no_overflow));
}

/* --- Words ----------------------------------------------------------------------------------- */

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
    cst_slots_add(&row.slots[0], 0, 0, 0);
    cst_slots_add(&row.slots[0], 700, UINT64_C(1) << 50, UINT64_C(1) << 50);
    cst_slots_add(&row.slots[CST_PAIR_KINDS - 1], INT64_MAX, 1, 2);
    return row;
}

static void test_row_words_round_trip(void)
{
    cst_row row = filled();
    cst_row back = {0};
    told all = {.to = &back};
    cst_row_words(&row, &all, take);
    CU_ASSERT_TRUE(cst_test_row_equal(&row, &back));
    /* Two counters; thirteen spreads of trials, sum, two words of squares and three buckets. Slots
     * of trials alone, of trials, both values and three high words, and of six low ones. */
    CU_ASSERT_EQUAL(all.words, 2 + 13 * 7 + 1 + 6 + 6);
    cst_row_free(&row);
    all.words = 0;
    cst_row_words(&row, &all, take);
    CU_ASSERT_EQUAL(all.words, 0);
    cst_row_free(&back);
}

static void test_row_pack(void)
{
    cst_row row = filled();
    cst_row back = {0};
    row.count[5] = 0;
    row.untold = UINT64_C(1) << 5;
    uint64_t *packed = cst_row_pack(&row);
    CU_ASSERT_PTR_NOT_NULL_FATAL(packed);
    cst_row_unpack(&back, packed);
    CU_ASSERT_TRUE(cst_test_row_equal(&row, &back));
    CU_ASSERT_EQUAL(back.untold, row.untold);
    CU_ASSERT_FALSE(cst_row_failed(&back));
    free(packed);
    cst_row_free(&row);
    cst_row_free(&back);
}

/* Words add up as rows do. */
static void test_row_words_add(void)
{
    cst_row row = filled();
    cst_row twice = {0};
    cst_row total = {0};
    for (int i = 0; i < 2; i++) {
        told all = {.to = &twice};
        cst_row_words(&row, &all, take);
        CU_ASSERT_EQUAL(cst_row_add(&total, &row, NULL), 0);
    }
    CU_ASSERT_TRUE(cst_test_row_equal(&total, &twice));
    cst_row_free(&row);
    cst_row_free(&twice);
    cst_row_free(&total);
}

/* Numbers that there are not, which leave the row as it was, and sums that do not fit. */
static void test_row_words_errors(void)
{
    enum { SQUARES_LOW = CST_COUNT_KINDS + 2, SQUARES_HIGH = CST_COUNT_KINDS + 3 };
    cst_row row = filled();
    cst_row same = filled();
    CU_ASSERT_FALSE(cst_row_add_word(&row, CST_ROW_WORDS, 1));
    CU_ASSERT_FALSE(cst_row_add_word(&row, UINT64_MAX, 1));
    CU_ASSERT_TRUE(cst_test_row_equal(&row, &same));
    row.count[3] = UINT64_MAX;
    row.spread[0].trials = UINT64_MAX;
    row.spread[0].sum = UINT64_MAX;
    cst_spread_put(&row.spread[CST_SPREAD_KINDS - 1], CST_SPREAD_BUCKETS - 1, UINT64_MAX);
    CU_ASSERT_FALSE(cst_row_add_word(&row, 3, 1));
    CU_ASSERT_FALSE(cst_row_add_word(&row, CST_COUNT_KINDS, 1));
    CU_ASSERT_FALSE(cst_row_add_word(&row, CST_COUNT_KINDS + 1, 1));
    CU_ASSERT_FALSE(cst_row_add_word(&row, CST_ROW_SLOTS - 1, 1));
    CU_ASSERT_TRUE(cst_row_add_word(&row, CST_ROW_SLOTS + 1, UINT64_MAX));
    CU_ASSERT_FALSE(cst_row_add_word(&row, CST_ROW_SLOTS + 1, 1));
    row.spread[0].sum_sq = ~(cst_u128)0;
    CU_ASSERT_FALSE(cst_row_add_word(&row, SQUARES_LOW, 1));
    row.spread[0].sum_sq = ~(cst_u128)0;
    CU_ASSERT_FALSE(cst_row_add_word(&row, SQUARES_HIGH, 1));
    cst_row_free(&row);
    cst_row_free(&same);
}

CST_SUITE("row", CST_TEST(test_row_names), CST_TEST(test_row_add), CST_TEST(test_row_add_lacking),
          CST_TEST(test_row_can_add), CST_TEST(test_row_is_small), CST_TEST(test_row_errors),
          CST_TEST(test_row_words_round_trip), CST_TEST(test_row_pack),
          CST_TEST(test_row_words_add), CST_TEST(test_row_words_errors))
