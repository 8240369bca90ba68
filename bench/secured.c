/* SPDX-License-Identifier: MIT
 *
 * What keys cost: the same questions and answers over tcp on this machine, with CURVE and without.
 */
#include "base/check.h"
#include "bench/exchange.h"
#include "bench/round.h"
#include "bus/curve.h"
#include "bus/peer_wire.h"
#include "bus/secure.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 8, TASK = 29 /* bytes of one in a question */ };

/* Of about a second, with keys. */
static const double bytes_a_second = 1e8;

static const bench_claim price = {"over tcp, with keys / without", "times", BENCH_NO_GOAL, 0.0,
                                  true};
static const bench_claim plain_rate = {"questions over tcp, answered", "messages/s", BENCH_NO_GOAL,
                                       0.0, false};
static const bench_claim keys_rate = {"questions over tcp, answered, with keys", "messages/s",
                                      BENCH_NO_GOAL, 0.0, false};

/* The peer, a thread with a context of its own. */
typedef struct peer {
    char address[CST_SECURE_ADDRESS];
    const cst_curve_pair *server, *own; /* NULL: without keys */
    uint8_t answer[CST_PEER_TASKS + 64];
    size_t size;
    bool good;
} peer;

static void *answer(void *self)
{
    peer *of = self;
    cst_socket socket;
    cst_error error = {0};
    void *context = zmq_ctx_new();
    cst_require(context != NULL);
    const uint8_t *server = of->server != NULL ? of->server->public_key : NULL;
    of->good =
        cst_secure_connect(&socket, context, of->address, server, of->own, NULL, &error) == 0 &&
        bench_exchange_answer(&socket, of->answer, of->size);
    cst_socket_close(&socket);
    (void)zmq_ctx_term(context);
    return NULL;
}

/* A byte a task, each of which is passed. */
static void fill_answer(peer *of, size_t tasks)
{
    const uint8_t head[] = {0x94, CST_PEER_VERSION,      CST_PEER_ANSWER, 1,
                            0xc5, (uint8_t)(tasks >> 8), (uint8_t)tasks};
    memcpy(of->answer, head, sizeof head);
    of->size = sizeof head + tasks;
}

/* Messages a second; NaN: it did not work. */
static double rate_of(const bench_exchange *of, const cst_curve_pair *own,
                      const cst_curve_pair *peers)
{
    static peer with;
    void *context = zmq_ctx_new();
    cst_socket socket;
    cst_zap *zap = NULL;
    cst_error error = {0};
    pthread_t thread;
    cst_allowed list = {.name = "peer", .role = CST_ROLE_REVIEWER};
    with = (peer){.server = own, .own = peers};
    fill_answer(&with, of->ask->size / TASK);
    cst_require(context != NULL);
    if (own != NULL) {
        memcpy(list.key, peers->public_key, sizeof list.key);
        cst_require(cst_zap_start(&zap, context, &list, 1, &error) == 0);
    }
    cst_require(cst_secure_listen(&socket, context, "tcp://127.0.0.1:*", own, zap, NULL,
                                  with.address, &error) == 0);
    cst_require(pthread_create(&thread, NULL, answer, &with) == 0);
    const double seconds = bench_exchange_ask(&socket, of);
    (void)pthread_join(thread, NULL);
    cst_socket_close(&socket);
    cst_zap_stop(zap);
    (void)zmq_ctx_term(context);
    return with.good ? (double)of->messages / seconds : NAN;
}

/* Without, with, with, without. */
static void compare(const bench_round *round, size_t bytes, const char *at)
{
    static uint8_t zeros[1 << 16];
    const cst_frame ask = {.bytes = zeros, .size = bytes};
    cst_curve_pair own;
    cst_curve_pair peers;
    cst_error error = {0};
    const bench_exchange of = {
        .ask = &ask,
        .messages = (uint64_t)fmax(WINDOW, round->seconds * bytes_a_second / (double)bytes),
        .window = WINDOW};
    cst_require(bytes <= sizeof zeros && cst_curve_pair_make(&own, &error) == 0 &&
                cst_curve_pair_make(&peers, &error) == 0);
    double plain = rate_of(&of, NULL, NULL);
    double keys = rate_of(&of, &own, &peers);
    keys = 0.5 * (keys + rate_of(&of, &own, &peers));
    plain = 0.5 * (plain + rate_of(&of, NULL, NULL));
    if (isnan(plain + keys)) {
        bench_wrong(round->table, "over tcp, %s: it did not work", at);
    }
    bench_add(round->table, &plain_rate, at, plain);
    bench_add(round->table, &keys_rate, at, keys);
    bench_add(round->table, &price, at, keys / plain);
}

void bench_round_secured(const bench_round *round)
{
    bench_section(round->table, "Peers over tcp");
    compare(round, 4096, "4 KiB");
    compare(round, 65536, "64 KiB");
}
