/* SPDX-License-Identifier: MIT. Covers: hub_lease hub_stall. */
#include "bus/hub.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

enum { CELLS = 4, SEEDS = 40 };

/* Dense and sparse, with and without an end of trials. */
static void make_cells(cst_cell cells[CELLS])
{
    cst_fixture_cell(&cells[0], "naive", false);
    cst_fixture_cell(&cells[1], "naive", true);
    cst_fixture_cell(&cells[2], "skip", false);
    cst_fixture_cell(&cells[3], "skip", true);
}

static void free_cells(cst_cell cells[CELLS])
{
    for (size_t i = 0; i < CELLS; i++) {
        cst_cell_free(&cells[i]);
    }
}

/* What a run gave, and how. */
typedef struct outcome {
    int code;
    cst_error error;
    cst_collected collected;
    uint64_t units, repeats, worker_repeats;
    uint32_t peak;
    cst_receipt sent, reached;
} outcome;

/* Blocks are wanted `by` at a time, `until` so many are in; by = 0: all at once. */
static outcome run_by(cst_fixture_spec spec, uint64_t by, uint64_t until)
{
    outcome out = {.collected = {.by = by, .until = until}};
    spec.sink = cst_collected_sink(&out.collected);
    cst_fixture *fixture = cst_fixture_open(&spec);
    out.code = cst_fixture_run(fixture, &out.error);
    const cst_hub *hub = cst_fixture_hub(fixture);
    out.units = hub->units;
    out.repeats = hub->repeats;
    out.worker_repeats = cst_fixture_worker_repeats(fixture);
    out.peak = cst_fixture_peak(fixture);
    out.sent = hub->sent;
    out.reached = hub->reached;
    cst_fixture_close(&fixture);
    return out;
}

static outcome run(cst_fixture_spec spec)
{
    return run_by(spec, 0, 0);
}

static cst_fixture_spec plain(const cst_cell *cells)
{
    return (cst_fixture_spec){
        .cells = cells, .cell_count = CELLS, .workers = 3, .batch = 100, .seed = 1};
}

/* Any number of workers, any batch, any order of messages: the same rows. */
static void test_hub_same_rows(void)
{
    static const uint32_t workers[] = {1, 2, 3, 7};
    static const uint64_t batches[] = {1, 7, 161, 65536};
    cst_cell cells[CELLS];
    make_cells(cells);
    const outcome first = run(plain(cells));
    CU_ASSERT_EQUAL_FATAL(first.code, 0);
    CU_ASSERT_EQUAL(first.collected.blocks, CELLS * 4); /* 40 trials in blocks of 12 */
    CU_ASSERT_EQUAL(first.collected.count[CST_COUNT_TRIALS], CELLS * 40);
    CU_ASSERT(first.collected.count[CST_COUNT_CAUGHT] > 0);
    CU_ASSERT(first.collected.count[CST_COUNT_ESCAPED] > 0);
    CU_ASSERT(first.collected.count[CST_COUNT_VOID] > 0);
    CU_ASSERT(first.reached.reports > 0 && cst_receipt_equal(&first.sent, &first.reached));
    for (size_t w = 0; w < sizeof workers / sizeof workers[0]; w++) {
        for (size_t b = 0; b < sizeof batches / sizeof batches[0]; b++) {
            cst_fixture_spec spec = plain(cells);
            spec.workers = workers[w];
            spec.batch = batches[b];
            spec.reorder = true;
            const outcome other = run(spec);
            CU_ASSERT_EQUAL(other.code, 0);
            CU_ASSERT_EQUAL(other.collected.digest, first.collected.digest);
            CU_ASSERT(cst_receipt_equal(&other.reached, &first.reached));
        }
    }
    free_cells(cells);
}

/* Where blocks are wanted step by step nobody is left waiting, and only what is wanted is run: the
 * rows are those of the first blocks, all of them where all come to be wanted. */
