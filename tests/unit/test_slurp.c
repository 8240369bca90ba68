/* SPDX-License-Identifier: MIT */
#include "scenarios/load/slurp.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void test_slurp_errors(void)
{
    char *text = NULL;
    size_t size = 0;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_slurp(&text, &size, "/nowhere/x", true, 1, CST_ERR_DATA_FILE, &error),
                    CST_ERR_DATA_FILE);
    CU_ASSERT_PTR_NULL(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "No such file"));
    CU_ASSERT_EQUAL(cst_slurp(&text, &size, "/dev/zero", true, 1, CST_ERR_DATA_FILE, &error),
                    CST_ERR_DATA_FILE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "regular file"));
    CU_ASSERT_EQUAL(cst_slurp(&text, &size, "/dev/zero", false, 1, CST_ERR_SCENARIO, &error),
                    CST_ERR_SCENARIO);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "1 MiB"));
    CU_ASSERT_EQUAL(cst_slurp(&text, &size, CST_SOURCE_DIR, false, 1, CST_ERR_SCENARIO, &error),
                    CST_ERR_SCENARIO);
    CU_ASSERT_PTR_NULL(text);
    CU_ASSERT_EQUAL(
        cst_slurp(&text, &size, CST_SOURCE_DIR "/LICENSE", true, 1, CST_ERR_DATA_FILE, &error), 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(strlen(text), size);
    free(text);
}

/* As some programs write tables: the mark is no part of the text. */
static void test_slurp_byte_order_mark(void)
{
    static const char path[] = CST_BINARY_DIR "/slurp.csv";
    char *text = NULL;
    size_t size = 0;
    cst_error error = {0};
    FILE *out = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    CU_ASSERT(fputs("\xEF\xBB\xBFscore,label\n", out) >= 0);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    CU_ASSERT_EQUAL_FATAL(cst_slurp(&text, &size, path, true, 1, CST_ERR_DATA_FILE, &error), 0);
    CU_ASSERT_STRING_EQUAL(text, "score,label\n");
    CU_ASSERT_EQUAL(size, 12);
    free(text);
}

static void test_slurp_has_read(void)
{
    char *text = NULL;
    size_t size = 0;
    cst_error error = {0};
    struct stat about;
    CU_ASSERT_EQUAL_FATAL(stat(CST_SOURCE_DIR "/README.md", &about), 0);
    CU_ASSERT_FALSE(cst_slurp_has_read(about.st_dev, about.st_ino));
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(cst_slurp(&text, &size, CST_SOURCE_DIR "/README.md", false, 1,
                                  CST_ERR_SCENARIO, &error),
                        0);
        free(text);
        CU_ASSERT_TRUE(cst_slurp_has_read(about.st_dev, about.st_ino));
    }
    CU_ASSERT_FALSE(cst_slurp_has_read(about.st_dev + 1, about.st_ino));
    CU_ASSERT_EQUAL_FATAL(stat(CST_SOURCE_DIR "/CONTRIBUTING.md", &about), 0);
    CU_ASSERT_FALSE(cst_slurp_has_read(about.st_dev, about.st_ino));
}

CST_SUITE("slurp", CST_TEST(test_slurp_errors), CST_TEST(test_slurp_byte_order_mark),
          CST_TEST(test_slurp_has_read))
