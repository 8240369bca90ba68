/* SPDX-License-Identifier: MIT
 * Every width against scalar arithmetic, bit for bit, and landings against the geometric law. */
#include "base/binomial.h"
#include "base/jumps.h"
#include "base/logarithm.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

/* The skip of jump n by scalar arithmetic: word n / 8 % 4 of block n / 32 * 8 + n % 8 in slot 0,
 * and in slot 2 the word that extends it. */
static uint64_t skip_of(const cst_jumps *jumps, uint64_t n)
{
    uint64_t word[2];
    for (uint32_t i = 0; i < 2; i++) {
        word[i] = cst_random_at(&jumps->random, jumps->where, n / 32 * 8 + n % 8, jumps->purpose,
                                2 * i, 0)
                      .word[n / 8 % 4];
    }
    const double skip =
        cst_log_exponential(word[0], word[0] >> 53 == 0 ? word[1] : 0) * jumps->mean;
    return skip < (double)jumps->end ? (uint64_t)skip : jumps->end;
}

/* Walks `batches` batches by a width and by scalar skips; true where they land alike. */
static bool same_walk(cst_lanes_width width, cst_jumps jumps, uint32_t batches)
{
    uint64_t next = 0;
    uint64_t n = 0;
    jumps.width = width;
    for (uint32_t batch = 0; batch < batches; batch++) {
        uint64_t landing[CST_JUMPS];
        const uint32_t count = cst_jumps_next(&jumps, landing);
        for (uint32_t i = 0; i < count; i++, n++) {
            const uint64_t expected = next + skip_of(&jumps, n);
            if (landing[i] != expected) {
                return false;
            }
            next = expected + 1;
        }
        if (count < CST_JUMPS) {
            return jumps.end == 0 || next + skip_of(&jumps, n) >= jumps.end;
        }
    }
    return true;
}

static void test_jumps_widths(void)
{
    static const double chances[] = {1e-300, 5e-324, 1e-15, 1e-9, 1e-6,  1e-4, 1e-3,
                                     1e-2,   0.1,    0.5,   0.9,  0.999, 1.0,  1.0 - 0x1p-53};
    static const uint64_t ends[] = {0, 1, 2, 31, 32, 33, 1000, 1000000, CST_JUMPS_END_MAX};
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        for (size_t i = 0; i < sizeof chances / sizeof chances[0]; i++) {
            for (size_t j = 0; j < sizeof ends / sizeof ends[0]; j++) {
                const cst_random random = {.seed = i * 977 + j, .stream = j % 2};
                const cst_jumps jumps = cst_jumps_at(&random, i % 2 == 0 ? j : UINT64_MAX - j,
                                                     CST_DRAW_TEST, chances[i], ends[j]);
                CU_ASSERT_TRUE(same_walk((cst_lanes_width)width, jumps, 60));
            }
        }
    }
}

/* Enough draws for some that are short, which are extended: one in 2048. */
static void test_jumps_long_walk(void)
{
    const cst_random random = {.seed = 11};
    const cst_jumps jumps = cst_jumps_at(&random, 3, CST_DRAW_TEST, 1e-3, CST_JUMPS_END_MAX);
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        CU_ASSERT_TRUE(same_walk((cst_lanes_width)width, jumps, 2000));
    }
}

static void test_jumps_limits(void)
{
    const cst_random random = {.seed = 5};
    uint64_t landing[CST_JUMPS];
    cst_jumps never = cst_jumps_at(&random, 0, CST_DRAW_TEST, 0.0, 1000);
    CU_ASSERT_EQUAL(cst_jumps_next(&never, landing), 0);
    cst_jumps rarely = cst_jumps_at(&random, 0, CST_DRAW_TEST, 1e-300, CST_JUMPS_END_MAX);
    CU_ASSERT_EQUAL(cst_jumps_next(&rarely, landing), 0);
    CU_ASSERT_EQUAL(cst_jumps_next(&rarely, landing), 0);
    cst_jumps always = cst_jumps_at(&random, 0, CST_DRAW_TEST, 1.0, 70);
    for (uint64_t at = 0; at < 70;) {
        const uint32_t count = cst_jumps_next(&always, landing);
        CU_ASSERT_EQUAL(count, 70 - at < CST_JUMPS ? 70 - at : CST_JUMPS);
        for (uint32_t i = 0; i < count; i++) {
            CU_ASSERT_EQUAL(landing[i], at++);
        }
    }
    CU_ASSERT_EQUAL(cst_jumps_next(&always, landing), 0);
}

