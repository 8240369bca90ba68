/* SPDX-License-Identifier: MIT
 *
 * The plain model in plain loops, one thread, against what users would write instead.
 */
#include "base/check.h"
#include "bench/kernel.h"
#include "bench/peers/peers.h"
#include "bench/round.h"

#include <pthread.h>
#include <string.h>

enum { ROUNDS = 1024, TRIALS = 1 << 20, WARM_BLOCKS = 4, SLICES = 5 };

static const bench_claim dense = {"dense kernel", "tasks/s", BENCH_NO_GOAL, 0.0, false};
static const bench_claim thresholds = {"dense / NumPy, 16-bit thresholds", "times", BENCH_AT_LEAST,
                                       12.0, true};
static const bench_claim columns = {"dense / NumPy, 16-bit columns, tuned", "times", BENCH_NO_GOAL,
                                    0.0, false};
static const bench_claim one_number = {"dense / NumPy, one 16-bit number a task", "times",
                                       BENCH_NO_GOAL, 0.0, false};
static const bench_claim float32 = {"dense / NumPy, one float32 a task", "times", BENCH_NO_GOAL,
                                    0.0, false};
static const bench_claim plain = {"dense / NumPy, plain", "times", BENCH_AT_LEAST, 100.0, true};
static const bench_claim textbook = {"dense / C as in a textbook", "times", BENCH_AT_LEAST, 60.0,
                                     true};
static const bench_claim two_threads = {"dense in 2 threads / in 1", "times", BENCH_AT_LEAST, 1.9,
                                        true};
static const bench_claim receipts = {"price of the conservation receipt", "%", BENCH_AT_MOST, 5.0,
                                     true};
static const bench_claim sparse = {"sparse kernel", "tasks/s", BENCH_NO_GOAL, 0.0, false};
static const bench_claim sparse_dense[BENCH_POINTS] = {
    {"sparse / dense", "times", BENCH_AT_LEAST, 3.0, true},
    {"sparse / dense", "times", BENCH_NO_GOAL, 0.0, false},
    {"sparse / dense", "times", BENCH_AT_LEAST, 30.0, true}};
static const bench_claim events = {"sparse / NumPy, event lists", "times", BENCH_AT_LEAST, 5.0,
                                   true};
static const bench_claim per_event = {"sparse, an attack or a false flag", "ns", BENCH_AT_MOST, 3.0,
                                      true};
static const bench_claim per_attack = {"sparse, an attack", "ns", BENCH_NO_GOAL, 0.0, false};

/* --- Our counts are the model's -------------------------------------------------------------- */

/* Rows do not count reviewers that scheme, so that "colluded" is not judged; it is part of what was
 * missed. */
static void judge(const bench_round *round, const char *what, const bench_point *at,
                  const cst_row *row)
{
    bench_peer_claim claims[BENCH_PEER_CLAIMS];
    const uint64_t *count = row->count;
    const bench_peer_result result = {
        .p = at->p,
        .a = at->a,
        .tasks = count[CST_COUNT_TASKS],
        .attacks = count[CST_COUNT_ATTACKS],
        .caught = count[CST_COUNT_FLAGGED_ATTACKS],
        .missed = count[CST_COUNT_ATTACKS] - count[CST_COUNT_FLAGGED_ATTACKS],
        .false_flags = count[CST_COUNT_FLAGGED_HONEST],
    };
    bench_peer_claims(&result, claims);
    for (int i = 0; i < BENCH_PEER_CLAIMS; i++) {
        if (strcmp(claims[i].name, "colluded") != 0 && !bench_peer_claim_holds(&claims[i])) {
            bench_wrong(round->table, "%s, %s: %llu %s, expected %.1f", what, at->text,
                        (unsigned long long)claims[i].found, claims[i].name, claims[i].expected);
        }
    }
}

