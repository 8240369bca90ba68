/* SPDX-License-Identifier: MIT
 *
 * What the benchmarks share: a clock, medians, the bar in decibels off a goal, and the hand-over
 * latency between two cores (machines move virtual cores about, and everything that crosses them
 * depends on it).
 */
#ifndef CST_BENCH_BENCH_H
#define CST_BENCH_BENCH_H

#include <stddef.h>
#include <stdint.h>

/* Monotonic seconds. */
double bench_now(void);

/* Sorts values in place; count >= 1. */
double bench_median(double *values, size_t count);

/* Prints "name  value unit  goal  [bar] +1.2 dB": positive is better than the goal. Returns 0 where
 * the goal is met, else 1. */
int bench_goal(const char *name, double value, const char *unit, double goal);

/* Nanoseconds one way between two spinning threads. */
double bench_handover_ns(void);

#endif
