/* SPDX-License-Identifier: MIT */
#include "bus/internal_hub.h"

#include "base/check.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

uint32_t cst_hub_credit(const cst_cell *cell, uint64_t batch)
{
    enum { LEAST = 4 };
    const double bytes = 0x1p20;
    const cst_footprint of = cst_footprint_of(cell, batch);
    /* A sparse unit is a block, which is open as long as the unit is under way. */
    const double units = bytes / (of.unit + (cell->sparse ? of.block : 0.0));
    return units < LEAST ? LEAST : units > CST_CREDIT ? CST_CREDIT : (uint32_t)units;
}

int cst_hub_init(cst_hub *hub, cst_ledger *ledger, uint32_t workers, uint32_t guests,
                 uint64_t batch, const cst_post *post, cst_error *error)
{
    const uint32_t all = workers + guests;
    cst_require(batch > 0 && all > 0 && workers <= CST_WORKERS_MAX && guests <= CST_GUESTS_MAX);
    *hub = (cst_hub){
        .ledger = ledger, .post = *post, .batch = batch, .workers = workers, .guests = guests};
    /* A block is open while one of its units is in flight or still to be leased. A unit is cut only
     * when none is to be leased again, so that both together are never more than the credit of
     * all. */
    hub->slots = all * CST_CREDIT + 1;
    hub->memory.room = CST_HUB_MEMORY;
    hub->worker = calloc(all, sizeof *hub->worker);
    hub->slot = calloc(hub->slots, sizeof *hub->slot);
    hub->again = calloc(hub->slots, sizeof *hub->again);
    hub->memory.seen = calloc(CST_HUB_MEMORY, sizeof *hub->memory.seen);
    if (hub->worker == NULL || hub->slot == NULL || hub->again == NULL ||
        hub->memory.seen == NULL) {
        cst_hub_free(hub);
        return cst_error_set(error, CST_ERR_MEMORY, NULL,
                             "no memory for a hub of %" PRIu32 " workers", workers);
    }
    return 0;
}

void cst_hub_free(cst_hub *hub)
{
    for (uint32_t i = 0; hub->slot != NULL && i < hub->slots; i++) {
        cst_block_free(&hub->slot[i].block);
    }
    free(hub->worker);
    free(hub->slot);
    free(hub->again);
    free(hub->memory.seen);
    *hub = (cst_hub){0};
}

static int send(cst_hub *hub, uint32_t to, cst_message *message, cst_error *error)
{
    message->from = CST_HUB;
    hub->messages++;
    return hub->post.send(hub->post.self, to, message, error);
}

uint32_t cst_hub_reviewer(const cst_hub *hub, uint32_t actor)
{
    /* A ring: load is even. */
    return cst_hub_is_guest(hub, actor) ? actor : (actor + 1) % hub->workers;
}

cst_flight *cst_hub_find_flight(const cst_hub *hub, uint32_t actor, const cst_unit *unit)
{
    for (uint32_t i = 0; i < CST_CREDIT; i++) {
        cst_flight *flight = &hub->worker[actor].flight[i];
        if (flight->used && cst_unit_equal(&flight->unit, unit)) {
            return flight;
        }
    }
    return NULL;
}

/* --- Leasing --------------------------------------------------------------------------------- */

/* A free place for a block. */
static cst_slot *open_block(cst_hub *hub, uint32_t cell, uint64_t index)
{
    hub->leasing = 0;
    while (hub->slot[hub->leasing].used) {
        hub->leasing++;
        cst_require(hub->leasing < hub->slots);
    }
    cst_slot *slot = &hub->slot[hub->leasing];
    const cst_cell *of = hub->ledger->cells[cell];
    const uint64_t tasks = cst_cell_block_tasks(of, index);
    *slot = (cst_slot){.cell = cell,
                       .credit = cst_hub_credit(of, hub->batch),
                       .index = index,
                       .tasks_left = tasks,
                       .tasks_unleased = tasks,
                       .used = true};
    cst_block_init(&slot->block, of);
    return slot;
}

/* The block whose units are being leased: the next one where the last has been leased whole. NULL:
 * the ledger has none, or none yet. */
static int leased_block(cst_hub *hub, cst_slot **slot, cst_error *error)
{
    uint32_t cell = 0;
    uint64_t index = 0;
    bool found = false;
    *slot = &hub->slot[hub->leasing];
    if ((*slot)->used && (*slot)->tasks_unleased > 0) {
        return 0;
    }
    const int code = cst_ledger_next(hub->ledger, &cell, &index, &found, error);
    *slot = found ? open_block(hub, cell, index) : NULL;
    hub->waiting = !found;
    return code;
}

