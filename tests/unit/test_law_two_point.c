/* SPDX-License-Identifier: MIT */
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <math.h>

static cst_law_spec spec_at(double rate, double together)
{
    return (cst_law_spec){.law = cst_law_find("two-point"), .rate = rate, .together = together};
}

static const double rates[] = {0.0, 1e-300, 1e-12, 1e-6, 1e-3, 0.1, 0.5, 0.9, 1.0};
static const double togethers[] = {1e-12, 1e-3, 0.1, 0.5, 0.9, 0.999, 1.0};

enum { RATES = sizeof rates / sizeof rates[0], TOGETHERS = sizeof togethers / sizeof togethers[0] };

static void test_law_two_point_truth(void)
{
    for (size_t i = 0; i < RATES; i++) {
        for (size_t j = 0; j < TOGETHERS; j++) {
            if (togethers[j] < rates[i]) {
                continue;
            }
            const cst_law_spec spec = spec_at(rates[i], togethers[j]);
            const long double world = (long double)rates[i] / togethers[j];
            const cst_cause causes[] = {{world, togethers[j]}, {1.0L - world, 0.0L}};
            cst_truth_compare_causes(&spec, causes, 2);
        }
    }
}

static void test_law_two_point_rho(void)
{
    for (size_t i = 1; i < RATES; i++) {
        for (size_t j = 0; j < TOGETHERS; j++) {
            if (rates[i] < 1.0 && togethers[j] >= rates[i]) {
                const cst_law_spec spec = spec_at(rates[i], togethers[j]);
                const long double world = (long double)rates[i] / togethers[j];
                cst_truth_compare_rho(&spec, togethers[j] * (1.0L - world) / (1.0L - rates[i]));
            }
        }
    }
}

/* At the two ends it is another law. */
static void test_law_two_point_limits(void)
{
    double w[2][8];
    double v[2][8];
    cst_law_spec spec = spec_at(0.3, 0.3);
    cst_law_joint(&spec, 7, w[0], v[0]);
    spec.law = cst_law_find("independent");
    cst_law_joint(&spec, 7, w[1], v[1]);
    for (int s = 0; s <= 7; s++) {
        CU_ASSERT_EQUAL(w[0][s], w[1][s]);
    }
    spec = spec_at(0.3, 1.0);
    cst_law_joint(&spec, 7, w[0], v[0]);
    spec.law = cst_law_find("all-or-nothing");
    cst_law_joint(&spec, 7, w[1], v[1]);
    for (int s = 0; s <= 7; s++) {
        CU_ASSERT_EQUAL(w[0][s], w[1][s]);
    }
}

static void test_law_two_point_errors(void)
{
    static const double bad[] = {0.0, -0.5, 1.0000001, NAN, INFINITY, 0.0999999};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const cst_law_spec spec = spec_at(0.1, bad[i]);
        cst_truth_refused(&spec, 3, "scheming.together");
    }
}

CST_SUITE("law_two_point", CST_TEST(test_law_two_point_truth), CST_TEST(test_law_two_point_rho),
          CST_TEST(test_law_two_point_limits), CST_TEST(test_law_two_point_errors))