static void test_hub_by_steps(void)
{
    static const uint32_t workers[] = {1, 2, 5};
    cst_cell cells[CELLS];
    make_cells(cells);
    const uint64_t all = run(plain(cells)).collected.digest;
    const uint64_t some = run_by(plain(cells), 1, 3).collected.digest;
    CU_ASSERT(some != all);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        for (uint64_t until = 3; until <= 4; until++) {
            cst_fixture_spec spec = plain(cells);
            spec.workers = workers[seed % 3];
            spec.batch = seed % 2 == 0 ? 161 : 65536;
            spec.seed = seed;
            spec.reorder = true;
            spec.repeat_share = 0.1;
            const outcome other = run_by(spec, 1 + seed % 2, until);
            CU_ASSERT_EQUAL(other.code, 0);
            CU_ASSERT_EQUAL(other.collected.blocks, CELLS * until);
            CU_ASSERT_EQUAL(other.collected.digest, until == 3 ? some : all);
        }
    }
    free_cells(cells);
}

/* Whole messages repeated and delayed at random change nothing. */
static void test_hub_repeats_change_nothing(void)
{
    cst_cell cells[CELLS];
    make_cells(cells);
    const outcome first = run(plain(cells));
    uint64_t repeats = 0;
    uint64_t worker_repeats = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        cst_fixture_spec spec = plain(cells);
        spec.seed = seed;
        spec.reorder = seed % 2 == 0;
        spec.repeat_share = 0.3;
        const outcome other = run(spec);
        if (other.code != 0 || other.collected.digest != first.collected.digest) {
            (void)printf("seed %llu: %d %s\n", (unsigned long long)seed, other.code,
                         other.error.text);
            CU_FAIL("repeats changed a run");
        }
        CU_ASSERT(cst_receipt_equal(&other.reached, &first.reached));
        CU_ASSERT(cst_receipt_equal(&other.sent, &first.sent));
        repeats += other.repeats;
        worker_repeats += other.worker_repeats;
    }
    CU_ASSERT(repeats > 100);
    CU_ASSERT(worker_repeats > 100);
    free_cells(cells);
}

typedef struct fault_case {
    cst_fault_kind fault;
    cst_message_kind in;
    int code;
    const char *words;
} fault_case;

