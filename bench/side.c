/* SPDX-License-Identifier: MIT */
#include "bench/side.h"

#include "base/check.h"
#include "bus/listen.h"
#include "bus/run.h"
#include "bus/visit.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

uint64_t bench_trials(const cst_trial_spec *trial, double tasks)
{
    const double trials = tasks / ((double)trial->agents * trial->rounds);
    return (uint64_t)fmax(2.0 * BENCH_THREADS, trials);
}

static void make(bench_side *side, const char *link, uint32_t threads, const bench_work *work,
                 uint64_t trials, uint64_t seed)
{
    *side = (bench_side){.link = link, .threads = threads, .batch = work->batch};
    bench_cell(&side->cell, work->trial, work->method, trials, seed);
}

void bench_side_bus(bench_side *side, const bench_work *work)
{
    make(side, "inproc", BENCH_THREADS, work, work->trials, 1);
}

void bench_side_processes(bench_side *side, const bench_work *work)
{
    make(side, "inproc", 0, work, work->trials, 1);
}

void bench_side_direct(bench_side sides[BENCH_THREADS], const bench_work *work)
{
    for (int i = 0; i < BENCH_THREADS; i++) {
        make(&sides[i], "direct", 1, work, work->trials / BENCH_THREADS, (uint64_t)i + 2);
    }
}

void bench_side_free(bench_side *sides, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cst_cell_free(&sides[i].cell);
        cst_row_free(&sides[i].row);
    }
}

static int keep(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    (void)cell;
    (void)block;
    return cst_row_add(self, row, error);
}

/* --- Workers in processes -------------------------------------------------------------------- */

/* The cell came with the fork. */
static int take_cell(void *self, const char *text, size_t size, cst_guest_cells *cells,
                     cst_error *error)
{
    (void)text;
    (void)size;
    (void)error;
    *cells = (cst_guest_cells){.cells = self, .count = 1};
    return 0;
}

typedef struct hired {
    char folder[64], endpoint[96];
    int go[2]; /* closed: the run listens */
    pid_t worker[BENCH_THREADS];
    cst_listen *listen;
} hired;

static void work_for(const hired *by, const bench_side *side)
{
    char nothing;
    uint64_t units;
    const cst_cell *cells[] = {&side->cell};
    const cst_visit_spec spec = {
        .endpoint = by->endpoint,
        .guest = {.program = "bench", .make = take_cell, .self = (void *)cells},
        .patience = 10.0};
    (void)close(by->go[1]);
    (void)!read(by->go[0], &nothing, 1);
    _exit(cst_visit(&spec, &units, NULL) == 0 ? 0 : 1);
}

/* The workers are there before the clock starts, and come once the run listens. */
static void hire(hired *by, const bench_side *side)
{
    *by = (hired){.folder = "/tmp/bench-XXXXXX"};
    cst_require(mkdtemp(by->folder) != NULL && pipe(by->go) == 0);
    (void)snprintf(by->endpoint, sizeof by->endpoint, "ipc://%s/hub", by->folder);
    for (int i = 0; i < BENCH_THREADS; i++) {
        by->worker[i] = fork();
        cst_require(by->worker[i] >= 0);
        if (by->worker[i] == 0) {
            work_for(by, side);
        }
    }
    cst_require(cst_listen_open(&by->listen, by->endpoint, NULL) == 0);
}

static void dismiss(hired *by)
{
    cst_listen_close(&by->listen);
    (void)close(by->go[0]);
    for (int i = 0; i < BENCH_THREADS; i++) {
        int status = 1;
        cst_require(waitpid(by->worker[i], &status, 0) == by->worker[i] && status == 0);
    }
    (void)rmdir(by->folder);
}

static void *run(void *argument)
{
    bench_side *side = argument;
    cst_error error = {0};
    cst_run_report report;
    cst_row_free(&side->row);
    const cst_run_spec spec = {.cells = (const cst_cell *const[]){&side->cell},
                               .cell_count = 1,
                               .threads = side->threads,
                               .batch = side->batch,
                               .link = cst_link_find(side->link),
                               .sink = {.self = &side->row, .row = keep},
                               .guests = side->guests};
    const int code = cst_run(&spec, &report, &error);
    if (code != 0) {
        (void)fprintf(stderr, "bench: %s: %s\n", side->link, error.text);
    }
    cst_require(code == 0);
    return NULL;
}

double bench_side_rate(bench_side *sides, size_t count)
{
    pthread_t thread[BENCH_THREADS];
    double tasks = 0.0;
    cst_require(count >= 1 && count <= BENCH_THREADS);
    hired by;
    cst_run_guests guests = {.program = "bench", .text = "", .alone = true};
    if (sides[0].threads == 0) {
        hire(&by, &sides[0]);
        guests.listen = by.listen;
        sides[0].guests = &guests;
        (void)close(by.go[1]);
    }
    const double start = bench_now();
    for (size_t i = 1; i < count; i++) {
        cst_require(pthread_create(&thread[i], NULL, run, &sides[i]) == 0);
    }
    (void)run(&sides[0]);
    for (size_t i = 1; i < count; i++) {
        (void)pthread_join(thread[i], NULL);
    }
    const double seconds = bench_now() - start;
    if (sides[0].threads == 0) {
        dismiss(&by);
    }
    for (size_t i = 0; i < count; i++) {
        tasks += (double)sides[i].row.count[CST_COUNT_PLANNED];
    }
    return tasks / seconds;
}
