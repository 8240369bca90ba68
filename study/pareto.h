/* SPDX-License-Identifier: MIT
 *
 * Protocols at several settings: what each costs in honest work, and what it leaves of the risk
 * under attack; which of them no other one beats in both. A scenario is run twice: as it is, and
 * with nobody who schemes.
 */
#ifndef CST_STUDY_PARETO_H
#define CST_STUDY_PARETO_H

#include "study/front.h"
#include "study/parts.h"

enum { CST_PARETO_SERIES = 16 /* more cannot be told apart */, CST_PARETO_TEXT = 160 };

/* To the right: of the honest run. Upwards: of the run under attack. */
typedef enum cst_pareto_side { CST_PARETO_COST = 0, CST_PARETO_RISK = 1 } cst_pareto_side;

/* What a side shows. */
typedef struct cst_pareto_axis {
    cst_result_kind kind;
    bool more; /* is better; else less is */
} cst_pareto_axis;

typedef struct cst_pareto_point {
    const cst_finding *finding[2]; /* borrowed: of the honest run, of the one under attack */
    const cst_scenario *scenario;  /* borrowed */
    cst_result result[2];          /* by side; intervals that hold for all of them at once */
    double at[2]; /* the closed forms, else the estimates, or the worse ends of the intervals where
                     nothing was seen */
    cst_front_place place;          /* among all points */
    bool on_line;                   /* no other point's values are better */
    bool on_own;                    /* none of its own protocol are */
    char settings[CST_PARETO_TEXT]; /* what the sweep varies and it uses: "budget = 0.02" */
} cst_pareto_point;

/* A protocol of a file. */
typedef struct cst_pareto_series {
    const cst_protocol *kind;
    const char *file; /* borrowed */
    char name[128];   /* the kind, and the file's label where several files have it */
    size_t first, points;
} cst_pareto_series;

typedef struct cst_pareto {
    cst_pareto_axis axis[2];
    cst_pareto_series series[CST_PARETO_SERIES];
    uint32_t count;
    cst_pareto_point *point; /* owned: by series, then from the worse value of the cost on */
    size_t points;
    size_t left_out;    /* cells without one of the two results */
    const char *claim;  /* borrowed: of the first file */
    double confidence;  /* of all intervals at once */
    uint32_t intervals; /* so many share the level */
} cst_pareto;

/* Chooses what the sides show: NULL is usefulness, and safety. 0 or CST_ERR_USAGE with the nearest
 * name. */
int cst_pareto_axes(cst_pareto *pareto, const char *against, const char *result, cst_error *error);

/* What makes everybody honest, as --set would: so many assignments, whose texts are constants. */
enum { CST_PARETO_HONEST = 3 };
size_t cst_pareto_honest(const cst_scenario *scenario, const char *set[CST_PARETO_HONEST]);

/* Before anything runs, axes chosen and scenarios loaded: 0, or CST_ERR_USAGE where a sweep is over
 * what is not blue's to choose, where somebody schemes in the honest runs, where files are not
 * about the same agents (cst_parts_check) and rate of scheming, or no cell has both results. */
int cst_pareto_check(const cst_pareto *pareto, const cst_study *attacked, const cst_study *honest,
                     uint32_t count, cst_error *error);

/* Once all parts have run, rows in memory. 0; CST_ERR_USAGE where there are too many protocols, or
 * no point at all; CST_ERR_MEMORY. It borrows the parts. cst_pareto_free is legal after failure. */
int cst_pareto_gather(cst_pareto *pareto, const cst_study *attacked, const cst_study *honest,
                      uint32_t count, cst_error *error);
void cst_pareto_free(cst_pareto *pareto);

#endif
