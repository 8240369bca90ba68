/* SPDX-License-Identifier: MIT
 * What peers said, kept and recalled. */
#include "store/testimony.h"
#include "tests/lib/results_file.h"
#include "tests/lib/suite.h"

#include <string.h>

static cst_said at(uint64_t i)
{
    return (cst_said){.cell = (uint32_t)(i % 3),
                      .trial = i * UINT64_C(0x100000001),
                      .round = (uint32_t)(i % 7),
                      .actor = (uint32_t)i,
                      .reviewer = UINT32_MAX,
                      .answer = (uint8_t)(i % 4)};
}

static void test_testimony_round(void)
{
    enum { MANY = 40000 };
    char path[TEST_PATH];
    cst_testimony *of;
    cst_error error = {0};
    test_file_name(path, "testimony");
    test_file_remove(path);
    CU_ASSERT_EQUAL_FATAL(cst_testimony_make(&of, path, "this run", &error), 0);
    for (uint64_t i = 0; i < MANY; i += 2) {
        const cst_said two[] = {at(i), at(i + 1)};
        CU_ASSERT_EQUAL_FATAL(cst_testimony_keep(of, two, 2, &error), 0);
    }
    CU_ASSERT_EQUAL(cst_testimony_close(of, &error), 0);
    CU_ASSERT_EQUAL(cst_testimony_make(&of, path, "this run", &error), CST_ERR_OUTPUT);
    CU_ASSERT_PTR_NULL(of);
    CU_ASSERT_EQUAL(cst_testimony_open(&of, path, "that run", &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "another run's"));
    CU_ASSERT_PTR_NULL(of);
    CU_ASSERT_EQUAL_FATAL(cst_testimony_open(&of, path, "this run", &error), 0);
    uint64_t wrong = 0;
    for (uint64_t i = MANY; i-- > 0;) {
        cst_said said = at(i);
        said.answer = 99;
        wrong += cst_testimony_recall(of, &said, &error) != 0 || said.answer != i % 4;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    cst_said other = at(5);
    other.round++;
    CU_ASSERT_EQUAL(cst_testimony_recall(of, &other, &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "found none"));
    CU_ASSERT_EQUAL(cst_testimony_close(of, &error), 0);
    test_file_remove(path);
    CU_ASSERT_EQUAL(cst_testimony_open(&of, path, "this run", &error), CST_ERR_STORE);
    CU_ASSERT_EQUAL(cst_testimony_make(&of, "/nowhere/at/all.sqlite", "x", &error), CST_ERR_OUTPUT);
    CU_ASSERT_EQUAL(cst_testimony_close(NULL, &error), 0);
}

/* The same answer twice is an error, not a choice. */
static void test_testimony_twice(void)
{
    char path[TEST_PATH];
    cst_testimony *of;
    cst_error error = {0};
    const cst_said said = at(1);
    test_file_name(path, "testimony_twice");
    test_file_remove(path);
    CU_ASSERT_EQUAL_FATAL(cst_testimony_make(&of, path, "", &error), 0);
    CU_ASSERT_EQUAL(cst_testimony_keep(of, &said, 1, &error), 0);
    CU_ASSERT_EQUAL(cst_testimony_keep(of, &said, 1, &error), CST_ERR_OUTPUT);
    (void)cst_testimony_close(of, &error);
    test_file_remove(path);
}

CST_SUITE("testimony", CST_TEST(test_testimony_round), CST_TEST(test_testimony_twice))
