/* SPDX-License-Identifier: MIT
 * Covers: secure. Connections that are no peers, and endpoints that would let anybody in.
 * CST_LONG=1 in the environment: each case a thousand times. */
#include "base/curve_key.h"
#include "bus/curve.h"
#include "bus/endpoint.h"
#include "bus/secure.h"
#include "tests/lib/knock.h"
#include "tests/lib/suite.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int rounds(int quick, int many)
{
    return getenv("CST_LONG") != NULL ? many : quick;
}

/* A run with one peer that it allows, alice. */
typedef struct run {
    void *context;
    cst_curve_pair own, alice;
    cst_zap *zap;
    cst_socket router;
    char address[CST_SECURE_ADDRESS];
} run;

static void open_run(run *of, bool keys, const cst_secure_limits *limits)
{
    cst_allowed list = {.name = "alice", .role = CST_ROLE_ACTOR};
    *of = (run){.context = zmq_ctx_new()};
    CU_ASSERT_EQUAL(cst_curve_pair_make(&of->own, NULL), 0);
    CU_ASSERT_EQUAL(cst_curve_pair_make(&of->alice, NULL), 0);
    memcpy(list.key, of->alice.public_key, sizeof list.key);
    if (keys) {
        CU_ASSERT_EQUAL_FATAL(cst_zap_start(&of->zap, of->context, &list, 1, NULL), 0);
    }
    CU_ASSERT_EQUAL_FATAL(cst_secure_listen(&of->router, of->context, "tcp://127.0.0.1:*",
                                            keys ? &of->own : NULL, of->zap, limits, of->address,
                                            NULL),
                          0);
}

static void close_run(run *of)
{
    cst_socket_close(&of->router);
    cst_zap_stop(of->zap);
    CU_ASSERT_EQUAL(zmq_ctx_term(of->context), 0);
}

static bool arrives(const run *of, long timeout)
{
    zmq_pollitem_t item = {.socket = of->router.handle, .events = ZMQ_POLLIN};
    return zmq_poll(&item, 1, timeout) == 1;
}

/* Takes one message in: its size, and by whose key. */
static int take(const run *of, long *who, char user[32])
{
    char id[256];
    zmq_msg_t frame;
    CU_ASSERT_FATAL(zmq_recv(of->router.handle, id, sizeof id, 0) > 0);
    (void)zmq_msg_init(&frame);
    const int size = zmq_msg_recv(&frame, of->router.handle, 0);
    *who = of->zap != NULL ? cst_zap_who(of->zap, &frame) : -1;
    const char *name = zmq_msg_gets(&frame, "User-Id");
    (void)snprintf(user, 32, "%s", name != NULL ? name : "");
    (void)zmq_msg_close(&frame);
    return size;
}

/* alice says something of this size; whether it arrives as hers. */
static bool alice_says(run *of, size_t size, long timeout)
{
    cst_socket alice;
    char *bytes = calloc(1, size);
    char user[32];
    long who = -1;
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    CU_ASSERT_EQUAL_FATAL(cst_secure_connect(&alice, of->context, of->address, of->own.public_key,
                                             &of->alice, NULL, NULL),
                          0);
    CU_ASSERT_EQUAL(zmq_send(alice.handle, bytes, size, ZMQ_DONTWAIT), (int)size);
    const bool came = arrives(of, timeout);
    CU_ASSERT(!came || (take(of, &who, user) == (int)size && who == 0));
    cst_socket_close(&alice);
    free(bytes);
    return came;
}

/* --- Connections that are no peers ----------------------------------------------------------- */

/* 200 connections that say nothing, or begin and do not go on: all are closed when they should have
 * said who they are, and a friend who comes in between is heard. */
