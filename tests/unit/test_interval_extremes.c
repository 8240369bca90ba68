/* SPDX-License-Identifier: MIT
 *
 * Intervals of random and extreme inputs: each comes within a limit of processor time, its ends lie
 * in order within what is possible and hold what was seen. CST_LONG=1: two million inputs.
 * Covers: interval tail. */
#include "tally/tail.h"

#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/* The input under way, for whoever is killed over it. */
static char under_way[200];

/* Far above what any input takes, sanitizers or not, and below the time limit of the suite. */
enum { LIMIT_SECONDS = 5 };

static void too_long(int signal_number)
{
    static const char text[] = "\n    no end: ";
    (void)signal_number;
    (void)!write(STDOUT_FILENO, text, sizeof text - 1);
    (void)!write(STDOUT_FILENO, under_way, strlen(under_way));
    _exit(1);
}

static void limit(int seconds)
{
    const struct itimerval timer = {.it_value = {.tv_sec = seconds}};
    (void)signal(SIGVTALRM, too_long);
    (void)setitimer(ITIMER_VIRTUAL, &timer, NULL);
}

static uint64_t inputs(uint64_t quick, uint64_t many)
{
    return getenv("CST_LONG") != NULL ? many : quick;
}

/* --- Draws ----------------------------------------------------------------------------------- */

static uint64_t word(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    x = (x ^ (x >> 32)) * UINT64_C(0xd6e8feb86659fd93);
    return x ^ (x >> 32);
}

static double uniform(uint64_t *state)
{
    return ((double)(word(state) >> 11) + 0.5) * 0x1p-53;
}

/* From 0 to most: either end, next to it, or anything in between by its logarithm. */
static uint64_t number(uint64_t *state, uint64_t most)
{
    const uint64_t near_end[] = {0, 1, 2, most, most - 1, most / 2};
    const uint64_t choice = word(state) % 10;
    const double by_log = exp(uniform(state) * log1p((double)most)) - 1.0;
    const uint64_t drawn = choice < 6 ? near_end[choice] : (uint64_t)by_log;
    return drawn < most ? drawn : most;
}

static uint64_t positive(uint64_t *state, uint64_t most)
{
    return 1 + number(state, most - 1);
}

static double chance(uint64_t *state)
{
    static const double ends[] = {0.0, 1.0, 5e-324, 1e-15, 1.0 - 0x1p-53, 0.5};
    const uint64_t choice = word(state) % 12;
    return choice < 6 ? ends[choice] : choice < 9 ? uniform(state) : exp(-40.0 * uniform(state));
}

static double level(uint64_t *state)
{
    static const double ends[] = {1e-19, 0x1p-53, 0x1p-53, 1e-9, 1e-5, 0.05, 0.05, 1.0 - 0x1p-53};
    const uint64_t choice = word(state) % 10;
    return choice < 8 ? ends[choice] : uniform(state);
}

/* At most `values` different values up to `most`, all trials together at most `trials`. */
static cst_spread spread(uint64_t *state, uint64_t most, uint64_t trials, uint64_t values,
                         uint64_t bucket[CST_SPREAD_BUCKETS])
{
    cst_spread made = cst_spread_over(bucket);
    for (uint64_t left = number(state, values); left > 0; left--) {
        cst_spread_add(&made, number(state, most), number(state, trials / values));
    }
    return made;
}

/* --- What holds of every interval ------------------------------------------------------------ */

static uint64_t wrong;

static void judge(cst_interval found, double seen, double most, const char *what)
{
    const double least = 1e-12 * fabs(seen);
    if (found.low >= 0.0 && found.low <= found.high && found.high <= most &&
        (isnan(seen) || (found.low <= seen + least && found.high >= seen - least))) {
        return;
    }
    if (wrong++ < 10) {
        (void)printf("\n    %s: %s: [%.17g, %.17g] for %.17g of at most %g", under_way, what,
                     found.low, found.high, seen, most);
    }
}

static double mean(const cst_spread *seen, uint64_t scale)
{
    return seen->trials == 0 ? (double)NAN
                             : (double)seen->sum / (double)seen->trials / (double)scale;
}

static void name_input(const char *what, uint64_t seed, uint64_t i)
{
    (void)snprintf(under_way, sizeof under_way, "%s, seed %" PRIu64 ", input %" PRIu64, what, seed,
                   i);
    limit(LIMIT_SECONDS);
}

static void begin(const char *what, uint64_t seed, uint64_t count)
{
    wrong = 0;
    (void)printf("\n    %s: seed %" PRIu64 ", %" PRIu64 " inputs", what, seed, count);
}

static void end(void)
{
    limit(0);
    CU_ASSERT_EQUAL(wrong, 0);
}

static void test_interval_extremes_events(void)
{
    const uint64_t seed = 20261129;
    const uint64_t count = inputs(20000, 1000000);
    begin("events", seed, count);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t state = seed + i;
        const uint64_t n = number(&state, UINT64_C(1000000000000000));
        const uint64_t x = number(&state, n);
        const double p = chance(&state);
        double lower;
        double upper;
        name_input("events", seed, i);
        judge(cst_interval_clopper_pearson(x, n, level(&state)),
              n > 0 ? (double)x / (double)n : (double)NAN, 1.0, "Clopper-Pearson");
        cst_interval_tails(x, n, p, &lower, &upper);
        judge((cst_interval){.low = fmin(lower, upper), .high = fmax(lower, upper)}, NAN, 1.0,
              "tails");
    }
    end();
}

