/* SPDX-License-Identifier: MIT
 *
 * How long trials take on this machine: some trials of some cells are run as a run does it, until
 * a time is spent, and the clock of the bus says how long they took. What is drawn are the first
 * trials of the run, so it is part of what a run finds; how many of them depends on the machine.
 */
#ifndef CST_STUDY_CALIBRATE_H
#define CST_STUDY_CALIBRATE_H

#include "bus/run.h"
#include "scenarios/load/scenario.h"

typedef struct cst_calibrate_spec {
    const cst_cell *const *cell;           /* distinct ones, */
    const cst_scenario_cell *const *known; /* and the scenario's cell behind each; both borrowed */
    uint32_t cells;
    uint32_t threads; /* as of cst_run_spec */
    double seconds;   /* to be spent, about; > 0 */
    /* Called for each cell of which whole trials were run, with their sum; NULL: not wanted. 0 or
     * an error code, which ends it. */
    int (*drawn)(void *self, uint32_t cell, const cst_row *row, cst_error *error);
    void *self;
} cst_calibrate_spec;

typedef struct cst_calibration {
    double *trial;     /* owned: seconds of a trial of each cell */
    bool *measured;    /* owned: of these the cells that were run; the others are scaled from them
                          by the work that a trial is expected to be */
    uint32_t measures; /* how many were */
    uint32_t cut;      /* of them those of which a trial is too long: a shorter one was run */
    double error;      /* relative standard error of the scaled cells' sum; 0: there are none */
    double spent;      /* seconds */
} cst_calibration;

/* A cell that cannot be measured has NaN, where no other says anything of it either. 0, or the
 * codes of cst_run and of `drawn`. cst_calibration_free is legal after failure. */
int cst_calibrate(const cst_calibrate_spec *spec, cst_calibration *into, cst_error *error);
void cst_calibration_free(cst_calibration *of);

#endif
