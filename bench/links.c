/* SPDX-License-Identifier: MIT
 *
 * Over the bus. Where the two cores are far from each other every hand-over costs more, whatever
 * the software: rounds are told apart by what one costs before and after.
 */
#include "base/check.h"
#include "bench/round.h"
#include "bench/side.h"

#include <string.h>

enum { PLAIN_ROUNDS = 256, COMMITTEE_AGENTS = 1000, COMMITTEE_ROUNDS = 100, SPARSE_ROUNDS = 1024 };

/* Work of about a second, on two cores. */
static const double plain_tasks = 3e9;
static const double committee_tasks = 1e9;
static const double sparse_attacks = 4e7;

static const double near_ns = 60.0;
static const double far_ns = 120.0;
static const double busy_ns = 1000.0; /* no two cores are so far: others are using them */

/* How many rounds of one comparison were of each kind. */
typedef enum kind { MIXED = 0, NEAR = 1, FAR = 2, BUSY = 3 } kind;
enum { KINDS = 4, WORKS_MAX = 8 };
typedef struct census {
    char at[BENCH_TEXT];
    unsigned rounds[KINDS];
} census;
static census censuses[WORKS_MAX];

static const bench_claim near_ratio = {"dense over the bus / by plain calls, cores near", "times",
                                       BENCH_AT_LEAST, 0.9, true};
static const bench_claim far_ratio = {"dense over the bus / by plain calls, cores far", "times",
                                      BENCH_AT_LEAST, 0.8, true};
static const bench_claim any_ratio = {"dense over the bus / by plain calls, any round", "times",
                                      BENCH_NO_GOAL, 0.0, false};
static const bench_claim bus_rate = {"dense over the bus, 2 workers", "tasks/s", BENCH_NO_GOAL, 0.0,
                                     false};
static const bench_claim direct_rate = {"dense by plain calls, 2 threads", "tasks/s", BENCH_NO_GOAL,
                                        0.0, false};
static const bench_claim handover = {"hand-over between the cores", "ns", BENCH_NO_GOAL, 0.0,
                                     false};
static const bench_claim sparse_rate = {"sparse over the bus, 2 workers", "tasks/s", BENCH_NO_GOAL,
                                        0.0, false};
static const bench_claim mesa = {"dense over the bus / per-agent Python in the manner of Mesa",
                                 "times", BENCH_AT_LEAST, 2000.0, true};
static const bench_claim simpy = {"dense over the bus / SimPy", "times", BENCH_NO_GOAL, 0.0, false};
static const bench_claim pyzmq = {"dense over the bus / pyzmq with NumPy columns", "times",
                                  BENCH_NO_GOAL, 0.0, false};
static const bench_claim zmq_raw = {"raw ZeroMQ, inproc, two threads", "messages/s", BENCH_NO_GOAL,
                                    0.0, false};

static const bench_claim dense_processes = {"workers in processes / in threads, dense", "times",
                                            BENCH_AT_LEAST, 0.8, true};
static const bench_claim sparse_processes = {"workers in processes / in threads, sparse", "times",
                                             BENCH_AT_LEAST, 0.95, true};

static kind kind_of(double before, double after)
{
    if (before > busy_ns || after > busy_ns) {
        return BUSY;
    }
    if (before < near_ns && after < near_ns) {
        return NEAR;
    }
    return before > far_ns && after > far_ns ? FAR : MIXED;
}

static void count_kind(const char *at, kind found)
{
    size_t i = 0;
    while (censuses[i].at[0] != '\0' && strcmp(censuses[i].at, at) != 0) {
        i++;
        cst_require(i < WORKS_MAX);
    }
    (void)snprintf(censuses[i].at, sizeof censuses[i].at, "%s", at);
    censuses[i].rounds[found]++;
}

