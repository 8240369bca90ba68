/* SPDX-License-Identifier: MIT */
#include "store/wide.h"
#include "tests/lib/suite.h"

static const cst_u128 most = ~(cst_u128)0;

static void test_wide_text(void)
{
    char text[CST_WIDE_TEXT];
    CU_ASSERT_STRING_EQUAL(cst_wide_text(0, text), "0");
    CU_ASSERT_STRING_EQUAL(cst_wide_text(10, text), "10");
    CU_ASSERT_STRING_EQUAL(cst_wide_text((cst_u128)1 << 64, text), "18446744073709551616");
    CU_ASSERT_STRING_EQUAL(cst_wide_text(most, text), "340282366920938463463374607431768211455");
}

static void test_wide_read(void)
{
    cst_u128 number = 1;
    CU_ASSERT_TRUE(cst_wide_read("0", &number));
    CU_ASSERT_TRUE(number == 0);
    CU_ASSERT_TRUE(cst_wide_read("340282366920938463463374607431768211455", &number));
    CU_ASSERT_TRUE(number == most);
    CU_ASSERT_TRUE(cst_wide_read("18446744073709551616", &number));
    CU_ASSERT_TRUE(number == (cst_u128)1 << 64);
}

static void test_wide_read_errors(void)
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
        CU_ASSERT_FALSE(cst_wide_read(bad[i], &number));
    }
    CU_ASSERT_TRUE(number == 5);
}

CST_SUITE("wide", CST_TEST(test_wide_text), CST_TEST(test_wide_read),
          CST_TEST(test_wide_read_errors))
