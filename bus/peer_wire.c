/* SPDX-License-Identifier: MIT */
#include "bus/peer_wire.h"

#include "base/check.h"
#include "bus/field.h"

#include <inttypes.h>
#include <msgpack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CREDIT_MOST = 1 << 20, RUN_SIZE = 16, SCORE_SIZE = 8 };

#define HEAD(kind)                                                                                 \
    {"version", false, CST_PEER_VERSION, CST_PEER_VERSION},                                        \
    {                                                                                              \
        "kind", false, kind, kind                                                                  \
    }

static const cst_field_law hello[] = {HEAD(CST_PEER_HELLO),
                                      {"name", true, 1, CST_PEER_NAME - 1},
                                      {"role", false, 1, CST_PEER_ROLES},
                                      {"credit", false, 1, CREDIT_MOST}};
static const cst_field_law answer[] = {
    HEAD(CST_PEER_ANSWER), {"batch", false, 0, UINT64_MAX}, {"answers", true, 1, CST_PEER_TASKS}};
static const cst_field_law scores[] = {HEAD(CST_PEER_SCORES),
                                       {"batch", false, 0, UINT64_MAX},
                                       {"scores", true, SCORE_SIZE, SCORE_SIZE *CST_PEER_TASKS}};
static const cst_field_law bye[] = {HEAD(CST_PEER_BYE)};
/* The elements of the kinds that a peer may send. */
static const struct {
    const cst_field_law *law;
    size_t count;
} kinds[] = {[CST_PEER_HELLO] = {hello, sizeof hello / sizeof hello[0]},
             [CST_PEER_ANSWER] = {answer, sizeof answer / sizeof answer[0]},
             [CST_PEER_BYE] = {bye, sizeof bye / sizeof bye[0]},
             [CST_PEER_SCORES] = {scores, sizeof scores / sizeof scores[0]}};

/* The kind, which is the second element; 0: there is none. */
static uint64_t kind_of(const uint8_t *bytes, size_t size)
{
    uint64_t kind;
    return cst_fields_peek(bytes, size, 1, &kind) ? kind : 0;
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

static double read_double(const uint8_t *bytes)
{
    uint64_t bits = 0;
    double x;
    for (size_t i = 0; i < sizeof bits; i++) {
        bits |= (uint64_t)bytes[i] << (8 * i);
    }
    memcpy(&x, &bits, sizeof x);
    return x + 0.0; /* one zero, not two */
}

double cst_peer_answer(const cst_peer_said *said, size_t index)
{
    static const double words[] = {CST_REPLY_PASS, CST_REPLY_REPORT, CST_REPLY_ABSTAIN};
    return said->kind == CST_PEER_ANSWER ? words[said->answers[index]]
                                         : read_double(said->answers + SCORE_SIZE * index);
}

static int check_answers(const cst_peer_said *said, cst_error *error)
{
    for (size_t i = 0; i < said->count; i++) {
        if (said->answers[i] > 2) {
            return cst_error_set(error, CST_ERR_WIRE, "wire",
                                 "answers: expected 0, 1 or 2 for task %zu of the batch, found %u",
                                 i, said->answers[i]);
        }
    }
    return 0;
}

static int check_scores(const cst_peer_said *said, size_t size, cst_error *error)
{
    if (size % SCORE_SIZE != 0) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "scores: expected 8 bytes for each task of the batch, found %zu in "
                             "all",
                             size);
    }
    for (size_t i = 0; i < said->count; i++) {
        const double score = cst_peer_answer(said, i);
        if (!cst_reply_is(score) || score == CST_REPLY_NONE) {
            return cst_error_set(error, CST_ERR_WIRE, "wire",
                                 "scores: expected a number from 0 to 1, or -1, for task %zu of "
                                 "the batch, found %.17g",
                                 i, score);
        }
    }
    return 0;
}

static int read_answers(const cst_field *batch, cst_peer_said *said, cst_error *error)
{
    const cst_field *answers = batch + 1;
    const size_t size = (size_t)answers->number;
    said->batch = batch->number;
    said->answers = answers->bytes;
    said->count = said->kind == CST_PEER_ANSWER ? size : size / SCORE_SIZE;
    return said->kind == CST_PEER_ANSWER ? check_answers(said, error)
                                         : check_scores(said, size, error);
}

