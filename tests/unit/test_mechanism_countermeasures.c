/* SPDX-License-Identifier: MIT
 *
 * Exact values against all the ways in which a task can come to be schemed on, added up one by one,
 * and drawn trials against the exact values. Covers: mechanisms naive_mechanism. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

/* K125 to K132. */
static void test_countermeasures_vectors(void)
{
    static const double error = 1e-10;
    cst_mechanism_is("countermeasures: {treated: 0.999999999999, rate: 0, other_rate: 0.5}",
                     "deployed_rate", 5e-13, error);
    cst_mechanism_is("countermeasures: {rate: 0.13, factor: 0.030769230769230769}", "deployed_rate",
                     0.004, error);
    cst_mechanism_is("countermeasures: {rate: 0.13, factor: 0.1, floor: 0.004, rounds: 3}",
                     "deployed_rate", 0.004, error);
    cst_mechanism_is("countermeasures: {rate: 0.13, factor: 0.030769230769230769, gating: 0.5}",
                     "deployed_rate", 0.067, error);
    cst_mechanism_is("countermeasures: {treated: 0.9, other_rate: 0.5, factor: 0.01, floor: 0.001}",
                     "deployed_rate", 0.05117, error);
}

/* The break-even of CLAIMS: at factor r the deployed rate is a tenth of the rate before where the
 * share of gating is (.1 - r) / (1 - r). */
static void test_countermeasures_break_even(void)
{
    char text[160];
    (void)snprintf(text, sizeof text, "countermeasures: {rate: 0.13, factor: 0.031, gating: %.17g}",
                   0.069 / 0.969);
    cst_mechanism_is(text, "rate_left", 0.1, 1e-11);
    cst_mechanism_is(text, "deployed_over_test", 0.1 / 0.031, 1e-11);
}

/* P(a task is schemed on), in tests and deployed: over its class, whether it was schemed on before,
 * whether training takes that off, and whether in tests alone. */
static void enumerate(const double key[6], uint32_t rounds, long double rate[2])
{
    const long double before = key[0];
    long double after = before;
    for (uint32_t i = 0; i < rounds; i++) {
        after *= key[1];
    }
    after = after < key[2] ? key[2] : after;
    rate[0] = rate[1] = (1.0L - key[4]) * key[5];
    for (uint32_t way = 0; way < 8; way++) {
        const bool was = (way & 1) != 0;
        const bool goes = (way & 2) != 0;
        const bool gated = (way & 4) != 0;
        const long double stays = before > 0.0L ? after / before : 1.0L;
        const long double chance = key[4] * (was ? before : 1.0L - before) *
                                   (goes ? 1.0L - stays : stays) *
                                   (gated ? (long double)key[3] : 1.0L - key[3]);
        rate[0] += was && (!goes || gated) ? chance : 0.0L; /* deployed */
        rate[1] += was && !goes ? chance : 0.0L;
    }
}

static void judge_exact(const double key[6], uint32_t rounds)
{
    char text[240];
    long double rate[2];
    (void)snprintf(text, sizeof text,
                   "countermeasures: {rate: %.17g, factor: %.17g, floor: %.17g, gating: %.17g, "
                   "treated: %.17g, other_rate: %.17g, rounds: %u}",
                   key[0], key[1], key[2], key[3], key[4], key[5], rounds);
    enumerate(key, rounds, rate);
    cst_mechanism_is(text, "deployed_rate", (double)rate[0], 1e-11);
    cst_mechanism_is(text, "test_rate", (double)rate[1], 1e-11);
    const long double before = key[4] * (long double)key[0] + (1.0L - key[4]) * key[5];
    if (before > 0.0L) {
        cst_mechanism_is(text, "rate_left", (double)(rate[0] / before), 1e-11);
    } else {
        CU_ASSERT(isnan(cst_mechanism_exact(text, "rate_left")));
    }
    if (rate[1] > 1e-300L) {
        cst_mechanism_is(text, "deployed_over_test", (double)(rate[0] / rate[1]), 1e-11);
    } else {
        CU_ASSERT(isnan(cst_mechanism_exact(text, "deployed_over_test")));
    }
}

static void test_countermeasures_exact(void)
{
    static const double some[][6] = {
        {0.13, 0.03, 0.0, 0.0, 1.0, 0.0},     {0.13, 0.5, 1e-3, 0.07, 0.8, 0.25},
        {1.0, 0.1, 1e-9, 1.0, 0.5, 1.0},      {1e-12, 1e-3, 0.0, 1e-9, 1.0, 0.0},
        {0.0, 0.5, 0.0, 0.5, 0.3, 0.0},       {0.0, 7.0, 0.0, 0.5, 1.0, 0.0},
        {0.4, 0.0, 0.0, 0.25, 1e-6, 1e-9},    {0.4, 1.0, 0.4, 0.5, 1.0, 0.0},
        {1e-300, 0.9, 0.0, 0.5, 0.999, 1e-9}, {0.7, 0.2, 0.7, 0.9, 0.0, 0.125},
    };
    static const uint32_t rounds[] = {0, 1, 7, 1000};
    for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
        for (size_t j = 0; j < sizeof rounds / sizeof rounds[0]; j++) {
            judge_exact(some[i], rounds[j]);
        }
    }
    /* Training that backfires. */
    cst_mechanism_is("countermeasures: {rate: 0.1, factor: 2, rounds: 3, gating: 0.25}",
                     "deployed_rate", 0.625, 1e-14);
    cst_mechanism_is("countermeasures: {rate: 0.1, factor: 2, rounds: 3, gating: 0.25}",
                     "test_rate", 0.8, 1e-14);
}

static void test_countermeasures_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("countermeasures: {}", 100000, 1), 3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("countermeasures: {rate: 0.5, factor: 0.3, floor: 0.1, "
                                        "gating: 0.4, treated: 0.7, other_rate: 0.2, rounds: 4}",
                                        100000, 2),
                    3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("countermeasures: {rate: 1, factor: 0, gating: 0.01, "
                                        "rounds: 1000, treated: 0.999, other_rate: 1}",
                                        100000, 3),
                    3);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("countermeasures: {rate: 0.1, factor: 2, rounds: 3, gating: 0.25}",
                            20000, 4),
        3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("countermeasures: {rate: 0.3, rounds: 0}", 20000, 5), 3);
}

static void test_countermeasures_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("countermeasures: {rate: 0.1, floor: 0.2}",
                                    "at most countermeasures.rate, 0.1, found 0.2"));
    CU_ASSERT(cst_mechanism_refuses("countermeasures: {rate: 0.1, factor: 4, rounds: 2}",
                                    "leaves a probability, found 1.6 after 2 rounds"));
    CU_ASSERT(cst_mechanism_refuses("countermeasures: {factor: -1}", "a number of at least 0"));
    CU_ASSERT(
        cst_mechanism_refuses("countermeasures: {rounds: 1001}", "a whole number from 0 to 1000"));
    CU_ASSERT(cst_mechanism_refuses("{countermeasures: {}, guards: {}}", "one mechanism"));
}

CST_SUITE("mechanism_countermeasures", CST_TEST(test_countermeasures_vectors),
          CST_TEST(test_countermeasures_break_even), CST_TEST(test_countermeasures_exact),
          CST_TEST(test_countermeasures_drawn), CST_TEST(test_countermeasures_refused))
