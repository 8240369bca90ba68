/* SPDX-License-Identifier: MIT */
#include "bus/worker.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POSTED_MAX = 512 };

/* What a worker posted; batches are kept as frames. */
typedef struct posted {
    uint32_t to[POSTED_MAX];
    cst_frame frame[POSTED_MAX];
    uint32_t count;
    bool broken; /* the link fails */
} posted;

typedef struct bench {
    cst_cell cell;
    const cst_cell *cells[1];
    cst_worker worker;
    posted posted;
} bench;

static int keep(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    posted *all = self;
    if (all->broken) {
        cst_batch_free(&message->batch);
        return cst_error_set(error, CST_ERR_BUS, NULL, "the link is broken");
    }
    CU_ASSERT_FATAL(all->count < POSTED_MAX);
    all->to[all->count] = to;
    return cst_wire_pack(message, &all->frame[all->count++], error);
}

/* Worker 1 of 3. */
static void open_bench(bench *b, const char *method)
{
    const cst_post post = {.self = &b->posted, .send = keep};
    memset(b, 0, sizeof *b);
    cst_fixture_cell(&b->cell, method, false);
    b->cells[0] = &b->cell;
    cst_worker_init(&b->worker, b->cells, 1, 3, 1, &post);
}

static void close_bench(bench *b)
{
    for (uint32_t i = 0; i < b->posted.count; i++) {
        free(b->posted.frame[i].memory);
    }
    cst_worker_free(&b->worker);
    cst_cell_free(&b->cell);
}

static cst_message posted_at(const bench *b, uint32_t at)
{
    cst_message message;
    CU_ASSERT_FATAL(at < b->posted.count);
    const cst_frame *frame = &b->posted.frame[at];
    CU_ASSERT_EQUAL_FATAL(cst_wire_unpack(frame->bytes, frame->size, &message, NULL), 0);
    return message;
}

static cst_message lease_of(uint64_t first, uint64_t tasks)
{
    return (cst_message){.kind = CST_MESSAGE_LEASE,
                         .from = CST_HUB,
                         .peer = 2,
                         .unit = {.first = first, .tasks = tasks}};
}

/* The last message posted is a FAIL of that code with these words. */
static void assert_failed(const bench *b, int code, const char *words)
{
    const cst_message fail = posted_at(b, b->posted.count - 1);
    CU_ASSERT_EQUAL(fail.kind, CST_MESSAGE_FAIL);
    CU_ASSERT_EQUAL(b->posted.to[b->posted.count - 1], CST_HUB);
    CU_ASSERT_EQUAL(fail.code, code);
    char text[1024];
    CU_ASSERT_FATAL(fail.text_size < sizeof text);
    (void)snprintf(text, sizeof text, "%.*s", (int)fail.text_size, fail.text);
    if (strstr(text, words) == NULL) {
        (void)printf("wanted \"%s\", got \"%s\"\n", words, text);
        CU_FAIL("a FAIL's words");
    }
}

/* Leases a unit, lets the worker itself review it as worker 2 would, and gives the reports back:
 * `at` is what had been posted. */
static void go_round(bench *b, const cst_message *lease, uint32_t at)
{
    CU_ASSERT_EQUAL(cst_worker_receive(&b->worker, lease, NULL), 0);
    const cst_message actions = posted_at(b, at);
    CU_ASSERT_EQUAL(actions.kind, CST_MESSAGE_ACTIONS);
    CU_ASSERT_EQUAL(b->posted.to[at], 2);
    CU_ASSERT_EQUAL(cst_worker_receive(&b->worker, &actions, NULL), 0);
    CU_ASSERT_EQUAL(posted_at(b, at + 1).kind, CST_MESSAGE_RECEIPT);
    CU_ASSERT_EQUAL(b->posted.to[at + 1], CST_HUB);
    cst_message reports = posted_at(b, at + 2);
    CU_ASSERT_EQUAL(reports.kind, CST_MESSAGE_REPORTS);
    CU_ASSERT_EQUAL(b->posted.to[at + 2], actions.from);
    reports.from = 2;
    CU_ASSERT_EQUAL(cst_worker_receive(&b->worker, &reports, NULL), 0);
}

/* READY; actions to the named reviewer; the receipt to the hub and the reports back to who acted;
 * the row part to the hub; LAST with the sums. */
