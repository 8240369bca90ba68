/* SPDX-License-Identifier: MIT */
#include "tests/lib/fixture.h"

#include "base/check.h"
#include "estimate/sample/lists.h"

#include <stdlib.h>
#include <string.h>

enum { QUEUE_MAX = 8192, STEPS_MAX = 10 * 1000 * 1000 };

typedef struct parcel {
    uint32_t from, to;
    cst_frame frame;
} parcel;

typedef struct peer {
    cst_worker machine;
    cst_fixture *fixture;
    bool dead;
} peer;

struct cst_fixture {
    cst_fixture_spec spec;
    const cst_cell **cells;
    cst_ledger ledger;
    cst_hub hub;
    peer *peers;
    parcel queue[QUEUE_MAX];
    uint32_t queued, peak;
    uint64_t delivered, seen[CST_MESSAGE_PART + 1];
    uint64_t random;
    int code;
    cst_error error;
};

/* --- Cells and sink -------------------------------------------------------------------------- */

void cst_fixture_cell(cst_cell *cell, const char *method, bool ends)
{
    cst_trial_spec trial = cst_trial_spec_default();
    cst_estimate_spec estimate = cst_estimate_spec_default();
    cst_error error = {0};
    trial.agents = 23;
    trial.rounds = 7;
    trial.scheming.law.rate = 0.05;
    trial.score.tpr = 0.7;
    trial.score.fpr = 0.1;
    trial.abstain = 0.05;
    trial.response.effect = ends ? CST_EFFECT_END_TRIAL : CST_EFFECT_NONE;
    estimate.trials = 40;
    estimate.seed = 7;
    estimate.method = cst_method_find(method);
    cst_require(estimate.method != NULL);
    cst_require(cst_trial_spec_check(&trial, &error) == 0);
    cst_require(cst_cell_make(cell, &trial, &estimate, &error) == 0);
    /* Several blocks, the last one shorter. */
    cell->block_trials = 12;
}

static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static bool collected_have(void *self, uint32_t cell, uint64_t block)
{
    const cst_collected *collected = self;
    return cell == 0 && block < collected->have_below;
}

static int collected_row(void *self, uint32_t cell, uint64_t block, const cst_row *row,
                         cst_error *error)
{
    cst_collected *collected = self;
    collected->blocks++;
    if (collected->blocks == collected->fail_at) {
        return cst_error_set(error, CST_ERR_STORE, NULL, "the disk is full");
    }
    uint64_t hash = mix(cell + 1000003 * block);
    for (size_t i = 0; i < CST_COUNT_KINDS; i++) {
        hash = mix(hash ^ row->count[i]);
        collected->count[i] += row->count[i];
    }
    for (size_t i = 0; i < CST_SPREAD_KINDS; i++) {
        hash = mix(hash ^ row->spread[i].sum);
        hash = mix(hash ^ (uint64_t)row->spread[i].sum_sq);
        for (uint32_t b = 0; b < CST_SPREAD_BUCKETS; b++) {
            hash = mix(hash ^ cst_spread_at(&row->spread[i], b));
        }
    }
    collected->digest += hash;
    return 0;
}

static int collected_flush(void *self, cst_error *error)
{
    cst_collected *collected = self;
    (void)error;
    collected->flushes++;
    return 0;
}

static int collected_reached(void *self, cst_ledger *ledger, uint32_t cell, cst_error *error)
{
    cst_collected *collected = self;
    uint64_t *wanted = &collected->wanted[cell];
    (void)error;
    if (*wanted == collected->until) {
        cst_ledger_finish(ledger, cell);
        return 0;
    }
    *wanted += collected->by;
    *wanted = *wanted < collected->until ? *wanted : collected->until;
    cst_ledger_want(ledger, cell, *wanted);
    return 0;
}

cst_sink cst_collected_sink(cst_collected *collected)
{
    return (cst_sink){.self = collected,
                      .have = collected_have,
                      .row = collected_row,
                      .reached = collected->by > 0 ? collected_reached : NULL,
                      .flush = collected_flush};
}

/* --- Faults ---------------------------------------------------------------------------------- */

static double draw(cst_fixture *fixture)
{
    fixture->random = mix(fixture->random);
    return (double)(fixture->random >> 11) * 0x1p-53;
}

