/* SPDX-License-Identifier: MIT
 *
 * The betting interval, in short: somebody who bets against the claim "the mean is m" multiplies a
 * stake by 1 + b (x - m) at every trial. If the claim is true the stake's mean stays 1, so it
 * reaches 2/level with probability level/2 at most (Markov), whatever the law of x in [0, 1]. The
 * means against which no such stake was won form the interval; docs/statistics.md has the rest.
 *
 * With odds o = m/(1-m), betting the share s of a stake multiplies it by 1 + s gain(x), where gain
 * is x (1 + 1/o) - 1 against "the mean is at most m" and o (1 - x) - x against "at least m". The
 * first falls and the second rises with m for every x, so each end of the interval is the one
 * crossing of a monotone function.
 */
#include "tally/interval.h"

#include "base/beta.h"
#include "base/check.h"
#include "base/rmath.h"

#include <math.h>
#include <stddef.h>

/* The share whose log-odds are so far past the mode of Beta(a, b), which is ln(a / b): without that
 * logarithm it has all its digits, also where the law is as narrow as a few of them. */
static double share_past(double a, double b, double past)
{
    return a / (a + b * exp(-past));
}

/* For x <= n / 2, quantiles near 0, where doubles are dense: the p at which a tail has this chance,
 * P(X >= x), or P(X <= x). */
static double rare_low(uint64_t x, uint64_t n, double tail)
{
    const double events = (double)x;
    const double others = (double)(n - x);
    if (x == 0) {
        return 0.0;
    }
    cst_beta law;
    cst_beta_make(&law, events, others + 1, tail * 2e-3);
    const cst_beta_odds low = cst_beta_quantile(&law, tail, 1.0 - tail);
    return share_past(events, others + 1, low.past);
}

static double rare_high(uint64_t x, uint64_t n, double tail)
{
    const double events = (double)x;
    const double others = (double)(n - x);
    if (x == 0) {
        return -expm1(log(tail) / others);
    }
    cst_beta law;
    cst_beta_make(&law, events + 1, others, tail * 2e-3);
    const cst_beta_odds high = cst_beta_quantile(&law, 1.0 - tail, tail);
    return share_past(events + 1, others, high.past);
}

double cst_interval_at_least(uint64_t x, uint64_t n, double tail)
{
    cst_require(x <= n && tail > 0.0 && tail < 1.0);
    if (n == 0) {
        return 0.0;
    }
    /* No end is 1 that is not 1. */
    return x <= n - x ? rare_low(x, n, tail) : fmin(1.0 - rare_high(n - x, n, tail), 1.0 - 0x1p-53);
}

double cst_interval_at_most(uint64_t x, uint64_t n, double tail)
{
    cst_require(x <= n && tail > 0.0 && tail < 1.0);
    if (n == 0) {
        return 1.0;
    }
    return x <= n - x ? rare_high(x, n, tail) : 1.0 - rare_low(n - x, n, tail);
}

/* The mean at which a Poisson tail of x has half of the level: P(X >= x), or P(X <= x). */
static double poisson_end(double x, bool low, double half)
{
    double ends[2] = {low ? 0.0 : x, low ? x : 2.0 * x + 2.0 - 2.0 * log(half)};
    for (int i = 0; i < 200 && ends[1] - ends[0] > 1e-15 * ends[1]; i++) {
        const double middle = 0.5 * (ends[0] + ends[1]);
        const double tail =
            low ? cst_rmath_poisson_above(x - 1.0, middle) : cst_rmath_poisson(x, middle);
        ends[low == (tail > half)] = middle;
    }
    return low ? ends[0] : ends[1];
}

cst_interval cst_interval_poisson(uint64_t x, uint64_t n, double level)
{
    cst_require(level > 0.0 && level < 1.0 && x < (UINT64_C(1) << 53));
    if (n == 0) {
        return (cst_interval){.low = 0.0, .high = HUGE_VAL};
    }
    const double events = (double)x;
    return (cst_interval){.low = x == 0 ? 0.0 : poisson_end(events, true, level / 2) / (double)n,
                          .high = poisson_end(events, false, level / 2) / (double)n};
}

