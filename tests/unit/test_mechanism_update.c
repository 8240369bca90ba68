/* SPDX-License-Identifier: MIT
 *
 * Exact values against sums over all that can happen, level by level, in long double, and drawn
 * beliefs against the exact values. */
#include "estimate/ask/rehearsal.h"
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

/* CLAIMS, claim 20: K196 to K205. */
static void test_update_vectors(void)
{
    cst_mechanism_is("update: {prior: 0.5, if_true: 0.75, if_false: 0.25}", "posterior", 0.75,
                     1e-10);
    cst_mechanism_is("update: {prior: 0.1, if_true: 0.75, if_false: 0.25}", "posterior", 0.25,
                     1e-10);
    cst_mechanism_is("update: {hazard: 0.1, levels: 5, if_false: 0.25}", "factor_not_seen", 0.78732,
                     1e-10);
    cst_mechanism_is("update: {hazard: 0.25, levels: 5, if_false: 0.25}", "factor_not_seen",
                     0.31640625, 1e-10);
    cst_mechanism_is("update: {hazard: 0.05, levels: 14, if_false: 0.25}", "factor_seen",
                     2.0493000835378805640, 1e-10);
    cst_mechanism_is("update: {hazard: 0.05, levels: 14, if_false: 0.25}", "factor_not_seen",
                     0.65023330548737314535, 1e-10);
    cst_mechanism_is("update: {levels: 5, if_true: 0.75}", "hazard_needed", 0.24214171674480095883,
                     1e-10);
}

/* P(it shows at one of the levels), added up; and that it does not. */
static void show(double hazard, uint32_t levels, long double *seen, long double *not_seen)
{
    *seen = 0.0L;
    *not_seen = 1.0L;
    for (uint32_t i = 0; i < levels; i++) {
        *seen += *not_seen * hazard;
        *not_seen *= cst_mechanism_rest(hazard);
    }
}

static void test_update_timing(void)
{
    static const double hazards[] = {0.0, 1e-14, 1e-5, 0.1, 0.9, 0.999999, 1.0};
    static const uint32_t levels[] = {1, 2, 30, 1000000};
    for (size_t i = 0; i < sizeof hazards / sizeof hazards[0]; i++) {
        for (size_t j = 0; j < sizeof levels / sizeof levels[0]; j++) {
            long double seen;
            long double not_seen;
            char text[160];
            show(hazards[i], levels[j], &seen, &not_seen);
            (void)snprintf(text, sizeof text,
                           "update: {hazard: %.17g, levels: %u, if_false: 0.625, if_true: %.17g}",
                           hazards[i], (unsigned)levels[j], (double)seen);
            cst_mechanism_is(text, "factor_seen", (double)(seen / 0.625L), 1e-11);
            if (not_seen == 0.0L || not_seen > 1e-300L) {
                cst_mechanism_is(text, "factor_not_seen", (double)(not_seen / 0.375L), 1e-11);
            }
            if (seen < 0.999L) { /* as often: the hazard itself */
                cst_mechanism_is(text, "hazard_needed", hazards[i], 1e-11);
            }
        }
    }
    cst_mechanism_is("update: {hazard: 0.999999999999, levels: 2, if_false: 0}", "factor_not_seen",
                     1e-24, 1e-11);
    cst_mechanism_is("update: {hazard: 0, if_false: 0.999999999999}", "factor_not_seen", 1e12,
                     1e-11);
    cst_mechanism_is("update: {if_true: 1, levels: 7}", "hazard_needed", 1.0, 0.0);
    CU_ASSERT(isnan(cst_mechanism_exact("update: {if_false: 0}", "factor_seen")));
    CU_ASSERT(isnan(cst_mechanism_exact("update: {if_false: 1}", "factor_not_seen")));
}

static void test_update_posterior(void)
{
    static const double chances[] = {0.0, 1e-12, 0.3, 0.999, 0.9999999999, 1.0};
    enum { COUNT = sizeof chances / sizeof chances[0] };
    for (size_t i = 0; i < COUNT * COUNT * COUNT; i++) {
        const double prior = chances[i % COUNT];
        const double when[2] = {chances[i / COUNT % COUNT], chances[i / COUNT / COUNT]};
        const long double both = (long double)prior * when[0];
        const long double report = both + cst_mechanism_rest(prior) * when[1];
        char text[160];
        (void)snprintf(text, sizeof text, "update: {prior: %.17g, if_true: %.17g, if_false: %.17g}",
                       prior, when[0], when[1]);
        if (report > 0.0L) {
            cst_mechanism_is(text, "posterior", (double)(both / report), 1e-11);
        } else {
            CU_ASSERT(isnan(cst_mechanism_exact(text, "posterior")));
        }
    }
}

static void test_update_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("update: {}", 50000, 1), 3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("update: {prior: 0.1, hazard: 0.05, levels: 14}", 50000, 2),
                    3);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge(
            "update: {prior: 0.9, if_true: 0.01, if_false: 0.2, hazard: 0.001, levels: 700}", 20000,
            3),
        3);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("update: {prior: 1, if_true: 0.4, if_false: 1, hazard: 1}", 2000, 4),
        2);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("update: {if_false: 0, hazard: 0.00001, levels: 100000}", 200, 5), 2);
}

/* A sample has no factor either where the keys define none. */
static void test_update_undefined(void)
{
    const cst_trial_spec trial = cst_mechanism_text("update: {if_false: 0, hazard: 0.5}");
    cst_result result[CST_RESULT_KINDS];
    CU_ASSERT_EQUAL(cst_rehearsal_results(&trial, 100, 0.95, result, NULL), 0);
    CU_ASSERT(isnan(result[CST_RESULT_FACTOR_SEEN].estimate));
    CU_ASSERT_PTR_NULL(result[CST_RESULT_FACTOR_SEEN].method);
    CU_ASSERT(result[CST_RESULT_FACTOR_NOT_SEEN].estimate > 0.0);
    CU_ASSERT(result[CST_RESULT_POSTERIOR].estimate == 1.0);
    CU_ASSERT(result[CST_RESULT_HAZARD_NEEDED].derived);
}

static void test_update_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("update: {prior: 1.1}", "a probability from 0 to 1"));
    CU_ASSERT(cst_mechanism_refuses("update: {if_false: -0.1}", "a probability from 0 to 1"));
    CU_ASSERT(cst_mechanism_refuses("update: {levels: 0}", "a whole number from 1 to 1e6"));
    CU_ASSERT(cst_mechanism_refuses("{update: {}, trial: {agents: 3}}", "belongs to update"));
}

CST_SUITE("mechanism_update", CST_TEST(test_update_vectors), CST_TEST(test_update_timing),
          CST_TEST(test_update_posterior), CST_TEST(test_update_drawn),
          CST_TEST(test_update_undefined), CST_TEST(test_update_refused))
