/* SPDX-License-Identifier: MIT
 *
 * A worker as a state machine over messages, without sockets or threads: it plays the actors of the
 * units that are leased to it and the reviewers of the units that other workers act. It keeps
 * nothing between messages but its totals and which units came last.
 */
#ifndef CST_BUS_WORKER_H
#define CST_BUS_WORKER_H

#include "bus/unit.h"
#include "bus/wire.h"

/* Units that each part remembers to tell a message that came again; above the credit. */
enum { CST_WORKER_MEMORY = 64 };

typedef struct cst_worker {
    const cst_cell *cells; /* borrowed, read-only */
    uint32_t cell_count;
    uint32_t index;   /* of this worker */
    uint32_t workers; /* how many there are */
    cst_post post;
    cst_receipt sent; /* of all reports that it sent */
    uint64_t units;   /* whose reports it sent */
    uint64_t repeats; /* messages that came again and changed nothing */
    bool stopped;     /* it has sent its last word */
    cst_unit_seen acted_seen[CST_WORKER_MEMORY], reviewed_seen[CST_WORKER_MEMORY];
    cst_unit_memory acted, reviewed;
} cst_worker;

/* The worker must stay where it is. */
void cst_worker_init(cst_worker *worker, const cst_cell *cells, uint32_t cell_count,
                     uint32_t workers, uint32_t index, const cst_post *post);

/* Posts READY. 0 or the link's error. */
int cst_worker_start(cst_worker *worker, cst_error *error);

/* Does what the message asks for. What goes wrong with a unit is told to the hub by FAIL and is no
 * error here. 0 or the link's error. */
int cst_worker_receive(cst_worker *worker, const cst_message *message, cst_error *error);

/* Tells the hub by FAIL. `unit` may be NULL. 0 or the link's error. */
int cst_worker_fail(cst_worker *worker, const cst_unit *unit, const cst_error *cause,
                    cst_error *error);

#endif
