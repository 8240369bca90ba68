/* SPDX-License-Identifier: MIT
 * The registry of methods, and the choice among them. */
#include "estimate/sample/methods.h"

#include "base/registry.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

const cst_method *const cst_methods[] = {
    &cst_method_naive,
    &cst_method_skip,
    &cst_method_strata,
    &cst_method_importance,
    &cst_method_planted,
    &cst_method_splitting,
    NULL,
};

/* The table behind a name that is for the trials of this model. */
static const cst_method *table_of(const cst_method *named, const cst_model *model)
{
    if (model->play == NULL || named->played == NULL) {
        return named;
    }
    const bool by_events = named->events != NULL && named->events->applies(model, NULL) == 0;
    return by_events ? named->events : named->played;
}

void cst_method_why(const cst_method *method, const cst_model *model, char *out, size_t size)
{
    cst_error lost = {0};
    const char *between = ". For rare events use ";
    if (model->spec.mechanism.kind != NULL) {
        (void)snprintf(out, size, "%s (%s)", method->name, cst_method_naive_mechanism.text);
        return;
    }
    int used = snprintf(out, size, "%s (%s)", method->name, method->text);
    if (strcmp(method->name, cst_method_naive.name) == 0 && used < (int)size &&
        table_of(&cst_method_skip, model)->applies(model, &lost) != 0) {
        /* What is a mistake where skip was asked for is a note here: its middle alone. */
        const char *own = strstr(lost.text, ": ");
        const char *note = own == NULL ? lost.text : own + 2;
        used += snprintf(out + used, size - (size_t)used, ". Method skip cannot be used: %.*s",
                         (int)strcspn(note, ";"), note);
    }
    for (size_t i = 0; cst_methods[i] != NULL && used < (int)size; i++) {
        const cst_method *other = cst_methods[i];
        if (other->results != NULL && other != method &&
            cst_method_choose(model, other, NULL) != NULL) {
            used += snprintf(out + used, size - (size_t)used, "%s%s", between, other->name);
            between = " or ";
        }
    }
}

CST_REGISTRY_FIND(cst_method_find, cst_method, cst_methods)

/* Where agents do no tasks every trial is drawn: whatever is rare there has its exact value. */
static const cst_method *choose_of_mechanism(const cst_model *model, const cst_method *asked,
                                             cst_error *error)
{
    const cst_method *naive = &cst_method_naive_mechanism;
    if (asked == NULL || strcmp(asked->name, naive->name) == 0) {
        return naive;
    }
    (void)cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                        "%s: its trials are agents that do tasks, those of %s are drawn one by "
                        "one; use %s",
                        asked->name, model->spec.mechanism.kind->name, naive->name);
    return NULL;
}

/* Where peers say what reviewers say, only what happens by itself can be shown to them. */
static const cst_method *choose_of_external(const cst_model *model, const cst_method *asked,
                                            cst_error *error)
{
    const cst_method *naive = table_of(&cst_method_naive, model);
    if (asked == NULL || strcmp(asked->name, naive->name) == 0) {
        return naive->applies(model, error) == 0 ? naive : NULL;
    }
    (void)cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                        "%s: a peer outside says what external reviewers say, of every task that "
                        "they review; use %s",
                        asked->name, naive->name);
    return NULL;
}

const cst_method *cst_method_choose(const cst_model *model, const cst_method *asked,
                                    cst_error *error)
{
    if (model->spec.mechanism.kind != NULL) {
        return choose_of_mechanism(model, asked, error);
    }
    if (model->external) {
        return choose_of_external(model, asked, error);
    }
    if (asked != NULL) {
        const cst_method *table = table_of(asked, model);
        return table->applies(model, error) == 0 ? table : NULL;
    }
    if (cst_planted_pays(model)) {
        return &cst_method_planted_events;
    }
    const cst_method *skip = table_of(&cst_method_skip, model);
    if (skip->applies(model, NULL) == 0 && !(skip->slower != NULL && skip->slower(model))) {
        return skip;
    }
    const cst_method *naive = table_of(&cst_method_naive, model);
    if (naive->applies(model, NULL) != 0) {
        (void)cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                            "no method serves trials that may end with so many tasks and so many "
                            "events; take trials of fewer agents or rounds");
        return NULL;
    }
    return naive;
}
