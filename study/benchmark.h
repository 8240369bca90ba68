/* SPDX-License-Identifier: MIT
 *
 * What a benchmark found: protocols against collusion strategies, each protocol at its worst, and
 * the ranks that the data allow among protocols with the same reviews per task.
 */
#ifndef CST_STUDY_BENCHMARK_H
#define CST_STUDY_BENCHMARK_H

#include "study/parts.h"
#include "tally/interval.h"

enum { CST_BENCHMARK_ROWS = 64, CST_BENCHMARK_COLUMNS = 32 };

/* One protocol at one scheming rate and audit budget. */
typedef struct cst_benchmark_row {
    const cst_protocol *kind;
    double rate;                /* of scheming */
    double budget;              /* protocol.audit.budget; 0: it has none */
    char label[CST_PART_LABEL]; /* of its file */
    char name[96];              /* kind, reviews or label where it is not the only one */
    const cst_finding *finding[CST_BENCHMARK_COLUMNS]; /* borrowed; NULL: not asked for */
    cst_interval together[CST_BENCHMARK_COLUMNS];      /* residual_risk, all cells at once */
    uint32_t worst;                                    /* column of its highest estimate */
    cst_interval at_worst;                             /* of its worst case */
    double reviews;                                    /* of a task, as designed */
    uint32_t group;                                    /* row that begins those with as many */
                                                       /* at this rate and budget */
    bool many;                                         /* of this kind, with as many reviews */
    cst_interval_rank ranks;                           /* among these */
} cst_benchmark_row;

typedef struct cst_benchmark {
    const cst_collusion *column[CST_BENCHMARK_COLUMNS];
    uint32_t rows, columns;
    bool rates, budgets; /* they differ */
    /* Once ranked: by scheming rate, the highest first, then by budget, then by reviews per task,
     * then by worst case, the safest first. */
    cst_benchmark_row row[CST_BENCHMARK_ROWS];
    double confidence; /* of all intervals of `together` at once */
    uint32_t cells;    /* distinct ones */
} cst_benchmark;

/* Adds a finding of a scenario; label: its file's, which tells protocols of one kind apart;
 * together: of its place. 0, CST_ERR_USAGE where there are too many or one place is taken twice. */
int cst_benchmark_add(cst_benchmark *benchmark, const cst_scenario *scenario,
                      const cst_finding *finding, const char *label, cst_interval together,
                      cst_error *error);

/* residual_risk of a cell from its summed row, at the level that all `cells` share. */
cst_interval cst_benchmark_together(const cst_benchmark *benchmark, const cst_cell *cell,
                                    const cst_row *row);

/* Sorts, names and ranks. */
void cst_benchmark_rank(cst_benchmark *benchmark);

/* Once ranked: the row behind those at the rate and the budget of this one. */
uint32_t cst_benchmark_end(const cst_benchmark *benchmark, uint32_t row);

/* Before anything runs: 0, or CST_ERR_USAGE where a sweep is over other keys than protocol.kind,
 * protocol.audit.budget, collusion.strategy and scheming.rate, or parts are not about the same
 * number of agents and rounds, draws and confidence. */
int cst_benchmark_check(const cst_study *parts, uint32_t count, cst_error *error);

/* Once all parts have run, rows in memory: adds all that was found and ranks it. What
 * cst_benchmark_add says. The benchmark borrows the findings. */
int cst_benchmark_gather(cst_benchmark *benchmark, const cst_study *parts, uint32_t count,
                         cst_error *error);

#endif
