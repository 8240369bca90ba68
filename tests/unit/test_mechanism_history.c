/* SPDX-License-Identifier: MIT
 *
 * Exact values against the published ones and against a reviewer's histories added up one by one,
 * and drawn trials against the exact values. Covers: mechanisms naive_mechanism. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

static const double d = 0.826923076923; /* 43/52, to the digits of a scenario */

static void test_history_published(void)
{
    cst_mechanism_is("history: {rate: 0.13, rho: 0.139, tpr: 0.826923076923, h0: 0}", "miss_share",
                     0.38057673076923076923, 1e-10);
    cst_mechanism_is("history: {rate: 0.01, rho: 0.5, tpr: 0.99, h0: 0}", "miss_share", 0.50995,
                     1e-10);
    cst_mechanism_is("history: {h0: 0.01, h1: 0.2, ceiling: 1, episodes: 50}", "mean_cover",
                     0.89077517881503497740, 1e-10);
    cst_mechanism_is("history: {h0: 0, h1: 0.1, ceiling: 1, episodes: 200}", "mean_cover",
                     0.94745834038442118415, 1e-10);
    cst_mechanism_is("history: {h0: 0.0127, h1: 0.1112, ceiling: 0.906, habit: 10.834, episodes: "
                     "5, own_covers: 3}",
                     "cover_share", 0.89218112278324704394, 1e-10);
    cst_mechanism_is("history: {h0: 0.0127, h1: 0.1112, ceiling: 0.906, habit: 10.834, episodes: "
                     "9}",
                     "cover_share", 0.57719726815509366729, 1e-10);
}

/* MODEL 6: half is mitigated after ln((1 - h0) d / theta) / h1 episodes, whatever is forgotten. */
static void test_history_break_even(void)
{
    const double h1 = log((1.0 - 0.0061) * d / 0.5) / 2.0; /* so that it is 2 */
    char text[200];
    for (unsigned memory = 0; memory <= 4; memory++) {
        (void)snprintf(text, sizeof text,
                       "history: {rate: 0, tpr: %.12g, h0: 0.0061, h1: %.12g, ceiling: 1, "
                       "episodes: %u, memory: %u}",
                       d, h1, memory == 2 ? 7U : 2U, memory);
        if (memory != 1) {
            cst_mechanism_is(text, "mitigated_share", 0.5, 1e-11);
        } else {
            CU_ASSERT(cst_mechanism_exact(text, "mitigated_share") > 0.5);
        }
    }
}

/* P(covers): over the episode that made an accomplice of it, or none. */
static long double covered(long double h0, long double h1, long double ceiling, long double habit,
                           unsigned plain, unsigned own)
{
    long double honest = 1.0L - h0;
    long double turned = h0;
    for (unsigned i = 0; i < plain + own; i++) {
        const long double turns = -expm1l(-h1 * (i < plain ? 1.0L : 1.0L + habit));
        turned += honest * turns;
        honest *= 1.0L - turns;
    }
    return ceiling * turned;
}

static void test_history_exact(void)
{
    static const double h0s[] = {0.0, 1e-9, 0.3, 1.0};
    static const double h1s[] = {0.0, 1e-9, 0.2, 1000.0};
    static const double ceilings[] = {0.0, 1e-9, 0.9, 1.0};
    for (size_t i = 0; i < 64; i++) {
        const double h0 = h0s[i % 4];
        const double h1 = h1s[i / 4 % 4];
        const double ceiling = ceilings[i / 16];
        const long double cover = covered(h0, h1, ceiling, 2.5L, 4, 3);
        const long double q = 1e-6L + 0.4L * (1.0L - 1e-6L);
        const long double passes = q * 0.25L + (1.0L - q) * cover;
        long double mean = 0.0L;
        char text[240];
        for (unsigned e = 0; e < 9; e++) {
            mean += covered(h0, h1, ceiling, 2.5L, e, 0) / 9.0L;
        }
        (void)snprintf(text, sizeof text,
                       "history: {rate: 1e-6, rho: 0.4, tpr: 0.75, covers: 0.25, h0: %.12g, h1: "
                       "%.12g, ceiling: %.12g, habit: 2.5, episodes: 9, memory: 7, own_covers: 3}",
                       h0, h1, ceiling);
        cst_mechanism_is(text, "cover_share", (double)cover, 1e-11);
        cst_mechanism_is(text, "mean_cover", (double)mean, 1e-11);
        cst_mechanism_is(text, "miss_share", (double)(0.25L + 0.75L * passes), 1e-11);
        cst_mechanism_is(text, "mitigated_share", (double)(0.75L * (1.0L - passes)), 1e-11);
    }
}

