/* SPDX-License-Identifier: MIT
 *
 * The dense path: every task simulated, two workers over the inproc bus, against the same kernels
 * by plain calls (the direct link) in two threads on the same cores, interleaved round by round.
 *
 *     dense [rounds [trials]]     default 11 rounds of 200 trials of 1e5 tasks for each side
 *
 * Then protocols that remember, 1,000 agents over 1,000 rounds, against the memoryless committee,
 * both over the bus; and the memory of a population of 1e7 agents at two threads. Exit code 1 where
 * a goal is missed.
 */
#include "base/check.h"
#include "bench/bench.h"
#include "bus/run.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static const double goal_bus_ratio = 0.7;
static const double goal_played_ratio = 0.2;
static const double goal_memory_gib = 1.0;
enum { ROUNDS_MAX = 101, THREADS = 2, BATCH = 65536, LARGE_AGENTS = 10000000 };

/* One run: a cell, the way to run it, and what came out. */
typedef struct side {
    cst_cell cell;
    const char *link;
    uint32_t threads;
    cst_row row;
    int code;
} side;

static int keep(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    (void)cell;
    (void)block;
    (void)error;
    cst_row_add(self, row);
    return 0;
}

static void *run(void *argument)
{
    side *one = argument;
    cst_error error = {0};
    cst_run_report report;
    memset(&one->row, 0, sizeof one->row);
    const cst_run_spec spec = {.cells = &one->cell,
                               .cell_count = 1,
                               .threads = one->threads,
                               .batch = BATCH,
                               .link = cst_link_find(one->link),
                               .sink = {.self = &one->row, .row = keep}};
    one->code = cst_run(&spec, &report, &error);
    if (one->code != 0) {
        (void)fprintf(stderr, "%s: %s\n", one->link, error.text);
    }
    return NULL;
}

static cst_trial_spec committee(uint32_t agents, uint32_t rounds)
{
    cst_trial_spec trial = cst_trial_spec_default();
    trial.agents = agents;
    trial.rounds = rounds;
    trial.scheming.law.law = cst_law_find("beta");
    trial.scheming.law.rho = 0.1;
    return trial;
}

static void make_of(side *one, const char *link, uint32_t threads, const cst_trial_spec *trial,
                    uint64_t trials, uint64_t seed)
{
    cst_error error = {0};
    cst_estimate_spec estimate = cst_estimate_spec_default();
    estimate.estimator = cst_estimator_find("naive");
    estimate.trials = trials;
    estimate.seed = seed;
    *one = (side){.link = link, .threads = threads};
    cst_require(cst_cell_make(&one->cell, trial, &estimate, &error) == 0);
}

static void make(side *one, const char *link, uint32_t threads, uint32_t agents, uint32_t rounds,
                 uint64_t trials, uint64_t seed)
{
    const cst_trial_spec trial = committee(agents, rounds);
    make_of(one, link, threads, &trial, trials, seed);
}

