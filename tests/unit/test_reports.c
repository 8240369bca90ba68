/* SPDX-License-Identifier: MIT */
#include "monitor/reports.h"

#include "tests/lib/suite.h"

#include <stdlib.h>

/* Adds a report of an author, and of the weight that its number is. */
static void add(cst_reports *reports, cst_report_list *list, uint32_t author, uint32_t round)
{
    const cst_report report = {.weight = author, .author = author, .round = round, .next = 99};
    CU_ASSERT_EQUAL_FATAL(cst_reports_add(reports, list, report), 0);
}

/* The authors of a list, as digits. */
static uint64_t authors(const cst_reports *reports, const cst_report_list *list)
{
    uint64_t digits = 0;
    for (uint32_t at = cst_reports_first(reports, list); at != 0;
         at = cst_reports_next(reports, list, at)) {
        digits = 10 * digits + cst_reports_at(reports, at)->author;
    }
    return digits;
}

static void test_reports_lists(void)
{
    cst_reports reports = {0};
    cst_report_list one = {0};
    cst_report_list other = {0};
    add(&reports, &one, 1, 0);
    add(&reports, &other, 7, 0);
    add(&reports, &one, 2, 1);
    add(&reports, &one, 3, 3);
    CU_ASSERT_EQUAL(authors(&reports, &one), 123);
    CU_ASSERT_EQUAL(cst_reports_weight(&reports, &one), 6.0);
    CU_ASSERT_FALSE(cst_reports_drop(&reports, &one, 0));
    CU_ASSERT_TRUE(cst_reports_drop(&reports, &one, 2));
    CU_ASSERT_EQUAL(authors(&reports, &one), 3);
    add(&reports, &other, 8, 4); /* where the dropped ones were */
    add(&reports, &other, 9, 4);
    CU_ASSERT_EQUAL(authors(&reports, &other), 789);
    CU_ASSERT_EQUAL(reports.used, 4);
    cst_reports_give_back(&reports, &other);
    CU_ASSERT_EQUAL(authors(&reports, &other), 0);
    CU_ASSERT_EQUAL(cst_reports_weight(&reports, &other), 0.0);
    cst_reports_give_back(&reports, &other); /* an empty one */
    add(&reports, &one, 4, 4);
    CU_ASSERT_EQUAL(authors(&reports, &one), 34);
    CU_ASSERT_EQUAL(reports.used, 4);
    CU_ASSERT_TRUE(cst_reports_drop(&reports, &one, 9));
    CU_ASSERT_EQUAL(one.last, 0);
    add(&reports, &one, 5, 9); /* after all are dropped, the list begins anew */
    CU_ASSERT_EQUAL(authors(&reports, &one), 5);
    cst_reports_free(&reports);
    cst_reports_free(&reports);
}

/* Room grows to what is kept at once, and no further; what is cleared is used again. */
static void test_reports_grow(void)
{
    enum { LISTS = 50, EACH = 40 };
    cst_reports reports = {0};
    for (int again = 0; again < 3; again++) {
        cst_report_list list[LISTS] = {0};
        for (uint32_t i = 0; i < LISTS * EACH; i++) {
            add(&reports, &list[i % LISTS], i, i / LISTS);
        }
        CU_ASSERT_EQUAL(reports.used, LISTS * EACH);
        for (uint32_t i = 0; i < LISTS; i++) {
            const double sum = EACH * (double)i + LISTS * (double)(EACH * (EACH - 1) / 2);
            CU_ASSERT_EQUAL(cst_reports_weight(&reports, &list[i]), sum);
        }
        const uint32_t room = reports.room;
        for (uint32_t i = 0; i < LISTS * EACH; i++) {
            cst_reports_drop(&reports, &list[i % LISTS], EACH);
            add(&reports, &list[i % LISTS], i, i / LISTS);
            cst_reports_drop(&reports, &list[i % LISTS], UINT32_MAX);
        }
        CU_ASSERT_EQUAL(reports.room, room);
        cst_reports_clear(&reports);
    }
    cst_reports_free(&reports);
}

static void test_reports_copy(void)
{
    cst_reports from = {0};
    cst_reports to = {0};
    cst_report_list list = {0};
    cst_report_list gone = {0};
    add(&to, &gone, 6, 0);
    for (uint32_t i = 1; i <= 200; i++) {
        add(&from, &list, i % 10, i);
    }
    cst_reports_drop(&from, &list, 196);
    CU_ASSERT_EQUAL_FATAL(cst_reports_copy(&to, &from, NULL), 0);
    cst_report_list copy = list;
    CU_ASSERT_EQUAL(authors(&to, &copy), 67890);
    add(&to, &copy, 1, 201);
    add(&from, &list, 2, 201);
    CU_ASSERT_EQUAL(authors(&to, &copy), 678901);
    CU_ASSERT_EQUAL(authors(&from, &list), 678902);
    cst_reports_clear(&from);
    CU_ASSERT_EQUAL(cst_reports_copy(&to, &from, NULL), 0);
    CU_ASSERT_EQUAL(to.used, 0);
    cst_reports_free(&from);
    CU_ASSERT_EQUAL(cst_reports_copy(&to, &from, NULL), 0); /* of nothing */
    cst_reports_free(&to);
}

CST_SUITE("reports", CST_TEST(test_reports_lists), CST_TEST(test_reports_grow),
          CST_TEST(test_reports_copy))