static void test_interval_extremes_betting(void)
{
    const uint64_t seed = 20261130;
    const uint64_t count = inputs(4000, 400000);
    begin("betting", seed, count);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t state = seed + i;
        const uint64_t scale = positive(&state, UINT64_C(1) << 40);
        const uint64_t trials = positive(&state, UINT64_C(1) << 22);
        uint64_t bucket[CST_SPREAD_BUCKETS];
        const cst_spread seen = spread(&state, scale, trials, 4, bucket);
        name_input("betting", seed, i);
        judge(cst_interval_betting(&seen, scale, level(&state)), mean(&seen, scale), 1.0,
              "betting");
        const uint64_t x = number(&state, trials);
        judge(
            cst_interval_betting_stopped(x, trials, positive(&state, 100) * trials, level(&state)),
            (double)x / (double)trials, 1.0, "stopped");
    }
    end();
}

static void test_interval_extremes_atoms(void)
{
    enum { ATOMS = 6 };
    const uint64_t seed = 20261201;
    const uint64_t count = inputs(4000, 400000);
    begin("atoms", seed, count);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t state = seed + i;
        cst_interval_atom atom[ATOMS];
        double times = 0.0;
        double sum = 0.0;
        for (uint32_t j = 0; j < ATOMS; j++) {
            atom[j] = (cst_interval_atom){number(&state, UINT64_C(1) << 50), chance(&state)};
            times += (double)atom[j].times;
            sum += (double)atom[j].times * atom[j].value;
        }
        name_input("atoms", seed, i);
        judge(cst_interval_betting_atoms(atom, ATOMS, 0, level(&state)),
              times > 0.0 ? sum / times : (double)NAN, 1.0, "atoms");
    }
    end();
}

/* Trials of at most 2^40 tasks of at most 2^20 each. VaR and CVaR too, where they are quick. */
static void test_interval_extremes_below(void)
{
    const uint64_t seed = 20261202;
    const uint64_t count = inputs(1000, 200000);
    begin("below", seed, count);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t state = seed + i;
        const cst_interval_bound bound = {.tasks = positive(&state, UINT64_C(1) << 30),
                                          .unit = positive(&state, 1000),
                                          .chance = chance(&state)};
        const uint64_t most = bound.tasks * bound.unit;
        uint64_t bucket[CST_SPREAD_BUCKETS];
        const cst_spread seen = spread(&state, most, positive(&state, 1 << 20), 3, bucket);
        const double t = fmin(fmax(chance(&state), 1e-15), 1.0 - 0x1p-53);
        const double asked = level(&state);
        name_input("below", seed, i);
        judge(cst_interval_betting_below(&seen, &bound, asked), mean(&seen, most), 1.0, "below");
        judge(cst_tail_var_interval(&seen, &bound, t, asked), NAN, (double)most, "VaR");
        if (i % 20 == 0) {
            judge(cst_tail_cvar_interval(&seen, &bound, t, asked), NAN, (double)most, "CVaR");
        }
    }
    end();
}

/* --- Ends that no odds of a double reach ----------------------------------------------------- */

/* 40 trials of 10,000 tasks, two of them with one task less: all in the bucket from 9728 on. Taken
 * at its worst this is 39.993 trials of 10,000 and .007 of 9728, and against a mean of odds o every
 * bet is lost until o^.007 makes up for it: log2 of the odds would be above 1000, so that the mean
 * is 1 in a double. From the other side the bet s = 1 alone wins, as (1/m)^40, or a smaller one. */
static void test_interval_extremes_all_but_two(void)
{
    CST_TEST_SPREAD(seen);
    cst_spread_add(&seen, 10000, 38);
    cst_spread_add(&seen, 9999, 2);
    name_input("all but two", 0, 0);
    const cst_interval found = cst_interval_betting(&seen, 10000, 0.05);
    CU_ASSERT_EQUAL(found.high, 1.0);
    /* The quarter stake on s = 1 is worth 40 at m = 160^(-1/40) = .8808, and somewhat less for the
     * two that were missed; the others add some, up to the end for 40 certain events, which is
     * .025^(1/40) = .9119. */
    CU_ASSERT(found.low > 0.8807 && found.low < 0.9119);
    /* The same seen from the other side. */
    const cst_interval_atom few[] = {{2, 1e-4}, {38, 0.0}};
    const cst_interval mirror = cst_interval_betting_atoms(few, 2, 0, 0.05);
    CU_ASSERT(mirror.low > 0.0 && mirror.low < 5e-6);
    CU_ASSERT(mirror.high > 1.0 - 0.9119 && mirror.high < 1.0 - 0.8807);
    end();
}

CST_SUITE("interval_extremes", CST_TEST(test_interval_extremes_events),
          CST_TEST(test_interval_extremes_betting), CST_TEST(test_interval_extremes_atoms),
          CST_TEST(test_interval_extremes_below), CST_TEST(test_interval_extremes_all_but_two))
