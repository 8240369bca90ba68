/* SPDX-License-Identifier: MIT */
#include "estimate/sample/cell.h"

#include "base/check.h"

#include <math.h>

/* Planned tasks of one run times the most harm of one: every counter and every sum over it fits 64
 * bits with room to spare. */
static const uint64_t most_planned = UINT64_C(1) << 58;

cst_estimate_spec cst_estimate_spec_default(void)
{
    const cst_estimate_spec spec = {.trials = 1000, .seed = 1, .confidence = 0.95, .tail = 0.95};
    return cst_estimate_fixed(spec);
}

cst_estimate_spec cst_estimate_fixed(cst_estimate_spec estimate)
{
    for (cst_stop_rule rule = 0; rule < CST_STOP_RULES; rule++) {
        estimate.stop[rule] = (double)NAN;
    }
    return estimate;
}

bool cst_stop_result(uint32_t index, cst_result_kind *kind)
{
    static const cst_result_kind kinds[] = {
        CST_RESULT_RESIDUAL_RISK,    CST_RESULT_MISS_SHARE,        CST_RESULT_TRIAL_RISK,
        CST_RESULT_EXPECTED_ESCAPES, CST_RESULT_EXPECTED_DAMAGE,   CST_RESULT_USEFULNESS,
        CST_RESULT_WORK_DONE,        CST_RESULT_LOST_WORK,         CST_RESULT_AUDIT_RATE,
        CST_RESULT_REPORTED_SHARE,   CST_RESULT_FALSE_REPORT_RATE, CST_RESULT_FALSE_QUARANTINES,
    };
    const bool known = index >= 1 && index <= sizeof kinds / sizeof kinds[0];
    *kind = known ? kinds[index - 1] : CST_RESULT_RESIDUAL_RISK;
    return known;
}

cst_stop cst_estimate_stop(const cst_estimate_spec *estimate)
{
    for (cst_stop_rule rule = CST_STOP_TRIALS + 1; rule < CST_STOP_RULES; rule++) {
        if (estimate->stop[rule] > 0.0) {
            return (cst_stop){rule, estimate->stop[rule]};
        }
    }
    return (cst_stop){.rule = CST_STOP_TRIALS};
}

cst_result_kind cst_stop_on(const cst_trial_spec *spec, uint32_t index)
{
    const cst_mechanism *kind = spec->mechanism.kind;
    cst_result_kind on = CST_RESULT_RESIDUAL_RISK;
    if (!cst_stop_result(index, &on)) {
        cst_require(kind == NULL || cst_result_find(kind->measure[0].result, &on));
    }
    return on;
}

/* Whether the trials fit the counters: a whole trial with all of its harm, and all of them. */
static int check_trials(const cst_cell *cell, cst_error *error)
{
    const uint64_t severity = (uint64_t)cell->model.spec.attack.severity[1];
    const uint64_t fit = most_planned / cell->trial_tasks / severity;
    if (fit == 0) {
        return cst_error_set(error, CST_ERR_RANGE,
                             severity > 1 ? "attack.severity.most" : "trial.rounds",
                             "expected at most 2^58 (2.9e17) for the tasks of a trial times the "
                             "most harm of one, found %llu times %llu",
                             (unsigned long long)cell->trial_tasks, (unsigned long long)severity);
    }
    const uint64_t most_trials = cell->method->most_trials > 0 ? cell->method->most_trials : fit;
    if (cell->trials >= 1 && cell->trials <= most_trials) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_RANGE, "estimate.trials",
                         "%s: expected 1 to %llu %s, found %llu", cell->method->name,
                         (unsigned long long)most_trials, cell->method->sample,
                         (unsigned long long)cell->trials);
}

int cst_cell_make(cst_cell *cell, const cst_trial_spec *trial, const cst_estimate_spec *estimate,
                  cst_error *error)
{
    *cell = (cst_cell){0};
    const int code = cst_model_make(&cell->model, trial, error);
    return code != 0 ? code : cst_cell_estimate(cell, estimate, error);
}

int cst_cell_estimate(cst_cell *cell, const cst_estimate_spec *estimate, cst_error *error)
{
    cell->seed = estimate->seed;
    cell->stream = estimate->stream;
    cell->trials = estimate->trials;
    cell->confidence = estimate->confidence;
    cell->tail = estimate->tail;
    cell->method = cst_method_choose(&cell->model, estimate->method, error);
    if (cell->method == NULL) {
        return CST_ERR_METHOD;
    }
    cell->sparse = false;
    cell->planted = 0;
    cell->method->shape(cell);
    cst_require(cell->block_trials >= 1);
    cst_require(cell->trial_tasks >= 1 && cell->trial_tasks <= cell->model.tasks_per_trial);
    cell->stop = cst_estimate_stop(estimate);
    cell->stop_on = cst_stop_on(&cell->model.spec, estimate->stop_result);
    const int code = check_trials(cell, error);
    cell->looks =
        code != 0 || cell->stop.rule == CST_STOP_TRIALS ? 1 : cst_stop_looks(cst_cell_blocks(cell));
    return code;
}

void cst_cell_free(cst_cell *cell)
{
    cst_model_free(&cell->model);
}
