/* SPDX-License-Identifier: MIT
 * The aimed bet against the bets themselves, trial by trial, and against its own promise.
 * CST_LONG=1 in the environment: ten times the replicates. */
#include "tally/aimed.h"

#include "tests/lib/binomial.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { TRIALS_MAX = 2048, SCALE = 1 << 20 };

static const double LEVEL = 0.05;

/* --- Draws: a generator of this file's own (xorshift*), and what laws need of it ---------------
 */

static uint64_t state;

static double uniform(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return ((double)((state * UINT64_C(2685821657736338717)) >> 11) + 0.5) * 0x1p-53;
}

/* By what each law is drawn from: a share of SCALE. */
typedef struct law {
    const char *name;
    double (*draw)(void);
    double mean;
    double width[2]; /* at most so many times Student's, with 100 and 1,000 trials */
} law;

static double one_in_ten(void)
{
    return uniform() < 0.1 ? 1.0 : 0.0;
}

static double beta_2_1(void)
{
    return sqrt(uniform()); /* P(X <= x) = x^2 */
}

/* Alike within a tenth, as harm in trials of many tasks; and half of them nothing. */
static double steady(void)
{
    return 0.3 + 0.1 * uniform();
}

static double skewed(void)
{
    const double u = uniform();
    return u < 0.5 ? 0.0 : pow(2.0 * u - 1.0, 6.0);
}

/* The widths of the first two are about those of docs/statistics.md. */
static const law laws[] = {{"one in ten", one_in_ten, 0.1, {1.34, 1.13}},
                           {"beta(2,1)", beta_2_1, 2.0 / 3.0, {1.15, 1.12}},
                           {"steady", steady, 0.35, {4.0, 1.65}},
                           {"skewed", skewed, 0.5 / 7.0, {1.45, 1.2}}};
enum { LAWS = sizeof laws / sizeof laws[0] };

/* --- Samples ---------------------------------------------------------------------------------- */

typedef struct sample {
    uint32_t trials;
    uint64_t x[TRIALS_MAX], y[TRIALS_MAX];
} sample;

static cst_slots slots_of(const sample *seen)
{
    cst_slots slots = {0};
    for (uint32_t i = 0; i < seen->trials; i++) {
        cst_slots_add(&slots, i, seen->x[i], seen->y[i]);
    }
    return slots;
}

static cst_interval mean_of(const sample *seen, cst_interval_bound most, double level)
{
    uint64_t bucket[CST_SPREAD_BUCKETS];
    cst_spread spread = cst_spread_over(bucket);
    cst_slots slots = slots_of(seen);
    for (uint32_t i = 0; i < seen->trials; i++) {
        cst_spread_add(&spread, seen->x[i], 1);
    }
    const cst_interval found = cst_aimed_below(&spread, &slots, &most, level);
    cst_slots_free(&slots);
    return found;
}

static cst_interval ratio_of(const sample *seen, cst_interval_bound part, cst_interval_bound rest,
                             double level)
{
    uint64_t bucket[3][CST_SPREAD_BUCKETS];
    cst_spread x = cst_spread_over(bucket[0]);
    cst_spread z = cst_spread_over(bucket[1]);
    cst_spread y = cst_spread_over(bucket[2]);
    cst_slots slots = slots_of(seen);
    for (uint32_t i = 0; i < seen->trials; i++) {
        cst_spread_add(&x, seen->x[i], 1);
        cst_spread_add(&z, seen->y[i] - seen->x[i], 1);
        cst_spread_add(&y, seen->y[i], 1);
    }
    const cst_interval_parts parts = {
        .part = &x, .rest = &z, .all = &y, .part_most = part, .rest_most = rest};
    const cst_interval found = cst_aimed_ratio(&parts, &slots, SCALE, level);
    cst_slots_free(&slots);
    return found;
}

static const cst_interval_bound nothing_known = {.tasks = SCALE, .chance = 1.0, .unit = 1};

/* --- The bets, trial by trial ------------------------------------------------------------------
 */

