/* SPDX-License-Identifier: MIT
 *
 * A run of a scenario: its cells, each distinct one once, and a place for their rows: memory, or
 * a results file.
 */
#ifndef CST_STUDY_JOB_H
#define CST_STUDY_JOB_H

#include "bus/run.h"
#include "monitor/outside.h"
#include "store/store.h"
#include "study/effort.h"
#include "study/finding.h"

/* A shard of a run: of each cell the number-th of so many parts of its blocks; 0, 0: all of it. */
typedef struct cst_shard {
    uint32_t number, of;
} cst_shard;

/* Reads "2/4", 1/1 to 100000/100000. 0 or CST_ERR_USAGE. */
int cst_shard_read(const char *text, cst_shard *shard, cst_error *error);

typedef struct cst_job {
    cst_scenario *scenario;          /* borrowed */
    uint32_t cells;                  /* distinct ones */
    const cst_cell **cell;           /* owned list of the scenario's cells */
    const cst_scenario_cell **known; /* owned: the scenario's first cell behind each */
    uint32_t *index;                 /* owned: scenario cell -> distinct cell */
    uint64_t **packed; /* owned: sums (cst_row_pack), where there is no results file; NULL: none, */
    uint64_t **coming; /* and of the blocks for the look that is run for */
    uint32_t *look;    /* owned: of each distinct cell, the look that is run for, */
    uint64_t *end;     /* and the trials at which it has ended, 0: not yet */
    cst_effort effort; /* under estimate.stop.total, else of no cells */
    uint32_t waiting;  /* then: cells that have come to their looks */
    bool spends;       /* cells are worked out for good: rows go with it, and the cells are spent
                          (cst_scenario_spend) but for the first of each method, which notes ask */
    cst_store *store;  /* owned, NULL: keep rows in memory */
    bool looks;        /* the store is borrowed: rows are only looked at */
    cst_shard shard;   /* only these blocks are run, and no rule is asked */
    bool out_of_time;  /* not all that was wanted is in: findings are of whole looks */
    uint64_t goal_before; /* trials of the file's cells before, the most; 0: a new file */
    uint64_t all_before;  /* those of all its cells, */
    uint64_t done_before; /* and how many of these are done */
} cst_job;

/* Takes the cells, which the scenario has made. 0 or CST_ERR_MEMORY. cst_job_free is legal after
 * failure. */
int cst_job_init(cst_job *job, cst_scenario *scenario, cst_error *error);
void cst_job_free(cst_job *job);

/* Who says what external agents of its cells say: asked by the cells' numbers in the job.
 * Borrowed, for as long as cells are run. */
void cst_job_answer(cst_job *job, const cst_outside *outside);

/* Leaves only these of the scenario's cells, by their places, to be run; before anything else is
 * done with the job, and not under estimate.stop.total, where all share their trials. Of the others
 * nothing may be asked: no sum, no finding. */
void cst_job_choose(cst_job *job, const bool *wanted);

/* Opens the results file and puts the cells there: rows go to it from now on, and blocks that it
 * has are not run again. */
int cst_job_keep(cst_job *job, const char *path, const cst_store_provenance *provenance,
                 cst_error *error);

/* Takes the cells and what an open results file, which is borrowed, has of them: nothing is run. 0,
 * CST_ERR_MEMORY or the file's code, and then there is nothing to be freed. */
int cst_job_look(cst_job *job, cst_scenario *scenario, cst_store *store, cst_error *error);

/* Seconds that a run may take: the least of those of its rule and of a budget; 0: there are none.
 */
double cst_job_seconds(const cst_job *job, double budget);

/* Where cst_run puts the blocks. */
cst_sink cst_job_sink(cst_job *job);

/* The sum of a distinct cell's rows up to where its trials end (study/stopping.h), and how many
 * trials it is of; what `into` held is freed. */
int cst_job_sum(const cst_job *job, uint32_t cell, cst_row *into, uint64_t *done, cst_error *error);

/* How many of the scenario's cells are finished. */
size_t cst_job_finished(const cst_job *job);

/* Makes the finding of a place of the scenario from its cell's sum (cst_job_sum). */
int cst_job_finding(const cst_job *job, size_t place, const cst_row *row, uint64_t done,
                    cst_finding *finding, cst_error *error);

/* Works all cells out, but for those whose findings are there and of all their trials. Findings
 * must be initialised over the same scenario. */
int cst_job_findings(cst_job *job, cst_findings *findings, cst_error *error);

#endif
