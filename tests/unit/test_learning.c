/* SPDX-License-Identifier: MIT
 * The likelihood against one that is written down from the model's text, run by run; the search
 * against a grid. */
#include "base/random.h"
#include "estimate/ask/learning.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <math.h>

static const cst_learning_form full = {.name = "full", .fitted = {true, true, true, true, true}};

/* What a test has of some runs. */
typedef struct sample {
    cst_episodes episodes;
    cst_histories tree;
    cst_learning_data data;
} sample;

static double cover_chance(const cst_learning *of, double history)
{
    const double *v = of->value;
    return v[CST_LEARNING_CEILING] *
           (1.0 - (1.0 - v[CST_LEARNING_H0]) * exp(-v[CST_LEARNING_H1] * history));
}

/* E after an episode. */
static double shared(const cst_learning *of, double history, bool own, bool other)
{
    const double more = history + 1.0 + (own ? of->value[CST_LEARNING_HABIT] : 0.0);
    return own && other ? more : (1.0 - of->value[CST_LEARNING_FORGET]) * more;
}

/* Draws runs of the model. */
static void draw(sample *to, const cst_learning *of, uint32_t runs, uint32_t episodes,
                 uint64_t seed)
{
    const cst_random random = {.seed = seed};
    cst_draws draws = cst_draws_at(&random, 0, 0, CST_DRAW_TEST);
    cst_error error = {0};
    cst_test_seed(seed);
    *to = (sample){0};
    for (uint32_t run = 0; run < runs; run++) {
        double history[2] = {0.0, 0.0};
        for (uint32_t t = 0; t < episodes; t++) {
            const bool first = cst_draws_unit(&draws) < cover_chance(of, history[0]);
            const bool second = cst_draws_unit(&draws) < cover_chance(of, history[1]);
            CU_ASSERT_EQUAL_FATAL(cst_episodes_add(&to->episodes, t == 0, first, second, &error),
                                  0);
            history[0] = shared(of, history[0], first, second);
            history[1] = shared(of, history[1], second, first);
        }
    }
    CU_ASSERT_EQUAL_FATAL(cst_histories_make(&to->tree, &to->episodes, true, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_learning_data_make(&to->data, &to->tree, &error), 0);
    for (size_t run = 0, row = 0; run < runs; row += to->episodes.length[run++]) {
        cst_learning_data_add(&to->data, &to->episodes, run, row, 1);
    }
}

static void release(sample *of)
{
    cst_learning_data_free(&of->data);
    cst_histories_free(&of->tree);
    cst_episodes_free(&of->episodes);
}

/* The log likelihood, verdict by verdict. */
static double plain_likelihood(const cst_episodes *episodes, const cst_learning *of)
{
    double sum = 0.0;
    size_t row = 0;
    for (size_t run = 0; run < episodes->runs; run++) {
        double history[2] = {0.0, 0.0};
        for (uint32_t t = 0; t < episodes->length[run]; t++, row++) {
            const bool covers[2] = {(episodes->covers[row] & 1U) != 0U,
                                    (episodes->covers[row] & 2U) != 0U};
            for (uint32_t i = 0; i < 2; i++) {
                const double chance = cover_chance(of, history[i]);
                sum += log(covers[i] ? chance : 1.0 - chance);
            }
            history[0] = shared(of, history[0], covers[0], covers[1]);
            history[1] = shared(of, history[1], covers[1], covers[0]);
        }
    }
    return sum;
}

static void test_learning_likelihood(void)
{
    static const cst_learning of[] = {
        {{0.03, 0.2, 0.9, 5.0, 0.3}}, {{0.01, 0.6, 1.0, 0.0, 0.0}}, {{0.2, 0.05, 0.7, 40.0, 1.0}}};
    for (size_t i = 0; i < 3; i++) {
        sample at;
        draw(&at, &of[0], 30, 8, 71 + i);
        CU_ASSERT_DOUBLE_EQUAL(cst_learning_likelihood(&at.data, &of[i]),
                               plain_likelihood(&at.episodes, &of[i]), 1e-9);
        release(&at);
    }
}

/* The slopes that a step uses are those of the likelihood: the step that a hill of one run's slope
 * and a huge bend takes goes along it, so slopes are read from differences of the plain form. */
static void test_learning_slopes(void)
{
    const cst_learning of = {{0.03, 0.2, 0.9, 5.0, 0.3}};
    sample at;
    draw(&at, &of, 40, 6, 5);
    cst_box_hill hill = {0};
    (void)cst_learning_likelihood(&at.data, &of);
    for (size_t run = 0, row = 0; run < 40; row += at.episodes.length[run++]) {
        cst_learning_slope(&at.data, &of, &at.episodes, run, row, &hill);
    }
    /* h0, h1 (1 + habit), ceiling, 1 / (1 + habit), forget. */
    const double at_point[] = {0.03, 0.2 * 6.0, 0.9, 1.0 / 6.0, 0.3};
    for (unsigned i = 0; i < 5; i++) {
        double height[2];
        const double far = 1e-5 * at_point[i];
        for (unsigned side = 0; side < 2; side++) {
            double p[5];
            for (unsigned j = 0; j < 5; j++) {
                p[j] = at_point[j] + (i == j ? (side == 0 ? -far : far) : 0.0);
            }
            const cst_learning near = {{p[0], p[1] * p[3], p[2], 1.0 / p[3] - 1.0, p[4]}};
            height[side] = plain_likelihood(&at.episodes, &near);
        }
        const double slope = (height[1] - height[0]) / (2.0 * far);
        CU_ASSERT_DOUBLE_EQUAL(hill.slope[i], slope, 1e-5 * (1.0 + fabs(slope)));
    }
    release(&at);
}

/* Against a grid over all five keys, and a finer one around what the search found: nothing is
 * higher, and the finer one comes near. */
static void test_learning_grid(void)
{
    const cst_learning of = {{0.05, 0.3, 0.9, 3.0, 0.3}};
    sample at;
    cst_learning found;
    draw(&at, &of, 12, 5, 9);
    const double most = cst_learning_search(&at.data, &full, NULL, &found);
    CU_ASSERT_DOUBLE_EQUAL(plain_likelihood(&at.episodes, &found), most, 1e-6);
    double grid = -INFINITY;
    for (unsigned i = 0; i < 8 * 8 * 8 * 8 * 8; i++) {
        static const double habits[8] = {0, 0.5, 1, 2, 4, 10, 40, 400};
        const cst_learning there = {{0.002 + 0.03 * (i % 8), 0.02 * pow(1.8, i / 8 % 8),
                                     0.58 + 0.06 * (i / 64 % 8), habits[i / 512 % 8],
                                     i / 4096 / 7.0}};
        grid = fmax(grid, plain_likelihood(&at.episodes, &there));
    }
    CU_ASSERT_TRUE(grid <= most + 1e-9);
    CU_ASSERT_TRUE(grid > most - 2.0);
    release(&at);
}

/* Keys that are not fitted keep their values; one start from the end finds the end. */
static void test_learning_forms(void)
{
    const cst_learning of = {{0.05, 0.3, 0.9, 3.0, 0.0}};
    const cst_learning_form form = {.fitted = {true, true, false, false, false},
                                    .fixed = {{0.0, 0.0, 0.95, 2.0, 0.25}}};
    sample at;
    cst_learning found;
    cst_learning again;
    draw(&at, &of, 60, 6, 15);
    const double most = cst_learning_search(&at.data, &form, NULL, &found);
    CU_ASSERT_EQUAL(cst_learning_fitted(&form), 2);
    CU_ASSERT_EQUAL(found.value[CST_LEARNING_CEILING], 0.95);
    CU_ASSERT_DOUBLE_EQUAL(found.value[CST_LEARNING_HABIT], 2.0, 1e-12);
    CU_ASSERT_EQUAL(found.value[CST_LEARNING_FORGET], 0.25);
    CU_ASSERT_DOUBLE_EQUAL(cst_learning_search(&at.data, &form, &found, &again), most, 1e-8);
    /* One step from nearby comes much nearer. */
    cst_learning off = found;
    cst_box_hill hill = {0};
    off.value[CST_LEARNING_H1] *= 1.1;
    const double before = cst_learning_likelihood(&at.data, &off);
    for (size_t run = 0, row = 0; run < 60; row += at.episodes.length[run++]) {
        cst_learning_slope(&at.data, &off, &at.episodes, run, row, &hill);
    }
    const cst_learning moved = cst_learning_move(&form, &off, &hill);
    CU_ASSERT_TRUE(most - cst_learning_likelihood(&at.data, &moved) < 0.1 * (most - before));
    cst_learning_data_clear(&at.data);
    CU_ASSERT_EQUAL(cst_learning_likelihood(&at.data, &off), 0.0);
    release(&at);
}

CST_SUITE("learning", CST_TEST(test_learning_likelihood), CST_TEST(test_learning_slopes),
          CST_TEST(test_learning_grid), CST_TEST(test_learning_forms))
