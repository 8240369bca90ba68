/* SPDX-License-Identifier: MIT
 *
 * The upper tail of a quantity per trial (MODEL section 10). At a level t, for example 0.95: VaR is
 * the least v with P(X <= v) >= t; CVaR is the mean of X over the worst 1 - t of all trials,
 * CVaR = min over v of v + E[(X - v)+] / (1 - t) (Rockafellar and Uryasev 2000). Pure.
 */
#ifndef CST_TALLY_TAIL_H
#define CST_TALLY_TAIL_H

#include "tally/interval.h"

typedef struct cst_tail {
    double var, cvar;
} cst_tail;

/* Of X ~ Bin(n, p), exactly: p in [0, 1], t in (0, 1). */
cst_tail cst_tail_binomial(uint64_t n, double p, double t);

/* The greatest that both can be. bound, here and below: what is known of X, with sure = 0. */
cst_tail cst_tail_most(const cst_interval_bound *bound, double t);

/* Of the values that were seen, at least one. A VaR above 63 is the upper end of its bucket, and
 * values within a bucket are placed so that their sum is the one that was kept. */
cst_tail cst_tail_seen(const cst_spread *spread, double t);

/* Intervals with coverage of at least 1 - level each, whatever the law of X. VaR: order statistics,
 * whose ranks come from binomial tails; where there are too few trials to bound it, what is known
 * beforehand does. CVaR: betting intervals for E[(X - v)+] at fixed v, all of them at once. No
 * trials: all that is possible. Under 10 ms. */
cst_interval cst_tail_var_interval(const cst_spread *spread, const cst_interval_bound *bound,
                                   double t, double level);
cst_interval cst_tail_cvar_interval(const cst_spread *spread, const cst_interval_bound *bound,
                                    double t, double level);

#endif
