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

typedef enum bench_goal { BENCH_NO_GOAL = 0, BENCH_AT_LEAST = 1, BENCH_AT_MOST = 2 } bench_goal;

/* How far a value is on the good side of its goal, in decibels: 0 and above is reached. */
double bench_decibels(bench_goal kind, double value, double goal);

/* Draws decibels as "[...|..*...]", from -20 to 20; a star beyond is at the end. */
enum { BENCH_BAR = 44 };
void bench_bar(double decibels, char out[BENCH_BAR]);

/* Folds one more value into a hash that any change of a value changes. */
uint64_t bench_fold(uint64_t hash, uint64_t value);

/* Nanoseconds one way between two spinning threads. */
double bench_handover_ns(void);

#endif
