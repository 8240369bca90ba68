/* SPDX-License-Identifier: MIT */
#include "bench/kernel.h"

#include "base/check.h"
#include "bench/peers/peers.h"
#include "bus/unit.h"

#include <stdlib.h>

const bench_point bench_points[BENCH_POINTS] = {
    {1e-2, 1e-2, "p 1e-2, a 1e-2"}, {1e-3, 1e-2, "p 1e-3, a 1e-2"}, {1e-4, 1e-3, "p 1e-4, a 1e-3"}};

cst_trial_spec bench_plain(const bench_point *at, uint32_t agents, uint32_t rounds)
{
    cst_trial_spec trial = cst_trial_spec_default();
    trial.agents = agents;
    trial.rounds = rounds;
    trial.scheming.law.law = cst_law_find("independent");
    trial.scheming.law.rate = at->p;
    trial.score.tpr = BENCH_PEER_RECALL;
    trial.score.fpr = at->a;
    trial.collusion.strategy = cst_collusion_find("causal-signal");
    trial.collusion.signal = 1.0;
    trial.collusion.chance = 0.0;
    trial.protocol.kind = cst_protocol_find("untrusted-monitor");
    trial.protocol.reviewers = 1;
    return trial;
}

cst_trial_spec bench_committee(uint32_t agents, uint32_t rounds)
{
    cst_trial_spec trial = cst_trial_spec_default();
    trial.agents = agents;
    trial.rounds = rounds;
    trial.scheming.law.law = cst_law_find("beta");
    trial.scheming.law.rho = 0.1;
    return trial;
}

cst_trial_spec bench_reporting(double rate, double fpr)
{
    cst_trial_spec trial = cst_trial_spec_default();
    trial.agents = 1000;
    trial.rounds = 1000;
    trial.scheming.law.law = cst_law_find("beta");
    trial.scheming.law.rate = rate;
    trial.scheming.law.rho = BENCH_PEER_RHO;
    trial.score.tpr = BENCH_PEER_RECALL;
    trial.score.fpr = fpr;
    trial.collusion.strategy = cst_collusion_find("always-pass");
    trial.protocol.kind = cst_protocol_find("peer-report");
    trial.protocol.reviewers = 3;
    trial.protocol.investigate = 2.0;
    trial.response.on = CST_ON_CATCH;
    trial.response.effect = CST_EFFECT_QUARANTINE;
    return trial;
}

void bench_cell(cst_cell *cell, const cst_trial_spec *trial, const char *method, uint64_t trials,
                uint64_t seed)
{
    cst_error error = {0};
    cst_estimate_spec estimate = cst_estimate_spec_default();
    estimate.method = cst_method_find(method);
    estimate.trials = trials;
    estimate.seed = seed;
    *cell = (cst_cell){0};
    cst_require(estimate.method != NULL && cst_trial_spec_check(trial, &error) == 0);
    cst_require(cst_cell_make(cell, trial, &estimate, &error) == 0);
}

void bench_tallies_init(bench_tallies *tallies, uint32_t agents)
{
    *tallies = (bench_tallies){.agents = agents};
    tallies->flags = calloc(agents, sizeof *tallies->flags);
    tallies->reports = calloc(agents, sizeof *tallies->reports);
    cst_require(tallies->flags != NULL && tallies->reports != NULL);
}

void bench_tallies_free(bench_tallies *tallies)
{
    free(tallies->flags);
    free(tallies->reports);
    *tallies = (bench_tallies){0};
}

/* Splitmix64: who reviewed is drawn for flagged work alone, as the peers do. */
static uint32_t draw_monitor(bench_tallies *tallies, uint32_t agent)
{
    uint64_t z = tallies->draws += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    const uint32_t monitor = (uint32_t)((z >> 32) * (tallies->agents - 1) >> 32);
    return monitor + (monitor >= agent ? 1 : 0);
}

