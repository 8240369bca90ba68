/* SPDX-License-Identifier: MIT
 * Estimates against their closed forms, judged by a plain sum of the binomial law.
 * Covers: finding. */
#include "study/finding.h"

#include "tests/lib/binomial.h"
#include "tests/lib/scores.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void parse(cst_scenario *scenario, const char *text)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
}

/* The deviate by its definition: more events than expected are above 0. */
static double deviate(uint64_t x, uint64_t n, double p)
{
    const bool above = (double)x > (double)n * p;
    const double beyond =
        above ? cst_test_binomial_above(x, n, p) : cst_test_binomial_below(x, n, p);
    const double size = cst_test_quantile(beyond + 0.5 * cst_test_binomial_at(x, n, p));
    return above ? size : -size;
}

/* --- Deviates -------------------------------------------------------------------------------- */

static cst_finding *share_of(uint64_t events, uint64_t of, double exact)
{
    enum { FINDINGS = 8 }; /* that are looked at together, at most */
    static cst_finding room[FINDINGS];
    static uint32_t made;
    cst_finding *finding = &room[made++ % FINDINGS];
    const double share = (double)events / (double)of;
    const cst_result result = {.estimate = share,
                               .low = share, /* so the closed form is judged by its tails */
                               .high = share,
                               .method = "Clopper-Pearson, attacks",
                               .events = events,
                               .of = of};
    cst_finding_free(finding);
    finding->far.high = 1.0;
    cst_shown_put(finding, CST_RESULT_MISS_SHARE, result, exact);
    return finding;
}

static void test_finding_deviate(void)
{
    static const struct {
        uint64_t of;
        double exact;
        uint64_t first, last, step;
    } cases[] = {
        {1000, 0.04, 8, 80, 1},   {100000, 0.04, 3700, 4300, 50}, {40, 0.5, 3, 37, 1},
        {100000, 1e-4, 0, 36, 1}, {1000, 0.99, 971, 1000, 1},     {10, 0.3, 0, 10, 1},
    };
    size_t negative = 0;
    size_t positive = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (uint64_t x = cases[i].first; x <= cases[i].last; x += cases[i].step) {
            const cst_finding *finding = share_of(x, cases[i].of, cases[i].exact);
            const double found = cst_finding_deviate(finding, CST_RESULT_MISS_SHARE);
            const double right = deviate(x, cases[i].of, cases[i].exact);
            CU_ASSERT(fabs(found - right) < 1e-7 * (1.0 + fabs(right)));
            negative += found < -1.0 ? 1 : 0;
            positive += found > 1.0 ? 1 : 0;
        }
    }
    CU_ASSERT(negative > 50 && positive > 50);
}

/* However far off an estimate is, it has a deviate, with all of its digits. */
static void test_finding_deviate_far_out(void)
{
    static const struct {
        double exact;
        uint64_t events;
    } cases[] = {{0.04, 4450}, {0.04, 4700}, {0.04, 6000}, {0.04, 3400},
                 {0.5, 47000}, {0.5, 54000}, {1e-4, 45},   {1e-4, 100}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const cst_finding *finding = share_of(cases[i].events, 100000, cases[i].exact);
        const double found = cst_finding_deviate(finding, CST_RESULT_MISS_SHARE);
        const double right = deviate(cases[i].events, 100000, cases[i].exact);
        const bool near = fabs(found - right) < 1e-7 * (1.0 + fabs(right));
        if (!near) {
            (void)fprintf(stderr, "\n  found %.12g, expected %.12g\n", found, right);
        }
        CU_ASSERT_TRUE(near);
    }
}

/* From a table: 4 heads of 4 have a mid-P of 1/32, no head of 8 has 1/512. */
static void test_finding_deviate_by_hand(void)
{
    cst_finding *finding = share_of(4, 4, 0.5);
    CU_ASSERT(fabs(cst_finding_deviate(finding, CST_RESULT_MISS_SHARE) - 1.8627) < 1e-4);
    finding = share_of(0, 8, 0.5);
    CU_ASSERT(fabs(cst_finding_deviate(finding, CST_RESULT_MISS_SHARE) + 2.8856) < 1e-4);
    finding = share_of(2, 4, 0.5);
    CU_ASSERT(fabs(cst_finding_deviate(finding, CST_RESULT_MISS_SHARE)) < 1e-12);
}

