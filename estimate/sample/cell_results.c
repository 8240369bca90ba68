/* SPDX-License-Identifier: MIT
 * What a cell's row comes to. */
#include "estimate/sample/cell.h"
#include "estimate/sample/fates.h"
#include "monitor/limits.h"

/* Agents in every slot, and the trusted monitor beside them where the protocol has both. */
static uint32_t reviews_most(const cst_model *model)
{
    return cst_model_reviews(model) + (model->spec.protocol.kind->joint ? 1 : 0);
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
        .loses = cst_cell_loses(cell),
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
    if (cell->model.spec.mechanism.kind == NULL) {
        cst_results_cut(&basis, out);
    }
}

cst_interval cst_cell_risk(const cst_cell *cell, const cst_row *row, double confidence)
{
    cst_results_basis basis = cst_cell_basis(cell);
    cst_result out[CST_RESULT_KINDS];
    cst_result *risk = &out[CST_RESULT_RESIDUAL_RISK];
    basis.confidence = confidence;
    cst_results_undefined(out);
    if (cell->method->results == NULL) {
        *risk = cst_results_risk(row, &basis);
    } else if (cell->method->risk != NULL) {
        *risk = cell->method->risk(cell, row, confidence);
    } else {
        cell->method->results(cell, row, confidence, out);
    }
    cst_results_cut(&basis, out);
    return (cst_interval){.low = risk->low, .high = risk->high};
}
