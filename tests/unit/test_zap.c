/* SPDX-License-Identifier: MIT */
#include "bus/zap.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

/* alice, a reviewer, and bob, an actor: keys of 32 'a', of 32 'b'. */
static void make_list(cst_allowed list[2])
{
    static const char *const names[] = {"alice", "bob"};
    for (size_t i = 0; i < 2; i++) {
        list[i] = (cst_allowed){.role = i == 0 ? CST_ROLE_REVIEWER : CST_ROLE_ACTOR};
        (void)snprintf(list[i].name, sizeof list[i].name, "%s", names[i]);
        memset(list[i].key, 'a' + (int)i, sizeof list[i].key);
    }
}

/* A request as libzmq makes it, with a key of 32 times a letter. */
typedef struct request {
    const char *text[CST_ZAP_FRAMES + 2];
    char key[CST_CURVE_KEY + 2];
    size_t key_size;
    size_t count;
} request;

static void make_request(request *of, char letter)
{
    static const char *const text[] = {"1.0", "1", CST_ZAP_DOMAIN, "127.0.0.1", "", "CURVE"};
    *of = (request){.key_size = CST_CURVE_KEY, .count = CST_ZAP_FRAMES};
    memcpy(of->text, text, sizeof text);
    memset(of->key, letter, sizeof of->key);
}

static cst_zap_frame frame_of(const request *of, size_t i)
{
    const char *text = of->text[i] != NULL ? of->text[i] : "";
    return i == CST_ZAP_FRAMES - 1 ? (cst_zap_frame){of->key, of->key_size}
                                   : (cst_zap_frame){text, strlen(text)};
}

static cst_zap_verdict judge(const request *of, size_t *who)
{
    cst_allowed list[2];
    uint8_t probe[CST_CURVE_KEY];
    cst_zap_frame frame[CST_ZAP_FRAMES];
    make_list(list);
    memset(probe, 'p', sizeof probe);
    for (size_t i = 0; i < CST_ZAP_FRAMES; i++) {
        frame[i] = frame_of(of, i);
    }
    *who = 99;
    return cst_zap_judge(frame, of->count, list, 2, probe, who);
}

static void test_zap_judge(void)
{
    request of;
    size_t who = 0;
    for (char c = 'a'; c <= 'z'; c++) {
        make_request(&of, c);
        const cst_zap_verdict verdict = judge(&of, &who);
        CU_ASSERT_EQUAL(verdict, c <= 'b'   ? CST_ZAP_ACCEPTED
                                 : c == 'p' ? CST_ZAP_PROBE
                                            : CST_ZAP_UNKNOWN_KEY);
        CU_ASSERT_EQUAL(who, c <= 'b' ? (size_t)(c - 'a') : 99);
    }
    for (size_t byte = 0; byte < CST_CURVE_KEY; byte++) {
        for (int bit = 0; bit < 8; bit++) {
            make_request(&of, 'a');
            of.key[byte] = (char)(of.key[byte] ^ (1 << bit));
            CU_ASSERT_EQUAL(judge(&of, &who), CST_ZAP_UNKNOWN_KEY);
        }
    }
}

/* Whatever is not exactly a request of RFC 27 with a key lets nobody in, though the key is there.
 */
