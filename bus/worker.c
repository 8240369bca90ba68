/* SPDX-License-Identifier: MIT */
#include "bus/worker.h"

#include <inttypes.h>
#include <string.h>

void cst_worker_init(cst_worker *worker, const cst_cell *cells, uint32_t cell_count,
                     uint32_t workers, uint32_t index, const cst_post *post)
{
    *worker = (cst_worker){.cells = cells,
                           .cell_count = cell_count,
                           .index = index,
                           .workers = workers,
                           .post = *post};
    worker->acted = (cst_unit_memory){.seen = worker->acted_seen, .room = CST_WORKER_MEMORY};
    worker->reviewed = (cst_unit_memory){.seen = worker->reviewed_seen, .room = CST_WORKER_MEMORY};
}

static int send(cst_worker *worker, uint32_t to, cst_message *message, cst_error *error)
{
    message->from = worker->index;
    return worker->post.send(worker->post.self, to, message, error);
}

int cst_worker_start(cst_worker *worker, cst_error *error)
{
    cst_message ready = {.kind = CST_MESSAGE_READY};
    return send(worker, CST_HUB, &ready, error);
}

int cst_worker_fail(cst_worker *worker, const cst_unit *unit, const cst_error *cause,
                    cst_error *error)
{
    char text[sizeof cause->key + sizeof cause->text + 8];
    cst_error_format(cause, text, sizeof text);
    cst_message fail = {
        .kind = CST_MESSAGE_FAIL, .code = cause->code, .text = text, .text_size = strlen(text)};
    if (unit != NULL) {
        fail.unit = *unit;
    }
    return send(worker, CST_HUB, &fail, error);
}

/* Sends a unit's batch with its receipt, which is added to the totals where it goes to the hub. */
static int send_batch(cst_worker *worker, const cst_message *about, cst_message_kind kind,
                      cst_batch *batch, cst_error *error)
{
    const cst_receipt receipt = cst_unit_receipt(&about->unit, batch); /* while it is at hand */
    cst_batch_seal(batch);
    cst_message message = {.kind = kind, .unit = about->unit, .receipt = receipt, .batch = *batch};
    if (kind == CST_MESSAGE_ACTIONS) {
        cst_unit_remember(&worker->acted, &about->unit, &message.receipt);
        return send(worker, about->reviewer, &message, error);
    }
    cst_unit_remember(&worker->reviewed, &about->unit, &about->receipt);
    cst_receipt_add(&worker->sent, &message.receipt);
    worker->units++;
    return send(worker, CST_HUB, &message, error);
}

static int act(cst_worker *worker, const cst_message *lease, cst_error *error)
{
    if (cst_unit_recall(&worker->acted, &lease->unit) != NULL) {
        worker->repeats++;
        return 0;
    }
    cst_error cause = {0};
    cst_batch actions = {0};
    int code = cst_unit_check(&lease->unit, worker->cells, worker->cell_count, &cause);
    if (code == 0 && lease->reviewer >= worker->workers) {
        code = cst_error_set(&cause, CST_ERR_WIRE, NULL,
                             "expected a reviewer below %" PRIu32 ", found %" PRIu32,
                             worker->workers, lease->reviewer);
    }
    if (code == 0) {
        const cst_cell *cell = &worker->cells[lease->unit.cell];
        code = cell->estimator->act(cell, &lease->unit, &actions, &cause);
    }
    if (code != 0) {
        cst_batch_free(&actions);
        return cst_worker_fail(worker, &lease->unit, &cause, error);
    }
    return send_batch(worker, lease, CST_MESSAGE_ACTIONS, &actions, error);
}

static int review(cst_worker *worker, const cst_message *actions, cst_error *error)
{
    cst_error cause = {0};
    cst_batch reports = {0};
    cst_receipt reached;
    int code = cst_unit_check(&actions->unit, worker->cells, worker->cell_count, &cause);
    if (code == 0) {
        const cst_cell *cell = &worker->cells[actions->unit.cell];
        code = cst_unit_check_batch(&actions->unit, &actions->batch, cst_cell_action_columns(cell),
                                    "the reviewer", &actions->receipt, &reached, &cause);
    }
    /* Looked at after the receipt: a repeat must be whole, too. */
    const cst_receipt *before = cst_unit_recall(&worker->reviewed, &actions->unit);
    if (code == 0 && before != NULL) {
        code = cst_unit_settle("actions that came again", "the reviewer", before, &reached, &cause);
        worker->repeats += code == 0;
    } else if (code == 0) {
        const cst_cell *cell = &worker->cells[actions->unit.cell];
        code = cell->estimator->review(cell, &actions->unit, &actions->batch, &reports, &cause);
    }
    if (code != 0) {
        cst_batch_free(&reports);
        return cst_worker_fail(worker, &actions->unit, &cause, error);
    }
    if (before != NULL) {
        return 0;
    }
    return send_batch(worker, actions, CST_MESSAGE_REPORTS, &reports, error);
}

static int stop(cst_worker *worker, cst_error *error)
{
    if (worker->stopped) {
        worker->repeats++;
        return 0;
    }
    worker->stopped = true;
    cst_message last = {.kind = CST_MESSAGE_LAST, .receipt = worker->sent, .units = worker->units};
    return send(worker, CST_HUB, &last, error);
}

int cst_worker_receive(cst_worker *worker, const cst_message *message, cst_error *error)
{
    cst_error cause = {0};
    switch (message->kind) {
    case CST_MESSAGE_LEASE:
        return act(worker, message, error);
    case CST_MESSAGE_ACTIONS:
        return review(worker, message, error);
    case CST_MESSAGE_STOP:
        return stop(worker, error);
    case CST_MESSAGE_READY:
    case CST_MESSAGE_REPORTS:
    case CST_MESSAGE_LAST:
    case CST_MESSAGE_FAIL:
        break;
    }
    (void)cst_error_set(&cause, CST_ERR_WIRE, NULL,
                        "worker %" PRIu32 " expected LEASE, ACTIONS or STOP, found %s",
                        worker->index, cst_message_name(message->kind));
    return cst_worker_fail(worker, NULL, &cause, error);
}
