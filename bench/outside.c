/* SPDX-License-Identifier: MIT
 *
 * Beside reviewers in Python: what is left of the rate that pyzmq has when nothing but questions
 * and answers goes over it, of a whole run and of the gateway alone; and whether a run waits for
 * more than the tasks of a peer that is slow.
 */
#include "base/check.h"
#include "bench/child.h"
#include "bench/exchange.h"
#include "bench/peers/known.h"
#include "bench/round.h"
#include "bench/side.h"
#include "bus/gateway.h"
#include "bus/hearing.h"
#include "bus/secure.h"
#include "estimate/ask/conduct.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AGENTS = 1000, ROUNDS = 20, WINDOW = 8 };

/* A second's work of a run, in tasks of all agents. */
static const double played_tasks = 4e6;
static const char fpr_text[] = "0.01";
static const double fpr = 0.01;

/* Starting programs takes long, so that this is done in the first rounds alone. */
enum { TURNS = 5 };

/* What a model takes for a task; seconds of a run, whose trials are a unit for each thread. */
#define SLOW_TEXT "0.01"
static const double slow_seconds = 0.01;
enum { SLOW_TURNS = 3, SLOW_ROUNDS = 60, SLOW_TRIALS = 4 };

/* Below so many seconds a measurement nobody looks at the numbers. */
static const double seconds_least = 0.1;

static const bench_claim run_ratio = {"reviewer outside, of a run / of pyzmq alone", "times",
                                      BENCH_AT_LEAST, 0.7, true};
static const bench_claim ready_ratio = {"reviewer outside, questions ready / of pyzmq alone",
                                        "times", BENCH_AT_LEAST, 0.7, true};
static const bench_claim run_rate = {"reviewer outside, of a run, 2 threads", "tasks/s",
                                     BENCH_NO_GOAL, 0.0, false};
static const bench_claim ready_rate = {"reviewer outside, questions ready, 2 threads", "tasks/s",
                                       BENCH_NO_GOAL, 0.0, false};
static const bench_claim raw_rate = {"reviewer outside, pyzmq alone", "tasks/s", BENCH_NO_GOAL, 0.0,
                                     false};

static const bench_claim slow_ratio = {"run beside a reviewer of 10 ms a task / its tasks alone",
                                       "times", BENCH_AT_MOST, 1.05, true};
static const bench_claim quick_run = {"the same run, beside one that answers at once", "s",
                                      BENCH_NO_GOAL, 0.0, false};
static const bench_claim slow_run = {"the same run, beside the slow one", "s", BENCH_NO_GOAL, 0.0,
                                     false};
static const bench_claim under_way = {"the same run, batches with the slow one at a time", "",
                                      BENCH_NO_GOAL, 0.0, false};

/* --- A peer, and what is done beside it ------------------------------------------------------ */

/* Where they meet. */
typedef struct door {
    char folder[64], endpoint[96];
} door;

static void open_door(door *of)
{
    *of = (door){.folder = "/tmp/bench-XXXXXX"};
    cst_require(mkdtemp(of->folder) != NULL);
    (void)snprintf(of->endpoint, sizeof of->endpoint, "ipc://%s/run", of->folder);
}

static void close_door(const door *of)
{
    (void)unlink(of->endpoint + strlen("ipc://"));
    (void)rmdir(of->folder);
}

/* A program in Python that gets the endpoint, the name of the scenario's peer and a number. */
static bool start_peer(const door *at, const char *script, const char *number, pid_t *child)
{
    const char *const words[] = {"env",
                                 "PYTHONPATH=" CST_BENCH_CLIENTS,
                                 bench_peer_python(),
                                 "-B",
                                 script,
                                 at->endpoint,
                                 "alice",
                                 number,
                                 NULL};
    return bench_child_start(words, child);
}

/* Nobody waits for a peer that does not come. */
static volatile sig_atomic_t given_up;

static void lose_patience(void *self, const char *name)
{
    enum { SECONDS_MOST = 10 };
    int *seconds = self;
    (void)name;
    given_up = ++*seconds >= SECONDS_MOST;
}