static void test_secure_half_open(void)
{
    enum { MANY = 200, MIB_MOST = 8 };
    const cst_secure_limits limits = {.handshake = 1000};
    run of;
    int handle[MANY];
    open_run(&of, true, &limits);
    CU_ASSERT_TRUE(alice_says(&of, 10, 10000));
    const long before = cst_knock_memory();
    long most = before;
    for (int round = 0; round < rounds(4, 5); round++) {
        for (size_t i = 0; i < MANY; i++) {
            handle[i] = cst_knock(of.address);
            cst_knock_put(handle[i], cst_knock_greeting, i % (sizeof cst_knock_greeting + 1));
        }
        CU_ASSERT_FALSE(cst_knock_closed(handle[MANY - 1], 0)); /* at first they are taken up */
        CU_ASSERT_TRUE(alice_says(&of, 10, 10000));
        most = cst_knock_memory() > most ? cst_knock_memory() : most;
        for (size_t i = 0; i < MANY; i++) {
            CU_ASSERT_TRUE(cst_knock_closed(handle[i], 5000));
            (void)close(handle[i]);
        }
    }
    CU_ASSERT(most - before < MIB_MOST << 20);
    (void)printf("%ld KiB more at most ", (most - before) >> 10);
    CU_ASSERT_FALSE(arrives(&of, 0));
    CU_ASSERT_EQUAL(cst_zap_count(of.zap, CST_ZAP_UNKNOWN_KEY), 0);
    close_run(&of);
}

/* Anything that comes to mind: it is closed, and nothing arrives. */
static void test_secure_garbage(void)
{
    enum { MANY = 1000 };
    const cst_secure_limits limits = {.handshake = 300};
    uint32_t state = 7;
    run of;
    open_run(&of, true, &limits);
    for (int round = 0; round < MANY; round++) {
        uint8_t bytes[600];
        for (size_t i = 0; i < sizeof bytes; i++) {
            state = 1664525U * state + 1013904223U;
            bytes[i] = (uint8_t)(state >> 24);
        }
        if (round % 2 == 0) { /* a good beginning, and a command of no sense */
            memcpy(bytes, cst_knock_greeting, sizeof cst_knock_greeting);
            bytes[sizeof cst_knock_greeting] = 4;
        }
        const int handle = cst_knock(of.address);
        cst_knock_put(handle, bytes, sizeof bytes - (size_t)(round % 500));
        CU_ASSERT(round % 100 != 0 || cst_knock_closed(handle, 5000));
        (void)close(handle);
    }
    CU_ASSERT_TRUE(alice_says(&of, 10, 10000));
    CU_ASSERT_FALSE(arrives(&of, 0));
    CU_ASSERT_EQUAL(cst_zap_count(of.zap, CST_ZAP_ACCEPTED), 1);
    close_run(&of);
}

/* Whether the process may open so many files more. */
static bool has_handles(int like, int count)
{
    const int handle = dup(like);
    const bool has = handle >= 0 && (count == 1 || has_handles(like, count - 1));
    return (handle < 0 || close(handle) == 0) && has;
}

/* More connections than the process may have open files, one after the other: the run outlives
 * them, and a friend is heard. */
static void test_secure_no_handles(void)
{
    enum { MANY = 400, LIMIT = 150 };
    const cst_secure_limits limits = {.handshake = 500};
    run of;
    int go[2];
    struct rlimit before;
    CU_ASSERT_EQUAL_FATAL(pipe(go), 0);
    const pid_t child = fork();
    if (child == 0) { /* it needs no more than the address, before there is a context */
        (void)close(go[1]);
        if (read(go[0], of.address, sizeof of.address) != (ssize_t)sizeof of.address) {
            _exit(1);
        }
        for (size_t i = 0; i < MANY; i++) {
            (void)cst_knock(of.address);
        }
        char byte;
        (void)read(go[0], &byte, 1); /* until the parent is done */
        _exit(0);
    }
    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &before), 0);
    open_run(&of, true, &limits);
    CU_ASSERT_TRUE(alice_says(&of, 10, 10000));
    struct rlimit few = before;
    few.rlim_cur = LIMIT;
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &few), 0);
    CU_ASSERT_EQUAL(write(go[1], of.address, sizeof of.address), (ssize_t)sizeof of.address);
    bool full = false;
    for (int i = 0; i < 3000 && !full; i++) { /* until there is none left */
        full = !has_handles(go[0], 1);
        (void)poll(NULL, 0, 1);
    }
    CU_ASSERT_TRUE(full);
    bool heard = false;
    for (int i = 0; i < 400 && !heard; i++) {
        heard = has_handles(go[0], 20) && alice_says(&of, 10, 1000);
        (void)poll(NULL, 0, 50);
    }
    CU_ASSERT_TRUE(heard);
    CU_ASSERT_EQUAL(setrlimit(RLIMIT_NOFILE, &before), 0);
    (void)close(go[0]);
    (void)close(go[1]);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    close_run(&of);
}

/* --- Frames that are too long ---------------------------------------------------------------- */

