/* SPDX-License-Identifier: MIT
 * The axes of scenarios, whose cells say which of them are tied. */
#include "scenarios/load/axes.h"

#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <string.h>

/* Values stand once, in the order of the cells, and cells point to them. */
static void test_axes_values(void)
{
    static const char *const rates[] = {"0.2", "0.1"};
    static const char *const rhos[] = {"0", "0.3", "0.1"};
    cst_shown of;
    cst_shown_make(&of, "{scheming: {dependence: beta}, protocol: {kind: committee}, sweep: "
                        "{'scheming.rate, scheming.rho': [[0.2, 0], [0.1, 0.3], [0.2, 0.3], "
                        "[0.2, 0.1]], trial.agents: [7, 5]}}");
    const cst_scenario *scenario = &of.scenario;
    CU_ASSERT_EQUAL_FATAL(scenario->axes, 3);
    CU_ASSERT_EQUAL(scenario->cells, 8);
    CU_ASSERT_EQUAL_FATAL(scenario->axis[0].values, 2);
    CU_ASSERT_EQUAL_FATAL(scenario->axis[1].values, 3);
    CU_ASSERT_EQUAL_FATAL(scenario->axis[2].values, 2);
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_STRING_EQUAL(scenario->axis[0].value[i], rates[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_STRING_EQUAL(scenario->axis[1].value[i], rhos[i]);
    }
    CU_ASSERT_PTR_EQUAL(scenario->cell[5].at[0], scenario->axis[0].value[0]);
    CU_ASSERT_PTR_EQUAL(scenario->cell[5].at[1], scenario->axis[1].value[1]);
    CU_ASSERT_PTR_EQUAL(scenario->cell[5].at[2], scenario->axis[2].value[1]);
    CU_ASSERT_TRUE(cst_axes_tied(scenario, 0, 1));
    CU_ASSERT_FALSE(cst_axes_tied(scenario, 0, 2));
    CU_ASSERT_FALSE(cst_axes_tied(scenario, 1, 2));
    cst_shown_free(&of);
}

/* What is tied, by hand: the number of the first axis of each one's group. */
static void test_axes_tied(void)
{
    static const struct {
        const char *sweep;
        size_t axes, with[4];
    } cases[] = {
        {"{}", 0, {0}},
        {"{trial.agents: [5, 6, 7]}", 1, {0}},
        {"{trial.agents: [5, 6], trial.rounds: [1, 2]}", 2, {0, 1}},
        {"{'trial.agents, trial.rounds': [[5, 1]]}", 2, {0, 1}}, /* one value each: a grid */
        {"{'trial.agents, trial.rounds': [[5, 1], [6, 2]]}", 2, {0, 0}},
        {"{'trial.agents, trial.rounds': [[5, 1], [5, 2], [6, 1], [6, 2]]}", 2, {0, 1}},
        {"{'trial.agents, trial.rounds': [[5, 1], [5, 2], [6, 1]]}", 2, {0, 0}},
        {"{trial.agents: [5, 6], 'trial.rounds, scheming.rate': [[1, 0.1], [2, 0.2]]}",
         3,
         {0, 1, 1}},
        {"{'trial.agents, scheming.rate': [[5, 0.1], [6, 0.2]], 'trial.rounds, "
         "monitor.score.tpr': [[1, 0.5], [2, 0.6]]}",
         4,
         {0, 0, 2, 2}},
        /* every pair of the first two is there, but the third says which row it is */
        {"{'trial.agents, trial.rounds, scheming.rate': [[5, 1, 0.1], [5, 2, 0.2], [6, 1, 0.3], "
         "[6, 2, 0.4]]}",
         3,
         {0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_shown of;
        char text[512];
        (void)snprintf(text, sizeof text, "{protocol: {kind: committee}, sweep: %s}",
                       cases[i].sweep);
        cst_shown_make(&of, text);
        CU_ASSERT_EQUAL_FATAL(of.scenario.axes, cases[i].axes);
        for (size_t k = 0; k < cases[i].axes; k++) {
            CU_ASSERT_EQUAL(of.scenario.axis[k].with, cases[i].with[k]);
        }
        cst_shown_free(&of);
    }
}

CST_SUITE("axes", CST_TEST(test_axes_values), CST_TEST(test_axes_tied))