static const fault_case fault_cases[] = {
    {CST_FAULT_RECORD_LOST, CST_MESSAGE_REPORTS, CST_ERR_RECEIPT,
     "reached the tally: records were lost"},
    {CST_FAULT_RECORD_ADDED, CST_MESSAGE_REPORTS, CST_ERR_RECEIPT,
     "reached the tally: records were added"},
    {CST_FAULT_RECORD_ALTERED, CST_MESSAGE_REPORTS, CST_ERR_RECEIPT, "records were altered"},
    {CST_FAULT_RECORD_LOST, CST_MESSAGE_ACTIONS, CST_ERR_RECEIPT,
     "reached the reviewer: records were lost"},
    {CST_FAULT_RECORD_ADDED, CST_MESSAGE_ACTIONS, CST_ERR_RECEIPT,
     "reached the reviewer: records were added"},
    {CST_FAULT_RECORD_ALTERED, CST_MESSAGE_ACTIONS, CST_ERR_RECEIPT, "records were altered"},
    {CST_FAULT_BYTE, CST_MESSAGE_REPORTS, CST_ERR_RECEIPT, "records were altered"},
    {CST_FAULT_BYTE, CST_MESSAGE_ACTIONS, CST_ERR_RECEIPT, "records were altered"},
    {CST_FAULT_RECEIPT, CST_MESSAGE_ACTIONS, CST_ERR_RECEIPT,
     "reached the reviewer, but with another hash"},
    {CST_FAULT_RECEIPT, CST_MESSAGE_REPORTS, CST_ERR_RECEIPT,
     "reached the tally, but with another hash"},
    {CST_FAULT_RECEIPT, CST_MESSAGE_PART, CST_ERR_RECEIPT,
     "reached the tally, but with another hash"},
    {CST_FAULT_RECORD_LOST, CST_MESSAGE_PART, CST_ERR_RECEIPT, "the row part has another sum"},
    {CST_FAULT_RECORD_ADDED, CST_MESSAGE_PART, CST_ERR_RECEIPT, "the row part has another sum"},
    {CST_FAULT_RECORD_ALTERED, CST_MESSAGE_PART, CST_ERR_RECEIPT, "the row part has another sum"},
    {CST_FAULT_BYTE, CST_MESSAGE_PART, CST_ERR_RECEIPT, "the row part has another sum"},
    {CST_FAULT_BYTE, CST_MESSAGE_READY, CST_ERR_WIRE, "body: expected 1 bytes as declared"},
    {CST_FAULT_BYTE, CST_MESSAGE_LEASE, CST_ERR_WIRE, "body: expected 1 bytes as declared"},
    {CST_FAULT_BYTE, CST_MESSAGE_STOP, CST_ERR_WIRE, "body: expected 1 bytes as declared"},
    {CST_FAULT_BYTE, CST_MESSAGE_RECEIPT, CST_ERR_WIRE, "body: expected 1 bytes as declared"},
    {CST_FAULT_BYTE, CST_MESSAGE_LAST, CST_ERR_WIRE, "body: expected 1 bytes as declared"},
    {CST_FAULT_OTHER, CST_MESSAGE_LEASE, CST_ERR_WIRE, "peer: expected a worker that worker"},
    {CST_FAULT_OTHER, CST_MESSAGE_ACTIONS, CST_ERR_RECEIPT, "worker "},
    {CST_FAULT_OTHER, CST_MESSAGE_PART, CST_ERR_RECEIPT, ""},
    {CST_FAULT_OTHER, CST_MESSAGE_REPORTS, CST_ERR_RECEIPT, "were altered"},
    {CST_FAULT_OTHER, CST_MESSAGE_RECEIPT, CST_ERR_RECEIPT, "were altered"},
    {CST_FAULT_OTHER, CST_MESSAGE_LAST, CST_ERR_RECEIPT, "run: "},
    {CST_FAULT_OTHER_AGAIN, CST_MESSAGE_LEASE, 0, ""},
    {CST_FAULT_OTHER_AGAIN, CST_MESSAGE_ACTIONS, CST_ERR_RECEIPT, "actions that came again"},
    {CST_FAULT_OTHER_AGAIN, CST_MESSAGE_REPORTS, CST_ERR_RECEIPT, "reports that came again"},
    {CST_FAULT_OTHER_AGAIN, CST_MESSAGE_RECEIPT, CST_ERR_RECEIPT, "a receipt that came again"},
    {CST_FAULT_OTHER_AGAIN, CST_MESSAGE_PART, CST_ERR_RECEIPT, "a row part came again"},
    {CST_FAULT_DROP, CST_MESSAGE_LEASE, CST_ERR_STALL, "leased to worker"},
    {CST_FAULT_DROP, CST_MESSAGE_ACTIONS, CST_ERR_STALL, "1 units in flight"},
    {CST_FAULT_DROP, CST_MESSAGE_REPORTS, CST_ERR_STALL, "for review by worker"},
    {CST_FAULT_DROP, CST_MESSAGE_RECEIPT, CST_ERR_STALL, "1 units in flight"},
    {CST_FAULT_DROP, CST_MESSAGE_PART, CST_ERR_STALL, "1 units in flight"},
    {CST_FAULT_DROP, CST_MESSAGE_READY, CST_ERR_STALL, "is not ready"},
    {CST_FAULT_DROP, CST_MESSAGE_STOP, CST_ERR_STALL, "has not said its last word"},
    {CST_FAULT_DROP, CST_MESSAGE_LAST, CST_ERR_STALL, "has not said its last word"},
    {CST_FAULT_REPEAT, CST_MESSAGE_READY, 0, ""},
    {CST_FAULT_REPEAT, CST_MESSAGE_LEASE, 0, ""},
    {CST_FAULT_REPEAT, CST_MESSAGE_ACTIONS, 0, ""},
    {CST_FAULT_REPEAT, CST_MESSAGE_REPORTS, 0, ""},
    {CST_FAULT_REPEAT, CST_MESSAGE_RECEIPT, 0, ""},
    {CST_FAULT_REPEAT, CST_MESSAGE_PART, 0, ""},
    {CST_FAULT_REPEAT, CST_MESSAGE_STOP, 0, ""},
    {CST_FAULT_REPEAT, CST_MESSAGE_LAST, 0, ""},
};

/* Of the first two of three workers: after the third's the run is over, and nobody listens. */
static const fault_case last_again = {CST_FAULT_OTHER_AGAIN, CST_MESSAGE_LAST, CST_ERR_RECEIPT,
                                      "last words that came again"};

