/* SPDX-License-Identifier: MIT */
#include "bench/bench.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double bench_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return count % 2 == 1 ? values[count / 2] : 0.5 * (values[count / 2 - 1] + values[count / 2]);
}

double bench_decibels(bench_goal kind, double value, double goal)
{
    const double better = kind == BENCH_AT_MOST ? goal / value : value / goal;
    /* A price below 0 is better than any. */
    return better > 0.0 ? 10.0 * log10(better) : kind == BENCH_AT_MOST ? HUGE_VAL : -HUGE_VAL;
}

void bench_bar(double decibels, char out[BENCH_BAR])
{
    memcpy(out, "[....................|....................]", BENCH_BAR);
    out[21 + (int)lround(fmax(-20.0, fmin(20.0, decibels)))] = '*';
}

uint64_t bench_fold(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 29);
}

/* Where others use the cores a hand-over may take as long as a slice of the scheduler's. */
enum { HANDOVERS = 20000, HANDOVERS_A_LOOK = 16, ASKS = 1, ANSWERED = 0, OVER = 2 };
static const double handover_seconds = 0.05;

static void *answer(void *argument)
{
    atomic_int *turn = argument;
    int now;
    while ((now = atomic_load_explicit(turn, memory_order_acquire)) != OVER) {
        if (now == ASKS) {
            atomic_store_explicit(turn, ANSWERED, memory_order_release);
        }
    }
    return NULL;
}

double bench_handover_ns(void)
{
    atomic_int turn = ANSWERED;
    pthread_t other;
    if (pthread_create(&other, NULL, answer, &turn) != 0) {
        return NAN;
    }
    int done = 0;
    double seconds = 0.0;
    const double start = bench_now();
    while (done < HANDOVERS && seconds < handover_seconds) {
        for (int i = 0; i < HANDOVERS_A_LOOK; i++) {
            atomic_store_explicit(&turn, ASKS, memory_order_release);
            while (atomic_load_explicit(&turn, memory_order_acquire) != ANSWERED) {
            }
        }
        done += HANDOVERS_A_LOOK;
        seconds = bench_now() - start;
    }
    atomic_store_explicit(&turn, OVER, memory_order_release);
    (void)pthread_join(other, NULL);
    return seconds * 1e9 / (2.0 * done);
}