uint64_t cst_peer_other_version(const uint8_t *bytes, size_t size)
{
    uint64_t version;
    const bool is = cst_fields_peek(bytes, size, 0, &version);
    return is && version != CST_PEER_VERSION ? version : 0;
}

/* A message of no kind that a peer may send, or of none at all. */
static int refuse_kind(const uint8_t *bytes, size_t size, cst_error *error)
{
    const bool array = size > 0 && size <= CST_PEER_LONGEST && bytes[0] >= 0x92 && bytes[0] <= 0x9f;
    uint64_t kind;
    if (array && cst_fields_peek(bytes, size, 1, &kind)) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "kind: expected 1 (hello), 4 (answer), 5 (bye) or 9 (scores) from a "
                             "peer, found %" PRIu64,
                             kind);
    }
    if (array) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "kind: expected an unsigned integer behind the version, which is one");
    }
    char opens[CST_FIELDS_OPENING];
    cst_fields_opening(bytes, size, opens);
    return cst_error_set(error, CST_ERR_WIRE, "wire",
                         "expected an array of version, kind and their elements, 1 to %d bytes "
                         "that open with 0x92 to 0x95, found %zu bytes%s",
                         CST_PEER_LONGEST, size, opens);
}

int cst_peer_read(const uint8_t *bytes, size_t size, cst_peer_said *said, cst_error *error)
{
    cst_field field[CST_FIELDS_MAX];
    const uint64_t kind = kind_of(bytes, size);
    *said = (cst_peer_said){0};
    if (kind >= sizeof kinds / sizeof kinds[0] || kinds[kind].law == NULL) {
        return refuse_kind(bytes, size, error);
    }
    int code = cst_fields_read(kinds[kind].law, kinds[kind].count, CST_PEER_LONGEST, bytes, size,
                               field, error);
    if (code != 0) {
        return code;
    }
    said->kind = (cst_peer_kind)kind;
    if (kind == CST_PEER_HELLO) {
        said->role = (uint32_t)field[3].number;
        said->credit = (uint32_t)field[4].number;
        code = read_name(&field[2], said->name, error);
    } else if (kind != CST_PEER_BYE) {
        code = read_answers(&field[2], said, error);
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

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

int cst_peer_pack_welcome(const cst_peer_welcome *welcome, cst_frame *frame, cst_error *error)
{
    msgpack_packer packer;
    int code = open_frame(frame, &packer, 0, 6, CST_PEER_WELCOME, error);
    if (code == 0) {
        put_bin(&packer, welcome->run, RUN_SIZE);
        msgpack_pack_uint32(&packer, welcome->credit);
        msgpack_pack_uint32(&packer, welcome->patience);
        msgpack_pack_uint32(&packer, welcome->role);
    }
    return code;
}

/* Columns: bytes of an entry, and what it is. */
typedef enum column {
    TRIAL,
    ROUND,
    REVIEWER,
    ACTOR,
    LINEAGE,
    REPORTS,
    SCORE,
    WATCHED,
    OUTCOME,
    COLUMNS
} column;
static const size_t width[COLUMNS] = {8, 4, 4, 4, 1, 4, 8, 1, 1};
enum { WIDEST = 8 };

static const column of_ask[] = {TRIAL, ROUND, REVIEWER, ACTOR, LINEAGE, REPORTS, SCORE};
static const column of_act[] = {TRIAL, ROUND, ACTOR, WATCHED};
static const column of_news[] = {TRIAL, ROUND, REVIEWER, ACTOR, OUTCOME};

/* What a peer may know of what became of a task: what was done about it. */
static unsigned news_of(const cst_outcome *outcome)
{
    const uint8_t marks = outcome->record.marks;
    return ((marks & CST_MARK_FLAGGED) != 0 ? CST_NEWS_FLAGGED : 0U) |
           ((marks & CST_MARK_AUDITED) != 0 ? CST_NEWS_AUDITED : 0U) |
           (outcome->proven ? CST_NEWS_PROVEN : 0U) |
           ((marks & CST_MARK_OUT) != 0 ? CST_NEWS_OUT : 0U);
}

/* Tasks that a message is about: of questions or of outcomes, the other is NULL. */
typedef struct subjects {
    const cst_question *question;
    const cst_outcome *outcome;
    const uint32_t *which;
    size_t count;
} subjects;

/* What a reviewer is not shown has all its bits set. */
static uint64_t unless_hidden(const cst_question *question, uint64_t number)
{
    return question->hides_actor ? UINT64_MAX : number;
}

static uint64_t entry_of(column of, const cst_question *question, const cst_outcome *outcome)
{
    switch (of) {
    case TRIAL:
        return question->trial;
    case ROUND:
        return question->round;
    case REVIEWER:
        return question->reviewer;
    case ACTOR:
        return unless_hidden(question, question->actor);
    case LINEAGE:
        return unless_hidden(question, question->actor_lineage);
    case REPORTS:
        return unless_hidden(question, question->reports);
    case SCORE:
        return bits_of(question->score);
    case WATCHED:
        return question->watched;
    default:
        return news_of(outcome);
    }
}

static void put_columns(msgpack_packer *packer, const subjects *tasks, const column *columns,
                        size_t count)
{
    uint8_t entries[WIDEST * CST_PEER_TASKS];
    for (size_t c = 0; c < count; c++) {
        const size_t size = width[columns[c]];
        for (size_t i = 0; i < tasks->count; i++) {
            const uint32_t at = tasks->which[i];
            const cst_outcome *outcome = tasks->outcome != NULL ? &tasks->outcome[at] : NULL;
            const cst_question *question =
                outcome != NULL ? &outcome->question : &tasks->question[at];
            put_bytes(entries + i * size, entry_of(columns[c], question, outcome), size);
        }
        put_bin(packer, entries, tasks->count * size);
    }
}

/* Opens a frame that has room for these columns. */
static int open_columns(cst_frame *frame, msgpack_packer *packer, const subjects *tasks,
                        const column *columns, size_t count, cst_peer_kind kind, cst_error *error)
{
    const size_t others = kind == CST_PEER_NEWS ? 3 : 4; /* version, kind, batch, cell */
    size_t bytes = 0;
    cst_require(tasks->count > 0 && tasks->count <= CST_PEER_TASKS);
    for (size_t c = 0; c < count; c++) {
        bytes += width[columns[c]] * tasks->count;
    }
    return open_frame(frame, packer, bytes, others + count, kind, error);
}

int cst_peer_pack_ask(uint64_t batch, uint32_t cell, const cst_question *question,
                      const uint32_t *which, size_t count, cst_frame *frame, cst_error *error)
{
    const subjects tasks = {.question = question, .which = which, .count = count};
    const bool deeds = question[which[0]].deed;
    const column *columns = deeds ? of_act : of_ask;
    const size_t number =
        deeds ? sizeof of_act / sizeof of_act[0] : sizeof of_ask / sizeof of_ask[0];
    msgpack_packer packer;
    const int code = open_columns(frame, &packer, &tasks, columns, number,
                                  deeds ? CST_PEER_ACT : CST_PEER_ASK, error);
    if (code == 0) {
        msgpack_pack_uint64(&packer, batch);
        msgpack_pack_uint32(&packer, cell);
        put_columns(&packer, &tasks, columns, number);
    }
    return code;
}

int cst_peer_pack_news(uint32_t cell, const cst_outcome *outcome, const uint32_t *which,
                       size_t count, cst_frame *frame, cst_error *error)
{
    const subjects tasks = {.outcome = outcome, .which = which, .count = count};
    const size_t columns = sizeof of_news / sizeof of_news[0];
    msgpack_packer packer;
    const int code = open_columns(frame, &packer, &tasks, of_news, columns, CST_PEER_NEWS, error);
    if (code == 0) {
        msgpack_pack_uint32(&packer, cell);
        put_columns(&packer, &tasks, of_news, columns);
    }
    return code;
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
