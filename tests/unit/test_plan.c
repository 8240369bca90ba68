/* SPDX-License-Identifier: MIT
 * Plans against the runs that they are about: events by exact tails, trials, time.
 * Covers: calibrate. */
#include "study/plan.h"

#include "base/rmath.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

/* Chance that a test fails although all is well, for one comparison. */
static const double level = 1e-6;

typedef struct planned {
    cst_shown of;
    cst_plan plan;
} planned;

static void make(planned *to, const char *text, uint32_t threads, double seconds)
{
    cst_error error = {0};
    cst_shown_make(&to->of, text);
    CU_ASSERT_EQUAL_FATAL(
        cst_plan_make(&to->plan, &to->of.scenario, &to->of.findings, threads, &error), 0);
    if (seconds > 0.0) {
        const int code = cst_plan_measure(&to->plan, seconds, 0.0, &error);
        CU_ASSERT_EQUAL_FATAL(code, 0);
    }
}

static void done(planned *of)
{
    cst_plan_free(&of->plan);
    cst_shown_free(&of->of);
}

/* Runs it, into the findings that the plan was made from. Seconds of the run. */
static double run(planned *of)
{
    cst_error error = {0};
    cst_job job = {0};
    cst_findings findings = {0};
    cst_run_report report = {0};
    cst_scenario *scenario = &of->of.scenario;
    CU_ASSERT_EQUAL_FATAL(cst_job_init(&job, scenario, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_findings_init(&findings, scenario, &error), 0);
    const cst_run_spec spec = {.cells = job.cell,
                               .cell_count = job.cells,
                               .threads = of->plan.threads,
                               .sink = cst_job_sink(&job)};
    CU_ASSERT_EQUAL_FATAL(cst_run(&spec, &report, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_job_findings(&job, &findings, &error), 0);
    cst_job_free(&job);
    cst_findings_free(&of->of.findings);
    of->of.findings = findings;
    return report.seconds;
}

static uint64_t events_of(const planned *of, size_t cell)
{
    const cst_finding *finding = &of->of.findings.finding[cell];
    return cst_finding_result(finding, cst_finding_main(finding->cell)).events;
}

/* Two-sided tail of x events where `mean` are expected; no law of events that are independent has a
 * wider one than Poisson's. */
static double tail(double x, double mean)
{
    const double below = cst_rmath_poisson(x, mean);
    const double above = x > 0.0 ? cst_rmath_poisson_above(x - 1.0, mean) : 1.0;
    return fmin(1.0, 2.0 * fmin(below, above));
}

static void check_events(const char *text)
{
    planned of;
    make(&of, text, 1, 0.0);
    double expected[8];
    const size_t cells = of.of.scenario.cells;
    CU_ASSERT_FATAL(cells <= 8);
    for (size_t i = 0; i < cells; i++) {
        expected[i] = of.plan.cell[i].events;
        CU_ASSERT_EQUAL(of.plan.cell[i].drawn, 0);
        CU_ASSERT_EQUAL(of.plan.cell[i].events_most, expected[i]);
    }
    (void)run(&of);
    for (size_t i = 0; i < cells; i++) {
        CU_ASSERT(tail((double)events_of(&of, i), expected[i]) > level);
    }
    done(&of);
}

/* Expected events from closed forms, whichever method draws them. */
static void test_events(void)
{
    check_events("{trial: {agents: 20, rounds: 50}, scheming: {rate: 0.1},"
                 " protocol: {kind: committee, reviewers: 2}, monitor: {score: {tpr: 0.6}},"
                 " estimate: {trials: 500}, sweep: {estimate.method: [naive, skip],"
                 " scheming.rate: [0.2, 0.05, 1e-3, 0]}}");
    check_events("{trial: {agents: 100, rounds: 100}, scheming: {rate: 1e-9},"
                 " protocol: {kind: none}, estimate: {trials: 1e8}}");
    check_events("{drives: {count: 2, rate: 0.31}, estimate: {trials: 5000}}");
}

/* Where there is no closed form the first trials of the run say it: what the rest of the run has is
 * independent of them. */
static void test_drawn(void)
{
    static const char text[] =
        "{trial: {agents: 20, rounds: 20}, scheming: {rate: 0.1},"
        " protocol: {kind: peer-report, reviewers: 2, penalty: 0.5},"
        " monitor: {score: {tpr: 0.7, fpr: 0.01}}, response: {on: catch, effect: quarantine},"
        " estimate: {method: naive, trials: 20000}}";
    planned of;
    make(&of, text, 1, 0.1);
    const cst_plan_cell cell = of.plan.cell[0];
    CU_ASSERT(cell.drawn > 0 && cell.drawn < cell.trials);
    const double seen = round(cell.events * (double)cell.drawn / (double)cell.trials);
    CU_ASSERT(seen > 0.0 && cell.events < cell.events_most);
    (void)run(&of);
    /* Escapes of a trial hang together: at most as many as it has tasks, so their variance is at
     * most that many times Poisson's. */
    const double all = (double)events_of(&of, 0);
    const double share = (double)cell.drawn / (double)cell.trials;
    const double deviation = sqrt(400.0 * all * share * (1.0 - share));
    CU_ASSERT(seen <= all);
    CU_ASSERT(fabs(seen - all * share) < 5.0 * deviation);
    done(&of);
}

/* Where the rule ends trials, within the look before and the one after. */
static void test_rules(void)
{
    static const char *const rules[] = {"events: 2000", "relative: 0.05", "half_width: 1e-3",
                                        "upper: 0.03"};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        char text[512];
        planned of;
        (void)snprintf(text, sizeof text,
                       "{trial: {agents: 10, rounds: 10}, scheming: {rate: 0.05},"
                       " protocol: {kind: trusted-monitor},"
                       " monitor: {trusted: {score: {tpr: 0.5}}},"
                       " estimate: {method: naive, trials: 4e6, stop: {%s}}}",
                       rules[i]);
        make(&of, text, 1, 0.0);
        CU_ASSERT_EQUAL(of.plan.cell[0].goal, CST_PLAN_MET);
        const double at = (double)of.plan.cell[0].trials;
        (void)run(&of);
        const double ended = (double)of.of.findings.finding[0].done;
        CU_ASSERT(ended >= at / 1.6 && ended <= at * 1.6);
        done(&of);
    }
}

/* What cannot be had with these trials, and what nothing is known of. */
static void test_rules_missed(void)
{
    planned of;
    make(&of,
         "{trial: {agents: 10, rounds: 10}, scheming: {rate: 1e-15}, protocol: {kind: none},"
         " estimate: {trials: 1e12, stop: {relative: 0.1}}}",
         1, 0.5);
    CU_ASSERT_EQUAL(of.plan.cell[0].goal, CST_PLAN_MISSED);
    CU_ASSERT_EQUAL(of.plan.cell[0].trials, UINT64_C(1000000000000));
    CU_ASSERT_DOUBLE_EQUAL(of.plan.cell[0].events, 0.1, 1e-12);
    CU_ASSERT(of.plan.seconds > 0.0 && isfinite(of.plan.high));
    done(&of);
    make(&of,
         "{trial: {agents: 10, rounds: 10}, scheming: {rate: 1e-9}, "
         " protocol: {kind: peer-report, penalty: 0.5}, response: {on: catch, effect: quarantine},"
         " monitor: {score: {tpr: 0.7, fpr: 0.01}},"
         " estimate: {method: naive, trials: 1e9, stop: {events: 100}}}",
         1, 0.1);
    CU_ASSERT_EQUAL(of.plan.cell[0].goal, CST_PLAN_UNKNOWN);
    CU_ASSERT_EQUAL(of.plan.cell[0].events, 0.0);
    CU_ASSERT(of.plan.cell[0].events_most > 0.0);
    done(&of);
    make(&of,
         "{scheming: {rate: 0}, protocol: {kind: none}, estimate: {trials: 1e6, stop: {events: "
         "10}}}",
         1, 0.0);
    CU_ASSERT_EQUAL(of.plan.cell[0].goal, CST_PLAN_MET); /* exactly 0: there is nothing to see */
    CU_ASSERT_EQUAL(of.plan.cell[0].events, 0.0);
    done(&of);
}

/* Each cell has its part of trials that all share, and all of them no more than there are. */
static void test_rules_shared(void)
{
    planned of;
    make(&of,
         "{trial: {agents: 10, rounds: 10}, protocol: {kind: none}, "
         " estimate: {method: naive, trials: 1e6, stop: {total: 600000}}, "
         " sweep: {scheming.rate: [0.001, 0.01, 0.1]}}",
         1, 0.0);
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(of.plan.cell[i].goal, CST_PLAN_SHARED);
        CU_ASSERT_EQUAL(of.plan.cell[i].trials, 200000);
    }
    CU_ASSERT_DOUBLE_EQUAL(of.plan.cell[1].events, 0.01 * 100 * 200000, 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(of.plan.planned, 600000.0 * 100, 1e-6);
    done(&of);
    make(&of,
         "{trial: {agents: 10, rounds: 10}, protocol: {kind: none}, "
         " estimate: {trials: 1000, stop: {total: 600000}}, "
         " sweep: {scheming.rate: [0.001, 0.01, 0.1]}}",
         1, 0.0);
    CU_ASSERT_EQUAL(of.plan.cell[2].trials, 1000); /* there are no more */
    done(&of);
}

/* Equal cells are run once. */
static void test_distinct(void)
{
    planned of;
    make(&of,
         "{trial: {agents: 5, rounds: 2}, scheming: {rate: 0.2}, protocol: {kind: committee},"
         " sweep: {scheming.dependence: [independent, beta], scheming.rho: [0.1, 0.2]}}",
         1, 0.1);
    CU_ASSERT_EQUAL(of.plan.job.cells, 3);
    CU_ASSERT_EQUAL(of.plan.planned, 3.0 * 1000.0 * 10.0);
    CU_ASSERT_EQUAL(of.plan.cell[1].seconds, 0.0);
    CU_ASSERT(of.plan.cell[0].seconds > 0.0 && of.plan.cell[2].seconds > 0.0);
    CU_ASSERT(of.plan.file > 5e4 && of.plan.file < 5e5);
    done(&of);
}

/* A trial that is too long for a calibration is one of fewer rounds there. */
static void test_cut(void)
{
    planned of;
    const double start = cst_clock_seconds();
    make(&of,
         "{trial: {agents: 4096, rounds: 4096}, scheming: {rate: 0.1},"
         " protocol: {kind: peer-report, penalty: 0.5}, response: {on: catch, effect: quarantine},"
         " monitor: {score: {tpr: 0.7, fpr: 0.01}}, estimate: {method: naive, trials: 1e6}}",
         1, 0.1);
    CU_ASSERT_EQUAL(of.plan.cut, 1);
    CU_ASSERT_EQUAL(of.plan.cell[0].drawn, 0);
    CU_ASSERT(of.plan.seconds > 1e5);
    CU_ASSERT(cst_clock_seconds() - start < 30.0);
    done(&of);
}

static double cpu_seconds(void)
{
    struct rusage of;
    (void)getrusage(RUSAGE_SELF, &of);
    return (double)of.ru_utime.tv_sec + (double)of.ru_stime.tv_sec +
           1e-6 * (double)(of.ru_utime.tv_usec + of.ru_stime.tv_usec);
}

/* Time within a factor of 3. A thread that got less than four fifths of a core says nothing of
 * that: the machine does something else as well. */
static void test_time(void)
{
    static const char *const texts[] = {
        "{trial: {agents: 100, rounds: 100}, scheming: {rate: 0.1}, protocol: {kind: committee},"
        " estimate: {method: naive, trials: 10000}}",
        "{trial: {agents: 100, rounds: 100}, scheming: {rate: 0.01}, protocol: {kind: committee},"
        " estimate: {method: skip, trials: 30000},"
        " sweep: {scheming.rate: [1e-5, 1e-4, 1e-3, 1e-2, 0.02, 0.05]}}",
        "{trial: {agents: 100, rounds: 10}, scheming: {rate: 1e-6}, protocol: {kind: committee},"
        " estimate: {method: importance, trials: 1000000}}",
        "{drives: {count: 2, rate: 0.31}, estimate: {trials: 3000000}}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        planned of;
        const double cpu_before = cpu_seconds();
        make(&of, texts[i], 1, 0.4);
        const double cpu_planned = cpu_seconds() - cpu_before;
        const double cpu_start = cpu_seconds();
        const double seconds = run(&of);
        const double cpu = cpu_seconds() - cpu_start;
        const double ratio = seconds / of.plan.seconds;
        const bool busy = cpu < 0.8 * seconds || cpu_planned < 0.8 * of.plan.spent;
        printf(" %.3f s planned, %.3f s taken, %.2f%s;", of.plan.seconds, seconds, ratio,
               busy ? ", not judged: the machine is busy" : "");
        if (!busy) {
            CU_ASSERT(ratio > 1.0 / 3.0 && ratio < 3.0);
        }
        done(&of);
    }
}

CST_SUITE("plan", CST_TEST(test_events), CST_TEST(test_drawn), CST_TEST(test_rules),
          CST_TEST(test_rules_missed), CST_TEST(test_rules_shared), CST_TEST(test_distinct),
          CST_TEST(test_cut), CST_TEST(test_time))
