/* SPDX-License-Identifier: MIT */
#include "bus/unit.h"
#include "bus/wire.h"
#include "estimate/sample/lists.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Golden bytes, written by hand from docs/wire.md (test_wire_files.c has all kinds) -------- */

#define NO_HASH 0xc4, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

static const uint8_t golden_ready[] = {
    0x9f, 0x04, 0x01, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, NO_HASH, NO_HASH, 0x00, 0xc4, 0x00,
};

static const uint8_t golden_lease[] = {
    0x9f, 0x04, 0x02,                /* version, LEASE */
    0xce, 0xff, 0xff, 0xff,    0xff, /* from the hub */
    0x03,                            /* reviewer 3 */
    0x01, 0x05,                      /* cell 1, block 5 */
    0xce, 0x00, 0x01, 0x00,    0x00, /* first 65536 */
    0xcd, 0x03, 0xe8,                /* tasks 1000 */
    0,    0,    0,    NO_HASH, NO_HASH,
    0x00, 0xc4, 0x00, /* no code, no receipt, no columns, no body */
};

static const uint8_t golden_actions[] = {
    0x9f, 0x04, 0x03,    0x02,    0x00, 0x01, 0x05, 0x40, 0x03, 0x00, /* worker 2; tasks 64..66 */
    0x03, 0x00, NO_HASH, NO_HASH,                                     /* 3 records, 0 reports */
    0x02, 0xc4, 0x03,    0x00,    0x01, 0x00,                         /* attack: 0 1 0 */
};

static const uint8_t golden_reports[] = {
    0x9f, 0x04, 0x04, 0x03, 0x00, 0x01, 0x05, 0x64, 0xcc,    0xc8,
    0x00, 0x02, 0x04,                                              /* 2 records, 4 reports */
    0xc4, 0x10, 0x27, 0xf6, 0x96, 0x65, 0x74, 0x5b, 0x1d,    0x19, /* hash, least byte first */
    0xbd, 0x5e, 0xcd, 0xf3, 0x93, 0x96, 0x12, 0xd1, NO_HASH, 0x07,
    0xc4, 0x14,                                  /* task, attack,
                                           reports: 20 bytes */
    0x71, 0,    0,    0,    0,    0,    0,    0, /* task 113 */
    0x00, 0x01, 0,    0,    0,    0,    0,    0, /* task 256 */
    0x01, 0x00, 0x01, 0x03,                      /* attack 1 0, reports 1 3 */
};

static const uint8_t golden_planes[] = {
    0x9f, 0x04, 0x03,    0x02,    0x00, 0x01, 0x05, 0x3f, 0x03, 0x00,    /* tasks 63..65 */
    0x03, 0x00, NO_HASH, NO_HASH,                                        /* 3 records */
    0x20, 0xc4, 0x18,    3,       0,    0,    0,    0,    0,    0,    0, /* plane of attacks */
    0,    0,    0,       0,       0,    0,    0,    0x80, 0x02, 0,    0, 0, 0, /* tasks 63, 65 */
    0,    0,    0,
};

static const uint8_t golden_stop[] = {
    0x9f, 0x04, 0x05, 0xce, 0xff, 0xff,    0xff,    0xff, 0,    0,    0,
    0,    0,    0,    0,    0,    NO_HASH, NO_HASH, 0x00, 0xc4, 0x00,
};

static const uint8_t golden_last[] = {
    0x9f, 0x04, 0x06, 0x00, 0,    0,    0,    0,    0x07,       /* reports of 7 units */
    0x00, 0xcf, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, /* 2^32 records */
    0x09,                                                       /* 9 reports */
    0xc4, 0x10, 0x01, 0,    0,    0,    0,    0,    0,    0,    0,
    0,    0,    0,    0,    0,    0,    0x80,                      /* 2^127 + 1 */
    0xc4, 0x10, 0x03, 0,    0,    0,    0,    0,    0,    0,    0, /* the sum of parts, 3 */
    0,    0,    0,    0,    0,    0,    0,    0x00, 0xc4, 0x00,
};

static const uint8_t golden_fail[] = {
    0x9f, 0x04, 0x07,    0x01,    0x00, 0x00, 0x02, 0x00, 0x08, 0x01, /* CST_ERR_MEMORY */
    0,    0,    NO_HASH, NO_HASH, 0x00, 0xc4, 0x04, 'f',  'u',  'l',  'l',
};

