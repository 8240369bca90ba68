/* SPDX-License-Identifier: MIT */
#include "estimate/ask/rehearsal.h"

#include "estimate/sample/part.h"

#include <math.h>

enum { BATCH = 65536, TRIALS_MAX = 100000 };

/* Streams of scenarios are below 2^63. */
static const uint64_t own_stream = UINT64_C(1) << 63;

static int run_unit(const cst_cell *cell, const cst_unit *unit, cst_part *part, cst_error *error)
{
    cst_batch actions = {0};
    cst_batch reports = {0};
    int code = cell->method->act(cell, unit, &actions, error);
    code = code != 0 ? code : cell->method->review(cell, unit, &actions, &reports, error);
    code = code != 0 ? code : cell->method->tally(cell, unit, &actions, &reports, part, error);
    cst_batch_free(&actions);
    cst_batch_free(&reports);
    return code;
}

int cst_rehearsal_block(const cst_cell *cell, uint64_t index, uint64_t batch, cst_row *sum,
                        cst_error *error)
{
    const uint64_t tasks = cst_cell_block_tasks(cell, index);
    const uint64_t step = cst_cell_unit_tasks(cell, batch);
    const cst_unit whole = {.block = index, .tasks = tasks};
    cst_part part;
    int code = cst_part_init(&part, cell, &whole, error);
    for (uint64_t first = 0; first < tasks && code == 0; first += step) {
        const uint64_t left = tasks - first;
        const cst_unit unit = {.block = index, .first = first, .tasks = left < step ? left : step};
        code = run_unit(cell, &unit, &part, error);
    }
    code = code != 0 ? code : cst_part_close(&part, cell, error);
    code = code != 0 ? code : cst_block_check(cell, index, &part.row, error);
    code = code != 0 ? code : cst_row_add(sum, &part.row, error);
    cst_part_free(&part);
    return code;
}

int cst_rehearsal_run(const cst_cell *cell, uint64_t batch, cst_row *sum, cst_error *error)
{
    int code = 0;
    cst_row_free(sum);
    for (uint64_t index = 0; code == 0 && index < cst_cell_blocks(cell); index++) {
        code = cst_rehearsal_block(cell, index, batch, sum, error);
    }
    return code;
}

static double tasks_of(const cst_trial_spec *spec)
{
    return (double)spec->agents * (double)spec->rounds;
}

uint64_t cst_rehearsal_trials(const cst_trial_spec *spec, double tasks)
{
    const double trials = floor(tasks / tasks_of(spec));
    return (uint64_t)fmin(fmax(trials, CST_REHEARSAL_TRIALS_MIN), TRIALS_MAX);
}

int cst_rehearsal_results(const cst_trial_spec *spec, uint64_t trials, double confidence,
                          cst_result result[CST_RESULT_KINDS], cst_error *error)
{
    cst_estimate_spec estimate = cst_estimate_spec_default();
    cst_cell cell = {0};
    if (tasks_of(spec) > CST_REHEARSAL_TASKS_MAX) {
        return cst_error_set(error, CST_ERR_METHOD, NULL,
                             "it is simulated here, for which trials may have at most %d tasks, "
                             "found %.0f",
                             CST_REHEARSAL_TASKS_MAX, tasks_of(spec));
    }
    estimate.trials = trials;
    estimate.seed = 0;
    estimate.stream = own_stream;
    estimate.confidence = confidence;
    cst_row sum = {0};
    int code = cst_cell_make(&cell, spec, &estimate, error);
    code = code != 0 ? code : cst_rehearsal_run(&cell, BATCH, &sum, error);
    if (code == 0) {
        cst_cell_results(&cell, &sum, cell.confidence, result);
    }
    cst_cell_free(&cell);
    cst_row_free(&sum);
    return code;
}

cst_result_kind cst_rehearsal_objective(const cst_trial_spec *spec)
{
    return spec->response.effect == CST_EFFECT_END_TRIAL ? CST_RESULT_TRIAL_RISK
                                                         : CST_RESULT_RESIDUAL_RISK;
}