/* The strategy is one by its acts, not by its name: attacks are hidden, and nothing else. */
static void check_model(const cst_model *model)
{
    const cst_seen *honest = cst_model_seen(model, CST_WORK_HONEST, 0, 0, 0);
    const cst_seen *attack = cst_model_seen(model, CST_WORK_ATTACK, 0, 0, 0);
    cst_require(model->slots == 1 && model->lineages == 1 && model->difficulties == 1);
    cst_require(honest->hide == 0.0 && honest->accuse == 0.0 && attack->hide == 1.0);
}

/* --- Loops ----------------------------------------------------------------------------------- */

/* A few blocks, always the same, for their hash; then as many as there is time for. */
static double rate_dense(const bench_round *round, const bench_point *at)
{
    cst_cell cell;
    bench_tallies tallies;
    const cst_trial_spec trial = bench_plain(at, BENCH_AGENTS, ROUNDS);
    bench_cell(&cell, &trial, "naive", TRIALS, 1);
    check_model(&cell.model);
    bench_tallies_init(&tallies, BENCH_AGENTS);
    bench_loop loop = {.cell = &cell, .tallies = &tallies};
    bench_loop_run(&loop, WARM_BLOCKS, 0.0);
    bench_hash(round->table, "dense kernel", at->text,
               bench_tallies_hash(&tallies, bench_row_hash(&loop.row, 1)));
    bench_loop_run(&loop, 0, round->seconds);
    judge(round, "dense kernel", at, &loop.row);
    const double rate = bench_loop_rate(&loop);
    bench_loop_free(&loop);
    bench_tallies_free(&tallies);
    cst_cell_free(&cell);
    return rate;
}

static double rate_sparse(const bench_round *round, const bench_point *at)
{
    cst_cell cell;
    const cst_trial_spec trial = bench_plain(at, BENCH_AGENTS, ROUNDS);
    bench_cell(&cell, &trial, "skip", TRIALS, 1);
    bench_loop loop = {.cell = &cell};
    bench_loop_run(&loop, WARM_BLOCKS, 0.0);
    bench_hash(round->table, "sparse kernel", at->text, bench_row_hash(&loop.row, 1));
    bench_loop_run(&loop, 0, round->seconds);
    judge(round, "sparse kernel", at, &loop.row);
    bench_add(round->table, &sparse, at->text, bench_loop_rate(&loop));
    const double attacks = (double)loop.row.count[CST_COUNT_ATTACKS];
    const double flags = (double)loop.row.count[CST_COUNT_FLAGGED_HONEST];
    bench_add(round->table, &per_event, at->text, 1e9 * loop.seconds / (attacks + flags));
    bench_add(round->table, &per_attack, at->text, 1e9 * loop.seconds / attacks);
    const double rate = bench_loop_rate(&loop);
    bench_loop_free(&loop);
    cst_cell_free(&cell);
    return rate;
}

static void compare(const bench_round *round, const bench_claim *claim, const bench_point *at,
                    double ours, const char *rival)
{
    bench_add(round->table, claim, at->text,
              ours / bench_rival(round, rival, at->p, at->a, at->text));
}

static void compare_dense(const bench_round *round, const bench_point *at)
{
    const double rate = rate_dense(round, at);
    bench_add(round->table, &dense, at->text, rate);
    compare(round, &thresholds, at, rate, "numpy_uint16");
    compare(round, &columns, at, rate, "numpy_columns16");
    compare(round, &one_number, at, rate, "numpy_threshold16");
    compare(round, &float32, at, rate, "numpy_float32");
    compare(round, &plain, at, rate, "numpy_plain");
    compare(round, &textbook, at, rate, "textbook");
}

static void compare_sparse(const bench_round *round, int at)
{
    const bench_point *point = &bench_points[at];
    const double before = rate_dense(round, point);
    const double rate = rate_sparse(round, point);
    const double after = rate_dense(round, point);
    bench_add(round->table, &sparse_dense[at], point->text, rate / (0.5 * (before + after)));
    compare(round, &events, point, rate, "numpy_events");
}

/* --- Two threads ----------------------------------------------------------------------------- */

typedef struct replica {
    cst_cell cell;
    bench_tallies tallies;
    bench_loop loop;
    double seconds;
} replica;

static void *run_replica(void *argument)
{
    replica *one = argument;
    bench_loop_run(&one->loop, 0, one->seconds);
    return NULL;
}

