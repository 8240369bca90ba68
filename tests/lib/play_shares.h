/* SPDX-License-Identifier: MIT
 *
 * Counts of played trials against chances that are known.
 */
#ifndef CST_TESTS_PLAY_SHARES_H
#define CST_TESTS_PLAY_SHARES_H

#include "estimate/sample/cell.h"

/* Fails the running test where x events in n are improbable at chance p, by the exact binomial
 * tails: less than one in ten million. Fails too where n is too small to notice that the rarer of
 * event and no event is a tenth more or less frequent; p = 0 and 1 are exact. */
void cst_play_share(const char *what, uint64_t x, uint64_t n, double p);

/* Runs a cell of the spec through naive; returns its row, until the next call. */
const cst_row *cst_play_run(const cst_trial_spec *spec, uint64_t trials, uint64_t seed);

/* Holds some 150,000 attacks of independent tasks, of 300 trials, against w = P(caught | attack)
 * and l = P(escaped | attack) of MODEL section 7; agents, rounds and rate are set here: 50, 20 and
 * .5. Returns the row. */
const cst_row *cst_play_shares(const cst_trial_spec *spec, uint64_t seed, double w, double l);

#endif
