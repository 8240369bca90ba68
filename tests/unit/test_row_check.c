/* SPDX-License-Identifier: MIT */
#include "tally/row.h"

#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

enum { TASKS_PER_TRIAL = 10, SLOTS = 2 };

static cst_row row;

/* Three trials of ten tasks; one ended after 7 tasks, one had two escapes. */
static void fill(void)
{
    static const uint64_t count[CST_COUNT_KINDS] = {
        [CST_COUNT_TRIALS] = 3,           [CST_COUNT_PLANNED] = 30,
        [CST_COUNT_TASKS] = 27,           [CST_COUNT_VOID] = 3,
        [CST_COUNT_HONEST_USED] = 18,     [CST_COUNT_HONEST_DISCARDED] = 4,
        [CST_COUNT_HONEST_REPLACED] = 0,  [CST_COUNT_ATTACKS] = 5,
        [CST_COUNT_CAUGHT] = 2,           [CST_COUNT_AVERTED] = 1,
        [CST_COUNT_ESCAPED] = 2,          [CST_COUNT_REVIEWS] = 54,
        [CST_COUNT_REPORTS] = 9,          [CST_COUNT_PASSES] = 40,
        [CST_COUNT_ABSTENTIONS] = 5,      [CST_COUNT_UNREVIEWED] = 1,
        [CST_COUNT_FLAGGED_ATTACKS] = 3,  [CST_COUNT_FLAGGED_HONEST] = 4,
        [CST_COUNT_AUDITS] = 7,           [CST_COUNT_TRIALS_ESCAPED] = 1,
        [CST_COUNT_TRIALS_ENDED] = 1,     [CST_COUNT_TRIALS_CAUGHT] = 2,
        [CST_COUNT_TRIALS_WON] = 1,       [CST_COUNT_TRIALS_LOST] = 1,
        [CST_COUNT_QUARANTINED] = 3,      [CST_COUNT_QUARANTINED_FALSELY] = 1,
        [CST_COUNT_PIVOTAL] = 1,          [CST_COUNT_INVESTIGATIONS] = 2,
        [CST_COUNT_HONEYPOTS] = 4,        [CST_COUNT_HONEYPOT_REVIEWS] = 8,
        [CST_COUNT_HONEYPOT_REPORTS] = 6, [CST_COUNT_EXPELLED] = 2,
        [CST_COUNT_EXPELLED_FALSELY] = 1, [CST_COUNT_REPORTED_ATTACKS] = 4,
        [CST_COUNT_SCHEMER_REVIEWS] = 3,  [CST_COUNT_SCHEMER_REPORTS] = 2,
    };
    static const uint64_t value[CST_SPREAD_KINDS][3] = {
        [CST_SPREAD_ATTACKS] = {1, 2, 2},
        [CST_SPREAD_ESCAPED] = {0, 2, 0},
        [CST_SPREAD_TASKS] = {7, 10, 10},
        [CST_SPREAD_FLAGGED] = {3, 4, 0},
        [CST_SPREAD_FLAGGED_HONEST] = {2, 2, 0},
        [CST_SPREAD_AUDITS] = {3, 4, 0},
        [CST_SPREAD_HONEST] = {6, 8, 8},
        [CST_SPREAD_HONEST_USED] = {4, 6, 8},
        [CST_SPREAD_DAMAGE] = {0, 9, 0},
        [CST_SPREAD_TIME_TO_CATCH] = {1, 5, 3},
        [CST_SPREAD_ESCAPES_BEFORE_CATCH] = {0, 2, 0},
        [CST_SPREAD_QUARANTINED_FALSELY] = {0, 1, 0},
        [CST_SPREAD_REVIEWS] = {14, 20, 20},
        [CST_SPREAD_HONEST_DISCARDED] = {2, 2, 0},
        [CST_SPREAD_STOPPED] = {1, 0, 2},
        [CST_SPREAD_HONEST_LOST] = {2, 2, 0},
        [CST_SPREAD_VOID] = {3, 0, 0},
        [CST_SPREAD_HONEST_REPLACED] = {0, 0, 0},
        [CST_SPREAD_REPORTED_ATTACKS] = {1, 2, 1},
        [CST_SPREAD_SCHEMER_REVIEWS] = {0, 2, 1},
        [CST_SPREAD_SCHEMER_REPORTS] = {0, 2, 0},
    };
    cst_row_free(&row);
    memcpy(row.count, count, sizeof count);
    for (uint32_t i = CST_PAIR_HARM; i < CST_PAIR_KINDS; i++) {
        const cst_pair_about of = cst_pair_of((cst_pair)i);
        for (uint32_t j = 0; j < 3; j++) {
            cst_slots_add(&row.slots[i], j, value[of.x][j],
                          of.y == CST_SPREAD_KINDS ? 0 : value[of.y][j]);
        }
    }
    for (uint32_t i = 0; i < CST_SPREAD_SCHEMERS_REPORTED; i++) {
        const bool never = i >= CST_SPREAD_SCHEMERS && i <= CST_SPREAD_PLANTED_ESCAPED;
        for (uint32_t j = 0; j < (never ? 0 : 3); j++) {
            cst_spread_add(&row.spread[i], value[i][j], 1);
        }
    }
}

