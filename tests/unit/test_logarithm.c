/* SPDX-License-Identifier: MIT
 *
 * The truth is the C library's logl and log1pl, whose 64 bits of precision leave their own error
 * far below what is judged here.
 */
#include "base/logarithm.h"

#include "base/random.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const cst_random seeded = {.seed = 20250117, .stream = 4};

static const long double promised = 1e-15L;

static void judge(const char *what, double x, double found, long double expected)
{
    if (!(fabsl(found - expected) <= promised * fabsl(expected))) {
        (void)printf("\n    %s(%a) is %.17g, expected %.20Lg, off by %.3Lg\n", what, x, found,
                     expected, fabsl(found / expected - 1.0L));
        CU_FAIL("a logarithm is off");
    }
}

static void judge_both(double x)
{
    judge("log", x, cst_log(x), logl((long double)x));
    if (x < 0.999999) {
        judge("log1p", -x, cst_log1p(-x), log1pl(-(long double)x));
    }
    judge("log1p", x, cst_log1p(x), log1pl((long double)x));
}

/* A double of [1, 2) from 52 random bits. */
static double mantissa(cst_draws *draws)
{
    return 1.0 + (double)(cst_draws_next(draws) >> 12) * 0x1p-52;
}

static void test_logarithm_all_magnitudes(void)
{
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    for (int exponent = -1022; exponent <= 1023; exponent++) {
        for (int i = 0; i < 40; i++) {
            judge_both(ldexp(i == 0 ? 1.0 : mantissa(&draws), exponent));
        }
    }
    judge_both(1e-300);
    judge_both(DBL_MIN);
    judge_both(DBL_MAX);
}

/* Where cancellation would show, and on both sides of every switch of method. */
static void test_logarithm_near_its_switches(void)
{
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 2, 0, CST_DRAW_TEST);
    static const double points[] = {
        1.0, 0.5, 2.0, 0.70710678118654752, 1.41421356237309515, 0.29, 0.41, 0.71, 1.41, 0.25};
    for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
        for (int fall = 1; fall <= 52; fall++) {
            for (int j = 0; j < 8; j++) {
                const double step = ldexp(mantissa(&draws), -fall - 1);
                judge("log", points[i] + step, cst_log(points[i] + step),
                      logl((long double)(points[i] + step)));
                if (step < points[i]) {
                    judge("log", points[i] - step, cst_log(points[i] - step),
                          logl((long double)(points[i] - step)));
                }
                if (points[i] + step < 1.0) {
                    judge_both(points[i] + step);
                }
            }
        }
    }
    CU_ASSERT_EQUAL(cst_log(1.0), 0.0);
    CU_ASSERT_EQUAL(cst_log1p(0.0), 0.0);
}

static void test_logarithm_small_arguments(void)
{
    static const double tiny[] = {1e-12, 1e-15, 1e-17, 1e-100, 1e-300, DBL_MIN};
    for (size_t i = 0; i < sizeof tiny / sizeof tiny[0]; i++) {
        judge("log1p", tiny[i], cst_log1p(tiny[i]), log1pl((long double)tiny[i]));
        judge("log1p", -tiny[i], cst_log1p(-tiny[i]), log1pl(-(long double)tiny[i]));
    }
    /* Just above -1: 1 + x is exact there. */
    judge("log1p", -1.0 + DBL_EPSILON / 2, cst_log1p(-1.0 + DBL_EPSILON / 2),
          logl((long double)DBL_EPSILON / 2));
}

/* -log(1 - u) with u = (hi + (lo + 1/2) 2^-64) 2^-64, in long double by the way that keeps digits:
 * from u below 1/2, from 1 - u above. */
static long double exponential(uint64_t hi, uint64_t lo)
{
    if (hi >> 63 == 0) {
        return -log1pl(-((long double)hi + ((long double)lo + 0.5L) * 0x1p-64L) * 0x1p-64L);
    }
    return -logl(((long double)~hi + ((long double)~lo + 0.5L) * 0x1p-64L) * 0x1p-64L);
}

