/* SPDX-License-Identifier: MIT
 * Cells in pairs with the first: two monitors by hand, cells that cannot differ, what is refused;
 * and how it is shown. Covers: print_compare. */
#include "study/compare.h"

#include "cli/show/print.h"
#include "tests/lib/binomial.h"
#include "tests/lib/caught.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

enum { TRIALS = 200, TASKS = 100 };

static void parse(cst_scenario *scenario, const char *text)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
}

typedef struct heard {
    uint64_t times;
    cst_progress last;
} heard;

static void hear(void *self, const cst_progress *now)
{
    heard *to = self;
    CU_ASSERT(now->tasks_done >= to->last.tasks_done && now->seconds_left >= 0.0);
    to->last = *now;
    to->times++;
}

static void run(cst_comparison *made, cst_scenario *scenario, const char *text)
{
    heard progress = {0};
    cst_error error = {0};
    parse(scenario, text);
    CU_ASSERT_EQUAL_FATAL(cst_compare_init(made, scenario, &error), 0);
    CU_ASSERT_EQUAL(cst_compare_run(made, hear, &progress, &error), 0);
    CU_ASSERT_EQUAL(progress.times, TRIALS);
    CU_ASSERT_EQUAL(progress.last.tasks_all, scenario->cells * TRIALS * TASKS);
    CU_ASSERT_EQUAL(progress.last.tasks_done, progress.last.tasks_all);
}

/* Monitors that find half and nine tenths leave .05 and .01 of .1. */
static void test_compare_monitors(void)
{
    static const char *const screen[] = {
        "monitor.trusted.score.tpr residual_risk interval difference interval about +- gain "
        "usefulness work_done audit_hours\n",
        "] (compared with)", "\n0.9 ", "200 trials of each by skip, with the same random numbers.",
        NULL};
    static const char *const json[] = {
        "{\"at\":{\"monitor.trusted.score.tpr\":\"0.5\"},\"method\":\"skip\",\"trials\":200,"
        "\"differ\":0,\"residual_risk\":",
        "\"confidence\":0.999999,\"variance\":", NULL};
    cst_scenario scenario;
    cst_comparison made;
    cst_caught seen;
    run(&made, &scenario,
        "{trial: {agents: 10, rounds: 10}, scheming: {rate: 0.1},"
        " protocol: {kind: trusted-monitor}, estimate: {trials: 200, confidence: 0.999999},"
        " sweep: {monitor.trusted.score.tpr: [0.5, 0.9]}}");
    CU_ASSERT_STRING_EQUAL(made.method->name, "skip");
    const cst_pair_difference first = cst_compare_at(&made, 0);
    const cst_pair_difference other = cst_compare_at(&made, 1);
    CU_ASSERT(first.risk.low < 0.05 && 0.05 < first.risk.high);
    CU_ASSERT(other.risk.low < 0.01 && 0.01 < other.risk.high);
    CU_ASSERT(first.work_done.low < 0.9 * 0.99 && 0.9 * 0.99 < first.work_done.high);
    CU_ASSERT(first.audit_hours.low < 59.0 / 6.0 && 59.0 / 6.0 < first.audit_hours.high);
    CU_ASSERT(other.usefulness.low < 0.99 && 0.99 < other.usefulness.high);
    CU_ASSERT(other.low < -0.04 && -0.04 < other.high && other.high < 0.0);
    CU_ASSERT(other.low < other.difference && other.difference < other.high);
    CU_ASSERT(cst_test_relative(other.difference, other.risk.estimate - first.risk.estimate) <
              1e-9);
    CU_ASSERT(other.paired > 0.0 && other.paired < other.unpaired);
    CU_ASSERT(made.pairing[0].differ == 0 && made.pairing[1].differ > TRIALS / 2);
    cst_caught_begin(&seen);
    cst_print_compare(seen.out, &made);
    cst_caught_parts(&seen, screen);
    cst_caught_begin(&seen);
    cst_print_compare_json(seen.out, &made);
    cst_caught_parts(&seen, json);
    cst_compare_free(&made);
    CU_ASSERT_PTR_NULL(made.cell);
    cst_scenario_free(&scenario);
}

/* Where nobody reviews no strategy makes a difference, in any trial. One method for all: naive,
 * where one cell is skip's and another naive's. */
