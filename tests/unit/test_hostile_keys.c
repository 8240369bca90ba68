/* SPDX-License-Identifier: MIT
 * Covers: gateway relay. Peers that mean no good and have keys, or should have, and peers that keep
 * what they are asked; tests/unit/test_hostile_peers.c has the rest. CST_LONG=1 in the environment:
 * each case a thousand times. */
#include "bus/curve.h"
#include "tests/lib/knock.h"
#include "tests/lib/siege.h"
#include "tests/lib/suite.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* All that they are asked, they keep: nobody waits for them longer than the patience. */
static void test_hostile_hoarding(void)
{
    enum { QUICK = 1, LONG = 1000 / CST_SIEGE_OTHERS + 1 };
    const int count = cst_siege_rounds(QUICK, LONG);
    int handle[CST_SIEGE_OTHERS];
    cst_siege_counts before;
    cst_siege of;
    bool good = true;
    cst_siege_open(&of, CST_SIEGE_OTHERS, false, 3.0);
    cst_siege_begin(&of, before);
    for (int round = 0; round < count && good; round++) {
        for (size_t i = 0; i < CST_SIEGE_OTHERS; i++) {
            char name[16] = "mallory";
            uint8_t hello[32] = "\x95\x02\x01\xc4";
            (void)snprintf(name + 7, sizeof name - 7, i > 0 ? "%zu" : "", i);
            const size_t size = strlen(name);
            hello[4] = (uint8_t)size;
            memcpy(hello + 5, name, size);
            memcpy(hello + 5 + size, "\x01\xce\x00\x10\x00\x00", 6); /* 2^20 at once */
            handle[i] = cst_knock_plain(cst_gateway_address(of.gateway), "x");
            cst_knock_frame(handle[i], hello, 11 + size, false);
        }
        cst_siege_meet(&of);
        cst_siege_ask(&of, CST_SIEGE_OTHERS);
        good = cst_siege_await(&of, CST_SIEGE_LOST, (uint64_t)(round + 1) * CST_SIEGE_OTHERS);
        cst_siege_ask(&of, CST_SIEGE_OTHERS);
        for (size_t i = 0; i < CST_SIEGE_OTHERS; i++) {
            (void)close(handle[i]);
        }
    }
    cst_siege_end(&of, before, "hoarding", CST_SIEGE_LOST, (uint64_t)count * CST_SIEGE_OTHERS);
    cst_siege_close(&of);
}

/* --- With keys, over tcp --------------------------------------------------------------------- */

/* Connects with a pair of keys, says hello, and then, if it is told to, a message of 4 MiB in many
 * frames, of which nobody outside can see where it ends. */
static void connect_and_say(const cst_siege *of, void *context, const cst_curve_pair *pair,
                            const char *hello, size_t size, bool much, cst_socket *socket)
{
    enum { FRAMES = 64 };
    static const uint8_t bytes[CST_PEER_LONGEST];
    CU_ASSERT_EQUAL_FATAL(cst_secure_connect(socket, context, cst_gateway_address(of->gateway),
                                             of->own.public_key, pair, NULL, NULL),
                          0);
    /* Who is turned away before it says anything has nobody to say it to. */
    const int sent = zmq_send(socket->handle, hello, size, ZMQ_DONTWAIT);
    CU_ASSERT(sent == (int)size || (!much && errno == EAGAIN));
    if (much) {
        char welcome[64];
        CU_ASSERT(zmq_recv(socket->handle, welcome, sizeof welcome, 0) > 0);
        for (int i = 0; i < FRAMES; i++) {
            CU_ASSERT(zmq_send(socket->handle, bytes, sizeof bytes,
                               ZMQ_DONTWAIT | (i + 1 < FRAMES ? ZMQ_SNDMORE : 0)) > 0);
        }
    }
}

static void attack_keys(cst_siege *of, const char *name, const cst_curve_pair *pair,
                        const char *hello, size_t size, cst_peer_cause cause)
{
    const bool much = cause == CST_CAUSE_UNBOUNDED;
    const int count = cst_siege_rounds(much ? 3 : 12, 1000);
    cst_siege_counts before;
    void *context = zmq_ctx_new();
    bool good = true;
    cst_siege_begin(of, before);
    for (int round = 0; round < count && good; round++) {
        cst_socket socket;
        connect_and_say(of, context, pair, hello, size, much, &socket);
        cst_siege_ask(of, 0);
        good = cst_siege_await(of, (int)cause, before[cause] + (uint64_t)round + 1);
        cst_siege_ask(of, 0);
        cst_socket_close(&socket);
    }
    cst_siege_end(of, before, name, (int)cause, (uint64_t)count);
    CU_ASSERT_EQUAL(zmq_ctx_term(context), 0);
}

static void test_hostile_keys(void)
{
    static const char hello[] = CST_SIEGE_HELLO("alice", "\x05", "\x01", "\x64");
    cst_curve_pair unknown;
    cst_socket socket;
    cst_siege of;
    void *context = zmq_ctx_new();
    CU_ASSERT_EQUAL(cst_curve_pair_make(&unknown, NULL), 0);
    cst_siege_open(&of, 1, true, 20.0);
    connect_and_say(&of, context, &of.mallory, CST_SIEGE_MALLORY, sizeof CST_SIEGE_MALLORY - 1,
                    false, &socket);
    cst_siege_meet(&of);
    CU_ASSERT_EQUAL(zmq_send(socket.handle, "\x92\x02\x05", 3, 0), 3);
    (void)cst_siege_await(&of, CST_SIEGE_LOST, 1);
    cst_socket_close(&socket);
    cst_siege_head();
    attack_keys(&of, "an unknown key", &unknown, hello, sizeof hello - 1, CST_CAUSE_STRANGER);
    attack_keys(&of, "another's name", &of.mallory, hello, sizeof hello - 1, CST_CAUSE_STRANGER);
    attack_keys(&of, "many frames, with keys", &of.mallory, CST_SIEGE_MALLORY,
                sizeof CST_SIEGE_MALLORY - 1, CST_CAUSE_UNBOUNDED);
    CU_ASSERT_EQUAL(zmq_ctx_term(context), 0);
    cst_siege_close(&of);
}

CST_SUITE("hostile_keys", CST_TEST(test_hostile_hoarding), CST_TEST(test_hostile_keys))
