/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the addresses of many tasks of one block from their numbers. The
 * numbers are divided by the same two numbers over and over, so that a multiplication does, and is
 * put right where it is one off. Pure, any thread.
 */
#ifndef CST_ESTIMATE_SAMPLE_PLACES_H
#define CST_ESTIMATE_SAMPLE_PLACES_H

#include "base/lanes.h"
#include "estimate/sample/cell.h"
#include "monitor/assign.h"

enum { CST_PLACES_SIDE = 8 };

/* Division by a number that does not change, of numbers below 2^50. */
typedef struct cst_places_by {
    uint64_t number;
    double inverse;
} cst_places_by;

typedef struct cst_places {
    uint64_t first_trial; /* of the block */
    cst_places_by tasks, agents;
} cst_places;

/* n >= 1. */
static inline cst_places_by cst_places_by_make(uint64_t n)
{
    return (cst_places_by){.number = n, .inverse = 1.0 / (double)n};
}

/* x / n. The product is off by less than 1, so its whole part is by at most one. */
static inline uint64_t cst_places_divide(cst_places_by by, uint64_t x)
{
    const int64_t about = (int64_t)((double)(int64_t)x * by.inverse);
    const int64_t rest = (int64_t)x - about * (int64_t)by.number;
    return (uint64_t)(about - (rest < 0) + (rest >= (int64_t)by.number));
}

/* The places of a block. */
static inline cst_places cst_places_make(const cst_cell *cell, uint64_t block)
{
    return (cst_places){.first_trial = cst_cell_block_first_trial(cell, block),
                        .tasks = cst_places_by_make(cell->model.tasks_per_trial),
                        .agents = cst_places_by_make(cell->model.spec.agents)};
}

/* The task of a number below 2^50; see cst_cell_task. */
static inline cst_task cst_places_task(const cst_places *places, uint64_t number)
{
    const uint64_t trial = cst_places_divide(places->tasks, number);
    const uint64_t within = number - trial * places->tasks.number;
    const uint64_t round = cst_places_divide(places->agents, within);
    return (cst_task){
        .trial = places->first_trial + trial,
        .round = (uint32_t)round,
        .agent = (uint32_t)(within - round * places->agents.number),
    };
}

/* The trials and the places within them (cst_random_place) of many numbers below 2^50, side by
 * side, by a width that the processor has; count: a multiple of CST_PLACES_SIDE. */
void cst_places_fill(cst_lanes_width width, const cst_places *places, const uint64_t *number,
                     uint64_t count, uint64_t *trial, uint64_t *place);

#endif
