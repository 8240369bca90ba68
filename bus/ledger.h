/* SPDX-License-Identifier: MIT
 *
 * The run's book: what blocks there are, which the sink has already, how far the run is, and the
 * way of a finished block to the sink. Both links keep it, and nothing else of theirs reaches the
 * sink. It has no clock. One thread.
 */
#ifndef CST_BUS_LEDGER_H
#define CST_BUS_LEDGER_H

#include "bus/run.h"

typedef struct cst_ledger_cell {
    uint64_t wanted;  /* its first blocks that are wanted, as far as is known by now */
    uint64_t next;    /* of these the one that is looked at next */
    uint64_t in;      /* how many of these are had or put, or passed over */
    uint64_t passed;  /* over, of these: another run's */
    uint64_t escaped; /* attacks, in those that were put */
    bool finished;    /* no more will be wanted */
} cst_ledger_cell;

struct cst_ledger {
    const cst_cell *const *cells; /* borrowed */
    uint32_t cell_count;
    cst_sink sink;
    cst_ledger_cell *cell; /* heap */
    uint32_t *queue;       /* heap, a ring: the cells with a block to look at, the first to come
                              first */
    uint32_t queue_first, queued;
    uint32_t cells_done;
    uint64_t tasks_all;  /* planned tasks of the blocks that are wanted */
    uint64_t tasks_had;  /* of blocks that the sink had */
    uint64_t tasks_done; /* of these and of those put */
};

/* Asks the sink how many blocks of each cell are wanted. 0, CST_ERR_MEMORY, or the sink's code.
 * cst_ledger_free is legal after failure. */
int cst_ledger_init(cst_ledger *ledger, const cst_cell *const *cells, uint32_t cell_count,
                    const cst_sink *sink, cst_error *error);
void cst_ledger_free(cst_ledger *ledger);

/* Whether there may be a block to be run now. */
bool cst_ledger_ready(const cst_ledger *ledger);

/* The next block to be run: cells take turns with what is wanted of each, in its order; those that
 * the sink has count as done and are passed over. *found is false where none is left, or where
 * those that are under way must be put first. 0 or the sink's code. */
int cst_ledger_next(cst_ledger *ledger, uint32_t *cell, uint64_t *block, bool *found,
                    cst_error *error);

/* Checks the row of a whole block, hands it to the sink and counts the block as done. 0,
 * CST_ERR_RECEIPT, CST_ERR_MEMORY, or the sink's code. */
int cst_ledger_put(cst_ledger *ledger, uint32_t cell, uint64_t index, const cst_row *row,
                   cst_error *error);

/* How far a cell is. */
cst_progress_cell cst_ledger_cell_progress(const cst_ledger *ledger, uint32_t cell);

/* Whether every cell is finished. */
bool cst_ledger_done(const cst_ledger *ledger);

#endif
