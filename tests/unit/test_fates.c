/* SPDX-License-Identifier: MIT */
#include "estimate/sample/fates.h"
#include "tests/lib/direct.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <string.h>

static void make(cst_model *model, const cst_trial_spec *spec)
{
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(model, spec, NULL), 0);
}

/* One task with given votes, on a row of its own. */
typedef struct counted {
    cst_row row;
    uint64_t values[CST_SPREAD_KINDS];
    bool ends;
} counted;

static void count_attack(const cst_model *model, cst_votes votes, bool proven, counted *out)
{
    const cst_random random = {.seed = 1};
    const cst_task task = {0, 0, 0};
    cst_model sure = *model; /* whose audits find everything, or nothing */
    sure.audit_success = cst_chance_make(proven ? 1.0 : 0.0);
    memset(out, 0, sizeof *out);
    out->ends = cst_fates_attack(&sure, &random, &task, votes, &out->row, out->values);
}

/* Counters by name: those given are 1 (or as given), all others 0. */
typedef struct expected_counts {
    uint64_t count[CST_COUNT_KINDS];
    uint64_t value[CST_SPREAD_KINDS];
} expected_counts;

static void same(const counted *found, const expected_counts *expected)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        CU_ASSERT_EQUAL(found->row.count[i], expected->count[i]);
    }
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        CU_ASSERT_EQUAL(found->values[i], expected->value[i]);
    }
}

static cst_trial_spec committee(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.rule = CST_RULE_ANY;
    spec.response.effect = CST_EFFECT_END_TRIAL;
    return spec;
}

static void test_fates_attack_caught(void)
{
    const cst_trial_spec spec = committee();
    cst_model model;
    counted found;
    make(&model, &spec);
    count_attack(&model, (cst_votes){.reports = 2, .schemers = 2, .told = 1}, true, &found);
    const expected_counts expected = {
        .count = {[CST_COUNT_TASKS] = 1,
                  [CST_COUNT_ATTACKS] = 1,
                  [CST_COUNT_CAUGHT] = 1,
                  [CST_COUNT_REVIEWS] = 3,
                  [CST_COUNT_REPORTS] = 2,
                  [CST_COUNT_PASSES] = 1,
                  [CST_COUNT_FLAGGED_ATTACKS] = 1,
                  [CST_COUNT_AUDITS] = 1,
                  [CST_COUNT_TRIALS_ENDED] = 1,
                  [CST_COUNT_REPORTED_ATTACKS] = 1,
                  [CST_COUNT_SCHEMER_REVIEWS] = 2,
                  [CST_COUNT_SCHEMER_REPORTS] = 1},
        .value = {[CST_SPREAD_ATTACKS] = 1,
                  [CST_SPREAD_TASKS] = 1,
                  [CST_SPREAD_REPORTED_ATTACKS] = 1,
                  [CST_SPREAD_SCHEMER_REVIEWS] = 2,
                  [CST_SPREAD_SCHEMER_REPORTS] = 1,
                  [CST_SPREAD_FLAGGED] = 1,
                  [CST_SPREAD_AUDITS] = 1,
                  [CST_SPREAD_TIME_TO_CATCH] = 1},
    };
    same(&found, &expected);
    CU_ASSERT_TRUE(found.ends);
    cst_model_free(&model);
}

static void test_fates_attack_averted(void)
{
    const cst_trial_spec spec = committee();
    cst_model model;
    counted found;
    make(&model, &spec);
    count_attack(&model, (cst_votes){.reports = 1, .abstentions = 2}, false, &found);
    const expected_counts expected = {
        .count = {[CST_COUNT_TASKS] = 1,
                  [CST_COUNT_ATTACKS] = 1,
                  [CST_COUNT_AVERTED] = 1,
                  [CST_COUNT_REVIEWS] = 3,
                  [CST_COUNT_REPORTS] = 1,
                  [CST_COUNT_ABSTENTIONS] = 2,
                  [CST_COUNT_FLAGGED_ATTACKS] = 1,
                  [CST_COUNT_AUDITS] = 1,
                  [CST_COUNT_REPORTED_ATTACKS] = 1},
        .value = {[CST_SPREAD_ATTACKS] = 1,
                  [CST_SPREAD_TASKS] = 1,
                  [CST_SPREAD_FLAGGED] = 1,
                  [CST_SPREAD_REPORTED_ATTACKS] = 1,
                  [CST_SPREAD_AUDITS] = 1},
    };
    same(&found, &expected);
    CU_ASSERT_FALSE(found.ends); /* an end needs a catch here */
    cst_model_free(&model);
}

