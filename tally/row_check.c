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
    {false, OF(REPORTED_ATTACKS), OF(ATTACKS)},
    {false, OF(REPORTED_ATTACKS), OF(REPORTS)},
    {false, OF(SCHEMER_REVIEWS), OF(REVIEWS)},
    {false, OF(SCHEMER_REPORTS), OF(SCHEMER_REVIEWS)},
    {false, OF(SCHEMER_REPORTS), OF(REPORTS)},
};

/* What a spread must be like beside the counters. */
typedef struct spread_law {
    uint64_t sum;     /* the counters that it adds up to; 0: nothing that is counted */
    cst_count trials; /* how many trials it holds */
    bool always;      /* every row has it; another may be empty */
    uint64_t unit;    /* a trial's value is at most so much a task; 0: 1 */
    uint64_t most;    /* or at most this, whatever its tasks */
} spread_law;

static const spread_law spread_laws[CST_SPREAD_KINDS] = {
    [CST_SPREAD_ATTACKS] = {.sum = OF(ATTACKS), .always = true},
    [CST_SPREAD_ESCAPED] = {.sum = OF(ESCAPED), .always = true},
    [CST_SPREAD_TASKS] = {.sum = OF(TASKS)},
    [CST_SPREAD_FLAGGED] = {.sum = FLAGGED},
    [CST_SPREAD_FLAGGED_HONEST] = {.sum = OF(FLAGGED_HONEST)},
    [CST_SPREAD_AUDITS] = {.sum = OF(AUDITS)},
    [CST_SPREAD_HONEST] = {.sum = HONEST},
    [CST_SPREAD_HONEST_USED] = {.sum = OF(HONEST_USED)},
    [CST_SPREAD_DAMAGE] = {.unit = CST_ROW_SEVERITY_MAX},
    [CST_SPREAD_QUARANTINED_FALSELY] = {.sum = OF(QUARANTINED_FALSELY)},
    [CST_SPREAD_REVIEWS] = {.sum = OF(REVIEWS), .unit = UINT8_MAX},
    [CST_SPREAD_HONEST_DISCARDED] = {.sum = OF(HONEST_DISCARDED)},
    [CST_SPREAD_SCHEMERS] = {.most = CST_ROW_SCHEMERS_MAX},
    [CST_SPREAD_SCHEMERS_ESCAPED] = {.trials = CST_COUNT_ESCAPED, .most = CST_ROW_SCHEMERS_MAX},
    [CST_SPREAD_STOPPED] = {.sum = OF(CAUGHT) | OF(AVERTED)},
    [CST_SPREAD_HONEST_LOST] = {.sum = OF(HONEST_DISCARDED) | OF(HONEST_REPLACED)},
    [CST_SPREAD_VOID] = {.sum = OF(VOID)},
    [CST_SPREAD_HONEST_REPLACED] = {.sum = OF(HONEST_REPLACED)},
    [CST_SPREAD_REPORTED_ATTACKS] = {.sum = OF(REPORTED_ATTACKS)},
    [CST_SPREAD_SCHEMER_REVIEWS] = {.sum = OF(SCHEMER_REVIEWS), .unit = CST_ROW_SCHEMERS_MAX},
    [CST_SPREAD_SCHEMER_REPORTS] = {.sum = OF(SCHEMER_REPORTS), .unit = CST_ROW_SCHEMERS_MAX},
    [CST_SPREAD_SCHEMERS_REPORTED] = {.trials = CST_COUNT_REPORTED_ATTACKS,
                                      .most = CST_ROW_SCHEMERS_MAX},
    [CST_SPREAD_SCHEMERS_TOLD] = {.trials = CST_COUNT_SCHEMER_REPORTS,
                                  .most = CST_ROW_SCHEMERS_MAX},
    [CST_SPREAD_SPLIT_RISK] = {.most = (uint64_t)CST_ROW_SPLIT},
    [CST_SPREAD_SPLIT_ESCAPES] = {.most = (uint64_t)CST_ROW_SPLIT},
    [CST_SPREAD_PLANTED_ATTACKS] = {.most = CST_ROW_PLANTED_MAX},
    [CST_SPREAD_PLANTED_ESCAPED] = {.most = CST_ROW_PLANTED_MAX},
    [CST_SPREAD_OUTCOME_1] = {.most = CST_ROW_OUTCOME_MAX},
    [CST_SPREAD_OUTCOME_2] = {.most = CST_ROW_OUTCOME_MAX},
    [CST_SPREAD_OUTCOME_3] = {.most = CST_ROW_OUTCOME_MAX},
    [CST_SPREAD_OUTCOME_4] = {.most = CST_ROW_OUTCOME_MAX},
    [CST_SPREAD_OUTCOME_5] = {.most = CST_ROW_OUTCOME_MAX},
    [CST_SPREAD_OUTCOME_6] = {.most = CST_ROW_OUTCOME_MAX},
    [CST_SPREAD_OUTCOME_7] = {.most = CST_ROW_OUTCOME_MAX},
    [CST_SPREAD_OUTCOME_8] = {.most = CST_ROW_OUTCOME_MAX},
};

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

