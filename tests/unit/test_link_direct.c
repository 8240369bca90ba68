/* SPDX-License-Identifier: MIT */
#include "bus/link.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"

static double no_time(void)
{
    return 0.0;
}

static int count_tick(void *self, cst_error *error)
{
    uint64_t *ticks = self;
    (*ticks)++;
    return *ticks == 1000 ? cst_error_set(error, CST_ERR_OUTPUT, NULL, "the tick failed") : 0;
}

typedef struct setup {
    cst_cell cell;
    const cst_cell *cells[1];
    cst_collected collected;
    cst_ledger ledger;
    cst_drive drive;
    cst_run_report report;
    uint64_t ticks;
    volatile sig_atomic_t flag;
} setup;

static void open_setup(setup *s)
{
    *s = (setup){0};
    cst_fixture_cell(&s->cell, "naive", true);
    s->cells[0] = &s->cell;
    const cst_sink sink = cst_collected_sink(&s->collected);
    CU_ASSERT_EQUAL_FATAL(cst_ledger_init(&s->ledger, s->cells, 1, &sink, NULL), 0);
    s->drive = (cst_drive){.ledger = &s->ledger,
                           .threads = 1,
                           .batch = 161,
                           .stall_seconds = 60.0,
                           .interrupted = &s->flag,
                           .now = no_time,
                           .self = &s->ticks,
                           .tick = count_tick};
}

static void close_setup(setup *s)
{
    cst_ledger_free(&s->ledger);
    cst_cell_free(&s->cell);
}

/* One unit a trial; reports after a trial's end are in the receipt and not in the rows. */
static void test_link_direct_counts(void)
{
    setup s;
    open_setup(&s);
    CU_ASSERT_EQUAL(cst_link_direct.run(&s.drive, &s.report, NULL), 0);
    CU_ASSERT_EQUAL(s.report.units, 40);
    CU_ASSERT_EQUAL(s.ticks, 40);
    CU_ASSERT_EQUAL(s.report.reached.records, 40 * 161);
    CU_ASSERT(s.report.reports_void > 0);
    CU_ASSERT_EQUAL(s.report.reached.reports,
                    s.collected.count[CST_COUNT_REPORTS] + s.report.reports_void);
    CU_ASSERT_EQUAL(s.collected.blocks, 4);
    CU_ASSERT_TRUE(cst_ledger_done(&s.ledger));
    close_setup(&s);
}

static void test_link_direct_interrupted_errors(void)
{
    setup s;
    open_setup(&s);
    s.flag = 1;
    CU_ASSERT_EQUAL(cst_link_direct.run(&s.drive, &s.report, NULL), CST_ERR_INTERRUPTED);
    CU_ASSERT_EQUAL(s.report.units, 0);
    CU_ASSERT_EQUAL(s.collected.blocks, 0);
    close_setup(&s);
}

static void test_link_direct_tick_errors(void)
{
    setup s;
    cst_error error = {0};
    open_setup(&s);
    s.ticks = 990;
    CU_ASSERT_EQUAL(cst_link_direct.run(&s.drive, &s.report, &error), CST_ERR_OUTPUT);
    CU_ASSERT_EQUAL(s.report.units, 10);
    close_setup(&s);
}

CST_SUITE("link_direct", CST_TEST(test_link_direct_counts),
          CST_TEST(test_link_direct_interrupted_errors), CST_TEST(test_link_direct_tick_errors))
