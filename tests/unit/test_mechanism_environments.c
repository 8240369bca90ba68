/* SPDX-License-Identifier: MIT
 *
 * Exact values against the chance of no attack, multiplied task by task, and drawn trials against
 * the exact values. Covers: mechanisms naive_mechanism. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

#define PUBLISHED "rates: [0.213, 0.467, 0, 0.017], weights: [1, 1, 4, 4]"
#define ONE_BY_ONE                                                                                 \
    "rates: [0.213, 0.467, 0, 0, 0, 0, 0.017, 0.017, 0.017, 0.017], weights: [1, 1, 1, 1, 1, 1, "  \
    "1, 1, 1, 1]"

/* K134 to K137. */
static void test_environments_vectors(void)
{
    static const double error = 1e-10;
    cst_mechanism_is("environments: {" PUBLISHED ", tasks: 1}", "any_if_mixed", 0.0748, error);
    cst_mechanism_is("environments: {" PUBLISHED "}", "any_in_run", 0.25372710281638347115, error);
    cst_mechanism_is("environments: {" PUBLISHED "}", "any_if_mixed", 0.54042516390065150342,
                     error);
    cst_mechanism_is("environments: {" PUBLISHED ", tasks: 100}", "any_in_run",
                     0.52798685558552685680, error);
    cst_mechanism_is("environments: {" ONE_BY_ONE "}", "any_in_run", 0.25372710281638347115, error);
    cst_mechanism_is("environments: {" ONE_BY_ONE "}", "any_if_mixed", 0.54042516390065150342,
                     error);
}

/* P(some), where the next task comes after so many without: as a sum of positive parts. */
static long double some_of(long double p, uint32_t n)
{
    long double none = 1.0L;
    long double some = 0.0L;
    for (uint32_t i = 0; i < n; i++) {
        some += none * p;
        none *= 1.0L - p;
    }
    return some;
}

static void judge_text(const char *text, double rate, double share, uint32_t tasks)
{
    cst_mechanism_is(text, "any_in_run", (double)((long double)share * some_of(rate, tasks)),
                     1e-11);
    cst_mechanism_is(text, "any_if_mixed",
                     (double)some_of((long double)share * (long double)rate, tasks), 1e-11);
}

static void judge_two(double rate, double share, uint32_t tasks)
{
    char text[160];
    (void)snprintf(text, sizeof text, "environments: {rate: %.17g, share: %.17g, tasks: %u}", rate,
                   share, tasks);
    judge_text(text, rate, share, tasks);
    (void)snprintf(text, sizeof text,
                   "environments: {rates: [%.17g, 0], weights: [%.17g, %.17g], tasks: %u}", rate,
                   8.0 * share, 8.0 * (1.0 - share), tasks);
    judge_text(text, rate, share, tasks);
}

static void test_environments_exact(void)
{
    static const double chances[] = {0.0, 1e-12, 0.001, 0.3, 0.999, 1.0};
    static const uint32_t tasks[] = {1, 2, 30, 100000};
    for (size_t i = 0; i < sizeof chances / sizeof chances[0]; i++) {
        for (size_t j = 0; j < sizeof chances / sizeof chances[0]; j++) {
            for (size_t k = 0; k < sizeof tasks / sizeof tasks[0]; k++) {
                judge_two(chances[i], chances[j], tasks[k]);
            }
        }
    }
    cst_mechanism_is("environments: {rates: [0.5], tasks: 3}", "any_in_run", 0.875, 1e-15);
    cst_mechanism_is("environments: {rates: [0.5, 0.25], tasks: 2}", "any_in_run", 0.59375, 1e-15);
    cst_mechanism_is("environments: {rates: [1e-300, 0], weights: [1, 0], tasks: 1000000000}",
                     "any_in_run", 1e-291, 1e-11);
}

static void test_environments_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("environments: {}", 100000, 1), 2);
    CU_ASSERT_EQUAL(cst_mechanism_judge("environments: {" PUBLISHED "}", 100000, 2), 2);
    CU_ASSERT_EQUAL(cst_mechanism_judge("environments: {" ONE_BY_ONE ", tasks: 100}", 20000, 3), 2);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("environments: {rate: 3e-9, share: 0.2, tasks: 1000000000}", 20000, 4),
        2);
    CU_ASSERT_EQUAL(cst_mechanism_judge("environments: {rates: [1, 0, 0.001], weights: [0.01, 0, "
                                        "3e3], tasks: 300}",
                                        20000, 5),
                    2);
    CU_ASSERT_EQUAL(cst_mechanism_judge("environments: {rate: 0.3, share: 1, tasks: 1}", 20000, 6),
                    2);
}

static void test_environments_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("environments: {rates: [0.1, 0.2], weights: [1]}",
                                    "as many as environments.rates, 2, found 1"));
    CU_ASSERT(cst_mechanism_refuses("environments: {weights: [1]}",
                                    "as many as environments.rates, 0, found 1"));
    CU_ASSERT(cst_mechanism_refuses("environments: {rates: [0.1, 0.2], weights: [0, 0]}",
                                    "weights whose sum is above 0"));
    CU_ASSERT(cst_mechanism_refuses("environments: {rates: [0.1, 1.2]}",
                                    "at most 32 probabilities from 0 to 1"));
    CU_ASSERT(cst_mechanism_refuses("environments: {rates: [0.1], weights: [-1]}",
                                    "at most 32 numbers from 0 to 1e15"));
    CU_ASSERT(cst_mechanism_refuses("environments: {rates: [0.1], rate: 0.2}", "found both"));
    CU_ASSERT(cst_mechanism_refuses("environments: {rates: [0.1], share: 0.2}", "found both"));
    CU_ASSERT(cst_mechanism_refuses("environments: {tasks: 0}", "a whole number from 1 to 1e9"));
}

CST_SUITE("mechanism_environments", CST_TEST(test_environments_vectors),
          CST_TEST(test_environments_exact), CST_TEST(test_environments_drawn),
          CST_TEST(test_environments_refused))