/* Both at once, for the same time. */
static double rate_both(replica both[2])
{
    pthread_t other;
    cst_require(pthread_create(&other, NULL, run_replica, &both[1]) == 0);
    (void)run_replica(&both[0]);
    (void)pthread_join(other, NULL);
    return bench_loop_rate(&both[0].loop) + bench_loop_rate(&both[1].loop);
}

static void compare_threads(const bench_round *round)
{
    static replica both[2];
    const bench_point *at = &bench_points[BENCH_POINT_MIDDLE];
    const cst_trial_spec trial = bench_plain(at, BENCH_AGENTS, ROUNDS);
    double one = 0.0;
    double two = 0.0;
    for (int i = 0; i < 2; i++) {
        bench_cell(&both[i].cell, &trial, "naive", TRIALS, (uint64_t)i + 1);
        bench_tallies_init(&both[i].tallies, BENCH_AGENTS);
        both[i].loop = (bench_loop){.cell = &both[i].cell, .tallies = &both[i].tallies};
        both[i].seconds = round->seconds / 2.0;
    }
    for (int i = 0; i < 2; i++) {
        (void)run_replica(&both[i]);
        one += bench_loop_rate(&both[i].loop);
        two += rate_both(both);
    }
    bench_add(round->table, &two_threads, at->text, two / one);
    for (int i = 0; i < 2; i++) {
        bench_loop_free(&both[i].loop);
        bench_tallies_free(&both[i].tallies);
        cst_cell_free(&both[i].cell);
    }
}

/* --- Receipts -------------------------------------------------------------------------------- */

/* In short slices that alternate: the difference is small, and machines drift. */
static void price_receipts(const bench_round *round, const bench_claim *claim, const char *at,
                           const cst_trial_spec *trial)
{
    cst_cell cell;
    double with = 0.0;
    double without = 0.0;
    bench_cell(&cell, trial, "naive", TRIALS, 1);
    bench_loop bare = {.cell = &cell};
    bench_loop receipted = {.cell = &cell, .receipts = true};
    bench_loop_run(&receipted, WARM_BLOCKS, 0.0);
    bench_hash(round->table, "receipts", at, receipted.kept);
    for (int i = 0; i < SLICES; i++) {
        bench_loop_run(&bare, 0, round->seconds / SLICES);
        bench_loop_run(&receipted, 0, round->seconds / SLICES);
        without += 1.0 / bench_loop_rate(&bare);
        with += 1.0 / bench_loop_rate(&receipted);
    }
    bench_add(round->table, claim, at, 100.0 * (1.0 - without / with));
    bench_loop_free(&bare);
    bench_loop_free(&receipted);
    cst_cell_free(&cell);
}

void bench_round_kernels(const bench_round *round)
{
    static const bench_claim committee_receipts = {"price of the conservation receipt", "%",
                                                   BENCH_NO_GOAL, 0.0, false};
    const cst_trial_spec middle =
        bench_plain(&bench_points[BENCH_POINT_MIDDLE], BENCH_AGENTS, ROUNDS);
    const cst_trial_spec committee = bench_committee(BENCH_AGENTS, ROUNDS);
    bench_section(round->table, "Dense: every task simulated, flags and reports by agent");
    for (int i = 0; i < BENCH_POINTS; i++) {
        compare_dense(round, &bench_points[i]);
    }
    compare_threads(round);
    price_receipts(round, &receipts, bench_points[BENCH_POINT_MIDDLE].text, &middle);
    price_receipts(round, &committee_receipts, "committee of 3", &committee);
    bench_section(round->table, "Sparse: from attack to attack");
    for (int i = 0; i < BENCH_POINTS; i++) {
        compare_sparse(round, i);
    }
    bench_note(round->table,
               "Dense goals are against what users write; tuned columns, and one number that "
               "decides a whole task, are quicker, and printed beside without a goal.");
    bench_note(round->table,
               "The sparse kernel counts false flags by exact binomial draws; NumPy's event lists "
               "also say who was flagged, by agent.");
}
