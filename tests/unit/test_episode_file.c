/* SPDX-License-Identifier: MIT */
#include "scenarios/load/episode_file.h"
#include "scenarios/load/fit_file.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

static int parse(cst_fit_file *file, const char *text, bool csv, cst_error *error)
{
    char copy[1024];
    CU_ASSERT_TRUE_FATAL(strlen(text) < sizeof copy);
    memcpy(copy, text, strlen(text) + 1);
    *error = (cst_error){0};
    return cst_fit_file_parse(file, "f", copy, strlen(text), csv, error);
}

/* The same rows in three forms, and runs of two lengths. */
static void test_episode_file_forms(void)
{
    static const struct {
        bool csv;
        const char *text;
    } cases[] = {
        {true, "run,episode,first,second\nx,1,report,cover\nx,2,cover,cover\ny,1,cover,report\n"},
        {true, "# pilot\nsecond;first;run;episode\r\ncover;report;x;1\r\n\"cover\";cover;x;2\r\n"
               "report;cover;y;1\r\n"},
        {false, "- {run: x, episode: 1, first: report, second: cover}\n"
                "- {run: x, episode: 2, first: cover, second: cover}\n"
                "- {run: y, episode: 1, first: cover, second: report}\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_fit_file file;
        cst_error error;
        CU_ASSERT_EQUAL_FATAL(parse(&file, cases[i].text, cases[i].csv, &error), 0);
        CU_ASSERT_EQUAL_FATAL(file.episodes.runs, 2);
        CU_ASSERT_EQUAL(file.episodes.length[0], 2);
        CU_ASSERT_EQUAL(file.episodes.length[1], 1);
        CU_ASSERT_EQUAL(file.episodes.covers[0], 2);
        CU_ASSERT_EQUAL(file.episodes.covers[1], 3);
        CU_ASSERT_EQUAL(file.episodes.covers[2], 1);
        cst_fit_file_free(&file);
    }
}

#define HEAD "run,episode,first,second\n"

static void test_episode_file_errors(void)
{
    static const struct {
        bool csv;
        const char *text, *key, *says;
        int line, column;
    } cases[] = {
        {true, "run,first,second\n", "", "expected a column episode, found none", 1, 1},
        {true, "run,epsiode,first,second\n", "", "found 'epsiode'; the nearest is episode", 1, 5},
        {true, HEAD, "run", "expected at least two, found none", 1, 1},
        {true, HEAD "1,1,cover,report\n1,3,cover,cover\n", "episode",
         "expected 2, the next episode of run '1', found '3'", 3, 3},
        {true, HEAD "1,1,cover,report\n1,1,cover,cover\n", "episode",
         "expected 2, the next episode of run '1', found '1'", 3, 3},
        {true, HEAD "1,2,cover,report\n", "episode",
         "expected 1, the first episode of run '1', found '2'", 2, 3},
        {true, HEAD "1,1.5,cover,report\n", "episode",
         "expected a whole number from 1 to 1000, found '1.5'", 2, 3},
        {true, HEAD "1,,cover,report\n", "episode", "found nothing", 2, 3},
        {true, HEAD ",1,cover,report\n", "run", "expected the name of a run, found nothing", 2, 1},
        {true, HEAD "1,1,accept,report\n", "first", "expected cover or report, found 'accept'", 2,
         5},
        {true, HEAD "1,1,cover,\n", "second",
         "expected cover or report, as every run has two reviewers, found nothing", 2, 11},
        {true, HEAD "1,1,cover,report\n2,1,report,report\n", "episode",
         "expected two or more in some run, found one in every run", 3, 3},
        {true, HEAD "1,1,cover,report\n1,2,report,report\n", "run",
         "expected at least two, found '1' alone", 3, 1},
        {true, HEAD "1,1,cover,cover\n1,2,cover,cover\n2,1,cover,cover\n", "first",
         "expected verdicts of both kinds, found 'cover' alone", 4, 5},
        {true, HEAD "1,1,cover,cover\n1,2,cover,report\n2,1,cover,cover\n1,1,cover,cover\n", "run",
         "expected another name, found '1' again, a run that begins in line 2", 5, 1},
        {false, "[{run: 1, episode: 1, first: cover}]", "second", "expected a value, found none", 1,
         2},
        {false, "[{run: 1, episode: 1, first: cover, secnd: cover}]", "",
         "found 'secnd'; the nearest is second", 1, 37},
        {false, "[{run: 1, episode: 1, first: cover, second: cover}, 5]", "",
         "expected a map with run, episode, first and second, found '5'", 1, 53},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_fit_file file;
        cst_error error;
        CU_ASSERT_EQUAL(parse(&file, cases[i].text, cases[i].csv, &error), CST_ERR_DATA_FILE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_STRING_EQUAL(error.key, cases[i].key);
        CU_ASSERT_EQUAL(error.line, cases[i].line);
        CU_ASSERT_EQUAL(error.column, cases[i].column);
        if (strstr(error.text, cases[i].says) == NULL || error.column != cases[i].column ||
            error.line != cases[i].line) {
            (void)fprintf(stderr, "%s: %d:%d %s %s\n", cases[i].text, error.line, error.column,
                          error.key, error.text);
        }
        cst_fit_file_free(&file);
    }
}

/* A file of counts is none of these. */
static void test_episode_file_is(void)
{
    static const char counts[] = "# run,episode\nagents,schemed,count\nrun,1,1\n";
    static const char episodes[] = "# x\n\"run\", count\n";
    CU_ASSERT_FALSE(cst_episode_file_is_csv(counts, sizeof counts - 1));
    CU_ASSERT_TRUE(cst_episode_file_is_csv(episodes, sizeof episodes - 1));
    CU_ASSERT_FALSE(cst_episode_file_is_csv("", 0));
    CU_ASSERT_FALSE(cst_episode_file_is_yaml(NULL));
}

CST_SUITE("episode_file", CST_TEST(test_episode_file_forms), CST_TEST(test_episode_file_errors),
          CST_TEST(test_episode_file_is))
