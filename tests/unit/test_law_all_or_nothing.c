/* SPDX-License-Identifier: MIT */
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <math.h>

static cst_law_spec spec_at(double rate)
{
    return (cst_law_spec){.law = cst_law_find("all-or-nothing"), .rate = rate};
}

static void test_law_all_or_nothing_truth(void)
{
    static const double rates[] = {0.0, 1e-300, 1e-12, 1e-3, 0.1, 0.5, 0.9, 1.0};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        const cst_law_spec spec = spec_at(rates[i]);
        const cst_cause causes[] = {{rates[i], 1.0L}, {1.0L - rates[i], 0.0L}};
        cst_truth_compare_causes(&spec, causes, 2);
    }
}

static void test_law_all_or_nothing_by_hand(void)
{
    double w[6];
    double v[6];
    const cst_law_spec spec = spec_at(0.25);
    cst_law_joint(&spec, 5, w, v);
    for (int s = 0; s <= 5; s++) {
        CU_ASSERT_EQUAL(w[s], s == 5 ? 0.25 : 0.0);
        CU_ASSERT_EQUAL(v[s], s == 0 ? 0.75 : 0.0);
    }
}

static void test_law_all_or_nothing_rho(void)
{
    static const double rates[] = {1e-12, 1e-3, 0.1, 0.5, 0.9};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        const cst_law_spec spec = spec_at(rates[i]);
        cst_truth_compare_rho(&spec, 1.0L);
    }
}

static void test_law_all_or_nothing_takes_no_keys(void)
{
    cst_law_spec spec = spec_at(0.1);
    spec.rho = NAN;
    CU_ASSERT_EQUAL(cst_law_check(&spec, 3, NULL), 0);
}

CST_SUITE("law_all_or_nothing", CST_TEST(test_law_all_or_nothing_truth),
          CST_TEST(test_law_all_or_nothing_by_hand), CST_TEST(test_law_all_or_nothing_rho),
          CST_TEST(test_law_all_or_nothing_takes_no_keys))
