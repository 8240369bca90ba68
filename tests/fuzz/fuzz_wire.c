/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a message: they are refused, or they are the one form of what was read. What was
 * read then goes to a hub and to a worker, once as it is and once with the receipt put right, so
 * that hostile records reach the tally and the reviewers; and to a hub as from outside, where it is
 * refused or taken, and the hub goes on.
 */
#include "base/check.h"
#include "bus/roster.h"
#include "bus/worker.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CELLS = 3, WORKERS = 2, BATCH = 40 };

static void make_cell(cst_cell *cell, const char *method, bool ends)
{
    cst_trial_spec trial = cst_trial_spec_default();
    cst_estimate_spec estimate = cst_estimate_spec_default();
    trial.agents = 5;
    trial.rounds = 4;
    trial.abstain = 0.1;
    trial.scheming.law.rate = 0.1;
    trial.response.effect = ends ? CST_EFFECT_END_TRIAL : CST_EFFECT_NONE;
    estimate.trials = 8;
    estimate.method = cst_method_find(method);
    cst_require(cst_cell_make(cell, &trial, &estimate, NULL) == 0);
}

static int drop(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    (void)self;
    (void)to;
    (void)error;
    cst_batch_free(&message->batch);
    return 0;
}

/* To a hub of one cell whose first units are in flight. */
static void to_hub(const cst_cell *cell, const cst_message *message)
{
    const cst_post post = {.send = drop};
    const cst_sink sink = {0};
    cst_ledger ledger;
    cst_hub hub;
    cst_error error;
    cst_require(cst_ledger_init(&ledger, &cell, 1, &sink, &error) == 0);
    cst_require(cst_hub_init(&hub, &ledger, WORKERS, 0, BATCH, &post, &error) == 0);
    for (uint32_t i = 0; i < WORKERS; i++) {
        const cst_message ready = {.kind = CST_MESSAGE_READY, .from = i};
        cst_require(cst_hub_receive(&hub, &ready, &error) == 0);
    }
    (void)cst_hub_receive(&hub, message, &error);
    cst_hub_free(&hub);
    cst_ledger_free(&ledger);
}

static void to_worker(const cst_cell *cell, const cst_message *message)
{
    const cst_post post = {.send = drop};
    cst_worker worker;
    cst_error error;
    cst_worker_init(&worker, &cell, 1, WORKERS, 0, &post);
    /* In flight, so that reports on it are tallied. */
    const cst_message lease = {.kind = CST_MESSAGE_LEASE, .unit = message->unit};
    if (message->kind == CST_MESSAGE_REPORTS) {
        cst_require(cst_worker_receive(&worker, &lease, &error) == 0);
    }
    cst_require(cst_worker_receive(&worker, message, &error) == 0);
    cst_worker_free(&worker);
}

static int say_nothing(void *self, uint32_t connection, cst_message *message, bool *gone,
                       cst_error *error)
{
    (void)self;
    (void)connection;
    (void)message;
    (void)gone;
    (void)error;
    return 0;
}

static int to_guest(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    return cst_roster_send(self, to, message, error);
}

static void bring(cst_roster *roster, cst_message message)
{
    cst_frame frame;
    cst_error error;
    cst_require(cst_wire_pack(&message, &frame, NULL) == 0);
    (void)cst_roster_receive(roster, 1, frame.bytes, frame.size, 0.0, &error);
    free(frame.memory);
}

/* From a guest that has been welcomed and has units: the message as of a unit of its own, with the
 * receipt told first, and then as it came. */
static void from_guest(const cst_cell *cell, const uint8_t *data, size_t size,
                       const cst_message *message)
{
    static cst_roster roster;
    const cst_post post = {.self = &roster, .send = to_guest};
    const cst_roster_post way = {.send = say_nothing};
    const cst_roster_spec spec = {.program = "x", .text = "", .silence = 1.0};
    const cst_sink sink = {0};
    cst_ledger ledger;
    cst_hub hub;
    cst_error error;
    cst_require(cst_ledger_init(&ledger, &cell, 1, &sink, &error) == 0);
    cst_require(cst_hub_init(&hub, &ledger, 0, 1, BATCH, &post, &error) == 0);
    cst_roster_init(&roster, &hub, &spec, &way, 0.0);
    bring(&roster,
          (cst_message){
              .kind = CST_MESSAGE_HELLO, .peer = CST_HELLO_WORKER, .text = "x", .text_size = 1});
    bring(&roster, (cst_message){.kind = CST_MESSAGE_READY});
    cst_require(hub.joined == 1 && hub.in_flight > 0);
    cst_message own = *message;
    own.unit = hub.worker[0].flight[0].unit;
    own.from = 0;
    own.peer = 0;
    if (own.batch.columns != 0) {
        own.sum = cst_unit_receipt(&own.unit, &own.batch).hash;
    }
    bring(&roster,
          (cst_message){.kind = CST_MESSAGE_RECEIPT, .unit = own.unit, .receipt = own.receipt});
    bring(&roster, own);
    (void)cst_roster_receive(&roster, 1, data, size, 0.0, &error);
    cst_hub_free(&hub);
    cst_ledger_free(&ledger);
}

static void check_one_form(const cst_message *message, const uint8_t *data, size_t size)
{
    cst_message copy = *message;
    cst_frame frame;
    cst_require(cst_wire_pack(&copy, &frame, NULL) == 0);
    cst_require(frame.size == size);
    cst_require(memcmp(frame.bytes, data, size) == 0);
    free(frame.memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cst_cell cells[CELLS];
    static bool made;
    cst_message message;
    cst_error error;
    if (!made) {
        make_cell(&cells[0], "naive", false);
        make_cell(&cells[1], "naive", true);
        make_cell(&cells[2], "skip", false);
        made = true;
    }
    if (cst_wire_unpack(data, size, &message, &error) != 0) {
        cst_require(error.code == CST_ERR_WIRE && error.text[0] != '\0');
        return 0;
    }
    check_one_form(&message, data, size);
    const cst_cell *cell = &cells[message.unit.cell % CELLS];
    to_hub(cell, &message);
    to_worker(cell, &message);
    message.unit.cell = 0;
    if (message.batch.columns != 0) {
        message.receipt = cst_unit_receipt(&message.unit, &message.batch);
        message.sum = cst_unit_receipt(&message.unit, &message.batch).hash;
        message.from = 0; /* who reviews what 1 acts */
        message.peer = 1;
    }
    to_hub(cell, &message);
    to_worker(cell, &message);
    from_guest(cell, data, size, &message);
    return 0;
}
