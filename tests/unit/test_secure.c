/* SPDX-License-Identifier: MIT
 * Real sockets on loopback and ipc, and peers that mean no good. CST_LONG=1 in the environment:
 * each case a thousand times. */
#include "bus/secure.h"

#include "bus/curve.h"
#include "bus/endpoint.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int rounds(int quick, int many)
{
    return getenv("CST_LONG") != NULL ? many : quick;
}

/* A run with keys and peers that it allows: peer i is called p<i>, but all are reviewers. */
enum { PEERS = 12, BODY = 64 };
typedef struct run {
    void *context;
    cst_endpoint_folder folder;
    cst_curve_pair own;
    cst_curve_pair peer[PEERS];
    cst_zap *zap;
    cst_socket router;
    char address[CST_SECURE_ADDRESS];
} run;

static void open_run(run *of, bool tcp, const cst_secure_limits *limits)
{
    cst_allowed list[PEERS] = {0};
    char endpoint[CST_ENDPOINT_TEXT] = "tcp://127.0.0.1:*";
    cst_error error = {0};
    *of = (run){.context = zmq_ctx_new()};
    CU_ASSERT_EQUAL_FATAL(cst_endpoint_folder_make(&of->folder, "/tmp", NULL), 0);
    if (!tcp) {
        cst_endpoint_folder_text(&of->folder, "hub", endpoint);
    }
    CU_ASSERT_EQUAL_FATAL(cst_curve_pair_make(&of->own, NULL), 0);
    for (size_t i = 0; i < PEERS; i++) {
        CU_ASSERT_EQUAL_FATAL(cst_curve_pair_make(&of->peer[i], NULL), 0);
        (void)snprintf(list[i].name, sizeof list[i].name, "p%zu", i);
        list[i].role = CST_ROLE_REVIEWER;
        memcpy(list[i].key, of->peer[i].public_key, sizeof list[i].key);
    }
    CU_ASSERT_EQUAL_FATAL(cst_zap_start(&of->zap, of->context, list, PEERS, NULL), 0);
    int code = cst_secure_listen(&of->router, of->context, endpoint, &of->own, of->zap, limits,
                                 of->address, &error);
    if (code != 0) {
        (void)printf("%s\n", error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
    CU_ASSERT_EQUAL(strncmp(of->address, endpoint, tcp ? 16 : strlen(endpoint)), 0);
}

static void close_run(run *of)
{
    cst_socket_close(&of->router);
    cst_zap_stop(of->zap);
    CU_ASSERT_EQUAL(zmq_ctx_term(of->context), 0);
    cst_endpoint_folder_remove(&of->folder);
}

static void connect_as(run *of, cst_socket *socket, const cst_curve_pair *pair)
{
    CU_ASSERT_EQUAL_FATAL(
        cst_secure_connect(socket, of->context, of->address, of->own.public_key, pair, NULL, NULL),
        0);
}

/* The next message: its bytes as text and who sent it, or false where none comes in so long. */
static bool receive(run *of, long timeout, char text[BODY], long *who, char id[BODY])
{
    zmq_pollitem_t item = {.socket = of->router.handle, .events = ZMQ_POLLIN};
    zmq_msg_t frame;
    if (zmq_poll(&item, 1, timeout) != 1) {
        return false;
    }
    const int size = zmq_recv(of->router.handle, id, BODY - 1, 0);
    CU_ASSERT_FATAL(size > 0 && size < BODY);
    id[size] = '\0';
    (void)zmq_msg_init(&frame);
    CU_ASSERT_FATAL(zmq_msg_recv(&frame, of->router.handle, 0) >= 0);
    CU_ASSERT_FALSE(zmq_msg_more(&frame));
    *who = cst_zap_who(of->zap, &frame);
    (void)snprintf(text, BODY, "%.*s", (int)zmq_msg_size(&frame),
                   (const char *)zmq_msg_data(&frame));
    (void)zmq_msg_close(&frame);
    return true;
}

static void say(const cst_socket *socket, const char *text)
{
    CU_ASSERT_EQUAL(zmq_send(socket->handle, text, strlen(text), ZMQ_DONTWAIT), (int)strlen(text));
}

/* --- Who is let in --------------------------------------------------------------------------- */

/* Every peer is heard, is known by its key, and is answered. */
static void peers_deliver(bool tcp)
{
    run of;
    cst_socket peer[PEERS];
    bool heard[PEERS] = {false};
    open_run(&of, tcp, NULL);
    for (size_t i = 0; i < PEERS; i++) {
        char text[BODY];
        connect_as(&of, &peer[i], &of.peer[i]);
        (void)snprintf(text, sizeof text, "I am p%zu", i);
        say(&peer[i], text);
    }
    for (size_t i = 0; i < PEERS; i++) {
        char text[BODY];
        char expected[BODY];
        char id[BODY];
        long who = -1;
        CU_ASSERT_TRUE_FATAL(receive(&of, 10000, text, &who, id));
        CU_ASSERT_FATAL(who >= 0 && who < PEERS);
        (void)snprintf(expected, sizeof expected, "I am p%ld", who);
        CU_ASSERT_STRING_EQUAL(text, expected);
        CU_ASSERT_FALSE(heard[who]);
        heard[who] = true;
    }
    CU_ASSERT_EQUAL(cst_zap_count(of.zap, CST_ZAP_ACCEPTED), PEERS);
    CU_ASSERT_EQUAL(cst_zap_count(of.zap, CST_ZAP_PROBE), 1);
    CU_ASSERT_EQUAL(cst_zap_count(of.zap, CST_ZAP_UNKNOWN_KEY), 0);
    for (size_t i = 0; i < PEERS; i++) {
        cst_socket_close(&peer[i]);
    }
    close_run(&of);
}

static void test_secure_allowed(void)
{
    for (int round = 0; round < rounds(5, 1000 / PEERS / 2 + 1); round++) {
        peers_deliver(true);
        peers_deliver(false);
    }
}

/* Strangers with keys of their own, without keys, with a password, with the run's public key for
 * their own, and with an allowed key whose secret they do not have: nothing of them arrives. */
static void test_secure_strangers(void)
{
    enum { STRANGERS = 40 };
    for (int round = 0; round < rounds(2, 1000 / STRANGERS); round++) {
        run of;
        cst_socket stranger[STRANGERS];
        cst_socket friend;
        char text[BODY];
        char id[BODY];
        long who = -1;
        open_run(&of, round % 2 == 1, NULL);
        for (size_t i = 0; i < STRANGERS; i++) {
            cst_curve_pair pair;
            CU_ASSERT_EQUAL(cst_curve_pair_make(&pair, NULL), 0);
            if (i % 5 == 3) {
                memcpy(pair.public_key, of.own.public_key, sizeof pair.public_key);
            } else if (i % 5 == 4) {
                memcpy(pair.public_key, of.peer[0].public_key, sizeof pair.public_key);
            }
            if (i % 5 == 1) {
                CU_ASSERT_EQUAL(cst_secure_connect(&stranger[i], of.context, of.address, NULL, NULL,
                                                   NULL, NULL),
                                0);
            } else if (i % 5 == 2) {
                stranger[i] = (cst_socket){.handle = zmq_socket(of.context, ZMQ_DEALER)};
                const int none = 0;
                (void)zmq_setsockopt(stranger[i].handle, ZMQ_LINGER, &none, sizeof none);
                (void)zmq_setsockopt(stranger[i].handle, ZMQ_PLAIN_USERNAME, "p0", 2);
                (void)zmq_setsockopt(stranger[i].handle, ZMQ_PLAIN_PASSWORD, "p0", 2);
                CU_ASSERT_EQUAL(zmq_connect(stranger[i].handle, of.address), 0);
            } else {
                connect_as(&of, &stranger[i], &pair);
            }
            say(&stranger[i], "let me in");
        }
        /* A friend who comes after them is heard, and alone. */
        connect_as(&of, &friend, &of.peer[3]);
        say(&friend, "friend");
        CU_ASSERT_TRUE_FATAL(receive(&of, 10000, text, &who, id));
        CU_ASSERT_STRING_EQUAL(text, "friend");
        CU_ASSERT_EQUAL(who, 3);
        CU_ASSERT_FALSE(receive(&of, 400, text, &who, id));
        CU_ASSERT_EQUAL(cst_zap_count(of.zap, CST_ZAP_ACCEPTED), 1);
        CU_ASSERT(cst_zap_count(of.zap, CST_ZAP_UNKNOWN_KEY) >= STRANGERS / 5);
        for (size_t i = 0; i < STRANGERS; i++) {
            cst_socket_close(&stranger[i]);
        }
        cst_socket_close(&friend);
        close_run(&of);
    }
}

/* A peer that calls itself by another's name, on the envelope and in the letter: its key says who
 * it is. */
static void test_secure_liar(void)
{
    for (int round = 0; round < rounds(20, 1000); round++) {
        run of;
        cst_socket liar;
        char text[BODY];
        char id[BODY];
        long who = -1;
        open_run(&of, round % 2 == 0, NULL);
        CU_ASSERT_EQUAL_FATAL(cst_secure_connect(&liar, of.context, of.address, of.own.public_key,
                                                 &of.peer[5], NULL, NULL),
                              0);
        /* Again, now with the name of another. */
        CU_ASSERT_EQUAL(zmq_disconnect(liar.handle, of.address), 0);
        CU_ASSERT_EQUAL(zmq_setsockopt(liar.handle, ZMQ_ROUTING_ID, "p7", 2), 0);
        CU_ASSERT_EQUAL(zmq_connect(liar.handle, of.address), 0);
        say(&liar, "I am p7");
        CU_ASSERT_TRUE_FATAL(receive(&of, 10000, text, &who, id));
        CU_ASSERT_STRING_EQUAL(id, "p7");
        CU_ASSERT_EQUAL(who, 5);
        cst_socket_close(&liar);
        close_run(&of);
    }
}

/* Somebody else listens where the run should: a peer tells it nothing. */
static void test_secure_false_server(void)
{
    run of;
    cst_socket peer;
    cst_curve_pair other;
    char text[BODY];
    char id[BODY];
    long who = -1;
    open_run(&of, true, NULL);
    CU_ASSERT_EQUAL(cst_curve_pair_make(&other, NULL), 0);
    CU_ASSERT_EQUAL(cst_secure_connect(&peer, of.context, of.address, other.public_key, &of.peer[0],
                                       NULL, NULL),
                    0);
    say(&peer, "secret");
    CU_ASSERT_FALSE(receive(&of, 500, text, &who, id));
    CU_ASSERT_EQUAL(cst_zap_count(of.zap, CST_ZAP_ACCEPTED), 0);
    cst_socket_close(&peer);
    close_run(&of);
}

/* Without its handler a socket lets nobody in at all. */
static void test_secure_handler_gone(void)
{
    run of;
    cst_socket peer;
    open_run(&of, true, NULL);
    cst_zap_stop(of.zap);
    of.zap = NULL;
    connect_as(&of, &peer, &of.peer[0]);
    say(&peer, "is nobody there?");
    zmq_pollitem_t item = {.socket = of.router.handle, .events = ZMQ_POLLIN};
    CU_ASSERT_EQUAL(zmq_poll(&item, 1, 500), 0);
    cst_socket_close(&peer);
    close_run(&of);
}

CST_SUITE("secure", CST_TEST(test_secure_allowed), CST_TEST(test_secure_strangers),
          CST_TEST(test_secure_liar), CST_TEST(test_secure_false_server),
          CST_TEST(test_secure_handler_gone))