static const uint8_t golden_receipt[] = {
    0x9f, 0x04, 0x08, 0x03, 0x02, 0x01, 0x05, 0x40, 0x03, 0x00, /* worker 3 of what 2 acted */
    0x03, 0x01, 0xc4, 0x10, 0x05, 0,    0,    0,    0,    0,    /* 3 records, 1 report, hash 5 */
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    NO_HASH, 0x00, 0xc4, 0x00,
};

static const uint8_t golden_part[] = {
    0x9f, 0x04, 0x09, 0x02, 0x00, 0x01, 0x05, 0x40, 0x03, 0x00, /* worker 2 */
    0x03, 0x01, 0xc4, 0x10, 0x05, 0,    0,    0,    0,    0,    /* the same receipt */
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    /* */
    0xc4, 0x10, 0,    0,    0,    0,    0,    0,    0,    0,    /* the sum, 2^127 */
    0,    0,    0,    0,    0,    0,    0,    0x80,             /* */
    0x11, 0xc4, 0x20,                                           /* two words */
    0x02, 0,    0,    0,    0,    0,    0,    0,                /* number 2, tasks */
    0x07, 0,    0,    0,    0,    0,    0,    0,                /* number 7, attacks */
    0x03, 0,    0,    0,    0,    0,    0,    0,                /* 3 tasks */
    0x01, 0,    0,    0,    0,    0,    0,    0,                /* 1 attack */
};

static void assert_packs(cst_message message, const uint8_t *bytes, size_t size)
{
    cst_frame frame;
    CU_ASSERT_EQUAL_FATAL(cst_wire_pack(&message, &frame, NULL), 0);
    CU_ASSERT_PTR_NULL(message.batch.base);
    CU_ASSERT_EQUAL(frame.size, size);
    CU_ASSERT(frame.size == size && memcmp(frame.bytes, bytes, size) == 0);
    free(frame.memory);
}

static cst_batch make_batch(uint32_t columns, uint64_t records, const uint8_t *data)
{
    cst_batch batch;
    CU_ASSERT_EQUAL_FATAL(cst_batch_init(&batch, columns, records, NULL), 0);
    memcpy(batch.base + CST_BATCH_HEAD, data, cst_batch_size(&batch));
    return batch;
}

static cst_u128 u128(uint64_t high, uint64_t low)
{
    return (cst_u128)high << 64 | low;
}

static void test_wire_golden_pack(void)
{
    const uint8_t *body = golden_reports + sizeof golden_reports - 20;
    const cst_unit unit = {.cell = 1, .block = 5, .first = 65536, .tasks = 1000};
    assert_packs((cst_message){.kind = CST_MESSAGE_READY, .from = 2}, golden_ready,
                 sizeof golden_ready);
    assert_packs((cst_message){.kind = CST_MESSAGE_LEASE, .from = CST_HUB, .peer = 3, .unit = unit},
                 golden_lease, sizeof golden_lease);
    assert_packs(
        (cst_message){.kind = CST_MESSAGE_ACTIONS,
                      .from = 2,
                      .unit = {1, 5, 64, 3},
                      .receipt = {.records = 3},
                      .batch = make_batch(CST_COLUMN_ATTACK, 3, (const uint8_t *)"\0\1\0")},
        golden_actions, sizeof golden_actions);
    assert_packs((cst_message){.kind = CST_MESSAGE_REPORTS,
                               .from = 3,
                               .unit = {1, 5, 100, 200},
                               .receipt = {2, 4, u128(0xd1129693f3cd5ebd, 0x191d5b746596f627)},
                               .batch = make_batch(7, 2, body)},
                 golden_reports, sizeof golden_reports);
    assert_packs((cst_message){.kind = CST_MESSAGE_STOP, .from = CST_HUB}, golden_stop,
                 sizeof golden_stop);
    assert_packs((cst_message){.kind = CST_MESSAGE_LAST,
                               .from = 0,
                               .units = 7,
                               .receipt = {UINT64_C(1) << 32, 9, u128(UINT64_C(1) << 63, 1)},
                               .sum = 3},
                 golden_last, sizeof golden_last);
    assert_packs((cst_message){.kind = CST_MESSAGE_FAIL,
                               .from = 1,
                               .unit = {0, 2, 0, 8},
                               .code = CST_ERR_MEMORY,
                               .text = "full",
                               .text_size = 4},
                 golden_fail, sizeof golden_fail);
    assert_packs((cst_message){.kind = CST_MESSAGE_RECEIPT,
                               .from = 3,
                               .peer = 2,
                               .unit = {1, 5, 64, 3},
                               .receipt = {3, 1, 5}},
                 golden_receipt, sizeof golden_receipt);
    assert_packs((cst_message){.kind = CST_MESSAGE_PART,
                               .from = 2,
                               .unit = {1, 5, 64, 3},
                               .receipt = {3, 1, 5},
                               .sum = u128(UINT64_C(1) << 63, 0),
                               .batch = make_batch(CST_COLUMN_TASK | CST_COLUMN_RECORD, 2,
                                                   golden_part + sizeof golden_part - 32)},
                 golden_part, sizeof golden_part);
}