static void test_worker_way_of_a_unit(void)
{
    bench b;
    open_bench(&b, "naive");
    CU_ASSERT_EQUAL(cst_worker_start(&b.worker, NULL), 0);
    CU_ASSERT_EQUAL(posted_at(&b, 0).kind, CST_MESSAGE_READY);
    const cst_message lease = lease_of(0, 500);
    go_round(&b, &lease, 1);
    CU_ASSERT_EQUAL(posted_at(&b, 1).batch.records, 500);
    const cst_message receipt = posted_at(&b, 2);
    CU_ASSERT_EQUAL(receipt.peer, 1);
    CU_ASSERT(receipt.receipt.reports > 0);
    const cst_message part = posted_at(&b, 4);
    CU_ASSERT_EQUAL(part.kind, CST_MESSAGE_PART);
    CU_ASSERT_EQUAL(b.posted.to[4], CST_HUB);
    CU_ASSERT(cst_receipt_equal(&part.receipt, &receipt.receipt));
    CU_ASSERT_EQUAL(part.batch.columns, CST_PART_COLUMNS);
    CU_ASSERT(cst_unit_receipt(&part.unit, &part.batch).hash == part.sum);
    const cst_message stop = {.kind = CST_MESSAGE_STOP, .from = CST_HUB};
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &stop, NULL), 0);
    CU_ASSERT_TRUE(b.worker.stopped);
    const cst_message last = posted_at(&b, 5);
    CU_ASSERT_EQUAL(last.kind, CST_MESSAGE_LAST);
    CU_ASSERT_EQUAL(last.units, 1);
    CU_ASSERT(last.sum == part.sum);
    CU_ASSERT(cst_receipt_equal(&last.receipt, &receipt.receipt));
    close_bench(&b);
}

/* The same lease, actions, reports or STOP again: nothing is posted, nothing is counted twice. */
static void test_worker_repeats(void)
{
    static const char *const methods[] = {"naive", "skip"};
    for (size_t i = 0; i < 2; i++) {
        bench b;
        open_bench(&b, methods[i]);
        const uint64_t tasks = cst_cell_unit_tasks(&b.cell, 100);
        const cst_message lease = lease_of(0, tasks);
        const cst_message stop = {.kind = CST_MESSAGE_STOP, .from = CST_HUB};
        CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
        go_round(&b, &lease, 0); /* in flight */
        CU_ASSERT_EQUAL(b.posted.count, 4);
        CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0); /* done */
        const cst_message actions = posted_at(&b, 0);
        CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &actions, NULL), 0);
        cst_message reports = posted_at(&b, 2);
        reports.from = 2;
        CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &reports, NULL), 0);
        CU_ASSERT_EQUAL(b.posted.count, 4);
        CU_ASSERT_EQUAL(b.worker.units, 1);
        CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &stop, NULL), 0);
        CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &stop, NULL), 0);
        CU_ASSERT_EQUAL(b.posted.count, 5);
        CU_ASSERT_EQUAL(b.worker.repeats, 5);
        close_bench(&b);
    }
}

/* Only the latest units are remembered: an older one is acted again, which the hub then settles. */
static void test_worker_memory_is_bounded(void)
{
    static bench b;
    open_bench(&b, "naive");
    for (uint32_t i = 0; i <= CST_WORKER_MEMORY; i++) {
        const cst_message lease = lease_of(i, 1);
        go_round(&b, &lease, 4 * i);
    }
    const cst_message second = lease_of(1, 1);
    const cst_message first = lease_of(0, 1);
    const uint32_t all = 4 * (CST_WORKER_MEMORY + 1);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &second, NULL), 0);
    CU_ASSERT_EQUAL(b.posted.count, all);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &first, NULL), 0);
    CU_ASSERT_EQUAL(b.posted.count, all + 1);
    close_bench(&b);
}

/* No more units are acted than the credit allows. */
static void test_worker_credit_errors(void)
{
    bench b;
    open_bench(&b, "naive");
    for (uint64_t i = 0; i <= CST_CREDIT; i++) {
        const cst_message lease = lease_of(i, 1);
        CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
        CU_ASSERT_EQUAL(posted_at(&b, (uint32_t)i).kind,
                        i < CST_CREDIT ? CST_MESSAGE_ACTIONS : CST_MESSAGE_FAIL);
    }
    assert_failed(&b, CST_ERR_WIRE, "at most 32 units in flight, found one more lease");
    close_bench(&b);
}

static void test_worker_lease_errors(void)
{
    bench b;
    open_bench(&b, "naive");
    cst_message lease = lease_of(0, 100);
    lease.unit.cell = 1;
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
    assert_failed(&b, CST_ERR_WIRE, "this run's 1 cells, found cell 1, block 0, tasks 0..99");
    lease = lease_of(0, 12 * 23 * 7 + 1);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
    assert_failed(&b, CST_ERR_WIRE, "tasks 0..1932");
    lease = lease_of(UINT64_MAX, 2);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
    assert_failed(&b, CST_ERR_WIRE, "expected a unit");
    lease = lease_of(0, 0);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
    assert_failed(&b, CST_ERR_WIRE, "expected a unit");
    lease = lease_of(0, 10);
    lease.peer = 3;
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
    assert_failed(&b, CST_ERR_WIRE, "expected a reviewer below 3, found 3");
    close_bench(&b);
}

static int failing_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                       cst_error *error)
{
    (void)cell;
    (void)unit;
    (void)actions;
    return cst_error_set(error, CST_ERR_MEMORY, "some.key", "no room");
}

