/* SPDX-License-Identifier: MIT */
#include "tally/row.h"

#include "tests/lib/suite.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static cst_row sum, part, other;

static void test_row_names(void)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        for (uint32_t j = 0; j < i; j++) {
            CU_ASSERT(strcmp(cst_count_name((cst_count)i), cst_count_name((cst_count)j)) != 0);
        }
    }
    /* Names and order are frozen: they are in files and in digests. */
    CU_ASSERT_EQUAL(CST_COUNT_KINDS, 33);
    CU_ASSERT_STRING_EQUAL(cst_count_name(CST_COUNT_TRIALS), "trials");
    CU_ASSERT_STRING_EQUAL(cst_count_name((cst_count)10), "escaped");
    CU_ASSERT_STRING_EQUAL(cst_count_name((cst_count)20), "trials_ended");
    CU_ASSERT_STRING_EQUAL(cst_count_name((cst_count)32), "expelled_falsely");
    CU_ASSERT_EQUAL(CST_SPREAD_KINDS, 18);
    CU_ASSERT_STRING_EQUAL(cst_spread_name((cst_spread_kind)0), "attacks");
    CU_ASSERT_STRING_EQUAL(cst_spread_name((cst_spread_kind)7), "honest_used");
    CU_ASSERT_STRING_EQUAL(cst_spread_name((cst_spread_kind)13), "honest_discarded");
}

/* Buckets cover every value once, in order, and are never wider than 1/16 of their low end. */
static void test_row_buckets(void)
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

static void test_row_spread_add(void)
{
    cst_spread spread = {0};
    cst_spread_add(&spread, 0, 5);
    cst_spread_add(&spread, 3, 2);
    cst_spread_add(&spread, 1000, 1);
    cst_spread_add(&spread, 7, 0);
    CU_ASSERT_EQUAL(spread.trials, 8);
    CU_ASSERT_EQUAL(spread.sum, 1006);
    CU_ASSERT(spread.sum_sq == 1000018);
    CU_ASSERT_EQUAL(spread.bucket[0], 5);
    CU_ASSERT_EQUAL(spread.bucket[3], 2);
    CU_ASSERT_EQUAL(spread.bucket[7], 0);
    CU_ASSERT_EQUAL(spread.bucket[cst_spread_bucket(1000)], 1);
    /* Squares need more than 64 bits. */
    cst_spread_add(&spread, UINT64_C(1) << 62, 1);
    CU_ASSERT(spread.sum_sq == ((cst_u128)1 << 124) + 1000018);
}

static void fill(cst_row *row, uint64_t seed)
{
    memset(row, 0, sizeof *row);
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        row->count[i] = seed * 1000 + i;
    }
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        cst_spread_add(&row->spread[i], seed * i * i, seed);
    }
}

static void test_row_add(void)
{
    fill(&part, 3);
    fill(&other, 70);
    memset(&sum, 0, sizeof sum);
    cst_row_add(&sum, &part);
    cst_row_add(&sum, &other);
    static cst_row reverse;
    cst_row_add(&reverse, &other);
    cst_row_add(&reverse, &part);
    CU_ASSERT_EQUAL(memcmp(&sum, &reverse, sizeof sum), 0);
    CU_ASSERT_EQUAL(sum.count[5], 73010);
    CU_ASSERT_EQUAL(sum.spread[7].trials, 73);
    CU_ASSERT_EQUAL(sum.spread[7].sum, 3 * 3 * 49 + 70 * 70 * 49);
    CU_ASSERT_EQUAL(sum.spread[7].bucket[cst_spread_bucket(3 * 49)], 3);
    CU_ASSERT_EQUAL(sum.spread[7].bucket[cst_spread_bucket(70 * 49)], 70);
}

/* True where the call ends the process by abort. */
static bool aborts(void (*call)(void))
{
    (void)fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL) {
            _exit(2);
        }
        call();
        _exit(0);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGABRT;
}

static void overflow_count(void)
{
    sum.count[2] = UINT64_MAX;
    memset(&part, 0, sizeof part);
    part.count[2] = 1;
    cst_row_add(&sum, &part);
}

static void overflow_product(void)
{
    cst_spread_add(&sum.spread[0], UINT64_C(1) << 33, UINT64_C(1) << 33);
}

static void overflow_squares(void)
{
    sum.spread[0] = (cst_spread){.sum_sq = ~(cst_u128)0};
    cst_spread_add(&sum.spread[0], 1, 1);
}

static void no_such_name(void)
{
    (void)cst_count_name(CST_COUNT_KINDS);
}

static void no_overflow(void)
{
    cst_spread_add(&sum.spread[0], 1, 1);
}

static void test_row_errors(void)
{
    memset(&sum, 0, sizeof sum);
    CU_ASSERT(aborts(overflow_count));
    CU_ASSERT(aborts(overflow_product));
    CU_ASSERT(aborts(overflow_squares));
    CU_ASSERT(aborts(no_such_name));
    CU_ASSERT(!aborts(no_overflow));
}

CST_SUITE("row", CST_TEST(test_row_names), CST_TEST(test_row_buckets),
          CST_TEST(test_row_spread_add), CST_TEST(test_row_add), CST_TEST(test_row_errors))
