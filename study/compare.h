/* SPDX-License-Identifier: MIT
 *
 * A comparison: all cells of a sweep, trial by trial with the same random numbers, each held
 * against the first (estimate/ask/pairing.h). In one thread. Trials may end as soon as every
 * difference is decided: its interval is above or below 0. That is asked at looks (tally/stop.h),
 * each of which has its part of the level, so the intervals hold at whichever they end.
 */
#ifndef CST_STUDY_COMPARE_H
#define CST_STUDY_COMPARE_H

#include "bus/run.h"
#include "estimate/ask/pairing.h"
#include "scenarios/load/scenario.h"

typedef struct cst_comparison {
    const cst_scenario *scenario; /* borrowed */
    const cst_method *method;     /* of all cells */
    uint64_t trials;              /* of each cell, at most: as the first one has them */
    uint64_t done;                /* that were run */
    double confidence;            /* of each interval by itself, at all looks */
    uint32_t looks;               /* 1: all trials are run */
    size_t open;                  /* a cell that was not decided at the last look; 0: none is */
    cst_cell *cell; /* owned: one for each cell of the scenario, in its order, with its model */
    cst_pairing *pairing; /* owned: likewise */
} cst_comparison;

/* Puts the scenario's cells under one estimate. 0; CST_ERR_RANGE where there are not two cells and
 * two trials, CST_ERR_METHOD where a method's trials cannot be paired, what cst_cell_estimate says.
 * cst_compare_free is legal after failure. */
int cst_compare_init(cst_comparison *comparison, const cst_scenario *scenario, cst_error *error);
void cst_compare_free(cst_comparison *comparison);

/* From now on trials end where every difference is decided. To be called before they are run. */
void cst_compare_decide(cst_comparison *comparison);

/* Runs the trials and says after each how far it is. 0 or what cst_pairing_run says. */
int cst_compare_run(cst_comparison *comparison,
                    void (*progress)(void *self, const cst_progress *now), void *self,
                    cst_error *error);

/* What came of a cell, once trials have been run. */
cst_pair_difference cst_compare_at(const cst_comparison *comparison, size_t cell);

/* Whether a difference is decided: 0 is outside of its interval. */
bool cst_compare_decided(const cst_pair_difference *found);

/* 0, or CST_ERR_PRECISION where differences were to be decided and some are open: names one. */
int cst_compare_check(const cst_comparison *comparison, cst_error *error);

#endif
