/* SPDX-License-Identifier: MIT
 * Points of designs: known ones, and how evenly they fill the cube. */
#include "base/points.h"

#include "tests/lib/suite.h"

#include <string.h>

enum { COUNT = 1024 };

/* scipy.stats.qmc.Sobol(16, scramble=False, bits=32) of SciPy 1.10.1, point 9999. */
static void test_points_known(void)
{
    static const uint32_t known[CST_POINTS_KEYS_MAX] = {
        0x112c0000, 0xebe40000, 0xfb940000, 0x56e40000, 0x392c0000, 0x228c0000,
        0x0cdc0000, 0xba1c0000, 0x5bdc0000, 0xfe740000, 0xcbfc0000, 0x70940000,
        0x328c0000, 0x7fe40000, 0x456c0000, 0x7fb40000};
    static const double fifth[] = {0.875, 0.875, 0.125, 0.375};
    for (uint32_t k = 0; k < CST_POINTS_KEYS_MAX; k++) {
        CU_ASSERT_EQUAL(cst_points_sobol(k, 9999), known[k]);
        CU_ASSERT_EQUAL(cst_points_sobol(k, 0), 0);
        CU_ASSERT_EQUAL(cst_points_sobol(k, 1), 0x80000000);
    }
    for (uint32_t k = 0; k < 4; k++) {
        CU_ASSERT_EQUAL((double)cst_points_sobol(k, 5) * 0x1p-32, fifth[k]);
    }
}

/* How many of the first `points` lie in each of `columns` times `rows` even fields: one each. */
static bool one_in_each(const double *x, const double *y, uint32_t columns, uint32_t rows)
{
    bool seen[COUNT] = {false};
    bool one = true;
    for (uint32_t i = 0; i < columns * rows; i++) {
        const uint32_t at = (uint32_t)(x[i] * columns) * rows + (uint32_t)(y[i] * rows);
        one = one && at < COUNT && !seen[at];
        seen[at < COUNT ? at : 0] = true;
    }
    return one;
}

/* 2^m Sobol points have one in each of 2^m even parts of each coordinate, and in each field of the
 * first two coordinates, whatever its shape, for every seed. */
static void test_points_sobol(void)
{
    static double at[CST_POINTS_KEYS_MAX][COUNT];
    static double first[COUNT];
    for (uint64_t seed = 0; seed < 20; seed++) {
        const cst_points points = {CST_POINTS_SOBOL, seed, COUNT};
        const cst_points half = {CST_POINTS_SOBOL, seed, COUNT / 2};
        for (uint32_t k = 0; k < CST_POINTS_KEYS_MAX; k++) {
            cst_points_at(&points, k, at[k]);
            CU_ASSERT(one_in_each(at[k], at[0], COUNT, 1));
            cst_points_at(&half, k, first); /* more points leave those that are there */
            CU_ASSERT_EQUAL(memcmp(first, at[k], sizeof first / 2), 0);
        }
        for (uint32_t columns = 1; columns <= COUNT; columns *= 2) {
            CU_ASSERT(one_in_each(at[0], at[1], columns, COUNT / columns));
        }
        CU_ASSERT_NOT_EQUAL(at[0][0], at[1][0]); /* each coordinate has a shift of its own */
    }
}

/* A Latin hypercube has one point in each part of each coordinate, anywhere in it. */
static void test_points_latin(void)
{
    static const uint32_t counts[] = {1, 2, 7, 100, 1000};
    static double x[COUNT];
    static double y[COUNT];
    double sum = 0.0; /* of all places within parts: a mean of 1/2, and 1/12 about it */
    double square = 0.0;
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        const uint32_t count = counts[c];
        const cst_points points = {CST_POINTS_LATIN, 11, count};
        cst_points_at(&points, 3, x);
        cst_points_at(&points, 4, y);
        CU_ASSERT(one_in_each(x, x, count, 1) && one_in_each(y, y, count, 1));
        CU_ASSERT(count < 7 || memcmp(x, y, count * sizeof *x) != 0);
    }
    double product = 0.0; /* of two coordinates, about their means */
    for (uint32_t i = 0; i < 1000; i++) {
        const double part = x[i] * 1000.0 - (double)(uint32_t)(x[i] * 1000.0);
        sum += part;
        square += (part - 0.5) * (part - 0.5);
        product += (x[i] - 0.5) * (y[i] - 0.5);
        CU_ASSERT(x[i] > 0.0 && x[i] < 1.0);
    }
    CU_ASSERT_DOUBLE_EQUAL(sum / 1000.0, 0.5, 5.0 * 0.00913);           /* sqrt(1/12000) */
    CU_ASSERT_DOUBLE_EQUAL(square / 1000.0, 1.0 / 12.0, 5.0 * 0.00236); /* sqrt(1/180000) */
    CU_ASSERT_DOUBLE_EQUAL(product * 12.0 / 1000.0, 0.0, 5.0 / 31.6);
}

/* The seed changes them, and what the program said once it says for ever. */
static void test_points_seed(void)
{
    double at[3];
    double other[3];
    cst_points_at(&(cst_points){CST_POINTS_SOBOL, 1, 3}, 0, at);
    cst_points_at(&(cst_points){CST_POINTS_SOBOL, 2, 3}, 0, other);
    CU_ASSERT_NOT_EQUAL(at[0], other[0]);
    CU_ASSERT(at[0] == 0.79750654671806842 && at[2] == 0.047506546718068421);
    cst_points_at(&(cst_points){CST_POINTS_LATIN, 1, 3}, 0, at);
    cst_points_at(&(cst_points){CST_POINTS_LATIN, 2, 3}, 0, other);
    CU_ASSERT_NOT_EQUAL(at[0], other[0]);
    CU_ASSERT(at[0] == 0.50062000879552215 && at[2] == 0.062863410877374307);
}

CST_SUITE("points", CST_TEST(test_points_known), CST_TEST(test_points_sobol),
          CST_TEST(test_points_latin), CST_TEST(test_points_seed))