static void tally_agents(bench_tallies *tallies, const cst_unit *unit, const cst_batch *reports)
{
    const uint8_t *plane = cst_batch_column(reports, CST_PLANE_REPORTS);
    const uint64_t words = cst_batch_plane_words(reports->lead, reports->records);
    const uint64_t start = unit->first - reports->lead;
    for (uint64_t word = 0; word < words; word++) {
        for (uint64_t bits = cst_plane_word(plane, word); bits != 0; bits &= bits - 1) {
            const uint64_t task = start + 64 * word + (uint64_t)__builtin_ctzll(bits);
            const uint32_t agent = (uint32_t)(task % tallies->agents);
            tallies->flags[agent]++;
            tallies->reports[draw_monitor(tallies, agent)]++;
        }
    }
}

/* A batch's receipt where it is sent and where it arrives. */
static void receive(bench_loop *loop, const cst_unit *unit, const cst_batch *batch)
{
    if (loop->receipts) {
        const cst_receipt sent = cst_unit_receipt(unit, batch);
        const cst_receipt reached = cst_unit_receipt(unit, batch);
        cst_require(cst_receipt_equal(&sent, &reached));
        loop->kept = bench_fold(loop->kept, (uint64_t)reached.hash);
    }
}

static void run_unit(bench_loop *loop, const cst_unit *unit, cst_part *part)
{
    const cst_cell *cell = loop->cell;
    cst_error error = {0};
    cst_batch actions = {0};
    cst_batch reports = {0};
    cst_require(cell->method->act(cell, unit, &actions, &error) == 0);
    receive(loop, unit, &actions);
    cst_require(cell->method->review(cell, unit, &actions, &reports, &error) == 0);
    receive(loop, unit, &reports);
    loop->records += reports.records;
    cst_require(cell->method->tally(cell, unit, &actions, &reports, part, &error) == 0);
    if (loop->tallies != NULL) {
        tally_agents(loop->tallies, unit, &reports);
    }
    cst_batch_free(&actions);
    cst_batch_free(&reports);
}

static void run_block(bench_loop *loop, uint64_t index)
{
    const cst_cell *cell = loop->cell;
    const uint64_t step = cst_cell_unit_tasks(cell, BENCH_BATCH);
    const uint64_t tasks = cst_cell_block_tasks(cell, index);
    cst_error error = {0};
    const cst_unit whole = {.block = index, .tasks = tasks};
    cst_part part;
    cst_require(cst_part_init(&part, cell, &whole, &error) == 0);
    for (uint64_t first = 0; first < tasks; first += step) {
        const uint64_t left = tasks - first;
        const cst_unit unit = {.block = index, .first = first, .tasks = left < step ? left : step};
        run_unit(loop, &unit, &part);
    }
    cst_require(cst_part_close(&part, cell, &error) == 0);
    cst_require(cst_block_check(cell, index, &part.row, &error) == 0);
    cst_require(cst_row_add(&loop->row, &part.row, &error) == 0);
    cst_part_free(&part);
}

static void restart(bench_loop *loop)
{
    cst_row_free(&loop->row);
    loop->kept = 0;
    loop->done = 0;
    loop->records = 0;
    loop->seconds = 0.0;
}

void bench_loop_more(bench_loop *loop, uint64_t blocks)
{
    const uint64_t all = cst_cell_blocks(loop->cell);
    const double start = bench_now();
    for (uint64_t i = 0; i < blocks; i++) {
        run_block(loop, loop->done++ % all);
    }
    loop->seconds += bench_now() - start;
}

void bench_loop_run(bench_loop *loop, uint64_t blocks, double seconds)
{
    restart(loop);
    do {
        bench_loop_more(loop, 1);
    } while (blocks > 0 ? loop->done < blocks : loop->seconds < seconds);
}

void bench_loop_free(bench_loop *loop)
{
    cst_row_free(&loop->row);
}

double bench_loop_rate(const bench_loop *loop)
{
    return (double)loop->row.count[CST_COUNT_PLANNED] / loop->seconds;
}

uint64_t bench_row_hash(const cst_row *row, uint64_t hash)
{
    for (int i = 0; i < CST_COUNT_KINDS; i++) {
        hash = bench_fold(hash, row->count[i]);
    }
    return hash;
}

uint64_t bench_tallies_hash(const bench_tallies *tallies, uint64_t hash)
{
    for (uint32_t i = 0; i < tallies->agents; i++) {
        hash = bench_fold(bench_fold(hash, tallies->flags[i]), tallies->reports[i]);
    }
    return hash;
}
