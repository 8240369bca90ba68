/* SPDX-License-Identifier: MIT */
#include "bus/wire.h"

#include "base/check.h"

#include <msgpack.h>
#include <stdlib.h>
#include <string.h>

/* The fields of the envelope, in their order. The greatest value of the two bin fields is the
 * greatest length. */
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

typedef struct field_law {
    const char *name;
    bool bin;
    uint64_t most;
} field_law;

static const field_law laws[CST_WIRE_FIELDS] = {
    [VERSION] = {"version", false, UINT8_MAX},  [KIND] = {"kind", false, CST_MESSAGE_PART},
    [FROM] = {"from", false, UINT32_MAX},       [PEER] = {"peer", false, UINT32_MAX},
    [CELL] = {"cell", false, UINT32_MAX},       [BLOCK] = {"block", false, UINT64_MAX},
    [FIRST] = {"first", false, UINT64_MAX},     [TASKS] = {"tasks", false, UINT64_MAX},
    [CODE] = {"code", false, CODE_MAX},         [RECORDS] = {"records", false, UINT64_MAX},
    [REPORTS] = {"reports", false, UINT64_MAX}, [HASH] = {"hash", true, HASH_SIZE},
    [SUM] = {"sum", true, HASH_SIZE},           [COLUMNS] = {"columns", false, COLUMNS_ALL},
    [BODY] = {"body", true, CST_WIRE_MAX},
};

/* What is left to read of a frame. */
typedef struct rest {
    const uint8_t *bytes;
    size_t size;
} rest;

typedef struct envelope {
    uint8_t bytes[CST_BATCH_HEAD];
    size_t size;
} envelope;

const char *cst_message_name(cst_message_kind kind)
{
    static const char *const names[] = {"?",    "READY", "LEASE", "ACTIONS", "REPORTS",
                                        "STOP", "LAST",  "FAIL",  "RECEIPT", "PART"};
    size_t at = (size_t)kind;
    return names[at < sizeof names / sizeof names[0] ? at : 0];
}

void cst_message_free(cst_message *message)
{
    cst_batch_free(&message->batch);
    message->batch = (cst_batch){0};
}

static bool has_unit(cst_message_kind kind)
{
    return kind != CST_MESSAGE_READY && kind != CST_MESSAGE_STOP && kind != CST_MESSAGE_LAST;
}

static bool has_peer(cst_message_kind kind)
{
    return kind == CST_MESSAGE_LEASE || kind == CST_MESSAGE_RECEIPT;
}

static bool has_batch(cst_message_kind kind)
{
    return kind == CST_MESSAGE_ACTIONS || kind == CST_MESSAGE_REPORTS || kind == CST_MESSAGE_PART;
}

static bool has_receipt(cst_message_kind kind)
{
    return has_batch(kind) || kind == CST_MESSAGE_RECEIPT || kind == CST_MESSAGE_LAST;
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
    const cst_unit unit = has_unit(m->kind) ? m->unit : (cst_unit){0};
    const cst_receipt receipt = has_receipt(m->kind) ? m->receipt : (cst_receipt){0};
    msgpack_packer packer;
    out->size = 0;
    msgpack_packer_init(&packer, out, append);
    msgpack_pack_array(&packer, CST_WIRE_FIELDS);
    msgpack_pack_uint8(&packer, CST_WIRE_VERSION);
    msgpack_pack_uint8(&packer, (uint8_t)m->kind);
    msgpack_pack_uint32(&packer, m->from);
    msgpack_pack_uint32(&packer, has_peer(m->kind) ? m->peer : 0);
    msgpack_pack_uint32(&packer, unit.cell);
    msgpack_pack_uint64(&packer, unit.block);
    msgpack_pack_uint64(&packer, unit.first);
    msgpack_pack_uint64(&packer, m->kind == CST_MESSAGE_LAST ? m->units : unit.tasks);
    msgpack_pack_uint16(&packer, m->kind == CST_MESSAGE_FAIL ? (uint16_t)-m->code : 0);
    msgpack_pack_uint64(&packer, receipt.records);
    msgpack_pack_uint64(&packer, receipt.reports);
    pack_hash(&packer, receipt.hash);
    pack_hash(&packer, m->kind == CST_MESSAGE_PART ? m->sum : 0);
    msgpack_pack_uint32(&packer, has_batch(m->kind) ? m->batch.columns : 0);
    msgpack_pack_bin(&packer, body);
}

static size_t body_size(const cst_message *message)
{
    if (message->kind == CST_MESSAGE_FAIL) {
        return message->text_size;
    }
    return has_batch(message->kind) ? cst_batch_size(&message->batch) : 0;
}

