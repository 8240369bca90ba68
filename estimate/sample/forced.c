/* SPDX-License-Identifier: MIT */
#include "estimate/sample/forced.h"

#include "base/check.h"
#include "estimate/sample/estimators.h"
#include "estimate/sample/fates.h"

#include <math.h>
#include <string.h>

enum { BLOCK_ATTACKS = 1 << 16 };

static const uint32_t forced_round = UINT32_MAX;

int cst_forced_applies(const char *method, const cst_model *model, cst_error *error)
{
    const char *why = NULL;
    const char *other = "skip or naive";
    if (model->play != NULL) {
        why = "trials are played round by round (memory, budgets, or causes that tasks share)";
        other = "importance, splitting or naive";
    } else if (model->ends) {
        why = "a trial may end before its tasks are done";
    } else if (model->mixture || model->rates_differ) {
        why = "agents scheme at different rates";
    } else if (cst_order_needed(model)) {
        why = "with fixed pairs and lineages that differ, the tasks of a trial are not independent";
        other = "naive";
    } else {
        return 0;
    }
    return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                         "%s: %s; expected a protocol that judges each task by itself; use %s",
                         method, why, other);
}

int cst_forced_possible(const char *method, const cst_model *model, cst_error *error)
{
    if (cst_model_attack_rate(model) > 0.0) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                         "%s: nobody ever attacks here; use naive", method);
}

uint32_t cst_forced_strata(const cst_model *model)
{
    return cst_protocol_reviewers(&model->spec.protocol) + 1;
}

uint32_t cst_forced_weights(const cst_cell *cell, double weight[CST_WEIGHTS_MAX])
{
    const cst_forced forced = cell->estimator->forced(&cell->model);
    for (uint32_t s = 0; s < forced.strata; s++) {
        weight[s] = forced.scale * forced.weight[s];
    }
    return forced.strata;
}

void cst_forced_shape(cst_cell *cell)
{
    cst_shape_sparse(cell, 1, BLOCK_ATTACKS);
}

static uint32_t schemers_at(const cst_forced *forced, const cst_random *random, uint64_t attack)
{
    if (!forced->drawn) {
        return (uint32_t)(attack % forced->strata);
    }
    cst_draws draws = cst_draws_at(random, attack, 0, CST_DRAW_STRATUM);
    return cst_draws_rank(&draws, forced->rank, forced->strata - 1);
}

/* Any agent where all are alike, else one drawn from all. */
static cst_task task_of(const cst_model *model, const cst_random *random, uint64_t attack)
{
    cst_task task = {attack, forced_round, 0};
    if (model->reviewers_differ) {
        cst_draws draws = cst_draws_at(random, attack, 1, CST_DRAW_STRATUM);
        task.agent = (uint32_t)cst_draws_uniform(&draws, model->spec.agents);
    }
    return task;
}

int cst_forced_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                      cst_batch *reports, cst_error *error)
{
    const cst_forced forced = cell->estimator->forced(&cell->model);
    const cst_random random = cst_cell_random(cell);
    const uint64_t first = cst_cell_block_first_trial(cell, unit->block) + unit->first;
    int code = cst_samples_check(cell, unit, actions, 1, error);
    code = code != 0 ? code : cst_batch_init(reports, cell->report_columns, unit->tasks, error);
    if (code != 0) {
        return code;
    }
    uint8_t *said = cst_batch_column_mut(reports, CST_COLUMN_REPORTS);
    uint8_t *silent = cst_batch_column_mut(reports, CST_COLUMN_ABSTENTIONS);
    memset(cst_batch_column_mut(reports, CST_COLUMN_ATTACK), 1, unit->tasks);
    for (uint64_t i = 0; i < unit->tasks; i++) {
        const cst_task task = task_of(&cell->model, &random, first + i);
        const uint32_t schemers =
            cell->model.states_matter ? schemers_at(&forced, &random, first + i) : 0;
        const cst_votes votes = cst_review_forced(&cell->model, &random, &task, schemers);
        cst_batch_task_set(reports, i, i);
        said[i] = votes.reports;
        if (silent != NULL) {
            silent[i] = votes.abstentions;
        }
    }
    return 0;
}

/* The attacks of each stratum, and those that escaped. */
typedef struct strata {
    uint64_t attacks[CST_STRATA_MAX], escaped[CST_STRATA_MAX];
} strata;

static void add_strata(const strata *seen, uint32_t count, cst_row *row)
{
    for (uint32_t s = 0; s < count; s++) {
        const uint64_t escaped = seen->escaped[s];
        cst_require(escaped <= seen->attacks[s]);
        const uint64_t stopped = seen->attacks[s] - escaped;
        row->count[CST_COUNT_TRIALS] += seen->attacks[s];
        row->count[CST_COUNT_PLANNED] += seen->attacks[s];
        row->count[CST_COUNT_TRIALS_ESCAPED] += escaped;
        cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], 1, seen->attacks[s]);
        cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 1, escaped);
        cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 0, stopped);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMERS], s, seen->attacks[s]);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMERS_ESCAPED], s, escaped);
    }
}

