/* SPDX-License-Identifier: MIT
 *
 * The link over ZeroMQ inside one process: the hub's machine in the calling thread, every worker's
 * in a thread of its own. Threads share nothing but the sockets and the cells, which nobody writes.
 *
 *     hub ROUTER <--- leases; receipts, row parts ---> DEALER of each worker
 *     worker's DEALER <--- actions; reports ---> ROUTER of its reviewer: the mailbox
 *
 * What a worker says to itself, as the only one does, goes over no socket. Where the run listens
 * for workers of other processes too (listen.h), what they send goes to the roster.
 */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* SCHED_BATCH */
#endif
#include "base/check.h"
#include "bus/hub.h"
#include "bus/link.h"
#include "bus/listen.h"
#include "bus/roster.h"
#include "bus/socket.h"
#include "bus/thread.h"
#include "bus/worker.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Reviews between two looks at the other sockets. A look that finds nothing is a system call,
     * which costs as much as a small review; after large ones it must not be late. */
    REVIEWS_BYTES = 16384,
    WAIT_MS = 50,   /* the hub looks up at least this often */
    TICK_EVERY = 64 /* messages */
};

/* A worker's sockets in the order in which it serves them: reports end a unit, and their actions
 * can go; leases come before reviews, because acting is quick and feeds the next worker: with
 * reviews first, a worker that has a few waiting never acts, and its neighbour sits idle. */
enum { NEXT, HUB, MAILBOX, SOCKETS }; /* NEXT: of the worker that reviews what this one acts */

typedef struct worker_thread {
    cst_worker machine;
    cst_socket socket[SOCKETS];
    cst_message own; /* to itself; without a kind: there is none */
    void *context;
    pthread_t thread;
    bool started;
    cst_error error; /* why the thread ended, if by one */
} worker_thread;

typedef struct inproc {
    const cst_drive *drive;
    cst_run_report *report; /* filled as far as the run is */
    void *context;
    cst_socket socket[2]; /* the hub's, and where guests come, which is borrowed */
    int sockets;          /* how many of these there are */
    cst_hub hub;
    cst_roster roster;
    worker_thread *workers;  /* heap */
    uint64_t came, messages; /* of its own workers, and how many when the hub last slept */
    double heard;            /* when there had been more of them */
} inproc;

/* The message in a parcel, which it points into; its sender must be who it says. */
static int read_parcel(cst_parcel *parcel, cst_message *message, cst_error *error)
{
    int code =
        cst_wire_unpack(zmq_msg_data(&parcel->frame), zmq_msg_size(&parcel->frame), message, error);
    if (code == 0 && message->from != parcel->peer) {
        code =
            cst_error_set(error, CST_ERR_WIRE, NULL, "from: expected %" PRIu32 ", found %" PRIu32,
                          parcel->peer, message->from);
    }
    return code;
}

/* --- A worker's thread ----------------------------------------------------------------------- */

/* A message to itself is done before anything else, so one place is enough: actions lead to
 * reports, and reports to none. */
static int worker_post(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    worker_thread *worker = self;
    cst_frame frame;
    if (to == worker->machine.index) {
        cst_require(worker->own.kind == 0);
        worker->own = *message;
        return 0;
    }
    const uint32_t by = to == CST_HUB ? HUB : message->kind == CST_MESSAGE_REPORTS ? MAILBOX : NEXT;
    int code = cst_wire_pack(message, &frame, error);
    return code != 0 ? code : cst_socket_send(&worker->socket[by], to, &frame, error);
}

/* What a socket brought, to the machine. A message that cannot be read is told to the hub. */
static int worker_take(worker_thread *worker, cst_parcel *parcel)
{
    cst_message message;
    cst_error why = {0};
    return read_parcel(parcel, &message, &why) != 0
               ? cst_worker_fail(&worker->machine, NULL, &why, &worker->error)
               : cst_worker_receive(&worker->machine, &message, &worker->error);
}

static int worker_take_own(worker_thread *worker)
{
    cst_message message = worker->own;
    worker->own = (cst_message){0};
    int code = cst_worker_receive(&worker->machine, &message, &worker->error);
    cst_batch_free(&message.batch);
    return code;
}

/* Takes one message in, if the socket has one, and what the worker then says to itself. *bytes: its
 * size is added. CST_SOCKET_* or an error. */
static int worker_receive(worker_thread *worker, cst_socket *socket, size_t *bytes)
{
    cst_parcel parcel;
    const int got = cst_socket_receive(socket, &parcel, &worker->error);
    if (got != CST_SOCKET_GOT) {
        return got;
    }
    *bytes += zmq_msg_size(&parcel.frame);
    int code = worker_take(worker, &parcel);
    cst_parcel_close(&parcel);
    while (code == 0 && worker->own.kind != 0) {
        code = worker_take_own(worker);
    }
    return code != 0 ? code : CST_SOCKET_GOT;
}

