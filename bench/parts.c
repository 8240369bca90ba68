/* SPDX-License-Identifier: MIT
 *
 * Where the time goes: nanoseconds of each part of the way in a plain loop on one thread, of a task
 * in dense units (naive) and of an attack in sparse ones (skip), by the rate of scheming, for one
 * reviewer and for three; and an attack for more and more agents. Goals are the table's.
 *
 *     bench_parts [rounds [events]]     default 11 rounds of 1e6 attacks, or 32 tasks for each
 */
#include "base/check.h"
#include "bench/bench.h"
#include "bench/platform.h"
#include "bus/unit.h"
#include "estimate/sample/methods.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MAX = 101, UNIT = 65536 };

/* Seconds of each part of the way, summed over the units of one run. */
typedef enum part { ACT, REVIEW, TALLY, RECEIPTS, PARTS } part;

static cst_part tallied;

static void run_unit(const cst_cell *cell, const cst_unit *unit, double seconds[PARTS])
{
    cst_error error = {0};
    cst_batch actions = {0};
    cst_batch reports = {0};
    double at[PARTS + 1];
    at[ACT] = bench_now();
    int code = cell->method->act(cell, unit, &actions, &error);
    at[REVIEW] = bench_now();
    code = code != 0 ? code : cell->method->review(cell, unit, &actions, &reports, &error);
    at[TALLY] = bench_now();
    code = code != 0 ? code : cell->method->tally(cell, unit, &actions, &reports, &tallied, &error);
    at[RECEIPTS] = bench_now();
    cst_require(code == 0);
    /* As on the bus: each batch where it is sent and where it is received. */
    for (int i = 0; i < 2; i++) {
        const cst_receipt a = cst_unit_receipt(unit, &actions);
        const cst_receipt b = cst_unit_receipt(unit, &reports);
        cst_require(a.records == b.records);
    }
    at[PARTS] = bench_now();
    cst_batch_free(&actions);
    cst_batch_free(&reports);
    for (int i = 0; i < PARTS; i++) {
        seconds[i] += at[i + 1] - at[i];
    }
}

/* Runs a cell block by block; returns the attacks that there were, or the tasks of dense units. */
static double run_cell(const cst_cell *cell, double seconds[PARTS])
{
    cst_error error = {0};
    cst_row row = {0};
    memset(seconds, 0, PARTS * sizeof *seconds);
    for (uint64_t index = 0; index < cst_cell_blocks(cell); index++) {
        const uint64_t tasks = cst_cell_block_tasks(cell, index);
        const cst_unit whole = {.block = index, .tasks = tasks};
        cst_require(cst_part_init(&tallied, cell, &whole, &error) == 0);
        const uint64_t step = cst_cell_unit_tasks(cell, UNIT);
        for (uint64_t first = 0; first < tasks; first += step) {
            const uint64_t left = tasks - first;
            const cst_unit unit = {
                .block = index, .first = first, .tasks = left < step ? left : step};
            run_unit(cell, &unit, seconds);
        }
        cst_require(cst_part_close(&tallied, cell, &error) == 0);
        cst_require(cst_row_add(&row, &tallied.row, &error) == 0);
        cst_part_free(&tallied);
    }
    const uint64_t found = row.count[cell->sparse ? CST_COUNT_ATTACKS : CST_COUNT_TASKS];
    cst_row_free(&row);
    return (double)found;
}

static cst_trial_spec committee(uint32_t reviewers, double rate, uint32_t agents, uint32_t rounds)
{
    cst_trial_spec trial = cst_trial_spec_default();
    trial.agents = agents;
    trial.rounds = rounds;
    trial.scheming.law.law = cst_law_find("beta");
    trial.scheming.law.rho = 0.1;
    trial.scheming.law.rate = rate;
    trial.protocol.reviewers = reviewers;
    return trial;
}

/* Medians over the rounds, in nanoseconds; returns that of act, review and tally together. */
static double measure(const char *method, const cst_trial_spec *trial, int rounds, double tasks,
                      double ns[PARTS])
{
    static double found[PARTS + 1][ROUNDS_MAX];
    cst_cell cell;
    cst_error error = {0};
    cst_estimate_spec estimate = cst_estimate_spec_default();
    const double trials = tasks / ((double)trial->agents * trial->rounds);
    estimate.trials = trials < 1.0 ? 1 : (uint64_t)trials;
    estimate.method = cst_method_find(method);
    cst_require(cst_cell_make(&cell, trial, &estimate, &error) == 0);
    for (int i = 0; i < rounds; i++) {
        double seconds[PARTS];
        const double count = run_cell(&cell, seconds);
        for (int j = 0; j < PARTS; j++) {
            found[j][i] = seconds[j] * 1e9 / count;
        }
        found[PARTS][i] = found[ACT][i] + found[REVIEW][i] + found[TALLY][i];
    }
    cst_cell_free(&cell);
    for (int j = 0; j < PARTS; j++) {
        ns[j] = bench_median(found[j], (size_t)rounds);
    }
    return bench_median(found[PARTS], (size_t)rounds);
}

static void by_rate(const char *method, const char *what, int rounds, double events)
{
    static const double rates[] = {1e-2, 1e-3, 1e-4};
    for (uint32_t reviewers = 1; reviewers <= 3; reviewers += 2) {
        for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
            double ns[PARTS];
            const bool sparse = strcmp(method, "skip") == 0;
            const double tasks = sparse ? events / rates[i] : 32.0 * events;
            const cst_trial_spec trial = committee(reviewers, rates[i], 1000, 100);
            const double sum = measure(method, &trial, rounds, tasks, ns);
            (void)printf("%s, k=%u, rate %-6g: act %6.3f, review %6.3f, tally %6.3f: %6.3f ns %s; "
                         "four receipts %6.3f\n",
                         method, reviewers, rates[i], ns[ACT], ns[REVIEW], ns[TALLY], sum, what,
                         ns[RECEIPTS]);
        }
    }
}

static void by_agents(int rounds, double events)
{
    for (uint32_t agents = 1000; agents <= 100000000; agents *= 10) {
        double ns[PARTS];
        const cst_trial_spec trial = committee(3, 1e-4, agents, agents < 10000000 ? 100 : 10);
        const double sum = measure("skip", &trial, rounds, events / 1e-4, ns);
        (void)printf("%9u agents: %6.2f ns an attack\n", agents, sum);
    }
}

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 11;
    const double events = argc > 2 ? strtod(argv[2], NULL) : 1e6;
    if (rounds < 1 || rounds > ROUNDS_MAX || !(events >= 1.0)) {
        (void)fprintf(stderr, "parts [rounds [events]]: expected 1 to %d rounds\n", ROUNDS_MAX);
        return 2;
    }
    bench_platform(stdout);
    by_rate("naive", "a task", rounds, events);
    by_rate("skip", "an attack", rounds, events);
    by_agents(rounds, events);
    return 0;
}