int cst_forced_tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                     const cst_batch *reports, cst_part *part, cst_error *error)
{
    const cst_model *model = &cell->model;
    const cst_forced forced = cell->estimator->forced(model);
    const cst_random random = cst_cell_random(cell);
    const uint64_t first = cst_cell_block_first_trial(cell, unit->block) + unit->first;
    const uint8_t *attack = cst_batch_column(reports, CST_COLUMN_ATTACK);
    const uint8_t *said = cst_batch_column(reports, CST_COLUMN_REPORTS);
    const uint8_t *silent = cst_batch_column(reports, CST_COLUMN_ABSTENTIONS);
    strata seen = {0};
    (void)actions; /* every trial is an attack */
    cst_require(forced.strata >= 1 && forced.strata <= CST_STRATA_MAX);
    int code = cst_samples_check(cell, unit, reports, 1, error);
    for (uint64_t i = 0; code == 0 && i < unit->tasks; i++) {
        const cst_votes votes = {said[i], silent == NULL ? (uint8_t)0 : silent[i]};
        uint64_t values[CST_SPREAD_KINDS] = {0};
        if (attack[i] != 1 || (uint32_t)votes.reports + votes.abstentions > model->slots) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu is none that a reviewer can send",
                                 (unsigned long long)i);
        }
        const cst_task task = task_of(model, &random, first + i);
        const uint32_t s = schemers_at(&forced, &random, first + i);
        (void)cst_fates_attack(model, &random, &task, votes, &part->row, values);
        seen.attacks[s]++;
        seen.escaped[s] += values[CST_SPREAD_ESCAPED];
    }
    if (code == 0) {
        add_strata(&seen, forced.strata, &part->row);
        part->tasks_in += unit->tasks;
    }
    return code;
}

cst_stratum cst_forced_stratum(const cst_row *row, uint32_t s)
{
    cst_require(s < CST_STRATA_MAX);
    return (cst_stratum){.attacks = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS], s),
                         .escaped = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS_ESCAPED], s)};
}

static cst_result times(const cst_result *risk, double factor)
{
    cst_result result = *risk;
    result.estimate *= factor; /* NaN where the estimate is */
    result.low *= factor;
    result.high *= factor;
    result.derived = true;
    return result;
}

static cst_result one_minus(const cst_result *share)
{
    cst_result result = *share;
    const double left = 1.0 - share->estimate;
    result.estimate = left > 1e-15 ? left : (double)NAN; /* nothing was left over */
    result.low = 1.0 - share->high;
    result.high = 1.0 - share->low;
    result.derived = true;
    return result;
}

/* P(at least one of n independent tasks), from the risk of each. */
static cst_result at_least_once(const cst_result *risk, double n)
{
    cst_result result = *risk;
    result.estimate = -expm1(n * log1p(-risk->estimate));
    result.low = -expm1(n * log1p(-risk->low));
    result.high = -expm1(n * log1p(-risk->high));
    result.derived = true;
    return result;
}

void cst_forced_results(const cst_cell *cell, const cst_result *of_attacks, cst_result *out)
{
    const cst_model *model = &cell->model;
    const cst_results_basis basis = cst_cell_basis(cell);
    const double tasks = (double)model->tasks_per_trial;
    const double *severity = model->spec.attack.severity;
    const cst_result *risk = &out[CST_RESULT_RESIDUAL_RISK];
    cst_results_undefined(out);
    out[CST_RESULT_RESIDUAL_RISK] = *of_attacks;
    cst_results_cut(&basis, out); /* before anything follows from it */
    out[CST_RESULT_EXPECTED_ESCAPES] = times(risk, tasks);
    if (severity[1] > 1.0) {
        const double mean = 0.5 * (severity[0] + severity[1]);
        out[CST_RESULT_EXPECTED_DAMAGE] = times(risk, tasks * mean);
    }
    if (basis.attack_rate > 0.0) {
        out[CST_RESULT_MISS_SHARE] = times(risk, 1.0 / basis.attack_rate);
        out[CST_RESULT_MITIGATED_SHARE] = one_minus(&out[CST_RESULT_MISS_SHARE]);
    }
    if (model->tasks_alike && model->tasks_independent) {
        out[CST_RESULT_TRIAL_RISK] = at_least_once(risk, tasks);
        out[CST_RESULT_SAFETY] = one_minus(&out[CST_RESULT_TRIAL_RISK]);
    }
}