static void test_worker_act_errors(void)
{
    bench b;
    open_bench(&b, "naive");
    cst_method failing = *b.cell.method;
    failing.act = failing_act;
    b.cell.method = &failing;
    const cst_message lease = lease_of(0, 100);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
    assert_failed(&b, CST_ERR_MEMORY, "some.key: no room");
    close_bench(&b);
}

static void test_worker_actions_errors(void)
{
    bench b;
    open_bench(&b, "naive");
    const cst_message lease = lease_of(0, 100);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
    cst_message actions = posted_at(&b, 0);
    actions.receipt.hash ^= 1;
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &actions, NULL), 0);
    assert_failed(&b, CST_ERR_RECEIPT, "records were altered");
    actions = posted_at(&b, 0);
    actions.batch.records--;
    actions.batch.capacity--;
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &actions, NULL), 0);
    assert_failed(&b, CST_ERR_RECEIPT, "100 records were sent, 99 reached the reviewer");
    actions = posted_at(&b, 0);
    actions.batch.columns = CST_PLANE_REPORTS;
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &actions, NULL), 0);
    assert_failed(&b, CST_ERR_RECEIPT, "expected columns 32, found 64");
    CU_ASSERT_EQUAL(b.worker.units, 0);
    close_bench(&b);
}

/* The same unit's actions again, whole in themselves, but not those that were reviewed. */
static void test_worker_other_actions_errors(void)
{
    bench b;
    open_bench(&b, "naive");
    const cst_message lease = lease_of(0, 100);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
    cst_message actions = posted_at(&b, 0);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &actions, NULL), 0);
    const uint8_t other[8 + 2 * 8] = {100, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1};
    cst_batch_view(&actions.batch, CST_PLANE_ATTACK, 100, other);
    actions.receipt = cst_unit_receipt(&actions.unit, &actions.batch);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &actions, NULL), 0);
    assert_failed(&b, CST_ERR_RECEIPT, "actions that came again");
    close_bench(&b);
}

/* Reports by another worker than the reviewer, on other actions (once tallied, too), of a unit that
 * nobody acted, and altered ones. */
static void test_worker_reports_errors(void)
{
    bench b;
    open_bench(&b, "naive");
    const cst_message lease = lease_of(0, 100);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), 0);
    const cst_message actions = posted_at(&b, 0);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &actions, NULL), 0);
    cst_message reports = posted_at(&b, 2);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &reports, NULL), 0);
    assert_failed(&b, CST_ERR_WIRE, "expected reports by worker 2, found some by 1");
    reports.from = 2;
    reports.sum ^= 1;
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &reports, NULL), 0);
    assert_failed(&b, CST_ERR_RECEIPT, "tasks 0..99: the reports are on other actions than were");
    reports.sum ^= 1;
    reports.receipt.hash ^= 1;
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &reports, NULL), 0);
    assert_failed(&b, CST_ERR_RECEIPT, "records were altered");
    reports = posted_at(&b, 2);
    reports.unit.block = 1;
    reports.receipt = cst_unit_receipt(&reports.unit, &reports.batch);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &reports, NULL), 0);
    assert_failed(&b, CST_ERR_RECEIPT, "reports came for a unit that is neither in flight");
    reports = posted_at(&b, 2);
    reports.from = 2;
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &reports, NULL), 0); /* tallied */
    reports.sum ^= 1;
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &reports, NULL), 0);
    assert_failed(&b, CST_ERR_RECEIPT, "tasks 0..99: the reports are on other actions than were");
    CU_ASSERT_EQUAL(b.worker.repeats, 0);
    close_bench(&b);
}

static void test_worker_strange_message_errors(void)
{
    bench b;
    open_bench(&b, "naive");
    const cst_message ready = {.kind = CST_MESSAGE_READY};
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &ready, NULL), 0);
    assert_failed(&b, CST_ERR_WIRE,
                  "worker 1 expected LEASE, ACTIONS, REPORTS or STOP, found READY");
    close_bench(&b);
}

static void test_worker_link_errors(void)
{
    bench b;
    open_bench(&b, "naive");
    const cst_message lease = lease_of(0, 100);
    b.posted.broken = true;
    CU_ASSERT_EQUAL(cst_worker_start(&b.worker, NULL), CST_ERR_BUS);
    CU_ASSERT_EQUAL(cst_worker_receive(&b.worker, &lease, NULL), CST_ERR_BUS);
    close_bench(&b);
}

CST_SUITE("worker", CST_TEST(test_worker_way_of_a_unit), CST_TEST(test_worker_repeats),
          CST_TEST(test_worker_memory_is_bounded), CST_TEST(test_worker_lease_errors),
          CST_TEST(test_worker_credit_errors), CST_TEST(test_worker_reports_errors),
          CST_TEST(test_worker_act_errors), CST_TEST(test_worker_actions_errors),
          CST_TEST(test_worker_other_actions_errors), CST_TEST(test_worker_strange_message_errors),
          CST_TEST(test_worker_link_errors))
