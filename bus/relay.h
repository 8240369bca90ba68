/* SPDX-License-Identifier: MIT
 *
 * A thread between the world and a socket of ZeroMQ's, which bounds what a connection may have in
 * memory. ZeroMQ bounds frames and messages, but a message of many frames takes memory until it
 * ends. The relay takes up connections and passes bytes on to a socket of this machine, whatever
 * they say; with keys nobody could read them here. Of what it passed on for a connection it expects
 * to hear that it came to messages which were taken (cst_relay_took). A connection of which too
 * much is outstanding is not read from, and after some seconds it is cut. So are connections that
 * are nobody's, in time.
 */
#ifndef CST_BUS_RELAY_H
#define CST_BUS_RELAY_H

#include "bus/endpoint.h"
#include "bus/peers.h"

enum {
    CST_RELAY_CONNECTIONS = 32, /* at once; others wait to be taken up */
    CST_RELAY_RATE = 200        /* a second that are taken up */
};

typedef struct cst_relay cst_relay;

/* Bounds. With these a connection's bytes come to at most three windows in memory: what is
 * outstanding, what is forgiven of it (handshakes and signs of life are no messages), and once more
 * what is forgiven with the last message. */
typedef struct cst_relay_limits {
    uint64_t first;  /* bytes that may be outstanding before its first hello; 0: 8 KiB */
    uint64_t window; /* and after it; 0: two of the longest messages of a peer */
    uint64_t dust;   /* bytes a second that are no message; 0: 128; at most a window in all */
    double stuck;    /* seconds that more may be outstanding; 0: 2 */
    double nobody;   /* seconds, looked on, until a connection must be a peer's; 0: 10 */
} cst_relay_limits;

/* Listens at `endpoint` for connections to the socket file `inner`, and starts the thread. `keys`:
 * frames there are those of CURVE; where they are not, and for ipc, nobody but this user is let in.
 * NULL limits: the defaults. `address`: where it listens, with the port that was free. 0,
 * CST_ERR_USAGE, CST_ERR_BUS or CST_ERR_MEMORY; then *relay is NULL. */
int cst_relay_open(cst_relay **relay, const char *endpoint, const char *inner, bool keys,
                   const cst_relay_limits *limits, char address[CST_ENDPOINT_TEXT],
                   cst_error *error);

/* A message of so many bytes was taken, which came in at the socket by this file (ZMQ_SRCFD), from
 * a connection that the socket calls `route`. Before anything is said to it, so that what it does
 * then is known to be of it. Whether it counts: where the connection's verdict has been told, it
 * comes too late, and nobody would tell that who sent it is gone. Any thread. */
bool cst_relay_took(cst_relay *relay, int file, uint32_t route, uint64_t bytes);

/* Whether the connection is a peer's, from now on. Any thread. */
void cst_relay_belongs(cst_relay *relay, uint32_t route, bool peers);

/* What became of a connection. */
typedef struct cst_relay_verdict {
    cst_peer_cause cause; /* UNBOUNDED, NO_HELLO: it may still be told. BROKEN, STRANGER.
                             CST_PEER_CAUSES: a peer's, which its other end closed */
    bool known;           /* it has said something, by `route` */
    uint32_t route;
} cst_relay_verdict;

/* The next of them, each told once: 1; 0: there is none; CST_ERR_BUS: the thread has ended. */
int cst_relay_next(cst_relay *relay, cst_relay_verdict *verdict, cst_error *error);

/* Passes on what the inner socket has sent, which is closed by now, ends the thread and removes the
 * file. NULL is legal. */
void cst_relay_close(cst_relay *relay);

#endif
