/* SPDX-License-Identifier: MIT
 * What a run and its peers say to each other, byte by byte, written by hand.
 * Covers: peer_wire field. */
#include "bus/peer_wire.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

static void same(const cst_frame *frame, const char *bytes, size_t size)
{
    CU_ASSERT_EQUAL(frame->size, size);
    CU_ASSERT(frame->size == size && memcmp(frame->bytes, bytes, size) == 0);
    free(frame->memory);
}

#define SAME(frame, literal) same(&(frame), literal, sizeof(literal) - 1)

static void test_peer_wire_from_peer(void)
{
    static const char hello[] = "\x95\x01\x01\xc4\x05"
                                "alice\x01\xcd\x01\x00";
    static const char answer[] = "\x94\x01\x04\x07\xc4\x03\x00\x01\x02";
    static const char bye[] = "\x92\x01\x05";
    cst_peer_said said;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_peer_read((const uint8_t *)hello, sizeof hello - 1, &said, &error), 0);
    CU_ASSERT_EQUAL(said.kind, CST_PEER_HELLO);
    CU_ASSERT_STRING_EQUAL(said.name, "alice");
    CU_ASSERT_EQUAL(said.role, CST_PEER_REVIEWER);
    CU_ASSERT_EQUAL(said.credit, 256);
    CU_ASSERT_EQUAL(cst_peer_read((const uint8_t *)answer, sizeof answer - 1, &said, &error), 0);
    CU_ASSERT_EQUAL(said.kind, CST_PEER_ANSWER);
    CU_ASSERT_EQUAL(said.batch, 7);
    CU_ASSERT_EQUAL(said.count, 3);
    CU_ASSERT(memcmp(said.answer, "\x00\x01\x02", 3) == 0);
    CU_ASSERT_EQUAL(cst_peer_read((const uint8_t *)bye, sizeof bye - 1, &said, &error), 0);
    CU_ASSERT_EQUAL(said.kind, CST_PEER_BYE);
}

/* Nothing else is read, and the words say what is wrong. */
static void test_peer_wire_refused(void)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *says;
    } cases[] = {
#define CASE(literal, says_) {literal, sizeof(literal) - 1, says_}
        CASE("", "expected 1 to 65536 bytes"),
        CASE("\x92\x02\x05", "version: expected 1, found 2"),
        CASE("\x92\x01\x09", "kind: expected 1 to 5, found 9"),
        CASE("\x92\x01\x02",
             "kind: expected 1 (hello), 4 (answer) or 5 (bye) from a peer, found 2"),
        CASE("\x93\x01\x05\x00", "open with 0x92"),
        CASE("\x92\x01\x05\x00", "after kind, found 1 bytes more"),
        CASE("\x95\x01\x01\xc4\x00\x01\x01", "name: expected 1 to 31 bytes, found 0"),
        CASE("\x95\x01\x01\xc4\x03"
             "a b\x01\x01",
             "name: expected letters, digits and signs"),
        CASE("\x95\x01\x01\xa1"
             "a\x01\x01",
             "name: expected a bin"),
        CASE("\x95\x01\x01\xc4\x01"
             "a\x04\x01",
             "role: expected 1 to 3, found 4"),
        CASE("\x95\x01\x01\xc4\x01"
             "a\x01\x00",
             "credit: expected 1 to 1048576, found 0"),
        CASE("\x94\x01\x04\x07\xc4\x02\x00\x03", "answers: expected 0, 1 or 2 for task 1"),
        CASE("\x94\x01\x04\x07\xc4\x05\x00", "answers: expected 5 bytes as declared, found 1"),
        CASE("\x94\x01\x04\xff\xc4\x01\x00", "batch: expected an unsigned integer"),
        CASE("\xdd\x0f\xff\xff\xff", "open with"),
#undef CASE
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_peer_said said;
        cst_error error = {0};
        CU_ASSERT_EQUAL(
            cst_peer_read((const uint8_t *)cases[i].bytes, cases[i].size, &said, &error),
            CST_ERR_WIRE);
        if (strstr(error.text, cases[i].says) == NULL) {
            (void)printf("case %zu: %s\n", i, error.text);
            CU_FAIL("other words");
        }
    }
}

static void test_peer_wire_to_peer(void)
{
    cst_error error = {0};
    cst_frame frame;
    cst_peer_welcome welcome = {.run = {1, 2, 3}, .credit = 256, .patience = 10000};
    CU_ASSERT_EQUAL(cst_peer_pack_welcome(&welcome, &frame, &error), 0);
    SAME(frame,
         "\x95\x01\x02\xc4\x10\x01\x02\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\xcd\x01\x00\xcd\x27\x10");
    CU_ASSERT_EQUAL(cst_peer_pack_refused("no", &frame, &error), 0);
    SAME(frame, "\x93\x01\x06\xc4\x02no");
    CU_ASSERT_EQUAL(cst_peer_pack_end(&frame, &error), 0);
    SAME(frame, "\x92\x01\x07");
    cst_question question[3] = {{.trial = 9},
                                {.trial = 258,
                                 .round = 1,
                                 .actor = 2,
                                 .reviewer = 3,
                                 .lineage = 1,
                                 .actor_lineage = 4,
                                 .score = 0.5},
                                {.trial = 1, .round = 2, .actor = 5, .reviewer = 6, .score = 1.0}};
    static const uint32_t which[] = {1, 2};
    /* The truth is in no byte. */
    for (int attack = 0; attack <= 1; attack++) {
        question[1].attack = question[2].attack = attack == 1;
        CU_ASSERT_EQUAL(cst_peer_pack_ask(7, 1, question, which, 2, &frame, &error), 0);
        SAME(frame, "\x9a\x01\x03\x07\x01"
                    "\xc4\x10\x02\x01\0\0\0\0\0\0\x01\0\0\0\0\0\0\0"
                    "\xc4\x08\x01\0\0\0\x02\0\0\0"
                    "\xc4\x08\x03\0\0\0\x06\0\0\0"
                    "\xc4\x08\x02\0\0\0\x05\0\0\0"
                    "\xc4\x02\x04\0"
                    "\xc4\x10\0\0\0\0\0\0\xe0\x3f\0\0\0\0\0\0\xf0\x3f");
    }
}

CST_SUITE("peer_wire", CST_TEST(test_peer_wire_from_peer), CST_TEST(test_peer_wire_refused),
          CST_TEST(test_peer_wire_to_peer))
