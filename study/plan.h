/* SPDX-License-Identifier: MIT
 *
 * What a run of a scenario will be: its events, where its rule ends trials, its file; and from a
 * short calibration its time. What follows from the scenario is apart from what was measured,
 * which differs from machine to machine and from call to call.
 */
#ifndef CST_STUDY_PLAN_H
#define CST_STUDY_PLAN_H

#include "study/calibrate.h"
#include "study/job.h"

/* Of a rule of estimate.stop. */
typedef enum cst_plan_goal {
    CST_PLAN_NO_GOAL, /* there is none: all trials are run; or it is one of time */
    CST_PLAN_MET,     /* expected to be met at `trials` */
    CST_PLAN_MISSED,  /* not expected to be met with estimate.trials */
    CST_PLAN_SHARED,  /* `trials` are the cell's equal part of estimate.stop.total */
    CST_PLAN_UNKNOWN  /* no closed form, and too few events in the calibration to tell */
} cst_plan_goal;

typedef struct cst_plan_cell {
    uint64_t trials;    /* expected; the most where that is not known */
    cst_plan_goal goal; /* at these */
    double events; /* expected in so many trials, behind the result that tables show first; NaN:
                      cannot be told, or nothing is drawn for it */
    double events_most; /* 95 % upper end where `drawn`, else the same */
    uint64_t drawn;     /* trials of the calibration, the first ones of the run, that say so; 0: the
                           closed form does, or nothing */
    double seconds;     /* that these trials add to the run; 0 where another cell's rows serve; NaN:
                           not measured */
    bool measured;      /* itself, and not scaled from other cells */
} cst_plan_cell;

typedef struct cst_plan {
    const cst_findings *findings; /* borrowed; of no trials */
    cst_job job;                  /* which cells are run */
    cst_plan_cell *cell;          /* owned; one per cell of the scenario */
    double planned;               /* tasks, or trials of a mechanism, at most */
    double file;                  /* bytes of a results file, about, at most */
    uint32_t threads;
    double memory; /* bytes that the run is expected to take at most, beside the cells */
    bool fits;     /* the machine has them */
    /* Measured; `seconds` is NaN where nothing could be. */
    uint32_t measured, cut;    /* cells: see cst_calibration */
    double spent;              /* seconds */
    double seconds, low, high; /* of the run, with the results worked out */
} cst_plan;

/* What follows from the scenario alone, whose findings are of no trials; threads: as of
 * cst_run_spec. 0 or CST_ERR_MEMORY. cst_plan_free is legal after failure. */
int cst_plan_make(cst_plan *plan, cst_scenario *scenario, const cst_findings *findings,
                  uint32_t threads, cst_error *error);

/* Adds what a calibration of so many seconds says, about; `before` are those that a run also takes
 * to get so far. 0 or the codes of cst_run. */
int cst_plan_measure(cst_plan *plan, double seconds, double before, cst_error *error);
void cst_plan_free(cst_plan *plan);

/* Events below this say little. */
#define CST_PLAN_FEW ((double)CST_RESULT_FEW)

#endif
