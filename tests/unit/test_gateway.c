/* SPDX-License-Identifier: MIT
 * The gateway over real sockets: a peer in a thread of its own, several workers that ask at once,
 * and keys. tests/cli/peers.sh has peers in Python. */
#include "bus/curve.h"
#include "bus/gateway.h"
#include "tests/lib/suite.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ASKERS = 4, ROUNDS = 50, QUESTIONS = 100 };

/* A peer that reports every task of an actor that is a multiple of three, and is told what became
 * of them, until it is told that it is over. */
typedef struct friend_of {
    const char *address;
    const uint8_t *server;
    const cst_curve_pair *own;
    int code;
    uint64_t answered, told, wrong;
    bool ended;
} friend_of;

static void send_bytes(cst_socket *socket, const uint8_t *bytes, size_t size)
{
    cst_error error = {0};
    cst_frame frame = {.memory = malloc(size), .size = size};
    frame.bytes = frame.memory;
    memcpy(frame.memory, bytes, size);
    CU_ASSERT_EQUAL(cst_socket_send(socket, 0, &frame, &error), 0);
}

/* An ASK as the page says: the batch's bytes as they stand, and a byte a task. */
static void answer(friend_of *of, cst_socket *socket, const uint8_t *bytes, size_t size)
{
    uint8_t out[64 + QUESTIONS] = {0x94, 2, 4};
    const size_t number = bytes[3] < 0x80 ? 1 : bytes[3] == 0xcc ? 2 : bytes[3] == 0xcd ? 3 : 5;
    const uint8_t *at = bytes + 3 + number + 1; /* the first column; cell 0 is a byte */
    size_t count = 0;
    CU_ASSERT_FATAL(size > 8 && (at[0] == 0xc4 || at[0] == 0xc5));
    const size_t head = at[0] == 0xc4 ? 2 : 3;
    count = (at[0] == 0xc4 ? at[1] : (size_t)(at[1] << 8 | at[2])) / 8;
    at += head + 8 * count;
    for (int column = 0; column < 2; column++) {
        at += (at[0] == 0xc4 ? 2 : 3) + 4 * count;
    }
    at += at[0] == 0xc4 ? 2 : 3; /* actors */
    memcpy(out + 3, bytes + 3, number);
    out[3 + number] = 0xc4;
    out[4 + number] = (uint8_t)count;
    for (size_t i = 0; i < count; i++) {
        out[5 + number + i] = (at[4 * i] | at[4 * i + 1] << 8) % 3 == 0;
    }
    of->answered += count;
    send_bytes(socket, out, 5 + number + count);
}

/* NEWS of cell 0: who was reported was flagged. */
static void hear(friend_of *of, const uint8_t *bytes, size_t size)
{
    const uint8_t *outcome = bytes + size;
    const uint8_t *actor;
    const size_t head = bytes[4] == 0xc4 ? 2 : 3;
    const size_t count = (bytes[4] == 0xc4 ? bytes[5] : (size_t)(bytes[5] << 8 | bytes[6])) / 8;
    outcome -= count;
    actor = outcome - 2 - 4 * count;
    CU_ASSERT_FATAL(head + count < size);
    for (size_t i = 0; i < count; i++) {
        const bool reported = (actor[4 * i] | actor[4 * i + 1] << 8) % 3 == 0;
        of->wrong += outcome[i] != (reported ? CST_NEWS_FLAGGED : 0);
    }
    of->told += count;
}

static void *friend_main(void *self)
{
    static const uint8_t hello[] = "\x95\x02\x01\xc4\x05"
                                   "alice\x05\x64";
    static const uint8_t bye[] = "\x92\x02\x05";
    friend_of *of = self;
    cst_error error = {0};
    cst_socket socket;
    void *context = zmq_ctx_new();
    of->code = cst_secure_connect(&socket, context, of->address, of->server, of->own, NULL, &error);
    if (of->code == 0) {
        send_bytes(&socket, hello, sizeof hello - 1);
    }
    while (of->code == 0 && !of->ended) {
        cst_parcel parcel = {0};
        (void)cst_socket_wait(&socket, 1, 10000, &error);
        const int got = cst_socket_receive(&socket, &parcel, &error);
        if (got != CST_SOCKET_GOT) {
            of->code = got == CST_SOCKET_NONE ? CST_ERR_STALL : got;
            break;
        }
        const uint8_t *bytes = zmq_msg_data(&parcel.frame);
        if (bytes[2] == CST_PEER_ASK) {
            answer(of, &socket, bytes, zmq_msg_size(&parcel.frame));
        }
        if (bytes[2] == CST_PEER_NEWS) {
            hear(of, bytes, zmq_msg_size(&parcel.frame));
        }
        of->ended = bytes[2] == CST_PEER_END;
        cst_parcel_close(&parcel);
    }
    send_bytes(&socket, bye, sizeof bye - 1);
    (void)zmq_poll(NULL, 0, 100); /* what is closed sends nothing more */
    cst_socket_close(&socket);
    (void)zmq_ctx_term(context);
    return NULL;
}