static int check(cst_error *error)
{
    *error = (cst_error){0};
    return cst_row_check(&row, TASKS_PER_TRIAL, SLOTS, error);
}

static void test_row_check_holds(void)
{
    cst_error error;
    fill();
    CU_ASSERT_EQUAL(check(&error), 0);
    /* Slots may be absent, and spreads beyond the first two. */
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        cst_slots_free(&row.slots[i]);
    }
    CU_ASSERT_EQUAL(check(&error), 0);
    for (uint32_t i = 2; i < 8; i++) {
        cst_spread_free(&row.spread[i]);
    }
    CU_ASSERT_EQUAL(check(&error), 0);
    /* Twice the row is a row. */
    cst_row twice = {0};
    CU_ASSERT_EQUAL(cst_row_add(&twice, &row, NULL), 0);
    CU_ASSERT_EQUAL(cst_row_add(&twice, &row, NULL), 0);
    CU_ASSERT_EQUAL(cst_row_check(&twice, TASKS_PER_TRIAL, SLOTS, NULL), 0);
    cst_row_free(&twice);
    /* So is nothing. */
    cst_row_free(&row);
    CU_ASSERT_EQUAL(check(&error), 0);
}

/* Counters of trials that are played, which their bounds alone bind. */
static bool is_bounded(cst_count count, int step)
{
    switch (count) {
    case CST_COUNT_PIVOTAL:
    case CST_COUNT_INVESTIGATIONS:
    case CST_COUNT_HONEYPOTS:
    case CST_COUNT_HONEYPOT_REVIEWS:
    case CST_COUNT_HONEYPOT_REPORTS:
    case CST_COUNT_EXPELLED:
    case CST_COUNT_EXPELLED_FALSELY:
    case CST_COUNT_QUARANTINED:
        return true;
    case CST_COUNT_TRIALS_WON:
        return step < 0 || row.count[count] <= row.count[CST_COUNT_TRIALS_CAUGHT];
    case CST_COUNT_TRIALS_CAUGHT:
        return step > 0 && row.count[count] <= row.count[CST_COUNT_CAUGHT];
    default:
        return false;
    }
}

/* Any counter that is off by one shows, in either direction; those that no equation binds show
 * only beyond their bound. */
static void test_row_check_every_counter_errors(void)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        for (int step = -1; step <= 1; step += 2) {
            fill();
            if (row.count[i] == 0 && step < 0) {
                continue;
            }
            row.count[i] += (uint64_t)step;
            const bool bounded_only = i == CST_COUNT_UNREVIEWED || i == CST_COUNT_TRIALS_ENDED ||
                                      is_bounded((cst_count)i, step);
            cst_error error;
            const int code = check(&error);
            if (code != (bounded_only ? 0 : CST_ERR_RECEIPT)) {
                (void)printf("    %s %+d: %s\n", cst_count_name((cst_count)i), step, error.text);
                CU_FAIL("a counter that is off does not show");
            }
        }
    }
}

typedef struct twin {
    cst_count count;
    uint64_t value;
    const char *text;
} twin;

