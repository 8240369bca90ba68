/* SPDX-License-Identifier: MIT
 * Fronts of many points with many ties, against the definition: every point held against every
 * other one. */
#include "study/front.h"

#include "tests/lib/suite.h"

#include <math.h>
#include <stdint.h>

enum { POINTS_MAX = 40, ROUNDS = 4000 };

/* A small generator of the test's own: whole numbers below n. */
static uint32_t below(uint64_t *state, uint32_t n)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(*state >> 33) % n;
}

static bool beats(const double left[2], const double right[2])
{
    return left[0] >= right[0] && left[1] >= right[1] && (left[0] > right[0] || left[1] > right[1]);
}

static void draw(cst_front_point *point, size_t count, uint32_t grid, uint64_t *state)
{
    for (size_t i = 0; i < count; i++) {
        for (int side = 0; side < 2; side++) {
            const double at = below(state, grid);
            point[i].at[side] = at;
            point[i].low[side] = at - below(state, 3);
            point[i].high[side] = at + below(state, 3);
        }
    }
}

/* Where the definition puts a point. */
static cst_front_place place_of(const cst_front_point *point, size_t count, size_t i)
{
    bool no = false;
    bool open = false;
    for (size_t j = 0; j < count; j++) {
        no = no || (j != i && beats(point[j].low, point[i].high));
        open = open || (j != i && beats(point[j].high, point[i].low));
    }
    return no ? CST_FRONT_NO : open ? CST_FRONT_PERHAPS : CST_FRONT_SURELY;
}

static void test_front_definition(void)
{
    cst_front_point point[POINTS_MAX];
    cst_front_place place[POINTS_MAX];
    bool on[POINTS_MAX];
    uint64_t state = 1;
    size_t seen[3] = {0};
    size_t wrong = 0;
    for (int round = 0; round < ROUNDS; round++) {
        const size_t count = 1 + below(&state, POINTS_MAX);
        draw(point, count, 2 + below(&state, 30), &state);
        CU_ASSERT_EQUAL_FATAL(cst_front_line(point, count, on, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(cst_front_judge(point, count, place, NULL), 0);
        for (size_t i = 0; i < count; i++) {
            bool beaten = false;
            for (size_t j = 0; j < count; j++) {
                beaten = beaten || (j != i && beats(point[j].at, point[i].at));
            }
            wrong += on[i] == beaten ? 1 : 0;
            wrong += place[i] != place_of(point, count, i) ? 1 : 0;
            seen[place[i]]++;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(seen[0] > 1000 && seen[1] > 1000 && seen[2] > 1000);
}

/* Whatever the true values are within their intervals: one that is surely on the front is, one that
 * is not is not, and of one that perhaps is some truth has it so and some other one not. */
static void test_front_truths(void)
{
    cst_front_point point[6];
    cst_front_place place[6];
    cst_front_point truth[6];
    bool on[6];
    uint64_t state = 7;
    size_t wrong = 0;
    size_t both = 0;
    size_t perhaps = 0;
    for (int round = 0; round < 300; round++) {
        bool was[6] = {false};
        bool was_not[6] = {false};
        draw(point, 6, 8, &state);
        CU_ASSERT_EQUAL_FATAL(cst_front_judge(point, 6, place, NULL), 0);
        for (int drawn = 0; drawn < 400; drawn++) {
            for (size_t i = 0; i < 6; i++) {
                for (int side = 0; side < 2; side++) {
                    const double part = below(&state, 3) / 2.0; /* the ends often */
                    truth[i].at[side] =
                        point[i].low[side] + part * (point[i].high[side] - point[i].low[side]);
                }
            }
            CU_ASSERT_EQUAL_FATAL(cst_front_line(truth, 6, on, NULL), 0);
            for (size_t i = 0; i < 6; i++) {
                was[i] = was[i] || on[i];
                was_not[i] = was_not[i] || !on[i];
                wrong += place[i] == CST_FRONT_SURELY && !on[i] ? 1 : 0;
                wrong += place[i] == CST_FRONT_NO && on[i] ? 1 : 0;
            }
        }
        for (size_t i = 0; i < 6; i++) {
            perhaps += place[i] == CST_FRONT_PERHAPS ? 1 : 0;
            both += place[i] == CST_FRONT_PERHAPS && was[i] && was_not[i] ? 1 : 0;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(perhaps > 500);
    CU_ASSERT((double)both > 0.8 * (double)perhaps); /* the rest was not drawn */
}

/* One point, equal points, and points with no interval. */
static void test_front_few(void)
{
    const cst_front_point alike[2] = {{{1, 1}, {1, 1}, {1, 1}}, {{1, 1}, {1, 1}, {1, 1}}};
    const cst_front_point apart[2] = {{{1, 1}, {1, 1}, {1, 1}}, {{1, 2}, {1, 2}, {1, 2}}};
    cst_front_place place[2];
    bool on[2];
    CU_ASSERT_EQUAL(cst_front_line(alike, 1, on, NULL), 0);
    CU_ASSERT(on[0]);
    CU_ASSERT_EQUAL(cst_front_line(alike, 2, on, NULL), 0);
    CU_ASSERT(on[0] && on[1]);
    CU_ASSERT_EQUAL(cst_front_judge(alike, 2, place, NULL), 0);
    CU_ASSERT(place[0] == CST_FRONT_SURELY && place[1] == CST_FRONT_SURELY);
    CU_ASSERT_EQUAL(cst_front_judge(apart, 2, place, NULL), 0);
    CU_ASSERT(place[0] == CST_FRONT_NO && place[1] == CST_FRONT_SURELY);
}

CST_SUITE("front", CST_TEST(test_front_definition), CST_TEST(test_front_truths),
          CST_TEST(test_front_few))
