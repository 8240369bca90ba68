/* SPDX-License-Identifier: MIT */
#include "tally/receipt.h"

#include "tests/lib/suite.h"

#include <string.h>

enum { RECORDS = 203 }; /* no multiple of a word */

static uint8_t attack[RECORDS], reports[RECORDS], abstentions[RECORDS];
static uint8_t task[8 * RECORDS + 1];

static void task_set(uint8_t *column, uint64_t record, uint64_t value)
{
    for (unsigned i = 0; i < 8; i++) {
        column[8 * record + i] = (uint8_t)(value >> (8 * i));
    }
}

static cst_receipt_columns dense(void)
{
    memset(attack, 0, sizeof attack);
    memset(reports, 0, sizeof reports);
    memset(abstentions, 0, sizeof abstentions);
    for (uint64_t i = 0; i < RECORDS; i++) {
        attack[i] = i % 17 == 3;
        reports[i] = i % 13 == 0 ? 2 : 0;
        abstentions[i] = i % 29 == 7;
    }
    return (cst_receipt_columns){.cell = 4,
                                 .block = 7,
                                 .first = 1000,
                                 .records = RECORDS,
                                 .attack = attack,
                                 .reports = reports,
                                 .abstentions = abstentions};
}

static void test_receipt_counts(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt receipt = cst_receipt_take(&columns);
    CU_ASSERT_EQUAL(receipt.records, RECORDS);
    CU_ASSERT_EQUAL(receipt.reports, 2 * 16);
    CU_ASSERT(receipt.hash != 0);
    const cst_receipt_columns none = {.cell = 4, .block = 7};
    const cst_receipt empty = cst_receipt_take(&none);
    CU_ASSERT(cst_receipt_equal(&empty, &(cst_receipt){0}));
}

/* However the records are cut into units, the sum is the same; and so it is where only the records
 * that matter are sent, with their tasks, in any order. */
static void test_receipt_partition(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(&columns);
    for (uint64_t cut = 0; cut <= RECORDS; cut++) {
        cst_receipt_columns head = columns;
        cst_receipt_columns tail = columns;
        head.records = cut;
        tail.first += cut;
        tail.records -= cut;
        tail.attack += cut;
        tail.reports += cut;
        tail.abstentions += cut;
        cst_receipt sum = cst_receipt_take(&tail);
        const cst_receipt part = cst_receipt_take(&head);
        cst_receipt_add(&sum, &part);
        CU_ASSERT(cst_receipt_equal(&sum, &whole));
    }
}

/* Every width has the same receipt, and that of its records one by one. */
static void test_receipt_widths(void)
{
    const cst_receipt_columns columns = dense();
    cst_receipt sum = {0};
    for (uint64_t i = 0; i < RECORDS; i++) {
        cst_receipt_columns one = columns;
        one.first += i;
        one.records = 1;
        one.attack += i;
        one.reports += i;
        one.abstentions += i;
        const cst_receipt part = cst_receipt_take(&one);
        cst_receipt_add(&sum, &part);
    }
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        const cst_receipt whole = cst_receipt_take_by((cst_lanes_width)width, &columns);
        CU_ASSERT(cst_receipt_equal(&sum, &whole));
    }
}

/* Sums of the largest values over many words do not overflow. */
static void test_receipt_largest(void)
{
    enum { MANY = 20000 };
    static uint8_t full[MANY];
    memset(full, 255, sizeof full);
    const cst_receipt_columns columns = {
        .records = MANY, .attack = full, .reports = full, .abstentions = full};
    cst_receipt sum = {0};
    for (uint64_t i = 0; i < MANY; i++) {
        cst_receipt_columns one = columns;
        one.first = i;
        one.records = 1;
        const cst_receipt part = cst_receipt_take(&one);
        cst_receipt_add(&sum, &part);
    }
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        const cst_receipt whole = cst_receipt_take_by((cst_lanes_width)width, &columns);
        CU_ASSERT(cst_receipt_equal(&sum, &whole));
    }
}

static void test_receipt_sparse(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(&columns);
    static uint8_t some_attack[RECORDS], some_reports[RECORDS], some_abstentions[RECORDS];
    uint64_t n = 0;
    for (uint64_t i = RECORDS; i-- > 0;) {
        if (attack[i] != 0 || reports[i] != 0 || abstentions[i] != 0) {
            task_set(task + 1, n, 1000 + i); /* unaligned on purpose */
            some_attack[n] = attack[i];
            some_reports[n] = reports[i];
            some_abstentions[n] = abstentions[i];
            n++;
        }
    }
    const cst_receipt_columns sparse = {.cell = 4,
                                        .block = 7,
                                        .records = n,
                                        .task = task + 1,
                                        .attack = some_attack,
                                        .reports = some_reports,
                                        .abstentions = some_abstentions};
    const cst_receipt receipt = cst_receipt_take(&sparse);
    CU_ASSERT_EQUAL(receipt.records, n);
    CU_ASSERT_EQUAL(receipt.reports, whole.reports);
    CU_ASSERT(receipt.hash == whole.hash);
}

