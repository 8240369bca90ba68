/* SPDX-License-Identifier: MIT
 *
 * What libzmq does between two threads that do nothing else: they exchange messages over an inproc
 * PAIR, zero copy from a pool, a window ahead, and look at no content.
 *
 *     zmq_raw [--bytes B] [--batch K] [--window W] [--seconds S]
 *
 * tasks are messages times K. --p and --a are taken, and mean nothing.
 */
#include "bench/bench.h"
#include "bench/peers/peer_line.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <zmq.h>

/* Looks before a thread sleeps, as waking it costs more than a message. It gives way between them:
 * where both threads share a core, looking alone keeps the other from sending, 100 times slower. On
 * a quiet machine looking alone is quicker, by 10 to 20 %. */
enum { LOOKS = 2000, WINDOW_MAX = 64, WARM_MESSAGES = 1000, BYTES_MAX = 1 << 26 };

/* A side never has more messages on their way than two windows and one that is being read. */
enum { POOL = 4 * WINDOW_MAX };

typedef struct side {
    void *socket;
    unsigned char *pool;
    atomic_bool *taken; /* by slot of the pool */
    const unsigned char *other_pool;
    size_t bytes;
    uint64_t window;
    uint64_t slots;
    uint64_t limit; /* messages, 0: until the deadline */
    double deadline;
    uint64_t sent;
    uint64_t received;
    uint64_t hash; /* of the slots received: their order, and that nothing was copied */
    bool failed;
} side;

static void give_back(void *data, void *slot)
{
    (void)data;
    atomic_store_explicit((atomic_bool *)slot, false, memory_order_release);
}

static bool send_one(side *of)
{
    const uint64_t slot = of->sent % of->slots;
    if (atomic_exchange_explicit(&of->taken[slot], true, memory_order_acquire)) {
        (void)fprintf(stderr, "zmq_raw: a buffer is still on its way\n");
        return false;
    }
    zmq_msg_t message;
    if (zmq_msg_init_data(&message, of->pool + slot * of->bytes, of->bytes, give_back,
                          &of->taken[slot]) != 0) {
        return false;
    }
    of->sent++;
    return zmq_msg_send(&message, of->socket, 0) >= 0;
}

static bool send_end(side *of)
{
    zmq_msg_t message;
    (void)zmq_msg_init(&message);
    return zmq_msg_send(&message, of->socket, 0) >= 0;
}

static bool receive(side *of, zmq_msg_t *message)
{
    (void)zmq_msg_init(message);
    for (int i = 0; i < LOOKS; i++) {
        if (zmq_msg_recv(message, of->socket, ZMQ_DONTWAIT) >= 0) {
            return true;
        }
        if (errno != EAGAIN) {
            return false;
        }
        (void)sched_yield();
    }
    return zmq_msg_recv(message, of->socket, 0) >= 0;
}

static bool over(const side *of)
{
    if (of->limit > 0) {
        return of->received >= of->limit;
    }
    return of->received % 64 == 0 && bench_now() >= of->deadline;
}

/* Sends a window, then a message for each that arrives. The first whose time is over sends an empty
 * message as its last; the other then ends too. */
static bool exchange(side *of)
{
    for (uint64_t i = 0; i < of->window; i++) {
        if (!send_one(of)) {
            return false;
        }
    }
    while (!over(of)) {
        zmq_msg_t message;
        if (!receive(of, &message)) {
            return false;
        }
        if (zmq_msg_size(&message) == 0) {
            (void)zmq_msg_close(&message);
            return true;
        }
        const unsigned char *data = zmq_msg_data(&message);
        of->hash = peer_fold(of->hash, (uint64_t)(data - of->other_pool) / of->bytes);
        of->received++;
        (void)zmq_msg_close(&message);
        if (!send_one(of)) {
            return false;
        }
    }
    return send_end(of);
}

static void *run_side(void *argument)
{
    side *of = argument;
    of->failed = !exchange(of);
    if (of->failed) {
        (void)fprintf(stderr, "zmq_raw: %s\n", zmq_strerror(errno));
        (void)send_end(of);
    }
    return NULL;
}

