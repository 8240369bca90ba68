/* SPDX-License-Identifier: MIT */
#include "store/digest.h"
#include "tests/lib/suite.h"

/* The published examples of FIPS 180: the empty text, one block, two blocks. */
static void test_digest_known(void)
{
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    char digest[CST_DIGEST_TEXT];
    cst_digest_hex("", 0, digest);
    CU_ASSERT_STRING_EQUAL(digest,
                           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    cst_digest_hex("abc", 3, digest);
    CU_ASSERT_STRING_EQUAL(digest,
                           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cst_digest_hex(two_blocks, sizeof two_blocks - 1, digest);
    CU_ASSERT_STRING_EQUAL(digest,
                           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

CST_SUITE("digest", CST_TEST(test_digest_known))
