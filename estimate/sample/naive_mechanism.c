/* SPDX-License-Identifier: MIT
 *
 * naive, where trials are those of a mechanism (monitor/mechanisms): the reviewers' part draws
 * them, one after the other, and the tally counts their outcomes. What an exact interval says of
 * these shares and means is carried over to results that follow from them. */
#include "base/check.h"
#include "base/number.h"
#include "estimate/sample/methods.h"
#include "tally/results.h"

#include <math.h>
#include <stdlib.h>

/* Words of randomness of a block, and trials at most. */
static const double block_work = 1048576.0;
static const double block_trials = 16384.0;

static const cst_mechanism *kind_of(const cst_cell *cell)
{
    return cell->model.spec.mechanism.kind;
}

/* Outcomes of a trial: the highest that a measure reads, and those before it. */
static uint32_t outcomes_of(const cst_mechanism *kind)
{
    uint32_t count = 1;
    for (const cst_measure *of = kind->measure; of->result != NULL; of++) {
        const uint32_t whole = of->of < CST_OUTCOMES_MAX ? of->of : 0;
        const uint32_t last = of->events > whole ? of->events : whole;
        count = of->kind != CST_MEASURE_DESIGN && last + 1 > count ? last + 1 : count;
    }
    return count;
}

static int applies(const cst_model *model, cst_error *error)
{
    if (model->spec.mechanism.kind != NULL) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                         "naive: expected a mechanism, found agents that do tasks");
}

static void shape(cst_cell *cell)
{
    const cst_mechanism *kind = kind_of(cell);
    const double each = fmax(kind->work(&cell->model.spec.mechanism), 1.0);
    const double trials = fmin(fmax(floor(block_work / each), 1.0), block_trials);
    cst_shape_sparse(cell, 1, (uint64_t)trials);
    cell->report_columns = CST_COLUMN_TASK | CST_COLUMN_RECORD;
}

static double scratch(const cst_cell *cell)
{
    (void)cell;
    return CST_READY_MAX;
}

static int review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                  cst_batch *reports, cst_error *error)
{
    const cst_mechanism *kind = kind_of(cell);
    const cst_mechanism_spec *spec = &cell->model.spec.mechanism;
    const cst_random random = cst_cell_random(cell);
    const uint64_t first = cst_cell_block_first_trial(cell, unit->block) + unit->first;
    const uint32_t each = outcomes_of(kind);
    int code = cst_samples_check(cell, unit, actions, 1, error);
    code =
        code != 0 ? code : cst_batch_init(reports, cell->report_columns, each * unit->tasks, error);
    void *ready = code == 0 ? calloc(1, CST_READY_MAX) : NULL;
    if (code == 0 && ready == NULL) {
        code = cst_error_memory(error, "a trial");
    }
    if (code == 0 && kind->ready != NULL) {
        kind->ready(spec, ready);
    }
    for (uint64_t i = 0; code == 0 && i < unit->tasks; i++) {
        uint64_t outcome[CST_OUTCOMES_MAX] = {0};
        cst_draws draws = cst_draws_at(&random, first + i, 0, CST_DRAW_MECHANISM);
        kind->draw(spec, ready, &draws, outcome);
        for (uint32_t j = 0; j < each; j++) {
            cst_batch_task_set(reports, each * i + j, i);
            cst_batch_record_set(reports, each * i + j, outcome[j]);
        }
    }
    free(ready);
    return code;
}

/* The greatest that an outcome can be: 1, but for numbers of events. */
static uint64_t most_of(const cst_mechanism *kind, uint32_t which)
{
    uint64_t most = 1;
    for (const cst_measure *of = kind->measure; of->result != NULL; of++) {
        const bool counted = of->kind == CST_MEASURE_POISSON && of->events == which;
        most = counted ? CST_ROW_OUTCOME_MAX : most;
    }
    return most;
}

/* Whether the outcomes of a trial can be: no event without what it is a share of. */
static bool can_be(const cst_mechanism *kind, const uint64_t outcome[CST_OUTCOMES_MAX])
{
    bool can = true;
    for (uint32_t i = 0; i < outcomes_of(kind); i++) {
        can = can && outcome[i] <= most_of(kind, i);
    }
    for (const cst_measure *of = kind->measure; of->result != NULL; of++) {
        const bool share = of->kind == CST_MEASURE_SHARE && of->of != CST_OUTCOMES_MAX;
        can = can && (!share || outcome[of->events] <= outcome[of->of]);
    }
    return can;
}

