/* SPDX-License-Identifier: MIT
 *
 * One side of a comparison of links: a cell, the way to run it, and what came out.
 */
#ifndef CST_BENCH_SIDE_H
#define CST_BENCH_SIDE_H

#include "bench/kernel.h"
#include "bus/run.h"

enum { BENCH_THREADS = 2 };

typedef struct bench_side {
    cst_cell cell;
    const char *link;
    uint32_t threads; /* 0: so many processes as threads elsewhere, over ipc */
    uint64_t batch;
    cst_row row;
    double seconds;
    const cst_run_guests *guests; /* while it runs, where it has processes */
} bench_side;

/* What a side runs. */
typedef struct bench_work {
    const cst_trial_spec *trial;
    const char *method;
    uint64_t trials;
    uint64_t batch;
} bench_work;

/* Trials of about so many tasks, at least two for each thread. */
uint64_t bench_trials(const cst_trial_spec *trial, double tasks);

/* Over the bus, with two workers. */
void bench_side_bus(bench_side *side, const bench_work *work);

/* Over ipc, with two workers in processes of their own. */
void bench_side_processes(bench_side *side, const bench_work *work);

/* By plain calls in two threads, of which each does half of the work with a seed of its own. */
void bench_side_direct(bench_side sides[BENCH_THREADS], const bench_work *work);

/* Frees them. */
void bench_side_free(bench_side *sides, size_t count);

/* Runs them all at once and returns their planned tasks a second; a run that fails ends the
 * program. */
double bench_side_rate(bench_side *sides, size_t count);

#endif
