/* SPDX-License-Identifier: MIT */
#include "bus/peer_wire.h"

#include "base/check.h"
#include "bus/field.h"

#include <msgpack.h>
#include <stdlib.h>
#include <string.h>

enum { CREDIT_MOST = 1 << 20, RUN_SIZE = 16 };

#define HEAD(kind)                                                                                 \
    {"version", false, CST_PEER_VERSION, CST_PEER_VERSION},                                        \
    {                                                                                              \
        "kind", false, kind, kind                                                                  \
    }

static const cst_field_law hello[] = {HEAD(CST_PEER_HELLO),
                                      {"name", true, 1, CST_PEER_NAME - 1},
                                      {"role", false, 1, CST_PEER_REVIEWER | CST_PEER_ACTOR},
                                      {"credit", false, 1, CREDIT_MOST}};
static const cst_field_law answer[] = {
    HEAD(CST_PEER_ANSWER), {"batch", false, 0, UINT64_MAX}, {"answers", true, 1, CST_PEER_TASKS}};
static const cst_field_law bye[] = {HEAD(CST_PEER_BYE)};
static const cst_field_law any[] = {{"version", false, CST_PEER_VERSION, CST_PEER_VERSION},
                                    {"kind", false, CST_PEER_HELLO, CST_PEER_BYE}};

/* The elements of the kinds that a peer may send. */
static const struct {
    const cst_field_law *law;
    size_t count;
} kinds[] = {[CST_PEER_HELLO] = {hello, sizeof hello / sizeof hello[0]},
             [CST_PEER_ANSWER] = {answer, sizeof answer / sizeof answer[0]},
             [CST_PEER_BYE] = {bye, sizeof bye / sizeof bye[0]}};

/* The kind, from the first bytes: the second element of an array. */
static uint8_t kind_of(const uint8_t *bytes, size_t size)
{
    return size >= 3 && (bytes[0] & 0xf0) == 0x90 ? bytes[2] : 0;
}

/* Names are printed, and compared with those of a scenario. */
static int read_name(const cst_field *field, char name[CST_PEER_NAME], cst_error *error)
{
    for (size_t i = 0; i < field->number; i++) {
        if (field->bytes[i] < 0x21 || field->bytes[i] > 0x7e) {
            return cst_error_set(error, CST_ERR_WIRE, "wire",
                                 "name: expected letters, digits and signs, found byte 0x%02x",
                                 field->bytes[i]);
        }
    }
    memcpy(name, field->bytes, field->number);
    name[field->number] = '\0';
    return 0;
}

static int check_answers(const cst_peer_said *said, cst_error *error)
{
    for (size_t i = 0; i < said->count; i++) {
        if (said->answer[i] > 2) {
            return cst_error_set(error, CST_ERR_WIRE, "wire",
                                 "answers: expected 0, 1 or 2 for task %zu of the batch, found %u",
                                 i, said->answer[i]);
        }
    }
    return 0;
}

int cst_peer_read(const uint8_t *bytes, size_t size, cst_peer_said *said, cst_error *error)
{
    cst_field field[CST_FIELDS_MAX];
    const uint8_t kind = kind_of(bytes, size);
    const bool known = kind < sizeof kinds / sizeof kinds[0] && kinds[kind].law != NULL;
    const cst_field_law *law = known ? kinds[kind].law : any;
    *said = (cst_peer_said){0};
    int code = cst_fields_read(law, known ? kinds[kind].count : 2, CST_PEER_LONGEST, bytes, size,
                               field, error);
    if (code != 0) {
        return code;
    }
    if (!known) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "kind: expected 1 (hello), 4 (answer) or 5 (bye) from a peer, found "
                             "%u",
                             kind);
    }
    said->kind = (cst_peer_kind)kind;
    if (kind == CST_PEER_HELLO) {
        said->role = (uint32_t)field[3].number;
        said->credit = (uint32_t)field[4].number;
        code = read_name(&field[2], said->name, error);
    }
    if (kind == CST_PEER_ANSWER) {
        said->batch = field[2].number;
        said->answer = field[3].bytes;
        said->count = (size_t)field[3].number;
        code = check_answers(said, error);
    }
    return code;
}

