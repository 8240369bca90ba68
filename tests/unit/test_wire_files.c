/* SPDX-License-Identifier: MIT
 * The messages of docs/wire, which tests in any language can read: what is written is these bytes,
 * what is read from them are the values that stand beside them, and the page shows them. */
#include "bus/peer_wire.h"
#include "tests/lib/suite.h"

#include <dirent.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 4096, ENTRIES_MOST = 8, PATH = 512 };

typedef struct file {
    uint8_t bytes[FILE_MOST];
    size_t size;
} file;

/* A message, as the index has it. */
typedef struct entry {
    json_object *json;
    file file;
} entry;

static file read_file(const char *name)
{
    file of = {.size = 0};
    char path[PATH];
    (void)snprintf(path, sizeof path, "%s/docs/wire/%s", CST_SOURCE_DIR, name);
    FILE *in = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    of.size = fread(of.bytes, 1, sizeof of.bytes, in);
    CU_ASSERT(of.size > 0 && of.size < sizeof of.bytes);
    (void)fclose(in);
    return of;
}

static const char *text_of(const entry *of, const char *key)
{
    return json_object_get_string(json_object_object_get(of->json, key));
}

static uint64_t number_of(const entry *of, const char *key)
{
    json_object *value = json_object_object_get(of->json, key);
    CU_ASSERT_FATAL(json_object_is_type(value, json_type_int));
    return json_object_get_uint64(value);
}

static double number_at(const entry *of, const char *key, size_t at)
{
    json_object *list = json_object_object_get(of->json, key);
    CU_ASSERT_FATAL(at < json_object_array_length(list));
    return json_object_get_double(json_object_array_get_idx(list, at));
}

static uint32_t whole_at(const entry *of, const char *key, size_t at)
{
    return (uint32_t)number_at(of, key, at);
}

/* Bytes that are written as hexadecimal digits, up to `most`. */
static size_t read_hex(const char *text, uint8_t *bytes, size_t most)
{
    size_t count = 0;
    unsigned byte = 0;
    int used = 0;
    while (count < most && sscanf(text, " %2x%n", &byte, &used) == 1) {
        bytes[count++] = (uint8_t)byte;
        text += used;
    }
    return count;
}

static bool is_from(const entry *of, const char *sender)
{
    return strcmp(text_of(of, "sender"), sender) == 0;
}

static void same_bytes(const entry *of, const cst_frame *frame)
{
    const bool same =
        frame->size == of->file.size && memcmp(frame->bytes, of->file.bytes, frame->size) == 0;
    if (!same) {
        (void)printf("%s: other bytes\n", text_of(of, "file"));
    }
    CU_ASSERT(same);
    free(frame->memory);
}

/* Calls for each message of a folder of the index. */
static unsigned for_each(const char *folder, void (*judge)(const entry *of))
{
    unsigned found = 0;
    json_object *index = json_object_from_file(CST_SOURCE_DIR "/docs/wire/index.json");
    CU_ASSERT_FATAL(json_object_is_type(index, json_type_array));
    for (size_t i = 0; i < json_object_array_length(index); i++) {
        entry of = {.json = json_object_array_get_idx(index, i)};
        const char *name = text_of(&of, "file");
        if (strncmp(name, folder, strlen(folder)) == 0) {
            of.file = read_file(name);
            judge(&of);
            found++;
        }
    }
    json_object_put(index);
    return found;
}

/* --- Peers ----------------------------------------------------------------------------------- */

