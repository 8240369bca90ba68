/* SPDX-License-Identifier: MIT
 *
 * Agents that report on each other, with planted attacks on one core: seconds until half of the
 * guaranteed interval of residual_risk is a tenth of it, from frequent attacks to rare ones.
 */
#include "base/check.h"
#include "bench/kernel.h"
#include "bench/round.h"

#include <math.h>

static const double rates[] = {1e-2, 1e-4, 1e-6, 1e-9, 1e-12};
enum { RATES = sizeof rates / sizeof rates[0] };

static const double fpr = 1e-3;
static const double half_wanted = 0.1;
static const double normal = 1.96;

/* Trials are a share of those before: so their number is found within that. */
enum { TRIALS_MOST = 1 << 16, TRIALS_LEAST = 32, SHARE = 16 };

/* A measurement that takes so many times its seconds is given up. */
static const double patience = 100.0;

static const bench_claim to_ten = {"planted, one core, to 10 % half-width, guaranteed", "s",
                                   BENCH_AT_MOST, 1.0, true};
static const bench_claim spread = {"planted, seconds to 10 %, largest / smallest", "times",
                                   BENCH_AT_MOST, 2.0, true};
static const bench_claim ideal = {"planted, half-width / that of as many single attacks", "times",
                                  BENCH_AT_MOST, 1.1, true};
static const bench_claim ideal_ghosts = {"planted, half-width / that of as many trials as ghosts",
                                         "times", BENCH_NO_GOAL, 0.0, false};
static const bench_claim trials = {"planted, trials to 10 %", "", BENCH_NO_GOAL, 0.0, false};

/* Half of an interval of a share q of n draws, by the normal law, over q. */
static double half_ideal(double q, double n)
{
    return normal * sqrt((1.0 - q) / (q * n));
}

/* Seconds, or NaN where there was no end. */
static double measure(const bench_round *round, double rate)
{
    char at[BENCH_TEXT];
    cst_cell cell;
    cst_result result[CST_RESULT_KINDS];
    const cst_result *risk = &result[CST_RESULT_RESIDUAL_RISK];
    const cst_trial_spec trial = bench_reporting(rate, fpr);
    (void)snprintf(at, sizeof at, "rate %g", rate);
    bench_cell(&cell, &trial, "planted", TRIALS_MOST, round->number + 1);
    bench_loop loop = {.cell = &cell};
    double half = HUGE_VAL;
    double interval = 0.0;
    uint64_t step = (TRIALS_LEAST - 1) / cell.block_trials + 1;
    while (half > half_wanted && loop.seconds < patience * round->seconds) {
        bench_loop_more(&loop, step);
        const double start = bench_now();
        cst_cell_results(&cell, &loop.row, 0.95, result);
        interval = bench_now() - start;
        half = 0.5 * (risk->high - risk->low) / risk->estimate;
        step = loop.done / SHARE + 1;
    }
    const bool reached = half <= half_wanted;
    const double n = (double)loop.row.count[CST_COUNT_TRIALS];
    const double q = risk->estimate / rate;
    const double seconds = reached ? loop.seconds + interval : NAN;
    bench_add(round->table, &to_ten, at, seconds);
    bench_add(round->table, &trials, at, reached ? n : NAN);
    bench_add(round->table, &ideal, at, reached ? half / half_ideal(q, n) : NAN);
    bench_add(round->table, &ideal_ghosts, at,
              reached ? half / half_ideal(q, n * cell.planted) : NAN);
    bench_loop_free(&loop);
    cst_cell_free(&cell);
    return seconds;
}

void bench_round_planted(const bench_round *round)
{
    double least = HUGE_VAL;
    double most = 0.0;
    bool all = true;
    bench_section(round->table, "Planted attacks where trials remember");
    for (int i = 0; i < RATES; i++) {
        const double seconds = measure(round, rates[i]);
        all = all && !isnan(seconds);
        least = fmin(least, seconds);
        most = fmax(most, seconds);
    }
    bench_add(round->table, &spread, "rates 1e-2 to 1e-12", all ? most / least : NAN);
    bench_note(round->table,
               "Planted: agents that report, FPR %g. A trial has many ghosts. Single attacks: one "
               "for each trial, of which so many escape, by the normal law.",
               fpr);
}
