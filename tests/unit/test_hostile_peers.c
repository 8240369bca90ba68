/* SPDX-License-Identifier: MIT
 * Covers: gateway peers relay. Peers that mean no good, over real sockets, beside an honest one who
 * is asked all the while. For each case a line: how often, what was counted for it, how far memory
 * went up. CST_LONG=1 in the environment: each case a thousand times. */
#include "tests/lib/knock.h"
#include "tests/lib/siege.h"
#include "tests/lib/suite.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LORIS = 20 /* connections at once */ };

/* --- What they do ---------------------------------------------------------------------------- */

typedef struct hostile {
    cst_siege *of;
    const struct attack *how;
    int ready[2], done[2], next[2]; /* pipes: a byte for each round */
    int count;
    bool stop; /* set before a byte for the next round */
} hostile;

typedef struct attack {
    const char *name;
    void (*act)(const hostile *by, int handle, const uint8_t *ask, size_t size);
    const char *bytes; /* NULL: act; else what is said, and then the connection is read from */
    size_t size;
    bool hello; /* it says hello first */
    bool asked; /* and waits for a task */
    cst_peer_cause cause;
    int times; /* that it is counted for one round; 0: 1 */
    bool slow;
} attack;

/* Reads what the run says: whether it says why it does not listen any more, at last. */
static bool is_refused(int handle)
{
    uint8_t bytes[512];
    bool refused = false;
    size_t got = 1;
    while (got > 0 && !refused) {
        got = cst_knock_take(handle, bytes, sizeof bytes);
        refused = got > 3 && bytes[2] == CST_PEER_REFUSED;
    }
    return refused;
}

static void say(int handle, const void *bytes, size_t size)
{
    cst_knock_frame(handle, bytes, size, false);
}

/* A frame of any size. */
static void say_long(int handle, const uint8_t *bytes, size_t size)
{
    uint8_t head[9] = {2};
    for (size_t i = 0; i < 8; i++) {
        head[8 - i] = (uint8_t)(size >> (8 * i));
    }
    cst_knock_put(handle, head, sizeof head);
    cst_knock_put(handle, bytes, size);
}

static void oversize(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    static const uint8_t bytes[CST_PEER_LONGEST + 1];
    (void)by;
    (void)ask;
    (void)size;
    say_long(handle, bytes, sizeof bytes);
    CU_ASSERT_TRUE(cst_knock_closed(handle, 10000));
}

static void nested(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    static uint8_t bytes[60000];
    (void)by;
    (void)ask;
    (void)size;
    memset(bytes, 0x91, sizeof bytes);
    say_long(handle, bytes, sizeof bytes);
    CU_ASSERT_TRUE(is_refused(handle));
}

static void multipart(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    (void)by;
    (void)ask;
    (void)size;
    cst_knock_frame(handle, CST_SIEGE_MALLORY, sizeof CST_SIEGE_MALLORY - 1, true);
    cst_knock_frame(handle, "more", 4, true);
    cst_knock_frame(handle, "", 0, false);
    CU_ASSERT_TRUE(is_refused(handle));
}

/* Frames of no bytes cost most for what they are: as long as it may, and then until it is cut. */
static void endless(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    static uint8_t bytes[20000];
    struct pollfd one = {.fd = handle, .events = POLLOUT};
    uint64_t sent = 0;
    (void)ask;
    (void)size;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = i % 2 == 0; /* more, of no bytes */
    }
    for (int idle = 0; idle < 3 && poll(&one, 1, 20) >= 0;) {
        const ssize_t put =
            send(handle, bytes + sent % 2, sizeof bytes - 2, MSG_DONTWAIT | MSG_NOSIGNAL);
        sent += put > 0 ? (uint64_t)put : 0;
        idle = put > 0 ? 0 : idle + 1;
    }
    CU_ASSERT(sent < 4 << 20);
    CU_ASSERT_EQUAL(is_refused(handle), by->how->hello); /* who is nobody is not told */
}

static void replay(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    uint8_t out[300];
    const size_t whole = cst_friend_answer(ask, size, out);
    (void)by;
    say(handle, out, whole);
    say(handle, out, whole);
    CU_ASSERT_TRUE(is_refused(handle));
}

