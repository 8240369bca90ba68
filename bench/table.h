/* SPDX-License-Identifier: MIT
 *
 * The table of a run: what was measured in every round, row by row, as median with [min..max] and
 * with its goal; and what was found, as hashes, which must be the same in all rounds.
 */
#ifndef CST_BENCH_TABLE_H
#define CST_BENCH_TABLE_H

#include "bench/bench.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
    BENCH_ROUNDS_MAX = 101,
    BENCH_ROWS_MAX = 200,
    BENCH_HASHES_MAX = 100,
    BENCH_NOTES_MAX = 40,
    BENCH_TEXT = 120
};

/* What a row is about. The goal is the row's: medians are held against it. */
typedef struct bench_claim {
    const char *name;
    const char *unit;
    bench_goal kind;
    double goal;
    bool main; /* it is what the project's page shows */
} bench_claim;

typedef struct bench_row {
    const bench_claim *claim;
    const char *section;
    char at[BENCH_TEXT]; /* where: an operating point, a batch */
    double value[BENCH_ROUNDS_MAX];
    size_t count;
} bench_row;

typedef struct bench_found {
    char what[BENCH_TEXT];
    uint64_t hash;
} bench_found;

/* Zeroed, it is empty. Rows stand in the order in which they were first named. */
typedef struct bench_table {
    const char *section;
    bench_row row[BENCH_ROWS_MAX];
    size_t rows;
    bench_found found[BENCH_HASHES_MAX];
    size_t founds;
    char note[BENCH_NOTES_MAX][2 * BENCH_TEXT];
    size_t notes;
    int wrong; /* results that contradict themselves, the model, or an exact value */
} bench_table;

/* The section of rows that are named from here on; the text must last. */
void bench_section(bench_table *table, const char *title);

/* Names a row, so that it stands in the table even if no round has a value of it. */
void bench_name(bench_table *table, const bench_claim *claim, const char *at);

/* One more value of a row. NaN is none: it was not measured. */
void bench_add(bench_table *table, const bench_claim *claim, const char *at, double value);

/* A result's hash. One that differs from the same result's in an earlier round is wrong. */
void bench_hash(bench_table *table, const char *what, const char *at, uint64_t hash);

/* A sentence for readers, made as by printf; the same one is kept once. */
void bench_note(bench_table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says on stderr that a result is wrong, made as by printf, and counts it. */
void bench_wrong(bench_table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints the rows for people, and returns how many goals are missed. A goal whose row has no value
 * is neither reached nor missed. */
int bench_table_print(const bench_table *table, FILE *out);

/* Writes everything as Markdown; bench/readme.sh reads it. */
void bench_table_write(const bench_table *table, int rounds, FILE *out);

#endif