static void test_wire_golden_unpack(void)
{
    cst_message m;
    CU_ASSERT_EQUAL(cst_wire_unpack(golden_lease, sizeof golden_lease, &m, NULL), 0);
    CU_ASSERT_EQUAL(m.kind, CST_MESSAGE_LEASE);
    CU_ASSERT_EQUAL(m.from, CST_HUB);
    CU_ASSERT_EQUAL(m.peer, 3);
    CU_ASSERT(m.unit.cell == 1 && m.unit.block == 5 && m.unit.first == 65536 &&
              m.unit.tasks == 1000);
    CU_ASSERT_EQUAL(cst_wire_unpack(golden_reports, sizeof golden_reports, &m, NULL), 0);
    CU_ASSERT(m.receipt.records == 2 && m.receipt.reports == 4);
    CU_ASSERT(m.receipt.hash == u128(0xd1129693f3cd5ebd, 0x191d5b746596f627));
    CU_ASSERT_EQUAL(m.batch.records, 2);
    CU_ASSERT_EQUAL(cst_batch_task_at(&m.batch, 0), 113);
    CU_ASSERT_EQUAL(cst_batch_task_at(&m.batch, 1), 256);
    CU_ASSERT_EQUAL(cst_batch_column(&m.batch, CST_COLUMN_REPORTS)[1], 3);
    CU_ASSERT_EQUAL(cst_wire_unpack(golden_last, sizeof golden_last, &m, NULL), 0);
    CU_ASSERT(m.units == 7 && m.unit.tasks == 0 && m.receipt.records == UINT64_C(1) << 32);
    CU_ASSERT_EQUAL(cst_wire_unpack(golden_fail, sizeof golden_fail, &m, NULL), 0);
    CU_ASSERT(m.code == CST_ERR_MEMORY && m.text_size == 4 && memcmp(m.text, "full", 4) == 0);
    CU_ASSERT_EQUAL(cst_wire_unpack(golden_receipt, sizeof golden_receipt, &m, NULL), 0);
    CU_ASSERT(m.peer == 2 && m.receipt.records == 3 && m.receipt.hash == 5 && m.sum == 0);
    CU_ASSERT_EQUAL(cst_wire_unpack(golden_part, sizeof golden_part, &m, NULL), 0);
    CU_ASSERT(m.sum == u128(UINT64_C(1) << 63, 0) && m.batch.records == 2);
    CU_ASSERT_EQUAL(cst_batch_task_at(&m.batch, 1), CST_COUNT_ATTACKS);
}

/* The receipt of the golden reports, computed by hand from the formula in docs/wire.md. */
static void test_wire_golden_receipt(void)
{
    cst_message m;
    CU_ASSERT_EQUAL_FATAL(cst_wire_unpack(golden_reports, sizeof golden_reports, &m, NULL), 0);
    const cst_receipt reached = cst_unit_receipt(&m.unit, &m.batch);
    CU_ASSERT(cst_receipt_equal(&reached, &m.receipt));
    const uint8_t *tasks = golden_reports + sizeof golden_reports - 20;
    cst_batch_view(&m.batch, CST_COLUMN_TASK, 2, tasks);
    const cst_receipt alone = cst_unit_receipt(&m.unit, &m.batch);
    CU_ASSERT(alone.hash == u128(0x035aff00f5f33dc0, 0x632562c57d8ab7c8));
}

/* --- Round trips ----------------------------------------------------------------------------- */

