/* SPDX-License-Identifier: MIT */
#include "monitor/scores/panels.h"

#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#include <math.h>

static const double turn = 6.283185307179586476925286766559;

/* The panels cover the range, and their rule integrates what turns sharply at a centre. */
static void test_panels_integrate(void)
{
    static const cst_panels_spec specs[] = {
        {.from = -14.0, .to = 14.0, .centre = {0.3, -7.0}, .width = 0.01},
        {.from = -14.0, .to = 14.0, .centre = {-1.0, INFINITY}, .width = 1e-8},
        {.from = -38.0, .to = 38.0, .centre = {1.5, 1.5}, .width = 3.0},
        {.from = -10.0, .to = 10.0, .centre = {INFINITY, -INFINITY}, .width = 1.0},
    };
    for (size_t s = 0; s < sizeof specs / sizeof specs[0]; s++) {
        cst_panels panels;
        cst_panels_make(&panels, &specs[s]);
        CU_ASSERT_EQUAL(panels.edge[0], specs[s].from);
        CU_ASSERT_EQUAL(panels.edge[panels.count], specs[s].to);
        double sum = 0.0;
        double below = 0.0;
        for (uint32_t i = 0; i < panels.count; i++) {
            const double half = (panels.edge[i + 1] - panels.edge[i]) / 2.0;
            CU_ASSERT(half > 0.0 && half < 0.1251);
            for (int node = 0; node < CST_PANELS_NODES; node++) {
                const double z = panels.edge[i] + half * (1.0 + cst_panels_node[node]);
                const double density =
                    half * cst_panels_weight[node] * exp(-z * z / 2.0) / sqrt(turn);
                sum += density;
                below += density * cst_test_above((z - specs[s].centre[0]) / specs[s].width);
            }
        }
        const double width = specs[s].width;
        CU_ASSERT_DOUBLE_EQUAL(sum, 1.0, 1e-13);
        /* Z + width * Z' is below the centre. */
        CU_ASSERT_DOUBLE_EQUAL(
            below, cst_test_above(-specs[s].centre[0] / sqrt(1.0 + width * width)), 1e-11);
    }
}

CST_SUITE("panels", CST_TEST(test_panels_integrate))
