/* SPDX-License-Identifier: MIT */
#include "tally/interval.h"

#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

static const double LEVEL = 0.05;

static void near(double found, double expected, double tolerance)
{
    if (cst_test_relative(found, expected) > tolerance) {
        (void)printf("\n    found %.17g, expected %.17g\n", found, expected);
        CU_FAIL("values differ");
    }
}

/* Published values: R's binom.test to the digits that it prints. */
static void test_interval_known_values(void)
{
    static const struct {
        uint64_t x, n;
        double low, high;
    } known[] = {
        {1, 10, 0.002528579, 0.445016117},
        {5, 10, 0.187086, 0.812914},
        {9, 10, 0.554983883, 0.997471421},
        {10, 100, 0.04900469, 0.17622260},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const cst_interval found = cst_interval_clopper_pearson(known[i].x, known[i].n, LEVEL);
        near(found.low, known[i].low, 3e-7);
        near(found.high, known[i].high, 3e-7);
    }
}

static void test_interval_zero_events(void)
{
    for (uint64_t n = 1; n <= UINT64_C(1000000000000000); n *= 10) {
        const cst_interval none = cst_interval_clopper_pearson(0, n, LEVEL);
        CU_ASSERT_EQUAL(none.low, 0.0);
        near(log1p(-none.high) * (double)n, log(LEVEL / 2), 1e-12);
        const cst_interval all = cst_interval_clopper_pearson(n, n, LEVEL);
        CU_ASSERT_EQUAL(all.high, 1.0);
        CU_ASSERT_EQUAL(all.low, 1.0 - none.high);
    }
    near(cst_interval_clopper_pearson(0, UINT64_C(1000000000000), LEVEL).high, 3.688879e-12, 1e-6);
    const cst_interval nothing = cst_interval_clopper_pearson(0, 0, LEVEL);
    CU_ASSERT_EQUAL(nothing.low, 0.0);
    CU_ASSERT_EQUAL(nothing.high, 1.0);
}

/* The ends are where a tail is half the level, up to 1e15 trials. */
static void test_interval_tails_meet(void)
{
    static const double levels[] = {0.05, 0.01, 1e-6};
    for (double trials = 2; trials < 1.1e15; trials *= 7) {
        const uint64_t n = (uint64_t)trials;
        for (uint64_t x = 1; x <= n / 2; x = 3 * x + 1) {
            for (unsigned i = 0; i < 3; i++) {
                const cst_interval found = cst_interval_clopper_pearson(x, n, levels[i]);
                double lower;
                double upper;
                cst_interval_tails(x, n, found.high, &lower, &upper);
                near(lower, levels[i] / 2, 1e-6);
                cst_interval_tails(x, n, found.low, &lower, &upper);
                near(upper, levels[i] / 2, 1e-6);
            }
        }
    }
}

static void test_interval_tails(void)
{
    double lower;
    double upper;
    cst_interval_tails(3, 10, 0.5, &lower, &upper);
    near(lower, 176.0 / 1024, 1e-14);
    near(upper, 968.0 / 1024, 1e-14);
    cst_interval_tails(0, 10, 0.25, &lower, &upper);
    near(lower, pow(0.75, 10), 1e-14);
    CU_ASSERT_EQUAL(upper, 1.0);
    cst_interval_tails(0, 10, 0.0, &lower, &upper);
    CU_ASSERT_EQUAL(lower, 1.0);
    cst_interval_tails(1, 10, 0.0, &lower, &upper);
    CU_ASSERT_EQUAL(upper, 0.0);
    cst_interval_tails(10, 10, 1.0, &lower, &upper);
    CU_ASSERT_EQUAL(upper, 1.0);
    cst_interval_tails(0, 0, 0.3, &lower, &upper);
    CU_ASSERT_EQUAL(lower, 1.0);
    CU_ASSERT_EQUAL(upper, 1.0);
}

/* Less than x is at most x - 1, and more is at least x + 1. */
static void test_interval_sides(void)
{
    enum { N = 12 };
    static const double chances[] = {0.0, 1e-9, 0.3, 0.999, 1.0};
    for (size_t i = 0; i < sizeof chances / sizeof chances[0]; i++) {
        for (uint64_t x = 0; x <= N; x++) {
            const cst_interval_sides of = cst_interval_sides_of(x, N, chances[i]);
            double up_to = 0.0;
            double from = 0.0;
            double other = 0.0;
            if (x > 0) {
                cst_interval_tails(x - 1, N, chances[i], &up_to, &other);
            }
            if (x < N) {
                cst_interval_tails(x + 1, N, chances[i], &other, &from);
            }
            near(of.less, up_to, 1e-12);
            near(of.more, from, 1e-12);
        }
    }
}

