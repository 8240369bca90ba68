/* SPDX-License-Identifier: MIT
 * What methods share whose units are whole blocks, or whose trials are no deployments. */
#include "estimate/sample/methods.h"

void cst_shape_sparse(cst_cell *cell, uint64_t trial_tasks, uint64_t block_trials)
{
    cell->sparse = true;
    cell->trial_tasks = trial_tasks;
    cell->block_trials = block_trials;
    cell->action_columns = CST_COLUMN_TASK;
    cell->report_columns = CST_COLUMN_TASK | CST_COLUMN_ATTACK | CST_COLUMN_REPORTS |
                           (cell->model.abstain > 0.0 ? CST_COLUMN_ABSTENTIONS : 0);
}

int cst_samples_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                    cst_error *error)
{
    const int code = cst_batch_init(actions, cell->action_columns, unit->tasks, error);
    for (uint64_t i = 0; code == 0 && i < unit->tasks; i++) {
        cst_batch_task_set(actions, i, i);
    }
    return code;
}

int cst_samples_check(const cst_cell *cell, const cst_unit *unit, const cst_batch *batch,
                      uint64_t each, cst_error *error)
{
    bool whole = batch->records == each * unit->tasks;
    for (uint64_t i = 0; whole && i < batch->records; i++) {
        whole = cst_batch_task_at(batch, i) == i / each;
    }
    return whole ? 0
                 : cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: %llu %s were leased, other ones came",
                                 (unsigned long long)unit->tasks, cell->method->sample);
}

void cst_samples_count(cst_part *part, uint64_t samples)
{
    part->row.count[CST_COUNT_TRIALS] += samples;
    part->row.count[CST_COUNT_PLANNED] += samples;
    part->row.count[CST_COUNT_VOID] += samples; /* they are no deployments, nor their tasks */
    cst_spread_add(&part->row.spread[CST_SPREAD_ATTACKS], 0, samples);
    cst_spread_add(&part->row.spread[CST_SPREAD_ESCAPED], 0, samples);
    part->tasks_in += samples;
}
