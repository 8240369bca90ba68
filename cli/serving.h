/* SPDX-License-Identifier: MIT
 *
 * The live view of a run, --serve: how far it is and what it has found by now, over HTTP on
 * loopback (bus/serve.h). What it shows is written once a second; this, and working out what was
 * found, take at most a twentieth each of the time of the thread that leases work.
 */
#ifndef CST_CLI_SERVING_H
#define CST_CLI_SERVING_H

#include "bus/serve.h"
#include "cli/answering.h"
#include "study/job.h"

#define CST_OPTION_SERVE                                                                           \
    CST_OPTION(CST_OPTION_TEXT, "serve", "ADDRESS", "127.0.0.1:PORT, [::1]:PORT, localhost:PORT",  \
               "no server",                                                                        \
               "Show the run while it lasts: a page for a browser at /, JSON at /status, metrics " \
               "for Prometheus at /metrics, on this machine alone; port 0: a free one.")

typedef struct cst_serving {
    cst_serve *serve;               /* NULL: not asked for */
    const cst_job *job;             /* borrowed */
    const cst_answering *answering; /* borrowed, of the run: whose peers are shown, or NULL */
    cst_live_peer peer[CST_PEERS_MAX];
    cst_findings findings; /* of whole looks, of the first CST_LIVE_CELLS cells */
    uint32_t *look;        /* owned: of each of these, which look the finding is of */
    size_t turn;           /* whose finding is looked at first */
    char *policy;          /* owned: of the page */
    cst_live live;         /* as it was last shown */
    double next_findings;  /* when findings are to be looked at again, on the clock of the bus, */
    double next;           /* and when all is to be written again */
    cst_serve_resource resource[4];
} cst_serving;

/* Whether there may be a server where --serve says, before anything is read. 0; CST_ERR_USAGE for
 * an address that is not loopback; CST_ERR_BUS where the port is taken. */
int cst_serving_check(const cst_args *args, cst_error *error);

/* Starts it where --serve is given, and says where it is; else does nothing. 0; what
 * cst_serving_check says; CST_ERR_MEMORY. The job must not have begun; it must not be moved.
 * cst_serving_close is legal after failure. */
int cst_serving_open(cst_serving *serving, const cst_job *job, const cst_args *args,
                     cst_error *error);

/* For cst_run_spec.progress; self is a cst_serving. */
void cst_serving_show(void *self, const cst_progress *progress);

/* Gives away what was found, by place, to findings of which there are none yet. */
void cst_serving_hand_over(cst_serving *serving, cst_findings *findings);

/* Shows what was found in the end to those who are watching, and waits a moment for them. */
void cst_serving_end(cst_serving *serving, const cst_findings *findings);

/* Ends it. */
void cst_serving_close(cst_serving *serving);

#endif
