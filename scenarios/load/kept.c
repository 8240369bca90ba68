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

/* The list's own copy of these bytes; NULL without memory. */
static const void *keep(cst_kept **list, const void *bytes, size_t size)
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

static bool keep_score(cst_kept **list, cst_score_spec *score)
{
    if (score->counts != NULL) {
        score->counts = keep(list, score->counts, sizeof *score->counts);
        return score->counts != NULL;
    }
    return true;
}

int cst_kept_counts(cst_kept **list, cst_trial_spec *spec, cst_error *error)
{
    bool kept = keep_score(list, &spec->score) && keep_score(list, &spec->trusted);
    if (kept && spec->joint.counts != NULL) {
        spec->joint.counts = keep(list, spec->joint.counts, sizeof *spec->joint.counts);
        kept = spec->joint.counts != NULL;
    }
    return kept ? 0 : cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for counts");
}

const char *cst_kept_text(cst_kept **list, const char *text)
{
    return keep(list, text, strlen(text) + 1);
}

void cst_kept_free(cst_kept *list)
{
    while (list != NULL) {
        cst_kept *next = list->next;
        free(list);
        list = next;
    }
}
