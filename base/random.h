/* SPDX-License-Identifier: MIT
 *
 * Every draw is a function of (seed, stream; address, purpose), by the counter-based generator
 * Threefry-4x64-20 of Random123 (Salmon et al. 2011), whatever threads or messages do. Any thread.
 */
#ifndef CST_BASE_RANDOM_H
#define CST_BASE_RANDOM_H

#include "base/chance.h"

#include <stdbool.h>
#include <stdint.h>

/* What a draw is for: part of its address. Numbers are frozen; retired ones stay listed. */
typedef enum cst_purpose {
    CST_DRAW_ATTACK = 1,  /* actors' states in played trials: (trial; round, group of 8 agents) */
    CST_DRAW_VERDICT = 2, /* retired with model version 3 */
    CST_DRAW_REVIEW = 3,  /* states, collusion and reviews of an attack: (trial; round, agent) */
    CST_DRAW_STATES = 4,  /* reviewers' states on honest work: (trial; round, agent) */
    CST_DRAW_ASSIGN = 5,  /* who reviews: (trial; round, agent) */
    CST_DRAW_ORDER = 6,   /* the cyclic order of a trial: (trial) */
    CST_DRAW_TYPE = 7,    /* propensity of an agent: (trial; agent) */
    CST_DRAW_AUDIT = 8,   /* an audit's success: (trial; round, agent) */
    CST_DRAW_TIE = 9,     /* further bits of a tied draw: (trial; round, agent; purpose, slot) */
    CST_DRAW_SKIP = 10,   /* jumps to the next attack: (block; index) */
    CST_DRAW_FALSE_SKIP = 11,   /* jumps to the next false flag: (block; index) */
    CST_DRAW_FALSE_VOTES = 12,  /* its votes: (block; task) */
    CST_DRAW_HONEST = 13,       /* honest mass of a block: (block; cohort) */
    CST_DRAW_HONEST_TRIAL = 14, /* honest mass of a trial: (trial; cohort) */
    CST_DRAW_TEST = 15,         /* tests only */
    CST_DRAW_CAUSE = 20,        /* causes and beliefs: (trial; round, or all ones; lineage) */
    CST_DRAW_TASK_CAUSE = 21,   /* the same of one task: (trial; round, agent; lineage) */
    CST_DRAW_STATE = 22,        /* actors' states under causes: (trial; round, agent) */
    CST_DRAW_PLAY = 23,         /* a task under a protocol with memory: (trial; round, agent) */
    CST_DRAW_SETTLE = 24,       /* what becomes of it: (trial; round, agent) */
    CST_DRAW_HONEYPOT = 25,     /* a honeypot beside it: (trial; round, agent) */
    CST_DRAW_SEVERITY = 26,     /* harm of an escape: (trial; round, agent) */
    CST_DRAW_INPUT = 27,        /* uncertain inputs: (draw; hash of the input's key) */
    CST_DRAW_FORCED = 28,       /* a forced attack: (attack; actor) */
    CST_DRAW_STRATUM = 29,      /* its schemers: (attack) */
    CST_DRAW_FIRST = 30,        /* the first schemer of a forced trial: (trial) */
    CST_DRAW_SPLIT = 31,        /* what a path goes on from: (path) */
    CST_DRAW_ACTOR = 32,        /* actors' states: (trial; round, group of 32 agents) */
    CST_DRAW_PASS = 33,         /* reviews of honest work: (trial; round, group of 32; slot) */
    CST_DRAW_CLIQUE = 34,       /* who is a member of the clique: (trial) */
    CST_DRAW_LOUD = 35,         /* jumps to honest work that may be loud: (trial; index) */
    CST_DRAW_AROUND = 36,       /* jumps to schemers beside planted ones: (trial; index) */
    CST_DRAW_PLANT = 37,        /* where schemers are planted: (trial; number) */
    CST_DRAW_SCHEMERS = 38,     /* jumps to schemers of types or with causes: (trial; index) */
    CST_DRAW_EAGER = 39,        /* the same of the type that schemes more: (trial; index) */
    CST_DRAW_BAIT = 40,         /* jumps to tasks beside which is a honeypot: (trial; index) */
    CST_DRAW_AUDITS = 41,       /* the most suspicious honest work of a round: (trial; round) */
    CST_DRAW_CONTACTS = 42,     /* who met whom before, asked at a task: (trial; round, agent) */
    CST_DRAW_KEPT = 43,         /* whether a planted task is kept: (trial; round, agent) */
    CST_DRAW_MECHANISM = 44,    /* a trial of a mechanism: (trial) */
    CST_DRAW_DESIGN = 45,       /* points of a design: (kind; coordinate) */
    CST_DRAW_OUTSIDE = 46       /* what a peer is shown: (trial; round, agent; slot) */
} cst_purpose;
/* "custodes": sets our draws apart from those of other programs. */
#define CST_RANDOM_KEY_MARK UINT64_C(0x637573746f646573)

typedef struct cst_random {
    uint64_t seed, stream;
} cst_random;

enum { CST_HALVES = 8 }; /* 32-bit draws of a quad, so agents that share one */

/* Where every task is looked at, a quad has a draw of 8 bits for each of 32 agents: word j of the
 * eight quads of 256 agents has those of 64 agents in a row. The group of an agent's quad: */
