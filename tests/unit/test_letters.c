/* SPDX-License-Identifier: MIT */
#include "base/letters.h"

#include "tests/lib/suite.h"

#include <string.h>

/* A letter beyond U+FFFF too, written by the definition of UTF-8 (RFC 3629, section 3). */
static size_t encode(uint32_t code, char out[5])
{
    memset(out, 0, 5);
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    const size_t bytes = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint32_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = bytes - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    out[0] = (char)(lead[bytes] | code);
    return bytes;
}

/* Every letter there is: read whole, and shown or not as the Unicode tables say. */
static void test_letters_every_letter(void)
{
    size_t hidden = 0;
    size_t wrong = 0;
    for (uint32_t code = 1; code <= 0x10ffff; code++) {
        char text[6];
        const size_t bytes = encode(code, text);
        const cst_letter letter = cst_letters_first(text);
        if (code >= 0xd800 && code < 0xe000) { /* halves of pairs are no letters */
            wrong += letter.shown || letter.bytes != 1 || letter.code != 0xfffd;
            continue;
        }
        wrong += letter.bytes != bytes || letter.code != code;
        hidden += !letter.shown;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    /* 31 + 33 controls; U+061C, 180E, 200B, FEFF; 2 marks, 7 of U+2028 to 202E, 16 of U+2060 to
     * 206F, 3 + 2 of U+FFF9 to FFFF, 8 of music, 128 tags. */
    CU_ASSERT_EQUAL(hidden, 31 + 33 + 4 + 2 + 7 + 16 + 5 + 8 + 128);
}

static void test_letters_clean(void)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"", ""},
        {"a 'plain' text", "a 'plain' text"},
        {"line\nbell\a del\x7f esc\x1b[31m", "line?bell? del? esc?[31m"},
        {"caf\xc3\xa9 \xc2\xb5 \xe2\x82\xac \xf0\x9f\x99\x82",
         "caf\xc3\xa9 \xc2\xb5 \xe2\x82\xac \xf0\x9f\x99\x82"},
        {"\xc2\x9b[31m", "?[31m"},                                 /* U+009B: escape and bracket */
        {"a\xe2\x80\xaegnp.exe", "a?gnp.exe"},                     /* U+202E: from right to left */
        {"\xe2\x81\xa6x\xe2\x81\xa9\xe2\x80\x8f", "?x??"},         /* U+2066, U+2069, U+200F */
        {"\xe2\x80\xa8 \xef\xbb\xbf", "? ?"},                      /* U+2028, U+FEFF */
        {"\xf3\xa0\x81\x81", "?"},                                 /* U+E0041, a tag */
        {"\xff\xfe x", "?? x"},                                    /* no UTF-8 */
        {"\xc0\xaf \xe0\x80\xaf \xf0\x80\x80\xaf", "?? ??? ????"}, /* too long for U+002F */
        {"\xed\xa0\x80", "???"},                                   /* half of a pair */
        {"\xf4\x90\x80\x80", "????"},                              /* U+110000 */
        {"cut \xe2\x82", "cut ??"},                                /* cut within a letter */
        {"\xe2\x82_\xac", "??_?"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        memcpy(text, cases[i].from, strlen(cases[i].from) + 1);
        cst_letters_clean(text);
        CU_ASSERT_STRING_EQUAL(text, cases[i].to);
    }
}

static void test_letters_lengths(void)
{
    static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x82\xff";
    CU_ASSERT_EQUAL(cst_letters_count(""), 0);
    CU_ASSERT_EQUAL(cst_letters_count(text), 5);
    CU_ASSERT_EQUAL(cst_letters_bytes(text, 0), 0);
    CU_ASSERT_EQUAL(cst_letters_bytes(text, 2), 3);
    CU_ASSERT_EQUAL(cst_letters_bytes(text, 4), 10);
    CU_ASSERT_EQUAL(cst_letters_bytes(text, 99), 11);
    CU_ASSERT_EQUAL(cst_letters_first("").bytes, 0);
    CU_ASSERT_FALSE(cst_letters_first("").shown);
}

CST_SUITE("letters", CST_TEST(test_letters_every_letter), CST_TEST(test_letters_clean),
          CST_TEST(test_letters_lengths))
