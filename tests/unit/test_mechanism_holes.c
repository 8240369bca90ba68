/* SPDX-License-Identifier: MIT
 *
 * Exact values against integrals over the time at which a hole opens, in long double, and drawn
 * holes against the exact values. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

typedef struct holes {
    long double opening, growth, patch, exploit, time;
} holes;

/* Of the holes that open at that time, those that are open at the end. */
static long double open_of(const holes *of, long double at)
{
    return of->opening * expl(of->growth * at - of->patch * (of->time - at));
}

/* Those that have been used. */
static long double used_of(const holes *of, long double at)
{
    const long double ends = of->patch + of->exploit;
    return ends > 0.0L ? of->opening * expl(of->growth * at) * of->exploit / ends *
                             -expm1l(-ends * (of->time - at))
                       : 0.0L;
}

/* The integral over all times, by Gauss and Legendre's rule of 5 points in many panels. */
static long double integral(const holes *of,
                            long double (*density)(const holes *of, long double at))
{
    enum { PANELS = 400 };
    const long double node[3] = {0.0L, sqrtl(5.0L - 2.0L * sqrtl(10.0L / 7.0L)) / 3.0L,
                                 sqrtl(5.0L + 2.0L * sqrtl(10.0L / 7.0L)) / 3.0L};
    const long double weight[3] = {128.0L / 225.0L, (322.0L + 13.0L * sqrtl(70.0L)) / 900.0L,
                                   (322.0L - 13.0L * sqrtl(70.0L)) / 900.0L};
    const long double half = of->time / (2.0L * PANELS);
    long double sum = 0.0L;
    for (int i = 0; i < PANELS; i++) {
        const long double middle = (2 * i + 1) * half;
        sum += weight[0] * density(of, middle);
        for (int j = 1; j < 3; j++) {
            sum += weight[j] *
                   (density(of, middle - half * node[j]) + density(of, middle + half * node[j]));
        }
    }
    return half * sum;
}

/* CLAIMS, claim 12: K112 to K124. */
static void test_holes_vectors(void)
{
    cst_mechanism_is("holes: {opening: 1, growth: 0, patch: 1, time: 10}", "mean_open",
                     0.99995460007023751515, 1e-10);
    cst_mechanism_is("holes: {opening: 1, growth: 0, patch: 1, time: 10}", "none_open",
                     0.36789614325136632618, 1e-10);
    cst_mechanism_is("holes: {opening: 1, growth: 0.1, patch: 1, time: 10}", "mean_open",
                     2.4711240259357115914, 1e-10);
    cst_mechanism_is("holes: {opening: 1, growth: 0.1, patch: 1, time: 10}", "none_open",
                     0.084489836839970009855, 1e-10);
    cst_mechanism_is("holes: {opening: 0.01, growth: 0.05, patch: 0.07142857142857142, time: 100}",
                     "none_open", 4.9200342692697568772e-6, 1e-10);
    cst_mechanism_is("holes: {opening: 2, growth: 0.5, patch: 2, time: 5}", "mean_open",
                     9.7459588486189687626, 1e-10);
    cst_mechanism_is("holes: {opening: 1, growth: 0, patch: 1, exploit: 0.1, time: 10}",
                     "none_exploited", 0.43760103561522419772, 1e-10);
    cst_mechanism_is("holes: {opening: 2, growth: 0.5, patch: 2, exploit: 1, time: 5}",
                     "none_exploited", 3.4075501166449595700e-6, 1e-10);
}

static void compare(const holes *of)
{
    char text[200];
    (void)snprintf(text, sizeof text,
                   "holes: {opening: %.17g, growth: %.17g, patch: %.17g, exploit: %.17g, time: "
                   "%.17g}",
                   (double)of->opening, (double)of->growth, (double)of->patch, (double)of->exploit,
                   (double)of->time);
    const long double open = integral(of, open_of);
    const long double used = integral(of, used_of);
    cst_mechanism_is(text, "mean_open", (double)open, 1e-11);
    if (open < 600.0L) {
        cst_mechanism_is(text, "none_open", (double)expl(-open), 1e-11);
    }
    if (used < 600.0L) {
        cst_mechanism_is(text, "none_exploited", (double)expl(-used), 1e-11);
    }
}