/* One fault in the nth message of a kind, in dense and in sparse units. */
static void check_fault(const cst_cell *cell, const fault_case *fault, uint64_t nth,
                        uint64_t digest)
{
    cst_fixture_spec spec = plain(cell);
    spec.cell_count = 1;
    spec.fault = fault->fault;
    spec.fault_in = fault->in;
    spec.fault_nth = nth;
    const outcome out = run(spec);
    if (out.code != fault->code || strstr(out.error.text, fault->words) == NULL) {
        (void)printf("%s, fault %d in %s %llu: got %d \"%s\"\n", cell->method->name,
                     (int)fault->fault, cst_message_name(fault->in), (unsigned long long)nth,
                     out.code, out.error.text);
        CU_FAIL("a fault did not come out as it should");
    }
    if (nth == 1) {
        (void)printf("\n    %s, %s: %s", cell->method->name, cst_message_name(fault->in),
                     out.code == 0 ? "came twice, the rows are the same" : out.error.text);
    }
    if (fault->code == 0) {
        CU_ASSERT_EQUAL(out.collected.digest, digest);
    } else {
        const bool found_late = fault->fault == CST_FAULT_OTHER || fault->in == CST_MESSAGE_LAST;
        CU_ASSERT(fault->code != CST_ERR_RECEIPT || found_late || out.collected.blocks < 4);
    }
}

static void test_hub_faults_errors(void)
{
    cst_cell cells[CELLS];
    make_cells(cells);
    for (size_t c = 0; c < CELLS; c++) {
        cst_fixture_spec spec = plain(&cells[c]);
        spec.cell_count = 1;
        const uint64_t digest = run(spec).collected.digest;
        for (size_t i = 0; i < sizeof fault_cases / sizeof fault_cases[0]; i++) {
            for (uint64_t nth = 1; nth <= 3; nth++) {
                check_fault(&cells[c], &fault_cases[i], nth, digest);
            }
        }
        check_fault(&cells[c], &last_again, 1, digest);
        check_fault(&cells[c], &last_again, 2, digest);
    }
    free_cells(cells);
}

static int failing_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                       cst_error *error)
{
    (void)cell;
    (void)unit;
    (void)actions;
    return cst_error_set(error, CST_ERR_MEMORY, NULL, "no room for actions");
}

/* A FAIL ends the run, however it comes. Where the first is lost the next one does. */
static void test_hub_fail_faults_errors(void)
{
    static const fault_case cases[] = {
        {CST_FAULT_NONE, CST_MESSAGE_FAIL, CST_ERR_MEMORY, "worker 0: no room for actions"},
        {CST_FAULT_REPEAT, CST_MESSAGE_FAIL, CST_ERR_MEMORY, "worker 0: no room for actions"},
        {CST_FAULT_BYTE, CST_MESSAGE_FAIL, CST_ERR_MEMORY, "worker 0: no room for actionr"},
        {CST_FAULT_OTHER, CST_MESSAGE_FAIL, CST_ERR_BUS, "worker 0: no room for actions"},
        {CST_FAULT_DROP, CST_MESSAGE_FAIL, CST_ERR_MEMORY, ": no room for actions"},
    };
    cst_cell cells[CELLS];
    make_cells(cells);
    cst_method failing = *cells[0].method;
    failing.act = failing_act;
    cells[0].method = &failing;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_fixture_spec spec = plain(cells);
        spec.cell_count = 1;
        spec.batch = 1 << 20;
        spec.fault = cases[i].fault;
        spec.fault_in = cases[i].in;
        spec.fault_nth = 1;
        const outcome out = run(spec);
        CU_ASSERT_EQUAL(out.code, cases[i].code);
        CU_ASSERT_PTR_NOT_NULL(strstr(out.error.text, cases[i].words));
    }
    free_cells(cells);
}

/* The sentence that a reader of a failed run sees, in full. */
static void test_hub_receipt_words(void)
{
    cst_cell cells[CELLS];
    make_cells(cells);
    cst_fixture_spec spec = plain(cells);
    char text[700];
    spec.fault = CST_FAULT_RECORD_LOST;
    spec.fault_in = CST_MESSAGE_REPORTS;
    spec.fault_nth = 2;
    const outcome out = run(spec);
    cst_error_format(&out.error, text, sizeof text);
    CU_ASSERT_STRING_EQUAL(text,
                           "worker 1: receipt: cell 0, block 0, tasks 100..199: 100 records were "
                           "sent, 99 reached the tally: records were lost");
    free_cells(cells);
}

