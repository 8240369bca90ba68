/* SPDX-License-Identifier: MIT */
#include "tally/tail.h"

#include "base/check.h"
#include "base/number.h"
#include "base/rmath.h"

#include <math.h>

cst_tail cst_tail_binomial(uint64_t n, double p, double t)
{
    cst_require(p >= 0.0 && p <= 1.0 && t > 0.0 && t < 1.0);
    const double worst = cst_number_complement(t);
    const double v = (double)cst_interval_ceiling(n, p, 1.0, worst);
    const double trials = (double)n;
    /* E[X where X > v] = n p P(Bin(n-1, p) >= v). */
    const double beyond =
        n == 0 ? 0.0 : trials * p * cst_rmath_binomial_above(v - 1.0, trials - 1.0, p);
    const double rest =
        worst - cst_rmath_binomial_above(v, trials, p); /* of the worst, those at v */
    return (cst_tail){.var = v, .cvar = (beyond + v * rest) / worst};
}

/* The bucket of the value with this rank, 1 for the least. */
static uint32_t bucket_of_rank(const cst_spread *spread, uint64_t rank)
{
    uint64_t seen = 0;
    uint32_t i = 0;
    cst_require(rank >= 1);
    while (i < CST_SPREAD_BUCKETS - 1 && seen + cst_spread_at(spread, i) < rank) {
        seen += cst_spread_at(spread, i++);
    }
    return i;
}

/* Where in its bucket a value lies, 0 at the low end and 1 at the high one, so that the sum is
 * right. */
static double place_in_bucket(const cst_spread *spread)
{
    const cst_spread_totals all = cst_spread_totals_of(spread);
    const double excess = (double)spread->sum - (double)all.low;
    const double room = (double)(all.high - all.low);
    return room > 0.0 ? fmin(fmax(excess / room, 0.0), 1.0) : 0.0;
}

cst_tail cst_tail_seen(const cst_spread *spread, double t)
{
    cst_require(spread->trials > 0 && t > 0.0 && t < 1.0);
    const double trials = (double)spread->trials;
    const double rank = fmin(fmax(ceil(trials * t * (1.0 - 1e-15)), 1.0), trials);
    const double place = place_in_bucket(spread);
    const double worst = trials * cst_number_complement(t);
    double left = worst;
    double sum = 0.0;
    for (uint32_t i = cst_spread_end(spread); i-- > spread->first && left > 0.0;) {
        const double low = (double)cst_spread_bucket_low(i);
        const double high = (double)cst_spread_bucket_high(i);
        const double taken = fmin((double)cst_spread_at(spread, i), left);
        sum += taken * (low + place * (high - low));
        left -= taken;
    }
    return (cst_tail){.var = (double)cst_spread_bucket_high(bucket_of_rank(spread, (uint64_t)rank)),
                      .cvar = sum / worst};
}

cst_tail cst_tail_most(const cst_interval_bound *bound, double t)
{
    cst_tail tail = cst_tail_binomial(bound->tasks, bound->chance, t);
    tail.var *= (double)bound->unit;
    tail.cvar *= (double)bound->unit;
    return tail;
}

cst_interval cst_tail_var_interval(const cst_spread *spread, const cst_interval_bound *bound,
                                   double t, double level)
{
    cst_require(level > 0.0 && level < 1.0 && t > 0.0 && t < 1.0);
    const uint64_t n = spread->trials;
    /* VaR is below the a-th least value, P(Bin(n, t) < a), no more often than half the level; and
     * above the b-th, P(Bin(n, t) >= b), likewise. 0 and n + 1: there is none. */
    const uint64_t a = n - cst_interval_ceiling(n, cst_number_complement(t), 1.0, level / 2);
    const uint64_t b = cst_interval_ceiling(n, t, 1.0, level / 2) + 1;
    cst_interval interval = {.low = 0.0, .high = cst_tail_most(bound, t).var};
    if (a > 0) {
        interval.low = (double)cst_spread_bucket_low(bucket_of_rank(spread, a));
    }
    if (b <= n) {
        const double seen = (double)cst_spread_bucket_high(bucket_of_rank(spread, b));
        interval.high = fmin(interval.high, seen);
    }
    interval.low = fmin(interval.low, interval.high);
    return interval;
}

/* Where E[(X - v)+] is bounded: at every v up to 64, then at 16 of an octave, as buckets lie. */
static uint64_t grid_next(uint64_t v)
{
    return cst_spread_bucket_high(cst_spread_bucket(v)) + 1;
}

/* Adds (X - v)+ of every value, all at the upper (or all at the lower) ends of their buckets. */
static void add_shifted(cst_spread *beyond, const cst_spread *spread, uint64_t v, uint64_t most,
                        bool upper)
{
    for (uint32_t i = spread->first; i < cst_spread_end(spread); i++) {
        const uint64_t high = cst_spread_bucket_high(i);
        const uint64_t x = !upper ? cst_spread_bucket_low(i) : high < most ? high : most;
        cst_spread_add(beyond, x > v ? x - v : 0, cst_spread_at(spread, i));
    }
}

/* The mean of (X - v)+. */
static cst_interval mean_beyond(const cst_spread *spread, const cst_interval_bound *bound,
                                uint64_t v, bool upper, double level)
{
    const uint64_t most = bound->tasks * bound->unit;
    uint64_t bucket[CST_SPREAD_BUCKETS];
    cst_spread beyond = cst_spread_over(bucket);
    add_shifted(&beyond, spread, v, most, upper);
    const cst_interval mean = cst_interval_betting_below(&beyond, bound, level);
    return (cst_interval){.low = mean.low * (double)most, .high = mean.high * (double)most};
}

cst_interval cst_tail_cvar_interval(const cst_spread *spread, const cst_interval_bound *bound,
                                    double t, double level)
{
    cst_require(level > 0.0 && level < 1.0 && t > 0.0 && t < 1.0);
    const cst_tail most = cst_tail_most(bound, t);
    cst_interval interval = {.low = (double)bound->tasks * (double)bound->unit, .high = most.cvar};
    uint32_t points = 1;
    for (uint64_t v = 0; (double)v <= most.var; v = grid_next(v)) {
        points++;
    }
    const double each = level / points;
    const double worst = cst_number_complement(t);
    const bool exact = cst_spread_top(spread) < 64; /* every bucket in use holds one value */
    bool seen = spread->trials > 0;
    for (uint64_t v = 0; seen && (double)v <= most.var; v = grid_next(v)) {
        const uint64_t next = grid_next(v);
        const cst_interval here = mean_beyond(spread, bound, v, true, each);
        /* For every x from v up to the next point E[(X - x)+] is at least what it is there. */
        const double below =
            exact && next == v + 1
                ? here.low
                : mean_beyond(spread, bound, next == v + 1 ? v : next, false, each).low;
        interval.high = fmin(interval.high, (double)v + here.high / worst);
        interval.low = fmin(interval.low, (double)v + below / worst);
        seen = below > 0.0; /* from where nothing is known to lie beyond, sums only rise */
    }
    interval.high = fmin(interval.high, (double)bound->tasks * (double)bound->unit);
    interval.low = spread->trials == 0 ? 0.0 : fmin(interval.low, interval.high);
    return interval;
}
