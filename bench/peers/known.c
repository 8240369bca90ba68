/* SPDX-License-Identifier: MIT */
#include "bench/peers/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const bench_peer_known bench_peers_known[] = {
    {"textbook", false, "bench_peer_textbook\"", BENCH_PEER_PLAYS},
    {"numpy_plain", true, "numpy_peers.py\" --variant plain", BENCH_PEER_PLAYS},
    {"numpy_float32", true, "numpy_peers.py\" --variant float32", BENCH_PEER_PLAYS},
    {"numpy_uint16", true, "numpy_peers.py\" --variant uint16", BENCH_PEER_PLAYS},
    {"numpy_columns16", true, "numpy_peers.py\" --variant columns16", BENCH_PEER_PLAYS},
    {"numpy_threshold16", true, "numpy_peers.py\" --variant threshold16", BENCH_PEER_PLAYS},
    {"numpy_threshold8", true, "numpy_peers.py\" --variant threshold8", BENCH_PEER_PLAYS},
    {"numpy_events", true, "numpy_peers.py\" --variant events", BENCH_PEER_PLAYS},
    {"numpy_flags", true, "numpy_peers.py\" --variant flags", BENCH_PEER_PLAYS},
    {"mesa_manner", true, "mesa_manner.py\"", BENCH_PEER_PLAYS},
    {"mesa_memory", true, "mesa_memory.py\"", BENCH_PEER_REMEMBERS},
    {"simpy", true, "simpy_peer.py\"", BENCH_PEER_PLAYS},
    {"pyzmq", true, "pyzmq_peer.py\"", BENCH_PEER_PLAYS},
    {"zmq_raw_16k", false, "bench_peer_zmq\" --bytes 16384", BENCH_PEER_SENDS},
    {"zmq_raw_64k", false, "bench_peer_zmq\" --bytes 65536", BENCH_PEER_SENDS},
};
const size_t bench_peers_count = sizeof bench_peers_known / sizeof bench_peers_known[0];

const bench_peer_known *bench_peer_find(const char *name)
{
    for (size_t i = 0; i < bench_peers_count; i++) {
        if (strcmp(bench_peers_known[i].name, name) == 0) {
            return &bench_peers_known[i];
        }
    }
    (void)fprintf(stderr, "peer: there is none called %s\n", name);
    abort();
}

/* Debian's packages are of this one; another that comes first on the path lacks them. */
const char *bench_peer_python(void)
{
    return access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
}

int bench_peer_run(const bench_peer_known *peer, double p, double a, double seconds,
                   bench_peer_result *out)
{
    char command[4096];
    /* -B keeps what Python compiles out of the tree. */
    (void)snprintf(command, sizeof command, "%s%s \"%s/%s --p %g --a %g --seconds %g",
                   peer->script ? bench_peer_python() : "", peer->script ? " -B" : "",
                   peer->script ? CST_PEER_SCRIPTS : CST_PEER_PROGRAMS, peer->file, p, a, seconds);
    return bench_peer(command, out);
}
