/* SPDX-License-Identifier: MIT
 *
 * The conservation law of a row, as a list of equations and bounds between its counters. Rows come
 * from stored files too, so sides are summed in 128 bits and nothing is taken for granted.
 */
#include "base/check.h"
#include "tally/row.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

/* One side of a statement: counters that are summed, by their bits. */
#define OF(counter) (UINT64_C(1) << CST_COUNT_##counter)
#define HONEST      (OF(HONEST_USED) | OF(HONEST_DISCARDED) | OF(HONEST_REPLACED))
#define FLAGGED     (OF(FLAGGED_ATTACKS) | OF(FLAGGED_HONEST))

enum { SIDE_TEXT = 192 }; /* the longest side in words, with four counters of 20 digits */

typedef struct statement {
    bool equal; /* left = right; else left <= right */
    uint64_t left, right;
} statement;

static const statement law[] = {
    {true, OF(PLANNED), OF(TASKS) | OF(VOID)},
    {true, OF(TASKS), HONEST | OF(ATTACKS)},
    {true, OF(ATTACKS), OF(CAUGHT) | OF(AVERTED) | OF(ESCAPED)},
    {true, OF(REVIEWS), OF(REPORTS) | OF(PASSES) | OF(ABSTENTIONS)},
    {false, OF(UNREVIEWED), OF(TASKS)},
    {false, OF(FLAGGED_ATTACKS), OF(ATTACKS)},
    {false, OF(FLAGGED_HONEST), HONEST},
    {false, OF(AUDITS), FLAGGED},
    {false, OF(CAUGHT), OF(AUDITS)},
    {false, OF(TRIALS_ESCAPED), OF(TRIALS)},
    {false, OF(TRIALS_ESCAPED), OF(ESCAPED)},
    {false, OF(TRIALS_ENDED), OF(TRIALS)},
    {false, OF(TRIALS_CAUGHT), OF(TRIALS)},
    {false, OF(TRIALS_CAUGHT), OF(CAUGHT)},
    {false, OF(TRIALS_WON), OF(TRIALS_CAUGHT)},
    {false, OF(TRIALS_WON) | OF(TRIALS_LOST), OF(TRIALS)},
    {false, OF(TRIALS_LOST), OF(TRIALS_ESCAPED)},
    {false, OF(QUARANTINED), OF(TASKS)},
    {false, OF(QUARANTINED_FALSELY), OF(QUARANTINED)},
    {false, OF(PIVOTAL), OF(CAUGHT)},
    {false, OF(INVESTIGATIONS), OF(TASKS)},
    {false, OF(HONEYPOTS), OF(TASKS)},
    {false, OF(HONEYPOT_REPORTS), OF(HONEYPOT_REVIEWS)},
    {false, OF(EXPELLED), OF(HONEYPOT_REVIEWS)},
    {false, OF(EXPELLED_FALSELY), OF(EXPELLED)},
};

/* What each spread must add up to; 0: nothing that is counted. */
static const uint64_t spread_sums[CST_SPREAD_KINDS] = {
    [CST_SPREAD_ATTACKS] = OF(ATTACKS),
    [CST_SPREAD_ESCAPED] = OF(ESCAPED),
    [CST_SPREAD_TASKS] = OF(TASKS),
    [CST_SPREAD_FLAGGED] = FLAGGED,
    [CST_SPREAD_FLAGGED_HONEST] = OF(FLAGGED_HONEST),
    [CST_SPREAD_AUDITS] = OF(AUDITS),
    [CST_SPREAD_HONEST] = HONEST,
    [CST_SPREAD_HONEST_USED] = OF(HONEST_USED),
    [CST_SPREAD_QUARANTINED_FALSELY] = OF(QUARANTINED_FALSELY),
    [CST_SPREAD_REVIEWS] = OF(REVIEWS),
    [CST_SPREAD_HONEST_DISCARDED] = OF(HONEST_DISCARDED),
};

