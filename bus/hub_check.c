/* SPDX-License-Identifier: MIT */
#include "bus/internal_hub.h"

#include <inttypes.h>

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

int cst_hub_read_fail(const cst_message *message, cst_error *error)
{
    if (cst_error_sentence(message->code) == NULL) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "code: expected an error's number, found %d", message->code);
    }
    return cst_error_set(error, message->code, NULL, "worker %" PRIu32 ": %.*s", message->from,
                         (int)(message->text_size < 512 ? message->text_size : 512), message->text);
}

/* --- What a guest may say -------------------------------------------------------------------- */

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
