/* SPDX-License-Identifier: MIT */
#include "bus/link.h"
#include "bus/run.h"
#include "estimate/sample/part.h"
#include "tests/lib/direct.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CELLS = 4 };

/* A run's spec with everything that its callbacks write to. */
typedef struct trial_run {
    cst_cell cells[CELLS];
    const cst_cell *listed[CELLS];
    cst_run_spec spec;
    cst_run_report report;
    cst_collected collected;
    cst_error error;
    volatile sig_atomic_t flag;
    cst_progress last;
    uint64_t told;
    uint64_t sent, reached; /* records, when told last */
    bool backwards;
} trial_run;

static void note_progress(void *self, const cst_progress *progress)
{
    trial_run *run = self;
    run->backwards = run->backwards || progress->tasks_done < run->last.tasks_done ||
                     progress->report->sent.records < run->sent ||
                     progress->report->sent.records < progress->report->reached.records;
    run->sent = progress->report->sent.records;
    run->reached = progress->report->reached.records;
    run->last = *progress;
    run->told++;
}

static void open_run(trial_run *run)
{
    memset(run, 0, sizeof *run);
    cst_fixture_cell(&run->cells[0], "naive", false);
    cst_fixture_cell(&run->cells[1], "naive", true);
    cst_fixture_cell(&run->cells[2], "skip", false);
    cst_fixture_cell(&run->cells[3], "skip", true);
    for (size_t i = 0; i < CELLS; i++) {
        run->listed[i] = &run->cells[i];
    }
    run->spec = (cst_run_spec){.cells = run->listed,
                               .cell_count = CELLS,
                               .threads = 2,
                               .batch = 100,
                               .sink = cst_collected_sink(&run->collected),
                               .progress = note_progress,
                               .progress_self = run,
                               .interrupted = &run->flag};
}

static void close_run(trial_run *run)
{
    for (size_t i = 0; i < CELLS; i++) {
        cst_cell_free(&run->cells[i]);
    }
}

static int do_run(trial_run *run)
{
    run->collected =
        (cst_collected){.fail_at = run->collected.fail_at, .have_below = run->collected.have_below};
    run->error = (cst_error){0};
    return cst_run(&run->spec, &run->report, &run->error);
}

/* The bus changes nothing: every link, thread count and batch gives the same rows and receipt. */
static void test_run_same_rows(void)
{
    static const uint32_t threads[] = {1, 2, 3, 7};
    static const uint64_t batches[] = {1, 10, 161, 4096, 65536};
    trial_run run;
    open_run(&run);
    run.spec.link = cst_link_find("direct");
    CU_ASSERT_EQUAL_FATAL(do_run(&run), 0);
    const uint64_t digest = run.collected.digest;
    const cst_receipt receipt = run.report.reached;
    CU_ASSERT_EQUAL(run.collected.blocks, CELLS * 4);
    CU_ASSERT_EQUAL(run.report.threads, 1);
    CU_ASSERT_EQUAL(run.report.messages, 0);
    CU_ASSERT(receipt.reports > 0);
    for (size_t b = 0; b < sizeof batches / sizeof batches[0]; b++) {
        run.spec.batch = batches[b];
        run.spec.link = cst_link_find("direct");
        CU_ASSERT_EQUAL(do_run(&run), 0);
        CU_ASSERT_EQUAL(run.collected.digest, digest);
        const uint64_t units = run.report.units;
        const uint64_t reports_void = run.report.reports_void;
        run.spec.link = cst_link_find("inproc");
        for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
            run.spec.threads = threads[t];
            CU_ASSERT_EQUAL(do_run(&run), 0);
            CU_ASSERT_EQUAL(run.collected.digest, digest);
            CU_ASSERT(cst_receipt_equal(&run.report.sent, &receipt));
            CU_ASSERT(cst_receipt_equal(&run.report.reached, &receipt));
            CU_ASSERT_EQUAL(run.report.threads, threads[t]);
            CU_ASSERT_EQUAL(run.report.units, units);
            CU_ASSERT_EQUAL(run.report.reports_void, reports_void);
            CU_ASSERT_EQUAL(run.report.repeats, 0);
            /* Lease, actions and reports of every unit; READY, STOP and LAST of every worker. */
            CU_ASSERT_EQUAL(run.report.messages, 5 * units + 3 * threads[t]);
        }
    }
    close_run(&run);
}

static void test_run_defaults(void)
{
    trial_run run;
    open_run(&run);
    const cst_run_spec least = {.cells = run.listed, .cell_count = CELLS};
    CU_ASSERT_EQUAL(cst_run(&least, &run.report, &run.error), 0);
    CU_ASSERT(run.report.threads >= 1);
    CU_ASSERT(run.report.messages > 0);
    CU_ASSERT_EQUAL(cst_run(&least, &(cst_run_report){0}, NULL), 0);
    const cst_run_spec nothing = {0};
    CU_ASSERT_EQUAL(cst_run(&nothing, &run.report, &run.error), 0);
    CU_ASSERT_EQUAL(run.report.units, 0);
    close_run(&run);
}

