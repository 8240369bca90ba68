/* SPDX-License-Identifier: MIT
 *
 * Exact values against all patterns of errors added up one by one, against an integral over the
 * common cause, and drawn trials against them. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static void test_judges_vectors(void)
{
    cst_mechanism_is("judges: {judges: 9, effective: 2}", "error_correlation", 0.4375, 1e-10);
    cst_mechanism_is("judges: {judges: 9, effective: 2.18}", "error_correlation",
                     0.39105504587155963303, 1e-10);
    cst_mechanism_is("judges: {judges: 9}", "effective_judges", 2.0, 1e-14);
    cst_mechanism_is("judges: {judges: 7, correlation: 0}", "effective_judges", 7.0, 1e-14);
    cst_mechanism_is("judges: {judges: 7, correlation: 1}", "effective_judges", 1.0, 1e-14);
    CU_ASSERT(isnan(cst_mechanism_exact("judges: {judges: 9}", "error_correlation")));
    CU_ASSERT(isnan(cst_mechanism_exact("judges: {judges: 1, effective: 1}", "error_correlation")));
}

/* P(a pattern of errors): judge after judge, by what was seen before. */
static long double pattern_of(uint32_t pattern, uint32_t k, long double e, long double r)
{
    long double chance = 1.0L;
    uint32_t errors = 0;
    for (uint32_t i = 0; i < k; i++) {
        const bool wrong = (pattern >> i & 1) != 0;
        const long double mean = (e * (1.0L - r) + errors * r) / (1.0L - r + i * r);
        chance *= wrong ? mean : 1.0L - mean;
        errors += wrong;
    }
    return chance;
}

static long double majority_of(uint32_t k, long double e, long double r)
{
    long double sum = 0.0L;
    for (uint32_t pattern = 0; pattern < 1U << k; pattern++) {
        sum += 2 * (uint32_t)__builtin_popcount(pattern) > k ? pattern_of(pattern, k, e, r) : 0.0L;
    }
    return sum;
}

static void is_majority(uint32_t k, double e, double r, double value, double error)
{
    char text[128];
    (void)snprintf(text, sizeof text, "judges: {judges: %u, error: %.17g, correlation: %.17g}", k,
                   e, r);
    cst_mechanism_is(text, "majority_wrong", value, error);
}

static void test_judges_patterns(void)
{
    static const double errors[] = {1e-6, 0.01, 0.2, 0.5, 0.75, 0.999};
    static const double ties[] = {0.0, 1e-9, 0.05, 0.4375, 0.9};
    for (uint32_t k = 1; k <= 10; k++) {
        for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
            for (size_t j = 0; j < sizeof ties / sizeof ties[0]; j++) {
                is_majority(k, errors[i], ties[j], (double)majority_of(k, errors[i], ties[j]),
                            1e-11);
            }
            is_majority(k, errors[i], 1.0, errors[i], 1e-15);
        }
        is_majority(k, 0.0, 0.3, 0.0, 0.0);
        is_majority(k, 1.0, 0.3, 1.0, 0.0);
    }
}

/* Beta(1, 1): with r = 1/3 and error 1/2 every number of errors is as likely as any other. */
static void test_judges_many(void)
{
    is_majority(1000, 0.5, 1.0 / 3.0, 500.0 / 1001.0, 1e-10);
    is_majority(999, 0.5, 1.0 / 3.0, 0.5, 1e-10);
    is_majority(101, 0.5, 0.0, 0.5, 1e-11);
    CU_ASSERT(cst_mechanism_exact("judges: {judges: 1000, error: 1e-3, correlation: 0}",
                                  "majority_wrong") < 1e-300);
}

static void test_judges_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("judges: {}", 20000, 1), 1);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("judges: {judges: 4, error: 0.3, correlation: 0}", 20000, 2), 1);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("judges: {judges: 200, error: 0.4, correlation: 0.1}", 3000, 3), 1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("judges: {error: 0.2, correlation: 1}", 20000, 4), 1);
    CU_ASSERT_EQUAL(cst_mechanism_judge("judges: {judges: 1, error: 0.6}", 20000, 5), 1);
}

static void test_judges_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("judges: {effective: 10}", "from 1 to 9"));
    CU_ASSERT(cst_mechanism_refuses("judges: {effective: 0.5}", "judges.effective"));
    CU_ASSERT(cst_mechanism_refuses("judges: {judges: 0}", "a whole number from 1 to 1000"));
    CU_ASSERT(cst_mechanism_refuses("judges: {correlation: -0.1}", "a probability from 0 to 1"));
}

CST_SUITE("mechanism_judges", CST_TEST(test_judges_vectors), CST_TEST(test_judges_patterns),
          CST_TEST(test_judges_many), CST_TEST(test_judges_drawn), CST_TEST(test_judges_refused))
