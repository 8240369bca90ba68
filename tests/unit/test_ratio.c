/* SPDX-License-Identifier: MIT
 * One bet for a share of two counts, against the bets themselves and against its own promise.
 * Covers: interval. */
#include "base/random.h"
#include "tally/interval.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>

enum { TASKS = 200, TRIALS_MAX = 300 };

static const double LEVEL = 0.05;

typedef struct sample {
    uint32_t trials;
    uint64_t part[TRIALS_MAX], rest[TRIALS_MAX];
} sample;

static const cst_interval_bound nothing_known = {.tasks = TASKS, .chance = 1.0, .unit = 1};

static cst_interval ratio_of(const sample *seen, cst_interval_bound part, cst_interval_bound rest)
{
    uint64_t bucket[3][CST_SPREAD_BUCKETS];
    cst_spread x = cst_spread_over(bucket[0]);
    cst_spread z = cst_spread_over(bucket[1]);
    cst_spread y = cst_spread_over(bucket[2]);
    for (uint32_t i = 0; i < seen->trials; i++) {
        cst_spread_add(&x, seen->part[i], 1);
        cst_spread_add(&z, seen->rest[i], 1);
        cst_spread_add(&y, seen->part[i] + seen->rest[i], 1);
    }
    const cst_interval_parts parts = {
        .part = &x, .rest = &z, .all = &y, .part_most = part, .rest_most = rest};
    return cst_interval_ratio(&parts, TASKS, LEVEL);
}

/* What all bets together make of a stake of 1 against "part / rest has these odds at most" (or at
 * least), bet by bet and trial by trial: the shares 1, 2^-1/2, 2^-1 ... down to 1/(2n), a quarter
 * of the stake on the first. */
static double won(const sample *seen, bool more, double odds)
{
    const double n = seen->trials;
    const uint32_t bets = 1 + (uint32_t)floor(2.0 * log2(2.0 * n) + 1e-9);
    double all = 0.0;
    for (uint32_t i = 0; i < bets; i++) {
        double stake = i == 0 ? 0.25 : 0.75 / (bets - 1);
        for (uint32_t t = 0; t < seen->trials; t++) {
            const double x = (double)seen->part[t];
            const double z = (double)seen->rest[t];
            const double gain = (more ? x / odds - z : odds * z - x) / TASKS;
            stake *= 1.0 + pow(2.0, -0.5 * i) * gain;
        }
        all += stake;
    }
    return all;
}

/* Draws of a few laws of a part and a rest that hang together. */
static void draw(uint32_t law, uint32_t trials, uint64_t seed, sample *seen)
{
    const cst_random random = {.seed = seed, .stream = law};
    seen->trials = trials;
    for (uint32_t t = 0; t < trials; t++) {
        cst_draws draws = cst_draws_at(&random, t, 0, CST_DRAW_TEST);
        const double u = cst_draws_unit(&draws);
        const uint64_t whole = cst_draws_uniform(&draws, law == 0 ? TASKS : 12);
        const double share = law == 2 ? (u < 0.1 ? 0.9 : 0.05) : 0.1;
        seen->part[t] = 0;
        for (uint64_t i = 0; i < whole; i++) {
            seen->part[t] += cst_draws_unit(&draws) < share;
        }
        seen->rest[t] = whole - seen->part[t];
    }
}

/* Means of the part and of the whole: cst_draws_uniform(n) is 0 to n - 1. */
static double truth(uint32_t law)
{
    return law == 2 ? 0.1 * 0.9 + 0.9 * 0.05 : 0.1;
}

/* Each end that is not all that is possible is won by the bets themselves, which are more than
 * their bound by the sums: so coverage is theirs. */
static void test_ratio_bets(void)
{
    uint32_t ends = 0;
    for (uint32_t law = 0; law < 3; law++) {
        for (uint64_t seed = 1; seed <= 100; seed++) {
            static sample seen;
            draw(law, 2 + (uint32_t)seed % 60, seed, &seen);
            const cst_interval found = ratio_of(&seen, nothing_known, nothing_known);
            if (found.low > 0.0) {
                CU_ASSERT(won(&seen, true, found.low / (1.0 - found.low)) >= 2.0 / LEVEL - 1e-6);
                ends++;
            }
            if (found.high < 1.0) {
                CU_ASSERT(won(&seen, false, found.high / (1.0 - found.high)) >= 2.0 / LEVEL - 1e-6);
                ends++;
            }
        }
    }
    (void)printf("\n    %u ends", ends);
    CU_ASSERT(ends > 300);
}