static void test_run_links(void)
{
    CU_ASSERT_PTR_EQUAL(cst_links[0], cst_link_find("inproc"));
    CU_ASSERT_STRING_EQUAL(cst_link_find("direct")->name, "direct");
    CU_ASSERT_PTR_NULL(cst_link_find("tcp"));
}

static void test_run_progress(void)
{
    trial_run run;
    open_run(&run);
    CU_ASSERT_EQUAL(do_run(&run), 0);
    CU_ASSERT(run.told >= 1);
    CU_ASSERT_FALSE(run.backwards);
    CU_ASSERT_EQUAL(run.last.tasks_all, CELLS * 40 * 23 * 7);
    CU_ASSERT_EQUAL(run.last.tasks_done, run.last.tasks_all);
    CU_ASSERT_EQUAL(run.last.cells_done, CELLS);
    CU_ASSERT_EQUAL(run.last.cells_all, CELLS);
    CU_ASSERT(run.last.seconds_left == 0.0);
    CU_ASSERT(run.reached > 0);
    CU_ASSERT_EQUAL(run.reached, run.report.reached.records);
    CU_ASSERT_EQUAL(run.sent, run.reached);
    CU_ASSERT(run.collected.flushes >= 1);
    close_run(&run);
}

/* A second run whose goal is met runs nothing. */
static void test_run_have(void)
{
    for (size_t i = 0; i < 2; i++) {
        trial_run run;
        open_run(&run);
        run.spec.link = cst_links[i];
        run.spec.cell_count = 1;
        run.collected.have_below = 3;
        CU_ASSERT_EQUAL(do_run(&run), 0);
        CU_ASSERT_EQUAL(run.collected.blocks, 1);
        run.collected.have_below = 4;
        CU_ASSERT_EQUAL(do_run(&run), 0);
        CU_ASSERT_EQUAL(run.report.units, 0);
        CU_ASSERT_EQUAL(run.last.tasks_done, run.last.tasks_all);
        close_run(&run);
    }
}

static void test_run_sink_errors(void)
{
    for (size_t i = 0; i < 2; i++) {
        trial_run run;
        open_run(&run);
        run.spec.link = cst_links[i];
        run.collected.fail_at = 5;
        CU_ASSERT_EQUAL(do_run(&run), CST_ERR_STORE);
        CU_ASSERT_STRING_EQUAL(run.error.text, "the disk is full");
        close_run(&run);
    }
}

static int failing_flush(void *self, cst_error *error)
{
    (void)self;
    return cst_error_set(error, CST_ERR_STORE, NULL, "no flush");
}

static void test_run_flush_errors(void)
{
    trial_run run;
    open_run(&run);
    run.spec.sink.flush = failing_flush;
    CU_ASSERT_EQUAL(do_run(&run), CST_ERR_STORE);
    CU_ASSERT_STRING_EQUAL(run.error.text, "no flush");
    close_run(&run);
}

static void test_run_threads_errors(void)
{
    trial_run run;
    open_run(&run);
    run.spec.threads = 1025;
    CU_ASSERT_EQUAL(do_run(&run), CST_ERR_RANGE);
    CU_ASSERT_STRING_EQUAL(run.error.key, "threads");
    close_run(&run);
}

/* --- Memory ---------------------------------------------------------------------------------- */

static double expected(const cst_trial_spec *spec, const char *method, uint64_t trials,
                       uint32_t threads)
{
    cst_cell cell;
    cst_direct_cell(&cell, spec, method, trials, 1);
    const double bytes = cst_run_memory((const cst_cell *const[]){&cell}, 1, threads, 65536);
    cst_cell_free(&cell);
    return bytes;
}

/* Agents on which nothing happens cost nothing where units are sparse or cut; where trials are
 * played each costs some hundred bytes in every thread. */
static void test_run_memory_of_agents(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.rounds = 1;
    spec.agents = 1000;
    spec.scheming.law.rate = 1e-6;
    const double few = expected(&spec, "skip", 100, 2);
    spec.agents = 100000000;
    CU_ASSERT(expected(&spec, "skip", 100, 2) < 2.0 * few + 1e7);
    CU_ASSERT(expected(&spec, "naive", 100, 2) < 1e8);
    spec.agents = 1000000;
    spec.response.effect = CST_EFFECT_QUARANTINE;
    const double played = expected(&spec, "naive", 100, 2);
    CU_ASSERT(played > 2e8 && played < 2e9);
    CU_ASSERT(expected(&spec, "naive", 100, 16) > 7.0 * played);
}

/* Ten thousand cells keep ten thousand rows, of a few kilobytes each. */
static void test_run_memory_of_rows(void)
{
    cst_cell cell;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 1000;
    spec.rounds = 100;
    cst_direct_cell(&cell, &spec, "skip", 100, 1);
    const cst_footprint of = cst_footprint_of(&cell, 65536);
    CU_ASSERT(of.row >= (double)sizeof(cst_row) && of.row < 8192.0);
    CU_ASSERT(of.block >= of.row);
    cst_cell_free(&cell);
    spec.attack.severity[1] = 10.0; /* one histogram more */
    cst_direct_cell(&cell, &spec, "skip", 100, 1);
    CU_ASSERT(cst_footprint_of(&cell, 65536).row > of.row);
    cst_cell_free(&cell);
}

