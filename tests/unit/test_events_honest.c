/* SPDX-License-Identifier: MIT
 * Honest mass drawn as counts against the law of single tasks. */
#include "estimate/sample/events.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const cst_random source = {.seed = 61};

/* Four reviewers, many abstentions, majority of the votes cast: every fall of votes is common. */
static cst_trial_spec lively(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 7;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = 0.2;
    spec.scheming.law.rho = 0.3;
    spec.score.fpr = 0.4;
    spec.abstain = 0.3;
    spec.collusion.probability = 0.5;
    spec.protocol.reviewers = 4;
    spec.protocol.quorum = CST_QUORUM_CAST;
    return spec;
}

static void make(cst_model *model, const cst_trial_spec *spec)
{
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(model, spec, NULL), 0);
}

static double flag_share(const cst_trial_spec *spec, const double *law)
{
    double share = 0.0;
    for (uint32_t x = 0; x <= 4; x++) {
        for (uint32_t y = 0; x + y <= 4; y++) {
            share += cst_twin_flagged(&spec->protocol, x, y) ? law[x * 5 + y] : 0.0;
        }
    }
    return share;
}

/* Single draws: which of the 15 falls of votes it was shows in the counters. */
static void test_events_honest_one_task(void)
{
    enum { DRAWS = 20000 };
    const cst_trial_spec spec = lively();
    cst_model model;
    double law[25];
    double part[25];
    static cst_row row;
    make(&model, &spec);
    cst_twin_task_votes(&spec, 0, false, law);
    cst_test_seed(source.seed);
    for (int unflagged = 0; unflagged <= 1; unflagged++) {
        uint64_t seen[25] = {0};
        const double all = unflagged ? 1.0 - flag_share(&spec, law) : 1.0;
        for (uint32_t cell = 0; cell < 25; cell++) {
            const bool flag =
                cell / 5 + cell % 5 <= 4 && cst_twin_flagged(&spec.protocol, cell / 5, cell % 5);
            part[cell] = unflagged && flag ? 0.0 : law[cell] / all;
        }
        for (uint64_t i = 0; i < DRAWS; i++) {
            uint64_t values[CST_SPREAD_KINDS] = {0};
            memset(row.count, 0, sizeof row.count);
            cst_draws draws = cst_draws_at(&source, i, (uint64_t)unflagged, CST_DRAW_TEST);
            cst_events_honest(&model, 0, unflagged == 1, 1, &draws, &row, values);
            CU_ASSERT_EQUAL_FATAL(row.count[CST_COUNT_TASKS], 1);
            seen[5 * row.count[CST_COUNT_REPORTS] + row.count[CST_COUNT_ABSTENTIONS]]++;
        }
        for (uint32_t cell = 0; cell < 25; cell++) {
            CU_ASSERT(part[cell] > 0.0 || seen[cell] == 0);
        }
        cst_test_chi_square("one honest task", seen, part, 25, 0.05);
    }
    cst_model_free(&model);
}

/* n at once: n tasks in all, and their counters have the means of n single ones, within 5.5
 * standard deviations of the sum of their independent tasks. */
static void test_events_honest_many_tasks(void)
{
    enum { DRAWS = 400 };
    static const uint64_t sizes[] = {2, 1000, 1000000007};
    const cst_trial_spec spec = lively();
    cst_model model;
    double law[25];
    make(&model, &spec);
    cst_twin_task_votes(&spec, 0, false, law);
    cst_test_seed(source.seed);
    for (size_t size = 0; size < 3; size++) {
        const uint64_t n = sizes[size];
        static cst_row row;
        uint64_t values[CST_SPREAD_KINDS] = {0};
        cst_row_free(&row);
        for (uint64_t i = 0; i < DRAWS; i++) {
            cst_draws draws = cst_draws_at(&source, i, n, CST_DRAW_TEST);
            cst_events_honest(&model, 0, false, n, &draws, &row, values);
        }
        CU_ASSERT_EQUAL(row.count[CST_COUNT_TASKS], n * DRAWS);
        CU_ASSERT_EQUAL(row.count[CST_COUNT_HONEST_USED] + row.count[CST_COUNT_HONEST_DISCARDED],
                        n * DRAWS);
        CU_ASSERT_EQUAL(row.count[CST_COUNT_REVIEWS], 4 * n * DRAWS);
        double unreviewed = law[4];
        cst_test_share("flagged", row.count[CST_COUNT_FLAGGED_HONEST], n * DRAWS,
                       flag_share(&spec, law), size == 0 ? 0.8 : 0.05);
        cst_test_share("abstentions", row.count[CST_COUNT_ABSTENTIONS], 4 * n * DRAWS, 0.3,
                       size == 0 ? 0.3 : 0.05);
        if (size > 0) {
            cst_test_share("unreviewed", row.count[CST_COUNT_UNREVIEWED], n * DRAWS, unreviewed,
                           0.2);
        }
    }
    cst_model_free(&model);
}