static void test_finding_deviate_errors(void)
{
    const cst_result_kind kind = CST_RESULT_MISS_SHARE;
    cst_result result;
    cst_finding *finding = share_of(0, 10, 0.29);
    CU_ASSERT(isnan(cst_finding_deviate(finding, kind))); /* 2.9 were expected */
    finding = share_of(0, 10, 0.31);
    CU_ASSERT_FALSE(isnan(cst_finding_deviate(finding, kind)));
    finding = share_of(1, 10, 0.01);
    CU_ASSERT_FALSE(isnan(cst_finding_deviate(finding, kind)));
    finding = share_of(5, 10, (double)NAN);
    CU_ASSERT(isnan(cst_finding_deviate(finding, kind)));
    finding = share_of(5, 10, 0.5);
    result = cst_finding_result(finding, kind);
    result.derived = true;
    cst_shown_put(finding, kind, result, 0.5);
    CU_ASSERT(isnan(cst_finding_deviate(finding, kind)));
    finding = share_of(5, 10, 0.5);
    result = cst_finding_result(finding, kind);
    result.method = "betting, trials";
    cst_shown_put(finding, kind, result, 0.5);
    CU_ASSERT(isnan(cst_finding_deviate(finding, kind)));
    result.method = NULL;
    cst_shown_put(finding, kind, result, 0.5);
    CU_ASSERT(isnan(cst_finding_deviate(finding, kind)));
    finding = share_of(0, 0, 0.5);
    CU_ASSERT(isnan(cst_finding_deviate(finding, kind)));
}

/* --- Agreement ------------------------------------------------------------------------------- */

static const char swept[] = "trial: {agents: 20, rounds: 10}\n"
                            "protocol: {kind: committee, reviewers: 3}\n"
                            "sweep: {scheming.rate: [0.1, 0.2], protocol.rule: [any, all]}\n";

/* What is said of findings that are right but for the last one but one, or the only one. */
static int agree(const cst_scenario *scenario, const cst_finding *judged, cst_error *error)
{
    static cst_finding finding[4];
    const cst_findings findings = {
        .scenario = scenario, .finding = finding, .count = scenario->cells};
    for (size_t i = 0; i < scenario->cells; i++) {
        finding[i] =
            i + 2 == scenario->cells || scenario->cells == 1 ? *judged : *share_of(5, 10, 0.5);
        finding[i].cell = &scenario->cell[i];
    }
    *error = (cst_error){0};
    return cst_findings_agree(&findings, error);
}

/* The most events out of 100,000 at 0.04 that a right program may show, by a plain sum. */
static uint64_t most_events(double level)
{
    uint64_t x = 4000;
    while (2.0 * cst_test_binomial_above(x, 100000, 0.04) >= level) {
        x++;
    }
    return x;
}

/* The level of five standard deviations is shared among cells; what is beyond it is refused. */
static void test_finding_agree_level(void)
{
    cst_scenario one;
    cst_scenario four;
    cst_error error;
    parse(&one, "{}");
    parse(&four, swept);
    CU_ASSERT_EQUAL_FATAL(four.cells, 4);
    const uint64_t alone = most_events(5.7e-7);
    const uint64_t shared = most_events(5.7e-7 / 4.0);
    CU_ASSERT(alone > 4300 && shared > alone);
    cst_finding *finding = share_of(alone, 100000, 0.04);
    CU_ASSERT_EQUAL(agree(&one, finding, &error), 0);
    finding = share_of(alone + 1, 100000, 0.04);
    CU_ASSERT_EQUAL(agree(&one, finding, &error), CST_ERR_DISAGREES);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "miss_share: estimate 0.043"));
    CU_ASSERT_EQUAL(agree(&four, finding, &error), 0);
    finding = share_of(shared, 100000, 0.04);
    CU_ASSERT_EQUAL(agree(&four, finding, &error), 0);
    finding = share_of(shared + 1, 100000, 0.04);
    CU_ASSERT_EQUAL(agree(&four, finding, &error), CST_ERR_DISAGREES);
    cst_result result = cst_finding_result(finding, CST_RESULT_MISS_SHARE);
    result.derived = true; /* judged where it comes from */
    cst_shown_put(finding, CST_RESULT_MISS_SHARE, result, 0.04);
    CU_ASSERT_EQUAL(agree(&four, finding, &error), 0);
    cst_scenario_free(&one);
    cst_scenario_free(&four);
}

/* Cell, result, estimate and closed form are named. */
static void test_finding_agree_names(void)
{
    cst_scenario scenario;
    cst_error error;
    parse(&scenario, swept);
    const cst_finding *finding = share_of(90, 100, 0.5);
    CU_ASSERT_EQUAL(agree(&scenario, finding, &error), CST_ERR_DISAGREES);
    CU_ASSERT_EQUAL(error.code, CST_ERR_DISAGREES);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "scheming.rate=0.2, protocol.rule=any: miss_share: "
                                              "estimate 0.9 (90 of 100) disagrees with its closed "
                                              "form 0.5: tails 1 below, "));
    cst_scenario_free(&scenario);
}

/* --- Samples with weights -------------------------------------------------------------------- */

static const char weighted[] = "trial: {agents: 20, rounds: 10}\n"
                               "scheming: {rate: 0.1}\n"
                               "monitor: {score: {tpr: 0.6}}\n"
                               "protocol: {kind: committee, reviewers: 3, rule: majority}\n"
                               "estimate: {trials: 4000, method: strata}\n";

enum { STRATUM = 1000 };

