/* SPDX-License-Identifier: MIT
 * What a run and its peers say to each other, byte by byte, written by hand. test_wire_files.c has
 * the messages of docs/wire.
 * Covers: peer_wire field. */
#include "bus/peer_wire.h"
#include "tests/lib/suite.h"

#include <math.h>
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
    static const char hello[] = "\x95\x02\x01\xc4\x05"
                                "alice\x01\xcd\x01\x00";
    static const char answer[] = "\x94\x02\x04\x07\xc4\x03\x00\x01\x02";
    static const char bye[] = "\x92\x02\x05";
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
    CU_ASSERT(cst_peer_answer(&said, 0) == CST_REPLY_PASS &&
              cst_peer_answer(&said, 1) == CST_REPLY_REPORT &&
              cst_peer_answer(&said, 2) == CST_REPLY_ABSTAIN);
    CU_ASSERT_EQUAL(cst_peer_read((const uint8_t *)bye, sizeof bye - 1, &said, &error), 0);
    CU_ASSERT_EQUAL(said.kind, CST_PEER_BYE);
}

#define HALF "\0\0\0\0\0\0\xe0\x3f"

static void test_peer_wire_scores(void)
{
    static const char scores[] = "\x94\x02\x09\x07\xc4\x20" HALF "\0\0\0\0\0\0\xf0\x3f" /* 1 */
                                 "\0\0\0\0\0\0\xf0\xbf"                                 /* -1 */
                                 "\0\0\0\0\0\0\0\x80";                                  /* -0 */
    static const double expected[] = {0.5, 1.0, CST_REPLY_ABSTAIN, 0.0};
    cst_peer_said said;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_peer_read((const uint8_t *)scores, sizeof scores - 1, &said, &error), 0);
    CU_ASSERT_EQUAL(said.kind, CST_PEER_SCORES);
    CU_ASSERT_EQUAL(said.batch, 7);
    CU_ASSERT_EQUAL_FATAL(said.count, 4);
    for (size_t i = 0; i < said.count; i++) {
        CU_ASSERT_EQUAL(cst_peer_answer(&said, i), expected[i]);
    }
    CU_ASSERT_FALSE(signbit(cst_peer_answer(&said, 3)));
}

/* The longest messages of a peer are within the limit, and the longest that are read. */
static void test_peer_wire_longest(void)
{
    static uint8_t bytes[CST_PEER_LONGEST] = "\x94\x02\x09\x07\xc5\x80";
    const size_t head = 7;
    cst_peer_said said;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_peer_read(bytes, head + 8 * CST_PEER_TASKS, &said, &error), 0);
    CU_ASSERT_EQUAL(said.count, CST_PEER_TASKS);
    bytes[6] = 8; /* one more score */
    CU_ASSERT_EQUAL(cst_peer_read(bytes, head + 8 * CST_PEER_TASKS + 8, &said, &error),
                    CST_ERR_WIRE);
    memcpy(bytes, "\x94\x02\x04\x07\xc5\x10\x00", head);
    CU_ASSERT_EQUAL(cst_peer_read(bytes, head + CST_PEER_TASKS, &said, &error), 0);
    CU_ASSERT_EQUAL(said.count, CST_PEER_TASKS);
}