/* No simulation: the chance that the interval holds p, summed over all outcomes. */
static void test_interval_exact_coverage(void)
{
    static const uint64_t trials[] = {1, 2, 5, 20, 137};
    double least = 1.0;
    for (size_t i = 0; i < sizeof trials / sizeof trials[0]; i++) {
        const uint64_t n = trials[i];
        cst_interval interval[138];
        for (uint64_t x = 0; x <= n; x++) {
            interval[x] = cst_interval_clopper_pearson(x, n, LEVEL);
        }
        for (unsigned step = 0; step <= 2000; step++) {
            const double p = step / 2000.0;
            double covered = 0.0;
            for (uint64_t x = 0; x <= n; x++) {
                if (interval[x].low <= p && p <= interval[x].high) {
                    covered += dbinom((double)x, (double)n, p, 0);
                }
            }
            least = fmin(least, covered);
        }
    }
    (void)printf("\n    least coverage %.6f\n", least);
    CU_ASSERT(least >= 1.0 - LEVEL - 1e-12);
    CU_ASSERT(least < 0.96); /* else it would be wider than it need be */
}

/* The library prints a warning on stdout where its quantile is not accurate; stdout is data. */
static void test_interval_silent(void)
{
    (void)fflush(stdout);
    const int out = dup(STDOUT_FILENO);
    FILE *said = tmpfile();
    CU_ASSERT_FATAL(said != NULL && out >= 0);
    CU_ASSERT_FATAL(dup2(fileno(said), STDOUT_FILENO) >= 0);
    for (double trials = 1; trials < 2e15; trials *= 1.9) {
        const uint64_t n = (uint64_t)trials;
        for (uint64_t x = 1; x < n; x = 2 * x + 1) {
            (void)cst_interval_clopper_pearson(x, n, LEVEL);
            (void)cst_interval_clopper_pearson(n - x, n, 1e-6);
            double lower;
            double upper;
            cst_interval_tails(x, n, 1.0 - 1.0 / trials, &lower, &upper);
        }
    }
    (void)fflush(stdout);
    CU_ASSERT(dup2(out, STDOUT_FILENO) >= 0);
    (void)close(out);
    CU_ASSERT_EQUAL(lseek(fileno(said), 0, SEEK_END), 0);
    (void)fclose(said);
}

static cst_interval betting_of_events(uint64_t x, uint64_t n, uint64_t value)
{
    CST_TEST_SPREAD(spread);
    cst_spread_add(&spread, 0, n - x);
    cst_spread_add(&spread, value, x);
    return cst_interval_betting(&spread, value, LEVEL);
}

/* On events per trial, against the best that is possible: docs/statistics.md gives these ratios. */
static void test_interval_betting_width(void)
{
    static const struct {
        uint64_t x;
        double most;
    } bound[] = {{0, 1.40}, {1, 2.40}, {3, 2.05}, {10, 1.95}, {100, 2.0}, {1000, 2.05}};
    for (uint64_t n = 100; n <= UINT64_C(10000000000); n *= 100) {
        for (size_t i = 0; i < sizeof bound / sizeof bound[0] && bound[i].x <= n; i++) {
            const cst_interval bet = betting_of_events(bound[i].x, n, 1);
            const cst_interval best = cst_interval_clopper_pearson(bound[i].x, n, LEVEL);
            const double ratio = (bet.high - bet.low) / (best.high - best.low);
            CU_ASSERT(ratio > 1.0);
            CU_ASSERT(ratio < bound[i].most);
            CU_ASSERT(bet.low <= best.low);
            CU_ASSERT(bet.high >= best.high);
        }
    }
}