/* A spread within itself: its buckets, its sum and its squares belong to the same values. */
static int buckets_check(const cst_spread *spread, const char *name, cst_u128 most,
                         uint64_t tasks_per_trial, cst_error *error)
{
    const cst_spread_totals totals = cst_spread_totals_of(spread);
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
    const spread_law *of = &spread_laws[kind];
    const cst_u128 tasks = tasks_per_trial;
    const cst_u128 most = of->most > 0 ? of->most : tasks * (of->unit > 0 ? of->unit : 1);
    const bool part = kind == CST_SPREAD_SCHEMERS_ESCAPED || kind == CST_SPREAD_SCHEMERS_REPORTED ||
                      kind == CST_SPREAD_SCHEMERS_TOLD;
    const bool always = of->always || (part && row->spread[CST_SPREAD_SCHEMERS].trials > 0);
    const uint64_t trials = always || spread->trials > 0 ? row->count[of->trials] : 0;
    if (spread->trials != trials) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "spread of %s: trials %" PRIu64 " = %" PRIu64 " does not hold", name,
                             spread->trials, trials);
    }
    if (spread->trials > 0 && of->sum != 0 && spread->sum != side_sum(row, of->sum)) {
        char text[SIDE_TEXT];
        side_format(row, of->sum, text);
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "spread of %s: sum %" PRIu64 " = %s does not hold", name, spread->sum,
                             text);
    }
    return buckets_check(spread, name, most, tasks_per_trial, error);
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

/* What comes first in trials: those without a catch all count the most rounds that any does, and
 * those with an escape before it are lost. */
static int first_check(const cst_row *row, cst_error *error)
{
    const cst_spread *times = &row->spread[CST_SPREAD_TIME_TO_CATCH];
    const cst_spread *before = &row->spread[CST_SPREAD_ESCAPES_BEFORE_CATCH];
    const uint64_t caught = row->count[CST_COUNT_TRIALS_CAUGHT];
    const uint64_t longest = cst_spread_at(times, cst_spread_top(times));
    const uint64_t lost = before->trials - cst_spread_at(before, 0);
    if (times->trials > 0 && times->trials - caught > longest) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "trials %" PRIu64 " <= trials_caught %" PRIu64 " + %" PRIu64
                             " with the longest time_to_catch does not hold",
                             times->trials, caught, longest);
    }
    if (before->trials > 0 && row->count[CST_COUNT_TRIALS_LOST] != lost) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "trials_lost %" PRIu64 " = %" PRIu64
                             " trials whose escapes_before_catch is above 0 does not hold",
                             row->count[CST_COUNT_TRIALS_LOST], lost);
    }
    return CST_OK;
}

/* Attacks of a stratum escape, or are reported, no oftener than there are any; and each schemer
 * reports an attack once. */
