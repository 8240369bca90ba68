/* SPDX-License-Identifier: MIT */
#include "base/binomial.h"

#include "base/logarithm.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const cst_random seeded = {.seed = 20250117, .stream = 5};

enum { DRAWS = 20000, MANY_DRAWS = 250000, CELLS = 40 };

/* Total variation that every chi-square of DRAWS notices; see tests/lib/chi_square.h. */
static const double caught = 0.05;

/* Up to CELLS ranges of values of about equal probability, and in which of them a value lies. */
typedef struct ranges {
    double last[CELLS]; /* of range i, inclusive */
    double chance[CELLS];
    size_t count;
} ranges;

static ranges cut(double n, double p)
{
    ranges out = {0};
    double before = 0.0;
    for (int i = 1; i <= CELLS; i++) {
        const double last = i < CELLS ? qbinom((double)i / CELLS, n, p, 1, 0) : n;
        if (out.count > 0 && last <= out.last[out.count - 1]) {
            continue;
        }
        const double up_to = i < CELLS ? pbinom(last, n, p, 1, 0) : 1.0;
        out.last[out.count] = last;
        out.chance[out.count++] = up_to - before;
        before = up_to;
    }
    return out;
}

static size_t range_of(const ranges *of, double value)
{
    size_t i = 0;
    while (value > of->last[i]) {
        i++;
    }
    return i;
}

/* The law of the draws, cell by cell, and their mean and variance. */
static void judge_many(uint64_t n, double p, int count, double distance)
{
    char what[64];
    const ranges of = cut((double)n, p);
    uint64_t seen[CELLS] = {0};
    double sum = 0.0;
    double squares = 0.0;
    const double mean = (double)n * p;
    const double variance = mean * (1.0 - p);
    cst_draws draws = cst_draws_at(&seeded, n, (uint64_t)(p * 1e18), CST_DRAW_TEST);
    for (int i = 0; i < count; i++) {
        const uint64_t drawn = cst_binomial_draw(&draws, n, p);
        CU_ASSERT_FATAL(drawn <= n);
        seen[range_of(&of, (double)drawn)]++;
        const double off = (double)drawn - mean;
        sum += off;
        squares += off * off;
    }
    (void)snprintf(what, sizeof what, "binomial(%" PRIu64 ", %g)", n, p);
    if (of.count >= 2 && of.chance[0] * count >= 10.0 && (1.0 - of.chance[0]) * count >= 10.0) {
        cst_test_chi_square(what, seen, of.chance, of.count, distance);
    }
    /* The mean is normal to within nothing here; the variance has kurtosis 3 + (1 - 6pq)/npq. */
    const double kurtosis = 3.0 + (1.0 - 6.0 * p * (1.0 - p)) / variance;
    const double z = sum / sqrt(variance * count);
    const double z2 = (squares / variance - count) / sqrt((kurtosis - 1.0) * count);
    if (!(fabs(z) < 5.5 && fabs(z2) < 5.5)) {
        (void)printf("\n    %s: mean off by %.1f, variance by %.1f deviations\n", what, z, z2);
        CU_FAIL("the moments do not follow the law");
    }
}

static void judge(uint64_t n, double p)
{
    judge_many(n, p, DRAWS, caught);
}

static void test_binomial_small(void)
{
    cst_test_seed(seeded.seed);
    judge(1, 0.3);
    judge(2, 0.5);
    judge(5, 0.01);
    judge(10, 0.1);
    judge(17, 0.7);
    judge(20, 0.5);
    judge(1000, 1e-3);
    judge(1000000, 5e-6);
}

/* By jumps below a mean of 12, by rejection from there. */
static void test_binomial_around_the_switch(void)
{
    cst_test_seed(seeded.seed);
    judge(24, 0.5);
    judge(23, 0.5);
    judge(25, 0.5);
    judge(30, 0.4);
    judge(29, 0.4);
    judge(120, 0.1);
    judge(119, 0.1);
    judge(12000000, 1e-6);
    judge(11999999, 1e-6);
    /* Where the rejection's weights bend most: a mean off by 2 % of a deviation shows. */
    judge_many(120, 0.1, MANY_DRAWS, 0.015);
    judge_many(13000000, 1e-6, MANY_DRAWS, 0.015);
}

static void test_binomial_above_one_half(void)
{
    cst_test_seed(seeded.seed);
    judge(10, 0.95);
    judge(100, 0.9);
    judge(40, 0.6);
    judge(1000000, 0.999);
    judge(1000000, 0.999999);
}

