/* SPDX-License-Identifier: MIT
 *
 * Progress on standard error: on a terminal one line that is written over at most ten times a
 * second, else a line every 30 seconds, or one JSON object a second.
 */
#ifndef CST_CLI_METER_H
#define CST_CLI_METER_H

#include "bus/run.h"

#include <stdio.h>

typedef enum cst_meter_kind {
    CST_METER_NONE = 0,
    CST_METER_TERMINAL = 1,
    CST_METER_LINES = 2,
    CST_METER_JSON = 3
} cst_meter_kind;

typedef struct cst_meter {
    FILE *err;
    cst_meter_kind kind;
    double next; /* seconds since the start at which to speak again */
    int shown;   /* length of the line on the terminal */
    cst_progress last;
} cst_meter;

/* kind as asked for: "auto", "json", "none" (NULL is auto). */
void cst_meter_init(cst_meter *meter, FILE *err, const char *kind);

/* For cst_run_spec.progress; self is a cst_meter. */
void cst_meter_show(void *self, const cst_progress *progress);

/* How far a search for red's best answers is: in this cell of so many, counted from 0, after so
 * many of at most so many values. */
typedef struct cst_search {
    uint32_t cell, cells;
    uint32_t looked, most;
} cst_search;

/* Shows it on a terminal; JSON says where each cell begins. No clock is looked at. */
void cst_meter_search(cst_meter *meter, const cst_search *search);

/* Takes the line away from the terminal. */
void cst_meter_end(cst_meter *meter);

#endif
