/* SPDX-License-Identifier: MIT
 *
 * What the peers in C share: arguments, and the line they print. The twin of peer.py.
 */
#ifndef CST_BENCH_PEER_LINE_H
#define CST_BENCH_PEER_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct peer_flag {
    const char *name; /* as in "--seconds" */
    double *value;    /* holds the default before, the argument after */
} peer_flag;

/* Reads "--name number" pairs. Returns false, with a sentence on stderr, where there is anything
 * else. */
bool peer_arguments(int argc, char **argv, const peer_flag *flags, size_t count);

/* What a peer has counted so far, over its flags by agent and reports by monitor. */
typedef struct peer_counts {
    uint64_t tasks;
    uint64_t attacks;
    uint64_t caught;
    uint64_t colluded;
    uint64_t false_flags;
    uint32_t agents;
    uint64_t *flags;
    uint64_t *reports;
} peer_counts;

/* Makes all zero; false without memory. Free it in any case. */
bool peer_counts_init(peer_counts *counts, uint32_t agents);
void peer_counts_free(peer_counts *counts);

/* One number that any change of a count or a tally changes. */
uint64_t peer_hash(const peer_counts *counts);

/* Folds one more value into a hash. */
uint64_t peer_fold(uint64_t hash, uint64_t value);

#endif
