/* SPDX-License-Identifier: MIT */
#include "bus/socket.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

/* A ROUTER and worker 258's DEALER that is connected to it. */
typedef struct pair {
    void *context;
    cst_socket router, dealer;
} pair;

static void open_pair(pair *p)
{
    p->context = zmq_ctx_new();
    const char *here = "inproc://here";
    CU_ASSERT_EQUAL_FATAL(cst_socket_bind(&p->router, p->context, here, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_socket_connect(&p->dealer, p->context, here, 258, CST_HUB, NULL), 0);
}

static void close_pair(pair *p)
{
    cst_socket_close(&p->dealer);
    cst_socket_close(&p->router);
    cst_socket_close(&p->router);
    CU_ASSERT_EQUAL(zmq_ctx_term(p->context), 0);
}

static cst_frame frame_of(const char *text)
{
    cst_frame frame = {.memory = malloc(1000), .size = strlen(text)};
    CU_ASSERT_PTR_NOT_NULL_FATAL(frame.memory);
    frame.bytes = frame.memory + 100;
    memcpy(frame.bytes, text, frame.size);
    return frame;
}

static int send(cst_socket *socket, uint32_t to, const char *text, cst_error *error)
{
    cst_frame frame = frame_of(text);
    int code = cst_socket_send(socket, to, &frame, error);
    CU_ASSERT_PTR_NULL(frame.memory);
    return code;
}

static void assert_gets(cst_socket *socket, uint32_t peer, const char *text)
{
    cst_parcel parcel;
    CU_ASSERT_EQUAL(cst_socket_wait(socket, 1, -1, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_socket_receive(socket, &parcel, NULL), CST_SOCKET_GOT);
    CU_ASSERT_EQUAL(parcel.peer, peer);
    CU_ASSERT_EQUAL(zmq_msg_size(&parcel.frame), strlen(text));
    CU_ASSERT_EQUAL(memcmp(zmq_msg_data(&parcel.frame), text, strlen(text)), 0);
    cst_parcel_close(&parcel);
}

static void test_socket_both_ways(void)
{
    pair p;
    cst_parcel parcel;
    open_pair(&p);
    CU_ASSERT_EQUAL(cst_socket_receive(&p.router, &parcel, NULL), CST_SOCKET_NONE);
    CU_ASSERT_EQUAL(cst_socket_receive(&p.dealer, &parcel, NULL), CST_SOCKET_NONE);
    CU_ASSERT_EQUAL(send(&p.dealer, 0, "to the hub, in more than a few bytes", NULL), 0);
    assert_gets(&p.router, 258, "to the hub, in more than a few bytes");
    CU_ASSERT_EQUAL(send(&p.router, 258, "back", NULL), 0);
    assert_gets(&p.dealer, CST_HUB, "back");
    close_pair(&p);
}

/* A peer that is not there: an error, never a silent loss. */
static void test_socket_unknown_peer_errors(void)
{
    pair p;
    cst_error error = {0};
    open_pair(&p);
    CU_ASSERT_EQUAL(send(&p.router, 259, "nobody", &error), CST_ERR_BUS);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "send"));
    close_pair(&p);
}

/* More messages than the mark: an error at once, no wait and no loss; what went out arrives. */
static void test_socket_mark_errors(void)
{
    pair p;
    cst_error error = {0};
    int sent = 0;
    open_pair(&p);
    while (sent < 10000 && send(&p.dealer, 0, "x", &error) == 0) {
        sent++;
    }
    CU_ASSERT_EQUAL(sent, 2 * CST_SOCKET_MARK);
    CU_ASSERT_EQUAL(error.code, CST_ERR_BUS);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "high-water mark was reached"));
    for (int i = 0; i < sent; i++) {
        assert_gets(&p.router, 258, "x");
    }
    close_pair(&p);
}

/* With few messages on the way at any time the mark is never met, however fast they go. */
static void test_socket_mark_under_credit(void)
{
    enum { CREDIT = 64, ROUNDS = 20000 };
    pair p;
    cst_parcel parcel;
    open_pair(&p);
    for (int i = 0; i < CREDIT; i++) {
        CU_ASSERT_EQUAL_FATAL(send(&p.dealer, 0, "x", NULL), 0);
    }
    for (int i = 0; i < ROUNDS; i++) {
        CU_ASSERT_EQUAL_FATAL(cst_socket_receive(&p.router, &parcel, NULL), CST_SOCKET_GOT);
        cst_parcel_close(&parcel);
        CU_ASSERT_EQUAL_FATAL(send(&p.dealer, 0, "x", NULL), 0);
    }
    close_pair(&p);
}

