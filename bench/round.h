/* SPDX-License-Identifier: MIT
 *
 * The sections of the benchmark. Each measures its rows once; all of them together are a round.
 */
#ifndef CST_BENCH_ROUND_H
#define CST_BENCH_ROUND_H

#include "bench/peers/peers.h"
#include "bench/table.h"

typedef struct bench_round {
    bench_table *table;
    double seconds;  /* of one measurement, about */
    uint64_t number; /* of the round, from 0 */
    bool python;     /* peers that are written in it run too */
} bench_round;

/* The dense and the sparse kernel against the peers at their operating points; its scaling to two
 * threads; what the receipts cost. */
void bench_round_kernels(const bench_round *round);

/* Over the bus: dense against plain calls, sparse, and against the peers that pass messages. */
void bench_round_links(const bench_round *round);

/* After the last round: notes how many rounds of each kind there were. */
void bench_links_close(bench_table *table);

/* Protocols that remember, against the committee. */
void bench_round_played(const bench_round *round);

/* Agents that report on each other over time: events against task by task, and against Python. */
void bench_round_reporting(const bench_round *round);

/* The same protocol with planted attacks, to an interval of 10 %, from 1e-2 to 1e-12. */
void bench_round_planted(const bench_round *round);

/* Whole commands: the headline over time, the standard benchmark, the claims, a results file. */
void bench_round_commands(const bench_round *round);

/* Rare events: a surface, and splitting against an exact value. */
void bench_round_rare(const bench_round *round);

/* Memory by agent, and the cost of an event as the population grows. */
void bench_round_scale(const bench_round *round);

/* Beside reviewers in Python: against pyzmq alone, and beside one that is slow. */
void bench_round_outside(const bench_round *round);

/* What keys cost. */
void bench_round_secured(const bench_round *round);

/* Runs the peer of that name at a point and returns its tasks a second; NaN where it is not to run
 * or fails, which is wrong. Its counts are held against the closed forms. */
double bench_rival(const bench_round *round, const char *name, double p, double a, const char *at);

/* The same for a peer whose counts are the caller's to judge. False: there is no result. */
bool bench_rival_result(const bench_round *round, const char *name, double p, double a,
                        const char *at, bench_peer_result *out);

/* A child that only holds a population, for its memory: prints the KiB it had resident at most. */
int bench_scale_child(const char *kind, const char *agents);

#endif
