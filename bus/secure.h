/* SPDX-License-Identifier: MIT
 *
 * Sockets that other processes reach. With keys: CURVE, so that nothing is read or altered on the
 * way, and a handler that lets in who is on the allow-list (bus/zap.h). Without: ipc for programs
 * of the same user, or plain tcp, which bus/endpoint.h has to have allowed. Limits of size, of
 * handshakes and of silence hold for both.
 *
 * A socket that listens needs a context with threads for input and output, and somebody who looks
 * at it often: ZeroMQ lets go of peers that have left only then. It bounds frames and messages, not
 * the frames of one message: an allowed peer that never ends one takes memory without end, unless
 * bus/relay.h stands before it.
 */
#ifndef CST_BUS_SECURE_H
#define CST_BUS_SECURE_H

#include "bus/socket.h"
#include "bus/zap.h"

/* Who may do what to us. 0: the default. */
typedef struct cst_secure_limits {
    int64_t longest; /* bytes of a frame; a longer one ends the connection (256 KiB). A stranger's
                        connection, too, may hold as much until it has to have said who it is */
    int mark;        /* messages that wait for one peer, each way (CST_SOCKET_MARK) */
    int handshake;   /* ms until a connection must have said who it is (2000) */
    int heartbeat;   /* ms between two signs of life; silent for three, it is closed (5000; below 0:
                        none are wanted) */
    int linger;      /* ms that what was sent last may take after it is closed (0) */
    int waiting;     /* connections that wait to be taken up (256) */
} cst_secure_limits;

enum { CST_SECURE_ADDRESS = 256 };

/* A ROUTER, with MANDATORY, that listens at an endpoint (cst_endpoint_read); NULL limits: the
 * defaults. With keys `own` is the run's own pair and `zap` the handler of this context; both NULL:
 * without. Nothing is served before a connection with an unknown key, made here, has been refused
 * by this very socket. `address` is where it listens, with the port that was free for *. The file
 * of an ipc socket stays when it is closed: remove it, or the folder made for it. 0, CST_ERR_USAGE
 * (the endpoint) or CST_ERR_BUS; then the socket is closed. */
int cst_secure_listen(cst_socket *socket, void *context, const char *endpoint,
                      const cst_curve_pair *own, cst_zap *zap, const cst_secure_limits *limits,
                      char address[CST_SECURE_ADDRESS], cst_error *error);

/* A DEALER that speaks with such a socket: its public key `server` and an own pair; both NULL:
 * without keys. It connects again by itself. The limits are those of above. 0 or CST_ERR_BUS; then
 * the socket is closed. */
int cst_secure_connect(cst_socket *socket, void *context, const char *address,
                       const uint8_t server[CST_CURVE_KEY], const cst_curve_pair *own,
                       const cst_secure_limits *limits, cst_error *error);

#endif
