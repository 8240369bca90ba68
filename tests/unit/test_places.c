/* SPDX-License-Identifier: MIT
 * Places by multiplication against cst_cell_task, which divides: at the edges of trials and of
 * rounds, and anywhere. */
#include "estimate/sample/methods.h"
#include "estimate/sample/places.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

static const uint64_t most = (UINT64_C(1) << 50) - 1;

static bool same_by(cst_lanes_width width, const cst_cell *cell, const cst_places *places,
                    uint64_t number)
{
    uint64_t numbers[CST_PLACES_SIDE];
    uint64_t trial[CST_PLACES_SIDE];
    uint64_t place[CST_PLACES_SIDE];
    bool alike = true;
    for (uint64_t i = 0; i < CST_PLACES_SIDE; i++) {
        numbers[i] = number > i ? number - i : 0;
    }
    cst_places_fill(width, places, numbers, CST_PLACES_SIDE, trial, place);
    for (uint64_t i = 0; i < CST_PLACES_SIDE; i++) {
        const cst_task expected = cst_cell_task(cell, 2, numbers[i]);
        const cst_task found = cst_places_task(places, numbers[i]);
        alike = alike && found.trial == expected.trial && found.round == expected.round &&
                found.agent == expected.agent && trial[i] == expected.trial &&
                place[i] == cst_random_place(expected.round, expected.agent);
    }
    return alike;
}

static bool same(const cst_cell *cell, const cst_places *places, uint64_t number)
{
    bool alike = true;
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        alike = alike && same_by((cst_lanes_width)width, cell, places, number);
    }
    return alike;
}

static void expect_same(uint32_t agents, uint32_t rounds)
{
    const cst_random random = {.seed = agents};
    cst_trial_spec spec = cst_trial_spec_default();
    cst_cell cell;
    spec.agents = agents;
    spec.rounds = rounds;
    spec.scheming.law.rate = 1e-6;
    cst_direct_cell(&cell, &spec, "skip", 1, 1);
    const cst_places places = cst_places_make(&cell, 2);
    const uint64_t trial = (uint64_t)agents * rounds;
    cst_draws draws = cst_draws_at(&random, rounds, 0, CST_DRAW_TEST);
    bool alike = same(&cell, &places, 0) && same(&cell, &places, most);
    for (uint64_t i = 0; i < 3000; i++) {
        const uint64_t anywhere = cst_draws_next(&draws) >> (14 + i % 50);
        const uint64_t trials = anywhere / trial * trial;
        const uint64_t starts = anywhere / agents * agents;
        alike = alike && same(&cell, &places, anywhere) && same(&cell, &places, trials) &&
                same(&cell, &places, starts) && same(&cell, &places, starts + agents - 1);
    }
    CU_ASSERT_TRUE(alike);
    cst_cell_free(&cell);
}

static void test_places_divide(void)
{
    static const uint32_t sizes[] = {4, 5, 7, 10, 1000, 4097, 1000003, UINT32_C(1) << 25};
    static const uint32_t rounds[] = {1, 2, 3, 100, 9973, UINT32_C(1) << 24};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (size_t j = 0; j < sizeof rounds / sizeof rounds[0]; j++) {
            if ((uint64_t)sizes[i] * rounds[j] <= UINT64_C(1000003) * 9973) {
                expect_same(sizes[i], rounds[j]);
            }
        }
    }
}

CST_SUITE("places", CST_TEST(test_places_divide))
