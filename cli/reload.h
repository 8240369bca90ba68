/* SPDX-License-Identifier: MIT
 *
 * Findings from a results file: the scenarios that the file keeps are read again, so results and
 * closed forms come out as they did from the run.
 */
#ifndef CST_CLI_RELOAD_H
#define CST_CLI_RELOAD_H

#include "cli/finding.h"

#include <stdio.h>

typedef struct cst_reload {
    cst_scenario scenario; /* put together from the cells of the file */
    cst_findings findings; /* over that scenario */
} cst_reload;

/* Reads all cells of a results file. 0, CST_ERR_STORE, CST_ERR_STORE_VERSION, CST_ERR_MEMORY.
 * cst_reload_free is legal after failure. */
int cst_reload_read(cst_reload *reload, const char *path, cst_error *error);
void cst_reload_free(cst_reload *reload);

/* Says on `err` how many cells have not all their trials yet, where some have not: what comes of an
 * unfinished run must not pass for a finished one. `command` is who says it. */
void cst_reload_warn_unfinished(const cst_reload *reload, const char *command, FILE *err);

#endif