/* P(fewer hits of 2,000 at .95) of at least 1e-6 is within luck. */
static bool covers(uint32_t hits)
{
    return pbinom(hits, 2000.0, 0.95, 1, 0) > 1e-6;
}

static cst_interval two(const sample *seen, cst_interval_bound bound)
{
    uint64_t bucket[2][CST_SPREAD_BUCKETS];
    cst_spread x = cst_spread_over(bucket[0]);
    cst_spread y = cst_spread_over(bucket[1]);
    for (uint32_t i = 0; i < seen->trials; i++) {
        cst_spread_add(&x, seen->part[i], 1);
        cst_spread_add(&y, seen->part[i] + seen->rest[i], 1);
    }
    const cst_interval above = cst_interval_betting_below(&x, &bound, LEVEL / 2);
    const cst_interval below = cst_interval_betting_below(&y, &bound, LEVEL / 2);
    return (cst_interval){above.low / below.high,
                          below.low > 0.0 ? fmin(above.high / below.low, 1.0) : 1.0};
}

/* The truth is held, by law or without, and the interval is narrower than that of two bets. */
static void test_ratio_coverage(void)
{
    static const uint32_t trials[] = {30, 300};
    const cst_interval_bound rare = {.tasks = TASKS, .chance = 0.06, .unit = 1};
    for (uint32_t i = 0; i < 6; i++) {
        const uint32_t law = i / 2;
        uint32_t hits = 0;
        uint32_t hits_by_law = 0;
        double width[3] = {0.0, 0.0, 0.0};
        for (uint64_t seed = 1; seed <= 2000; seed++) {
            static sample seen;
            draw(law, trials[i % 2], 1000 + seed, &seen);
            const cst_interval plain = ratio_of(&seen, nothing_known, nothing_known);
            const cst_interval by_law = law > 0 ? ratio_of(&seen, rare, rare) : plain;
            hits += plain.low <= truth(law) && truth(law) <= plain.high;
            hits_by_law += by_law.low <= truth(law) && truth(law) <= by_law.high;
            if (seed <= 50) {
                const cst_interval apart = two(&seen, law > 0 ? rare : nothing_known);
                width[0] += plain.high - plain.low;
                width[1] += by_law.high - by_law.low;
                width[2] += apart.high - apart.low;
            }
        }
        (void)printf("\n    law %u, %u trials: covers %u, by law %u of 2000; width %.4f, by law "
                     "%.4f, of two %.4f",
                     law, trials[i % 2], hits, hits_by_law, width[0] / 50.0, width[1] / 50.0,
                     width[2] / 50.0);
        CU_ASSERT(covers(hits) && covers(hits_by_law));
        CU_ASSERT(width[1] <= width[0] && width[1] < 0.9 * width[2]);
    }
}

/* Nothing to divide by; none of the part; nothing but the part. */
static void test_ratio_ends(void)
{
    static sample seen = {.trials = 20};
    cst_interval found = ratio_of(&seen, nothing_known, nothing_known);
    CU_ASSERT(found.low == 0.0 && found.high == 1.0);
    for (uint32_t t = 0; t < 20; t++) {
        seen.rest[t] = 100;
    }
    found = ratio_of(&seen, nothing_known, nothing_known);
    CU_ASSERT(found.low == 0.0 && found.high > 0.0 && found.high < 0.5);
    const cst_interval_bound rare = {.tasks = TASKS, .chance = 1e-3, .unit = 1};
    const cst_interval by_law = ratio_of(&seen, rare, nothing_known);
    CU_ASSERT(by_law.low == 0.0 && by_law.high < 0.05 * found.high);
    for (uint32_t t = 0; t < 20; t++) {
        seen.part[t] = 100;
        seen.rest[t] = 0;
    }
    const cst_interval mirrored = ratio_of(&seen, nothing_known, nothing_known);
    CU_ASSERT(mirrored.high == 1.0);
    CU_ASSERT_DOUBLE_EQUAL(mirrored.low, 1.0 - found.high, 1e-9);
    /* More than the law allows was seen: it is left aside. */
    const cst_interval beyond = ratio_of(&seen, rare, nothing_known);
    CU_ASSERT(beyond.low <= mirrored.low && beyond.high == 1.0);
}

CST_SUITE("ratio", CST_TEST(test_ratio_bets), CST_TEST(test_ratio_coverage),
          CST_TEST(test_ratio_ends))
