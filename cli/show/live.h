/* SPDX-License-Identifier: MIT
 *
 * How far a run is and what it has found by now, as its live view shows it: a page for people that
 * looks again by itself, one object of JSON, and metrics in the text format of Prometheus (0.0.4).
 */
#ifndef CST_CLI_SHOW_LIVE_H
#define CST_CLI_SHOW_LIVE_H

#include "study/finding.h"

enum {
    CST_LIVE_RUNNING = 12, /* cells under way that are told apart */
    CST_LIVE_CELLS = 1000  /* whose results are shown: the first of the sweep */
};

/* A cell under way. Tasks are planned ones of finished blocks. */
typedef struct cst_live_cell {
    const cst_scenario_cell *cell; /* borrowed */
    uint64_t done, all;
    uint64_t escaped; /* attacks, in blocks that were run now */
} cst_live_cell;

/* A program outside that plays agents, and what it has said. */
typedef struct cst_live_peer {
    const char *name;             /* borrowed, hostile */
    uint64_t asked;               /* reviews */
    uint64_t reported, abstained; /* of these */
    uint64_t deeds, attacked;     /* asked of it as an actor; of these, on which it attacks */
    uint64_t unanswered;          /* it was late or gone */
    uint64_t lost;                /* times that it was gone */
    uint64_t attacks[CST_LINEAGES_MAX], missed[CST_LINEAGES_MAX]; /* reviewed, by the actor's
                                                                     lineage; of these, let pass */
} cst_live_peer;

typedef struct cst_live {
    const cst_scenario *scenario; /* borrowed, as all here */
    uint64_t cells_done, cells_all, tasks_done, tasks_all;
    double seconds;
    double seconds_left; /* < 0: cannot tell */
    bool ended;
    uint32_t running; /* cells under way, and the first of them */
    cst_live_cell cell[CST_LIVE_RUNNING];
    uint64_t units, sent, reached, repeats; /* units of the run; records that reviewers have told
                                               of, and that reached the tally; messages that came
                                               again */
    uint64_t came, lost, again;   /* workers of other processes that came, that were lost; leases of
                                     units that were leased before */
    const cst_findings *findings; /* one for each cell, at most CST_LIVE_CELLS, of whole looks;
                                     those without trials have cell and method alone. NULL: a run
                                     without results */
    const cst_live_peer *peer;
    size_t peers;
} cst_live;

/* The members of docs/progress.md. */
void cst_live_progress_json(cst_json *json, const cst_live *live);

/* All of it as JSON; as metrics. */
void cst_live_status(FILE *out, const cst_live *live);
void cst_live_metrics(FILE *out, const cst_live *live);

/* What changes on the page; the page around it; the policy under which its scripts may run, for the
 * server to say. 0 or CST_ERR_MEMORY. */
int cst_live_state(FILE *out, const cst_live *live, cst_error *error);
void cst_live_page(FILE *out, const cst_scenario *scenario, const char *state);
void cst_live_policy(FILE *out, const cst_scenario *scenario);

#endif
