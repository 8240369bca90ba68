/* SPDX-License-Identifier: MIT
 *
 * strata: attacks with 0, 1, ..., k scheming reviewers in turn; what escapes of each is weighted by
 * the dependence law. And what other methods of forced attacks share. */
#include "estimate/sample/strata.h"

#include "base/check.h"
#include "base/number.h"
#include "estimate/sample/fates.h"
#include "estimate/sample/methods.h"
#include "tally/interval.h"

#include <math.h>
#include <string.h>

enum { BLOCK_ATTACKS = 1 << 16 };
_Static_assert((int)CST_ROW_SCHEMERS_MAX == CST_REVIEWERS_MAX, "rows hold every stratum");

static const uint32_t forced_round = UINT32_MAX;

int cst_strata_serve(const char *method, const cst_model *model, cst_error *error)
{
    const char *why = NULL;
    const char *other = "skip or naive";
    if (model->play != NULL) {
        why = "trials are played round by round (memory, budgets, or causes that tasks share)";
        other = "planted, importance, splitting or naive";
    } else if (model->ends) {
        why = "a trial may end before its tasks are done";
    } else if (model->mixture || model->rates_differ) {
        why = "agents scheme at different rates";
    } else if (cst_order_needed(model)) {
        why = "with fixed pairs, or rotation, of lineages that differ a trial's tasks are not "
              "independent";
        other = "naive";
    } else {
        return 0;
    }
    return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                         "%s: %s; expected a protocol that judges each task by itself; use %s",
                         method, why, other);
}

int cst_strata_possible(const char *method, const cst_model *model, cst_error *error)
{
    if (cst_model_attack_rate(model) > 0.0) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                         "%s: nobody ever attacks here; use naive", method);
}

uint32_t cst_strata_count(const cst_model *model)
{
    return cst_protocol_reviewers(&model->spec.protocol) + 1;
}

void cst_strata_shape(cst_cell *cell)
{
    cst_shape_sparse(cell, 1, BLOCK_ATTACKS);
}

static uint32_t schemers_at(const cst_strata *forced, const cst_random *random, uint64_t attack)
{
    if (!forced->drawn) {
        return (uint32_t)(attack % forced->count);
    }
    cst_draws draws = cst_draws_at(random, attack, 0, CST_DRAW_STRATUM);
    return cst_draws_rank(&draws, forced->rank, forced->count - 1);
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

int cst_strata_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                      cst_batch *reports, cst_error *error)
{
    const cst_strata forced = cell->method->strata(&cell->model);
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

static void add_strata(const cst_stratum *seen, uint32_t count, cst_row *row)
{
    for (uint32_t s = 0; s < count; s++) {
        const uint64_t escaped = seen[s].escaped;
        cst_require(escaped <= seen[s].attacks);
        const uint64_t stopped = seen[s].attacks - escaped;
        row->count[CST_COUNT_TRIALS] += seen[s].attacks;
        row->count[CST_COUNT_PLANNED] += seen[s].attacks;
        row->count[CST_COUNT_TRIALS_ESCAPED] += escaped;
        cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], 1, seen[s].attacks);
        cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 1, escaped);
        cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 0, stopped);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMERS], s, seen[s].attacks);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMERS_ESCAPED], s, escaped);
    }
}

int cst_strata_tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                     const cst_batch *reports, cst_part *part, cst_error *error)
{
    const cst_model *model = &cell->model;
    const cst_strata forced = cell->method->strata(model);
    const cst_random random = cst_cell_random(cell);
    const uint64_t first = cst_cell_block_first_trial(cell, unit->block) + unit->first;
    const uint8_t *attack = cst_batch_column(reports, CST_COLUMN_ATTACK);
    const uint8_t *said = cst_batch_column(reports, CST_COLUMN_REPORTS);
    const uint8_t *silent = cst_batch_column(reports, CST_COLUMN_ABSTENTIONS);
    cst_stratum seen[CST_WEIGHTS_MAX] = {{0}};
    (void)actions; /* every trial is an attack */
    cst_require(forced.count >= 1 && forced.count <= CST_WEIGHTS_MAX);
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
        seen[s].attacks++;
        seen[s].escaped += values[CST_SPREAD_ESCAPED];
    }
    if (code == 0) {
        add_strata(seen, forced.count, &part->row);
        part->tasks_in += unit->tasks;
    }
    return code;
}

