/* SPDX-License-Identifier: MIT
 * Intervals with bets that follow the data: coverage summed over all outcomes, ends by hand, slots
 * of several trials. */
#include "tally/course.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static cst_course course;

static cst_interval interval_of(const double *value, uint64_t n, double least, double most,
                                double level)
{
    memset(&course, 0, sizeof course);
    for (uint64_t i = 0; i < n; i++) {
        cst_course_add(&course, i, n, value[i]);
    }
    return cst_course_interval(&course, least, most, level);
}

/* One trial of value 1 in [-1, 1]. The bet is .95, so the lowest mean m that is left has
 * 1 + .95 (1 - m)/(m + 1) = 2/level: m = (.95 - 39)/(.95 + 39) at .05, above nothing is out. */
static void test_course_one_trial(void)
{
    const double value = 1.0;
    const cst_interval found = interval_of(&value, 1, -1.0, 1.0, 0.05);
    CU_ASSERT_DOUBLE_EQUAL(found.low, -38.05 / 39.95, 1e-12);
    CU_ASSERT_EQUAL(found.high, 1.0);
    const double mirrored = -1.0;
    const cst_interval other = interval_of(&mirrored, 1, -1.0, 1.0, 0.05);
    CU_ASSERT_DOUBLE_EQUAL(other.high, 38.05 / 39.95, 1e-12);
    CU_ASSERT_EQUAL(other.low, -1.0);
}

static void test_course_nothing_seen(void)
{
    const cst_interval found = interval_of(NULL, 0, -0.25, 0.5, 0.05);
    CU_ASSERT_EQUAL(found.low, -0.25);
    CU_ASSERT_EQUAL(found.high, 0.5);
    /* Nothing but zeros: both ends stay away from 0, by little more than the 3.69 / n of a value
     * that n trials need not show. */
    static double zeros[1000];
    const cst_interval none = interval_of(zeros, 1000, -1.0, 1.0, 0.05);
    const double least = 1.0 - pow(0.025, 1.0 / 1000);
    CU_ASSERT(none.high >= least && none.high < 1.3 * least);
    CU_ASSERT_DOUBLE_EQUAL(none.low, -none.high, 1e-12);
    const cst_interval sure = interval_of(zeros, 1000, 0.0, 0.0, 0.05);
    CU_ASSERT(sure.low == 0.0 && sure.high == 0.0);
}

/* P(the interval holds the mean) of values -.5, 0 and 1 with chances a, 1 - a - b and b, summed
 * over all 3^7 courses of 7 trials. */
static void test_course_coverage(void)
{
    enum { TRIALS = 7, COURSES = 2187, LAWS = 9 };
    static const double law[LAWS][2] = {{0.0, 0.01}, {0.0, 0.3},  {0.0, 0.9},
                                        {0.3, 0.3},  {0.2, 0.1},  {0.9, 0.05},
                                        {0.5, 0.0},  {0.02, 0.7}, {0.66, 0.33}};
    static const double values[] = {-0.5, 0.0, 1.0};
    static const double levels[] = {0.05, 0.5};
    for (size_t l = 0; l < 2; l++) {
        double held[LAWS] = {0.0};
        for (int number = 0; number < COURSES; number++) {
            double value[TRIALS];
            int times[3] = {0};
            for (int i = 0, left = number; i < TRIALS; i++, left /= 3) {
                value[i] = values[left % 3];
                times[left % 3]++;
            }
            const cst_interval found = interval_of(value, TRIALS, -0.5, 1.0, levels[l]);
            for (int k = 0; k < LAWS; k++) {
                const double mean = law[k][1] - 0.5 * law[k][0];
                const double chance = pow(law[k][0], times[0]) *
                                      pow(1.0 - law[k][0] - law[k][1], times[1]) *
                                      pow(law[k][1], times[2]);
                held[k] += found.low <= mean && mean <= found.high ? chance : 0.0;
            }
        }
        for (int k = 0; k < LAWS; k++) {
            CU_ASSERT(held[k] >= 1.0 - levels[l] - 1e-9);
        }
    }
}

static double draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* More trials than slots, of skewed values with mean .03: intervals hold, and where values are
 * plenty they are less than 1.7 times as wide as Student's. */
static void test_course_slots(void)
{
    enum { TRIALS = 3000, TIMES = 150 };
    static double value[TRIALS];
    uint64_t state = 5;
    uint32_t held = 0;
    double width = 0.0;
    for (int time = 0; time < TIMES; time++) {
        for (int i = 0; i < TRIALS; i++) {
            const double u = draw(&state);
            value[i] = u < 0.02 ? 1.0 : u < 0.12 ? 0.2 : u < 0.22 ? -0.1 : 0.0;
        }
        const cst_interval found = interval_of(value, TRIALS, -1.0, 1.0, 0.05);
        held += found.low <= 0.03 && 0.03 <= found.high;
        width += (found.high - found.low) / TIMES;
    }
    const double variance = 0.02 + 0.1 * 0.04 + 0.1 * 0.01 - 0.03 * 0.03;
    const double student = 2.0 * 1.96 * sqrt(variance / TRIALS);
    (void)printf("\n    seed 5: held %u of %d, %.2f of Student's width", held, TIMES,
                 width / student);
    CU_ASSERT(held >= (uint32_t)qbinom(1e-6, TIMES, 0.95, 1, 0));
    CU_ASSERT(width < 1.7 * student);
}

/* Trials may come in any order and in parts. */
static void test_course_order(void)
{
    static cst_course other;
    static double value[2500];
    uint64_t state = 9;
    for (int i = 0; i < 2500; i++) {
        value[i] = floor(8.0 * draw(&state)) / 8.0; /* sums are exact */
    }
    const cst_interval found = interval_of(value, 2500, 0.0, 1.0, 0.05);
    for (uint64_t i = 2500; i-- > 0;) {
        cst_course_add(&other, i, 2500, value[i]);
    }
    CU_ASSERT_EQUAL(memcmp(&course, &other, sizeof course), 0);
    CU_ASSERT(found.low > 0.3 && found.high < 0.6);
}

CST_SUITE("course", CST_TEST(test_course_one_trial), CST_TEST(test_course_nothing_seen),
          CST_TEST(test_course_coverage), CST_TEST(test_course_slots), CST_TEST(test_course_order))