/* Direct, bus, bus, direct: what drifts is the same for both. */
static void compare(const bench_round *round, const char *at, const bench_work *work)
{
    static bench_side bus;
    static bench_side direct[BENCH_THREADS];
    bench_side_bus(&bus, work);
    bench_side_direct(direct, work);
    const double before = bench_handover_ns();
    double calls = bench_side_rate(direct, BENCH_THREADS);
    double messages = bench_side_rate(&bus, 1);
    messages = 0.5 * (messages + bench_side_rate(&bus, 1));
    calls = 0.5 * (calls + bench_side_rate(direct, BENCH_THREADS));
    const double after = bench_handover_ns();
    const kind found = kind_of(before, after);
    count_kind(at, found);
    bench_add(round->table, &bus_rate, at, messages);
    bench_add(round->table, &direct_rate, at, calls);
    bench_add(round->table, &any_ratio, at, messages / calls);
    bench_name(round->table, &near_ratio, at);
    bench_name(round->table, &far_ratio, at);
    if (found == NEAR || found == FAR) {
        bench_add(round->table, found == NEAR ? &near_ratio : &far_ratio, at, messages / calls);
    }
    bench_add(round->table, &handover, "", before);
    bench_hash(round->table, "dense over the bus", at, bench_row_hash(&bus.row, 1));
    bench_hash(round->table, "dense by plain calls", at,
               bench_row_hash(&direct[0].row, bench_row_hash(&direct[1].row, 1)));
    bench_side_free(&bus, 1);
    bench_side_free(direct, BENCH_THREADS);
}

static void compare_batches(const bench_round *round, const char *model,
                            const cst_trial_spec *trial, double tasks)
{
    static const uint64_t batches[] = {16384, 65536};
    for (int i = 0; i < 2; i++) {
        char at[BENCH_TEXT];
        const bench_work work = {.trial = trial,
                                 .method = "naive",
                                 .trials = bench_trials(trial, round->seconds * tasks),
                                 .batch = batches[i]};
        (void)snprintf(at, sizeof at, "%s, batch %llu", model, (unsigned long long)batches[i]);
        compare(round, at, &work);
    }
}

static double rate_over_bus(const bench_round *round, const char *what, const char *at,
                            const bench_work *work)
{
    static bench_side bus;
    bench_side_bus(&bus, work);
    const double rate = bench_side_rate(&bus, 1);
    bench_hash(round->table, what, at, bench_row_hash(&bus.row, 1));
    bench_side_free(&bus, 1);
    return rate;
}

static void compare_peers(const bench_round *round)
{
    const bench_point *at = &bench_points[BENCH_POINT_MIDDLE];
    const cst_trial_spec trial = bench_plain(at, BENCH_AGENTS, PLAIN_ROUNDS);
    const bench_work work = {.trial = &trial,
                             .method = "naive",
                             .trials = bench_trials(&trial, round->seconds * plain_tasks),
                             .batch = BENCH_BATCH};
    const double rate = rate_over_bus(round, "whole dense pipe", at->text, &work);
    bench_add(round->table, &mesa, at->text,
              rate / bench_rival(round, "mesa_manner", at->p, at->a, at->text));
    bench_add(round->table, &simpy, at->text,
              rate / bench_rival(round, "simpy", at->p, at->a, at->text));
    bench_add(round->table, &pyzmq, at->text,
              rate / bench_rival(round, "pyzmq", at->p, at->a, at->text));
}

static void measure_sparse(const bench_round *round)
{
    for (int i = 0; i < BENCH_POINTS; i++) {
        const bench_point *at = &bench_points[i];
        const cst_trial_spec trial = bench_plain(at, BENCH_AGENTS, SPARSE_ROUNDS);
        const double tasks = round->seconds * sparse_attacks / at->p;
        const bench_work work = {.trial = &trial,
                                 .method = "skip",
                                 .trials = bench_trials(&trial, tasks),
                                 .batch = BENCH_BATCH};
        bench_add(round->table, &sparse_rate, at->text,
                  rate_over_bus(round, "sparse over the bus", at->text, &work));
    }
}

