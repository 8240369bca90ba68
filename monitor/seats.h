/* SPDX-License-Identifier: MIT
 *
 * The seats of one trial, one for each agent, and who holds them. The agent that holds a seat may
 * be taken out from some round on; where there is a refill, a fresh agent takes its seat so many
 * rounds later. Agents leave in the order in which they are taken out, so that nothing is looked at
 * but those that leave or come: rounds in which nobody does cost nothing.
 */
#ifndef CST_MONITOR_SEATS_H
#define CST_MONITOR_SEATS_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct cst_seats {
    uint32_t agents, refill; /* rounds that a seat stays empty; 0: for ever */
    uint32_t active;         /* seats that are held */
    uint32_t *out_from;      /* heap, with the others, by seat: its holder is out from this round */
    uint32_t *since;         /* its holder came in this round */
    uint32_t *leaver;        /* seats in the order in which holders were taken out: a ring */
    uint64_t taken, left, filled; /* holders taken out, that have left, whose seat was filled */
} cst_seats;

/* Room for so many seats. 0 or CST_ERR_MEMORY; free is legal after failure. */
int cst_seats_init(cst_seats *seats, uint32_t agents, uint32_t refill, cst_error *error);
void cst_seats_free(cst_seats *seats);

/* Bytes of a seat. */
enum { CST_SEATS_BYTES = 3 * sizeof(uint32_t) };

/* A trial begins: all seats are held. */
void cst_seats_begin(cst_seats *seats);

/* Puts `to` where `from` is; both of one size. */
void cst_seats_copy(cst_seats *to, const cst_seats *from);

/* The holder of a seat is out from a round on, at least the next one and no earlier than that of
 * any call before. False where it is taken out already: a later call changes nothing. */
bool cst_seats_take_out(cst_seats *seats, uint32_t seat, uint32_t from);

/* Lets holders leave up to a round, and finds a seat that a fresh agent takes by then: to be called
 * until it is false. Rounds must not go down. */
bool cst_seats_fill(cst_seats *seats, uint32_t round, uint32_t *seat);

/* The next round in which a holder leaves or a fresh agent comes; UINT32_MAX: nobody does. */
uint32_t cst_seats_next(const cst_seats *seats);

/* Whether a seat is held, in a round up to which they were filled. */
static inline bool cst_seats_held(const cst_seats *seats, uint32_t seat, uint32_t round)
{
    return seats->out_from[seat] > round;
}

/* How many agents at most can be taken out in a trial, one after the other in each seat, where a
 * holder leaves `wait` rounds after the one in which it is taken out, at least 1. */
uint64_t cst_seats_most(uint32_t agents, uint32_t refill, uint32_t rounds, uint32_t wait);

#endif