/* Of a batch that was not asked yet, and of one that is alice's: hers is the one before. */
static void forge(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    uint8_t out[300];
    uint8_t forged[300];
    size_t number = 0;
    const size_t count = cst_friend_asked(ask, size, &number);
    const size_t whole = cst_friend_answer(ask, size, out);
    const bool ahead = strstr(by->how->name, "number") != NULL;
    uint32_t batch = 0;
    for (size_t i = number == 1 ? 0 : 1; i < number; i++) {
        batch = batch << 8 | out[3 + i];
    }
    batch = ahead ? batch + 100000 : batch - 1;
    memcpy(forged, "\x94\x02\x04\xce", 4);
    for (size_t i = 0; i < 4; i++) {
        forged[4 + i] = (uint8_t)(batch >> (24 - 8 * i));
    }
    if (batch <= UINT16_MAX) { /* shortest forms only */
        forged[3] = batch < 0x80 ? (uint8_t)batch : batch <= UINT8_MAX ? 0xcc : 0xcd;
        forged[4] = (uint8_t)(batch <= UINT8_MAX ? batch : batch >> 8);
        forged[5] = (uint8_t)batch;
    }
    const size_t head = batch < 0x80 ? 4 : batch <= UINT8_MAX ? 5 : batch <= UINT16_MAX ? 6 : 8;
    memcpy(forged + head, out + 3 + number, whole - 3 - number);
    say(handle, forged, head + 2 + count);
    CU_ASSERT_TRUE(is_refused(handle));
}

static void short_answer(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    uint8_t out[300];
    const size_t whole = cst_friend_answer(ask, size, out);
    (void)by;
    out[whole - CST_SIEGE_TASKS - 1]--;
    say(handle, out, whole - 1);
    CU_ASSERT_TRUE(is_refused(handle));
}

static void out_of_range(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    uint8_t out[300];
    const size_t whole = cst_friend_answer(ask, size, out);
    (void)by;
    out[whole - 2] = 3;
    say(handle, out, whole);
    CU_ASSERT_TRUE(is_refused(handle));
}

/* It begins anew, and what it was asked before has no answer: nothing is wrong with that. */
static void hello_twice(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    uint8_t bytes[512];
    (void)by;
    (void)ask;
    (void)size;
    say(handle, CST_SIEGE_MALLORY, sizeof CST_SIEGE_MALLORY - 1);
    CU_ASSERT(cst_knock_take(handle, bytes, sizeof bytes) > 3 && bytes[2] == CST_PEER_WELCOME);
    say(handle, "\x92\x02\x05", 3);
}

static void two_of_a_name(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    const int second = cst_knock_plain(cst_gateway_address(by->of->gateway), "x");
    uint8_t out[300];
    say(second, CST_SIEGE_MALLORY, sizeof CST_SIEGE_MALLORY - 1);
    CU_ASSERT_TRUE(is_refused(second));
    say(handle, out, cst_friend_answer(ask, size, out)); /* the first is what it was */
    say(handle, "\x92\x02\x05", 3);
    (void)close(second);
}

/* Connections that begin and do not go on. */
static void loris(const hostile *by, const void *bytes, size_t size, bool shakes_hands)
{
    int handle[LORIS];
    const char *address = cst_gateway_address(by->of->gateway);
    for (size_t i = 0; i < LORIS; i++) {
        handle[i] = shakes_hands ? cst_knock_plain(address, "x") : cst_knock(address);
        cst_knock_put(handle[i], bytes, size);
    }
    for (size_t i = 0; i < LORIS; i++) {
        CU_ASSERT_TRUE(cst_knock_closed(handle[i], 10000));
        (void)close(handle[i]);
    }
}

static void half_a_greeting(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    (void)handle;
    (void)ask;
    (void)size;
    loris(by, cst_knock_greeting, 30, false);
}

static void half_a_frame(const hostile *by, int handle, const uint8_t *ask, size_t size)
{
    (void)handle;
    (void)ask;
    (void)size;
    loris(by, "\x00\x10\x95\x02", 4, true);
}