/* The limit is exact, with keys and what these add; one byte more ends the connection of who sent
 * it, and nobody else's. */
static void test_secure_oversize(void)
{
    enum { LONGEST = 4096 };
    const cst_secure_limits limits = {.longest = LONGEST};
    run of;
    open_run(&of, true, &limits);
    for (int round = 0; round < rounds(15, 500); round++) {
        CU_ASSERT_TRUE(alice_says(&of, LONGEST, 10000));
        CU_ASSERT_FALSE(alice_says(&of, LONGEST + 1, 30));
        CU_ASSERT_FALSE(alice_says(&of, (size_t)LONGEST << (round % 8 + 1), 30));
    }
    CU_ASSERT_TRUE(alice_says(&of, LONGEST, 10000));
    close_run(&of);
}

/* Strangers that begin a handshake with a long frame: one byte above the limit ends it as soon as
 * it is announced. Below, each may hold as much memory, and no more, until its time is over. */
static void test_secure_long_handshake(void)
{
    enum { MANY = 100, LONGEST = 64 << 10, ADDS = 33, GREETING = 64 };
    const cst_secure_limits limits = {.longest = LONGEST, .handshake = 2000};
    static uint8_t body[LONGEST];
    run of;
    int handle[MANY];
    open_run(&of, true, &limits);
    CU_ASSERT_TRUE(alice_says(&of, 10, 10000));
    const long before = cst_knock_memory();
    for (int more = 1; more >= 0; more--) {
        const uint32_t size = LONGEST + ADDS + (uint32_t)more;
        const uint8_t announced[] = {6,
                                     0,
                                     0,
                                     0,
                                     0,
                                     (uint8_t)(size >> 24),
                                     (uint8_t)(size >> 16),
                                     (uint8_t)(size >> 8),
                                     (uint8_t)size};
        for (size_t i = 0; i < MANY; i++) {
            uint8_t hello[GREETING];
            handle[i] = cst_knock(of.address);
            cst_knock_put(handle[i], cst_knock_greeting, sizeof cst_knock_greeting);
            CU_ASSERT_EQUAL(recv(handle[i], hello, sizeof hello, MSG_WAITALL), GREETING);
            cst_knock_put(handle[i], announced, sizeof announced);
            cst_knock_put(handle[i], body, more == 0 ? sizeof body : 0);
            CU_ASSERT(more == 0 || cst_knock_closed(handle[i], 1900));
        }
        CU_ASSERT(more == 1 || !cst_knock_closed(handle[MANY - 1], 0));
        CU_ASSERT_TRUE(alice_says(&of, 10, 10000));
        CU_ASSERT(cst_knock_memory() - before < 2L * MANY * LONGEST);
        for (size_t i = 0; i < MANY; i++) {
            CU_ASSERT_TRUE(cst_knock_closed(handle[i], 5000));
            (void)close(handle[i]);
        }
    }
    close_run(&of);
}

/* A frame that is announced as 1 TiB long: nobody waits for it. */
static void test_secure_endless_frame(void)
{
    static const uint8_t announced[] = {2, 0, 0, 1, 0, 0, 0, 0, 0};
    const cst_secure_limits limits = {.longest = 4096};
    run of;
    open_run(&of, false, &limits);
    const long before = cst_knock_memory();
    for (int round = 0; round < rounds(200, 1000); round++) {
        const int handle = cst_knock_plain(of.address, "x");
        CU_ASSERT(round > 0 || !cst_knock_closed(handle, 100)); /* so far it is a peer */
        cst_knock_put(handle, announced, sizeof announced);
        CU_ASSERT_TRUE(cst_knock_closed(handle, 5000));
        (void)close(handle);
        CU_ASSERT_FALSE(arrives(&of, 0)); /* ZeroMQ lets go of a peer only when it is looked at */
    }
    CU_ASSERT(cst_knock_memory() - before < 8L << 20);
    close_run(&of);
}

/* --- What a peer says of itself -------------------------------------------------------------- */

/* A handler that lets everybody in, as alice. */
static void *let_all_in(void *socket)
{
    char part[256];
    static const char *const answer[] = {"1.0", "1", "200", "OK", "alice", ""};
    while (zmq_recv(socket, part, sizeof part, 0) >= 0) {
        int more = 1;
        size_t size = sizeof more;
        while (zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size) == 0 && more != 0) {
            (void)zmq_recv(socket, part, sizeof part, 0);
        }
        for (size_t i = 0; i < 6; i++) {
            (void)zmq_send(socket, answer[i], strlen(answer[i]), i < 5 ? ZMQ_SNDMORE : 0);
        }
    }
    (void)zmq_close(socket);
    return NULL;
}

