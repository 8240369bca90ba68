/* SPDX-License-Identifier: MIT
 * Scenarios in, what their cells share in words out. Covers: cli/show/describe. */
#include "cli/show/describe.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <string.h>

enum { TEXT_MAX = 1024 };

static void expect_settings(const char *scenario, const char *right)
{
    cst_shown of;
    char text[TEXT_MAX];
    cst_shown_make(&of, scenario);
    cst_describe_settings(&of.scenario, text, sizeof text);
    cst_caught_same(text, right);
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
}

/* A text that does not fit is cut. */
static void test_describe_cut(void)
{
    cst_shown of;
    char text[12];
    cst_shown_make(&of, "{protocol: {kind: trusted-monitor}}");
    cst_describe_settings(&of.scenario, text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text, "trusted-mon");
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
