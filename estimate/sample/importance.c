/* SPDX-License-Identifier: MIT
 *
 * importance: what is rare is made to happen, and weighted by how likely it was. Where tasks are
 * judged each by itself a trial is one attack, and how many of its reviewers scheme, their common
 * cause made visible, is drawn half the time by the law and half the time evenly: a defensive
 * mixture, whose weights cannot exceed 2. Where trials are played, their first schemer is forced,
 * and every trial has the same weight: the chance that somebody schemes at all. */
#include "estimate/sample/estimators.h"

#include "base/number.h"
#include "base/rmath.h"
#include "estimate/sample/played.h"
#include "estimate/sample/strata.h"
#include "monitor/first.h"
#include "tally/interval.h"

#include <math.h>
#include <string.h>

enum { FEW_EVENTS = 10 };

/* A normal interval needs so many effective events, none with more than this share of the whole,
 * and is not asked to hold far out in the tails. */
static const double effective_least = 30.0;
static const double share_most = 0.05;
static const double normal_level_least = 1e-3;

static const char NORMAL[] = "importance, normal";
static const char BETTING[] = "importance, betting";
static const char BY_TRIALS[] = "importance, forced trials";

static int applies(const cst_model *model, cst_error *error)
{
    if (cst_model_attack_rate(model) <= 0.0) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "importance: nobody ever attacks here; use naive");
    }
    if (model->play == NULL) {
        return cst_forced_applies("importance", model, error);
    }
    if (!cst_first_known(model)) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "importance: agents share causes or beliefs, or are of types, so the "
                             "first schemer has no simple law; use naive");
    }
    return cst_played_applies(model, error);
}

static cst_shape shape(const cst_model *model)
{
    return model->play != NULL ? cst_shape_dense(model) : cst_shape_samples(model);
}

static uint64_t block_trials(const cst_model *model)
{
    return model->play != NULL ? cst_estimator_naive.block_trials(model)
                               : cst_forced_block_trials(model);
}

/* P(s of the reviewers scheme | attack) over the chance with which it is drawn, and how it is
 * drawn. */
typedef struct mixture {
    cst_forced forced;
    double weight[CST_STRATA_MAX];
} mixture;

static mixture mixture_of(const cst_model *model)
{
    mixture made = {.forced = {.strata = cst_strata_count(model), .drawn = true}};
    double attack = 0.0;
    double possible = 0.0;
    double below = 0.0;
    for (uint32_t s = 0; s < made.forced.strata; s++) {
        attack += model->w[s];
        possible += model->w[s] > 0.0 ? 1.0 : 0.0;
    }
    for (uint32_t s = 0; s < made.forced.strata; s++) {
        const double law = model->w[s] / attack;
        const double drawn = model->w[s] > 0.0 ? 0.5 * law + 0.5 / possible : 0.0;
        below += drawn;
        made.weight[s] = drawn > 0.0 ? law / drawn : 0.0;
        made.forced.rank[s] = cst_chance_make(below);
    }
    return made;
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
    if (cell->model.play == NULL) {
        return cst_forced_act(cell, unit, actions, error);
    }
    const int code = cst_played_act(cell, unit, actions, error);
    if (code == 0) {
        force_first(cell, unit, cst_batch_column_mut(actions, CST_COLUMN_ATTACK));
    }
    return code;
}

static int review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                  cst_batch *reports, cst_error *error)
{
    if (cell->model.play != NULL) {
        return cst_played_review(cell, unit, actions, reports, error);
    }
    const mixture drawn = mixture_of(&cell->model);
    return cst_forced_review(cell, unit, &drawn.forced, actions, reports, error);
}

static int tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                 const cst_batch *reports, cst_part *part, cst_error *error)
{
    if (cell->model.play != NULL) {
        return cst_played_tally(cell, unit, actions, reports, part, error);
    }
    const mixture drawn = mixture_of(&cell->model); /* every trial is an attack */
    return cst_forced_tally(cell, unit, &drawn.forced, reports, part, error);
}

/* Weighted escapes: what a sample says of their mean. */
typedef struct weighted {
    double sum, squares, most; /* of the weights of escapes; most: the largest that was seen */
    uint64_t events, samples;
} weighted;

static weighted weigh(const mixture *drawn, const cst_row *row)
{
    weighted seen = {0};
    for (uint32_t s = 0; s < drawn->forced.strata; s++) {
        const cst_stratum stratum = cst_forced_stratum(row, s);
        const double escaped = (double)stratum.escaped;
        const double weight = drawn->weight[s];
        seen.sum += weight * escaped;
        seen.squares += weight * weight * escaped;
        seen.most = stratum.escaped > 0 ? fmax(seen.most, weight) : seen.most;
        seen.events += stratum.escaped;
        seen.samples += stratum.attacks;
    }
    return seen;
}

static bool is_normal(const weighted *seen, double level)
{
    return seen->sum > 0.0 && level >= normal_level_least &&
           seen->sum * seen->sum >= effective_least * seen->squares &&
           seen->most <= share_most * seen->sum;
}

static cst_interval normal_interval(const weighted *seen, double level)
{
    const double n = (double)seen->samples;
    const double mean = seen->sum / n;
    const double error = sqrt((seen->squares / n - mean * mean) / (n - 1.0));
    const double reach = cst_rmath_normal_quantile_above(0.5 * level) * error;
    return (cst_interval){.low = mean - reach, .high = mean + reach};
}

