/* SPDX-License-Identifier: MIT
 * A benchmark of findings made by hand: worst cases, groups of equal reviews, ranks and names. */
#include "study/benchmark.h"

#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One protocol's file: its findings, whose estimates are written in by the tests. Another protocol,
 * which uses what is swept, is in the sweep and is not looked at. */
typedef struct entry {
    cst_scenario scenario;
    cst_findings findings;
    cst_finding *finding[2]; /* of the protocol, against none and always-pass */
} entry;

static void make(entry *of, const char *kind, const char *rest)
{
    char text[512];
    snprintf(text, sizeof text,
             "trial: {agents: 10, rounds: 10}\n"
             "scheming: {rate: 0.01}\n"
             "protocol: {kind: %s%s}\n"
             "estimate: {trials: 100, confidence: 0.95}\n"
             "sweep: {collusion.strategy: [none, always-pass], protocol.kind: [%s, %s]}\n",
             kind, rest, kind, strcmp(kind, "committee") == 0 ? "untrusted-monitor" : "committee");
    cst_error error = {0};
    const int code = cst_scenario_parse(&of->scenario, "test", text, strlen(text), NULL, &error);
    if (code != 0) {
        printf("%s\n", error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
    CU_ASSERT_EQUAL_FATAL(of->scenario.cells, 4);
    CU_ASSERT_EQUAL_FATAL(cst_findings_init(&of->findings, &of->scenario, NULL), 0);
    for (size_t i = 0, found = 0; i < 4; i++) {
        cst_finding *finding = &of->findings.finding[i];
        finding->cell = &of->scenario.cell[i];
        if (strcmp(finding->cell->trial->protocol.kind->name, kind) == 0) {
            CU_ASSERT_FATAL(found < 2);
            of->finding[found++] = finding;
        }
    }
}

static void drop(entry *of)
{
    cst_findings_free(&of->findings);
    cst_scenario_free(&of->scenario);
}

/* Adds both cells with these estimates. */
static void add(cst_benchmark *benchmark, entry *of, const char *label, double none, double pass)
{
    const double risk[2] = {none, pass};
    for (size_t i = 0; i < 2; i++) {
        cst_finding *finding = of->finding[i];
        const cst_result result = {.estimate = risk[i], .method = "by hand"};
        cst_shown_put(finding, CST_RESULT_RESIDUAL_RISK, result, (double)NAN);
        CU_ASSERT_EQUAL_FATAL(
            cst_benchmark_add(benchmark, &of->scenario, finding, label, (cst_interval){0}, NULL),
            0);
    }
}

/* The interval of a place, as cst_benchmark_gather puts it there. */
static void put(cst_benchmark *benchmark, const char *kind, uint32_t column, double low,
                double high)
{
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        if (strcmp(benchmark->row[i].kind->name, kind) == 0) {
            benchmark->row[i].together[column] = (cst_interval){.low = low, .high = high};
        }
    }
}

static const cst_benchmark_row *row_of(const cst_benchmark *benchmark, const char *name)
{
    for (uint32_t i = 0; i < benchmark->rows; i++) {
        if (strcmp(benchmark->row[i].name, name) == 0) {
            return &benchmark->row[i];
        }
    }
    CU_FAIL("no such row");
    return &benchmark->row[0];
}

/* Three protocols with one review a task. The worst case is the largest estimate; its interval goes
 * from the largest low end to the largest high end; two that overlap share their places. */
static void test_benchmark_worst_and_ranks(void)
{
    entry untrusted = {0};
    entry trusted = {0};
    entry committee = {0};
    cst_benchmark *benchmark = calloc(1, sizeof *benchmark);
    make(&untrusted, "untrusted-monitor", "");
    make(&trusted, "trusted-monitor", "");
    make(&committee, "committee", ", reviewers: 1, rule: any");
    CU_ASSERT_PTR_NOT_NULL_FATAL(benchmark);
    add(benchmark, &untrusted, "a", 1e-3, 5e-3);
    add(benchmark, &trusted, "a", 3e-3, 2e-3);
    add(benchmark, &committee, "a", NAN, 1e-4);
    CU_ASSERT_EQUAL(benchmark->rows, 3);
    CU_ASSERT_EQUAL(benchmark->columns, 2);
    CU_ASSERT_EQUAL(benchmark->confidence, 0.95);
    put(benchmark, "untrusted-monitor", 0, 5e-4, 2e-3);
    put(benchmark, "untrusted-monitor", 1, 2.5e-3, 7e-3);
    put(benchmark, "trusted-monitor", 0, 2e-3, 4e-3);
    put(benchmark, "trusted-monitor", 1, 1e-3, 6e-3);
    put(benchmark, "committee", 0, 0.0, 1e-5);
    put(benchmark, "committee", 1, 5e-5, 2e-4);
    cst_benchmark_rank(benchmark);
    const cst_benchmark_row *first = row_of(benchmark, "committee");
    const cst_benchmark_row *second = row_of(benchmark, "trusted-monitor");
    const cst_benchmark_row *third = row_of(benchmark, "untrusted-monitor");
    CU_ASSERT(first == &benchmark->row[0] && second == first + 1 && third == second + 1);
    CU_ASSERT_EQUAL(first->worst, 1);
    CU_ASSERT_EQUAL(second->worst, 0);
    CU_ASSERT_EQUAL(third->worst, 1);
    CU_ASSERT(second->at_worst.low == 2e-3 && second->at_worst.high == 6e-3);
    CU_ASSERT(third->at_worst.low == 2.5e-3 && third->at_worst.high == 7e-3);
    CU_ASSERT(first->ranks.best == 1 && first->ranks.worst == 1);
    CU_ASSERT(second->ranks.best == 2 && second->ranks.worst == 3);
    CU_ASSERT(third->ranks.best == 2 && third->ranks.worst == 3);
    drop(&untrusted);
    drop(&trusted);
    drop(&committee);
    free(benchmark);
}

/* Reviews of a task by hand: a trusted monitor 1, k agents k, both 1 + k; three levels of which
 * each sees half of what the one before saw, 1 + .5 + .25. Only equal ones are ranked together. */
static void test_benchmark_groups(void)
{
    static const struct {
        const char *kind, *rest;
        double reviews;
        uint32_t group;
    } table[] = {
        {"random-audit", ", audit: {share: 0.1}", 0.0, 0},
        {"trusted-monitor", "", 1.0, 1},
        {"untrusted-monitor", "", 1.0, 1},
        {"hierarchy", ", depth: 3, escalate: 0.5", 1.75, 3},
        {"trusted-and-untrusted",
         "}\nmonitor: {joint: {honest_correlation: 0, attack_correlation: 0}", 2.0, 4},
        {"committee", ", reviewers: 3", 3.0, 5},
    };
    enum { ROWS = sizeof table / sizeof table[0] };
    entry of[ROWS] = {0};
    cst_benchmark *benchmark = calloc(1, sizeof *benchmark);
    CU_ASSERT_PTR_NOT_NULL_FATAL(benchmark);
    for (size_t i = 0; i < ROWS; i++) {
        make(&of[i], table[i].kind, table[i].rest);
        add(benchmark, &of[i], "a", 1e-3 * (double)(i + 1), 1e-4);
    }
    cst_benchmark_rank(benchmark);
    for (size_t i = 0; i < ROWS; i++) {
        CU_ASSERT_STRING_EQUAL(benchmark->row[i].kind->name, table[i].kind);
        CU_ASSERT_EQUAL(benchmark->row[i].reviews, table[i].reviews);
        CU_ASSERT_EQUAL(benchmark->row[i].group, table[i].group);
        CU_ASSERT_STRING_EQUAL(benchmark->row[i].name, table[i].kind);
        CU_ASSERT_EQUAL(benchmark->row[i].ranks.best, 1); /* within its group: all at [0, 0] */
    }
    for (size_t i = 0; i < ROWS; i++) {
        drop(&of[i]);
    }
    free(benchmark);
}

/* One kind with other reviews is told by them, with the same ones by its file. */
static void test_benchmark_names(void)
{
    entry two = {0};
    entry three = {0};
    entry other = {0};
    cst_benchmark *benchmark = calloc(1, sizeof *benchmark);
    CU_ASSERT_PTR_NOT_NULL_FATAL(benchmark);
    make(&two, "committee", ", reviewers: 2");
    make(&three, "committee", ", reviewers: 3");
    make(&other, "committee", ", reviewers: 3, rule: all");
    add(benchmark, &two, "two", 1e-3, 2e-3);
    add(benchmark, &three, "three", 1e-3, 2e-3);
    cst_benchmark_rank(benchmark);
    CU_ASSERT_STRING_EQUAL(benchmark->row[0].name, "committee, 2 reviews");
    CU_ASSERT_STRING_EQUAL(benchmark->row[1].name, "committee, 3 reviews");
    add(benchmark, &other, "all", 1e-3, 3e-3);
    cst_benchmark_rank(benchmark);
    CU_ASSERT_STRING_EQUAL(benchmark->row[0].name, "committee, 2 reviews");
    CU_ASSERT_STRING_EQUAL(benchmark->row[1].name, "committee (three)");
    CU_ASSERT_STRING_EQUAL(benchmark->row[2].name, "committee (all)");
    CU_ASSERT(!benchmark->row[0].many && benchmark->row[1].many && benchmark->row[2].many);
    drop(&two);
    drop(&three);
    drop(&other);
    free(benchmark);
}

static void test_benchmark_refuses(void)
{
    entry of = {0};
    cst_error error = {0};
    cst_benchmark *benchmark = calloc(1, sizeof *benchmark);
    CU_ASSERT_PTR_NOT_NULL_FATAL(benchmark);
    make(&of, "committee", "");
    add(benchmark, &of, "a", 1e-3, 1e-3);
    const cst_finding *finding = of.finding[1];
    CU_ASSERT_EQUAL(
        cst_benchmark_add(benchmark, &of.scenario, finding, "a", (cst_interval){0}, &error),
        CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "committee against always-pass is there twice"));
    for (int i = 1; i < CST_BENCHMARK_ROWS; i++) {
        char label[16];
        snprintf(label, sizeof label, "%d", i);
        CU_ASSERT_EQUAL(
            cst_benchmark_add(benchmark, &of.scenario, finding, label, (cst_interval){0}, NULL), 0);
    }
    CU_ASSERT_EQUAL(
        cst_benchmark_add(benchmark, &of.scenario, finding, "one more", (cst_interval){0}, &error),
        CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "at most 64 protocols"));
    drop(&of);
    free(benchmark);
}

