/* SPDX-License-Identifier: MIT */
#include "base/random.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/law_truth.h"
#include "tests/lib/suite.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const cst_random seeded = {.seed = 20250117, .stream = 7};

static cst_law_spec spec_of(double rate, uint32_t count, const double *joint)
{
    return (cst_law_spec){
        .law = cst_law_find("table"), .rate = rate, .joint_count = count, .joint = joint};
}

/* Over all sets of schemers among actor and reviewers: a set of j has its share of q_j, the same
 * as every other set of j. k <= 8. */
static cst_truth over_sets(uint32_t k, const long double *q)
{
    cst_truth truth = {0};
    uint64_t ways[CST_REVIEWERS_MAX + 2] = {0};
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t set = 0; set < UINT32_C(2) << k; set++) {
            uint32_t schemers = 0;
            for (uint32_t i = 0; i <= k; i++) {
                schemers += set >> i & 1;
            }
            const uint32_t actor = set & 1;
            if (pass == 0) {
                ways[schemers]++;
            } else if (actor == 1) {
                truth.w[schemers - 1] += q[schemers] / (long double)ways[schemers];
            } else {
                truth.v[schemers] += q[schemers] / (long double)ways[schemers];
            }
        }
    }
    return truth;
}

/* q_1.. scaled to the rate by halving, q_0 the rest. False where q_0 would be negative. */
static bool scale(const cst_law_spec *spec, uint32_t k, long double *q)
{
    long double low = 0.0L;
    long double high = 1e30L;
    for (int i = 0; i < 300; i++) {
        const long double middle = (low + high) / 2.0L;
        long double rate = 0.0L;
        for (uint32_t j = 1; j <= k + 1; j++) {
            rate += middle * spec->joint[j] * j / (k + 1);
        }
        *(rate < spec->rate ? &low : &high) = middle;
    }
    q[0] = 1.0L;
    for (uint32_t j = 1; j <= k + 1; j++) {
        q[j] = low * spec->joint[j];
        q[0] -= q[j];
    }
    return q[0] >= 0.0L;
}

static void test_law_table_truth(void)
{
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    static const double rates[] = {0.0, 1e-12, 1e-6, 1e-3, 0.1, 0.3, 0.7};
    uint32_t judged = 0;
    for (int i = 0; i < 600; i++) {
        const uint32_t k = 1 + (uint32_t)(i % 8);
        long double q[CST_REVIEWERS_MAX + 2];
        double joint[CST_REVIEWERS_MAX + 2];
        for (uint32_t j = 0; j <= k + 1; j++) {
            joint[j] = cst_draws_uniform(&draws, 3) == 0 ? 0.0 : cst_draws_unit(&draws);
        }
        joint[1 + cst_draws_uniform(&draws, k + 1)] = 0.5;
        const cst_law_spec spec = spec_of(rates[i % 7], k + 2, joint);
        if (scale(&spec, k, q)) {
            const cst_truth truth = over_sets(k, q);
            cst_truth_compare(&spec, k, &truth);
            judged++;
        } else {
            cst_truth_refused(&spec, k, "scheming.rate");
        }
    }
    CU_ASSERT(judged >= 400 && judged < 600);
}

static void test_law_table_by_hand(void)
{
    double w[3];
    double v[3];
    /* Exactly one of three, or all three: half the attacks each are by a schemer alone. */
    const cst_law_spec spec = spec_of(0.1, 4, (const double[]){0.0, 0.3, 0.0, 0.1});
    cst_law_joint(&spec, 2, w, v);
    CU_ASSERT_DOUBLE_EQUAL(w[0], 0.05, 1e-16);
    CU_ASSERT_EQUAL(w[1], 0.0);
    CU_ASSERT_DOUBLE_EQUAL(w[2], 0.05, 1e-16);
    CU_ASSERT_DOUBLE_EQUAL(v[0], 0.8, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(v[1], 0.1, 1e-16);
    CU_ASSERT_EQUAL(v[2], 0.0);
}

/* The joint of another law, read as a table at any unit, is that law; so is its correlation. */
static void test_law_table_repeats_other_laws(void)
{
    static const double units[] = {1.0, 1e-300, 1e300, 17.0};
    for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
        double w[CST_REVIEWERS_MAX + 1];
        double v[CST_REVIEWERS_MAX + 1];
        double joint[CST_REVIEWERS_MAX + 2];
        cst_truth truth = {0};
        const cst_law_spec beta = {.law = cst_law_find("beta"), .rate = 0.1, .rho = 0.4};
        cst_law_joint(&beta, k, w, v);
        for (uint32_t s = 0; s <= k; s++) {
            truth.w[s] = w[s];
            truth.v[s] = v[s];
        }
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
            for (uint32_t j = 0; j <= k + 1; j++) {
                joint[j] = units[i] * ((j > 0 ? w[j - 1] : 0.0) + (j <= k ? v[j] : 0.0));
            }
            const cst_law_spec spec = spec_of(0.1, k + 2, joint);
            cst_truth_compare(&spec, k, &truth);
            CU_ASSERT_DOUBLE_EQUAL(cst_law_rho(&spec, k), 0.4, 1e-13);
        }
    }
}