cst_interval cst_interval_clopper_pearson(uint64_t x, uint64_t n, double level)
{
    cst_require(level > 0.0 && level < 1.0);
    const cst_interval interval = {.low = cst_interval_at_least(x, n, level / 2),
                                   .high = cst_interval_at_most(x, n, level / 2)};
    cst_require(interval.low >= 0.0 && interval.low <= interval.high && interval.high <= 1.0);
    return interval;
}

/* What a binomial tail may be taken as 0 below. */
static const double TAIL_LEAST = 1e-300;

/* P(X <= p) and P(X > p) for X ~ Beta(a, b), 0 < p < 1. How far p is past the mode is taken without
 * a difference of logarithms where that is little. */
static void beta_tails(double a, double b, double p, double *below, double *above)
{
    cst_beta law;
    const double past = (fma(p, a + b, -a)) / ((1.0 - p) * a);
    const cst_beta_odds odds = {.mode = log(a) - log(b), /* as in base/beta.c */
                                .past = fabs(past) < 0.5 ? log1p(past)
                                                         : log(p) - log1p(-p) - (log(a) - log(b))};
    cst_beta_make(&law, a, b, TAIL_LEAST);
    cst_beta_tails(&law, odds, below, above);
}

cst_interval_sides cst_interval_sides_of(uint64_t x, uint64_t n, double p)
{
    cst_require(x <= n);
    cst_require(p >= 0.0 && p <= 1.0);
    cst_interval_sides of = {.up_to = x == n || p == 0.0 ? 1.0 : 0.0,
                             .from = x == 0 || p == 1.0 ? 1.0 : 0.0};
    if (p == 0.0 || p == 1.0) {
        of.less = 1.0 - of.from;
        of.more = 1.0 - of.up_to;
        return of;
    }
    /* As beta tails: events - 1, in a double, may be as many as events. */
    const double events = (double)x;
    if (x < n) {
        beta_tails(events + 1.0, (double)(n - x), p, &of.more, &of.up_to);
    }
    if (x > 0) {
        beta_tails(events, (double)(n - x + 1), p, &of.from, &of.less);
    }
    return of;
}

void cst_interval_tails(uint64_t x, uint64_t n, double p, double *lower, double *upper)
{
    const cst_interval_sides of = cst_interval_sides_of(x, n, p);
    *lower = of.up_to;
    *upper = of.from;
}

typedef enum direction { BET_ON_MORE, BET_ON_LESS } direction;

/* Trials, not necessarily a whole number of them, that all had the value x. */
typedef struct mass {
    double trials, x;
} mass;

/* Bets 1, 2^-1/2, 2^-1, ... down to 1/(2 trials): at most 2 * 65 + 1. */
enum { BETS_MAX = 131 };

/* The stake on the boldest bet, 1: it alone decides where nothing was seen. */
static const double BOLD_STAKE = 0.25;

/* Pairs of values x, z >= 0 of a trial, by what is known of them together. */
typedef struct side {
    double mean, square;    /* of the values, and of their squares */
    double least, greatest; /* that may have been seen */
    double most;            /* that is counted on */
    double beyond;          /* what larger values can add to the mean */
} side;
typedef struct pairs {
    double trials;
    side x, z;
    double product; /* mean of x z */
} pairs;

/* A table of bets, each with its part of the first stake, against a list of values, or pairs. */
typedef struct game {
    double goal_log;
    uint32_t bets, atoms;
    double bet[BETS_MAX];
    double stake_log[BETS_MAX];
    mass atom[2 * CST_SPREAD_BUCKETS];
    const pairs *pairs; /* NULL: values */
} game;

