/* SPDX-License-Identifier: MIT
 * Maxima that are known: of polynomials and of functions of binomial chances, hills beside hills,
 * ends of ranges. */
#include "estimate/ask/best.h"

#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

typedef struct asked {
    double peak, width;
    int calls;
    double last[4000];
} asked;

static double parabola(double x, void *self)
{
    asked *of = self;
    if (of->calls < 4000) {
        of->last[of->calls] = x;
    }
    of->calls++;
    return 3.0 - (log(x) - of->peak) * (log(x) - of->peak);
}

static void test_best_parabola(void)
{
    for (int i = 0; i <= 100; i++) {
        asked of = {.peak = -2.0 + 0.05 * i};
        double x = NAN;
        double value = NAN;
        CU_ASSERT(cst_best_of(parabola, &of, exp(-1.0), exp(2.0), &x, &value));
        const double inside = fmin(fmax(of.peak, -1.0), 2.0);
        CU_ASSERT_DOUBLE_EQUAL(log(x), inside, 1e-6);
        CU_ASSERT_DOUBLE_EQUAL(value, 3.0 - (inside - of.peak) * (inside - of.peak), 1e-12);
        CU_ASSERT(of.calls < 3000);
    }
}

/* p (1-p)^n is greatest at 1/(n+1). */
static double once(double p, void *self)
{
    const double *n = self;
    return p * exp(*n * log1p(-p));
}

static void test_best_on_a_log_scale(void)
{
    for (double n = 1.0; n < 1e12; n *= 17.0) {
        double x = NAN;
        double value = NAN;
        CU_ASSERT(cst_best_of(once, &n, 1e-15, 0.999, &x, &value));
        CU_ASSERT(cst_test_relative(x, 1.0 / (n + 1.0)) < 1e-5);
        CU_ASSERT(cst_test_relative(value, exp(-n * log1p(1.0 / n)) / (n + 1.0)) < 1e-12);
    }
}

/* Hills of which the last and narrowest is the highest; a plain that is as high as the lower ones.
 */
static double hills(double x, void *self)
{
    const asked *of = self;
    const double z = (log(x) - of->peak) / of->width;
    return fmin(sin(40.0 * log(x)), 0.5) + 2.0 * exp(-z * z);
}

static void test_best_of_many_hills(void)
{
    for (int i = 1; i < 100; i += 7) {
        asked of = {.peak = 0.01 * i, .width = 0.003};
        double x = NAN;
        double value = NAN;
        double dense = -INFINITY;
        CU_ASSERT(cst_best_of(hills, &of, 1.0, exp(1.0), &x, &value));
        for (int j = 0; j <= 200000; j++) {
            dense = fmax(dense, hills(exp(j * 5e-6), &of));
        }
        CU_ASSERT(value >= dense - 1e-12);
        CU_ASSERT(value <= dense + 1e-5);
        CU_ASSERT_EQUAL(value, hills(x, &of));
    }
}

static void test_best_is_the_same_again(void)
{
    static asked first;
    static asked second;
    double x = NAN;
    double value = NAN;
    first = (asked){.peak = 0.123};
    second = (asked){.peak = 0.123};
    CU_ASSERT(cst_best_of(parabola, &first, 1.0, 2.0, &x, &value));
    CU_ASSERT(cst_best_of(parabola, &second, 1.0, 2.0, &x, &value));
    CU_ASSERT_EQUAL(memcmp(&first, &second, sizeof first), 0);
}

static double flat(double x, void *self)
{
    (void)x;
    (void)self;
    return 4.0;
}

static double hole(double x, void *self)
{
    (void)self;
    return x > 0.7 ? NAN : x;
}

static void test_best_errors(void)
{
    double x = NAN;
    double value = NAN;
    CU_ASSERT(cst_best_of(flat, NULL, 0.5, 1.0, &x, &value));
    CU_ASSERT_EQUAL(value, 4.0);
    CU_ASSERT_FALSE(cst_best_of(hole, NULL, 0.5, 1.0, &x, &value));
}

CST_SUITE("best", CST_TEST(test_best_parabola), CST_TEST(test_best_on_a_log_scale),
          CST_TEST(test_best_of_many_hills), CST_TEST(test_best_is_the_same_again),
          CST_TEST(test_best_errors))
