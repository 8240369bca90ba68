/* SPDX-License-Identifier: MIT
 * A benchmark and a surface by hand in, tables, JSON and CSV out. Covers: print_surface. */
#include "cli/show/print.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>

/* Nobody reviews, and one of two reviewers; the second against two strategies. */
typedef struct sheet {
    cst_shown none, two;
    cst_benchmark *benchmark; /* heap */
} sheet;

static void rank_row(cst_benchmark_row *row, cst_shown *of, size_t cells)
{
    const cst_finding *finding = of->findings.finding;
    *row = (cst_benchmark_row){.kind = finding->cell->trial->protocol.kind,
                               .rate = 0.1,
                               .finding = {&finding[0], cells > 1 ? &finding[1] : NULL},
                               .ranks = {1, 1}};
    (void)snprintf(row->name, sizeof row->name, "%s", row->kind->name);
}

static void make(sheet *of)
{
    cst_benchmark *made = calloc(1, sizeof *made);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    cst_shown_make(&of->none, "{protocol: {kind: none}}");
    cst_shown_make(&of->two, "{protocol: {kind: committee, reviewers: 2, rule: any},"
                             " sweep: {collusion.strategy: [none, always-pass]}}");
    cst_shown_set(&of->none, 0, CST_RESULT_RESIDUAL_RISK, 0.4, 0.5, 0.6);
    cst_shown_set(&of->two, 0, CST_RESULT_RESIDUAL_RISK, 0.0, NAN, 0.0037);
    cst_shown_set(&of->two, 1, CST_RESULT_RESIDUAL_RISK, 0.1, 0.2, 0.3);
    cst_shown_set(&of->two, 1, CST_RESULT_REVIEW_COST, 2.0, 2.0, 2.0);
    cst_shown_set(&of->two, 1, CST_RESULT_AUDIT_HOURS, 3.0, 3.5, 4.0);
    cst_shown_set(&of->two, 1, CST_RESULT_WORK_DONE, 0.7, 0.8, 0.9);
    made->rows = made->columns = 2;
    made->column[0] = cst_collusion_find("none");
    made->column[1] = cst_collusion_find("always-pass");
    made->confidence = 0.95;
    made->cells = 3;
    rank_row(&made->row[0], &of->none, 1);
    rank_row(&made->row[1], &of->two, 2);
    made->row[1].worst = 1;
    made->row[1].at_worst = (cst_interval){.low = 0.05, .high = 0.35};
    made->row[1].reviews = 2.0;
    made->row[1].group = 1;
    made->row[1].ranks.worst = 2;
    of->benchmark = made;
}

static void drop(sheet *of)
{
    cst_shown_free(&of->none);
    cst_shown_free(&of->two);
    free(of->benchmark);
}

static void test_print_benchmark_screen(void)
{
    static const char *const plain[] = {
        "Reviews per task: 0\n\nrank protocol worst strategy residual_risk there exact",
        "\n1 none any 0.5 [0, 0] ",
        "Reviews per task: 2\n\n",
        "\n1-2 committee always-pass 0.2 [0.05, 0.35] ",
        "Its intervals hold for all 3 cells at once with 95 % confidence",
        "\nstrategy none committee\nnone 0.5 [0.4, 0.6] - [0, 0.0037]\n"
        "always-pass 0.2 [0.1, 0.3]\n",
        NULL};
    static const char *const markdown[] = {
        "| rank | protocol |", "\n|---|---|---|---|---|---|---|---|---|---|---|\n",
        "| 1-2 | committee | always-pass | 0.2 [0.05, 0.35] | 1.018e-5 | - | 3.5 | - | 2 | - | 0.8 "
        "|",
        "| strategy | none | committee |\n|---|---|---|\n| none | 0.5 [0.4, 0.6] |", NULL};
    static const char *const rates[] = {
        "Reviews per task: 0, scheming rate 0.1\n\nrank ",
        "Reviews per task: 2, scheming rate 0.01\n\nrank ",
        "with the same reviews per task at the same scheming rate.",
        "\nStrategies, scheming rate 0.1\n\nstrategy none\nnone 0.5 [0.4, 0.6]\n",
        "\nStrategies, scheming rate 0.01\n\nstrategy committee\nnone - [0, 0.0037]\n",
        NULL};
    static const char *const budgets[] = {
        "Reviews per task: 0, scheming rate 0.1, audit budget none\n\nrank ",
        "Reviews per task: 2, scheming rate 0.01, audit budget 0.02\n\nrank ",
        "reviews per task at the same scheming rate and audit budget.",
        "\nStrategies, scheming rate 0.01, audit budget 0.02\n\nstrategy committee\n", NULL};
    sheet of;
    cst_caught seen;
    make(&of);
    cst_caught_begin(&seen);
    cst_print_benchmark(seen.out, of.benchmark, false);
    cst_caught_parts(&seen, plain);
    cst_caught_begin(&seen);
    cst_print_benchmark(seen.out, of.benchmark, true);
    cst_caught_parts(&seen, markdown);
    of.benchmark->rates = true;
    of.benchmark->row[1].rate = 0.01;
    cst_caught_begin(&seen);
    cst_print_benchmark(seen.out, of.benchmark, false);
    cst_caught_parts(&seen, rates);
    of.benchmark->budgets = true;
    of.benchmark->row[1].budget = 0.02;
    cst_caught_begin(&seen);
    cst_print_benchmark(seen.out, of.benchmark, false);
    cst_caught_parts(&seen, budgets);
    drop(&of);
}

