/* SPDX-License-Identifier: MIT
 *
 * Who is let in: the handler that ZeroMQ asks about each connection (ZAP 1.0, RFC 27), a thread of
 * its own. It lets in CURVE keys of an allow-list and nobody else. What ZeroMQ then says of a
 * message, its User-Id, is the name of that key: nothing that a peer writes can change it.
 *
 * One handler for a context. It starts before the sockets that it is for and stops after they are
 * closed.
 */
#ifndef CST_BUS_ZAP_H
#define CST_BUS_ZAP_H

#include "base/curve_key.h"
#include "base/error.h"

#include <zmq.h>

#define CST_ZAP_DOMAIN "custodes"

typedef struct cst_zap cst_zap;

/* What became of requests, each counted once. */
typedef enum cst_zap_verdict {
    CST_ZAP_ACCEPTED,
    CST_ZAP_PROBE,           /* refused: the key of cst_zap_probe */
    CST_ZAP_UNKNOWN_KEY,     /* refused: not on the list */
    CST_ZAP_WRONG_MECHANISM, /* refused: not CURVE */
    CST_ZAP_MALFORMED,       /* refused: not a request of RFC 27 for our domain */
    CST_ZAP_VERDICTS
} cst_zap_verdict;

/* A part of a request. */
typedef struct cst_zap_frame {
    const void *bytes;
    size_t size;
} cst_zap_frame;

/* version, id, domain, address, routing id, mechanism, key */
enum { CST_ZAP_FRAMES = 7 };

/* Judges a request of `count` frames, of which the first CST_ZAP_FRAMES are given. *who is set
 * where it is accepted. Pure. */
cst_zap_verdict cst_zap_judge(const cst_zap_frame *frame, size_t count, const cst_allowed *list,
                              size_t list_count, const uint8_t probe[CST_CURVE_KEY], size_t *who);

/* Starts the handler; the list is copied. It takes no signals. 0, CST_ERR_MEMORY, or CST_ERR_BUS:
 * the context has one already, ... On failure *zap is NULL. */
int cst_zap_start(cst_zap **zap, void *context, const cst_allowed *list, size_t count,
                  cst_error *error);

/* Ends it; also after the context has been shut down, and before it is terminated. NULL is legal.
 */
void cst_zap_stop(cst_zap *zap);

/* How many requests came to this. Any thread. */
uint64_t cst_zap_count(const cst_zap *zap, cst_zap_verdict verdict);

/* The pair of a key that is on no list, made when the handler started: what is to be refused. */
const cst_curve_pair *cst_zap_probe(const cst_zap *zap);

/* Who sent a message that came in at a socket with keys (bus/secure.h): the place in the list; -1:
 * it came in at another one. Where a socket has no keys a peer may write what it likes there, so
 * that nothing may be asked. */
long cst_zap_who(const cst_zap *zap, zmq_msg_t *message);

#endif
