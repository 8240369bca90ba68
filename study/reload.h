/* SPDX-License-Identifier: MIT
 *
 * Findings from a results file: the scenarios that the file keeps are read again, so results and
 * closed forms come out as they did from the run.
 */
#ifndef CST_STUDY_RELOAD_H
#define CST_STUDY_RELOAD_H

#include "store/store.h"
#include "study/finding.h"

typedef struct cst_reload {
    cst_scenario scenario; /* put together from the cells of the file */
    cst_findings findings; /* over that scenario */
    cst_store_run *run;    /* owned: the runs that made the file, in their order */
    size_t runs;
} cst_reload;

/* Adds the nearest file to an error with that code, where a results file is not there. Returns the
 * code. */
int cst_reload_nearest(int code, const char *path, cst_error *error);

/* Reads all cells of a results file. 0, CST_ERR_STORE, CST_ERR_STORE_VERSION, CST_ERR_MEMORY.
 * cst_reload_free is legal after failure. */
int cst_reload_read(cst_reload *reload, const char *path, cst_error *error);
void cst_reload_free(cst_reload *reload);

/* How many cells have not all their trials yet. */
size_t cst_reload_unfinished(const cst_reload *reload);

#endif