static void test_print_benchmark_files(void)
{
    static const char *const json[] = {"{\"protocol\":\"none\",\"strategy\":\"none\",\"rate\":0.1,"
                                       "\"budget\":0,\"worst\":true,\"group\":1,"
                                       "\"ranks\":[1,1],\"residual_risk\":[0.5,0.4,0.6],",
                                       "{\"protocol\":\"committee\",\"strategy\":\"none\",\"rate\":"
                                       "0.1,\"budget\":0,\"worst\":false,\"group\":"
                                       "2,"
                                       "\"ranks\":[1,2],\"residual_risk\":[null,0,0.0037],",
                                       "\"review_cost\":[2,2,2],", NULL};
    static const char *const csv[] = {"protocol,strategy,residual_risk,low,high,exact,",
                                      "none,none,0.5,0.4,0.6,",
                                      "committee,none,,0,0.0037,",
                                      "committee,always-pass,0.2,0.1,0.3,",
                                      ",2,1,2,0.1,0\n",
                                      NULL};
    sheet of;
    cst_caught seen;
    make(&of);
    cst_caught_begin(&seen);
    cst_print_benchmark_json(seen.out, of.benchmark);
    cst_caught_parts(&seen, json);
    cst_caught_begin(&seen);
    cst_print_benchmark_csv(seen.out, of.benchmark);
    cst_caught_parts(&seen, csv);
    drop(&of);
}

/* Half an interval as a share of its estimate, and none where nothing was seen. */
static void test_print_surface(void)
{
    static const char *const screen[] = {
        "1 response in 2 strata of 100 attacks each, for every law and rate\n",
        "scheming.rate residual_risk interval +- exact unseen\n",
        "\n0.1 0.05 [0.04, 0.06] 20 % 0.05 0.001\n0.2 n.d. (no events) [0, 0.0037] - 0.1 0.002\n",
        NULL};
    static const char *const json[] = {
        "{\"at\":{\"scheming.rate\":\"0.1\"},\"seed\":1,\"samples\":100,\"results\":{"
        "\"residual_risk\":{\"estimate\":0.05,\"low\":0.04,\"high\":0.06,\"confidence\":0.95,"
        "\"method\":\"by hand\",\"events\":40,\"of\":1000,\"few\":false}},\"unseen\":0.001,"
        "\"exact\":{\"residual_risk\":0.05}}\n",
        NULL};
    static const char *const csv[] = {
        "scheming.rate,events,of,residual_risk,residual_risk_low,residual_risk_high,unseen,"
        "exact\r\n"
        "0.1,40,1000,0.05,0.04,0.06,0.001,0.05\r\n0.2,0,1000,,0,0.0037,0.002,0.1\r\n",
        NULL};
    double unseen[] = {0.001, 0.002};
    cst_surface surface = {.samples = 100,
                           .kind = CST_RESULT_RESIDUAL_RISK,
                           .responses = 1,
                           .strata = 2,
                           .unseen = unseen};
    cst_shown of;
    cst_caught seen;
    cst_shown_make(&of, "{protocol: {kind: trusted-monitor},"
                        " monitor: {trusted: {score: {tpr: 0.5}}},"
                        " sweep: {scheming.rate: [0.1, 0.2]}}");
    cst_shown_set(&of, 0, CST_RESULT_RESIDUAL_RISK, 0.04, 0.05, 0.06);
    cst_shown_set(&of, 1, CST_RESULT_RESIDUAL_RISK, 0.0, NAN, 0.0037);
    surface.findings = of.findings; /* lent */
    cst_caught_begin(&seen);
    cst_print_surface(seen.out, &surface);
    cst_caught_parts(&seen, screen);
    cst_caught_begin(&seen);
    cst_print_surface_json(seen.out, &surface);
    cst_caught_parts(&seen, json);
    cst_caught_begin(&seen);
    cst_print_surface_csv(seen.out, &surface);
    cst_caught_parts(&seen, csv);
    cst_shown_free(&of);
}

CST_SUITE("print_benchmark", CST_TEST(test_print_benchmark_screen),
          CST_TEST(test_print_benchmark_files), CST_TEST(test_print_surface))
