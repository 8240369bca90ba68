/* SPDX-License-Identifier: MIT
 *
 * Exact values against all sets of drives that can act, added up one by one, and drawn trials
 * against the exact values. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

/* P(some act): over all sets of those that do. */
static double some_act(const double *chance, uint32_t count)
{
    long double sum = 0.0L;
    for (uint32_t set = 1; set < 1U << count; set++) {
        long double product = 1.0L;
        for (uint32_t i = 0; i < count; i++) {
            product *= (set >> i & 1) != 0 ? (long double)chance[i] : 1.0L - (long double)chance[i];
        }
        sum += product;
    }
    return (double)sum;
}

/* CLAIMS, claim 17: K159 to K163. */
static void test_drives_vectors(void)
{
    cst_mechanism_is("drives: {rates: [0.01, 0.02, 0.15]}", "any_drive", 0.17533, 1e-10);
    cst_mechanism_is("drives: {rates: [0.13, 0.31]}", "any_drive", 0.3997, 1e-10);
    cst_mechanism_is("drives: {rate: 0.001, count: 10}", "any_drive", 0.0099551197902517901200,
                     1e-10);
    cst_mechanism_is("drives: {rates: [0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, "
                     "0.001, 0.001]}",
                     "any_drive", 0.0099551197902517901200, 1e-10);
    cst_mechanism_is("drives: {rates: [0.31, 0.79], factors: [1, 0.088607594936708861]}",
                     "any_drive", 0.3583, 1e-10);
    cst_mechanism_is("drives: {rates: [0.96, 0.13], factors: [0.38541666666666669, 1]}",
                     "any_drive", 0.4519, 1e-10);
    cst_mechanism_is("drives: {rates: [0.96, 0.13], factors: [0.38541666666666669]}", "any_drive",
                     0.4519, 1e-10);
    cst_mechanism_is("drives: {rates: [0.13, 0.31], factors: [0, 0]}", "any_drive_before", 0.3997,
                     1e-10);
}

static void test_drives_exact(void)
{
    static const double chances[] = {0.0, 1e-15, 1e-4, 0.25, 0.9999999, 1.0};
    enum { COUNT = sizeof chances / sizeof chances[0] };
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < COUNT; j++) {
            const double listed[] = {chances[i], chances[j], 1e-7, 0.5 * chances[i]};
            const double after[] = {0.5 * chances[i], 0.25 * chances[j], 3e-7, 0.5 * chances[i]};
            char text[240];
            (void)snprintf(text, sizeof text,
                           "drives: {rates: [%.17g, %.17g, %.17g, %.17g], factors: [0.5, 0.25, 3]}",
                           listed[0], listed[1], listed[2], listed[3]);
            cst_mechanism_is(text, "any_drive_before", some_act(listed, 4), 1e-11);
            cst_mechanism_is(text, "any_drive", some_act(after, 4), 1e-11);
        }
    }
    cst_mechanism_is("drives: {rate: 1e-20, count: 10000}", "any_drive", 1e-16, 1e-11);
    cst_mechanism_is("drives: {rate: 0.3, count: 10000}", "any_drive", 1.0, 0.0);
    cst_mechanism_is("drives: {rate: 0.2, count: 3, factors: [0, 5]}", "any_drive", 1.0, 0.0);
    cst_mechanism_is("drives: {rate: 0.2, count: 3, factors: [0, 0, 0.5]}", "any_drive", 0.1,
                     1e-15);
    cst_mechanism_is("drives: {rate: 0, factors: [1e300]}", "any_drive", 0.0, 0.0);
}

static void test_drives_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("drives: {}", 50000, 1), 2);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("drives: {rates: [0.31, 0.79], factors: [1, 0.0886]}", 50000, 2), 2);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("drives: {rates: [0.01, 0.02, 0.15], factors: [10, 2, 0]}", 50000, 3),
        2);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("drives: {rate: 1e-4, count: 10000, factors: [5000]}", 500, 4), 2);
    CU_ASSERT_EQUAL(cst_mechanism_judge("drives: {rate: 1, count: 2, factors: [0, 0]}", 1000, 5),
                    2);
}

static void test_drives_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("drives: {rates: [0.1, 1.5]}", "probabilities from 0 to 1"));
    CU_ASSERT(cst_mechanism_refuses("drives: {rates: [0.1], factors: [-1]}", "of at least 0"));
    CU_ASSERT(cst_mechanism_refuses("drives: {rates: [0.5, 0.25], factors: [1, 4.5]}",
                                    "found 0.25 times 4.5 of drive 2"));
    CU_ASSERT(cst_mechanism_refuses("drives: {rates: [0.5], factors: [1, 1]}",
                                    "at most as many factors as drives, 1, found 2"));
    CU_ASSERT(cst_mechanism_refuses("drives: {count: 1, factors: [1, 1]}", "as drives, 1"));
    CU_ASSERT(cst_mechanism_refuses("drives: {rates: [0.5], count: 2}", "found both"));
    CU_ASSERT(cst_mechanism_refuses("drives: {count: 0}", "a whole number from 1 to 10000"));
}

CST_SUITE("mechanism_drives", CST_TEST(test_drives_vectors), CST_TEST(test_drives_exact),
          CST_TEST(test_drives_drawn), CST_TEST(test_drives_refused))