static inline uint32_t cst_random_group(uint32_t agent)
{
    return (agent >> 8) << 3 | (agent >> 3 & 7);
}

/* A quad: the 256 bits at an address. */
typedef struct cst_random_quad {
    uint64_t word[4];
} cst_random_quad;

/* The quad at an address. where: trial or block number; place: round and agent, or an index (see
 * the purposes); slot: below 2^32; index: numbers the quads of one address. */
cst_random_quad cst_random_at(const cst_random *random, uint64_t where, uint64_t place,
                              cst_purpose purpose, uint32_t slot, uint64_t index);

/* A task's place. */
static inline uint64_t cst_random_place(uint32_t round, uint32_t agent)
{
    return (uint64_t)round << 32 | agent;
}

/* The 32-bit draw of half 0..7 of a quad. */
static inline uint32_t cst_random_half(const cst_random_quad *quad, uint32_t half)
{
    return (uint32_t)(quad->word[half >> 1] >> (32 * (half & 1)));
}

/* The 8-bit draw of an agent in the quad of its group. */
static inline uint8_t cst_random_byte(const cst_random_quad *quad, uint32_t agent)
{
    return (uint8_t)(quad->word[agent >> 6 & 3] >> (8 * (agent & 7)));
}

/* Whether a draw whose first 32 bits are `first` is below a chance; on a tie 96 more bits come from
 * the TIE address of the task. tied: the purpose of the draw; slot below 2^24. */
bool cst_random_below32(const cst_random *random, uint64_t where, uint64_t place, cst_purpose tied,
                        uint32_t slot, uint32_t first, cst_chance chance);

/* The same where 8 bits are known, and `more`, the quad at the TIE address (cst_random_tie). */
bool cst_random_below8_given(uint8_t first, const cst_random_quad *more, cst_chance chance);

/* The slot of the TIE address of a draw. */
static inline uint32_t cst_random_tie(cst_purpose tied, uint32_t slot)
{
    return (uint32_t)tied << 24 | slot;
}

/* The same where 8 bits are known: on a tie 120 more come. */
bool cst_random_below8(const cst_random *random, uint64_t where, uint64_t place, cst_purpose tied,
                       uint32_t slot, uint8_t first, cst_chance chance);

/* A sequence of 64-bit words at one address. */
typedef struct cst_draws {
    cst_random random;
    uint64_t where, place;
    cst_purpose purpose;
    uint64_t index;
    uint32_t used; /* words of the current quad that are gone */
    cst_random_quad quad;
} cst_draws;

/* The sequence at an address, at its start. */
cst_draws cst_draws_at(const cst_random *random, uint64_t where, uint64_t place,
                       cst_purpose purpose);

/* The same, where its first quad has been drawn already (base/quads.h). */
static inline cst_draws cst_draws_ahead(const cst_random *random, uint64_t where, uint64_t place,
                                        cst_purpose purpose, cst_random_quad first)
{
    return (cst_draws){.random = *random,
                       .where = where,
                       .place = place,
                       .purpose = purpose,
                       .index = 1,
                       .quad = first};
}

/* Fetches the next quad of the sequence. */
void cst_draws_fetch(cst_draws *draws);

/* The next 64 bits of the sequence. */
static inline uint64_t cst_draws_next(cst_draws *draws)
{
    if (draws->used == 4) {
        cst_draws_fetch(draws);
    }
    return draws->quad.word[draws->used++];
}

/* True with exactly the chance's probability; one word, two on a tie. */
static inline bool cst_draws_below(cst_draws *draws, cst_chance chance)
{
    uint64_t hi = cst_draws_next(draws);
    if (chance.always || hi != chance.hi) {
        return chance.always || hi < chance.hi;
    }
    return cst_draws_next(draws) < chance.lo;
}

/* The rank of a draw whose first word is that of rising[rank] and above those before it. */
uint32_t cst_draws_rank_tied(cst_draws *draws, const cst_chance *rising, uint32_t count,
                             uint32_t rank);

/* The rank among many chances. */
uint32_t cst_draws_rank_of_many(cst_draws *draws, const cst_chance *rising, uint32_t count);

/* The first i of rising[0..count-1] that the draw is below, count if none; a word, two on a tie. */
static inline uint32_t cst_draws_rank(cst_draws *draws, const cst_chance *rising, uint32_t count)
{
    enum { FEW = 16 };
    if (count > FEW) {
        return cst_draws_rank_of_many(draws, rising, count);
    }
    const uint64_t hi = cst_draws_next(draws);
    uint32_t rank = 0;
    while (rank < count && hi > rising[rank].hi) { /* hi is all ones where the chance is 1 */
        rank++;
    }
    if (rank == count || hi != rising[rank].hi) {
        return rank;
    }
    return cst_draws_rank_tied(draws, rising, count, rank);
}

/* Uniform in 0..n-1, exactly; n >= 1. */
uint64_t cst_draws_uniform(cst_draws *draws, uint64_t n);

/* Uniform in (0, 1): (word + 1/2) / 2^64 rounded to a double, never 0 or above 1. */
double cst_draws_unit(cst_draws *draws);

#endif