typedef struct asker {
    const cst_outside *outside;
    uint32_t number;
    uint64_t asked, wrong;
    int code;
} asker;

static void *asker_main(void *self)
{
    asker *of = self;
    cst_error error = {0};
    for (uint32_t round = 0; of->code == 0 && round < ROUNDS; round++) {
        cst_question question[QUESTIONS];
        cst_outcome outcome[QUESTIONS];
        double said[QUESTIONS];
        const size_t count = 1 + (of->number * 31 + round * 17) % QUESTIONS;
        for (size_t i = 0; i < count; i++) {
            question[i] = (cst_question){.trial = of->number,
                                         .round = round,
                                         .actor = (uint32_t)(i * 7 + round),
                                         .lineage = 1,
                                         .attack = i % 2 == 0};
        }
        of->asked += count;
        of->code = of->outside->ask(of->outside->self, 0, question, count, said, &error);
        for (size_t i = 0; of->code == 0 && i < count; i++) {
            of->wrong += said[i] != (question[i].actor % 3 == 0);
            outcome[i] = (cst_outcome){.question = question[i], .reported = said[i] > 0.0};
            outcome[i].record.marks = said[i] > 0.0 ? CST_MARK_FLAGGED : 0;
        }
        if (of->code == 0) {
            of->code = of->outside->tell(of->outside->self, 0, outcome, count, &error);
        }
    }
    return NULL;
}

static void run(const cst_curve_pair *own, const cst_curve_pair *peer, const cst_allowed *list,
                size_t allowed, const char *endpoint)
{
    static const cst_lineage lineage[] = {{.name = "a"}, {.name = "b", .external = "alice"}};
    const cst_population_spec population = {.lineages = 2, .lineage = lineage};
    const cst_gateway_spec spec = {.endpoint = endpoint,
                                   .population = &population,
                                   .patience = 30.0,
                                   .own = own,
                                   .list = list,
                                   .allowed = allowed};
    cst_gateway *gateway;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_gateway_open(&gateway, &spec, &error), 0);
    friend_of with = {.address = cst_gateway_address(gateway),
                      .server = own != NULL ? own->public_key : NULL,
                      .own = peer};
    pthread_t friend_thread;
    pthread_t thread[ASKERS];
    asker of[ASKERS];
    CU_ASSERT_EQUAL_FATAL(pthread_create(&friend_thread, NULL, friend_main, &with), 0);
    CU_ASSERT_EQUAL_FATAL(cst_gateway_meet(gateway, NULL, NULL, &error), 0);
    for (uint32_t i = 0; i < ASKERS; i++) {
        of[i] = (asker){.outside = cst_gateway_outside(gateway), .number = i};
        CU_ASSERT_EQUAL_FATAL(pthread_create(&thread[i], NULL, asker_main, &of[i]), 0);
    }
    uint64_t asked = 0;
    for (uint32_t i = 0; i < ASKERS; i++) {
        (void)pthread_join(thread[i], NULL);
        asked += of[i].asked;
        CU_ASSERT_EQUAL(of[i].code, 0);
        CU_ASSERT_EQUAL(of[i].wrong, 0);
    }
    cst_peer_tally tally;
    CU_ASSERT_STRING_EQUAL(cst_gateway_tally(gateway, 0, &tally), "alice");
    CU_ASSERT_PTR_NULL(cst_gateway_tally(gateway, 1, &tally));
    CU_ASSERT_EQUAL(tally.lost, 0);
    cst_gateway_end(gateway); /* who leaves when all is over is not lost */
    CU_ASSERT_PTR_NOT_NULL(cst_gateway_tally(gateway, 0, &tally));
    CU_ASSERT_EQUAL(tally.lost, 0);
    cst_gateway_close(gateway);
    (void)pthread_join(friend_thread, NULL);
    CU_ASSERT(with.ended);
    CU_ASSERT_EQUAL(with.code, 0);
    CU_ASSERT_EQUAL(with.answered, asked);
    CU_ASSERT_EQUAL(with.told, asked);
    CU_ASSERT_EQUAL(with.wrong, 0);
}

static void test_gateway_ipc(void)
{
    char endpoint[64];
    (void)snprintf(endpoint, sizeof endpoint, "ipc:///tmp/custodes-gateway-%ld", (long)getpid());
    run(NULL, NULL, NULL, 0, endpoint);
    CU_ASSERT_NOT_EQUAL(access(endpoint + 6, F_OK), 0);
}

static void test_gateway_keys(void)
{
    cst_curve_pair own;
    cst_curve_pair peer;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_curve_pair_make(&own, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_curve_pair_make(&peer, &error), 0);
    cst_allowed list[] = {{.name = "worker", .role = CST_ROLE_WORKER},
                          {.name = "alice", .role = CST_ROLE_REVIEWER}};
    memcpy(list[1].key, peer.public_key, sizeof list[1].key);
    run(&own, &peer, list, 2, "tcp://127.0.0.1:*");
}

CST_SUITE("gateway", CST_TEST(test_gateway_ipc), CST_TEST(test_gateway_keys))
