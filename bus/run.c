/* SPDX-License-Identifier: MIT */
#include "bus/run.h"

#include "base/registry.h"
#include "bus/hub.h"
#include "bus/link.h"
#include "bus/socket.h"
#include "estimate/sample/part.h"

#include <inttypes.h>
#include <math.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <time.h>
#include <unistd.h>

static const double stall_seconds = 60.0;
static const double flush_every = 1.0;
static const double flush_every_at_end = 0.1; /* when it has been interrupted */
static const double progress_every = 0.1;

const cst_link *const cst_links[] = {&cst_link_inproc, &cst_link_direct, NULL};

/* What the tick needs. */
typedef struct run_state {
    const cst_run_spec *spec;
    cst_ledger *ledger;
    const cst_run_report *report;
    double start, flushed, told;
    uint64_t tasks_flushed;     /* done at the last flush: nothing new, no flush */
    volatile sig_atomic_t ends; /* the run is to end: by a signal, */
    bool out_of_time;           /* or because its time is over */
} run_state;

CST_REGISTRY_FIND(cst_link_find, cst_link, cst_links)

void cst_run_libraries(char *out, size_t size)
{
    char socket[32];
    cst_socket_library(socket, sizeof socket);
    (void)snprintf(out, size, "%s, msgpack %s", socket, cst_wire_library());
}

int cst_drive_interrupted(const cst_drive *drive, cst_error *error)
{
    return cst_error_set(error, CST_ERR_INTERRUPTED, NULL,
                         "the run was interrupted after %" PRIu64 " of %" PRIu64 " tasks",
                         drive->ledger->tasks_done, drive->ledger->tasks_all);
}

double cst_clock_seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int flush(const run_state *state, cst_error *error)
{
    const cst_sink *sink = &state->spec->sink;
    return sink->flush != NULL ? sink->flush(sink->self, error) : 0;
}

/* The time that is left, were it to go on as it went so far in this run. */
static double seconds_left(const cst_ledger *ledger, double seconds)
{
    const double run = (double)(ledger->tasks_done - ledger->tasks_had);
    const double left = (double)(ledger->tasks_all - ledger->tasks_done);
    return run > 0.0 ? seconds * left / run : -1.0;
}

cst_progress_cell cst_run_cell(const cst_progress *progress, uint32_t cell)
{
    return cst_ledger_cell_progress(progress->ledger, cell);
}

static void tell(const run_state *state, double now, bool ended)
{
    const cst_ledger *ledger = state->ledger;
    const double seconds = now - state->start;
    const cst_progress progress = {.tasks_done = ledger->tasks_done,
                                   .tasks_all = ledger->tasks_all,
                                   .cells_done = ledger->cells_done,
                                   .cells_all = ledger->cell_count,
                                   .seconds = seconds,
                                   .seconds_left = seconds_left(ledger, seconds),
                                   .ended = ended,
                                   .ledger = ledger,
                                   .report = state->report};
    if (state->spec->progress != NULL) {
        state->spec->progress(state->spec->progress_self, &progress);
    }
}

static int tick(void *self, cst_error *error)
{
    run_state *state = self;
    const double now = cst_clock_seconds();
    const double seconds = state->spec->seconds;
    if (!state->ends) {
        state->out_of_time = seconds > 0.0 && now - state->start >= seconds;
        state->ends = state->out_of_time || cst_run_is_interrupted(state->spec->interrupted);
    }
    if (now - state->told >= progress_every) {
        state->told = now;
        tell(state, now, false);
    }
    const double every = state->ends ? flush_every_at_end : flush_every;
    if (now - state->flushed >= every && state->ledger->tasks_done != state->tasks_flushed) {
        state->flushed = now;
        state->tasks_flushed = state->ledger->tasks_done;
        return flush(state, error);
    }
    return 0;
}

static uint32_t threads_default(void)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < 1) {
        return 1;
    }
    return cores < CST_WORKERS_MAX ? (uint32_t)cores : CST_WORKERS_MAX;
}

uint32_t cst_run_threads(uint32_t asked, const cst_link *link)
{
    if (link == &cst_link_direct) {
        return 1;
    }
    return asked > 0 ? asked : threads_default();
}

double cst_run_memory(const cst_cell *const *cells, uint32_t cell_count, uint32_t threads,
                      uint64_t batch)
{
    double most = 0.0;
    double rows = 0.0;
    for (uint32_t i = 0; i < cell_count; i++) {
        const cst_footprint of = cst_footprint_of(cells[i], batch);
        const double workers = (double)threads;
        const double in_flight = workers * cst_hub_credit(cells[i], batch);
        most = fmax(most, in_flight * of.unit + workers * of.worker + in_flight * of.block);
        rows += of.row;
    }
    return most + rows;
}

int cst_run_check_memory(double expected, double machine, uint32_t threads, cst_error *error)
{
    if (expected <= machine) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_MEMORY, NULL,
                         "the run is expected to take %.3g GiB with %u threads, the machine has "
                         "%.3g GiB; take fewer agents, rounds or threads, or smaller batches",
                         expected / 0x1p30, threads, machine / 0x1p30);
}

