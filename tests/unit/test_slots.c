/* SPDX-License-Identifier: MIT */
#include "tally/slots.h"

#include "base/random.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Values of a trial by its number: of all sizes that trials have. */
static uint64_t value(uint64_t trial, uint32_t which)
{
    const uint64_t mixed = (trial + 1) * UINT64_C(0x9e3779b97f4a7c15) >> (which == 0 ? 44 : 41);
    return trial % 7 == 0 ? 0 : mixed;
}

static void add(cst_slots *slots, uint64_t trial)
{
    cst_slots_add(slots, trial, value(trial, 0), value(trial, 1));
}

/* The slot of 2^level trials from `number` on, of trials below `trials`, counted one by one. */
static cst_slot_sums counted(uint64_t number, uint32_t level, uint64_t trials)
{
    cst_slot_sums sums = {0};
    for (uint64_t i = number << level; i < (number + 1) << level && i < trials; i++) {
        const cst_u128 x = value(i, 0);
        const cst_u128 y = value(i, 1);
        sums.trials++;
        sums.x += (uint64_t)x;
        sums.y += (uint64_t)y;
        sums.xx += x * x;
        sums.xy += x * y;
        sums.yy += y * y;
    }
    return sums;
}

static bool same(const cst_slot_sums *a, const cst_slot_sums *b)
{
    return a->trials == b->trials && a->x == b->x && a->y == b->y && a->xx == b->xx &&
           a->xy == b->xy && a->yy == b->yy;
}

/* Up to 512 trials have a slot each; then slots double, so that more than 256 of them stay. */
static void test_slots_by_address(void)
{
    static const uint64_t trials[] = {1, 2, 100, 511, 512, 513, 1024, 1025, 5000};
    for (size_t k = 0; k < sizeof trials / sizeof trials[0]; k++) {
        cst_slots slots = {0};
        uint32_t level = 0;
        for (uint64_t i = 0; i < trials[k]; i++) {
            add(&slots, i);
        }
        while (trials[k] > (uint64_t)CST_SLOTS << level) {
            level++;
        }
        CU_ASSERT_EQUAL(slots.level, level);
        CU_ASSERT_EQUAL(slots.first, 0);
        CU_ASSERT_EQUAL(slots.count, ((trials[k] - 1) >> level) + 1);
        CU_ASSERT(level == 0 || slots.count > CST_SLOTS / 2);
        for (uint32_t i = 0; i < CST_SLOTS; i++) {
            const cst_slot_sums found = cst_slots_at(&slots, i);
            const cst_slot_sums expected = counted(i, level, trials[k]);
            CU_ASSERT_TRUE(same(&found, &expected));
        }
        cst_slots_free(&slots);
    }
}

/* Blocks of any size in any order come to the same. */
static void test_slots_any_order(void)
{
    enum { TRIALS = 3000, BLOCKS = 40 };
    cst_slots whole = {0};
    const cst_random random = {.seed = 11};
    for (uint64_t i = 0; i < TRIALS; i++) {
        add(&whole, i);
    }
    for (uint32_t repeat = 0; repeat < 20; repeat++) {
        cst_draws draws = cst_draws_at(&random, repeat, 0, CST_DRAW_SKIP);
        uint64_t cut[BLOCKS + 1] = {0};
        uint32_t order[BLOCKS];
        cst_slots sum = {0};
        for (uint32_t i = 0; i < BLOCKS; i++) {
            const uint64_t left = TRIALS - cut[i];
            cut[i + 1] =
                i + 1 == BLOCKS ? TRIALS : cut[i] + cst_draws_uniform(&draws, left / 4 + 1);
            order[i] = i;
        }
        for (uint32_t i = BLOCKS; i-- > 1;) {
            const uint32_t with = (uint32_t)cst_draws_uniform(&draws, i + 1);
            const uint32_t kept = order[i];
            order[i] = order[with];
            order[with] = kept;
        }
        for (uint32_t i = 0; i < BLOCKS; i++) {
            cst_slots part = {0};
            for (uint64_t trial = cut[order[i] + 1]; trial-- > cut[order[i]];) {
                add(&part, trial);
            }
            CU_ASSERT_TRUE(cst_slots_can_add(&sum, &part));
            cst_slots_merge(&sum, &part);
            cst_slots_free(&part);
        }
        CU_ASSERT_TRUE(cst_test_slots_equal(&sum, &whole));
        cst_slots_free(&sum);
    }
    cst_slots_free(&whole);
}

