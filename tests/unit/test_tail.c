/* SPDX-License-Identifier: MIT */
#include "tally/tail.h"

#include "base/random.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const double LEVEL = 0.05;

static void near(double found, double expected, double tolerance)
{
    if (cst_test_relative(found, expected) > tolerance) {
        (void)printf("\n    found %.17g, expected %.17g\n", found, expected);
        CU_FAIL("values differ");
    }
}

/* By the definitions: the worst 1 - t of all trials, one value after the other from the top. */
static cst_tail by_definition(unsigned n, double p, double t)
{
    double left = 1.0 - t;
    cst_tail tail = {.var = 0.0, .cvar = 0.0};
    for (unsigned v = n + 1; v-- > 0;) {
        const double mass = dbinom(v, n, p, 0);
        const double taken = fmin(mass, left);
        tail.cvar += taken * v / (1.0 - t);
        left -= taken;
        if (mass > taken || left <= 0.0) {
            tail.var = v;
            break;
        }
    }
    return tail;
}

static void test_tail_binomial(void)
{
    static const double chance[] = {1e-12, 1e-4, 0.01, 0.3, 0.5, 0.97};
    static const double level[] = {0.5, 0.9, 0.95, 0.999};
    for (unsigned n = 1; n < 3000; n = 3 * n + 1) {
        for (size_t i = 0; i < sizeof chance / sizeof chance[0]; i++) {
            for (size_t j = 0; j < sizeof level / sizeof level[0]; j++) {
                const cst_tail found = cst_tail_binomial(n, chance[i], level[j]);
                const cst_tail expected = by_definition(n, chance[i], level[j]);
                /* P(X <= v) may be t but for rounding: then either of two values will do. */
                CU_ASSERT(pbinom(found.var, n, chance[i], 1, 0) >= level[j] - 1e-12);
                CU_ASSERT(found.var < 0.5 ||
                          pbinom(found.var - 1.0, n, chance[i], 1, 0) < level[j] + 1e-12);
                near(found.cvar, expected.cvar, 1e-11);
            }
        }
    }
    /* So rare that the worst trials have at most one: all of the mean, over 1 - t. */
    const cst_tail rare = cst_tail_binomial(100000, 1e-12, 0.95);
    CU_ASSERT_EQUAL(rare.var, 0.0);
    near(rare.cvar, 1e-7 / 0.05, 1e-12);
    CU_ASSERT_EQUAL(cst_tail_binomial(10, 0.0, 0.95).cvar, 0.0);
    CU_ASSERT_EQUAL(cst_tail_binomial(10, 1.0, 0.95).cvar, 10.0);
}

static void test_tail_seen(void)
{
    CST_TEST_SPREAD(spread);
    for (unsigned v = 1; v <= 20; v++) {
        cst_spread_add(&spread, v, 1); /* 1, 2, .., 20 */
    }
    CU_ASSERT_EQUAL(cst_tail_seen(&spread, 0.95).var, 19.0);
    near(cst_tail_seen(&spread, 0.95).cvar, 20.0, 1e-12);
    CU_ASSERT_EQUAL(cst_tail_seen(&spread, 0.9).var, 18.0);
    near(cst_tail_seen(&spread, 0.9).cvar, 19.5, 1e-12);
    near(cst_tail_seen(&spread, 0.925).cvar, (20.0 + 0.5 * 19.0) / 1.5, 1e-12);
    CU_ASSERT_EQUAL(cst_tail_seen(&spread, 0.01).var, 1.0);
    /* In wide buckets: VaR is never too low, and what lies beyond keeps the sum. */
    CST_TEST_SPREAD(wide);
    cst_spread_add(&wide, 0, 90);
    cst_spread_add(&wide, 1000, 10);
    const cst_tail tail = cst_tail_seen(&wide, 0.95);
    CU_ASSERT(tail.var >= 1000.0 && tail.var < 1064.0);
    near(tail.cvar, 1000.0, 1e-12);
    near(cst_tail_seen(&wide, 0.8).cvar, 500.0, 1e-12);
}

