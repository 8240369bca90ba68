/* SPDX-License-Identifier: MIT
 * Against step by step sums over tasks in long double, or over all sequences of outcomes. */
#include "estimate/exact/temporal.h"

#include "tests/lib/suite.h"

#include <math.h>
#include <stdbool.h>

/* All 4^n sequences of: nothing, escape, trigger, escape at a task that triggers. */
static void test_temporal_end_trial_all_sequences(void)
{
    enum { TASKS = 8 };
    static const long double chance[3][4] = {
        {0.5L, 0.2L, 0.2L, 0.1L}, {0.9L, 0.0L, 0.1L, 0.0L}, {0.7L, 0.3L, 0.0L, 0.0L}};
    for (int c = 0; c < 3; c++) {
        long double risk = 0.0L;
        long double escapes = 0.0L;
        long double happened = 0.0L;
        for (int code = 0; code < 1 << (2 * TASKS); code++) {
            long double probability = 1.0L;
            int escaped = 0;
            int tasks = 0;
            bool over = false;
            for (int t = 0; t < TASKS; t++) {
                const int what = code >> (2 * t) & 3;
                probability *= chance[c][what];
                escaped += !over && (what & 1);
                tasks += !over;
                over = over || (what & 2);
            }
            risk += escaped > 0 ? probability : 0.0L;
            escapes += probability * escaped;
            happened += probability * tasks;
        }
        const cst_end_trial trial = {.escape = (double)(chance[c][1] + chance[c][3]),
                                     .trigger = (double)(chance[c][2] + chance[c][3]),
                                     .trigger_alone = (double)chance[c][2],
                                     .tasks = TASKS};
        const cst_end_trial_risk found = cst_temporal_end_trial(&trial);
        CU_ASSERT(cst_test_relative(found.trial_risk, (double)risk) < 1e-13);
        CU_ASSERT_DOUBLE_EQUAL(found.safety, (double)(1.0L - risk), 1e-14);
        CU_ASSERT(cst_test_relative(found.expected_escapes, (double)escapes) < 1e-13);
        CU_ASSERT(cst_test_relative(found.tasks, (double)happened) < 1e-13);
    }
}

static const double rates[] = {1e-300, 1e-15, 1e-12, 1e-6, 1e-3, 0.1, 0.5, 1.0};

static void test_temporal_end_trial_by_steps(void)
{
    for (int i = 0; i < 8 * 4; i++) {
        const long double p = rates[i % 8];
        const long double e = p * (long double)(double)(0.25 * (i / 8));
        const long double g = (p - e) * 0.5L;
        long double risk = 0.0L;
        long double undecided = 1.0L;
        for (int t = 0; t < 1000; t++) {
            risk += undecided * e;
            undecided -= undecided * (e + g);
        }
        const cst_end_trial trial = {(double)e, (double)g, (double)g, 1000.0};
        CU_ASSERT(cst_test_relative(cst_temporal_end_trial(&trial).trial_risk, (double)risk) <
                  1e-13);
    }
}

/* Tasks that happen of n, each with chance h of ending the trial. */
static double tasks_at(double h, double n)
{
    const cst_end_trial trial = {.trigger = h, .trigger_alone = h, .tasks = n};
    return cst_temporal_end_trial(&trial).tasks;
}

static void test_temporal_powers(void)
{
    CU_ASSERT_EQUAL(cst_temporal_at_least_once(1e-300, 1.0), 1e-300);
    CU_ASSERT(cst_test_relative(cst_temporal_at_least_once(1e-12, 1e3), 1e-9 - 4.995e-19) < 1e-15);
    CU_ASSERT_EQUAL(cst_temporal_at_least_once(1.0, 1.0), 1.0);
    CU_ASSERT_EQUAL(cst_temporal_at_least_once(0.0, INFINITY), 0.0);
    CU_ASSERT_EQUAL(cst_temporal_at_least_once(1e-300, INFINITY), 1.0);
    CU_ASSERT_EQUAL(cst_temporal_never(1.0, 0.0), 1.0);
    CU_ASSERT_DOUBLE_EQUAL(cst_temporal_never(0.5, 3.0), 0.125, 1e-16);
    CU_ASSERT_EQUAL(tasks_at(0.0, 7.0), 7.0);
    CU_ASSERT_EQUAL(tasks_at(0.5, INFINITY), 2.0);
    CU_ASSERT_EQUAL(tasks_at(0.5, 2.0), 1.5);
}

/* Task by task: trials that end, at a catch or not, and those that do not. */
static void test_temporal_rounds(void)
{
    static const double ends[] = {0.3, 0.02, 1e-6, 0.0};
    static const double shares[] = {1.0, 0.25, 0.0};
    for (int i = 0; i < 12; i++) {
        const double end = ends[i / 3];
        const double caught = end * shares[i % 3];
        double rounds = 0.0;
        double none = 1.0;
        double goes_on = 1.0;
        for (int task = 0; task < 7 * 20; task++) {
            rounds += task % 7 == 0 ? none : 0.0;
            none -= goes_on * caught;
            goes_on *= 1.0 - end;
        }
        CU_ASSERT(cst_test_relative(cst_temporal_rounds(end, caught, 7.0, 20.0), rounds) < 1e-13);
    }
}

CST_SUITE("temporal", CST_TEST(test_temporal_rounds),
          CST_TEST(test_temporal_end_trial_all_sequences),
          CST_TEST(test_temporal_end_trial_by_steps), CST_TEST(test_temporal_powers))
