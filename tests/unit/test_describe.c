/* SPDX-License-Identifier: MIT
 * Scenarios in, what their cells share in words out. Covers: cli/show/describe. */
#include "cli/show/describe.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <string.h>

static void expect_settings(const char *scenario, const char *right)
{
    cst_shown of;
    cst_shown_make(&of, scenario);
    cst_caught_same(cst_describe_settings(&of.scenario).text, right);
    cst_shown_free(&of);
}

/* What the sweep varies is left out, and so is what is not there. */
static void test_describe_settings(void)
{
    expect_settings("{trial: {agents: 20, rounds: 10}, scheming: {rate: 0.1},"
                    " protocol: {kind: trusted-monitor},"
                    " monitor: {trusted: {score: {tpr: 0.6, fpr: 0.05}}},"
                    " estimate: {trials: 500}}",
                    "trusted-monitor; scheming rate 0.1; trusted monitor's TPR 0.6 at FPR 0.05; "
                    "audit success 1; 500 trials of 20 agents x 10 rounds");
    expect_settings(
        "{trial: {agents: 20, rounds: 10}, scheming: {dependence: beta, rho: 0.25},"
        " monitor: {score: {tpr: 0.6, fpr: 0.05}},"
        " protocol: {kind: committee, reviewers: 3, rule: any},"
        " collusion: {strategy: always-pass},"
        " estimate: {trials: 500}, sweep: {scheming.rate: [0.1, 0.2]}}",
        "committee of 3, rule any, reviewers drawn at random; dependence beta rho=0.25; "
        "reviewers' TPR 0.6 at FPR 0.05; collusion always-pass (probability 1); "
        "audit success 1; 500 trials of 20 agents x 10 rounds");
    expect_settings("{shift: {steps: 4}, estimate: {trials: 500}, sweep: {shift.fpr: [0.1, 0.2]}}",
                    "shift: d_prime 4, distance 1, steps 4; 500 trials");
    expect_settings("{drives: {count: 4}, estimate: {trials: 500}}", "drives: count 4; 500 trials");
    expect_settings("{drives: {rates: [0.5]}, estimate: {trials: 500}}",
                    "drives: rates [0.5]; 500 trials");
    expect_settings(
        "{drives: {rates: [0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.4], factors: [0.5, 0.5, 1, 1, "
        "1, 1, 1]}, estimate: {trials: 500}}",
        "drives: rates (7 numbers), factors (7 numbers); 500 trials");
}

/* A text that does not fit is cut. */
static void test_describe_cut(void)
{
    static const char one[] = "{lineage: a-name-of-thirty-in-all-%02u, share: 0.0625,"
                              " rate: 0.1234, tpr: 0.1234, fpr: 0.1234}%s";
    cst_shown of;
    char text[4096] = "{population: [";
    for (uint32_t g = 0; g < CST_LINEAGES_MAX; g++) {
        const size_t used = strlen(text);
        (void)snprintf(text + used, sizeof text - used, one, g,
                       g + 1 < CST_LINEAGES_MAX ? ", " : "]}");
    }
    cst_shown_make(&of, text);
    const cst_settings cut = cst_describe_settings(&of.scenario);
    CU_ASSERT_EQUAL(strlen(cut.text), sizeof cut.text - 1);
    cst_shown_free(&of);
}

static void test_describe_assumptions(void)
{
    cst_shown of;
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_shown_make(&of, "{protocol: {kind: none}, sweep: {scheming.rate: [0.1, 0.2]}}");
    cst_describe_assumptions(seen.out, &of.scenario);
    cst_caught_expect(&seen,
                      "trial_risk is the share of trials with an escape: it grows towards 1 with "
                      "the planned tasks of a\ntrial.\n"
                      "Cells share their random draws: their errors are correlated, so "
                      "differences between cells are more\nprecise than with draws of their "
                      "own.\n");
    cst_shown_free(&of);
}

static void test_describe_varies(void)
{
    cst_shown of;
    cst_shown_make(&of, "{sweep: {scheming.rate: [0.1, 0.2]}}");
    CU_ASSERT_TRUE(cst_describe_varies(&of.scenario, "scheming.rate"));
    CU_ASSERT_TRUE(cst_describe_varies(&of.scenario, "scheming"));
    CU_ASSERT_FALSE(cst_describe_varies(&of.scenario, "scheming.rat"));
    CU_ASSERT_FALSE(cst_describe_varies(&of.scenario, "scheming.rho"));
    CU_ASSERT_STRING_EQUAL(cst_describe_axis("trial.agents"), "agents");
    CU_ASSERT_STRING_EQUAL(cst_describe_axis("no.such.key"), "no.such.key");
    cst_shown_free(&of);
}

CST_SUITE("describe", CST_TEST(test_describe_settings), CST_TEST(test_describe_cut),
          CST_TEST(test_describe_assumptions), CST_TEST(test_describe_varies))
