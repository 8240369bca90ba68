/* SPDX-License-Identifier: MIT
 *
 * Progress on standard error, of commands that have CST_OPTIONS_OF_SIMULATION: on a terminal a line
 * for each cell under way, as many as fit, and one for the run, which are written over at most ten
 * times a second; else a line every 30 seconds, or one JSON object a second (docs/progress.md).
 */
#ifndef CST_CLI_METER_H
#define CST_CLI_METER_H

#include "bus/run.h"
#include "cli/args.h"
#include "cli/show/live.h"
#include "study/job.h"

/* The words of --progress in their order, and what the first of them is on a terminal. */
typedef enum cst_meter_kind {
    CST_METER_LINES = 0,
    CST_METER_JSON = 1,
    CST_METER_NONE = 2,
    CST_METER_TERMINAL = 3
} cst_meter_kind;

enum { CST_METER_CELLS = CST_LIVE_RUNNING }; /* that have a line */

typedef struct cst_meter {
    cst_meter_kind kind;
    const cst_job *job; /* borrowed: whose cells they are; NULL: not told apart */
    void (*also)(void *self, const cst_progress *progress); /* is told as well; NULL: nobody */
    void *also_self;
    double next;  /* seconds since the start at which to speak again */
    int shown;    /* length of the line on the terminal */
    size_t lines; /* above it, and how many columns each takes */
    size_t taken[CST_METER_CELLS + 1];
} cst_meter;

/* As --progress and --quiet ask for it. */
void cst_meter_init(cst_meter *meter, const cst_args *args);

/* For cst_run_spec.progress; self is a cst_meter. */
void cst_meter_show(void *self, const cst_progress *progress);

/* The same for others that show it: without results, receipts and peers. job: as above, and then
 * there is no scenario either. */
cst_live cst_meter_live(const cst_job *job, const cst_progress *progress);

/* For cst_scenario_set.looks, how far a search for red's best answers is: shown on a terminal; JSON
 * says where each cell begins. No clock is looked at. */
void cst_meter_search(void *self, uint32_t cell, uint32_t cells, uint32_t looked, uint32_t most);

/* Takes the line away from the terminal. */
void cst_meter_end(cst_meter *meter);

/* Runs cells under a meter: what cst_run says of a spec whose threads and progress come from the
 * options; spec.progress is told as well. job: whose cells they are, so that each can be shown; or
 * NULL. Signals end it in order, with CST_ERR_INTERRUPTED. */
int cst_meter_run(cst_run_spec spec, const cst_job *job, const cst_args *args,
                  cst_run_report *report, cst_error *error);

#endif
