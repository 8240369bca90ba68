/* SPDX-License-Identifier: MIT */
#include "bus/link.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

/* A clock that stands still until a unit has been held back for some looks at it, and then jumps:
 * by then the hub has taken in everything that can come before the unit. */
enum { LOOKS = 4 };
static atomic_bool holding;
static atomic_int looks;

static double jumping_clock(void)
{
    const int seen = atomic_load(&holding) ? 1 + atomic_fetch_add(&looks, 1) : 0;
    return seen < LOOKS ? 0.0 : 100.0;
}

/* How often, and with which scheduling policy, the hub's thread has called. */
typedef struct ticked {
    uint64_t ticks;
    int policy;
} ticked;

static int count_tick(void *self, cst_error *error)
{
    ticked *by = self;
    (void)error;
    by->ticks++;
    by->policy = sched_getscheduler(0);
    return 0;
}

typedef struct setup {
    cst_cell cell;
    const cst_cell *cells[1];
    cst_method method;
    cst_collected collected;
    cst_ledger ledger;
    cst_drive drive;
    cst_run_report report;
    cst_error error;
    ticked ticked;
} setup;

static void open_setup(setup *s, uint32_t threads)
{
    *s = (setup){0};
    atomic_store(&looks, 0);
    atomic_store(&holding, false);
    cst_fixture_cell(&s->cell, "naive", false);
    s->method = *s->cell.method;
    s->cell.method = &s->method;
    s->cells[0] = &s->cell;
    const cst_sink sink = cst_collected_sink(&s->collected);
    CU_ASSERT_EQUAL_FATAL(cst_ledger_init(&s->ledger, s->cells, 1, &sink, NULL), 0);
    s->drive = (cst_drive){.ledger = &s->ledger,
                           .threads = threads,
                           .batch = 161,
                           .stall_seconds = 1e9,
                           .now = jumping_clock,
                           .self = &s->ticked,
                           .tick = count_tick};
}

static void close_setup(setup *s)
{
    cst_ledger_free(&s->ledger);
    cst_cell_free(&s->cell);
}

/* By one worker, too, whose actions and reports go over no socket. */
static void test_link_inproc_receipt(void)
{
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        setup s;
        open_setup(&s, threads);
        CU_ASSERT_EQUAL(cst_link_inproc.run(&s.drive, &s.report, &s.error), 0);
        CU_ASSERT_EQUAL(s.report.units, 40);
        CU_ASSERT_EQUAL(s.report.messages, 5 * 40 + 3 * threads);
        CU_ASSERT_EQUAL(s.report.reached.records, 40 * 161);
        CU_ASSERT(s.report.reached.reports > 0);
        CU_ASSERT(cst_receipt_equal(&s.report.sent, &s.report.reached));
        close_setup(&s);
    }
}

/* Holds the first unit back until the clock has jumped. */
static int slow_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                       cst_batch *reports, cst_error *error)
{
    if (unit->first == 0 && unit->block == 0) {
        atomic_store(&holding, true);
        while (atomic_load(&looks) < LOOKS) {
            (void)sched_yield();
        }
    }
    return cst_method_find("naive")->review(cell, unit, actions, reports, error);
}

static void test_link_inproc_stall_errors(void)
{
    setup s;
    open_setup(&s, 1);
    s.drive.stall_seconds = 60.0;
    s.method.review = slow_review;
    CU_ASSERT_EQUAL(cst_link_inproc.run(&s.drive, &s.report, &s.error), CST_ERR_STALL);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.error.text, "nothing was heard for 100 s, 32 units in flight; "
                                                "cell 0, block 0, tasks 0..160: leased to worker "
                                                "0, for review by worker 0"));
    close_setup(&s);
}

/* The same silence is no stall where there is patience: the units come in. The hub's thread waits
 * its turn meanwhile, and is as before afterwards. */
static void test_link_inproc_patience(void)
{
    setup s;
    const int policy = sched_getscheduler(0);
    open_setup(&s, 1);
    s.method.review = slow_review;
    CU_ASSERT_EQUAL(cst_link_inproc.run(&s.drive, &s.report, &s.error), 0);
    CU_ASSERT(s.ticked.ticks > 0);
    CU_ASSERT_EQUAL(s.ticked.policy == policy, policy != SCHED_OTHER);
    CU_ASSERT_EQUAL(sched_getscheduler(0), policy);
    close_setup(&s);
}

static int failing_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                       cst_error *error)
{
    if (unit->block == 1) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no room for actions");
    }
    return cst_method_find("naive")->act(cell, unit, actions, error);
}

static void test_link_inproc_fail_errors(void)
{
    setup s;
    open_setup(&s, 3);
    s.method.act = failing_act;
    CU_ASSERT_EQUAL(cst_link_inproc.run(&s.drive, &s.report, &s.error), CST_ERR_MEMORY);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.error.text, ": no room for actions"));
    close_setup(&s);
}

/* Actions from elsewhere: one attack in every unit, whatever the draws say. */
static int foreign_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                       cst_error *error)
{
    int code =
        cst_batch_init_planes(actions, cell->action_columns, unit->first, unit->tasks, error);
    if (code == 0) {
        cst_plane_or(cst_batch_column_mut(actions, CST_PLANE_ATTACK), actions->lead, 1);
    }
    return code;
}

/* They reach the tally as they were sent: the bus carries actions, it does not make them anew. */
static void test_link_inproc_foreign_actions(void)
{
    setup s;
    open_setup(&s, 2);
    s.method.act = foreign_act;
    CU_ASSERT_EQUAL(cst_link_inproc.run(&s.drive, &s.report, &s.error), 0);
    CU_ASSERT_EQUAL(s.collected.count[CST_COUNT_ATTACKS], 40);
    close_setup(&s);
}

CST_SUITE("link_inproc", CST_TEST(test_link_inproc_receipt),
          CST_TEST(test_link_inproc_stall_errors), CST_TEST(test_link_inproc_patience),
          CST_TEST(test_link_inproc_fail_errors), CST_TEST(test_link_inproc_foreign_actions))