/* Takes in what a socket has, no more once `most` bytes have come: CST_SOCKET_* or an error. */
static int worker_drain(worker_thread *worker, cst_socket *socket, size_t most)
{
    size_t bytes = 0;
    int any = CST_SOCKET_NONE;
    while (bytes < most && !worker->machine.stopped) {
        const int got = worker_receive(worker, socket, &bytes);
        if (got != CST_SOCKET_GOT) {
            return got == CST_SOCKET_NONE ? any : got;
        }
        any = got;
    }
    return any;
}

/* Serves each socket once: CST_SOCKET_* or an error. */
static int worker_round(worker_thread *worker)
{
    int any = CST_SOCKET_NONE;
    for (uint32_t i = 0; i < SOCKETS; i++) {
        const int got =
            worker_drain(worker, &worker->socket[i], i == MAILBOX ? REVIEWS_BYTES : SIZE_MAX);
        if (got < 0 || got == CST_SOCKET_ENDED) {
            return got;
        }
        any = got == CST_SOCKET_GOT ? got : any;
    }
    return any;
}

static int worker_serve(worker_thread *worker)
{
    int code = cst_worker_start(&worker->machine, &worker->error);
    while (code == 0 && !worker->machine.stopped) {
        const int got = worker_round(worker);
        if (got == CST_SOCKET_ENDED) {
            break;
        }
        code = got < 0 ? got : 0;
        if (got == CST_SOCKET_NONE) {
            code = cst_socket_wait(worker->socket, SOCKETS, -1, &worker->error);
        }
    }
    return code;
}

static void *worker_main(void *self)
{
    worker_thread *worker = self;
    if (worker_serve(worker) != 0) {
        /* Nobody may wait for this worker any more. */
        (void)zmq_ctx_shutdown(worker->context);
    }
    return NULL;
}

/* --- The hub's thread ------------------------------------------------------------------------ */

static int hub_post(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    inproc *link = self;
    cst_frame frame;
    if (to >= link->hub.workers) {
        return cst_roster_send(&link->roster, to, message, error);
    }
    int code = cst_wire_pack(message, &frame, error);
    return code != 0 ? code : cst_socket_send(&link->socket[0], to, &frame, error);
}

/* The roster's way out. */
static int guest_post(void *self, uint32_t connection, cst_message *message, bool *gone,
                      cst_error *error)
{
    inproc *link = self;
    cst_frame frame;
    int code = cst_wire_pack(message, &frame, error);
    return code != 0 ? code : cst_socket_offer(&link->socket[1], connection, &frame, gone, error);
}

/* Takes a message in, if there is one: CST_SOCKET_* or an error. */
static int hub_receive(inproc *link, cst_error *error)
{
    cst_parcel parcel;
    cst_message message;
    int got = cst_socket_receive(&link->socket[0], &parcel, error);
    if (got != CST_SOCKET_GOT) {
        return got;
    }
    link->came++;
    int code = read_parcel(&parcel, &message, error);
    code = code != 0 ? code : cst_hub_receive(&link->hub, &message, error);
    cst_parcel_close(&parcel);
    return code != 0 ? code : CST_SOCKET_GOT;
}

/* The same from outside, if anybody may come. What cannot be read there is no error of the run. */
static int guest_receive(inproc *link, cst_error *error)
{
    cst_parcel parcel;
    cst_error why = {0};
    if (link->sockets < 2) {
        return CST_SOCKET_NONE;
    }
    const int got = cst_socket_receive(&link->socket[1], &parcel, &why);
    if (got == CST_SOCKET_NONE || got == CST_SOCKET_ENDED) {
        return got;
    }
    int code = 0;
    const double now = link->drive->now();
    if (got == CST_SOCKET_GOT) {
        code = cst_roster_receive(&link->roster, parcel.peer, zmq_msg_data(&parcel.frame),
                                  zmq_msg_size(&parcel.frame), now, error);
        cst_parcel_close(&parcel);
    } else if (got != CST_ERR_WIRE) {
        *error = why;
        code = got;
    } else if (parcel.known) {
        code = cst_roster_refuse(&link->roster, parcel.peer, now, error);
    } else {
        link->roster.counts.refused[CST_REFUSED_FRAMES]++;
    }
    return code != 0 ? code : CST_SOCKET_GOT;
}

/* Takes one message in of each side: CST_SOCKET_* or an error. */
static int hub_round(inproc *link, cst_error *error)
{
    const int own = hub_receive(link, error);
    if (own < 0 || own == CST_SOCKET_ENDED || cst_hub_done(&link->hub)) {
        return own;
    }
    const int guest = guest_receive(link, error);
    return own == CST_SOCKET_NONE || guest < 0 ? guest : own;
}