/* What came of it. */
typedef struct came {
    double seconds;
    uint64_t tasks, hash;
    cst_peer_tally tally;
} came;

/* What is done beside a peer: plays trials, or asks questions that are ready. Fills in seconds,
 * tasks of the peer, and a hash. */
typedef struct deed {
    void (*run)(const struct deed *deed, const cst_outside *outside, came *out);
    const cst_trial_spec *trial;
    uint64_t amount, batch; /* of trials in units of so many tasks; or of questions, at once */
} deed;

static double rate_of(const came *of)
{
    return (double)of->tasks / of->seconds;
}

static bool run_beside(const char *script, const char *number, const deed *what, came *out)
{
    door at;
    pid_t child;
    int waited = 0;
    cst_gateway *gateway;
    cst_error error = {0};
    const cst_gateway_spec spec = {.endpoint = at.endpoint,
                                   .population = &what->trial->population,
                                   .patience = 60.0,
                                   .interrupted = &given_up};
    given_up = 0;
    *out = (came){.seconds = NAN};
    open_door(&at);
    cst_require(cst_gateway_open(&gateway, &spec, &error) == 0);
    const bool started = start_peer(&at, script, number, &child);
    bool good = started && cst_gateway_meet(gateway, lose_patience, &waited, &error) == 0;
    if (good) {
        what->run(what, cst_gateway_outside(gateway), out);
        (void)cst_gateway_tally(gateway, 0, &out->tally);
        good = out->tally.batches > 0 && out->tally.lost == 0;
    }
    cst_gateway_close(gateway);
    good = started && bench_child_end(child) && good;
    close_door(&at);
    return good;
}

/* As the program does it: what becomes of what a peer says is counted, and its tasks are played a
 * second time without it. */
typedef struct listener {
    cst_conduct conduct;
    uint64_t tasks;
} listener;

static int hear(void *self, uint32_t cell, const cst_outcome *outcome, size_t count,
                cst_error *error)
{
    listener *of = self;
    (void)error;
    cst_conduct_tell(&of->conduct, cell, outcome, count);
    of->tasks += count;
    return 0;
}

static int hear_pair(void *self, uint32_t cell, uint64_t trial, uint64_t escaped, uint64_t silent,
                     cst_error *error)
{
    listener *of = self;
    (void)error;
    cst_conduct_pair(&of->conduct, cell, trial, escaped, silent);
    return 0;
}

static void play(const deed *of, const cst_outside *outside, came *out)
{
    static bench_side side;
    listener by = {.tasks = 0};
    cst_hearing *hearing;
    cst_error error = {0};
    const cst_outside ear = {.self = &by, .tell = hear, .pair = hear_pair};
    const bench_work work = {
        .trial = of->trial, .method = "naive", .trials = of->amount, .batch = of->batch};
    bench_side_bus(&side, &work);
    cst_require(cst_conduct_init(&by.conduct, (const cst_cell *const[]){&side.cell}, 1, &error) ==
                0);
    cst_require(cst_hearing_open(&hearing, outside, &ear, &error) == 0);
    side.cell.outside = cst_hearing_outside(hearing);
    const double rate = bench_side_rate(&side, 1);
    out->seconds = (double)side.row.count[CST_COUNT_PLANNED] / rate;
    out->tasks = by.tasks;
    out->hash = bench_row_hash(&side.row, 1);
    cst_hearing_close(hearing);
    cst_conduct_free(&by.conduct);
    bench_side_free(&side, 1);
}

/* A task of which one in a hundred is to be reported. */
static double score_of(size_t task)
{
    return (double)(task * 617 % 1000) / 1000.0;
}

/* A thread that asks what it has ready, time and again. */
enum { READY_MOST = 4 * CST_PEER_TASKS };
typedef struct asker {
    const cst_outside *outside;
    size_t count;
    uint64_t times;
    cst_question question[READY_MOST];
    double answer[READY_MOST];
} asker;

static void *keep_asking(void *self)
{
    asker *of = self;
    cst_error error = {0};
    for (uint64_t i = 0; i < of->times; i++) {
        cst_require(of->outside->ask(of->outside->self, 0, of->question, of->count, of->answer,
                                     &error) == 0);
    }
    return NULL;
}