/* Large counts vary as much as they should: the standardised flagged counts of many draws have
 * mean square 1, within 5.5 of its standard deviations sqrt(2 / draws). */
static void test_events_honest_spread_of_counts(void)
{
    enum { DRAWS = 4000 };
    const uint64_t n = 1000000;
    const cst_trial_spec spec = lively();
    cst_model model;
    double law[25];
    make(&model, &spec);
    cst_twin_task_votes(&spec, 0, false, law);
    const double share = flag_share(&spec, law);
    double square = 0.0;
    cst_test_seed(source.seed);
    for (uint64_t i = 0; i < DRAWS; i++) {
        static cst_row row;
        uint64_t values[CST_SPREAD_KINDS] = {0};
        memset(row.count, 0, sizeof row.count);
        cst_draws draws = cst_draws_at(&source, i, n, CST_DRAW_TEST);
        cst_events_honest(&model, 0, false, n, &draws, &row, values);
        CU_ASSERT_EQUAL(values[CST_SPREAD_FLAGGED_HONEST], row.count[CST_COUNT_FLAGGED_HONEST]);
        const double off = (double)row.count[CST_COUNT_FLAGGED_HONEST] - (double)n * share;
        square += off * off / ((double)n * share * (1.0 - share));
    }
    CU_ASSERT_DOUBLE_EQUAL(square / DRAWS, 1.0, 5.5 * sqrt(2.0 / DRAWS));
    cst_model_free(&model);
}

static void test_events_honest_flagged_votes(void)
{
    enum { DRAWS = 20000 };
    const cst_trial_spec spec = lively();
    cst_model model;
    double law[25];
    uint64_t seen[25] = {0};
    make(&model, &spec);
    cst_twin_task_votes(&spec, 0, false, law);
    const double share = flag_share(&spec, law);
    for (uint32_t cell = 0; cell < 25; cell++) {
        const bool flag =
            cell / 5 + cell % 5 <= 4 && cst_twin_flagged(&spec.protocol, cell / 5, cell % 5);
        law[cell] = flag ? law[cell] / share : 0.0;
    }
    cst_test_seed(source.seed);
    for (uint64_t i = 0; i < DRAWS; i++) {
        cst_draws draws = cst_draws_at(&source, i, 0, CST_DRAW_TEST);
        const cst_votes votes = cst_events_flagged(&model, 0, &draws);
        seen[votes.reports * 5 + votes.abstentions]++;
        CU_ASSERT(cst_twin_flagged(&spec.protocol, votes.reports, votes.abstentions));
    }
    cst_test_chi_square("flagged honest task", seen, law, 25, 0.05);
    cst_model_free(&model);
}

/* Rare falls keep their digits: at an FPR of 1e-12, 1e15 tasks have 1000 flags. */
static void test_events_honest_rare_flags(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_model model;
    static cst_row row;
    spec.protocol.kind = cst_protocol_find("trusted-monitor");
    spec.trusted.fpr = 1e-12;
    make(&model, &spec);
    cst_test_seed(source.seed);
    for (uint64_t i = 0; i < 100; i++) {
        uint64_t values[CST_SPREAD_KINDS] = {0};
        cst_draws draws = cst_draws_at(&source, i, 9, CST_DRAW_TEST);
        cst_events_honest(&model, 0, false, UINT64_C(1000000000000000), &draws, &row, values);
    }
    cst_test_share("rare flags", row.count[CST_COUNT_FLAGGED_HONEST], UINT64_C(100000000000000000),
                   1e-12, 0.05);
    cst_model_free(&model);
}

/* Nothing is drawn for no task; what cannot happen does not. */
static void test_events_honest_ends(void)
{
    static const double fprs[] = {0.0, 1.0};
    for (int i = 0; i < 2; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_model model;
        static cst_row row;
        uint64_t values[CST_SPREAD_KINDS] = {0};
        spec.score.fpr = fprs[i];
        spec.scheming.law.rate = 0.0;
        cst_row_free(&row);
        make(&model, &spec);
        cst_draws draws = cst_draws_at(&source, 0, 0, CST_DRAW_TEST);
        cst_events_honest(&model, 0, false, 0, &draws, &row, values);
        CU_ASSERT_EQUAL(row.count[CST_COUNT_TASKS], 0);
        cst_events_honest(&model, 0, false, 1000, &draws, &row, values);
        CU_ASSERT_EQUAL(row.count[CST_COUNT_FLAGGED_HONEST], i == 0 ? 0 : 1000);
        CU_ASSERT_EQUAL(row.count[CST_COUNT_REPORTS], i == 0 ? 0 : 3000);
        cst_model_free(&model);
    }
}

CST_SUITE("events_honest", CST_TEST(test_events_honest_one_task),
          CST_TEST(test_events_honest_many_tasks), CST_TEST(test_events_honest_spread_of_counts),
          CST_TEST(test_events_honest_flagged_votes), CST_TEST(test_events_honest_rare_flags),
          CST_TEST(test_events_honest_ends))