static int tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                 const cst_batch *reports, cst_part *part, cst_error *error)
{
    const cst_mechanism *kind = kind_of(cell);
    const uint32_t each = outcomes_of(kind);
    const uint8_t *words = cst_batch_column(reports, CST_COLUMN_RECORD);
    int code = cst_samples_check(cell, unit, reports, each, error);
    (void)actions;
    for (uint64_t i = 0; code == 0 && i < unit->tasks; i++) {
        uint64_t outcome[CST_OUTCOMES_MAX] = {0};
        for (uint32_t j = 0; j < each; j++) {
            outcome[j] = cst_batch_word(words + 8 * (each * i + j));
        }
        if (!can_be(kind, outcome)) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: an outcome of trial %llu of %s that cannot be",
                                 (unsigned long long)i, kind->name);
        }
        for (uint32_t j = 0; j < each; j++) {
            cst_spread_add(&part->row.spread[CST_SPREAD_OUTCOME_1 + j], outcome[j], 1);
        }
    }
    if (code == 0) {
        cst_samples_count(part, unit->tasks);
    }
    return code;
}

/* Carries an interval of a share or a mean over to what follows from it. */
static void carry(const cst_measure *of, const cst_mechanism_spec *spec, cst_result *result)
{
    if (of->from == NULL) {
        return;
    }
    const double ends[2] = {of->from(spec, result->low), of->from(spec, result->high)};
    const double none = result->of > 0 ? of->from(spec, 0.0) : (double)NAN;
    /* Where no event leaves something, that is the estimate: the first step, of first_failure. */
    result->estimate = !isnan(result->estimate) ? of->from(spec, result->estimate)
                       : none > 0.0             ? none
                                                : (double)NAN;
    /* What is carried over to itself, at two places, is a share as others are. */
    result->derived = of->from(spec, 0.5) != 0.5 || of->from(spec, 0.25) != 0.25;
    result->low = fmin(ends[0], ends[1]);
    result->high = fmax(ends[0], ends[1]);
}

static cst_result measured(const cst_cell *cell, const cst_row *row, const cst_measure *of,
                           double level)
{
    const cst_spread *events = &row->spread[CST_SPREAD_OUTCOME_1 + of->events];
    const bool all = of->of == CST_OUTCOMES_MAX;
    const uint64_t whole = all ? events->trials : row->spread[CST_SPREAD_OUTCOME_1 + of->of].sum;
    const bool poisson = of->kind == CST_MEASURE_POISSON;
    const cst_interval ends = poisson ? cst_interval_poisson(events->sum, whole, level)
                                      : cst_interval_clopper_pearson(events->sum, whole, level);
    cst_result result = {.estimate =
                             events->sum == 0 ? (double)NAN : (double)events->sum / (double)whole,
                         .low = ends.low,
                         .high = ends.high,
                         .method = poisson ? "Poisson, trials"
                                   : all   ? "Clopper-Pearson, trials"
                                           : "Clopper-Pearson, trials that count",
                         .events = events->sum,
                         .of = whole,
                         .few = events->sum < CST_RESULT_FEW};
    carry(of, &cell->model.spec.mechanism, &result);
    return result;
}

static void results(const cst_cell *cell, const cst_row *row, double confidence, cst_result *out)
{
    const cst_mechanism *kind = kind_of(cell);
    double exact[CST_MEASURES_MAX];
    cst_results_undefined(out);
    kind->exact(&cell->model.spec.mechanism, exact);
    for (uint32_t i = 0; kind->measure[i].result != NULL; i++) {
        const cst_measure *of = &kind->measure[i];
        cst_result_kind which;
        cst_require(cst_result_find(of->result, &which));
        if (of->kind != CST_MEASURE_DESIGN) {
            const cst_result drawn = measured(cell, row, of, cst_number_complement(confidence));
            out[which] = isnan(drawn.low) ? out[which] : drawn; /* not defined under these keys */
        } else if (!isnan(exact[i])) {
            out[which] = (cst_result){.estimate = exact[i],
                                      .low = exact[i],
                                      .high = exact[i],
                                      .method = cst_result_design,
                                      .of = row->count[CST_COUNT_TRIALS],
                                      .derived = true};
        }
    }
}

const cst_method cst_method_naive_mechanism = {
    .name = "naive",
    .text = "draws every trial",
    .paths = true,
    .sample = "trials",
    .shape = shape,
    .most_trials = UINT64_C(1) << 31, /* so that sums of outcomes fit 64 bits */
    .applies = applies,
    .act = cst_samples_act,
    .review = review,
    .tally = tally,
    .results = results,
    .scratch = scratch,
};
