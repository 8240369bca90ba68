/* SPDX-License-Identifier: MIT
 * Cells in, lines out: as wide as it gets, with folded titles, in blocks, as records.
 */
#include "cli/show/table.h"

#include "cli/show/columns.h"
#include "cli/show/print.h"
#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 16 };

/* Writes the cells, as many columns a row, on a stream of so many columns (NULL: without end). */
static void expect_table(const char *room, size_t columns, const char *const cell[CELLS_MAX],
                         const char *right)
{
    cst_caught seen;
    cst_table table = {.columns = columns, .keys = 1};
    CU_ASSERT_EQUAL_FATAL(room == NULL ? unsetenv("COLUMNS") : setenv("COLUMNS", room, 1), 0);
    cst_caught_begin(&seen);
    for (size_t i = 0; i < CELLS_MAX && cell[i] != NULL; i++) {
        cst_table_add(&table, "%s", cell[i]);
    }
    cst_table_end(&table, seen.out);
    cst_caught_expect(&seen, right);
    CU_ASSERT_EQUAL_FATAL(unsetenv("COLUMNS"), 0);
}

static void test_table_natural(void)
{
    static const char *const cell[CELLS_MAX] = {"key", "value",         "note", "x", "0.25",
                                                "-",   "m\xc3\xa9nage", "",     "ok"};
    expect_table(NULL, 3, cell,
                 "key     value  note\n"
                 "x       0.25   -\n"
                 "m\xc3\xa9nage         ok\n");
}

/* Titles are folded first, behind . and _; a cell only at spaces, and not inside of brackets. */
static void test_table_folded(void)
{
    static const char *const titles[CELLS_MAX] = {"protocol.kind", "residual_risk", "none", "0.5"};
    static const char *const cells[CELLS_MAX] = {"key", "value", "a", "0.5 [0.25, 0.75] (few)"};
    expect_table("20", 2, titles,
                 "protocol.  residual_\n"
                 "kind       risk\n"
                 "none       0.5\n");
    expect_table("20", 2, cells,
                 "key  value\n"
                 "a    0.5\n"
                 "     [0.25, 0.75]\n"
                 "     (few)\n");
}

/* Columns that do not fit beside one another follow one another, each with the key. */
static void test_table_blocks(void)
{
    static const char *const cell[CELLS_MAX] = {"k", "aaaaaaaaaa", "bbbbbbbbbb", "x", "1",
                                                "2", "y",          "3",          "4"};
    expect_table("20", 3, cell,
                 "k  aaaaaaaaaa\n"
                 "x  1\n"
                 "y  3\n"
                 "\n"
                 "k  bbbbbbbbbb\n"
                 "x  2\n"
                 "y  4\n");
}

static void test_table_records(void)
{
    static const char *const cell[CELLS_MAX] = {"k", "value", "abcdefghijklmnopqrstuvwxy",
                                                "1", "b",     "2"};
    expect_table("20", 2, cell,
                 "k\n"
                 "    abcdefghijklmnopqrstuvwxy\n"
                 "value\n"
                 "    1\n"
                 "\n"
                 "k\n"
                 "    b\n"
                 "value\n"
                 "    2\n");
}

/* Markdown is as wide as it gets. */
static void test_table_markdown(void)
{
    cst_caught seen;
    cst_table table = {.keys = 1, .form = CST_TABLE_MARKDOWN};
    CU_ASSERT_EQUAL_FATAL(setenv("COLUMNS", "20", 1), 0);
    cst_caught_begin(&seen);
    cst_table_columns(&table, (const char *const[]){"key", "a long title"}, 2);
    cst_table_texts(&table, (const char *const[]){"x", "0.5 [0.25, 0.75]"}, 2);
    cst_table_end(&table, seen.out);
    cst_caught_expect(&seen, "| key | a long title |\n|---|---|\n| x | 0.5 [0.25, 0.75] |\n");
    CU_ASSERT_EQUAL_FATAL(unsetenv("COLUMNS"), 0);
}

/* Half a row is not written, and nothing of no rows. */
static void test_table_unfinished(void)
{
    static const char *const cell[CELLS_MAX] = {"a", "b", "1", "2", "3"};
    static const char *const none[CELLS_MAX] = {NULL};
    expect_table(NULL, 2, cell, "a  b\n1  2\n");
    expect_table(NULL, 2, none, "");
}

/* One row for each cell of a sweep, and a kind of each cell. */
static void test_table_cells(void)
{
    static const char *const titles[] = {"share", "interval", "count", "why"};
    cst_shown of;
    cst_caught seen;
    cst_shown_make(&of, "{sweep: {scheming.rate: [0.1, 0.0001234567],"
                        " estimate.method: [skip, naive]}}");
    cst_table table = cst_print_cells(&of.scenario, titles, 3);
    cst_table_columns(&table, titles + 3, 1);
    for (size_t i = 0; i < 4; i += 3) {
        cst_print_place(&table, &of.scenario, &of.scenario.cell[i]);
        cst_table_number(&table, i == 0 ? NAN : 0.123456, 4);
        cst_table_interval(&table, 0.1, 0.2, 2);
        cst_table_count(&table, 2500000);
        cst_table_add(&table, "%d", (int)i);
    }
    cst_caught_begin(&seen);
    cst_table_end(&table, seen.out);
    CU_ASSERT_PTR_NULL(table.cell);
    cst_caught_expect(&seen, "scheming.rate  estimate.method  share   interval    count  why\n"
                             "0.1            skip             -       [0.1, 0.2]  2.5e6  0\n"
                             "0.000123457    naive            0.1235  [0.1, 0.2]  2.5e6  3\n");
    cst_shown_free(&of);
}

static void test_table_fold(void)
{
    const char *at = "0.5 [0.25, 0.75] (few)";
    CU_ASSERT_EQUAL(cst_fold_least("", false), 0);
    CU_ASSERT_EQUAL(cst_fold_least(at, false), strlen("[0.25, 0.75]"));
    CU_ASSERT_EQUAL(cst_fold_least("residual_risk", true), strlen("residual_"));
    CU_ASSERT_EQUAL(cst_fold_least("residual_risk", false), strlen("residual_risk"));
    CU_ASSERT_EQUAL(cst_fold_lines("", 5, false), 1);
    CU_ASSERT_EQUAL(cst_fold_lines("a b c", 3, false), 2);
    CU_ASSERT_EQUAL(cst_fold_lines(at, 3, false), 3);
    CU_ASSERT_EQUAL(cst_fold_lines(at, 16, false), 2);
    CU_ASSERT_EQUAL(cst_fold_next(&at, 16, false), strlen("0.5 [0.25, 0.75]"));
    CU_ASSERT_STRING_EQUAL(at, "(few)");
    CU_ASSERT_EQUAL(cst_fold_next(&at, 16, false), strlen("(few)"));
    CU_ASSERT_STRING_EQUAL(at, "");
}

CST_SUITE("table", CST_TEST(test_table_natural), CST_TEST(test_table_folded),
          CST_TEST(test_table_blocks), CST_TEST(test_table_records),
          CST_TEST(test_table_unfinished), CST_TEST(test_table_markdown),
          CST_TEST(test_table_cells), CST_TEST(test_table_fold))
