/* SPDX-License-Identifier: MIT */
#include "bus/curve.h"
#include "tests/lib/suite.h"

#include <string.h>

static void test_curve_pairs(void)
{
    enum { PAIRS = 200 };
    static cst_curve_pair pairs[PAIRS];
    for (size_t i = 0; i < PAIRS; i++) {
        char text[CST_CURVE_TEXT + 1];
        CU_ASSERT_EQUAL_FATAL(cst_curve_pair_make(&pairs[i], NULL), 0);
        CU_ASSERT_TRUE(cst_curve_pair_fits(&pairs[i]));
        cst_curve_key_write(pairs[i].public_key, text);
        CU_ASSERT_NOT_EQUAL(text[0], '-');
        for (size_t j = 0; j < i; j++) {
            CU_ASSERT_NOT_EQUAL(memcmp(&pairs[i], &pairs[j], sizeof pairs[i]), 0);
        }
    }
    for (size_t i = 0; i + 1 < PAIRS; i++) {
        cst_curve_pair mixed = pairs[i];
        memcpy(mixed.public_key, pairs[i + 1].public_key, sizeof mixed.public_key);
        CU_ASSERT_FALSE(cst_curve_pair_fits(&mixed));
    }
}

/* RFC 7748, section 6.1: both pairs of its example. */
static void test_curve_rfc(void)
{
    static const cst_curve_pair alice = {
        .public_key = {0x85, 0x20, 0xf0, 0x09, 0x89, 0x30, 0xa7, 0x54, 0x74, 0x8b, 0x7d,
                       0xdc, 0xb4, 0x3e, 0xf7, 0x5a, 0x0d, 0xbf, 0x3a, 0x0d, 0x26, 0x38,
                       0x1a, 0xf4, 0xeb, 0xa4, 0xa9, 0x8e, 0xaa, 0x9b, 0x4e, 0x6a},
        .secret_key = {0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1,
                       0x72, 0x51, 0xb2, 0x66, 0x45, 0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0,
                       0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a}};
    cst_curve_pair wrong = alice;
    CU_ASSERT_TRUE(cst_curve_pair_fits(&alice));
    wrong.public_key[0] ^= 1;
    CU_ASSERT_FALSE(cst_curve_pair_fits(&wrong));
}

static void test_curve_version(void)
{
    static const struct {
        int version[3];
        bool good;
    } cases[] = {{{4, 3, 2}, false}, {{4, 3, 3}, true},  {{4, 3, 4}, true}, {{4, 2, 9}, false},
                 {{4, 4, 0}, true},  {{3, 9, 9}, false}, {{5, 0, 0}, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const int *v = cases[i].version;
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_curve_check_version(v[0], v[1], v[2], true, true, &error),
                        cases[i].good ? 0 : CST_ERR_BUS);
        CU_ASSERT(cases[i].good || strstr(error.text, "4.3.3 or later") != NULL);
    }
    CU_ASSERT_EQUAL(cst_curve_check_version(4, 3, 4, false, false, NULL), 0);
    CU_ASSERT_EQUAL(cst_curve_check_version(4, 3, 4, false, true, NULL), CST_ERR_BUS);
    CU_ASSERT_EQUAL(cst_curve_check(true, NULL), 0);
}

CST_SUITE("curve", CST_TEST(test_curve_pairs), CST_TEST(test_curve_rfc),
          CST_TEST(test_curve_version))