void cst_run_keep_memory(void)
{
#ifdef __GLIBC__
    enum { BLOCK_MOST = 1 << 25, KEPT = 1 << 26 }; /* 2^25: glibc takes no more */
    (void)mallopt(M_MMAP_THRESHOLD, BLOCK_MOST);   /* speed alone: a refusal changes nothing else */
    (void)mallopt(M_TRIM_THRESHOLD, KEPT);
#endif
}

double cst_run_machine_memory(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long bytes = sysconf(_SC_PAGESIZE);
    return pages > 0 && bytes > 0 ? (double)pages * (double)bytes : HUGE_VAL;
}

/* Whether there may be so many threads, and the machine has the memory for them. */
static int check_drive(const cst_drive *drive, cst_error *error)
{
    const cst_ledger *ledger = drive->ledger;
    if (drive->threads > CST_WORKERS_MAX) {
        return cst_error_set(error, CST_ERR_RANGE, "threads",
                             "expected a whole number from 1 to %d, found %" PRIu32,
                             (int)CST_WORKERS_MAX, drive->threads);
    }
    const uint32_t threads = drive->threads > 0 ? drive->threads : 1; /* blocks are open even so */
    const double expected =
        cst_run_memory(ledger->cells, ledger->cell_count, threads, drive->batch);
    return cst_run_check_memory(expected, cst_run_machine_memory(), drive->threads, error);
}

bool cst_run_is_external(const cst_cell *const *cells, uint32_t count)
{
    bool external = false;
    for (uint32_t i = 0; i < count; i++) {
        external = external || cells[i]->model.external;
    }
    return external;
}

/* Runs the link and flushes, whatever came of it: finished blocks are good. */
static int drive_link(const cst_run_spec *spec, cst_ledger *ledger, cst_run_report *report,
                      cst_error *error)
{
    const cst_link *link = spec->link != NULL ? spec->link : &cst_link_inproc;
    const double start = cst_clock_seconds();
    run_state state = {.spec = spec,
                       .ledger = ledger,
                       .report = report,
                       .start = start,
                       .flushed = start,
                       .told = start};
    const cst_drive drive = {
        .ledger = ledger,
        .threads =
            spec->guests != NULL && spec->guests->alone ? 0 : cst_run_threads(spec->threads, link),
        .guests = spec->guests,
        .batch = spec->batch > 0 ? spec->batch : CST_RUN_BATCH,
        /* Everybody waits for a peer as long as it may take. */
        .stall_seconds =
            cst_run_is_external(spec->cells, spec->cell_count) ? HUGE_VAL : stall_seconds,
        .interrupted = &state.ends,
        .now = cst_clock_seconds,
        .self = &state,
        .tick = tick};
    report->threads = drive.threads;
    int code = check_drive(&drive, error);
    if (code != 0) {
        return code;
    }
    code = link->run(&drive, report, error);
    if (code == 0 && !cst_ledger_done(ledger)) {
        code = cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "the run ended with %" PRIu32 " of %" PRIu32
                             " cells finished: work was lost on its way; please report this",
                             ledger->cells_done, ledger->cell_count);
    }
    if (code == CST_ERR_INTERRUPTED && state.out_of_time) {
        report->out_of_time = true;
        code = 0;
    }
    cst_error other = {0};
    int flushed = flush(&state, &other);
    if (code == 0 && flushed != 0) {
        code = flushed;
        *error = other;
    }
    const double now = cst_clock_seconds();
    tell(&state, now, true);
    report->seconds = now - start;
    return code;
}

/* A run in which nobody says what external reviewers say would be of another population. */
int cst_run_check_external(const cst_cell *const *cells, uint32_t count, cst_error *error)
{
    for (uint32_t i = 0; i < count; i++) {
        const cst_model *model = &cells[i]->model;
        if (model->external && cells[i]->outside == NULL) {
            return cst_error_set(error, CST_ERR_SCENARIO, "population.external",
                                 "expected a run to which the peer '%s' can come, custodes run "
                                 "with --listen or --replay, found none; without this key the "
                                 "agents are simulated",
                                 cst_population_peer(&model->spec.population, true, true));
        }
    }
    return 0;
}

int cst_run(const cst_run_spec *spec, cst_run_report *report, cst_error *error)
{
    cst_ledger ledger;
    cst_error own_error;
    cst_error *why = error != NULL ? error : &own_error;
    *report = (cst_run_report){0};
    int code = cst_run_check_external(spec->cells, spec->cell_count, why);
    if (code != 0) {
        return code;
    }
    code = cst_ledger_init(&ledger, spec->cells, spec->cell_count, &spec->sink, why);
    code = code == 0 ? drive_link(spec, &ledger, report, why) : code;
    cst_ledger_free(&ledger);
    return code;
}
