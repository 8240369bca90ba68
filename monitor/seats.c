/* SPDX-License-Identifier: MIT */
#include "monitor/seats.h"

#include "base/check.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t never = UINT32_MAX;

int cst_seats_init(cst_seats *seats, uint32_t agents, uint32_t refill, cst_error *error)
{
    *seats = (cst_seats){.agents = agents, .refill = refill};
    seats->out_from = calloc(agents, CST_SEATS_BYTES);
    if (seats->out_from == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "a trial of %u agents does not fit",
                             agents);
    }
    seats->since = seats->out_from + agents;
    seats->leaver = seats->since + agents;
    return 0;
}

void cst_seats_free(cst_seats *seats)
{
    free(seats->out_from);
    *seats = (cst_seats){0};
}

void cst_seats_begin(cst_seats *seats)
{
    const size_t size = seats->agents * sizeof *seats->since;
    seats->active = seats->agents;
    seats->taken = seats->left = seats->filled = 0;
    memset(seats->out_from, 0xff, size); /* never */
    if (seats->refill > 0) {             /* else nobody comes */
        memset(seats->since, 0, size);
    }
}

void cst_seats_copy(cst_seats *to, const cst_seats *from)
{
    uint32_t *const own = to->out_from;
    cst_require(to->agents == from->agents);
    memcpy(own, from->out_from, (size_t)from->agents * CST_SEATS_BYTES);
    *to = *from;
    to->out_from = own;
    to->since = own + to->agents;
    to->leaver = to->since + to->agents;
}

bool cst_seats_take_out(cst_seats *seats, uint32_t seat, uint32_t from)
{
    if (seats->out_from[seat] != never) {
        return false;
    }
    seats->out_from[seat] = from;
    seats->leaver[seats->taken++ % seats->agents] = seat; /* no seat is in the ring twice */
    return true;
}

bool cst_seats_fill(cst_seats *seats, uint32_t round, uint32_t *seat)
{
    while (seats->left < seats->taken &&
           seats->out_from[seats->leaver[seats->left % seats->agents]] <= round) {
        seats->left++;
        seats->active--;
    }
    if (seats->refill == 0 || seats->filled == seats->left) {
        return false;
    }
    const uint32_t next = seats->leaver[seats->filled % seats->agents];
    const uint32_t comes = seats->out_from[next] + seats->refill;
    if (comes > round) {
        return false;
    }
    seats->filled++;
    seats->active++;
    seats->out_from[next] = never;
    seats->since[next] = comes;
    *seat = next;
    return true;
}

uint32_t cst_seats_next(const cst_seats *seats)
{
    uint32_t next = never;
    if (seats->left < seats->taken) {
        next = seats->out_from[seats->leaver[seats->left % seats->agents]];
    }
    if (seats->refill > 0 && seats->filled < seats->left) {
        const uint32_t comes =
            seats->out_from[seats->leaver[seats->filled % seats->agents]] + seats->refill;
        next = comes < next ? comes : next;
    }
    return next;
}

uint64_t cst_seats_most(uint32_t agents, uint32_t refill, uint32_t rounds, uint32_t wait)
{
    const uint32_t times = refill == 0 ? 1 : 1 + (rounds - 1) / (wait + refill);
    return (uint64_t)agents * times;
}
