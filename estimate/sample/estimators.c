/* SPDX-License-Identifier: MIT
 * The registry of estimators, and what they share. */
#include "estimate/sample/estimators.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

const cst_estimator *const cst_estimators[] = {
    &cst_estimator_naive,      &cst_estimator_skip,      &cst_estimator_strata,
    &cst_estimator_importance, &cst_estimator_splitting, NULL,
};

const char *cst_estimator_sample(const cst_estimator *estimator, bool played)
{
    if (estimator == &cst_estimator_importance) {
        return played ? "forced trials" : "attacks";
    }
    return estimator == &cst_estimator_strata      ? "attacks"
           : estimator == &cst_estimator_splitting ? "estimates"
                                                   : "trials";
}

void cst_estimator_why(const cst_estimator *estimator, const cst_model *model, char *out,
                       size_t size)
{
    cst_error lost = {0};
    const char *between = ". For rare events use ";
    int used = snprintf(out, size, "%s (%s)", estimator->name, estimator->text);
    if (estimator == &cst_estimator_naive && cst_estimator_skip.applies(model, &lost) != 0) {
        /* What is a mistake where skip was asked for is a note here: its middle alone. */
        const char *own = strstr(lost.text, ": ");
        const char *note = own == NULL ? lost.text : own + 2;
        used += snprintf(out + used, size - (size_t)used, ". Method skip cannot be used: %.*s",
                         (int)strcspn(note, ";"), note);
    }
    for (size_t i = 0; cst_estimators[i] != NULL && used < (int)size; i++) {
        const cst_estimator *other = cst_estimators[i];
        if (other->results != NULL && other != estimator && other->applies(model, NULL) == 0) {
            used += snprintf(out + used, size - (size_t)used, "%s%s", between, other->name);
            between = " or ";
        }
    }
}

cst_shape cst_shape_dense(const cst_model *model)
{
    return (cst_shape){.sparse = false, .trial_tasks = model->tasks_per_trial};
}

cst_shape cst_shape_sparse(const cst_model *model)
{
    return (cst_shape){.sparse = true, .trial_tasks = model->tasks_per_trial};
}

cst_shape cst_shape_samples(const cst_model *model)
{
    (void)model;
    return (cst_shape){.sparse = true, .trial_tasks = 1};
}

const cst_estimator *cst_estimator_find(const char *name)
{
    for (size_t i = 0; cst_estimators[i] != NULL; i++) {
        if (strcmp(cst_estimators[i]->name, name) == 0) {
            return cst_estimators[i];
        }
    }
    return NULL;
}

const cst_estimator *cst_estimator_choose(const cst_model *model, const cst_estimator *asked,
                                          cst_error *error)
{
    if (asked == NULL) {
        if (cst_estimator_skip.applies(model, NULL) == 0) {
            return &cst_estimator_skip;
        }
        if (cst_estimator_naive.applies(model, NULL) == 0) {
            return &cst_estimator_naive;
        }
        (void)cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                            "no method serves trials that may end with so many tasks and so many "
                            "events; take trials of fewer agents or rounds");
        return NULL;
    }
    return asked->applies(model, error) == 0 ? asked : NULL;
}

int cst_cell_follow_order(const cst_cell *cell, uint64_t trial, cst_order *order, uint64_t *current,
                          cst_error *error)
{
    if (!cst_order_needed(&cell->model) || trial == *current) {
        return 0;
    }
    if (order->at == NULL) {
        int code = cst_order_init(order, &cell->model, error);
        if (code != 0) {
            return code;
        }
    }
    const cst_random random = cst_cell_random(cell);
    cst_order_draw(order, &random, trial);
    *current = trial;
    return 0;
}
