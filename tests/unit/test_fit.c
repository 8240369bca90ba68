/* SPDX-License-Identifier: MIT */
#include "estimate/ask/fit.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

/* Two instances, 100 tasks: 8 in which one schemed, 2 in which both did. p = 12/200, P(both) =
 * .02, so q = .02/.06 and rho = (.02 - .06^2)/(.06 * .94). Of 10 tasks with a schemer 2 have both:
 * Clopper-Pearson [.02521073, .55609546] for x, and q = 2x/(1 + x). */
static void test_fit_pair(void)
{
    const cst_fit_counts counts = {.agents = 2, .tasks = {90, 8, 2}};
    cst_fit fit;
    cst_fit_make(&fit, &counts, 0.05);
    CU_ASSERT_EQUAL(fit.tasks, 100);
    CU_ASSERT_EQUAL(fit.some, 10);
    CU_ASSERT_EQUAL(fit.schemed, 12);
    CU_ASSERT_DOUBLE_EQUAL(fit.rate.estimate, 0.06, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(fit.q.estimate, 1.0 / 3.0, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(fit.rho.estimate, 0.0164 / 0.0564, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(fit.q.interval.low, 2.0 * 0.02521073 / 1.02521073, 1e-7);
    CU_ASSERT_DOUBLE_EQUAL(fit.q.interval.high, 2.0 * 0.55609546 / 1.55609546, 1e-7);
    CU_ASSERT_DOUBLE_EQUAL(fit.all_scheme.estimate, 0.02, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(fit.w[0].estimate, 0.04, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(fit.w[1].estimate, 0.02, 1e-15);
}

/* Three instances, 1000 tasks. p = (15 + 2*9 + 3*6)/3000 = .017; E[J(J-1)]/6 = (18 + 36)/6000 =
 * .009. */
static void test_fit_three(void)
{
    const cst_fit_counts counts = {.agents = 3, .tasks = {970, 15, 9, 6}};
    cst_fit fit;
    cst_fit_make(&fit, &counts, 0.05);
    CU_ASSERT_DOUBLE_EQUAL(fit.rate.estimate, 0.017, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(fit.q.estimate, 0.009 / 0.017, 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(fit.rho.estimate, (0.009 - 0.000289) / (0.017 * 0.983), 1e-14);
    CU_ASSERT_DOUBLE_EQUAL(fit.w[0].estimate, 0.005, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(fit.w[1].estimate, 0.006, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(fit.w[2].estimate, 0.006, 1e-15);
    /* The laws have this rate and this correlation. */
    CU_ASSERT_EQUAL_FATAL(fit.laws, 4);
    for (uint32_t i = 1; i < 4; i++) {
        const cst_law_spec *spec = &fit.law[i].spec;
        double w[2];
        double v[2];
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_law_check(spec, 2, &error), 0);
        CU_ASSERT_STRING_EQUAL(fit.law[i].key, cst_parameter_word(spec->law->shape[0]->key));
        cst_law_joint(spec, 1, w, v);
        CU_ASSERT_DOUBLE_EQUAL(w[0] + w[1], 0.017, 1e-14);
        CU_ASSERT_DOUBLE_EQUAL(w[1], 0.009, 1e-14);
    }
    CU_ASSERT_PTR_NULL(fit.law[0].key);
    CU_ASSERT_EQUAL(fit.law[1].shape, fit.law[1].spec.rho);
    CU_ASSERT_EQUAL(fit.law[2].shape, fit.law[2].spec.together);
    CU_ASSERT_EQUAL(fit.law[3].shape, fit.law[3].spec.common_share);
    /* common-cause, by hand: all three scheme with Q + (1-Q) p_i^3, Q = beta p. */
    const double q = fit.law[3].spec.common_share * 0.017;
    const double own = (0.017 - q) / (1.0 - q);
    CU_ASSERT_DOUBLE_EQUAL(fit.law[3].all_scheme, q + (1.0 - q) * own * own * own, 1e-14);
    const double some = 3.0 * own * (1.0 - own);
    CU_ASSERT_DOUBLE_EQUAL(
        fit.law[3].log_likelihood,
        970.0 * log((1.0 - q) * pow(1.0 - own, 3)) + 15.0 * log((1.0 - q) * some * (1.0 - own)) +
            9.0 * log((1.0 - q) * some * own) + 6.0 * log(q + (1.0 - q) * own * own * own),
        1e-9);
}

/* Counts in the proportions of a law give the law back, and call it the likeliest. */
static void test_fit_laws_given_back(void)
{
    static const cst_law_spec laws[] = {{.rate = 0.05, .rho = 0.2},
                                        {.rate = 0.05, .together = 0.4},
                                        {.rate = 0.05, .common_share = 0.1}};
    static const char *const names[] = {"beta", "two-point", "common-cause"};
    for (uint32_t i = 0; i < 3; i++) {
        cst_fit_counts counts = {.agents = 5};
        cst_law_spec spec = laws[i];
        double w[5];
        double v[5];
        spec.law = cst_law_find(names[i]);
        cst_law_joint(&spec, 4, w, v);
        uint64_t left = UINT64_C(1000000000000);
        for (uint32_t j = 1; j <= 5; j++) {
            counts.tasks[j] = (uint64_t)llround(1e12 * w[j - 1] * 5.0 / j);
            left -= counts.tasks[j];
        }
        counts.tasks[0] = left;
        cst_fit fit;
        cst_fit_make(&fit, &counts, 0.05);
        const cst_law_spec *best = &fit.law[fit.best].spec;
        CU_ASSERT_STRING_EQUAL(best->law->name, names[i]);
        CU_ASSERT_DOUBLE_EQUAL(best->rate, 0.05, 1e-10);
        CU_ASSERT_DOUBLE_EQUAL(best->rho, spec.rho, 1e-10);
        CU_ASSERT_DOUBLE_EQUAL(best->together, spec.together, 1e-10);
        CU_ASSERT_DOUBLE_EQUAL(best->common_share, spec.common_share, 1e-10);
    }
}

/* The joint event never seen: the two-sided bound, under 3.689/n. */
static void test_fit_never_seen(void)
{
    const cst_fit_counts counts = {.agents = 4, .tasks = {9990, 10}};
    cst_fit fit;
    cst_fit_make(&fit, &counts, 0.05);
    CU_ASSERT_EQUAL(fit.all_scheme.estimate, 0.0);
    CU_ASSERT_EQUAL(fit.all_scheme.interval.low, 0.0);
    CU_ASSERT_DOUBLE_EQUAL(fit.all_scheme.interval.high, 1.0 - pow(0.025, 1e-4), 1e-12);
    CU_ASSERT_TRUE(fit.all_scheme.interval.high < 3.689e-4);
    CU_ASSERT_EQUAL(fit.q.estimate, 0.0);
    CU_ASSERT_EQUAL(fit.q.interval.low, 0.0);
    CU_ASSERT_TRUE(fit.rho.estimate < 0.0);
    CU_ASSERT_EQUAL(fit.laws, 1); /* no law here goes below rho 0 */
    CU_ASSERT_EQUAL(fit.best, 0);
}

/* Nobody ever, and everybody always: nothing is known about the correlation. */
static void test_fit_nothing(void)
{
    const cst_fit_counts never = {.agents = 3, .tasks = {50}};
    const cst_fit_counts always = {.agents = 3, .tasks = {0, 0, 0, 50}};
    cst_fit fit;
    cst_fit_make(&fit, &never, 0.05);
    CU_ASSERT_EQUAL(fit.rate.estimate, 0.0);
    CU_ASSERT_TRUE(fit.rate.interval.high > 0.0 && fit.rate.interval.high < 0.2);
    CU_ASSERT_TRUE(isnan(fit.q.estimate));
    CU_ASSERT_EQUAL(fit.q.interval.high, 1.0);
    CU_ASSERT_TRUE(isnan(fit.rho.estimate));
    CU_ASSERT_EQUAL(fit.rho.interval.high, 1.0);
    CU_ASSERT_EQUAL(fit.laws, 0);
    cst_fit_make(&fit, &always, 0.05);
    CU_ASSERT_EQUAL(fit.rate.estimate, 1.0);
    CU_ASSERT_EQUAL(fit.q.estimate, 1.0);
    CU_ASSERT_TRUE(isnan(fit.rho.estimate));
    CU_ASSERT_EQUAL(fit.rho.interval.low, -0.5);
    CU_ASSERT_EQUAL(fit.rho.interval.high, 1.0);
    CU_ASSERT_EQUAL(fit.laws, 0);
}

/* --- Coverage, exactly ------------------------------------------------------------------------ */

enum { M = 3, N = 14, OUTCOMES = 680 }; /* N tasks into M + 1 kinds: C(N + M, M) ways */

typedef struct coverage {
    double rate, q, rho, all;
} coverage;

static double log_factorial(uint64_t n)
{
    return lgamma((double)n + 1.0);
}

static bool inside(cst_interval interval, double x)
{
    return interval.low <= x + 1e-12 && x <= interval.high + 1e-12;
}

/* Every outcome of N tasks, with the law's probability of it. */
static coverage cover(const cst_fit_counts *counts, const cst_fit *fits, const double chance[M + 1])
{
    coverage c = {0};
    double first = 0.0;
    double second = 0.0;
    for (int j = 0; j <= M; j++) {
        first += chance[j] * j;
        second += chance[j] * j * (j - 1);
    }
    const double p = first / M;
    const double q = second / ((M - 1) * first);
    for (int i = 0; i < OUTCOMES; i++) {
        double log_chance = log_factorial(N);
        for (int j = 0; j <= M; j++) {
            const double n = (double)counts[i].tasks[j];
            log_chance -= log_factorial(counts[i].tasks[j]);
            log_chance += n > 0.0 ? n * log(chance[j]) : 0.0;
        }
        const double weight = exp(log_chance);
        c.rate += inside(fits[i].rate.interval, p) ? weight : 0.0;
        c.q += inside(fits[i].q.interval, q) ? weight : 0.0;
        c.rho += inside(fits[i].rho.interval, (q - p) / (1.0 - p)) ? weight : 0.0;
        c.all += inside(fits[i].all_scheme.interval, chance[M]) ? weight : 0.0;
    }
    return c;
}

/* Whatever the law of J, each interval covers what it says or more: all laws on a grid of tenths
 * and of rare ones, at confidence .95 and .5. */
static void test_fit_coverage(void)
{
    static cst_fit_counts counts[OUTCOMES];
    static cst_fit fits[OUTCOMES];
    static const double grid[] = {0.0, 0.02, 0.1, 0.3, 0.6};
    static const double levels[] = {0.05, 0.5};
    for (int at = 0; at < 2; at++) {
        int outcomes = 0;
        for (uint32_t a = 0; a <= N; a++) {
            for (uint32_t b = 0; a + b <= N; b++) {
                for (uint32_t c = 0; a + b + c <= N; c++) {
                    CU_ASSERT_TRUE_FATAL(outcomes < OUTCOMES);
                    counts[outcomes] =
                        (cst_fit_counts){.agents = M, .tasks = {N - a - b - c, a, b, c}};
                    cst_fit_make(&fits[outcomes], &counts[outcomes], levels[at]);
                    outcomes++;
                }
            }
        }
        CU_ASSERT_EQUAL_FATAL(outcomes, OUTCOMES);
        int laws = 0;
        for (int i = 1; i < 125; i++) {
            const double chance[M + 1] = {1.0 - grid[i % 5] - grid[i / 5 % 5] - grid[i / 25],
                                          grid[i % 5], grid[i / 5 % 5], grid[i / 25]};
            if (chance[0] < -1e-12 || chance[M] > 1.0 - 1e-9) {
                continue;
            }
            const double used[M + 1] = {fmax(chance[0], 0.0), chance[1], chance[2], chance[3]};
            const coverage c = cover(counts, fits, used);
            const double least = 1.0 - levels[at] - 1e-9;
            CU_ASSERT_TRUE(c.rate >= least);
            CU_ASSERT_TRUE(c.q >= least);
            CU_ASSERT_TRUE(c.rho >= least);
            CU_ASSERT_TRUE(c.all >= least);
            laws++;
        }
        CU_ASSERT_TRUE(laws > 60);
    }
}

/* Mean and normal half width (at z) of value(j) = slope j(j-1)/2 + step (j-1) over J > 0. */
static double half_width(const cst_fit_counts *counts, double slope, double step, double z,
                         double *mean)
{
    double n = 0.0;
    double square = 0.0;
    *mean = 0.0;
    for (uint32_t j = 1; j <= counts->agents; j++) {
        const double value = slope * j * (j - 1) / 2.0 + step * (j - 1);
        n += (double)counts->tasks[j];
        *mean += (double)counts->tasks[j] * value;
        square += (double)counts->tasks[j] * value * value;
    }
    *mean /= n;
    return z * sqrt((square / n - *mean * *mean) / n);
}

/* The intervals are not valid by being wide: with many tasks they are narrower than twice what
 * normal intervals in place of the betting ones give (2.2414 is their z at level .05/2), and wider
 * than a normal interval that knew better how to combine them. */
static void test_fit_width(void)
{
    const cst_fit_counts counts = {.agents = 4, .tasks = {980000, 10000, 6000, 3000, 1000}};
    cst_fit fit;
    cst_fit_make(&fit, &counts, 0.05);
    double e = 0.0;
    double b = 0.0;
    const double e_half = half_width(&counts, 0.0, 1.0, 2.2414, &e);
    const double b_half = half_width(&counts, 1.0, 0.0, 2.2414, &b);
    const double q = 2.0 * b / (3.0 * (1.0 + e));
    const double box = q * (b_half / b + e_half / (1.0 + e));
    double zero = 0.0; /* the mean of b - 3/2 q (1 + e), whose spread is that of q */
    const double delta = half_width(&counts, 1.0, -1.5 * q, 1.96, &zero) * 2.0 / (3.0 * (1.0 + e));
    CU_ASSERT_DOUBLE_EQUAL(zero, 1.5 * q, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(fit.q.estimate, q, 1e-12);
    CU_ASSERT_TRUE(inside(fit.q.interval, q));
    CU_ASSERT_TRUE(fit.q.interval.high - fit.q.interval.low < 4.0 * box);
    CU_ASSERT_TRUE(fit.q.interval.high - fit.q.interval.low > 2.0 * delta);
    CU_ASSERT_TRUE(fit.rho.interval.high - fit.rho.interval.low < 5.0 * box);
}

CST_SUITE("fit", CST_TEST(test_fit_pair), CST_TEST(test_fit_three),
          CST_TEST(test_fit_laws_given_back), CST_TEST(test_fit_never_seen),
          CST_TEST(test_fit_nothing), CST_TEST(test_fit_coverage), CST_TEST(test_fit_width))
