/* SPDX-License-Identifier: MIT
 * Closed forms between cells, by hand: a trusted monitor leaves p (1 - d) of the attacks. */
#include "study/along.h"

#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>

/* Among the cells of a sweep of three, over names as well. */
static bool find(cst_along *along, const cst_shown *of)
{
    cst_along_point point[3];
    for (size_t i = 0; i < 3; i++) {
        point[i] =
            (cst_along_point){strtod(of->scenario.cell[i].at[0], NULL), &of->findings.finding[i]};
    }
    return cst_along_find(along, of->scenario.axis[0].key, CST_RESULT_RESIDUAL_RISK, point, 3);
}

static void test_along_rate(void)
{
    cst_shown of;
    cst_along along;
    cst_shown_make(&of,
                   "{protocol: {kind: trusted-monitor}, monitor: {trusted: {score: {tpr: 0.6}}},"
                   " sweep: {scheming.rate: [0, 0.1, 0.2]}}");
    CU_ASSERT_TRUE_FATAL(find(&along, &of));
    for (double p = 0.0; p <= 1.0; p += 0.125) {
        CU_ASSERT(cst_test_relative(cst_along_at(&along, p), p * 0.4) < 1e-12);
    }
    CU_ASSERT(isnan(cst_along_at(&along, 1.5))); /* no rate */
    cst_shown_free(&of);
}

/* What believing to be watched does is not kept where nobody believes it: another cell is moved.
 * p (1 - a + a w) (1 - d). */
static void test_along_unused(void)
{
    cst_shown of;
    cst_along along;
    cst_shown_make(&of,
                   "{protocol: {kind: trusted-monitor}, monitor: {trusted: {score: {tpr: 0.6}}},"
                   " scheming: {rate: 0.1, watched_factor: 0.5},"
                   " sweep: {scheming.awareness: [0, 0.5, 1]}}");
    of.scenario.cell[0].trial->scheming.watched_factor = 1.0;
    CU_ASSERT_TRUE_FATAL(find(&along, &of));
    CU_ASSERT_PTR_EQUAL(along.cell, &of.scenario.cell[1]);
    CU_ASSERT(cst_test_relative(cst_along_at(&along, 0.25), 0.1 * 0.875 * 0.4) < 1e-12);
    of.scenario.cell[2].answer.keys = 1; /* red has answered, and so another thing differs */
    cst_finding *other = &of.findings.finding[2];
    const double exact = cst_finding_exact(other, CST_RESULT_RESIDUAL_RISK);
    cst_shown_put(other, CST_RESULT_RESIDUAL_RISK,
                  cst_finding_result(other, CST_RESULT_RESIDUAL_RISK), exact * (1.0 + 1e-6));
    CU_ASSERT_FALSE(find(&along, &of));
    cst_shown_free(&of);
}

/* Between whole numbers and names, and where no closed form is, nothing is known. */
static void test_along_none(void)
{
    static const char *const texts[] = {
        "{sweep: {trial.agents: [10, 20, 30]}}",
        "{sweep: {protocol.kind: [none, committee, trusted-monitor]}}",
        "{protocol: {kind: adaptive}, sweep: {scheming.rate: [0.1, 0.2, 0.3]}}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cst_shown of;
        cst_along along;
        cst_shown_make(&of, texts[i]);
        CU_ASSERT_FALSE(find(&along, &of));
        cst_shown_free(&of);
    }
}

CST_SUITE("along", CST_TEST(test_along_rate), CST_TEST(test_along_unused),
          CST_TEST(test_along_none))
