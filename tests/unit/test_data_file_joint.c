/* SPDX-License-Identifier: MIT */
#include "scenarios/load/data_file.h"
#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int tables(const char *honest, const char *attack, cst_joint_counts *counts,
                  cst_error *error)
{
    const char *const text[2] = {honest, attack};
    const cst_yaml_node *root[2] = {NULL, NULL};
    cst_yaml yaml[2] = {{0}};
    for (int i = 0; i < 2; i++) {
        if (text[i] != NULL) {
            CU_ASSERT_EQUAL_FATAL(cst_yaml_parse(&yaml[i], "t", true, text[i], strlen(text[i]),
                                                 CST_ERR_SCENARIO, error),
                                  0);
            root[i] = yaml[i].root;
        }
    }
    const cst_draft_joint joint = {.honest = root[0], .attack = root[1]};
    CU_ASSERT_EQUAL(cst_draft_has_joint(&joint), honest != NULL || attack != NULL);
    const int code = cst_data_file_tables(&joint, counts, error);
    cst_yaml_free(&yaml[0]);
    cst_yaml_free(&yaml[1]);
    return code;
}

static void test_data_file_tables(void)
{
    static cst_joint_counts counts;
    cst_error error = {0};
    counts.honest[4][4] = 9;
    CU_ASSERT_EQUAL(tables("[[1, 2, 3], [4, 5, 6]]", "[[0, 7, 0], [0, 0, 8]]", &counts, &error), 0);
    CU_ASSERT_EQUAL(counts.trusted_bins, 1);
    CU_ASSERT_EQUAL(counts.untrusted_bins, 2);
    CU_ASSERT_EQUAL(counts.honest[0][2], 3);
    CU_ASSERT_EQUAL(counts.honest[1][0], 4);
    CU_ASSERT_EQUAL(counts.attack[0][1], 7);
    CU_ASSERT_EQUAL(counts.attack[1][2], 8);
    CU_ASSERT_EQUAL(counts.honest[4][4], 0);
}

static void test_data_file_tables_errors(void)
{
    static cst_joint_counts counts;
    cst_error error = {0};
    CU_ASSERT_EQUAL(tables(NULL, "[[0, 7], [0, 0]]", &counts, &error), CST_ERR_SCENARIO);
    CU_ASSERT_STRING_EQUAL(error.key, "attack");
    CU_ASSERT_STRING_EQUAL(error.text, "expected honest and attack, found no honest");
    CU_ASSERT_EQUAL(tables("[[0, 7], [0, 0]]", NULL, &counts, &error), CST_ERR_SCENARIO);
    CU_ASSERT_STRING_EQUAL(error.key, "honest");
    CU_ASSERT_EQUAL(tables("[[1, 2, 3], [4, 5, 6]]", "[[0, 7], [0, 0]]", &counts, &error),
                    CST_ERR_SCENARIO);
    CU_ASSERT_STRING_EQUAL(error.text, "expected 2 lists of 3 counts, as honest has, found 2 of 2");
    CU_ASSERT_EQUAL(tables("[[0, 1], [2, 3]]", "[[0, 7], [999999993, 0]]", &counts, &error), 0);
    CU_ASSERT_EQUAL(tables("[[0, 1], [2, 3]]", "[[0, 7], [999999994, 0]]", &counts, &error),
                    CST_ERR_SCENARIO);
    CU_ASSERT_STRING_EQUAL(error.key, "attack");
    CU_ASSERT_STRING_EQUAL(error.text, "expected at most 1e9 samples in all, found 1000000001");
}

