/* SPDX-License-Identifier: MIT
 *
 * The hub as a state machine over messages, without sockets, threads or clocks: it leases units in
 * order of (cell, block, part), never more than a credit of them to one worker, adds up the row
 * parts that come back, each once its reviewer has told of the same reports, and puts finished
 * blocks into the ledger. It sees no task. Every table is bounded by the credit: what is in flight,
 * the blocks that are open, the units remembered to know a repeat.
 *
 * Its own workers are there from the first to the last moment, and nothing of theirs can be lost.
 * Guests are workers in processes of their own, which come, go and die as they like. A guest plays
 * both parts of its units, so that one that is lost costs its own units alone: these are leased
 * again, before anything else. Whichever copy of a unit comes first is added, the others must be
 * equal to it.
 */
#ifndef CST_BUS_HUB_H
#define CST_BUS_HUB_H

#include "bus/ledger.h"
#include "bus/unit.h"
#include "bus/wire.h"

enum {
    CST_HUB_MEMORY = 1024, /* finished units remembered */
    CST_WORKERS_MAX = 1024,
    CST_GUESTS_MAX = 256 /* at a time */
};

/* cst_hub_receive: the message of a guest was refused, and changed nothing. */
enum { CST_HUB_REFUSED = 1 };

/* A unit in flight, or a free place. */
typedef struct cst_flight {
    cst_unit unit;
    uint32_t slot;       /* of its block */
    cst_receipt sent;    /* of its reports, by their reviewer */
    cst_receipt reached; /* of its reports, by the worker that acted */
    cst_u128 sum;        /* of its row part */
    bool used;
    bool told, added; /* `sent` is known; the part has been added, and `reached` is known */
    bool copied;      /* the unit was leased before, or is to be leased again */
    bool overdue;     /* it is nobody's turn to wait for it: leased again, or to be */
    bool done;        /* by another worker; the next two are what came of it there */
    cst_receipt done_reached;
    cst_u128 done_sum;
    bool failed; /* a guest could not do it */
} cst_flight;

/* A unit that is to be leased again. */
typedef struct cst_again_unit {
    cst_unit unit;
    uint32_t slot;
    bool failed;
} cst_again_unit;

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
    bool joined;      /* a guest: its place is taken */
    bool overdue;     /* a guest: nothing is leased to it until it is heard again */
    cst_receipt sent; /* as its LAST says, and so the next two; of a guest: as its units told */
    uint64_t units;
    cst_u128 parts;
    cst_flight flight[CST_CREDIT];
} cst_hub_worker;

typedef struct cst_hub {
    cst_ledger *ledger; /* borrowed */
    cst_post post;
    uint64_t batch;                 /* tasks that a message is to carry */
    uint32_t workers, ready, lasts; /* its own */
    uint32_t guests, joined;        /* places, behind its own workers; how many are taken */
    cst_hub_worker *worker;         /* heap: its own, then guests */
    cst_slot *slot;                 /* heap: for each worker and guest CST_CREDIT, and 1 */
    uint32_t slots;
    uint32_t leasing;      /* the slot whose units are being leased */
    bool waiting;          /* workers wait: the ledger had no block for them */
    bool draining;         /* lease nothing any more */
    bool stopping;         /* STOP has been posted */
    uint32_t in_flight;    /* units that are waited for */
    cst_again_unit *again; /* heap: units to be leased again; as many places as flights */
    uint32_t agains;
    cst_unit_memory memory; /* finished units, with the receipts of their reports */
    uint64_t units, units_done, units_sent, messages, repeats, reports_void;
    uint64_t leased_again, copies; /* leases of units that were leased before; units done twice */
    cst_receipt sent, reached;
    cst_u128 parts_sent, parts_added; /* sums of those of all row parts */
    /* Of units that were done twice: what its own workers sent the second time. */
    uint64_t copy_units;
    cst_receipt copy_sent;
    cst_u128 copy_parts;
} cst_hub;

/* Units of a cell that may be in flight for each worker, 4..CST_CREDIT: as many as take a MiB. So
 * nobody waits for the hub, which looks at what came from time to time, and what is under way stays
 * in the caches. */
uint32_t cst_hub_credit(const cst_cell *cell, uint64_t batch);

/* For up to CST_WORKERS_MAX workers, and up to CST_GUESTS_MAX guests at a time; one of both at
 * least; batch >= 1. 0 or CST_ERR_MEMORY. */
int cst_hub_init(cst_hub *hub, cst_ledger *ledger, uint32_t workers, uint32_t guests,
                 uint64_t batch, const cst_post *post, cst_error *error);
void cst_hub_free(cst_hub *hub);

/* Before the first message, where it has no workers: looks whether there is anything to be done. 0
 * or the code of the sink or the link. */
int cst_hub_begin(cst_hub *hub, cst_error *error);

/* Who reviews what a worker acts. */
uint32_t cst_hub_reviewer(const cst_hub *hub, uint32_t actor);

/* Takes in one message and posts what follows from it. Not to be called again after it failed: 0,
 * CST_ERR_RECEIPT, CST_ERR_BUS, CST_ERR_WIRE, CST_ERR_MEMORY, what a worker failed with, or the
 * code of the sink or the link. Of a guest, CST_HUB_REFUSED with the reason as the error: it is
 * then to be lost. What fails the run even then is a copy of a unit that differs from the first
 * one, and a unit that two guests could not do. */
int cst_hub_receive(cst_hub *hub, const cst_message *message, cst_error *error);

/* A guest comes, and is leased to once it says READY: its number; UINT32_MAX where no place is
 * free, or the run is ending. */
uint32_t cst_hub_join(cst_hub *hub);

/* A guest that has joined leaves or is gone: its units are leased again. 0, or the code of the sink
 * or the link. */
int cst_hub_lose(cst_hub *hub, uint32_t guest, cst_error *error);

/* A guest was silent for too long: its units are leased again, and what it sends all the same is
 * good if it comes first. As cst_hub_lose. */
int cst_hub_overdue(cst_hub *hub, uint32_t guest, cst_error *error);

/* It was heard again, by whatever message. As cst_hub_lose. */
int cst_hub_heard(cst_hub *hub, uint32_t guest, cst_error *error);

/* How many units are waited for of a worker. */
uint32_t cst_hub_waits_for(const cst_hub *hub, uint32_t worker);

/* Leases nothing more; what is in flight still comes in, then the workers are stopped. */
int cst_hub_drain(cst_hub *hub, cst_error *error);

/* Of the reports of units that are done, and of those under way whose reviewer has told of them. */
cst_receipt cst_hub_told(const cst_hub *hub);

/* Every worker has said its last word, no guest is left, and the run's receipt holds. */
bool cst_hub_done(const cst_hub *hub);

/* Whether anything is waited for of its own workers. */
bool cst_hub_waits_for_own(const cst_hub *hub);

/* To be called when nothing has been heard for `seconds`: CST_ERR_STALL with the units in flight or
 * the workers that are waited for. */
int cst_hub_stalled(const cst_hub *hub, double seconds, cst_error *error);

#endif
