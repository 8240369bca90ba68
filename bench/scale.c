/* SPDX-License-Identifier: MIT
 *
 * What a larger population costs: memory by agent, and time by event where the same number of tasks
 * is spread over more agents.
 */
#include "base/check.h"
#include "bench/child.h"
#include "bench/kernel.h"
#include "bench/round.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- Memory ---------------------------------------------------------------------------------- */

/* A way to run a population: so many tasks in all, so that only its size differs. */
typedef struct holder {
    const char *name;
    const char *method;
    uint32_t rounds;
    double tasks;
    uint32_t small, large;
    bool played, reports;
    bench_claim claim;
} holder;

static const holder holders[] = {
    {"dense",
     "naive",
     2,
     4e7,
     1000000,
     10000000,
     false,
     false,
     {"memory of an agent, dense", "bytes", BENCH_AT_MOST, 16.0, true}},
    {"sparse",
     "skip",
     1,
     4e8,
     1000000,
     100000000,
     false,
     false,
     {"memory of an agent, sparse", "bytes", BENCH_AT_MOST, 0.01, true}},
    {"played",
     "naive",
     4,
     4e6,
     100000,
     1000000,
     true,
     false,
     {"memory of an agent, played (quarantine)", "bytes", BENCH_NO_GOAL, 0.0, false}},
    {"eventful",
     "skip",
     4,
     4e6,
     100000,
     1000000,
     true,
     true,
     {"memory of an agent, from event to event (peer-report)", "bytes", BENCH_AT_MOST, 64.0, true}},
};
enum { HOLDERS = sizeof holders / sizeof holders[0] };

/* The most memory that this process had resident, in KiB; 0 where nothing says so. Unlike
 * getrusage's, this number is not that of whoever started the process. */
static uint64_t resident_most(void)
{
    char line[256];
    uint64_t kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, "VmHWM:", 6) == 0) {
            kib = strtoull(line + 6, NULL, 10);
        }
    }
    if (status != NULL) {
        (void)fclose(status);
    }
    return kib;
}

int bench_scale_child(const char *name, const char *agents)
{
    cst_cell cell;
    const holder *of = NULL;
    const uint64_t count = strtoull(agents, NULL, 10);
    for (size_t i = 0; i < HOLDERS; i++) {
        of = strcmp(holders[i].name, name) == 0 ? &holders[i] : of;
    }
    if (of == NULL || count < 2 || count > UINT32_MAX) {
        (void)fprintf(stderr, "bench: expected a kind and a number of agents\n");
        return 2;
    }
    cst_trial_spec trial =
        bench_plain(&bench_points[BENCH_POINTS - 1], (uint32_t)count, of->rounds);
    trial.response.effect = of->played ? CST_EFFECT_QUARANTINE : trial.response.effect;
    if (of->reports) {
        trial.protocol.kind = cst_protocol_find("peer-report");
        trial.protocol.investigate = 1.0;
    }
    bench_cell(&cell, &trial, of->method,
               (uint64_t)fmax(1.0, of->tasks / ((double)count * of->rounds)), 1);
    bench_loop loop = {.cell = &cell};
    bench_loop_run(&loop, cst_cell_blocks(&cell), 0.0);
    (void)printf("%" PRIu64 " %016" PRIx64 "\n", resident_most(), bench_row_hash(&loop.row, 1));
    bench_loop_free(&loop);
    cst_cell_free(&cell);
    return 0;
}

/* KiB of a process that runs it, or NaN. */
static double resident(const bench_round *round, const holder *of, uint32_t agents)
{
    char count[32];
    char name[32];
    uint64_t kib = 0;
    uint64_t hash = 0;
    const char *const words[] = {"/proc/self/exe", "--child", name, count, NULL};
    (void)snprintf(name, sizeof name, "%s", of->name);
    (void)snprintf(count, sizeof count, "%" PRIu32, agents);
    FILE *out = bench_child(words);
    const bool read = out != NULL && fscanf(out, "%" SCNu64 " %" SCNx64, &kib, &hash) == 2;
    if (out != NULL) {
        (void)fclose(out);
    }
    if (!read || kib == 0) {
        bench_wrong(round->table, "memory of %s agents, %s: it was not found", count, of->name);
        return NAN;
    }
    (void)snprintf(name, sizeof name, "population, %s", of->name);
    bench_hash(round->table, name, count, hash);
    return (double)kib;
}

static void measure_memory(const bench_round *round, const holder *of)
{
    char at[BENCH_TEXT];
    const double more = resident(round, of, of->large) - resident(round, of, of->small);
    (void)snprintf(at, sizeof at, "from %g to %g agents", (double)of->small, (double)of->large);
    /* Less memory for more agents is noise of a page or so. */
    bench_add(round->table, &of->claim, at,
              1024.0 * fmax(0.0, more) / ((double)of->large - of->small));
}

/* --- Time ------------------------------------------------------------------------------------ */

enum { SIZES = 6, AGENTS_LEAST = 1000, TRIAL_TASKS = 100000000, TRIALS = 1 << 16, SLICES = 5 };

static const bench_claim spread = {"sparse, cost of an event, largest / smallest", "times",
                                   BENCH_AT_MOST, 1.2, true};
static const bench_claim by_size = {"sparse, an event", "ns", BENCH_NO_GOAL, 0.0, false};

static double ns_per_event(const bench_loop *loop)
{
    return 1e9 * loop->seconds /
           (double)(loop->row.count[CST_COUNT_ATTACKS] + loop->row.count[CST_COUNT_FLAGGED_HONEST]);
}

/* Sizes in turn, and of each its quickest slice: what disturbs one is not its size's doing. */
static void measure_events(const bench_round *round)
{
    cst_cell cell[SIZES];
    double best[SIZES];
    double least = HUGE_VAL;
    double most = 0.0;
    uint32_t agents = AGENTS_LEAST;
    for (int i = 0; i < SIZES; i++, agents *= 10) {
        const cst_trial_spec trial =
            bench_plain(&bench_points[BENCH_POINTS - 1], agents, TRIAL_TASKS / agents);
        bench_cell(&cell[i], &trial, "skip", TRIALS, 1);
        best[i] = HUGE_VAL;
    }
    for (int slice = 0; slice < SLICES * SIZES; slice++) {
        const int i = slice % SIZES;
        bench_loop loop = {.cell = &cell[i]};
        bench_loop_run(&loop, 0, 0.5 * round->seconds / SLICES);
        best[i] = fmin(best[i], ns_per_event(&loop));
        bench_loop_free(&loop);
    }
    agents = AGENTS_LEAST;
    for (int i = 0; i < SIZES; i++, agents *= 10) {
        char at[BENCH_TEXT];
        (void)snprintf(at, sizeof at, "1e%d agents", i + 3);
        bench_add(round->table, &by_size, at, best[i]);
        least = fmin(least, best[i]);
        most = fmax(most, best[i]);
        cst_cell_free(&cell[i]);
    }
    bench_add(round->table, &spread, "1e3 to 1e8 agents", most / least);
}

void bench_round_scale(const bench_round *round)
{
    bench_section(round->table, "Larger populations");
    for (size_t i = 0; i < HOLDERS; i++) {
        measure_memory(round, &holders[i]);
    }
    measure_events(round);
}
