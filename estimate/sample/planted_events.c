/* SPDX-License-Identifier: MIT
 *
 * planted, where what becomes of an attempt is decided by how its round begins, and trials are
 * played from event to event: they are skip's, with ghosts beside them, so that all results come
 * from one run. Those of harm come from the ghosts: where attacks are frequent, how many of them
 * happen varies from trial to trial, and ghosts are always as many. */
#include "estimate/sample/methods.h"
#include "monitor/plant.h"

#include <math.h>

/* Ghosts of a trial: about as many as cost what its events cost. */
static const double ghosts_least = 64.0;
/* Work of a block: events and ghosts. */
static const double block_work = 32768.0;

static int applies(const cst_model *model, cst_error *error)
{
    const int code = cst_planted_applies(model, error);
    if (code == 0 && cst_plant_alone(model) != NULL) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method", "planted: %s",
                             cst_plant_alone(model));
    }
    return code != 0 ? code : cst_eventful_applies(model, error);
}

bool cst_planted_pays(const cst_model *model)
{
    const cst_method *skip = &cst_method_skip_played;
    if (model->play == NULL || applies(model, NULL) != 0 || skip->slower(model)) {
        return false;
    }
    const double attacks = cst_plant_rate(model) * (double)model->tasks_per_trial;
    return attacks < 1.0 || cst_eventful_events(model) >= 4.0 * ghosts_least;
}

static void shape(cst_cell *cell)
{
    const cst_model *model = &cell->model;
    const double events = cst_eventful_events(model);
    const double ghosts = fmin(fmax(events, ghosts_least), (double)CST_PLANT_GHOSTS_MAX);
    cst_eventful_shape(cell);
    cell->planted = (uint32_t)ghosts;
    const double trials = block_work / (events + ghosts);
    const uint64_t most = trials < 1.0 ? 1 : (uint64_t)trials;
    cell->block_trials = cell->block_trials < most ? cell->block_trials : most;
}

static double scratch(const cst_cell *cell)
{
    return cst_eventful_scratch(cell) + (double)cell->planted * sizeof(cst_ghost);
}

const cst_method cst_method_planted_events = {
    .name = "planted",
    .text = "plays trials from event to event, and weights what would become of schemers that are "
            "planted beside them by the rate",
    .sample = "trials",
    .shape = shape,
    .applies = applies,
    .strata = cst_planted_weights,
    .act = cst_eventful_act,
    .review = cst_eventful_review,
    .tally = cst_eventful_tally,
    .results = cst_planted_results,
    .risk = cst_planted_risk,
    .scratch = scratch,
};
