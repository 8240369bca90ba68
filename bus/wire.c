/* SPDX-License-Identifier: MIT */
#include "bus/wire.h"

#include "base/check.h"
#include "bus/field.h"

#include <inttypes.h>
#include <msgpack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *cst_wire_library(void)
{
    return msgpack_version();
}

/* The fields of the envelope, in their order. The bounds of bins are those of their lengths. */
enum field {
    VERSION,
    KIND,
    FROM,
    PEER,
    CELL,
    BLOCK,
    FIRST,
    TASKS,
    CODE,
    RECORDS,
    REPORTS,
    HASH,
    SUM,
    COLUMNS,
    BODY
};

enum { HASH_SIZE = 16, COLUMNS_ALL = CST_COLUMNS_END - 1, CODE_MAX = 65535 };

static const cst_field_law laws[CST_WIRE_FIELDS] = {
    [VERSION] = {"version", false, CST_WIRE_VERSION, CST_WIRE_VERSION},
    [KIND] = {"kind", false, CST_MESSAGE_READY, CST_MESSAGE_BYE},
    [FROM] = {"from", false, 0, UINT32_MAX},
    [PEER] = {"peer", false, 0, UINT32_MAX},
    [CELL] = {"cell", false, 0, UINT32_MAX},
    [BLOCK] = {"block", false, 0, UINT64_MAX},
    [FIRST] = {"first", false, 0, UINT64_MAX},
    [TASKS] = {"tasks", false, 0, UINT64_MAX},
    [CODE] = {"code", false, 0, CODE_MAX},
    [RECORDS] = {"records", false, 0, UINT64_MAX},
    [REPORTS] = {"reports", false, 0, UINT64_MAX},
    [HASH] = {"hash", true, HASH_SIZE, HASH_SIZE},
    [SUM] = {"sum", true, HASH_SIZE, HASH_SIZE},
    [COLUMNS] = {"columns", false, 0, COLUMNS_ALL},
    [BODY] = {"body", true, 0, CST_WIRE_MAX},
};

/* What the kinds have beside version, kind and from. */
enum { UNIT = 1, A_PEER = 2, RECEIPT = 4, BATCH = 8, A_SUM = 16, TEXT = 32, CODE_OF = 64 };

static const struct {
    const char *name;
    unsigned has;
} kinds[] = {
    [0] = {"?", 0},
    [CST_MESSAGE_READY] = {"READY", A_SUM},
    [CST_MESSAGE_LEASE] = {"LEASE", UNIT | A_PEER},
    [CST_MESSAGE_ACTIONS] = {"ACTIONS", UNIT | RECEIPT | BATCH},
    [CST_MESSAGE_REPORTS] = {"REPORTS", UNIT | RECEIPT | BATCH | A_SUM},
    [CST_MESSAGE_STOP] = {"STOP", 0},
    [CST_MESSAGE_LAST] = {"LAST", RECEIPT | A_SUM},
    [CST_MESSAGE_FAIL] = {"FAIL", UNIT | TEXT | CODE_OF},
    [CST_MESSAGE_RECEIPT] = {"RECEIPT", UNIT | A_PEER | RECEIPT},
    [CST_MESSAGE_PART] = {"PART", UNIT | RECEIPT | BATCH | A_SUM},
    [CST_MESSAGE_HELLO] = {"HELLO", A_PEER | TEXT},
    [CST_MESSAGE_WELCOME] = {"WELCOME", A_PEER | A_SUM | TEXT},
    [CST_MESSAGE_PING] = {"PING", 0},
    [CST_MESSAGE_BYE] = {"BYE", TEXT | CODE_OF},
};

typedef struct envelope {
    uint8_t bytes[CST_BATCH_HEAD];
    size_t size;
} envelope;

const char *cst_message_name(cst_message_kind kind)
{
    const size_t at = (size_t)kind;
    return kinds[at < sizeof kinds / sizeof kinds[0] ? at : 0].name;
}

static bool has(const cst_message *message, unsigned what)
{
    return (kinds[message->kind].has & what) != 0;
}

/* --- Packing --------------------------------------------------------------------------------- */

static int append(void *data, const char *bytes, size_t size)
{
    envelope *to = data;
    cst_require(size <= sizeof to->bytes - to->size);
    memcpy(to->bytes + to->size, bytes, size);
    to->size += size;
    return 0;
}

static void pack_hash(msgpack_packer *packer, cst_u128 hash)
{
    uint8_t bytes[HASH_SIZE];
    for (unsigned i = 0; i < HASH_SIZE; i++) {
        bytes[i] = (uint8_t)(hash >> (8 * i));
    }
    msgpack_pack_bin(packer, HASH_SIZE);
    msgpack_pack_bin_body(packer, bytes, HASH_SIZE);
}

