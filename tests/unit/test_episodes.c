/* SPDX-License-Identifier: MIT */
#include "estimate/ask/episodes.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

/* Adds a run from the letters of its two agents: a covers, r reports. */
static void add(cst_episodes *episodes, const char *first, const char *second)
{
    cst_error error = {0};
    for (size_t t = 0; first[t] != '\0'; t++) {
        CU_ASSERT_EQUAL_FATAL(
            cst_episodes_add(episodes, t == 0, first[t] == 'a', second[t] == 'a', &error), 0);
    }
}

/* Three runs; by hand. Episode 1: 2 of 6 cover, one pair; episode 2: 3 of 4, one pair. Within:
 * ((1 - 3/9) + (1 - 2 * 9/16)) / (3 * 2/9 + 2 * 3/16). Pooled: 5 of 10, two pairs of five runs. */
static void test_episodes_correlations(void)
{
    cst_episodes episodes = {0};
    cst_episode_count count[2] = {{0}};
    size_t row = 0;
    add(&episodes, "aa", "ar");
    add(&episodes, "ra", "ra");
    add(&episodes, "r", "r");
    CU_ASSERT_EQUAL(episodes.runs, 3);
    CU_ASSERT_EQUAL(episodes.rows, 5);
    CU_ASSERT_EQUAL(episodes.longest, 2);
    for (size_t run = 0; run < 3; run++) {
        cst_episodes_count(&episodes, run, row, count);
        row += episodes.length[run];
    }
    CU_ASSERT_EQUAL(count[0].runs, 3);
    CU_ASSERT_EQUAL(count[0].covers, 2);
    CU_ASSERT_EQUAL(count[0].both, 1);
    CU_ASSERT_EQUAL(count[1].runs, 2);
    CU_ASSERT_EQUAL(count[1].covers, 3);
    CU_ASSERT_EQUAL(count[1].both, 1);
    CU_ASSERT_DOUBLE_EQUAL(cst_episodes_within(count, 2), (2.0 / 3.0 - 0.125) / (2.0 / 3.0 + 0.375),
                           1e-15);
    CU_ASSERT_DOUBLE_EQUAL(cst_episodes_pooled(count, 2), 0.75 / 1.25, 1e-15);
    CU_ASSERT_TRUE(isnan(cst_episodes_within(&(cst_episode_count){.runs = 4}, 1)));
    cst_episodes_free(&episodes);
}

/* Every node's past, read from the tree, is the run's own; and every past has one node. */
static void test_episodes_histories(void)
{
    cst_episodes episodes = {0};
    cst_histories tree;
    cst_error error = {0};
    size_t row = 0;
    add(&episodes, "raarara", "rraaaaa");
    add(&episodes, "raarara", "raaaaaa");
    add(&episodes, "aaaaaaa", "aaaaaaa");
    add(&episodes, "rrr", "rrr");
    char past[64][8] = {{0}};
    CU_ASSERT_EQUAL_FATAL(cst_histories_make(&tree, &episodes, true, &error), 0);
    CU_ASSERT_TRUE_FATAL(tree.nodes <= 64);
    for (size_t run = 0; run < episodes.runs; run++) {
        for (uint32_t agent = 0; agent < 2; agent++) {
            char own[8] = "";
            for (uint32_t t = 0; t < episodes.length[run]; t++) {
                char back[8] = "";
                const uint32_t node = tree.node[2 * (row + t) + agent];
                uint32_t at = node;
                for (uint32_t i = t; i-- > 0; at = tree.parent[at]) {
                    CU_ASSERT_TRUE(tree.parent[at] < at);
                    back[i] = (char)('0' + tree.step[at]);
                }
                CU_ASSERT_EQUAL(at, 0);
                CU_ASSERT_STRING_EQUAL(back, own);
                memcpy(past[node], own, sizeof own);
                const uint8_t covers = episodes.covers[row + t];
                const bool mine = (covers >> agent & 1U) != 0U;
                own[t] = (char)('0' + (!mine         ? CST_HISTORY_REPORTED
                                       : covers == 3 ? CST_HISTORY_MUTUAL
                                                     : CST_HISTORY_ALONE));
            }
        }
        row += episodes.length[run];
    }
    for (uint32_t i = 1; i < tree.nodes; i++) {
        for (uint32_t j = 0; j < i; j++) {
            CU_ASSERT_STRING_NOT_EQUAL(past[i], past[j]);
        }
    }
    cst_histories_free(&tree);
    /* Without order: seven episodes have 28 pairs of episodes and covers. */
    CU_ASSERT_EQUAL_FATAL(cst_histories_make(&tree, &episodes, false, &error), 0);
    CU_ASSERT_EQUAL(tree.nodes, 28);
    CU_ASSERT_EQUAL(tree.node[0], 0);
    CU_ASSERT_EQUAL(tree.node[2 * 3], 6 + 2); /* r a a: three episodes, two covers */
    cst_histories_free(&tree);
    cst_episodes_free(&episodes);
}

CST_SUITE("episodes", CST_TEST(test_episodes_correlations), CST_TEST(test_episodes_histories))