/* Bets and stakes follow from the number of trials alone: choosing them by what was seen would be
 * cheating. Evenly spread logs serve few events and many alike. */
static void game_bets(game *g, double trials)
{
    double bet = 1.0;
    cst_require(trials > 0.0);
    g->bets = 0;
    while (bet >= 0.5 / trials && g->bets < BETS_MAX) {
        g->bet[g->bets++] = bet;
        bet = exp2(-0.5 * g->bets);
    }
    g->stake_log[0] = log(BOLD_STAKE);
    for (uint32_t i = 1; i < g->bets; i++) {
        g->stake_log[i] = log((1.0 - BOLD_STAKE) / (g->bets - 1));
    }
}

static void game_atom(game *g, double trials, double x)
{
    cst_require(x >= 0.0 && x <= 1.0);
    if (trials > 0.0) {
        cst_require(g->atoms < sizeof g->atom / sizeof g->atom[0]);
        g->atom[g->atoms++] = (mass){.trials = trials, .x = x};
    }
}

/* The histogram as atoms. Of all values with these buckets and this sum, the worst for every bet at
 * once lie at the ends of their buckets (the log of a stake is concave in x), and at the upper ends
 * in the highest buckets (there a concave function rises least). That parts of trials are moved to
 * an upper end, not whole ones, only makes it worse. */
static void game_atoms(game *g, const cst_spread *spread, uint64_t scale)
{
    const double unit = (double)scale;
    const cst_u128 low_ends = cst_spread_totals_of(spread).low;
    cst_require(low_ends <= spread->sum);
    double excess = (double)(spread->sum - (uint64_t)low_ends);
    g->atoms = 0;
    for (uint32_t i = cst_spread_end(spread); i-- > spread->first;) {
        const double trials = (double)cst_spread_at(spread, i);
        if (trials <= 0.0) {
            continue;
        }
        const uint64_t low = cst_spread_bucket_low(i);
        const uint64_t top = cst_spread_bucket_high(i);
        const uint64_t high = top < scale ? top : scale;
        cst_require(low <= high);
        const double room = (double)(high - low);
        const double above = room > 0.0 ? fmin(excess / room, trials) : 0.0;
        game_atom(g, above, (double)high / unit);
        game_atom(g, trials - above, (double)low / unit);
        excess -= above * room;
    }
}

static double gain(direction to, double x, double odds)
{
    return to == BET_ON_MORE ? x * (1.0 + 1.0 / odds) - 1.0 : odds * (1.0 - x) - x;
}

/* The gains of pairs against "the sum of x over that of z has these odds at most", x / odds - z, or
 * "at least", odds z - x: at least -1 each, and on average at most 0 if the claim is true. */
typedef struct gains {
    double mean, variance, least;
} gains;

static gains gains_of(const pairs *of, direction to, double odds)
{
    const bool more = to == BET_ON_MORE;
    const side *up = more ? &of->x : &of->z;
    const side *down = more ? &of->z : &of->x;
    const double times = more ? 1.0 / odds : odds;
    const double unit = down->most + down->beyond;
    const double mean = times * up->mean - down->mean;
    const double squares = times * times * up->square + down->square;
    /* Sums are exact, so that no more is lost than that. */
    const double variance = fmax(squares - 2.0 * times * of->product - mean * mean, 0.0);
    return (gains){.mean = (mean - down->beyond) / unit,
                   .variance = (variance + 1e-14 * squares) / (unit * unit),
                   .least = fmax((times * up->least - down->greatest - down->beyond) / unit, -1.0)};
}

/* By how much the log of a stake grows at least in a trial. Of all values with this mean, this
 * variance and this least one, it is least where they have two values, one of them the least: the
 * third derivative of the logarithm is positive. */
static double growth(const gains *g, double bet)
{
    const double down = g->mean - g->least;
    if (down <= 0.0) {
        return log1p(bet * g->mean);
    }
    const double up = g->variance / down;
    const double upper = down / (down + up);
    return upper * log1p(bet * (g->mean + up)) + (1.0 - upper) * log1p(bet * g->least);
}