static void ask(const deed *of, const cst_outside *outside, came *out)
{
    static asker askers[BENCH_THREADS];
    pthread_t thread[BENCH_THREADS];
    cst_require(of->batch <= READY_MOST);
    for (int i = 0; i < BENCH_THREADS; i++) {
        asker *one = &askers[i];
        one->outside = outside;
        one->count = of->batch;
        one->times = of->amount / of->batch / BENCH_THREADS + 1;
        for (size_t k = 0; k < one->count; k++) {
            one->question[k] = (cst_question){.trial = k,
                                              .actor = (uint32_t)k,
                                              .lineage = of->trial->population.lineages - 1,
                                              .score = score_of(k)};
        }
    }
    const double start = bench_now();
    for (int i = 0; i < BENCH_THREADS; i++) {
        cst_require(pthread_create(&thread[i], NULL, keep_asking, &askers[i]) == 0);
    }
    for (int i = 0; i < BENCH_THREADS; i++) {
        (void)pthread_join(thread[i], NULL);
    }
    out->seconds = bench_now() - start;
    out->tasks = BENCH_THREADS * askers[0].times * askers[0].count;
}

/* --- pyzmq alone ----------------------------------------------------------------------------- */

static void make_ask(size_t tasks, cst_frame *frame)
{
    static cst_question question[CST_PEER_TASKS];
    static uint32_t which[CST_PEER_TASKS];
    cst_error error = {0};
    for (size_t i = 0; i < tasks; i++) {
        question[i] = (cst_question){.trial = i, .actor = (uint32_t)i, .score = score_of(i)};
        which[i] = (uint32_t)i;
    }
    cst_require(cst_peer_pack_ask(7, 0, question, which, tasks, frame, &error) == 0);
}

/* Tasks a second, in messages of so many; NaN: it did not work. */
static double rate_alone(size_t tasks, uint64_t messages)
{
    door at;
    pid_t child;
    char address[CST_SECURE_ADDRESS];
    cst_error error = {0};
    cst_frame frame;
    cst_socket socket;
    void *context = zmq_ctx_new();
    double seconds = NAN;
    make_ask(tasks, &frame);
    const bench_exchange of = {.ask = &frame, .messages = messages, .window = WINDOW};
    open_door(&at);
    cst_require(context != NULL && cst_secure_listen(&socket, context, at.endpoint, NULL, NULL,
                                                     NULL, address, &error) == 0);
    if (start_peer(&at, CST_PEER_SCRIPTS "/raw_reviewer.py", fpr_text, &child)) {
        seconds = bench_exchange_ask(&socket, &of);
        seconds = bench_child_end(child) ? seconds : NAN;
    }
    cst_socket_close(&socket);
    (void)zmq_ctx_term(context);
    free(frame.memory);
    close_door(&at);
    return (double)(tasks * messages) / seconds;
}

/* --- Rows ------------------------------------------------------------------------------------ */

/* So many of the agents are the peer's. */
static cst_trial_spec trial_of(uint32_t external, uint32_t rounds, uint32_t reviewers,
                               cst_lineage lineage[2])
{
    cst_trial_spec trial = cst_trial_spec_default();
    lineage[0] = lineage[1] = cst_lineage_unstated();
    memcpy(lineage[0].name, "a", sizeof "a");
    memcpy(lineage[1].name, "b", sizeof "b");
    memcpy(lineage[1].external, "alice", sizeof "alice");
    lineage[1].share = (double)external / AGENTS;
    lineage[0].share = 1.0 - lineage[1].share;
    trial.agents = AGENTS;
    trial.rounds = rounds;
    trial.score.fpr = fpr;
    trial.protocol.kind = cst_protocol_find(reviewers > 1 ? "committee" : "untrusted-monitor");
    trial.protocol.reviewers = reviewers;
    trial.population = external < AGENTS
                           ? (cst_population_spec){.lineages = 2, .lineage = lineage}
                           : (cst_population_spec){.lineages = 1, .lineage = &lineage[1]};
    return trial;
}

