/* SPDX-License-Identifier: MIT */
#include "bus/internal_hub.h"

#include <inttypes.h>

/* --- Units that come back -------------------------------------------------------------------- */

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
        return cst_hub_lease_to_all(hub, error); /* the block was the last that they wait for */
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
    return hub->ready == hub->workers ? cst_hub_lease_to_all(hub, error) : 0;
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

/* READY, LAST and FAIL of a guest, which has been checked. */
static int take_guest(cst_hub *hub, const cst_message *message, cst_error *error)
{
    cst_hub_worker *worker = &hub->worker[message->from];
    switch (message->kind) {
    case CST_MESSAGE_READY:
        hub->repeats += worker->ready;
        worker->ready = true;
        return cst_hub_lease_to(hub, message->from, message->from + 1, error);
    case CST_MESSAGE_LAST:
        return cst_hub_lose(hub, message->from, error);
    default:
        return cst_hub_read_fail(message, error);
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
        return cst_hub_is_guest(hub, message->from) ? take_guest(hub, message, error)
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

cst_receipt cst_hub_told(const cst_hub *hub)
{
    cst_receipt sum = hub->reached;
    for (uint32_t i = 0; i < hub->workers + hub->guests; i++) {
        for (uint32_t j = 0; j < CST_CREDIT; j++) {
            const cst_flight *flight = &hub->worker[i].flight[j];
            if (flight->used && flight->told && !flight->done && !flight->overdue) {
                cst_receipt_add(&sum, &flight->sent);
            }
        }
    }
    return sum;
}