/* Nothing is copied: the frame's memory is the batch's. */
static void test_wire_pack_takes_memory(void)
{
    cst_batch batch;
    CU_ASSERT_EQUAL_FATAL(cst_batch_init(&batch, CST_COLUMN_ATTACK, 100000, NULL), 0);
    memset(batch.base + CST_BATCH_HEAD, 1, 100000);
    uint8_t *base = batch.base;
    cst_message message = {.kind = CST_MESSAGE_ACTIONS,
                           .from = UINT32_MAX - 1,
                           .unit = {UINT32_MAX, UINT64_MAX, UINT64_MAX - 7, UINT64_MAX},
                           .receipt = {UINT64_MAX, UINT64_MAX, u128(UINT64_MAX, UINT64_MAX)},
                           .batch = batch};
    cst_frame frame;
    cst_message read;
    CU_ASSERT_EQUAL_FATAL(cst_wire_pack(&message, &frame, NULL), 0);
    CU_ASSERT_PTR_EQUAL(frame.memory, base);
    CU_ASSERT(frame.bytes >= base);
    CU_ASSERT_PTR_EQUAL(frame.bytes + frame.size, base + CST_BATCH_HEAD + 100000);
    CU_ASSERT_EQUAL(cst_wire_unpack(frame.bytes, frame.size, &read, NULL), 0);
    CU_ASSERT_PTR_EQUAL(read.batch.data, base + CST_BATCH_HEAD);
    CU_ASSERT_EQUAL(read.batch.records, 100000);
    CU_ASSERT(read.unit.tasks == UINT64_MAX && read.unit.cell == UINT32_MAX);
    CU_ASSERT(read.receipt.hash == u128(UINT64_MAX, UINT64_MAX));
    free(frame.memory);
}

static void test_wire_pack_copies_a_view(void)
{
    cst_message message = {.kind = CST_MESSAGE_ACTIONS};
    cst_frame frame;
    cst_batch_view(&message.batch, CST_COLUMN_ATTACK, 3, (const uint8_t *)"\0\1\0");
    CU_ASSERT_EQUAL_FATAL(cst_wire_pack(&message, &frame, NULL), 0);
    CU_ASSERT_EQUAL(memcmp(frame.bytes + frame.size - 3, "\0\1\0", 3), 0);
    free(frame.memory);
}

static void test_wire_pack_errors(void)
{
    cst_error error = {0};
    cst_frame frame;
    cst_message message = {.kind = CST_MESSAGE_ACTIONS};
    cst_batch_view(&message.batch, CST_COLUMN_ATTACK, UINT64_C(1) << 31, golden_stop);
    CU_ASSERT_EQUAL(cst_wire_pack(&message, &frame, &error), CST_ERR_WIRE);
    CU_ASSERT_PTR_NULL(frame.memory);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "longer than the longest"));
}

static void test_wire_names(void)
{
    CU_ASSERT_STRING_EQUAL(cst_message_name(CST_MESSAGE_READY), "READY");
    CU_ASSERT_STRING_EQUAL(cst_message_name(CST_MESSAGE_FAIL), "FAIL");
    CU_ASSERT_STRING_EQUAL(cst_message_name(CST_MESSAGE_PART), "PART");
    CU_ASSERT_STRING_EQUAL(cst_message_name((cst_message_kind)99), "?");
}

/* --- Hostile bytes --------------------------------------------------------------------------- */

typedef struct bad_case {
    const char *what; /* in the message */
    size_t at;        /* where golden_reports is changed */
    size_t cut;       /* bytes replaced there */
    size_t size;      /* by these */
    uint8_t bytes[10];
} bad_case;

/* Offsets in golden_reports: 0 array, 1 version, 2 kind, 3 from, 4 peer, 5 cell, 6 block,
 * 7 first, 8 tasks (2 bytes), 10 code, 11 records, 12 reports, 13 hash (18), 31 sum (18),
 * 49 columns, 50 body. */
