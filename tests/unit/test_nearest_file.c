/* SPDX-License-Identifier: MIT */
#include "scenarios/load/nearest_file.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "nearest_file_test";

static void make(const char *name)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    (void)fclose(file);
}

static void expect(const char *path, const char *said)
{
    char out[128];
    CU_ASSERT_STRING_EQUAL(cst_nearest_file(path, out, sizeof out), said);
}

static void test_nearest_file(void)
{
    static const char *const names[] = {"rare-schemers.yaml", "b.yaml", "abd.csv", "abc.csv"};
    (void)mkdir(folder, 0700);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        make(names[i]);
    }
    (void)mkdir("nearest_file_test/results.d", 0700);
    expect("nearest_file_test/rare-schemer.yaml",
           "; the nearest is nearest_file_test/rare-schemers.yaml");
    expect("nearest_file_test/Rare-Schemers.yml",
           "; the nearest is nearest_file_test/rare-schemers.yaml");
    expect("nearest_file_test/abx.csv", "; the nearest is nearest_file_test/abc.csv");
    expect("nearest_file_test/a.yaml", "");     /* one letter, and it differs */
    expect("nearest_file_test/results", "");    /* a folder */
    expect("nearest_file_test/b.yaml", "");     /* it is there */
    expect("nearest_file_tests/abc.csv", "");   /* no such folder */
    expect("nearest_file_test/b.yaml/abc", ""); /* a file is no folder */
    char cut[8];
    CU_ASSERT_EQUAL(strlen(cst_nearest_file("nearest_file_test/abx.csv", cut, sizeof cut)), 7);
    CU_ASSERT_EQUAL(chdir(folder), 0);
    expect("rare_schemers.yaml", "; the nearest is rare-schemers.yaml");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)unlink(names[i]);
    }
    (void)rmdir("results.d");
    CU_ASSERT_EQUAL(chdir(".."), 0);
    (void)rmdir(folder);
}

CST_SUITE("nearest_file", CST_TEST(test_nearest_file))
