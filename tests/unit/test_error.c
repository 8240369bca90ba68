/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct listed {
    int code, number;
    const char *sentence;
} listed;

static const listed all[] = {
#define LISTED(code, number, sentence) {code, number, sentence},
    CST_ERRORS(LISTED)
#undef LISTED
};

enum { COUNT = sizeof all / sizeof all[0] };

static void test_error_list(void)
{
    /* STYLE rule 5: base, agents, monitor, bus, scenarios, tally, cli, estimate, store. */
    for (size_t i = 0; i < COUNT; i++) {
        CU_ASSERT_EQUAL(all[i].code, all[i].number);
        CU_ASSERT(all[i].code < 0 && all[i].code > -900);
        CU_ASSERT_STRING_EQUAL(cst_error_sentence(all[i].code), all[i].sentence);
        CU_ASSERT(strlen(all[i].sentence) > 10);
        for (size_t j = 0; j < i; j++) {
            CU_ASSERT_NOT_EQUAL(all[i].code, all[j].code);
            CU_ASSERT_STRING_NOT_EQUAL(all[i].sentence, all[j].sentence);
        }
    }
    CU_ASSERT_PTR_NULL(cst_error_sentence(CST_OK));
    CU_ASSERT_PTR_NULL(cst_error_sentence(-4711));
}

/* Numbers are never given anew: these were given. */
static void test_error_numbers_frozen(void)
{
    CU_ASSERT_EQUAL(CST_ERR_MEMORY, -1);
    CU_ASSERT_EQUAL(CST_ERR_RANGE, -2);
    CU_ASSERT_EQUAL(CST_ERR_POPULATION, -101);
    CU_ASSERT_EQUAL(CST_ERR_LAW, -102);
    CU_ASSERT_EQUAL(CST_ERR_MONITOR, -201);
    CU_ASSERT_EQUAL(CST_ERR_PROTOCOL, -202);
    CU_ASSERT_EQUAL(CST_ERR_COMBINATION, -203);
    CU_ASSERT_EQUAL(CST_ERR_WIRE, -301);
    CU_ASSERT_EQUAL(CST_ERR_SCENARIO, -401);
    CU_ASSERT_EQUAL(CST_ERR_USAGE, -601);
    CU_ASSERT_EQUAL(CST_ERR_METHOD, -701);
    CU_ASSERT_EQUAL(CST_ERR_STORE, -801);
}

static void test_error_set(void)
{
    cst_error error;
    memset(&error, 'x', sizeof error);
    CU_ASSERT_EQUAL(cst_error_set(&error, CST_ERR_LAW, "scheming.rho", "found %g", 1.5),
                    CST_ERR_LAW);
    CU_ASSERT_EQUAL(error.code, CST_ERR_LAW);
    CU_ASSERT_STRING_EQUAL(error.key, "scheming.rho");
    CU_ASSERT_STRING_EQUAL(error.text, "found 1.5");
    CU_ASSERT_STRING_EQUAL(error.file, "");
    CU_ASSERT_EQUAL(error.line, 0);
    CU_ASSERT_EQUAL(error.column, 0);
    CU_ASSERT_EQUAL(cst_error_set(&error, CST_ERR_RANGE, NULL, "%s", ""), CST_ERR_RANGE);
    CU_ASSERT_STRING_EQUAL(error.key, "");
    CU_ASSERT_STRING_EQUAL(error.text, "");
}

static void test_error_below(void)
{
    cst_error error;
    (void)cst_error_set(&error, CST_ERR_MONITOR, "fpr", "found %g", 1.5);
    cst_error_below(&error, "monitor.score");
    CU_ASSERT_STRING_EQUAL(error.key, "monitor.score.fpr");
    CU_ASSERT_STRING_EQUAL(error.text, "found 1.5");
    cst_error_below(NULL, "monitor.score");
}

