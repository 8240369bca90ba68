/* SPDX-License-Identifier: MIT
 *
 * splitting: harm that needs several steps is reached level by level. A level is a number of steps
 * that some active agent has behind it, the score itself, so that none is ever between two levels.
 * The same number of paths starts on each level from the states in which the level was entered,
 * each drawn by its weight; the chance of harm is the product over levels of the mean weight of
 * paths that reach the next one (fixed effort: unbiased whatever the levels share). A path's weight
 * is the chance that somebody schemes in the rest of the trial, which it is forced to. A trial is
 * one such estimate. */
#include "base/check.h"
#include "base/number.h"
#include "base/rmath.h"
#include "estimate/sample/methods.h"
#include "monitor/first.h"
#include "monitor/play.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Paths that start on each level, estimates of a block and of a cell. */
enum { PATHS = 1000, BLOCK_ESTIMATES = 4, ESTIMATES_MAX = 4000 };
enum { AGENTS_MAX = 2000, STEPS_MAX = 1000 };

static int applies(const cst_model *model, cst_error *error)
{
    const cst_trial_spec *spec = &model->spec;
    const char *why = NULL;
    if (model->play == NULL || spec->attack.policy != cst_policy_find("steps") ||
        spec->attack.steps < 2) {
        why = "harm is done by single attacks here; expected attack.policy steps of 2 or more; use "
              "strata, importance or skip";
    } else if (spec->scheming.scope != CST_SCOPE_TASK || model->mixture) {
        why = "agents share causes beyond a task, or are of types; use naive";
    } else if (spec->response.effect == CST_EFFECT_RETRACT || spec->response.window > 0) {
        why = "outputs that are taken back undo steps; use importance or naive";
    } else if (spec->agents > AGENTS_MAX || spec->attack.steps > STEPS_MAX) {
        why = "expected at most 2000 agents and 1000 steps; use importance or naive";
    } else {
        return cst_played_applies(model, error);
    }
    return cst_error_set(error, CST_ERR_METHOD, "estimate.method", "splitting: %s", why);
}

static void shape(cst_cell *cell)
{
    cst_shape_sparse(cell, 1, BLOCK_ESTIMATES);
    cell->report_columns = CST_COLUMN_TASK | CST_COLUMN_RECORD;
}

/* States in which a level was entered, each with the weight of its path. */
typedef struct entries {
    cst_play *play; /* room for PATHS, of which `made` have been initialised */
    uint32_t made, used;
    double sum[PATHS]; /* of the weights up to this one */
} entries;

/* What one thread needs for its estimates. */
typedef struct splitting {
    const cst_cell *cell;
    cst_random random;
    cst_play path;
    entries level[2]; /* those of the level that paths start from, and of the next one */
    uint8_t *schemes; /* of a round */
    cst_record *records;
} splitting;

static void splitting_free(splitting *at)
{
    for (int i = 0; i < 2; i++) {
        for (uint32_t j = 0; j < at->level[i].made; j++) {
            cst_play_free(&at->level[i].play[j]);
        }
        free(at->level[i].play);
    }
    cst_play_free(&at->path);
    free(at->schemes);
    free(at->records);
}

static int splitting_init(splitting *at, const cst_cell *cell, cst_error *error)
{
    const size_t tasks = cell->model.tasks_per_trial;
    *at = (splitting){.cell = cell, .random = cst_cell_random(cell)};
    at->schemes = calloc(cell->model.spec.agents, 1);
    at->records = calloc(tasks, sizeof *at->records);
    at->level[0].play = calloc(PATHS, sizeof *at->level[0].play);
    at->level[1].play = calloc(PATHS, sizeof *at->level[1].play);
    if (at->schemes == NULL || at->records == NULL || at->level[0].play == NULL ||
        at->level[1].play == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "%d paths do not fit", PATHS);
    }
    return cst_play_init(&at->path, &cell->model, &at->random, error);
}

static int enter(splitting *at, double weight, entries *level, cst_error *error)
{
    cst_require(level->used < PATHS);
    if (level->used == level->made) {
        const int code =
            cst_play_init(&level->play[level->made], &at->cell->model, &at->random, error);
        level->made++; /* freed even after failure */
        if (code != 0) {
            return code;
        }
    }
    level->sum[level->used] = weight + (level->used > 0 ? level->sum[level->used - 1] : 0.0);
    return cst_play_copy(&level->play[level->used++], &at->path, error);
}

/* Steps that some active agent has behind it; all of them once harm was done. */
static uint32_t progress(const cst_play *play)
{
    const cst_trial_spec *spec = &play->model->spec;
    uint32_t most = 0;
    for (uint32_t agent = 0; play->escapes == 0 && agent < spec->agents; agent++) {
        const bool active = cst_seats_held(&play->seats, agent, play->round + 1);
        most = active && play->agent[agent].steps > most ? play->agent[agent].steps : most;
    }
    return play->escapes > 0 ? spec->attack.steps : most;
}

