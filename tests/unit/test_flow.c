/* SPDX-License-Identifier: MIT
 * Text in, lines out, against what a person would write. Covers: columns. */
#include "cli/show/flow.h"

#include "cli/show/columns.h"
#include "tests/lib/caught.h"
#include "tests/lib/suite.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void set_columns(const char *text)
{
    CU_ASSERT_EQUAL_FATAL(text == NULL ? unsetenv("COLUMNS") : setenv("COLUMNS", text, 1), 0);
}

/* COLUMNS counts where it is a number, but never for less than 20; prose has 100 at most. */
static void test_flow_columns(void)
{
    static const struct {
        const char *asked;
        size_t columns, prose;
    } cases[] = {
        {NULL, SIZE_MAX, 100}, {"", SIZE_MAX, 100}, {"80x", SIZE_MAX, 100}, {"-5", SIZE_MAX, 100},
        {"0", SIZE_MAX, 100},  {"5", 20, 20},       {"40", 40, 40},         {"258", 258, 100},
    };
    cst_caught seen;
    cst_caught_begin(&seen);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        set_columns(cases[i].asked);
        CU_ASSERT_EQUAL(cst_columns_of(seen.out), cases[i].columns);
        CU_ASSERT_EQUAL(cst_columns_of_prose(seen.out), cases[i].prose);
    }
    set_columns(NULL);
    cst_caught_expect(&seen, "");
}

static void test_flow_columns_taken(void)
{
    static const struct {
        const char *text;
        size_t columns;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"\xc3\xa9", 1},                 /* e with an accent */
        {"e\xcc\x81", 1},                /* the accent by itself, over the e */
        {"\xe4\xba\x92\xe3\x81\x84", 4}, /* two wide letters */
        {"\xf0\x9f\x99\x82", 2},         /* a face */
        {"a\xe2\x80\x8b", 2},            /* nothing to be seen: shown as ? */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_EQUAL(cst_columns_taken(cases[i].text, strlen(cases[i].text)), cases[i].columns);
    }
}

/* Lines are as full as words let them be; a longer word has a line of its own. */
static void test_flow_line(void)
{
    cst_caught seen;
    set_columns("20");
    cst_caught_begin(&seen);
    cst_flow_line(seen.out, "%s %d", "the quick brown fox jumps", 7);
    cst_flow_paragraph(seen.out, "a 1234567890123456789012345 b");
    cst_flow_paragraph(seen.out, "Claim: one\ntwo  three four");
    cst_flow_paragraph(seen.out, "bell\a esc\x1b[31m");
    cst_caught_expect(&seen, "the quick brown fox\n"
                             "jumps 7\n"
                             "a\n"
                             "1234567890123456789012345\n"
                             "b\n"
                             "Claim: one two\n"
                             "three four\n"
                             "bell? esc?[31m\n");
    set_columns(NULL);
}

/* A text goes below its name where it has not 24 columns beside it. */
static void test_flow_item(void)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    set_columns("34");
    cst_flow_item(seen.out, 2, "name", 8, "a text of some length, in two lines");
    set_columns("20");
    cst_flow_item(seen.out, 2, "name", 8, "a text");
    cst_flow_item(seen.out, 0, "empty", 8, "");
    set_columns(NULL);
    cst_caught_expect(&seen, "  name  a text of some length, in\n"
                             "        two lines\n"
                             "  name\n"
                             "      a text\n"
                             "empty\n");
}

/* Code keeps its lines and indents; a command of the shell goes on behind a backslash. */
static void test_flow_code(void)
{
    cst_caught seen;
    set_columns("20");
    cst_caught_begin(&seen);
    cst_flow_lines(seen.out, "a:\n  b: 1\n  long: [1, 2, 3, 4, 5]");
    cst_flow flow = cst_flow_shell(seen.out);
    cst_flow_text(&flow, "custodes run a.yaml --quiet");
    cst_flow_end(&flow);
    flow = cst_flow_shell(seen.out);
    cst_flow_text(&flow, "run ");
    cst_flow_word(&flow, "'in one piece, too'");
    cst_flow_end(&flow);
    cst_caught_expect(&seen, "a:\n"
                             "  b: 1\n"
                             "  long: [1, 2, 3, 4,\n"
                             "      5]\n"
                             "  custodes run \\\n"
                             "      a.yaml \\\n"
                             "      --quiet\n"
                             "  run \\\n"
                             "      'in one piece, too'\n");
    set_columns(NULL);
}

/* What is no terminal gets a message in one line, whatever COLUMNS says. */
static void test_flow_message(void)
{
    cst_caught seen;
    set_columns("20");
    cst_caught_begin(&seen);
    cst_flow_message(seen.out, "%d words of a message, which is long", 8);
    cst_caught_expect(&seen, "custodes: 8 words of a message, which is long\n");
    set_columns(NULL);
}

CST_SUITE("flow", CST_TEST(test_flow_columns), CST_TEST(test_flow_columns_taken),
          CST_TEST(test_flow_line), CST_TEST(test_flow_item), CST_TEST(test_flow_code),
          CST_TEST(test_flow_message))