static void test_row_check_errors(void)
{
    static const twin twins[] = {
        {CST_COUNT_PLANNED, 29, "planned 29 = trials 3 * 10 tasks does not hold"},
        {CST_COUNT_VOID, 2, "planned 30 = tasks 27 + void 2 does not hold"},
        {CST_COUNT_HONEST_USED, 17,
         "tasks 27 = honest_used 17 + honest_discarded 4 + honest_replaced 0 + attacks 5 does not "
         "hold"},
        {CST_COUNT_CAUGHT, 1, "attacks 5 = caught 1 + averted 1 + escaped 2 does not hold"},
        {CST_COUNT_PASSES, 41, "reviews 54 = reports 9 + passes 41 + abstentions 5 does not hold"},
        {CST_COUNT_UNREVIEWED, 28, "unreviewed 28 <= tasks 27 does not hold"},
        {CST_COUNT_FLAGGED_ATTACKS, 6, "flagged_attacks 6 <= attacks 5 does not hold"},
        {CST_COUNT_FLAGGED_HONEST, 23,
         "flagged_honest 23 <= honest_used 18 + honest_discarded 4 + honest_replaced 0 does not "
         "hold"},
        {CST_COUNT_AUDITS, 8, "audits 8 <= flagged_attacks 3 + flagged_honest 4 does not hold"},
        {CST_COUNT_AUDITS, 1, "caught 2 <= audits 1 does not hold"},
        {CST_COUNT_TRIALS_ESCAPED, 4, "trials_escaped 4 <= trials 3 does not hold"},
        {CST_COUNT_TRIALS_ESCAPED, 3, "trials_escaped 3 <= escaped 2 does not hold"},
        {CST_COUNT_TRIALS_ESCAPED, 2,
         "trials_escaped 2 = 1 trials whose spread of escaped is above 0 does not hold"},
        {CST_COUNT_TRIALS_ENDED, 4, "trials_ended 4 <= trials 3 does not hold"},
    };
    for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++) {
        cst_error error;
        fill();
        row.count[twins[i].count] = twins[i].value;
        CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
        CU_ASSERT_STRING_EQUAL(error.text, twins[i].text);
    }
}

static void test_row_check_reviews_errors(void)
{
    cst_error error = {0};
    fill();
    CU_ASSERT_EQUAL(cst_row_check(&row, TASKS_PER_TRIAL, 3, &error), CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text, "reviews 54 = tasks 27 * 3 reviews does not hold");
    CU_ASSERT_EQUAL(cst_row_check(&row, TASKS_PER_TRIAL, 0, &error), CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text, "reviews 54 = tasks 27 * 0 reviews does not hold");
}

/* Sides that only agree after wrapping round 64 bits do not agree. */
static void test_row_check_wrap_errors(void)
{
    cst_error error;
    fill();
    row.count[CST_COUNT_CAUGHT] = UINT64_MAX;
    row.count[CST_COUNT_AVERTED] = 4;
    CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
    fill();
    CU_ASSERT_EQUAL(cst_row_check(&row, (UINT64_C(1) << 63) + 10, SLOTS, &error), CST_ERR_RECEIPT);
}

static void test_row_check_spread_errors(void)
{
    cst_error error;
    for (uint32_t i = 0; i < CST_SPREAD_SCHEMERS; i++) {
        fill();
        row.spread[i].trials++;
        CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
        fill();
        row.spread[i].sum++;
        CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
        fill();
        cst_spread_put(&row.spread[i], 5, cst_spread_at(&row.spread[i], 5) + 1);
        CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
        fill();
        row.spread[i].sum_sq = 0;
        CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
    }
    fill();
    cst_spread_free(&row.spread[CST_SPREAD_ESCAPED]);
    CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text, "spread of escaped: trials 0 = 3 does not hold");
    fill();
    row.spread[CST_SPREAD_FLAGGED].sum = 8;
    CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(
        error.text,
        "spread of flagged: sum 8 = flagged_attacks 3 + flagged_honest 4 does not hold");
    /* The sum agrees, its values cannot have been. */
    fill();
    cst_spread_put(&row.spread[CST_SPREAD_HONEST], 6, 0);
    cst_spread_put(&row.spread[CST_SPREAD_HONEST], 9, 1);
    CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text, "spread of honest: its sum 22 cannot come from its buckets");
    fill();
    cst_spread_free(&row.spread[CST_SPREAD_TASKS]);
    cst_spread_add(&row.spread[CST_SPREAD_TASKS], 11, 1);
    cst_spread_add(&row.spread[CST_SPREAD_TASKS], 8, 2);
    CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text, "spread of tasks: a trial of 10 tasks holds 11 or more");
}