/* The most that one trial's value can be. */
static cst_u128 spread_most(cst_spread_kind kind, uint64_t tasks_per_trial)
{
    const cst_u128 tasks = tasks_per_trial;
    switch (kind) {
    case CST_SPREAD_DAMAGE:
        return tasks * CST_ROW_SEVERITY_MAX;
    case CST_SPREAD_REVIEWS:
        return tasks * UINT8_MAX;
    case CST_SPREAD_SCHEMERS:
    case CST_SPREAD_SCHEMERS_ESCAPED:
        return CST_ROW_SCHEMERS_MAX;
    case CST_SPREAD_SPLIT_RISK:
    case CST_SPREAD_SPLIT_ESCAPES:
        return (cst_u128)CST_ROW_SPLIT;
    default:
        return tasks;
    }
}

static cst_u128 side_sum(const cst_row *row, uint64_t side)
{
    cst_u128 sum = 0;
    for (; side != 0; side &= side - 1) {
        sum += row->count[__builtin_ctzll(side)];
    }
    return sum;
}

/* Writes "tasks 99 + void 1". */
static void side_format(const cst_row *row, uint64_t side, char out[SIDE_TEXT])
{
    size_t used = 0;
    for (; side != 0; side &= side - 1) {
        const int i = __builtin_ctzll(side);
        used +=
            (size_t)snprintf(out + used, SIDE_TEXT - used, "%s%s %" PRIu64, used == 0 ? "" : " + ",
                             cst_count_name((cst_count)i), row->count[i]);
        cst_require(used < SIDE_TEXT);
    }
}

static int statement_check(const cst_row *row, const statement *s, cst_error *error)
{
    const cst_u128 left = side_sum(row, s->left);
    const cst_u128 right = side_sum(row, s->right);
    if (s->equal ? left == right : left <= right) {
        return CST_OK;
    }
    char left_text[SIDE_TEXT];
    char right_text[SIDE_TEXT];
    side_format(row, s->left, left_text);
    side_format(row, s->right, right_text);
    return cst_error_set(error, CST_ERR_RECEIPT, NULL, "%s %s %s does not hold", left_text,
                         s->equal ? "=" : "<=", right_text);
}

/* "planned 99 = trials 10 * 10 tasks does not hold". */
static int product_check(const cst_row *row, cst_count product, cst_count count, uint64_t factor,
                         const char *what, cst_error *error)
{
    if ((cst_u128)row->count[count] * factor == row->count[product]) {
        return CST_OK;
    }
    return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                         "%s %" PRIu64 " = %s %" PRIu64 " * %" PRIu64 " %s does not hold",
                         cst_count_name(product), row->count[product], cst_count_name(count),
                         row->count[count], factor, what);
}

/* The trials in the buckets, and the bounds that the buckets put on the sum. */
typedef struct bucket_totals {
    cst_u128 trials, low, high;
} bucket_totals;

static bucket_totals bucket_sum(const cst_spread *spread)
{
    bucket_totals totals = {0};
    for (uint32_t i = spread->first; i < cst_spread_end(spread); i++) {
        const cst_u128 trials = cst_spread_at(spread, i);
        totals.trials += trials;
        totals.low += trials * cst_spread_bucket_low(i);
        totals.high += trials * cst_spread_bucket_high(i);
    }
    return totals;
}

/* A spread within itself: its buckets, its sum and its squares belong to the same values. */
static int buckets_check(const cst_spread *spread, const char *name, cst_u128 most,
                         uint64_t tasks_per_trial, cst_error *error)
{
    const bucket_totals totals = bucket_sum(spread);
    if (totals.trials != spread->trials) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "spread of %s: the buckets do not hold its %" PRIu64 " trials", name,
                             spread->trials);
    }
    if (spread->sum < totals.low || spread->sum > totals.high) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "spread of %s: its sum %" PRIu64 " cannot come from its buckets", name,
                             spread->sum);
    }
    const uint64_t greatest = cst_spread_bucket_low(cst_spread_top(spread));
    if (greatest > most) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "spread of %s: a trial of %" PRIu64 " tasks holds %" PRIu64 " or more",
                             name, tasks_per_trial, greatest);
    }
    if (spread->sum_sq < spread->sum) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "spread of %s: its squares are less than its sum %" PRIu64, name,
                             spread->sum);
    }
    return CST_OK;
}

