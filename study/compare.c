/* SPDX-License-Identifier: MIT */
#include "study/compare.h"

#include <stdlib.h>

enum { TRIALS_LEAST = 2 };

void cst_compare_free(cst_comparison *comparison)
{
    for (size_t i = 0; comparison->pairing != NULL && i < comparison->scenario->cells; i++) {
        cst_row_free(&comparison->pairing[i].row);
    }
    free(comparison->cell);
    free(comparison->pairing);
    *comparison = (cst_comparison){0};
}

static int choose_method(cst_comparison *comparison, cst_error *error)
{
    const cst_scenario *scenario = comparison->scenario;
    comparison->method = scenario->cell[0].estimate.method;
    for (size_t i = 0; i < scenario->cells && comparison->method != NULL; i++) {
        comparison->method =
            cst_pairing_method(comparison->method, scenario->cell[i].estimate.method, error);
    }
    return comparison->method == NULL ? CST_ERR_METHOD : 0;
}

int cst_compare_init(cst_comparison *comparison, const cst_scenario *scenario, cst_error *error)
{
    const cst_estimate_spec *first = &scenario->cell[0].estimate;
    *comparison = (cst_comparison){
        .scenario = scenario, .trials = first->trials, .confidence = first->confidence};
    if (scenario->cells < 2) {
        return cst_error_set(error, CST_ERR_RANGE, NULL,
                             "%s: expected a sweep of at least two cells to compare, found one",
                             scenario->file);
    }
    if (comparison->trials < TRIALS_LEAST) {
        return cst_error_set(error, CST_ERR_RANGE, "estimate.trials",
                             "expected at least %d trials to compare, found %llu",
                             (int)TRIALS_LEAST, (unsigned long long)comparison->trials);
    }
    int code = choose_method(comparison, error);
    comparison->cell = calloc(scenario->cells, sizeof *comparison->cell);
    comparison->pairing = calloc(scenario->cells, sizeof *comparison->pairing);
    if (comparison->cell == NULL || comparison->pairing == NULL) {
        return cst_error_memory(error, "the cells");
    }
    for (size_t i = 0; i < scenario->cells && code == 0; i++) {
        cst_estimate_spec estimate = cst_estimate_fixed(*first);
        estimate.method = comparison->method;
        comparison->cell[i] = *scenario->cell[i].made;
        code = cst_pairing_cell(&comparison->cell[i], &estimate, error);
    }
    return code;
}

int cst_compare_run(cst_comparison *comparison,
                    void (*progress)(void *self, const cst_progress *now), void *self,
                    cst_error *error)
{
    const double start = cst_clock_seconds();
    const uint32_t cells = (uint32_t)comparison->scenario->cells;
    cst_progress now = {.cells_all = cells};
    int code = 0;
    for (uint32_t i = 0; i < cells; i++) {
        now.tasks_all += comparison->trials * comparison->cell[i].trial_tasks;
    }
    for (uint64_t trial = 0; trial < comparison->trials && code == 0; trial++) {
        code = cst_pairing_run(comparison->cell, cells, trial, 1, comparison->pairing, error);
        const double share = (double)(trial + 1) / (double)comparison->trials;
        now.tasks_done = (uint64_t)(share * (double)now.tasks_all);
        now.seconds = cst_clock_seconds() - start;
        now.seconds_left = now.seconds * (1.0 - share) / share;
        progress(self, &now);
    }
    return code;
}

cst_difference cst_compare_at(const cst_comparison *comparison, size_t cell)
{
    return cst_pairing_difference(comparison->cell, comparison->pairing, (uint32_t)cell,
                                  comparison->confidence);
}
