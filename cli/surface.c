/* SPDX-License-Identifier: MIT */
#include "cli/surface.h"

#include "estimate/closed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(const cst_scenario *scenario, cst_error *error)
{
    return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for the strata of %zu cells",
                         scenario->cells);
}

/* Whether two cells are at the same values of all axes but those of the law. */
static bool same_response(const cst_scenario *scenario, size_t a, size_t b)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        const bool of_law = strncmp(scenario->axis[i].key, "scheming.", 9) == 0;
        if (!of_law && strcmp(scenario->cell[a].at[i], scenario->cell[b].at[i]) != 0) {
            return false;
        }
    }
    return true;
}

/* The strata of a response, behind those that are there. */
static int add_strata(cst_surface *surface, const cst_model *model,
                      const cst_estimate_spec *estimate, cst_error *error)
{
    const uint32_t count = cst_strata_count(model);
    cst_cell *cell = realloc(surface->cell, (surface->cells + count) * sizeof *cell);
    if (cell == NULL) {
        return no_memory(surface->scenario, error);
    }
    surface->cell = cell;
    for (uint32_t s = 0; s < count; s++) {
        const cst_trial_spec trial = cst_strata_trial(model, s);
        cst_cell *stratum = &surface->cell[surface->cells];
        const int code = cst_cell_make(stratum, &trial, estimate, error);
        if (code != 0) {
            return code;
        }
        stratum->trials = cst_strata_trials(&stratum->model, surface->samples);
        surface->cells++;
    }
    surface->responses++;
    return 0;
}

static int applies(const cst_surface *surface, const cst_scenario_cell *cell,
                   const cst_model *model, cst_error *error)
{
    char at[160];
    cst_error why = {0};
    if (cst_strata_applies(model, &why) == 0) {
        return 0;
    }
    cst_finding_place(surface->scenario, cell, at, sizeof at);
    return cst_error_set(error, CST_ERR_METHOD, NULL, "surface: %s: %s%s%s%s",
                         surface->scenario->file, why.text, at[0] != '\0' ? " (with " : "", at,
                         at[0] != '\0' ? ")" : "");
}

/* A cell's response: one that an earlier cell has, or its own. */
static int place(cst_surface *surface, size_t at, cst_error *error)
{
    const cst_scenario *scenario = surface->scenario;
    const cst_scenario_cell *cell = &scenario->cell[at];
    cst_model model = {0};
    int code = cst_model_make(&model, &cell->trial, error);
    code = code != 0 ? code : applies(surface, cell, &model, error);
    size_t first = 0;
    while (first < at && !same_response(scenario, first, at)) {
        first++;
    }
    if (code == 0 && first < at) {
        surface->response[at] = surface->response[first];
    } else if (code == 0) {
        surface->response[at] = surface->cells;
        code = add_strata(surface, &model, &cell->estimate, error);
    }
    cst_model_free(&model);
    return code;
}

int cst_surface_init(cst_surface *surface, const cst_scenario *scenario, uint64_t samples,
                     cst_error *error)
{
    int code = 0;
    *surface = (cst_surface){.scenario = scenario, .samples = samples};
    surface->response = calloc(scenario->cells, sizeof *surface->response);
    surface->unseen = calloc(scenario->cells, sizeof *surface->unseen);
    if (surface->response == NULL || surface->unseen == NULL) {
        return no_memory(scenario, error);
    }
    for (size_t i = 0; code == 0 && i < scenario->cells; i++) {
        code = place(surface, i, error);
    }
    if (code == 0) {
        surface->row = calloc(surface->cells, sizeof *surface->row);
        code = surface->row == NULL ? no_memory(scenario, error) : 0;
    }
    return code;
}

void cst_surface_free(cst_surface *surface)
{
    for (uint32_t i = 0; i < surface->cells; i++) {
        cst_cell_free(&surface->cell[i]);
    }
    free(surface->cell);
    free(surface->row);
    free(surface->response);
    free(surface->unseen);
    *surface = (cst_surface){0};
}

static int put_row(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    cst_surface *surface = self;
    (void)block;
    (void)error;
    cst_row_add(&surface->row[cell], row);
    return 0;
}

cst_sink cst_surface_sink(cst_surface *surface)
{
    return (cst_sink){.self = surface, .row = put_row};
}

/* Every stratum against its closed form, where there is one. */
static int check_strata(const cst_surface *surface, cst_error *error)
{
    const double level = CST_DISAGREEMENT_LEVEL / (double)surface->cells;
    for (uint32_t i = 0; i < surface->cells; i++) {
        const cst_results_basis basis = cst_cell_basis(&surface->cell[i]);
        cst_result result[CST_RESULT_KINDS];
        double exact[CST_RESULT_KINDS];
        cst_closed_forms(&surface->cell[i].model, exact);
        cst_results_compute(&surface->row[i], &basis, result);
        const cst_result *share = &result[CST_RESULT_MISS_SHARE];
        if (cst_results_disagrees(share, exact[CST_RESULT_MISS_SHARE], level)) {
            return cst_error_set(error, CST_ERR_DISAGREES, NULL,
                                 "stratum %u: %llu of %llu attacks escaped, which disagrees with "
                                 "the closed form %.6g; this is a mistake in the program, please "
                                 "report it",
                                 i, (unsigned long long)share->events,
                                 (unsigned long long)share->of, exact[CST_RESULT_MISS_SHARE]);
        }
    }
    return 0;
}

static int work_out(cst_surface *surface, size_t at, cst_finding *finding, cst_error *error)
{
    const cst_scenario_cell *cell = &surface->scenario->cell[at];
    const cst_row *row = &surface->row[surface->response[at]];
    cst_stratum strata[CST_STRATA_MAX];
    cst_model model = {0};
    *finding = (cst_finding){.cell = cell, .done = cell->estimate.trials};
    finding->basis.confidence = cell->estimate.confidence;
    const int code = cst_model_make(&model, &cell->trial, error);
    if (code != 0) {
        return code;
    }
    for (uint32_t s = 0; s < cst_strata_count(&model); s++) {
        strata[s] = (cst_stratum){.attacks = row[s].count[CST_COUNT_ATTACKS],
                                  .escaped = row[s].count[CST_COUNT_ESCAPED]};
        finding->result[CST_RESULT_RESIDUAL_RISK].of += strata[s].attacks;
    }
    const cst_strata_risk risk = cst_strata_combine(&model, strata, cell->estimate.confidence);
    cst_result *result = &finding->result[CST_RESULT_RESIDUAL_RISK];
    result->estimate = risk.events > 0 ? risk.estimate : NAN;
    result->low = risk.low;
    result->high = risk.high;
    result->events = risk.events;
    result->few = risk.events < 10;
    result->method = "strata, Clopper-Pearson";
    surface->unseen[at] = risk.unseen;
    cst_closed_forms(&model, finding->exact);
    finding->unmonitored = cst_model_attack_rate(&model);
    cst_model_free(&model);
    return 0;
}

int cst_surface_findings(cst_surface *surface, cst_findings *findings, cst_error *error)
{
    int code = check_strata(surface, error);
    for (size_t i = 0; code == 0 && i < surface->scenario->cells; i++) {
        code = work_out(surface, i, &findings->finding[i], error);
    }
    return code;
}
