/* SPDX-License-Identifier: MIT
 *
 * Our side: the plain model of the peers as a cell, and its method in a plain loop: act, review,
 * tally, without link, hub or threads.
 */
#ifndef CST_BENCH_KERNEL_H
#define CST_BENCH_KERNEL_H

#include "bench/table.h"
#include "estimate/sample/cell.h"

/* An operating point of the plain model: rates of scheming and of false flags. */
typedef struct bench_point {
    double p, a;
    const char *text;
} bench_point;

enum { BENCH_POINTS = 3, BENCH_POINT_MIDDLE = 1 };
extern const bench_point bench_points[BENCH_POINTS];

/* Tasks of a dense unit, agents of the plain model where nothing else is said. */
enum { BENCH_BATCH = 65536, BENCH_AGENTS = 4096 };

/* bench/peers/peers.h in our terms: one reviewer, who hides attacks where it schemes and does
 * nothing else; everybody schemes by themselves. */
cst_trial_spec bench_plain(const bench_point *at, uint32_t agents, uint32_t rounds);

/* A committee of three under the beta law, at the default rates. */
cst_trial_spec bench_committee(uint32_t agents, uint32_t rounds);

/* Three agents report on the actor of every task; two reports have it investigated, and who is
 * caught is out. At rates of scheming and of false reports; 1,000 agents over 1,000 rounds. */
cst_trial_spec bench_reporting(double rate, double fpr);

/* Makes a cell, which must succeed. */
void bench_cell(cst_cell *cell, const cst_trial_spec *trial, const char *method, uint64_t trials,
                uint64_t seed);

/* Who was flagged, and by whom: as the peers keep it, over a population. */
typedef struct bench_tallies {
    uint32_t agents;
    uint64_t *flags, *reports;
    uint64_t draws;
} bench_tallies;

/* Zeroed tallies, to be freed. Memory is there or the program ends. */
void bench_tallies_init(bench_tallies *tallies, uint32_t agents);
void bench_tallies_free(bench_tallies *tallies);

/* A loop over the blocks of a cell, and what it found. */
typedef struct bench_loop {
    const cst_cell *cell;
    bool receipts;          /* takes the four receipts of a unit that the bus takes */
    bench_tallies *tallies; /* NULL: not kept */
    cst_row row;            /* the sum */
    uint64_t done;          /* blocks */
    uint64_t records;       /* of reports */
    double seconds;
    uint64_t kept; /* receipts, folded: so that they are not left out */
} bench_loop;

/* Runs so many blocks, or, where it is 0, until so many seconds are over; at least one block. */
void bench_loop_run(bench_loop *loop, uint64_t blocks, double seconds);

/* Runs so many blocks more; a loop that is zeroed but for its cell has none. */
void bench_loop_more(bench_loop *loop, uint64_t blocks);
void bench_loop_free(bench_loop *loop);

/* Tasks of its trials, per second. */
double bench_loop_rate(const bench_loop *loop);

/* A hash that any change of a counter, or of a tally, changes. */
uint64_t bench_row_hash(const cst_row *row, uint64_t hash);
uint64_t bench_tallies_hash(const bench_tallies *tallies, uint64_t hash);

#endif
