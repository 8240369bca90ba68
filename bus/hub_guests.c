/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "bus/internal_hub.h"

#include <inttypes.h>
#include <string.h>

/* --- Coming and going ------------------------------------------------------------------------ */

uint32_t cst_hub_join(cst_hub *hub)
{
    for (uint32_t i = hub->workers; !hub->stopping && i < hub->workers + hub->guests; i++) {
        if (!hub->worker[i].joined) {
            hub->worker[i] = (cst_hub_worker){.joined = true};
            hub->joined++;
            return i;
        }
    }
    return UINT32_MAX;
}

/* Nobody's turn to wait for it: it is leased to whoever comes next. */
static void lease_later(cst_hub *hub, cst_flight *flight)
{
    cst_require(hub->agains < hub->slots);
    hub->again[hub->agains++] =
        (cst_again_unit){.unit = flight->unit, .slot = flight->slot, .failed = flight->failed};
    hub->in_flight--;
}

static bool is_waited_for(const cst_flight *flight)
{
    return flight->used && !flight->overdue && !flight->done;
}

uint32_t cst_hub_waits_for(const cst_hub *hub, uint32_t worker)
{
    uint32_t units = 0;
    for (uint32_t i = 0; i < CST_CREDIT; i++) {
        units += is_waited_for(&hub->worker[worker].flight[i]);
    }
    return units;
}

/* What is to be leased again may be for anybody. */
static int go_on(cst_hub *hub, cst_error *error)
{
    const int code = cst_hub_lease_to(hub, 0, hub->workers + hub->guests, error);
    return code != 0 ? code : cst_hub_stop_if_over(hub, error);
}

int cst_hub_lose(cst_hub *hub, uint32_t guest, cst_error *error)
{
    cst_hub_worker *worker = &hub->worker[guest];
    cst_require(cst_hub_is_guest(hub, guest) && worker->joined);
    for (uint32_t i = 0; i < CST_CREDIT; i++) {
        if (is_waited_for(&worker->flight[i])) {
            lease_later(hub, &worker->flight[i]);
        }
    }
    *worker = (cst_hub_worker){0};
    hub->joined--;
    return go_on(hub, error);
}

int cst_hub_overdue(cst_hub *hub, uint32_t guest, cst_error *error)
{
    cst_hub_worker *worker = &hub->worker[guest];
    cst_require(cst_hub_is_guest(hub, guest) && worker->joined);
    for (uint32_t i = 0; i < CST_CREDIT; i++) {
        if (is_waited_for(&worker->flight[i])) {
            lease_later(hub, &worker->flight[i]);
            worker->flight[i].overdue = true;
            worker->flight[i].copied = true;
        }
    }
    worker->overdue = true;
    return go_on(hub, error);
}

/* Whether the unit was to be leased again; it no longer is. */
static bool take_back(cst_hub *hub, const cst_unit *unit)
{
    for (uint32_t i = 0; i < hub->agains; i++) {
        if (cst_unit_equal(&hub->again[i].unit, unit)) {
            hub->agains--;
            memmove(&hub->again[i], &hub->again[i + 1], (hub->agains - i) * sizeof *hub->again);
            return true;
        }
    }
    return false;
}

int cst_hub_heard(cst_hub *hub, uint32_t guest, cst_error *error)
{
    cst_hub_worker *worker = &hub->worker[guest];
    if (!worker->overdue) {
        return 0;
    }
    worker->overdue = false;
    for (uint32_t i = 0; i < CST_CREDIT; i++) {
        cst_flight *flight = &worker->flight[i];
        if (flight->used && flight->overdue && take_back(hub, &flight->unit)) {
            flight->overdue = false; /* nobody has it yet: it may as well go on */
            hub->in_flight++;
        }
    }
    return cst_hub_lease_to(hub, guest, guest + 1, error);
}

/* --- Copies of a unit ------------------------------------------------------------------------ */

/* Its own workers bring in what they have begun; a guest is not waited for. */
static void make_done(cst_hub *hub, uint32_t actor, cst_flight *copy, const cst_flight *done)
{
    if (cst_hub_is_guest(hub, actor) && is_waited_for(copy)) {
        hub->in_flight--;
    }
    copy->done = true;
    copy->done_reached = done->reached;
    copy->done_sum = done->sum;
}

void cst_hub_settle_copies(cst_hub *hub, const cst_flight *done)
{
    for (uint32_t i = 0; i < hub->workers + hub->guests; i++) {
        cst_flight *copy = cst_hub_find_flight(hub, i, &done->unit);
        if (copy != NULL) {
            make_done(hub, i, copy, done);
        }
    }
    (void)take_back(hub, &done->unit);
}

bool cst_hub_added_elsewhere(cst_hub *hub, uint32_t actor, cst_flight *flight)
{
    for (uint32_t i = 0; i < hub->workers; i++) {
        const cst_flight *other = cst_hub_find_flight(hub, i, &flight->unit);
        if (i != actor && other != NULL && other->added) {
            make_done(hub, actor, flight, other);
            return true;
        }
    }
    return false;
}