static void test_receipt_absent_columns(void)
{
    cst_receipt_columns columns = dense();
    memset(attack, 0, sizeof attack);
    memset(abstentions, 0, sizeof abstentions);
    const cst_receipt zeros = cst_receipt_take(&columns);
    columns.attack = NULL;
    columns.abstentions = NULL;
    const cst_receipt absent = cst_receipt_take(&columns);
    CU_ASSERT(cst_receipt_equal(&zeros, &absent));
}

/* Every byte of every column, changed to every other value. */
static void test_receipt_altered_errors(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(&columns);
    uint8_t *const column[] = {attack, reports, abstentions};
    uint64_t missed = 0;
    for (unsigned c = 0; c < 3; c++) {
        for (uint64_t i = 0; i < RECORDS; i++) {
            const uint8_t was = column[c][i];
            for (unsigned change = 1; change < 256; change++) {
                column[c][i] = (uint8_t)(was ^ change);
                missed += cst_receipt_take(&columns).hash == whole.hash;
            }
            column[c][i] = was;
        }
    }
    CU_ASSERT_EQUAL(missed, 0);
}

static void test_receipt_swapped_errors(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(&columns);
    for (uint64_t i = 0; i < RECORDS; i++) {
        for (uint64_t j = 0; j < i; j++) {
            if (reports[i] == reports[j]) {
                continue;
            }
            const uint8_t was = reports[i];
            reports[i] = reports[j];
            reports[j] = was;
            const cst_receipt swapped = cst_receipt_take(&columns);
            CU_ASSERT_EQUAL(swapped.reports, whole.reports);
            CU_ASSERT(!cst_receipt_equal(&swapped, &whole));
            reports[j] = reports[i];
            reports[i] = was;
        }
    }
}

static void test_receipt_moved_errors(void)
{
    cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(&columns);
    columns.cell = 5;
    CU_ASSERT(cst_receipt_take(&columns).hash != whole.hash);
    columns.cell = 4;
    columns.block = 8;
    CU_ASSERT(cst_receipt_take(&columns).hash != whole.hash);
    columns.cell = 7; /* cell and block exchanged */
    columns.block = 4;
    CU_ASSERT(cst_receipt_take(&columns).hash != whole.hash);
    columns = dense();
    columns.first++;
    CU_ASSERT(cst_receipt_take(&columns).hash != whole.hash);
}

/* A record lost or sent twice, quiet or not, changes the number; if not quiet, the hash too. */
static void test_receipt_lost_errors(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(&columns);
    for (uint64_t i = 0; i < RECORDS; i++) {
        const bool quiet = attack[i] == 0 && reports[i] == 0 && abstentions[i] == 0;
        const cst_receipt_columns one = {.cell = 4,
                                         .block = 7,
                                         .first = 1000 + i,
                                         .records = 1,
                                         .attack = attack + i,
                                         .reports = reports + i,
                                         .abstentions = abstentions + i};
        cst_receipt twice = whole;
        const cst_receipt again = cst_receipt_take(&one);
        cst_receipt_add(&twice, &again);
        CU_ASSERT(!cst_receipt_equal(&twice, &whole));
        CU_ASSERT_EQUAL(twice.hash != whole.hash, !quiet);
    }
    cst_receipt_columns fewer = columns;
    fewer.records--;
    const cst_receipt lost = cst_receipt_take(&fewer);
    CU_ASSERT(!cst_receipt_equal(&lost, &whole));
}

/* Known answer: receipts of different builds and machines are compared. */
static void test_receipt_known_answer(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt receipt = cst_receipt_take(&columns);
    CU_ASSERT_EQUAL((uint64_t)(receipt.hash >> 64), UINT64_C(0x6f06a4952465280a));
    CU_ASSERT_EQUAL((uint64_t)receipt.hash, UINT64_C(0x7e2881233e070cd6));
}

CST_SUITE("receipt", CST_TEST(test_receipt_counts), CST_TEST(test_receipt_partition),
          CST_TEST(test_receipt_widths), CST_TEST(test_receipt_largest),
          CST_TEST(test_receipt_sparse), CST_TEST(test_receipt_absent_columns),
          CST_TEST(test_receipt_altered_errors), CST_TEST(test_receipt_swapped_errors),
          CST_TEST(test_receipt_moved_errors), CST_TEST(test_receipt_lost_errors),
          CST_TEST(test_receipt_known_answer))