/* A claim about values of a trial: `up` has at most these odds to `down`. */
typedef struct twin {
    uint32_t trials, each; /* each: trials of a slot, which have one bet */
    double goal;
    double up[TRIALS_MAX], down[TRIALS_MAX];
    double up_most, down_most;
} twin;

/* The factor of a trial by a bet is 1 + bet * this. */
static double gain(const twin *of, uint32_t i, double odds)
{
    return (of->up[i] / odds - of->down[i]) / of->down_most;
}

/* The most that a stake of 1 came to, by bets tuned for one claim against another. */
static double best(const twin *of, double tuned, double odds)
{
    double most = 0.0;
    double here = 0.0; /* logarithms */
    double there = 0.0;
    double squares = of->up_most / tuned / of->down_most;
    for (uint32_t i = 0; i < of->trials; i += of->each) {
        const double left = of->trials - i;
        const double bet =
            there >= of->goal
                ? 0.0
                : fmin(sqrt(2.0 * (of->goal - there) * (1.0 + i) / (left * squares)), 0.95);
        for (uint32_t j = i; j < i + of->each; j++) {
            there += log(1.0 + bet * gain(of, j, tuned));
            here += log(1.0 + bet * gain(of, j, odds));
            squares += gain(of, j, tuned) * gain(of, j, tuned);
        }
        most = fmax(most, here);
    }
    return most;
}

/* Cells of log-odds, counted from 0 outwards: where one ends. */
static double end_of_cell(double k, double trials)
{
    const double at = k * 0.1 / sqrt(trials);
    const double even = log(256.0);
    const double left = even + 2.0 - fabs(at);
    return left >= 2.0 ? at : copysign(-2.0 * log(left / 32.0), at);
}

/* The least odds that the bets leave, from `outer` on: the log of them. */
static double least_odds(const twin *of, double outer)
{
    double k = -9000.0;
    while (!(end_of_cell(k + 1.0, of->trials) > outer)) {
        k++;
    }
    for (;; k++) {
        const double near = end_of_cell(k + 1.0, of->trials);
        double in = near;
        double out = fmax(end_of_cell(k, of->trials), outer);
        if (best(of, exp(near), exp(near)) >= of->goal) {
            continue;
        }
        for (int i = 0; i < 60 && best(of, exp(near), exp(out)) >= of->goal; i++) {
            const double middle = (in + out) / 2.0;
            *(best(of, exp(near), exp(middle)) >= of->goal ? &out : &in) = middle;
        }
        return out;
    }
}

static double share_of(double log_odds)
{
    return 1.0 / (1.0 + exp(-log_odds));
}

/* Both ends as the bets have them, within an interval for the mean of `up` over that of both. */
static cst_interval slowly(const twin *of, cst_interval outer)
{
    twin other = *of;
    double up = 0.0;
    double down = 0.0;
    for (uint32_t i = 0; i < of->trials; i++) {
        other.up[i] = of->down[i];
        other.down[i] = of->up[i];
        up += of->up[i];
        down += of->down[i];
    }
    other.up_most = of->down_most;
    other.down_most = of->up_most;
    const double low = share_of(least_odds(of, log(outer.low / (1.0 - outer.low))));
    const double high = 1.0 - share_of(least_odds(&other, log((1.0 - outer.high) / outer.high)));
    return (cst_interval){fmin(low, up / (up + down)), fmax(high, up / (up + down))};
}

static void expect_near(cst_interval found, cst_interval expected, double trials)
{
    const double most = 0.1 / sqrt(trials) / 8192.0; /* an end is found to so much of a cell */
    CU_ASSERT(found.low <= expected.low * (1.0 + 1e-9));
    CU_ASSERT(found.high >= expected.high * (1.0 - 1e-9));
    if (expected.low - found.low > most * expected.low ||
        found.high - expected.high > most * (1.0 - expected.high) * 1.0001 + 1e-12) {
        (void)printf("\n    found [%.9g, %.9g], expected [%.9g, %.9g]\n", found.low, found.high,
                     expected.low, expected.high);
        CU_FAIL("the ends are not those of the bets");
    }
}