/* Ranks from published tables of the sign test: the 95 % interval for a median of 20 values is from
 * the 6th to the 15th. */
static void test_tail_var_interval(void)
{
    const cst_interval_bound bound = {.tasks = 100, .unit = 1, .chance = 1.0};
    CST_TEST_SPREAD(spread);
    for (unsigned v = 1; v <= 20; v++) {
        cst_spread_add(&spread, v, 1);
    }
    const cst_interval median = cst_tail_var_interval(&spread, &bound, 0.5, LEVEL);
    CU_ASSERT_EQUAL(median.low, 6.0);
    CU_ASSERT_EQUAL(median.high, 15.0);
    /* Twenty values say little of a 95 % quantile: its upper end is what is known beforehand. */
    const cst_interval tail = cst_tail_var_interval(&spread, &bound, 0.95, LEVEL);
    CU_ASSERT_EQUAL(tail.low, 17.0);
    CU_ASSERT_EQUAL(tail.high, 100.0);
    const cst_interval_bound rare = {.tasks = 100, .unit = 3, .chance = 0.1};
    CU_ASSERT_EQUAL(cst_tail_var_interval(&spread, &rare, 0.95, LEVEL).high, 3.0 * 15.0);
    const cst_spread empty = {0};
    const cst_interval nothing = cst_tail_var_interval(&empty, &bound, 0.95, LEVEL);
    CU_ASSERT(nothing.low == 0.0 && nothing.high == 100.0);
    const cst_interval mean = cst_tail_cvar_interval(&empty, &bound, 0.95, LEVEL);
    CU_ASSERT(mean.low == 0.0 && mean.high == 100.0);
}

/* X: in most trials few, in some all of a larger number; its law is known exactly. */
typedef struct law {
    const char *name;
    unsigned tasks;
    double bad;       /* chance of a bad trial */
    double chance[2]; /* of each task, in a good and in a bad trial */
    double bound;     /* X is at most Bin(tasks, bound) */
    unsigned unit;    /* each event counts so much */
    unsigned trials;
} law;

static double mass_of(const law *of, unsigned events)
{
    return (1.0 - of->bad) * dbinom(events, of->tasks, of->chance[0], 0) +
           of->bad * dbinom(events, of->tasks, of->chance[1], 0);
}

static cst_tail tail_of(const law *of, double t)
{
    double left = 1.0 - t;
    cst_tail tail = {.var = 0.0, .cvar = 0.0};
    for (unsigned v = of->tasks + 1; v-- > 0 && left > 0.0;) {
        const double taken = fmin(mass_of(of, v), left);
        tail.cvar += taken * v * of->unit / (1.0 - t);
        left -= taken;
        tail.var = (double)v * of->unit;
    }
    return tail;
}

static uint64_t draw(const law *of, cst_draws *draws)
{
    const double p = of->chance[cst_draws_unit(draws) < of->bad ? 1 : 0];
    uint64_t events = 0;
    for (unsigned i = 0; i < of->tasks; i++) {
        events += cst_draws_unit(draws) < p ? 1 : 0;
    }
    return events * of->unit;
}

