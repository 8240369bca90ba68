/* SPDX-License-Identifier: MIT
 * Differences in pairs against closed forms, and what pairing gains. */
#include "estimate/ask/pairing.h"
#include "estimate/exact/closed.h"
#include "estimate/sample/methods.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
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

static cst_pair_difference compare(const cst_trial_spec *a, const cst_trial_spec *b,
                                   const char *method, uint64_t trials, uint64_t seed,
                                   cst_pairing *pairing)
{
    cst_estimate_spec estimate = cst_estimate_spec_default();
    cst_cell cell[2];
    estimate.seed = seed;
    estimate.trials = trials;
    estimate.method = cst_method_find(method);
    CU_ASSERT_EQUAL_FATAL(cst_cell_make(&cell[0], a, &estimate, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_pairing_cell(&cell[0], &estimate, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_cell_make(&cell[1], b, &estimate, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_pairing_cell(&cell[1], &estimate, NULL), 0);
    for (int i = 0; i < 2; i++) {
        cst_row_free(&pairing[i].row);
        memset(&pairing[i], 0, sizeof pairing[i]);
    }
    CU_ASSERT_EQUAL(cst_pairing_run(cell, 2, 0, trials / 2, pairing, NULL), 0);
    CU_ASSERT_EQUAL(cst_pairing_run(cell, 2, trials / 2, trials - trials / 2, pairing, NULL), 0);
    const cst_pair_difference found = cst_pairing_difference(cell, pairing, 1, 0.95);
    cst_cell_free(&cell[0]);
    cst_cell_free(&cell[1]);
    return found;
}

static double exact_risk(const cst_trial_spec *spec)
{
    return cst_closed_form(spec, CST_RESULT_RESIDUAL_RISK);
}

static bool is_long(void)
{
    return getenv("CST_LONG") != NULL;
}

/* The fewest of so many intervals that hold, but once in a million times, where each does in 95 %.
 */
static uint32_t held_least(uint32_t times)
{
    return (uint32_t)qbinom(1e-6, times, 0.95, 1, 0);
}

/* 95 % intervals of a known difference, and what pairing gains. */
static void test_pairing_covers(void)
{
    enum { TRIALS = 100 };
    static const char *const methods[] = {"skip", "naive"};
    static cst_pairing pairing[2];
    const uint32_t runs = is_long() ? 1000 : 200;
    const cst_trial_spec a = untrusted(0.0);
    const cst_trial_spec b = untrusted(0.2);
    const double truth = exact_risk(&b) - exact_risk(&a);
    CU_ASSERT(truth > 1e-3);
    for (size_t m = 0; m < 2; m++) {
        uint32_t covered = 0;
        double gain = 0.0;
        double width = 0.0;
        uint32_t about = 0;
        for (uint64_t seed = 1; seed <= runs; seed++) {
            const cst_pair_difference found = compare(&a, &b, methods[m], TRIALS, seed, pairing);
            CU_ASSERT_EQUAL(pairing[1].trials, TRIALS);
            CU_ASSERT(found.low <= found.difference && found.difference <= found.high);
            covered += found.low <= truth && truth <= found.high;
            gain += found.unpaired / found.paired / runs;
            about += fabs(found.difference - truth) <= found.about;
            width += (found.high - found.low) / (2.0 * found.about) / runs;
        }
        (void)printf("\n    %s, seeds 1 to %u: covered %u (%.2f of the width of Student's, "
                     "which covered %u), gain %.2f",
                     methods[m], runs, covered, width, about, gain);
        CU_ASSERT(covered >= held_least(runs));
        CU_ASSERT(about >= held_least(runs));
        CU_ASSERT(gain > 1.2);
    }
}

/* Agents of one trial share a rare cause: with chance 5e-4 all of them scheme in all of its 200
 * tasks. Most runs of 1,000 trials do not see it, so that what was seen is no guide to the rest. By
 * hand, with q = 5e-4 and p = (.02 - q)/(1 - q) of the others: always-pass lets q + (1-q) p (.2
 * (1-p) + p) escape, none .02 .2, of which the difference is 7.04352e-4. */
static cst_trial_spec rare_cause(const char *strategy)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 20;
    spec.rounds = 10;
    spec.scheming.law.law = cst_law_find("common-cause");
    spec.scheming.law.rate = 0.02;
    spec.scheming.law.common_share = 0.025;
    spec.scheming.scope = CST_SCOPE_TRIAL;
    spec.score.tpr = 0.8;
    spec.score.fpr = 0.02;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.protocol.reviewers = 1;
    spec.collusion.strategy = cst_collusion_find(strategy);
    return spec;
}

static void test_pairing_rare_cause(void)
{
    static cst_pairing pairing[2];
    const uint32_t runs = is_long() ? 300 : 20;
    const uint64_t trials = 1000;
    const cst_trial_spec a = rare_cause("none");
    const cst_trial_spec b = rare_cause("always-pass");
    const double q = 5e-4;
    const double p = (0.02 - q) / (1.0 - q);
    const double truth = q + (1.0 - q) * p * (0.2 * (1.0 - p) + p) - 0.02 * 0.2;
    CU_ASSERT_DOUBLE_EQUAL(truth, 7.04352e-4, 1e-9);
    uint32_t covered = 0;
    uint32_t unseen = 0;
    for (uint64_t seed = 1; seed <= runs; seed++) {
        const cst_pair_difference found = compare(&a, &b, "naive", trials, seed, pairing);
        covered += found.low <= truth && truth <= found.high;
        unseen += pairing[1].most < 100;
        CU_ASSERT(isnan(found.about));
        /* A trial of which all differs may be missing with chance .025. */
        CU_ASSERT(found.high >= found.difference + 3.68e-3 * (1.0 - found.difference));
    }
    (void)printf("\n    seeds 1 to %u: covered %u, the cause not seen in %u", runs, covered,
                 unseen);
    CU_ASSERT(covered >= held_least(runs));
    CU_ASSERT(unseen > runs / 4);
}

/* A cell with itself: nothing differs, which bounds the difference and does not make it 0. */
static void test_pairing_same(void)
{
    static cst_pairing pairing[2];
    const cst_trial_spec a = untrusted(0.1);
    const cst_pair_difference found = compare(&a, &a, "skip", 50, 3, pairing);
    CU_ASSERT_EQUAL(pairing[1].differ, 0);
    CU_ASSERT(isnan(found.difference));
    CU_ASSERT(found.paired < 1e-20 && found.unpaired > 0.0);
    CU_ASSERT(found.low < 0.0 && found.low > -0.05 && found.high > 0.0 && found.high < 0.05);
}

/* Many trials of few tasks, where both cells are much alike: pairs tell more than the cells apart,
 * whose own binomial intervals at .05/2 each are the first thing that one would think of. */
static void test_pairing_narrower(void)
{
    static cst_pairing pairing[2];
    const uint64_t trials = 20000;
    const cst_trial_spec a = untrusted(0.0);
    const cst_trial_spec b = untrusted(0.02);
    const cst_pair_difference found = compare(&a, &b, "skip", trials, 1, pairing);
    const double truth = exact_risk(&b) - exact_risk(&a);
    double apart = 0.0;
    for (int i = 0; i < 2; i++) {
        const cst_interval own = cst_interval_clopper_pearson((uint64_t)pairing[i].sum,
                                                              trials * pairing[i].planned, 0.025);
        apart += own.high - own.low;
    }
    (void)printf("\n    seed 1: width %.3g, apart %.3g, Student's %.3g", found.high - found.low,
                 apart, 2.0 * found.about);
    CU_ASSERT(found.low <= truth && truth <= found.high);
    CU_ASSERT(found.high - found.low < 0.75 * apart);
}

/* Two trials of a million tasks each say little as pairs, and much as two million tasks. */
static void test_pairing_few_trials(void)
{
    static cst_pairing pairing[2];
    cst_trial_spec a = untrusted(0.0);
    a.agents = 1000;
    a.rounds = 1000;
    cst_trial_spec b = a;
    b.scheming.law.rho = 0.2;
    const double truth = exact_risk(&b) - exact_risk(&a);
    const cst_pair_difference found = compare(&a, &b, "skip", 2, 1, pairing);
    CU_ASSERT(found.low <= truth && truth <= found.high);
    CU_ASSERT(found.high - found.low < 1e-3);
    CU_ASSERT(found.low > 0.0);
}

/* From known sums: escapes 1, 2, 3 beside 0, 2, 1 in trials of 500 tasks. */
static void test_pairing_sums(void)
{
    static cst_pairing pairing[2];
    const cst_trial_spec a = untrusted(0.0);
    cst_estimate_spec estimate = cst_estimate_spec_default();
    cst_cell cell[2];
    estimate.trials = 3;
    memset(pairing, 0, sizeof pairing);
    CU_ASSERT_EQUAL_FATAL(cst_cell_make(&cell[0], &a, &estimate, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_pairing_cell(&cell[0], &estimate, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_cell_make(&cell[1], &a, &estimate, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_pairing_cell(&cell[1], &estimate, NULL), 0);
    CU_ASSERT_EQUAL(cst_pairing_run(cell, 2, 0, 3, pairing, NULL), 0);
    pairing[1].differ = 2;
    pairing[1].sum = 6;
    pairing[0].sum = 3;
    pairing[1].square = 14;
    pairing[0].square = 5;
    pairing[1].product = 7;
    const cst_pair_difference found = cst_pairing_difference(cell, pairing, 1, 0.95);
    CU_ASSERT_DOUBLE_EQUAL(found.difference, 1.0 / 500, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(found.paired, 1.0 / 3.0 / 250000, 1e-15); /* of 1, 0, 2 */
    CU_ASSERT_DOUBLE_EQUAL(found.unpaired, 2.0 / 3.0 / 250000, 1e-15);
    cst_cell_free(&cell[0]);
    cst_cell_free(&cell[1]);
}

static void test_pairing_method_errors(void)
{
    cst_error error = {0};
    const cst_method *skip = cst_method_find("skip");
    const cst_method *naive = cst_method_find("naive");
    CU_ASSERT_PTR_EQUAL(cst_pairing_method(skip, skip, NULL), skip);
    CU_ASSERT_PTR_EQUAL(cst_pairing_method(skip, naive, NULL), naive);
    CU_ASSERT_PTR_NULL(cst_pairing_method(skip, cst_method_find("strata"), &error));
    CU_ASSERT_EQUAL(error.code, CST_ERR_METHOD);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "strata: its trials are no deployments"));
}

CST_SUITE("pairing", CST_TEST(test_pairing_covers), CST_TEST(test_pairing_rare_cause),
          CST_TEST(test_pairing_narrower), CST_TEST(test_pairing_same),
          CST_TEST(test_pairing_few_trials), CST_TEST(test_pairing_sums),
          CST_TEST(test_pairing_method_errors))
