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

enum { HANDOVERS = 20000 };

static void *answer(void *argument)
{
    atomic_int *turn = argument;
    for (int i = 0; i < HANDOVERS; i++) {
        while (atomic_load_explicit(turn, memory_order_acquire) != 1) {
        }
        atomic_store_explicit(turn, 0, memory_order_release);
    }
    return NULL;
}

double bench_handover_ns(void)
{
    atomic_int turn = 0;
    pthread_t other;
    if (pthread_create(&other, NULL, answer, &turn) != 0) {
        return NAN;
    }
    const double start = bench_now();
    for (int i = 0; i < HANDOVERS; i++) {
        atomic_store_explicit(&turn, 1, memory_order_release);
        while (atomic_load_explicit(&turn, memory_order_acquire) != 0) {
        }
    }
    const double seconds = bench_now() - start;
    (void)pthread_join(other, NULL);
    return seconds * 1e9 / (2.0 * HANDOVERS);
}
