/* SPDX-License-Identifier: MIT
 *
 * Exact values against the table of the four pairs of verdicts, and drawn trials against the exact
 * values. Covers: mechanisms naive_mechanism. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

/* K189 to K195. */
static void test_checks_vectors(void)
{
    static const double error = 1e-10;
    cst_mechanism_is("checks: {}", "miss_share", 0.0285, error);
    cst_mechanism_is("checks: {tpr_review: 0.999999999999}", "miss_own_turn", 1e-12, error);
    cst_mechanism_is("checks: {covered: 0.999999999999, tpr_review: 0}", "miss_share", 1e-12,
                     error);
    cst_mechanism_is("checks: {displaced: 1}", "miss_share", 0.1, error);
    cst_mechanism_is("checks: {displaced: 0.5, tpr_review: 0.45}", "miss_share", 0.353375, error);
    cst_mechanism_is("checks: {displaced: 0.5, tpr_review: 0.5}", "miss_share", 0.32125, error);
    cst_mechanism_is("checks: {tpr_review: 0.7, own_turn: 5}", "miss_own_turn", 1.0, error);
}

/* The break-even of CLAIMS: with perfect checks the miss is halved at 1 - .5 / covered. */
static void test_checks_break_even(void)
{
    char text[128];
    (void)snprintf(text, sizeof text, "checks: {displaced: %.17g, tpr_review: 0.6}",
                   1.0 - 0.5 / 0.715);
    cst_mechanism_is(text, "miss_share", 0.2, 1e-11);
}

/* P(both miss) of two misses of shares a and b: the correlation is cut by halving towards the
 * nearest table without a negative share. */
static long double joint(long double a, long double b, long double correlation)
{
    const long double spread = sqrtl(a * (1.0L - a) * b * (1.0L - b));
    long double out[2] = {0.0L, correlation}; /* what is possible, what may not be */
    for (int i = 0; i < 200; i++) {
        const long double both = a * b + out[1] * spread;
        const bool possible =
            both >= 0.0L && a - both >= 0.0L && b - both >= 0.0L && 1.0L - a - b + both >= 0.0L;
        if (possible && out[1] == correlation) {
            return both;
        }
        if (possible) {
            out[0] = out[1];
            out[1] = 0.5L * (out[1] + correlation);
        } else {
            correlation = out[1];
            out[1] = 0.5L * (out[0] + out[1]);
        }
    }
    return a * b + out[0] * spread;
}

static void judge_exact(const double tpr[2], double correlation, const double place[2])
{
    char text[240];
    const long double miss[2] = {1.0L - (long double)tpr[0], 1.0L - (long double)tpr[1]};
    const long double looked_at = place[0] * (1.0L - place[1]);
    const long double both = joint(miss[0], miss[1], correlation);
    const long double missed = looked_at * both + (1.0L - looked_at) * miss[1];
    const long double caught =
        looked_at * (tpr[0] + (miss[0] - both)) + (1.0L - looked_at) * (long double)tpr[1];
    (void)snprintf(text, sizeof text,
                   "checks: {tpr_checks: %.17g, tpr_review: %.17g, correlation: %.17g, covered: "
                   "%.17g, displaced: %.17g, own_turn: 0.75}",
                   tpr[0], tpr[1], correlation, place[0], place[1]);
    if (missed > 1e-17L) {
        cst_mechanism_is(text, "miss_share", (double)missed, 1e-11);
    } else {
        CU_ASSERT(cst_mechanism_exact(text, "miss_share") <= 1e-16);
    }
    /* A tiny share of catches is what is left of 1 in this sum. */
    cst_mechanism_is(text, "mitigated_share", (double)caught, fmax(1e-11, 1e-18 / (double)caught));
    cst_mechanism_is(text, "miss_own_turn", (double)(0.75L * miss[1]), 1e-11);
}

static void test_checks_exact(void)
{
    static const double tprs[] = {0.0, 1e-9, 0.25, 0.8, 1.0};
    static const double correlations[] = {-1.0, -0.3, 0.0, 1e-6, 0.4, 1.0};
    static const double places[][2] = {{1.0, 0.0}, {0.7, 0.4}, {0.25, 1.0}, {0.0, 0.0}};
    for (size_t i = 0; i < 25; i++) {
        const double tpr[2] = {tprs[i % 5], tprs[i / 5]};
        for (size_t j = 0; j < 24; j++) {
            judge_exact(tpr, correlations[j % 6], places[j / 6]);
        }
    }
}

static void test_checks_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("checks: {}", 100000, 1), 3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("checks: {displaced: 0.3, tpr_checks: 0.8, tpr_review: "
                                        "0.6, correlation: 0.5, own_turn: 2}",
                                        100000, 2),
                    3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("checks: {covered: 1, tpr_checks: 0.2, tpr_review: 0.9, "
                                        "correlation: 1, own_turn: 0.5}",
                                        100000, 3),
                    3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("checks: {covered: 1, tpr_checks: 0.3, tpr_review: 0.4, "
                                        "correlation: -1, own_turn: 0}",
                                        100000, 4),
                    3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("checks: {covered: 1, tpr_checks: 0.9, tpr_review: 0.95, "
                                        "correlation: -1}",
                                        100000, 5),
                    3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("checks: {covered: 1, tpr_checks: 0.999, tpr_review: 0.3, "
                                        "correlation: -0.2, own_turn: 100}",
                                        100000, 6),
                    3);
}

static void test_checks_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("checks: {correlation: 1.5}", "a correlation from -1 to 1"));
    CU_ASSERT(cst_mechanism_refuses("checks: {covered: 2}", "a share from 0 to 1"));
    CU_ASSERT(cst_mechanism_refuses("checks: {own_turn: -1}", "a number of at least 0"));
    CU_ASSERT(cst_mechanism_refuses("checks: {tpr: 0.5}", "unknown key"));
}

CST_SUITE("mechanism_checks", CST_TEST(test_checks_vectors), CST_TEST(test_checks_break_even),
          CST_TEST(test_checks_exact), CST_TEST(test_checks_drawn), CST_TEST(test_checks_refused))
