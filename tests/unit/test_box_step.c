/* SPDX-License-Identifier: MIT */
#include "base/random.h"
#include "estimate/ask/box_step.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <math.h>

static double value_at(const cst_box_hill *hill, const double step[CST_BOX_MAX])
{
    double value = 0.0;
    for (unsigned i = 0; i < hill->size; i++) {
        value += hill->slope[i] * step[i];
        for (unsigned j = 0; j < hill->size; j++) {
            value -= 0.5 * step[i] * hill->bend[i][j] * step[j];
        }
    }
    return value;
}

/* One parameter: the top, and either end. */
static void test_box_step_one(void)
{
    cst_box_hill hill = {.size = 1, .slope = {2.0}, .bend = {{4.0}}, .low = {-1.0}, .high = {1.0}};
    double step[CST_BOX_MAX];
    CU_ASSERT_DOUBLE_EQUAL(cst_box_step(&hill, step), 0.5, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(step[0], 0.5, 1e-15);
    hill.high[0] = 0.25;
    CU_ASSERT_DOUBLE_EQUAL(cst_box_step(&hill, step), 0.375, 1e-15);
    CU_ASSERT_EQUAL(step[0], 0.25);
    hill.slope[0] = -20.0;
    (void)cst_box_step(&hill, step);
    CU_ASSERT_EQUAL(step[0], -1.0);
    hill.low[0] = 0.0;
    CU_ASSERT_EQUAL(cst_box_step(&hill, step), 0.0);
    CU_ASSERT_EQUAL(step[0], 0.0);
}

/* Random hills of every size: no step along an axis or along a pair of them, and no random place in
 * the box, is higher. A concave hill has one top, so that is the whole condition. */
static void test_box_step_highest(void)
{
    const cst_random random = {.seed = 20261129};
    cst_draws draws = cst_draws_at(&random, 0, 0, CST_DRAW_TEST);
    cst_test_seed(random.seed);
    for (unsigned trial = 0; trial < 500; trial++) {
        double factor[CST_BOX_MAX][CST_BOX_MAX];
        cst_box_hill hill = {.size = 1 + trial % CST_BOX_MAX};
        double step[CST_BOX_MAX];
        for (unsigned i = 0; i < hill.size; i++) {
            hill.slope[i] = 4.0 * cst_draws_unit(&draws) - 2.0;
            hill.low[i] = trial % 3 == 0 && i == 0 ? 0.0 : -cst_draws_unit(&draws);
            hill.high[i] = trial % 7 == 0 && i == 0 ? 0.0 : cst_draws_unit(&draws);
            for (unsigned j = 0; j < hill.size; j++) {
                factor[i][j] = 2.0 * cst_draws_unit(&draws) - 1.0;
            }
        }
        for (unsigned i = 0; i < hill.size; i++) {
            for (unsigned j = 0; j < hill.size; j++) {
                hill.bend[i][j] = i == j ? 0.01 : 0.0;
                for (unsigned k = 0; k < hill.size; k++) {
                    hill.bend[i][j] += factor[i][k] * factor[j][k];
                }
            }
        }
        const double value = cst_box_step(&hill, step);
        CU_ASSERT_DOUBLE_EQUAL(value, value_at(&hill, step), 1e-9);
        for (unsigned other = 0; other < 300; other++) {
            double there[CST_BOX_MAX] = {0};
            for (unsigned i = 0; i < hill.size; i++) {
                const double room = hill.high[i] - hill.low[i];
                const double at = hill.low[i] + room * cst_draws_unit(&draws);
                const double near = other < 150 ? 1e-3 : 1.0;
                there[i] = (1.0 - near) * step[i] + near * at;
                CU_ASSERT_TRUE(step[i] >= hill.low[i] && step[i] <= hill.high[i]);
            }
            CU_ASSERT_TRUE(value_at(&hill, there) <= value + 1e-9);
        }
    }
}

CST_SUITE("box_step", CST_TEST(test_box_step_one), CST_TEST(test_box_step_highest))