/* Credit bounds every queue, and what is in flight. */
static void test_hub_credit(void)
{
    cst_cell cells[CELLS];
    make_cells(cells);
    cst_fixture_spec spec = plain(cells);
    cst_collected collected = {0};
    spec.sink = cst_collected_sink(&collected);
    spec.batch = 1;
    cst_fixture *fixture = cst_fixture_open(&spec);
    const cst_hub *hub = cst_fixture_hub(fixture);
    while (cst_fixture_step(fixture)) {
        uint32_t open = 0;
        for (uint32_t i = 0; i < hub->slots; i++) {
            open += hub->slot[i].used;
        }
        CU_ASSERT_FATAL(hub->in_flight <= spec.workers * CST_CREDIT);
        CU_ASSERT_FATAL(open <= hub->in_flight + 1);
        CU_ASSERT_FATAL(cst_hub_told(hub).records >= hub->reached.records);
    }
    CU_ASSERT(cst_hub_done(hub) && cst_hub_told(hub).hash == hub->sent.hash);
    /* From one worker to the hub: parts of what it acted, receipts of what it reviewed. */
    const uint32_t peak = cst_fixture_peak(fixture);
    CU_ASSERT(hub->units > 1000 && peak >= CST_CREDIT && peak <= 2 * CST_CREDIT);
    cst_fixture_close(&fixture);
    free_cells(cells);
}

/* Draining tallies what is in flight, leases nothing more, and ends without an error. */
static void test_hub_drain(void)
{
    cst_cell cells[CELLS];
    make_cells(cells);
    cst_fixture_spec spec = plain(cells);
    cst_collected collected = {0};
    spec.batch = 10; /* more units than the credit */
    spec.sink = cst_collected_sink(&collected);
    cst_fixture *fixture = cst_fixture_open(&spec);
    cst_hub *hub = cst_fixture_hub_mut(fixture);
    while (collected.blocks < 2) {
        CU_ASSERT_FATAL(cst_fixture_step(fixture));
    }
    CU_ASSERT_EQUAL(cst_hub_drain(hub, NULL), 0);
    const uint64_t units = hub->units;
    CU_ASSERT_EQUAL(cst_fixture_run(fixture, NULL), 0);
    CU_ASSERT_EQUAL(hub->units, units);
    CU_ASSERT_EQUAL(hub->in_flight, 0);
    CU_ASSERT(collected.blocks >= 2 && collected.blocks < CELLS * 4);
    CU_ASSERT(cst_receipt_equal(&hub->sent, &hub->reached));
    cst_fixture_close(&fixture);
    free_cells(cells);
}

static void test_hub_drain_before_ready(void)
{
    cst_cell cells[CELLS];
    make_cells(cells);
    cst_fixture_spec spec = plain(cells);
    cst_collected collected = {0};
    spec.sink = cst_collected_sink(&collected);
    cst_fixture *fixture = cst_fixture_open(&spec);
    CU_ASSERT_EQUAL(cst_hub_drain(cst_fixture_hub_mut(fixture), NULL), 0);
    CU_ASSERT_EQUAL(cst_fixture_run(fixture, NULL), 0);
    CU_ASSERT_EQUAL(cst_fixture_hub(fixture)->units, 0);
    cst_fixture_close(&fixture);
    free_cells(cells);
}

/* Blocks that the sink has are not run again. */
static void test_hub_have(void)
{
    cst_cell cells[CELLS];
    make_cells(cells);
    cst_fixture_spec spec = plain(cells);
    cst_collected collected = {.have_below = 3};
    spec.cell_count = 1;
    spec.sink = cst_collected_sink(&collected);
    cst_fixture *fixture = cst_fixture_open(&spec);
    CU_ASSERT_EQUAL(cst_fixture_run(fixture, NULL), 0);
    CU_ASSERT_EQUAL(collected.blocks, 1);
    CU_ASSERT_EQUAL(collected.count[CST_COUNT_TRIALS], 4);
    cst_fixture_close(&fixture);
    collected = (cst_collected){.have_below = 4};
    fixture = cst_fixture_open(&spec);
    CU_ASSERT_EQUAL(cst_fixture_run(fixture, NULL), 0);
    CU_ASSERT_EQUAL(collected.blocks, 0);
    cst_fixture_close(&fixture);
    free_cells(cells);
}

