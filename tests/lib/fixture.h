/* SPDX-License-Identifier: MIT
 *
 * A stepped link in memory: the hub's and the workers' machines in one thread, with every message
 * packed to its bytes, queued, and delivered one step at a time. Faults come from a seed, never
 * from time. Also: small cells to run, and a sink that sums up what came out.
 */
#ifndef CST_TESTS_FIXTURE_H
#define CST_TESTS_FIXTURE_H

#include "bus/hub.h"
#include "bus/worker.h"

/* --- Cells and sink -------------------------------------------------------------------------- */

/* A small cell: 3 trials-worth of blocks and more, many attacks and reports. method: "naive" or
 * "skip". ends: the response ends trials. Asserts that it can be made. */
void cst_fixture_cell(cst_cell *cell, const char *method, bool ends);

/* Sums of what a run gave. The digest does not depend on the order of blocks. */
typedef struct cst_collected {
    uint64_t blocks, flushes;
    uint64_t digest;
    uint64_t count[CST_COUNT_KINDS];
    uint64_t fail_at;    /* row: fails at this block (1-based), 0: never */
    uint64_t have_below; /* have: blocks of cell 0 below this */
    uint64_t by, until;  /* reached: so many blocks more each time, up to these; 0: all at once */
    uint64_t wanted[4];  /* of the first cells */
} cst_collected;

cst_sink cst_collected_sink(cst_collected *collected);

/* --- The stepped link ------------------------------------------------------------------------ */

typedef enum cst_fault_kind {
    CST_FAULT_NONE,
    CST_FAULT_DROP,           /* the message vanishes */
    CST_FAULT_REPEAT,         /* it is delivered twice */
    CST_FAULT_RECORD_LOST,    /* its middle record is taken out */
    CST_FAULT_RECORD_ADDED,   /* its middle record is doubled */
    CST_FAULT_RECORD_ALTERED, /* a report (or an attack) is flipped in its middle record */
    CST_FAULT_BYTE,           /* its last byte is changed on the way */
    CST_FAULT_RECEIPT,        /* its receipt is changed, its records are not */
    CST_FAULT_OTHER,          /* another message, whole in itself, comes in its place */
    CST_FAULT_OTHER_AGAIN     /* it comes, and then such another one */
} cst_fault_kind;

typedef struct cst_fixture_spec {
    const cst_cell *cells;
    uint32_t cell_count;
    uint32_t workers;
    uint64_t batch;
    cst_sink sink;
    uint64_t seed;       /* of order and repeats */
    bool reorder;        /* deliver in any order: delays of any length */
    double repeat_share; /* of all messages, delivered twice */
    /* One fault: on the nth (from 1) message of a kind. */
    cst_fault_kind fault;
    cst_message_kind fault_in;
    uint64_t fault_nth;
} cst_fixture_spec;

typedef struct cst_fixture cst_fixture;

cst_fixture *cst_fixture_open(const cst_fixture_spec *spec);
void cst_fixture_close(cst_fixture **fixture);

/* Delivers one message. False: nothing to deliver, or the hub has failed or is done. */
bool cst_fixture_step(cst_fixture *fixture);

/* Steps until nothing more happens. Returns the hub's code: 0 done, CST_ERR_STALL where messages
 * ran out before the end. */
int cst_fixture_run(cst_fixture *fixture, cst_error *error);

/* From now on the worker takes nothing in. */
void cst_fixture_kill(cst_fixture *fixture, uint32_t worker);

const cst_hub *cst_fixture_hub(const cst_fixture *fixture);
cst_hub *cst_fixture_hub_mut(cst_fixture *fixture);

/* The most messages that were ever queued for one receiver by one sender. */
uint32_t cst_fixture_peak(const cst_fixture *fixture);

/* Messages delivered, and the workers' own repeats. */
uint64_t cst_fixture_delivered(const cst_fixture *fixture);
uint64_t cst_fixture_worker_repeats(const cst_fixture *fixture);

#endif