/* The body at CST_BATCH_HEAD of heap memory: the batch's own where it has some. */
static uint8_t *body_memory(cst_message *message, size_t size)
{
    if (has_batch(message->kind) && message->batch.base != NULL) {
        uint8_t *memory = message->batch.base;
        message->batch.base = NULL;
        return memory;
    }
    uint8_t *memory = malloc(CST_BATCH_HEAD + size);
    if (memory != NULL && size > 0) {
        const void *from =
            message->kind == CST_MESSAGE_FAIL ? (const void *)message->text : message->batch.data;
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
        cst_message_free(message);
        return cst_error_set(
            error, CST_ERR_WIRE, "wire",
            "a message of %zu bytes would be longer than the longest, %d; expected "
            "a shorter trial or fewer tasks a message",
            body, (int)CST_WIRE_MAX);
    }
    pack_envelope(message, body, &head);
    uint8_t *memory = body_memory(message, body);
    cst_message_free(message);
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

static uint64_t read_big_endian(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

/* Bytes of the count or number that follow a type byte of this family; 0: another family. */
static size_t width_after(uint8_t first, uint8_t narrowest, size_t widths)
{
    if (first < narrowest || first >= narrowest + widths) {
        return 0;
    }
    return (size_t)1 << (first - narrowest);
}

static int refuse(const field_law *law, const rest *left, cst_error *error)
{
    const char *wanted = law->bin ? "a bin" : "an unsigned integer";
    if (left->size == 0) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "%s: expected %s, found the end of the message", law->name, wanted);
    }
    return cst_error_set(error, CST_ERR_WIRE, "wire",
                         "%s: expected %s, found type byte 0x%02x with %zu bytes after it",
                         law->name, wanted, left->bytes[0], left->size - 1);
}

/* Steps over one element, only if it is of the field's type and lies within the bytes. */
static int scan_field(const field_law *law, rest *left, cst_error *error)
{
    const uint8_t first = left->size > 0 ? left->bytes[0] : 0;
    size_t skip = 1;
    if (law->bin) {
        const size_t width = width_after(first, 0xc4, 3);
        if (left->size == 0 || width == 0 || left->size - 1 < width) {
            return refuse(law, left, error);
        }
        const uint64_t length = read_big_endian(left->bytes + 1, width);
        if (length > left->size - 1 - width) {
            return cst_error_set(error, CST_ERR_WIRE, "wire",
                                 "%s: expected %llu bytes as declared, found %zu", law->name,
                                 (unsigned long long)length, left->size - 1 - width);
        }
        skip += width + (size_t)length;
    } else if (first > 0x7f || left->size == 0) {
        const size_t width = width_after(first, 0xcc, 4);
        if (left->size == 0 || width == 0 || left->size - 1 < width) {
            return refuse(law, left, error);
        }
        skip += width;
    }
    left->bytes += skip;
    left->size -= skip;
    return 0;
}

/* Looks at every declared count before msgpack does, which would reserve memory for it: afterwards
 * the bytes are one flat array of CST_WIRE_FIELDS elements of the right types, and nothing else. */
static int scan(rest left, cst_error *error)
{
    if (left.size == 0 || left.size > CST_WIRE_MAX || left.bytes[0] != (0x90 | CST_WIRE_FIELDS)) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "expected 1 to %d bytes that open with 0x%02x, found %zu bytes that "
                             "open with 0x%02x",
                             (int)CST_WIRE_MAX, 0x90 | CST_WIRE_FIELDS, left.size,
                             left.size > 0 ? left.bytes[0] : 0U);
    }
    left.bytes++;
    left.size--;
    for (size_t i = 0; i < CST_WIRE_FIELDS; i++) {
        int code = scan_field(&laws[i], &left, error);
        if (code != 0) {
            return code;
        }
    }
    if (left.size != 0) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "expected the end of the message after body, found %zu bytes more",
                             left.size);
    }
    return 0;
}

/* Ranges of single fields. */
static int check_fields(const msgpack_object *fields, cst_error *error)
{
    for (size_t i = 0; i < CST_WIRE_FIELDS; i++) {
        const uint64_t value = laws[i].bin ? fields[i].via.bin.size : fields[i].via.u64;
        if (value > laws[i].most) {
            return cst_error_set(error, CST_ERR_WIRE, "wire",
                                 "%s: expected at most %llu%s, found "
                                 "%llu",
                                 laws[i].name, (unsigned long long)laws[i].most,
                                 laws[i].bin ? " bytes" : "", (unsigned long long)value);
        }
    }
    if (fields[VERSION].via.u64 != CST_WIRE_VERSION) {
        return cst_error_set(error, CST_ERR_WIRE, "wire", "version: expected %d, found %llu",
                             (int)CST_WIRE_VERSION, (unsigned long long)fields[VERSION].via.u64);
    }
    if (fields[KIND].via.u64 < CST_MESSAGE_READY) {
        return cst_error_set(error, CST_ERR_WIRE, "wire", "kind: expected 1 to %d, found 0",
                             (int)CST_MESSAGE_PART);
    }
    for (size_t i = HASH; i <= SUM; i++) {
        if (fields[i].via.bin.size != HASH_SIZE) {
            return cst_error_set(error, CST_ERR_WIRE, "wire", "%s: expected %d bytes, found %u",
                                 laws[i].name, (int)HASH_SIZE, fields[i].via.bin.size);
        }
    }
    return 0;
}

