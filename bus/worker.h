/* SPDX-License-Identifier: MIT
 *
 * A worker as a state machine over messages, without sockets or threads. It plays the actors of the
 * units that are leased to it, and tallies the reports that come back on them; and it plays the
 * reviewers of the units that other workers act. It keeps the actions of the units that it waits
 * for, its totals, and which units came last.
 */
#ifndef CST_BUS_WORKER_H
#define CST_BUS_WORKER_H

#include "bus/unit.h"
#include "bus/wire.h"

/* Units that the side that acts and the side that reviews remember each, to tell a message that
 * came again; above the credit. */
enum { CST_WORKER_MEMORY = 64 };

/* A unit whose reports are waited for, or a free place. */
typedef struct cst_acted {
    cst_unit unit;
    uint32_t reviewer;
    cst_batch actions; /* owned: what was sent */
    cst_u128 hash;     /* of its receipt */
    bool used;
} cst_acted;

typedef struct cst_worker {
    const cst_cell *const *cells; /* borrowed, read-only */
    uint32_t cell_count;
    uint32_t index;   /* of this worker */
    uint32_t workers; /* how many there are */
    cst_post post;
    cst_receipt sent; /* of all reports that it sent */
    uint64_t units;   /* whose reports it sent */
    cst_u128 parts;   /* the sum of those of all row parts that it sent */
    uint64_t repeats; /* messages that came again and changed nothing */
    bool stopped;     /* it has sent its last word */
    cst_acted acted[CST_CREDIT];
    cst_unit_seen tallied_seen[CST_WORKER_MEMORY], reviewed_seen[CST_WORKER_MEMORY];
    cst_unit_memory tallied;  /* with the receipts of reports, and the hashes of their actions */
    cst_unit_memory reviewed; /* with the receipts of actions */
} cst_worker;

/* The worker must stay where it is. */
void cst_worker_init(cst_worker *worker, const cst_cell *const *cells, uint32_t cell_count,
                     uint32_t workers, uint32_t index, const cst_post *post);
void cst_worker_free(cst_worker *worker);

/* Posts READY. 0 or the link's error. */
int cst_worker_start(cst_worker *worker, cst_error *error);

/* Does what the message asks for. What goes wrong with a unit is told to the hub by FAIL and is no
 * error here. 0 or the link's error. */
int cst_worker_receive(cst_worker *worker, const cst_message *message, cst_error *error);

/* Tells the hub by FAIL. `unit` may be NULL. 0 or the link's error. */
int cst_worker_fail(cst_worker *worker, const cst_unit *unit, const cst_error *why,
                    cst_error *error);

#endif