static void test_law_table_rho(void)
{
    /* Exactly one of two: the most negative, -p/(1-p). */
    const cst_law_spec apart = spec_of(0.2, 3, (const double[]){0.0, 1.0, 0.0});
    CU_ASSERT_DOUBLE_EQUAL(cst_law_rho(&apart, 1), -0.25, 1e-15);
    const cst_law_spec together = spec_of(0.2, 5, (const double[]){0.0, 0.0, 0.0, 0.0, 0.3});
    CU_ASSERT_DOUBLE_EQUAL(cst_law_rho(&together, 3), 1.0, 1e-15);
    /* No pair, no correlation. */
    const cst_law_spec alone = spec_of(0.2, 2, (const double[]){0.8, 0.2});
    CU_ASSERT_EQUAL(cst_law_check(&alone, 0, NULL), 0);
    CU_ASSERT(isnan(cst_law_rho(&alone, 0)));
}

/* The rate 1: all scheme, whatever the unit; rounding refuses nothing and puts no w above 1. */
static void test_law_table_certain(void)
{
    for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
        for (int i = 1; i < 100; i++) {
            cst_truth truth = {0};
            double joint[CST_REVIEWERS_MAX + 2] = {0};
            joint[k + 1] = i / 7.0;
            truth.w[k] = 1.0L;
            const cst_law_spec spec = spec_of(1.0, k + 2, joint);
            cst_truth_compare(&spec, k, &truth);
        }
    }
}

static void test_law_table_errors(void)
{
    static const double bad[] = {-1e-300, -1.0, NAN, INFINITY, DBL_MAX};
    const double fine[] = {0.9, 0.05, 0.03, 0.02};
    cst_law_spec spec = spec_of(0.01, 4, fine);
    CU_ASSERT_EQUAL(cst_law_check(&spec, 2, NULL), 0);
    cst_truth_refused(&spec, 1, "scheming.joint");
    cst_truth_refused(&spec, 3, "scheming.joint");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        for (uint32_t j = 0; j < 4; j++) {
            double spoilt[4];
            memcpy(spoilt, fine, sizeof spoilt);
            spoilt[j] = bad[i];
            spec = spec_of(0.01, 4, spoilt);
            if (bad[i] < DBL_MAX || j > 1) {
                cst_truth_refused(&spec, 2, "scheming.joint");
            }
        }
    }
    spec = spec_of(0.01, 4, (const double[]){1.0, 0.0, 0.0, 0.0});
    cst_truth_refused(&spec, 2, "scheming.joint");
    /* Only one of three at a time: no rate above a third. */
    const double lone[] = {0.0, 1.0, 0.0, 0.0};
    spec = spec_of(0.34, 4, lone);
    cst_truth_refused(&spec, 2, "scheming.rate");
    spec = spec_of(1.0 / 3, 4, lone);
    CU_ASSERT_EQUAL(cst_law_check(&spec, 2, NULL), 0);
}

CST_SUITE("law_table", CST_TEST(test_law_table_truth), CST_TEST(test_law_table_by_hand),
          CST_TEST(test_law_table_repeats_other_laws), CST_TEST(test_law_table_rho),
          CST_TEST(test_law_table_certain), CST_TEST(test_law_table_errors))