/* Threads, processes, processes, threads: the same rows, at whose speed? */
static void compare_processes(const bench_round *round, const bench_claim *claim, const char *at,
                              const bench_work *work)
{
    static bench_side threads;
    static bench_side processes;
    bench_side_bus(&threads, work);
    bench_side_processes(&processes, work);
    double one = bench_side_rate(&threads, 1);
    double other = bench_side_rate(&processes, 1);
    other = 0.5 * (other + bench_side_rate(&processes, 1));
    one = 0.5 * (one + bench_side_rate(&threads, 1));
    cst_require(bench_row_hash(&threads.row, 1) == bench_row_hash(&processes.row, 1));
    bench_add(round->table, claim, at, other / one);
    bench_side_free(&threads, 1);
    bench_side_free(&processes, 1);
}

static void measure_processes(const bench_round *round)
{
    const bench_point *at = &bench_points[BENCH_POINT_MIDDLE];
    const cst_trial_spec committee = bench_committee(COMMITTEE_AGENTS, COMMITTEE_ROUNDS);
    const cst_trial_spec plain = bench_plain(at, BENCH_AGENTS, SPARSE_ROUNDS);
    const bench_work dense = {.trial = &committee,
                              .method = "naive",
                              .trials = bench_trials(&committee, round->seconds * committee_tasks),
                              .batch = CST_RUN_BATCH};
    const bench_work sparse = {.trial = &plain,
                               .method = "skip",
                               .trials =
                                   bench_trials(&plain, round->seconds * sparse_attacks / at->p),
                               .batch = CST_RUN_BATCH};
    compare_processes(round, &dense_processes, "committee of 3", &dense);
    compare_processes(round, &sparse_processes, at->text, &sparse);
}

/* The peer counts each message as 16,384 tasks. */
static void measure_raw(const bench_round *round)
{
    bench_add(round->table, &zmq_raw, "16 KiB",
              bench_rival(round, "zmq_raw_16k", 0.5, 0.4, "16 KiB") / 16384.0);
    bench_add(round->table, &zmq_raw, "64 KiB",
              bench_rival(round, "zmq_raw_64k", 0.5, 0.4, "64 KiB") / 16384.0);
}

void bench_round_links(const bench_round *round)
{
    const bench_point *at = &bench_points[BENCH_POINT_MIDDLE];
    const cst_trial_spec committee = bench_committee(COMMITTEE_AGENTS, COMMITTEE_ROUNDS);
    const cst_trial_spec plain = bench_plain(at, BENCH_AGENTS, PLAIN_ROUNDS);
    bench_section(round->table, "Over the bus");
    compare_batches(round, "committee of 3", &committee, committee_tasks);
    compare_batches(round, at->text, &plain, plain_tasks);
    compare_peers(round);
    measure_sparse(round);
    measure_processes(round);
    measure_raw(round);
    bench_note(round->table,
               "Cores are near where a hand-over takes less than %.0f ns before and after a round, "
               "far where it takes more than %.0f ns, busy with something else above %.0f ns. Only "
               "near and far are judged.",
               near_ns, far_ns, busy_ns);
    bench_note(round->table,
               "What goes over the bus keeps no tallies by agent; the peers in Python do.");
    bench_note(round->table, "Mesa itself does more than the per-agent Python in its manner, and "
                             "is slower.");
}

void bench_links_close(bench_table *table)
{
    for (size_t i = 0; i < WORKS_MAX && censuses[i].at[0] != '\0'; i++) {
        const unsigned *rounds = censuses[i].rounds;
        bench_note(table,
                   "Over the bus, %s: rounds with cores near %u, far %u, mixed %u, busy %u%s.",
                   censuses[i].at, rounds[NEAR], rounds[FAR], rounds[MIXED], rounds[BUSY],
                   rounds[NEAR] + rounds[FAR] == 0 ? "; all were dropped" : "");
    }
}
