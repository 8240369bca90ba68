/* SPDX-License-Identifier: MIT */
#include "base/chance.h"

#include "base/random.h"
#include "tests/lib/suite.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const cst_random seeded = {.seed = 20250117, .stream = 1};

static void same(double p, uint64_t hi, uint64_t lo)
{
    const cst_chance chance = cst_chance_make(p);
    const double value = fmin(fmax(p, 0.0), 1.0);
    CU_ASSERT(fabs(cst_chance_value(chance) - value) <= 4e-16 * value + 0x1p-127);
    if (chance.hi != hi || chance.lo != lo || chance.always) {
        (void)printf("\n    %a: %016" PRIx64 " %016" PRIx64 "\n", p, chance.hi, chance.lo);
        CU_FAIL("not the binary fraction");
    }
}

/* The first 128 binary digits one by one: doubling and taking 1 off are exact. */
static void digits(double p, uint64_t word[2])
{
    for (int i = 0; i < 128; i++) {
        p *= 2.0;
        const bool one = p >= 1.0;
        p -= one ? 1.0 : 0.0;
        word[i / 64] = word[i / 64] << 1 | one;
    }
}

static void test_chance_known_fractions(void)
{
    same(0.5, UINT64_C(1) << 63, 0);
    same(0.75, UINT64_C(3) << 62, 0);
    same(0x1p-32, UINT64_C(1) << 32, 0);
    same(0x1p-64, 1, 0);
    same(0x1p-65, 0, UINT64_C(1) << 63);
    same(0x1p-100, 0, UINT64_C(1) << 28);
    same(0x1p-128, 0, 1);
    same(0x1.8p-128, 0, 1);
    same(0x1.fffffffffffffp-1, UINT64_C(0xfffffffffffff800), 0);
    /* 1e-12 is 0x1.19799812dea11p-40. */
    same(1e-12, UINT64_C(0x1197998), UINT64_C(0x12dea11) << 36);
}

static void test_chance_is_exact(void)
{
    cst_draws draws = cst_draws_at(&seeded, 1, 0, CST_DRAW_TEST);
    static const double some[] = {1e-1, 1e-3, 1e-12, 1e-15, 1e-20, 1e-30, 1.0 / 3, 0.999, 1e-38};
    for (size_t i = 0; i < 20000; i++) {
        const double unit = cst_draws_unit(&draws);
        const int fall = (int)cst_draws_uniform(&draws, 130);
        const double p = i < sizeof some / sizeof some[0] ? some[i] : ldexp(unit, -fall);
        uint64_t word[2] = {0};
        digits(p, word);
        if (p < 1.0) {
            same(p, word[0], word[1]);
        }
    }
}

static void test_chance_ends(void)
{
    same(0.0, 0, 0);
    same(-0.0, 0, 0);
    same(-1e-17, 0, 0);
    same(-INFINITY, 0, 0);
    same(NAN, 0, 0);
    same(DBL_TRUE_MIN, 0, 0);
    same(DBL_MIN, 0, 0);
    same(0x1p-129, 0, 0);
    static const double sure[] = {1.0, 1.0 + DBL_EPSILON, 2.0, INFINITY};
    for (size_t i = 0; i < sizeof sure / sizeof sure[0]; i++) {
        const cst_chance chance = cst_chance_make(sure[i]);
        CU_ASSERT(chance.always);
        CU_ASSERT(cst_chance_below(chance, UINT64_MAX, UINT64_MAX));
        CU_ASSERT(cst_chance_below(chance, 0, 0));
        CU_ASSERT_EQUAL(cst_chance_first32(chance, UINT32_MAX), -1);
    }
    CU_ASSERT(!cst_chance_below(cst_chance_make(0.0), 0, 0));
    CU_ASSERT_EQUAL(cst_chance_first32(cst_chance_make(0.0), 1), 1);
    /* Nothing, yet its first 32 bits are those of the draw 0: a tie, never "below". */
    CU_ASSERT_EQUAL(cst_chance_first32(cst_chance_make(0.0), 0), 0);
}