static cst_u128 read_hash(const char *bytes)
{
    cst_u128 hash = 0;
    for (unsigned i = 0; i < HASH_SIZE; i++) {
        hash |= (cst_u128)(uint8_t)bytes[i] << (8 * i);
    }
    return hash;
}

/* The message that the fields say, with a view where there is a batch. */
static cst_message read_fields(const msgpack_object *f)
{
    cst_message m = {.kind = (cst_message_kind)f[KIND].via.u64,
                     .from = (uint32_t)f[FROM].via.u64,
                     .peer = (uint32_t)f[PEER].via.u64,
                     .unit = {.cell = (uint32_t)f[CELL].via.u64,
                              .block = f[BLOCK].via.u64,
                              .first = f[FIRST].via.u64,
                              .tasks = f[TASKS].via.u64},
                     .receipt = {.records = f[RECORDS].via.u64,
                                 .reports = f[REPORTS].via.u64,
                                 .hash = read_hash(f[HASH].via.bin.ptr)},
                     .sum = read_hash(f[SUM].via.bin.ptr),
                     .code = -(int)f[CODE].via.u64};
    if (m.kind == CST_MESSAGE_LAST) {
        m.units = m.unit.tasks;
        m.unit.tasks = 0;
    }
    m.batch.columns = (uint32_t)f[COLUMNS].via.u64;
    if (m.kind == CST_MESSAGE_FAIL) {
        m.text = f[BODY].via.bin.ptr;
        m.text_size = f[BODY].via.bin.size;
    }
    return m;
}

/* Planes come after the number of their records. */
static int read_planes(cst_message *message, const msgpack_object_bin *body, cst_error *error)
{
    const uint32_t columns = message->batch.columns;
    const uint32_t lead = (uint32_t)(message->unit.first % 64);
    const bool mixed = (columns & (CST_PLANE_ATTACK - 1)) != 0;
    const uint64_t records =
        body->size >= sizeof(uint64_t) ? cst_batch_word((const uint8_t *)body->ptr) : 0;
    if (mixed || body->size < sizeof(uint64_t) || records / 8 > CST_WIRE_MAX ||
        cst_batch_size_of(columns, lead, records) != body->size) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "body: expected planes of %llu records (columns %u), found %u bytes",
                             (unsigned long long)records, columns, body->size);
    }
    cst_batch_view(&message->batch, columns, records, (const uint8_t *)body->ptr);
    message->batch.lead = lead;
    return 0;
}

/* Lays the batch over the body. */
static int read_batch(cst_message *message, const msgpack_object_bin *body, cst_error *error)
{
    const uint32_t columns = message->batch.columns;
    if (cst_batch_has_planes(columns)) {
        return read_planes(message, body, error);
    }
    const size_t record = cst_batch_record_size(columns);
    if (record == 0 || body->size % record != 0) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "body: expected whole records of %zu bytes (columns %u), found %u "
                             "bytes",
                             record, columns, body->size);
    }
    cst_batch_view(&message->batch, columns, body->size / record, (const uint8_t *)body->ptr);
    return 0;
}

/* That packing the message anew gives the same envelope: shortest numbers, unused fields zero. */
static int check_form(const cst_message *message, const uint8_t *bytes, const msgpack_object *body,
                      cst_error *error)
{
    envelope head;
    pack_envelope(message, body->via.bin.size, &head);
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

static int read_message(const msgpack_object *fields, const uint8_t *bytes, cst_message *message,
                        cst_error *error)
{
    int code = check_fields(fields, error);
    if (code != 0) {
        return code;
    }
    const msgpack_object *body = &fields[BODY];
    cst_message read = read_fields(fields);
    code = check_form(&read, bytes, body, error);
    if (code != 0) {
        return code;
    }
    if (has_batch(read.kind)) {
        code = read_batch(&read, &body->via.bin, error);
    } else if (read.kind != CST_MESSAGE_FAIL && body->via.bin.size != 0) {
        code = cst_error_set(error, CST_ERR_WIRE, "wire",
                             "body: expected none in %s, found %u "
                             "bytes",
                             cst_message_name(read.kind), body->via.bin.size);
    }
    if (code == 0) {
        *message = read;
    }
    return code;
}

int cst_wire_unpack(const uint8_t *bytes, size_t size, cst_message *message, cst_error *error)
{
    *message = (cst_message){0};
    int code = scan((rest){bytes, size}, error);
    if (code != 0) {
        return code;
    }
    msgpack_unpacked result;
    msgpack_unpacked_init(&result);
    size_t offset = 0;
    /* After the scan only a want of memory can make msgpack fail. */
    if (msgpack_unpack_next(&result, (const char *)bytes, size, &offset) !=
        MSGPACK_UNPACK_SUCCESS) {
        code = cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for reading a message");
    } else {
        code = read_message(result.data.via.array.ptr, bytes, message, error);
    }
    msgpack_unpacked_destroy(&result);
    return code;
}