static void test_hub_sink_errors(void)
{
    cst_cell cells[CELLS];
    make_cells(cells);
    cst_fixture_spec spec = plain(cells);
    cst_collected collected = {.fail_at = 3};
    cst_error error = {0};
    spec.sink = cst_collected_sink(&collected);
    cst_fixture *fixture = cst_fixture_open(&spec);
    CU_ASSERT_EQUAL(cst_fixture_run(fixture, &error), CST_ERR_STORE);
    CU_ASSERT_STRING_EQUAL(error.text, "the disk is full");
    cst_fixture_close(&fixture);
    free_cells(cells);
}

static void test_hub_killed_worker_errors(void)
{
    cst_cell cells[CELLS];
    make_cells(cells);
    cst_fixture_spec spec = plain(cells);
    cst_collected collected = {0};
    cst_error error = {0};
    spec.batch = 10;
    spec.sink = cst_collected_sink(&collected);
    cst_fixture *fixture = cst_fixture_open(&spec);
    for (int i = 0; i < 20; i++) {
        CU_ASSERT(cst_fixture_step(fixture));
    }
    cst_fixture_kill(fixture, 1);
    CU_ASSERT_EQUAL(cst_fixture_run(fixture, &error), CST_ERR_STALL);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "64 units in flight"));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "leased to worker 0, for review by worker 1"));
    cst_fixture_close(&fixture);
    free_cells(cells);
}

/* --- Messages that nobody should send -------------------------------------------------------- */

static int drop(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    (void)self;
    (void)to;
    (void)error;
    cst_batch_free(&message->batch);
    return 0;
}

typedef struct lone_hub {
    cst_cell cell;
    const cst_cell *cells[1];
    cst_ledger ledger;
    cst_hub hub;
    cst_collected collected;
} lone_hub;

static void open_lone(lone_hub *lone)
{
    const cst_post post = {.send = drop};
    memset(lone, 0, sizeof *lone);
    cst_fixture_cell(&lone->cell, "naive", false);
    lone->cells[0] = &lone->cell;
    const cst_sink sink = cst_collected_sink(&lone->collected);
    CU_ASSERT_EQUAL_FATAL(cst_ledger_init(&lone->ledger, lone->cells, 1, &sink, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_hub_init(&lone->hub, &lone->ledger, 2, 0, 100, &post, NULL), 0);
}

static void close_lone(lone_hub *lone)
{
    cst_hub_free(&lone->hub);
    cst_ledger_free(&lone->ledger);
    cst_cell_free(&lone->cell);
}

/* What a hub that has leased to two workers answers to one message. */
static int answer(cst_message message, cst_error *error)
{
    lone_hub lone;
    open_lone(&lone);
    for (uint32_t i = 0; i < 2; i++) {
        const cst_message ready = {.kind = CST_MESSAGE_READY, .from = i};
        CU_ASSERT_EQUAL_FATAL(cst_hub_receive(&lone.hub, &ready, NULL), 0);
    }
    int code = cst_hub_receive(&lone.hub, &message, error);
    close_lone(&lone);
    return code;
}

static void test_hub_strange_messages_errors(void)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(answer((cst_message){.kind = CST_MESSAGE_LEASE}, &error), CST_ERR_WIRE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "found LEASE"));
    CU_ASSERT_EQUAL(answer((cst_message){.kind = CST_MESSAGE_READY, .from = 2}, &error),
                    CST_ERR_WIRE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "one of 2 workers, found one from 2"));
    CU_ASSERT_EQUAL(answer((cst_message){.kind = CST_MESSAGE_LAST}, &error), CST_ERR_BUS);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "without being stopped"));
    const cst_unit nowhere = {.cell = 0, .block = 4, .tasks = 1};
    CU_ASSERT_EQUAL(answer((cst_message){.kind = CST_MESSAGE_PART, .unit = nowhere}, &error),
                    CST_ERR_WIRE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "found cell 0, block 4, tasks 0..0"));
    const cst_unit first = {.tasks = 100};
    CU_ASSERT_EQUAL(answer((cst_message){.kind = CST_MESSAGE_PART, .unit = first}, &error),
                    CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected columns 17 of a row part, found 0"));
    CU_ASSERT_EQUAL(
        answer((cst_message){.kind = CST_MESSAGE_FAIL, .code = -5, .text = "x", .text_size = 1},
               &error),
        CST_ERR_WIRE);
    CU_ASSERT_EQUAL(answer((cst_message){.kind = CST_MESSAGE_FAIL,
                                         .from = 1,
                                         .code = CST_ERR_MEMORY,
                                         .text = "no room",
                                         .text_size = 7},
                           &error),
                    CST_ERR_MEMORY);
    CU_ASSERT_STRING_EQUAL(error.text, "worker 1: no room");
}

