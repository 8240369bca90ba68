/* SPDX-License-Identifier: MIT */
#include "study/along.h"

#include "estimate/ask/inputs.h"
#include "estimate/exact/closed.h"

#include <math.h>

bool cst_along_alike(double a, double b)
{
    return isnan(a) ? isnan(b) : fabs(a - b) <= 1e-9 * fabs(a) + 1e-300;
}

double cst_along_at(const cst_along *along, double x)
{
    const cst_input input = {.key = along->key->path, .offset = along->key->offset};
    cst_trial_spec spec = *along->cell->trial;
    cst_model model = {0};
    cst_error ignored = {0};
    double value[CST_RESULT_KINDS];
    value[along->kind] = NAN;
    cst_input_set(&input, x, &spec);
    if (cst_trial_spec_check(&spec, &ignored) == 0 &&
        cst_model_make(&model, &spec, &ignored) == 0) {
        cst_closed_forms(&model, value);
        cst_closed_tails(&model, along->cell->estimate.tail, value);
    }
    cst_model_free(&model);
    return value[along->kind];
}

static bool uses(const cst_scenario_cell *cell, const cst_key *key)
{
    const cst_draft draft = {.trial = *cell->trial, .estimate = cell->estimate};
    const cst_uses uses = cst_uses_of(&draft);
    return cst_key_used(key, &uses);
}

/* Whether the cell, moved to where another one lies, is that one: they use the same keys, and red
 * has chosen no number for itself in either. */
static bool becomes(const cst_scenario_cell *cell, const cst_scenario_cell *other)
{
    const cst_draft one = {.trial = *cell->trial, .estimate = cell->estimate};
    const cst_draft two = {.trial = *other->trial, .estimate = other->estimate};
    const cst_uses used[] = {cst_uses_of(&one), cst_uses_of(&two)};
    const cst_key *const tables[] = {cst_keys(), cst_lineage_keys()};
    bool same = cell->answer.keys == 0 && other->answer.keys == 0;
    for (int table = 0; table < 2; table++) {
        for (const cst_key *key = tables[table]; same && key->path != NULL; key++) {
            same = cst_key_used(key, &used[0]) == cst_key_used(key, &used[1]);
        }
    }
    return same;
}

/* Whether the cell, moved to where another one lies, has its closed form. */
static bool reaches(const cst_along *along, const cst_along_point *other)
{
    return becomes(along->cell, other->finding->cell) ||
           cst_along_alike(cst_finding_exact(other->finding, along->kind),
                           cst_along_at(along, other->x));
}

bool cst_along_find(cst_along *along, const char *axis, cst_result_kind kind,
                    const cst_along_point *point, size_t points)
{
    const cst_key *key = cst_key_find(axis);
    bool found = false;
    bool any = false;
    for (size_t i = 0; i < points; i++) {
        any = any || isfinite(cst_finding_exact(point[i].finding, kind));
    }
    any = any && key != NULL && cst_key_is_input(key);
    for (size_t i = 0; any && !found && i < points; i++) {
        *along = (cst_along){point[i].finding->cell, key, kind};
        found = uses(along->cell, key);
        for (size_t j = 0; found && j < points; j++) {
            found = reaches(along, &point[j]);
        }
    }
    return found;
}
