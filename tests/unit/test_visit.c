/* SPDX-License-Identifier: MIT
 *
 * Covers: visit listen. Workers over a real socket file, in threads that share nothing with the
 * run but that file; and what else may come by it. */
#include "bus/listen.h"
#include "bus/run.h"
#include "bus/visit.h"
#include "tests/lib/fixture.h"
#include "tests/lib/suite.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

enum { CELLS = 2, GUESTS = 2 };

static const char program[] = "custodes of the tests";

typedef struct setup {
    cst_cell cell[CELLS];
    const cst_cell *cells[CELLS];
    char folder[64], endpoint[96];
    cst_listen *listen;
    cst_collected collected;
    cst_run_guests guests;
    cst_run_spec spec;
    cst_run_report report;
    cst_error error;
    char said[4096];
    pthread_barrier_t together; /* guests that wait for each other before they are ready */
} setup;

typedef struct visitor {
    setup *s;
    pthread_t thread;
    const char *program;
    volatile sig_atomic_t *flag;
    double patience;
    bool together;
    int code;
    uint64_t units;
    cst_error error;
} visitor;

static void note(void *self, const char *line)
{
    setup *s = self;
    const size_t used = strlen(s->said);
    (void)snprintf(s->said + used, sizeof s->said - used, "%s\n", line);
}