static pthread_t open_doors(void *context)
{
    pthread_t thread;
    const int none = 0;
    void *socket = zmq_socket(context, ZMQ_REP);
    CU_ASSERT_EQUAL(zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none), 0);
    CU_ASSERT_EQUAL_FATAL(zmq_bind(socket, "inproc://zeromq.zap.01"), 0);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, let_all_in, socket), 0);
    return thread;
}

/* Where no handler is asked, a peer may write a User-Id itself: this is why it counts for nothing
 * at a socket without keys. Where one is asked, what it said stands. */
static void test_secure_claims(void)
{
    for (int round = 0; round < rounds(20, 1000); round++) {
        const bool asked = round % 2 == 1;
        run of;
        char user[32];
        long who = -1;
        open_run(&of, false, NULL);
        const pthread_t thread = asked ? open_doors(of.context) : pthread_self();
        if (asked) { /* a new endpoint: the option holds for those that come */
            CU_ASSERT_EQUAL(zmq_unbind(of.router.handle, of.address), 0);
            CU_ASSERT_EQUAL(zmq_setsockopt(of.router.handle, ZMQ_ZAP_DOMAIN, "x", 1), 0);
            CU_ASSERT_EQUAL(zmq_bind(of.router.handle, "tcp://127.0.0.1:*"), 0);
            size_t size = sizeof of.address;
            CU_ASSERT_EQUAL(zmq_getsockopt(of.router.handle, ZMQ_LAST_ENDPOINT, of.address, &size),
                            0);
        }
        const int handle = cst_knock_plain(of.address, "bob");
        cst_knock_put(handle, "\x00\x02hi", 4);
        CU_ASSERT_TRUE_FATAL(arrives(&of, 10000));
        CU_ASSERT_EQUAL(take(&of, &who, user), 2);
        CU_ASSERT_STRING_EQUAL(user, asked ? "alice" : "bob");
        (void)close(handle);
        CU_ASSERT_EQUAL(zmq_ctx_shutdown(of.context), 0);
        CU_ASSERT(!asked || pthread_join(thread, NULL) == 0);
        close_run(&of);
    }
}

/* --- Endpoints that are refused -------------------------------------------------------------- */

/* The probe finds what would let strangers in: a handler that is not ours, and none at all. */
static void test_secure_probe_errors(void)
{
    for (int round = 0; round < rounds(6, 1000); round++) {
        const bool open = round % 2 == 0;
        cst_curve_pair own;
        cst_zap *zap = NULL;
        cst_socket socket;
        char address[CST_SECURE_ADDRESS];
        cst_error error = {0};
        pthread_t thread;
        void *context = zmq_ctx_new();
        void *elsewhere = zmq_ctx_new();
        CU_ASSERT_EQUAL(cst_curve_pair_make(&own, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(cst_zap_start(&zap, elsewhere, NULL, 0, NULL), 0);
        if (open) {
            thread = open_doors(context);
        }
        CU_ASSERT_EQUAL(cst_secure_listen(&socket, context, "tcp://127.0.0.1:*", &own, zap, NULL,
                                          address, &error),
                        CST_ERR_BUS);
        CU_ASSERT_PTR_NULL(socket.handle);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "a connection with an unknown key was "));
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, open ? "let in" : "not refused"));
        CU_ASSERT_EQUAL(zmq_ctx_shutdown(context), 0);
        CU_ASSERT(!open || pthread_join(thread, NULL) == 0);
        CU_ASSERT_EQUAL(zmq_ctx_term(context), 0);
        cst_zap_stop(zap);
        CU_ASSERT_EQUAL(zmq_ctx_term(elsewhere), 0);
    }
}