/* True where all bets together have reached the goal against the mean with these odds. Of pairs
 * this is a lower bound: then those odds are out, and by the bets themselves all beyond them. */
static bool game_won(const game *g, direction to, double odds)
{
    double won = 0.0; /* in goals */
    const gains of_pairs = g->pairs != NULL ? gains_of(g->pairs, to, odds) : (gains){0};
    for (uint32_t i = 0; i < g->bets && won < 1.0; i++) {
        double stake_log = g->stake_log[i];
        if (g->pairs != NULL) {
            stake_log += g->pairs->trials * growth(&of_pairs, g->bet[i]);
        }
        for (uint32_t j = 0; j < g->atoms; j++) {
            stake_log += g->atom[j].trials * log1p(g->bet[i] * gain(to, g->atom[j].x, odds));
        }
        won += exp(stake_log - g->goal_log);
    }
    return won >= 1.0;
}

/* Odds are searched by their log2, at most this far from even ones: a mean nearer than 1e-301 to 0
 * or 1 is taken for 0 or 1. */
static const double UTMOST = 1000.0;
static const double PRECISION = 0x1p-32;

static double within_utmost(double odds_log2)
{
    return fmin(fmax(odds_log2, -UTMOST), UTMOST);
}

/* The mean at the edge of those that are out in one direction, from odds that are not. Its outer
 * side is returned, so that rounding widens the interval. The step alone ends both loops, whatever
 * the game answers. */
static double game_edge(const game *g, direction to, double start)
{
    double step = to == BET_ON_MORE ? -1.0 : 1.0;
    double in = within_utmost(log2(start));
    double out = within_utmost(in + step);
    while (!game_won(g, to, exp2(out))) {
        if (fabs(step) > UTMOST) {
            return to == BET_ON_MORE ? 0.0 : 1.0; /* no mean is out */
        }
        step *= 2.0;
        in = out;
        out = within_utmost(in + step);
    }
    for (double width = fabs(step); width > PRECISION; width /= 2.0) {
        const double middle = in + (out - in) / 2.0;
        if (game_won(g, to, exp2(middle))) {
            out = middle;
        } else {
            in = middle;
        }
    }
    return exp2(out) / (1.0 + exp2(out));
}

/* Both ends, by bets laid out for so many draws. seen: the odds of the mean that was seen, 0 or
 * infinite at either end of [0, 1]. No stake grows against that mean; and none doubles against odds
 * within a factor 2 draws of either end, which serves where it is 0 or 1. */
static cst_interval game_interval(game *g, double seen, double draws, double level)
{
    cst_interval interval = {.low = 0.0, .high = 1.0};
    g->goal_log = log(2.0 / level);
    game_bets(g, draws);
    if (seen > 0.0) {
        interval.low = game_edge(g, BET_ON_MORE, fmin(seen, 2.0 * draws));
    }
    if (isfinite(seen)) {
        interval.high = game_edge(g, BET_ON_LESS, fmax(seen, 0.5 / draws));
    }
    cst_require(interval.low >= 0.0 && interval.low <= interval.high && interval.high <= 1.0);
    return interval;
}

cst_interval cst_interval_betting(const cst_spread *spread, uint64_t scale, double level)
{
    cst_require(scale > 0);
    cst_require(level > 0.0 && level < 1.0);
    if (spread->trials == 0) {
        return (cst_interval){.low = 0.0, .high = 1.0};
    }
    game g;
    g.pairs = NULL;
    game_atoms(&g, spread, scale);
    const cst_u128 most = (cst_u128)spread->trials * scale;
    cst_require(spread->sum <= most);
    const double rest = (double)(most - spread->sum);
    return game_interval(&g, (double)spread->sum / rest, (double)spread->trials, level);
}

