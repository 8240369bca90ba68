/* SPDX-License-Identifier: MIT
 *
 * The run's book: what blocks there are, which the sink has already, how far the run is, and the
 * way of a finished block to the sink. Both links keep it, and nothing else of theirs reaches the
 * sink. It has no clock. One thread.
 */
#ifndef CST_BUS_LEDGER_H
#define CST_BUS_LEDGER_H

#include "bus/run.h"

typedef struct cst_ledger {
    const cst_cell *const *cells; /* borrowed */
    uint32_t cell_count;
    cst_sink sink;
    uint64_t *blocks_left; /* heap: per cell, blocks neither had nor put */
    uint32_t cells_done;
    uint64_t tasks_all;  /* planned tasks of all cells */
    uint64_t tasks_had;  /* of blocks that the sink had */
    uint64_t tasks_done; /* of these and of those put */
    uint32_t next_cell;  /* the block that cst_ledger_next looks at next */
    uint64_t next_block;
} cst_ledger;

/* 0 or CST_ERR_MEMORY. */
int cst_ledger_init(cst_ledger *ledger, const cst_cell *const *cells, uint32_t cell_count,
                    const cst_sink *sink, cst_error *error);
void cst_ledger_free(cst_ledger *ledger);

/* The next block to be run, in order of cells and blocks; those that the sink has count as done and
 * are passed over. False: there is none left. */
bool cst_ledger_next(cst_ledger *ledger, uint32_t *cell, uint64_t *block);

/* Checks the row of a whole block, hands it to the sink and counts the block as done. 0,
 * CST_ERR_RECEIPT, CST_ERR_MEMORY, or the sink's code. */
int cst_ledger_put(cst_ledger *ledger, uint32_t cell, uint64_t index, const cst_row *row,
                   cst_error *error);

/* Whether every block is had or put. */
bool cst_ledger_done(const cst_ledger *ledger);

#endif
