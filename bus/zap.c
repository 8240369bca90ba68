/* SPDX-License-Identifier: MIT */
#include "bus/zap.h"

#include "base/check.h"
#include "bus/curve.h"
#include "bus/thread.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char place[] = "inproc://zeromq.zap.01";

enum { FRAME_VERSION, FRAME_ID, FRAME_DOMAIN, FRAME_ADDRESS, FRAME_ROUTING, FRAME_MECHANISM };
enum { FRAME_KEY = CST_ZAP_FRAMES - 1, SHORT = 255 /* most bytes of other frames */ };

struct cst_zap {
    cst_allowed *list; /* owned */
    size_t count;
    cst_curve_pair probe;
    void *requests; /* a REP; the thread's */
    void *end;      /* a PAIR, the thread's: a message ends it */
    void *ends;     /* its other side */
    pthread_t thread;
    atomic_uint_fast64_t verdicts[CST_ZAP_VERDICTS];
};

/* --- The judgement --------------------------------------------------------------------------- */

static bool says(const cst_zap_frame *frame, const char *text)
{
    return frame->size == strlen(text) && memcmp(frame->bytes, text, frame->size) == 0;
}

cst_zap_verdict cst_zap_judge(const cst_zap_frame *frame, size_t count, const cst_allowed *list,
                              size_t list_count, const uint8_t probe[CST_CURVE_KEY], size_t *who)
{
    if (count <= FRAME_MECHANISM || !says(&frame[FRAME_VERSION], "1.0") ||
        !says(&frame[FRAME_DOMAIN], CST_ZAP_DOMAIN) || frame[FRAME_ID].size > SHORT ||
        frame[FRAME_ADDRESS].size > SHORT || frame[FRAME_ROUTING].size > SHORT) {
        return CST_ZAP_MALFORMED;
    }
    if (!says(&frame[FRAME_MECHANISM], "CURVE")) {
        return CST_ZAP_WRONG_MECHANISM;
    }
    if (count != CST_ZAP_FRAMES || frame[FRAME_KEY].size != CST_CURVE_KEY) {
        return CST_ZAP_MALFORMED;
    }
    for (size_t i = 0; i < list_count; i++) {
        if (memcmp(list[i].key, frame[FRAME_KEY].bytes, CST_CURVE_KEY) == 0) {
            *who = i;
            return CST_ZAP_ACCEPTED;
        }
    }
    return memcmp(probe, frame[FRAME_KEY].bytes, CST_CURVE_KEY) == 0 ? CST_ZAP_PROBE
                                                                     : CST_ZAP_UNKNOWN_KEY;
}

/* --- The thread ------------------------------------------------------------------------------ */

/* Takes a request in to its end: how many frames it has, of which the first are kept. -1 where none
 * is there any more. */
static long receive(void *socket, zmq_msg_t kept[CST_ZAP_FRAMES])
{
    long count = 0;
    bool more = true;
    while (more) {
        zmq_msg_t frame;
        (void)zmq_msg_init(&frame);
        int got = -1;
        do {
            got = zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT);
        } while (got < 0 && errno == EINTR);
        more = got >= 0 && zmq_msg_more(&frame) != 0;
        if (got >= 0 && count < CST_ZAP_FRAMES) {
            (void)zmq_msg_move(&kept[count], &frame);
        }
        (void)zmq_msg_close(&frame);
        if (got < 0) {
            return -1;
        }
        count++;
    }
    return count;
}

