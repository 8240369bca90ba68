/* SPDX-License-Identifier: MIT
 *
 * The thread that speaks with peers, programs outside that say what external agents say and do.
 * Workers put their questions to it and wait; it alone has the socket, and keeps its own count of
 * what each peer may have under way, so that no peer holds more than that.
 */
#ifndef CST_BUS_GATEWAY_H
#define CST_BUS_GATEWAY_H

#include "bus/peers.h"
#include "bus/relay.h"
#include "bus/secure.h"

#include <signal.h>

typedef struct cst_gateway cst_gateway;

typedef struct cst_gateway_spec {
    const char *endpoint; /* that has been checked (cst_endpoint_check) */
    const cst_population_spec *population;
    double patience; /* seconds */
    /* Set by a signal: who waits for a peer waits no more. NULL: never. */
    const volatile sig_atomic_t *interrupted;
    const cst_curve_pair *own; /* the run's keys, or NULL: without */
    const cst_allowed *list;   /* who is let in; keys of the role worker are not */
    size_t allowed;
    const cst_relay_limits *limits; /* of a connection; NULL: the usual ones */
    int handshake; /* ms until a connection must have said who it is; 0: the usual 2 s */
} cst_gateway_spec;

/* Listens, and starts the thread. 0, CST_ERR_USAGE, CST_ERR_BUS or CST_ERR_MEMORY; then *gateway is
 * NULL. */
int cst_gateway_open(cst_gateway **gateway, const cst_gateway_spec *spec, cst_error *error);

/* Where it listens, with the port that was free. */
const char *cst_gateway_address(const cst_gateway *gateway);

/* Waits until every peer has come, or a signal has. `waits` is called about once a
 * second with the name of one that has not; NULL: nobody wants to know. 0, CST_ERR_INTERRUPTED, or
 * what went wrong in the thread. */
int cst_gateway_meet(cst_gateway *gateway, void (*waits)(void *self, const char *name), void *self,
                     cst_error *error);

/* Who answers: for cells, as long as the gateway is open. */
const cst_outside *cst_gateway_outside(cst_gateway *gateway);

/* What peer number 0.. came to so far; NULL after the last. `name` is borrowed. */
const char *cst_gateway_tally(cst_gateway *gateway, uint32_t index, cst_peer_tally *tally);

/* What was refused of connections that have no place here, with keys or without. */
void cst_gateway_strangers(cst_gateway *gateway, uint64_t refused[CST_PEER_CAUSES]);

/* Tells the peers that it is over and ends the thread: nobody is asked from then on, and tallies
 * are final. NULL is legal, and so is a second time. */
void cst_gateway_end(cst_gateway *gateway);

/* The same, and gives everything back. NULL is legal. */
void cst_gateway_close(cst_gateway *gateway);

#endif
