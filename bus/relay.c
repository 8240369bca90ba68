/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* struct ucred */
#endif
#include "bus/relay.h"

#include "bus/run.h"
#include "bus/thread.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    CHUNK = 1 << 15,
    WAITING = 256,
    LOOK_MS = 100,
    FIRST = 8 << 10,
    WINDOW = 2 * CST_PEER_LONGEST,
    DUST = 128,
    LISTENS = 0, /* places of files that are waited at */
    WAKES = 1,
    FILES = 2
};
static const double look_s = 1e-3 * LOOK_MS;
static const double burst_s = 0.25;
static const double stuck_s = 2.0;
static const double nobody_s = 10.0;
static const double leaves_s = 0.5; /* to be told why, or what was sent last */

/* Bytes on their way in one direction. */
typedef struct stream {
    size_t begin, end;
    bool over; /* no more come */
    bool deaf; /* nobody takes them: they are thrown away */
    uint8_t bytes[CHUNK];
} stream;

typedef struct connection {
    int outer, inner; /* -1: there is none */
    struct sockaddr_un name;
    socklen_t name_size; /* of our end of the inner one */
    stream up, down;     /* to the inner one, to the outer one */
    uint64_t outstanding;
    double took;   /* when a message was taken, last */
    double stuck;  /* seconds for which too much has been outstanding */
    double nobody; /* seconds for which it has been no peer's; < 0: it is */
    double leaves; /* when it is closed; < 0: it is not */
    bool said;     /* hello, once */
    bool judged, told;
    cst_relay_verdict verdict;
} connection;

struct cst_relay {
    char inner[CST_ENDPOINT_PATH + 1];
    char path[CST_ENDPOINT_PATH + 1]; /* of an ipc socket, else "" */
    int listens;
    int wake[2];
    bool keys;
    bool same_user;
    cst_relay_limits limits;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock; /* for what follows */
    bool ends, failed;
    double now, due; /* when the next connection may be taken up */
    connection of[CST_RELAY_CONNECTIONS];
};

/* --- Bounds ---------------------------------------------------------------------------------- */

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* What may have come that is no message, since one was taken. */
static uint64_t forgiven(const cst_relay *relay, const connection *of)
{
    const double dust = (relay->now - of->took) * (double)relay->limits.dust;
    return dust < (double)relay->limits.window ? (uint64_t)dust : relay->limits.window;
}

static uint64_t window_of(const cst_relay *relay, const connection *of)
{
    return of->said ? relay->limits.window : relay->limits.first;
}

/* How many bytes more may be outstanding. */
static uint64_t room(const cst_relay *relay, const connection *of)
{
    const uint64_t most = window_of(relay, of) + forgiven(relay, of);
    return most - least(most, of->outstanding);
}

/* Whether there is no room, but for what is forgiven meanwhile. */
static bool is_stuck(const cst_relay *relay, const connection *of)
{
    return room(relay, of) < window_of(relay, of) / 16;
}

static void judge(connection *of, cst_peer_cause cause)
{
    if (!of->judged) {
        of->judged = true;
        of->verdict.cause = cause;
    }
}

/* Bytes of a message on the way: ZMTP's head of a frame, and what CURVE adds. Never more than they
 * were, or messages would pay for others. */
static uint64_t on_the_way(uint64_t bytes, bool keys)
{
    enum { CURVE_ADDS = 33, SHORT = 255, SHORT_HEAD = 2, LONG_HEAD = 9 };
    bytes += keys ? CURVE_ADDS : 0;
    return bytes + (bytes > SHORT ? LONG_HEAD : SHORT_HEAD);
}

bool cst_relay_took(cst_relay *relay, int file, uint32_t route, uint64_t bytes)
{
    struct sockaddr_un name = {0};
    socklen_t size = sizeof name;
    if (getpeername(file, (struct sockaddr *)&name, &size) != 0) {
        return true; /* it has left, by itself */
    }
    bool counts = false; /* of none that is here: it was cut, and another one has its place */
    (void)pthread_mutex_lock(&relay->lock);
    for (size_t i = 0; i < CST_RELAY_CONNECTIONS; i++) {
        connection *of = &relay->of[i];
        if (of->name_size != size || memcmp(&of->name, &name, size) != 0) {
            continue;
        }
        counts = counts || !of->told;
        const bool waits = is_stuck(relay, of);
        /* Whatever came before the end of a message has left ZeroMQ's memory with it. */
        of->outstanding -=
            least(of->outstanding, on_the_way(bytes, relay->keys) + forgiven(relay, of));
        of->took = relay->now;
        of->verdict.known = true;
        of->verdict.route = route;
        if (waits) {
            cst_thread_wake(relay->wake);
        }
    }
    (void)pthread_mutex_unlock(&relay->lock);
    return counts;
}