/* The states of a round whose first schemer, a task of the trial, is forced. */
static void force(uint8_t *schemes, uint64_t begin, uint32_t agents, uint64_t first)
{
    if (begin <= first) {
        const uint64_t before = first - begin < agents ? first - begin : agents;
        memset(schemes, 0, before);
        if (before < agents) {
            schemes[before] = 1;
        }
    }
}

/* Plays on from a round until the trial is over or a level is reached (0: none). first: the first
 * task from here on whose actor schemes, where that is forced. */
static int play_on(splitting *at, uint32_t round, const uint64_t *first, uint32_t wanted,
                   cst_error *error)
{
    int code = 0;
    const uint32_t agents = at->cell->model.spec.agents;
    cst_play *path = &at->path;
    while (code == 0 && !cst_play_done(path, round) && (wanted == 0 || progress(path) < wanted)) {
        cst_play_states_of_round(&at->cell->model, &at->random, path->trial, round, at->schemes);
        if (first != NULL) {
            force(at->schemes, (uint64_t)round * agents, agents, *first);
        }
        code = cst_play_round(path, round++, at->schemes, error);
    }
    return code;
}

/* Puts the path where one of the entries is, each by its weight. */
static int go_on_from(splitting *at, uint64_t number, const entries *from, cst_error *error)
{
    cst_draws draws = cst_draws_at(&at->random, number, 0, CST_DRAW_SPLIT);
    const double wanted = cst_draws_unit(&draws) * from->sum[from->used - 1];
    uint32_t low = 0;
    uint32_t high = from->used - 1;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (from->sum[middle] > wanted) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    const int code = cst_play_copy(&at->path, &from->play[low], error);
    at->path.trial = number;
    return code;
}

/* One path of a level, under a number that no other path of the cell has. That somebody schemes in
 * the rest of the trial is forced where it can be: that is the path's weight. */
static int take_path(splitting *at, uint64_t number, uint32_t level, const entries *from,
                     entries *to, cst_error *error)
{
    const cst_model *model = &at->cell->model;
    uint32_t round = 0;
    int code = 0;
    if (level == 0) {
        cst_play_begin(&at->path, number, at->records);
    } else {
        code = go_on_from(at, number, from, error);
        round = at->path.round + 1;
    }
    const uint32_t left = model->spec.rounds - round;
    const bool forced = left > 0 && cst_first_known(model);
    const uint64_t before = (uint64_t)round * model->spec.agents;
    const uint64_t first =
        forced ? before + cst_first_draw(model, &at->random, number, left) : before;
    code = code != 0 ? code : play_on(at, round, forced ? &first : NULL, level + 1, error);
    if (code != 0 || progress(&at->path) <= level) {
        return code;
    }
    return enter(at, forced ? cst_first_chance(model, left) : 1.0, to, error);
}

/* Escapes of the trials that have seen harm, by playing each to its end. */
static int mean_escapes(splitting *at, const entries *harmed, uint64_t number, double *mean,
                        cst_error *error)
{
    double sum = 0.0;
    double before = 0.0;
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < harmed->used; i++) {
        code = cst_play_copy(&at->path, &harmed->play[i], error);
        at->path.trial = number + i;
        code = code != 0 ? code : play_on(at, at->path.round + 1, NULL, 0, error);
        sum += (double)at->path.escapes * (harmed->sum[i] - before);
        before = harmed->sum[i];
    }
    *mean = sum / before;
    return code;
}

/* One estimate of trial_risk and of expected_escapes. */
static int estimate(splitting *at, uint64_t trial, double risk[2], cst_error *error)
{
    const cst_model *model = &at->cell->model;
    const uint32_t steps = model->spec.attack.steps;
    double product = 1.0;
    risk[0] = risk[1] = 0.0;
    for (uint32_t level = 0; level < steps; level++) {
        const uint64_t number = (trial * (steps + 1) + level) * PATHS;
        const entries *from = &at->level[level % 2];
        entries *to = &at->level[(level + 1) % 2];
        to->used = 0;
        for (uint32_t i = 0; i < PATHS; i++) {
            const int code = take_path(at, number + i, level, from, to, error);
            if (code != 0) {
                return code;
            }
        }
        if (to->used == 0) {
            return 0;
        }
        product *= to->sum[to->used - 1] / PATHS;
    }
    double escapes = 0.0;
    const int code = mean_escapes(at, &at->level[steps % 2], (trial * (steps + 1) + steps) * PATHS,
                                  &escapes, error);
    if (code != 0) {
        return code;
    }
    risk[0] = product;
    risk[1] = product * escapes;
    if (risk[1] > 1.0) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "splitting: harm is not rare here, %.3g times a trial; use naive",
                             risk[1]);
    }
    return 0;
}

