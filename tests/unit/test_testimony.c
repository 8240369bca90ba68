/* SPDX-License-Identifier: MIT
 * What peers said, kept and recalled, and who missed attacks together. */
#include "store/testimony.h"
#include "tests/lib/results_file.h"
#include "tests/lib/suite.h"

#include <sqlite3.h>
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
    for (uint64_t i = 0; i < MANY; i++) {
        const cst_said said = at(i);
        CU_ASSERT_EQUAL_FATAL(cst_testimony_keep(of, &said, &error), 0);
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

/* A view that asks something else is not asked. */
static void test_testimony_foreign(void)
{
    static const char *const other[] = {
        "DROP VIEW together; CREATE VIEW together AS WITH RECURSIVE n(x) AS"
        " (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT 0 AS cell, 2 AS agents, 1 AS schemed,"
        " count(*) AS count FROM n",
        "DROP TABLE review", "DROP TABLE answer"};
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        char path[TEST_PATH];
        cst_testimony *of;
        cst_error error = {0};
        sqlite3 *db = NULL;
        test_file_name(path, "testimony_foreign");
        test_file_remove(path);
        CU_ASSERT_EQUAL_FATAL(cst_testimony_make(&of, path, "a run", &error), 0);
        CU_ASSERT_EQUAL(cst_testimony_close(of, &error), 0);
        CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
        CU_ASSERT_EQUAL(sqlite3_exec(db, other[i], NULL, NULL, NULL), SQLITE_OK);
        (void)sqlite3_close(db);
        CU_ASSERT_TRUE(cst_testimony_is(path));
        CU_ASSERT_EQUAL(cst_testimony_open(&of, path, NULL, &error), CST_ERR_STORE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "found other tables"));
        CU_ASSERT_PTR_NULL(of);
        test_file_remove(path);
    }
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
    CU_ASSERT_EQUAL(cst_testimony_keep(of, &said, &error), 0);
    CU_ASSERT_EQUAL(cst_testimony_keep(of, &said, &error), CST_ERR_OUTPUT);
    (void)cst_testimony_close(of, &error);
    test_file_remove(path);
}

/* A review of an attack by one of `reviews`, of whom so many reported. */
static cst_became attack(uint32_t cell, uint64_t trial, uint32_t reviewer, uint32_t reviews,
                         uint32_t reports)
{
    return (cst_became){.said = {.cell = cell, .trial = trial, .actor = 1, .reviewer = reviewer},
                        .lineage = 2,
                        .attack = true,
                        .answered = true,
                        .reviews = reviews,
                        .reports = reports,
                        .fate = "escaped"};
}

/* Each task counts once, where it says something of all of its reviewers. */
static void test_testimony_together(void)
{
    char path[TEST_PATH];
    cst_testimony *of;
    cst_error error = {0};
    test_file_name(path, "testimony_together");
    test_file_remove(path);
    CU_ASSERT_FALSE(cst_testimony_is(path));
    cst_became became[] = {
        attack(0, 0, 7, 3, 1), attack(0, 0, 8, 3, 1), /* two reviewers of one task: 2 missed */
        attack(0, 1, 7, 3, 0), attack(0, 2, 7, 3, 1),
        attack(0, 3, 7, 3, 3), attack(0, 4, 7, 2, 1), /* of a smaller crew */
        attack(0, 5, 7, 3, 0), attack(0, 5, 8, 3, 0), /* one of them said nothing */
        attack(0, 6, 7, 3, 0), attack(0, 7, 7, 3, 0), /* honest work, and what came to nothing */
        attack(4, 0, 7, 2, 1),                        /* another cell */
    };
    became[7].answered = false;
    became[8].attack = false;
    became[9].fate = "void";
    const size_t count = sizeof became / sizeof became[0];
    CU_ASSERT_EQUAL_FATAL(cst_testimony_make(&of, path, "this run", &error), 0);
    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_EQUAL(cst_testimony_note(of, &became[i], &error), 0);
    }
    CU_ASSERT_EQUAL(cst_testimony_note(of, became, &error), CST_ERR_OUTPUT);
    CU_ASSERT_EQUAL(cst_testimony_close(of, &error), 0);
    CU_ASSERT_TRUE(cst_testimony_is(path));
    CU_ASSERT_EQUAL_FATAL(cst_testimony_open(&of, path, NULL, &error), 0);
    uint32_t agents = 9;
    uint32_t cells = 9;
    uint64_t tasks[4] = {0};
    CU_ASSERT_EQUAL(cst_testimony_cells(of, &cells, &error), 0);
    CU_ASSERT_EQUAL(cells, 2);
    CU_ASSERT_EQUAL(cst_testimony_together(of, 0, 3, &agents, tasks, &error), 0);
    CU_ASSERT_EQUAL(agents, 3);
    CU_ASSERT(tasks[0] == 1 && tasks[1] == 0 && tasks[2] == 2 && tasks[3] == 1);
    CU_ASSERT_EQUAL(cst_testimony_together(of, 0, 2, &agents, tasks, &error), CST_ERR_STORE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected up to 2 reviewers"));
    memset(tasks, 0, sizeof tasks);
    CU_ASSERT_EQUAL(cst_testimony_together(of, 4, 3, &agents, tasks, &error), 0);
    CU_ASSERT(agents == 2 && tasks[1] == 1 && tasks[0] + tasks[2] == 0);
    CU_ASSERT_EQUAL(cst_testimony_together(of, 1, 3, &agents, tasks, &error), 0);
    CU_ASSERT_EQUAL(agents, 0);
    CU_ASSERT_EQUAL(cst_testimony_close(of, &error), 0);
    test_file_remove(path);
}

CST_SUITE("testimony", CST_TEST(test_testimony_together), CST_TEST(test_testimony_foreign),
          CST_TEST(test_testimony_round), CST_TEST(test_testimony_twice))
