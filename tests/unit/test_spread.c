/* SPDX-License-Identifier: MIT */
#include "tally/spread.h"

#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

/* Buckets cover every value once, in order, and are never wider than 1/16 of their low end. */
static void test_spread_buckets(void)
{
    uint64_t next = 0;
    for (uint32_t bucket = 0; bucket < CST_SPREAD_BUCKETS; bucket++) {
        const uint64_t low = cst_spread_bucket_low(bucket);
        const uint64_t high = cst_spread_bucket_high(bucket);
        CU_ASSERT_EQUAL(low, next);
        CU_ASSERT(low <= high);
        CU_ASSERT_EQUAL(cst_spread_bucket(low), bucket);
        CU_ASSERT_EQUAL(cst_spread_bucket(high), bucket);
        CU_ASSERT(low >= 64 ? high - low + 1 <= low / 16 : high == low);
        next = high + 1;
    }
    CU_ASSERT_EQUAL(next, 0); /* one past the greatest value */
    CU_ASSERT_EQUAL(cst_spread_bucket(63), 63);
    CU_ASSERT_EQUAL(cst_spread_bucket(64), 64);
    CU_ASSERT_EQUAL(cst_spread_bucket(67), 64);
    CU_ASSERT_EQUAL(cst_spread_bucket(68), 65);
    CU_ASSERT_EQUAL(cst_spread_bucket(UINT64_MAX), CST_SPREAD_BUCKETS - 1);
}

static void test_spread_add(void)
{
    cst_spread spread = {0};
    cst_spread_add(&spread, 0, 5);
    cst_spread_add(&spread, 3, 2);
    cst_spread_add(&spread, 1000, 1);
    cst_spread_add(&spread, 7, 0);
    CU_ASSERT_EQUAL(spread.trials, 8);
    CU_ASSERT_EQUAL(spread.sum, 1006);
    CU_ASSERT(spread.sum_sq == 1000018);
    CU_ASSERT_EQUAL(cst_spread_at(&spread, 0), 5);
    CU_ASSERT_EQUAL(cst_spread_at(&spread, 3), 2);
    CU_ASSERT_EQUAL(cst_spread_at(&spread, 7), 0);
    CU_ASSERT_EQUAL(cst_spread_at(&spread, cst_spread_bucket(1000)), 1);
    /* Squares need more than 64 bits. */
    cst_spread_add(&spread, UINT64_C(1) << 62, 1);
    CU_ASSERT(spread.sum_sq == ((cst_u128)1 << 124) + 1000018);
    cst_spread_free(&spread);
}

/* Values in any order: the buckets that are kept are those in use, to a multiple of 8. */
static void test_spread_window(void)
{
    static const uint64_t values[] = {UINT64_C(1) << 40, 70, 0, 100, 69, 1000000, 5};
    CST_TEST_SPREAD(all);
    for (size_t most = 1; most <= sizeof values / sizeof values[0]; most++) {
        cst_spread spread = {0};
        uint32_t first = CST_SPREAD_BUCKETS;
        uint32_t end = 0;
        all = cst_spread_over(all_bucket);
        for (size_t i = 0; i < most; i++) {
            const uint32_t bucket = cst_spread_bucket(values[i]);
            first = bucket < first ? bucket : first;
            end = bucket + 1 > end ? bucket + 1 : end;
            cst_spread_add(&spread, values[i], i + 1);
            cst_spread_add(&all, values[i], i + 1);
        }
        CU_ASSERT_TRUE(cst_test_spread_equal(&spread, &all));
        CU_ASSERT(spread.first <= first && first < spread.first + 8U);
        CU_ASSERT(cst_spread_end(&spread) >= end && cst_spread_end(&spread) < end + 8);
        CU_ASSERT_EQUAL(cst_spread_at(&spread, spread.first - 1U), 0);
        CU_ASSERT_EQUAL(cst_spread_at(&spread, cst_spread_end(&spread)), 0);
        cst_spread_free(&spread);
        CU_ASSERT_PTR_NULL(spread.bucket);
    }
}

/* Windows that lie apart, overlap or hold each other: as if all had been added to one. */
static void test_spread_merge(void)
{
    static const uint64_t ends[][2] = {{3, 9}, {80, 200}, {0, 5}, {60, 70}, {1000, 9000}, {7, 7}};
    enum { RANGES = sizeof ends / sizeof ends[0] };
    for (size_t i = 0; i < RANGES; i++) {
        for (size_t j = 0; j < RANGES; j++) {
            cst_spread sum = {0};
            cst_spread part = {0};
            CST_TEST_SPREAD(all);
            for (uint64_t k = 0; k < 2; k++) {
                cst_spread_add(&sum, ends[i][k], 3);
                cst_spread_add(&part, ends[j][k], 5 + k);
                cst_spread_add(&all, ends[i][k], 3);
                cst_spread_add(&all, ends[j][k], 5 + k);
            }
            cst_spread_merge(&sum, &part);
            CU_ASSERT_TRUE(cst_test_spread_equal(&sum, &all));
            cst_spread_merge(&sum, &(cst_spread){0});
            CU_ASSERT_TRUE(cst_test_spread_equal(&sum, &all));
            cst_spread_free(&part);
            cst_spread_merge(&part, &sum);
            CU_ASSERT_TRUE(cst_test_spread_equal(&part, &all));
            cst_spread_free(&sum);
            cst_spread_free(&part);
        }
    }
    cst_spread sum = {0};
    cst_spread_merge(&sum, &(cst_spread){.failed = true});
    CU_ASSERT_TRUE(sum.failed);
}

/* A bucket is set, whatever was there, and nothing else is. */
static void test_spread_put(void)
{
    cst_spread spread = {0};
    cst_spread_put(&spread, 70, 4);
    cst_spread_put(&spread, 3, 2);
    cst_spread_put(&spread, 70, 9);
    CU_ASSERT_EQUAL(cst_spread_at(&spread, 70), 9);
    CU_ASSERT_EQUAL(cst_spread_at(&spread, 3), 2);
    CU_ASSERT_EQUAL(spread.trials + spread.sum, 0);
    cst_spread_put(&spread, CST_SPREAD_BUCKETS - 1, 1);
    CU_ASSERT_EQUAL(cst_spread_at(&spread, CST_SPREAD_BUCKETS - 1), 1);
    cst_spread_free(&spread);
}

static cst_spread full;

static void overflow_product(void)
{
    cst_spread_add(&full, UINT64_C(1) << 33, UINT64_C(1) << 33);
}

static void overflow_sum(void)
{
    full.sum = UINT64_MAX;
    cst_spread_add(&full, 1, 1);
}

static void overflow_squares(void)
{
    full.sum_sq = ~(cst_u128)0;
    cst_spread_add(&full, 1, 1);
}

static void no_such_bucket(void)
{
    cst_spread_put(&full, CST_SPREAD_BUCKETS, 1);
}

static void no_overflow(void)
{
    cst_spread_add(&full, 1, 1);
}

static void test_spread_errors(void)
{
    CU_ASSERT(cst_test_aborts(overflow_product));
    CU_ASSERT(cst_test_aborts(overflow_sum));
    CU_ASSERT(cst_test_aborts(overflow_squares));
    CU_ASSERT(cst_test_aborts(no_such_bucket));
    CU_ASSERT(!cst_test_aborts(no_overflow));
}

CST_SUITE("spread", CST_TEST(test_spread_buckets), CST_TEST(test_spread_add),
          CST_TEST(test_spread_window), CST_TEST(test_spread_merge), CST_TEST(test_spread_put),
          CST_TEST(test_spread_errors))