static const bad_case bad_cases[] = {
    {"open with 0x9f", 0, 1, 1, {0x9e}},
    {"open with 0x9f", 0, 1, 5, {0xdd, 0x0f, 0xff, 0xff, 0xff}},
    {"version: expected 4, found 1", 1, 1, 1, {0x01}},
    {"version: expected 4, found 256", 1, 1, 3, {0xcd, 0x01, 0x00}},
    {"kind: expected 1 to 13, found 0", 2, 1, 1, {0x00}},
    {"kind: expected 1 to 13, found 14", 2, 1, 1, {0x0e}},
    {"from: expected an unsigned integer, found type byte 0xff", 3, 1, 1, {0xff}},
    {"from: expected an unsigned integer, found type byte 0xd3", 3, 1, 1, {0xd3}},
    {"from: expected 0 to 4294967295, found 4294967296", 3, 1, 9, {0xcf, 0, 0, 0, 1, 0, 0, 0, 0}},
    {"at byte 4, found 0x01", 4, 1, 1, {0x01}},
    {"cell: expected an unsigned integer, found type byte 0xdd",
     5,
     1,
     5,
     {0xdd, 0x0f, 0xff, 0xff, 0xff}},
    {"at byte 6, found 0xcc", 6, 1, 2, {0xcc, 0x05}},
    {"block: expected an unsigned integer, found type byte 0xa1", 6, 1, 2, {0xa1, 'x'}},
    {"block: expected an unsigned integer, found type byte 0xc0", 6, 1, 1, {0xc0}},
    {"at byte 10, found 0x05", 10, 1, 1, {0x05}},
    {"hash: expected a bin, found type byte 0x07", 13, 36, 0, {0}},
    {"hash: expected 16 bytes, found 20", 13, 2, 6, {0xc4, 0x14, 1, 2, 3, 4}},
    {"hash: expected 16 bytes, found 15", 13, 3, 2, {0xc4, 0x0f}},
    {"hash: expected 4294967295 bytes as declared", 13, 2, 5, {0xc6, 0xff, 0xff, 0xff, 0xff}},
    {"sum: expected 16 bytes, found 15", 31, 3, 2, {0xc4, 0x0f}},
    {"columns: expected 0 to 524287, found 524288", 49, 1, 5, {0xce, 0x00, 0x08, 0x00, 0x00}},
    {"body: expected whole records of 9 bytes", 49, 1, 1, {0x03}},
    {"body: expected whole records of 0 bytes", 49, 1, 1, {0x00}},
    {"body: expected 21 bytes as declared, found 20", 51, 1, 1, {0x15}},
    {"found 1 more byte", 51, 1, 1, {0x13}},
    {"at byte 50, found 0xc5", 50, 2, 3, {0xc5, 0x00, 0x14}},
    {"body: expected none in LAST, found 20 bytes", 0, 1, 1, {0x9f}}, /* see below */
};

/* The bytes lie at the end of a heap block, so that reading past them shows under a sanitizer. */
static int unpack_copy(const uint8_t *bytes, size_t size, cst_error *error)
{
    cst_message message;
    uint8_t *copy = malloc(size > 0 ? size : 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, bytes, size);
    int code = cst_wire_unpack(copy, size, &message, error);
    free(copy);
    return code;
}

static size_t change(const bad_case *bad, uint8_t out[160])
{
    const size_t tail = bad->at + bad->cut;
    memcpy(out, golden_reports, bad->at);
    memcpy(out + bad->at, bad->bytes, bad->size);
    memcpy(out + bad->at + bad->size, golden_reports + tail, sizeof golden_reports - tail);
    return sizeof golden_reports + bad->size - bad->cut;
}

static void test_wire_unpack_errors(void)
{
    const size_t count = sizeof bad_cases / sizeof bad_cases[0];
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[160];
        cst_error error = {0};
        size_t size = change(&bad_cases[i], bytes);
        if (i == count - 1) { /* a last word with a body, otherwise as it should be */
            memcpy(bytes, golden_last, sizeof golden_last - 1);
            bytes[sizeof golden_last - 1] = 20;
            memset(bytes + sizeof golden_last, 0, 20);
            size = sizeof golden_last + 20;
        }
        int code = unpack_copy(bytes, size, &error);
        if (code != CST_ERR_WIRE || strstr(error.text, bad_cases[i].what) == NULL) {
            (void)printf("case %zu: wanted \"%s\", got %d \"%s\"\n", i, bad_cases[i].what, code,
                         error.text);
            CU_FAIL("a bad message");
        }
        CU_ASSERT_STRING_EQUAL(error.key, "wire");
    }
}

/* Cut at every byte, and with every byte set to every value: an error, or a message whose one form
 * these bytes are. */
static void test_wire_unpack_every_byte(void)
{
    uint8_t bytes[sizeof golden_reports];
    for (size_t size = 0; size < sizeof golden_reports; size++) {
        CU_ASSERT_EQUAL(unpack_copy(golden_reports, size, NULL), CST_ERR_WIRE);
    }
    for (size_t at = 0; at < sizeof bytes; at++) {
        for (unsigned value = 0; value < 256; value++) {
            memcpy(bytes, golden_reports, sizeof bytes);
            bytes[at] = (uint8_t)value;
            cst_message message;
            if (cst_wire_unpack(bytes, sizeof bytes, &message, NULL) != 0) {
                continue;
            }
            cst_frame frame;
            CU_ASSERT_EQUAL_FATAL(cst_wire_pack(&message, &frame, NULL), 0);
            CU_ASSERT(frame.size == sizeof bytes && memcmp(frame.bytes, bytes, sizeof bytes) == 0);
            free(frame.memory);
        }
    }
}

