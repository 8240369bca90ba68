/* SPDX-License-Identifier: MIT */
#include "tally/interval.h"

#include "tests/lib/suite.h"

static void test_ranking_apart(void)
{
    const cst_interval value[] = {{0.5, 0.6}, {0.1, 0.2}, {0.3, 0.4}};
    static const uint32_t place[] = {3, 1, 2};
    cst_interval_rank ranks[3];
    cst_interval_ranks(value, 3, ranks);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(ranks[i].best, place[i]);
        CU_ASSERT_EQUAL(ranks[i].worst, place[i]);
    }
}

/* Ends that touch are not told apart; what overlaps with several shares several places. */
static void test_ranking_shared(void)
{
    const cst_interval value[] = {{0.1, 0.3}, {0.3, 0.5}, {0.4, 0.9}, {0.95, 1.0}};
    static const uint32_t best[] = {1, 1, 2, 4};
    static const uint32_t worst[] = {2, 3, 3, 4};
    cst_interval_rank ranks[4];
    cst_interval_ranks(value, 4, ranks);
    for (int i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(ranks[i].best, best[i]);
        CU_ASSERT_EQUAL(ranks[i].worst, worst[i]);
    }
}

/* Whatever the true values within their intervals, the true place is among the ranks: all places of
 * four values on a grid. */
static void test_ranking_holds_the_truth(void)
{
    const cst_interval value[] = {{1, 4}, {2, 3}, {4, 6}, {5, 9}};
    cst_interval_rank ranks[4];
    cst_interval_ranks(value, 4, ranks);
    for (double a = 1; a <= 4; a++) {
        for (double b = 2; b <= 3; b++) {
            for (double c = 4; c <= 6; c++) {
                for (double d = 5; d <= 9; d++) {
                    const double truth[] = {a, b, c, d};
                    for (int i = 0; i < 4; i++) {
                        uint32_t below = 0;
                        uint32_t above = 0;
                        for (int j = 0; j < 4; j++) {
                            below += truth[j] < truth[i];
                            above += truth[j] > truth[i];
                        }
                        CU_ASSERT(ranks[i].best <= below + 1);
                        CU_ASSERT(ranks[i].worst >= 4 - above);
                    }
                }
            }
        }
    }
}

static void test_ranking_largest(void)
{
    const cst_interval value[] = {{0.1, 0.9}, {0.3, 0.5}, {0.2, 0.4}};
    const cst_interval largest = cst_interval_of_largest(value, 3);
    CU_ASSERT_EQUAL(largest.low, 0.3);
    CU_ASSERT_EQUAL(largest.high, 0.9);
}

CST_SUITE("ranking", CST_TEST(test_ranking_apart), CST_TEST(test_ranking_shared),
          CST_TEST(test_ranking_holds_the_truth), CST_TEST(test_ranking_largest))
