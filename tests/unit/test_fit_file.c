/* SPDX-License-Identifier: MIT */
#include "scenarios/load/fit_file.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

static int parse(cst_fit_counts *counts, const char *text, bool csv, cst_error *error)
{
    cst_fit_file file;
    char copy[1024];
    CU_ASSERT_TRUE_FATAL(strlen(text) < sizeof copy);
    memcpy(copy, text, strlen(text) + 1);
    *error = (cst_error){0};
    const int code = cst_fit_file_parse(&file, "f", copy, strlen(text), csv, error);
    *counts = file.counts;
    CU_ASSERT_EQUAL(file.episodes.runs, 0);
    cst_fit_file_free(&file);
    return code;
}

/* The same rows in three forms; the two rows for two schemers add up. */
static void test_fit_file_forms(void)
{
    static const struct {
        bool csv;
        const char *text;
    } cases[] = {
        {true, "agents,schemed,count\n3,0,1e3\n3,2,5\n3,3,0\n3,2,2\n"},
        {true, "# pilot study\ncount,agents,schemed\r\n1000,3,0\r\n7,3,2\r\n"},
        {false, "- {agents: 3, schemed: 0, count: 1_000}\n- agents: 3\n  schemed: 2\n  count: 7\n"},
        {false, "[{\"agents\": 3, \"schemed\": 0, \"count\": 1000}, {\"agents\": 3, \"schemed\": "
                "2, \"count\": 7}]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_fit_counts counts;
        cst_error error;
        CU_ASSERT_EQUAL_FATAL(parse(&counts, cases[i].text, cases[i].csv, &error), 0);
        CU_ASSERT_EQUAL(counts.agents, 3);
        CU_ASSERT_EQUAL(counts.tasks[0], 1000);
        CU_ASSERT_EQUAL(counts.tasks[1], 0);
        CU_ASSERT_EQUAL(counts.tasks[2], 7);
        CU_ASSERT_EQUAL(counts.tasks[3], 0);
    }
}

static void test_fit_file_errors(void)
{
    static const struct {
        bool csv;
        const char *text, *key, *says;
        int line, column;
    } cases[] = {
        {true, "agents,schemed\n", "", "expected a column count, found none", 1, 1},
        {true, "agents,schemed,count\n1,0,5\n", "agents",
         "expected a whole number from 2 to 33, found '1'", 2, 1},
        {true, "agents,schemed,count\n2,3,5\n", "schemed",
         "expected a whole number from 0 to 2, found '3'", 2, 3},
        {true, "agents,schemed,count\n2,1,-5\n", "count",
         "expected a whole number from 0 to 1000000000, found '-5'", 2, 5},
        {true, "agents,schemed,count\n2,1,nan\n", "count", "found 'nan'", 2, 5},
        {true,
         "agents,schemed,count\n2,1,"
         "x23456789012345678901234567890123456789012345678901234567890x\n",
         "count", "found 'x23456789012345678901234567890123456789012345678901234567890...'", 2, 5},
        {true, "agents,schemed,count\n2,,1\n", "schemed", "found nothing", 2, 3},
        {true, "agents,schemed,count\n2,0,5\n3,0,5\n", "agents",
         "expected 2, as in the first row (other numbers of agents go in files of their own), "
         "found '3'",
         3, 1},
        {true, "agents,schemed,count\n2,0,0\n", "count", "expected at least one task", 1, 1},
        {true, "agents,schemed,count\n2,0\n", "", "expected 3 fields", 2, 1},
        {false, "", "", "expected a list of maps, found nothing", 1, 1},
        {false, "{agents: 2}", "", "expected a list of maps, found a map", 1, 1},
        {false, "[5]", "", "expected a map with agents, schemed and count, found '5'", 1, 2},
        {false, "[{agents: 2, schemed: 1}]", "count", "expected a whole number, found none", 1, 2},
        {false, "[{agents: 2, schemd: 1}]", "", "found 'schemd'; the nearest is schemed", 1, 14},
        {false, "[{agents: \"2\", schemed: 1, count: 1}]", "agents", "found the text '2'", 1, 11},
        {false, "[{agents: 2, schemed: [1], count: 1}]", "schemed", "found a list", 1, 23},
        {false, "[{agents: 2,", "", "not YAML", 2, 1},
        {false, "[]", "count", "expected at least one task", 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_fit_counts counts;
        cst_error error;
        CU_ASSERT_EQUAL(parse(&counts, cases[i].text, cases[i].csv, &error), CST_ERR_DATA_FILE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_STRING_EQUAL(error.key, cases[i].key);
        CU_ASSERT_EQUAL(error.line, cases[i].line);
        CU_ASSERT_EQUAL(error.column, cases[i].column);
        if (strstr(error.text, cases[i].says) == NULL || error.column != cases[i].column) {
            (void)fprintf(stderr, "%s: %d:%d %s %s\n", cases[i].text, error.line, error.column,
                          error.key, error.text);
        }
    }
}

static void test_fit_file_missing_errors(void)
{
    cst_fit_file file;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_fit_file_read(&file, "/nowhere/x.csv", &error), CST_ERR_DATA_FILE);
    CU_ASSERT_STRING_EQUAL(error.file, "/nowhere/x.csv");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "cannot be opened"));
    CU_ASSERT_EQUAL(cst_fit_file_read(&file, "/dev/zero", &error), CST_ERR_DATA_FILE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "at most 1 MiB"));
}

CST_SUITE("fit_file", CST_TEST(test_fit_file_forms), CST_TEST(test_fit_file_errors),
          CST_TEST(test_fit_file_missing_errors))
