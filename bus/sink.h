/* SPDX-License-Identifier: MIT
 *
 * What a run hands out: finished blocks, how far it is, and at its end what the bus has to say.
 */
#ifndef CST_BUS_SINK_H
#define CST_BUS_SINK_H

#include "estimate/sample/cell.h"
#include "tally/receipt.h"

/* Where finished blocks go. Called from the thread that called cst_run. Any may be NULL. */
typedef struct cst_sink {
    void *self;
    /* True where this block is already known: it is not run again (its row is the sink's affair).
     */
    bool (*have)(void *self, uint32_t cell, uint64_t block);
    /* A finished block, its conservation checked. */
    int (*row)(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error);
    /* At most once a second, ten times once interrupted, and at the end. */
    int (*flush)(void *self, cst_error *error);
} cst_sink;

typedef struct cst_progress {
    uint64_t tasks_done, tasks_all; /* planned tasks, blocks that the sink had count as done */
    uint32_t cells_done, cells_all;
    double seconds;      /* since the start */
    double seconds_left; /* < 0: cannot tell yet */
} cst_progress;

/* What the bus has to say about the run; none of it is part of the bytes. */
typedef struct cst_run_report {
    double seconds;
    uint32_t threads;
    uint64_t units, messages, repeats; /* repeats: messages that came again and changed nothing */
    cst_receipt sent, reached;         /* of all reports; equal after a run that succeeded */
    uint64_t reports_void;             /* reports on tasks after a trial's end */
} cst_run_report;

#endif