/* A mean: 1 - x is the other side. With 1,200 trials a slot holds four, which are alike here. */
static void test_aimed_mean_by_bets(void)
{
    static const uint32_t trials[] = {2, 3, 10, 40, 300, 1200};
    static sample seen;
    static twin of;
    state = 20261130;
    for (size_t k = 0; k < sizeof trials / sizeof trials[0]; k++) {
        for (int l = 0; l < LAWS; l++) {
            uint64_t bucket[CST_SPREAD_BUCKETS];
            cst_spread spread = cst_spread_over(bucket);
            seen.trials = of.trials = trials[k];
            of.each = trials[k] > CST_SLOTS ? 4 : 1;
            of.goal = log(2.0 / (0.9 * LEVEL));
            of.up_most = of.down_most = 1.0;
            for (uint32_t i = 0; i < trials[k]; i++) {
                const uint64_t drawn = (uint64_t)(laws[l].draw() * SCALE);
                seen.x[i] = i % of.each == 0 ? drawn : seen.x[i - 1];
                of.up[i] = (double)seen.x[i] / SCALE;
                of.down[i] = 1.0 - of.up[i];
                cst_spread_add(&spread, seen.x[i], 1);
            }
            const cst_interval outer = cst_interval_betting(&spread, SCALE, 0.1 * LEVEL);
            if (spread.sum > 0) {
                expect_near(mean_of(&seen, nothing_known, LEVEL), slowly(&of, outer), trials[k]);
            }
        }
    }
}

/* A share of two values that vary together. */
static void test_aimed_ratio_by_bets(void)
{
    static const uint32_t trials[] = {2, 10, 40, 300};
    static sample seen;
    static twin of;
    state = 7;
    for (size_t k = 0; k < sizeof trials / sizeof trials[0]; k++) {
        for (int l = 0; l < LAWS; l++) {
            seen.trials = of.trials = trials[k];
            of.each = 1;
            of.goal = log(2.0 / (0.9 * LEVEL));
            of.up_most = of.down_most = SCALE;
            for (uint32_t i = 0; i < trials[k]; i++) {
                seen.y[i] = 1 + (uint64_t)((0.2 + 0.8 * laws[l].draw()) * (SCALE - 1));
                seen.x[i] = (uint64_t)((0.1 + 0.2 * uniform()) * (double)seen.y[i]);
                of.up[i] = (double)seen.x[i];
                of.down[i] = (double)(seen.y[i] - seen.x[i]);
            }
            uint64_t bucket[3][CST_SPREAD_BUCKETS];
            cst_spread x = cst_spread_over(bucket[0]);
            cst_spread z = cst_spread_over(bucket[1]);
            cst_spread y = cst_spread_over(bucket[2]);
            for (uint32_t i = 0; i < trials[k]; i++) {
                cst_spread_add(&x, seen.x[i], 1);
                cst_spread_add(&z, seen.y[i] - seen.x[i], 1);
                cst_spread_add(&y, seen.y[i], 1);
            }
            const cst_interval_parts parts = {.part = &x,
                                              .rest = &z,
                                              .all = &y,
                                              .part_most = nothing_known,
                                              .rest_most = nothing_known};
            const cst_interval outer = cst_interval_ratio(&parts, SCALE, 0.1 * LEVEL);
            expect_near(ratio_of(&seen, nothing_known, nothing_known, LEVEL), slowly(&of, outer),
                        trials[k]);
        }
    }
}

/* --- Ends of what there is ----------------------------------------------------------------------
 */

static cst_interval of_alike(uint32_t trials, uint64_t value)
{
    static sample seen;
    seen.trials = trials;
    for (uint32_t i = 0; i < trials; i++) {
        seen.x[i] = value;
    }
    return mean_of(&seen, nothing_known, LEVEL);
}

