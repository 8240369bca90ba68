/* SPDX-License-Identifier: MIT
 *
 * Protocols that remember, 1,000 agents over 1,000 rounds, against the committee, which does not,
 * both over the bus.
 */
#include "bench/round.h"
#include "bench/side.h"

enum { AGENTS = 1000, ROUNDS = 1000 };

/* Of about a second, on two cores. */
static const double played_tasks = 1e8;
static const double committee_tasks = 1e9;

static const bench_claim ratio = {"played / committee of 3", "times", BENCH_NO_GOAL, 0.0, false};
static const bench_claim per_task = {"played, a task", "ns", BENCH_NO_GOAL, 0.0, false};
static const bench_claim committee_per_task = {"committee of 3, a task", "ns", BENCH_NO_GOAL, 0.0,
                                               false};

static double rate_of(const bench_round *round, const char *what, const cst_trial_spec *trial,
                      double tasks)
{
    static bench_side bus;
    const bench_work work = {.trial = trial,
                             .method = "naive",
                             .trials = bench_trials(trial, round->seconds * tasks),
                             .batch = BENCH_BATCH};
    bench_side_bus(&bus, &work);
    const double rate = bench_side_rate(&bus, 1);
    bench_hash(round->table, what, "over the bus", bench_row_hash(&bus.row, 1));
    bench_side_free(&bus, 1);
    return rate;
}

void bench_round_played(const bench_round *round)
{
    const cst_trial_spec committee = bench_committee(AGENTS, ROUNDS);
    cst_trial_spec adaptive = committee;
    cst_trial_spec quarantine = committee;
    adaptive.protocol.kind = cst_protocol_find("adaptive");
    quarantine.response.effect = CST_EFFECT_QUARANTINE;
    bench_section(round->table, "Protocols that remember, over the bus, 2 workers");
    const double plain = rate_of(round, "committee", &committee, committee_tasks);
    const double adapts = rate_of(round, "adaptive", &adaptive, played_tasks);
    const double quarantines = rate_of(round, "quarantine", &quarantine, played_tasks);
    bench_add(round->table, &committee_per_task, "", 1e9 / plain);
    bench_add(round->table, &per_task, "adaptive", 1e9 / adapts);
    bench_add(round->table, &per_task, "quarantine", 1e9 / quarantines);
    bench_add(round->table, &ratio, "adaptive", adapts / plain);
    bench_add(round->table, &ratio, "quarantine", quarantines / plain);
}
