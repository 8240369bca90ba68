/* SPDX-License-Identifier: MIT */
#include "estimate/sample/cell.h"

#include "base/check.h"
#include "estimate/sample/fates.h"
#include "monitor/limits.h"

/* Planned tasks of one run times the most harm of one: every counter and every sum over it fits 64
 * bits with room to spare. */
static const uint64_t most_planned = UINT64_C(1) << 58;

cst_estimate_spec cst_estimate_spec_default(void)
{
    return (cst_estimate_spec){.trials = 1000, .seed = 1, .confidence = 0.95, .tail = 0.95};
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
    return check_trials(cell, error);
}

void cst_cell_free(cst_cell *cell)
{
    cst_model_free(&cell->model);
}

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

void cst_cell_results(const cst_cell *cell, const cst_row *row, double confidence,
                      cst_result out[CST_RESULT_KINDS])
{
    cst_results_basis basis = cst_cell_basis(cell);
    basis.confidence = confidence;
    if (cell->method->results != NULL) {
        cell->method->results(cell, row, confidence, out);
    } else {
        cst_results_compute(row, &basis, out);
    }
    cst_results_cut(&basis, out);
}

/* Agents in every slot, and the trusted monitor beside them where the protocol has both. */
static uint32_t reviews_most(const cst_model *model)
{
    return cst_model_reviews(model) + (model->spec.protocol.kind->joint ? 1 : 0);
}

/* Whether planned tasks may not happen after such a response. */
static bool loses_work(cst_response_effect effect)
{
    return effect == CST_EFFECT_END_TRIAL || effect == CST_EFFECT_QUARANTINE ||
           effect == CST_EFFECT_RECALL;
}

cst_results_basis cst_cell_basis(const cst_cell *cell)
{
    const cst_limits limits = cst_limits_of(&cell->model);
    return (cst_results_basis){
        .tasks_per_trial = cell->model.tasks_per_trial,
        .agents = cell->model.spec.agents,
        .capacity = cell->model.spec.protocol.capacity,
        .trusted_quality = cell->model.spec.protocol.trusted_quality,
        .audit_minutes = cell->model.spec.protocol.audit_minutes,
        .peers = cst_protocol_reviewers(&cell->model.spec.protocol),
        .schemers_known = cst_model_schemers_known(&cell->model),
        .schemers_tied = cst_model_schemers_tied(&cell->model),
        .loses = loses_work(cell->model.spec.response.effect),
        .reviews_per_task = cst_fates_reviews(&cell->model),
        .reviews_most = reviews_most(&cell->model),
        .delay = cst_model_delay(&cell->model),
        .severity_most = cell->model.spec.attack.severity[1],
        .attack_most = cell->model.scheming_most,
        .attack_rate = cst_model_attack_rate(&cell->model),
        .removal_most = limits.removal,
        .flag_most = limits.flag,
        .loss_most = limits.loss,
        .loss_tasks = limits.loss_tasks,
        .audits_most = limits.audits,
        .removals = cst_model_removals(&cell->model),
        .cause_of_trial = cell->model.spec.scheming.scope == CST_SCOPE_TRIAL,
        .takes_out = cell->model.spec.response.effect == CST_EFFECT_QUARANTINE,
        .votes = cst_fate_has_votes(&cell->model.spec.protocol),
        .tasks_independent = cell->model.tasks_independent,
        .ends = cell->model.ends,
        .whole = cell->model.whole,
        .tasks_alike = cell->model.tasks_alike,
        .reports = cst_protocol_reports(cell->model.spec.protocol.kind),
        .confidence = cell->confidence,
        .tail = cell->tail,
    };
}