/* Cuts the next unit of a block. */
static cst_flight next_unit(const cst_hub *hub, cst_slot *slot)
{
    const cst_cell *cell = hub->ledger->cells[slot->cell];
    const uint64_t wanted = cst_cell_unit_tasks(cell, hub->batch);
    const uint64_t left = slot->tasks_unleased;
    const cst_unit unit = {.cell = slot->cell,
                           .block = slot->index,
                           .first = cst_cell_block_tasks(cell, slot->index) - left,
                           .tasks = wanted < left ? wanted : left};
    slot->tasks_unleased -= unit.tasks;
    return (cst_flight){.unit = unit, .slot = hub->leasing, .used = true};
}

static int send_lease(cst_hub *hub, uint32_t actor, const cst_flight *place, cst_error *error)
{
    cst_message message = {
        .kind = CST_MESSAGE_LEASE, .peer = cst_hub_reviewer(hub, actor), .unit = place->unit};
    hub->in_flight++;
    return send(hub, actor, &message, error);
}

/* Leases the first unit that was leased before. Who has it already, and was silent for too long,
 * goes on with it. */
static int lease_again(cst_hub *hub, uint32_t actor, cst_flight *place, cst_error *error)
{
    const cst_again_unit next = hub->again[0];
    cst_flight *had = cst_hub_find_flight(hub, actor, &next.unit);
    hub->agains--;
    memmove(hub->again, hub->again + 1, hub->agains * sizeof *hub->again);
    if (had != NULL) {
        had->overdue = false;
        hub->in_flight++;
        return 0;
    }
    *place = (cst_flight){
        .unit = next.unit, .slot = next.slot, .used = true, .copied = true, .failed = next.failed};
    hub->leased_again++;
    return send_lease(hub, actor, place, error);
}

/* Leases to one worker into one place, if it is free, within the credit, and there is anything to
 * lease. */
static int lease(cst_hub *hub, uint32_t actor, uint32_t index, cst_error *error)
{
    const cst_hub_worker *worker = &hub->worker[actor];
    cst_flight *place = &hub->worker[actor].flight[index];
    if (place->used || hub->draining || !worker->ready || worker->overdue) {
        return 0;
    }
    if (hub->agains > 0) {
        const bool within = index < hub->slot[hub->again[0].slot].credit;
        return within ? lease_again(hub, actor, place, error) : 0;
    }
    cst_slot *slot = NULL;
    const int code = leased_block(hub, &slot, error);
    if (code != 0 || slot == NULL || index >= slot->credit) {
        return code;
    }
    *place = next_unit(hub, slot);
    hub->units++;
    return send_lease(hub, actor, place, error);
}

int cst_hub_lease_to(cst_hub *hub, uint32_t from, uint32_t to, cst_error *error)
{
    int code = 0;
    if (hub->ready < hub->workers) {
        return 0; /* its own begin together */
    }
    for (uint32_t place = 0; code == 0 && place < CST_CREDIT; place++) {
        for (uint32_t actor = from; code == 0 && actor < to; actor++) {
            code = lease(hub, actor, place, error);
        }
    }
    return code;
}

int cst_hub_lease_to_all(cst_hub *hub, cst_error *error)
{
    const uint32_t guests = hub->joined > 0 ? hub->guests : 0;
    return cst_hub_lease_to(hub, 0, hub->workers + guests, error);
}

int cst_hub_stop_if_over(cst_hub *hub, cst_error *error)
{
    const bool over = cst_ledger_done(hub->ledger) || hub->draining;
    if (hub->stopping || hub->ready < hub->workers || hub->in_flight > 0 || !over) {
        return 0;
    }
    hub->stopping = true;
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < hub->workers + hub->guests; i++) {
        cst_message message = {.kind = CST_MESSAGE_STOP};
        const bool there = !cst_hub_is_guest(hub, i) || hub->worker[i].joined;
        code = there ? send(hub, i, &message, error) : 0;
    }
    return code;
}

int cst_hub_begin(cst_hub *hub, cst_error *error)
{
    cst_slot *slot = NULL;
    const int code = hub->draining ? 0 : leased_block(hub, &slot, error);
    return code != 0 ? code : cst_hub_stop_if_over(hub, error);
}

int cst_hub_drain(cst_hub *hub, cst_error *error)
{
    hub->draining = true;
    return cst_hub_stop_if_over(hub, error);
}

bool cst_hub_done(const cst_hub *hub)
{
    return hub->stopping && hub->lasts == hub->workers && hub->joined == 0;
}
