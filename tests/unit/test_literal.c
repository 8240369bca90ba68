/* SPDX-License-Identifier: MIT */
#include "scenarios/load/literal.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static void test_literal_number(void)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {{"0", 0.0},
                 {"-0", 0.0},
                 {"12", 12.0},
                 {"-0.5", -0.5},
                 {".5", 0.5},
                 {"5.", 5.0},
                 {"1e-6", 1e-6},
                 {"1E+6", 1e6},
                 {"1_000_000", 1e6},
                 {"1_0.2_5", 10.25},
                 {"+3", 3.0},
                 {"0.0e-999", 0.0},
                 {"0e5", 0.0},
                 {"1e-300", 1e-300},
                 {"0.1234567890123", 0.123456789012},
                 {"0.333333333333333333", 0.333333333333}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = NAN;
        CU_ASSERT_TRUE(cst_literal_number(cases[i].text, &value));
        CU_ASSERT_EQUAL(value, cases[i].value);
        CU_ASSERT_FALSE(signbit(value) && value == 0.0);
    }
}

static void test_literal_number_errors(void)
{
    static const char *const bad[] = {
        "",     " 1", "1 ",     "80%",    "0x10", "012",   "nan", "NaN",      ".nan",  "inf",
        ".inf", "1e", "e5",     ".",      "-",    "1__0",  "_1",  "1_",       "1e999", "--1",
        "1,5",  "no", "1e-400", "4e-320", "1d5",  "1e+-5", "0b1", "infinity", "1.2.3", "1e5.5"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double value = 0.0;
        CU_ASSERT_FALSE(cst_literal_number(bad[i], &value));
    }
    char digits[500];
    memset(digits, '7', sizeof digits);
    digits[sizeof digits - 1] = '\0';
    double value = 0.0;
    CU_ASSERT_FALSE(cst_literal_number(digits, &value));
}

static void test_literal_whole(void)
{
    static const struct {
        const char *text;
        uint64_t value;
    } cases[] = {{"0", 0},
                 {"42", 42},
                 {"1e6", 1000000},
                 {"2.0", 2},
                 {"1_000_000", 1000000},
                 {"2.5e3", 2500},
                 {"9007199254740993", UINT64_C(9007199254740993)},
                 {"9223372036854775807", INT64_MAX},
                 {"18446744073709551615", UINT64_MAX},
                 {"0.0", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t value = 77;
        CU_ASSERT_TRUE(cst_literal_whole(cases[i].text, &value));
        CU_ASSERT_EQUAL(value, cases[i].value);
    }
}

static void test_literal_whole_errors(void)
{
    static const char *const bad[] = {
        "-1",  "1.5",   "18446744073709551616", "1e17", "80%", "", "1e-3", "0x10", "007",
        "nan", "1e-400"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint64_t value = 0;
        CU_ASSERT_FALSE(cst_literal_whole(bad[i], &value));
    }
}

/* A decimal comma is named; lists, thousands and words are not taken for one. */
static void test_literal_hint(void)
{
    static const char *const commas[] = {"0,001", "-1,5", "+2,5e-3", "1,000"};
    static const char *const others[] = {"", "0.001", "1,2,3", "a,1", ",5", "5,", "1,2x"};
    for (size_t i = 0; i < sizeof commas / sizeof commas[0]; i++) {
        CU_ASSERT_STRING_EQUAL(cst_literal_hint(commas[i]), "; a decimal comma: write a point");
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        CU_ASSERT_STRING_EQUAL(cst_literal_hint(others[i]), "");
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_literal_hint("1e-400"), "less than the least"));
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_literal_hint("-2e-310"), "less than the least"));
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_literal_hint("1e400"), "more than the largest"));
    CU_ASSERT_STRING_EQUAL(cst_literal_hint("0e-400"), "");
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_literal_hint("0.9999999999999"), "which is 1: "));
    CU_ASSERT_STRING_EQUAL(cst_literal_hint("0.999999999999"), "");
    CU_ASSERT_STRING_EQUAL(cst_literal_hint("1"), "");
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_literal_hint("001"), "decimal comma"));
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_literal_comma("001"), "decimal comma"));
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_literal_comma("9"), "decimal comma"));
    CU_ASSERT_STRING_EQUAL(cst_literal_comma("rho"), "");
    CU_ASSERT_STRING_EQUAL(cst_literal_hint("0"), "");
}

CST_SUITE("literal", CST_TEST(test_literal_number), CST_TEST(test_literal_number_errors),
          CST_TEST(test_literal_whole), CST_TEST(test_literal_whole_errors),
          CST_TEST(test_literal_hint))