/* A thousand attacks with each number of scheming reviewers, of which so many escaped. */
static void fill_strata(cst_row *row, const uint64_t escaped[4])
{
    cst_row_free(row);
    *row = (cst_row){.count = {[CST_COUNT_TRIALS] = 4 * STRATUM,
                               [CST_COUNT_PLANNED] = 4 * STRATUM,
                               [CST_COUNT_TASKS] = 4 * STRATUM,
                               [CST_COUNT_ATTACKS] = 4 * STRATUM}};
    for (uint64_t s = 0; s < 4; s++) {
        row->count[CST_COUNT_ESCAPED] += escaped[s];
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMERS], s, STRATUM);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMERS_ESCAPED], s, escaped[s]);
    }
    row->count[CST_COUNT_CAUGHT] = 4 * STRATUM - row->count[CST_COUNT_ESCAPED];
}

/* Where the tail from x on is so much: by bisection. */
static double end_of(uint64_t x, bool upper, double tail)
{
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 100; i++) {
        const double p = 0.5 * (low + high);
        const double beyond =
            upper ? cst_test_binomial_below(x, STRATUM, p) : cst_test_binomial_above(x, STRATUM, p);
        *((beyond + cst_test_binomial_at(x, STRATUM, p) > tail) == upper ? &low : &high) = p;
    }
    return low;
}

/* 1e-11 shared among the strata, each with both of its tails; weights are binomial. */
static void test_finding_far(void)
{
    static const uint64_t escaped[] = {350, 640, 990, 995};
    static const double weight[] = {0.0729, 0.0243, 0.0027, 0.0001};
    static cst_row row;
    cst_scenario scenario;
    cst_cell cell;
    double low = 0.0;
    double high = 0.0;
    parse(&scenario, weighted);
    fill_strata(&row, escaped);
    CU_ASSERT_EQUAL_FATAL(
        cst_cell_make(&cell, scenario.cell[0].trial, &scenario.cell[0].estimate, NULL), 0);
    const cst_interval far = cst_finding_far(&cell, &row);
    for (int s = 0; s < 4; s++) {
        low += weight[s] * end_of(escaped[s], false, 1e-11 / 8.0);
        high += weight[s] * end_of(escaped[s], true, 1e-11 / 8.0);
    }
    CU_ASSERT(cst_test_relative(far.low, low) < 1e-9);
    CU_ASSERT(cst_test_relative(far.high, high) < 1e-9);
    cst_cell_free(&cell);
    cst_scenario_free(&scenario);
}

/* .352, .64, 1 and 1 of attacks escape of 0 to 3 scheming reviewers, .4401 / 10 of all tasks. Too
 * many and too few of those without one are far from it. */
static void test_finding_far_from_closed_form(void)
{
    static const uint64_t without[] = {352, 550, 180};
    static cst_row row;
    cst_scenario scenario;
    cst_findings findings;
    cst_error error = {0};
    const double risk = 0.0729 * 0.352 + 0.0243 * 0.64 + 0.0027 + 0.0001;
    parse(&scenario, weighted);
    CU_ASSERT_EQUAL_FATAL(cst_findings_init(&findings, &scenario, &error), 0);
    cst_finding *finding = &findings.finding[0];
    for (int i = 0; i < 3; i++) {
        const uint64_t escaped[4] = {without[i], 640, STRATUM, STRATUM};
        fill_strata(&row, escaped);
        cst_finding_free(finding);
        CU_ASSERT_EQUAL_FATAL(cst_finding_make(finding, &scenario.cell[0], &row, 4000, &error), 0);
        const cst_result found = cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK);
        const double estimate = risk + 0.0729 * ((double)without[i] - 352.0) / 1000.0;
        CU_ASSERT(cst_test_relative(cst_finding_exact(finding, CST_RESULT_RESIDUAL_RISK), risk) <
                  1e-12);
        CU_ASSERT(cst_test_relative(found.estimate, estimate) < 1e-12);
        CU_ASSERT(finding->far.low < estimate && estimate < finding->far.high);
        CU_ASSERT_EQUAL(finding->cell->made->trial_tasks, 1);
        CU_ASSERT_TRUE(finding->worst.applies);
        CU_ASSERT_EQUAL(cst_findings_agree(&findings, &error), i == 0 ? 0 : CST_ERR_DISAGREES);
        CU_ASSERT_EQUAL(strncmp(error.text,
                                "residual_risk: its closed form 0.0440128 is outside of [0.0",
                                i == 0 ? 0 : 58),
                        0);
    }
    cst_findings_free(&findings);
    cst_scenario_free(&scenario);
}

CST_SUITE("finding_agree", CST_TEST(test_finding_deviate), CST_TEST(test_finding_deviate_far_out),
          CST_TEST(test_finding_deviate_by_hand), CST_TEST(test_finding_deviate_errors),
          CST_TEST(test_finding_agree_level), CST_TEST(test_finding_agree_names),
          CST_TEST(test_finding_far), CST_TEST(test_finding_far_from_closed_form))
