/* SPDX-License-Identifier: MIT */
#include "bus/visit.h"

#include "bus/run.h"
#include "bus/socket.h"

#include <errno.h>

enum { WAIT_MS = 50 };

static const double silence = 60.0;

typedef struct visit {
    const cst_visit_spec *spec;
    void *context;
    cst_socket socket[2]; /* to the hub, and the watch over it */
    cst_guest guest;
    bool greeted; /* something has been heard */
    bool cut;     /* the connection is gone */
    bool leaving;
    double start;
} visit;

/* Where nobody is at the other end nothing goes out, which is seen soon (cst_socket_is_cut). */
static int post(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    visit *v = self;
    cst_frame frame;
    int code = cst_wire_pack(message, &frame, error);
    return code != 0 ? code : cst_socket_offer(&v->socket[0], to, &frame, &v->cut, error);
}

static int open_visit(visit *v, cst_error *error)
{
    v->context = zmq_ctx_new();
    if (v->context == NULL) {
        return cst_error_memory(error, "a way to the run");
    }
    if (zmq_ctx_set(v->context, ZMQ_IO_THREADS, 1) != 0) {
        return cst_error_set(error, CST_ERR_BUS, NULL, "ZeroMQ: %s", zmq_strerror(zmq_errno()));
    }
    const char *endpoint = v->spec->endpoint;
    int code = cst_socket_call(&v->socket[0], &v->socket[1], v->context, endpoint, error);
    if (code != 0) {
        return code;
    }
    cst_guest_spec guest = v->spec->guest;
    const cst_post way = {.self = v, .send = post};
    guest.silence = guest.silence > 0.0 ? guest.silence : silence;
    v->start = cst_clock_seconds();
    return cst_guest_start(&v->guest, &guest, &way, v->start, error);
}

static void close_visit(visit *v)
{
    cst_guest_free(&v->guest);
    cst_socket_close(&v->socket[0]);
    cst_socket_close(&v->socket[1]);
    while (v->context != NULL && zmq_ctx_term(v->context) != 0 && errno == EINTR) {
    }
}

/* Takes one message in: CST_SOCKET_* or an error. */
static int receive(visit *v, cst_error *error)
{
    cst_parcel parcel;
    const int got = cst_socket_receive(&v->socket[0], &parcel, error);
    if (got != CST_SOCKET_GOT) {
        return got;
    }
    v->greeted = true;
    const int code = cst_guest_receive(&v->guest, zmq_msg_data(&parcel.frame),
                                       zmq_msg_size(&parcel.frame), cst_clock_seconds(), error);
    cst_parcel_close(&parcel);
    return code != 0 ? code : CST_SOCKET_GOT;
}

/* Nobody is at the other end. After the last word that is a goodbye, too. */
static int say_cut(const visit *v, cst_error *error)
{
    if (v->guest.why.code != 0) {
        *error = v->guest.why;
        return error->code;
    }
    return v->guest.state == CST_GUEST_LEAVES
               ? 0
               : cst_error_set(error, CST_ERR_BUS, NULL,
                               "the run at %.200s has ended without a word: what it has finished "
                               "is in its results file, and the same command goes on with it",
                               v->spec->endpoint);
}

/* What there is to be looked at where no message is: 0 or an error, and then it is over. */
static int look_up(visit *v, cst_error *error)
{
    const double now = cst_clock_seconds();
    const volatile sig_atomic_t *flag = v->spec->interrupted;
    v->cut = cst_socket_is_cut(&v->socket[1]) || (v->cut && v->greeted);
    if (!v->greeted && now - v->start > v->spec->patience) {
        return cst_error_set(error, CST_ERR_BUS, NULL,
                             "no run listens at %.200s: start one with --listen",
                             v->spec->endpoint);
    }
    cst_guest_tick(&v->guest, now);
    if (flag != NULL && *flag != 0 && !v->leaving) {
        v->leaving = true;
        return cst_guest_leave(&v->guest, error);
    }
    return 0;
}

static int serve(visit *v, cst_error *error)
{
    int code = 0;
    while (code == 0 && v->guest.state != CST_GUEST_ENDED) {
        const int got = receive(v, error);
        if (got != CST_SOCKET_GOT && v->cut) {
            return say_cut(v, error); /* it had nothing more to say */
        }
        code = got < 0 ? got : look_up(v, error);
        if (code == 0 && got == CST_SOCKET_NONE && !v->cut) {
            code = cst_socket_wait(v->socket, 2, WAIT_MS, error);
        }
    }
    if (code == 0 && v->guest.why.code != 0) {
        *error = v->guest.why;
        code = error->code;
    }
    return code;
}

int cst_visit(const cst_visit_spec *spec, uint64_t *units, cst_error *error)
{
    visit v = {.spec = spec};
    int code = open_visit(&v, error);
    code = code != 0 ? code : serve(&v, error);
    *units = v.guest.machine.units;
    if (code == 0 && v.leaving) {
        code = cst_error_set(error, CST_ERR_INTERRUPTED, NULL, "interrupted: this worker has left");
    }
    close_visit(&v);
    return code;
}