/* --- Packing --------------------------------------------------------------------------------- */

/* Fills a frame as far as it has room. */
static int append(void *data, const char *bytes, size_t size)
{
    cst_frame *to = data;
    memcpy(to->memory + to->size, bytes, size);
    to->size += size;
    return 0;
}

/* Opens a frame with room for so many bytes beside a few, and writes the head of its array. */
static int open_frame(cst_frame *frame, msgpack_packer *packer, size_t room, size_t elements,
                      cst_peer_kind kind, cst_error *error)
{
    enum { FEW = 128 };
    *frame = (cst_frame){.memory = malloc(room + FEW)};
    frame->bytes = frame->memory;
    if (frame->memory == NULL) {
        return cst_error_memory(error, "a message to a peer");
    }
    msgpack_packer_init(packer, frame, append);
    msgpack_pack_array(packer, elements);
    msgpack_pack_uint8(packer, CST_PEER_VERSION);
    msgpack_pack_uint8(packer, (uint8_t)kind);
    return 0;
}

static void put_bin(msgpack_packer *packer, const void *bytes, size_t size)
{
    msgpack_pack_bin(packer, size);
    msgpack_pack_bin_body(packer, bytes, size);
}

/* Least byte first. */
static void put_bytes(uint8_t *to, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        to[i] = (uint8_t)(number >> (8 * i));
    }
}

static void put_double(uint8_t *to, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    put_bytes(to, bits, sizeof bits);
}

int cst_peer_pack_welcome(const cst_peer_welcome *welcome, cst_frame *frame, cst_error *error)
{
    msgpack_packer packer;
    int code = open_frame(frame, &packer, 0, 5, CST_PEER_WELCOME, error);
    if (code == 0) {
        put_bin(&packer, welcome->run, RUN_SIZE);
        msgpack_pack_uint32(&packer, welcome->credit);
        msgpack_pack_uint32(&packer, welcome->patience);
    }
    return code;
}

/* The columns of an ASK: bytes of an entry, and what it is. */
enum { TRIAL, ROUND, REVIEWER, ACTOR, LINEAGE, SCORE, COLUMNS };
static const size_t width[COLUMNS] = {8, 4, 4, 4, 1, 8};

static void put_entry(uint8_t *to, int column, const cst_question *question)
{
    const uint64_t number[] = {[TRIAL] = question->trial,
                               [ROUND] = question->round,
                               [REVIEWER] = question->reviewer,
                               [ACTOR] = question->actor,
                               [LINEAGE] = question->actor_lineage};
    if (column == SCORE) {
        put_double(to, question->score);
    } else {
        put_bytes(to, number[column], width[column]);
    }
}

int cst_peer_pack_ask(uint64_t batch, uint32_t cell, const cst_question *question,
                      const uint32_t *which, size_t count, cst_frame *frame, cst_error *error)
{
    enum { ENTRY = 8 + 4 + 4 + 4 + 1 + 8 };
    static const size_t elements = 4 + COLUMNS;
    msgpack_packer packer;
    uint8_t column[8 * CST_PEER_TASKS];
    cst_require(count > 0 && count <= CST_PEER_TASKS);
    int code = open_frame(frame, &packer, ENTRY * count, elements, CST_PEER_ASK, error);
    if (code != 0) {
        return code;
    }
    msgpack_pack_uint64(&packer, batch);
    msgpack_pack_uint32(&packer, cell);
    for (int of = 0; of < COLUMNS; of++) {
        for (size_t i = 0; i < count; i++) {
            put_entry(column + i * width[of], of, &question[which[i]]);
        }
        put_bin(&packer, column, count * width[of]);
    }
    return 0;
}

int cst_peer_pack_refused(const char *why, cst_frame *frame, cst_error *error)
{
    msgpack_packer packer;
    int code = open_frame(frame, &packer, strlen(why), 3, CST_PEER_REFUSED, error);
    if (code == 0) {
        put_bin(&packer, why, strlen(why));
    }
    return code;
}

int cst_peer_pack_end(cst_frame *frame, cst_error *error)
{
    msgpack_packer packer;
    return open_frame(frame, &packer, 0, 2, CST_PEER_END, error);
}
