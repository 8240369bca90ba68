/* SPDX-License-Identifier: MIT
 *
 * A surface: residual_risk and shares of attacks at all cells of a sweep from one simulation of the
 * protocol's response (estimate/sample/strata.h). Cells that differ in what `scheming:` says alone
 * share a response; each response is simulated once, by method strata, as one cell of a run.
 */
#ifndef CST_STUDY_SURFACE_H
#define CST_STUDY_SURFACE_H

#include "bus/run.h"
#include "estimate/sample/strata.h"
#include "study/finding.h"

typedef struct cst_surface {
    cst_findings findings;      /* of all cells of the scenario, once they are worked out */
    uint64_t samples;           /* attacks of a stratum, about */
    cst_result_kind kind;       /* what is printed: residual_risk, miss_share, mitigated_share */
    uint32_t *response;         /* owned: by cell of the scenario, its response */
    cst_cell *cell;             /* owned: one for each response, with a model of the scenario's */
    const cst_cell **listed;    /* owned: these, for cst_run */
    cst_row *row;               /* owned: one for each response */
    uint32_t responses, strata; /* strata: of all responses together */
    double *unseen;             /* owned: by cell of the scenario, see cst_strata_unseen */
} cst_surface;

/* Makes the strata. 0, CST_ERR_METHOD where a cell has none (with its place), CST_ERR_RANGE where
 * there are no samples, or more than fit the counters, CST_ERR_MEMORY. cst_surface_free is legal
 * after failure. */
int cst_surface_init(cst_surface *surface, const cst_scenario *scenario, uint64_t samples,
                     cst_error *error);
void cst_surface_free(cst_surface *surface);

/* Where cst_run puts the blocks of surface->listed. */
cst_sink cst_surface_sink(cst_surface *surface);

/* Works the findings out, with closed forms beside. 0 or CST_ERR_DISAGREES (cst_findings_agree). */
int cst_surface_findings(cst_surface *surface, cst_error *error);

#endif