static void send_frames(void *handle, int frames)
{
    for (int i = 0; i < frames; i++) {
        const int flags = ZMQ_DONTWAIT | (i + 1 < frames ? ZMQ_SNDMORE : 0);
        CU_ASSERT_EQUAL(zmq_send(handle, "part", 4, flags), 4);
    }
}

/* A message of several frames is refused, and the next one is read as if it had not been. */
static void test_socket_frames_errors(void)
{
    pair p;
    cst_parcel parcel;
    cst_error error = {0};
    open_pair(&p);
    send_frames(p.dealer.handle, 3);
    CU_ASSERT_EQUAL(send(&p.dealer, 0, "next", NULL), 0);
    CU_ASSERT_EQUAL(cst_socket_receive(&p.router, &parcel, &error), CST_ERR_WIRE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "one frame"));
    assert_gets(&p.router, 258, "next");
    close_pair(&p);
}

/* A peer without a routing id of ours. */
static void test_socket_stranger_errors(void)
{
    pair p;
    cst_parcel parcel;
    open_pair(&p);
    void *stranger = zmq_socket(p.context, ZMQ_DEALER);
    CU_ASSERT_EQUAL(zmq_setsockopt(stranger, ZMQ_ROUTING_ID, "stranger", 8), 0);
    CU_ASSERT_EQUAL(zmq_connect(stranger, "inproc://here"), 0);
    send_frames(stranger, 1);
    CU_ASSERT_EQUAL(cst_socket_receive(&p.router, &parcel, NULL), CST_ERR_WIRE);
    CU_ASSERT_EQUAL(send(&p.dealer, 0, "next", NULL), 0);
    assert_gets(&p.router, 258, "next");
    CU_ASSERT_EQUAL(zmq_close(stranger), 0);
    close_pair(&p);
}

static void test_socket_open_errors(void)
{
    void *context = zmq_ctx_new();
    cst_socket socket;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_socket_connect(&socket, context, "nowhere", 0, CST_HUB, &error),
                    CST_ERR_BUS);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "nowhere"));
    cst_socket_close(&socket);
    CU_ASSERT_EQUAL(cst_socket_bind(&socket, context, "nowhere", &error), CST_ERR_BUS);
    cst_socket_close(&socket);
    CU_ASSERT_EQUAL(zmq_ctx_shutdown(context), 0);
    CU_ASSERT_EQUAL(cst_socket_bind(&socket, context, "inproc://here", &error), CST_ERR_BUS);
    CU_ASSERT_PTR_NULL(socket.handle);
    CU_ASSERT_EQUAL(zmq_ctx_term(context), 0);
}

/* After the context has been shut down: receiving says so, sending goes nowhere. */
static void test_socket_ended(void)
{
    pair p;
    cst_parcel parcel;
    open_pair(&p);
    const cst_socket sockets[] = {p.router, p.dealer};
    CU_ASSERT_EQUAL(zmq_ctx_shutdown(p.context), 0);
    CU_ASSERT_EQUAL(cst_socket_wait(sockets, 2, -1, NULL), 0);
    CU_ASSERT_EQUAL(cst_socket_receive(&p.router, &parcel, NULL), CST_SOCKET_ENDED);
    CU_ASSERT_EQUAL(cst_socket_receive(&p.dealer, &parcel, NULL), CST_SOCKET_ENDED);
    CU_ASSERT_EQUAL(send(&p.dealer, 0, "x", NULL), 0);
    CU_ASSERT_EQUAL(send(&p.router, 258, "x", NULL), 0);
    close_pair(&p);
}

CST_SUITE("socket", CST_TEST(test_socket_both_ways), CST_TEST(test_socket_unknown_peer_errors),
          CST_TEST(test_socket_mark_errors), CST_TEST(test_socket_mark_under_credit),
          CST_TEST(test_socket_frames_errors), CST_TEST(test_socket_stranger_errors),
          CST_TEST(test_socket_open_errors), CST_TEST(test_socket_ended))
