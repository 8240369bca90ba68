/* SPDX-License-Identifier: MIT */
#include "tally/approximate.h"

#include "base/random.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double LEVEL = 0.05;
enum { TASKS = 100 };

typedef struct lists {
    uint64_t bucket[3][CST_SPREAD_BUCKETS];
    cst_spread part, rest, all;
} lists;

static void clear(lists *of)
{
    of->part = cst_spread_over(of->bucket[0]);
    of->rest = cst_spread_over(of->bucket[1]);
    of->all = cst_spread_over(of->bucket[2]);
}

static void add(lists *of, uint64_t part, uint64_t rest)
{
    cst_spread_add(&of->part, part, 1);
    cst_spread_add(&of->rest, rest, 1);
    cst_spread_add(&of->all, part + rest, 1);
}

static cst_approximate ratio_of(const lists *of, bool tied)
{
    const cst_interval_parts parts = {.part = &of->part, .rest = &of->rest, .all = &of->all};
    return cst_approximate_ratio(&parts, tied, LEVEL);
}

/* By hand: the mean and the residuals of 40 values, one by one. */
static void test_approximate_by_hand(void)
{
    static lists of;
    double x[40];
    double y[40];
    double sum[2] = {0.0, 0.0};
    clear(&of);
    for (uint32_t i = 0; i < 40; i++) {
        x[i] = i % 7;
        y[i] = x[i] + i % 5 + 1;
        sum[0] += x[i];
        sum[1] += y[i];
        add(&of, i % 7, i % 5 + 1);
    }
    double squares = 0.0;
    double residuals = 0.0;
    for (uint32_t i = 0; i < 40; i++) {
        squares += pow(x[i] - sum[0] / 40.0, 2.0);
        residuals += pow(x[i] - sum[0] / sum[1] * y[i], 2.0);
    }
    const double t = 2.0226909200367604; /* of 39 degrees of freedom at .975 */
    const cst_approximate mean = cst_approximate_mean(&of.part, TASKS, false, LEVEL);
    const double reach = t * sqrt(squares / 39.0 / 40.0);
    CU_ASSERT(mean.given && mean.refused == NULL);
    CU_ASSERT_DOUBLE_EQUAL(mean.low, sum[0] / 40.0 - reach, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(mean.high, sum[0] / 40.0 + reach, 1e-9);
    const cst_approximate ratio = ratio_of(&of, false);
    const double wide = t * sqrt(residuals / 39.0 / 40.0) / (sum[1] / 40.0);
    CU_ASSERT(ratio.given);
    CU_ASSERT_DOUBLE_EQUAL(ratio.low, sum[0] / sum[1] - wide, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(ratio.high, sum[0] / sum[1] + wide, 1e-9);
    const cst_approximate rest = cst_approximate_scaled(ratio, -1.0, 1.0);
    CU_ASSERT(rest.given && rest.low == 1.0 - ratio.high && rest.high == 1.0 - ratio.low);
}

static void is_refused(cst_approximate found, const char *why)
{
    CU_ASSERT(!found.given);
    CU_ASSERT_FATAL(found.refused != NULL);
    CU_ASSERT_STRING_EQUAL(found.refused, why);
}

/* Each rule at its edge. */
static void test_approximate_refused(void)
{
    static lists of;
    clear(&of);
    for (uint32_t i = 0; i < 29; i++) {
        add(&of, 1 + i % 2, 3);
    }
    is_refused(cst_approximate_mean(&of.part, TASKS, false, LEVEL), "fewer than 30 trials");
    is_refused(ratio_of(&of, false), "fewer than 30 trials");
    add(&of, 1, 3);
    CU_ASSERT(cst_approximate_mean(&of.part, TASKS, false, LEVEL).given);
    CU_ASSERT(ratio_of(&of, false).given);
    is_refused(cst_approximate_mean(&of.part, TASKS, true, LEVEL), "a cause of scope trial");
    is_refused(ratio_of(&of, true), "a cause of scope trial");
    is_refused(cst_approximate_mean(&of.rest, TASKS, false, LEVEL), "all trials are alike");
    clear(&of); /* one event a trial in 19, and in 20, of 50 */
    for (uint32_t i = 0; i < 50; i++) {
        add(&of, i < 19, 30);
    }
    is_refused(cst_approximate_mean(&of.part, TASKS, false, LEVEL),
               "fewer than 20 effective events");
    is_refused(ratio_of(&of, false), "fewer than 20 effective events");
    add(&of, 1, 30);
    CU_ASSERT(cst_approximate_mean(&of.part, TASKS, false, LEVEL).given);
    CU_ASSERT(ratio_of(&of, false).given);
    clear(&of); /* the rest of what is possible is rare */
    for (uint32_t i = 0; i < 50; i++) {
        add(&of, TASKS - (i < 19), 0);
    }
    is_refused(cst_approximate_mean(&of.part, TASKS, false, LEVEL),
               "fewer than 20 effective events");
}

/* What may be asked of it: about .95 where it is given. 2,000 draws of trials of a few events each,
 * whose numbers vary together. A share of .925 is told from .95 with probability .999. */
static void test_approximate_coverage(void)
{
    static const uint32_t trials[] = {40, 200};
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t hits[2] = {0, 0};
        uint32_t given[2] = {0, 0};
        for (uint64_t seed = 1; seed <= 2000; seed++) {
            const cst_random random = {.seed = seed, .stream = i};
            static lists of;
            clear(&of);
            for (uint32_t t = 0; t < trials[i]; t++) {
                cst_draws draws = cst_draws_at(&random, t, 0, CST_DRAW_TEST);
                const uint64_t whole = 1 + cst_draws_uniform(&draws, 9);
                uint64_t part = 0;
                for (uint64_t j = 0; j < whole; j++) {
                    part += cst_draws_unit(&draws) < 0.3;
                }
                add(&of, part, whole - part);
            }
            const cst_approximate mean = cst_approximate_mean(&of.part, TASKS, false, LEVEL);
            const cst_approximate ratio = ratio_of(&of, false);
            given[0] += mean.given;
            given[1] += ratio.given;
            hits[0] += mean.given && mean.low <= 1.5 && 1.5 <= mean.high;
            hits[1] += ratio.given && ratio.low <= 0.3 && 0.3 <= ratio.high;
        }
        (void)printf("\n    %u trials: mean %u of %u, ratio %u of %u", trials[i], hits[0], given[0],
                     hits[1], given[1]);
        for (int j = 0; j < 2; j++) {
            CU_ASSERT(given[j] > 1500);
            CU_ASSERT(pbinom(hits[j], given[j], 0.94, 1, 0) > 1e-4);
            CU_ASSERT(pbinom(hits[j] - 1.0, given[j], 0.965, 0, 0) > 1e-4);
        }
    }
}

CST_SUITE("approximate", CST_TEST(test_approximate_by_hand), CST_TEST(test_approximate_refused),
          CST_TEST(test_approximate_coverage))