/* P(X <= x) of a binomial law, term by term. */
static double at_most(uint32_t x, uint32_t n, double p)
{
    double sum = 0.0;
    for (uint32_t i = 0; i <= x; i++) {
        sum += exp(lgamma(n + 1.0) - lgamma(i + 1.0) - lgamma((double)(n - i) + 1.0) + i * log(p) +
                   (n - i) * log1p(-p));
    }
    return sum;
}

/* 30 of 10,000 planned tasks, an interval of a benchmark of 4 cells: each end leaves a tail of
 * .05 / 4 / 2, found by halving. */
static void test_benchmark_together(void)
{
    entry of = {0};
    cst_cell cell;
    cst_benchmark *benchmark = calloc(1, sizeof *benchmark);
    cst_row row = {0};
    CU_ASSERT_FATAL(benchmark != NULL);
    make(&of, "untrusted-monitor", "");
    const cst_scenario_cell *known = of.finding[1]->cell;
    CU_ASSERT_EQUAL_FATAL(cst_cell_make(&cell, known->trial, &known->estimate, NULL), 0);
    row.count[CST_COUNT_TRIALS] = 100;
    row.count[CST_COUNT_PLANNED] = row.count[CST_COUNT_TASKS] = 10000;
    row.count[CST_COUNT_ATTACKS] = 100;
    row.count[CST_COUNT_ESCAPED] = 30;
    row.count[CST_COUNT_CAUGHT] = 70;
    benchmark->cells = 4;
    const cst_interval found = cst_benchmark_together(benchmark, &cell, &row);
    const double tail = 0.05 / 4.0 / 2.0;
    CU_ASSERT_DOUBLE_EQUAL(1.0 - at_most(29, 10000, found.low), tail, 1e-6 * tail);
    CU_ASSERT_DOUBLE_EQUAL(at_most(30, 10000, found.high), tail, 1e-6 * tail);
    CU_ASSERT(found.low < 0.003 && found.high > 0.003);
    cst_cell_free(&cell);
    drop(&of);
    cst_row_free(&row);
    free(benchmark);
}

