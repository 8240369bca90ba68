/* SPDX-License-Identifier: MIT */
#include "scenarios/load/joints.h"
#include "tests/lib/suite.h"

#include <string.h>

static int tables(const char *honest, const char *attack, cst_joint_counts *counts,
                  cst_error *error)
{
    const char *const text[2] = {honest, attack};
    const cst_yaml_node *root[2] = {NULL, NULL};
    cst_yaml yaml[2] = {{0}};
    for (int i = 0; i < 2; i++) {
        if (text[i] != NULL) {
            CU_ASSERT_EQUAL_FATAL(
                cst_yaml_parse(&yaml[i], "t", true, text[i], strlen(text[i]), error), 0);
            root[i] = yaml[i].root;
        }
    }
    const cst_draft_joint joint = {.honest = root[0], .attack = root[1]};
    CU_ASSERT_EQUAL(cst_joints_stated(&joint), honest != NULL || attack != NULL);
    const int code = cst_joints_tables(&joint, counts, error);
    cst_yaml_free(&yaml[0]);
    cst_yaml_free(&yaml[1]);
    return code;
}

static void test_joints_tables(void)
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

static void test_joints_tables_errors(void)
{
    static cst_joint_counts counts;
    cst_error error = {0};
    CU_ASSERT_EQUAL(tables(NULL, "[[0, 7], [0, 0]]", &counts, &error), CST_ERR_SCENARIO);
    CU_ASSERT_STRING_EQUAL(error.key, "monitor.joint.attack");
    CU_ASSERT_STRING_EQUAL(error.text, "expected honest and attack, found no honest");
    CU_ASSERT_EQUAL(tables("[[0, 7], [0, 0]]", NULL, &counts, &error), CST_ERR_SCENARIO);
    CU_ASSERT_STRING_EQUAL(error.key, "monitor.joint.honest");
    CU_ASSERT_EQUAL(tables("[[1, 2, 3], [4, 5, 6]]", "[[0, 7], [0, 0]]", &counts, &error),
                    CST_ERR_SCENARIO);
    CU_ASSERT_STRING_EQUAL(error.text, "expected 2 lists of 3 counts, as honest has, found 2 of 2");
    CU_ASSERT_EQUAL(tables("[[0, 1], [2, 3]]", "[[0, 7], [999999993, 0]]", &counts, &error), 0);
    CU_ASSERT_EQUAL(tables("[[0, 1], [2, 3]]", "[[0, 7], [999999994, 0]]", &counts, &error),
                    CST_ERR_SCENARIO);
    CU_ASSERT_STRING_EQUAL(error.key, "monitor.joint.attack");
    CU_ASSERT_STRING_EQUAL(error.text, "expected at most 1e9 samples in all, found 1000000001");
}

CST_SUITE("joints", CST_TEST(test_joints_tables), CST_TEST(test_joints_tables_errors))