/* Nobody has a verdict: the task is unreviewed and an attack escapes. */
static void test_fates_attack_unreviewed(void)
{
    const cst_trial_spec spec = committee();
    cst_model model;
    counted found;
    make(&model, &spec);
    count_attack(&model, (cst_votes){.abstentions = 3}, true, &found);
    const expected_counts expected = {
        .count = {[CST_COUNT_TASKS] = 1,
                  [CST_COUNT_ATTACKS] = 1,
                  [CST_COUNT_ESCAPED] = 1,
                  [CST_COUNT_REVIEWS] = 3,
                  [CST_COUNT_ABSTENTIONS] = 3,
                  [CST_COUNT_UNREVIEWED] = 1},
        .value = {[CST_SPREAD_ATTACKS] = 1, [CST_SPREAD_ESCAPED] = 1, [CST_SPREAD_TASKS] = 1},
    };
    same(&found, &expected);
    CU_ASSERT_FALSE(found.ends);
    cst_model_free(&model);
}

/* n honest tasks at once, flagged, their work used or not; a pick is no review and no report. Only
 * one of them can end its trial. */
static void test_fates_honest_flagged(void)
{
    static const char *const kinds[] = {"random-audit", "committee"};
    for (int way = 0; way < 4; way++) {
        const bool used = way % 2 == 1;
        const bool reviews = way / 2 == 1;
        const uint64_t n = reviews ? 1 : 7;
        cst_trial_spec spec = committee();
        cst_model model;
        counted found = {0};
        spec.protocol.kind = cst_protocol_find(kinds[way / 2]);
        spec.protocol.flagged_work = used ? CST_FLAGGED_USE : CST_FLAGGED_DISCARD;
        spec.response.on = reviews ? CST_ON_REPORT : CST_ON_CATCH;
        make(&model, &spec);
        found.ends =
            cst_fates_honest(&model, (cst_votes){.reports = 1}, n, &found.row, found.values);
        expected_counts expected = {
            .count =
                {[CST_COUNT_TASKS] = n, [CST_COUNT_FLAGGED_HONEST] = n, [CST_COUNT_AUDITS] = n},
            .value = {[CST_SPREAD_TASKS] = n,
                      [CST_SPREAD_FLAGGED] = n,
                      [CST_SPREAD_FLAGGED_HONEST] = n,
                      [CST_SPREAD_AUDITS] = n,
                      [CST_SPREAD_HONEST] = n,
                      [CST_SPREAD_HONEST_USED] = used ? n : 0,
                      [CST_SPREAD_HONEST_DISCARDED] = used ? 0 : n},
        };
        expected.count[used ? CST_COUNT_HONEST_USED : CST_COUNT_HONEST_DISCARDED] = n;
        expected.count[CST_COUNT_REVIEWS] = reviews ? 3 : 0;
        expected.count[CST_COUNT_REPORTS] = reviews ? 1 : 0;
        expected.count[CST_COUNT_PASSES] = reviews ? 2 : 0;
        expected.count[CST_COUNT_TRIALS_ENDED] = reviews ? 1 : 0;
        same(&found, &expected);
        CU_ASSERT_EQUAL(found.ends, reviews);
        memset(&found, 0, sizeof found); /* none of them happened: nothing counts, nothing ends */
        memset(&expected, 0, sizeof expected);
        CU_ASSERT_FALSE(
            cst_fates_honest(&model, (cst_votes){.reports = 1}, 0, &found.row, found.values));
        same(&found, &expected);
        cst_model_free(&model);
    }
}

/* A trial is closed: two values always go to their spreads, the others where tasks are tied. */
static void test_fates_trial(void)
{
    for (int ends = 0; ends <= 1; ends++) {
        cst_trial_spec spec = committee();
        cst_model model;
        uint64_t values[CST_SPREAD_KINDS];
        static cst_row row;
        cst_row_free(&row);
        spec.response.effect = ends ? CST_EFFECT_END_TRIAL : CST_EFFECT_NONE;
        make(&model, &spec);
        for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
            values[i] = 100 - i;
        }
        cst_fates_trial(&model, model.tasks_per_trial, values, &row);
        values[CST_SPREAD_ESCAPED] = 0;
        cst_fates_trial(&model, model.tasks_per_trial, values, &row);
        CU_ASSERT_EQUAL(row.count[CST_COUNT_TRIALS], 2);
        CU_ASSERT_EQUAL(row.count[CST_COUNT_PLANNED], 200000);
        CU_ASSERT_EQUAL(row.count[CST_COUNT_TRIALS_ESCAPED], 1);
        for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
            const bool played = i == CST_SPREAD_DAMAGE || i == CST_SPREAD_REVIEWS ||
                                i == CST_SPREAD_QUARANTINED_FALSELY ||
                                (i >= CST_SPREAD_SCHEMERS && i <= CST_SPREAD_PLANTED_ESCAPED) ||
                                i >= CST_SPREAD_SCHEMERS_REPORTED;
            const bool kept =
                (ends && !played) || i == CST_SPREAD_ATTACKS || i == CST_SPREAD_ESCAPED;
            const uint64_t lost = 100000 - (100 - (uint64_t)CST_SPREAD_TASKS);
            const uint64_t sum = i == CST_SPREAD_ESCAPED       ? 100 - i
                                 : i == CST_SPREAD_STOPPED     ? 1 + 100
                                 : i == CST_SPREAD_HONEST_LOST ? 1 + 1
                                 : i == CST_SPREAD_VOID        ? 2 * lost
                                                               : 2 * (100 - (uint64_t)i);
            CU_ASSERT_EQUAL(row.spread[i].trials, kept ? 2 : 0);
            CU_ASSERT_EQUAL(row.spread[i].sum, kept ? sum : 0);
        }
        cst_model_free(&model);
    }
}

