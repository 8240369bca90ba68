/* SPDX-License-Identifier: MIT
 *
 * Covers: hub_check. What strangers send, each case 1,000 times beside an honest
 * guest at work: it is refused by its cause, the stranger is told, and the rows are as ever. */
#include "bus/guest.h"
#include "bus/roster.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUEUE = 64, TIMES = 1000, HONEST = 2 };

static const char program[] = "custodes 1.0, model 1";

/* An honest guest, by connection 0 or 1, and what has been said to it. */
typedef struct honest {
    struct room *room;
    uint32_t connection;
    cst_guest guest;
    cst_frame queue[QUEUE];
    uint32_t first, queued;
    bool lies; /* but it is not */
} honest;

typedef struct room {
    cst_cell cell;
    const cst_cell *cells[1];
    cst_collected collected;
    cst_ledger ledger;
    cst_hub hub;
    cst_roster roster;
    honest honest[HONEST];
    double now;
    /* The last that was said to another connection. */
    uint32_t number; /* of a WELCOME */
    cst_unit leased;
    uint32_t leases, byes;
    int bye_code;
    char bye[600];
    bool deaf; /* a stranger is gone */
    cst_error error;
} room;

/* --- The room -------------------------------------------------------------------------------- */

static void note(room *r, const cst_message *message)
{
    switch (message->kind) {
    case CST_MESSAGE_WELCOME:
        r->number = message->peer;
        break;
    case CST_MESSAGE_LEASE:
        r->leased = message->unit;
        r->leases++;
        break;
    case CST_MESSAGE_BYE:
        r->byes++;
        r->bye_code = message->code;
        (void)snprintf(r->bye, sizeof r->bye, "%.*s", (int)message->text_size, message->text);
        break;
    default:
        break;
    }
}

static int say(void *self, uint32_t connection, cst_message *message, bool *gone, cst_error *error)
{
    room *r = self;
    if (connection >= HONEST) {
        note(r, message);
        *gone = r->deaf;
        return 0;
    }
    honest *h = &r->honest[connection];
    CU_ASSERT_FATAL(h->queued < QUEUE);
    return cst_wire_pack(message, &h->queue[(h->first + h->queued++) % QUEUE], error);
}

static int hub_post(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    room *r = self;
    return cst_roster_send(&r->roster, to, message, error);
}

static int hear(room *r, uint32_t connection, cst_message message)
{
    cst_frame frame;
    CU_ASSERT_EQUAL_FATAL(cst_wire_pack(&message, &frame, NULL), 0);
    const int code =
        cst_roster_receive(&r->roster, connection, frame.bytes, frame.size, r->now, &r->error);
    free(frame.memory);
    return code;
}

static int guest_post(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    honest *h = self;
    (void)to;
    (void)error;
    message->receipt.hash ^= h->lies ? 1 : 0; /* told and reached alike */
    return hear(h->room, h->connection, *message);
}

static int make(void *self, const char *text, size_t size, cst_guest_cells *cells, cst_error *error)
{
    room *r = self;
    (void)error;
    CU_ASSERT(size == 3 && memcmp(text, "one", 3) == 0);
    *cells = (cst_guest_cells){.cells = r->cells, .count = 1, .digest = 9};
    return 0;
}