static void test_aimed_extremes(void)
{
    for (uint32_t n = 2; n <= 1000; n = 3 * n / 2) {
        const cst_interval none = of_alike(n, 0);
        const cst_interval all = of_alike(n, SCALE);
        const cst_interval half = of_alike(n, SCALE / 2);
        const double floor_of_all = -expm1(log(LEVEL / 2.0) / n); /* no interval is below */
        CU_ASSERT_EQUAL(none.low, 0.0);
        CU_ASSERT(none.high >= floor_of_all &&
                  none.high <= fmin(1.35 * floor_of_all + 0.4 / n, 1.0));
        CU_ASSERT_EQUAL(all.high, 1.0);
        CU_ASSERT(fabs(all.low - (1.0 - none.high)) < 2e-5);
        CU_ASSERT(half.low < 0.5 && half.high > 0.5);
        CU_ASSERT(half.high >= 0.5 + 0.5 * floor_of_all);
        CU_ASSERT(fabs(half.low + half.high - 1.0) < 2e-5);
    }
}

/* Slots that are not there, of one trial, or of others than the spread: no aimed bet. */
static void test_aimed_slots(void)
{
    cst_row row = {0};
    cst_spread_add(&row.spread[CST_SPREAD_VOID], 5, 1);
    CU_ASSERT_PTR_NULL(cst_aimed_slots(&row, CST_SPREAD_VOID));
    cst_slots_add(&row.slots[CST_PAIR_VOID], 0, 5, 0);
    CU_ASSERT_PTR_NULL(cst_aimed_slots(&row, CST_SPREAD_VOID));
    cst_spread_add(&row.spread[CST_SPREAD_VOID], 5, 1);
    CU_ASSERT_PTR_NULL(cst_aimed_slots(&row, CST_SPREAD_VOID));
    cst_slots_add(&row.slots[CST_PAIR_VOID], 1, 5, 0);
    CU_ASSERT_PTR_EQUAL(cst_aimed_slots(&row, CST_SPREAD_VOID), &row.slots[CST_PAIR_VOID]);
    CU_ASSERT_PTR_NULL(cst_aimed_slots(&row, CST_SPREAD_TASKS));
    const cst_interval plain =
        cst_interval_betting_below(&row.spread[CST_SPREAD_VOID], &nothing_known, LEVEL);
    const cst_interval none =
        cst_aimed_below(&row.spread[CST_SPREAD_VOID], NULL, &nothing_known, LEVEL);
    CU_ASSERT(none.low == plain.low && none.high == plain.high);
    cst_row_free(&row);
}

/* A million trials, whose sums are put into slots at once: no slower, and as narrow as they should
 * be, whether events are rare or values alike. */
static void test_aimed_many(void)
{
    enum { EACH = 2048, SLOTS = 489 };
    for (int rare = 0; rare <= 1; rare++) {
        uint64_t bucket[CST_SPREAD_BUCKETS];
        cst_spread spread = cst_spread_over(bucket);
        cst_slots slots = {0};
        for (uint32_t i = 0; i < SLOTS; i++) {
            const uint64_t high = rare ? (i % 10 == 0) : EACH / 2;
            const uint64_t least = rare ? 0 : 300;
            const uint64_t most = rare ? 2 : 400;
            const cst_slot_sums sums = {.trials = EACH,
                                        .x = high * most + (EACH - high) * least,
                                        .xx = high * most * most + (EACH - high) * least * least};
            CU_ASSERT_TRUE(cst_slots_put(&slots, 11, i, &sums));
            cst_spread_add(&spread, most, high);
            cst_spread_add(&spread, least, EACH - high);
        }
        const cst_interval_bound known = {.tasks = rare ? 2 : 1000, .chance = 1.0, .unit = 1};
        const double whole = (double)known.tasks;
        const cst_interval found = cst_aimed_below(&spread, &slots, &known, LEVEL);
        const double n = (double)spread.trials;
        const double mean = (double)spread.sum / n;
        const double sd = sqrt((double)spread.sum_sq / n - mean * mean);
        const double student = 2.0 * 1.96 * sd / sqrt(n) / whole;
        CU_ASSERT(found.low < mean / whole && found.high > mean / whole);
        (void)printf("\n    a million, %s: %.3f of Student's width", rare ? "rare" : "alike",
                     (found.high - found.low) / student);
        CU_ASSERT((found.high - found.low) / student > 1.0);
        CU_ASSERT((found.high - found.low) / student < (rare ? 2.0 : 1.5));
        cst_slots_free(&slots);
    }
}

