/* SPDX-License-Identifier: MIT
 *
 * A stepped network in memory, with a clock of its own: a hub with its roster, its own workers, and
 * guests that come, crash, hang and come again, all from a seed. Messages between the hub and
 * guests are packed to their bytes, and are lost, repeated, late or in another order; between the
 * hub and its own workers nothing is lost, as in one process. The hub itself may crash: then a new
 * one goes on with the blocks that were kept.
 */
#ifndef CST_TESTS_NETWORK_H
#define CST_TESTS_NETWORK_H

#include "bus/roster.h"
#include "tests/lib/fixture.h"

enum { CST_NETWORK_BLOCKS = 64 };

typedef struct cst_network_spec {
    const cst_cell *cells;
    uint32_t cell_count;
    uint32_t workers; /* the hub's own */
    uint32_t guests;  /* processes that are to be there; one that ends is started again */
    uint64_t batch;
    uint64_t seed;
    /* Of all messages to and from guests; seconds of delay on average, in their order or not. */
    double loss, repeats, delay;
    bool reorder;
    /* A second, for each guest; of the hub. */
    double crashes, hangs, partitions, hub_crashes;
    double work;  /* seconds that a message keeps a worker busy, on average */
    double until; /* seconds, from then on there are no faults */
} cst_network_spec;

/* What a run over it came to. */
typedef struct cst_network_outcome {
    int code;
    cst_error error;
    uint64_t digest;           /* as cst_collected's, of all blocks that were kept */
    uint64_t blocks;           /* that were kept, each once */
    uint64_t twice;            /* that were handed in though they had been kept: 0 */
    double seconds;            /* of its clock */
    cst_receipt sent, reached; /* of the last hub */
    uint64_t leased_again, copies, crashes, hub_crashes;
    cst_roster_counts counts;
} cst_network_outcome;

/* Runs to the end, or until `most` seconds of its clock, which is CST_ERR_STALL. */
cst_network_outcome cst_network_run(const cst_network_spec *spec, double most);

#endif
