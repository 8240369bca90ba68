/* SPDX-License-Identifier: MIT
 *
 * Exact values against all ways in which guards can transfer, added up one by one, and drawn trials
 * against the exact values. Covers: mechanisms naive_mechanism. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

/* P(each class is held): over all sets of transfers of the guards before each class. */
static long double all_held(long double t, long double own, long double first, uint32_t classes)
{
    long double all = first;
    for (uint32_t k = 1; k < classes; k++) {
        long double held = 0.0L;
        for (uint32_t set = 0; set < 1U << k; set++) {
            long double chance = 1.0L;
            for (uint32_t i = 0; i < k; i++) {
                chance *= (set >> i & 1) != 0 ? t : 1.0L - t;
            }
            held += set != 0 ? chance : chance * own;
        }
        all *= held;
    }
    return all;
}

/* P(one of k transfers), with t uniform on so many points that have the moments of Beta(1, b): by
 * the integral of (1 - t)^k b (1 - t)^(b - 1). */
static double next_under_beta(double b, double k)
{
    return 1.0 - b / (b + k);
}

static void test_guards_exact(void)
{
    static const double chances[] = {0.0, 1e-9, 0.1, 0.5, 0.999, 1.0};
    for (size_t i = 0; i < sizeof chances / sizeof chances[0]; i++) {
        for (size_t j = 0; j < sizeof chances / sizeof chances[0]; j++) {
            char text[160];
            (void)snprintf(text, sizeof text,
                           "guards: {transfer: %.17g, own: %.17g, first: 0.75, guards: 6, classes: "
                           "7}",
                           chances[i], chances[j]);
            const long double all = all_held(chances[i], chances[j], 0.75L, 7);
            cst_mechanism_is(text, "all_guarded", (double)all, 1e-11);
            cst_mechanism_is(text, "next_guarded",
                             (double)all_held(chances[i], 0.0L, 1.0L, 7) > 0.0
                                 ? -expm1(6 * log1p(-chances[i]))
                                 : 0.0,
                             1e-11);
        }
    }
    cst_mechanism_is("guards: {transfer: 0.1, spread: 0.09090909090909091, guards: 5}",
                     "next_guarded", next_under_beta(9.0, 5.0), 1e-11);
    cst_mechanism_is("guards: {transfer: 0.25, spread: 0.2, guards: 10000}", "next_guarded",
                     next_under_beta(3.0, 10000.0), 1e-9);
    cst_mechanism_is("guards: {transfer: 0.3, spread: 1, guards: 4}", "next_guarded", 0.3, 1e-15);
    /* Rare and uncertain: the sum of a/(a + b + i). */
    cst_mechanism_is("guards: {transfer: 1e-15, spread: 0.5, guards: 4}", "next_guarded",
                     1e-15 * (1.0 + 1.0 / 2.0 + 1.0 / 3.0 + 1.0 / 4.0), 1e-11);
    cst_mechanism_is("guards: {transfer: 0.3, guards: 0}", "next_guarded", 0.0, 0.0);
    CU_ASSERT(isnan(cst_mechanism_exact("guards: {spread: 0.5, classes: 3}", "all_guarded")));
}

static void test_guards_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("guards: {transfer: 0.1, guards: 5}", 100000, 1), 1);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("guards: {transfer: 0.4, classes: 6, own: 0.3, first: 0.9}", 20000, 2),
        2);
    CU_ASSERT_EQUAL(cst_mechanism_judge(
                        "guards: {transfer: 0.2, spread: 0.3, guards: 7, classes: 2}", 20000, 3),
                    2);
    CU_ASSERT_EQUAL(cst_mechanism_judge("guards: {transfer: 0.3, spread: 1}", 20000, 4), 1);
}

static void test_guards_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("guards: {transfer: 1.1}", "a probability from 0 to 1"));
    CU_ASSERT(cst_mechanism_refuses("guards: {classes: 0}", "a whole number from 1 to 1000"));
    CU_ASSERT(cst_mechanism_refuses("{guards: {}, scheming: {rate: 0.1}}", "belongs to guards"));
    CU_ASSERT(cst_mechanism_refuses("{guards: {}, estimate: {method: strata}}", "use naive"));
    CU_ASSERT(cst_mechanism_refuses("guards: {transfr: 0.1}", "guards.transfer"));
}

CST_SUITE("mechanism_guards", CST_TEST(test_guards_exact), CST_TEST(test_guards_drawn),
          CST_TEST(test_guards_refused))