static bool send_part(void *socket, const void *bytes, size_t size, int flags)
{
    int sent = -1;
    do {
        sent = zmq_send(socket, bytes, size, ZMQ_DONTWAIT | flags);
    } while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

/* The answer: version, id, status and its text, User-Id, metadata. */
static bool answer(void *socket, const cst_zap_frame *id, const char *name)
{
    const char *status = name != NULL ? "200" : "400";
    const char *text = name != NULL ? "OK" : "not allowed";
    name = name != NULL ? name : "";
    return send_part(socket, "1.0", 3, ZMQ_SNDMORE) &&
           send_part(socket, id->bytes, id->size, ZMQ_SNDMORE) &&
           send_part(socket, status, 3, ZMQ_SNDMORE) &&
           send_part(socket, text, strlen(text), ZMQ_SNDMORE) &&
           send_part(socket, name, strlen(name), ZMQ_SNDMORE) && send_part(socket, "", 0, 0);
}

/* Serves one request: false where the context is gone. */
static bool serve(cst_zap *zap)
{
    static const cst_zap_frame nothing = {.bytes = "", .size = 0};
    zmq_msg_t kept[CST_ZAP_FRAMES];
    cst_zap_frame frame[CST_ZAP_FRAMES];
    size_t who = 0;
    for (size_t i = 0; i < CST_ZAP_FRAMES; i++) {
        (void)zmq_msg_init(&kept[i]);
    }
    const long count = receive(zap->requests, kept);
    bool good = count >= 0 || errno == EAGAIN;
    if (count > 0) {
        for (size_t i = 0; i < CST_ZAP_FRAMES; i++) {
            frame[i] = (cst_zap_frame){zmq_msg_data(&kept[i]), zmq_msg_size(&kept[i])};
        }
        const cst_zap_verdict verdict =
            cst_zap_judge(frame, (size_t)count, zap->list, zap->count, zap->probe.public_key, &who);
        (void)atomic_fetch_add(&zap->verdicts[verdict], 1); /* before anybody hears of it */
        good = answer(zap->requests, frame[FRAME_ID].size <= SHORT ? &frame[FRAME_ID] : &nothing,
                      verdict == CST_ZAP_ACCEPTED ? zap->list[who].name : NULL);
    }
    for (size_t i = 0; i < CST_ZAP_FRAMES; i++) {
        (void)zmq_msg_close(&kept[i]);
    }
    return good;
}

static void *handler_main(void *self)
{
    cst_zap *zap = self;
    zmq_pollitem_t items[] = {{.socket = zap->requests, .events = ZMQ_POLLIN},
                              {.socket = zap->end, .events = ZMQ_POLLIN}};
    bool going = true;
    while (going) {
        if (zmq_poll(items, 2, -1) < 0) {
            going = errno == EINTR;
        } else if (items[1].revents != 0) {
            going = false;
        } else if (items[0].revents != 0) {
            going = serve(zap);
        }
    }
    (void)zmq_unbind(zap->requests, place); /* at once: what is closed may take its time */
    (void)zmq_close(zap->requests);
    (void)zmq_close(zap->end);
    return NULL;
}

/* --- Start and end --------------------------------------------------------------------------- */

static int fail(const char *what, cst_error *error)
{
    return cst_error_set(error, CST_ERR_BUS, NULL, "ZeroMQ: %s: %s", what,
                         zmq_strerror(zmq_errno()));
}

static int open_sockets(cst_zap *zap, void *context, cst_error *error)
{
    const int none = 0;
    static atomic_uint_fast64_t made; /* a name that was used may be taken for some time */
    char ending[64];
    (void)snprintf(ending, sizeof ending, "inproc://custodes.zap.%" PRIuFAST64,
                   atomic_fetch_add(&made, 1));
    zap->requests = zmq_socket(context, ZMQ_REP);
    zap->end = zap->requests != NULL ? zmq_socket(context, ZMQ_PAIR) : NULL;
    zap->ends = zap->end != NULL ? zmq_socket(context, ZMQ_PAIR) : NULL;
    if (zap->ends == NULL) {
        return fail("a socket", error);
    }
    if (zmq_setsockopt(zap->requests, ZMQ_LINGER, &none, sizeof none) != 0 ||
        zmq_setsockopt(zap->end, ZMQ_LINGER, &none, sizeof none) != 0 ||
        zmq_setsockopt(zap->ends, ZMQ_LINGER, &none, sizeof none) != 0) {
        return fail("a socket option", error);
    }
    return zmq_bind(zap->requests, place) != 0 || zmq_bind(zap->end, ending) != 0 ||
                   zmq_connect(zap->ends, ending) != 0
               ? fail(place, error)
               : 0;
}

static void free_zap(cst_zap *zap)
{
    free(zap->list);
    cst_curve_key_wipe(zap, sizeof *zap);
    free(zap);
}

int cst_zap_start(cst_zap **zap, void *context, const cst_allowed *list, size_t count,
                  cst_error *error)
{
    cst_zap *made = calloc(1, sizeof *made);
    *zap = NULL;
    if (made != NULL) {
        made->list = calloc(count + 1, sizeof *made->list);
        made->count = count;
    }
    if (made == NULL || made->list == NULL) {
        free(made);
        return cst_error_memory(error, "the allow-list");
    }
    if (count > 0) {
        memcpy(made->list, list, count * sizeof *list);
    }
    int code = cst_curve_pair_make(&made->probe, error);
    code = code != 0 ? code : open_sockets(made, context, error);
    code = code != 0 ? code
                     : cst_thread_start(&made->thread, handler_main, made,
                                        "the thread that lets peers in", error);
    if (code != 0) {
        void *const open[] = {made->requests, made->end, made->ends};
        for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
            if (open[i] != NULL) {
                (void)zmq_close(open[i]);
            }
        }
        free_zap(made);
        return code;
    }
    *zap = made;
    return 0;
}

void cst_zap_stop(cst_zap *zap)
{
    if (zap == NULL) {
        return;
    }
    (void)send_part(zap->ends, "", 0, 0); /* in vain where the context is gone: it knows */
    (void)pthread_join(zap->thread, NULL);
    (void)zmq_close(zap->ends);
    free_zap(zap);
}

uint64_t cst_zap_count(const cst_zap *zap, cst_zap_verdict verdict)
{
    cst_require(verdict < CST_ZAP_VERDICTS);
    return atomic_load(&zap->verdicts[verdict]);
}

const cst_curve_pair *cst_zap_probe(const cst_zap *zap)
{
    return &zap->probe;
}

long cst_zap_who(const cst_zap *zap, zmq_msg_t *message)
{
    const char *name = zmq_msg_gets(message, "User-Id");
    for (size_t i = 0; name != NULL && i < zap->count; i++) {
        if (strcmp(zap->list[i].name, name) == 0) {
            return (long)i;
        }
    }
    return -1;
}
