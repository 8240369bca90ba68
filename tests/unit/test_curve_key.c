/* SPDX-License-Identifier: MIT */
#include "base/curve_key.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>
#include <zmq.h>

/* The bytes of RFC 32's own example, four times over. */
static void test_curve_key_rfc(void)
{
    static const uint8_t eight[] = {0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B};
    uint8_t key[CST_CURVE_KEY];
    uint8_t back[CST_CURVE_KEY];
    char text[CST_CURVE_TEXT + 1];
    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = eight[i % sizeof eight];
    }
    cst_curve_key_write(key, text);
    CU_ASSERT_STRING_EQUAL(text, "HelloWorldHelloWorldHelloWorldHelloWorld");
    CU_ASSERT_EQUAL(cst_curve_key_read(back, text, CST_CURVE_TEXT), 0);
    CU_ASSERT_EQUAL(memcmp(key, back, sizeof key), 0);
}

/* ZeroMQ writes and reads the same, for keys of all kinds of bytes. */
static void test_curve_key_as_zeromq(void)
{
    uint32_t state = 1;
    for (int round = 0; round < 20000; round++) {
        uint8_t key[CST_CURVE_KEY];
        uint8_t back[CST_CURVE_KEY];
        char ours[CST_CURVE_TEXT + 1];
        char theirs[CST_CURVE_TEXT + 1];
        for (size_t i = 0; i < sizeof key; i++) {
            state = 1664525U * state + 1013904223U;
            key[i] = round % 3 == 0 ? 0xff : round % 3 == 1 ? 0 : (uint8_t)(state >> 24);
            key[i] = (uint8_t)(key[i] ^ (state >> 30 == 0 ? state >> 16 & 0xff : 0));
        }
        cst_curve_key_write(key, ours);
        CU_ASSERT_PTR_NOT_NULL_FATAL(zmq_z85_encode(theirs, key, sizeof key));
        CU_ASSERT_STRING_EQUAL_FATAL(ours, theirs);
        CU_ASSERT_EQUAL_FATAL(cst_curve_key_read(back, theirs, CST_CURVE_TEXT), 0);
        CU_ASSERT_EQUAL_FATAL(memcmp(key, back, sizeof key), 0);
    }
}

/* Every byte at every place: taken exactly where ZeroMQ takes it, and else refused at that place
 * or, where five letters are too large together, within their group. */
static void test_curve_key_errors(void)
{
    char text[CST_CURVE_TEXT + 1] = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
    uint8_t key[CST_CURVE_KEY];
    uint8_t theirs[CST_CURVE_KEY];
    unsigned refused = 0;
    for (size_t at = 0; at < CST_CURVE_TEXT; at++) {
        const char before = text[at];
        for (int c = 1; c < 256; c++) {
            text[at] = (char)c;
            const size_t place = cst_curve_key_read(key, text, CST_CURVE_TEXT);
            /* Only letters that its table has a place for are asked of ZeroMQ. */
            const bool known = c > ' ' && c < 127;
            const bool good = known && zmq_z85_decode(theirs, text) != NULL;
            CU_ASSERT_EQUAL((place == 0), good);
            CU_ASSERT(place == 0 || (place > at && place <= at / 5 * 5 + 5));
            CU_ASSERT(place != 0 || memcmp(key, theirs, sizeof key) == 0);
            refused += place != 0;
        }
        text[at] = before;
    }
    CU_ASSERT(refused > 40 * (255 - 85) && refused < 40 * 255);
    CU_ASSERT_EQUAL(cst_curve_key_read(key, text, 0), 1);
    CU_ASSERT_EQUAL(cst_curve_key_read(key, text, 39), 40);
    CU_ASSERT_EQUAL(cst_curve_key_read(key, "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID0", 41), 41);
    text[7] = '\0';
    CU_ASSERT_EQUAL(cst_curve_key_read(key, text, CST_CURVE_TEXT), 8);
    memcpy(text, "%nSc0", 5); /* 2^32 - 1, */
    text[7] = '0';
    CU_ASSERT_EQUAL(cst_curve_key_read(key, text, CST_CURVE_TEXT), 0);
    text[4] = '1'; /* 2^32 */
    CU_ASSERT_EQUAL(cst_curve_key_read(key, text, CST_CURVE_TEXT), 5);
}

static void test_curve_key_names(void)
{
    CU_ASSERT_EQUAL(cst_curve_name_length("alice-2_b.c", 11), 11);
    CU_ASSERT_EQUAL(cst_curve_name_length("7", 1), 1);
    CU_ASSERT_EQUAL(cst_curve_name_length("al ice", 6), 2);
    CU_ASSERT_EQUAL(cst_curve_name_length("a/b", 3), 1);
    CU_ASSERT_EQUAL(cst_curve_name_length("a\0b", 3), 1);
    static const char *const none[] = {"", ".a", "-a", "_a", "/a", "\xc3\xa9", "#a"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        CU_ASSERT_EQUAL(cst_curve_name_length(none[i], strlen(none[i])), 0);
    }
}

static void test_curve_key_roles(void)
{
    char all[64] = "";
    cst_role role = CST_ROLE_BOTH;
    size_t count = 0;
    for (const char *word = NULL; (word = cst_role_word(count, &role)) != NULL; count++) {
        CU_ASSERT_STRING_EQUAL(cst_role_name(role), word);
        CU_ASSERT_PTR_NOT_NULL(strstr(CST_ROLE_WORDS, word));
        const size_t used = strlen(all);
        (void)snprintf(all + used, sizeof all - used, "%s ", word);
    }
    CU_ASSERT_STRING_EQUAL(all, "reviewer actor both worker ");
    CU_ASSERT_EQUAL(CST_ROLE_BOTH, CST_ROLE_REVIEWER | CST_ROLE_ACTOR);
}

static void test_curve_key_wipe(void)
{
    cst_curve_pair pair;
    static const cst_curve_pair nothing;
    memset(&pair, 0xa5, sizeof pair);
    cst_curve_key_wipe(&pair, sizeof pair);
    CU_ASSERT_EQUAL(memcmp(&pair, &nothing, sizeof pair), 0);
}

CST_SUITE("curve_key", CST_TEST(test_curve_key_rfc), CST_TEST(test_curve_key_as_zeromq),
          CST_TEST(test_curve_key_errors), CST_TEST(test_curve_key_names),
          CST_TEST(test_curve_key_roles), CST_TEST(test_curve_key_wipe))
