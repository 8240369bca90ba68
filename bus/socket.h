/* SPDX-License-Identifier: MIT
 *
 * ZeroMQ sockets as the bus uses them, and the only file that calls ZeroMQ for one: every option is
 * checked, no send waits, messages are single frames of which nothing is copied. A socket belongs
 * to one thread at a time; it may be handed over by starting or joining a thread.
 */
#ifndef CST_BUS_SOCKET_H
#define CST_BUS_SOCKET_H

#include "bus/wire.h"

#include <zmq.h>

/* Messages on the way between two sockets: twice this. The credit keeps them far below it. */
enum { CST_SOCKET_MARK = 128 };

typedef struct cst_socket {
    void *handle;  /* NULL: closed */
    uint32_t peer; /* of a DEALER: who it speaks with */
    bool router;
    bool outside; /* speaks with other processes: peers are numbers that ZeroMQ gives to connections
                   */
} cst_socket;

/* A frame that came in, and who sent it. */
typedef struct cst_parcel {
    zmq_msg_t frame;
    uint32_t peer; /* by its routing id, or the only one */
    bool known;    /* its routing id could be read, even where the rest could not */
    size_t size;   /* bytes of all its frames, also of those that are not kept */
    int file;      /* by which it came in from another process (ZMQ_SRCFD), which may be closed by
                      now; -1: it did not */
} cst_parcel;

/* Writes "libzmq 4.3.4", cut at size: the library that the program runs with. */
void cst_socket_library(char *out, size_t size);

/* A ROUTER at an address, inproc://... 0 or CST_ERR_BUS. */
int cst_socket_bind(cst_socket *socket, void *context, const char *address, cst_error *error);

/* A DEALER of worker `index` that speaks with `peer`, whose address is bound. 0 or CST_ERR_BUS. */
int cst_socket_connect(cst_socket *socket, void *context, const char *address, uint32_t index,
                       uint32_t peer, cst_error *error);

/* A DEALER that connects to a ROUTER of another process as soon as it is there. *watch gets a word
 * when the connection is cut (cst_socket_is_cut). 0 or CST_ERR_BUS; both are to be closed. */
int cst_socket_call(cst_socket *socket, cst_socket *watch, void *context, const char *endpoint,
                    cst_error *error);
bool cst_socket_is_cut(cst_socket *watch);

/* Drops what has not gone out. Legal on a zeroed or closed socket, and to be called after a failed
 * bind or connect, too. */
void cst_socket_close(cst_socket *socket);

/* Sends at once or fails; takes the frame's memory over either way. `to` matters to a ROUTER. 0, or
 * CST_ERR_BUS (the peer is unknown, or the high-water mark has been reached, which credit forbids).
 * When the context has been shut down the frame goes nowhere, and that is no error. */
int cst_socket_send(cst_socket *socket, uint32_t to, cst_frame *frame, cst_error *error);

/* The same to another process, which may have ended or take nothing in: then *gone is set, and that
 * is no error. */
int cst_socket_offer(cst_socket *socket, uint32_t to, cst_frame *frame, bool *gone,
                     cst_error *error);

/* Takes a message in if one is there. */
enum { CST_SOCKET_NONE = 0, CST_SOCKET_GOT = 1, CST_SOCKET_ENDED = 2 };
/* One of these, or CST_ERR_BUS, or CST_ERR_WIRE for a message of several frames (it is read to its
 * end). ENDED: the context has been shut down. */
int cst_socket_receive(cst_socket *socket, cst_parcel *parcel, cst_error *error);

/* Gives a parcel's memory back. */
void cst_parcel_close(cst_parcel *parcel);

/* Waits until one of the sockets has a message, for timeout_ms (-1: as long as it takes) or a
 * signal. 0 or CST_ERR_BUS. */
int cst_socket_wait(const cst_socket *sockets, int count, long timeout_ms, cst_error *error);

/* The same for one socket, or until a file can be read. */
int cst_socket_wait_or(const cst_socket *socket, int file, long timeout_ms, cst_error *error);

#endif