static void test_zap_judge_errors(void)
{
    static char long_text[257];
    request of;
    size_t who = 0;
    memset(long_text, 'x', 256);
    static const struct {
        size_t frame;
        const char *text;
        cst_zap_verdict verdict;
    } cases[] = {
        {0, "", CST_ZAP_MALFORMED},
        {0, "1.1", CST_ZAP_MALFORMED},
        {0, "1.0 ", CST_ZAP_MALFORMED},
        {1, "", CST_ZAP_ACCEPTED},
        {1, long_text, CST_ZAP_MALFORMED},
        {2, "", CST_ZAP_MALFORMED},
        {2, "Custodes", CST_ZAP_MALFORMED},
        {3, long_text, CST_ZAP_MALFORMED},
        {3, "", CST_ZAP_ACCEPTED},
        {4, "bob", CST_ZAP_ACCEPTED},
        {4, long_text, CST_ZAP_MALFORMED},
        {5, "NULL", CST_ZAP_WRONG_MECHANISM},
        {5, "PLAIN", CST_ZAP_WRONG_MECHANISM},
        {5, "GSSAPI", CST_ZAP_WRONG_MECHANISM},
        {5, "curve", CST_ZAP_WRONG_MECHANISM},
        {5, "", CST_ZAP_WRONG_MECHANISM},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        make_request(&of, 'a');
        of.text[cases[i].frame] = cases[i].text;
        CU_ASSERT_EQUAL(judge(&of, &who), cases[i].verdict);
    }
    for (size_t count = 0; count < 20; count++) {
        make_request(&of, 'a');
        of.count = count;
        CU_ASSERT_EQUAL(judge(&of, &who), count == 7 ? CST_ZAP_ACCEPTED : CST_ZAP_MALFORMED);
        of.text[5] = "NULL"; /* has no key, PLAIN has two parts of one */
        CU_ASSERT_EQUAL(judge(&of, &who), count >= 6 ? CST_ZAP_WRONG_MECHANISM : CST_ZAP_MALFORMED);
    }
    for (size_t size = 0; size <= CST_CURVE_KEY + 1; size++) {
        make_request(&of, 'a');
        of.key_size = size;
        CU_ASSERT_EQUAL(judge(&of, &who),
                        size == CST_CURVE_KEY ? CST_ZAP_ACCEPTED : CST_ZAP_MALFORMED);
    }
}

/* --- The thread, asked as libzmq asks it ------------------------------------------------------ */

static void *ask_socket(void *context)
{
    const int none = 0;
    void *socket = zmq_socket(context, ZMQ_REQ);
    CU_ASSERT_PTR_NOT_NULL_FATAL(socket);
    CU_ASSERT_EQUAL(zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none), 0);
    CU_ASSERT_EQUAL_FATAL(zmq_connect(socket, "inproc://zeromq.zap.01"), 0);
    return socket;
}

/* Sends a request and expects its answer: version, id, status, text, User-Id, nothing. */
static void ask(void *socket, const request *of, const char *id, const char *status,
                const char *name)
{
    const char *const expected[] = {"1.0", id, status, NULL, name, ""};
    char part[300];
    for (size_t i = 0; i < of->count; i++) {
        const cst_zap_frame frame = i < CST_ZAP_FRAMES ? frame_of(of, i) : (cst_zap_frame){"x", 1};
        CU_ASSERT_NOT_EQUAL(
            zmq_send(socket, frame.bytes, frame.size, i + 1 < of->count ? ZMQ_SNDMORE : 0), -1);
    }
    for (size_t i = 0; i < 6; i++) {
        int more = 0;
        size_t size = sizeof more;
        const int got = zmq_recv(socket, part, sizeof part - 1, 0);
        CU_ASSERT_FATAL(got >= 0);
        part[got] = '\0';
        CU_ASSERT(expected[i] == NULL || strcmp(part, expected[i]) == 0);
        CU_ASSERT_EQUAL(zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size), 0);
        CU_ASSERT_EQUAL(more, i < 5);
    }
}