static void test_chance_below_at_the_threshold(void)
{
    const cst_chance chance = {.hi = 5, .lo = 7};
    CU_ASSERT(cst_chance_below(chance, 4, UINT64_MAX));
    CU_ASSERT(cst_chance_below(chance, 5, 6));
    CU_ASSERT(!cst_chance_below(chance, 5, 7));
    CU_ASSERT(!cst_chance_below(chance, 6, 0));
    /* The number of draws below is the threshold itself: here 2^127 + 1 of 2^128. */
    const cst_chance above_half = {.hi = UINT64_C(1) << 63, .lo = 1};
    CU_ASSERT(cst_chance_below(above_half, UINT64_C(1) << 63, 0));
    CU_ASSERT(!cst_chance_below(above_half, UINT64_C(1) << 63, 1));
}

/* What the first 32 bits say is what the whole draw says, and they say it whenever they can. */
static void test_chance_first32_agrees(void)
{
    cst_draws draws = cst_draws_at(&seeded, 2, 0, CST_DRAW_TEST);
    uint64_t verdicts[3] = {0};
    for (size_t i = 0; i < 30000; i++) {
        const uint64_t hi = cst_draws_next(&draws);
        const uint64_t lo = cst_draws_next(&draws);
        /* Every third chance shares the first 32 bits with the draw, the others lie around it. */
        const int64_t step = (int64_t)(i % 3) - 1;
        const cst_chance chance = {.hi = ((hi >> 32) + (uint64_t)step) << 32 |
                                         cst_draws_next(&draws) >> 32,
                                   .lo = cst_draws_next(&draws)};
        const int said = cst_chance_first32(chance, (uint32_t)(hi >> 32));
        verdicts[said + 1]++;
        if (said != 0) {
            CU_ASSERT_EQUAL(said < 0, cst_chance_below(chance, hi, lo));
        } else {
            CU_ASSERT_EQUAL(chance.hi >> 32, hi >> 32);
        }
    }
    CU_ASSERT_EQUAL(verdicts[0], 10000);
    CU_ASSERT_EQUAL(verdicts[1], 10000);
    CU_ASSERT_EQUAL(verdicts[2], 10000);
}

/* The same of 8 bits. */
static void test_chance_first8_agrees(void)
{
    cst_draws draws = cst_draws_at(&seeded, 3, 0, CST_DRAW_TEST);
    uint64_t verdicts[3] = {0};
    for (size_t i = 0; i < 30000; i++) {
        const uint64_t hi = cst_draws_next(&draws);
        const uint64_t lo = cst_draws_next(&draws);
        const cst_chance chance = {.hi = cst_draws_next(&draws), .lo = cst_draws_next(&draws)};
        const int said = cst_chance_first8(chance, (uint8_t)(hi >> 56));
        verdicts[said + 1]++;
        if (said != 0) {
            CU_ASSERT_EQUAL(said < 0, cst_chance_below(chance, hi, lo));
        } else {
            CU_ASSERT_EQUAL(chance.hi >> 56, hi >> 56);
        }
    }
    CU_ASSERT(verdicts[0] > 14000 && verdicts[1] > 50 && verdicts[2] > 14000);
    CU_ASSERT_EQUAL(cst_chance_first8(cst_chance_make(1.0), UINT8_MAX), -1);
    CU_ASSERT_EQUAL(cst_chance_first8(cst_chance_make(0.0), 0), 0);
    CU_ASSERT_EQUAL(cst_chance_first8(cst_chance_make(0.0), 1), 1);
}

CST_SUITE("chance", CST_TEST(test_chance_known_fractions), CST_TEST(test_chance_is_exact),
          CST_TEST(test_chance_ends), CST_TEST(test_chance_below_at_the_threshold),
          CST_TEST(test_chance_first32_agrees), CST_TEST(test_chance_first8_agrees))