/* --- Ceilings -----------------------------------------------------------------------------------
 */

/* What it costs to count on c: a share of it by the number of trials, and what lies beyond. */
static double cost_of(uint64_t c, const cst_interval_bound *most, double goal, double trials,
                      double *beyond)
{
    *beyond = 0.0;
    for (uint64_t a = c + 1; a <= most->tasks; a++) {
        *beyond += (double)(a - c) * cst_test_binomial_at(a, most->tasks, most->chance);
    }
    return goal / trials * (double)c + *beyond;
}

static void test_aimed_ceilings(void)
{
    static const cst_interval_bound known[] = {{.tasks = 100, .chance = 0.06, .unit = 1},
                                               {.tasks = 1000, .chance = 1e-4, .unit = 3},
                                               {.tasks = 50, .chance = 0.5, .sure = 1, .unit = 1}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const double unit = (double)known[i].unit;
        for (uint64_t trials = 8; trials <= 80000; trials *= 10) {
            const cst_aimed_side side = cst_aimed_side_of(&known[i], trials, LEVEL);
            const uint64_t c = (uint64_t)(side.most / unit) - known[i].sure;
            double beyond;
            double other;
            const double cost = cost_of(c, &known[i], log(2.0 / LEVEL), (double)trials, &beyond);
            CU_ASSERT(fabs(side.beyond - unit * beyond) <= 1e-9 * unit * beyond + 1e-14);
            for (uint64_t d = 1; d < known[i].tasks; d++) {
                CU_ASSERT(cost <= cost_of(d, &known[i], log(2.0 / LEVEL), (double)trials, &other) *
                                      (1.0 + 1e-9));
            }
        }
    }
    const cst_aimed_side none = cst_aimed_side_of(&nothing_known, 100, LEVEL);
    CU_ASSERT(none.most == SCALE && none.beyond == 0.0);
}

/* --- Its own promise ----------------------------------------------------------------------------
 */

typedef struct misses {
    uint32_t of, below, above; /* replicates whose interval lies above the truth, or below it */
} misses;

static void count(misses *all, cst_interval found, double truth)
{
    all->of++;
    all->below += found.low > truth;
    all->above += found.high < truth;
}

static double above_chance(uint32_t seen, uint32_t of, double chance)
{
    return seen == 0 ? 1.0 : cst_test_binomial_above(seen - 1, of, chance);
}

/* Whether each side misses oftener than half the level, in a way that luck makes one in a million
 * of all its verdicts here. */
static bool misses_too_often(const misses *seen, double level)
{
    const uint32_t worst = seen->below > seen->above ? seen->below : seen->above;
    return (double)worst > 0.5 * level * seen->of &&
           above_chance(worst, seen->of, 0.5 * level) < 1e-6 / 40.0;
}

static uint32_t replicates(uint32_t quick)
{
    return getenv("CST_LONG") != NULL ? 10 * quick : quick;
}

/* One sample and Student's width on it. */
static double draw_mean(sample *seen, const law *by, uint32_t trials)
{
    double sum = 0.0;
    double squares = 0.0;
    seen->trials = trials;
    for (uint32_t i = 0; i < trials; i++) {
        /* rounded at random, so that the mean is the law's */
        seen->x[i] = (uint64_t)floor(by->draw() * SCALE + uniform());
        seen->x[i] = seen->x[i] > SCALE ? SCALE : seen->x[i];
        const double x = (double)seen->x[i] / SCALE;
        sum += x;
        squares += x * x;
    }
    const double n = trials;
    const double t = trials == 100 ? 1.98422 : 1.96234;
    return 2.0 * t * sqrt(fmax(squares - sum * sum / n, 0.0) / (n - 1.0) / n);
}