/* Everything in front of the body's bytes. Fields that the kind does not use are written as zero,
 * so that unpacking can tell a message that fills them from the one form. */
static void pack_envelope(const cst_message *m, size_t body, envelope *out)
{
    const cst_unit unit = has(m, UNIT) ? m->unit : (cst_unit){0};
    const cst_receipt receipt = has(m, RECEIPT) ? m->receipt : (cst_receipt){0};
    msgpack_packer packer;
    out->size = 0;
    msgpack_packer_init(&packer, out, append);
    msgpack_pack_array(&packer, CST_WIRE_FIELDS);
    msgpack_pack_uint8(&packer, CST_WIRE_VERSION);
    msgpack_pack_uint8(&packer, (uint8_t)m->kind);
    msgpack_pack_uint32(&packer, m->from);
    msgpack_pack_uint32(&packer, has(m, A_PEER) ? m->peer : 0);
    msgpack_pack_uint32(&packer, unit.cell);
    msgpack_pack_uint64(&packer, unit.block);
    msgpack_pack_uint64(&packer, unit.first);
    msgpack_pack_uint64(&packer, m->kind == CST_MESSAGE_LAST ? m->units : unit.tasks);
    msgpack_pack_uint16(&packer, has(m, CODE_OF) ? (uint16_t)-m->code : 0);
    msgpack_pack_uint64(&packer, receipt.records);
    msgpack_pack_uint64(&packer, receipt.reports);
    pack_hash(&packer, receipt.hash);
    pack_hash(&packer, has(m, A_SUM) ? m->sum : 0);
    msgpack_pack_uint32(&packer, has(m, BATCH) ? m->batch.columns : 0);
    msgpack_pack_bin(&packer, body);
}

static size_t body_size(const cst_message *message)
{
    if (has(message, TEXT)) {
        return message->text_size;
    }
    return has(message, BATCH) ? cst_batch_size(&message->batch) : 0;
}

/* The body at CST_BATCH_HEAD of heap memory: the batch's own where it has some. */
static uint8_t *body_memory(cst_message *message, size_t size)
{
    if (has(message, BATCH) && message->batch.base != NULL) {
        uint8_t *memory = message->batch.base;
        message->batch.base = NULL;
        return memory;
    }
    uint8_t *memory = malloc(CST_BATCH_HEAD + size);
    if (memory != NULL && size > 0) {
        const void *from = has(message, TEXT) ? (const void *)message->text : message->batch.data;
        memcpy(memory + CST_BATCH_HEAD, from, size);
    }
    return memory;
}

int cst_wire_pack(cst_message *message, cst_frame *frame, cst_error *error)
{
    envelope head;
    const size_t body = body_size(message);
    *frame = (cst_frame){0};
    if (body > CST_WIRE_MAX - CST_BATCH_HEAD) {
        cst_batch_free(&message->batch);
        return cst_error_set(
            error, CST_ERR_WIRE, "wire",
            "a message of %zu bytes would be longer than the longest, %d; expected "
            "a shorter trial or fewer tasks a message",
            body, (int)CST_WIRE_MAX);
    }
    pack_envelope(message, body, &head);
    uint8_t *memory = body_memory(message, body);
    cst_batch_free(&message->batch);
    if (memory == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for a message of %zu bytes",
                             body);
    }
    frame->memory = memory;
    frame->bytes = memory + CST_BATCH_HEAD - head.size;
    frame->size = head.size + body;
    memcpy(frame->bytes, head.bytes, head.size);
    return 0;
}

/* --- Unpacking ------------------------------------------------------------------------------- */

static cst_u128 read_hash(const uint8_t *bytes)
{
    cst_u128 hash = 0;
    for (unsigned i = 0; i < HASH_SIZE; i++) {
        hash |= (cst_u128)bytes[i] << (8 * i);
    }
    return hash;
}

/* The message that the fields say, but for its batch. */
static cst_message read_fields(const cst_field *f)
{
    cst_message m = {.kind = (cst_message_kind)f[KIND].number,
                     .from = (uint32_t)f[FROM].number,
                     .peer = (uint32_t)f[PEER].number,
                     .unit = {.cell = (uint32_t)f[CELL].number,
                              .block = f[BLOCK].number,
                              .first = f[FIRST].number,
                              .tasks = f[TASKS].number},
                     .receipt = {.records = f[RECORDS].number,
                                 .reports = f[REPORTS].number,
                                 .hash = read_hash(f[HASH].bytes)},
                     .sum = read_hash(f[SUM].bytes),
                     .code = -(int)f[CODE].number,
                     .batch = {.columns = (uint32_t)f[COLUMNS].number}};
    if (m.kind == CST_MESSAGE_LAST) {
        m.units = m.unit.tasks;
        m.unit.tasks = 0;
    }
    if (has(&m, TEXT)) {
        m.text = (const char *)f[BODY].bytes;
        m.text_size = (size_t)f[BODY].number;
    }
    return m;
}

