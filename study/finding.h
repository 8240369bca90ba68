/* SPDX-License-Identifier: MIT
 *
 * What was found for one cell: its counters, its results with intervals, its closed forms, and the
 * digest of its canonical part. A list of findings is what every printer takes, whether it comes
 * from a run or from a results file.
 */
#ifndef CST_STUDY_FINDING_H
#define CST_STUDY_FINDING_H

#include "estimate/ask/conduct.h"
#include "estimate/exact/worst.h"
#include "scenarios/load/scenario.h"
#include "study/json.h"

/* Five standard deviations, both sides: an estimate that is less likely than this under its closed
 * form is called a mistake of the program. The level is divided among the cells. */
#define CST_DISAGREEMENT_LEVEL 5.7e-7
/* The same for one interval: small enough for any number of cells. */
#define CST_FAR_LEVEL 1e-11

/* A sweep has many findings, so each keeps only the kinds that it has, one after the other. */
typedef struct cst_finding_list {
    cst_u128 kinds; /* a bit for each */
    char *item;     /* owned */
} cst_finding_list;

typedef struct cst_finding {
    const cst_scenario_cell *cell;        /* borrowed from the scenario */
    const cst_method *method;             /* the table that served */
    uint64_t done;                        /* trials counted, from trial 0 on */
    uint32_t look, looks;                 /* of the stop rule: the one after these, 0 where they
                                             are not up to one; of how many */
    bool met;                             /* the rule: no more trials are wanted */
    uint64_t *count;                      /* owned: one of each kind; NULL of a surface */
    uint64_t untold;                      /* see cst_row */
    cst_finding_list result, approximate; /* ask cst_finding_result */
    cst_finding_list exact;               /* ask cst_finding_exact */

    cst_spread_of_inputs *input;     /* owned: what uncertain inputs make of the closed forms; NULL
                                        where none is uncertain */
    cst_worst worst;                 /* over all laws of this rate and pairwise correlation */
    double unmonitored;              /* attacks per planned task: the risk with nobody watching */
    cst_interval far;                /* residual_risk from samples with weights, so wide that the
                                        closed form is inside unless the program is wrong; else
                                        [0, 1] */
    const cst_conduct_cell *conduct; /* borrowed: of its peers; NULL: it has none, or nobody asks */
    char *per_trial;                 /* owned; the row's spreads as text, of the canonical part */
    char digest[65];                 /* the SHA-256 of the canonical part, hex */
} cst_finding;

/* With a method of NULL where the result is not defined. */
cst_result cst_finding_result(const cst_finding *finding, cst_result_kind kind);
/* NaN where no closed form applies. */
double cst_finding_exact(const cst_finding *finding, cst_result_kind kind);

typedef struct cst_findings {
    const cst_scenario *scenario; /* borrowed: axes, claim, cells */
    cst_finding *finding;         /* owned; one per cell of the scenario, in its order */
    size_t count;
    char *provenance; /* owned; a JSON object */
} cst_findings;

/* Whether the interval of what tables show first does not have its closed form inside. */
bool cst_finding_misses(const cst_finding *finding);

/* Whether no more trials are wanted: the rule is met, or all of them are there. */
bool cst_finding_ended(const cst_finding *finding);

/* The result that a table or a picture shows first: residual_risk, or the first of a mechanism. */
cst_result_kind cst_finding_main(const cst_scenario_cell *cell);

/* The result that a cell's stop rule looks at. */
cst_result_kind cst_finding_stop_on(const cst_scenario_cell *cell);

/* Room for one finding per cell. 0 or CST_ERR_MEMORY. */
int cst_findings_init(cst_findings *findings, const cst_scenario *scenario, cst_error *error);
void cst_findings_free(cst_findings *findings);

/* Works one cell out from its summed row over its first `done` trials. cst_finding_free is legal
 * after failure, and on a zeroed finding. */
int cst_finding_make(cst_finding *finding, const cst_scenario_cell *cell, const cst_row *row,
                     uint64_t done, cst_error *error);

/* The same where it is known from elsewhere whether the rule has ended the trials: of one that
 * looks at all cells (estimate.stop.total). */
int cst_finding_make_met(cst_finding *finding, const cst_scenario_cell *cell, const cst_row *row,
                         uint64_t done, bool met, cst_error *error);
void cst_finding_free(cst_finding *finding);

/* Keeps results and closed forms, one of each kind, instead of those before. 0 or CST_ERR_MEMORY.
 */
int cst_finding_keep(cst_finding *finding, const cst_result *result, const double *exact,
                     cst_error *error);

/* These results of a finding that cst_finding_make made, of a cell that is not spent, with
 * intervals of another confidence, to out[0..kinds-1]. 0 or CST_ERR_MEMORY. */
int cst_finding_results(const cst_finding *finding, double confidence, const cst_result_kind *kind,
                        size_t kinds, cst_result *out, cst_error *error);

/* Writes the canonical part, but for the brace that closes it. */
void cst_finding_canonical(const cst_finding *finding, FILE *out);

/* See cst_finding.far. */
cst_interval cst_finding_far(const cst_cell *cell, const cst_row *row);

/* How far the number of events is from the closed form, in standard deviations: the normal quantile
 * of the binomial tail (mid-P). NaN without a closed form, or with too few events to judge. */
double cst_finding_deviate(const cst_finding *finding, cst_result_kind kind);

/* 0, or CST_ERR_DISAGREES naming the first cell and result whose estimate disagrees with its closed
 * form by an exact binomial tail below 5.7e-7 / cells, or lies outside of `far`. */
int cst_findings_agree(const cst_findings *findings, cst_error *error);

/* Writes where a cell lies: {"scheming.rate":"0.1"}, {} without a sweep. */
void cst_finding_place_json(cst_json *json, const char *name, const cst_scenario *scenario,
                            const cst_scenario_cell *cell);

/* The same as words of a sentence between two others: "scheming.rate=0.1, scheming.rho=0.5", cut at
 * 160 bytes; "" without a sweep. `.text` lasts as cst_words does. */
typedef struct cst_place {
    char text[192];
} cst_place;
cst_place cst_finding_place(const cst_scenario *scenario, const cst_scenario_cell *cell,
                            const char *before, const char *after);

#endif
