/* SPDX-License-Identifier: MIT
 *
 * Intervals with guaranteed coverage (MODEL section 10), two-sided but where one end is asked for.
 * Pure; uses base/beta.h and libRmath's binomial tails. Intervals are computed after the bytes and
 * are not part of them.
 */
#ifndef CST_TALLY_INTERVAL_H
#define CST_TALLY_INTERVAL_H

#include "tally/spread.h"

typedef struct cst_interval {
    double low, high;
} cst_interval;

/* Clopper-Pearson 1934 for x events in n independent trials (x <= n); level = 1 - confidence in
 * (0,1). n = 0: [0, 1]. Also valid (conservative) where the n trials have different chances
 * (Hoeffding 1956). Under 200 us. */
cst_interval cst_interval_clopper_pearson(uint64_t x, uint64_t n, double level);

/* One end of it by itself, at the whole of a tail in (0,1): the chance is at most this, or at
 * least, with confidence 1 - tail, if only this end was to be looked at. n = 0: 1 and 0. */
double cst_interval_at_most(uint64_t x, uint64_t n, double tail);
double cst_interval_at_least(uint64_t x, uint64_t n, double tail);

/* The mean of a Poisson number of events of which n independent ones add up to x, Garwood's exact
 * interval: all that is possible, [0, inf), where n is 0. x below 2^53. */
cst_interval cst_interval_poisson(uint64_t x, uint64_t n, double level);

/* Betting interval for the mean of per-trial values divided by `scale` (so in [0, 1]): the set of
 * means m at which the mixture over fixed bets of prod (1 + b (x_i - m)) stays below 2/level in
 * both directions. The order of trials does not matter, so it is computed from the histogram and
 * the sum; what the histogram leaves open is taken at its worst. The spread is one that
 * cst_row_check accepts, without values above scale. spread->trials = 0: [0, 1]. About 10 us a
 * bucket in use. */
cst_interval cst_interval_betting(const cst_spread *spread, uint64_t scale, double level);

/* The most that a trial's value can be: stochastically at most unit * (sure + X), X ~ Bin(tasks,
 * chance), as harm is that needs attacks whose number has a known law; and at most unit * tasks.
 * sure: attacks that happen whatever the law says, where a trial is forced to have them. */
typedef struct cst_interval_bound {
    uint64_t tasks; /* >= 1 */
    double chance;  /* in [0, 1]; 1: nothing is known */
    uint64_t sure;
    uint64_t unit; /* >= 1 */
} cst_interval_bound;

/* The least a with trials * P(X > a) <= level, for X ~ Bin(tasks, chance). */
uint64_t cst_interval_ceiling(uint64_t tasks, double chance, double trials, double level);

/* Part of a level for trials beyond the ceiling. */
#define CST_INTERVAL_SPARE 1e-3

/* The least number of events, at least `sure` + 1, that none of so many trials passes but with a
 * chance of level, and what the rest can add to a trial's mean, as a share of its tasks. Nothing
 * gained: tasks and 0. */
typedef struct cst_interval_top {
    uint64_t events;
    double beyond;
} cst_interval_top;
cst_interval_top cst_interval_top_of(const cst_interval_bound *most, uint64_t trials, double level);

/* Betting interval for the mean divided by tasks * unit. It is scaled to the most that any of the
 * trials reaches but with a chance of level/1000, and what the rest can add to the mean is added to
 * its upper end. chance = 1: cst_interval_betting. */
cst_interval cst_interval_betting_below(const cst_spread *spread, const cst_interval_bound *most,
                                        double level);

/* The spreads over the same trials of a part, of the rest and of all, part + rest, with what is
 * known of the two. */
typedef struct cst_interval_parts {
    const cst_spread *part, *rest, *all;
    cst_interval_bound part_most, rest_most;
} cst_interval_parts;

/* Betting interval for the mean of the part over the mean of all, by one bet on both and their
 * sums alone: the squares of all three tell how the two vary together. Each is at most `tasks`.
 * Nothing to divide by: [0, 1]. Under 1 ms. */
cst_interval cst_interval_ratio(const cst_interval_parts *parts, uint64_t tasks, double level);

/* Values with how often they were seen, for a betting interval of their mean: each in [0, 1]. */
typedef struct cst_interval_atom {
    uint64_t times;
    double value;
} cst_interval_atom;

/* Betting interval for the mean of independent draws of one law, at most 1000 different values.
 * The bets are laid out for as many draws as were seen, and for at least `most`. Nothing seen: [0,
 * 1]. */
cst_interval cst_interval_betting_atoms(const cst_interval_atom *atom, uint32_t atoms,
                                        uint64_t most, double level);

/* Betting interval for the chance of an event at each of n draws that are alike, where n is no
 * fixed number but the draws that happened until something stopped them: x events in n. The bets
 * are laid out for at most `most` draws, a number known beforehand; n <= most. n = 0: [0, 1]. */
cst_interval cst_interval_betting_stopped(uint64_t x, uint64_t n, uint64_t most, double level);

/* For X ~ Bin(n, p) and x <= n: P(X < x), P(X <= x), P(X >= x), P(X > x), each with its own digits.
 */
typedef struct cst_interval_sides {
    double less, up_to, from, more;
} cst_interval_sides;
cst_interval_sides cst_interval_sides_of(uint64_t x, uint64_t n, double p);

/* The two binomial tails of x events in n (x <= n) at chance p: P(X <= x) and P(X >= x). */
void cst_interval_tails(uint64_t x, uint64_t n, double p, double *lower, double *upper);

/* The places that intervals allow, 1 for the least value. */
typedef struct cst_interval_rank {
    uint32_t best, worst;
} cst_interval_rank;

/* The places that each of n values may have: it is behind those whose whole interval lies below its
 * own, and before those whose whole interval lies above. Where all intervals hold at once with some
 * confidence, so do all ranks: the difference of two values lies in [low_i - high_j, high_i -
 * low_j] whatever the dependence of the two. */
void cst_interval_ranks(const cst_interval *value, uint32_t n, cst_interval_rank *rank);

/* The interval of the largest of n values: from the largest low end to the largest high end. */
cst_interval cst_interval_of_largest(const cst_interval *value, uint32_t n);

#endif
