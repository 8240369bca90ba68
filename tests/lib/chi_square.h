/* SPDX-License-Identifier: MIT
 *
 * Counts against the law that they should follow. The level is one in a million; the seeds of our
 * tests are fixed, so a verdict does not change from run to run.
 */
#ifndef CST_TESTS_CHI_SQUARE_H
#define CST_TESTS_CHI_SQUARE_H

#include <stddef.h>
#include <stdint.h>

enum { CST_CHI_SQUARE_CELLS_MAX = 256 };

/* Prints the seed of the draws that follow. */
void cst_test_seed(uint64_t seed);

/* Fails the running test where seen[0..cells-1] is improbable (p < 1e-6) under chance[0..cells-1],
 * which must sum to 1. Neighbouring cells are joined until each expects 10 or more. Fails too
 * where the test could not judge: `caught` is the total variation distance to another law that it
 * has to notice with probability 0.99. */
void cst_test_chi_square(const char *what, const uint64_t *seen, const double *chance, size_t cells,
                         double caught);

/* The same for one count of n at chance p: fails beyond 5.5 standard deviations, and where a
 * relative error of `caught` in p would be less than 8 of them. */
void cst_test_share(const char *what, uint64_t seen, uint64_t n, double p, double caught);

#endif
