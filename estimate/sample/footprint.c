/* SPDX-License-Identifier: MIT */
#include "estimate/sample/footprint.h"

#include "estimate/sample/estimators.h"
#include "estimate/sample/fates.h"

#include <math.h>

static double records_of(const cst_cell *cell, double tasks)
{
    if (!cell->sparse || cell->trial_tasks == 1) {
        return tasks;
    }
    return fmin(tasks, cell->model.attack_max * tasks + 16.0);
}

/* The histograms of a row. Few quantities of a trial exceed its tasks. */
static double histograms_of(const cst_cell *cell)
{
    const bool estimates = cell->estimator == &cst_estimator_splitting;
    const double buckets =
        estimates ? CST_SPREAD_BUCKETS : cst_spread_bucket(cell->trial_tasks) + 1;
    double kept = 0.0;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        kept += cst_fates_keeps(&cell->model, (cst_spread_kind)i) ? 1.0 : 0.0;
    }
    return kept * buckets * (double)sizeof(uint64_t);
}

cst_footprint cst_footprint_of(const cst_cell *cell, uint64_t batch)
{
    const double block_tasks = (double)cell->block_trials * (double)cell->trial_tasks;
    const double tasks = fmin((double)cst_cell_unit_tasks(cell, batch), block_tasks);
    enum { SAMPLE = 64 }; /* planes have eight bytes for so many records */
    /* Actions are kept where they were sent until the reports come. */
    const double sample = (double)(2 * cst_batch_size_of(cell->action_columns, 0, SAMPLE) +
                                   cst_batch_size_of(cell->report_columns, 0, SAMPLE));
    const double histograms = histograms_of(cell);
    cst_footprint of = {.unit = records_of(cell, tasks) * sample / SAMPLE,
                        .block = (double)sizeof(cst_block) + histograms,
                        .row = (double)sizeof(cst_row) + histograms,
                        .worker = (double)sizeof(cst_part) + histograms +
                                  cst_part_bytes(cell, (uint64_t)tasks)};
    if (cell->estimator->scratch != NULL) {
        of.worker += cell->estimator->scratch(cell);
    }
    return of;
}
