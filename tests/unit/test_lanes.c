/* SPDX-License-Identifier: MIT
 * Every width against cst_random_at, which is Random123's: bit for bit. */
#include "base/lanes.h"
#include "tests/lib/suite.h"

#include <string.h>

static cst_lanes lanes;

static bool same_block(const cst_random *random, uint64_t where, uint32_t round, uint32_t first,
                       uint32_t group, cst_purpose purpose, uint32_t slot)
{
    const cst_random_block block =
        cst_random_at(random, where, cst_random_place(round, first + group), purpose, slot, 0);
    bool same = true;
    for (uint32_t lane = 0; lane < CST_LANES; lane++) {
        same = same && cst_lanes_get(&lanes, group, lane) == cst_random_lane(&block, lane);
    }
    return same;
}

static bool low_right(uint32_t group, cst_chance chance, uint64_t before)
{
    uint64_t low = before;
    for (uint32_t lane = 0; lane < CST_LANES; lane++) {
        const bool at_most = cst_chance_first32(chance, cst_lanes_get(&lanes, group, lane)) <= 0;
        low |= (uint64_t)at_most << lane;
    }
    return lanes.low[group] == low;
}

static void expect_same(cst_lanes_width width, uint64_t salt, double p)
{
    const cst_random random = {.seed = salt * UINT64_C(0x9e3779b97f4a7c15), .stream = salt % 3};
    const uint64_t where = salt % 2 == 0 ? salt : UINT64_MAX - salt;
    const uint32_t round = (uint32_t)(salt * 77777777);
    const uint32_t first = (uint32_t)(salt * 1234567);
    const uint32_t groups = 1 + (uint32_t)(salt * 13 % CST_LANES_GROUPS);
    const cst_chance chance = cst_chance_make(p);
    for (uint32_t group = 0; group < CST_LANES_GROUPS; group++) {
        lanes.low[group] = group % 5;
    }
    cst_lanes_draw_by(width, &lanes, &random, where, round, first, groups, CST_DRAW_VERDICT,
                      (uint32_t)(salt % 32), chance);
    bool same = true;
    for (uint32_t group = 0; group < groups; group++) {
        same = same && same_block(&random, where, round, first, group, CST_DRAW_VERDICT,
                                  (uint32_t)(salt % 32));
        same = same && low_right(group, chance, group % 5);
    }
    CU_ASSERT_TRUE(same);
}

static void test_lanes_bits(void)
{
    static const double chances[] = {0.0, 1e-12, 1e-3, 0.3, 0.5, 0.9, 1.0};
    CU_ASSERT(cst_lanes_best() < CST_LANES_WIDTHS);
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        for (uint64_t salt = 0; salt < 300; salt++) {
            expect_same((cst_lanes_width)width, salt, chances[salt % 7]);
        }
    }
}

/* A lane whose draw is the chance's first 32 bits is tied: it is looked at closer. */
static void test_lanes_ties(void)
{
    const cst_random random = {.seed = 5};
    memset(&lanes, 0, sizeof lanes);
    cst_lanes_draw(&lanes, &random, 7, 3, 0, 8, CST_DRAW_ATTACK, 0, (cst_chance){0});
    const uint32_t draw = cst_lanes_get(&lanes, 2, 5);
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        for (int beside = -1; beside <= 1; beside++) {
            const cst_chance chance = {.hi = (uint64_t)(draw + (uint32_t)beside) << 32};
            memset(lanes.low, 0, sizeof lanes.low);
            cst_lanes_draw_by((cst_lanes_width)width, &lanes, &random, 7, 3, 0, 8, CST_DRAW_ATTACK,
                              0, chance);
            CU_ASSERT_EQUAL(lanes.low[2] >> 5 & 1, beside >= 0);
        }
    }
}

CST_SUITE("lanes", CST_TEST(test_lanes_bits), CST_TEST(test_lanes_ties))