static uint64_t in_units(double share)
{
    return (uint64_t)floor(share * CST_ROW_SPLIT + 0.5);
}

static int review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                  cst_batch *reports, cst_error *error)
{
    const uint64_t first = cst_cell_block_first_trial(cell, unit->block) + unit->first;
    splitting at = {0};
    int code = cst_samples_check(cell, unit, actions, 1, error);
    code = code != 0 ? code : cst_batch_init(reports, cell->report_columns, 2 * unit->tasks, error);
    if (code != 0) {
        return code;
    }
    code = splitting_init(&at, cell, error);
    for (uint64_t i = 0; code == 0 && i < unit->tasks; i++) {
        double risk[2];
        code = estimate(&at, first + i, risk, error);
        for (uint64_t j = 0; code == 0 && j < 2; j++) {
            cst_batch_task_set(reports, 2 * i + j, i);
            cst_batch_record_set(reports, 2 * i + j, in_units(risk[j]));
        }
    }
    splitting_free(&at);
    return code;
}

static int tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                 const cst_batch *reports, cst_part *part, cst_error *error)
{
    (void)actions;
    const uint8_t *words = cst_batch_column(reports, CST_COLUMN_RECORD);
    int code = cst_samples_check(cell, unit, reports, 2, error);
    for (uint64_t i = 0; code == 0 && i < unit->tasks; i++) {
        const uint64_t risk = cst_batch_word(words + 16 * i);
        const uint64_t escapes = cst_batch_word(words + 16 * i + 8);
        if (risk > (uint64_t)CST_ROW_SPLIT || escapes > (uint64_t)CST_ROW_SPLIT) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL, "receipt: estimate %llu is above 1",
                                 (unsigned long long)i);
        }
        cst_spread_add(&part->row.spread[CST_SPREAD_SPLIT_RISK], risk, 1);
        cst_spread_add(&part->row.spread[CST_SPREAD_SPLIT_ESCAPES], escapes, 1);
    }
    if (code == 0) {
        cst_samples_count(part, unit->tasks);
    }
    return code;
}

/* The mean of independent estimates, with Student's interval for its logarithm: estimates are
 * products, and skewed. */
static cst_result mean_of(const cst_spread *spread, double level)
{
    const double n = (double)spread->trials;
    const double sum = (double)spread->sum;
    cst_result result = {.estimate = sum > 0.0 ? sum / n / CST_ROW_SPLIT : (double)NAN,
                         .low = 0.0,
                         .high = HUGE_VAL,
                         .method = "splitting",
                         .events = spread->trials - cst_spread_at(spread, 0),
                         .of = spread->trials};
    result.few = result.events < CST_RESULT_FEW;
    if (result.few) {
        result.method = "splitting, fewer than 10 estimates";
        return result;
    }
    const double squares = fmax((double)spread->sum_sq - sum * sum / n, 0.0) / (n - 1.0);
    const double error = sqrt(squares / n) / (sum / n);
    const double reach = exp(cst_rmath_student_quantile_above(0.5 * level, n - 1.0) * error);
    const double rounding = 0.5 / CST_ROW_SPLIT;
    result.low = result.estimate / reach - rounding;
    result.high = result.estimate * reach + rounding;
    return result;
}

static void results(const cst_cell *cell, const cst_row *row, double confidence, cst_result *out)
{
    const double level = cst_number_complement(confidence);
    const double tasks = (double)cell->model.tasks_per_trial;
    cst_results_undefined(out);
    cst_result *risk = &out[CST_RESULT_RESIDUAL_RISK];
    cst_result *escapes = &out[CST_RESULT_EXPECTED_ESCAPES];
    *escapes = mean_of(&row->spread[CST_SPREAD_SPLIT_ESCAPES], level);
    *risk = *escapes;
    risk->estimate /= tasks;
    risk->low /= tasks;
    risk->high /= tasks;
    escapes->derived = true;
    out[CST_RESULT_TRIAL_RISK] = mean_of(&row->spread[CST_SPREAD_SPLIT_RISK], level);
    out[CST_RESULT_SAFETY] = cst_result_rest(out[CST_RESULT_TRIAL_RISK]);
}

/* Two levels of paths. */
static double scratch(const cst_cell *cell)
{
    return 2.0 * PATHS * cst_play_bytes(&cell->model) +
           (double)cell->model.tasks_per_trial * (double)sizeof(cst_record);
}

const cst_method cst_method_splitting = {
    .name = "splitting",
    .text = "reaches harm of several steps level by level; a trial is one estimate",
    .paths = true,
    .sample = "estimates",
    .shape = shape,
    .applies = applies,
    .most_trials = ESTIMATES_MAX, /* so that sums of shares fit 64 bits */
    .act = cst_samples_act,
    .review = review,
    .tally = tally,
    .scratch = scratch,
    .results = results,
};