/* The questions of ASK and ACT, with more than is told, and the outcomes of NEWS. */
static void pack_tasks(const entry *of, cst_frame *frame)
{
    const uint64_t kind = number_of(of, "kind");
    const uint32_t which[ENTRIES_MOST] = {0, 1, 2, 3, 4, 5, 6, 7};
    cst_question question[ENTRIES_MOST] = {{0}};
    cst_outcome outcome[ENTRIES_MOST] = {{.answer = 0.0}};
    const size_t count = json_object_array_length(json_object_object_get(of->json, "trial"));
    CU_ASSERT_FATAL(count <= ENTRIES_MOST);
    for (size_t i = 0; i < count; i++) {
        question[i] = (cst_question){.trial = whole_at(of, "trial", i),
                                     .round = whole_at(of, "round", i),
                                     .actor = whole_at(of, "actor", i),
                                     .deed = kind == CST_PEER_ACT,
                                     .attack = i % 2 == 0};
        if (kind == CST_PEER_ACT) {
            question[i].watched = whole_at(of, "watched", i) != 0;
            continue;
        }
        question[i].reviewer = whole_at(of, "reviewer", i);
        if (question[i].actor == UINT32_MAX) { /* whose task it is is not told */
            question[i].actor = 7;
            question[i].hides_actor = true;
        }
        if (kind == CST_PEER_ASK) {
            question[i].actor_lineage = question[i].hides_actor ? 1 : whole_at(of, "lineage", i);
            question[i].reports = question[i].hides_actor ? 5 : whole_at(of, "reports", i);
            question[i].score = number_at(of, "score", i);
            continue;
        }
        const uint32_t bits = whole_at(of, "outcome", i);
        outcome[i] = (cst_outcome){.question = question[i], .proven = (bits & 4) != 0};
        outcome[i].record = (cst_record){.fate = CST_ESCAPED, .reports = 3};
        outcome[i].record.marks = (uint8_t)((bits & 3) | (bits & 8) >> 1 | CST_MARK_OUT_FALSELY |
                                            CST_MARK_PIVOTAL | CST_MARK_REPORTED);
    }
    const int code = kind == CST_PEER_NEWS ? cst_peer_pack_news((uint32_t)number_of(of, "cell"),
                                                                outcome, which, count, frame, NULL)
                                           : cst_peer_pack_ask(number_of(of, "batch"),
                                                               (uint32_t)number_of(of, "cell"),
                                                               question, which, count, frame, NULL);
    CU_ASSERT_EQUAL_FATAL(code, 0);
}

