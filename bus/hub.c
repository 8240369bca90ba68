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

static int lease_to_all(cst_hub *hub, cst_error *error)
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

/* --- Units that come back -------------------------------------------------------------------- */

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

/* The same once more. `before` is what was told then; NULL: the unit is none of ours, or was done
 * too long ago. */
static int take_again(cst_hub *hub, const cst_message *message, const cst_unit_seen *before,
                      cst_error *error)
{
    char text[CST_UNIT_TEXT];
    cst_unit_format(&message->unit, text);
    if (before == NULL) {
        return cst_error_set(error, CST_ERR_RECEIPT, "receipt",
                             "%s: %s came for a unit that is neither in flight nor among the last "
                             "%d done",
                             text, cst_message_name(message->kind), (int)CST_HUB_MEMORY);
    }
    if (message->kind == CST_MESSAGE_PART && message->sum != before->sum) {
        return cst_error_set(error, CST_ERR_RECEIPT, "receipt",
                             "%s: a row part came again and differs from the one that was added",
                             text);
    }
    hub->repeats++;
    return cst_unit_settle("a receipt that came again", "the hub", &before->receipt,
                           &message->receipt, error);
}

/* Hands a block in whose units are all done. */
static int finish_block(cst_hub *hub, cst_slot *slot, cst_error *error)
{
    const cst_cell *cell = hub->ledger->cells[slot->cell];
    int code = cst_block_close(&slot->block, cell, slot->index, error);
    if (code == 0) {
        code = cst_ledger_put(hub->ledger, slot->cell, slot->index, &slot->block.row, error);
    }
    hub->reports_void += slot->block.reports_void;
    cst_block_free(&slot->block);
    slot->used = false;
    return code;
}

/* A unit that another worker has done meanwhile: whatever this one makes of it must be the same. */
static int settle_copy(cst_hub *hub, uint32_t actor, cst_flight *flight, cst_error *error)
{
    const cst_unit_seen before = {.receipt = flight->done_reached, .sum = flight->done_sum};
    const cst_message copy = {.kind = CST_MESSAGE_PART,
                              .unit = flight->unit,
                              .receipt = flight->reached,
                              .sum = flight->sum};
    const int code = take_again(hub, &copy, &before, error);
    hub->copies++;
    flight->used = false;
    if (cst_hub_is_guest(hub, actor)) {
        return code;
    }
    hub->copy_units++;
    hub->copy_parts += flight->sum;
    cst_receipt_add(&hub->copy_sent, &flight->sent);
    hub->in_flight--;
    return code;
}

/* What the guest sent of a unit counts as its last words do: it may have none. */
static void count_guest(cst_hub *hub, uint32_t actor, const cst_flight *flight)
{
    cst_hub_worker *worker = &hub->worker[actor];
    worker->units++;
    worker->parts += flight->sum;
    cst_receipt_add(&worker->sent, &flight->sent);
    if (!flight->done) {
        hub->units_sent++;
        hub->parts_sent += flight->sum;
        cst_receipt_add(&hub->sent, &flight->sent);
    }
}

/* Takes the unit as done once both have told of the same reports: who sent them, and who got
 * them. */
static int settle(cst_hub *hub, uint32_t actor, cst_flight *flight, cst_error *error)
{
    if (!flight->told || !flight->added) {
        return 0;
    }
    char text[CST_UNIT_TEXT];
    cst_unit_format(&flight->unit, text);
    int code = cst_unit_settle(text, "the tally", &flight->sent, &flight->reached, error);
    if (code != 0) {
        return code;
    }
    if (cst_hub_is_guest(hub, actor)) {
        count_guest(hub, actor, flight);
    }
    if (flight->done) {
        code = settle_copy(hub, actor, flight, error);
        return code != 0 ? code : cst_hub_lease_to(hub, actor, actor + 1, error);
    }
    cst_slot *slot = &hub->slot[flight->slot];
    cst_receipt_add(&hub->reached, &flight->reached);
    hub->units_done++;
    cst_unit_remember(
        &hub->memory,
        &(cst_unit_seen){.unit = flight->unit, .receipt = flight->reached, .sum = flight->sum});
    slot->tasks_left -= flight->unit.tasks;
    flight->used = false;
    hub->in_flight -= !flight->overdue;
    if (flight->copied) {
        cst_hub_settle_copies(hub, flight);
    }
    code = slot->tasks_left == 0 ? finish_block(hub, slot, error) : 0;
    if (code == 0 && hub->waiting && cst_ledger_ready(hub->ledger)) {
        return lease_to_all(hub, error); /* the block was the last that they wait for */
    }
    return code != 0 ? code : cst_hub_lease_to(hub, actor, actor + 1, error);
}

