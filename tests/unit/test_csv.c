/* SPDX-License-Identifier: MIT */
#include "scenarios/load/csv.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

static const cst_csv_column columns[] = {{"a", true}, {"b", true}, {"note", false}};
enum { A, B, NOTE, COLUMNS };

/* Reads all rows into one text, "a|b|note;" each; the code that ended it. size 0: all of text. */
static int read_text(const char *text, size_t size, char *out, size_t room, cst_error *error)
{
    static char copy[8192];
    cst_csv csv;
    size_t length = 0;
    size = size == 0 ? strlen(text) : size;
    CU_ASSERT_TRUE_FATAL(size < sizeof copy);
    memcpy(copy, text, size);
    copy[size] = '\0';
    out[0] = '\0';
    *error = (cst_error){0};
    int code = cst_csv_open(&csv, "t.csv", copy, size, columns, COLUMNS, false, error);
    while (code == 0 && (code = cst_csv_next(&csv, error)) == 1) {
        const cst_yaml_node *note = cst_csv_at(&csv, NOTE);
        length +=
            (size_t)snprintf(out + length, room - length, "%s|%s|%s;", cst_csv_at(&csv, A)->text,
                             cst_csv_at(&csv, B)->text, note == NULL ? "-" : note->text);
        CU_ASSERT_TRUE_FATAL(length < room);
        code = 0;
    }
    return code;
}

static void test_csv_rows(void)
{
    static const struct {
        const char *text, *rows;
    } cases[] = {
        {"a,b\n", ""},
        {"a,b\n1,2\n", "1|2|-;"},
        {"a,b\n1,2", "1|2|-;"},
        {"a,b\r\n1,2\r\n3,4\r\n", "1|2|-;3|4|-;"},
        {"# made by hand, \"quoted\n#\r\na,b\n1,2\n", "1|2|-;"},
        {"b,note,a\n1,2,3\n", "3|1|2;"},
        {"a,b\n\n1,2\n  \n\r\n3,4\n\n", "1|2|-;3|4|-;"},
        {"a,b\n,\n", "||-;"},
        {"a,b\n1,", "1||-;"},
        {" a ,\tb\n 1 ,  two words  \n", "1|two words|-;"},
        {"\"a\",b\n\"x,\"\"y\"\"\", \" z \" \n", "x,\"y\"| z |-;"},
        {"a,b\n\"1\r\n2\",\"\"\n3,4", "1\r\n2||-;3|4|-;"},
        {"a,b\n\"1\",\"2\"", "1|2|-;"},
        {"a,b\n\xC3\xA9,#\n", "\xC3\xA9|#|-;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char rows[256];
        cst_error error;
        CU_ASSERT_EQUAL(read_text(cases[i].text, 0, rows, sizeof rows, &error), 0);
        CU_ASSERT_STRING_EQUAL(rows, cases[i].rows);
        if (strcmp(rows, cases[i].rows) != 0) {
            (void)fprintf(stderr, "'%s' gave '%s' %s\n", cases[i].text, rows, error.text);
        }
    }
}

static void test_csv_errors(void)
{
    static const struct {
        const char *text;
        size_t size;
        const char *says;
        int line, column;
    } cases[] = {
        {"", 0, "expected a header, found nothing", 1, 1},
        {"# only\n\n", 0, "expected a header, found nothing", 3, 1},
        {"a\n1\n", 0, "expected a column b, found none", 1, 1},
        {"a,b,a\n", 0, "the column 'a' is there twice", 1, 5},
        {"a,b,nose\n", 0, "expected columns a, b, note, found 'nose'; the nearest is note", 1, 5},
        {"a;b;nose\n", 0, "found 'nose'; the nearest is note", 1, 5},
        {"a,b\n1\n", 0, "expected 2 fields, as the header has, found 1", 2, 1},
        {"a,b\n1,2\n1,2,3\n", 0, "expected 2 fields, as the header has, found 3", 3, 1},
        {"a,b\n1,x\"y\n", 0, "found one inside it", 2, 4},
        {"a,b\n1,\"x\"y\n", 0, "behind a closing quote", 2, 6},
        {"a,b\n1,\"x\n\n", 0, "expected a closing quote, found the end of the text", 2, 3},
        {"a,b\n1,2\r3,4\n", 0, "found the character 0x0d", 2, 4},
        {"a,b\n1,2\0\n", 9, "found the character 0x00", 2, 4},
        {"a,b\n1,\"2\0\"\n", 11, "found the character 0x00", 2, 5},
        {"a,b\n\xC3\xA9,\x1b[1m\n", 0, "found the character 0x1b", 2, 3},
        {"\xFF\xFE"
         "a\0",
         4, "found the character 0x00", 1, 4},
        {"a,b\n"
         "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
         "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n",
         0, "at most 64 fields", 2, 129},
        {"a,b\n1,\"2\n3\",4\n", 0, "expected 2 fields, as the header has, found 3", 2, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char rows[256];
        cst_error error;
        CU_ASSERT_EQUAL(read_text(cases[i].text, cases[i].size, rows, sizeof rows, &error),
                        CST_ERR_DATA_FILE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_EQUAL(error.line, cases[i].line);
        CU_ASSERT_EQUAL(error.column, cases[i].column);
        CU_ASSERT_STRING_EQUAL(error.file, "t.csv");
        if (strstr(error.text, cases[i].says) == NULL || error.column != cases[i].column) {
            (void)fprintf(stderr, "%zu: %d:%d %s\n", i, error.line, error.column, error.text);
        }
    }
}

static void test_csv_wrong(void)
{
    char text[] = "b,a\n1,\n2,x\n";
    cst_csv csv;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(
        cst_csv_open(&csv, "t.csv", text, sizeof text - 1, columns, COLUMNS, false, &error), 0);
    CU_ASSERT_EQUAL(cst_csv_next(&csv, &error), 1);
    CU_ASSERT_EQUAL(cst_csv_wrong(&csv, A, "a count", &error), CST_ERR_DATA_FILE);
    CU_ASSERT_STRING_EQUAL(error.text, "expected a count, found nothing");
    CU_ASSERT_EQUAL(cst_csv_next(&csv, &error), 1);
    CU_ASSERT_EQUAL(cst_csv_wrong(&csv, A, "a count", &error), CST_ERR_DATA_FILE);
    CU_ASSERT_STRING_EQUAL(error.text, "expected a count, found 'x'");
    CU_ASSERT_STRING_EQUAL(error.key, "a");
    CU_ASSERT_EQUAL(error.line, 3);
    CU_ASSERT_EQUAL(error.column, 3);
    CU_ASSERT_EQUAL(cst_csv_next(&csv, &error), 0);
}

CST_SUITE("csv", CST_TEST(test_csv_rows), CST_TEST(test_csv_errors), CST_TEST(test_csv_wrong))