static void open_setup(setup *s, uint32_t threads)
{
    memset(s, 0, sizeof *s);
    cst_fixture_cell(&s->cell[0], "naive", false);
    cst_fixture_cell(&s->cell[1], "skip", true);
    for (size_t i = 0; i < CELLS; i++) {
        s->cells[i] = &s->cell[i];
    }
    (void)snprintf(s->folder, sizeof s->folder, "/tmp/test_visit-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(s->folder));
    (void)snprintf(s->endpoint, sizeof s->endpoint, "ipc://%s/hub", s->folder);
    CU_ASSERT_EQUAL_FATAL(cst_listen_open(&s->listen, s->endpoint, NULL), 0);
    s->guests = (cst_run_guests){.listen = s->listen,
                                 .program = program,
                                 .text = "cells",
                                 .size = 5,
                                 .digest = 7,
                                 .alone = threads == 0,
                                 .say = note,
                                 .self = s};
    s->spec = (cst_run_spec){.cells = s->cells,
                             .cell_count = CELLS,
                             .threads = threads,
                             .batch = 161,
                             .sink = cst_collected_sink(&s->collected),
                             .guests = &s->guests};
}

static void close_setup(setup *s)
{
    cst_listen_close(&s->listen);
    CU_ASSERT_EQUAL(rmdir(s->folder), 0); /* the socket file is gone */
    for (size_t i = 0; i < CELLS; i++) {
        cst_cell_free(&s->cell[i]);
    }
}

/* Each guest has cells of its own, as in a process of its own. */
typedef struct own_cells {
    cst_cell cell[CELLS];
    const cst_cell *cells[CELLS];
    bool made;
    pthread_barrier_t *together; /* NULL: it waits for nobody */
} own_cells;

static int make(void *self, const char *text, size_t size, cst_guest_cells *cells, cst_error *error)
{
    own_cells *own = self;
    if (size != 5 || memcmp(text, "cells", 5) != 0) {
        return cst_error_set(error, CST_ERR_SCENARIO, NULL, "other cells");
    }
    cst_fixture_cell(&own->cell[0], "naive", false);
    cst_fixture_cell(&own->cell[1], "skip", true);
    for (size_t i = 0; i < CELLS; i++) {
        own->cells[i] = &own->cell[i];
    }
    own->made = true;
    if (own->together != NULL) {
        (void)pthread_barrier_wait(own->together);
    }
    *cells = (cst_guest_cells){.cells = own->cells, .count = CELLS, .digest = 7};
    return 0;
}

static void *visit(void *self)
{
    visitor *v = self;
    own_cells own = {.together = v->together ? &v->s->together : NULL};
    const cst_visit_spec spec = {.endpoint = v->s->endpoint,
                                 .guest = {.program = v->program, .make = make, .self = &own},
                                 .patience = v->patience,
                                 .interrupted = v->flag};
    v->code = cst_visit(&spec, &v->units, &v->error);
    for (size_t i = 0; own.made && i < CELLS; i++) {
        cst_cell_free(&own.cell[i]);
    }
    return NULL;
}

static void start(visitor *v, setup *s, bool together)
{
    *v = (visitor){.s = s, .program = program, .patience = 30.0, .together = together};
    CU_ASSERT_EQUAL_FATAL(pthread_create(&v->thread, NULL, visit, v), 0);
}

static uint64_t digest_alone(const cst_receipt **receipt)
{
    static cst_run_report report;
    setup s;
    open_setup(&s, 1);
    s.spec.guests = NULL;
    CU_ASSERT_EQUAL_FATAL(cst_run(&s.spec, &report, &s.error), 0);
    close_setup(&s);
    *receipt = &report.reached;
    return s.collected.digest;
}

/* Two guests alone, and beside a thread: the same rows and receipt. */
static void test_visit_same_rows(void)
{
    const cst_receipt *receipt;
    const uint64_t digest = digest_alone(&receipt);
    for (uint32_t threads = 0; threads < 3; threads += 2) {
        setup s;
        visitor v[GUESTS];
        open_setup(&s, threads);
        CU_ASSERT_EQUAL(pthread_barrier_init(&s.together, NULL, GUESTS), 0);
        for (size_t i = 0; i < GUESTS; i++) {
            start(&v[i], &s, threads == 0);
        }
        CU_ASSERT_EQUAL(cst_run(&s.spec, &s.report, &s.error), 0);
        uint64_t units = 0;
        cst_listen_close(&s.listen); /* whoever comes too late is told that nobody is there */
        for (size_t i = 0; i < GUESTS; i++) {
            (void)pthread_join(v[i].thread, NULL);
            CU_ASSERT(threads > 0 || v[i].code == 0);
            units += v[i].units;
        }
        CU_ASSERT_EQUAL(pthread_barrier_destroy(&s.together), 0);
        CU_ASSERT_EQUAL(s.collected.digest, digest);
        CU_ASSERT(cst_receipt_equal(&s.report.reached, receipt));
        CU_ASSERT(cst_receipt_equal(&s.report.sent, receipt));
        CU_ASSERT(threads > 0 || (units == s.report.units && s.report.guests == GUESTS));
        CU_ASSERT_EQUAL(s.report.threads, threads);
        CU_ASSERT_EQUAL(s.report.leased_again, 0);
        close_setup(&s);
    }
}

/* Another program is refused, and told so, if it comes in time. */
static void test_visit_program_errors(void)
{
    setup s;
    visitor other;
    visitor good;
    open_setup(&s, 0);
    start(&good, &s, false);
    other = (visitor){.s = &s, .program = "custodes of next year", .patience = 30.0};
    CU_ASSERT_EQUAL_FATAL(pthread_create(&other.thread, NULL, visit, &other), 0);
    CU_ASSERT_EQUAL(cst_run(&s.spec, &s.report, &s.error), 0);
    (void)pthread_join(good.thread, NULL);
    cst_listen_close(&s.listen);
    (void)pthread_join(other.thread, NULL);
    CU_ASSERT_EQUAL(good.code, 0);
    CU_ASSERT(other.code == CST_ERR_STORE_VERSION || other.code == CST_ERR_BUS);
    close_setup(&s);
}

static void test_visit_nobody_errors(void)
{
    setup s;
    open_setup(&s, 1);
    visitor v = {.s = &s, .program = program, .patience = 0.2};
    cst_listen_close(&s.listen);
    (void)visit(&v);
    CU_ASSERT_EQUAL(v.code, CST_ERR_BUS);
    CU_ASSERT_PTR_NOT_NULL(strstr(v.error.text, "no run listens at ipc:///tmp/test_visit-"));
    close_setup(&s);
}

/* A worker that is told to go before anything has come. */
static void test_visit_interrupted_errors(void)
{
    setup s;
    volatile sig_atomic_t flag = 1;
    open_setup(&s, 1);
    visitor v = {.s = &s, .program = program, .patience = 30.0, .flag = &flag};
    (void)visit(&v);
    CU_ASSERT_EQUAL(v.code, CST_ERR_INTERRUPTED);
    close_setup(&s);
}

/* --- What else comes by ---------------------------------------------------------------------- */

typedef struct stranger {
    setup *s;
    pthread_t thread;
} stranger;

/* Frames that are no message, of several parts, and under a name of its own choice. */
static void *annoy(void *self)
{
    const stranger *of = self;
    void *context = zmq_ctx_new();
    for (int i = 0; i < 3; i++) {
        const int none = 0;
        void *socket = zmq_socket(context, ZMQ_DEALER);
        (void)zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
        if (i == 2) {
            (void)zmq_setsockopt(socket, ZMQ_ROUTING_ID, "a name of its own", 17);
        }
        CU_ASSERT_EQUAL(zmq_connect(socket, of->s->endpoint), 0);
        for (int times = 0; times < 50; times++) {
            if (i == 1) {
                (void)zmq_send(socket, "one", 3, ZMQ_SNDMORE | ZMQ_DONTWAIT);
            }
            (void)zmq_send(socket, "\x9f\x04\x0a", 3, ZMQ_DONTWAIT);
        }
        zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN};
        (void)zmq_poll(&item, 1, 100);
        (void)zmq_close(socket);
    }
    (void)zmq_ctx_term(context);
    return NULL;
}

