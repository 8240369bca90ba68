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
    const cst_receipt receipt = cst_receipt_take(cst_lanes_best(), &columns);
    CU_ASSERT_EQUAL(receipt.records, RECORDS);
    CU_ASSERT_EQUAL(receipt.reports, 2 * 16);
    CU_ASSERT(receipt.hash != 0);
    const cst_receipt_columns none = {.cell = 4, .block = 7};
    const cst_receipt empty = cst_receipt_take(cst_lanes_best(), &none);
    CU_ASSERT(cst_receipt_equal(&empty, &(cst_receipt){0}));
}

/* However the records are cut into units, the sum is the same; and so it is where only the records
 * that matter are sent, with their tasks, in any order. */
static void test_receipt_partition(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(cst_lanes_best(), &columns);
    for (uint64_t cut = 0; cut <= RECORDS; cut++) {
        cst_receipt_columns head = columns;
        cst_receipt_columns tail = columns;
        head.records = cut;
        tail.first += cut;
        tail.records -= cut;
        tail.attack += cut;
        tail.reports += cut;
        tail.abstentions += cut;
        cst_receipt sum = cst_receipt_take(cst_lanes_best(), &tail);
        const cst_receipt part = cst_receipt_take(cst_lanes_best(), &head);
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
        const cst_receipt part = cst_receipt_take(cst_lanes_best(), &one);
        cst_receipt_add(&sum, &part);
    }
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        const cst_receipt whole = cst_receipt_take((cst_lanes_width)width, &columns);
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
        const cst_receipt part = cst_receipt_take(cst_lanes_best(), &one);
        cst_receipt_add(&sum, &part);
    }
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        const cst_receipt whole = cst_receipt_take((cst_lanes_width)width, &columns);
        CU_ASSERT(cst_receipt_equal(&sum, &whole));
    }
}

static void test_receipt_sparse(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(cst_lanes_best(), &columns);
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
    const cst_receipt receipt = cst_receipt_take(cst_lanes_best(), &sparse);
    CU_ASSERT_EQUAL(receipt.records, n);
    CU_ASSERT_EQUAL(receipt.reports, whole.reports);
    CU_ASSERT(receipt.hash == whole.hash);
}

static void test_receipt_absent_columns(void)
{
    cst_receipt_columns columns = dense();
    memset(attack, 0, sizeof attack);
    memset(abstentions, 0, sizeof abstentions);
    const cst_receipt zeros = cst_receipt_take(cst_lanes_best(), &columns);
    columns.attack = NULL;
    columns.abstentions = NULL;
    const cst_receipt absent = cst_receipt_take(cst_lanes_best(), &columns);
    CU_ASSERT(cst_receipt_equal(&zeros, &absent));
}

/* Every byte of every column, changed to every other value. */
static void test_receipt_altered_errors(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(cst_lanes_best(), &columns);
    uint8_t *const column[] = {attack, reports, abstentions};
    uint64_t missed = 0;
    for (unsigned c = 0; c < 3; c++) {
        for (uint64_t i = 0; i < RECORDS; i++) {
            const uint8_t was = column[c][i];
            for (unsigned change = 1; change < 256; change++) {
                column[c][i] = (uint8_t)(was ^ change);
                missed += cst_receipt_take(cst_lanes_best(), &columns).hash == whole.hash;
            }
            column[c][i] = was;
        }
    }
    CU_ASSERT_EQUAL(missed, 0);
}

