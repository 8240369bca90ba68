/* SPDX-License-Identifier: MIT */
#include "bus/worker.h"

#include <inttypes.h>
#include <string.h>

void cst_worker_init(cst_worker *worker, const cst_cell *const *cells, uint32_t cell_count,
                     uint32_t workers, uint32_t index, const cst_post *post)
{
    *worker = (cst_worker){.cells = cells,
                           .cell_count = cell_count,
                           .index = index,
                           .workers = workers,
                           .post = *post};
    worker->tallied = (cst_unit_memory){.seen = worker->tallied_seen, .room = CST_WORKER_MEMORY};
    worker->reviewed = (cst_unit_memory){.seen = worker->reviewed_seen, .room = CST_WORKER_MEMORY};
}

void cst_worker_free(cst_worker *worker)
{
    for (uint32_t i = 0; i < CST_CREDIT; i++) {
        cst_batch_free(&worker->acted[i].actions);
        worker->acted[i] = (cst_acted){0};
    }
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

int cst_worker_fail(cst_worker *worker, const cst_unit *unit, const cst_error *why,
                    cst_error *error)
{
    char text[sizeof why->key + sizeof why->text + 8];
    cst_error_format(why, text, sizeof text);
    cst_message fail = {
        .kind = CST_MESSAGE_FAIL, .code = why->code, .text = text, .text_size = strlen(text)};
    if (unit != NULL) {
        fail.unit = *unit;
    }
    return send(worker, CST_HUB, &fail, error);
}

/* The place of a unit whose reports are waited for; NULL: there is none. */
static cst_acted *find_acted(cst_worker *worker, const cst_unit *unit)
{
    for (uint32_t i = 0; i < CST_CREDIT; i++) {
        if (worker->acted[i].used && cst_unit_equal(&worker->acted[i].unit, unit)) {
            return &worker->acted[i];
        }
    }
    return NULL;
}

/* --- Acting ---------------------------------------------------------------------------------- */

/* A place for one unit more, within the credit. */
static int free_place(cst_worker *worker, cst_acted **place, cst_error *why)
{
    for (uint32_t i = 0; i < CST_CREDIT; i++) {
        if (!worker->acted[i].used) {
            *place = &worker->acted[i];
            return 0;
        }
    }
    return cst_error_set(why, CST_ERR_WIRE, NULL,
                         "expected at most %d units in flight, found one more lease",
                         (int)CST_CREDIT);
}

/* Makes the actions of a unit, and keeps a copy in `place`. */
static int make_actions(cst_worker *worker, const cst_message *lease, cst_batch *actions,
                        cst_acted **place, cst_error *why)
{
    int code = cst_unit_check(&lease->unit, worker->cells, worker->cell_count, why);
    if (code == 0 && lease->peer >= worker->workers) {
        code = cst_error_set(why, CST_ERR_WIRE, NULL,
                             "expected a reviewer below %" PRIu32 ", found %" PRIu32,
                             worker->workers, lease->peer);
    }
    code = code != 0 ? code : free_place(worker, place, why);
    if (code == 0) {
        const cst_cell *cell = worker->cells[lease->unit.cell];
        code = cell->method->act(cell, &lease->unit, actions, why);
    }
    if (code == 0) {
        cst_batch_seal(actions);
        code = cst_batch_copy(&(*place)->actions, actions, why);
    }
    return code;
}

static int act(cst_worker *worker, const cst_message *lease, cst_error *error)
{
    if (find_acted(worker, &lease->unit) != NULL ||
        cst_unit_recall(&worker->tallied, &lease->unit) != NULL) {
        worker->repeats++;
        return 0;
    }
    cst_error why = {0};
    cst_acted *place = NULL;
    cst_message message = {.kind = CST_MESSAGE_ACTIONS, .unit = lease->unit};
    if (make_actions(worker, lease, &message.batch, &place, &why) != 0) {
        cst_batch_free(&message.batch);
        return cst_worker_fail(worker, &lease->unit, &why, error);
    }
    place->unit = lease->unit;
    place->reviewer = lease->peer;
    place->used = true;
    message.receipt =
        cst_unit_receipt_of(worker->cells[lease->unit.cell], &lease->unit, &message.batch);
    place->hash = message.receipt.hash;
    return send(worker, lease->peer, &message, error);
}

/* Whether the unit of a message is one of the run's, and its batch has the columns that it should
 * have and has arrived whole. *reached is what arrived. */
static int check_batch(const cst_worker *worker, const cst_message *message, const char *where,
                       cst_receipt *reached, cst_error *why)
{
    const int code = cst_unit_check(&message->unit, worker->cells, worker->cell_count, why);
    if (code != 0) {
        return code;
    }
    const cst_cell *cell = worker->cells[message->unit.cell];
    const bool acts = message->kind == CST_MESSAGE_ACTIONS;
    const uint32_t columns = acts ? cell->action_columns : cell->report_columns;
    char text[CST_UNIT_TEXT];
    cst_unit_format(&message->unit, text);
    if (message->batch.columns != columns) {
        return cst_error_set(why, CST_ERR_RECEIPT, "receipt",
                             "%s: expected columns %" PRIu32 ", found %" PRIu32, text, columns,
                             message->batch.columns);
    }
    *reached = cst_unit_receipt_of(cell, &message->unit, &message->batch);
    return cst_unit_settle(text, where, &message->receipt, reached, why);
}

/* --- Reviewing ------------------------------------------------------------------------------- */

/* The hub hears of the reports before the worker that acted gets them. */
static int send_reports(cst_worker *worker, const cst_message *actions, cst_batch *reports,
                        cst_error *error)
{
    const cst_receipt sent =
        cst_unit_receipt_of(worker->cells[actions->unit.cell], &actions->unit, reports);
    cst_message receipt = {
        .kind = CST_MESSAGE_RECEIPT, .peer = actions->from, .unit = actions->unit, .receipt = sent};
    cst_message message = {.kind = CST_MESSAGE_REPORTS,
                           .unit = actions->unit,
                           .receipt = sent,
                           .sum = actions->receipt.hash,
                           .batch = *reports};
    cst_unit_remember(&worker->reviewed,
                      &(cst_unit_seen){.unit = actions->unit, .receipt = actions->receipt});
    cst_receipt_add(&worker->sent, &sent);
    worker->units++;
    const int code = send(worker, CST_HUB, &receipt, error);
    if (code != 0) {
        cst_batch_free(&message.batch);
        return code;
    }
    return send(worker, actions->from, &message, error);
}

static int review(cst_worker *worker, const cst_message *actions, cst_error *error)
{
    cst_error why = {0};
    cst_batch reports = {0};
    cst_receipt reached;
    int code = check_batch(worker, actions, "the reviewer", &reached, &why);
    /* Looked at after the receipt: a repeat must be whole, too. */
    const cst_unit_seen *before = cst_unit_recall(&worker->reviewed, &actions->unit);
    if (code == 0 && before != NULL) {
        code = cst_unit_settle("actions that came again", "the reviewer", &before->receipt,
                               &reached, &why);
        worker->repeats += code == 0;
    } else if (code == 0) {
        const cst_cell *cell = worker->cells[actions->unit.cell];
        code = cell->method->review(cell, &actions->unit, &actions->batch, &reports, &why);
    }
    if (code != 0) {
        cst_batch_free(&reports);
        return cst_worker_fail(worker, &actions->unit, &why, error);
    }
    if (before != NULL) {
        return 0;
    }
    cst_batch_seal(&reports);
    return send_reports(worker, actions, &reports, error);
}

/* --- Tallying -------------------------------------------------------------------------------- */

/* Whether reports are on the actions with that hash, which were sent. */
static int check_actions(const cst_message *reports, cst_u128 sent, cst_error *why)
{
    if (reports->sum == sent) {
        return 0;
    }
    char text[CST_UNIT_TEXT];
    cst_unit_format(&reports->unit, text);
    return cst_error_set(why, CST_ERR_RECEIPT, "receipt",
                         "%s: the reports are on other actions than were sent: these were "
                         "altered",
                         text);
}

/* Reports on a unit that is not waited for: a repeat, or none of ours. */
static int take_repeat(cst_worker *worker, const cst_message *reports, const cst_receipt *reached,
                       cst_error *why)
{
    const cst_unit_seen *before = cst_unit_recall(&worker->tallied, &reports->unit);
    if (before == NULL) {
        char text[CST_UNIT_TEXT];
        cst_unit_format(&reports->unit, text);
        return cst_error_set(why, CST_ERR_RECEIPT, "receipt",
                             "%s: reports came for a unit that is neither in flight nor among the "
                             "last %d tallied",
                             text, (int)CST_WORKER_MEMORY);
    }
    int code =
        cst_unit_settle("reports that came again", "the tally", &before->receipt, reached, why);
    code = code != 0 ? code : check_actions(reports, before->sum, why);
    worker->repeats += code == 0;
    return code;
}

/* The row part of a unit, by its actions and the reports on them. */
static int make_part(const cst_cell *cell, const cst_acted *acted, const cst_batch *reports,
                     cst_batch *words, cst_error *why)
{
    cst_part part;
    int code = cst_part_init(&part, cell, &acted->unit, why);
    if (code == 0) {
        code = cell->method->tally(cell, &acted->unit, &acted->actions, reports, &part, why);
    }
    code = code != 0 ? code : cst_part_close(&part, cell, why);
    code = code != 0 ? code : cst_part_pack(&part, cell, words, why);
    cst_part_free(&part);
    return code;
}

static int send_part(cst_worker *worker, cst_acted *acted, cst_message *part, cst_error *error)
{
    cst_unit_remember(
        &worker->tallied,
        &(cst_unit_seen){.unit = acted->unit, .receipt = part->receipt, .sum = acted->hash});
    cst_batch_free(&acted->actions);
    *acted = (cst_acted){0};
    part->sum = cst_unit_receipt(&part->unit, &part->batch).hash;
    worker->parts += part->sum;
    return send(worker, CST_HUB, part, error);
}

static int tally(cst_worker *worker, const cst_message *reports, cst_error *error)
{
    cst_error why = {0};
    cst_message part = {.kind = CST_MESSAGE_PART, .unit = reports->unit};
    cst_acted *acted = find_acted(worker, &reports->unit);
    int code = check_batch(worker, reports, "the tally", &part.receipt, &why);
    if (code == 0 && acted == NULL) {
        code = take_repeat(worker, reports, &part.receipt, &why);
    } else if (code == 0 && acted->reviewer != reports->from) {
        code = cst_error_set(&why, CST_ERR_WIRE, NULL,
                             "expected reports by worker %" PRIu32 ", found some by %" PRIu32,
                             acted->reviewer, reports->from);
    } else if (code == 0) {
        const cst_cell *cell = worker->cells[reports->unit.cell];
        code = check_actions(reports, acted->hash, &why);
        code = code != 0 ? code : make_part(cell, acted, &reports->batch, &part.batch, &why);
    }
    if (code != 0) {
        return cst_worker_fail(worker, &reports->unit, &why, error);
    }
    return acted != NULL ? send_part(worker, acted, &part, error) : 0;
}

/* --- The last word --------------------------------------------------------------------------- */

static int stop(cst_worker *worker, cst_error *error)
{
    if (worker->stopped) {
        worker->repeats++;
        return 0;
    }
    worker->stopped = true;
    cst_message last = {.kind = CST_MESSAGE_LAST,
                        .receipt = worker->sent,
                        .sum = worker->parts,
                        .units = worker->units};
    return send(worker, CST_HUB, &last, error);
}

int cst_worker_receive(cst_worker *worker, const cst_message *message, cst_error *error)
{
    cst_error why = {0};
    switch (message->kind) {
    case CST_MESSAGE_LEASE:
        return act(worker, message, error);
    case CST_MESSAGE_ACTIONS:
        return review(worker, message, error);
    case CST_MESSAGE_REPORTS:
        return tally(worker, message, error);
    case CST_MESSAGE_STOP:
        return stop(worker, error);
    default:
        (void)cst_error_set(&why, CST_ERR_WIRE, NULL,
                            "worker %" PRIu32 " expected LEASE, ACTIONS, REPORTS or STOP, found %s",
                            worker->index, cst_message_name(message->kind));
        return cst_worker_fail(worker, NULL, &why, error);
    }
}
