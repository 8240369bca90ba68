/* SPDX-License-Identifier: MIT */
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <math.h>

static cst_law_spec spec_at(double rate, double common_share)
{
    return (cst_law_spec){
        .law = cst_law_find("common-cause"), .rate = rate, .common_share = common_share};
}

static const double rates[] = {0.0, 1e-300, 1e-12, 1e-6, 1e-3, 0.1, 0.5, 0.9, 1.0};
static const double shares[] = {0.0, 1e-6, 0.05, 0.5, 0.9, 1.0};

enum { RATES = sizeof rates / sizeof rates[0], SHARES = sizeof shares / sizeof shares[0] };

static void test_law_common_cause_truth(void)
{
    for (size_t i = 0; i < RATES; i++) {
        for (size_t j = 0; j < SHARES; j++) {
            const cst_law_spec spec = spec_at(rates[i], shares[j]);
            const long double common = (long double)shares[j] * rates[i];
            const long double own = common < 1.0L ? (rates[i] - common) / (1.0L - common) : 0.0L;
            const cst_cause causes[] = {{common, 1.0L}, {1.0L - common, own}};
            cst_truth_compare_causes(&spec, causes, 2);
        }
    }
}

static void test_law_common_cause_rho(void)
{
    for (size_t i = 1; i + 1 < RATES; i++) {
        for (size_t j = 0; j < SHARES; j++) {
            const cst_law_spec spec = spec_at(rates[i], shares[j]);
            const long double p = rates[i];
            const long double share = shares[j];
            cst_truth_compare_rho(&spec, share * (1.0L - p) / (1.0L - share * p));
        }
    }
}

static void test_law_common_cause_limits(void)
{
    double w[2][8];
    double v[2][8];
    for (int end = 0; end <= 1; end++) {
        cst_law_spec spec = spec_at(0.3, end);
        cst_law_joint(&spec, 7, w[0], v[0]);
        spec.law = cst_law_find(end == 0 ? "independent" : "all-or-nothing");
        cst_law_joint(&spec, 7, w[1], v[1]);
        for (int s = 0; s <= 7; s++) {
            CU_ASSERT_EQUAL(w[0][s], w[1][s]);
            CU_ASSERT_EQUAL(v[0][s], v[1][s]);
        }
    }
}

static void test_law_common_cause_errors(void)
{
    static const double bad[] = {-1e-9, 1.0000001, NAN, INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const cst_law_spec spec = spec_at(0.1, bad[i]);
        cst_truth_refused(&spec, 3, "scheming.common_share");
    }
}

CST_SUITE("law_common_cause", CST_TEST(test_law_common_cause_truth),
          CST_TEST(test_law_common_cause_rho), CST_TEST(test_law_common_cause_limits),
          CST_TEST(test_law_common_cause_errors))
