/* SPDX-License-Identifier: MIT */
#include "scenarios/load/kept.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct cst_kept {
    cst_kept *next;
    size_t size;
    max_align_t bytes[];
};

const void *cst_kept_bytes(cst_kept **list, const void *bytes, size_t size)
{
    for (const cst_kept *known = *list; known != NULL; known = known->next) {
        if (known->size == size && memcmp(known->bytes, bytes, size) == 0) {
            return known->bytes;
        }
    }
    cst_kept *added = malloc(sizeof *added + size);
    if (added == NULL) {
        return NULL;
    }
    added->next = *list;
    added->size = size;
    memcpy(added->bytes, bytes, size);
    *list = added;
    return added->bytes;
}

int cst_kept_spec(cst_kept **list, cst_trial_spec *spec, cst_error *error)
{
    bool kept = true;
#define KEEP(at, count)                                                                            \
    if ((at) != NULL) {                                                                            \
        (at) = cst_kept_bytes(list, at, (count) * sizeof *(at));                                   \
        kept = kept && (at) != NULL;                                                               \
    }
    KEEP(spec->population.lineage, spec->population.lineages)
    KEEP(spec->scheming.law.alpha, spec->scheming.law.alpha_count)
    KEEP(spec->scheming.law.mgl, spec->scheming.law.mgl_count)
    KEEP(spec->scheming.law.joint, spec->scheming.law.joint_count)
    KEEP(spec->score.counts, 1)
    KEEP(spec->trusted.counts, 1)
    KEEP(spec->joint.counts, 1)
    KEEP(spec->mechanism.drives.rates, spec->mechanism.drives.rate_count)
    KEEP(spec->mechanism.drives.factors, spec->mechanism.drives.factor_count)
    KEEP(spec->mechanism.environments.rates, spec->mechanism.environments.rate_count)
    KEEP(spec->mechanism.environments.weights, spec->mechanism.environments.weight_count)
#undef KEEP
    return kept ? 0 : cst_error_memory(error, "a scenario's lists");
}

const char *cst_kept_text(cst_kept **list, const char *text)
{
    return cst_kept_bytes(list, text, strlen(text) + 1);
}

void cst_kept_free(cst_kept *list)
{
    while (list != NULL) {
        cst_kept *next = list->next;
        free(list);
        list = next;
    }
}