/* Slots whose sums are not those of the spreads, or that no trials can have. */
static void test_row_check_slots_errors(void)
{
    static const cst_slot_sums wrong[] = {
        {2, 2, 3, 4, 4, 5},   /* of one trial */
        {1, 3, 2, 9, 6, 4},   /* x above y */
        {1, 2, 2, 5, 5, 5},   /* squares that one trial does not have */
        {2, 4, 6, 7, 12, 18}, /* less than the square of the mean */
        {1, 1, 2, 1, 1, 4},   /* a product that one trial does not have */
        {0, 0, 0, 1, 1, 1},   /* squares of nothing */
    };
    cst_error error;
    for (uint32_t i = CST_PAIR_HARM; i < CST_PAIR_KINDS; i++) {
        for (uint32_t word = 0; word < 6; word++) {
            fill();
            cst_slot_sums *sums = &row.slots[i].slot[1];
            sums->trials += word == 0;
            sums->x += word == 1;
            sums->y += word == 2;
            sums->xx += word == 3;
            sums->xy += word == 4;
            sums->yy += word == 5;
            CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
        }
        fill();
        row.slots[i].level = 1;
        CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "slots of "));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        fill();
        row.slots[CST_PAIR_HARM].slot[2] = wrong[i];
        CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
    }
    fill();
    row.slots[CST_PAIR_HARM].slot[0].x = UINT64_MAX;
    row.slots[CST_PAIR_HARM].slot[0].y = UINT64_MAX;
    CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
    fill();
    cst_slots_free(&row.slots[CST_PAIR_HARM]);
    cst_slots_add(&row.slots[CST_PAIR_HARM], 0, 2, 5);
    CU_ASSERT_EQUAL(check(&error), CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text, "slots of harm: 1 trials with sum 2 are not those of "
                                       "escaped: 3 trials with sum 2");
}

/* Trials that are one attack each: as many with s schemers as there are, and no more escapes of
 * them than attacks. */
static void test_row_check_strata_errors(void)
{
    cst_error error;
    cst_row_free(&row);
    row.count[CST_COUNT_TRIALS] = row.count[CST_COUNT_PLANNED] = row.count[CST_COUNT_TASKS] = 10;
    row.count[CST_COUNT_ATTACKS] = 10;
    row.count[CST_COUNT_AVERTED] = 6;
    row.count[CST_COUNT_ESCAPED] = row.count[CST_COUNT_TRIALS_ESCAPED] = 4;
    cst_spread_add(&row.spread[CST_SPREAD_ATTACKS], 1, 10);
    cst_spread_add(&row.spread[CST_SPREAD_ESCAPED], 1, 4);
    cst_spread_add(&row.spread[CST_SPREAD_ESCAPED], 0, 6);
    cst_spread_add(&row.spread[CST_SPREAD_SCHEMERS], 0, 7);
    cst_spread_add(&row.spread[CST_SPREAD_SCHEMERS], 2, 3);
    cst_spread_add(&row.spread[CST_SPREAD_SCHEMERS_ESCAPED], 0, 2);
    cst_spread_add(&row.spread[CST_SPREAD_SCHEMERS_ESCAPED], 2, 2);
    CU_ASSERT_EQUAL(cst_row_check(&row, 1, 0, &error), 0);
    cst_spread *escaped = &row.spread[CST_SPREAD_SCHEMERS_ESCAPED];
    cst_spread_free(escaped);
    CU_ASSERT_EQUAL(cst_row_check(&row, 1, 0, &error), CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text, "spread of schemers_escaped: trials 0 = 4 does not hold");
    cst_spread_add(escaped, 2, 4);
    CU_ASSERT_EQUAL(cst_row_check(&row, 1, 0, &error), CST_ERR_RECEIPT);
    CU_ASSERT_STRING_EQUAL(error.text,
                           "schemers_escaped of 2 schemers 4 <= schemers 3 does not hold");
    cst_spread_free(escaped);
    cst_spread_add(escaped, 0, 2);
    cst_spread_add(escaped, 2, 2);
    cst_spread *risk = &row.spread[CST_SPREAD_SPLIT_RISK];
    cst_spread_add(risk, (uint64_t)CST_ROW_SPLIT + 1, 10);
    CU_ASSERT_EQUAL(cst_row_check(&row, 1, 0, &error), 0); /* the same bucket as the most */
    cst_spread_free(risk);
    cst_spread_add(risk, 2 * (uint64_t)CST_ROW_SPLIT, 10);
    CU_ASSERT_EQUAL(cst_row_check(&row, 1, 0, &error), CST_ERR_RECEIPT);
}

/* Whatever else holds: a row that found no memory is none. */
static void test_row_check_memory_errors(void)
{
    cst_error error;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        fill();
        row.spread[i].failed = true;
        CU_ASSERT_EQUAL(check(&error), CST_ERR_MEMORY);
    }
}

CST_SUITE("row_check", CST_TEST(test_row_check_holds),
          CST_TEST(test_row_check_every_counter_errors), CST_TEST(test_row_check_errors),
          CST_TEST(test_row_check_reviews_errors), CST_TEST(test_row_check_wrap_errors),
          CST_TEST(test_row_check_spread_errors), CST_TEST(test_row_check_slots_errors),
          CST_TEST(test_row_check_strata_errors), CST_TEST(test_row_check_memory_errors))
