/* SPDX-License-Identifier: MIT
 *
 * A scenario from its file to its findings.
 */
#ifndef CST_STUDY_STUDY_H
#define CST_STUDY_STUDY_H

#include "study/job.h"

/* What a run of a scenario has. Its parts point to each other: it must not be moved or copied. */
typedef struct cst_study {
    cst_scenario scenario;
    cst_job job;           /* its distinct cells and their rows */
    cst_findings findings; /* one for each cell of the scenario, in its order */
    cst_run_report report; /* of the bus */
} cst_study;

/* Reads the scenario file, runs its cells and works the findings out. set: changes to the file, or
 * NULL; how: threads, batch, link, progress and interruption, its cells and sink are not looked
 * at; NULL: one thread per core. 0, or the codes of cst_scenario_load and cst_run,
 * CST_ERR_MEMORY, or CST_ERR_DISAGREES (cst_findings_agree): then the findings are there, and one
 * contradicts its closed form. cst_study_free is legal after failure. */
int cst_study_run(cst_study *study, const char *path, const cst_scenario_set *set,
                  const cst_run_spec *how, cst_error *error);
void cst_study_free(cst_study *study);

#endif
