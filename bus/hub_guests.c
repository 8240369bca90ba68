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

/* --- What a guest says ----------------------------------------------------------------------- */

static int refuse(const cst_message *message, const char *expected, cst_error *why)
{
    char text[CST_UNIT_TEXT];
    cst_unit_format(&message->unit, text);
    return cst_error_set(why, CST_ERR_WIRE, "wire", "%s: %s: expected %s",
                         cst_message_name(message->kind), text, expected);
}

/* Of a unit that is not leased to it now: a repeat of what it said before. */
static int check_repeat(const cst_hub *hub, const cst_message *message, cst_error *why)
{
    const cst_unit_seen *before = cst_unit_recall(&hub->memory, &message->unit);
    const bool part = message->kind == CST_MESSAGE_PART;
    return before != NULL && cst_receipt_equal(&before->receipt, &message->receipt) &&
                   (!part || before->sum == message->sum)
               ? 0
               : refuse(message, "a unit that is leased to this worker", why);
}

static int check_receipt(const cst_hub *hub, const cst_message *message, cst_error *why)
{
    const cst_ledger *ledger = hub->ledger;
    const int code = cst_unit_check(&message->unit, ledger->cells, ledger->cell_count, why);
    const cst_flight *flight = cst_hub_find_flight(hub, message->from, &message->unit);
    if (code != 0) {
        return code;
    }
    if (message->peer != message->from) {
        return refuse(message, "one of its own units", why);
    }
    if (flight == NULL) {
        return check_repeat(hub, message, why);
    }
    return !flight->told || cst_receipt_equal(&flight->sent, &message->receipt)
               ? 0
               : refuse(message, "the receipt that it told before", why);
}

/* Whether the words are those of a part of that unit: they are added to a block that is thrown
 * away, as one that took part of them in would be of no more use. */
static int check_words(const cst_ledger *ledger, const cst_message *message, cst_error *why)
{
    cst_block block;
    const cst_cell *cell = ledger->cells[message->unit.cell];
    cst_block_init(&block, cell);
    const int code = cst_block_add(&block, cell, &message->unit, &message->batch, why);
    cst_block_free(&block);
    return code;
}

static int check_part(const cst_hub *hub, const cst_message *message, cst_error *why)
{
    const int code = cst_hub_check_part(hub->ledger, message, why);
    if (code != 0) {
        return code;
    }
    const cst_flight *flight = cst_hub_find_flight(hub, message->from, &message->unit);
    if (flight == NULL) {
        return check_repeat(hub, message, why);
    }
    if (!flight->told || !cst_receipt_equal(&flight->sent, &message->receipt)) {
        return refuse(message, "the receipt that its RECEIPT told, and that one first", why);
    }
    return check_words(hub->ledger, message, why);
}

/* A unit that two could not do is none that a third one could. */
static int check_fail(cst_hub *hub, const cst_message *message, cst_error *why)
{
    cst_flight *flight = cst_hub_find_flight(hub, message->from, &message->unit);
    const bool fatal = flight != NULL && flight->failed;
    const int code = cst_hub_read_fail(message, why);
    if (flight != NULL) {
        flight->failed = true;
    }
    return fatal && cst_error_sentence(message->code) != NULL ? 0 : code;
}

static int check_last(const cst_hub *hub, const cst_message *message, cst_error *why)
{
    const cst_hub_worker *worker = &hub->worker[message->from];
    return worker->units == message->units && worker->parts == message->sum &&
                   cst_receipt_equal(&worker->sent, &message->receipt)
               ? 0
               : cst_error_set(why, CST_ERR_RECEIPT, "receipt",
                               "LAST: expected the sums of the %" PRIu64
                               " units that came of this worker, found those of %" PRIu64
                               " units, or others",
                               worker->units, message->units);
}

int cst_hub_check_guest(cst_hub *hub, const cst_message *message, cst_error *why)
{
    const cst_hub_worker *worker = &hub->worker[message->from];
    const bool first = message->kind == CST_MESSAGE_READY || message->kind == CST_MESSAGE_FAIL ||
                       message->kind == CST_MESSAGE_LAST;
    if (!worker->joined || (!worker->ready && !first)) {
        return cst_error_set(why, CST_ERR_WIRE, "wire", "%s: expected READY before it",
                             cst_message_name(message->kind));
    }
    switch (message->kind) {
    case CST_MESSAGE_READY:
        return 0;
    case CST_MESSAGE_RECEIPT:
        return check_receipt(hub, message, why);
    case CST_MESSAGE_PART:
        return check_part(hub, message, why);
    case CST_MESSAGE_FAIL:
        return check_fail(hub, message, why);
    case CST_MESSAGE_LAST:
        return check_last(hub, message, why);
    default:
        return cst_error_set(why, CST_ERR_WIRE, "wire",
                             "expected READY, RECEIPT, PART, LAST or FAIL of a worker, found %s",
                             cst_message_name(message->kind));
    }
}

int cst_hub_take_guest(cst_hub *hub, const cst_message *message, cst_error *error)
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
