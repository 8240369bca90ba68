/* SPDX-License-Identifier: MIT
 * What a cell's row comes to. */
#include "estimate/exact/closed.h"
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

/* Of one look, where there may be several. */
static double confidence_of_look(const cst_cell *cell, double confidence)
{
    return cell->looks > 1 ? 1.0 - (1.0 - confidence) / cell->looks : confidence;
}

/* Student's interval is for a number of trials that was fixed before. */
static void refuse_approximate(cst_result *result)
{
    if (result->approximate.given || result->approximate.refused != NULL) {
        result->approximate = (cst_approximate){.refused = "the number of trials was not fixed"};
    }
}

void cst_cell_results(const cst_cell *cell, const cst_row *row, double confidence,
                      cst_result out[CST_RESULT_KINDS])
{
    cst_results_basis basis = cst_cell_basis(cell);
    basis.confidence = confidence_of_look(cell, confidence);
    if (cell->method->results != NULL) {
        cell->method->results(cell, row, basis.confidence, out);
    } else {
        cst_results_compute(row, &basis, out);
    }
    if (cell->model.spec.mechanism.kind == NULL) {
        cst_results_cut(&basis, out);
    }
    for (cst_result_kind kind = 0; cell->looks > 1 && kind < CST_RESULT_KINDS; kind++) {
        refuse_approximate(&out[kind]);
    }
}

static cst_result risk_of(const cst_cell *cell, const cst_row *row, double confidence)
{
    cst_results_basis basis = cst_cell_basis(cell);
    cst_result out[CST_RESULT_KINDS];
    cst_result *risk = &out[CST_RESULT_RESIDUAL_RISK];
    basis.confidence = confidence_of_look(cell, confidence);
    cst_results_undefined(out);
    if (cell->method->results == NULL) {
        *risk = cst_results_risk(row, &basis);
    } else if (cell->method->risk != NULL) {
        *risk = cell->method->risk(cell, row, basis.confidence);
    } else {
        cell->method->results(cell, row, basis.confidence, out);
    }
    cst_results_cut(&basis, out);
    return *risk;
}

cst_result cst_cell_result(const cst_cell *cell, const cst_row *row, double confidence,
                           cst_result_kind kind)
{
    cst_result out[CST_RESULT_KINDS];
    if (kind == CST_RESULT_RESIDUAL_RISK) {
        return risk_of(cell, row, confidence);
    }
    cst_cell_results(cell, row, confidence, out);
    return out[kind];
}

cst_interval cst_cell_risk(const cst_cell *cell, const cst_row *row, double confidence)
{
    const cst_result risk = risk_of(cell, row, confidence);
    return (cst_interval){.low = risk.low, .high = risk.high};
}

bool cst_cell_defines(const cst_cell *cell, cst_result_kind kind)
{
    cst_row row = {0};
    cst_result out[CST_RESULT_KINDS];
    cst_cell_results(cell, &row, cell->confidence, out);
    cst_row_free(&row);
    return out[kind].method != NULL;
}

uint64_t cst_cell_look_blocks(const cst_cell *cell, uint32_t look)
{
    const uint64_t blocks = cst_cell_blocks(cell);
    return cell->looks == 1 ? blocks : cst_stop_look(blocks, look);
}

uint64_t cst_cell_look_trials(const cst_cell *cell, uint32_t look)
{
    const uint64_t at = cst_cell_look_blocks(cell, look);
    return at == cst_cell_blocks(cell) ? cell->trials : cst_cell_block_first_trial(cell, at);
}

uint32_t cst_cell_look_at(const cst_cell *cell, uint64_t trials)
{
    uint32_t look = cell->looks;
    while (look > 0 && cst_cell_look_trials(cell, look) != trials) {
        look--;
    }
    return look;
}

/* Whether the result can only be 0. */
static bool is_nothing(const cst_cell *cell)
{
    double exact[CST_RESULT_KINDS];
    cst_closed_forms(&cell->model, exact);
    return exact[cell->stop_on] == 0.0;
}

/* What the rule looks at. */
static cst_stop_seen look(const cst_cell *cell, const cst_row *row)
{
    const cst_result on = cst_cell_result(cell, row, cell->confidence, cell->stop_on);
    return (cst_stop_seen){on.estimate, on.low, on.high, on.events};
}

bool cst_cell_stops(const cst_cell *cell, const cst_row *row)
{
    if (!cst_stop_asks(cell->stop.rule) ||
        cst_cell_look_at(cell, row->count[CST_COUNT_TRIALS]) == 0) {
        return false;
    }
    const cst_stop_seen seen = look(cell, row);
    return cst_stop_met(&cell->stop, &seen) || (seen.events == 0 && is_nothing(cell));
}

double cst_cell_width(const cst_cell *cell, const cst_row *row)
{
    const cst_stop_seen seen = look(cell, row);
    const double most = fmax(fabs(seen.low), fabs(seen.high)); /* usefulness may be below 0 */
    if (seen.events == 0) {
        return is_nothing(cell) ? 0.0 : 1.0;
    }
    return most > 0.0 ? fmin(rint(1e9 * (seen.high - seen.low) / most) / 1e9, 1.0) : 0.0;
}

bool cst_cell_ends(const cst_cell *cell, const cst_row *row)
{
    return row->count[CST_COUNT_TRIALS] == cell->trials || cst_cell_stops(cell, row);
}
