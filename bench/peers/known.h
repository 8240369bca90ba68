/* SPDX-License-Identifier: MIT
 *
 * The peers there are, by name, as commands.
 */
#ifndef CST_BENCH_KNOWN_H
#define CST_BENCH_KNOWN_H

#include "bench/peers/peers.h"

#include <stdbool.h>

/* What a peer does: it only sends messages, plays the plain model, whose counts have closed forms,
 * or plays agents that remember. */
typedef enum bench_peer_kind {
    BENCH_PEER_SENDS = 0,
    BENCH_PEER_PLAYS = 1,
    BENCH_PEER_REMEMBERS = 2
} bench_peer_kind;

/* A file is below the folder of the programs that were built, or of the scripts. */
typedef struct bench_peer_known {
    const char *name;
    bool script;      /* in Python, which needs packages */
    const char *file; /* with what else it takes */
    bench_peer_kind kind;
} bench_peer_known;

extern const bench_peer_known bench_peers_known[];
extern const size_t bench_peers_count;

/* The peer of that name, which must be one. */
const bench_peer_known *bench_peer_find(const char *name);

/* Runs it as bench_peer does. */
int bench_peer_run(const bench_peer_known *peer, double p, double a, double seconds,
                   bench_peer_result *out);

/* The Python that has the packages. */
const char *bench_peer_python(void);

#endif