/* 600 and 200 replicates find a side that misses .095 or .17 of the samples, where it may .025,
 * with probability .99; the long version .043 and .058. That the judge finds such, the last line
 * shows: intervals at eight times the level are refused. */
static void test_aimed_coverage(void)
{
    static sample seen;
    misses loose = {0, 0, 0};
    state = 42;
    for (int l = 0; l < LAWS; l++) {
        for (int k = 0; k < 2; k++) {
            const uint32_t trials = k == 0 ? 100 : 1000;
            misses all = {0, 0, 0};
            double width = 0.0;
            double student = 0.0;
            for (uint32_t i = 0; i < replicates(k == 0 ? 600 : 200); i++) {
                student += draw_mean(&seen, &laws[l], trials);
                const cst_interval found = mean_of(&seen, nothing_known, LEVEL);
                width += found.high - found.low;
                count(&all, found, laws[l].mean);
                if (l == 1 && k == 0) {
                    count(&loose, mean_of(&seen, nothing_known, 8.0 * LEVEL), laws[l].mean);
                }
            }
            (void)printf("\n    %-10s %4u trials: missed below %.4f, above %.4f of %u, %.3f of "
                         "Student's width",
                         laws[l].name, (unsigned)trials, (double)all.below / all.of,
                         (double)all.above / all.of, (unsigned)all.of, width / student);
            CU_ASSERT_FALSE(misses_too_often(&all, LEVEL));
            CU_ASSERT(width / student < laws[l].width[k]);
        }
    }
    CU_ASSERT_TRUE(misses_too_often(&loose, LEVEL));
}

/* Shares of attacks, and harm under a law that reaches beyond its ceiling: in one trial of five all
 * attacks escape, whose number is binomial. */
static void test_aimed_coverage_of_laws(void)
{
    static sample seen;
    const cst_interval_bound attacks = {.tasks = 50, .chance = 0.1, .unit = 1};
    misses harm = {0, 0, 0};
    misses part = {0, 0, 0};
    uint32_t beyond = 0;
    state = 4711;
    for (uint32_t i = 0; i < replicates(600); i++) {
        const uint32_t trials = i % 2 == 0 ? 30 : 600;
        const double most = cst_aimed_side_of(&attacks, trials, 0.9 * LEVEL).most;
        seen.trials = trials;
        for (uint32_t j = 0; j < trials; j++) {
            const bool open = uniform() < 0.2;
            seen.y[j] = 0;
            for (uint32_t k = 0; k < 50; k++) {
                seen.y[j] += uniform() < 0.1;
            }
            seen.x[j] = open ? seen.y[j] : 0;
            beyond += (double)seen.x[j] > most;
        }
        count(&harm, mean_of(&seen, attacks, LEVEL), 0.2 * 0.1);
        count(&part, ratio_of(&seen, attacks, attacks, LEVEL), 0.2);
    }
    (void)printf(
        "\n    under a law: harm missed below %.4f, above %.4f, its share %.4f, %.4f of %u",
        (double)harm.below / harm.of, (double)harm.above / harm.of, (double)part.below / part.of,
        (double)part.above / part.of, (unsigned)part.of);
    CU_ASSERT(beyond > 100); /* ceilings are passed */
    CU_ASSERT_FALSE(misses_too_often(&harm, LEVEL));
    CU_ASSERT_FALSE(misses_too_often(&part, LEVEL));
}

CST_SUITE("aimed", CST_TEST(test_aimed_mean_by_bets), CST_TEST(test_aimed_ratio_by_bets),
          CST_TEST(test_aimed_extremes), CST_TEST(test_aimed_slots), CST_TEST(test_aimed_many),
          CST_TEST(test_aimed_ceilings), CST_TEST(test_aimed_coverage),
          CST_TEST(test_aimed_coverage_of_laws))
