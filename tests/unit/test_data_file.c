/* SPDX-License-Identifier: MIT */
#include "scenarios/load/data_file.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char shipped[] = CST_SOURCE_DIR "/scenarios/data/monitor_score_counts.json";
static const char apps[] = "lasr_closed_apps_selfrec_none_base__TM_gpt4omini__U_gpt41";

/* The published figure: at 2 % FPR the monitor finds 197.98 of 240 attacks. */
static void test_data_file_published(void)
{
    cst_data_files files = {0};
    cst_score_counts counts = {0};
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_data_file_counts(&files, "", shipped, apps, NULL, &counts, &error),
                          0);
    CU_ASSERT_EQUAL(counts.bins, 12);
    CU_ASSERT_EQUAL(counts.honest[0], 366);
    CU_ASSERT_EQUAL(counts.attack[6], 76);
    CU_ASSERT_EQUAL(counts.honest_unscored, 0);
    const cst_score_spec score = {
        .model = cst_score_find("histogram"), .fpr = 0.02, .counts = &counts};
    CU_ASSERT_EQUAL(cst_score_spec_check(&score, "monitor.score", &error), 0);
    CU_ASSERT_DOUBLE_EQUAL(cst_score_tpr(&score) * 240.0, 197.98, 1e-9);
    CU_ASSERT_EQUAL(cst_data_file_counts(&files, "", shipped, "linuxarena217_primary_all_attacks",
                                         NULL, &counts, &error),
                    0);
    CU_ASSERT_EQUAL(counts.attack_unscored, 4);
    CU_ASSERT_EQUAL(files.count, 1); /* read once */
    cst_data_files_free(&files);
}

static void test_data_file_beside(void)
{
    cst_data_files files = {0};
    cst_score_counts counts = {0};
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_data_file_counts(&files, CST_SOURCE_DIR "/scenarios/x.yaml",
                                         "data/monitor_score_counts.json", apps, NULL, &counts,
                                         &error),
                    0);
    cst_data_files_free(&files);
}

