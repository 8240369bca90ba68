/* SPDX-License-Identifier: MIT
 *
 * Trials that all cells of a sweep share (estimate.stop.total). Every cell has its first look.
 * Then, in generations, those with the widest intervals go to their next look: a quarter, and one,
 * of the cells that have one which can still be paid for. The trials end where there are none. All
 * of this follows from the rows up to the looks alone, so it is found again from a results file.
 */
#ifndef CST_STUDY_EFFORT_H
#define CST_STUDY_EFFORT_H

#include "estimate/sample/cell.h"

/* Sums a cell's first `trials` trials into `into`, in place of what it held; *whole: whether they
 * are all there. */
typedef int cst_effort_sum(void *self, uint32_t cell, uint64_t trials, cst_row *into, bool *whole,
                           cst_error *error);

typedef struct cst_effort_cell {
    uint32_t look; /* that it goes to or has, 0: none yet */
    bool moves;    /* it goes there in this generation */
    double width;  /* cst_cell_width at that look, once it has it */
} cst_effort_cell;

typedef struct cst_effort_rank {
    double width;
    uint64_t trials;
    uint32_t cell;
} cst_effort_rank;

typedef struct cst_effort {
    const cst_cell *const *cells; /* borrowed */
    uint32_t count;
    uint64_t left;         /* trials that are not spent yet */
    cst_effort_cell *cell; /* owned */
    cst_effort_rank *rank; /* owned: room for a list of cells */
} cst_effort;

/* 0 or CST_ERR_MEMORY; cst_effort_free is legal then. `total`: trials of all cells together; the
 * first looks are paid for even if they are more. */
int cst_effort_init(cst_effort *effort, const cst_cell *const *cells, uint32_t count, double total,
                    cst_error *error);
void cst_effort_free(cst_effort *effort);

/* The next generation, after all cells of this one have come to their looks: *moved cells have
 * `moves` set. *moved is 0 where the trials have ended, and where a row is not whole, which *whole
 * says. 0 or the code of `sum`. */
int cst_effort_next(cst_effort *effort, cst_effort_sum *sum, void *self, uint32_t *moved,
                    bool *whole, cst_error *error);

/* Trials of a cell up to its look. */
uint64_t cst_effort_trials(const cst_effort *effort, uint32_t cell);

#endif