/* Entries of the list that comes after planes; UINT64_MAX where their number is not there. */
static uint64_t listed(uint32_t columns, const cst_field *body)
{
    if ((columns & CST_LIST_SCHEMERS) == 0) {
        return 0;
    }
    return body->number >= 2 * sizeof(uint64_t) ? cst_batch_word(body->bytes + sizeof(uint64_t))
                                                : UINT64_MAX;
}

/* Bytes that the body should have; 0: it has more entries than records. */
static size_t size_of_planes(uint32_t columns, uint32_t lead, uint64_t records,
                             const cst_field *body)
{
    const uint64_t entries = listed(columns, body);
    return entries > records
               ? 0
               : cst_batch_size_of(columns, lead, records) + cst_batch_list_size(entries);
}

/* Planes come after the number of their records. */
static int read_planes(cst_message *message, const cst_field *body, cst_error *error)
{
    const uint32_t columns = message->batch.columns;
    const uint32_t lead = (uint32_t)(message->unit.first % 64);
    const bool mixed = (columns & (CST_PLANE_ATTACK - 1)) != 0;
    const uint64_t records = body->number >= sizeof(uint64_t) ? cst_batch_word(body->bytes) : 0;
    if (mixed || body->number < sizeof(uint64_t) || records / 8 > CST_WIRE_MAX ||
        size_of_planes(columns, lead, records, body) != body->number) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "body: expected planes of %" PRIu64
                             " records (columns %u), found %" PRIu64 " bytes",
                             records, columns, body->number);
    }
    cst_batch_view(&message->batch, columns, records, body->bytes);
    message->batch.lead = lead;
    message->batch.listed = listed(columns, body);
    return 0;
}

/* Lays the batch over the body. */
static int read_batch(cst_message *message, const cst_field *body, cst_error *error)
{
    const uint32_t columns = message->batch.columns;
    if (cst_batch_has_planes(columns)) {
        return read_planes(message, body, error);
    }
    const size_t record = cst_batch_record_size(columns);
    if (record == 0 || body->number % record != 0) {
        return cst_error_set(
            error, CST_ERR_WIRE, "wire",
            "body: expected whole records of %zu bytes (columns %u), found %" PRIu64 " "
            "bytes",
            record, columns, body->number);
    }
    cst_batch_view(&message->batch, columns, body->number / record, body->bytes);
    return 0;
}

/* That packing the message anew gives the same envelope: shortest numbers, unused fields zero. */
static int check_form(const cst_message *message, const uint8_t *bytes, size_t body,
                      cst_error *error)
{
    envelope head;
    pack_envelope(message, body, &head);
    for (size_t i = 0; i < head.size; i++) {
        if (bytes[i] != head.bytes[i]) {
            return cst_error_set(error, CST_ERR_WIRE, "wire",
                                 "%s: expected 0x%02x at byte %zu, found 0x%02x: numbers are "
                                 "written in their shortest form, and unused fields are 0",
                                 cst_message_name(message->kind), head.bytes[i], i, bytes[i]);
        }
    }
    return 0;
}

int cst_wire_unpack(const uint8_t *bytes, size_t size, cst_message *message, cst_error *error)
{
    cst_field fields[CST_WIRE_FIELDS];
    *message = (cst_message){0};
    int code = cst_fields_read(laws, CST_WIRE_FIELDS, CST_WIRE_MAX, bytes, size, fields, error);
    if (code != 0) {
        return code;
    }
    const cst_field *body = &fields[BODY];
    cst_message read = read_fields(fields);
    code = check_form(&read, bytes, (size_t)body->number, error);
    if (code != 0) {
        return code;
    }
    if (has(&read, BATCH)) {
        code = read_batch(&read, body, error);
    } else if (!has(&read, TEXT) && body->number != 0) {
        code = cst_error_set(error, CST_ERR_WIRE, "wire",
                             "body: expected none in %s, found %" PRIu64 " bytes",
                             cst_message_name(read.kind), body->number);
    }
    if (code == 0) {
        *message = read;
    }
    return code;
}