/* A new file of that text, to be removed by the caller. */
static void write_csv(char *path, size_t size, const char *text)
{
    char unique[] = "/tmp/cst_scores_XXXXXX";
    int to = mkstemp(unique);
    CU_ASSERT_TRUE_FATAL(to >= 0);
    CU_ASSERT_EQUAL(write(to, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(to);
    (void)snprintf(path, size, "%s.csv", unique);
    CU_ASSERT_EQUAL_FATAL(rename(unique, path), 0);
}

/* A file of samples is read once, is one set, and its errors have its name. */
static void test_data_file_csv(void)
{
    static const char text[] = "score,label\n1,honest\n2,attack\n2,honest\n,attack\n";
    char path[64];
    write_csv(path, sizeof path, text);
    cst_data_files files = {0};
    cst_score_counts counts = {0};
    cst_error error = {0};
    for (int i = 0; i < 2; i++) {
        counts.honest[5] = 7;
        CU_ASSERT_EQUAL(cst_data_file_counts(&files, "", path, NULL, NULL, &counts, &error), 0);
        CU_ASSERT_EQUAL(counts.bins, 2);
        CU_ASSERT_EQUAL(counts.honest[0], 1);
        CU_ASSERT_EQUAL(counts.attack[1], 1);
        CU_ASSERT_EQUAL(counts.honest[5], 0);
        CU_ASSERT_EQUAL(counts.attack_unscored, 1);
        (void)unlink(path);
    }
    CU_ASSERT_EQUAL(files.count, 1);
    CU_ASSERT_EQUAL(cst_data_file_counts(&files, "", path, "s", NULL, &counts, &error),
                    CST_ERR_DATA_FILE);
    CU_ASSERT_STRING_EQUAL(error.key, "set");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected no set, "));
    static cst_joint_counts joint;
    CU_ASSERT_EQUAL(cst_data_file_joint(&files, "", path, NULL, &joint, &error), CST_ERR_DATA_FILE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected a file of counts in JSON or YAML"));
    cst_data_files_free(&files);
    CU_ASSERT_EQUAL(cst_data_file_counts(&files, "", path, NULL, NULL, &counts, &error),
                    CST_ERR_DATA_FILE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "cannot be opened"));
}

/* A file that cannot be used is not kept as if it could. */
static void test_data_file_csv_errors(void)
{
    static const char text[] = "score,label\n1,honest\nhigh,attack\n";
    char path[64];
    write_csv(path, sizeof path, text);
    cst_data_files files = {0};
    cst_score_counts counts = {0};
    for (int i = 0; i < 2; i++) {
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_data_file_counts(&files, "", path, NULL, NULL, &counts, &error),
                        CST_ERR_DATA_FILE);
        CU_ASSERT_STRING_EQUAL(error.file, path);
        CU_ASSERT_STRING_EQUAL(error.key, "score");
        CU_ASSERT_EQUAL(error.line, 3);
        CU_ASSERT_EQUAL(error.column, 1);
    }
    CU_ASSERT_EQUAL(files.count, 0);
    cst_data_files_free(&files);
    (void)unlink(path);
}

static int read_text(const char *text, const char *set, cst_error *error)
{
    char path[] = "/tmp/cst_counts_XXXXXX";
    int to = mkstemp(path);
    CU_ASSERT_TRUE_FATAL(to >= 0);
    CU_ASSERT_EQUAL(write(to, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(to);
    cst_data_files files = {0};
    cst_score_counts counts = {0};
    *error = (cst_error){0};
    int code = cst_data_file_counts(&files, "", path, set, NULL, &counts, error);
    cst_data_files_free(&files);
    (void)unlink(path);
    return code;
}

static void test_data_file_only_set(void)
{
    cst_error error;
    CU_ASSERT_EQUAL(
        read_text("{s: {n_honest: 5, n_attack: 3, honest_hist: [4, 0], attack_hist: [1, 2]}}", NULL,
                  &error),
        0);
}

static void test_data_file_errors(void)
{
    static const struct {
        const char *text, *set, *says;
        int line, column;
    } cases[] = {
        {"[1]", "s", "expected a map of sets", 1, 1},
        {"", "s", "expected a map of sets", 0, 0},
        {"{s: 5}", "s", "expected a map of counts, found '5'", 1, 5},
        {"{s: {}}", "s", "expected n_honest, found none", 1, 5},
        {"{setone: {}}", "seton", "found 'seton'; the nearest is setone", 0, 0},
        {"{a: {}, b: {}}", NULL, "found none; the first is a", 0, 0},
        {"{s: {n_honest: 1, honest_hist: [2], n_attack: 1, attack_hist: [1]}}", "s",
         "expected at least 2, the sum of honest_hist, found '1'", 1, 16},
        {"{s: {n_honest: 1, honest_hist: [-1], n_attack: 1, attack_hist: [1]}}", "s", "found '-1'",
         1, 33},
        {"{s: {n_honest: 1, honest_hist: [.nan], n_attack: 1, attack_hist: [1]}}", "s",
         "found '.nan'", 1, 33},
        {"{s: {n_honest: 1, honest_hist: [0.5], n_attack: 1, attack_hist: [1]}}", "s",
         "found '0.5'", 1, 33},
        {"{s: {n_honest: 1, honest_hist: [1], n_attack: 1, attack_hist: [1, 0]}}", "s",
         "as many scores", 1, 63},
        {"{s: {n_honest: 1, honest_hist: [], n_attack: 1, attack_hist: [1, 0]}}", "s",
         "a list of 1 to 256 counts", 1, 32},
        {"{s: {n_honest: 1e12, honest_hist: [1], n_attack: 1, attack_hist: [1]}}", "s",
         "a whole number from 0 to 1e9", 1, 16},
        {"{s: [\n", "s", "not YAML", 2, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_error error;
        CU_ASSERT_EQUAL(read_text(cases[i].text, cases[i].set, &error), CST_ERR_DATA_FILE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_EQUAL(error.line, cases[i].line);
        CU_ASSERT_EQUAL(error.column, cases[i].column);
        if (strstr(error.text, cases[i].says) == NULL || error.column != cases[i].column) {
            (void)fprintf(stderr, "%s: %d:%d %s\n", cases[i].text, error.line, error.column,
                          error.text);
        }
    }
}

static void test_data_file_missing_errors(void)
{
    cst_data_files files = {0};
    cst_score_counts counts = {0};
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_data_file_counts(&files, "a/b.yaml", "no.json", "s", NULL, &counts, &error),
                    CST_ERR_DATA_FILE);
    CU_ASSERT_STRING_EQUAL(error.text, "'a/no.json' cannot be opened: No such file or directory");
    CU_ASSERT_STRING_EQUAL(error.file, "");
    CU_ASSERT_EQUAL(cst_data_file_counts(&files, "", "/dev/zero", "s", NULL, &counts, &error),
                    CST_ERR_DATA_FILE);
    cst_data_files_free(&files);
}

CST_SUITE("data_file", CST_TEST(test_data_file_published), CST_TEST(test_data_file_beside),
          CST_TEST(test_data_file_csv), CST_TEST(test_data_file_csv_errors),
          CST_TEST(test_data_file_only_set), CST_TEST(test_data_file_errors),
          CST_TEST(test_data_file_missing_errors))