static void test_compare_alike(void)
{
    cst_scenario scenario;
    cst_comparison made;
    run(&made, &scenario,
        "{trial: {agents: 10, rounds: 10}, scheming: {rate: 0.1}, protocol: {kind: none},"
        " estimate: {trials: 200},"
        " sweep: {estimate.method: [skip, naive]}}");
    CU_ASSERT_STRING_EQUAL(made.method->name, "naive");
    CU_ASSERT_EQUAL(made.pairing[1].differ, 0);
    CU_ASSERT_EQUAL(made.pairing[0].row.count[CST_COUNT_ESCAPED],
                    made.pairing[1].row.count[CST_COUNT_ESCAPED]);
    CU_ASSERT(isnan(cst_compare_at(&made, 1).difference));
    cst_compare_free(&made);
    cst_scenario_free(&scenario);
}

static void test_compare_errors(void)
{
    static const struct {
        const char *text;
        int code;
        const char *said;
    } cases[] = {
        {"{}", CST_ERR_RANGE, "x.yaml: expected a sweep of at least two cells to compare"},
        {"{estimate: {trials: 1}, sweep: {scheming.rate: [0.1, 0.2]}}", CST_ERR_RANGE,
         "expected at least 2 trials to compare, found 1"},
        {"{estimate: {method: strata}, sweep: {scheming.rate: [0.1, 0.2]}}", CST_ERR_METHOD,
         "no deployments that could be compared"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_scenario scenario;
        cst_comparison made;
        cst_error error = {0};
        parse(&scenario, cases[i].text);
        CU_ASSERT_EQUAL(cst_compare_init(&made, &scenario, &error), cases[i].code);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].said));
        cst_compare_free(&made);
        cst_scenario_free(&scenario);
    }
}

static void ignore(void *self, const cst_progress *now)
{
    (void)self;
    (void)now;
}

static void decide(cst_comparison *made, cst_scenario *scenario, const char *text)
{
    cst_error error = {0};
    parse(scenario, text);
    CU_ASSERT_EQUAL_FATAL(cst_compare_init(made, scenario, &error), 0);
    cst_compare_decide(made);
    CU_ASSERT_EQUAL(cst_compare_run(made, ignore, NULL, &error), 0);
}

/* Three monitors that are far apart: the trials end early, at a look, decided as the closed forms
 * say; and the trials that were run are those of a run that is as long. */
static void test_compare_decide(void)
{
    static const char text[] = "{trial: {agents: 10, rounds: 10}, scheming: {rate: 0.1},"
                               " protocol: {kind: trusted-monitor}, estimate: {trials: %d},"
                               " sweep: {monitor.trusted.score.tpr: [0.5, 0.9, 0.1]}}";
    static const char *const screen[] = {
        "Each interval holds with 95 % confidence by itself, at every look, whatever",
        "Decided: every interval of a difference is above or below 0 after ",
        " of 100000 trials, asked at 23 looks.", NULL};
    static const char *const json[] = {"\"looks\":23,\"decided\":true,", "\"about\":null,", NULL};
    char with[512];
    cst_scenario scenarios[2];
    cst_comparison made;
    cst_comparison whole;
    cst_caught seen;
    cst_error error = {0};
    (void)snprintf(with, sizeof with, text, 100000);
    decide(&made, &scenarios[0], with);
    CU_ASSERT(made.open == 0 && made.done < 1000 && made.done % 16 == 0);
    CU_ASSERT(cst_compare_at(&made, 1).high < 0.0 && cst_compare_at(&made, 2).low > 0.0);
    CU_ASSERT_EQUAL(cst_compare_check(&made, &error), 0);
    (void)snprintf(with, sizeof with, text, (int)made.done);
    parse(&scenarios[1], with);
    CU_ASSERT_EQUAL_FATAL(cst_compare_init(&whole, &scenarios[1], &error), 0);
    CU_ASSERT_EQUAL(cst_compare_run(&whole, ignore, NULL, &error), 0);
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT(made.pairing[i].sum == whole.pairing[i].sum);
        CU_ASSERT(made.pairing[i].product == whole.pairing[i].product);
    }
    cst_caught_begin(&seen);
    cst_print_compare(seen.out, &made);
    cst_caught_parts(&seen, screen);
    cst_caught_begin(&seen);
    cst_print_compare_json(seen.out, &made);
    cst_caught_parts(&seen, json);
    cst_compare_free(&whole);
    cst_compare_free(&made);
    cst_scenario_free(&scenarios[1]);
    cst_scenario_free(&scenarios[0]);
}

/* One that differs and one that cannot. */
static void test_compare_open(void)
{
    cst_scenario scenario;
    cst_comparison made;
    cst_error error = {0};
    decide(&made, &scenario,
           "{trial: {agents: 10, rounds: 10}, scheming: {rate: 0.1}, protocol: {kind: none},"
           " estimate: {trials: 100}, sweep: {scheming.rate: [0.1, 0.9],"
           " estimate.method: [skip, naive]}}");
    CU_ASSERT(made.open == 1 && made.done == 100);
    CU_ASSERT_EQUAL(cst_compare_check(&made, &error), CST_ERR_PRECISION);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "compare --decide: 1 of 3 differences are open, and "
                                              "all 100 trials are spent; scheming.rate=0.1, "
                                              "estimate.method=naive: it lies in ["));
    cst_compare_free(&made);
    cst_scenario_free(&scenario);
}

