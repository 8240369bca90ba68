/* SPDX-License-Identifier: MIT */
#include "scenarios/load/nearest.h"
#include "tests/lib/suite.h"

#include <stddef.h>

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

CST_SUITE("nearest", CST_TEST(test_nearest_distance), CST_TEST(test_nearest_long_names),
          CST_TEST(test_nearest_look))
