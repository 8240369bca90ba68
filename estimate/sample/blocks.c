/* SPDX-License-Identifier: MIT
 * The blocks of a cell and the size of a unit. */
#include "base/check.h"
#include "estimate/sample/cell.h"
#include "monitor/assign.h"

uint64_t cst_cell_blocks(const cst_cell *cell)
{
    return (cell->trials - 1) / cell->block_trials + 1;
}

uint64_t cst_cell_block_first_trial(const cst_cell *cell, uint64_t block)
{
    return block * cell->block_trials;
}

uint64_t cst_cell_block_trials(const cst_cell *cell, uint64_t block)
{
    cst_require(block < cst_cell_blocks(cell));
    const uint64_t left = cell->trials - cst_cell_block_first_trial(cell, block);
    return left < cell->block_trials ? left : cell->block_trials;
}

uint64_t cst_cell_block_tasks(const cst_cell *cell, uint64_t block)
{
    return cst_cell_block_trials(cell, block) * cell->trial_tasks;
}

uint64_t cst_cell_unit_tasks(const cst_cell *cell, uint64_t batch)
{
    const uint64_t trial = cell->trial_tasks;
    if (cell->sparse) {
        return cell->block_trials * trial;
    }
    uint64_t tasks = batch == 0 ? 1 : batch;
    /* A trial's order is drawn once a unit: keep it worth it. */
    if (cst_order_needed(&cell->model) && tasks < cell->model.spec.agents) {
        tasks = cell->model.spec.agents;
    }
    if (cell->model.whole) { /* no trial may be cut in two */
        return tasks < trial ? trial : tasks / trial * trial;
    }
    return tasks;
}
