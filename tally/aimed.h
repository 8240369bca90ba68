/* SPDX-License-Identifier: MIT
 *
 * The aimed bet: a betting interval for values of trials that are known in their order, by slots
 * (tally/slots.h). As in tally/interval.c, somebody bets against the claim "x is this share of x +
 * z on average", but chooses the bet on each slot by the slots before it: the bet that would just
 * reach the goal at the last trial if all went on as it did so far. A fixed mixture of bets, which
 * takes no heed of the order, needs up to twice the width.
 *
 * That such bets are fair, and make intervals, is Waudby-Smith and Ramdas, Estimating means of
 * bounded random variables by betting, J. R. Stat. Soc. B 86 (2024) 1; that they may be stopped
 * where they reach the goal is Ville's inequality. Custodes' own derivation (docs/statistics.md):
 * the bet aimed at the last trial, the least that the sums of a slot say of its stake, by a law of
 * two values, and the cells of claims whose bets are the same. Pure.
 */
#ifndef CST_TALLY_AIMED_H
#define CST_TALLY_AIMED_H

#include "tally/interval.h"
#include "tally/row.h"

/* The part of the level that goes to the fixed mixture, which bounds the search. */
#define CST_AIMED_MIXTURE 0.1

/* What is counted of a trial's value at most, and what larger ones can add to its mean. */
typedef struct cst_aimed_side {
    double most, beyond;
} cst_aimed_side;

typedef struct cst_aimed {
    const cst_slots *slots; /* of x and y */
    uint64_t whole;         /* z is this - x; 0: it is y - x */
    cst_aimed_side x, z;
} cst_aimed;

/* What the bet leaves of `outer`, an interval for the mean of x over that of x + z which has a
 * level of its own, with what was seen in any case. Not all values are 0. Under 1 ms. */
cst_interval cst_aimed_within(const cst_aimed *of, cst_interval outer, double level);

/* The side of a trial's value of which so much is known, for a bet of that level: the ceiling at
 * which what it costs each trial to count on so much, and what may lie beyond, are least together.
 * Whatever lies beyond is counted as the ceiling. */
cst_aimed_side cst_aimed_side_of(const cst_interval_bound *most, uint64_t trials, double level);

/* The slots of a row that have the values of a spread as x: NULL where there are none, or only of
 * some of its trials, or of fewer than two. */
const cst_slots *cst_aimed_slots(const cst_row *row, cst_spread_kind kind);

/* cst_interval_betting_below and cst_interval_ratio by slots whose x are the values of the spread,
 * or the part, and y all; NULL: these two themselves. Values that are at most 1 have
 * Clopper-Pearson's interval. */
cst_interval cst_aimed_below(const cst_spread *spread, const cst_slots *slots,
                             const cst_interval_bound *most, double level);
cst_interval cst_aimed_ratio(const cst_interval_parts *parts, const cst_slots *slots,
                             uint64_t tasks, double level);

#endif
