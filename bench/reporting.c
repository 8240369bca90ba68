/* SPDX-License-Identifier: MIT
 *
 * Agents that report on each other over time, 1,000 of them over 1,000 rounds: from event to event
 * against task by task, both over the bus; what an event takes, by plain calls; and per-agent
 * Python, which plays the same protocol with reputation.
 */
#include "base/check.h"
#include "bench/round.h"
#include "bench/side.h"

#include <math.h>

/* Planned tasks of about a second, on two cores. */
static const double task_by_task = 1e8;
static const double by_events = 1e9;

static const double rate = 1e-3;

/* Trials from which a spread is known well enough to judge by, and how far they may differ. */
static const double trials_least = 30.0;
static const double deviations_allowed = 6.0;

/* Python plays whole trials, of a second and more. */
enum { PYTHON_ROUNDS = 3 };

typedef struct point {
    double fpr;
    const char *text;
    bench_claim ratio;
} point;

static const point points[] = {
    {1e-3,
     "FPR 1e-3",
     {"events / task by task, over the bus", "times", BENCH_AT_LEAST, 40.0, true}},
    {1e-2, "FPR 1e-2", {"events / task by task, over the bus", "times", BENCH_AT_LEAST, 4.0, true}},
};
enum { POINTS = sizeof points / sizeof points[0] };

static const bench_claim events_rate = {"from event to event, over the bus, 2 workers", "tasks/s",
                                        BENCH_NO_GOAL, 0.0, false};
static const bench_claim tasks_rate = {"task by task, over the bus, 2 workers", "tasks/s",
                                       BENCH_NO_GOAL, 0.0, false};
static const bench_claim per_event = {"an event, one core", "ns", BENCH_AT_MOST, 120.0, true};
static const bench_claim a_trial = {"events of a trial", "", BENCH_NO_GOAL, 0.0, false};
static const bench_claim mesa = {
    "events over the bus / per-agent Python in the manner of Mesa, with memory", "times",
    BENCH_AT_LEAST, 5000.0, true};

/* Deviations of a sum over so many trials from what the spread of others says. */
static double deviations(double sum, double trials, const cst_spread *others)
{
    const double n = (double)others->trials;
    const double mean = (double)others->sum / n;
    const double variance = ((double)others->sum_sq / n - mean * mean) * n / (n - 1.0);
    return n < trials_least ? 0.0
                            : (sum / trials - mean) / sqrt(variance * (1.0 / n + 1.0 / trials));
}

/* What others counted, attacks and escapes, against our trials by events. */
static void judge(const bench_round *round, const char *what, const char *at, const cst_row *events,
                  const double sum[2], double trials)
{
    static const cst_spread_kind kinds[2] = {CST_SPREAD_ATTACKS, CST_SPREAD_ESCAPED};
    for (int i = 0; i < 2; i++) {
        const double off = deviations(sum[i], trials, &events->spread[kinds[i]]);
        if (!(fabs(off) <= deviations_allowed)) {
            bench_wrong(round->table, "%s, %s: %s are %.1f deviations off", what, at,
                        i == 0 ? "attacks" : "escapes", off);
        }
    }
}

static double rate_of(const bench_round *round, const char *what, const char *at,
                      const bench_work *work, bench_side *bus)
{
    bench_side_bus(bus, work);
    const double measured = bench_side_rate(bus, 1);
    bench_hash(round->table, what, at, bench_row_hash(&bus->row, 1));
    return measured;
}

static void compare(const bench_round *round, const point *of)
{
    const cst_trial_spec trial = bench_reporting(rate, of->fpr);
    const bench_work dense = {.trial = &trial,
                              .method = "naive",
                              .trials = bench_trials(&trial, round->seconds * task_by_task),
                              .batch = BENCH_BATCH};
    const bench_work sparse = {.trial = &trial,
                               .method = "skip",
                               .trials = bench_trials(&trial, round->seconds * by_events),
                               .batch = BENCH_BATCH};
    static bench_side tasks;
    static bench_side events;
    const double slow = rate_of(round, "reporting, task by task", of->text, &dense, &tasks);
    const double fast = rate_of(round, "reporting, by events", of->text, &sparse, &events);
    const double sum[2] = {(double)tasks.row.count[CST_COUNT_ATTACKS],
                           (double)tasks.row.count[CST_COUNT_ESCAPED]};
    judge(round, "task by task", of->text, &events.row, sum, (double)dense.trials);
    bench_add(round->table, &of->ratio, of->text, fast / slow);
    bench_add(round->table, &events_rate, of->text, fast);
    bench_add(round->table, &tasks_rate, of->text, slow);
    bench_side_free(&tasks, 1);
    bench_side_free(&events, 1);
}

/* By plain calls; what has a record is an event. */
static void measure_event(const bench_round *round, const point *of)
{
    cst_cell cell;
    const cst_trial_spec trial = bench_reporting(rate, of->fpr);
    bench_cell(&cell, &trial, "skip", 1 << 20, 1);
    bench_loop loop = {.cell = &cell};
    bench_loop_run(&loop, 0, round->seconds);
    bench_add(round->table, &per_event, of->text, 1e9 * loop.seconds / (double)loop.records);
    bench_add(round->table, &a_trial, of->text,
              (double)loop.records / (double)loop.row.count[CST_COUNT_TRIALS]);
    bench_loop_free(&loop);
    cst_cell_free(&cell);
}

static void compare_python(const bench_round *round, const point *at)
{
    static bench_side events;
    bench_peer_result python;
    cst_trial_spec trial = bench_reporting(rate, at->fpr);
    trial.protocol.penalty = BENCH_PEER_PENALTY;
    trial.protocol.recover = BENCH_PEER_RECOVER;
    const bench_work work = {.trial = &trial,
                             .method = "skip",
                             .trials = bench_trials(&trial, round->seconds * by_events),
                             .batch = BENCH_BATCH};
    double ratio = NAN;
    if (round->number < PYTHON_ROUNDS) {
        const double fast = rate_of(round, "reporting, reputation", at->text, &work, &events);
        if (bench_rival_result(round, "mesa_memory", rate, at->fpr, at->text, &python)) {
            const double sum[2] = {(double)python.attacks, (double)python.missed};
            judge(round, "mesa_memory", at->text, &events.row, sum,
                  (double)python.tasks / ((double)trial.agents * trial.rounds));
            ratio = fast / python.rate;
        }
        bench_side_free(&events, 1);
    }
    bench_add(round->table, &mesa, at->text, ratio);
}

void bench_round_reporting(const bench_round *round)
{
    bench_section(round->table, "Agents that report on each other over time");
    for (int i = 0; i < POINTS; i++) {
        compare(round, &points[i]);
    }
    for (int i = 0; i < POINTS; i++) {
        measure_event(round, &points[i]);
    }
    compare_python(round, &points[0]);
    bench_note(round->table,
               "Agents that report: 3 reviewers, 2 reports, quarantine, rate %g, beta law with rho "
               "%g. Against Python with reputation: penalty %g, recover %g.",
               rate, BENCH_PEER_RHO, BENCH_PEER_PENALTY, BENCH_PEER_RECOVER);
    bench_note(round->table,
               "Per-agent Python with memory asks each reviewer of each task, as "
               "agents do; whole commands and it run in the first %d rounds.",
               PYTHON_ROUNDS);
}