static void test_tail_coverage(void)
{
    enum { REPLICATES = 300 };
    static const law laws[] = {
        {"alike", 30, 0.0, {0.1, 0.1}, 1.0, 1, 300},
        {"rare bad trials", 40, 0.04, {0.01, 0.7}, 1.0, 1, 200},
        {"bounded", 60, 0.2, {0.0, 0.02}, 0.02, 1, 150},
        {"severe", 30, 0.1, {0.02, 0.3}, 1.0, 9, 120},
    };
    const double t = 0.9;
    const double refused = qbinom(1e-6, REPLICATES, 1.0 - LEVEL, 1, 0) - 1;
    CU_ASSERT(pbinom(refused, REPLICATES, 0.82, 1, 0) > 0.99); /* power */
    for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) {
        const law *of = &laws[i];
        const cst_interval_bound bound = {
            .tasks = of->tasks, .unit = of->unit, .chance = of->bound};
        const cst_tail truth = tail_of(of, t);
        uint64_t hits[2] = {0, 0};
        double narrow = 0.0;
        for (unsigned r = 0; r < REPLICATES; r++) {
            const cst_random random = {.seed = 20261124, .stream = i};
            cst_draws draws = cst_draws_at(&random, r, 0, CST_DRAW_TEST);
            CST_TEST_SPREAD(spread);
            for (unsigned j = 0; j < of->trials; j++) {
                cst_spread_add(&spread, draw(of, &draws), 1);
            }
            const cst_interval var = cst_tail_var_interval(&spread, &bound, t, LEVEL);
            const cst_interval cvar = cst_tail_cvar_interval(&spread, &bound, t, LEVEL);
            hits[0] += var.low <= truth.var && truth.var <= var.high;
            hits[1] += cvar.low <= truth.cvar && truth.cvar <= cvar.high;
            narrow += (cvar.high - cvar.low) / ((double)of->tasks * of->unit) / REPLICATES;
        }
        (void)printf("\n    %s: VaR %g, CVaR %.3f; held by %" PRIu64 " and %" PRIu64
                     " of %d; mean width of CVaR %.3f of the possible",
                     of->name, truth.var, truth.cvar, hits[0], hits[1], REPLICATES, narrow);
        CU_ASSERT((double)hits[0] > refused);
        CU_ASSERT((double)hits[1] > refused);
        CU_ASSERT(narrow < 0.9);
    }
}

/* More trials, a narrower interval: it closes in on the truth. */
static void test_tail_cvar_width(void)
{
    const cst_interval_bound bound = {.tasks = 50, .unit = 1, .chance = 1.0};
    const double t = 0.9;
    double last = 50.0;
    for (uint64_t trials = 10000; trials <= UINT64_C(100000000); trials *= 100) {
        CST_TEST_SPREAD(spread);
        cst_spread_add(&spread, 0, trials / 5 * 4);
        cst_spread_add(&spread, 3, trials / 20 * 3);
        cst_spread_add(&spread, 20, trials / 20);
        const cst_interval found = cst_tail_cvar_interval(&spread, &bound, t, LEVEL);
        CU_ASSERT(found.low <= 11.5 && found.high >= 11.5);
        (void)printf("\n    %" PRIu64 " trials: CVaR 11.5 in [%.3f, %.3f]", trials, found.low,
                     found.high);
        CU_ASSERT(found.high - found.low < last / 3.0);
        last = found.high - found.low;
    }
    CU_ASSERT(last < 0.05);
}

/* By the sum over all counts with 40 digits (mpmath in Python), tails that end in nines taken as
 * they are written: n = 1e4, p = 4e-5. */
static void test_tail_far_levels(void)
{
    static const double levels[] = {0.9999999999, 0.99999999, 0.999999999999};
    static const double vars[] = {9.0, 8.0, 10.0};
    static const double cvars[] = {9.207646437735764, 8.052344710928383, 10.74969020399574};
    for (size_t i = 0; i < 3; i++) {
        const cst_tail found = cst_tail_binomial(10000, 4e-5, levels[i]);
        CU_ASSERT_EQUAL(found.var, vars[i]);
        CU_ASSERT(cst_test_relative(found.cvar, cvars[i]) < 1e-12);
    }
}

CST_SUITE("tail", CST_TEST(test_tail_cvar_width), CST_TEST(test_tail_binomial),
          CST_TEST(test_tail_far_levels), CST_TEST(test_tail_seen),
          CST_TEST(test_tail_var_interval), CST_TEST(test_tail_coverage))