#define BYTES(literal) .bytes = literal, .size = sizeof(literal) - 1
static const attack attacks[] = {
    {"malformed", .cause = CST_CAUSE_MALFORMED, BYTES("\xc1"), .hello = true},
    {"truncated", .cause = CST_CAUSE_MALFORMED, BYTES("\x95\x02\x01\xc4\x07mall")},
    {"oversize", .cause = CST_CAUSE_BROKEN, .act = oversize, .hello = true},
    {"deeply nested", .cause = CST_CAUSE_MALFORMED, .act = nested, .hello = true},
    {"multipart", .cause = CST_CAUSE_MALFORMED, .act = multipart},
    {"never-ending multipart", .cause = CST_CAUSE_UNBOUNDED, .act = endless, .slow = true,
     .hello = true},
    {"the same before hello", .cause = CST_CAUSE_UNBOUNDED, .act = endless, .slow = true},
    {"replayed answer", .cause = CST_CAUSE_UNASKED, .act = replay, .hello = true, .asked = true},
    {"forged batch number", .cause = CST_CAUSE_UNASKED, .act = forge, .hello = true, .asked = true},
    {"answer to another's task", .cause = CST_CAUSE_UNASKED, .act = forge, .hello = true,
     .asked = true},
    {"answer before hello", .cause = CST_CAUSE_STRANGER, BYTES("\x94\x02\x04\x01\xc4\x01\x01")},
    {"hello twice", .cause = CST_SIEGE_LOST, .act = hello_twice, .hello = true, .asked = true},
    {"wrong version", .cause = CST_CAUSE_VERSION, BYTES("\x95\x01\x01\xc4\x07mallory\x01\x64")},
    {"wrong role", .cause = CST_CAUSE_ROLE,
     BYTES(CST_SIEGE_HELLO("mallory", "\x07", "\x02", "\x64"))},
    {"wrong count", .cause = CST_CAUSE_SHORT, .act = short_answer, .hello = true, .asked = true},
    {"answer out of range", .cause = CST_CAUSE_MALFORMED, .act = out_of_range, .hello = true,
     .asked = true},
    {"NaN as a number", .cause = CST_CAUSE_MALFORMED,
     BYTES("\x94\x02\x04\xcb\x7f\xf8\0\0\0\0\0\0\xc4\x01\x01"), .hello = true, .asked = true},
    {"NaN as a score", .cause = CST_CAUSE_MALFORMED,
     BYTES("\x94\x02\x09\x01\xc4\x08\0\0\0\0\0\0\xf8\x7f"), .hello = true, .asked = true},
    {"two peers with one name", .cause = CST_CAUSE_TAKEN, .act = two_of_a_name, .hello = true,
     .asked = true},
    {"a name of no peer", .cause = CST_CAUSE_STRANGER,
     BYTES(CST_SIEGE_HELLO("eve", "\x03", "\x01", "\x64"))},
    {"half a greeting", .cause = CST_CAUSE_NO_HELLO, .act = half_a_greeting, .times = LORIS,
     .slow = true},
    {"half a frame", .cause = CST_CAUSE_NO_HELLO, .act = half_a_frame, .times = LORIS,
     .slow = true},
    {"credit 0", .cause = CST_CAUSE_MALFORMED,
     BYTES(CST_SIEGE_HELLO("mallory", "\x07", "\x01", "\x00"))},
    {"credit 2^32", .cause = CST_CAUSE_MALFORMED,
     BYTES(CST_SIEGE_HELLO("mallory", "\x07", "\x01", "\xcf\0\0\0\1\0\0\0\0"))},
    {"asks for the truth", .cause = CST_CAUSE_MALFORMED, BYTES("\x93\x02\x63\xc4\x05truth"),
     .hello = true, .asked = true},
    {"says what a run says", .cause = CST_CAUSE_MALFORMED, BYTES("\x92\x02\x07"), .hello = true},
};

static void put_byte(const int pipe_of[2])
{
    CU_ASSERT_EQUAL(write(pipe_of[1], "", 1), 1);
}

static void await_byte(const int pipe_of[2])
{
    char byte;
    CU_ASSERT_EQUAL_FATAL(read(pipe_of[0], &byte, 1), 1);
}

