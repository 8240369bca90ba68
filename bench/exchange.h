/* SPDX-License-Identifier: MIT
 *
 * A question over and over and its answers, over a socket that other processes reach: what ZeroMQ
 * and a peer take for it alone, with no run behind it. Messages are those of docs/peers.md.
 */
#ifndef CST_BENCH_EXCHANGE_H
#define CST_BENCH_EXCHANGE_H

#include "bus/socket.h"

typedef struct bench_exchange {
    const cst_frame *ask; /* the question, borrowed: nobody copies it */
    uint64_t messages;    /* questions in all */
    uint32_t window;      /* of them under way at once */
} bench_exchange;

/* Waits for a peer's hello, asks and says that it is over. Returns the seconds from the first
 * question to the last answer, which are all the same; NaN, with a sentence on stderr, where
 * something else came of it. */
double bench_exchange_ask(const cst_socket *router, const bench_exchange *of);

/* The peer of it in C: says hello, and `bytes` as they stand to each question until it is over.
 * False, with a sentence on stderr: it did not work. */
bool bench_exchange_answer(const cst_socket *dealer, const void *bytes, size_t size);

#endif
