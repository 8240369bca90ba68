/* SPDX-License-Identifier: MIT */
#include "store/text.h"
#include "tests/lib/suite.h"

#include <inttypes.h>
#include <string.h>

static const cst_u128 most = ~(cst_u128)0;

static void test_text_add(void)
{
    cst_text text = {0};
    cst_text_add(&text, "");
    CU_ASSERT_STRING_EQUAL(text.data, "");
    cst_text_print(&text, "%" PRIu64, (uint64_t)0);
    cst_text_add(&text, " ");
    cst_text_print(&text, "%" PRIu64, UINT64_MAX);
    cst_text_add(&text, " ");
    cst_text_add_wide(&text, 0);
    cst_text_add(&text, " ");
    cst_text_add_wide(&text, most);
    CU_ASSERT_STRING_EQUAL(text.data, "0 18446744073709551615 0"
                                      " 340282366920938463463374607431768211455");
    CU_ASSERT_EQUAL(text.size, strlen(text.data));
    CU_ASSERT_FALSE(text.failed);
    cst_text_free(&text);
    CU_ASSERT_PTR_NULL(text.data);
    cst_text_free(&text);
}

/* Every length around the capacities, one byte at a time and all at once. */
static void test_text_grows(void)
{
    char bytes[3000];
    memset(bytes, 'x', sizeof bytes);
    cst_text by_one = {0};
    for (size_t size = 1; size < sizeof bytes; size++) {
        cst_text_add(&by_one, "x");
        CU_ASSERT_EQUAL(by_one.size, size);
        CU_ASSERT_EQUAL(memcmp(by_one.data, bytes, size), 0);
        CU_ASSERT_EQUAL(by_one.data[size], '\0');
    }
    bytes[sizeof bytes - 1] = '\0';
    cst_text at_once = {0};
    cst_text_add(&at_once, bytes);
    CU_ASSERT_STRING_EQUAL(at_once.data, by_one.data);
    cst_text printed = {0};
    cst_text_print(&printed, "%s%d", "", 7);
    cst_text_print(&printed, "%s", at_once.data);
    CU_ASSERT_EQUAL(printed.size, at_once.size + 1);
    CU_ASSERT_STRING_EQUAL(printed.data + 1, at_once.data);
    cst_text_free(&printed);
    cst_text_free(&by_one);
    cst_text_free(&at_once);
}

static void test_text_failed(void)
{
    cst_text text = {.failed = true};
    cst_text_add(&text, "x");
    CU_ASSERT_PTR_NULL(text.data);
    CU_ASSERT_EQUAL(text.size, 0);
}

static void test_text_read_wide(void)
{
    cst_u128 number = 1;
    CU_ASSERT_TRUE(cst_text_read_wide("0", &number));
    CU_ASSERT_TRUE(number == 0);
    CU_ASSERT_TRUE(cst_text_read_wide("340282366920938463463374607431768211455", &number));
    CU_ASSERT_TRUE(number == most);
    CU_ASSERT_TRUE(cst_text_read_wide("18446744073709551616", &number));
    CU_ASSERT_TRUE(number == (cst_u128)1 << 64);
}

static void test_text_read_wide_errors(void)
{
    static const char *const bad[] = {"",
                                      "-1",
                                      "+1",
                                      "01",
                                      "00",
                                      " 1",
                                      "1 ",
                                      "1e3",
                                      "0x1",
                                      "1.0",
                                      "340282366920938463463374607431768211456",
                                      "999999999999999999999999999999999999999",
                                      "3402823669209384634633746074317682114550"};
    cst_u128 number = 5;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_FALSE(cst_text_read_wide(bad[i], &number));
    }
    CU_ASSERT_TRUE(number == 5);
}

/* The published examples of FIPS 180: the empty text, one block, two blocks. */
static void test_text_digest(void)
{
    static const char *const cases[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}};
    char digest[CST_DIGEST_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_text text = {0};
        cst_text_add(&text, cases[i][0]);
        CU_ASSERT_TRUE(cst_text_digest(&text, digest));
        CU_ASSERT_STRING_EQUAL(digest, cases[i][1]);
        cst_text_free(&text);
    }
    const cst_text failed = {.failed = true};
    CU_ASSERT_FALSE(cst_text_digest(&failed, digest));
}

CST_SUITE("text", CST_TEST(test_text_digest), CST_TEST(test_text_add), CST_TEST(test_text_grows),
          CST_TEST(test_text_failed), CST_TEST(test_text_read_wide),
          CST_TEST(test_text_read_wide_errors))
