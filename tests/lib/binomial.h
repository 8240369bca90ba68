/* SPDX-License-Identifier: MIT
 *
 * The binomial law as a plain sum of its terms, from nothing but lgamma: what exact tails elsewhere
 * are compared with. 1e-9 of each term is lost at a hundred thousand trials, less below.
 */
#ifndef CST_TESTS_BINOMIAL_H
#define CST_TESTS_BINOMIAL_H

#include <stdbool.h>
#include <stdint.h>

/* P(X = x) of X ~ Bin(n, p), 0 < p < 1. */
double cst_test_binomial_at(uint64_t x, uint64_t n, double p);

/* P(X > x), or P(X < x); to be asked for on the far side of the mean, where terms fall. */
double cst_test_binomial_above(uint64_t x, uint64_t n, double p);
double cst_test_binomial_below(uint64_t x, uint64_t n, double p);

#endif