static void copy_bits(const cst_batch *from, uint64_t at, cst_batch *to, uint64_t record)
{
    const uint64_t words = cst_batch_plane_words(from->lead, from->records);
    for (uint32_t plane = CST_PLANE_ATTACK; plane < CST_LIST_SCHEMERS; plane *= 2) {
        const uint8_t *bits = cst_batch_column(from, plane);
        if (bits != NULL) {
            cst_plane_or(cst_batch_column_mut(to, plane), to->lead + record,
                         cst_plane_get(bits, words, from->lead + at) & 1);
        }
    }
}

static void copy_record(const cst_batch *from, uint64_t at, cst_batch *to, uint64_t record)
{
    if (cst_batch_has_planes(from->columns)) {
        copy_bits(from, at, to, record);
        return;
    }
    if ((from->columns & CST_COLUMN_TASK) != 0) {
        cst_batch_task_set(to, record, cst_batch_task_at(from, at));
    }
    for (uint32_t column = CST_COLUMN_ATTACK; column <= CST_COLUMN_ABSTENTIONS; column *= 2) {
        if ((from->columns & column) != 0) {
            cst_batch_column_mut(to, column)[record] = cst_batch_column(from, column)[at];
        }
    }
    if ((from->columns & CST_COLUMN_RECORD) != 0) {
        const uint8_t *words = cst_batch_column(from, CST_COLUMN_RECORD);
        cst_batch_record_set(to, record, cst_batch_word(words + at * sizeof(uint64_t)));
    }
}

/* Another number of reports; where there are none another actor; where there is nothing but the
 * task, another task. */
static void alter_record(cst_batch *batch, uint64_t record)
{
    if (cst_batch_has_planes(batch->columns)) {
        const bool reports = (batch->columns & CST_PLANE_REPORTS) != 0;
        uint8_t *plane =
            cst_batch_column_mut(batch, reports ? CST_PLANE_REPORTS : CST_PLANE_ATTACK);
        const uint64_t at = batch->lead + record;
        cst_plane_word_set(plane, at / 64,
                           cst_plane_word(plane, at / 64) ^ UINT64_C(1) << (at % 64));
        return;
    }
    if ((batch->columns & CST_COLUMN_REPORTS) != 0) {
        cst_batch_column_mut(batch, CST_COLUMN_REPORTS)[record] ^= 1;
    } else if ((batch->columns & CST_COLUMN_ATTACK) != 0) {
        cst_batch_column_mut(batch, CST_COLUMN_ATTACK)[record] ^= 1;
    } else {
        cst_batch_task_set(batch, record, cst_batch_task_at(batch, record) ^ 1);
    }
}

/* The batch without its middle record, with it twice, or with it altered. */
static void hurt_batch(cst_batch *batch, cst_fault_kind fault)
{
    cst_require(batch->records > 0);
    const uint64_t middle = batch->records / 2;
    const bool lost = fault == CST_FAULT_RECORD_LOST;
    const bool added = fault == CST_FAULT_RECORD_ADDED;
    cst_batch out;
    const uint64_t records = batch->records + added - lost;
    cst_require((cst_batch_has_planes(batch->columns)
                     ? cst_batch_init_planes(&out, batch->columns, batch->lead, records, NULL)
                     : cst_batch_init(&out, batch->columns, records, NULL)) == 0);
    for (uint64_t i = 0, at = 0; i < out.records; i++, at++) {
        at += lost && i == middle;
        at -= added && i == middle + 1;
        copy_record(batch, at, &out, i);
    }
    if ((batch->columns & CST_LIST_SCHEMERS) != 0) {
        cst_require(cst_batch_list_grow(&out, batch->listed, NULL) == 0);
        memcpy(cst_batch_list_end(&out), cst_batch_list(batch), batch->listed * sizeof(uint64_t));
        cst_batch_list_add(&out, batch->listed);
    }
    if (fault == CST_FAULT_RECORD_ALTERED) {
        alter_record(&out, middle);
    }
    cst_batch_free(batch);
    *batch = out;
}

static void hurt_message(cst_frame *frame, cst_fault_kind fault)
{
    cst_message message;
    cst_require(cst_wire_unpack(frame->bytes, frame->size, &message, NULL) == 0);
    if (fault == CST_FAULT_RECEIPT) {
        message.receipt.hash ^= 1;
    } else {
        hurt_batch(&message.batch, fault);
    }
    cst_frame out;
    cst_require(cst_wire_pack(&message, &out, NULL) == 0);
    free(frame->memory);
    *frame = out;
}

