/* SPDX-License-Identifier: MIT
 *
 * For refill_exact.c: the states of a tiny trial, and a table of what is known to follow them.
 */
#ifndef CST_TESTS_REFILL_STATE_H
#define CST_TESTS_REFILL_STATE_H

#include "tests/truth/refill_exact.h"

enum { SEATS = 4, LIST = 12, TABLE = 1 << 18, VALUES = 256 };
enum { RARE, NEVER, CONSISTENT }; /* types */
enum { NOTHING, ESCAPED, OTHER }; /* what became of the last output */
enum { NAUGHT, FULL };            /* values that all worlds have: 0 and 1 */

/* A report against an agent: by whom, whether that one has left since, when, what it weighs. */
typedef struct report {
    uint8_t by, gone, made, weight;
} report;

/* One place; all 0 where nobody holds it, but for `comes`. Numbers are places in world.value, so
 * that states are compared byte by byte. */
typedef struct seat {
    uint8_t held, leaves, comes; /* rounds plus 1; 0: none is fixed */
    uint8_t type, reviewer_type;
    uint8_t attacked, attacks, flagged; /* ever, this round */
    uint8_t steps, misses, member, last;
    uint8_t covered;    /* for whom, bit by bit */
    uint8_t met[SEATS]; /* learned: what it has shared as a reviewer, with whom */
    uint8_t weight, reports;
    report report[LIST];
} seat;

typedef struct state {
    seat at[SEATS];
} state;

typedef struct known {
    bool taken, filled;
    uint8_t when;
    state from;
    refill_moments value;
} known;

typedef struct world {
    const refill_world *is;
    double rate[3], share[3]; /* by type */
    uint8_t order[SEATS];     /* under fixed-pair */
    known *table;
    uint64_t entries;
    double value[VALUES];
    uint32_t values;
} world;

/* What happens in a step, to be added to all that comes after it. */
typedef struct step {
    double of[REFILL_QUANTITIES];
} step;

/* Adds what happens now, with this chance, and all that comes after it. */
void refill_add(refill_moments *sum, double chance, const refill_moments *then, const step *now);

/* What is still to come from a state on, before task a of a round, before task a is settled, or at
 * the start of the round. Entries stay where they are. */
typedef enum phase { START, TASKS, SETTLING } phase;

known *refill_find(world *w, uint32_t round, phase in, uint32_t a, const state *from);

/* The place of a number. */
uint8_t refill_place(world *w, double number);

/* One agent reports another. */
void refill_accuse(state *s, uint32_t round, uint32_t a, uint32_t by);

/* learned: P(an honest reviewer withholds a report on an attack). */
double refill_accomplice(const world *w, const state *from, uint32_t reviewer, uint32_t actor);

/* learned: a task, with those who reviewed, reported and covered in it as bits, becomes part of
 * what its agents have shared. */
void refill_share(world *w, state *s, uint32_t a, uint32_t crew, uint32_t reports, uint32_t covers);

#endif
