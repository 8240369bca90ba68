/* SPDX-License-Identifier: MIT
 *
 * Runs a peer: a command that plays one plain model in another way than custodes does, and prints
 * one line about it.
 *
 * The model: an actor schemes with probability p, which makes its task an attack. An honest monitor
 * flags an attack with probability BENCH_PEER_RECALL; one that schemes too, with probability p,
 * never does. Work that is no attack is flagged with probability a. A flag is tallied for the agent
 * and for its monitor, a random other agent.
 */
#ifndef CST_BENCH_PEERS_H
#define CST_BENCH_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_PEER_RECALL 0.9

/* What a peer remembers beside that, where it does: see mesa_memory.py. */
#define BENCH_PEER_RHO     0.05
#define BENCH_PEER_PENALTY 0.5
#define BENCH_PEER_RECOVER 0.05

/* The line is "key value" pairs with these keys, in any order; name, tasks, seconds, rate and hash
 * must be there, others are 0 where they are not. Counts are of the timed run. */
typedef struct bench_peer_result {
    char name[32];
    double p;
    double a;
    double seconds;
    double rate; /* tasks a second */
    uint64_t tasks;
    uint64_t attacks;
    uint64_t caught;
    uint64_t missed; /* not caught, colluded or not */
    uint64_t colluded;
    uint64_t false_flags;
    uint64_t agents;   /* of the population, or of a round */
    uint64_t messages; /* of a peer that only sends */
    uint64_t bytes;    /* of one of them */
    uint64_t hash;     /* of the result of a warm-up of a fixed seed and size: always the same */
} bench_peer_result;

/* Runs the command, whose words are separated by spaces; a word with spaces stands in double
 * quotes. There is no shell. Its stderr is ours. Returns 0, or -1 with a sentence on stderr where
 * it cannot be run, fails, or prints something else than its line. */
int bench_peer(const char *command, bench_peer_result *out);

/* Reads a line into a result; returns 0, or -1 with a sentence on stderr. */
int bench_peer_read(const char *line, bench_peer_result *out);

/* What a count should be, and how far it is from it. */
typedef struct bench_peer_claim {
    const char *name;
    uint64_t found;
    double expected;
    double
        deviations; /* standard deviations of the claim; NaN where its count is no normal number */
    double chance;  /* of a count at least that far on its side, at most: it can always be judged */
} bench_peer_claim;

enum { BENCH_PEER_CLAIMS = 4 };

/* Holds the counts against the closed forms: attacks p, missed 1 - d + dp and colluded p of the
 * attacks, false flags a(1 - p), with d = BENCH_PEER_RECALL. */
void bench_peer_claims(const bench_peer_result *result, bench_peer_claim claims[BENCH_PEER_CLAIMS]);

/* Whether it is within 5 standard deviations, or has as large a chance where its count is small. */
bool bench_peer_claim_holds(const bench_peer_claim *claim);

/* As bench_peer_claims; returns how many do not hold, and one more where caught and missed are not
 * the attacks. */
int bench_peer_judge(const bench_peer_result *result, bench_peer_claim claims[BENCH_PEER_CLAIMS]);

#endif