static void test_zap_thread(void)
{
    enum { ROUNDS = 500 };
    cst_allowed list[2];
    cst_zap *zap = NULL;
    request of;
    void *context = zmq_ctx_new();
    make_list(list);
    CU_ASSERT_EQUAL_FATAL(cst_zap_start(&zap, context, list, 2, NULL), 0);
    memset(list, 0, sizeof list); /* a copy was taken */
    void *socket = ask_socket(context);
    for (int round = 0; round < ROUNDS; round++) {
        make_request(&of, 'a');
        ask(socket, &of, "1", "200", "alice");
        make_request(&of, 'b');
        of.text[1] = "anything";
        of.text[4] = "alice"; /* what its owner says of itself */
        ask(socket, &of, "anything", "200", "bob");
        make_request(&of, 'c');
        ask(socket, &of, "1", "400", "");
        memcpy(of.key, cst_zap_probe(zap)->public_key, CST_CURVE_KEY);
        ask(socket, &of, "1", "400", "");
        make_request(&of, 'a');
        of.text[5] = "PLAIN";
        of.count = 8;
        ask(socket, &of, "1", "400", "");
        make_request(&of, 'a');
        of.count = (size_t)(1 + round % 6);
        ask(socket, &of, round % 6 == 0 ? "" : "1", "400", "");
    }
    make_request(&of, 'a');
    of.count = 3000;
    ask(socket, &of, "1", "400", "");
    CU_ASSERT_EQUAL(cst_zap_count(zap, CST_ZAP_ACCEPTED), 2 * ROUNDS);
    CU_ASSERT_EQUAL(cst_zap_count(zap, CST_ZAP_UNKNOWN_KEY), ROUNDS);
    CU_ASSERT_EQUAL(cst_zap_count(zap, CST_ZAP_PROBE), ROUNDS);
    CU_ASSERT_EQUAL(cst_zap_count(zap, CST_ZAP_WRONG_MECHANISM), ROUNDS);
    CU_ASSERT_EQUAL(cst_zap_count(zap, CST_ZAP_MALFORMED), ROUNDS + 1);
    (void)zmq_close(socket);
    cst_zap_stop(zap);
    CU_ASSERT_EQUAL(zmq_ctx_term(context), 0);
}

/* One handler for a context; it ends when it is told to, when the context ends, and when neither
 * had anything to do. */
static void test_zap_ends(void)
{
    for (int round = 0; round < 50; round++) {
        cst_zap *zap = NULL;
        cst_zap *second = NULL;
        cst_error error = {0};
        void *context = zmq_ctx_new();
        CU_ASSERT_EQUAL_FATAL(cst_zap_start(&zap, context, NULL, 0, NULL), 0);
        CU_ASSERT_EQUAL(cst_zap_start(&second, context, NULL, 0, &error), CST_ERR_BUS);
        CU_ASSERT_PTR_NULL(second);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "zeromq.zap.01"));
        if (round % 2 == 1) {
            CU_ASSERT_EQUAL(zmq_ctx_shutdown(context), 0);
        }
        cst_zap_stop(zap);
        cst_zap_stop(NULL);
        if (round % 2 == 0) { /* the place is free again */
            CU_ASSERT_EQUAL_FATAL(cst_zap_start(&zap, context, NULL, 0, NULL), 0);
            cst_zap_stop(zap);
        }
        CU_ASSERT_EQUAL(zmq_ctx_term(context), 0);
    }
}

/* A message that came in at a socket without keys is nobody's. */
static void test_zap_who_nobody(void)
{
    cst_allowed list[2];
    cst_zap *zap = NULL;
    zmq_msg_t message;
    void *context = zmq_ctx_new();
    make_list(list);
    CU_ASSERT_EQUAL_FATAL(cst_zap_start(&zap, context, list, 2, NULL), 0);
    void *one = zmq_socket(context, ZMQ_PAIR);
    void *other = zmq_socket(context, ZMQ_PAIR);
    CU_ASSERT_EQUAL(zmq_bind(one, "inproc://x"), 0);
    CU_ASSERT_EQUAL(zmq_connect(other, "inproc://x"), 0);
    CU_ASSERT_EQUAL(zmq_send(other, "alice", 5, 0), 5);
    (void)zmq_msg_init(&message);
    CU_ASSERT_EQUAL(zmq_msg_recv(&message, one, 0), 5);
    CU_ASSERT_EQUAL(cst_zap_who(zap, &message), -1);
    (void)zmq_msg_close(&message);
    (void)zmq_close(one);
    (void)zmq_close(other);
    cst_zap_stop(zap);
    CU_ASSERT_EQUAL(zmq_ctx_term(context), 0);
}

CST_SUITE("zap", CST_TEST(test_zap_judge), CST_TEST(test_zap_judge_errors),
          CST_TEST(test_zap_thread), CST_TEST(test_zap_ends), CST_TEST(test_zap_who_nobody))
