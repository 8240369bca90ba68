/* SPDX-License-Identifier: MIT
 * libRmath prints its warnings: nothing that is asked of it may make it do so, and what is outside
 * a range has the answer NaN. */
#include "base/rmath.h"

#include "base/random.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

static const cst_random seeded = {.seed = 20261129, .stream = 2};

/* Standard output goes to a file, whose size is what was printed. */
static int divert(FILE *file)
{
    (void)fflush(stdout);
    const int kept = dup(STDOUT_FILENO);
    CU_ASSERT_FATAL(kept >= 0 && dup2(fileno(file), STDOUT_FILENO) >= 0);
    return kept;
}

static long restore(FILE *file, int kept)
{
    (void)fflush(stdout);
    CU_ASSERT_FATAL(dup2(kept, STDOUT_FILENO) >= 0);
    (void)close(kept);
    return (long)lseek(fileno(file), 0, SEEK_END);
}

/* Any double: all signs, sizes and the special ones. */
static double anything(cst_draws *draws)
{
    static const double special[] = {0.0,       -0.0,   1.0,   -1.0,         0.5,
                                     1e-320,    1e-300, 1e300, NAN,          INFINITY,
                                     -INFINITY, 0x1p53, 1e-17, 1.0 - 0x1p-53};
    const double u = cst_draws_unit(draws);
    const double size = pow(10.0, 616.0 * cst_draws_unit(draws) - 308.0);
    if (u < 0.2) {
        return special[(size_t)(u / 0.2 * (sizeof special / sizeof special[0]))];
    }
    return u < 0.4 ? (u - 0.2) / 0.2 : u < 0.7 ? size : u < 0.8 ? -size : 1.0 / (1.0 + size);
}

static void ask(cst_draws *draws)
{
    const double x = anything(draws);
    const double y = anything(draws);
    const double z = anything(draws);
    double both[2];
    const double found[] = {cst_rmath_normal(x),
                            cst_rmath_normal_above(x),
                            cst_rmath_normal_density(x),
                            cst_rmath_normal_quantile(x),
                            cst_rmath_normal_quantile_above(x),
                            cst_rmath_binomial(x, y, z),
                            cst_rmath_binomial_above(x, y, z),
                            cst_rmath_binomial(floor(x), floor(y), z),
                            cst_rmath_binomial_above(floor(y * z), floor(y), z),
                            cst_rmath_student_quantile_above(x, y),
                            cst_rmath_student_quantile_above(x, 1.0 + fabs(z))};
    cst_rmath_normal_both(x, &both[0], &both[1]);
    CU_ASSERT(isnan(found[5]) || (found[5] >= 0.0 && found[5] <= 1.0));
    CU_ASSERT(isnan(found[7]) || (found[7] >= 0.0 && found[7] <= 1.0));
}

static void test_rmath_is_silent(void)
{
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    FILE *file = tmpfile();
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    const int kept = divert(file);
    for (int i = 0; i < 200000; i++) {
        ask(&draws);
    }
    const long printed = restore(file, kept);
    CU_ASSERT_EQUAL(printed, 0);
    (void)fclose(file);
    cst_test_seed(seeded.seed);
}

/* What the program asks: tails of counts at every size, wherever the tails lie. */
static void test_rmath_binomial_is_silent(void)
{
    cst_draws draws = cst_draws_at(&seeded, 2, 0, CST_DRAW_TEST);
    FILE *file = tmpfile();
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    const int kept = divert(file);
    for (int i = 0; i < 20000; i++) {
        const double n = floor(pow(10.0, 18.0 * cst_draws_unit(&draws)));
        const double near = cst_draws_unit(&draws);
        const double p = i % 2 == 0 ? pow(10.0, -18.0 * near) : -expm1(-pow(10.0, -18.0 * near));
        const double spread = sqrt(n * p * (1.0 - p));
        const double x = i % 3 == 0 ? n * cst_draws_unit(&draws)
                                    : n * p + spread * (80.0 * cst_draws_unit(&draws) - 40.0);
        const double k = fmin(fmax(floor(x), 0.0), n);
        const double below = cst_rmath_binomial(k, n, p);
        const double above = cst_rmath_binomial_above(k, n, p);
        CU_ASSERT(below >= 0.0 && above >= 0.0);
        CU_ASSERT_DOUBLE_EQUAL(below + above, 1.0, 1e-12);
    }
    const long printed = restore(file, kept);
    CU_ASSERT_EQUAL(printed, 0);
    (void)fclose(file);
    cst_test_seed(seeded.seed);
}

static void test_rmath_errors(void)
{
    CU_ASSERT(isnan(cst_rmath_normal_quantile(-1e-300)));
    CU_ASSERT(isnan(cst_rmath_normal_quantile(1.0 + 0x1p-52)));
    CU_ASSERT(isnan(cst_rmath_normal_quantile_above(NAN)));
    CU_ASSERT(isnan(cst_rmath_binomial(1.0, 2.5, 0.5)));
    CU_ASSERT(isnan(cst_rmath_binomial(1.0, -1.0, 0.5)));
    CU_ASSERT(isnan(cst_rmath_binomial(1.0, INFINITY, 0.5)));
    CU_ASSERT(isnan(cst_rmath_binomial_above(1.0, 2.0, 1.5)));
    CU_ASSERT(isnan(cst_rmath_student_quantile_above(0.5, 0.5)));
    CU_ASSERT(isnan(cst_rmath_student_quantile_above(2.0, 5.0)));
}

/* Normal: the error function; t with one degree of freedom: the tangent. */
static void test_rmath_by_hand(void)
{
    for (double x = -30.0; x < 30.0; x += 0.37) {
        double below;
        double above;
        cst_rmath_normal_both(x, &below, &above);
        CU_ASSERT(cst_test_relative(below, 0.5 * erfc(-x / sqrt(2.0))) < 1e-12);
        CU_ASSERT(cst_test_relative(above, 0.5 * erfc(x / sqrt(2.0))) < 1e-12);
        CU_ASSERT(cst_test_relative(cst_rmath_normal(x), below) < 1e-15);
        CU_ASSERT(cst_test_relative(cst_rmath_normal_above(x), above) < 1e-15);
    }
    CU_ASSERT_DOUBLE_EQUAL(cst_rmath_student_quantile_above(0.25, 1.0), 1.0, 1e-12);
    /* P(Bin(3, 1/4) <= 1) = (27 + 27) / 64 */
    CU_ASSERT_DOUBLE_EQUAL(cst_rmath_binomial(1.0, 3.0, 0.25), 54.0 / 64.0, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(cst_rmath_binomial_above(1.0, 3.0, 0.25), 10.0 / 64.0, 1e-15);
}

CST_SUITE("rmath", CST_TEST(test_rmath_is_silent), CST_TEST(test_rmath_binomial_is_silent),
          CST_TEST(test_rmath_errors), CST_TEST(test_rmath_by_hand))