/* A message of the same unit that says another thing, with a receipt that fits; of a lease, another
 * reviewer; of last words, other totals; of a failure, another one. */
static void make_other(cst_frame *frame)
{
    cst_message message;
    cst_require(cst_wire_unpack(frame->bytes, frame->size, &message, NULL) == 0);
    if (message.batch.columns != 0) {
        hurt_batch(&message.batch, CST_FAULT_RECORD_ALTERED);
        if (message.kind == CST_MESSAGE_PART) {
            message.sum = cst_unit_receipt(&message.unit, &message.batch).hash;
        } else {
            message.receipt = cst_unit_receipt(&message.unit, &message.batch);
        }
    } else if (message.kind == CST_MESSAGE_LEASE) {
        message.peer = message.peer == 0 ? 1 : 0;
    } else if (message.kind == CST_MESSAGE_FAIL) {
        message.code = CST_ERR_BUS;
    } else {
        message.receipt.hash ^= 1;
    }
    cst_frame out;
    cst_require(cst_wire_pack(&message, &out, NULL) == 0);
    free(frame->memory);
    *frame = out;
}

static cst_frame copy_frame(const cst_frame *frame)
{
    cst_frame out = {.memory = malloc(CST_BATCH_HEAD + frame->size), .size = frame->size};
    cst_require(out.memory != NULL);
    /* Askew on purpose, as a message from a stranger may lie. */
    out.bytes = out.memory + 1;
    memcpy(out.bytes, frame->bytes, frame->size);
    return out;
}

static void enqueue(cst_fixture *fixture, const parcel *p)
{
    cst_require(fixture->queued < QUEUE_MAX);
    fixture->queue[fixture->queued++] = *p;
    uint32_t same = 0;
    for (uint32_t i = 0; i < fixture->queued; i++) {
        same += fixture->queue[i].from == p->from && fixture->queue[i].to == p->to;
    }
    fixture->peak = same > fixture->peak ? same : fixture->peak;
}

static void enqueue_with_faults(cst_fixture *fixture, cst_message_kind kind, parcel *p)
{
    const cst_fixture_spec *spec = &fixture->spec;
    const bool hit = spec->fault != CST_FAULT_NONE && kind == spec->fault_in &&
                     ++fixture->seen[kind] == spec->fault_nth;
    const cst_fault_kind fault = hit ? spec->fault : CST_FAULT_NONE;
    switch (fault) {
    case CST_FAULT_DROP:
        free(p->frame.memory);
        return;
    case CST_FAULT_RECORD_LOST:
    case CST_FAULT_RECORD_ADDED:
    case CST_FAULT_RECORD_ALTERED:
    case CST_FAULT_RECEIPT:
        hurt_message(&p->frame, fault);
        break;
    case CST_FAULT_BYTE:
        p->frame.bytes[p->frame.size - 1] ^= 1;
        break;
    case CST_FAULT_OTHER:
        make_other(&p->frame);
        break;
    case CST_FAULT_NONE:
    case CST_FAULT_REPEAT:
    case CST_FAULT_OTHER_AGAIN:
        break;
    }
    const bool twice = fault == CST_FAULT_REPEAT || fault == CST_FAULT_OTHER_AGAIN ||
                       draw(fixture) < spec->repeat_share;
    parcel again = {.from = p->from, .to = p->to, .frame = copy_frame(&p->frame)};
    if (fault == CST_FAULT_OTHER_AGAIN) {
        make_other(&again.frame);
    }
    enqueue(fixture, p);
    if (twice) {
        enqueue(fixture, &again);
    } else {
        free(again.frame.memory);
    }
}

static int put(cst_fixture *fixture, uint32_t from, uint32_t to, cst_message *message,
               cst_error *error)
{
    parcel p = {.from = from, .to = to};
    const cst_message_kind kind = message->kind;
    int code = cst_wire_pack(message, &p.frame, error);
    if (code == 0) {
        enqueue_with_faults(fixture, kind, &p);
    }
    return code;
}

static int hub_send(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    return put(self, CST_HUB, to, message, error);
}

static int worker_send(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    const peer *worker = self;
    return put(worker->fixture, worker->machine.index, to, message, error);
}

/* --- Stepping -------------------------------------------------------------------------------- */