static void open_room(room *r, uint64_t trials)
{
    const cst_post post = {.self = r, .send = hub_post};
    const cst_roster_post way = {.self = r, .send = say};
    const cst_roster_spec spec = {
        .program = program, .text = "one", .size = 3, .digest = 9, .silence = 60.0};
    memset(r, 0, sizeof *r);
    cst_fixture_cell(&r->cell, "naive", false);
    r->cell.trials = trials;
    r->cells[0] = &r->cell;
    const cst_sink sink = cst_collected_sink(&r->collected);
    CU_ASSERT_EQUAL_FATAL(cst_ledger_init(&r->ledger, r->cells, 1, &sink, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_hub_init(&r->hub, &r->ledger, 0, CST_GUESTS_MAX, 161, &post, NULL),
                          0);
    cst_roster_init(&r->roster, &r->hub, &spec, &way, 0.0);
    CU_ASSERT_EQUAL(cst_hub_begin(&r->hub, NULL), 0);
}

static void open_guest(room *r, uint32_t connection)
{
    honest *h = &r->honest[connection];
    const cst_guest_spec spec = {.program = program, .make = make, .self = r, .silence = 60.0};
    const cst_post post = {.self = h, .send = guest_post};
    h->room = r;
    h->connection = connection;
    CU_ASSERT_EQUAL_FATAL(cst_guest_start(&h->guest, &spec, &post, r->now, NULL), 0);
}

/* The honest guest takes so many messages in; what the last of them led to. */
static int work(room *r, uint32_t connection, uint32_t messages)
{
    int code = 0;
    honest *h = &r->honest[connection];
    for (; code == 0 && messages > 0 && h->queued > 0; messages--) {
        const cst_frame frame = h->queue[h->first];
        h->first = (h->first + 1) % QUEUE;
        h->queued--;
        code = cst_guest_receive(&h->guest, frame.bytes, frame.size, r->now, NULL);
        free(frame.memory);
    }
    return code;
}

static void close_room(room *r)
{
    for (uint32_t i = 0; i < HONEST; i++) {
        honest *h = &r->honest[i];
        for (; h->queued > 0; h->queued--) {
            free(h->queue[h->first].memory);
            h->first = (h->first + 1) % QUEUE;
        }
        cst_guest_free(&h->guest);
    }
    cst_hub_free(&r->hub);
    cst_ledger_free(&r->ledger);
    cst_cell_free(&r->cell);
}

/* --- What strangers say ---------------------------------------------------------------------- */

static cst_message hello(void)
{
    return (cst_message){.kind = CST_MESSAGE_HELLO,
                         .peer = CST_HELLO_WORKER,
                         .text = program,
                         .text_size = strlen(program)};
}

/* A stranger that has been welcomed; and one that is ready and has a unit, r->leased. */
static void join(room *r, uint32_t connection)
{
    CU_ASSERT_EQUAL(hear(r, connection, hello()), 0);
}

static void ready(room *r, uint32_t connection)
{
    join(r, connection);
    CU_ASSERT_EQUAL(
        hear(r, connection, (cst_message){.kind = CST_MESSAGE_READY, .from = r->number, .sum = 9}),
        0);
}

static cst_message receipt_of(const room *r, const cst_receipt *receipt)
{
    return (cst_message){.kind = CST_MESSAGE_RECEIPT,
                         .from = r->number,
                         .peer = r->number,
                         .unit = r->leased,
                         .receipt = *receipt};
}

/* A part of that unit with these words. */
static cst_message part_of(const room *r, const cst_receipt *receipt, const uint8_t *words,
                           uint64_t count)
{
    cst_message part = {
        .kind = CST_MESSAGE_PART, .from = r->number, .unit = r->leased, .receipt = *receipt};
    cst_batch_view(&part.batch, CST_COLUMN_TASK | CST_COLUMN_RECORD, count, words);
    part.sum = cst_unit_receipt(&part.unit, &part.batch).hash;
    return part;
}

static const uint8_t words[32] = {2, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0,
                                  7, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0};
static const cst_receipt any = {.records = 5, .reports = 1, .hash = 3};

static void bytes(room *r, uint32_t connection, const char *of, size_t size)
{
    CU_ASSERT_EQUAL(
        cst_roster_receive(&r->roster, connection, (const uint8_t *)of, size, r->now, &r->error),
        0);
}

static void say_noise(room *r, uint32_t by)
{
    bytes(r, by, "GET / HTTP/1.1\r\n", 16);
}

static void say_nothing(room *r, uint32_t by)
{
    bytes(r, by, "", 0);
}

static void say_deep(room *r, uint32_t by)
{
    join(r, by);
    bytes(r, by, "\x9f\x04\x9f\x9f\x9f\x9f\x9f", 7);
}

static void say_huge(room *r, uint32_t by)
{
    join(r, by);
    bytes(r, by, "\xdd\x0f\xff\xff\xff", 5);
}

static void say_old_version(room *r, uint32_t by)
{
    bytes(r, by, "\x9f\x03\x0a\x00\x01", 5);
}

static void say_other_role(room *r, uint32_t by)
{
    cst_message m = hello();
    m.peer = 2;
    CU_ASSERT_EQUAL(hear(r, by, m), 0);
}

static void say_other_program(room *r, uint32_t by)
{
    cst_message m = hello();
    m.text_size--;
    CU_ASSERT_EQUAL(hear(r, by, m), 0);
}

static void say_before_hello(room *r, uint32_t by)
{
    CU_ASSERT_EQUAL(hear(r, by, (cst_message){.kind = CST_MESSAGE_READY, .sum = 9}), 0);
}

static void say_other_cells(room *r, uint32_t by)
{
    join(r, by);
    CU_ASSERT_EQUAL(
        hear(r, by, (cst_message){.kind = CST_MESSAGE_READY, .from = r->number, .sum = 8}), 0);
}

static void say_as_the_honest(room *r, uint32_t by)
{
    ready(r, by);
    CU_ASSERT_EQUAL(
        hear(r, by,
             (cst_message){.kind = CST_MESSAGE_LAST, .from = r->honest[0].guest.machine.index}),
        0);
}

static void say_lease(room *r, uint32_t by)
{
    ready(r, by);
    CU_ASSERT_EQUAL(
        hear(r, by, (cst_message){.kind = CST_MESSAGE_LEASE, .from = r->number, .unit = r->leased}),
        0);
}

static void say_part_unready(room *r, uint32_t by)
{
    join(r, by);
    r->leased = (cst_unit){.tasks = 161};
    CU_ASSERT_EQUAL(hear(r, by, part_of(r, &any, words, 2)), 0);
}

static void say_part_first(room *r, uint32_t by)
{
    ready(r, by);
    CU_ASSERT_EQUAL(hear(r, by, part_of(r, &any, words, 2)), 0);
}

static void say_part_of_another(room *r, uint32_t by)
{
    ready(r, by);
    r->leased.tasks = 3;
    CU_ASSERT_EQUAL(hear(r, by, part_of(r, &any, words, 2)), 0);
}

static void say_no_unit(room *r, uint32_t by)
{
    ready(r, by);
    r->leased.block = UINT64_MAX;
    CU_ASSERT_EQUAL(hear(r, by, receipt_of(r, &any)), 0);
}

static void say_two_receipts(room *r, uint32_t by)
{
    ready(r, by);
    CU_ASSERT_EQUAL(hear(r, by, receipt_of(r, &any)), 0);
    CU_ASSERT_EQUAL(hear(r, by, receipt_of(r, &(cst_receipt){.records = 6})), 0);
}

static void say_altered(room *r, uint32_t by)
{
    ready(r, by);
    CU_ASSERT_EQUAL(hear(r, by, receipt_of(r, &any)), 0);
    cst_message part = part_of(r, &any, words, 2);
    part.sum++;
    CU_ASSERT_EQUAL(hear(r, by, part), 0);
}

static void say_nonsense(room *r, uint32_t by)
{
    ready(r, by);
    CU_ASSERT_EQUAL(hear(r, by, receipt_of(r, &any)), 0);
    CU_ASSERT_EQUAL(hear(r, by, part_of(r, &any, words, 2)), 0);
}

static void say_other_last(room *r, uint32_t by)
{
    ready(r, by);
    CU_ASSERT_EQUAL(
        hear(r, by, (cst_message){.kind = CST_MESSAGE_LAST, .from = r->number, .units = 1}), 0);
}

static void say_fail(room *r, uint32_t by)
{
    ready(r, by);
    CU_ASSERT_EQUAL(hear(r, by,
                         (cst_message){.kind = CST_MESSAGE_FAIL,
                                       .from = r->number,
                                       .code = CST_ERR_MEMORY,
                                       .text = "\033[2Jno",
                                       .text_size = 6}),
                    0);
}

static void say_frames(room *r, uint32_t by)
{
    ready(r, by);
    CU_ASSERT_EQUAL(cst_roster_refuse(&r->roster, by, r->now, &r->error), 0);
}

static const struct {
    void (*say)(room *r, uint32_t by);
    cst_refusal kind;
    const char *told;
} strangers[] = {
    {say_noise, CST_REFUSED_MALFORMED, "that open with 0x9f"},
    {say_nothing, CST_REFUSED_MALFORMED, "found 0 bytes"},
    {say_deep, CST_REFUSED_MALFORMED, "kind: expected an unsigned integer"},
    {say_huge, CST_REFUSED_MALFORMED, "that open with 0x9f"},
    {say_old_version, CST_REFUSED_VERSION, "version: expected 4, found 3"},
    {say_other_role, CST_REFUSED_ROLE, "expected role 1, a worker; found role 2"},
    {say_other_program, CST_REFUSED_PROGRAM,
     "expected a worker of custodes 1.0, model 1, found one of custodes 1.0, model "},
    {say_before_hello, CST_REFUSED_STRANGER, "READY: expected HELLO before it"},
    {say_other_cells, CST_REFUSED_CELLS, "expected the digest of the run's cells"},
    {say_as_the_honest, CST_REFUSED_FORGED, "from: expected 1, found 0"},
    {say_lease, CST_REFUSED_ORDER, "expected READY, RECEIPT, PART, LAST or FAIL of a worker"},
    {say_part_unready, CST_REFUSED_ORDER, "PART: expected READY before it"},
    {say_part_first, CST_REFUSED_ORDER, "and that one first"},
    {say_part_of_another, CST_REFUSED_ORDER, "a unit that is leased to this worker"},
    {say_no_unit, CST_REFUSED_ORDER, "expected a unit of this run's 1 cells"},
    {say_two_receipts, CST_REFUSED_ORDER, "the receipt that it told before"},
    {say_altered, CST_REFUSED_ALTERED, "it was altered"},
    {say_nonsense, CST_REFUSED_ALTERED, "expected the unit's tasks"},
    {say_other_last, CST_REFUSED_ALTERED, "found those of 1 units"},
    {say_fail, CST_REFUSED_FAILED, "no"},
    {say_frames, CST_REFUSED_FRAMES, "expected a message of one frame, found more"},
};

enum { CASES = sizeof strangers / sizeof strangers[0], TRIALS = 40 * TIMES };

/* Each case beside the honest guest, which does a unit now and then. */
static void test_roster_strangers(void)
{
    static room r;
    cst_fixture_spec plain = {.workers = 1, .batch = 161, .cell_count = 1};
    cst_collected expected = {0};
    open_room(&r, TRIALS);
    plain.cells = &r.cell;
    plain.sink = cst_collected_sink(&expected);
    cst_fixture *fixture = cst_fixture_open(&plain);
    CU_ASSERT_EQUAL_FATAL(cst_fixture_run(fixture, NULL), 0);
    const cst_receipt reached = cst_fixture_hub(fixture)->reached;
    cst_fixture_close(&fixture);
    open_guest(&r, 0);
    CU_ASSERT_EQUAL(work(&r, 0, 10), 0);
    uint32_t connection = HONEST;
    for (uint32_t time = 0; time < TIMES; time++) {
        for (uint32_t i = 0; i < CASES; i++) {
            const uint64_t before = r.roster.counts.refused[strangers[i].kind];
            const uint32_t byes = r.byes;
            const uint32_t in_flight = r.hub.in_flight + r.hub.agains;
            strangers[i].say(&r, ++connection);
            if (r.roster.counts.refused[strangers[i].kind] != before + 1 || r.byes != byes + 1 ||
                r.bye_code == 0 || strstr(r.bye, strangers[i].told) == NULL || r.hub.joined != 1) {
                (void)printf("\n    case %u: told %d %s\n", i, r.bye_code, r.bye);
                CU_FAIL_FATAL("a stranger was not refused as it should be");
            }
            CU_ASSERT(r.hub.in_flight + r.hub.agains >= in_flight);
        }
        CU_ASSERT_EQUAL(work(&r, 0, 3), 0);
    }
    CU_ASSERT_EQUAL(work(&r, 0, UINT32_MAX), 0);
    CU_ASSERT(cst_hub_done(&r.hub));
    CU_ASSERT_EQUAL(r.honest[0].guest.state, CST_GUEST_ENDED);
    CU_ASSERT_EQUAL(r.honest[0].guest.why.code, 0);
    CU_ASSERT_EQUAL(r.collected.digest, expected.digest);
    CU_ASSERT_EQUAL(r.collected.blocks, expected.blocks);
    CU_ASSERT(cst_receipt_equal(&r.hub.reached, &reached));
    CU_ASSERT(cst_receipt_equal(&r.hub.sent, &reached));
    CU_ASSERT_EQUAL(r.roster.counts.left, 1);
    for (cst_refusal kind = 0; kind < CST_REFUSAL_KINDS; kind++) {
        (void)printf("\n    refused: %s %llu", cst_refusal_name(kind),
                     (unsigned long long)r.roster.counts.refused[kind]);
    }
    close_room(&r);
}

/* More come than there are places for, and once it ends nobody may. */
static void test_roster_full_errors(void)
{
    static room r;
    open_room(&r, 40);
    for (uint32_t i = 0; i < CST_GUESTS_MAX; i++) {
        join(&r, 2 + i);
    }
    CU_ASSERT_EQUAL(r.byes, 0);
    join(&r, 10000);
    CU_ASSERT_EQUAL(r.byes, 1);
    CU_ASSERT_STRING_EQUAL(r.bye, "expected at most 256 workers at a time, found one more");
    CU_ASSERT_EQUAL(r.roster.counts.refused[CST_REFUSED_FULL], 1);
    CU_ASSERT_EQUAL(cst_hub_drain(&r.hub, NULL), 0);
    join(&r, 10001);
    CU_ASSERT_STRING_EQUAL(r.bye, "the run is ending");
    close_room(&r);
}

/* Of a unit that another one has done meanwhile a guest may bring the same, and nothing else. */
static void test_roster_copies_errors(void)
{
    for (int lies = 0; lies < 2; lies++) {
        static room r;
        open_room(&r, 1); /* 7 units of 23 tasks */
        open_guest(&r, 0);
        CU_ASSERT_EQUAL(work(&r, 0, 1), 0); /* WELCOME; it has leases, and hangs */
        r.now = 61.0;
        CU_ASSERT_EQUAL(cst_roster_tick(&r.roster, r.now, NULL), 0);
        CU_ASSERT(r.hub.agains > 0 && r.hub.in_flight == 0);
        open_guest(&r, 1);
        CU_ASSERT_EQUAL(work(&r, 1, UINT32_MAX), 0);
        CU_ASSERT_EQUAL(r.collected.blocks, 1);
        CU_ASSERT(r.hub.stopping && r.hub.joined == 1 && !cst_hub_done(&r.hub));
        r.honest[0].lies = lies == 1;
        const int code = work(&r, 0, UINT32_MAX);
        if (lies == 1) {
            CU_ASSERT_EQUAL(code, CST_ERR_RECEIPT);
            CU_ASSERT_PTR_NOT_NULL(strstr(r.error.text, "a receipt that came again"));
        } else {
            CU_ASSERT_EQUAL(code, 0);
            CU_ASSERT(cst_hub_done(&r.hub));
            CU_ASSERT_EQUAL(r.hub.copies, r.hub.units);
            CU_ASSERT_EQUAL(r.roster.counts.left, 2);
            CU_ASSERT(cst_receipt_equal(&r.hub.sent, &r.hub.reached));
        }
        close_room(&r);
    }
}

static int failing_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                       cst_error *error)
{
    (void)cell;
    (void)unit;
    (void)actions;
    return cst_error_set(error, CST_ERR_MEMORY, NULL, "no room for actions");
}