void cst_relay_belongs(cst_relay *relay, uint32_t route, bool peers)
{
    (void)pthread_mutex_lock(&relay->lock);
    for (size_t i = 0; i < CST_RELAY_CONNECTIONS; i++) {
        connection *of = &relay->of[i];
        if (of->inner >= 0 && of->verdict.known && of->verdict.route == route) {
            of->said = of->said || peers;
            of->nobody = peers ? -1.0 : of->nobody < 0.0 ? 0.0 : of->nobody;
        }
    }
    (void)pthread_mutex_unlock(&relay->lock);
}

int cst_relay_next(cst_relay *relay, cst_relay_verdict *verdict, cst_error *error)
{
    int got = 0;
    (void)pthread_mutex_lock(&relay->lock);
    for (size_t i = 0; got == 0 && i < CST_RELAY_CONNECTIONS; i++) {
        connection *of = &relay->of[i];
        if (of->judged && !of->told) {
            of->told = true;
            *verdict = of->verdict;
            got = 1;
        }
    }
    if (got == 0 && relay->failed) {
        got = cst_error_set(error, CST_ERR_BUS, NULL, "the relay to peers cannot wait any more");
    }
    (void)pthread_mutex_unlock(&relay->lock);
    return got;
}

/* --- Bytes ----------------------------------------------------------------------------------- */

static bool is_empty(const stream *of)
{
    return of->begin == of->end;
}

static bool in_vain(ssize_t got)
{
    return got < 0 && (errno == EAGAIN || errno == EINTR);
}

/* Takes bytes in, where all before have gone out: how many. */
static size_t fill(stream *of, int from, uint64_t most)
{
    const ssize_t got = recv(from, of->bytes, (size_t)least(sizeof of->bytes, most), MSG_DONTWAIT);
    of->begin = of->end = 0;
    if (got > 0) {
        of->end = (size_t)got;
    } else if (!in_vain(got)) {
        of->over = true;
    }
    return of->end;
}