static void *hostile_main(void *self)
{
    const hostile *by = self;
    const attack *how = by->how;
    const char *address = cst_gateway_address(by->of->gateway);
    for (int round = 0; round < by->count && !by->stop; round++) {
        uint8_t bytes[1024] = {0};
        size_t size = 0;
        const bool loris_like = how->times > 0;
        const int handle = loris_like ? -1 : cst_knock_plain(address, "x");
        if (how->hello) {
            say(handle, CST_SIEGE_MALLORY, sizeof CST_SIEGE_MALLORY - 1);
            CU_ASSERT(cst_knock_take(handle, bytes, sizeof bytes) > 3);
            CU_ASSERT_EQUAL(bytes[2], CST_PEER_WELCOME);
        }
        put_byte(by->ready);
        if (how->asked) {
            size = cst_knock_take(handle, bytes, sizeof bytes);
        }
        const bool good = !how->asked || (size > 3 && bytes[2] == CST_PEER_ASK);
        CU_ASSERT_TRUE(good);
        if (good && how->bytes != NULL) {
            say(handle, how->bytes, how->size);
            CU_ASSERT_TRUE(is_refused(handle));
        } else if (good) {
            how->act(by, handle, bytes, size);
        }
        put_byte(by->done);
        await_byte(by->next); /* it has been counted */
        if (handle >= 0) {
            (void)close(handle);
        }
    }
    return NULL;
}

/* --- The cases ------------------------------------------------------------------------------- */

/* Waits until mallory has been here and is gone, so that alice is, too. */
static void await_alice(cst_siege *of)
{
    const int handle = cst_knock_plain(cst_gateway_address(of->gateway), "x");
    say(handle, CST_SIEGE_MALLORY, sizeof CST_SIEGE_MALLORY - 1);
    cst_siege_meet(of);
    say(handle, "\x92\x02\x05", 3);
    (void)cst_siege_await(of, CST_SIEGE_LOST, 1);
    (void)close(handle);
}

/* Whether all was counted as it should be. */
static bool attack_with(cst_siege *of, const attack *how)
{
    hostile by = {.of = of, .how = how, .count = cst_siege_rounds(how->slow ? 3 : 24, 1000)};
    const uint64_t times = how->times > 0 ? (uint64_t)how->times : 1;
    cst_siege_counts before;
    pthread_t thread;
    CU_ASSERT_EQUAL_FATAL(pipe(by.ready), 0);
    CU_ASSERT_EQUAL_FATAL(pipe(by.done), 0);
    CU_ASSERT_EQUAL_FATAL(pipe(by.next), 0);
    by.count = how->times > 0 ? (by.count + how->times - 1) / how->times : by.count;
    cst_siege_begin(of, before);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, hostile_main, &by), 0);
    for (int round = 0; round < by.count && !by.stop; round++) {
        await_byte(by.ready);
        cst_siege_ask(of, how->asked ? 1 : 0);
        cst_siege_ask(of, 0);
        await_byte(by.done);
        const uint64_t lost = how->hello ? (uint64_t)round + 1 : 0;
        by.stop = !cst_siege_await(of, (int)how->cause,
                                   before[how->cause] + times * (uint64_t)(round + 1)) ||
                  !cst_siege_await(of, CST_SIEGE_LOST, before[CST_SIEGE_LOST] + lost);
        cst_siege_ask(of, 0);
        put_byte(by.next);
    }
    (void)pthread_join(thread, NULL);
    cst_siege_end(of, before, how->name, (int)how->cause, times * (uint64_t)by.count);
    for (int i = 0; i < 2; i++) {
        (void)close(by.ready[i]);
        (void)close(by.done[i]);
        (void)close(by.next[i]);
    }
    return !by.stop;
}

/* Programs of the same user, without keys. */
static void test_hostile_attacks(void)
{
    cst_siege of;
    cst_siege_open(&of, 1, false, 20.0);
    await_alice(&of);
    cst_siege_head();
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0] && attack_with(&of, &attacks[i]);
         i++) {
    }
    cst_siege_close(&of);
}

CST_SUITE("hostile_peers", CST_TEST(test_hostile_attacks))