/* n quiet trials are n trials closed with nothing in them. */
static void test_fates_quiet_trials(void)
{
    cst_trial_spec spec = committee();
    cst_model model;
    static cst_row one_by_one;
    static cst_row at_once;
    const uint64_t values[CST_SPREAD_KINDS] = {0};
    spec.response.effect = CST_EFFECT_NONE;
    make(&model, &spec);
    for (int i = 0; i < 1000; i++) {
        cst_fates_trial(&model, model.tasks_per_trial, values, &one_by_one);
    }
    cst_fates_trials(&model, 0, 0, 1000, &at_once);
    CU_ASSERT_TRUE(cst_test_row_equal(&one_by_one, &at_once));
    cst_fates_trials(&model, 0, 0, 0, &at_once);
    CU_ASSERT_TRUE(cst_test_row_equal(&one_by_one, &at_once));
    cst_model_free(&model);
}

static void test_fates_reviews(void)
{
    static const uint32_t reviews[] = {0, CST_ROW_REVIEWS_VARY, 0, 1, 1};
    for (uint32_t i = 0; i < 5; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_model model;
        spec.protocol.kind = cst_protocols[i];
        make(&model, &spec);
        CU_ASSERT_EQUAL(cst_fates_reviews(&model), reviews[i]);
        cst_model_free(&model);
    }
}

/* Which pairs a cell's rows have slots of, by bit. */
static unsigned pairs_kept(const cst_trial_spec *spec, const char *method, uint64_t trials)
{
    static cst_row row;
    cst_cell cell;
    unsigned kept = 0;
    cst_direct_cell(&cell, spec, method, trials, 3);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 1 << 10, &row, NULL), 0);
    CU_ASSERT_EQUAL(cst_row_check(&row, cell.trial_tasks, CST_ROW_REVIEWS_VARY, NULL), 0);
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        const cst_slots *slots = &row.slots[i];
        kept |= slots->count > 0 ? 1U << i : 0;
        CU_ASSERT_EQUAL(slots->count > 0, cst_fates_pairs(&cell, (cst_pair)i));
        CU_ASSERT(slots->count == 0 || slots->first == 0);
        CU_ASSERT(slots->count == 0 || slots->count == (trials > CST_SLOTS ? trials / 2 : trials));
    }
    cst_row_free(&row);
    cst_cell_free(&cell);
    return kept;
}

/* Slots are kept where trials remember, of what results need, whatever plays the trials. */
static void test_fates_slots(void)
{
    enum { PLANTED = 1, HARM = 2, WORK = 4, GONE = 8 };
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 8;
    spec.rounds = 10;
    spec.scheming.law.rate = 1e-3;
    spec.protocol.kind = cst_protocol_find("peer-report");
    spec.protocol.reviewers = 2;
    spec.response.on = CST_ON_CATCH;
    spec.response.effect = CST_EFFECT_QUARANTINE;
    CU_ASSERT_EQUAL(pairs_kept(&spec, "naive", 20), HARM | WORK | GONE);
    CU_ASSERT_EQUAL(pairs_kept(&spec, "skip", 600), HARM | WORK | GONE);
    CU_ASSERT_EQUAL(pairs_kept(&spec, "planted", 40), PLANTED | WORK | GONE);
    CU_ASSERT_EQUAL(pairs_kept(&spec, "importance", 40), HARM | WORK | GONE);
    spec.response.effect = CST_EFFECT_NONE;
    CU_ASSERT_EQUAL(pairs_kept(&spec, "skip", 20), HARM | WORK);
    spec.protocol.kind = cst_protocol_find("committee");
    CU_ASSERT_EQUAL(pairs_kept(&spec, "skip", 20), 0); /* these do not remember */
    CU_ASSERT_EQUAL(pairs_kept(&spec, "naive", 20), 0);
    spec.response.effect = CST_EFFECT_END_TRIAL;
    CU_ASSERT_EQUAL(pairs_kept(&spec, "skip", 20), 0);
}

CST_SUITE("fates", CST_TEST(test_fates_attack_caught), CST_TEST(test_fates_attack_averted),
          CST_TEST(test_fates_attack_unreviewed), CST_TEST(test_fates_honest_flagged),
          CST_TEST(test_fates_trial), CST_TEST(test_fates_quiet_trials),
          CST_TEST(test_fates_reviews), CST_TEST(test_fates_slots))
