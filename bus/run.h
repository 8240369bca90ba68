/* SPDX-License-Identifier: MIT
 *
 * Runs cells: leases their units to workers over a link, tallies what comes back, block by block,
 * and hands every finished block to a sink. The rows that come out depend on the cells alone, never
 * on threads, link or batch.
 */
#ifndef CST_BUS_RUN_H
#define CST_BUS_RUN_H

#include "estimate/sample/cell.h"
#include "tally/receipt.h"

#include <signal.h>

typedef struct cst_link cst_link;
typedef struct cst_ledger cst_ledger;

/* The links: "inproc" (default), "direct". NULL-terminated. */
extern const cst_link *const cst_links[];
const cst_link *cst_link_find(const char *name);

/* Writes "libzmq 4.3.4, msgpack 4.0.0", cut at size: the libraries of the bus. */
void cst_run_libraries(char *out, size_t size);

/* Where finished blocks go. Called from the thread that called cst_run. Any may be NULL. */
typedef struct cst_sink {
    void *self;
    /* True where this block is already known: it is not run again (its row is the sink's affair).
     */
    bool (*have)(void *self, uint32_t cell, uint64_t block);
    /* A finished block, its conservation checked. */
    int (*row)(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error);
    /* All blocks of the cell that were wanted so far are in, none at the start: it says how many
     * are wanted now (cst_ledger_want) or that these were all (cst_ledger_finish). NULL: all blocks
     * of every cell are wanted. */
    int (*reached)(void *self, cst_ledger *ledger, uint32_t cell, cst_error *error);
    /* At most once a second, ten times once interrupted, and at the end. */
    int (*flush)(void *self, cst_error *error);
} cst_sink;

/* For `reached`: the first blocks of a cell that are wanted, more than before; no more are. Before
 * anything is wanted of it: its first blocks that are another run's, and count for nothing here. */
void cst_ledger_want(cst_ledger *ledger, uint32_t cell, uint64_t blocks);
void cst_ledger_finish(cst_ledger *ledger, uint32_t cell);
void cst_ledger_pass_over(cst_ledger *ledger, uint32_t cell, uint64_t blocks);

/* What the bus has to say about the run; none of it is part of the bytes. */
typedef struct cst_run_report {
    double seconds;
    uint32_t threads;
    uint64_t units, messages, repeats; /* repeats: messages that came again and changed nothing */
    cst_receipt sent, reached;         /* of all reports; equal after a run that succeeded */
    uint64_t reports_void;             /* reports on tasks after a trial's end */
    uint64_t guests, guests_lost;      /* workers of other processes that came, that were lost */
    uint64_t leased_again; /* leases of units that were leased before, to somebody who was lost */
    bool out_of_time;      /* spec.seconds were over before all that was wanted was in */
} cst_run_report;

/* One cell of it. */
typedef struct cst_progress_cell {
    uint64_t tasks_done, tasks_all; /* as of the run */
    uint64_t escaped;               /* attacks, in blocks that were run now */
    bool running;                   /* blocks of it are under way */
} cst_progress_cell;

typedef struct cst_progress {
    uint64_t tasks_done, tasks_all; /* planned tasks, blocks that the sink had count as done; all
                                       are those that are known to be wanted */
    uint32_t cells_done, cells_all;
    double seconds;           /* since the start */
    double seconds_left;      /* < 0: cannot tell yet */
    bool ended;               /* this is the last one of the run */
    const cst_ledger *ledger; /* for cst_run_cell, while the call lasts; NULL: cells are not told */
    const cst_run_report *report; /* so far, while the call lasts; `sent`: what reviewers have told
                                     of */
} cst_progress;

/* How far a cell of the run is, by its place among cst_run_spec.cells. */
cst_progress_cell cst_run_cell(const cst_progress *progress, uint32_t cell);

/* Workers in processes of their own, which may come while the run lasts. Everything is borrowed. */
typedef struct cst_run_guests {
    struct cst_listen *listen; /* where they come (bus/listen.h) */
    const char *program;       /* a worker must be of the same program and model */
    const char *text;          /* the cells, so that a worker can make them, */
    size_t size;
    cst_u128 digest; /* and which these are, as it must find */
    bool alone;      /* no thread of this process plays agents: the run waits for workers */
    /* A line about who came and who was lost, from the thread that called cst_run; or NULL. */
    void (*say)(void *self, const char *line);
    void *self;
} cst_run_guests;

enum { CST_RUN_BATCH = 262144 };

typedef struct cst_run_spec {
    const cst_cell *const *cells;
    uint32_t cell_count;
    uint32_t threads;     /* 0: one per core */
    uint64_t batch;       /* tasks a message carries, 0: CST_RUN_BATCH */
    const cst_link *link; /* NULL: inproc */
    cst_sink sink;
    /* Called at most ten times a second with how far the run is; NULL: not wanted. */
    void (*progress)(void *self, const cst_progress *progress);
    void *progress_self;
    const volatile sig_atomic_t *interrupted; /* set by a signal handler; NULL: never */
    double seconds; /* after which the run ends, with what is finished in the sink; 0: never */
    const cst_run_guests *guests; /* of the link inproc; NULL: nobody comes */
} cst_run_spec;

/* Seconds since some moment, for progress and for silence on the bus: no result may depend on it.
 * Never goes back. Any thread. */
double cst_clock_seconds(void);

/* The threads of a run: those asked for, or one per core where that is 0; 1 by plain calls. */
uint32_t cst_run_threads(uint32_t asked, const cst_link *link);

/* Whether a run fits the machine. The bytes that it is expected to take at most: what its cells
 * take (estimate/sample/part.h), times what the bus has under way at once. Then 0; or
 * CST_ERR_MEMORY where they are more than those of the machine, with both figures. */
double cst_run_memory(const cst_cell *const *cells, uint32_t cell_count, uint32_t threads,
                      uint64_t batch);
int cst_run_check_memory(double expected, double machine, uint32_t threads, cst_error *error);

/* Bytes of the machine's memory; infinite where it does not say. */
double cst_run_machine_memory(void);

/* For a program that is there for runs, to be called once before the first one: the C library then
 * keeps for the next unit what a unit gives back, up to 64 MiB a thread, where it would hand it to
 * the system and ask for it again; a unit of millions of records costs a third less time so. It
 * holds for the whole process, so the library does not do it by itself. Does nothing where the C
 * library knows no such setting. */
void cst_run_keep_memory(void);

/* Whether peers say what agents of any of the cells say. */
bool cst_run_is_external(const cst_cell *const *cells, uint32_t count);

/* Whether somebody answers for the external agents of all cells. 0 or CST_ERR_SCENARIO. */
int cst_run_check_external(const cst_cell *const *cells, uint32_t count, cst_error *error);

/* Runs the cells and fills the report, which must not be NULL; the error may be. 0; or
 * CST_ERR_INTERRUPTED (by the flag; what was finished has been handed to the sink),
 * CST_ERR_RECEIPT, CST_ERR_BUS, CST_ERR_STALL, CST_ERR_MEMORY, CST_ERR_RANGE (threads),
 * CST_ERR_SCENARIO (external agents in a cell without `outside`), or the sink's own code. */
int cst_run(const cst_run_spec *spec, cst_run_report *report, cst_error *error);

#endif