static void test_wire_planes(void)
{
    cst_message m = {
        .kind = CST_MESSAGE_ACTIONS, .from = 2, .unit = {1, 5, 63, 3}, .receipt = {.records = 3}};
    CU_ASSERT_EQUAL_FATAL(cst_batch_init_planes(&m.batch, CST_PLANE_ATTACK, 63, 3, NULL), 0);
    cst_plane_or(cst_batch_column_mut(&m.batch, CST_PLANE_ATTACK), 63, 5);
    assert_packs(m, golden_planes, sizeof golden_planes);
    CU_ASSERT_EQUAL(cst_wire_unpack(golden_planes, sizeof golden_planes, &m, NULL), 0);
    CU_ASSERT(m.batch.records == 3 && m.batch.lead == 63);
    const uint8_t *attack = cst_batch_column(&m.batch, CST_PLANE_ATTACK);
    CU_ASSERT_EQUAL(cst_plane_get(attack, 2, 63), 5);
}

/* A number of records whose words are not there, however large, and planes beside a column. */
static void test_wire_planes_errors(void)
{
    static const uint64_t numbers[] = {0, 66, UINT64_C(1) << 40, UINT64_MAX, UINT64_MAX - 62};
    uint8_t bytes[sizeof golden_planes];
    cst_message m;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        cst_error error = {0};
        memcpy(bytes, golden_planes, sizeof bytes);
        for (size_t j = 0; j < 8; j++) {
            bytes[sizeof bytes - 24 + j] = (uint8_t)(numbers[i] >> (8 * j));
        }
        CU_ASSERT_EQUAL(cst_wire_unpack(bytes, sizeof bytes, &m, &error), CST_ERR_WIRE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "body: expected planes of"));
    }
    memcpy(bytes, golden_planes, sizeof bytes);
    bytes[sizeof bytes - 27] = 0x22;
    CU_ASSERT_EQUAL(cst_wire_unpack(bytes, sizeof bytes, &m, NULL), CST_ERR_WIRE);
}

/* A list comes as it was sent; one that is longer or shorter than it says does not. */
static void test_wire_list(void)
{
    static const uint64_t numbers[] = {0, 1, 3, UINT64_C(1) << 61, UINT64_MAX};
    enum { COLUMNS = CST_PLANE_REPORTS | CST_LIST_SCHEMERS, ENTRIES = 2 };
    cst_message m = {
        .kind = CST_MESSAGE_ACTIONS, .from = 2, .unit = {1, 5, 63, 3}, .receipt = {.records = 3}};
    cst_message found;
    cst_frame frame;
    CU_ASSERT_EQUAL_FATAL(cst_batch_init_listed(&m.batch, COLUMNS, 63, 3, ENTRIES, NULL), 0);
    for (uint64_t i = 0; i < ENTRIES; i++) {
        cst_batch_word_set(cst_batch_list_end(&m.batch), i + 7);
        cst_batch_list_add(&m.batch, 1);
    }
    CU_ASSERT_EQUAL_FATAL(cst_wire_pack(&m, &frame, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_wire_unpack(frame.bytes, frame.size, &found, NULL), 0);
    CU_ASSERT_EQUAL(found.batch.listed, ENTRIES);
    for (uint64_t i = 0; i < ENTRIES; i++) {
        CU_ASSERT_EQUAL(cst_batch_word(cst_batch_list(&found.batch) + 8 * i), i + 7);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        cst_error error = {0};
        cst_batch_word_set((uint8_t *)frame.bytes + frame.size - 40, numbers[i]);
        CU_ASSERT_EQUAL(cst_wire_unpack(frame.bytes, frame.size, &found, &error), CST_ERR_WIRE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "body: expected planes of"));
    }
    free(frame.memory);
}

CST_SUITE("wire", CST_TEST(test_wire_list), CST_TEST(test_wire_planes),
          CST_TEST(test_wire_planes_errors), CST_TEST(test_wire_golden_pack),
          CST_TEST(test_wire_golden_unpack), CST_TEST(test_wire_golden_receipt),
          CST_TEST(test_wire_pack_takes_memory), CST_TEST(test_wire_pack_copies_a_view),
          CST_TEST(test_wire_pack_errors), CST_TEST(test_wire_names),
          CST_TEST(test_wire_unpack_errors), CST_TEST(test_wire_unpack_every_byte))
