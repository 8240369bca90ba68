/* SPDX-License-Identifier: MIT
 * Covers: relay thread. The relay between plain sockets: what it passes on, and what it cuts.
 * tests/unit/test_hostile_peers.c has it before ZeroMQ. */
#include "bus/relay.h"
#include "tests/lib/knock.h"
#include "tests/lib/suite.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WINDOW = 4096, SMALL = 256 };

/* A relay in a folder, with our socket behind it. */
typedef struct door {
    cst_endpoint_folder folder;
    char endpoint[CST_ENDPOINT_TEXT];
    char address[CST_ENDPOINT_TEXT];
    int behind;
    cst_relay *relay;
} door;

static void open_door(door *of, const char *endpoint, const cst_relay_limits *limits)
{
    char inner[CST_ENDPOINT_TEXT];
    char address[CST_ENDPOINT_TEXT];
    *of = (door){0};
    CU_ASSERT_EQUAL_FATAL(cst_endpoint_folder_make(&of->folder, "/tmp", NULL), 0);
    cst_endpoint_folder_text(&of->folder, "inner", inner);
    cst_endpoint_folder_text(&of->folder, "outer", of->endpoint);
    CU_ASSERT_EQUAL_FATAL(cst_endpoint_listen(inner, 100, &of->behind, address, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_relay_open(&of->relay, endpoint != NULL ? endpoint : of->endpoint,
                                         inner + strlen("ipc://"), false, limits, of->address,
                                         NULL),
                          0);
}

static void close_door(door *of)
{
    cst_relay_close(of->relay);
    CU_ASSERT_NOT_EQUAL(access(of->endpoint + strlen("ipc://"), F_OK), 0);
    (void)close(of->behind);
    cst_endpoint_folder_remove(&of->folder);
}

static bool comes(int handle, int timeout)
{
    struct pollfd one = {.fd = handle, .events = POLLIN};
    return poll(&one, 1, timeout) == 1;
}

/* The other end of a connection, behind the relay. */
static int meet(const door *of)
{
    CU_ASSERT_TRUE_FATAL(comes(of->behind, 10000));
    const int handle = accept(of->behind, NULL, NULL);
    CU_ASSERT_FATAL(handle >= 0);
    return handle;
}

static size_t read_for(int handle, int timeout)
{
    static uint8_t bytes[1 << 16];
    size_t all = 0;
    while (comes(handle, timeout)) {
        const ssize_t got = recv(handle, bytes, sizeof bytes, 0);
        if (got <= 0) {
            break;
        }
        all += (size_t)got;
    }
    return all;
}

static void took(door *of, int file, uint32_t route, uint64_t bytes, bool peers)
{
    (void)cst_relay_took(of->relay, file, route, bytes);
    cst_relay_belongs(of->relay, route, peers);
}

/* The next verdict within 10 s; CST_PEER_CAUSES: none. */
static cst_peer_cause verdict_of(door *of, bool known, uint32_t route)
{
    cst_relay_verdict verdict;
    for (int i = 0; i < 2000; i++) {
        if (cst_relay_next(of->relay, &verdict, NULL) == 1) {
            CU_ASSERT_EQUAL(verdict.known, known);
            CU_ASSERT(!known || verdict.route == route);
            return verdict.cause;
        }
        (void)poll(NULL, 0, 5);
    }
    return CST_PEER_CAUSES;
}

/* Bytes go both ways, more than fit anywhere, and what was said last arrives. */
static void pass(const char *endpoint)
{
    enum { MANY = 1 << 22 };
    static uint8_t sent[MANY];
    static uint8_t got[MANY];
    const cst_relay_limits limits = {.first = 1 << 30};
    door of;
    open_door(&of, endpoint, &limits);
    const int outer = cst_knock(of.address);
    const int inner = meet(&of);
    for (size_t i = 0; i < MANY; i++) {
        sent[i] = (uint8_t)(i * i >> 7);
    }
    for (int way = 0; way < 2; way++) {
        const int from = way == 0 ? outer : inner;
        const int to = way == 0 ? inner : outer;
        size_t put = 0;
        size_t taken = 0;
        memset(got, 0, sizeof got);
        while (taken < MANY) {
            if (put < MANY) {
                const ssize_t some = send(from, sent + put, MANY - put, MSG_DONTWAIT);
                put += some > 0 ? (size_t)some : 0;
            }
            if (comes(to, 1)) {
                const ssize_t some = recv(to, got + taken, MANY - taken, 0);
                CU_ASSERT_FATAL(some > 0);
                taken += (size_t)some;
            }
        }
        CU_ASSERT_EQUAL(memcmp(sent, got, MANY), 0);
    }
    cst_knock_put(outer, "bye", 3);
    (void)close(outer);
    CU_ASSERT_EQUAL(read_for(inner, 5000), 3);
    (void)close(inner);
    cst_relay_verdict none;
    CU_ASSERT_EQUAL(cst_relay_next(of.relay, &none, NULL), 0);
    close_door(&of);
}

static void test_relay_passes(void)
{
    pass(NULL);
    pass("tcp://127.0.0.1:*");
    pass("tcp://[::1]:*");
}

/* Of what is not taken, no more than the window comes through; what is taken makes room for as much
 * as it was. */
static void test_relay_window(void)
{
    static const uint8_t bytes[2 * WINDOW];
    const cst_relay_limits limits = {.first = SMALL, .window = WINDOW, .dust = 1, .stuck = 60.0};
    enum { SOME = 1000, HEAD = 9, DUST = 64 };
    door of;
    open_door(&of, NULL, &limits);
    const int outer = cst_knock(of.address);
    const int inner = meet(&of);
    cst_knock_put(outer, bytes, sizeof bytes);
    size_t got = read_for(inner, 300);
    CU_ASSERT(got >= SMALL && got < SMALL + DUST);
    /* Nobody's: nothing more but for what was taken. */
    took(&of, inner, 7, 1, false);
    size_t more = read_for(inner, 300);
    CU_ASSERT(more >= 3 && more < 3 + DUST);
    took(&of, inner, 7, 1, true);
    got += more + read_for(inner, 300);
    CU_ASSERT(got >= WINDOW && got < WINDOW + DUST);
    took(&of, inner, 7, SOME, true);
    more = read_for(inner, 300);
    CU_ASSERT(more >= SOME + HEAD && more < SOME + HEAD + DUST);
    /* Files that are no such connection. */
    took(&of, -1, 7, SOME, true);
    took(&of, outer, 7, SOME, true);
    took(&of, of.behind, 7, SOME, true);
    CU_ASSERT(read_for(inner, 300) < DUST);
    (void)close(outer);
    (void)close(inner);
    close_door(&of);
}

/* Who has more outstanding for longer is told why, if it listens, and cut; a neighbour is not. */
static void test_relay_unbounded(void)
{
    static const uint8_t bytes[2 * WINDOW];
    const cst_relay_limits limits = {.first = SMALL, .window = WINDOW, .stuck = 0.2};
    char why[16];
    door of;
    open_door(&of, NULL, &limits);
    const int friends = cst_knock(of.address);
    const int friends_inner = meet(&of);
    cst_knock_put(friends, "hello", 5);
    CU_ASSERT_EQUAL(read_for(friends_inner, 100), 5);
    took(&of, friends_inner, 1, 3, true);
    const int outer = cst_knock(of.address);
    const int inner = meet(&of);
    cst_knock_put(outer, "hello", 5);
    CU_ASSERT_EQUAL(read_for(inner, 100), 5);
    took(&of, inner, 7, 3, true);
    cst_knock_put(outer, bytes, sizeof bytes);
    CU_ASSERT_EQUAL(verdict_of(&of, true, 7), CST_CAUSE_UNBOUNDED);
    cst_knock_put(inner, "too much", 8);
    CU_ASSERT_TRUE(comes(outer, 1000));
    CU_ASSERT_EQUAL(recv(outer, why, sizeof why, 0), 8);
    CU_ASSERT_TRUE(cst_knock_closed(outer, 5000));
    CU_ASSERT_TRUE(cst_knock_closed(inner, 5000));
    cst_knock_put(friends, "still", 5);
    CU_ASSERT_EQUAL(read_for(friends_inner, 100), 5);
    (void)close(outer);
    (void)close(inner);
    (void)close(friends);
    (void)close(friends_inner);
    close_door(&of);
}

/* A connection that is nobody's in time, or any more, and one that the socket has had enough of. */
static void test_relay_nobody(void)
{
    const cst_relay_limits limits = {.nobody = 0.3};
    door of;
    open_door(&of, NULL, &limits);
    for (int said = 0; said < 2; said++) {
        const int outer = cst_knock(of.address);
        const int inner = meet(&of);
        if (said == 1) {
            took(&of, inner, 9, 1, true);
            CU_ASSERT_FALSE(cst_knock_closed(outer, 700)); /* a peer's, as long as it likes */
            took(&of, inner, 9, 1, false);
        }
        CU_ASSERT_EQUAL(verdict_of(&of, said == 1, 9), CST_CAUSE_NO_HELLO);
        CU_ASSERT_TRUE(cst_knock_closed(outer, 5000));
        (void)close(outer);
        (void)close(inner);
    }
    const int outer = cst_knock(of.address);
    (void)close(meet(&of));
    CU_ASSERT_EQUAL(verdict_of(&of, false, 0), CST_CAUSE_BROKEN);
    CU_ASSERT_TRUE(cst_knock_closed(outer, 5000));
    (void)close(outer);
    close_door(&of);
}

/* What was on its way while its connection was cut. As long as the verdict has not been told it is
 * taken, and the verdict is of who sent it. After that it is not: it would be of somebody who is
 * here, of whom it is never told that he is gone. */
static void test_relay_late(void)
{
    const cst_relay_limits limits = {.nobody = 0.2};
    door of;
    open_door(&of, NULL, &limits);
    for (int told = 0; told < 2; told++) {
        const int outer = cst_knock(of.address);
        const int inner = meet(&of);
        CU_ASSERT_TRUE(cst_knock_closed(outer, 10000));
        if (told == 1) {
            CU_ASSERT_EQUAL(verdict_of(&of, false, 0), CST_CAUSE_NO_HELLO);
        }
        CU_ASSERT_EQUAL(cst_relay_took(of.relay, inner, 9, 20), told == 0);
        if (told == 0) {
            CU_ASSERT_EQUAL(verdict_of(&of, true, 9), CST_CAUSE_NO_HELLO);
            CU_ASSERT_FALSE(cst_relay_took(of.relay, inner, 9, 20));
        }
        /* Its place is another's, or the file is nobody's any more: who has left was not cut. */
        const int next = cst_knock(of.address);
        const int next_inner = meet(&of);
        CU_ASSERT_FALSE(cst_relay_took(of.relay, inner, 9, 20));
        CU_ASSERT_TRUE(cst_relay_took(of.relay, next_inner, 10, 20));
        (void)close(next_inner);
        CU_ASSERT_TRUE(cst_relay_took(of.relay, next_inner, 10, 20));
        CU_ASSERT_NOT_EQUAL(verdict_of(&of, true, 10), CST_PEER_CAUSES);
        (void)close(next);
        (void)close(outer);
        (void)close(inner);
    }
    close_door(&of);
}

/* A process that was stopped takes up what came meanwhile before it judges who has said nothing. */
static void test_relay_stopped(void)
{
    const cst_relay_limits limits = {.nobody = 1.0};
    int ready[2];
    int next[2];
    int status = -1;
    char byte;
    CU_ASSERT_EQUAL_FATAL(pipe(ready), 0);
    CU_ASSERT_EQUAL_FATAL(pipe(next), 0);
    const pid_t child = fork();
    if (child == 0) {
        cst_relay_verdict verdict;
        door of;
        open_door(&of, NULL, &limits);
        const int outer = cst_knock(of.address);
        const int inner = meet(&of);
        bool good = write(ready[1], "", 1) == 1 && read(next[0], &byte, 1) == 1;
        took(&of, inner, 9, 20, true);
        good =
            good && !cst_knock_closed(outer, 300) && cst_relay_next(of.relay, &verdict, NULL) == 0;
        close_door(&of);
        _exit(good ? 0 : 1);
    }
    CU_ASSERT_EQUAL(read(ready[0], &byte, 1), 1);
    CU_ASSERT_EQUAL(kill(child, SIGSTOP), 0);
    (void)poll(NULL, 0, 1500);
    CU_ASSERT_EQUAL(kill(child, SIGCONT), 0);
    (void)poll(NULL, 0, 300); /* it looks */
    CU_ASSERT_EQUAL(write(next[1], "", 1), 1);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
    for (int i = 0; i < 2; i++) {
        (void)close(ready[i]);
        (void)close(next[i]);
    }
}

/* More than there is room for wait until there is. */
static void test_relay_full(void)
{
    enum { MANY = CST_RELAY_CONNECTIONS + 10 };
    const cst_relay_limits limits = {.nobody = 60.0};
    int outer[MANY];
    int inner[MANY];
    door of;
    open_door(&of, NULL, &limits);
    for (size_t i = 0; i < MANY; i++) {
        outer[i] = cst_knock(of.address);
    }
    for (size_t i = 0; i < CST_RELAY_CONNECTIONS; i++) {
        inner[i] = meet(&of);
    }
    CU_ASSERT_FALSE(comes(of.behind, 300));
    for (size_t i = 0; i < MANY; i++) {
        (void)close(outer[i]);
        (void)close(i < CST_RELAY_CONNECTIONS ? inner[i] : meet(&of));
    }
    close_door(&of);
}

/* What was sent before the end arrives, also where it was much. */
static void test_relay_end(void)
{
    enum { MANY = 200000 };
    static const uint8_t bytes[MANY];
    door of;
    open_door(&of, "tcp://127.0.0.1:*", NULL);
    const int outer = cst_knock(of.address);
    const int inner = meet(&of);
    CU_ASSERT_EQUAL(send(inner, bytes, MANY, 0), MANY);
    (void)close(inner);
    cst_relay_close(of.relay);
    of.relay = NULL;
    CU_ASSERT_EQUAL(read_for(outer, 1000), MANY);
    (void)close(outer);
    close_door(&of);
}

/* Only root can be somebody else. */
static void test_relay_users(void)
{
    door of;
    struct stat about;
    open_door(&of, NULL, NULL);
    CU_ASSERT_EQUAL(stat(of.address + strlen("ipc://"), &about), 0);
    CU_ASSERT_EQUAL(about.st_mode & 07777, 0600);
    if (geteuid() == 0) {
        CU_ASSERT_EQUAL(chmod(of.folder.path, 0777), 0);
        CU_ASSERT_EQUAL(chmod(of.address + strlen("ipc://"), 0777), 0);
        const pid_t child = fork();
        if (child == 0) {
            _exit(setuid(12345) == 0 && cst_knock_closed(cst_knock(of.address), 5000) ? 0 : 1);
        }
        int status = -1;
        CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
        CU_ASSERT_EQUAL(status, 0);
        CU_ASSERT_EQUAL(verdict_of(&of, false, 0), CST_CAUSE_STRANGER);
        CU_ASSERT_FALSE(comes(of.behind, 0));
    }
    close_door(&of);
}

static void test_relay_errors(void)
{
    cst_relay *relay;
    char address[CST_ENDPOINT_TEXT];
    door of;
    cst_error error = {0};
    open_door(&of, "tcp://127.0.0.1:*", NULL);
    CU_ASSERT_EQUAL(cst_relay_open(&relay, of.address, "/tmp/x", false, NULL, address, &error),
                    CST_ERR_BUS);
    CU_ASSERT_PTR_NULL(relay);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, of.address));
    CU_ASSERT_EQUAL(cst_relay_open(&relay, "tcp://x:1", "/tmp/x", false, NULL, address, &error),
                    CST_ERR_USAGE);
    cst_relay_close(NULL);
    close_door(&of);
}

CST_SUITE("relay", CST_TEST(test_relay_passes), CST_TEST(test_relay_window),
          CST_TEST(test_relay_unbounded), CST_TEST(test_relay_nobody), CST_TEST(test_relay_late),
          CST_TEST(test_relay_stopped), CST_TEST(test_relay_full), CST_TEST(test_relay_end),
          CST_TEST(test_relay_users), CST_TEST(test_relay_errors))
