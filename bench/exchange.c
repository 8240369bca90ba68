/* SPDX-License-Identifier: MIT */
#include "bench/exchange.h"

#include "bench/bench.h"
#include "bus/peer_wire.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ID_SIZE = 5, SILENCE_MS = 10000 };

static const uint8_t hello[] = {0x95, CST_PEER_VERSION, CST_PEER_HELLO, 0xc4, 1, 'a', 1, 1};
static const uint8_t end[] = {0x92, CST_PEER_VERSION, CST_PEER_END};
static const uint8_t bye[] = {0x92, CST_PEER_VERSION, CST_PEER_BYE};

static bool fail(const char *what)
{
    (void)fprintf(stderr, "exchange: %s: %s\n", what, zmq_strerror(zmq_errno()));
    return false;
}

/* Nobody waits for ever. Sends wait, too, though nobody has more under way than a socket takes. */
static bool be_patient(void *handle)
{
    const int silence = SILENCE_MS;
    return zmq_setsockopt(handle, ZMQ_RCVTIMEO, &silence, sizeof silence) == 0 &&
           zmq_setsockopt(handle, ZMQ_SNDTIMEO, &silence, sizeof silence) == 0;
}

/* Bytes as they stand, in memory that outlives the message. */
static bool send_to(void *handle, const uint8_t *id, const void *bytes, size_t size)
{
    return (id == NULL || zmq_send(handle, id, ID_SIZE, ZMQ_SNDMORE) >= 0) &&
           zmq_send_const(handle, bytes, size, 0) >= 0;
}

/* Takes in a message of that kind; false: another one came, or none. */
static bool receive(void *handle, uint8_t id[ID_SIZE], cst_peer_kind kind, zmq_msg_t *message)
{
    (void)zmq_msg_close(message);
    (void)zmq_msg_init(message);
    return zmq_recv(handle, id, ID_SIZE, 0) == ID_SIZE && zmq_msg_recv(message, handle, 0) >= 3 &&
           ((const uint8_t *)zmq_msg_data(message))[2] == kind;
}

/* The question is always the same, and so must be the answer. */
static bool receive_answer(void *handle, uint8_t id[ID_SIZE], zmq_msg_t *first, zmq_msg_t *message)
{
    if (zmq_msg_size(first) == 0) {
        return receive(handle, id, CST_PEER_ANSWER, first);
    }
    return receive(handle, id, CST_PEER_ANSWER, message) &&
           zmq_msg_size(message) == zmq_msg_size(first) &&
           memcmp(zmq_msg_data(message), zmq_msg_data(first), zmq_msg_size(first)) == 0;
}

double bench_exchange_ask(const cst_socket *router, const bench_exchange *of)
{
    void *handle = router->handle;
    uint8_t id[ID_SIZE];
    zmq_msg_t first;
    zmq_msg_t message;
    uint64_t asked = 0;
    (void)zmq_msg_init(&first);
    (void)zmq_msg_init(&message);
    bool good = be_patient(handle) && receive(handle, id, CST_PEER_HELLO, &message);
    const double start = bench_now();
    for (uint64_t answered = 0; good && answered < of->messages; answered++) {
        for (; good && asked < of->messages && asked < answered + of->window; asked++) {
            good = send_to(handle, id, of->ask->bytes, of->ask->size);
        }
        good = good && receive_answer(handle, id, &first, &message);
    }
    const double seconds = bench_now() - start;
    good =
        good && send_to(handle, id, end, sizeof end) && receive(handle, id, CST_PEER_BYE, &message);
    (void)zmq_msg_close(&first);
    (void)zmq_msg_close(&message);
    return good || fail("a peer's messages") ? seconds : NAN;
}

bool bench_exchange_answer(const cst_socket *dealer, const void *bytes, size_t size)
{
    void *handle = dealer->handle;
    zmq_msg_t message;
    bool over = false;
    bool good = be_patient(handle) && send_to(handle, NULL, hello, sizeof hello);
    while (good && !over) {
        (void)zmq_msg_init(&message);
        good = zmq_msg_recv(&message, handle, 0) >= 3;
        over = good && memcmp(zmq_msg_data(&message), end, sizeof end) == 0;
        (void)zmq_msg_close(&message);
        good = good && send_to(handle, NULL, over ? bye : bytes, over ? sizeof bye : size);
    }
    return good || fail("the run's messages");
}