static int take_receipt(cst_hub *hub, const cst_message *message, cst_error *error)
{
    int code = cst_unit_check(&message->unit, hub->ledger->cells, hub->ledger->cell_count, error);
    if (code != 0) {
        return code;
    }
    const uint32_t actor = message->peer;
    if (actor >= hub->workers + hub->guests || cst_hub_reviewer(hub, actor) != message->from) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "peer: expected a worker that worker %" PRIu32
                             " reviews, found %" PRIu32,
                             message->from, actor);
    }
    cst_flight *flight = cst_hub_find_flight(hub, actor, &message->unit);
    if (flight == NULL) {
        return take_again(hub, message, cst_unit_recall(&hub->memory, &message->unit), error);
    }
    if (flight->told) {
        return take_again(hub, message, &(cst_unit_seen){.receipt = flight->sent}, error);
    }
    flight->told = true;
    flight->sent = message->receipt;
    return settle(hub, actor, flight, error);
}

int cst_hub_check_part(const cst_ledger *ledger, const cst_message *message, cst_error *error)
{
    const int code = cst_unit_check(&message->unit, ledger->cells, ledger->cell_count, error);
    if (code != 0) {
        return code;
    }
    char text[CST_UNIT_TEXT];
    cst_unit_format(&message->unit, text);
    if (message->batch.columns != CST_PART_COLUMNS) {
        return cst_error_set(error, CST_ERR_RECEIPT, "receipt",
                             "%s: expected columns %d of a row part, found %" PRIu32, text,
                             (int)CST_PART_COLUMNS, message->batch.columns);
    }
    if (cst_unit_receipt(&message->unit, &message->batch).hash != message->sum) {
        return cst_error_set(error, CST_ERR_RECEIPT, "receipt",
                             "%s: the row part has another sum than it was sent with: it was "
                             "altered",
                             text);
    }
    return 0;
}

/* Adds the part at once, whether or not its reviewer has told: the block is handed in only when all
 * receipts agree. */
static int take_part(cst_hub *hub, const cst_message *message, cst_error *error)
{
    int code = cst_hub_check_part(hub->ledger, message, error);
    if (code != 0) {
        return code;
    }
    cst_flight *flight = cst_hub_find_flight(hub, message->from, &message->unit);
    if (flight == NULL) {
        return take_again(hub, message, cst_unit_recall(&hub->memory, &message->unit), error);
    }
    if (flight->added) {
        const cst_unit_seen added = {.receipt = flight->reached, .sum = flight->sum};
        return take_again(hub, message, &added, error);
    }
    flight->added = true;
    flight->reached = message->receipt;
    flight->sum = message->sum;
    if (flight->done) {
        return settle(hub, message->from, flight, error);
    }
    if (flight->copied && cst_hub_added_elsewhere(hub, message->from, flight)) {
        return settle(hub, message->from, flight, error);
    }
    hub->parts_added += message->sum;
    cst_slot *slot = &hub->slot[flight->slot];
    code = cst_block_add(&slot->block, hub->ledger->cells[slot->cell], &flight->unit,
                         &message->batch, error);
    return code != 0 ? code : settle(hub, message->from, flight, error);
}

/* --- First and last words -------------------------------------------------------------------- */

static int take_ready(cst_hub *hub, const cst_message *message, cst_error *error)
{
    cst_hub_worker *worker = &hub->worker[message->from];
    if (worker->ready) {
        hub->repeats++;
        return 0;
    }
    worker->ready = true;
    hub->ready++;
    return hub->ready == hub->workers ? lease_to_all(hub, error) : 0;
}