static int read_text(const char *text, const char *set, cst_joint_counts *counts, cst_error *error)
{
    char path[] = "/tmp/cst_joint_XXXXXX";
    int to = mkstemp(path);
    CU_ASSERT_TRUE_FATAL(to >= 0);
    CU_ASSERT_EQUAL(write(to, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(to);
    cst_data_files files = {0};
    *error = (cst_error){0};
    int code = cst_data_file_joint(&files, "", path, set, counts, error);
    cst_data_files_free(&files);
    (void)unlink(path);
    return code;
}

static const char good[] = "pair:\n"
                           "  source: made up\n"
                           "  n_honest: 20\n"
                           "  n_attack: 9\n"
                           "  honest_joint: [[8, 1], [2, 4], [1, 2]]\n"
                           "  attack_joint: [[1, 0], [0, 3], [1, 2]]\n"
                           "  honest_trusted_only: [1, 0, 0]\n"
                           "  attack_untrusted_only: [0, 2]\n";

/* By hand; and its margins are those of single counts, which cst_joint_check then accepts. */
static void test_data_file_joint_good(void)
{
    static cst_joint_counts counts;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(read_text(good, NULL, &counts, &error), 0);
    CU_ASSERT_EQUAL(counts.trusted_bins, 3);
    CU_ASSERT_EQUAL(counts.untrusted_bins, 2);
    CU_ASSERT_EQUAL(counts.honest[0][0], 8);
    CU_ASSERT_EQUAL(counts.honest[1][1], 4);
    CU_ASSERT_EQUAL(counts.honest[2][0], 1);
    CU_ASSERT_EQUAL(counts.honest[0][2], 1); /* scored by the trusted monitor only */
    CU_ASSERT_EQUAL(counts.honest[3][2], 1); /* by neither: 20 - 19 */
    CU_ASSERT_EQUAL(counts.attack[3][1], 2);
    CU_ASSERT_EQUAL(counts.attack[3][2], 0);
    const cst_score_spec trusted = cst_test_histogram((cst_score_counts){.bins = 3,
                                                                         .honest = {10, 6, 3},
                                                                         .attack = {1, 3, 3},
                                                                         .honest_unscored = 1,
                                                                         .attack_unscored = 2},
                                                      0.01);
    cst_score_counts own = {.bins = 2, .honest = {11, 7}, .attack = {2, 7}, .honest_unscored = 2};
    const cst_score_spec untrusted = {
        .model = cst_score_find("histogram"), .fpr = 0.01, .counts = &own};
    const cst_joint_spec joint = {.counts = &counts};
    CU_ASSERT_EQUAL(cst_joint_check(&joint, &trusted, &untrusted, &error), 0);
    own.honest[1] = 8;
    CU_ASSERT_EQUAL(cst_joint_check(&joint, &trusted, &untrusted, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.text, "expected 8 honest samples with untrusted score 1, as its "
                                       "own counts say, found 7 in the joint counts");
}

static void test_data_file_joint_errors(void)
{
    static const struct {
        const char *text, *says;
        int line, column;
    } cases[] = {
        {"[1]", "expected a map of sets", 1, 1},
        {"{s: {n_attack: 1}}", "expected n_honest, found none", 1, 5},
        {"{s: {n_honest: 1, n_attack: 1}}", "expected honest_joint, found none", 1, 5},
        {"{s: {n_honest: 1, honest_joint: 5}}",
         "expected a list of 1 to 64 lists, one for each trusted score, found '5'", 1, 33},
        {"{s: {n_honest: 1, honest_joint: [1]}}",
         "expected a list of 1 to 64 counts, one for each untrusted score, found '1'", 1, 34},
        {"{s: {n_honest: 1, honest_joint: []}}", "found one of 0", 1, 33},
        {"{s: {n_honest: 3, honest_joint: [[1, 0], [1]]}}",
         "expected a list of 2 counts, one for each untrusted score, found one of 1", 1, 42},
        {"{s: {n_honest: 3, honest_joint: [[1, -1]]}}", "found '-1'", 1, 38},
        {"{s: {n_honest: 3, honest_joint: [[2, 2]]}}",
         "expected at least 4, the sum of its lists, found '3'", 1, 16},
        {"{s: {n_honest: 3, honest_joint: [[0]]}}", "expected a sample that has a score", 1, 33},
        {"{s: {n_honest: 3, honest_joint: [[1]], honest_trusted_only: [1, 1]}}",
         "expected a list of 1 counts, one for each score, found one of 2", 1, 61},
        {"{s: {n_honest: 3, honest_joint: [[1]], n_attack: 1, attack_joint: [[1], [0]]}}",
         "expected a list of 1 lists, one for each trusted score, found one of 2", 1, 67},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static cst_joint_counts counts;
        cst_error error;
        CU_ASSERT_EQUAL(read_text(cases[i].text, NULL, &counts, &error), CST_ERR_DATA_FILE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_EQUAL(error.line, cases[i].line);
        CU_ASSERT_EQUAL(error.column, cases[i].column);
        if (strstr(error.text, cases[i].says) == NULL || error.column != cases[i].column) {
            (void)fprintf(stderr, "%s: %d:%d %s\n", cases[i].text, error.line, error.column,
                          error.text);
        }
    }
}

static void test_data_file_joint_set_errors(void)
{
    static cst_joint_counts counts;
    cst_error error;
    CU_ASSERT_EQUAL(read_text(good, "pear", &counts, &error), CST_ERR_DATA_FILE);
    CU_ASSERT_STRING_EQUAL(error.key, "set");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "found 'pear'; the nearest is pair"));
}

CST_SUITE("data_file_joint", CST_TEST(test_data_file_tables),
          CST_TEST(test_data_file_tables_errors), CST_TEST(test_data_file_joint_good),
          CST_TEST(test_data_file_joint_errors), CST_TEST(test_data_file_joint_set_errors))