cst_fixture *cst_fixture_open(const cst_fixture_spec *spec)
{
    cst_fixture *fixture = calloc(1, sizeof *fixture);
    cst_require(fixture != NULL);
    fixture->spec = *spec;
    fixture->random = spec->seed;
    fixture->peers = calloc(spec->workers, sizeof *fixture->peers);
    cst_require(fixture->peers != NULL);
    fixture->cells = calloc(spec->cell_count, sizeof *fixture->cells);
    cst_require(fixture->cells != NULL);
    for (uint32_t i = 0; i < spec->cell_count; i++) {
        fixture->cells[i] = &spec->cells[i];
    }
    cst_require(cst_ledger_init(&fixture->ledger, fixture->cells, spec->cell_count, &spec->sink,
                                NULL) == 0);
    const cst_post hub_post = {.self = fixture, .send = hub_send};
    cst_require(cst_hub_init(&fixture->hub, &fixture->ledger, spec->workers, 0, spec->batch,
                             &hub_post, NULL) == 0);
    for (uint32_t i = 0; i < spec->workers; i++) {
        peer *worker = &fixture->peers[i];
        const cst_post post = {.self = worker, .send = worker_send};
        worker->fixture = fixture;
        cst_worker_init(&worker->machine, fixture->cells, spec->cell_count, spec->workers, i,
                        &post);
        cst_require(cst_worker_start(&worker->machine, NULL) == 0);
    }
    return fixture;
}

void cst_fixture_close(cst_fixture **fixture)
{
    cst_fixture *f = *fixture;
    for (uint32_t i = 0; i < f->queued; i++) {
        free(f->queue[i].frame.memory);
    }
    for (uint32_t i = 0; i < f->spec.workers; i++) {
        cst_worker_free(&f->peers[i].machine);
    }
    cst_hub_free(&f->hub);
    cst_ledger_free(&f->ledger);
    free(f->peers);
    free(f->cells);
    free(f);
    *fixture = NULL;
}

static int deliver(cst_fixture *fixture, const parcel *p)
{
    cst_message message;
    if (p->to != CST_HUB && fixture->peers[p->to].dead) {
        return 0;
    }
    int code = cst_wire_unpack(p->frame.bytes, p->frame.size, &message, &fixture->error);
    if (code == 0 && p->to == CST_HUB) {
        code = cst_hub_receive(&fixture->hub, &message, &fixture->error);
    } else if (code == 0) {
        code = cst_worker_receive(&fixture->peers[p->to].machine, &message, &fixture->error);
    }
    cst_batch_free(&message.batch);
    return code;
}

bool cst_fixture_step(cst_fixture *fixture)
{
    if (fixture->queued == 0 || fixture->code != 0 || cst_hub_done(&fixture->hub)) {
        return false;
    }
    uint32_t at = 0;
    if (fixture->spec.reorder) {
        at = (uint32_t)(draw(fixture) * fixture->queued);
    }
    const parcel p = fixture->queue[at];
    fixture->queued--;
    memmove(&fixture->queue[at], &fixture->queue[at + 1], (fixture->queued - at) * sizeof p);
    fixture->delivered++;
    fixture->code = deliver(fixture, &p);
    free(p.frame.memory);
    return true;
}

int cst_fixture_run(cst_fixture *fixture, cst_error *error)
{
    uint64_t steps = 0;
    while (cst_fixture_step(fixture)) {
        cst_require(++steps < STEPS_MAX);
    }
    if (fixture->code == 0 && !cst_hub_done(&fixture->hub)) {
        fixture->code = cst_hub_stalled(&fixture->hub, 60.0, &fixture->error);
    }
    if (error != NULL) {
        *error = fixture->error;
    }
    return fixture->code;
}

void cst_fixture_kill(cst_fixture *fixture, uint32_t worker)
{
    fixture->peers[worker].dead = true;
}

const cst_hub *cst_fixture_hub(const cst_fixture *fixture)
{
    return &fixture->hub;
}

cst_hub *cst_fixture_hub_mut(cst_fixture *fixture)
{
    return &fixture->hub;
}

uint32_t cst_fixture_peak(const cst_fixture *fixture)
{
    return fixture->peak;
}

uint64_t cst_fixture_delivered(const cst_fixture *fixture)
{
    return fixture->delivered;
}

uint64_t cst_fixture_worker_repeats(const cst_fixture *fixture)
{
    uint64_t repeats = 0;
    for (uint32_t i = 0; i < fixture->spec.workers; i++) {
        repeats += fixture->peers[i].machine.repeats;
    }
    return repeats;
}
