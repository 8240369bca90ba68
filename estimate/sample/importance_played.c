/* SPDX-License-Identifier: MIT
 *
 * importance where trials are played: their first schemer is forced, and every trial has the same
 * weight: the chance that somebody schemes at all. */
#include "estimate/sample/methods.h"
#include "estimate/sample/strata.h"
#include "monitor/first.h"

#include <string.h>

static int applies(const cst_model *model, cst_error *error)
{
    const int code = cst_strata_possible("importance", model, error);
    if (code == 0 && !cst_first_known(model)) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "importance: agents share causes or beliefs, or are of types, so the "
                             "first schemer has no simple law; use naive");
    }
    return code != 0 ? code : cst_played_applies(model, error);
}

static int applies_events(const cst_model *model, cst_error *error)
{
    const int code = applies(model, error);
    return code != 0 ? code : cst_eventful_applies(model, error);
}

static void force_first(const cst_cell *cell, const cst_unit *unit, uint8_t *schemes)
{
    const cst_random random = cst_cell_random(cell);
    const uint64_t length = cell->model.tasks_per_trial;
    for (uint64_t done = 0; done < unit->tasks; done += length) {
        const cst_task task = cst_cell_task(cell, unit->block, unit->first + done);
        const uint64_t first =
            cst_first_draw(&cell->model, &random, task.trial, cell->model.spec.rounds);
        memset(schemes + done, 0, first);
        schemes[done + first] = 1;
    }
}

static int act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions, cst_error *error)
{
    const int code = cst_played_act(cell, unit, actions, error);
    if (code == 0) {
        force_first(cell, unit, cst_batch_column_mut(actions, CST_COLUMN_ATTACK));
    }
    return code;
}

static int put(cst_batch *actions, uint64_t task, cst_error *error)
{
    const int code = actions->records == actions->capacity ? cst_batch_grow(actions, error) : 0;
    if (code == 0) {
        cst_batch_task_set(actions, actions->records++, task);
    }
    return code;
}

/* From event to event: in each trial, of the tasks whose actors scheme by themselves those behind
 * the first are left. */
static int act_events(const cst_cell *cell, const cst_unit *unit, cst_batch *actions,
                      cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const uint64_t length = cell->model.tasks_per_trial;
    cst_batch all = {0};
    uint64_t at = 0;
    int code = cst_eventful_act(cell, unit, &all, error);
    code = code != 0 ? code : cst_batch_init(actions, cell->action_columns, 16, error);
    actions->records = 0;
    for (uint64_t done = 0; code == 0 && done < unit->tasks; done += length) {
        const cst_task task = cst_cell_task(cell, unit->block, done);
        const uint64_t first =
            done + cst_first_draw(&cell->model, &random, task.trial, cell->model.spec.rounds);
        code = put(actions, first, error);
        for (; code == 0 && at < all.records && cst_batch_task_at(&all, at) < done + length; at++) {
            if (cst_batch_task_at(&all, at) > first) {
                code = put(actions, cst_batch_task_at(&all, at), error);
            }
        }
    }
    cst_batch_free(&all);
    return code;
}

static cst_result scaled(cst_result result, double factor, double more)
{
    result.estimate = result.estimate * factor + more;
    result.low = result.low * factor + more;
    result.high = result.high * factor + more;
    result.approximate = cst_approximate_scaled(result.approximate, factor, more);
    result.method = result.method == NULL ? NULL : "importance, forced trials";
    return result;
}

/* What a trial with a schemer says of all: nothing escapes, is won or lost where nobody schemes.
 * What honest work costs there is not known. */
static void results(const cst_cell *cell, const cst_row *row, double confidence, cst_result *out)
{
    static const cst_result_kind of_schemers[] = {
        CST_RESULT_RESIDUAL_RISK,   CST_RESULT_TRIAL_RISK,          CST_RESULT_EXPECTED_ESCAPES,
        CST_RESULT_EXPECTED_DAMAGE, CST_RESULT_WIN_SHARE,           CST_RESULT_LOSE_SHARE,
        CST_RESULT_CATCH_SHARE,     CST_RESULT_ESCAPES_BEFORE_CATCH};
    const double chance = cst_first_chance(&cell->model, cell->model.spec.rounds);
    cst_result all[CST_RESULT_KINDS];
    cst_results_basis basis = cst_cell_basis(cell);
    basis.confidence = confidence;
    basis.attacks_sure = 1;
    cst_results_compute(row, &basis, all);
    cst_results_undefined(out);
    for (size_t i = 0; i < sizeof of_schemers / sizeof of_schemers[0]; i++) {
        out[of_schemers[i]] = scaled(all[of_schemers[i]], chance, 0.0);
    }
    out[CST_RESULT_SAFETY] = scaled(all[CST_RESULT_SAFETY], chance, 1.0 - chance);
    out[CST_RESULT_CONTINUE_SHARE] = scaled(all[CST_RESULT_CONTINUE_SHARE], chance, 1.0 - chance);
    out[CST_RESULT_MISS_SHARE] = all[CST_RESULT_MISS_SHARE];
    out[CST_RESULT_MITIGATED_SHARE] = all[CST_RESULT_MITIGATED_SHARE];
    out[CST_RESULT_REPORTED_SHARE] = all[CST_RESULT_REPORTED_SHARE];
    out[CST_RESULT_REPORTED_BY_SCHEMERS] = all[CST_RESULT_REPORTED_BY_SCHEMERS];
    /* Nobody is caught where nobody schemes. */
    out[CST_RESULT_TIME_TO_CATCH] =
        scaled(all[CST_RESULT_TIME_TO_CATCH], chance,
               (1.0 - chance) * ((double)cell->model.spec.rounds + basis.delay));
    out[CST_RESULT_TIME_IF_CAUGHT] = all[CST_RESULT_TIME_IF_CAUGHT];
}

/* What each trial counts. */
static cst_strata weights(const cst_model *model)
{
    return (cst_strata){
        .count = 1, .weight = {1.0}, .scale = cst_first_chance(model, model->spec.rounds)};
}

const cst_method cst_method_importance_played = {
    .name = "importance",
    .text = "forces the first schemer of a trial, and weights it by its probability",
    .sample = "forced trials",
    .shape = cst_played_shape,
    .applies = applies,
    .strata = weights,
    .act = act,
    .review = cst_played_review,
    .tally = cst_played_tally,
    .results = results,
    .scratch = cst_played_scratch,
};

const cst_method cst_method_importance_events = {
    .name = "importance",
    .text = "forces the first schemer of a trial, and weights it by its probability; trials are "
            "played from event to event",
    .sample = "forced trials",
    .shape = cst_eventful_shape,
    .applies = applies_events,
    .strata = weights,
    .act = act_events,
    .review = cst_eventful_review,
    .tally = cst_eventful_tally,
    .results = results,
    .scratch = cst_eventful_scratch,
};