cst_stratum cst_strata_seen(const cst_row *row, uint32_t s)
{
    cst_require(s < CST_WEIGHTS_MAX);
    return (cst_stratum){.attacks = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS], s),
                         .escaped = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS_ESCAPED], s)};
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

void cst_strata_results(const cst_cell *cell, const cst_result *of_attacks, cst_result *out)
{
    const cst_model *model = &cell->model;
    const cst_results_basis basis = cst_cell_basis(cell);
    const double tasks = (double)model->tasks_per_trial;
    const double *severity = model->spec.attack.severity;
    const cst_result *risk = &out[CST_RESULT_RESIDUAL_RISK];
    cst_results_undefined(out);
    out[CST_RESULT_RESIDUAL_RISK] = *of_attacks;
    cst_results_cut(&basis, out); /* before anything follows from it */
    out[CST_RESULT_EXPECTED_ESCAPES] = cst_result_times(*risk, tasks);
    if (severity[1] > 1.0) {
        const double mean = 0.5 * (severity[0] + severity[1]);
        out[CST_RESULT_EXPECTED_DAMAGE] = cst_result_times(*risk, tasks * mean);
    }
    if (basis.attack_rate > 0.0) {
        out[CST_RESULT_MISS_SHARE] = cst_result_times(*risk, 1.0 / basis.attack_rate);
        out[CST_RESULT_MITIGATED_SHARE] = cst_result_rest(out[CST_RESULT_MISS_SHARE]);
    }
    if (model->tasks_alike && model->tasks_independent) {
        out[CST_RESULT_TRIAL_RISK] = at_least_once(risk, tasks);
        out[CST_RESULT_SAFETY] = cst_result_rest(out[CST_RESULT_TRIAL_RISK]);
    }
}

/* --- strata itself ---------------------------------------------------------------------------- */

static int applies(const cst_model *model, cst_error *error)
{
    return cst_strata_serve("strata", model, error);
}

double cst_strata_unseen(const cst_model *model, const cst_row *row)
{
    double unseen = 0.0;
    for (uint32_t s = 0; s < cst_strata_count(model); s++) {
        unseen += cst_strata_seen(row, s).attacks == 0 ? model->w[s] : 0.0;
    }
    return unseen;
}

/* The ends hold for all strata together, at level / strata each. */
static void results(const cst_cell *cell, const cst_row *row, double confidence, cst_result *out)
{
    const double *w = cell->model.w;
    const uint32_t count = cst_strata_count(&cell->model);
    const double level = cst_number_complement(confidence) / (double)count;
    cst_result risk = {.method = "strata, Clopper-Pearson"};
    for (uint32_t s = 0; s < count; s++) {
        const cst_stratum seen = cst_strata_seen(row, s);
        const cst_interval share = cst_interval_clopper_pearson(seen.escaped, seen.attacks, level);
        risk.low += w[s] * share.low;
        risk.high += w[s] * share.high;
        if (seen.attacks > 0) {
            risk.estimate += w[s] * ((double)seen.escaped / (double)seen.attacks);
        }
        risk.events += w[s] > 0.0 ? seen.escaped : 0;
        risk.of += w[s] > 0.0 ? seen.attacks : 0;
    }
    risk.estimate = risk.events > 0 ? risk.estimate : (double)NAN;
    risk.few = risk.events < CST_RESULT_FEW;
    cst_strata_results(cell, &risk, out);
}

/* As many attacks in each stratum. */
static cst_strata in_turn(const cst_model *model)
{
    cst_strata made = {.count = cst_strata_count(model), .scale = 1.0};
    memcpy(made.weight, model->w, made.count * sizeof *model->w);
    return made;
}

const cst_method cst_method_strata = {
    .name = "strata",
    .text = "a trial is one attack: simulates the protocol's response, the dependence law is exact",
    .sample = "attacks",
    .shape = cst_strata_shape,
    .applies = applies,
    .strata = in_turn,
    .act = cst_samples_act,
    .review = cst_strata_review,
    .tally = cst_strata_tally,
    .results = results,
};