static void test_interval_betting_ends(void)
{
    const cst_spread empty = {0};
    const cst_interval nothing = cst_interval_betting(&empty, 10, LEVEL);
    CU_ASSERT_EQUAL(nothing.low, 0.0);
    CU_ASSERT_EQUAL(nothing.high, 1.0);
    for (uint64_t n = 1; n <= UINT64_C(1000000000000); n *= 1000) {
        const cst_interval none = betting_of_events(0, n, 3);
        CU_ASSERT_EQUAL(none.low, 0.0);
        CU_ASSERT(none.high > 0.0 && none.high < 1.0);
        /* The same game from the other side. */
        const cst_interval all = betting_of_events(n, n, 3);
        CU_ASSERT_EQUAL(all.high, 1.0);
        near(1.0 - all.low, none.high, 1e-4);
    }
    /* Values that are all alike: only what the trials could not have shown is left. */
    CST_TEST_SPREAD(alike);
    cst_spread_add(&alike, 40, 1000000);
    const cst_interval narrow = cst_interval_betting(&alike, 100, LEVEL);
    CU_ASSERT(narrow.low > 0.4 - 1e-5 && narrow.low < 0.4);
    CU_ASSERT(narrow.high < 0.4 + 1e-5 && narrow.high > 0.4);
}

/* The tighter the level, the wider. */
static void test_interval_betting_levels(void)
{
    CST_TEST_SPREAD(spread);
    cst_spread_add(&spread, 0, 50);
    cst_spread_add(&spread, 7, 20);
    cst_spread_add(&spread, 19, 3);
    cst_interval last = {.low = 1.0, .high = 0.0};
    for (double level = 0.9; level > 1e-9; level /= 3) {
        const cst_interval interval = cst_interval_betting(&spread, 20, level);
        CU_ASSERT(interval.low < last.low && interval.high > last.high);
        CU_ASSERT(interval.low < 197.0 / 1460 && interval.high > 197.0 / 1460);
        last = interval;
    }
}

/* What a bucket hides is taken at its worst: the interval holds the one from the exact values, and
 * because the sum is exact it is hardly wider (the spread of the values may seem 1/16 larger, which
 * is 1/32 of the width). */
static void test_interval_betting_buckets(void)
{
    static const uint64_t factor[] = {67, 6700, 999983};
    CST_TEST_SPREAD(exact);
    for (uint64_t value = 0; value < 60; value++) {
        cst_spread_add(&exact, value, 1 + 7919 * value % 40);
    }
    const cst_interval fine = cst_interval_betting(&exact, 63, LEVEL);
    for (unsigned i = 0; i < 3; i++) {
        CST_TEST_SPREAD(coarse);
        for (uint64_t value = 0; value < 60; value++) {
            cst_spread_add(&coarse, value * factor[i], 1 + 7919 * value % 40);
        }
        const cst_interval found = cst_interval_betting(&coarse, 63 * factor[i], LEVEL);
        CU_ASSERT(found.low <= fine.low * (1 + 1e-9));
        CU_ASSERT(found.high >= fine.high * (1 - 1e-9));
        CU_ASSERT(found.high - found.low < (1.0 + 1.0 / 32) * (fine.high - fine.low));
    }
}

