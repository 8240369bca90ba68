/* SPDX-License-Identifier: MIT
 *
 * Exact values against all that can happen to an attack, added up one by one, and drawn trials
 * against the exact values. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

/* CLAIMS, claim 24: K229 to K234. */
static void test_watching_vectors(void)
{
    cst_mechanism_is("watching: {awareness: 1, watched_factor: 1.25, tpr: 0.9, tpr_aware: 0.9}",
                     "risk_over_unmonitored", 0.125, 1e-10);
    cst_mechanism_is("watching: {awareness: 1, watched_factor: 1.25, tpr: 0.9, tpr_aware: 0.1}",
                     "risk_over_unmonitored", 1.125, 1e-10);
    cst_mechanism_is(
        "watching: {awareness: 0.5, watched_factor: 1.25, tpr: 0.983, tpr_aware: 0.743}",
        "risk_over_unmonitored", 0.169125, 1e-10);
    cst_mechanism_is("watching: {awareness: 1, watched_factor: 1.25, tpr: 0.9, tpr_aware: 0.9, "
                     "collusion: 0.5}",
                     "risk_over_unmonitored", 0.6875, 1e-10);
    cst_mechanism_is("watching: {awareness: 1, tpr_aware: 0.1}", "factor_allowed",
                     1.1111111111111111111, 1e-10);
    cst_mechanism_is("watching: {awareness: 1, tpr_aware: 0.9}", "factor_allowed", 10.0, 1e-10);
}

/* Attacks that go through: over whether the agent knows, the reviewer covers, and it catches. */
static double through(double knows, long double factor, const double caught[2], double covers)
{
    long double sum = 0.0L;
    for (uint32_t way = 0; way < 8; way++) {
        const bool known = (way & 1) != 0;
        const bool covered = (way & 2) != 0;
        const bool found = (way & 4) != 0;
        const long double attacks = known ? knows * factor : cst_mechanism_rest(knows);
        const long double catches = found ? caught[known] : cst_mechanism_rest(caught[known]);
        sum += covered || !found
                   ? attacks * (covered ? covers : cst_mechanism_rest(covers)) * catches
                   : 0.0L;
    }
    return (double)sum;
}

static void test_watching_exact(void)
{
    static const double chances[] = {0.0, 1e-13, 0.4, 0.9999999, 1.0};
    static const double factors[] = {0.0, 1e-9, 0.5, 1.0, 7.0, 1e9};
    enum { COUNT = sizeof chances / sizeof chances[0] };
    for (size_t i = 0; i < COUNT * COUNT * COUNT; i++) {
        const double knows = chances[i % COUNT];
        const double aware = chances[i / COUNT % COUNT];
        const double covers = chances[i / COUNT / COUNT];
        for (size_t j = 0; j < sizeof factors / sizeof factors[0]; j++) {
            const double caught[2] = {0.75, aware};
            char text[200];
            (void)snprintf(text, sizeof text,
                           "watching: {awareness: %.17g, watched_factor: %.17g, tpr: 0.75, "
                           "tpr_aware: %.17g, collusion: %.17g}",
                           knows, factors[j], aware, covers);
            cst_mechanism_is(text, "risk_over_unmonitored",
                             through(knows, factors[j], caught, covers), 1e-11);
        }
    }
}

/* At the factor that is allowed, agents that all know get as much through as with no monitor. */
static void test_watching_allowed(void)
{
    static const double caught[] = {0.0, 1e-9, 0.3, 0.875, 0.999999};
    for (size_t i = 0; i < sizeof caught / sizeof caught[0]; i++) {
        char text[160];
        (void)snprintf(text, sizeof text, "watching: {tpr_aware: %.17g, collusion: 0.125}",
                       caught[i]);
        const double allowed = cst_mechanism_exact(text, "factor_allowed");
        CU_ASSERT(allowed >= 1.0);
        (void)snprintf(text, sizeof text,
                       "watching: {awareness: 1, watched_factor: %.17g, tpr_aware: %.17g, "
                       "collusion: 0.125}",
                       allowed, caught[i]);
        cst_mechanism_is(text, "risk_over_unmonitored", 1.0, 1e-11);
    }
    CU_ASSERT(isnan(cst_mechanism_exact("watching: {tpr_aware: 1}", "factor_allowed")));
    cst_mechanism_is("watching: {tpr_aware: 1, collusion: 1}", "factor_allowed", 1.0, 0.0);
    cst_mechanism_is("watching: {tpr_aware: 1, collusion: 1e-300}", "factor_allowed", 1e300, 1e-11);
}

static void test_watching_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("watching: {}", 100000, 1), 1);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("watching: {awareness: 1, tpr_aware: 0.1, watched_factor: 1.25}",
                            100000, 2),
        1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("watching: {awareness: 0.3, tpr_aware: 0.743, tpr: 0.983, "
                                        "watched_factor: 0.5, collusion: 0.2}",
                                        100000, 3),
                    1);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("watching: {awareness: 0.7, watched_factor: 40, tpr_aware: 0.6}",
                            100000, 4),
        1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("watching: {watched_factor: 0, tpr: 0}", 20000, 5), 1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("watching: {tpr: 1, tpr_aware: 1}", 1000, 6), 1);
}

static void test_watching_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("watching: {awareness: 1.1}", "a probability from 0 to 1"));
    CU_ASSERT(cst_mechanism_refuses("watching: {watched_factor: -1}", "a number of at least 0"));
    CU_ASSERT(cst_mechanism_refuses("watching: {collusion: 2}", "a probability from 0 to 1"));
    CU_ASSERT(cst_mechanism_refuses("watching: {tpr_awar: 0.5}", "watching.tpr_aware"));
}

CST_SUITE("mechanism_watching", CST_TEST(test_watching_vectors), CST_TEST(test_watching_exact),
          CST_TEST(test_watching_allowed), CST_TEST(test_watching_drawn),
          CST_TEST(test_watching_refused))
