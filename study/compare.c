/* SPDX-License-Identifier: MIT */
#include "study/compare.h"

#include "base/number.h"
#include "study/finding.h"
#include "study/show.h"

#include <stdlib.h>

/* STEP: trials from one place of a look to the next; fewer could decide nothing. */
enum { TRIALS_LEAST = 2, STEP = 16 };

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
        .scenario = scenario,
        .trials = first->trials,
        .confidence = first->confidence,
        .looks = 1,
    };
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

static uint64_t steps_of(const cst_comparison *comparison)
{
    return (comparison->trials + STEP - 1) / STEP;
}

void cst_compare_decide(cst_comparison *comparison)
{
    comparison->looks = cst_stop_looks(steps_of(comparison));
    comparison->open = 1;
}

bool cst_compare_decided(const cst_pair_difference *found)
{
    return found->low > 0.0 || found->high < 0.0;
}

/* The trials up to a look. */
static uint64_t look_trials(const cst_comparison *comparison, uint32_t look)
{
    const uint64_t trials = STEP * cst_stop_look(steps_of(comparison), look);
    return trials < comparison->trials ? trials : comparison->trials;
}

/* Asks each difference, those first that were open the last time, and keeps the first open one. */
static void ask(cst_comparison *comparison)
{
    const size_t others = comparison->scenario->cells - 1;
    const size_t from = comparison->open - 1;
    comparison->open = 0;
    for (size_t i = 0; i < others && comparison->open == 0; i++) {
        const size_t at = 1 + (from + i) % others;
        const cst_pair_difference found = cst_compare_at(comparison, at);
        comparison->open = cst_compare_decided(&found) ? 0 : at;
    }
}

int cst_compare_run(cst_comparison *comparison,
                    void (*progress)(void *self, const cst_progress *now), void *self,
                    cst_error *error)
{
    const double start = cst_clock_seconds();
    const uint32_t cells = (uint32_t)comparison->scenario->cells;
    cst_progress now = {.cells_all = cells};
    uint32_t look = 1;
    int code = 0;
    for (uint32_t i = 0; i < cells; i++) {
        now.tasks_all += comparison->trials * comparison->cell[i].trial_tasks;
    }
    for (uint64_t trial = 0; trial < comparison->trials && code == 0; trial++) {
        if (comparison->looks > 1 && trial == look_trials(comparison, look)) {
            look++;
            ask(comparison);
            if (comparison->open == 0) {
                break;
            }
        }
        code = cst_pairing_run(comparison->cell, cells, trial, 1, comparison->pairing, error);
        comparison->done = trial + 1;
        const double share = (double)(trial + 1) / (double)comparison->trials;
        now.tasks_done = (uint64_t)(share * (double)now.tasks_all);
        now.seconds = cst_clock_seconds() - start;
        now.seconds_left = now.seconds * (1.0 - share) / share;
        progress(self, &now);
    }
    if (code == 0 && comparison->open > 0) {
        ask(comparison);
    }
    return code;
}

cst_pair_difference cst_compare_at(const cst_comparison *comparison, size_t cell)
{
    const double level = cst_number_complement(comparison->confidence);
    return cst_pairing_difference(comparison->cell, comparison->pairing, (uint32_t)cell,
                                  1.0 - level / comparison->looks);
}

int cst_compare_check(const cst_comparison *comparison, cst_error *error)
{
    size_t open = 0;
    if (comparison->open == 0) {
        return 0;
    }
    for (size_t i = 1; i < comparison->scenario->cells; i++) {
        const cst_pair_difference found = cst_compare_at(comparison, i);
        open += !cst_compare_decided(&found);
    }
    const cst_pair_difference one = cst_compare_at(comparison, comparison->open);
    return cst_error_set(
        error, CST_ERR_PRECISION, NULL,
        "compare --decide: %zu of %zu differences are open, and all %s trials are spent; %sit "
        "lies in %s",
        open, comparison->scenario->cells - 1, cst_show_count(comparison->done).text,
        cst_finding_place(comparison->scenario, &comparison->scenario->cell[comparison->open], "",
                          ": ")
            .text,
        cst_show_interval(one.low, one.high, 4).text);
}