/* Last words that come again unchanged, and then of other units or row parts. */
static void test_hub_other_last_errors(void)
{
    const cst_message last = {.kind = CST_MESSAGE_LAST};
    const cst_message other[] = {{.kind = CST_MESSAGE_LAST, .units = 1},
                                 {.kind = CST_MESSAGE_LAST, .sum = 1}};
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        lone_hub lone;
        cst_error error = {0};
        open_lone(&lone);
        CU_ASSERT_EQUAL(cst_hub_drain(&lone.hub, NULL), 0);
        for (uint32_t worker = 0; worker < 2; worker++) {
            const cst_message ready = {.kind = CST_MESSAGE_READY, .from = worker};
            CU_ASSERT_EQUAL(cst_hub_receive(&lone.hub, &ready, NULL), 0);
        }
        CU_ASSERT_EQUAL(cst_hub_receive(&lone.hub, &last, NULL), 0);
        CU_ASSERT_EQUAL(cst_hub_receive(&lone.hub, &last, NULL), 0);
        CU_ASSERT_EQUAL(cst_hub_receive(&lone.hub, &other[i], &error), CST_ERR_RECEIPT);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "of other units or row parts"));
        close_lone(&lone);
    }
}

/* A part or a receipt of a unit that was never leased, or done too long ago to be remembered. */
static void test_hub_unknown_unit_errors(void)
{
    cst_error error = {0};
    cst_message message = {.kind = CST_MESSAGE_PART,
                           .unit = {.block = 3, .first = 17, .tasks = 5},
                           .receipt = {.records = 5}};
    cst_batch_view(&message.batch, CST_PART_COLUMNS, 0, (const uint8_t *)"");
    CU_ASSERT_EQUAL(answer(message, &error), CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "block 3, tasks 17..21: PART came for a unit that is "
                                              "neither in flight nor among the last"));
    message.kind = CST_MESSAGE_RECEIPT;
    message.from = 1;
    CU_ASSERT_EQUAL(answer(message, &error), CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "RECEIPT came for a unit that is neither"));
    for (uint32_t peer = 1; peer <= 2; peer++) {
        message.peer = peer; /* itself, and nobody */
        CU_ASSERT_EQUAL(answer(message, &error), CST_ERR_WIRE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected a worker that worker 1 reviews"));
    }
}

/* Words that the leased unit cannot have: each is refused, and nothing aborts. */
static void test_hub_bad_part_errors(void)
{
    const uint64_t number[] = {CST_COUNT_TASKS, CST_PART_WORDS, CST_PART_TAIL, CST_PART_HEAD};
    const uint64_t value[] = {99, 1, 1, UINT64_MAX};
    for (size_t i = 0; i < sizeof number / sizeof number[0]; i++) {
        const uint64_t words[2] = {number[i], value[i]};
        cst_error error = {0};
        cst_message message = {.kind = CST_MESSAGE_PART, .unit = {.tasks = 100}};
        cst_batch_view(&message.batch, CST_PART_COLUMNS, 1, (const uint8_t *)words);
        message.sum = cst_unit_receipt(&message.unit, &message.batch).hash;
        CU_ASSERT_EQUAL(answer(message, &error), CST_ERR_RECEIPT);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "a row part: expected"));
    }
}

CST_SUITE("hub", CST_TEST(test_hub_same_rows), CST_TEST(test_hub_by_steps),
          CST_TEST(test_hub_repeats_change_nothing), CST_TEST(test_hub_faults_errors),
          CST_TEST(test_hub_fail_faults_errors), CST_TEST(test_hub_receipt_words),
          CST_TEST(test_hub_credit), CST_TEST(test_hub_drain),
          CST_TEST(test_hub_drain_before_ready), CST_TEST(test_hub_have),
          CST_TEST(test_hub_sink_errors), CST_TEST(test_hub_killed_worker_errors),
          CST_TEST(test_hub_strange_messages_errors), CST_TEST(test_hub_other_last_errors),
          CST_TEST(test_hub_unknown_unit_errors), CST_TEST(test_hub_bad_part_errors))