static void test_run_memory_errors(void)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_run_check_memory(1e9, 2e9, 2, &error), 0);
    CU_ASSERT_EQUAL(cst_run_check_memory(0x1p35, 0x1p33, 2, &error), CST_ERR_MEMORY);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "32 GiB with 2 threads, the machine has 8 GiB"));
}

/* --- Interrupts ------------------------------------------------------------------------------ */

static trial_run *interrupted_run;

static int interrupting_row(void *self, uint32_t cell, uint64_t block, const cst_row *row,
                            cst_error *error)
{
    interrupted_run->flag = 1;
    const cst_sink sink = cst_collected_sink(self);
    return sink.row(self, cell, block, row, error);
}

/* The flag is set while the first block is handed over: blocks that are whole are kept, the rest of
 * the work is left, and the receipt of what was done holds. */
static void test_run_interrupted_errors(void)
{
    for (size_t i = 0; i < 2; i++) {
        trial_run run;
        open_run(&run);
        interrupted_run = &run;
        run.spec.link = cst_links[i];
        run.spec.batch = 1;
        run.spec.sink.row = interrupting_row;
        CU_ASSERT_EQUAL(do_run(&run), CST_ERR_INTERRUPTED);
        CU_ASSERT(run.collected.blocks >= 1 && run.collected.blocks < CELLS * 4);
        CU_ASSERT(run.collected.flushes >= 1);
        CU_ASSERT(cst_receipt_equal(&run.report.sent, &run.report.reached));
        CU_ASSERT_PTR_NOT_NULL(strstr(run.error.text, "interrupted after"));
        close_run(&run);
    }
}

static void test_run_interrupted_before_errors(void)
{
    for (size_t i = 0; i < 2; i++) {
        trial_run run;
        open_run(&run);
        run.flag = 1;
        run.spec.link = cst_links[i];
        run.spec.batch = 1;
        CU_ASSERT_EQUAL(do_run(&run), CST_ERR_INTERRUPTED);
        CU_ASSERT(run.collected.blocks < CELLS * 4);
        close_run(&run);
    }
}

/* --- A method that fails ----------------------------------------------------------------- */

static int failing_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                          cst_batch *reports, cst_error *error)
{
    if (unit->block == 2) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no room for reviews");
    }
    return cst_method_find("naive")->review(cell, unit, actions, reports, error);
}

static void test_run_estimator_errors(void)
{
    for (size_t i = 0; i < 2; i++) {
        trial_run run;
        open_run(&run);
        cst_method failing = *cst_method_find("naive");
        failing.review = failing_review;
        run.cells[0].method = &failing;
        run.spec.link = cst_links[i];
        CU_ASSERT_EQUAL(do_run(&run), CST_ERR_MEMORY);
        CU_ASSERT_PTR_NOT_NULL(strstr(run.error.text, "no room for reviews"));
        CU_ASSERT(run.collected.blocks <= 2);
        close_run(&run);
    }
}

static void test_run_clock_never_goes_back(void)
{
    double before = cst_clock_seconds();
    CU_ASSERT(isfinite(before));
    for (int i = 0; i < 10000; i++) {
        const double now = cst_clock_seconds();
        CU_ASSERT(now >= before);
        before = now;
    }
}

/* Says of no cell that it is finished, as if its last unit had never come back. */
static int reached_nothing(void *self, cst_ledger *ledger, uint32_t cell, cst_error *error)
{
    (void)self;
    (void)ledger;
    (void)cell;
    (void)error;
    return 0;
}

/* A link that comes to its end before the cells do has lost something, and says so. */
static void test_run_lost_errors(void)
{
    trial_run run;
    open_run(&run);
    run.spec.link = &cst_link_direct;
    run.spec.sink.reached = reached_nothing;
    CU_ASSERT_EQUAL(cst_run(&run.spec, &run.report, &run.error), CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(run.error.text, "with 0 of 4 cells finished"));
    close_run(&run);
}

CST_SUITE("run", CST_TEST(test_run_same_rows), CST_TEST(test_run_defaults),
          CST_TEST(test_run_links), CST_TEST(test_run_progress), CST_TEST(test_run_have),
          CST_TEST(test_run_sink_errors), CST_TEST(test_run_flush_errors),
          CST_TEST(test_run_threads_errors), CST_TEST(test_run_memory_of_agents),
          CST_TEST(test_run_memory_of_rows), CST_TEST(test_run_memory_errors),
          CST_TEST(test_run_interrupted_errors), CST_TEST(test_run_interrupted_before_errors),
          CST_TEST(test_run_estimator_errors), CST_TEST(test_run_lost_errors),
          CST_TEST(test_run_clock_never_goes_back))