static void test_peer_wire_version(void)
{
    CU_ASSERT_EQUAL(cst_peer_other_version((const uint8_t *)"\x92\x01\x05", 3), 1);
    CU_ASSERT_EQUAL(cst_peer_other_version((const uint8_t *)"\x9f\x7f", 2), 127);
    CU_ASSERT_EQUAL(cst_peer_other_version((const uint8_t *)"\x92\x02\x05", 3), 0);
    CU_ASSERT_EQUAL(cst_peer_other_version((const uint8_t *)"\x92\xcc\x02\x05", 4), 0);
    CU_ASSERT_EQUAL(cst_peer_other_version((const uint8_t *)"\x92\xcc\x03\x05", 4), 3);
    CU_ASSERT_EQUAL(cst_peer_other_version((const uint8_t *)"\x92\xc4\x05", 3), 0);
    CU_ASSERT_EQUAL(cst_peer_other_version((const uint8_t *)"\x82\x01\x05", 3), 0);
    CU_ASSERT_EQUAL(cst_peer_other_version((const uint8_t *)"\x92", 1), 0);
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
        CASE("", "1 to 65536 bytes that open with 0x92 to 0x95, found 0 bytes"),
        CASE("\x95\x02\xc4\x01\x00", "kind: expected an unsigned integer"),
        CASE("\x92\x01\x05", "version: expected 2, found 1"),
        CASE("\x92\x02\x0b", "from a peer, found 11"),
        CASE("\x92\x02\x02",
             "kind: expected 1 (hello), 4 (answer), 5 (bye) or 9 (scores) from a peer, found 2"),
        CASE("\x93\x02\x05\x00", "open with 0x92"),
        CASE("\x92\x02\x05\x00", "after kind, found 1 more byte"),
        CASE("\x95\x02\x01\xc4\x00\x01\x01", "name: expected 1 to 31 bytes, found 0"),
        CASE("\x95\x02\x01\xc4\x03"
             "a b\x01\x01",
             "name: expected letters, digits and signs"),
        CASE("\x95\x02\x01\xa1"
             "a\x01\x01",
             "name: expected a bin"),
        CASE("\x95\x02\x01\xc4\x01"
             "a\x08\x01",
             "role: expected 1 to 7, found 8"),
        CASE("\x95\x02\x01\xc4\x01"
             "a\x01\x00",
             "credit: expected 1 to 1048576, found 0"),
        CASE("\x94\x02\x04\x07\xc4\x02\x00\x03", "answers: expected 0, 1 or 2 for task 1"),
        CASE("\x94\x02\x04\x07\xc4\x05\x00", "answers: expected 5 bytes as declared, found 1"),
        CASE("\x94\x02\x09\x07\xc4\x09" HALF "\x00",
             "scores: expected 8 bytes for each task of the batch, found 9 in all"),
        CASE("\x94\x02\x09\x07\xc4\x07\0\0\0\0\0\0\0", "scores: expected 8 to 32768 bytes"),
        CASE("\x94\x02\x09\x07\xc4\x10" HALF "\x01\0\0\0\0\0\xf0\x3f", /* 1 + 2^-52 */
             "scores: expected a number from 0 to 1, or -1, for task 1 of the batch, found "
             "1.0000000000000002"),
        CASE("\x94\x02\x09\x07\xc4\x08\0\0\0\0\0\0\xf8\x7f", "for task 0 of the batch, found nan"),
        CASE("\x94\x02\x09\x07\xc4\x08\0\0\0\0\0\0\xf0\x7f", "for task 0 of the batch, found inf"),
        CASE("\x94\x02\x09\x07\xc4\x08\0\0\0\0\0\0\0\xc0", "for task 0 of the batch, found -2"),
        CASE("\x94\x02\x09\x07\xc4\x08\0\0\0\0\0\0\xe0\xbf", "for task 0 of the batch, found -0.5"),
        CASE("\x94\x02\x04\xff\xc4\x01\x00", "batch: expected an unsigned integer"),
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
    cst_peer_welcome welcome = {.run = {1, 2, 3}, .credit = 256, .patience = 10000, .role = 5};
    CU_ASSERT_EQUAL(cst_peer_pack_welcome(&welcome, &frame, &error), 0);
    SAME(frame,
         "\x96\x02\x02\xc4\x10\x01\x02\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\xcd\x01\x00\xcd\x27\x10\x05");
    CU_ASSERT_EQUAL(cst_peer_pack_refused("no", &frame, &error), 0);
    SAME(frame, "\x93\x02\x06\xc4\x02no");
    CU_ASSERT_EQUAL(cst_peer_pack_end(&frame, &error), 0);
    SAME(frame, "\x92\x02\x07");
    cst_question question[3] = {{.trial = 9},
                                {.trial = 258,
                                 .round = 1,
                                 .actor = 2,
                                 .reviewer = 3,
                                 .lineage = 1,
                                 .actor_lineage = 4,
                                 .reports = 515,
                                 .score = 0.5},
                                {.trial = 1, .round = 2, .actor = 5, .reviewer = 6, .score = 1.0}};
    static const uint32_t which[] = {1, 2};
    /* The truth is in no byte. */
    for (int attack = 0; attack <= 1; attack++) {
        question[1].attack = question[2].attack = attack == 1;
        CU_ASSERT_EQUAL(cst_peer_pack_ask(7, 1, question, which, 2, &frame, &error), 0);
        SAME(frame, "\x9b\x02\x03\x07\x01"
                    "\xc4\x10\x02\x01\0\0\0\0\0\0\x01\0\0\0\0\0\0\0"
                    "\xc4\x08\x01\0\0\0\x02\0\0\0"
                    "\xc4\x08\x03\0\0\0\x06\0\0\0"
                    "\xc4\x08\x02\0\0\0\x05\0\0\0"
                    "\xc4\x02\x04\0"
                    "\xc4\x08\x03\x02\0\0\0\0\0\0"
                    "\xc4\x10\0\0\0\0\0\0\xe0\x3f\0\0\0\0\0\0\xf0\x3f");
    }
}