/* A hash that any change of a counter changes. */
static uint64_t hash(const cst_row *row, uint64_t hash)
{
    for (int i = 0; i < CST_COUNT_KINDS; i++) {
        hash = (hash ^ row->count[i]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return hash;
}

static double tasks_per_second(const side *one, size_t sides, double seconds)
{
    double tasks = 0.0;
    for (size_t i = 0; i < sides; i++) {
        cst_require(one[i].code == 0);
        tasks += (double)one[i].row.count[CST_COUNT_TASKS];
    }
    return tasks / seconds;
}

static double time_bus(side *bus)
{
    const double start = bench_now();
    (void)run(bus);
    return tasks_per_second(bus, 1, bench_now() - start);
}

static double time_direct(side direct[THREADS])
{
    pthread_t thread[THREADS];
    const double start = bench_now();
    for (int i = 0; i < THREADS; i++) {
        cst_require(pthread_create(&thread[i], NULL, run, &direct[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        (void)pthread_join(thread[i], NULL);
    }
    return tasks_per_second(direct, THREADS, bench_now() - start);
}

static int compare_links(int rounds, uint64_t trials)
{
    side bus;
    side direct[THREADS];
    double ratio[ROUNDS_MAX];
    double bus_rate[ROUNDS_MAX];
    double direct_rate[ROUNDS_MAX];
    uint64_t result = 0;
    make(&bus, "inproc", THREADS, 1000, 100, trials, 1);
    for (int i = 0; i < THREADS; i++) {
        make(&direct[i], "direct", 1, 1000, 100, trials / THREADS, (uint64_t)i + 2);
    }
    for (int i = 0; i < rounds; i++) {
        const double before = bench_handover_ns();
        direct_rate[i] = time_direct(direct);
        bus_rate[i] = time_bus(&bus);
        ratio[i] = bus_rate[i] / direct_rate[i];
        result = hash(&bus.row, hash(&direct[0].row, hash(&direct[1].row, 1)));
        (void)printf("round %2d: bus %.3g tasks/s, direct %.3g tasks/s, ratio %.3f, hand-over "
                     "%.0f..%.0f ns\n",
                     i + 1, bus_rate[i], direct_rate[i], ratio[i], before, bench_handover_ns());
    }
    (void)printf("bus, 2 workers: median %.3g tasks/s\n", bench_median(bus_rate, (size_t)rounds));
    (void)printf("direct, 2 threads: median %.3g tasks/s\n",
                 bench_median(direct_rate, (size_t)rounds));
    (void)printf("hash of the results: %016llx\n", (unsigned long long)result);
    const int missed =
        bench_goal("dense bus / direct", bench_median(ratio, (size_t)rounds), "", goal_bus_ratio);
    cst_cell_free(&bus.cell);
    for (int i = 0; i < THREADS; i++) {
        cst_cell_free(&direct[i].cell);
    }
    return missed;
}

/* Planned tasks a second of a protocol that remembers, against the committee's, in turn. */
static int compare_played(const char *name, const cst_trial_spec *trial, int rounds,
                          uint64_t trials)
{
    side plain;
    side played;
    double ratio[ROUNDS_MAX];
    double rate[ROUNDS_MAX];
    make(&plain, "inproc", THREADS, trial->agents, trial->rounds, trials, 1);
    make_of(&played, "inproc", THREADS, trial, trials, 1);
    for (int i = 0; i < rounds; i++) {
        const double start = bench_now();
        (void)run(&played);
        cst_require(played.code == 0);
        const double planned = (double)played.row.count[CST_COUNT_PLANNED];
        rate[i] = planned / (bench_now() - start);
        ratio[i] = rate[i] / time_bus(&plain);
    }
    (void)printf("%s: median %.3g tasks/s\n", name, bench_median(rate, (size_t)rounds));
    cst_cell_free(&plain.cell);
    cst_cell_free(&played.cell);
    return bench_goal(name, bench_median(ratio, (size_t)rounds), "", goal_played_ratio);
}

static int measure_played(int rounds, uint64_t trials)
{
    const uint64_t few = trials / 20 < THREADS ? THREADS : trials / 20;
    cst_trial_spec adaptive = committee(1000, 1000);
    cst_trial_spec quarantine = adaptive;
    adaptive.protocol.kind = cst_protocol_find("adaptive");
    quarantine.response.effect = CST_EFFECT_QUARANTINE;
    return compare_played("adaptive / committee", &adaptive, rounds, few) +
           compare_played("quarantine / committee", &quarantine, rounds, few);
}

static int measure_memory(void)
{
    side large;
    struct rusage usage;
    make(&large, "inproc", THREADS, LARGE_AGENTS, 2, 2, 1);
    (void)run(&large);
    cst_require(large.code == 0);
    (void)getrusage(RUSAGE_SELF, &usage);
    const double gib = (double)usage.ru_maxrss / (1024.0 * 1024.0);
    (void)printf("1e7 agents, 2 threads: %.3f GiB resident at most\n", gib);
    cst_cell_free(&large.cell);
    return bench_goal("memory allowed / used", goal_memory_gib / gib, "", 1.0);
}

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 11;
    const uint64_t trials = argc > 2 ? strtoull(argv[2], NULL, 10) : 200;
    if (rounds < 1 || rounds > ROUNDS_MAX || trials < THREADS) {
        (void)fprintf(stderr, "dense [rounds 1..%d [trials, at least %d]]\n", ROUNDS_MAX, THREADS);
        return 2;
    }
    const int missed = compare_links(rounds, trials) + measure_played(rounds, trials);
    return missed + measure_memory() == 0 ? 0 : 1;
}