/* A guest that cannot do a unit goes; where a second one cannot either, the run fails. */
static void test_roster_failing_unit_errors(void)
{
    static room r;
    open_room(&r, 1);
    cst_method failing = *r.cell.method;
    failing.act = failing_act;
    r.cell.method = &failing;
    open_guest(&r, 0);
    CU_ASSERT_EQUAL(work(&r, 0, 2), 0);
    CU_ASSERT_EQUAL(r.hub.joined, 0);
    CU_ASSERT_EQUAL(r.roster.counts.refused[CST_REFUSED_FAILED], 1);
    CU_ASSERT_EQUAL(work(&r, 0, UINT32_MAX), 0);
    CU_ASSERT_EQUAL(r.honest[0].guest.state, CST_GUEST_ENDED);
    CU_ASSERT_EQUAL(r.honest[0].guest.why.code, CST_ERR_MEMORY);
    open_guest(&r, 1);
    CU_ASSERT_EQUAL(work(&r, 1, UINT32_MAX), CST_ERR_MEMORY);
    CU_ASSERT_PTR_NOT_NULL(strstr(r.error.text, "no room for actions"));
    close_room(&r);
}

/* A process that has ended is seen when something is to be sent to it; one that answers without
 * bringing anything in has lost messages. */
static void test_roster_silence(void)
{
    static room r;
    open_room(&r, 40);
    ready(&r, 5);
    CU_ASSERT(r.hub.joined == 1 && r.hub.in_flight > 0);
    r.deaf = true;
    CU_ASSERT_EQUAL(cst_roster_tick(&r.roster, 2.0, NULL), 0);
    CU_ASSERT(r.hub.joined == 0 && r.hub.in_flight == 0 && r.hub.agains > 0);
    CU_ASSERT_EQUAL(r.roster.counts.lost, 1);
    r.deaf = false;
    r.now = 3.0;
    ready(&r, 6);
    CU_ASSERT_EQUAL(r.hub.agains, 0);
    r.now = 60.0;
    const cst_message ping = {.kind = CST_MESSAGE_PING, .from = r.number};
    CU_ASSERT_EQUAL(hear(&r, 6, ping), 0);
    CU_ASSERT_EQUAL(cst_roster_tick(&r.roster, 62.0, NULL), 0);
    CU_ASSERT_EQUAL(r.hub.joined, 1);
    CU_ASSERT_EQUAL(cst_roster_tick(&r.roster, 64.0, NULL), 0);
    CU_ASSERT_EQUAL(r.hub.joined, 0);
    CU_ASSERT_STRING_EQUAL(r.bye, "messages to this worker, or of it, were lost");
    close_room(&r);
}

/* Nothing is heard of the run any more. */
static void test_roster_guest_silence_errors(void)
{
    static room r;
    open_room(&r, 40);
    open_guest(&r, 0);
    CU_ASSERT_EQUAL(work(&r, 0, 1), 0);
    cst_guest *guest = &r.honest[0].guest;
    cst_guest_tick(guest, 60.0);
    CU_ASSERT_EQUAL(guest->state, CST_GUEST_WORKS);
    cst_guest_tick(guest, 61.0);
    CU_ASSERT_EQUAL(guest->state, CST_GUEST_ENDED);
    CU_ASSERT_EQUAL(guest->why.code, CST_ERR_STALL);
    close_room(&r);
}

CST_SUITE("roster", CST_TEST(test_roster_strangers), CST_TEST(test_roster_full_errors),
          CST_TEST(test_roster_copies_errors), CST_TEST(test_roster_failing_unit_errors),
          CST_TEST(test_roster_silence), CST_TEST(test_roster_guest_silence_errors))