/* The run, pyzmq, questions that are ready, pyzmq, the run. */
static void compare(const bench_round *round, uint32_t external, uint32_t reviewers)
{
    const char *script = CST_BENCH_CLIENTS "/examples/peers/honest.py";
    cst_lineage lineage[2];
    came run[2];
    came ready;
    double raw[2] = {NAN, NAN};
    char at[BENCH_TEXT];
    const cst_trial_spec trial = trial_of(external, ROUNDS, reviewers, lineage);
    const deed plays = {play, &trial, bench_trials(&trial, round->seconds * played_tasks),
                        CST_RUN_BATCH};
    (void)snprintf(at, sizeof at, "%u of %d agents, reviews of a task: %u", external, AGENTS,
                   reviewers);
    bool good = run_beside(script, fpr_text, &plays, &run[0]);
    const uint64_t messages = good ? run[0].tally.batches : 1;
    const uint64_t tasks = run[0].tasks / messages;
    const deed asks = {ask, &trial, run[0].tasks, 4 * tasks};
    raw[0] = good ? rate_alone(tasks, messages) : NAN;
    good = good && run_beside(script, fpr_text, &asks, &ready);
    raw[1] = good ? rate_alone(tasks, messages) : NAN;
    good = good && run_beside(script, fpr_text, &plays, &run[1]) && !isnan(raw[0] + raw[1]);
    if (!good) {
        bench_wrong(round->table, "%s: a peer did not do what it is for", at);
        return;
    }
    const double alone = 0.5 * (raw[0] + raw[1]);
    const double whole = 0.5 * (rate_of(&run[0]) + rate_of(&run[1]));
    bench_add(round->table, &run_ratio, at, whole / alone);
    bench_add(round->table, &ready_ratio, at, rate_of(&ready) / alone);
    bench_add(round->table, &run_rate, at, whole);
    bench_add(round->table, &ready_rate, at, rate_of(&ready));
    bench_add(round->table, &raw_rate, at, alone);
    bench_hash(round->table, "beside a reviewer outside", at, run[0].hash);
    bench_hash(round->table, "beside a reviewer outside", at, run[1].hash);
}

static void wait_for_one(const bench_round *round)
{
    const char *script = CST_PEER_SCRIPTS "/slow_reviewer.py";
    cst_lineage lineage[2];
    came slow;
    came quick;
    char at[BENCH_TEXT];
    const cst_trial_spec trial = trial_of(1, SLOW_ROUNDS, 1, lineage);
    const deed plays = {play, &trial, SLOW_TRIALS,
                        SLOW_TRIALS / BENCH_THREADS * SLOW_ROUNDS * AGENTS};
    (void)snprintf(at, sizeof at, "1 of %d agents, %d trials", AGENTS, SLOW_TRIALS);
    if (!run_beside(script, SLOW_TEXT, &plays, &slow) || !run_beside(script, "0", &plays, &quick)) {
        bench_wrong(round->table, "%s: a peer did not do what it is for", at);
        return;
    }
    bench_add(round->table, &slow_ratio, at, slow.seconds / ((double)slow.tasks * slow_seconds));
    bench_add(round->table, &slow_run, at, slow.seconds);
    bench_add(round->table, &quick_run, at, quick.seconds);
    bench_add(round->table, &under_way, at, slow.tally.seconds / slow.seconds);
    bench_hash(round->table, "beside a slow reviewer", at, slow.hash);
    bench_hash(round->table, "beside a slow reviewer", at, quick.hash);
}

void bench_round_outside(const bench_round *round)
{
    bench_section(round->table, "Beside a reviewer outside");
    if (!round->python) {
        return;
    }
    if (round->number < TURNS) {
        compare(round, AGENTS / 5, 1);
        compare(round, AGENTS, 3);
    }
    if (round->number < SLOW_TURNS && round->seconds >= seconds_least) {
        wait_for_one(round);
    }
    bench_note(round->table, "A reviewer outside is honest.py of the examples; pyzmq alone is a "
                             "program that reads and answers the same batches, ready made.");
    bench_note(round->table,
               "Beside a reviewer outside: on two cores, of which Python has one. A run plays a "
               "task that it asks about by itself, with the peer and without it; that takes it "
               "longer than Python takes to answer.");
}
