/* SPDX-License-Identifier: MIT */
#include "bench/bench.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
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

int bench_goal(const char *name, double value, const char *unit, double goal)
{
    char bar[] = "....................|....................";
    const double decibels = 10.0 * log10(value / goal);
    const int place = 20 + (int)lround(fmax(-20.0, fmin(20.0, decibels)));
    bar[place] = '*';
    (void)printf("%-32s %10.3g %-8s goal %8.3g  [%s] %+.1f dB\n", name, value, unit, goal, bar,
                 decibels);
    return value >= goal ? 0 : 1;
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