/* What the hub has counted so far; what was sent, workers say in full only at the end. */
static void fill_report(const inproc *link)
{
    const cst_hub *hub = &link->hub;
    cst_run_report *report = link->report;
    report->units = hub->units;
    report->messages = hub->messages + 2 * hub->units_sent; /* actions and reports pass it by */
    report->repeats = hub->repeats;
    report->sent = cst_hub_done(hub) ? hub->sent : cst_hub_told(hub);
    report->reached = hub->reached;
    report->reports_void = hub->reports_void;
    report->leased_again = hub->leased_again;
    report->guests = link->roster.counts.came;
    report->guests_lost = link->roster.counts.lost;
}

/* The hub's side work: the caller's tick, guests that are silent, and the interrupt flag. */
static int hub_tick(inproc *link, cst_error *error)
{
    const cst_drive *drive = link->drive;
    fill_report(link);
    int code = drive->tick(drive->self, error);
    if (code == 0 && link->sockets > 1) {
        code = cst_roster_tick(&link->roster, drive->now(), error);
    }
    const bool drain = code == 0 && cst_run_is_interrupted(drive->interrupted);
    return drain && !link->hub.draining ? cst_hub_drain(&link->hub, error) : code;
}

/* Sleeps until there is a message. Silence is looked at only here, where there is time for it. */
static int hub_wait(inproc *link, cst_error *error)
{
    const double now = link->drive->now();
    if (link->messages != link->came || !cst_hub_waits_for_own(&link->hub)) {
        link->messages = link->came;
        link->heard = now;
    } else if (now - link->heard > link->drive->stall_seconds) {
        return cst_hub_stalled(&link->hub, now - link->heard, error);
    }
    int code = cst_socket_wait(link->socket, link->sockets, WAIT_MS, error);
    return code != 0 ? code : hub_tick(link, error);
}

static int hub_serve(inproc *link, cst_error *error)
{
    uint32_t since_tick = 0;
    int code = link->drive->threads == 0 ? cst_hub_begin(&link->hub, error) : 0;
    link->heard = link->drive->now();
    while (code == 0 && !cst_hub_done(&link->hub)) {
        const int got = hub_round(link, error);
        if (got == CST_SOCKET_ENDED) {
            return cst_error_set(error, CST_ERR_BUS, NULL, "the bus was shut down before the end");
        }
        code = got < 0 ? got : 0;
        if (got == CST_SOCKET_NONE) {
            code = hub_wait(link, error);
        } else if (code == 0 && ++since_tick >= TICK_EVERY) {
            since_tick = 0;
            code = hub_tick(link, error);
        }
    }
    return code;
}

/* --- Making and ending ----------------------------------------------------------------------- */

static const char hub_address[] = "inproc://hub";

enum { ADDRESS_SIZE = 48 };

static void mailbox_address(uint32_t of, char out[ADDRESS_SIZE])
{
    (void)snprintf(out, ADDRESS_SIZE, "inproc://mailbox-%" PRIu32, of);
}

/* All sockets are made here, before any thread, and handed over by starting the threads. A context
 * belongs to one run, and so do the names in it. */
static int open_sockets(inproc *link, cst_error *error)
{
    char address[ADDRESS_SIZE];
    const uint32_t workers = link->drive->threads;
    int code = cst_socket_bind(&link->socket[0], link->context, hub_address, error);
    for (uint32_t i = 0; code == 0 && i < workers; i++) {
        mailbox_address(i, address);
        code = cst_socket_bind(&link->workers[i].socket[MAILBOX], link->context, address, error);
    }
    for (uint32_t i = 0; code == 0 && i < workers; i++) {
        cst_socket *socket = link->workers[i].socket;
        const uint32_t reviewer = cst_hub_reviewer(&link->hub, i);
        mailbox_address(reviewer, address);
        code = cst_socket_connect(&socket[HUB], link->context, hub_address, i, CST_HUB, error);
        code = code != 0
                   ? code
                   : cst_socket_connect(&socket[NEXT], link->context, address, i, reviewer, error);
    }
    return code;
}

static void open_roster(inproc *link)
{
    const cst_run_guests *guests = link->drive->guests;
    const cst_roster_post post = {.self = link, .send = guest_post};
    link->sockets = guests != NULL ? 2 : 1;
    if (guests != NULL) {
        const cst_roster_spec spec = {.program = guests->program,
                                      .text = guests->text,
                                      .size = guests->size,
                                      .digest = guests->digest,
                                      .silence = link->drive->stall_seconds,
                                      .say = guests->say,
                                      .self = guests->self};
        link->socket[1] = *cst_listen_socket(guests->listen);
        cst_roster_init(&link->roster, &link->hub, &spec, &post, link->drive->now());
    }
}

