/* SPDX-License-Identifier: MIT */
#include "scenarios/load/allow_list.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_A "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
#define KEY_B "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define KEY_C "HelloWorldHelloWorldHelloWorldHelloWorld"

static int read(cst_allow_list *list, const char *text, cst_error *error)
{
    return cst_allow_list_read(list, "allowed", text, strlen(text), error);
}

static void test_allow_list_lines(void)
{
    cst_allow_list list;
    char text[CST_CURVE_TEXT + 1];
    static const char lines[] = "# Who may.\n"
                                "\n"
                                "alice reviewer " KEY_A "\n"
                                "\t bob.2 \t both\t" KEY_B "  \n"
                                "  # no more\n"
                                "w-1 worker " KEY_C;
    CU_ASSERT_EQUAL_FATAL(read(&list, lines, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(list.count, 3);
    CU_ASSERT_STRING_EQUAL(list.of[0].name, "alice");
    CU_ASSERT_EQUAL(list.of[0].role, CST_ROLE_REVIEWER);
    CU_ASSERT_EQUAL(list.of[0].line, 3);
    CU_ASSERT_STRING_EQUAL(list.of[1].name, "bob.2");
    CU_ASSERT_EQUAL(list.of[1].role, CST_ROLE_BOTH);
    CU_ASSERT_EQUAL(list.of[1].line, 4);
    cst_curve_key_write(list.of[1].key, text);
    CU_ASSERT_STRING_EQUAL(text, KEY_B);
    CU_ASSERT_PTR_EQUAL(cst_allow_list_name(&list, "w-1"), &list.of[2]);
    CU_ASSERT_PTR_NULL(cst_allow_list_name(&list, "w-"));
    CU_ASSERT_PTR_EQUAL(cst_allow_list_key(&list, list.of[2].key), &list.of[2]);
    list.of[2].key[31] ^= 1;
    cst_allow_list_free(&list);
    CU_ASSERT_EQUAL_FATAL(read(&list, "", NULL), 0);
    CU_ASSERT_EQUAL(list.count, 0);
    cst_allow_list_free(&list);
    cst_allow_list_free(&list);
}

static void test_allow_list_errors(void)
{
    static const struct {
        const char *text;
        int line, column;
        const char *says;
    } cases[] = {
        {"alice\n", 1, 6, "expected NAME ROLE KEY, found 1 part"},
        {"alice reviewer\n", 1, 15, "expected NAME ROLE KEY, found 2 parts"},
        {"alice reviewer " KEY_A " x\n", 1, 56, "expected NAME ROLE KEY, found 4 parts"},
        {"a reviewer " KEY_A "\nal/ice actor " KEY_B, 2, 3, "found 'al/ice'"},
        {" -a actor " KEY_B, 1, 2, "a letter or a digit first, found '-a'"},
        {"abcdefghijklmnopqrstuvwxyz012345 actor " KEY_B, 1, 32, "1 to 31 letters"},
        {"a reveiwer " KEY_A, 1, 3,
         "expected a role: reviewer, actor, both or worker, found 'reveiwer'; the nearest is "
         "reviewer"},
        {"a  Actor " KEY_A, 1, 4, "the nearest is actor"},
        {"a x " KEY_A, 1, 3, "found 'x'"},
        {"a actor abc", 1, 12, "expected a key of 40 letters of Z85, found a text of length 3"},
        {"a actor " KEY_A "0", 1, 49, "found a text of length 41"},
        {"a actor Yne@$w-vo<fVvi]a~NY6T1ed:M$fCG*[IaLV{hID", 1, 25, "letter 17, '~', cannot"},
        {"a actor #####w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", 1, 13, "letter 5, '#', cannot"},
        {"a actor " KEY_A "\nb actor " KEY_B "\na worker " KEY_C, 3, 1,
         "the name a stands in line 1 already"},
        {"a actor " KEY_A "\nb actor " KEY_B "\nc  actor  " KEY_B, 3, 11,
         "this key stands in line 2 already, as that of b"},
        {"a actor " KEY_A "\r\n", 1, 49, "control"},
        {"# \x1b[31m", 1, 3, "control"},
        {"a actor \x7f", 1, 9, "control"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_allow_list list;
        cst_error error = {0};
        CU_ASSERT_EQUAL(read(&list, cases[i].text, &error), CST_ERR_DATA_FILE);
        cst_allow_list_free(&list);
        CU_ASSERT_EQUAL(read(&list, cases[i].text, NULL), CST_ERR_DATA_FILE);
        if (error.line != cases[i].line || error.column != cases[i].column ||
            strstr(error.text, cases[i].says) == NULL) {
            (void)printf("case %zu: %d:%d: %s\n", i, error.line, error.column, error.text);
            CU_FAIL("another place or text");
        }
        CU_ASSERT_STRING_EQUAL(error.file, "allowed");
        cst_allow_list_free(&list);
    }
}

/* A zero byte is no end: what comes after it would be hidden from who looks. */
static void test_allow_list_zero_byte_errors(void)
{
    cst_allow_list list;
    cst_error error = {0};
    static const char text[] = "# a\0\nb actor " KEY_B;
    CU_ASSERT_EQUAL(cst_allow_list_read(&list, "f", text, sizeof text - 1, &error),
                    CST_ERR_DATA_FILE);
    CU_ASSERT_EQUAL(error.column, 4);
    cst_allow_list_free(&list);
}

/* As many as there may be, and one more. */
static void test_allow_list_most(void)
{
    enum { LINE = 80, MOST = CST_ALLOW_LIST_MOST };
    char *text = malloc((size_t)LINE * (MOST + 1));
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    for (int more = 0; more < 2; more++) {
        cst_allow_list list;
        cst_error error = {0};
        size_t used = 0;
        for (uint32_t i = 0; i < (uint32_t)(MOST + more); i++) {
            uint8_t key[CST_CURVE_KEY] = {(uint8_t)i, (uint8_t)(i >> 8)};
            char z85[CST_CURVE_TEXT + 1];
            cst_curve_key_write(key, z85);
            used += (size_t)snprintf(text + used, LINE, "p%u worker %s\n", i, z85);
        }
        const int code = cst_allow_list_read(&list, "f", text, used, &error);
        CU_ASSERT_EQUAL(code, more == 0 ? 0 : CST_ERR_DATA_FILE);
        CU_ASSERT_EQUAL(list.count, MOST);
        CU_ASSERT(more == 0 || (error.line == MOST + 1 && strstr(error.text, "at most 4096")));
        cst_allow_list_free(&list);
    }
    free(text);
}

CST_SUITE("allow_list", CST_TEST(test_allow_list_lines), CST_TEST(test_allow_list_errors),
          CST_TEST(test_allow_list_zero_byte_errors), CST_TEST(test_allow_list_most))