static bool connect_sides(void *context, side both[2])
{
    const int linger = 0;
    for (int i = 0; i < 2; i++) {
        both[i].socket = zmq_socket(context, ZMQ_PAIR);
        if (both[i].socket == NULL) {
            return false;
        }
        (void)zmq_setsockopt(both[i].socket, ZMQ_LINGER, &linger, sizeof linger);
    }
    return zmq_bind(both[0].socket, "inproc://raw") == 0 &&
           zmq_connect(both[1].socket, "inproc://raw") == 0;
}

static bool run_both(side both[2])
{
    pthread_t other;
    if (pthread_create(&other, NULL, run_side, &both[1]) != 0) {
        return false;
    }
    (void)run_side(&both[0]);
    (void)pthread_join(other, NULL);
    return !both[0].failed && !both[1].failed;
}

/* Returns the seconds taken, or a negative number. Buffers are free once the context is no more. */
static double run(side both[2], double seconds)
{
    void *context = zmq_ctx_new();
    bool good = context != NULL && connect_sides(context, both);
    const double start = bench_now();
    for (int i = 0; i < 2; i++) {
        both[i].deadline = start + seconds;
        both[i].sent = both[i].received = both[i].hash = 0;
    }
    good = good && run_both(both);
    const double taken = bench_now() - start;
    for (int i = 0; i < 2; i++) {
        if (both[i].socket != NULL) {
            (void)zmq_close(both[i].socket);
            both[i].socket = NULL;
        }
    }
    if (context != NULL) {
        (void)zmq_ctx_term(context);
    }
    return good ? taken : -1.0;
}

/* Only one side stops the fixed run, after its limit: the messages it has read are always these. */
static int measure(side both[2], double batch, double limit)
{
    both[0].limit = WARM_MESSAGES;
    both[1].limit = UINT64_MAX;
    if (run(both, 0.0) < 0.0) {
        return 1;
    }
    const uint64_t hash = both[0].hash;
    both[0].limit = both[1].limit = 0;
    const double seconds = run(both, limit);
    if (seconds < 0.0) {
        return 1;
    }
    const uint64_t messages = both[0].received + both[1].received;
    const double tasks = (double)messages * batch;
    (void)printf("name zmq_raw tasks %.0f seconds %.6f rate %.6g messages %" PRIu64
                 " bytes %zu hash %016" PRIx64 "\n",
                 tasks, seconds, tasks / seconds, messages, both[0].bytes, hash);
    return 0;
}

static int measure_with(size_t bytes, uint64_t window, double batch, double seconds)
{
    static atomic_bool taken[2][POOL];
    const uint64_t slots = 4 * window;
    unsigned char *pool = calloc(2 * slots, bytes);
    if (pool == NULL) {
        (void)fprintf(stderr, "zmq_raw: no memory for messages of %zu bytes\n", bytes);
        return 1;
    }
    side both[2];
    for (int i = 0; i < 2; i++) {
        both[i] = (side){.pool = pool + (size_t)i * slots * bytes,
                         .taken = taken[i],
                         .other_pool = pool + (size_t)(1 - i) * slots * bytes,
                         .bytes = bytes,
                         .window = window,
                         .slots = slots};
    }
    const int code = measure(both, batch, seconds);
    free(pool);
    return code;
}

int main(int argc, char **argv)
{
    double unused;
    double bytes = 16384.0;
    double batch = 16384.0;
    double window = 4.0;
    double seconds = 0.3;
    const peer_flag flags[] = {{"--p", &unused},    {"--a", &unused},      {"--bytes", &bytes},
                               {"--batch", &batch}, {"--window", &window}, {"--seconds", &seconds}};
    if (!peer_arguments(argc, argv, flags, sizeof flags / sizeof flags[0])) {
        return 2;
    }
    if (!(bytes >= 1.0 && bytes <= BYTES_MAX && window >= 1.0 && window <= WINDOW_MAX &&
          batch >= 1.0 && seconds >= 0.0)) {
        (void)fprintf(stderr, "zmq_raw: expected 1 to %d bytes, a window of 1 to %d, a batch\n",
                      BYTES_MAX, WINDOW_MAX);
        return 2;
    }
    return measure_with((size_t)bytes, (uint64_t)window, batch, seconds);
}