static int strata_check(const cst_row *row, cst_error *error)
{
    static const cst_spread_kind parts[] = {CST_SPREAD_SCHEMERS_ESCAPED,
                                            CST_SPREAD_SCHEMERS_REPORTED, CST_SPREAD_SCHEMERS_TOLD};
    for (uint32_t i = 0; i < 3 * (CST_ROW_SCHEMERS_MAX + 1); i++) {
        const cst_spread_kind part = parts[i % 3];
        const uint32_t s = i / 3;
        const uint64_t attacks = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS], s);
        const uint64_t seen = cst_spread_at(&row->spread[part], s);
        if (seen > (cst_u128)attacks * (part == CST_SPREAD_SCHEMERS_TOLD ? s : 1)) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "%s of %" PRIu32 " schemers %" PRIu64 " <= schemers %" PRIu64
                                 " does not hold",
                                 cst_spread_name(part), s, seen, attacks);
        }
    }
    return CST_OK;
}

/* Whether what is in a slot can be of so many trials: the squares are as large as the means ask
 * for, and x is a part of y. */
static bool slot_possible(const cst_slot_sums *s, uint32_t level, bool alone)
{
    const cst_u128 n = s->trials;
    cst_u128 xx;
    cst_u128 yy;
    const bool wide =
        __builtin_mul_overflow(n, s->xx, &xx) || __builtin_mul_overflow(n, s->yy, &yy);
    const bool means =
        wide || ((cst_u128)s->x * s->x <= xx && (cst_u128)s->y * s->y <= yy); /* Cauchy, Schwarz */
    const bool single =
        n != 1 || ((cst_u128)s->x * s->x == s->xx && (cst_u128)s->x * s->y == s->xy);
    const bool part =
        alone ? s->y == 0 && s->xy == 0 && s->yy == 0
              : s->x <= s->y && s->xx <= s->xy && s->xy <= s->yy && s->yy - s->xy >= s->xy - s->xx;
    return n <= (cst_u128)1 << level && (n > 0 || s->xx == 0) && means && single && part;
}

/* A pair of spreads by the order of their trials: the sums are theirs, and a slot is no wider than
 * the last one asks for. */
static int slots_check(const cst_row *row, cst_pair pair, cst_error *error)
{
    const cst_slots *slots = &row->slots[pair];
    const cst_pair_about about = cst_pair_of(pair);
    const bool alone = about.y == CST_SPREAD_KINDS;
    const cst_spread none = {0};
    const cst_spread *x = &row->spread[about.x];
    const cst_spread *y = alone ? &none : &row->spread[about.y];
    const uint32_t last = (uint32_t)slots->first + slots->count; /* one past it */
    cst_slot_sums all = {0};
    bool good = slots->count == 0 || slots->level == 0 || last > CST_SLOTS / 2;
    for (uint32_t i = slots->first; good && i < last; i++) {
        const cst_slot_sums slot = cst_slots_at(slots, i);
        good = slot_possible(&slot, slots->level, alone);
    }
    if (good && slots->count > 0) {
        good = cst_slots_total(slots, &all) && all.trials == x->trials && all.x == x->sum &&
               all.xx == x->sum_sq && (alone || all.trials == y->trials) && all.y == y->sum &&
               all.yy == y->sum_sq;
    }
    return good ? CST_OK
                : cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                "slots of %s: %" PRIu64 " trials with sum %" PRIu64
                                " are not those of %s: %" PRIu64 " trials with sum %" PRIu64,
                                about.name, all.trials, all.x, cst_spread_name(about.x), x->trials,
                                x->sum);
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
        return cst_error_memory(error, "the spreads of a row");
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
    for (uint32_t i = 0; code == CST_OK && i < CST_PAIR_KINDS; i++) {
        code = slots_check(row, (cst_pair)i, error);
    }
    code = code == CST_OK ? strata_check(row, error) : code;
    code = code == CST_OK ? first_check(row, error) : code;
    code = code == CST_OK ? untold_check(row, error) : code;
    return code == CST_OK ? escaped_trials_check(row, error) : code;
}
