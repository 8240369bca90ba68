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

#endif
