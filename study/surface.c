/* SPDX-License-Identifier: MIT */
#include "study/surface.h"

#include "estimate/exact/closed.h"

#include <stdlib.h>
#include <string.h>

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

static int applies(const cst_scenario *scenario, const cst_scenario_cell *cell, cst_error *error)
{
    cst_error why = {0};
    if (cst_strata_serve("strata", &cell->made->model, &why) == 0) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_METHOD, NULL, "surface: %s: %s%s", scenario->file, why.text,
                         cst_finding_place(scenario, cell, " (with ", ")").text);
}

/* A cell's response: one that an earlier cell has, or a new one. */
static void place(cst_surface *surface, size_t at)
{
    size_t first = 0;
    while (first < at && !same_response(surface->findings.scenario, first, at)) {
        first++;
    }
    surface->response[at] = first < at ? surface->response[first] : surface->responses++;
}

/* The response of a cell, with the cell's model. */
static int make(cst_surface *surface, const cst_scenario_cell *of, uint32_t response,
                cst_error *error)
{
    cst_cell *cell = &surface->cell[response];
    cst_estimate_spec estimate = cst_estimate_fixed(of->estimate);
    const uint32_t strata = cst_protocol_reviewers(&of->trial->protocol) + 1;
    estimate.method = cst_method_find("strata");
    estimate.trials =
        surface->samples <= UINT64_MAX / strata ? surface->samples * strata : UINT64_MAX;
    surface->strata += strata;
    *cell = *of->made;
    surface->listed[response] = cell;
    return cst_cell_estimate(cell, &estimate, error);
}

int cst_surface_init(cst_surface *surface, const cst_scenario *scenario, uint64_t samples,
                     cst_error *error)
{
    uint32_t made = 0;
    *surface = (cst_surface){.samples = samples};
    int code = cst_findings_init(&surface->findings, scenario, error);
    surface->response = calloc(scenario->cells, sizeof *surface->response);
    surface->unseen = calloc(scenario->cells, sizeof *surface->unseen);
    surface->cell = calloc(scenario->cells, sizeof *surface->cell);
    surface->listed = calloc(scenario->cells, sizeof *surface->listed);
    surface->row = calloc(scenario->cells, sizeof *surface->row);
    if (surface->response == NULL || surface->unseen == NULL || surface->cell == NULL ||
        surface->listed == NULL || surface->row == NULL) {
        return cst_error_memory(error, "the strata of the cells");
    }
    for (size_t i = 0; code == 0 && i < scenario->cells; i++) {
        code = applies(scenario, &scenario->cell[i], error);
        place(surface, i);
    }
    for (size_t i = 0; code == 0 && i < scenario->cells; i++) {
        if (surface->response[i] == made) {
            code = make(surface, &scenario->cell[i], made++, error);
        }
    }
    return code;
}

void cst_surface_free(cst_surface *surface)
{
    for (uint32_t i = 0; surface->row != NULL && i < surface->responses; i++) {
        cst_row_free(&surface->row[i]);
    }
    free(surface->cell);
    free(surface->listed);
    free(surface->row);
    free(surface->response);
    free(surface->unseen);
    cst_findings_free(&surface->findings);
    *surface = (cst_surface){0};
}

static int put_row(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    cst_surface *surface = self;
    (void)block;
    return cst_row_add(&surface->row[cell], row, error);
}

cst_sink cst_surface_sink(cst_surface *surface)
{
    return (cst_sink){.self = surface, .row = put_row};
}

static int work_out(cst_surface *surface, size_t at, cst_error *error)
{
    cst_finding *finding = &surface->findings.finding[at];
    const cst_scenario_cell *cell = &surface->findings.scenario->cell[at];
    const cst_row *row = &surface->row[surface->response[at]];
    cst_cell made = *cell->made; /* which stays the owner */
    made.method = cst_method_find("strata");
    cst_result result[CST_RESULT_KINDS];
    double exact[CST_RESULT_KINDS];
    *finding = (cst_finding){.cell = cell, .method = made.method, .done = cell->estimate.trials};
    cst_cell_results(&made, row, made.confidence, result);
    surface->unseen[at] = cst_strata_unseen(&made.model, row);
    cst_closed_forms(&made.model, exact);
    finding->far = cst_finding_far(&made, row);
    finding->unmonitored = cst_model_attack_rate(&made.model);
    return cst_finding_keep(finding, result, exact, error);
}

int cst_surface_findings(cst_surface *surface, cst_error *error)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < surface->findings.count; i++) {
        code = work_out(surface, i, error);
    }
    return code != 0 ? code : cst_findings_agree(&surface->findings, error);
}