/* Ends of ranges and tiny chances. */
static void test_history_extremes(void)
{
    const double tiny[] = {1e-12, 10000.0};
    cst_mechanism_is("history: {rate: 1e-12, tpr: 1, h0: 0, h1: 0}", "miss_share", tiny[0], 1e-11);
    cst_mechanism_is("history: {rate: 0, tpr: 1, h0: 1, ceiling: 0.5, h1: 1000, episodes: 10000, "
                     "own_covers: 10000, habit: 1000}",
                     "mitigated_share", 0.5, 1e-11);
    cst_mechanism_is("history: {rate: 0, tpr: 1e-12, h0: 0}", "mitigated_share", tiny[0], 1e-11);
    cst_mechanism_is("history: {rate: 0, tpr: 1, ceiling: 1, h0: 0.5, h1: 0.002, episodes: "
                     "10000}",
                     "mitigated_share", 0.5 * exp(-0.002 * tiny[1]), 1e-11);
    cst_mechanism_is("history: {h0: 0, h1: 1e-12, ceiling: 1, episodes: 10000}", "mean_cover",
                     1e-12 * (tiny[1] - 1.0) / 2.0, 1e-8); /* to first order */
    cst_mechanism_is("history: {h0: 0, h1: 1e-12, ceiling: 1, episodes: 10000}", "cover_share",
                     -expm1(-1e-8), 1e-11);
    cst_mechanism_is("history: {h0: 0.3, ceiling: 0.5, episodes: 1}", "mean_cover", 0.15, 1e-11);
    cst_mechanism_is("history: {rho: 1, tpr: 1, covers: 0.25}", "miss_share", 0.25, 1e-11);
    CU_ASSERT(isnan(cst_mechanism_exact("history: {}", "mean_cover")));
}

static void test_history_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("history: {episodes: 3}", 100000, 1), 4);
    CU_ASSERT_EQUAL(cst_mechanism_judge("history: {rate: 0.2, rho: 0.3, tpr: 0.7, covers: 0.6, "
                                        "episodes: 12, memory: 5, own_covers: 2, habit: 1.5, h1: "
                                        "0.08}",
                                        100000, 2),
                    4);
    CU_ASSERT_EQUAL(cst_mechanism_judge("history: {h0: 0, h1: 1e-4, ceiling: 1, episodes: 10000, "
                                        "own_covers: 5000, habit: 0.5}",
                                        300, 3),
                    4);
    CU_ASSERT_EQUAL(cst_mechanism_judge("history: {rate: 0.3, rho: 1, h0: 0.5}", 50000, 4), 3);
    CU_ASSERT_EQUAL(cst_mechanism_judge("history: {rate: 0, h0: 1, ceiling: 0.01, h1: 1000, "
                                        "habit: 1000, episodes: 1, own_covers: 1}",
                                        50000, 5),
                    4);
}

static void test_history_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("history: {rho: 2}", "a probability from 0 to 1"));
    CU_ASSERT(cst_mechanism_refuses("history: {h1: -1}", "a number from 0 to 1000"));
    CU_ASSERT(cst_mechanism_refuses("history: {episodes: 10001}", "from 0 to 10000"));
    CU_ASSERT(cst_mechanism_refuses("history: {own_covers: 1}",
                                    "expected at most 0, the episodes that count"));
    CU_ASSERT(cst_mechanism_refuses("history: {episodes: 9, memory: 3, own_covers: 4}",
                                    "expected at most 3, the episodes that count"));
    CU_ASSERT(cst_mechanism_refuses("history: {episode: 4}", "history.episodes"));
}

CST_SUITE("mechanism_history", CST_TEST(test_history_published), CST_TEST(test_history_break_even),
          CST_TEST(test_history_exact), CST_TEST(test_history_extremes),
          CST_TEST(test_history_drawn), CST_TEST(test_history_refused))
