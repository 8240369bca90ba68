/* SPDX-License-Identifier: MIT */
#include "study/compare.h"

#include "bus/clock.h"

#include <stdlib.h>

enum { TRIALS_LEAST = 2 };

void cst_compare_free(cst_comparison *made)
{
    for (size_t i = 0; made->pairing != NULL && i < made->scenario->cells; i++) {
        cst_row_free(&made->pairing[i].row);
    }
    free(made->cell);
    free(made->pairing);
    *made = (cst_comparison){0};
}

static int choose_method(cst_comparison *made, cst_error *error)
{
    const cst_scenario *scenario = made->scenario;
    made->method = scenario->cell[0].estimate.estimator;
    for (size_t i = 0; i < scenario->cells && made->method != NULL; i++) {
        made->method =
            cst_pairing_method(made->method, scenario->cell[i].estimate.estimator, error);
    }
    return made->method == NULL ? CST_ERR_METHOD : 0;
}

int cst_compare_init(cst_comparison *made, const cst_scenario *scenario, cst_error *error)
{
    const cst_estimate_spec *first = &scenario->cell[0].estimate;
    *made = (cst_comparison){
        .scenario = scenario, .trials = first->trials, .confidence = first->confidence};
    if (scenario->cells < 2) {
        return cst_error_set(error, CST_ERR_RANGE, NULL,
                             "%s: expected a sweep of at least two cells to compare, found one",
                             scenario->file);
    }
    if (made->trials < TRIALS_LEAST) {
        return cst_error_set(error, CST_ERR_RANGE, "estimate.trials",
                             "expected at least %d trials to compare, found %llu",
                             (int)TRIALS_LEAST, (unsigned long long)made->trials);
    }
    int code = choose_method(made, error);
    made->cell = calloc(scenario->cells, sizeof *made->cell);
    made->pairing = calloc(scenario->cells, sizeof *made->pairing);
    if (made->cell == NULL || made->pairing == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for %zu cells",
                             scenario->cells);
    }
    for (size_t i = 0; i < scenario->cells && code == 0; i++) {
        cst_estimate_spec estimate = *first;
        estimate.estimator = made->method;
        made->cell[i] = *scenario->cell[i].made;
        code = cst_pairing_cell(&made->cell[i], &estimate, error);
    }
    return code;
}

int cst_compare_run(cst_comparison *made, void (*progress)(void *self, const cst_progress *now),
                    void *self, cst_error *error)
{
    const double start = cst_clock_seconds();
    const uint32_t cells = (uint32_t)made->scenario->cells;
    cst_progress now = {.cells_all = cells};
    int code = 0;
    for (uint32_t i = 0; i < cells; i++) {
        now.tasks_all += made->trials * made->cell[i].trial_tasks;
    }
    for (uint64_t trial = 0; trial < made->trials && code == 0; trial++) {
        code = cst_pairing_run(made->cell, cells, trial, 1, made->pairing, error);
        const double share = (double)(trial + 1) / (double)made->trials;
        now.tasks_done = (uint64_t)(share * (double)now.tasks_all);
        now.seconds = cst_clock_seconds() - start;
        now.seconds_left = now.seconds * (1.0 - share) / share;
        progress(self, &now);
    }
    return code;
}

cst_difference cst_compare_at(const cst_comparison *made, size_t cell)
{
    return cst_pairing_difference(made->cell, made->pairing, (uint32_t)cell, made->confidence);
}