static void drain(stream *of, int to)
{
    while (!is_empty(of) && !of->deaf) {
        const ssize_t put =
            send(to, of->bytes + of->begin, of->end - of->begin, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (in_vain(put)) {
            return;
        }
        of->deaf = put < 0;
        of->begin += put > 0 ? (size_t)put : 0;
    }
    of->begin = of->end = 0;
}

/* --- Connections ----------------------------------------------------------------------------- */

static bool is_open(const connection *of)
{
    return of->outer >= 0;
}

static void close_both(connection *of)
{
    (void)close(of->outer);
    if (of->inner >= 0) {
        (void)close(of->inner);
    }
    of->outer = of->inner = -1;
}

/* What is to be waited for: nothing that would be there at once and could not be used. */
static short outer_events(const cst_relay *relay, const connection *of)
{
    const bool reads = !of->up.over && is_empty(&of->up) && of->leaves < 0.0 && room(relay, of) > 0;
    return (short)((reads ? POLLIN : 0) | (is_empty(&of->down) ? 0 : POLLOUT));
}

static short inner_events(const connection *of)
{
    const bool reads = !of->down.over && is_empty(&of->down);
    return (short)((reads ? POLLIN : 0) | (is_empty(&of->up) ? 0 : POLLOUT));
}

/* Passes on what can be. */
static void serve(const cst_relay *relay, connection *of, const struct pollfd *outer,
                  const struct pollfd *inner)
{
    if (outer->revents != 0 && (outer->events & POLLIN) != 0) {
        of->outstanding += fill(&of->up, of->outer, room(relay, of));
    }
    if (inner->revents != 0 && (inner->events & POLLIN) != 0) {
        (void)fill(&of->down, of->inner, sizeof of->down.bytes);
    }
    drain(&of->up, of->inner);
    drain(&of->down, of->outer);
    if (of->up.over && is_empty(&of->up) && !of->up.deaf) {
        of->up.deaf = true;
        (void)shutdown(of->inner, SHUT_WR);
    }
    if (of->down.over && !of->up.over && !relay->ends) { /* the socket has had enough of it */
        judge(of, CST_CAUSE_BROKEN);
    } else if (of->down.over && of->nobody < 0.0 && !relay->ends) {
        judge(of, CST_PEER_CAUSES);
    }
    if (of->down.over && is_empty(&of->down)) {
        close_both(of);
    }
}

/* What a connection has done for too long. */
static void look_at(const cst_relay *relay, connection *of, double passed)
{
    of->stuck = is_stuck(relay, of) ? of->stuck + passed : 0.0;
    of->nobody += of->nobody >= 0.0 ? passed : 0.0;
    if (of->leaves >= 0.0) {
        if (relay->now > of->leaves) {
            close_both(of);
        }
        return;
    }
    if (of->stuck > relay->limits.stuck) {
        judge(of, CST_CAUSE_UNBOUNDED);
    } else if (of->nobody > relay->limits.nobody) {
        judge(of, CST_CAUSE_NO_HELLO);
    }
    if (of->judged || relay->ends) { /* a stranger is told nothing */
        of->leaves = relay->now + (of->verdict.known || relay->ends ? leaves_s : 0.0);
    }
}

/* Our end has a name of its own, that of no other socket: by it the other end is known. */
static int connect_inner(const cst_relay *relay, connection *of)
{
    const struct sockaddr_un any = {.sun_family = AF_UNIX};
    struct sockaddr_un to = any;
    const int handle = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    (void)snprintf(to.sun_path, sizeof to.sun_path, "%s", relay->inner);
    of->name = any;
    of->name_size = sizeof of->name;
    if (handle >= 0 && (bind(handle, (const struct sockaddr *)&any, sizeof any.sun_family) != 0 ||
                        getsockname(handle, (struct sockaddr *)&of->name, &of->name_size) != 0 ||
                        connect(handle, (const struct sockaddr *)&to, sizeof to) != 0)) {
        (void)close(handle);
        return -1;
    }
    return handle;
}

static bool is_ours(const cst_relay *relay, int handle)
{
    struct ucred who;
    socklen_t size = sizeof who;
    return !relay->same_user ||
           (getsockopt(handle, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 && who.uid == geteuid());
}

static connection *free_place(cst_relay *relay)
{
    connection *place = NULL;
    for (size_t i = 0; place == NULL && i < CST_RELAY_CONNECTIONS; i++) {
        connection *of = &relay->of[i];
        place = !is_open(of) && (!of->judged || of->told) ? of : NULL;
    }
    return place;
}

/* Takes one up, if it is time. */
static void take_up(cst_relay *relay, connection *of)
{
    const int handle = accept4(relay->listens, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    relay->due = relay->due > relay->now - burst_s ? relay->due : relay->now - burst_s;
    relay->due += 1.0 / CST_RELAY_RATE;
    if (handle < 0) {
        const bool lack = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
        relay->due = lack ? relay->now + look_s : relay->due;
        return;
    }
    of->outer = handle;
    of->name_size = 0;
    of->up.begin = of->up.end = of->down.begin = of->down.end = 0;
    of->up.over = of->up.deaf = of->down.over = of->down.deaf = false;
    of->outstanding = 0;
    of->took = relay->now;
    of->stuck = of->nobody = 0.0;
    of->leaves = -1.0;
    of->said = of->judged = of->told = false;
    of->verdict = (cst_relay_verdict){0};
    if (!is_ours(relay, handle)) {
        judge(of, CST_CAUSE_STRANGER);
        close_both(of);
        return;
    }
    of->inner = connect_inner(relay, of);
    if (of->inner < 0) {
        close_both(of);
        relay->due = relay->now + look_s;
    }
}

/* --- The thread ------------------------------------------------------------------------------ */

static struct pollfd wait_at(int file, short events)
{
    return (struct pollfd){.fd = events != 0 ? file : -1, .events = events};
}

static int prepare(const cst_relay *relay, const connection *place, struct pollfd *files)
{
    const bool takes = !relay->ends && place != NULL && relay->due <= relay->now;
    files[LISTENS] = wait_at(relay->listens, takes ? POLLIN : 0);
    files[WAKES] = wait_at(relay->wake[0], POLLIN);
    for (size_t i = 0; i < CST_RELAY_CONNECTIONS; i++) {
        const connection *of = &relay->of[i];
        const bool open = is_open(of);
        files[FILES + 2 * i] = wait_at(of->outer, open ? outer_events(relay, of) : 0);
        files[FILES + 2 * i + 1] = wait_at(of->inner, open ? inner_events(of) : 0);
    }
    return relay->due > relay->now && relay->due - relay->now < look_s
               ? 1 + (int)(1e3 * (relay->due - relay->now))
               : LOOK_MS;
}

static bool is_over(const cst_relay *relay)
{
    bool over = relay->ends;
    for (size_t i = 0; over && i < CST_RELAY_CONNECTIONS; i++) {
        over = !is_open(&relay->of[i]);
    }
    return over;
}

static void *relay_main(void *self)
{
    cst_relay *relay = self;
    struct pollfd files[FILES + 2 * CST_RELAY_CONNECTIONS];
    (void)pthread_mutex_lock(&relay->lock);
    relay->now = cst_clock_seconds();
    while (!is_over(relay) && !relay->failed) {
        connection *place = free_place(relay);
        const int timeout = prepare(relay, place, files);
        const double before = relay->now;
        (void)pthread_mutex_unlock(&relay->lock);
        const int got = poll(files, sizeof files / sizeof files[0], timeout);
        const bool failed = got < 0 && errno != EINTR;
        (void)pthread_mutex_lock(&relay->lock);
        relay->failed = failed;
        relay->now = cst_clock_seconds();
        cst_thread_woken(relay->wake);
        /* Who was stopped for a while has not looked on all that time. */
        const double passed = relay->now - before < look_s ? relay->now - before : look_s;
        for (size_t i = 0; got >= 0 && i < CST_RELAY_CONNECTIONS; i++) {
            connection *of = &relay->of[i];
            if (is_open(of)) {
                serve(relay, of, &files[FILES + 2 * i], &files[FILES + 2 * i + 1]);
            }
            if (is_open(of)) {
                look_at(relay, of, passed);
            }
        }
        if (got > 0 && files[LISTENS].revents != 0 && !relay->ends) {
            take_up(relay, place);
        }
    }
    (void)pthread_mutex_unlock(&relay->lock);
    return NULL;
}

/* --- Opening and closing --------------------------------------------------------------------- */

static cst_relay_limits limits_of(const cst_relay_limits *given)
{
    cst_relay_limits of = given != NULL ? *given : (cst_relay_limits){0};
    of.first = of.first > 0 ? of.first : FIRST;
    of.window = of.window > 0 ? of.window : WINDOW;
    of.dust = of.dust > 0 ? of.dust : DUST;
    of.stuck = of.stuck > 0.0 ? of.stuck : stuck_s;
    of.nobody = of.nobody > 0.0 ? of.nobody : nobody_s;
    return of;
}

int cst_relay_open(cst_relay **out, const char *endpoint, const char *inner, bool keys,
                   const cst_relay_limits *limits, char address[CST_ENDPOINT_TEXT],
                   cst_error *error)
{
    cst_endpoint at;
    cst_relay *relay = calloc(1, sizeof *relay);
    *out = NULL;
    if (relay == NULL) {
        return cst_error_memory(error, "a relay to peers");
    }
    relay->listens = relay->wake[0] = relay->wake[1] = -1;
    for (size_t i = 0; i < CST_RELAY_CONNECTIONS; i++) {
        relay->of[i].outer = relay->of[i].inner = -1;
    }
    (void)pthread_mutex_init(&relay->lock, NULL);
    (void)snprintf(relay->inner, sizeof relay->inner, "%s", inner);
    relay->limits = limits_of(limits);
    relay->keys = keys;
    int code = cst_endpoint_read(&at, endpoint, error);
    code = code != 0 ? code : cst_thread_pipe(relay->wake, error);
    code =
        code != 0 ? code : cst_endpoint_listen(endpoint, WAITING, &relay->listens, address, error);
    if (code == 0 && !at.tcp) {
        relay->same_user = !keys;
        (void)snprintf(relay->path, sizeof relay->path, "%s", at.path);
    }
    code = code != 0 ? code
                     : cst_thread_start(&relay->thread, relay_main, relay,
                                        "the thread that relays to peers", error);
    relay->started = code == 0;
    if (code != 0) {
        cst_relay_close(relay);
        return code;
    }
    *out = relay;
    return 0;
}

void cst_relay_close(cst_relay *relay)
{
    if (relay == NULL) {
        return;
    }
    if (relay->started) {
        (void)pthread_mutex_lock(&relay->lock);
        relay->ends = true;
        (void)pthread_mutex_unlock(&relay->lock);
        cst_thread_wake(relay->wake);
        (void)pthread_join(relay->thread, NULL);
    }
    for (size_t i = 0; i < CST_RELAY_CONNECTIONS; i++) {
        if (is_open(&relay->of[i])) {
            close_both(&relay->of[i]);
        }
    }
    if (relay->listens >= 0) {
        (void)close(relay->listens);
    }
    if (relay->path[0] != '\0') {
        (void)unlink(relay->path);
    }
    cst_thread_pipe_close(relay->wake);
    (void)pthread_mutex_destroy(&relay->lock);
    free(relay);
}