static void test_binomial_large(void)
{
    cst_test_seed(seeded.seed);
    judge(1000, 0.02);
    judge(1000, 0.3);
    judge(100000, 0.45);
    judge(UINT64_C(1000000000000), 1e-10);
    judge(UINT64_C(1000000000000), 0.25);
    judge(UINT64_C(1000000000000000), 1e-12);
    judge(UINT64_C(1) << 53, 0.3);
    judge(UINT64_C(1) << 53, 0.5);
    judge(UINT64_C(1) << 53, 0.999);
    judge(UINT64_C(1) << 53, 1e-15);
}

static void test_binomial_ends(void)
{
    cst_draws draws = cst_draws_at(&seeded, 1, 1, CST_DRAW_TEST);
    const uint64_t most = UINT64_C(1) << 53;
    for (uint64_t n = 0; n <= most; n = 5 * n + 1) {
        CU_ASSERT_EQUAL(cst_binomial_draw(&draws, n, 0.0), 0);
        CU_ASSERT_EQUAL(cst_binomial_draw(&draws, n, -0.0), 0);
        CU_ASSERT_EQUAL(cst_binomial_draw(&draws, n, 1.0), n);
    }
    CU_ASSERT_EQUAL(draws.index, 0); /* what is certain costs no draw */
    CU_ASSERT_EQUAL(cst_binomial_draw(&draws, 0, 0.5), 0);
    CU_ASSERT_EQUAL(cst_binomial_draw(&draws, most, 1.0), most);
    for (int i = 0; i < 1000; i++) {
        CU_ASSERT_EQUAL(cst_binomial_draw(&draws, most, 1e-300), 0);
        CU_ASSERT_EQUAL(cst_binomial_draw(&draws, most, 0x1p-1074), 0);
        CU_ASSERT_EQUAL(cst_binomial_draw(&draws, 1, 1e-300), 0);
    }
}

/* One success more or less is seen: P(0) and P(n) of a rare and of a nearly certain event. */
static void test_binomial_rare(void)
{
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 2, 2, CST_DRAW_TEST);
    const uint64_t n = UINT64_C(1000000000000);
    uint64_t none = 0;
    uint64_t all = 0;
    for (int i = 0; i < DRAWS; i++) {
        none += cst_binomial_draw(&draws, n, 1e-12) == 0;
        all += cst_binomial_draw(&draws, 100, 0.99) == 100;
    }
    cst_test_share("no event at mean 1", none, DRAWS, exp(-1.0), 0.08);
    cst_test_share("100 of 100 at 0.99", all, DRAWS, pow(0.99, 100.0), 0.08);
}

/* A 128-bit number u of [0, 1), scaled: hi.lo = u. */
static void split(long double u, uint64_t *hi, uint64_t *lo)
{
    const long double scaled = u * 0x1p64L;
    *hi = (uint64_t)scaled;
    *lo = (uint64_t)((scaled - (long double)*hi) * 0x1p64L);
}

/* The skip is the largest s with 1 - (1-p)^s <= u: judged a hair below and above that u (4e-15 of
 * -log(1-u)), for the chances at which a grid of 53 bits would be off by 1e-4 and 11 %. */
static void test_binomial_skip_thresholds(void)
{
    static const double chances[] = {0.5, 0.3, 1e-2, 1e-6, 1e-12, 1e-15, 1e-18, 1e-20};
    static const uint64_t skips[] = {1, 2, 3, 7, 20};
    for (size_t i = 0; i < sizeof chances / sizeof chances[0]; i++) {
        const double p = chances[i];
        const double lambda = -cst_log1p(-p);
        for (size_t j = 0; j < sizeof skips / sizeof skips[0]; j++) {
            const uint64_t s = skips[j];
            const long double value = -(long double)s * log1pl(-(long double)p);
            const long double u = -expm1l(-value);
            const long double hair = 4e-15L * value * expl(-value);
            uint64_t hi;
            uint64_t lo;
            split(u - hair, &hi, &lo);
            CU_ASSERT_EQUAL(cst_binomial_skip(hi, lo, lambda, UINT64_MAX), s - 1);
            split(u + hair, &hi, &lo);
            CU_ASSERT_EQUAL(cst_binomial_skip(hi, lo, lambda, UINT64_MAX), s);
        }
    }
}

