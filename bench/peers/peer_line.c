/* SPDX-License-Identifier: MIT */
#include "bench/peers/peer_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const peer_flag *find(const peer_flag *flags, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(flags[i].name, name) == 0) {
            return &flags[i];
        }
    }
    return NULL;
}

bool peer_arguments(int argc, char **argv, const peer_flag *flags, size_t count)
{
    for (int i = 1; i < argc; i += 2) {
        const peer_flag *flag = find(flags, count, argv[i]);
        if (flag == NULL || i + 1 == argc) {
            (void)fprintf(stderr, "%s: expected a flag and its number, found '%s'\n", argv[0],
                          argv[i]);
            return false;
        }
        char *end;
        *flag->value = strtod(argv[i + 1], &end);
        if (end == argv[i + 1] || *end != '\0') {
            (void)fprintf(stderr, "%s: %s: expected a number, found '%s'\n", argv[0], flag->name,
                          argv[i + 1]);
            return false;
        }
    }
    return true;
}

bool peer_counts_init(peer_counts *counts, uint32_t agents)
{
    *counts = (peer_counts){.agents = agents};
    counts->flags = calloc(agents, sizeof *counts->flags);
    counts->reports = calloc(agents, sizeof *counts->reports);
    return counts->flags != NULL && counts->reports != NULL;
}

void peer_counts_free(peer_counts *counts)
{
    free(counts->flags);
    free(counts->reports);
    *counts = (peer_counts){0};
}

uint64_t peer_fold(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 29);
}

static uint64_t weigh(const uint64_t *tally, uint32_t agents)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < agents; i++) {
        sum += (i + UINT64_C(1)) * tally[i];
    }
    return sum;
}

uint64_t peer_hash(const peer_counts *counts)
{
    uint64_t hash = peer_fold(1, counts->tasks);
    hash = peer_fold(hash, counts->attacks);
    hash = peer_fold(hash, counts->caught);
    hash = peer_fold(hash, counts->attacks - counts->caught);
    hash = peer_fold(hash, counts->colluded);
    hash = peer_fold(hash, counts->false_flags);
    hash = peer_fold(hash, weigh(counts->flags, counts->agents));
    return peer_fold(hash, weigh(counts->reports, counts->agents));
}