static void test_visit_strangers(void)
{
    const cst_receipt *receipt;
    const uint64_t digest = digest_alone(&receipt);
    setup s;
    visitor v;
    stranger bad = {.s = &s};
    open_setup(&s, 0);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&bad.thread, NULL, annoy, &bad), 0);
    (void)pthread_join(bad.thread, NULL); /* what it said waits for the run */
    start(&v, &s, false);
    CU_ASSERT_EQUAL(cst_run(&s.spec, &s.report, &s.error), 0);
    (void)pthread_join(v.thread, NULL);
    CU_ASSERT_EQUAL(v.code, 0);
    CU_ASSERT_EQUAL(s.collected.digest, digest);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.said, "messages refused: frames"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.said, "malformed"));
    close_setup(&s);
}

/* --- Where to listen ------------------------------------------------------------------------- */

static void test_visit_listen_errors(void)
{
    static const char *const bad[] = {
        "", "/tmp/x", "tcp://127.0.0.1:1", "ipc:/x", "ipc://@x", "inproc://hub", "ipc://"};
    cst_error error = {0};
    cst_listen *listen;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_EQUAL(cst_listen_open(&listen, bad[i], &error), CST_ERR_USAGE);
        CU_ASSERT_PTR_NULL(listen);
    }
    setup s;
    open_setup(&s, 1);
    CU_ASSERT_EQUAL(cst_listen_open(&listen, s.endpoint, &error), CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "another program does"));
    CU_ASSERT(cst_listen_is_there(s.endpoint));
    char name[96];
    (void)snprintf(name, sizeof name, "ipc://%s/none/hub", s.folder);
    CU_ASSERT_EQUAL(cst_listen_open(&listen, name, &error), CST_ERR_BUS);
    CU_ASSERT_FALSE(cst_listen_is_there(name));
    (void)snprintf(name, sizeof name, "ipc://%s", s.folder);
    CU_ASSERT_EQUAL(cst_listen_open(&listen, name, &error), CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "a file or folder of that name is there"));
    close_setup(&s);
}

CST_SUITE("visit", CST_TEST(test_visit_same_rows), CST_TEST(test_visit_program_errors),
          CST_TEST(test_visit_nobody_errors), CST_TEST(test_visit_interrupted_errors),
          CST_TEST(test_visit_strangers), CST_TEST(test_visit_listen_errors))