static void test_logarithm_exponential(void)
{
    cst_test_seed(seeded.seed);
    cst_draws draws = cst_draws_at(&seeded, 3, 0, CST_DRAW_TEST);
    for (int i = 0; i < 60000; i++) {
        const uint64_t hi = cst_draws_next(&draws) >> (i % 65 < 64 ? i % 65 : 63);
        const uint64_t lo = cst_draws_next(&draws);
        judge("exponential", (double)hi, cst_log_exponential(hi, lo), exponential(hi, lo));
    }
    /* hi = 0: the small values come from lo alone, with all their digits. */
    for (int fall = 0; fall < 64; fall++) {
        const uint64_t lo = cst_draws_next(&draws) >> fall;
        judge("exponential", (double)lo, cst_log_exponential(0, lo), exponential(0, lo));
    }
    judge("exponential", 0.0, cst_log_exponential(0, 0), 0x1p-129L);
}

/* Near u = 1 a step of hi moves the value by far more than lo could; the largest is 65 log 2. */
static void test_logarithm_exponential_tail(void)
{
    for (uint64_t rest = 0; rest < 100000; rest++) {
        const double found = cst_log_exponential(UINT64_MAX - rest, 0);
        judge("tail", (double)rest, found, -logl(((long double)rest + 0.5L) * 0x1p-64L));
        CU_ASSERT_EQUAL(found, cst_log_exponential(UINT64_MAX - rest, UINT64_MAX));
    }
    judge("tail", 0.0, cst_log_exponential(UINT64_MAX, UINT64_MAX), 65.0L * logl(2.0L));
}

/* Larger u, larger value: 2^18 steps along u, fine ones about the switch at 1/4. */
static void test_logarithm_exponential_rises(void)
{
    double last = 0.0;
    for (uint64_t i = 0; i < UINT64_C(1) << 18; i++) {
        const double value = cst_log_exponential(i << 46, 0);
        CU_ASSERT_FATAL(value > last);
        last = value;
    }
    last = 0.0;
    const uint64_t quarter = UINT64_C(1) << 62;
    for (uint64_t i = 0; i < 4000; i++) {
        const double value = cst_log_exponential(quarter + ((i - 2000) << 16), 0);
        CU_ASSERT_FATAL(value > last);
        last = value;
    }
}

/* Frozen to the bit: outcomes hang on them. FNV-1a of the bits of 30,000 results. */
static void test_logarithm_same_bits_everywhere(void)
{
    cst_draws draws = cst_draws_at(&seeded, 4, 0, CST_DRAW_TEST);
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (int i = 0; i < 10000; i++) {
        const double unit = cst_draws_unit(&draws);
        const uint64_t hi = cst_draws_next(&draws);
        const double result[3] = {cst_log(ldexp(unit, i % 600 - 300)),
                                  cst_log1p(-ldexp(unit, -(i % 60))),
                                  cst_log_exponential(hi, cst_draws_next(&draws))};
        for (int j = 0; j < 3; j++) {
            uint64_t bits;
            memcpy(&bits, &result[j], sizeof bits);
            hash = (hash ^ bits) * UINT64_C(0x100000001b3);
        }
    }
    if (hash != UINT64_C(0x8eef923e8b3256f5)) {
        (void)printf("\n    %016" PRIx64 "\n", hash);
        CU_FAIL("the bits of a logarithm changed");
    }
}

static void test_logarithm_expm1(void)
{
    for (double x = -45.0; x < -1e-300; x *= 0.87) {
        CU_ASSERT(cst_test_relative(cst_expm1(x), expm1(x)) < 1e-13);
    }
    CU_ASSERT_EQUAL(cst_expm1(0.0), 0.0);
    CU_ASSERT_EQUAL(cst_expm1(-1e9), -1.0);
    CU_ASSERT(cst_expm1(-37.0) > -1.0);
}

CST_SUITE("logarithm", CST_TEST(test_logarithm_all_magnitudes),
          CST_TEST(test_logarithm_near_its_switches), CST_TEST(test_logarithm_small_arguments),
          CST_TEST(test_logarithm_exponential), CST_TEST(test_logarithm_exponential_tail),
          CST_TEST(test_logarithm_exponential_rises), CST_TEST(test_logarithm_same_bits_everywhere),
          CST_TEST(test_logarithm_expm1))
