/* SPDX-License-Identifier: MIT
 * Differences in pairs against closed forms, and what pairing gains. */
#include "estimate/closed.h"
#include "estimate/estimators.h"
#include "estimate/pairing.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static cst_trial_spec untrusted(double rho)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 50;
    spec.rounds = 10;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = 0.05;
    spec.scheming.law.rho = rho;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.protocol.reviewers = 1;
    return spec;
}

static cst_difference compare(const cst_trial_spec *a, const cst_trial_spec *b, const char *method,
                              uint64_t trials, uint64_t seed, cst_pairing *pairing)
{
    cst_estimate_spec estimate = cst_estimate_spec_default();
    cst_cell cell[2];
    estimate.seed = seed;
    estimate.trials = trials;
    estimate.estimator = cst_estimator_find(method);
    CU_ASSERT_EQUAL_FATAL(cst_pairing_cell(&cell[0], a, &estimate, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_pairing_cell(&cell[1], b, &estimate, NULL), 0);
    memset(pairing, 0, 2 * sizeof *pairing);
    CU_ASSERT_EQUAL(cst_pairing_run(cell, 2, 0, trials / 2, pairing, NULL), 0);
    CU_ASSERT_EQUAL(cst_pairing_run(cell, 2, trials / 2, trials - trials / 2, pairing, NULL), 0);
    cst_cell_free(&cell[0]);
    cst_cell_free(&cell[1]);
    return cst_pairing_difference(&pairing[1], 0.95);
}

static double exact_risk(const cst_trial_spec *spec)
{
    return cst_closed_form(spec, CST_RESULT_RESIDUAL_RISK);
}

/* 95 % intervals of a known difference cover it in [.913, .980] of 1,000 runs (alpha 1e-6), and are
 * shorter than those of cells apart. */
static void test_pairing_covers(void)
{
    enum { RUNS = 1000, TRIALS = 100 };
    static const char *const methods[] = {"skip", "naive"};
    const cst_trial_spec a = untrusted(0.0);
    const cst_trial_spec b = untrusted(0.2);
    const double truth = exact_risk(&b) - exact_risk(&a);
    CU_ASSERT(truth > 1e-3);
    for (size_t m = 0; m < 2; m++) {
        uint32_t covered = 0;
        double gain = 0.0;
        for (uint64_t seed = 1; seed <= RUNS; seed++) {
            cst_pairing pairing[2];
            const cst_difference found = compare(&a, &b, methods[m], TRIALS, seed, pairing);
            CU_ASSERT_EQUAL(pairing[1].trials, TRIALS);
            covered += found.low <= truth && truth <= found.high;
            gain += found.apart / found.paired / RUNS;
        }
        (void)printf("\n    %s: covered %u of %d, gain %.2f", methods[m], covered, RUNS, gain);
        CU_ASSERT(covered >= 913 && covered <= 980);
        CU_ASSERT(gain > 1.2);
    }
}

/* A cell with itself: nothing differs, and nothing is said of an interval. */
static void test_pairing_same(void)
{
    const cst_trial_spec a = untrusted(0.1);
    cst_pairing pairing[2];
    const cst_difference found = compare(&a, &a, "skip", 50, 3, pairing);
    CU_ASSERT_EQUAL(pairing[1].differ, 0);
    CU_ASSERT_EQUAL(found.difference, 0.0);
    CU_ASSERT(found.paired < 1e-20 && found.apart > 0.0);
    CU_ASSERT(isnan(found.low) && isnan(found.high));
}

/* From known sums: escapes 1, 2, 3 beside 0, 2, 1 in trials of 10 tasks. */
static void test_pairing_sums(void)
{
    const cst_pairing of = {.trials = 3,
                            .differ = 2,
                            .planned = 10,
                            .planned_first = 10,
                            .sum = 6,
                            .sum_first = 3,
                            .square = 14,
                            .square_first = 5,
                            .product = 7};
    const cst_difference found = cst_pairing_difference(&of, 0.95);
    CU_ASSERT_DOUBLE_EQUAL(found.risk, 0.2, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(found.difference, 0.1, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(found.paired, 1.0 / 3.0 / 100.0, 1e-15); /* of 1, 0, 2 */
    CU_ASSERT_DOUBLE_EQUAL(found.apart, 2.0 / 3.0 / 100.0, 1e-15);
}

static void test_pairing_method_errors(void)
{
    cst_error error = {0};
    const cst_estimator *skip = cst_estimator_find("skip");
    const cst_estimator *naive = cst_estimator_find("naive");
    CU_ASSERT_PTR_EQUAL(cst_pairing_method(skip, skip, NULL), skip);
    CU_ASSERT_PTR_EQUAL(cst_pairing_method(skip, naive, NULL), naive);
    CU_ASSERT_PTR_NULL(cst_pairing_method(skip, cst_estimator_find("strata"), &error));
    CU_ASSERT_EQUAL(error.code, CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "strata: its trials are no deployments"));
}

CST_SUITE("pairing", CST_TEST(test_pairing_covers), CST_TEST(test_pairing_same),
          CST_TEST(test_pairing_sums), CST_TEST(test_pairing_method_errors))