static void test_holes_exact(void)
{
    static const long double growths[] = {-3.0L, -0.5L,  -0.3L, -1e-3L, -1e-9L,
                                          0.0L,  1e-14L, 1e-6L, 0.2L,   1.5L};
    static const long double rates[] = {0.0L, 1e-7L, 0.3L, 2.0L, 30.0L};
    for (size_t i = 0; i < sizeof growths / sizeof growths[0]; i++) {
        for (size_t j = 0; j < sizeof rates / sizeof rates[0]; j++) {
            for (size_t k = 0; k < sizeof rates / sizeof rates[0]; k++) {
                holes of = {2.0L, growths[i], rates[j], rates[k], 4.0L};
                compare(&of);
                of.time = 0.01L;
                compare(&of);
            }
        }
    }
}

/* Where hardly any hole is used, its few digits are all that the chance has: -ln of it. */
static void test_holes_ends(void)
{
    cst_mechanism_is("holes: {opening: 1e-200, growth: 0, patch: 0, time: 1e-3}", "mean_open",
                     1e-203, 1e-11);
    cst_mechanism_is("holes: {exploit: 0}", "none_exploited", 1.0, 0.0);
    cst_mechanism_is("holes: {opening: 3, patch: 0, exploit: 1e9, time: 5}", "none_exploited",
                     exp(-15.0 * (1.0 - 2e-10)), 1e-11);
    cst_mechanism_is("holes: {patch: 1e9}", "none_open", exp(-1e-9), 1e-15);
    cst_mechanism_is("holes: {opening: 1e-6, time: 1e9}", "mean_open", 1e-6, 1e-11);
    cst_mechanism_is("holes: {growth: -1e300, time: 1}", "none_open", 1.0, 1e-15);
    cst_mechanism_is("holes: {opening: 1e-290, growth: 68, patch: 1, time: 10}", "mean_open",
                     exp(680.0 - 290.0 * log(10.0)) / 69.0, 1e-11);
}

static void test_holes_drawn(void)
{
    CU_ASSERT_EQUAL(cst_mechanism_judge("holes: {}", 20000, 1), 3);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("holes: {opening: 0.5, growth: 0.5, patch: 2, exploit: 1, time: 5}",
                            20000, 2),
        3);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("holes: {opening: 3, growth: -0.7, patch: 0.2, exploit: 0.3, time: 4}",
                            20000, 3),
        3);
    CU_ASSERT_EQUAL(
        cst_mechanism_judge("holes: {opening: 0.1, growth: 0, patch: 0, exploit: 0.05, time: 10}",
                            20000, 4),
        3);
    CU_ASSERT(
        cst_mechanism_judge(
            "holes: {opening: 4000, growth: 0.1, patch: 20, exploit: 5e-5, time: 3}", 60, 5) >= 2);
    CU_ASSERT(cst_mechanism_judge("holes: {opening: 1, growth: 6, patch: 1e4, exploit: 1, time: 2}",
                                  60, 6) >= 1);
}

static void test_holes_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("holes: {opening: 0}", "a number above 0"));
    CU_ASSERT(cst_mechanism_refuses("holes: {time: 2e9}", "a number above 0, up to 1e9"));
    CU_ASSERT(cst_mechanism_refuses("holes: {patch: -1}", "a number from 0 to 1e9"));
    CU_ASSERT(cst_mechanism_refuses("holes: {opening: 200000}", "at most 1e6 holes in a trial"));
    CU_ASSERT(cst_mechanism_refuses("holes: {growth: 2}", "found 2.42583e+08"));
    CU_ASSERT(cst_mechanism_refuses("holes: {growth: 1e300}", "holes.growth"));
    CU_ASSERT(cst_mechanism_refuses("holes: {opening: 1e308, growth: -1e308, time: 1e9}",
                                    "on average, by opening, growth and time, found inf"));
}

CST_SUITE("mechanism_holes", CST_TEST(test_holes_vectors), CST_TEST(test_holes_exact),
          CST_TEST(test_holes_ends), CST_TEST(test_holes_drawn), CST_TEST(test_holes_refused))