/* The largest numbers of trials and values. */
static void test_slots_far(void)
{
    cst_slots slots = {0};
    cst_slots low = {0};
    add(&low, 3);
    cst_slots_add(&slots, INT64_MAX, INT64_MAX, INT64_MAX);
    CU_ASSERT_EQUAL(slots.level, CST_SLOT_LEVELS - 1);
    CU_ASSERT_EQUAL(slots.first, CST_SLOTS - 1);
    CU_ASSERT_EQUAL(slots.count, 1);
    cst_slots_merge(&slots, &low);
    CU_ASSERT_EQUAL(slots.first, 0);
    CU_ASSERT_EQUAL(slots.count, CST_SLOTS);
    CU_ASSERT_EQUAL(cst_slots_at(&slots, 0).x, value(3, 0));
    CU_ASSERT_EQUAL(cst_slots_at(&slots, 7).trials, 0);
    CU_ASSERT_TRUE(cst_slots_at(&slots, CST_SLOTS - 1).xy ==
                   (cst_u128)INT64_MAX * (cst_u128)INT64_MAX);
    cst_slots_free(&slots);
    cst_slots_free(&low);
}

static void beyond(void)
{
    cst_slots slots = {0};
    cst_slots_add(&slots, UINT64_C(1) << 63, 0, 0);
}

static void too_large(void)
{
    cst_slots a = {0};
    cst_slots_add(&a, 1, UINT64_MAX, UINT64_MAX);
    cst_slots b = a;
    cst_slots_merge(&a, &b);
}

/* Slots from outside that do not fit are refused; of one's own that is a fault. */
static void test_slots_errors(void)
{
    const cst_slot_sums most = {.trials = 1, .x = UINT64_MAX};
    const cst_slot_sums one = {.trials = 1, .x = 1};
    cst_slot_sums total;
    cst_slots slots = {0};
    CU_ASSERT_TRUE(cst_slots_put(&slots, 0, 8, &most));
    CU_ASSERT_FALSE(cst_slots_put(&slots, 0, 8, &one));
    CU_ASSERT_TRUE(cst_slots_put(&slots, 0, 9, &one));
    CU_ASSERT_FALSE(cst_slots_total(&slots, &total));
    CU_ASSERT_FALSE(cst_slots_can_add(&(cst_slots){0}, &slots));
    CU_ASSERT_FALSE(cst_slots_put(&slots, CST_SLOT_LEVELS - 1, 0, &one)); /* 8 and 9 in one */
    cst_slots_free(&slots);
    CU_ASSERT(cst_test_aborts(beyond));
    CU_ASSERT(cst_test_aborts(too_large));
}

static void test_slots_pack(void)
{
    static const uint64_t trials[] = {0, 1, 300, 2000};
    for (size_t k = 0; k < sizeof trials / sizeof trials[0]; k++) {
        cst_slots slots = {0};
        cst_slots back = {0};
        for (uint64_t i = 0; i < trials[k]; i += 3) {
            add(&slots, i + 200);
        }
        cst_slots_add(&slots, 5, UINT64_MAX, UINT64_MAX);
        const size_t size = cst_slots_pack(&slots, NULL);
        uint8_t *bytes = malloc(size);
        CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
        CU_ASSERT_EQUAL(cst_slots_pack(&slots, bytes), size);
        CU_ASSERT_PTR_EQUAL(cst_slots_unpack(&back, bytes), bytes + size);
        CU_ASSERT_TRUE(cst_test_slots_equal(&slots, &back));
        CU_ASSERT(size <= 90 + 50 * (trials[k] / 3 + 200));
        free(bytes);
        cst_slots_free(&slots);
        cst_slots_free(&back);
    }
}

CST_SUITE("slots", CST_TEST(test_slots_by_address), CST_TEST(test_slots_any_order),
          CST_TEST(test_slots_far), CST_TEST(test_slots_errors), CST_TEST(test_slots_pack))
