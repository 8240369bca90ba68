/* SPDX-License-Identifier: MIT
 *
 * Where the trials of a cell end: at the first look at which its rule is met. It follows from the
 * rows of its first blocks, whenever and in whatever order they came.
 */
#ifndef CST_STUDY_STOPPING_H
#define CST_STUDY_STOPPING_H

#include "scenarios/load/scenario.h"
#include "store/store.h"

/* Sums the rows of the cell's first `trials` trials, as far as they are there without a gap, in
 * place of what `into` held; *done is how many. */
typedef int cst_stopping_sum(void *self, uint64_t trials, cst_row *into, uint64_t *done,
                             cst_error *error);

/* Those of a results file, as `self` of cst_stopping_stored, which is one of these functions. */
typedef struct cst_stopping_rows {
    cst_store *store;
    const cst_scenario_cell *cell; /* by its id and seed */
} cst_stopping_rows;
cst_stopping_sum cst_stopping_stored;

/* Sums the rows up to where the trials end, and says how many that is: to the look at which the
 * rule is met, or all trials. Where these are not all there: to the last look that is, or, where
 * none is, as far as they are. 0 or the code of `sum`. */
int cst_stopping_find(const cst_cell *cell, cst_stopping_sum *sum, void *self, cst_row *into,
                      uint64_t *done, cst_error *error);

/* Sums the rows up to that look, or where they are not all there up to the last look that is; where
 * none is, as far as they are. For cells whose looks are paid for (study/effort.h). */
int cst_stopping_paid(const cst_cell *cell, uint32_t look, cst_stopping_sum *sum, void *self,
                      cst_row *into, uint64_t *done, cst_error *error);

#endif
