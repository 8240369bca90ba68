/* SPDX-License-Identifier: MIT */
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <math.h>

static cst_law_spec spec_at(double rate)
{
    return (cst_law_spec){.law = cst_law_find("independent"), .rate = rate};
}

static void test_law_independent_truth(void)
{
    static const double rates[] = {0.0,  1e-300, 1e-12, 1e-9, 1e-6,       1e-3, 0.1,
                                   0.37, 0.5,    0.75,  0.9,  0.99999999, 1.0};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        const cst_law_spec spec = spec_at(rates[i]);
        const cst_cause cause = {1.0L, rates[i]};
        cst_truth_compare_causes(&spec, &cause, 1);
    }
}

static void test_law_independent_by_hand(void)
{
    double w[4];
    double v[4];
    const cst_law_spec spec = spec_at(0.5);
    cst_law_joint(&spec, 3, w, v);
    for (int s = 0; s <= 3; s++) {
        const double expected = (s == 0 || s == 3 ? 1.0 : 3.0) / 16.0;
        CU_ASSERT_EQUAL(w[s], expected);
        CU_ASSERT_EQUAL(v[s], expected);
    }
}

static void test_law_independent_rho(void)
{
    static const double rates[] = {1e-12, 1e-3, 0.1, 0.3, 0.9};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        const cst_law_spec spec = spec_at(rates[i]);
        CU_ASSERT_EQUAL(cst_law_rho(&spec, 1), 0.0); /* not 1e-17: it is printed */
        CU_ASSERT_EQUAL(cst_law_rho(&spec, 5), 0.0);
        cst_truth_compare_rho(&spec, 0.0L);
    }
}

static void test_law_independent_takes_no_keys(void)
{
    cst_law_spec spec = spec_at(0.1);
    spec.rho = NAN;
    spec.together = -7.0;
    CU_ASSERT_EQUAL(cst_law_check(&spec, 3, NULL), 0);
}

CST_SUITE("law_independent", CST_TEST(test_law_independent_truth),
          CST_TEST(test_law_independent_by_hand), CST_TEST(test_law_independent_rho),
          CST_TEST(test_law_independent_takes_no_keys))
