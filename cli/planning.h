/* SPDX-License-Identifier: MIT
 *
 * What 'plan' and 'validate' have in common: a scenario is read, its closed forms are worked out,
 * and a short calibration says how long a run takes.
 */
#ifndef CST_CLI_PLANNING_H
#define CST_CLI_PLANNING_H

#include "cli/args.h"
#include "study/plan.h"

typedef struct cst_planning {
    cst_scenario scenario;
    cst_findings findings; /* of no trials */
    cst_plan plan;
    double start; /* on the clock of the bus */
} cst_planning;

/* Reads the scenario FILE and makes the plan, without times. 0 or the codes of cst_load_scenario.
 * cst_planning_free is legal after failure. It must not be moved. */
int cst_planning_make(cst_planning *of, const cst_args *args, cst_error *error);

/* Measures, in about so many seconds. 0 or the codes of cst_run. */
int cst_planning_measure(cst_planning *of, double seconds, cst_error *error);
void cst_planning_free(cst_planning *of);

#endif