enum { REPLICATES = 200, MOST = 320 };

/* Of two cells with the same risk, two reviewers that find half and one that finds three quarters,
 * whose trials differ: whether a side was taken at some look, and
 * whether Student's interval of pairs lay beside 0 at some of the same looks. */
static void look_for_sides(uint64_t seed, bool *taken, bool *peeked)
{
    char text[512];
    cst_scenario scenario;
    cst_comparison made;
    cst_error error = {0};
    (void)snprintf(text, sizeof text,
                   "{trial: {agents: 10, rounds: 10}, scheming: {rate: 0.1},"
                   " protocol: {reviewers: 2, rule: any}, collusion: {strategy: none},"
                   " monitor: {score: {tpr: 0.5}, trusted: {score: {tpr: 0.75}}},"
                   " estimate: {trials: %d, seed: %d},"
                   " sweep: {protocol.kind: [committee, trusted-monitor]}}",
                   (int)MOST, (int)seed);
    decide(&made, &scenario, text);
    *taken = made.open == 0;
    *peeked = false;
    cst_compare_free(&made);
    CU_ASSERT_EQUAL_FATAL(cst_compare_init(&made, &scenario, &error), 0);
    for (uint32_t look = 1; look <= cst_stop_looks(MOST / 16); look++) {
        const uint64_t done = made.pairing[1].trials;
        const uint64_t trials = 16 * cst_stop_look(MOST / 16, look) - done;
        CU_ASSERT_EQUAL(cst_pairing_run(made.cell, 2, done, trials, made.pairing, &error), 0);
        const cst_pair_difference found = cst_compare_at(&made, 1);
        *peeked = *peeked || fabs(found.difference) > found.about;
    }
    cst_compare_free(&made);
    cst_scenario_free(&scenario);
}

/* P(so many or more of the replicates) where each is wrong with chance .05. */
static double tail(uint64_t wrong)
{
    return wrong == 0 ? 1.0 : cst_test_binomial_above(wrong - 1, REPLICATES, 0.05);
}

/* Sides are taken wrongly in no more than a twentieth; who peeks with an interval for one look
 * takes more. */
static void test_compare_peeking(void)
{
    uint64_t wrong = 0;
    uint64_t peeking = 0;
    for (uint64_t seed = 1; seed <= REPLICATES; seed++) {
        bool taken = false;
        bool peeked = false;
        look_for_sides(seed, &taken, &peeked);
        wrong += taken;
        peeking += peeked;
    }
    (void)printf("\n    of %d with equal risks: a side in %llu, by peeking in %llu\n",
                 (int)REPLICATES, (unsigned long long)wrong, (unsigned long long)peeking);
    CU_ASSERT(tail(wrong) > 1e-6);
    CU_ASSERT(tail(peeking) < 1e-9);
}

/* Where trials end by what was seen, the interval at that look holds the closed forms' difference.
 */
static void test_compare_ends(void)
{
    enum { TIMES = 100 };
    uint64_t missed = 0;
    uint64_t ended = 0;
    for (int seed = 1; seed <= TIMES; seed++) {
        char text[512];
        cst_scenario scenario;
        cst_comparison made;
        (void)snprintf(text, sizeof text,
                       "{trial: {agents: 10, rounds: 10}, scheming: {rate: 0.1},"
                       " protocol: {kind: trusted-monitor}, estimate: {trials: %d, seed: %d},"
                       " sweep: {monitor.trusted.score.tpr: [0.5, 0.7]}}",
                       (int)MOST, seed);
        decide(&made, &scenario, text);
        const cst_pair_difference found = cst_compare_at(&made, 1);
        missed += !(found.low <= -0.02 && -0.02 <= found.high);
        ended += made.done < MOST;
        cst_compare_free(&made);
        cst_scenario_free(&scenario);
    }
    CU_ASSERT(ended > TIMES / 2);
    CU_ASSERT(missed == 0 || cst_test_binomial_above(missed - 1, TIMES, 0.05) > 1e-6);
}

CST_SUITE("compare", CST_TEST(test_compare_monitors), CST_TEST(test_compare_alike),
          CST_TEST(test_compare_errors), CST_TEST(test_compare_decide), CST_TEST(test_compare_open),
          CST_TEST(test_compare_peeking), CST_TEST(test_compare_ends))
