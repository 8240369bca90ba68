/* SPDX-License-Identifier: MIT */
#include "scenarios/load/nearest.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_nearest_distance(void)
{
    static const struct {
        const char *a, *b;
        unsigned distance;
    } cases[] = {
        {"", "", 0},         {"rate", "rate", 0}, {"rte", "rate", 1},       {"rate", "raet", 1},
        {"Rate", "rate", 0}, {"", "rate", 4},     {"kitten", "sitting", 3}, {"flaw", "lawn", 2},
        {"abcd", "badc", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_EQUAL(cst_edit_distance(cases[i].a, cases[i].b), cases[i].distance);
        CU_ASSERT_EQUAL(cst_edit_distance(cases[i].b, cases[i].a), cases[i].distance);
    }
}

static void test_nearest_long_names(void)
{
    char name[200];
    for (size_t i = 0; i < sizeof name; i++) {
        name[i] = 'x';
    }
    name[sizeof name - 1] = '\0';
    CU_ASSERT_EQUAL(cst_edit_distance(name, ""), 64);
    CU_ASSERT_EQUAL(cst_edit_distance(name, name), 0);
}

static void test_nearest_look(void)
{
    cst_nearest nearest = {0};
    cst_nearest_look(&nearest, "majorty", "any");
    CU_ASSERT_PTR_NULL(nearest.best);
    cst_nearest_look(&nearest, "majorty", "majority");
    CU_ASSERT_STRING_EQUAL(nearest.best, "majority");
    cst_nearest_look(&nearest, "majorty", "minority"); /* further away: not kept */
    CU_ASSERT_STRING_EQUAL(nearest.best, "majority");
    cst_nearest far = {0};
    cst_nearest_look(&far, "zebra", "majority");
    CU_ASSERT_PTR_NULL(far.best);
}

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

static void test_nearest_names(void)
{
    char list[8] = "";
    cst_names_add(list, sizeof list, "a");
    CU_ASSERT_STRING_EQUAL(list, "a");
    cst_names_add(list, sizeof list, "bc");
    CU_ASSERT_STRING_EQUAL(list, "a, bc");
    cst_names_add(list, sizeof list, "d");
    cst_names_add(list, sizeof list, "e");
    CU_ASSERT_STRING_EQUAL(list, "a, bc, ");
}

CST_SUITE("nearest", CST_TEST(test_nearest_distance), CST_TEST(test_nearest_long_names),
          CST_TEST(test_nearest_look), CST_TEST(test_nearest_names), CST_TEST(test_nearest_file))