/* By upper tails, which keep their digits near 1. */
uint64_t cst_interval_ceiling(uint64_t tasks, double chance, double trials, double level)
{
    uint64_t below = 0;
    uint64_t at = tasks;
    while (below < at) {
        const uint64_t middle = below + (at - below) / 2;
        if (trials * cst_rmath_binomial_above((double)middle, (double)tasks, chance) <= level) {
            at = middle;
        } else {
            below = middle + 1;
        }
    }
    return at;
}

/* Whether it shows that a value lies beyond the ceiling. */
static bool reaches_beyond(const cst_spread *spread, uint64_t ceiling)
{
    return cst_spread_bucket_low(cst_spread_top(spread)) > ceiling ||
           spread->sum > (cst_u128)spread->trials * ceiling;
}

cst_interval_top cst_interval_top_of(const cst_interval_bound *most, uint64_t trials, double level)
{
    const uint64_t tasks = most->tasks;
    const double chance = most->chance;
    cst_require(tasks > 0 && most->unit > 0 && chance >= 0.0 && chance <= 1.0);
    cst_require(level > 0.0 && level < 1.0);
    const uint64_t ceiling = cst_interval_ceiling(tasks, chance, (double)trials, level);
    const uint64_t by_law = ceiling > 0 ? ceiling : 1;
    if (tasks <= most->sure || by_law >= tasks - most->sure) {
        return (cst_interval_top){.events = tasks};
    }
    /* E[X - by_law above it] / tasks <= E[X where X > by_law] / tasks. */
    const double above =
        cst_rmath_binomial_above((double)by_law - 1.0, (double)tasks - 1.0, chance);
    return (cst_interval_top){.events = by_law + most->sure, .beyond = chance * above};
}

cst_interval cst_interval_betting_below(const cst_spread *spread, const cst_interval_bound *most,
                                        double level)
{
    const uint64_t tasks = most->tasks;
    const uint64_t unit = most->unit;
    const cst_interval_top top =
        cst_interval_top_of(most, spread->trials, CST_INTERVAL_SPARE * level);
    if (spread->trials == 0 || top.events == tasks || reaches_beyond(spread, top.events * unit)) {
        return cst_interval_betting(spread, tasks * unit, level);
    }
    cst_interval interval =
        cst_interval_betting(spread, top.events * unit, (1.0 - CST_INTERVAL_SPARE) * level);
    const double part = (double)top.events / (double)tasks;
    interval.low *= part;
    interval.high = fmin(interval.high * part + top.beyond, 1.0);
    return interval;
}

/* One side of pairs, of whose values so much is known; they are at most `tasks`. Returns whether a
 * law bounds them, so that part of the level is spent on what is beyond. */
static bool side_of(const cst_spread *spread, const cst_interval_bound *most, uint64_t tasks,
                    double level, side *out)
{
    const double trials = (double)spread->trials;
    const cst_interval_top top = cst_interval_top_of(most, spread->trials, level);
    const uint64_t sure = most->tasks * most->unit < tasks ? most->tasks * most->unit : tasks;
    const uint64_t greatest = cst_spread_bucket_low(cst_spread_top(spread));
    const bool law = top.events < most->tasks && top.events * most->unit < sure &&
                     !reaches_beyond(spread, top.events * most->unit);
    uint32_t first = spread->first;
    while (first < cst_spread_top(spread) && cst_spread_at(spread, first) == 0) {
        first++;
    }
    *out = (side){.mean = (double)spread->sum / trials,
                  .square = (double)spread->sum_sq / trials,
                  .least = (double)cst_spread_bucket_low(first),
                  .greatest = (double)cst_spread_bucket_high(cst_spread_top(spread)),
                  .most = (double)(greatest > sure ? greatest : sure)};
    if (law) {
        out->most = (double)top.events * (double)most->unit;
        out->beyond = top.beyond * (double)most->tasks * (double)most->unit;
    }
    return law;
}