/* Skips against P(skip = i) = p (1-p)^i, in cells of as many values as make them likely alike. */
static void expect_geometric(double p, uint64_t seed)
{
    enum { DRAWS = 200000, CELLS = 40 };
    const cst_random random = {.seed = seed};
    uint64_t seen[CELLS] = {0};
    double chance[CELLS];
    const double width = ceil(2.0 / p / CELLS); /* of a cell, in skips */
    cst_jumps jumps = cst_jumps_at(&random, 1, CST_DRAW_TEST, p, CST_JUMPS_END_MAX);
    uint64_t next = 0;
    cst_test_seed(seed);
    for (uint32_t drawn = 0; drawn < DRAWS; drawn += CST_JUMPS) {
        uint64_t landing[CST_JUMPS];
        CU_ASSERT_EQUAL_FATAL(cst_jumps_next(&jumps, landing), CST_JUMPS);
        for (uint32_t i = 0; i < CST_JUMPS; i++) {
            const double cell = floor((double)(landing[i] - next) / width);
            seen[cell < CELLS - 1 ? (int)cell : CELLS - 1]++;
            next = landing[i] + 1;
        }
    }
    for (int i = 0; i < CELLS; i++) {
        const double at_least = exp(width * i * log1p(-p));
        chance[i] = i < CELLS - 1 ? -at_least * expm1(width * log1p(-p)) : at_least;
    }
    cst_test_chi_square("skips", seen, chance, CELLS, 0.03);
}

static void test_jumps_law(void)
{
    static const double chances[] = {1e-6, 1e-3, 0.02, 0.3, 0.6};
    for (size_t i = 0; i < sizeof chances / sizeof chances[0]; i++) {
        expect_geometric(chances[i], 90 + i);
    }
}

/* Thinned to half, half of the landings are left; at 0 none is, at 1 each. */
static void test_jumps_thin(void)
{
    static const double chances[] = {0.0, 0.5, 1.0};
    enum { BATCHES = 2000 };
    const cst_random random = {.seed = 17};
    for (int c = 0; c < 3; c++) {
        cst_jumps jumps = cst_jumps_at(&random, 1, CST_DRAW_TEST, 0.01, CST_JUMPS_END_MAX);
        double left = 0.0;
        for (int batch = 0; batch < BATCHES; batch++) {
            uint64_t landing[CST_JUMPS];
            cst_chance chance[CST_JUMPS];
            bool kept[CST_JUMPS];
            const uint32_t count = cst_jumps_next(&jumps, landing);
            for (uint32_t i = 0; i < count; i++) {
                chance[i] = cst_chance_make(chances[c]);
            }
            cst_jumps_thin(&jumps, chance, count, kept);
            for (uint32_t i = 0; i < count; i++) {
                left += kept[i];
            }
            for (int width = 0; width <= (int)cst_lanes_best(); width++) {
                bool same[CST_JUMPS];
                jumps.width = (cst_lanes_width)width;
                cst_jumps_thin(&jumps, chance, count, same);
                CU_ASSERT(memcmp(same, kept, count * sizeof *kept) == 0);
            }
        }
        const double n = (double)BATCHES * CST_JUMPS;
        const double error = sqrt(n * chances[c] * (1.0 - chances[c]));
        CU_ASSERT(fabs(left - n * chances[c]) <= 6.0 * error);
    }
}

/* One at a time they are the same, to the end and beyond. */
static void test_jumps_landings(void)
{
    static const double chances[] = {0.0, 1e-9, 0.01, 0.3, 1.0};
    const cst_random random = {.seed = 7};
    cst_landings one = {.count = 0};
    CU_ASSERT_EQUAL(cst_landings_at(&one), UINT64_MAX);
    for (size_t i = 0; i < sizeof chances / sizeof chances[0]; i++) {
        uint64_t landing[CST_JUMPS];
        bool same = true;
        cst_jumps jumps = cst_jumps_at(&random, i, CST_DRAW_TEST, chances[i], 1000);
        cst_landings_start(&one, &random, i, CST_DRAW_TEST, chances[i], 1000);
        for (uint32_t count = CST_JUMPS; count == CST_JUMPS;) {
            count = cst_jumps_next(&jumps, landing);
            for (uint32_t j = 0; j < count; j++) {
                same = same && cst_landings_at(&one) == landing[j];
                cst_landings_go(&one);
            }
        }
        CU_ASSERT(same);
        CU_ASSERT_EQUAL(cst_landings_at(&one), UINT64_MAX);
        cst_landings_go(&one);
        CU_ASSERT_EQUAL(cst_landings_at(&one), UINT64_MAX);
    }
}

CST_SUITE("jumps", CST_TEST(test_jumps_landings), CST_TEST(test_jumps_widths),
          CST_TEST(test_jumps_long_walk), CST_TEST(test_jumps_limits), CST_TEST(test_jumps_law),
          CST_TEST(test_jumps_thin))