static int open_link(inproc *link, cst_error *error)
{
    const cst_drive *drive = link->drive;
    const cst_post post = {.self = link, .send = hub_post};
    const uint32_t guests = drive->guests != NULL ? CST_GUESTS_MAX : 0;
    int code =
        cst_hub_init(&link->hub, drive->ledger, drive->threads, guests, drive->batch, &post, error);
    if (code != 0) {
        return code;
    }
    open_roster(link);
    link->workers = calloc(drive->threads + 1, sizeof *link->workers);
    link->context = zmq_ctx_new();
    if (link->workers == NULL || link->context == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for %" PRIu32 " workers",
                             drive->threads);
    }
    /* Nothing leaves the process: no thread for input and output. */
    if (zmq_ctx_set(link->context, ZMQ_IO_THREADS, 0) != 0 ||
        zmq_ctx_set(link->context, ZMQ_MAX_SOCKETS, (int)(SOCKETS * drive->threads + 16)) != 0) {
        return cst_error_set(error, CST_ERR_BUS, NULL, "ZeroMQ: %s", zmq_strerror(zmq_errno()));
    }
    return open_sockets(link, error);
}

static int start_workers(inproc *link, cst_error *error)
{
    char what[32];
    int code = 0;
    const cst_drive *drive = link->drive;
    (void)snprintf(what, sizeof what, "%" PRIu32 " threads", drive->threads);
    for (uint32_t i = 0; code == 0 && i < drive->threads; i++) {
        worker_thread *worker = &link->workers[i];
        const cst_post post = {.self = worker, .send = worker_post};
        worker->context = link->context;
        cst_worker_init(&worker->machine, drive->ledger->cells, drive->ledger->cell_count,
                        drive->threads, i, &post);
        code = cst_thread_start(&worker->thread, worker_main, worker, what, error);
        worker->started = code == 0;
    }
    return code;
}

/* Where a worker ended the context, its error is the reason for the hub's. */
static int join_workers(inproc *link, int code, cst_error *error)
{
    for (uint32_t i = 0; i < link->drive->threads; i++) {
        worker_thread *worker = &link->workers[i];
        if (worker->started) {
            (void)pthread_join(worker->thread, NULL);
        }
        if (worker->error.code != 0) {
            code = worker->error.code;
            *error = worker->error;
        }
    }
    return code;
}

static void close_link(inproc *link)
{
    for (uint32_t i = 0; link->workers != NULL && i < link->drive->threads; i++) {
        cst_worker_free(&link->workers[i].machine);
        cst_batch_free(&link->workers[i].own.batch);
        for (uint32_t j = 0; j < SOCKETS; j++) {
            cst_socket_close(&link->workers[i].socket[j]);
        }
    }
    cst_socket_close(&link->socket[0]);
    while (link->context != NULL && zmq_ctx_term(link->context) != 0 && errno == EINTR) {
    }
    free(link->workers);
    cst_hub_free(&link->hub);
}

#ifndef SCHED_BATCH
#define SCHED_BATCH SCHED_OTHER
#endif

/* Whether the calling thread had the one policy and has the other one now. */
static bool change_policy(int from, int to)
{
    const struct sched_param none = {0};
    return sched_getscheduler(0) == from && sched_setscheduler(0, to, &none) == 0;
}

/* The hub has little to do for each message, and where it interrupts a worker for every one of
 * them, changing over costs more than what is done; workers have units enough to go on with
 * meanwhile. So its thread waits for a free core, or its turn, when it is woken. A policy other
 * than the usual one stays: it was chosen by whoever runs the program. */
static int serve(inproc *link, cst_error *error)
{
    int code = start_workers(link, error);
    if (code == 0) {
        const bool patient = change_policy(SCHED_OTHER, SCHED_BATCH); /* workers would inherit it */
        code = hub_serve(link, error);
        if (patient) {
            (void)change_policy(SCHED_BATCH, SCHED_OTHER);
        }
    }
    if (code != 0) {
        (void)zmq_ctx_shutdown(link->context);
    }
    code = join_workers(link, code, error);
    if (link->sockets > 1) {
        cst_roster_end(&link->roster, code != 0 ? error : &(cst_error){0});
    }
    return code;
}

static int run(const cst_drive *drive, cst_run_report *report, cst_error *error)
{
    inproc link = {.drive = drive, .report = report};
    int code = open_link(&link, error);
    if (code == 0) {
        code = serve(&link, error);
    }
    fill_report(&link);
    close_link(&link);
    if (code == 0 && !cst_ledger_done(drive->ledger)) {
        code = cst_drive_interrupted(drive, error);
    }
    return code;
}

const cst_link cst_link_inproc = {
    .name = "inproc",
    .text = "ZeroMQ inside this process, one thread per worker",
    .run = run,
};
