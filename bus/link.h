/* SPDX-License-Identifier: MIT
 *
 * A link: a way to run the machines of a run until they are done. Every link is a const table in
 * link_<name>.c with one line in run.c. What a link may not do is change a row.
 */
#ifndef CST_BUS_LINK_H
#define CST_BUS_LINK_H

#include "bus/ledger.h"

#include <signal.h>

/* What a link is given. Everything is borrowed. */
typedef struct cst_drive {
    cst_ledger *ledger;
    uint32_t threads;                         /* >= 1; 0 where guests do all */
    const cst_run_guests *guests;             /* NULL: nobody comes */
    uint64_t batch;                           /* >= 1: tasks that a message is to carry */
    double stall_seconds;                     /* of silence, after which the run has stalled */
    const volatile sig_atomic_t *interrupted; /* NULL: never */
    double (*now)(void);                      /* seconds of a clock that never goes back */
    /* To be called from the thread that runs the link, at least every 100 ms while it waits. */
    void *self;
    int (*tick)(void *self, cst_error *error);
} cst_drive;

typedef struct cst_link {
    const char *name;
    const char *text;
    /* Runs every block that the ledger still wants and fills the report's counts. 0,
     * CST_ERR_INTERRUPTED where blocks are left because of the flag, or another error. */
    int (*run)(const cst_drive *drive, cst_run_report *report, cst_error *error);
} cst_link;

extern const cst_link cst_link_direct, cst_link_inproc;

/* Whether a signal came; flag: see cst_drive. */
static inline bool cst_run_is_interrupted(const volatile sig_atomic_t *flag)
{
    return flag != NULL && *flag != 0;
}

/* CST_ERR_INTERRUPTED with how far the run came. */
int cst_drive_interrupted(const cst_drive *drive, cst_error *error);

#endif