static cst_interval betting_interval(const mixture *drawn, const cst_row *row, double level)
{
    cst_interval_atom atom[CST_STRATA_MAX + 1];
    uint64_t rest = 0;
    uint32_t atoms = 0;
    double unit = 0.0; /* the largest weight, seen or not: values over it are in [0, 1] */
    for (uint32_t s = 0; s < drawn->forced.strata; s++) {
        unit = fmax(unit, drawn->weight[s]);
    }
    for (uint32_t s = 0; s < drawn->forced.strata; s++) {
        const cst_stratum stratum = cst_forced_stratum(row, s);
        atom[atoms++] = (cst_interval_atom){stratum.escaped, drawn->weight[s] / unit};
        rest += stratum.attacks - stratum.escaped;
    }
    atom[atoms++] = (cst_interval_atom){rest, 0.0};
    const cst_interval share = cst_interval_betting_atoms(atom, atoms, level);
    return (cst_interval){.low = unit * share.low, .high = unit * share.high};
}

static void results_of_attacks(const cst_cell *cell, const cst_row *row, double confidence,
                               cst_result *out)
{
    const double level = cst_number_complement(confidence);
    const double attacks = cst_model_attack_rate(&cell->model);
    const mixture drawn = mixture_of(&cell->model);
    const weighted seen = weigh(&drawn, row);
    const bool normal = is_normal(&seen, level);
    const cst_interval share =
        normal ? normal_interval(&seen, level) : betting_interval(&drawn, row, level);
    const double mean = seen.events > 0 ? seen.sum / (double)seen.samples : (double)NAN;
    const cst_result risk = {.estimate = attacks * mean,
                             .low = attacks * share.low,
                             .high = attacks * share.high,
                             .method = normal ? NORMAL : BETTING,
                             .events = seen.events,
                             .of = seen.samples,
                             .few = seen.events < FEW_EVENTS};
    cst_forced_results(cell, &risk, out);
}

static void scale(cst_result *result, double factor, double more)
{
    result->estimate = result->estimate * factor + more;
    result->low = result->low * factor + more;
    result->high = result->high * factor + more;
    result->method = result->method == NULL ? NULL : BY_TRIALS;
}

/* What a trial with a schemer says of all: nothing escapes, is won or lost where nobody schemes.
 * What honest work costs there is not known. */
static void results_of_trials(const cst_cell *cell, const cst_row *row, double confidence,
                              cst_result *out)
{
    static const cst_result_kind scaled[] = {
        CST_RESULT_RESIDUAL_RISK,   CST_RESULT_TRIAL_RISK, CST_RESULT_EXPECTED_ESCAPES,
        CST_RESULT_EXPECTED_DAMAGE, CST_RESULT_WIN_SHARE,  CST_RESULT_LOSE_SHARE};
    static const cst_result_kind left[] = {CST_RESULT_MISS_SHARE, CST_RESULT_MITIGATED_SHARE,
                                           CST_RESULT_TIME_TO_CATCH,
                                           CST_RESULT_ESCAPES_BEFORE_CATCH};
    static const cst_result_kind rest[] = {CST_RESULT_SAFETY, CST_RESULT_CONTINUE_SHARE};
    const double chance = cst_first_chance(&cell->model, cell->model.spec.rounds);
    cst_result all[CST_RESULT_KINDS];
    cst_results_basis basis = cst_cell_basis(cell);
    basis.confidence = confidence;
    basis.attacks_sure = 1;
    cst_results_compute(row, &basis, all);
    cst_results_undefined(out);
    for (size_t i = 0; i < sizeof scaled / sizeof scaled[0]; i++) {
        out[scaled[i]] = all[scaled[i]];
        scale(&out[scaled[i]], chance, 0.0);
    }
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) {
        out[rest[i]] = all[rest[i]];
        scale(&out[rest[i]], chance, 1.0 - chance);
    }
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        out[left[i]] = all[left[i]];
    }
}

/* Of attacks: the attack rate times what each counts. Of played trials: what each counts. */
static uint32_t weights(const cst_cell *cell, double weight[CST_WEIGHTS_MAX])
{
    if (cell->model.play != NULL) {
        weight[0] = cst_first_chance(&cell->model, cell->model.spec.rounds);
        return 1;
    }
    const mixture drawn = mixture_of(&cell->model);
    const double attacks = cst_model_attack_rate(&cell->model);
    for (uint32_t s = 0; s < drawn.forced.strata; s++) {
        weight[s] = attacks * drawn.weight[s];
    }
    return drawn.forced.strata;
}

static void results(const cst_cell *cell, const cst_row *row, double confidence, cst_result *out)
{
    (cell->model.play != NULL ? results_of_trials : results_of_attacks)(cell, row, confidence, out);
}

const cst_estimator cst_estimator_importance = {
    .name = "importance",
    .text = "forces attacks, and weights them by their probability",
    .shape = shape,
    .applies = applies,
    .block_trials = block_trials,
    .act = act,
    .review = review,
    .tally = tally,
    .results = results,
    .weights = weights,
};