/* Text comes from files and peers: it must not drive a terminal. */
static void test_error_control_characters(void)
{
    cst_error error = {0};
    (void)cst_error_set(&error, CST_ERR_SCENARIO, "a\x1b.b",
                        "line\nbell\a tab\t del\x7f esc\x1b[m");
    cst_error_place(&error, "x\x1b[31m.yaml", 3, 4);
    CU_ASSERT_STRING_EQUAL(error.key, "a?.b");
    CU_ASSERT_STRING_EQUAL(error.text, "line?bell? tab? del? esc?[m");
    CU_ASSERT_STRING_EQUAL(error.file, "x?[31m.yaml");
    /* Direction marks and what is no UTF-8, in all three texts. */
    (void)cst_error_set(&error, CST_ERR_SCENARIO,
                        "a\xe2\x80\xae"
                        "b",
                        "x\xe2\x81\xa6y \xff");
    cst_error_place(&error, "\xe2\x80\x8f.yaml", 1, 1);
    CU_ASSERT_STRING_EQUAL(error.key, "a?b");
    CU_ASSERT_STRING_EQUAL(error.text, "x?y ?");
    CU_ASSERT_STRING_EQUAL(error.file, "?.yaml");
    /* U+009B is the one-character form of escape and bracket; letters beyond ASCII stay. */
    (void)cst_error_set(&error, CST_ERR_SCENARIO, NULL, "%s", "\xc2\x9b[31m caf\xc3\xa9 \xc2\xb5");
    CU_ASSERT_STRING_EQUAL(error.text, "?[31m caf\xc3\xa9 \xc2\xb5");
}

static void test_error_long_texts_are_cut(void)
{
    char text[2000];
    cst_error error;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    (void)cst_error_set(&error, CST_ERR_SCENARIO, text, "%s", text);
    cst_error_place(&error, text, 2147483647, 2147483647);
    CU_ASSERT_EQUAL(strlen(error.key), sizeof error.key - 1);
    CU_ASSERT_EQUAL(strlen(error.text), sizeof error.text - 1);
    CU_ASSERT_EQUAL(strlen(error.file), sizeof error.file - 1);
    char out[2000];
    cst_error_format(&error, out, sizeof out);
    CU_ASSERT_PTR_NOT_NULL(strstr(out, "aaa:2147483647:2147483647: aaa"));
    CU_ASSERT_EQUAL(strlen(out), strlen(error.file) + strlen(":2147483647:2147483647: ") +
                                     strlen(error.key) + 2 + strlen(error.text));
}

static void test_error_format(void)
{
    static const struct {
        const char *file, *key, *text, *expected;
        int line, column;
    } cases[] = {
        {"a.yaml", "scheming.rho", "found 2", "a.yaml:12:8: scheming.rho: found 2", 12, 8},
        {"a.yaml", "scheming.rho", "found 2", "a.yaml:12: scheming.rho: found 2", 12, 0},
        {"a.yaml", "scheming.rho", "found 2", "a.yaml: scheming.rho: found 2", 0, 0},
        {"a.yaml", "", "found 2", "a.yaml:1:1: found 2", 1, 1},
        {"", "scheming.rho", "found 2", "scheming.rho: found 2", 12, 8},
        {"", "", "found 2", "found 2", 0, 0},
        {"", "", "", "the dependence law cannot be made", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_error error = {0};
        char out[256];
        (void)cst_error_set(&error, CST_ERR_LAW, cases[i].key, "%s", cases[i].text);
        cst_error_place(&error, cases[i].file, cases[i].line, cases[i].column);
        cst_error_format(&error, out, sizeof out);
        CU_ASSERT_STRING_EQUAL(out, cases[i].expected);
    }
}

static void test_error_format_is_cut(void)
{
    cst_error error = {0};
    char out[8] = "unused!";
    (void)cst_error_set(&error, CST_ERR_LAW, "k", "a long sentence");
    cst_error_format(&error, out, 5);
    CU_ASSERT_STRING_EQUAL(out, "k: a");
    CU_ASSERT_STRING_EQUAL(out + 5, "d!");
    cst_error_format(&error, out, 1);
    CU_ASSERT_STRING_EQUAL(out, "");
}

static void test_error_without_a_place_to_write(void)
{
    CU_ASSERT_EQUAL(cst_error_set(NULL, CST_ERR_LAW, "k", "text %d", 1), CST_ERR_LAW);
    cst_error_place(NULL, "a.yaml", 1, 1);
    cst_error error = {0};
    cst_error_place(&error, NULL, 1, 1);
    CU_ASSERT_STRING_EQUAL(error.file, "");
}

CST_SUITE("error", CST_TEST(test_error_list), CST_TEST(test_error_numbers_frozen),
          CST_TEST(test_error_set), CST_TEST(test_error_below),
          CST_TEST(test_error_control_characters), CST_TEST(test_error_long_texts_are_cut),
          CST_TEST(test_error_format), CST_TEST(test_error_format_is_cut),
          CST_TEST(test_error_without_a_place_to_write))
