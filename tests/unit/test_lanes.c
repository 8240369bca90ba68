/* SPDX-License-Identifier: MIT
 * Every width against cst_random_at, which is Random123's: bit for bit. */
#include "base/lanes.h"
#include "tests/lib/suite.h"

#include <string.h>

static cst_lanes lanes;
static cst_lanes_low low;
static const double chances[] = {0.0, 1e-12, 1e-3, 0.00390625, 0.3, 0.5, 0.9, 1.0};
enum { CHANCES = 8, SALTS = 300 };

static cst_random random_of(uint64_t salt)
{
    return (cst_random){.seed = salt * UINT64_C(0x9e3779b97f4a7c15), .stream = salt % 3};
}

static cst_lanes_at at_of(uint64_t salt)
{
    return (cst_lanes_at){.where = salt % 2 == 0 ? salt : UINT64_MAX - salt,
                          .round = (uint32_t)(salt * 77777777),
                          .first = (uint32_t)(salt * 12345) * 8,
                          .groups = 1 + (uint32_t)(salt * 13 % CST_LANES_GROUPS),
                          .purpose = CST_DRAW_PASS,
                          .slot = (uint32_t)(salt % 32)};
}

static bool same_block(const cst_random *random, const cst_lanes_at *at, uint32_t group)
{
    const uint64_t place =
        at->places != NULL ? at->places[group] : cst_random_place(at->round, at->first + group);
    const cst_random_quad expected =
        cst_random_at(random, at->where, place, at->purpose, at->slot, 0);
    const cst_random_quad found = cst_lanes_quad(&lanes, group);
    return memcmp(&expected, &found, sizeof expected) == 0;
}

/* Agent i of the groups that were drawn. */
static bool same_agent(uint32_t i, cst_chance chance)
{
    const cst_random_quad quad = cst_lanes_quad(&lanes, cst_random_group(i));
    const uint8_t draw = cst_random_byte(&quad, i);
    const int said = cst_chance_first8(chance, draw);
    const uint64_t bit = UINT64_C(1) << (i % 64);
    return cst_lanes_byte(&lanes, i) == draw && ((low.below[i / 64] & bit) != 0) == (said < 0) &&
           ((low.tied[i / 64] & bit) != 0) == (said == 0);
}

static void test_lanes_bits(void)
{
    CU_ASSERT(cst_lanes_best() < CST_LANES_WIDTHS);
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        for (uint64_t salt = 0; salt < SALTS; salt++) {
            const cst_random random = random_of(salt);
            const cst_lanes_at at = at_of(salt);
            const cst_chance chance = cst_chance_make(chances[salt % CHANCES]);
            bool same = true;
            cst_lanes_draw_by((cst_lanes_width)width, &lanes, &low, &random, &at, chance);
            for (uint32_t group = 0; group < at.groups; group++) {
                same = same && same_block(&random, &at, group);
            }
            for (uint32_t i = 0; i < CST_LANES_AGENTS; i++) {
                same = same && (cst_random_group(i) >= at.groups || same_agent(i, chance));
            }
            CU_ASSERT_TRUE(same);
        }
    }
}

static void test_lanes_listed_places(void)
{
    uint64_t places[CST_LANES_GROUPS];
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        for (uint64_t salt = 0; salt < SALTS; salt++) {
            const cst_random random = random_of(salt);
            cst_lanes_at at = at_of(salt);
            bool same = true;
            for (uint32_t i = 0; i < CST_LANES_GROUPS; i++) {
                places[i] = (salt + i) * UINT64_C(0xbf58476d1ce4e5b9);
            }
            at.places = places;
            cst_lanes_draw_by((cst_lanes_width)width, &lanes, NULL, &random, &at, (cst_chance){0});
            for (uint32_t group = 0; group < at.groups; group++) {
                same = same && same_block(&random, &at, group);
            }
            at.groups = salt % 5 == 0 ? 1 : at.groups;
            cst_lanes_draw(&lanes, &random, &at);
            for (uint32_t group = 0; group < at.groups; group++) {
                same = same && same_block(&random, &at, group);
            }
            CU_ASSERT_TRUE(same);
        }
    }
}

/* Which agents are below is what each one's own 128 bits say, whoever is drawn beside it. */
static void test_lanes_below(void)
{
    static const uint32_t counts[] = {1, 7, 8, 9, 63, 64, 65, 256, 300, 1000, 2047, 2048};
    uint64_t below[CST_LANES_MASKS];
    uint64_t ties = 0;
    for (uint64_t salt = 0; salt < SALTS; salt++) {
        const cst_random random = random_of(salt);
        const cst_lanes_at at = at_of(salt);
        const cst_chance chance = cst_chance_make(chances[salt % CHANCES]);
        const uint32_t agents = counts[salt % (sizeof counts / sizeof counts[0])];
        bool same = true;
        cst_lanes_below(below, &random, &at, agents, chance);
        for (uint32_t i = 0; i < (agents + 63) / 64 * 64; i++) {
            const uint32_t agent = at.first * 32 + i;
            const cst_random_quad quad = cst_random_at(
                &random, at.where, cst_random_place(at.round, at.first + cst_random_group(i)),
                at.purpose, at.slot, 0);
            const uint8_t first = cst_random_byte(&quad, i);
            const bool expected =
                i < agents &&
                cst_random_below8(&random, at.where, cst_random_place(at.round, agent), at.purpose,
                                  at.slot, first, chance);
            same = same && expected == (below[i / 64] >> (i % 64) & 1);
            ties += i < agents && cst_chance_first8(chance, first) == 0;
        }
        CU_ASSERT_TRUE(same);
    }
    CU_ASSERT(ties > 300);
}

CST_SUITE("lanes", CST_TEST(test_lanes_bits), CST_TEST(test_lanes_listed_places),
          CST_TEST(test_lanes_below))