static void test_receipt_swapped_errors(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(cst_lanes_best(), &columns);
    for (uint64_t i = 0; i < RECORDS; i++) {
        for (uint64_t j = 0; j < i; j++) {
            if (reports[i] == reports[j]) {
                continue;
            }
            const uint8_t was = reports[i];
            reports[i] = reports[j];
            reports[j] = was;
            const cst_receipt swapped = cst_receipt_take(cst_lanes_best(), &columns);
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
    const cst_receipt whole = cst_receipt_take(cst_lanes_best(), &columns);
    columns.cell = 5;
    CU_ASSERT(cst_receipt_take(cst_lanes_best(), &columns).hash != whole.hash);
    columns.cell = 4;
    columns.block = 8;
    CU_ASSERT(cst_receipt_take(cst_lanes_best(), &columns).hash != whole.hash);
    columns.cell = 7; /* cell and block exchanged */
    columns.block = 4;
    CU_ASSERT(cst_receipt_take(cst_lanes_best(), &columns).hash != whole.hash);
    columns = dense();
    columns.first++;
    CU_ASSERT(cst_receipt_take(cst_lanes_best(), &columns).hash != whole.hash);
}

/* A record lost or sent twice, quiet or not, changes the number; if not quiet, the hash too. */
static void test_receipt_lost_errors(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt whole = cst_receipt_take(cst_lanes_best(), &columns);
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
        const cst_receipt again = cst_receipt_take(cst_lanes_best(), &one);
        cst_receipt_add(&twice, &again);
        CU_ASSERT(!cst_receipt_equal(&twice, &whole));
        CU_ASSERT_EQUAL(twice.hash != whole.hash, !quiet);
    }
    cst_receipt_columns fewer = columns;
    fewer.records--;
    const cst_receipt lost = cst_receipt_take(cst_lanes_best(), &fewer);
    CU_ASSERT(!cst_receipt_equal(&lost, &whole));
}

/* Known answer: receipts of different builds and machines are compared. */
static void test_receipt_known_answer(void)
{
    const cst_receipt_columns columns = dense();
    const cst_receipt receipt = cst_receipt_take(cst_lanes_best(), &columns);
    CU_ASSERT_EQUAL((uint64_t)(receipt.hash >> 64), UINT64_C(0x6f06a4952465280a));
    CU_ASSERT_EQUAL((uint64_t)receipt.hash, UINT64_C(0x7e2881233e070cd6));
}

/* --- Planes ---------------------------------------------------------------------------------- */

enum { WORDS = 150, LEAD = 37, FIRST = 64 * 60 + LEAD, BITS = 64 * (WORDS - 1) + 5 - LEAD };

static uint8_t plane[4][8 * WORDS];

static cst_receipt_planes planes_of(uint64_t first, uint64_t records, uint64_t at)
{
    cst_receipt_planes of = {.cell = 4,
                             .block = 7,
                             .first = first,
                             .records = records,
                             .words = (first % 64 + records + 63) / 64};
    static const uint32_t number[4] = {0, 1, 2, 7}; /* attack, two bits of reports, abstentions */
    for (uint32_t p = 0; p < 4; p++) {
        of.plane[number[p]] = plane[p] + 8 * at;
    }
    return of;
}

static void set_bit(uint32_t p, uint64_t at)
{
    plane[p][at / 8] ^= (uint8_t)(1 << at % 8);
}

static cst_receipt_planes dense_planes(void)
{
    memset(plane, 0, sizeof plane);
    for (uint64_t i = 0; i < BITS; i++) {
        const uint64_t at = LEAD + i;
        for (uint32_t p = 0; p < 4; p++) {
            if (i % (7 + 4 * p) == p) {
                set_bit(p, at);
            }
        }
    }
    return planes_of(FIRST, BITS, 0);
}

/* Cut anywhere: the sum is the same, also where a word is cut in two. */
static void test_receipt_planes_partition(void)
{
    static uint8_t copy[4][8 * WORDS];
    const cst_receipt_planes all = dense_planes();
    const cst_receipt whole = cst_receipt_take_planes(&all);
    memcpy(copy, plane, sizeof copy);
    CU_ASSERT_EQUAL(whole.records, BITS);
    CU_ASSERT_EQUAL(whole.reports, (BITS - 1 + 10) / 11 + 2 * ((BITS - 2 + 14) / 15));
    for (uint64_t cut = 0; cut <= BITS; cut += 61) {
        const uint64_t bit = LEAD + cut;
        const uint64_t word = bit / 64;
        const uint8_t below = (uint8_t)((1 << bit % 8) - 1);
        for (uint32_t p = 0; p < 4; p++) { /* the head, then the tail: bits of neither are 0 */
            memset(plane[p] + bit / 8, 0, 8 * WORDS - bit / 8);
            plane[p][bit / 8] = copy[p][bit / 8] & below;
        }
        const cst_receipt_planes head = planes_of(FIRST, cut, 0);
        cst_receipt sum = cst_receipt_take_planes(&head);
        memcpy(plane, copy, sizeof plane);
        for (uint32_t p = 0; p < 4; p++) {
            memset(plane[p], 0, bit / 8);
            plane[p][bit / 8] = (uint8_t)(copy[p][bit / 8] & ~below);
        }
        const cst_receipt_planes tail = planes_of(FIRST + cut, BITS - cut, word);
        const cst_receipt part = cst_receipt_take_planes(&tail);
        cst_receipt_add(&sum, &part);
        CU_ASSERT(cst_receipt_equal(&sum, &whole));
        memcpy(plane, copy, sizeof plane);
    }
}

/* One bit that changed shows, also before the first record and after the last; and two. */
static void test_receipt_planes_altered_errors(void)
{
    const cst_receipt_planes all = dense_planes();
    const cst_receipt whole = cst_receipt_take_planes(&all);
    for (uint32_t p = 0; p < 4; p++) {
        for (uint64_t at = 0; at < 64 * WORDS; at++) {
            set_bit(p, at);
            const cst_receipt one = cst_receipt_take_planes(&all);
            CU_ASSERT(one.hash != whole.hash);
            set_bit((p + 1) % 4, (at * 37) % (64 * WORDS));
            const cst_receipt two = cst_receipt_take_planes(&all);
            CU_ASSERT(two.hash != whole.hash);
            set_bit((p + 1) % 4, (at * 37) % (64 * WORDS));
            set_bit(p, at);
        }
    }
    cst_receipt_planes moved = all;
    moved.first += 64;
    const cst_receipt elsewhere = cst_receipt_take_planes(&moved);
    CU_ASSERT(elsewhere.hash != whole.hash);
}

static uint64_t mixed(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* docs/wire.md, word by word. */
static void test_receipt_planes_known_answer(void)
{
    const cst_receipt_planes all = dense_planes();
    const uint64_t low =
        mixed(mixed(4 + UINT64_C(0x9e3779b97f4a7c15)) ^ mixed(7 + UINT64_C(0x6a09e667f3bcc909)));
    const uint64_t high = mixed(low + UINT64_C(0xbb67ae8584caa73b));
    cst_u128 sum = 0;
    for (uint64_t i = 0; i < WORDS; i++) {
        for (uint64_t p = 0; p < CST_RECEIPT_PLANES; p++) {
            uint64_t word = 0;
            if (all.plane[p] == NULL) {
                continue;
            }
            memcpy(&word, all.plane[p] + 8 * i, sizeof word);
            const uint64_t at = FIRST / 64 + i;
            const uint64_t number = at / 64 * 13 + p;
            const uint64_t up = mixed(high ^ mixed(number + UINT64_C(0xa54ff53a5f1d36f1)));
            const uint64_t down = mixed(low ^ mixed(number + UINT64_C(0x3c6ef372fe94f82b)));
            const cst_u128 key = (cst_u128)up << 64 | down | 1;
            sum += key * (mixed(at % 64 + UINT64_C(0x510e527fade682d1)) | 1) * word;
        }
    }
    const cst_receipt found = cst_receipt_take_planes(&all);
    CU_ASSERT(found.hash == sum);
}

/* Entries of a list: their order and how they are cut into units do not matter, all else does. */
static void test_receipt_list(void)
{
    enum { ENTRIES = 20 };
    uint64_t list[ENTRIES];
    cst_receipt_planes all = dense_planes();
    const cst_receipt without = cst_receipt_take_planes(&all);
    for (uint64_t i = 0; i < ENTRIES; i++) {
        list[i] = (FIRST + 3 * i) << 16 | (2 + i % 3) << 8 | i % 3;
    }
    all.list = (const uint8_t *)list;
    all.entries = ENTRIES;
    const cst_receipt whole = cst_receipt_take_planes(&all);
    CU_ASSERT(whole.hash != without.hash && whole.reports == without.reports);
    for (uint64_t i = 0; i <= ENTRIES; i++) {
        all.entries = i;
        cst_receipt sum = cst_receipt_take_planes(&all);
        CU_ASSERT(i == ENTRIES || sum.hash != whole.hash);
        const cst_receipt_planes tail = {.cell = all.cell,
                                         .block = all.block,
                                         .first = FIRST + BITS,
                                         .list = (const uint8_t *)(list + i),
                                         .entries = ENTRIES - i};
        const cst_receipt rest = cst_receipt_take_planes(&tail);
        cst_receipt_add(&sum, &rest);
        CU_ASSERT(cst_receipt_equal(&sum, &whole));
    }
    all.entries = ENTRIES;
    for (uint64_t i = 0; i < 64 * ENTRIES; i++) {
        list[i / 64] ^= UINT64_C(1) << i % 64;
        const cst_receipt altered = cst_receipt_take_planes(&all);
        CU_ASSERT(altered.hash != whole.hash);
        list[i / 64] ^= UINT64_C(1) << i % 64;
    }
}

CST_SUITE("receipt", CST_TEST(test_receipt_list), CST_TEST(test_receipt_planes_partition),
          CST_TEST(test_receipt_planes_altered_errors), CST_TEST(test_receipt_planes_known_answer),
          CST_TEST(test_receipt_counts), CST_TEST(test_receipt_partition),
          CST_TEST(test_receipt_widths), CST_TEST(test_receipt_largest),
          CST_TEST(test_receipt_sparse), CST_TEST(test_receipt_absent_columns),
          CST_TEST(test_receipt_altered_errors), CST_TEST(test_receipt_swapped_errors),
          CST_TEST(test_receipt_moved_errors), CST_TEST(test_receipt_lost_errors),
          CST_TEST(test_receipt_known_answer))