static void judge_to_peer(const entry *of)
{
    cst_frame frame = {0};
    cst_peer_welcome welcome;
    int code = 0;
    switch (number_of(of, "kind")) {
    case CST_PEER_WELCOME:
        welcome = (cst_peer_welcome){.credit = (uint32_t)number_of(of, "credit"),
                                     .patience = (uint32_t)number_of(of, "patience"),
                                     .role = (uint32_t)number_of(of, "role")};
        CU_ASSERT_EQUAL(read_hex(text_of(of, "run"), welcome.run, sizeof welcome.run), 16);
        code = cst_peer_pack_welcome(&welcome, &frame, NULL);
        break;
    case CST_PEER_REFUSED:
        code = cst_peer_pack_refused(text_of(of, "why"), &frame, NULL);
        break;
    case CST_PEER_END:
        code = cst_peer_pack_end(&frame, NULL);
        break;
    default:
        pack_tasks(of, &frame);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
    same_bytes(of, &frame);
}

static void judge_from_peer(const entry *of)
{
    cst_peer_said said;
    cst_error error = {0};
    const int code = cst_peer_read(of->file.bytes, of->file.size, &said, &error);
    if (code != 0) {
        (void)printf("%s: %s\n", text_of(of, "file"), error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
    CU_ASSERT_EQUAL(said.kind, number_of(of, "kind"));
    if (said.kind == CST_PEER_HELLO) {
        CU_ASSERT_STRING_EQUAL(said.name, text_of(of, "name"));
        CU_ASSERT_EQUAL(said.role, number_of(of, "role"));
        CU_ASSERT_EQUAL(said.credit, number_of(of, "credit"));
    } else if (said.kind != CST_PEER_BYE) {
        const bool words = said.kind == CST_PEER_ANSWER;
        const char *key = words ? "answers" : "scores";
        const double numbers[] = {CST_REPLY_PASS, CST_REPLY_REPORT, CST_REPLY_ABSTAIN};
        CU_ASSERT_EQUAL(said.batch, number_of(of, "batch"));
        CU_ASSERT_EQUAL_FATAL(said.count,
                              json_object_array_length(json_object_object_get(of->json, key)));
        for (size_t i = 0; i < said.count; i++) {
            const double given = number_at(of, key, i);
            CU_ASSERT_EQUAL(cst_peer_answer(&said, i), words ? numbers[(size_t)given] : given);
        }
    }
}

static void judge_peers(const entry *of)
{
    CU_ASSERT_EQUAL(number_of(of, "version"), CST_PEER_VERSION);
    CU_ASSERT(is_from(of, "run") || is_from(of, "peer"));
    (is_from(of, "run") ? judge_to_peer : judge_from_peer)(of);
}

static void test_wire_files_peers(void)
{
    CU_ASSERT(for_each("peers/", judge_peers) >= 12);
}

/* --- Workers --------------------------------------------------------------------------------- */

static cst_u128 hash_of(const entry *of, const char *key)
{
    uint8_t bytes[16];
    cst_u128 hash = 0;
    CU_ASSERT_EQUAL(read_hex(text_of(of, key), bytes, sizeof bytes), 16);
    for (unsigned i = 0; i < 16; i++) {
        hash |= (cst_u128)bytes[i] << (8 * i);
    }
    return hash;
}

static void judge_workers(const entry *of)
{
    cst_message m;
    cst_frame frame;
    uint8_t body[FILE_MOST];
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_wire_unpack(of->file.bytes, of->file.size, &m, &error), 0);
    CU_ASSERT_EQUAL(number_of(of, "version"), CST_WIRE_VERSION);
    CU_ASSERT_EQUAL(m.kind, number_of(of, "kind"));
    CU_ASSERT_EQUAL(m.from, number_of(of, "from"));
    CU_ASSERT_EQUAL(m.from == CST_HUB, is_from(of, "hub"));
    CU_ASSERT_EQUAL(m.peer, number_of(of, "peer"));
    CU_ASSERT_EQUAL(m.unit.cell, number_of(of, "cell"));
    CU_ASSERT_EQUAL(m.unit.block, number_of(of, "block"));
    CU_ASSERT_EQUAL(m.unit.first, number_of(of, "first"));
    CU_ASSERT_EQUAL(m.unit.tasks + m.units, number_of(of, "tasks"));
    CU_ASSERT_EQUAL(m.code, -(int)number_of(of, "code"));
    CU_ASSERT_EQUAL(m.receipt.records, number_of(of, "records"));
    CU_ASSERT_EQUAL(m.receipt.reports, number_of(of, "reports"));
    CU_ASSERT(m.receipt.hash == hash_of(of, "hash"));
    CU_ASSERT(m.sum == hash_of(of, "sum"));
    CU_ASSERT_EQUAL(m.batch.columns, number_of(of, "columns"));
    const size_t size = read_hex(text_of(of, "body"), body, sizeof body);
    CU_ASSERT_FATAL(size < of->file.size);
    CU_ASSERT(size == 0 || memcmp(of->file.bytes + of->file.size - size, body, size) == 0);
    CU_ASSERT_EQUAL(m.batch.columns != 0 ? cst_batch_size(&m.batch) : m.text_size, size);
    CU_ASSERT_EQUAL_FATAL(cst_wire_pack(&m, &frame, NULL), 0);
    same_bytes(of, &frame);
}

static void test_wire_files_workers(void)
{
    CU_ASSERT(for_each("workers/", judge_workers) >= 15);
}

/* --- The folder and the page ----------------------------------------------------------------- */

static unsigned files_in(const char *path)
{
    unsigned files = 0;
    const struct dirent *at;
    DIR *folder = opendir(path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    while ((at = readdir(folder)) != NULL) {
        files += at->d_name[0] != '.';
    }
    (void)closedir(folder);
    return files;
}

static void nothing(const entry *of)
{
    (void)of;
}

static void test_wire_files_folder(void)
{
    CU_ASSERT_EQUAL(for_each("peers/", nothing), files_in(CST_SOURCE_DIR "/docs/wire/peers"));
    CU_ASSERT_EQUAL(for_each("workers/", nothing), files_in(CST_SOURCE_DIR "/docs/wire/workers"));
}

/* Behind a line "<!-- bytes: peers/hello.msgpack -->" stand the file's bytes, indented. */
static void test_wire_files_page(void)
{
    char line[256];
    char name[128];
    unsigned shown = 0;
    FILE *page = fopen(CST_SOURCE_DIR "/docs/wire.md", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(page);
    while (fgets(line, sizeof line, page) != NULL) {
        if (sscanf(line, "<!-- bytes: %127[^ ] -->", name) == 1) {
            const file of = read_file(name);
            uint8_t bytes[FILE_MOST];
            size_t size = 0;
            while (fgets(line, sizeof line, page) != NULL && strncmp(line, "    ", 4) == 0) {
                size += read_hex(line, bytes + size, sizeof bytes - size);
            }
            CU_ASSERT(size == of.size && memcmp(bytes, of.bytes, size) == 0);
            shown++;
        }
    }
    (void)fclose(page);
    CU_ASSERT(shown >= 15);
}

CST_SUITE("wire_files", CST_TEST(test_wire_files_peers), CST_TEST(test_wire_files_workers),
          CST_TEST(test_wire_files_folder), CST_TEST(test_wire_files_page))