/* Of a deed its peer sees whether it believes that it is watched; of outcomes what was done. */
static void test_peer_wire_to_actor(void)
{
    static const uint32_t which[] = {0, 2};
    const cst_question question[] = {{.trial = 1, .round = 2, .actor = 3, .deed = true},
                                     {.deed = true},
                                     {.trial = 258,
                                      .round = 4,
                                      .actor = 5,
                                      .reviewer = 5,
                                      .reports = 9,
                                      .score = 0.5,
                                      .deed = true,
                                      .watched = true}};
    cst_error error = {0};
    cst_frame frame;
    CU_ASSERT_EQUAL(cst_peer_pack_ask(300, 70000, question, which, 2, &frame, &error), 0);
    SAME(frame, "\x98\x02\x08\xcd\x01\x2c\xce\x00\x01\x11\x70"
                "\xc4\x10\x01\0\0\0\0\0\0\0\x02\x01\0\0\0\0\0\0"
                "\xc4\x08\x02\0\0\0\x04\0\0\0"
                "\xc4\x08\x03\0\0\0\x05\0\0\0"
                "\xc4\x02\x00\x01");
    cst_outcome outcome[3] = {{.question = question[0], .answer = 1.0},
                              {.question = question[1]},
                              {.question = question[2], .answer = 1.0, .proven = true}};
    outcome[2].question.deed = false;
    outcome[2].question.reviewer = 6;
    outcome[2].question.hides_actor = true;
    outcome[2].record.marks =
        CST_MARK_FLAGGED | CST_MARK_AUDITED | CST_MARK_OUT | CST_MARK_PIVOTAL | CST_MARK_ENDS;
    /* Neither the truth nor what an audit did not prove is in any byte. */
    for (int truth = 0; truth <= 1; truth++) {
        outcome[0].question.attack = outcome[2].question.attack = truth == 1;
        outcome[0].record.fate = truth == 1 ? CST_ESCAPED : CST_HONEST_USED;
        outcome[0].record.marks = truth == 1 ? CST_MARK_OUT_FALSELY | CST_MARK_REPORTED : 0;
        CU_ASSERT_EQUAL(cst_peer_pack_news(1, outcome, which, 2, &frame, &error), 0);
        SAME(frame, "\x98\x02\x0a\x01"
                    "\xc4\x10\x01\0\0\0\0\0\0\0\x02\x01\0\0\0\0\0\0"
                    "\xc4\x08\x02\0\0\0\x04\0\0\0"
                    "\xc4\x08\x00\0\0\0\x06\0\0\0"
                    "\xc4\x08\x03\0\0\0\xff\xff\xff\xff"
                    "\xc4\x02\x00\x0f");
    }
}

CST_SUITE("peer_wire", CST_TEST(test_peer_wire_from_peer), CST_TEST(test_peer_wire_refused),
          CST_TEST(test_peer_wire_scores), CST_TEST(test_peer_wire_longest),
          CST_TEST(test_peer_wire_version), CST_TEST(test_peer_wire_to_peer),
          CST_TEST(test_peer_wire_to_actor))