static int spread_check(const cst_row *row, cst_spread_kind kind, uint64_t tasks_per_trial,
                        cst_error *error)
{
    const cst_spread *spread = &row->spread[kind];
    const char *name = cst_spread_name(kind);
    const bool caught = kind == CST_SPREAD_TIME_TO_CATCH || kind == CST_SPREAD_ESCAPES_BEFORE_CATCH;
    const bool escaped = kind == CST_SPREAD_SCHEMERS_ESCAPED;
    const bool always = kind == CST_SPREAD_ATTACKS || kind == CST_SPREAD_ESCAPED || caught ||
                        (escaped && row->spread[CST_SPREAD_SCHEMERS].trials > 0);
    const uint64_t all = row->count[caught    ? CST_COUNT_TRIALS_CAUGHT
                                    : escaped ? CST_COUNT_ESCAPED
                                              : CST_COUNT_TRIALS];
    const uint64_t trials = always || spread->trials > 0 ? all : 0;
    if (spread->trials != trials) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "spread of %s: trials %" PRIu64 " = %" PRIu64 " does not hold", name,
                             spread->trials, trials);
    }
    if (spread->trials > 0 && spread_sums[kind] != 0 &&
        spread->sum != side_sum(row, spread_sums[kind])) {
        char text[SIDE_TEXT];
        side_format(row, spread_sums[kind], text);
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "spread of %s: sum %" PRIu64 " = %s does not hold", name, spread->sum,
                             text);
    }
    return buckets_check(spread, name, spread_most(kind, tasks_per_trial), tasks_per_trial, error);
}

static int escaped_trials_check(const cst_row *row, cst_error *error)
{
    const cst_spread *escaped = &row->spread[CST_SPREAD_ESCAPED];
    const uint64_t with_escape = escaped->trials - cst_spread_at(escaped, 0);
    if (row->count[CST_COUNT_TRIALS_ESCAPED] == with_escape) {
        return CST_OK;
    }
    return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                         "trials_escaped %" PRIu64 " = %" PRIu64
                         " trials whose spread of escaped is above 0 does not hold",
                         row->count[CST_COUNT_TRIALS_ESCAPED], with_escape);
}

/* Attacks of a stratum escape no oftener than there are any. */
static int strata_check(const cst_row *row, cst_error *error)
{
    for (uint32_t s = 0; s <= CST_ROW_SCHEMERS_MAX; s++) {
        const uint64_t attacks = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS], s);
        const uint64_t escaped = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS_ESCAPED], s);
        if (escaped > attacks) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "schemers_escaped of %" PRIu32 " schemers %" PRIu64
                                 " <= schemers %" PRIu64 " does not hold",
                                 s, escaped, attacks);
        }
    }
    return CST_OK;
}

static int untold_check(const cst_row *row, cst_error *error)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        if (!cst_row_tells(row, (cst_count)i) && row->count[i] > 0) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "%s %" PRIu64 " is counted where nothing is known of it",
                                 cst_count_name((cst_count)i), row->count[i]);
        }
    }
    return CST_OK;
}

int cst_row_check(const cst_row *row, uint64_t tasks_per_trial, uint32_t slots, cst_error *error)
{
    if (cst_row_failed(row)) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for the spreads of a row");
    }
    int code =
        product_check(row, CST_COUNT_PLANNED, CST_COUNT_TRIALS, tasks_per_trial, "tasks", error);
    for (size_t i = 0; code == CST_OK && i < sizeof law / sizeof law[0]; i++) {
        code = statement_check(row, &law[i], error);
    }
    if (code == CST_OK && slots != CST_ROW_REVIEWS_VARY) {
        code = product_check(row, CST_COUNT_REVIEWS, CST_COUNT_TASKS, slots, "reviews", error);
    }
    for (uint32_t i = 0; code == CST_OK && i < CST_SPREAD_KINDS; i++) {
        code = spread_check(row, (cst_spread_kind)i, tasks_per_trial, error);
    }
    code = code == CST_OK ? strata_check(row, error) : code;
    code = code == CST_OK ? untold_check(row, error) : code;
    return code == CST_OK ? escaped_trials_check(row, error) : code;
}
