/* SPDX-License-Identifier: MIT
 *
 * Cells for tests of the rooms below the bus, which run them by estimate/ask/rehearsal.h.
 */
#ifndef CST_TESTS_DIRECT_H
#define CST_TESTS_DIRECT_H

#include "estimate/ask/rehearsal.h"

/* Makes a cell from specs; aborts the test program where that fails. method: "auto", "naive",
 * "skip". */
void cst_direct_cell(cst_cell *cell, const cst_trial_spec *spec, const char *method,
                     uint64_t trials, uint64_t seed);

/* Holds naive and skip, and the closed form of miss_share, against w = P(caught | attack) and l =
 * P(escaped | attack) of MODEL section 7, by exact shares of about 20,000 attacks each at 1e-6. */
void cst_direct_shares(const cst_trial_spec *spec, uint64_t seed, double w, double l);

#endif