/* --- Scenarios of their own files ------------------------------------------------------------- */

/* Reads a part; nothing has run. */
static void make_part(cst_study *of, const char *file, const char *text)
{
    static const cst_row nothing;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(&of->scenario, file, text, strlen(text), NULL, &error),
                          0);
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&of->job, &of->scenario, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_findings_init(&of->findings, &of->scenario, &error), 0);
    for (size_t i = 0; i < of->findings.count; i++) {
        CU_ASSERT_EQUAL_FATAL(
            cst_finding_make(&of->findings.finding[i], &of->scenario.cell[i], &nothing, 0, &error),
            0);
    }
}

/* What two scenarios must share, and what may be swept. */
static void test_benchmark_check(void)
{
    static const struct {
        const char *second, *said;
    } cases[] = {
        {"{protocol: {kind: committee, reviewers: 2}}", NULL},
        {"{protocol: {kind: committee}, trial: {agents: 12}}",
         "benchmark: b.yaml: expected the trial.agents of a.yaml, found another one"},
        {"{protocol: {kind: committee}, estimate: {seed: 2}}",
         "benchmark: b.yaml: expected the estimate.seed of a.yaml, found another one"},
        {"{protocol: {kind: committee}, sweep: {protocol.reviewers: [1, 2]}}",
         "benchmark: b.yaml: expected a sweep over protocol.kind, protocol.audit.budget, "
         "collusion.strategy and scheming.rate only, found protocol.reviewers"},
        {"{protocol: {kind: committee}, sweep: {scheming.rate: [0.1, 0.01]}}", NULL},
        {"{protocol: {kind: committee}, scheming: {rate: 0.2}}", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_study parts[2] = {0};
        cst_error error = {0};
        make_part(&parts[0], "a.yaml", "{sweep: {collusion.strategy: [none, always-pass]}}");
        make_part(&parts[1], "b.yaml", cases[i].second);
        const int code = cst_benchmark_check(parts, 2, &error);
        CU_ASSERT_EQUAL(code, cases[i].said == NULL ? 0 : CST_ERR_USAGE);
        CU_ASSERT_STRING_EQUAL(error.text, cases[i].said == NULL ? "" : cases[i].said);
        cst_study_free(&parts[0]);
        cst_study_free(&parts[1]);
    }
}

/* Rates are compared each by itself, the highest first; names are told apart within one. */
static void test_benchmark_rates(void)
{
    static const char scenario[] = "{protocol: {kind: committee, reviewers: %u},"
                                   " sweep: {scheming.rate: [0.001, 0.1]}}";
    static const double rate[3] = {0.1, 0.1, 0.001};
    static const char *const name[3] = {"committee, 2 reviews", "committee, 3 reviews",
                                        "committee"};
    cst_study parts[2] = {0};
    cst_benchmark *made = calloc(1, sizeof *made);
    cst_error error = {0};
    char text[128];
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    snprintf(text, sizeof text, scenario, 2U);
    make_part(&parts[0], "two", text);
    make_part(&parts[1], "three", "{protocol: {kind: committee}, scheming: {rate: 0.1}}");
    CU_ASSERT_EQUAL(cst_benchmark_gather(made, parts, 2, &error), 0);
    CU_ASSERT_FATAL(made->rates && made->rows == 3 && made->cells == 3);
    for (uint32_t i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(made->row[i].rate, rate[i]);
        CU_ASSERT_EQUAL(made->row[i].group, i);
        CU_ASSERT_STRING_EQUAL(made->row[i].name, name[i]);
        CU_ASSERT(made->row[i].ranks.best == 1 && made->row[i].ranks.worst == 1);
    }
    cst_study_free(&parts[0]);
    cst_study_free(&parts[1]);
    free(made);
}

/* Budgets are compared each by itself, the smallest first, within a rate; what has none stands
 * before them. */
static void test_benchmark_budgets(void)
{
    static const char scenario[] = "{scheming: {rate: 0.1}, estimate: {trials: 10},"
                                   " sweep: {protocol.kind: [untrusted-monitor, trusted-monitor],"
                                   " protocol.audit.budget: [0.2, 0.05]}}";
    static const double budget[7] = {0.0, 0.05, 0.05, 0.05, 0.2, 0.2, 0.2};
    static const uint32_t group[7] = {0, 1, 1, 1, 4, 4, 4};
    cst_study parts[2] = {0};
    cst_benchmark *made = calloc(1, sizeof *made);
    cst_error error = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    make_part(&parts[0], "budgets", scenario);
    make_part(&parts[1], "none", /* which takes no budget: there once */
              "{scheming: {rate: 0.1}, sweep: {protocol.kind: [none, trusted-monitor],"
              " protocol.audit.budget: [0.2, 0.05]}}");
    CU_ASSERT_EQUAL(cst_benchmark_check(parts, 2, &error), 0);
    CU_ASSERT_EQUAL(cst_benchmark_gather(made, parts, 2, &error), 0);
    CU_ASSERT_FATAL(made->budgets && !made->rates && made->rows == 7 && made->cells == 7);
    for (uint32_t i = 0; i < 7; i++) {
        CU_ASSERT_EQUAL(made->row[i].budget, budget[i]);
        CU_ASSERT_EQUAL(made->row[i].group, group[i]);
    }
    CU_ASSERT_STRING_EQUAL(made->row[0].name, "none");
    CU_ASSERT_EQUAL(cst_benchmark_end(made, 0), 1);
    CU_ASSERT_EQUAL(cst_benchmark_end(made, 1), 4);
    CU_ASSERT_EQUAL(cst_benchmark_end(made, 4), 7);
    cst_study_free(&parts[0]);
    cst_study_free(&parts[1]);
    free(made);
}

/* Two protocols of one kind and cost are told apart by their files' names, without folder and
 * ending; where these are the same, one place is taken twice. */
static void test_benchmark_gather(void)
{
    static const char one[] = "{protocol: {kind: committee, reviewers: 3, rule: any}}";
    static const char other[] = "{protocol: {kind: committee, reviewers: 3, rule: all},"
                                " sweep: {collusion.strategy: [none, always-pass]}}";
    cst_study parts[2] = {0};
    cst_benchmark *made = calloc(2, sizeof *made);
    cst_error error = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    make_part(&parts[0], "some/folder/any.of.yaml", one);
    make_part(&parts[1], "all", other);
    CU_ASSERT_EQUAL(cst_benchmark_gather(&made[0], parts, 2, &error), 0);
    CU_ASSERT(made[0].rows == 2 && made[0].cells == 3);
    CU_ASSERT_STRING_EQUAL(made[0].row[0].name, "committee (all)");
    CU_ASSERT_STRING_EQUAL(made[0].row[1].name, "committee (any.of)");
    CU_ASSERT_EQUAL(made[0].row[0].together[1].low, 0.0);
    CU_ASSERT(made[0].row[0].together[1].high > 0.0);
    cst_study_free(&parts[1]);
    make_part(&parts[1], "any.of.txt", one);
    CU_ASSERT_EQUAL(cst_benchmark_gather(&made[1], parts, 2, &error), CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "is there twice"));
    cst_study_free(&parts[0]);
    cst_study_free(&parts[1]);
    free(made);
}

CST_SUITE("benchmark", CST_TEST(test_benchmark_worst_and_ranks), CST_TEST(test_benchmark_groups),
          CST_TEST(test_benchmark_names), CST_TEST(test_benchmark_rates),
          CST_TEST(test_benchmark_budgets), CST_TEST(test_benchmark_refuses),
          CST_TEST(test_benchmark_together), CST_TEST(test_benchmark_check),
          CST_TEST(test_benchmark_gather))