cst_interval cst_interval_ratio(const cst_interval_parts *parts, uint64_t tasks, double level)
{
    cst_require(tasks > 0 && level > 0.0 && level < 1.0);
    const cst_spread *x = parts->part;
    const cst_spread *z = parts->rest;
    if (x->trials == 0 || (x->sum == 0 && z->sum == 0)) {
        return (cst_interval){.low = 0.0, .high = 1.0};
    }
    pairs of = {.trials = (double)x->trials};
    const double spare = CST_INTERVAL_SPARE * level / 2.0;
    const bool x_law = side_of(x, &parts->part_most, tasks, spare, &of.x);
    const bool z_law = side_of(z, &parts->rest_most, tasks, spare, &of.z);
    const cst_u128 apart = x->sum_sq + z->sum_sq;
    const cst_u128 both = parts->all->sum_sq;
    of.product = both > apart ? 0.5 * (double)(both - apart) / of.trials : 0.0;
    game g = {.pairs = &of,
              .goal_log = log(2.0 / (x_law || z_law ? (1.0 - CST_INTERVAL_SPARE) * level : level))};
    game_bets(&g, of.trials);
    /* As for single values, but that the two sides have units of their own. */
    const double seen = of.x.mean / of.z.mean;
    const double few = 2.0 * of.trials;
    cst_interval share = {.low = 0.0, .high = 1.0};
    if (x->sum > 0) {
        const double start = few * of.x.mean / (of.z.most + of.z.beyond);
        share.low = game_edge(&g, BET_ON_MORE, fmin(seen, start));
    }
    if (z->sum > 0) {
        const double start = (of.x.most + of.x.beyond) / of.z.mean / few;
        share.high = game_edge(&g, BET_ON_LESS, fmax(seen, start));
    }
    cst_require(share.low >= 0.0 && share.low <= share.high && share.high <= 1.0);
    return share;
}

cst_interval cst_interval_betting_atoms(const cst_interval_atom *atom, uint32_t atoms,
                                        uint64_t most, double level)
{
    game g;
    double seen = 0.0;
    double sum = 0.0;
    cst_require(atoms <= 1000);
    cst_require(level > 0.0 && level < 1.0);
    g.pairs = NULL;
    g.atoms = 0;
    for (uint32_t i = 0; i < atoms; i++) {
        game_atom(&g, (double)atom[i].times, atom[i].value);
        seen += (double)atom[i].times;
        sum += (double)atom[i].times * atom[i].value;
    }
    if (seen <= 0.0) {
        return (cst_interval){.low = 0.0, .high = 1.0};
    }
    return game_interval(&g, sum / fmax(seen - sum, 0.0), fmax(seen, (double)most), level);
}

cst_interval cst_interval_betting_stopped(uint64_t x, uint64_t n, uint64_t most, double level)
{
    const cst_interval_atom atom[] = {{x, 1.0}, {n - x, 0.0}};
    cst_require(x <= n && n <= most);
    return cst_interval_betting_atoms(atom, 2, most, level);
}

void cst_interval_ranks(const cst_interval *value, uint32_t n, cst_interval_rank *rank)
{
    for (uint32_t i = 0; i < n; i++) {
        cst_debug_assert(value[i].low <= value[i].high);
        rank[i] = (cst_interval_rank){.best = 1, .worst = n};
        for (uint32_t j = 0; j < n; j++) {
            rank[i].best += value[j].high < value[i].low ? 1 : 0;
            rank[i].worst -= value[j].low > value[i].high ? 1 : 0;
        }
        cst_debug_assert(rank[i].best <= rank[i].worst);
    }
}

cst_interval cst_interval_of_largest(const cst_interval *value, uint32_t n)
{
    cst_interval largest = {.low = -HUGE_VAL, .high = -HUGE_VAL};
    for (uint32_t i = 0; i < n; i++) {
        largest.low = fmax(largest.low, value[i].low);
        largest.high = fmax(largest.high, value[i].high);
    }
    return largest;
}