/* Whether a worker says the same last words as before. */
static int settle_last(const cst_hub_worker *worker, const cst_message *message, cst_error *error)
{
    if (message->units != worker->units || message->sum != worker->parts) {
        return cst_error_set(error, CST_ERR_RECEIPT, "receipt",
                             "last words that came again: of other units or row parts than the "
                             "first ones");
    }
    return cst_unit_settle("last words that came again", "the hub", &worker->sent,
                           &message->receipt, error);
}

/* sum -= part, which it has. */
static void take_off(cst_receipt *sum, const cst_receipt *part)
{
    sum->records -= part->records;
    sum->reports -= part->reports;
    sum->hash -= part->hash;
}

/* What was sent and what was added, but for units that its own workers did after somebody else. */
static int settle_run(cst_hub *hub, cst_error *error)
{
    hub->units_sent -= hub->copy_units;
    hub->parts_sent -= hub->copy_parts;
    take_off(&hub->sent, &hub->copy_sent);
    if (hub->units_sent != hub->units_done) {
        return cst_error_set(error, CST_ERR_RECEIPT, "receipt",
                             "run: %" PRIu64 " units were done, reports of %" PRIu64
                             " units were sent",
                             hub->units_done, hub->units_sent);
    }
    if (hub->parts_sent != hub->parts_added) {
        return cst_error_set(error, CST_ERR_RECEIPT, "receipt",
                             "run: other row parts were sent than those that were added: some were "
                             "altered");
    }
    return cst_unit_settle("run", "the tally", &hub->sent, &hub->reached, error);
}

static int take_last(cst_hub *hub, const cst_message *message, cst_error *error)
{
    cst_hub_worker *worker = &hub->worker[message->from];
    if (!hub->stopping) {
        return cst_error_set(error, CST_ERR_BUS, NULL,
                             "worker %" PRIu32 " said its last word without being stopped",
                             message->from);
    }
    if (worker->last) {
        hub->repeats++;
        return settle_last(worker, message, error);
    }
    worker->last = true;
    worker->sent = message->receipt;
    worker->units = message->units;
    worker->parts = message->sum;
    hub->lasts++;
    hub->units_sent += message->units;
    hub->parts_sent += message->sum;
    cst_receipt_add(&hub->sent, &message->receipt);
    if (hub->lasts < hub->workers) {
        return 0;
    }
    return settle_run(hub, error);
}

int cst_hub_read_fail(const cst_message *message, cst_error *error)
{
    if (cst_error_sentence(message->code) == NULL) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "code: expected an error's number, found %d", message->code);
    }
    return cst_error_set(error, message->code, NULL, "worker %" PRIu32 ": %.*s", message->from,
                         (int)(message->text_size < 512 ? message->text_size : 512), message->text);
}

static int take_own(cst_hub *hub, const cst_message *message, cst_error *error)
{
    switch (message->kind) {
    case CST_MESSAGE_READY:
        return take_ready(hub, message, error);
    case CST_MESSAGE_LAST:
        return take_last(hub, message, error);
    case CST_MESSAGE_FAIL:
        return cst_hub_read_fail(message, error);
    default:
        return cst_error_set(error, CST_ERR_WIRE, NULL,
                             "the hub expected READY, RECEIPT, PART, LAST or FAIL, found %s",
                             cst_message_name(message->kind));
    }
}

static int take(cst_hub *hub, const cst_message *message, cst_error *error)
{
    switch (message->kind) {
    case CST_MESSAGE_RECEIPT:
        return take_receipt(hub, message, error);
    case CST_MESSAGE_PART:
        return take_part(hub, message, error);
    default:
        return cst_hub_is_guest(hub, message->from) ? cst_hub_take_guest(hub, message, error)
                                                    : take_own(hub, message, error);
    }
}

int cst_hub_receive(cst_hub *hub, const cst_message *message, cst_error *error)
{
    hub->messages++;
    if (message->from >= hub->workers + hub->guests) {
        return cst_error_set(error, CST_ERR_WIRE, NULL,
                             "the hub expected a message from one of %" PRIu32
                             " workers, found one from %" PRIu32,
                             hub->workers + hub->guests, message->from);
    }
    if (cst_hub_is_guest(hub, message->from) && cst_hub_check_guest(hub, message, error) != 0) {
        return CST_HUB_REFUSED;
    }
    int code = take(hub, message, error);
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