static void test_secure_listen_errors(void)
{
    run of;
    cst_socket second;
    char address[CST_SECURE_ADDRESS];
    char path[CST_ENDPOINT_TEXT];
    cst_endpoint_folder folder;
    cst_error error = {0};
    open_run(&of, true, NULL);
    CU_ASSERT_EQUAL(
        cst_secure_listen(&second, of.context, of.address, &of.own, of.zap, NULL, address, &error),
        CST_ERR_BUS);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, of.address));
    CU_ASSERT_PTR_NULL(second.handle);
    CU_ASSERT_EQUAL(cst_secure_listen(&second, of.context, "tcp://localhost:1", &of.own, of.zap,
                                      NULL, address, &error),
                    CST_ERR_USAGE);
    CU_ASSERT_TRUE(alice_says(&of, 10, 10000));

    /* A file stays what it is, and a second program does not take the first one's place. */
    CU_ASSERT_EQUAL_FATAL(cst_endpoint_folder_make(&folder, "/tmp", NULL), 0);
    cst_endpoint_folder_text(&folder, "x", path);
    CU_ASSERT_EQUAL(close(open(path + 6, O_WRONLY | O_CREAT, 0600)), 0);
    CU_ASSERT_EQUAL(cst_secure_listen(&second, of.context, path, NULL, NULL, NULL, address, &error),
                    CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "a file or folder"));
    cst_socket_close(&second);
    CU_ASSERT_EQUAL(access(path + 6, F_OK), 0);
    CU_ASSERT_EQUAL(unlink(path + 6), 0);
    cst_socket first;
    CU_ASSERT_EQUAL_FATAL(
        cst_secure_listen(&first, of.context, path, NULL, NULL, NULL, address, NULL), 0);
    CU_ASSERT_EQUAL(cst_secure_listen(&second, of.context, path, NULL, NULL, NULL, address, &error),
                    CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "another program does"));
    cst_socket_close(&second);
    cst_socket_close(&first);
    close_run(&of);
    cst_endpoint_folder_remove(&folder);
}

/* Whether a message of a program of user `who` arrives over ipc without keys. Everybody may enter
 * the folder here, so that only the kernel's word is between. */
static bool user_is_heard(uid_t who)
{
    run of = {0};
    cst_endpoint_folder folder;
    char endpoint[CST_ENDPOINT_TEXT];
    int go[2];
    CU_ASSERT_EQUAL_FATAL(pipe(go), 0);
    CU_ASSERT_EQUAL_FATAL(cst_endpoint_folder_make(&folder, "/tmp", NULL), 0);
    cst_endpoint_folder_text(&folder, "hub", endpoint);
    const pid_t child = fork();
    if (child == 0) {
        cst_socket dealer;
        char byte = 0;
        (void)close(go[1]);
        const bool told = read(go[0], &byte, 1) == 1 && setuid(who) == 0;
        void *context = told ? zmq_ctx_new() : NULL;
        if (context == NULL ||
            cst_secure_connect(&dealer, context, endpoint, NULL, NULL, NULL, NULL) != 0 ||
            zmq_send(dealer.handle, "hi", 2, ZMQ_DONTWAIT) != 2) {
            _exit(1);
        }
        zmq_pollitem_t item = {.socket = dealer.handle, .events = ZMQ_POLLIN};
        (void)zmq_poll(&item, 1, 700);
        _exit(0);
    }
    of.context = zmq_ctx_new();
    CU_ASSERT_EQUAL_FATAL(
        cst_secure_listen(&of.router, of.context, endpoint, NULL, NULL, NULL, of.address, NULL), 0);
    CU_ASSERT_EQUAL(chmod(folder.path, 0777), 0);
    CU_ASSERT_EQUAL(chmod(endpoint + 6, 0777), 0);
    CU_ASSERT_EQUAL(write(go[1], "", 1), 1);
    const bool heard = arrives(&of, who == geteuid() ? 10000 : 600);
    int status = -1;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    (void)close(go[0]);
    (void)close(go[1]);
    close_run(&of);
    cst_endpoint_folder_remove(&folder);
    return heard;
}

static void test_secure_users(void)
{
    CU_ASSERT_TRUE(user_is_heard(geteuid()));
    if (geteuid() == 0) { /* only root can be somebody else */
        CU_ASSERT_FALSE(user_is_heard(12345));
    }
}

CST_SUITE("secure_attacks", CST_TEST(test_secure_half_open), CST_TEST(test_secure_garbage),
          CST_TEST(test_secure_no_handles), CST_TEST(test_secure_oversize),
          CST_TEST(test_secure_long_handshake), CST_TEST(test_secure_endless_frame),
          CST_TEST(test_secure_claims), CST_TEST(test_secure_probe_errors),
          CST_TEST(test_secure_listen_errors), CST_TEST(test_secure_users))