static void test_binomial_skip_limit(void)
{
    const double lambda = -cst_log1p(-1e-3);
    CU_ASSERT_EQUAL(cst_binomial_skip(UINT64_C(1) << 63, 0, lambda, UINT64_MAX), 692);
    CU_ASSERT_EQUAL(cst_binomial_skip(UINT64_C(1) << 63, 0, lambda, 693), 692);
    CU_ASSERT_EQUAL(cst_binomial_skip(UINT64_C(1) << 63, 0, lambda, 692), 692);
    CU_ASSERT_EQUAL(cst_binomial_skip(UINT64_C(1) << 63, 0, lambda, 100), 100);
    CU_ASSERT_EQUAL(cst_binomial_skip(UINT64_C(1) << 63, 0, lambda, 0), 0);
    CU_ASSERT_EQUAL(cst_binomial_skip(0, 0, lambda, 5), 0);
    CU_ASSERT_EQUAL(cst_binomial_skip(UINT64_MAX, UINT64_MAX, 1e-300, 77), 77);
    CU_ASSERT_EQUAL(cst_binomial_skip(1, 0, 0.0, 77), 77); /* no chance: no success */
}

/* Jumping and stepping are two ways to the same law: the place of the first success. */
static void test_binomial_skip_against_steps(void)
{
    enum { PLACES = 60 };
    const double p = 0.08;
    const double lambda = -cst_log1p(-p);
    double chance[PLACES + 1];
    uint64_t jumped[PLACES + 1] = {0};
    uint64_t stepped[PLACES + 1] = {0};
    for (int s = 0; s < PLACES; s++) {
        chance[s] = dgeom(s, p, 0);
    }
    chance[PLACES] = pgeom(PLACES - 1, p, 0, 0);
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 3, 3, CST_DRAW_TEST);
    for (int i = 0; i < DRAWS; i++) {
        const uint64_t hi = cst_draws_next(&draws);
        jumped[cst_binomial_skip(hi, cst_draws_next(&draws), lambda, PLACES)]++;
        uint32_t place = 0;
        while (place < PLACES && !cst_draws_below(&draws, cst_chance_make(p))) {
            place++;
        }
        stepped[place]++;
    }
    cst_test_chi_square("jumps", jumped, chance, PLACES + 1, caught);
    cst_test_chi_square("steps", stepped, chance, PLACES + 1, caught);
}

/* Frozen to the bit: counts of one model version rest on them. FNV-1a of 3,000 draws each. */
static void test_binomial_golden(void)
{
    static const struct {
        uint64_t n;
        double p;
        uint64_t hash;
    } golden[] = {
        {10, 0.3, UINT64_C(0x2feed1a2e11495ac)},
        {1000, 0.001, UINT64_C(0x9f4fbf505530f916)},
        {24, 0.5, UINT64_C(0x204c239bea1de341)},
        {120, 0.1, UINT64_C(0x37863ead7a4affe2)},
        {1000000, 2e-5, UINT64_C(0xf2f23ec7a72ae755)},
        {1000000, 0.9, UINT64_C(0x0d35789de8aa5925)},
        {UINT64_C(1000000000000), 0.123, UINT64_C(0x65c660528e8b3aa5)},
        {UINT64_C(1) << 53, 0.5, UINT64_C(0xc76ea19a146b2b5d)},
        {UINT64_C(1) << 53, 1e-9, UINT64_C(0x7a4c8acef67fc790)},
    };
    for (uint64_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
        uint64_t hash = UINT64_C(0xcbf29ce484222325);
        cst_draws draws = cst_draws_at(&seeded, 4, i, CST_DRAW_TEST);
        for (int j = 0; j < 3000; j++) {
            const uint64_t drawn = cst_binomial_draw(&draws, golden[i].n, golden[i].p);
            hash = (hash ^ drawn) * UINT64_C(0x100000001b3);
        }
        if (hash != golden[i].hash) {
            (void)printf("\n    %" PRIu64 " %g: 0x%016" PRIx64 "\n", golden[i].n, golden[i].p,
                         hash);
            CU_FAIL("a draw changed");
        }
    }
}

CST_SUITE("binomial", CST_TEST(test_binomial_small), CST_TEST(test_binomial_around_the_switch),
          CST_TEST(test_binomial_above_one_half), CST_TEST(test_binomial_large),
          CST_TEST(test_binomial_ends), CST_TEST(test_binomial_rare),
          CST_TEST(test_binomial_skip_thresholds), CST_TEST(test_binomial_skip_limit),
          CST_TEST(test_binomial_skip_against_steps), CST_TEST(test_binomial_golden))
