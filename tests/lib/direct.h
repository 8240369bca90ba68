/* SPDX-License-Identifier: MIT
 *
 * Runs a cell by plain calls, without link, hub or threads, for tests of the rooms below the bus.
 */
#ifndef CST_TESTS_DIRECT_H
#define CST_TESTS_DIRECT_H

#include "estimate/cell.h"

/* Makes a cell from specs; aborts the test program where that fails. method: "auto", "naive",
 * "skip". */
void cst_direct_cell(cst_cell *cell, const cst_trial_spec *spec, const char *method,
                     uint64_t trials, uint64_t seed);

/* Runs all blocks, units of about `batch` tasks; the sum of their rows. */
int cst_direct_run(const cst_cell *cell, uint64_t batch, cst_row *sum, cst_error *error);

/* Holds naive and skip, and the closed form of miss_share, against w = P(caught | attack) and l =
 * P(escaped | attack) of MODEL section 7, by exact shares of about 20,000 attacks each at 1e-6. */
void cst_direct_shares(const cst_trial_spec *spec, uint64_t seed, double w, double l);

#endif