/* A generator for the tests below: one 64-bit word by number. */
static double uniform(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    x = (x ^ (x >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    return (double)((x ^ (x >> 32)) >> 11) * 0x1p-53;
}

static uint64_t binomial(uint64_t *state, unsigned n, double p)
{
    uint64_t events = 0;
    for (unsigned i = 0; i < n; i++) {
        events += uniform(state) < p;
    }
    return events;
}

typedef uint64_t (*draw_value)(uint64_t *state);

enum { TASKS = 100, REPLICATES = 2000 };

/* Means per task, exact. */
static const double RARE_MEAN = 0.02, CLUSTER_MEAN = 0.05, MIXED_MEAN = 0.5 * 0.9 + 0.5 * 0.97;

static uint64_t draw_rare(uint64_t *state)
{
    return uniform(state) < RARE_MEAN ? TASKS : 0;
}

/* Ten trials in a hundred are wholly bad by half; the others not at all. */
static uint64_t draw_cluster(uint64_t *state)
{
    return uniform(state) < 2 * CLUSTER_MEAN ? binomial(state, TASKS, 0.5) : 0;
}

/* Large values, in buckets of several values, near the upper end. */
static uint64_t draw_mixed(uint64_t *state)
{
    return binomial(state, TASKS, uniform(state) < 0.5 ? 0.9 : 0.97);
}

/* How many of the replicates' intervals hold the mean; by_tasks: the interval that takes all tasks
 * for independent. */
static uint64_t covered(draw_value draw, double mean, unsigned trials, bool by_tasks, uint64_t seed)
{
    uint64_t state = seed;
    uint64_t hits = 0;
    for (unsigned i = 0; i < REPLICATES; i++) {
        CST_TEST_SPREAD(spread);
        for (unsigned j = 0; j < trials; j++) {
            cst_spread_add(&spread, draw(&state), 1);
        }
        const cst_interval found =
            by_tasks ? cst_interval_clopper_pearson(spread.sum, (uint64_t)trials * TASKS, LEVEL)
                     : cst_interval_betting(&spread, TASKS, LEVEL);
        hits += found.low <= mean && mean <= found.high;
    }
    return hits;
}

/* Fails where, at a true coverage of 1 - LEVEL, so few hits come in fewer than one of 1e6 runs. */
static bool covers(uint64_t hits)
{
    double lower;
    double upper;
    cst_interval_tails(hits, REPLICATES, 1.0 - LEVEL, &lower, &upper);
    return lower >= 1e-6;
}

static void test_interval_betting_coverage(void)
{
    static const struct {
        const char *name;
        draw_value draw;
        double mean;
        unsigned trials;
    } law[] = {{"rare", draw_rare, RARE_MEAN, 150},
               {"cluster", draw_cluster, CLUSTER_MEAN, 40},
               {"mixed", draw_mixed, MIXED_MEAN, 25}};
    const uint64_t seed = 20240611;
    /* Power: a coverage of 0.90 is found out with probability 0.999 at least. */
    const double refused = qbinom(1e-6, REPLICATES, 1.0 - LEVEL, 1, 0) - 1;
    CU_ASSERT(pbinom(refused, REPLICATES, 0.90, 1, 0) > 0.999);
    for (size_t i = 0; i < sizeof law / sizeof law[0]; i++) {
        const uint64_t hits = covered(law[i].draw, law[i].mean, law[i].trials, false, seed + i);
        (void)printf("\n    %s: seed %" PRIu64 ", %" PRIu64 " of %d", law[i].name, seed + i, hits,
                     REPLICATES);
        CU_ASSERT(covers(hits));
    }
    /* The same data by tasks: this test can fail. */
    CU_ASSERT(!covers(covered(draw_cluster, CLUSTER_MEAN, 40, true, seed)));
    CU_ASSERT(!covers(covered(draw_rare, RARE_MEAN, 150, true, seed)));
}

/* Attacks are Bin(TASKS, RARE_MEAN) in every trial; whether they do harm, a coin of the trial says:
 * of few trials all attacks escape, of the others none. */
static const double BAD_TRIALS = 0.05;

static uint64_t draw_attacks(uint64_t *state)
{
    const uint64_t attacks = binomial(state, TASKS, RARE_MEAN);
    return uniform(state) < BAD_TRIALS ? attacks : 0;
}

/* Each attack escapes by itself. */
static uint64_t draw_escapes(uint64_t *state)
{
    return binomial(state, TASKS, RARE_MEAN * BAD_TRIALS);
}

/* As covered, with the law of the attacks known. */
static cst_interval below(const cst_spread *spread, uint64_t tasks, double chance, uint64_t unit)
{
    const cst_interval_bound bound = {.tasks = tasks, .chance = chance, .unit = unit};
    return cst_interval_betting_below(spread, &bound, LEVEL);
}

static uint64_t covered_below(draw_value draw, double chance, unsigned trials, uint64_t seed,
                              double *width)
{
    uint64_t state = seed;
    uint64_t hits = 0;
    double narrow = 0.0;
    double wide = 0.0;
    for (unsigned i = 0; i < REPLICATES; i++) {
        CST_TEST_SPREAD(spread);
        for (unsigned j = 0; j < trials; j++) {
            cst_spread_add(&spread, draw(&state), 1);
        }
        const cst_interval found = below(&spread, TASKS, chance, 1);
        const cst_interval plain = cst_interval_betting(&spread, TASKS, LEVEL);
        const double mean = RARE_MEAN * BAD_TRIALS;
        hits += found.low <= mean && mean <= found.high;
        narrow += found.high - found.low;
        wide += plain.high - plain.low;
    }
    *width = narrow / wide;
    return hits;
}

static void test_interval_betting_below_coverage(void)
{
    static const draw_value draw[] = {draw_attacks, draw_escapes};
    for (size_t i = 0; i < 2; i++) {
        const uint64_t seed = 20261124 + i;
        double width;
        const uint64_t hits = covered_below(draw[i], RARE_MEAN, 100, seed, &width);
        (void)printf("\n    seed %" PRIu64 ", %" PRIu64 " of %d, width / plain %.3f", seed, hits,
                     REPLICATES, width);
        CU_ASSERT(covers(hits));
        CU_ASSERT(width < 0.5);
    }
    /* The same data by tasks: this test can fail. */
    CU_ASSERT(!covers(covered(draw_attacks, RARE_MEAN * BAD_TRIALS, 100, true, 20261124)));
}

/* A trial that is forced to have an attack has one more than the law says: 1 + Bin(tasks, chance)
 * is bounded by `sure`; the plain interval is far wider. */
static void test_interval_betting_below_sure(void)
{
    const cst_interval_bound bound = {.tasks = 1000, .chance = 1e-6, .sure = 1, .unit = 1};
    uint64_t state = 20261125;
    uint64_t hits = 0;
    double wide = 0.0;
    double narrow = 0.0;
    for (unsigned i = 0; i < REPLICATES; i++) {
        CST_TEST_SPREAD(spread);
        for (unsigned j = 0; j < 200; j++) {
            const uint64_t attacks = uniform(&state) < 9e-4 ? 2 : 1;
            cst_spread_add(&spread, uniform(&state) < 0.7 ? 0 : attacks, 1);
        }
        const cst_interval found = cst_interval_betting_below(&spread, &bound, LEVEL);
        const cst_interval plain = cst_interval_betting(&spread, 1000, LEVEL);
        const double mean = 0.3 * 1.0009e-3; /* of a task */
        hits += found.low <= mean && mean <= found.high;
        narrow += found.high - found.low;
        wide += plain.high - plain.low;
    }
    CU_ASSERT(covers(hits));
    CU_ASSERT(narrow < 0.1 * wide);
}

/* Few different values, as weights are: the mean is covered, and nothing seen says nothing. */
static void test_interval_betting_atoms(void)
{
    uint64_t state = 20261126;
    uint64_t hits = 0;
    for (unsigned i = 0; i < REPLICATES; i++) {
        cst_interval_atom atom[3] = {{0, 1.0}, {0, 0.01}, {0, 0.0}};
        for (unsigned j = 0; j < 300; j++) {
            const double u = uniform(&state);
            atom[u < 0.01 ? 0 : u < 0.31 ? 1 : 2].times++;
        }
        const cst_interval found = cst_interval_betting_atoms(atom, 3, 0, LEVEL);
        hits += found.low <= 0.013 && 0.013 <= found.high;
        CU_ASSERT(found.low >= 0.0 && found.high <= 1.0 && found.high < 0.2);
    }
    CU_ASSERT(covers(hits));
    const cst_interval_atom none = {0, 0.5};
    const cst_interval all = cst_interval_betting_atoms(&none, 1, 0, LEVEL);
    CU_ASSERT(all.low == 0.0 && all.high == 1.0);
    const cst_interval_atom ones = {50, 1.0};
    const cst_interval high = cst_interval_betting_atoms(&ones, 1, 0, LEVEL);
    CU_ASSERT(high.low > 0.8 && high.high == 1.0);
}

static void test_interval_betting_below(void)
{
    CST_TEST_SPREAD(spread);
    cst_spread_add(&spread, 0, 9000);
    cst_spread_add(&spread, 1, 1000);
    /* Nothing known, or a ceiling as high as the trial: the plain interval. */
    const cst_interval plain = cst_interval_betting(&spread, 1000, LEVEL);
    const cst_interval same = below(&spread, 1000, 1.0, 1);
    CU_ASSERT(same.low == plain.low && same.high == plain.high);
    /* The upper end comes near the one of a scale of a few tasks. */
    const cst_interval found = below(&spread, 1000, 1e-4, 1);
    CU_ASSERT(found.low <= 1e-4 && found.high >= 1e-4);
    CU_ASSERT(found.high < 1.2e-4 && plain.high > 3e-4);
    /* A value that the law forbids: nothing is known after all. */
    cst_spread_add(&spread, 900, 1);
    const cst_interval beyond = below(&spread, 1000, 1e-4, 1);
    const cst_interval wide = cst_interval_betting(&spread, 1000, LEVEL);
    CU_ASSERT(beyond.low == wide.low && beyond.high == wide.high);
    /* Harm of up to 7 an attack. */
    CST_TEST_SPREAD(harm);
    cst_spread_add(&harm, 0, 9000);
    cst_spread_add(&harm, 7, 1000);
    const cst_interval harmed = below(&harm, 1000, 1e-4, 7);
    near(harmed.low, found.low, 1e-9);
    near(harmed.high, found.high, 1e-9);
}

/* Trials of at most 50 tasks that end at the first event, or by a chance of .05 after each task: x
 * events in n tasks, where n says something about x. How many intervals hold the chance. */
static uint64_t covered_stopped(double chance, bool as_fixed, uint64_t seed)
{
    enum { TRIALS = 40, LONGEST = 50 };
    uint64_t state = seed;
    uint64_t hits = 0;
    for (unsigned i = 0; i < REPLICATES; i++) {
        uint64_t x = 0;
        uint64_t n = 0;
        for (unsigned j = 0; j < TRIALS && x < 2; j++) { /* and the run stops at two events */
            bool over = false;
            for (unsigned t = 0; t < LONGEST && !over; t++) {
                const bool event = uniform(&state) < chance;
                x += event;
                n++;
                over = event || uniform(&state) < 0.05;
            }
        }
        const cst_interval found =
            as_fixed ? cst_interval_clopper_pearson(x, n, LEVEL)
                     : cst_interval_betting_stopped(x, n, (uint64_t)TRIALS * LONGEST, LEVEL);
        hits += found.low <= chance && chance <= found.high;
    }
    return hits;
}

static void test_interval_betting_stopped_coverage(void)
{
    static const double chance[] = {0.003, 0.02, 0.3};
    for (size_t i = 0; i < sizeof chance / sizeof chance[0]; i++) {
        const uint64_t seed = 20261122 + i;
        const uint64_t hits = covered_stopped(chance[i], false, seed);
        (void)printf("\n    chance %g: seed %" PRIu64 ", %" PRIu64 " of %d; as if fixed %" PRIu64,
                     chance[i], seed, hits, REPLICATES, covered_stopped(chance[i], true, seed));
        CU_ASSERT(covers(hits));
    }
}

static void test_interval_betting_stopped(void)
{
    /* Where the number of draws was fixed after all, it is the interval of as many trials. */
    const cst_interval trials = betting_of_events(7, 1000, 1);
    const cst_interval stopped = cst_interval_betting_stopped(7, 1000, 1000, LEVEL);
    near(stopped.low, trials.low, 1e-9);
    near(stopped.high, trials.high, 1e-9);
    const cst_interval none = cst_interval_betting_stopped(0, 0, 10, LEVEL);
    CU_ASSERT(none.low == 0.0 && none.high == 1.0);
    const cst_interval all = cst_interval_betting_stopped(5, 5, 1000, LEVEL);
    CU_ASSERT(all.high == 1.0 && all.low > 0.2 && all.low < 0.5);
    /* Bets for more draws than happened cost little. */
    const cst_interval spare = cst_interval_betting_stopped(7, 1000, 100000000, LEVEL);
    CU_ASSERT(spare.low < stopped.low && spare.low > 0.7 * stopped.low);
    CU_ASSERT(spare.high > stopped.high && spare.high < 1.2 * stopped.high);
}

static void more_events_than_trials(void)
{
    (void)cst_interval_clopper_pearson(11, 10, LEVEL);
}

static void level_of_nothing(void)
{
    (void)cst_interval_clopper_pearson(1, 10, 0.0);
}

static void value_above_scale(void)
{
    CST_TEST_SPREAD(spread);
    cst_spread_add(&spread, 11, 1);
    (void)cst_interval_betting(&spread, 10, LEVEL);
}

static void chance_above_one(void)
{
    double lower;
    double upper;
    cst_interval_tails(1, 10, 1.5, &lower, &upper);
}

static void test_interval_errors(void)
{
    CU_ASSERT(cst_test_aborts(more_events_than_trials));
    CU_ASSERT(cst_test_aborts(level_of_nothing));
    CU_ASSERT(cst_test_aborts(value_above_scale));
    CU_ASSERT(cst_test_aborts(chance_above_one));
}

CST_SUITE("interval", CST_TEST(test_interval_known_values), CST_TEST(test_interval_zero_events),
          CST_TEST(test_interval_tails_meet), CST_TEST(test_interval_tails),
          CST_TEST(test_interval_sides), CST_TEST(test_interval_exact_coverage),
          CST_TEST(test_interval_silent), CST_TEST(test_interval_betting_width),
          CST_TEST(test_interval_betting_ends), CST_TEST(test_interval_betting_levels),
          CST_TEST(test_interval_betting_buckets), CST_TEST(test_interval_betting_coverage),
          CST_TEST(test_interval_betting_below), CST_TEST(test_interval_betting_below_coverage),
          CST_TEST(test_interval_betting_below_sure), CST_TEST(test_interval_betting_atoms),
          CST_TEST(test_interval_betting_stopped), CST_TEST(test_interval_betting_stopped_coverage),
          CST_TEST(test_interval_errors))
