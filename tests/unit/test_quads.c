/* SPDX-License-Identifier: MIT
 * Every width against cst_random_at, which is Random123's: bit for bit.
 * Covers: threefry */
#include "base/quads.h"
#include "tests/lib/suite.h"

#include <string.h>

static uint64_t where[CST_QUADS], place[CST_QUADS];

static cst_quads scattered(uint64_t salt)
{
    for (uint32_t i = 0; i < CST_QUADS; i++) {
        const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15) * (salt * CST_QUADS + i + 1);
        where[i] = i % 2 == 0 ? odd : i;
        place[i] = i % 3 == 0 ? UINT64_MAX - i : odd ^ odd >> 31;
    }
    return (cst_quads){.where = where,
                       .place = place,
                       .purpose = salt % 2 == 0 ? CST_DRAW_REVIEW : CST_DRAW_TEST,
                       .count = (uint32_t)(salt % (CST_QUADS + 1))};
}

static bool right(const cst_quads *quads, const cst_random *random, uint64_t index,
                  const cst_quads_words *out)
{
    bool same = true;
    for (uint32_t i = 0; i < quads->count; i++) {
        const cst_random_quad expected =
            cst_random_at(random, quads->where[i], quads->place[i], quads->purpose, 0, index);
        const cst_random_quad found = cst_quads_get(out, i);
        same = same && memcmp(&found, &expected, sizeof expected) == 0;
    }
    return same;
}

static void test_quads_bits(void)
{
    for (uint64_t salt = 0; salt < 300; salt++) {
        const cst_random random = {.seed = salt * 77, .stream = salt % 3};
        const cst_quads quads = scattered(salt);
        cst_quads_words out;
        for (int width = 0; width <= (int)cst_lanes_best(); width++) {
            memset(&out, 0, sizeof out);
            cst_quads_draw_by((cst_lanes_width)width, &quads, &random, salt % 5, &out);
            CU_ASSERT_TRUE(right(&quads, &random, salt % 5, &out));
        }
        memset(&out, 0, sizeof out);
        cst_quads_draw(&quads, &random, salt % 5, &out);
        CU_ASSERT_TRUE(right(&quads, &random, salt % 5, &out));
    }
}

CST_SUITE("quads", CST_TEST(test_quads_bits))
