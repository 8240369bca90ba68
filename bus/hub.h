/* SPDX-License-Identifier: MIT
 *
 * The hub as a state machine over messages, without sockets, threads or clocks: it leases units in
 * order of (cell, block, part), never more than a credit of them to one worker, adds up the row
 * parts that come back, each once its reviewer has told of the same reports, and puts finished
 * blocks into the ledger. It sees no task. Every table is bounded by the credit: what is in flight,
 * the blocks that are open, the units remembered to know a repeat.
 */
#ifndef CST_BUS_HUB_H
#define CST_BUS_HUB_H

#include "bus/ledger.h"
#include "bus/unit.h"
#include "bus/wire.h"

enum {
    CST_HUB_MEMORY = 1024, /* finished units remembered */
    CST_WORKERS_MAX = 1024
};

/* A unit in flight, or a free place. */
typedef struct cst_flight {
    cst_unit unit;
    uint32_t slot;       /* of its block */
    cst_receipt sent;    /* of its reports, by their reviewer */
    cst_receipt reached; /* of its reports, by the worker that acted */
    cst_u128 sum;        /* of its row part */
    bool used;
    bool told, added; /* `sent` is known; the part has been added, and `reached` is known */
} cst_flight;

/* An open block. */
typedef struct cst_slot {
    cst_block block;
    uint32_t cell;
    uint32_t credit; /* of its units */
    uint64_t index;
    uint64_t tasks_left; /* of units that are not done */
    uint64_t tasks_unleased;
    bool used;
} cst_slot;

typedef struct cst_hub_worker {
    bool ready;
    bool last;
    cst_receipt sent; /* as its LAST says, and so the next two */
    uint64_t units;
    cst_u128 parts;
    cst_flight flight[CST_CREDIT];
} cst_hub_worker;

typedef struct cst_hub {
    cst_ledger *ledger; /* borrowed */
    cst_post post;
    uint64_t batch; /* tasks that a message is to carry */
    uint32_t workers, ready, lasts;
    cst_hub_worker *worker; /* heap */
    cst_slot *slot;         /* heap: workers * CST_CREDIT + 1 */
    uint32_t slots;
    uint32_t leasing; /* the slot whose units are being leased */
    bool waiting;     /* workers wait: the ledger had no block for them */
    bool draining;    /* lease nothing any more */
    bool stopping;    /* STOP has been posted */
    uint32_t in_flight;
    cst_unit_memory memory; /* finished units, with the receipts of their reports */
    uint64_t units, units_sent, messages, repeats, reports_void;
    cst_receipt sent, reached;
    cst_u128 parts_sent, parts_added; /* sums of those of all row parts */
} cst_hub;

/* Units of a cell that may be in flight for each worker, 4..CST_CREDIT: as many as take a MiB. So
 * nobody waits for the hub, which looks at what came from time to time, and what is under way stays
 * in the caches. */
uint32_t cst_hub_credit(const cst_cell *cell, uint64_t batch);

/* For 1 to CST_WORKERS_MAX workers; batch >= 1. 0 or CST_ERR_MEMORY. */
int cst_hub_init(cst_hub *hub, cst_ledger *ledger, uint32_t workers, uint64_t batch,
                 const cst_post *post, cst_error *error);
void cst_hub_free(cst_hub *hub);

/* Who reviews what a worker acts. */
uint32_t cst_hub_reviewer(const cst_hub *hub, uint32_t actor);

/* Takes in one message and posts what follows from it. Not to be called again after it failed: 0,
 * CST_ERR_RECEIPT, CST_ERR_BUS, CST_ERR_WIRE, CST_ERR_MEMORY, what a worker failed with, or the
 * code of the sink or the link. */
int cst_hub_receive(cst_hub *hub, const cst_message *message, cst_error *error);

/* Leases nothing more; what is in flight still comes in, then the workers are stopped. */
int cst_hub_drain(cst_hub *hub, cst_error *error);

/* Every worker has said its last word, and the run's receipt holds. */
bool cst_hub_done(const cst_hub *hub);

/* To be called when nothing has been heard for `seconds`: CST_ERR_STALL with the units in flight or
 * the workers that are waited for. */
int cst_hub_stalled(const cst_hub *hub, double seconds, cst_error *error);

#endif
